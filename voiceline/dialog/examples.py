"""Believable values for everything a prompt may name, long rather than short, in each language.

The house's tests hold the prompts to their lengths with them; an admin reads a prompt with them before it is said.
"""

from collections.abc import Mapping
from typing import Any

_ALIKE: Mapping[str, Any] = {
    # heard
    "case": "4, 1, 7, 8, 9",
    "customer": "Distribuidora Centroamericana S. A.",
    "engineer": "María Fernanda Hernández",
    "others": "",
    "callee": "Distribuidora Centroamericana S. A.",
    "taken": "4, 1, 9",
    # read
    "case_number": 41789,
    "severity_code": "P1",
    "opened_clock": "02:10",
    "at_clock": "02:14",
    "until_clock": "02:25",
    "line_number": "+50256305476",
    "number": "+50255550101",
    "email_plain": "soporte@ikhodi.com.gt",
    "link": "https://linea.ikhodi.com.gt/p/AbCdEfGhIjKlMnOpQrStUv",
    "phones": 3,
    "count": 12,
    "share": 75,
    "other": "Luis Soto",
    "second": "Luis Soto",
    "asked_by": "María Fernanda Hernández",
    "start": "27/11 17:00",
    "until": "28/11 08:00",
    "back": "",
    "rotation": "primary",
    "at_second": "24/11 02:14:07",
    "numbers": "41789, 41790, 41791, 41792, 41793, 41794, ...",
    "names": "1. María Fernanda Hernández, 2. Lee Pérez, 3. Ana López + Luis Soto + Dana Cruz",
}
# As long as how a cause stands may be.
_STATE = {
    "es": "El sistema no responde desde la una y media; ya trabajamos en ello y avisamos por mensaje en cuanto "
    "responda otra vez.",
    "en": "The system has not answered since half past one; we are working on it and text you as soon as it answers "
    "again.",
}
EXAMPLES: Mapping[str, Mapping[str, Any]] = {
    "es": {
        **_ALIKE,
        "line": "Línea urgente Khodi",
        "severity": "crítico",
        "email": "soporte arroba ikhodi punto com punto gt",
        "email_spelled": "ese, o, pe, o, erre, te, e, arroba, i, ka, hache, o, de, i, punto, com, punto, ge, te",
        "before": "antes de las dos y veinticinco de la madrugada",
        "when": "a las dos y catorce de la madrugada",
        "age": "hace veinticinco minutos",
        "meant": "que es alto y hay una alternativa temporal",
        "consent": "Esta llamada se graba. ",
        "opening": " Atendemos en horario hábil, mañana a las ocho de la mañana.",
        "standing": "lo atiende María Fernanda Hernández, con solución antes de las seis y diez de la mañana",
        "cases": "4, 1, 8 y 4, 1, 9",
        "of_case": ", caso 4, 1, 7, 8, 9",
        "announcement": _STATE["es"],
        "state": _STATE["es"],
        "who": "el ingeniero que tome su caso",
        "gone": "Le prometimos que usted le llama.",
        "nth": "segundo",
        "many": "cuatro",
        "why": "Usted lo tomó, se reportó hace veinticinco minutos, y el cliente aún no sabe de usted.",
        "solved_by_clock": "mié 25/11 10:00",
        "due": "mié 25/11 10:00",
        "target": "resolución",
        "usage": "ALTERNATIVA 41789 y que hacer mientras tanto",
        "exclusion": "desarrollo a la medida",
        "answer": "¿Ya funciona? Diga en https://linea.ikhodi.com.gt/c/abcdefghijklmnop o llame al +50256305476.",
        "question": "¿Desde qué hora falla?",
        "note": "reinicie la caja y entre otra vez",
        "notices": "Va el 75 % del plazo de resolución; vence mié 25/11 10:00.",
        "first": "41789 P1 resolución vencida; 41790 P2 respuesta 75 %",
        "lines": "41789 P1 resolución vencida; 41790 P2 respuesta 75 %",
    },
    "en": {
        **_ALIKE,
        "line": "Khodi urgent line",
        "severity": "critical",
        "email": "soporte at ikhodi dot com dot gt",
        "email_spelled": "S, O, P, O, R, T, E, at, I, K, H, O, D, I, dot, com, dot, G, T",
        "before": "before two twenty five in the morning",
        "when": "at two fourteen in the morning",
        "age": "twenty five minutes ago",
        "meant": "that it is high and there is a temporary alternative",
        "consent": "This call is recorded. ",
        "opening": " We are here in business hours, tomorrow at eight in the morning.",
        "standing": "María Fernanda Hernández has it, to be solved before ten past six in the morning",
        "cases": "4, 1, 8 and 4, 1, 9",
        "of_case": ", case 4, 1, 7, 8, 9",
        "announcement": _STATE["en"],
        "state": _STATE["en"],
        "who": "the engineer who takes your case",
        "gone": "We promised that you would call.",
        "nth": "second",
        "many": "four",
        "why": "You took it, it was reported twenty five minutes ago, and the customer has not heard from you.",
        "solved_by_clock": "Wed 25/11 10:00",
        "due": "Wed 25/11 10:00",
        "target": "resolution",
        "usage": "WORKAROUND 41789 and what to do meanwhile",
        "exclusion": "custom development",
        "answer": "Does it work now? Tell us at https://linea.ikhodi.com.gt/c/abcdefghijklmnop or call +50256305476.",
        "question": "Since when does it fail?",
        "note": "restart the till and log in again",
        "notices": "75 % of the time for resolution is over; due Wed 25/11 10:00.",
        "first": "41789 P1 resolution missed; 41790 P2 response 75 %",
        "lines": "41789 P1 resolution missed; 41790 P2 response 75 %",
    },
}
# A case number's digits as a voice says them: what its three digits take of the seconds until the first key.
CASE_SPELLED = {"es": "cuatro, uno, siete", "en": "four, one, seven"}
