"""A customer with an open case: what she hears of it, and what she may do with it. Urgent keys never vanish into it.

An urgent key with a case of that gravity or graver has rung its people again before ``same_case`` is asked; silence
there, and hanging up, keep both: another case opens, and both ring.
"""

from collections.abc import Mapping

from voiceline.dialog.conversation import Ask, Choice, Do, End, Record, Step
from voiceline.dialog.same_cause import LOOK
from voiceline.domain.speech.meaning import Meaning

SAME_CASE = "same_case"
ANOTHER = "2"  # the answer there: it is another case
ABOUT_MY_CASE = Choice("see_case", means=(Meaning.MY_CASE,), named="my_case")
_YES, _NO = (Meaning.YES,), (Meaning.NO,)
_SAME = {
    "1": Choice("join_case", means=_YES, named="same_case"),
    ANOTHER: Choice("open_another", means=_NO, named="another_case"),
}
_ANOTHER = {"3": Choice("next_case")}
_MESSAGE = {"2": Choice("case_message"), **_ANOTHER}
_MENU = {"1": Choice("talk"), **_MESSAGE}
_SOLVED = {
    "1": Choice("confirm_solved", means=(Meaning.YES, Meaning.SOLVED), named="it_works"),
    "2": Choice("refuse_solved", means=(Meaning.NO, Meaning.STILL_FAILS), named="it_fails"),
    **_ANOTHER,
}
_JOINED = {"waiting": "hold", "taken": "hold_to_join"}
_HELD = {**_JOINED, "calm": "message_menu", "over": "case_over"}


def steps(first: Mapping[str, Choice]) -> dict[str, Step]:
    """``first``: the keys of the first question, which are hers as well."""
    back = {"9": Choice("welcome_back", {"language": "en"}, means=(Meaning.ENGLISH,), named="english")}
    return {
        "welcome_back": Ask(
            "welcome_back",
            {**first, **back, "4": ABOUT_MY_CASE},
            give_up="speak",
            confirm="confirm",
            ahead="announcement",
        ),
        # The urgent key has rung the people of that case again; is it the same?
        SAME_CASE: Ask(
            "same_case", _SAME, "open_another", on_silence="open_another", confirm="confirm", keeps_urgent=True
        ),
        "join_case": Do("join_case", {**_JOINED, "calm": "open_another", "closed": "open_another"}),
        "open_another": Do("open_another", LOOK),
        # Key 4.
        "see_case": Do(
            "see_case",
            {"open": "case_menu", "calm": "message_menu", "resolved": "still_works", "over": "case_over"},
        ),
        "next_case": Do("next_case", {"seen": "see_case"}),
        "case_menu": Ask("case_menu", _MENU, give_up="case_over", on_words="case_message"),
        # It rings nobody, so no talk is offered.
        "message_menu": Ask("message_menu", _MESSAGE, give_up="case_over", on_words="case_message"),
        "talk": Do("call_about_case", {**_HELD, "called": Choice("called_again", script="customer_texts")}),
        "case_message": Record("case_message", then="case_message_left"),
        "case_message_left": Do("add_message", {"kept": "message_kept", "nothing": "see_case", "hung_up": "gone"}),
        "message_kept": End("message_kept"),
        "still_works": Ask("still_works", _SOLVED, give_up="message_menu", confirm="confirm"),
        "confirm_solved": Do("confirm_solved", {"done": "solved_thanks", "over": "case_over"}),
        "refuse_solved": Do("refuse_solved", _HELD),
        "solved_thanks": End("solved_thanks"),
        "case_over": End("case_over"),
    }
