"""Key 4 at the first question: whose case is it? A listed number has hers at once; any other phone needs case and PIN.

With both right she comes to the steps that every customer with an open case has (``open_case``), and no question of
the door says whether a case exists, whose it is, or whether there is a PIN. Silence leads back to the menu, and so
does a third mistake; 1 and 2 alone are urgent here too, since no case has such a number.
"""

from collections.abc import Mapping

from voiceline.dialog.conversation import Ask, Choice, Do, End, Enter, Script, Step
from voiceline.domain.speech.meaning import Meaning

# Unspoken: whoever has a PIN was told of the key with it, and "llamo por mi caso" leads here as well.
MY_CASE = Choice("find_my_case", means=(Meaning.MY_CASE,), named="my_case")
_MENU = Choice("welcome", script="customer_line")
_NO_MATCH = Choice("case_no_match", script="customer_line")
_SHUT = Choice("case_door_shut", script="customer_line")
_URGENT = {
    "1": Choice("open", {"severity": "P1"}, script="customer_line"),
    "2": Choice("open", {"severity": "P2"}, script="customer_line"),
}

CUSTOMER_DOOR = Script(
    "customer_door",
    "case_number",
    {
        "case_number": Enter("case_door_number", "entered_case", "name_case", _MENU, on_silence=_MENU, keys=_URGENT),
        "case_again": Enter("case_door_again", "entered_case", "name_case", _MENU, on_silence=_MENU, keys=_URGENT),
        "name_case": Do("name_own_case", {"named": "pin"}),
        "pin": Enter("case_door_pin", "pin", "recognise", _MENU, longest=10, on_silence=_MENU, keys=_URGENT),
        "recognise": Do(
            "recognise_customer",
            {
                "recognised": Choice("see_case", script="customer_line"),
                "no_match": "case_again",
                "no_more": _NO_MATCH,
                "shut": _SHUT,
            },
        ),
    },
)


def steps(first: Mapping[str, Choice]) -> dict[str, Step]:
    """What of it the customers' page has. ``first``: the keys of its first question."""
    return {
        "find_my_case": Do(
            "find_my_case",
            {
                "known": "see_case",
                "none": "no_open_case",
                "by_text": "case_by_call",
                "unknown": Choice("case_number", script="customer_door"),
                "shut": "case_door_shut",
            },
        ),
        "no_open_case": Ask("no_open_case", first, give_up="speak", confirm="confirm"),
        "case_by_call": End("case_by_call"),
        # Back from the door: the same keys, and why.
        "case_no_match": Ask("case_no_match", first, give_up="speak", confirm="confirm"),
        "case_door_shut": Ask("case_door_shut", first, give_up="speak", confirm="confirm"),
    }
