"""Key 3: what is not urgent. The e-mail address, spoken and by text, or a message that becomes a medium case.

Written words are that message at once: they wait for no tone.
"""

from voiceline.dialog.conversation import Ask, Choice, Do, End, Record, Step

_KEYS = {"1": Choice("send_address"), "2": Choice("leave_message")}

STEPS: dict[str, Step] = {
    "not_urgent": Ask("not_urgent", _KEYS, give_up="address", on_silence="address", on_words="leave_message"),
    "send_address": Do("send_address", {"sent": "address_sent", "no_mobile": "address", "unknown": "leave_message"}),
    "address": Do("tell_address", {"known": "information", "unknown": "no_address"}),
    "address_sent": End("address_sent"),
    "information": End("information"),
    "no_address": End("no_address"),
    "leave_message": Record("leave_message", then="message_left"),
    "message_left": Do("open_from_message", {"opened": "question_opened", "nothing": "address", "hung_up": "gone"}),
    "question_opened": End("question_opened"),
}
