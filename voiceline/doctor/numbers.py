"""The line's numbers at the carrier: whose they are, and whether what comes in on them comes to us."""

from collections.abc import Sequence
from urllib.parse import urldefrag, urlsplit

from voiceline.doctor.account import ACCOUNT_FIRST
from voiceline.doctor.check import Check, Unknown, bad, ok, untold, warning
from voiceline.domain.phone_number import masked
from voiceline.settings import BY_SIM, Settings
from voiceline.telephony.inspection import OwnedNumber

Numbers = Sequence[OwnedNumber] | Unknown


def line_number_check(settings: Settings, numbers: Numbers) -> Check:
    """The line's own number is seldom the carrier's: it then reaches us by forwarding, a BYOC trunk or SIP."""
    name = "line_number"
    if isinstance(numbers, Unknown):
        return untold(name, numbers, ACCOUNT_FIRST)
    shown = masked(settings.line_number)
    if any(each.number == settings.line_number for each in numbers):
        return ok(name, f"{shown} es de la cuenta")
    doors = [masked(each.number) for each in numbers if points_to_us(settings, each)]
    if doors:
        return ok(name, f"{shown} no es del operador (llega por desvío, troncal o SIP); entra por {', '.join(doors)}")
    do = (
        f"Si llega por desvío a un número de la cuenta, ponga en él {settings.public_url}/voice/incoming; "
        "si llega por una troncal BYOC o un dominio SIP, revise allí sus direcciones."
    )
    return warning(name, f"{shown} no es del operador y ningún número de la cuenta apunta a esta línea", do)


def caller_number_check(settings: Settings, numbers: Numbers, verified: Sequence[str] | Unknown) -> Check:
    name, number = "caller_number", settings.caller_number
    if isinstance(numbers, Unknown):
        return untold(name, numbers, ACCOUNT_FIRST)
    if any(each.number == number for each in numbers):
        return ok(name, f"{masked(number)} es de la cuenta")
    if isinstance(verified, Unknown):
        return untold(name, verified, ACCOUNT_FIRST)
    if number in verified:
        return ok(name, f"{masked(number)} está verificado")
    do = "Verifíquelo en la consola («Verified Caller IDs») o ponga en CALLER_NUMBER uno que sea de la cuenta."
    return bad(name, f"{masked(number)} ni es de la cuenta ni está verificado: no saldría ninguna llamada", do)


def sms_number_check(settings: Settings, numbers: Numbers) -> Check:
    """A verified number may be shown by calls; only an owned one sends texts."""
    name, number = "sms_number", settings.sms_number
    if settings.sms_by == BY_SIM:
        return ok(name, "los SMS salen por el SIM: vea «teléfono con SIM»")
    if isinstance(numbers, Unknown):
        return untold(name, numbers, ACCOUNT_FIRST)
    owned = next((each for each in numbers if each.number == number), None)
    if owned is not None and owned.takes_texts:
        return ok(name, f"{masked(number)} es de la cuenta y manda SMS")
    why = "no manda SMS" if owned is not None else "no es de la cuenta"
    do = "Ponga en SMS_NUMBER un número de la cuenta que mande SMS."
    return bad(name, f"{masked(number)} {why}: no saldría ningún SMS", do)


def webhooks_check(settings: Settings, numbers: Numbers) -> Check:
    name = "webhooks"
    if isinstance(numbers, Unknown):
        return untold(name, numbers, ACCOUNT_FIRST)
    concerned = of_the_line(settings, numbers)
    if not concerned:
        return warning(name, "no hay en la cuenta ningún número que revisar", "Vea «número de la línea».")
    wrong = [f"{masked(each.number)}: {trouble}" for each in concerned for trouble in _troubles(settings, each)]
    if wrong:
        base = settings.public_url
        do = (
            f"En la consola, en cada número y por POST: llamadas a {base}/voice/incoming, su estado a "
            f"{base}/voice/status, mensajes a {base}/text/incoming."
        )
        return bad(name, "; ".join(wrong), do)
    elsewhere = [each for each in concerned if each.voice_elsewhere]
    if elsewhere:
        found = ", ".join(f"{masked(each.number)} contesta por {each.voice_elsewhere}" for each in elsewhere)
        do = "Quite del número la aplicación o la troncal, o revise en ella las direcciones: las del número no valen."
        return warning(name, found, do)
    return ok(name, f"{', '.join(masked(each.number) for each in concerned)}: todo llega a esta línea")


def of_the_line(settings: Settings, numbers: Sequence[OwnedNumber]) -> list[OwnedNumber]:
    """Those whose calls or texts must come to us: the line's own, and any other that points here."""
    return [each for each in numbers if each.number in settings.own_numbers or points_to_us(settings, each)]


def points_to_us(settings: Settings, number: OwnedNumber) -> bool:
    return is_ours(settings, number.voice_url)


def is_ours(settings: Settings, url: str) -> bool:
    return url.startswith(f"{settings.public_url}/")


def shown(url: str) -> str:
    """Where it goes, without what may be secret in it: no user, no password, no query."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"


def _troubles(settings: Settings, number: OwnedNumber) -> list[str]:
    base = settings.public_url
    wanted = []
    if not number.voice_elsewhere:
        wanted += [
            ("VoiceUrl", number.voice_url, f"{base}/voice/incoming", number.voice_method),
            ("StatusCallback", number.status_url, f"{base}/voice/status", number.status_method),
        ]
    if number.takes_texts:
        wanted.append(("SmsUrl", number.text_url, f"{base}/text/incoming", number.text_method))
    found = []
    for label, url, right, method in wanted:
        if not url:
            found.append(f"{label} está vacía")
        elif urldefrag(url).url != right:  # a fragment only sets the carrier's patience
            found.append(f"{label} es {shown(url)}")
        elif method.upper() != "POST":
            found.append(f"{label} va por {method or 'GET'}")
    return found
