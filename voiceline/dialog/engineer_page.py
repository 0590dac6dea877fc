"""What an engineer hears when the line rings him, or when he calls it back, and what his keys do.

1 takes the case, 2 passes it on, 3 plays what the customer said, * says it again; nothing else counts. 3 is told only
where there is, or may still come, something to be heard.
"""

from voiceline.dialog import talk_menu
from voiceline.dialog.conversation import Ask, Choice, Do, End, Enter, Join, Ring, Script, Step, Way

_KEYS = {"1": Choice("take"), "2": Choice("pass"), "3": Choice("play")}
_KEYS_INBOUND = {**_KEYS, "#": Choice("welcome", script="customer_line")}

_TAKEN = {
    "waiting": "join",
    "conference": "conference",
    "dictating": "dictating",
    "gone": "caller_gone",
    "unreachable": "yours",
    "taken": "taken",
    "over": "over",
    "not_ours": "passed",
}
# Key 2 where he has it already, by a word or a link meanwhile: there is nothing to pass on, wherever she is.
_PASSED: dict[str, Way] = {
    "passed": "passed",
    "more": "page",
    "taken": "taken",
    "over": "over",
    **dict.fromkeys(("waiting", "conference", "dictating", "gone", "unreachable"), "carry_on"),
}


def _steps(keys: dict[str, Choice]) -> dict[str, Step]:
    return {
        "page": Ask("page", keys, give_up="no_key", seconds=5),
        "play": Do(
            "find_recording",
            {"ready": "listen", "not_yet": "no_recording", "none": "never_recorded", "over": "over"},
        ),
        "listen": Ask("page_again", keys, give_up="no_key", seconds=8, audio="recording_url"),
        "no_recording": Ask("no_recording", keys, give_up="no_key", seconds=5),
        "never_recorded": Ask("never_recorded", keys, give_up="no_key", seconds=5),
        "pass": Do("pass_on", _PASSED),
        "take": Do("acknowledge", _TAKEN),
        # He has it. Now bring the two together.
        "join": Join("join", ways={"talked": "talked", "unjoined": "see_caller", "error": "see_caller"}),
        "dictating": Ask(
            "dictating", {"1": Choice("end_dictation")}, give_up="see_caller", seconds=2, on_silence="see_caller"
        ),
        "end_dictation": Do("end_dictation", _TAKEN),
        "see_caller": Do("see_caller", _TAKEN),
        "caller_gone": Ask("caller_gone", {"1": Choice("ring")}, give_up="yours", seconds=6),
        "ring": Ring("ring", ways={"talked": "called", "unjoined": "not_reached", "error": "not_reached"}),
        "not_reached": Ask("not_reached", {"1": Choice("ring")}, give_up="yours", seconds=6),
        **talk_menu.STEPS,
        "called": Do("end_call", {"more": "page", "done": "talk_menu"}),
        "yours": End("yours"),
        "carry_on": End("carry_on"),
        "passed": End("passed"),
        "taken": End("taken"),
        "over": End("over"),
        "no_key": End("no_key"),
    }


ENGINEER_PAGE = Script("engineer_page", "page", _steps(_KEYS))

# The missed call he returns is the page; # is the customers' menu.
ENGINEER_CALLBACK = Script("engineer_callback", "page", _steps(_KEYS_INBOUND))

# The same from a phone that nobody knows: # at the customers' first question, then case number and PIN. Silence leads
# back to their menu, and so does a third mistake; 1 and 2 alone are theirs here too, since no case has such a number.
_MENU = Choice("welcome", script="customer_line")
_URGENT = {
    "1": Choice("open", {"severity": "P1"}, script="customer_line"),
    "2": Choice("open", {"severity": "P2"}, script="customer_line"),
}
_SHUT = Choice("door_shut", script="customer_line")
ENGINEER_DOOR = Script(
    "engineer_door",
    "door",
    {
        **_steps(_KEYS_INBOUND),
        "door": Do("see_door", {"open": "case_number", "shut": _SHUT, "by_text": _MENU}),
        "case_number": Enter("door_case", "entered_case", "name_case", _MENU, on_silence=_MENU, keys=_URGENT),
        "case_again": Enter("door_case_again", "entered_case", "name_case", _MENU, on_silence=_MENU, keys=_URGENT),
        "name_case": Do("name_case", {"named": "pin", "shut": _SHUT}),
        "pin": Enter("door_pin", "pin", "recognise", _MENU, on_silence=_MENU, keys=_URGENT),
        "recognise": Do(
            "recognise_engineer",
            {
                **_TAKEN,
                "wanted": "page",
                "resolved": "resolved",
                "closed": "closed",
                "no_match": "case_again",
                "no_more": Choice("door_no_match", script="customer_line"),
                "shut": _SHUT,
            },
        ),
        "resolved": End("case_resolved"),
        "closed": End("case_closed"),
    },
)

# A test by day: is this phone answered by somebody who presses a key?
ENGINEER_REHEARSAL = Script(
    "engineer_rehearsal",
    "rehearsal",
    {
        "rehearsal": Ask("rehearsal", {"1": Choice("rehearsed")}, give_up="no_key", seconds=5),
        "rehearsed": Do("rehearsed", {"done": "rehearsal_thanks"}),
        "rehearsal_thanks": End("rehearsal_thanks"),
        "no_key": End("rehearsal_no_key"),
    },
)

# He has the case; she waits, they were cut off, or nothing shows that he is at it. Any key says that he is there.
_OFFER = {"1": Choice("reached_to_join"), "2": Choice("reached_at_it")}
ENGINEER_JOIN = Script(
    "engineer_join",
    "offer",
    {
        **_steps(_KEYS),
        "offer": Ask("offer", _OFFER, give_up="no_key", seconds=5),
        "reached_to_join": Do("reached", {"reached": "see_caller", "lost": "take"}),
        "reached_at_it": Do("carry_on", {"reached": "carry_on", "more": "page", "lost": "take"}),
    },
)

# A colleague asks him into a talk: nothing of the case changes hands.
ENGINEER_ASKED_IN = Script(
    "engineer_asked_in",
    "asked_in",
    {
        **_steps(_KEYS),
        "asked_in": Ask("asked_in", {"1": Choice("come_in"), "2": Choice("decline")}, give_up="no_key", seconds=5),
        "come_in": Do("come_in", {"conference": "conference", "ended": "talk_over"}),
        "decline": Do("decline", {"declined": "declined"}),
        "talk_over": End("talk_over"),
        "declined": End("declined"),
    },
)
