"""What a customer hears and what her keys do, on the phone and by text. One row is one answer.

"What happens when a customer presses 1?" → the row ``"1": Choice("open", …)`` below: the case opens at that keypress.
"""

from voiceline.dialog import customer_door, leaving, open_case
from voiceline.dialog.conversation import Ask, Choice, Confer, Confirm, Do, End, Hold, Record, Script
from voiceline.dialog.not_urgent import STEPS as NOT_URGENT
from voiceline.dialog.same_cause import LOOK
from voiceline.dialog.same_cause import STEPS as SAME_CAUSE
from voiceline.dialog.who_calls import STEPS as WHO_CALLS
from voiceline.domain.speech.meaning import Meaning

# How a wait may end. A talk may only pause: whether he comes back is seen while she holds on.
_WAYS = {
    "talked": "hold_away",
    "left": "leave",
    "hung_up": "gone",
    "unjoined": "hold",
    "error": "call_you_back",
}

_DESCRIBED = {
    "taken": "hold_to_join",
    "ask_number": "ask_number",
    "ask_mobile": "ask_mobile",
    "hung_up": "gone",
}

FIRST = {
    "1": Choice("open", {"severity": "P1"}, means=(Meaning.CRITICAL,), named="critical"),
    "2": Choice("open", {"severity": "P2"}, means=(Meaning.HIGH,), named="high"),
    "3": Choice("not_urgent", means=(Meaning.ANYTHING_ELSE,), named="anything_else"),
    "9": Choice("welcome", {"language": "en"}, means=(Meaning.ENGLISH,), named="english"),
    "#": Choice("door", script="engineer_door"),  # unspoken: engineers on a phone we do not know
}

CUSTOMER_LINE = Script(
    name="customer_line",
    start="welcome",
    steps={
        "welcome": Ask(
            "welcome",
            {**FIRST, "4": customer_door.MY_CASE},
            give_up="speak",
            confirm="confirm",
            ahead="announcement",
        ),
        # Back from the engineers' door: the same keys, and why.
        "door_no_match": Ask("door_no_match", FIRST, give_up="speak", confirm="confirm"),
        "door_shut": Ask("door_shut", FIRST, give_up="speak", confirm="confirm"),
        # Words that were not plainly understood are said back before they count.
        "confirm": Confirm("confirm"),
        # A case exists from here on.
        "open": Do("open_ticket", {**LOOK, "has_case": "same_case"}),
        **SAME_CAUSE,
        "describe": Record("describe", then="described", keys={"0": Choice("undo")}, is_urgent=True),
        "described": Do("describe_ticket", {"holding": "hold", **_DESCRIBED}),
        **WHO_CALLS,
        **open_case.steps(FIRST),
        **customer_door.steps(FIRST),
        **NOT_URGENT,
        "undo": Do(
            "undo_ticket", {"lowered": "undone", "taken": "hold_to_join", "told": "error_told", "too_late": "hold"}
        ),
        "undone": End("undone"),
        "error_told": End("error_told"),
        "hold": Hold("hold", _WAYS),
        # Somebody has taken it; where a dictation was cut short for that, she comes straight here.
        "hold_to_join": Hold("hold_to_join", _WAYS),
        "hold_away": Hold("hold_away", _WAYS),
        # The two were joined and lost each other before they had talked.
        "hold_again": Hold("hold_again", _WAYS),
        "conference": Confer("another_joins", _WAYS),
        **leaving.STEPS,
        "hold_unreachable": Hold("hold_unreachable", _WAYS),
        # Nothing understood three times: her words count, and two seconds of them open a case.
        "speak": Record("speak", then="spoken", is_urgent=True),
        "spoken": Do("open_from_words", {"opened": "opened_unasked", "hung_up": "gone", "nothing": "nothing_heard"}),
        "opened_unasked": Do("describe_ticket", {"holding": "hold_unasked", **_DESCRIBED}),
        "hold_unasked": Hold("hold_unasked", _WAYS),
        "after_talk": End("after_talk"),
        "call_you_back": End("call_you_back"),
        "nothing_heard": End("nothing_heard"),
        "gone": End("gone"),
    },
)
