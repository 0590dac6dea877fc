"""Words by which somebody asks for no more messages, or for messages again. Only where they are the whole message.

``ALTO`` is none of them: it is also how grave a case is, and stays with the conversation. ``ALTA`` may be that too, so
whoever reads it here asks first whether there is anything to take back.
"""

import unicodedata

# What the carrier itself acts upon by SMS, in English only (reference/twilio.md 4.6); it answers these by itself too.
CARRIERS_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "END", "QUIT", "REVOKE", "OPTOUT", "CANCEL"})
CARRIERS_START = frozenset({"START", "UNSTOP", "YES"})
LONGEST = 60  # characters of a message that may be but one of these words, with all its signs
_STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "OPTOUT", "BAJA", "DAR DE BAJA", "DARME DE BAJA", "PARAR"})
_START = frozenset({"START", "UNSTOP", "ALTA", "DAR DE ALTA", "DARME DE ALTA"})


def opt_out_word(body: str, channel: str = "sms", carriers: str = "") -> str | None:
    """``stop``, ``start`` or None. ``carriers``: what the carrier says it has taken it for (``OptOutType``)."""
    if carriers.lower() in ("stop", "start"):
        return carriers.lower()
    word = _plain(body)
    if word in _STOP or (channel == "sms" and word in CARRIERS_STOP):
        return "stop"
    if word in _START or (channel == "sms" and word in CARRIERS_START):
        return "start"
    return None


def is_answered_by_carrier(body: str, channel: str, carriers: str = "") -> bool:
    """Whether the carrier has said what there is to say; after a stop it would not let our words through."""
    return bool(carriers) or (channel == "sms" and _plain(body) in CARRIERS_STOP | CARRIERS_START)


def _plain(body: str) -> str:
    if len(body) > LONGEST:
        return ""
    bare = unicodedata.normalize("NFD", body.upper())
    letters = "".join(each for each in bare if each.isalpha() or each.isspace())
    return " ".join(letters.split())
