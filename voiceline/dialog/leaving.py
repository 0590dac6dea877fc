"""Out of the hold: by a key of hers, when the response target has passed, or when nothing is left to wait for.

Who leaves while the case wants somebody has our promise to be called, and that promise needs a number.
"""

from voiceline.dialog.conversation import Do, End, Enter, Step

LEAVE = "6"  # a key that means nothing else on this line: nobody leaves by pressing an old one again
_WITHOUT = "left_unreachable"
_NOTED = {
    "noted": "left_promised",
    "taken": "left_promised",
    "no_number": "leave_number_again",
    "no_mobile": "leave_number_again",
    "given_up": _WITHOUT,
    "unreachable": _WITHOUT,
}


def _number(prompt: str) -> Enter:
    return Enter(prompt, "entered_number", "note_leave_number", give_up=_WITHOUT, on_silence=_WITHOUT, spoken=True)


STEPS: dict[str, Step] = {
    "leave": Do(
        "leave_hold",
        {
            "promised": "left_promised",
            "late": "left_late",
            "unanswered": "left_unanswered",
            "no_number": "leave_number",
            "talked": "after_talk",
            "resolved": "still_works",
            "over": "case_over",
        },
    ),
    "leave_number": _number("leave_number"),
    "leave_number_again": _number("number_again"),
    "note_leave_number": Do("note_number_left", _NOTED),
    "left_promised": End("left_promised"),
    "left_late": End("left_late"),
    "left_unanswered": End("left_unanswered"),
    "left_unreachable": End("left_unreachable"),
}
