"""The engineer's menu: `*` leads out of a talk into it, and so does the talk's end. She holds on meanwhile.

1 goes back to her (or calls her, once she has hung up); the rest are verbs of the case, each with a word of his own
that is recorded. Who says nothing is asked again for as long as she waits for him.
"""

from voiceline.dialog.conversation import Ask, Choice, Confer, Do, End, Join, Record, Step

_DEEDS = {
    "1": Choice("back"),
    "2": Choice("who_else"),
    "3": Choice("severity_menu"),
    "4": Choice("workaround_note"),
    "5": Choice("resolve_note"),
    "0": Choice("leave_talk"),
}
_SEVERITIES = {str(n): Choice("severity_reason", {"to": f"P{n}"}) for n in (1, 2, 3, 4)}
_BACK = {"0": Choice("talk_menu")}
_JOINED = {"talked": "talked", "unjoined": "back", "error": "back"}


def _menu(ahead: str | None = None) -> Ask:
    return Ask("talk_menu", _DEEDS, give_up="see_away", seconds=8, on_silence="see_away", ahead=ahead)


def _note(prompt: str, then: str) -> Record:
    return Record(prompt, then=then, longest=30, silence=4, keys=_BACK)


STEPS: dict[str, Step] = {
    "talked": Do("end_talk", {"more": "page", "menu": "talk_menu"}),
    "talk_menu": _menu(),
    "see_away": Do("see_away", {"waits": "still_away", "gone": "leave_talk"}),
    "still_away": Ask(
        "still_away",
        {"1": Choice("back"), "2": Choice("talk_menu")},
        give_up="see_away",
        seconds=12,
        on_silence="see_away",
    ),
    "leave_talk": Do("leave_talk", {"more": "page", "done": "talk_left"}),
    "talk_left": End("talk_left"),
    "back": Do(
        "back_to_talk",
        {
            "waiting": "rejoin",
            "conference": "conference",
            "dictating": "dictating",  # who reports it again speaks, or keys
            "gone": "caller_gone",
            "unreachable": "talk_left",
            "left": "talk_left",
        },
    ),
    "rejoin": Join("rejoin", _JOINED),
    "conference": Confer("conference", {"talked": "talked", "unjoined": "talked", "error": "talked"}),
    # A second engineer, the one on call first.
    "who_else": Do("who_else", {"found": "call_second", "nobody": "nobody_else"}),
    "call_second": Ask(
        "call_second",
        {"1": Choice("second_called"), "2": Choice("who_else"), **_BACK},
        give_up="see_away",
        seconds=8,
        on_silence="see_away",
    ),
    "nobody_else": _menu("nobody_else"),
    "second_called": Do(
        "call_second",
        {
            "waiting": "rejoin_meanwhile",
            "conference": "conference",
            "dictating": "still_away",
            "gone": "caller_gone",
            "unreachable": "second_comes",
        },
    ),
    "rejoin_meanwhile": Join("rejoin_meanwhile", _JOINED),
    "second_comes": End("second_comes"),
    # What becomes of the case.
    "severity_menu": Ask(
        "severity_menu", {**_SEVERITIES, **_BACK}, give_up="see_away", seconds=8, on_silence="see_away"
    ),
    "severity_reason": _note("severity_reason", "change_severity"),
    "change_severity": Do(
        "change_severity_by_phone",
        {"done": "severity_changed", "no_words": "severity_reason", "given_up": "talk_menu", "refused": "not_now"},
    ),
    "severity_changed": _menu("severity_changed"),
    "workaround_note": _note("workaround_note", "work_around"),
    "work_around": Do(
        "work_around_by_phone",
        {"done": "worked_around", "no_words": "workaround_note", "given_up": "talk_menu", "refused": "not_now"},
    ),
    "worked_around": _menu("worked_around"),
    "resolve_note": _note("resolve_note", "resolve"),
    "resolve": Do(
        "resolve_by_phone",
        {"done": "resolved_by_him", "no_words": "resolve_note", "given_up": "talk_menu", "refused": "not_now"},
    ),
    "resolved_by_him": _menu("resolved_by_him"),
    "not_now": _menu("not_now"),
}
TALKING = frozenset({"join", "rejoin", "rejoin_meanwhile", "conference"})  # where he is while he talks with her
MENU = frozenset(STEPS) - TALKING - {"second_comes", "talk_left"}  # where he is while she waits for him
