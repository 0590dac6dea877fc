"""The settings, the optional channels, and whether the world reaches us at PUBLIC_URL."""

from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from voiceline import settings as reasons
from voiceline.dialog.catalog import LANGUAGES, shipped
from voiceline.dialog.rewording import placeholders
from voiceline.doctor.check import Check, Unknown, bad, ok, warning
from voiceline.settings import Settings, is_loopback, split

REASONS = {
    reasons.MISSING: "falta",
    reasons.NOT_A_NUMBER: "no es un número E.164 como +50256305476",
    reasons.NOT_A_RATE: "no es un número de llamadas por segundo de 0.01 a 100000",
    reasons.NOT_SECONDS: "no es un número entero de segundos de 5 a 600",
    reasons.NOT_A_URL: "no es una dirección https:// o http://",
    reasons.NOT_PUBLIC: "no es una dirección https:// (http:// solo se acepta en esta máquina)",
    reasons.NOT_BARE: "lleva ruta, «?» o «#»: va sola, porque las teclas llegan a la raíz del servidor",
    reasons.NOT_POSTGRESQL: "no es una dirección postgresql://",
    reasons.NOT_REDIS: "no es una dirección redis://",
    reasons.NO_SECRET: "tiene menos de 8 letras: en una dirección pública cualquiera adivinaría con qué firmamos",
    reasons.NO_ACCOUNT: "no es el identificador de una cuenta: AC y letras o cifras",
    reasons.NO_TOKEN: "no contiene ninguna clave",
    reasons.NOT_SMTP: "no es una dirección smtp:// o smtps://",
    reasons.NO_SENDER: "no es una dirección como linea@example.com: con SMTP_URL es de la que sale el correo",
    reasons.NOT_AN_ARCHIVE: "no es ni una carpeta con su ruta entera ni s3://bucket/prefijo",
    reasons.NOT_DAYS: "no es un número de días como 365d",
    reasons.NOT_TWILIO_OR_SIM: "no es ni twilio ni sim",
    reasons.NOT_A_GATEWAY: "no es https://usuario:clave@servidor (http:// solo se acepta en una red privada)",
    reasons.NO_GATEWAY: "falta: con SMS_BY=sim es el teléfono por el que salen los SMS",
    reasons.NO_GATEWAY_SECRET: "falta: con SMS_BY=sim es la clave con que vienen firmados los SMS que entran",
    reasons.NO_TRANSCRIBER: "no es el nombre de quien transcribe: twilio",
    reasons.NOT_TEMPLATES: 'no es JSON como {"opened.es": ["HX…", "case_number", "severity", "until_clock"]}',
    reasons.NO_WHATSAPP: "falta: con WHATSAPP_TEMPLATES es el número del que salen las plantillas",
}
ALIVE = "ok"  # what GET /healthz answers


@dataclass(frozen=True)
class PublicAnswer:
    status: int
    body: str
    leads_to: str  # where a redirect would go, or ""


def settings_check(settings: Settings) -> Check:
    wrong = [f"{variable}: {REASONS[reason]}" for variable, reason in settings.problems]
    if not wrong:
        return ok("settings", "todas las variables obligatorias están y se entienden")
    return bad("settings", "; ".join(wrong), "Corrija estas variables del ambiente (README, «Running it for real»).")


def channel_checks(settings: Settings) -> list[Check]:
    """What is off because its variable is not set. Without WhatsApp the line is whole; without a watch nobody sees."""
    mail = "encendido" if settings.smtp_url else "apagado (SMTP_URL no está): los avisos van sólo por mensaje"
    if settings.pulse_url:
        return [whatsapp_check(settings), ok("mail", mail), ok("pulse", "encendida")]
    blind = "apagada (PULSE_URL no está): si la línea entera se detiene, nadie de fuera se entera"
    do = "Cree un vigilante externo («dead man's switch») y ponga su dirección en PULSE_URL."
    return [whatsapp_check(settings), ok("mail", mail), warning("pulse", blind, do)]


def whatsapp_check(settings: Settings) -> Check:
    """A template that asks for what its news does not say is never sent: that news goes by SMS."""
    name, templates = "whatsapp", settings.whatsapp_templates
    if not settings.whatsapp_number:
        return ok(name, "apagado (WHATSAPP_NUMBER no está)")
    odd = [news for news, (_, *names) in templates.items() if not set(names) <= _said_by(news)]
    if odd:
        do = "Corrija WHATSAPP_TEMPLATES: cada lista nombra sólo lo que dice ese aviso, en su idioma."
        return warning(name, f"encendido, pero no sirven las plantillas {', '.join(sorted(odd))}", do)
    outside = f"{len(templates)} plantillas" if templates else "sin plantillas: pasadas 24 horas, por SMS"
    return ok(name, f"encendido, {outside}")


def _said_by(news: str) -> set[str]:
    """What the words of this news name (``opened.es``); nothing, of news there is none of."""
    kind, _, language = news.partition(".")
    prompts = shipped(language).prompts() if language in LANGUAGES else {}
    return placeholders(prompts.get(f"text_{kind}", {}).get("text", "")) or set()


def ask_public_url(settings: Settings, seconds: float) -> PublicAnswer:
    with requests.Session() as session:
        session.trust_env = settings.is_https  # no proxy to this very machine
        answer = session.get(
            f"{settings.public_url}/healthz", timeout=seconds, allow_redirects=False, headers={"User-Agent": "doctor"}
        )
        return PublicAnswer(answer.status_code, answer.text[:200].strip(), answer.headers.get("Location", ""))


def public_url_check(settings: Settings, found: PublicAnswer | Unknown) -> Check:
    name, url = "public_url", settings.public_url
    if any(problem.variable == "PUBLIC_URL" for problem in settings.problems):
        return bad(
            name, "PUBLIC_URL falta o no sirve", "Ponga en PUBLIC_URL la dirección https:// pública de la línea."
        )
    if isinstance(found, Unknown):
        if isinstance(found.error, requests.exceptions.SSLError):
            do = "Instale un certificado válido para ese nombre: el operador rechaza los demás."
            return bad(name, f"{url} no tiene un certificado válido", do)
        if found.error is None:
            reason = found.reason
        else:
            reason = "no hay conexión" if isinstance(found.error, requests.ConnectionError) else "falló la petición"
        do = "Arranque el proceso web y revise el DNS, el cortafuegos y el proxy que lo publican."
        return bad(name, f"{url}/healthz: {reason}", do)
    if found.leads_to and 300 <= found.status < 400:
        do = "Ponga en PUBLIC_URL la dirección final: un desvío rompe la firma y pierde las teclas."
        return bad(name, f"{url} desvía a otra dirección ({found.status})", do)
    if found.status != 200 or found.body != ALIVE:
        do = "Revise a qué servidor apunta ese nombre y que el proxy pase todo, sin cambiarlo, al proceso web."
        return bad(name, f"{url}/healthz contesta {found.status}, y no es esta aplicación", do)
    if is_loopback(urlsplit(url).hostname or "") and urlsplit(settings.carrier_api_url).scheme == "https":
        do = "Publique la línea en una dirección https:// y póngala en PUBLIC_URL."
        return warning(name, f"{url} contesta, pero solo desde esta máquina: el operador no la alcanza", do)
    return ok(name, f"{url} contesta y somos nosotros")


def secrets_of(settings: Settings) -> list[str]:
    """What must never be printed, longest first; what is too short would blot out ordinary words."""
    passwords = [
        split(url).password or ""
        for url in (settings.database_url, settings.redis_url, settings.smtp_url or "", settings.sim_gateway_url or "")
    ]
    return sorted(
        {
            each
            for each in (*settings.auth_tokens, *settings.sim_gateway_secrets, settings.secret_key, *passwords)
            if len(each) >= 6
        },
        key=len,
        reverse=True,
    )
