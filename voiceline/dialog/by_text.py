"""What only a message can do: words for an open case, and "NUEVO". Every other answer leads into the customers' page.

With a case open, ``written_back`` is where every message is heard: an urgent key or word acts as ever, what may be
urgent is said back first, and all else joins the case. A message has no tone to wait for, so its words are never asked
for twice.
"""

from collections.abc import Mapping
from dataclasses import replace

from voiceline.dialog.conversation import Ask, Choice, Confirm, Do, End, Enter, Record, Script, Way
from voiceline.dialog.customer_line import CUSTOMER_LINE, FIRST
from voiceline.dialog.open_case import ABOUT_MY_CASE
from voiceline.domain.speech.meaning import Meaning

WRITTEN_BACK, HIGH_OR_STOP = "written_back", "high_or_stop"
WRITTEN_NEW, CONFIRM_NEW = "written_new", "confirm_new"
CASE_WORDS, WORDS_KEPT = "case_words", "words_kept"


def _on_the_page(way: Choice) -> Choice:
    return replace(way, script=way.script or CUSTOMER_LINE.name)


_FIRST = {key: _on_the_page(way) for key, way in FIRST.items()}
_URGENT = {key: way for key, way in _FIRST.items() if way.is_urgent}
_ANOTHER = {key: replace(way, step="open_another") if way.is_urgent else way for key, way in _FIRST.items()}
# "Una consulta", "es por mi caso" are words for the case like any other.
_BY_KEY_ALONE = {"3": replace(_FIRST["3"], means=()), "4": replace(_on_the_page(ABOUT_MY_CASE), means=())}
_ENGLISH = Choice(WRITTEN_BACK, {"language": "en"}, means=(Meaning.ENGLISH,), named="english")
_OVER, _SPEAK = Choice("case_over", script=CUSTOMER_LINE.name), Choice("speak", script=CUSTOMER_LINE.name)
# Unspoken here: the message that opened the case says it, and stays on her screen while nobody has it.
_UNDO = {"0": Choice("undo_written")}
_UNDONE, _ERROR_TOLD = (Choice(step, script=CUSTOMER_LINE.name) for step in ("undone", "error_told"))
_BEGIN = Choice("welcome", script=CUSTOMER_LINE.name)
_KEPT: Mapping[str, Way] = {"kept": WORDS_KEPT, "several": "which_case", "nothing": WRITTEN_BACK, "none": _BEGIN}

BY_TEXT = Script(
    "customer_texts",
    WRITTEN_BACK,
    {
        WRITTEN_BACK: Ask(
            "welcome_back",
            {**_FIRST, **_BY_KEY_ALONE, "9": _ENGLISH, **_UNDO},
            give_up=_OVER,
            confirm="confirm_written",
            on_words=CASE_WORDS,
        ),
        "confirm_written": Confirm("confirm", on_no="said_to_case"),
        "said_to_case": Do("add_words", _KEPT),
        "undo_written": Do(
            "undo_written", {"lowered": _UNDONE, "taken": WRITTEN_BACK, "told": _ERROR_TOLD, "too_late": WRITTEN_BACK}
        ),
        CASE_WORDS: Record("case_message", then="words_written"),
        "words_written": Do("add_words", _KEPT),
        "which_case": Enter("which_case", "named_case", "words_named", give_up=WRITTEN_BACK, keys=_URGENT),
        "words_named": Do("add_to_named", {**_KEPT, "not_hers": "which_case"}),
        WORDS_KEPT: End(WORDS_KEPT),
        # She wants to talk: on a call she would hold the line.
        "called_again": End("called_again"),
        # "NUEVO": the first question, about another case than those that are open.
        WRITTEN_NEW: Ask("welcome", _ANOTHER, give_up=_SPEAK, confirm=CONFIRM_NEW),
        CONFIRM_NEW: Confirm("confirm"),
        # "ALTO" alone: how grave it is, or no more messages?
        HIGH_OR_STOP: Confirm(HIGH_OR_STOP),
    },
)
