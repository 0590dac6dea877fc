"""``doctor``: is everything set up as it must be, and if not, what exactly to do. It changes nothing."""

import json
from argparse import ArgumentParser, Namespace

from voiceline.doctor.check import Check, State
from voiceline.doctor.environment import secrets_of
from voiceline.doctor.examination import examine
from voiceline.line import Line

SUMMARY = "revisa ajustes, base de datos, Redis, procesos y operador, y dice qué hacer"

STATES = {State.OK: "bien", State.WARNING: "atención", State.BAD: "mal"}
TITLES = {
    "settings": "ajustes",
    "whatsapp": "WhatsApp",
    "mail": "correo",
    "pulse": "vigilancia externa",
    "public_url": "dirección pública",
    "database": "base de datos",
    "schema": "esquema",
    "directory": "directorio",
    "texts_to_engineers": "mensajes a los ingenieros",
    "clock_database": "hora (base de datos)",
    "clock_carrier": "hora (operador)",
    "redis": "Redis",
    "redis_memory": "memoria de Redis",
    "workers": "workers",
    "clock": "reloj",
    "recordings": "grabaciones",
    "transcription": "transcripción",
    "account": "cuenta del operador",
    "balance": "saldo",
    "geo_permission": "permiso de llamar",
    "line_number": "número de la línea",
    "caller_number": "número que se muestra",
    "sms_number": "número de SMS",
    "webhooks": "direcciones del número",
    "sim_gateway": "teléfono con SIM",
    "sim_webhooks": "avisos del teléfono con SIM",
    "fallback": "respaldo fijo",
}


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="como datos")


def run(line: Line, args: Namespace) -> int:
    """0 when nothing is wrong, 1 otherwise; settings that are missing or bad are one of its findings."""
    checks = examine(line)
    healthy = all(check.state is not State.BAD for check in checks)
    words = _as_json(healthy, checks) if args.json else _as_lines(checks)
    for secret in secrets_of(line.settings):  # a driver's message may quote the URL it was given
        words = words.replace(secret, "…")
    print(words)
    return 0 if healthy else 1


def _as_json(healthy: bool, checks: list[Check]) -> str:
    told = [{"name": each.name, "state": each.state, "found": each.found, "do": each.do} for each in checks]
    return json.dumps({"healthy": healthy, "checks": told}, ensure_ascii=False)


def _as_lines(checks: list[Check]) -> str:
    lines = []
    for check in checks:
        lines.append(f"{STATES[check.state]:<9} {TITLES[check.name]}: {' '.join(check.found.split())}")
        if check.do:
            lines.append(f"{'':<9} → {check.do}")
    return "\n".join(lines)
