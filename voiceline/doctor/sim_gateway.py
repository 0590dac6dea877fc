"""The phone with our SIM: is it there, was it there lately, and does it tell us what comes in."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from voiceline.doctor.check import Check, Unknown, bad, ok, untold, warning
from voiceline.doctor.numbers import shown
from voiceline.settings import BY_SIM, Settings
from voiceline.telephony.phone import CarrierError
from voiceline.telephony.sim_gateway import Device, SimGateway
from voiceline.telephony.sim_inbound import EVENTS
from voiceline.telephony.sim_place import place_of

SEEN, LOST = timedelta(minutes=30), timedelta(hours=3)  # idle, the app may show itself each quarter of an hour only
OFF = "apagado (SMS_BY no es sim)"
GUIDE = "Vea docs/numero.md."


@dataclass(frozen=True)
class SimFacts:
    """Its phones, and (event, address) of what it tells."""

    devices: list[Device]
    webhooks: list[tuple[str, str]]


def is_used(settings: Settings) -> bool:
    """It may take texts in before any leave by it."""
    return bool(settings.sim_gateway_url) or settings.sms_by == BY_SIM


def ask_sim(settings: Settings, seconds: float) -> SimFacts:
    gateway = SimGateway(settings, patience=seconds)
    return SimFacts(gateway.devices(), gateway.webhooks())


def sim_gateway_check(settings: Settings, found: SimFacts | Unknown | None, now: datetime) -> Check:
    """Where no text hangs on it, what is wrong with it is only worth a look."""
    name = "sim_gateway"
    if found is None:
        return ok(name, OFF)
    wrong = bad if settings.sms_by == BY_SIM else warning
    if isinstance(found, Unknown):
        if not found.was_asked:
            return untold(name, found, "Primero los ajustes.")
        if isinstance(found.error, CarrierError) and found.error.code in ("401", "403"):
            return wrong(name, "el teléfono rechaza las claves", "Copie de la app el usuario y la clave.")
        do = f"Mire que el teléfono esté encendido, con la app en marcha y en la red. {GUIDE}"
        return wrong(name, f"el teléfono con SIM no contesta: {found.reason}", do)
    wanted = place_of(settings).device
    ours = [each for each in found.devices if wanted in (None, each.id)]
    if not ours:
        return wrong(
            name, "contesta, pero no conoce ese teléfono", "Registre el teléfono en la app o corrija «device»."
        )
    if len(ours) > 1:
        do = "Ponga en SIM_GATEWAY_URL «?device=» y el del SIM de la línea: si no, sale por uno al azar."
        return wrong(name, f"hay {len(ours)} teléfonos", do)
    seen = ours[0].last_seen
    if seen is None:
        return warning(name, "contesta, y no dice cuándo vio al teléfono", f"Mande un SMS de prueba. {GUIDE}")
    minutes = int((now - seen).total_seconds() // 60)
    if now - seen > SEEN:
        do = f"Mire el teléfono: batería, red, y que el ahorro de energía no duerma la app. {GUIDE}"
        return (wrong if now - seen > LOST else warning)(name, f"no se ve al teléfono desde hace {minutes} min", do)
    return ok(name, "contesta y el teléfono está en línea")


def sim_webhooks_check(settings: Settings, found: SimFacts | Unknown | None) -> Check:
    name, place = "sim_webhooks", f"{settings.public_url}/sim/event"
    if found is None:
        return ok(name, OFF)
    if isinstance(found, Unknown):
        return untold(name, found, "Primero el teléfono con SIM.")
    lacking = [event for event in EVENTS if (event, place) not in found.webhooks]
    if lacking:
        elsewhere = sorted({shown(url) for event, url in found.webhooks if event in lacking})
        to = f" (van a {', '.join(elsewhere)})" if elsewhere else ""
        do = f"Registre en la app cada uno a {place}. {GUIDE}"
        return (bad if settings.sms_by == BY_SIM else warning)(name, f"faltan {', '.join(lacking)}{to}", do)
    if not settings.sim_gateway_secrets:
        do = "Ponga en SIM_GATEWAY_SECRET la clave de firma de la app («Signing Key»)."
        return warning(name, "avisa a esta línea, que no tiene con qué comprobar su firma", do)
    doubled = [event for event in EVENTS if found.webhooks.count((event, place)) > 1]
    if doubled:
        return warning(name, f"{', '.join(doubled)} avisa más de una vez", "Borre los repetidos: gastan batería.")
    return ok(name, "lo que entra y cómo acaba lo que sale llega a esta línea")
