"""Who calls: name and company of whom we do not know, a number of whom none came with. Asked only once a case is open.

Whatever is not answered changes nothing: the case is open, and its engineers are being rung all the while.
"""

from voiceline.dialog.conversation import Choice, Do, End, Enter, Record, Step


def _number(prompt: str, without: str) -> Enter:
    return Enter(prompt, "entered_number", "note_number", give_up=without, on_silence=without, spoken=True)


STEPS: dict[str, Step] = {
    "describe_stranger": Record("describe_stranger", then="described", keys={"0": Choice("undo")}, is_urgent=True),
    # Her number is withheld or proves nothing.
    "ask_number": _number("ask_number", without="hold_unreachable"),
    "number_again": _number("number_again", without="hold_unreachable"),
    # She calls from a landline, which takes no text.
    "ask_mobile": _number("ask_mobile", without="hold"),
    "mobile_again": _number("mobile_again", without="hold"),
    "note_number": Do(
        "note_number",
        {
            "noted": "hold",
            "taken": "hold_to_join",
            "no_number": "number_again",
            "no_mobile": "mobile_again",
            "given_up": "hold",
            "unreachable": "hold_unreachable",
        },
    ),
    # Turned away at the first ring.
    "blocked": End("blocked"),
    "too_many": End("too_many"),
}
TURNED_AWAY = ("blocked", "too_many")
