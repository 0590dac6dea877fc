"""What a customer hears and what her keys do, on the phone and by text. One row is one answer.

"What happens when a customer presses 1?" → the row ``"1": Choice("open", …)`` below: the case opens at that keypress.
"""

from voiceline.dialog.conversation import Ask, Choice, Do, End, Hold, Record, Script
from voiceline.dialog.same_cause import STEPS as SAME_CAUSE

# How a wait may end. "cut": the two were joined and lost each other before they had talked.
_WAYS = {
    "talked": "after_talk",
    "cut": "hold_again",
    "hung_up": "gone",
    "unjoined": "hold",
    "error": "call_you_back",
}

CUSTOMER_LINE = Script(
    name="customer_line",
    start="welcome",
    steps={
        "welcome": Ask(
            "welcome",
            keys={
                "1": Choice("open", {"severity": "P1"}),
                "2": Choice("open", {"severity": "P2"}),
                "3": Choice("information"),
                "9": Choice("welcome", {"language": "en"}),
            },
            give_up="speak",
            ahead="announcement",
        ),
        # A case exists from here on.
        "open": Do("open_ticket", {"opened": "look_for_cause"}),
        **SAME_CAUSE,
        "describe": Record("describe", then="described", keys={"0": Choice("undo")}),
        "described": Do("describe_ticket", {"holding": "hold", "taken": "hold_to_join", "hung_up": "gone"}),
        "undo": Do("undo_ticket", {"lowered": "undone", "too_late": "hold"}),
        "undone": End("undone"),
        "hold": Hold("hold", _WAYS),
        # Somebody has taken it; where a dictation was cut short for that, she comes straight here.
        "hold_to_join": Hold("hold_to_join", _WAYS),
        "hold_again": Hold("hold_again", _WAYS),
        # Nothing understood three times: her words count, and two seconds of them open a case.
        "speak": Record("speak", then="spoken"),
        "spoken": Do("open_from_words", {"opened": "opened_unasked", "hung_up": "gone", "nothing": "nothing_heard"}),
        "opened_unasked": Do(
            "describe_ticket", {"holding": "hold_unasked", "taken": "hold_to_join", "hung_up": "gone"}
        ),
        "hold_unasked": Hold("hold_unasked", _WAYS),
        "information": End("information"),
        "after_talk": End("after_talk"),
        "call_you_back": End("call_you_back"),
        "nothing_heard": End("nothing_heard"),
        "gone": End("gone"),
    },
)
