"""Carry a conversation on by messages: the phone's script, entered wherever a message may begin, and its silences.

A question that stands open is answered first, but for urgent words where it would take them for less. What was urgent
and is still being asked about counts after two minutes of silence, as a caller's silence does after some seconds; what
no rule of ours could read, of a customer who is listed, after five.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from voiceline.actions.converse import hear
from voiceline.actions.hear_cause import heard_first
from voiceline.actions.read_by_text import (
    LINE,
    UNDERSTOOD_BY_PEOPLE,
    asks_otherwise,
    chooses,
    first_question,
    is_chosen_at,
    is_key,
    is_unread,
    leaves_words,
)
from voiceline.actions.turn import Turn
from voiceline.actions.words_for_case import cases_of
from voiceline.dialog.by_text import BY_TEXT, CASE_WORDS, CONFIRM_NEW, HIGH_OR_STOP, WRITTEN_BACK, WRITTEN_NEW
from voiceline.dialog.conversation import (
    Ask,
    Confirm,
    End,
    Heard,
    Hold,
    Place,
    Pressed,
    Record,
    Recorded,
    Silence,
    Step,
    Wrote,
)
from voiceline.dialog.not_urgent import STEPS as NOT_URGENT
from voiceline.dialog.open_case import ANOTHER, SAME_CASE
from voiceline.dialog.scripts import SCRIPTS
from voiceline.dialog.urgent import (
    is_urgent,
    is_urgent_in_doubt,
    plain_severity,
    question_at,
    says_again_that_it_is_not,
    takes_words,
)
from voiceline.domain.customer_word import is_greeting
from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity
from voiceline.domain.speech.language import language_of
from voiceline.store import follow_ups, her_cases, tickets
from voiceline.store.threads import Thread

QUIET = timedelta(hours=12)  # after which an unfinished conversation begins anew
SILENCE = timedelta(minutes=2)  # after which what may be urgent is
DESCRIBING = timedelta(minutes=15)  # in which what she writes first tells of the case she has just opened
ANSWERING = timedelta(minutes=15)  # in which 1 and 2 answer a question where they mean something else than how grave
UNREAD = timedelta(minutes=5)  # after which a customer's words, or voice, that nobody has understood are
SILENT = "text_silence"
LONGEST_WRITTEN = 4000  # characters kept for a case that is not there yet
SHOWN = Recorded(2)  # seconds: as long as a case needs


def hear_message(turn: Turn, thread: Thread, heard: Heard) -> None:
    """One message: it answers what was asked of her, or begins what it is about."""
    asked = is_asked(turn, thread)
    if not asked and thread.customer is None and isinstance(heard, Wrote):
        thread.language = language_of(heard.words) or thread.language  # nobody has told us which is hers
    if not asked or (may_be_urgent(heard) and _outranks(turn, thread, heard)):
        begin(turn, thread, turn.written if asked else "")
        if thread.step == LINE.start and not chooses(heard):
            _keep_words(thread, heard)  # to the question, no answer yet
            _owe_silence(turn, thread)
            return
    elif asked and _takes_back(thread, heard):
        _begin(turn, thread, WRITTEN_BACK, {"case": thread.notes["case"], "written": turn.written})
    _hear(turn, thread, heard)


def show(turn: Turn, thread: Thread, is_asked: bool) -> bool:
    """A picture or a voice note without a word. False: it answers nothing, and the question that was asked stands.

    (An album is a message a photo: each would count as a wrong answer.) Where words are wanted it is as good as some;
    with a case open it goes there.
    """
    step = step_of(thread) if is_asked else None
    if isinstance(step, Record) and step.is_urgent and thread.ticket_number:
        _describe(turn, thread.ticket_number)  # and her words may still come
        return False
    if is_asked and not isinstance(step, Record):
        return False
    if not is_asked:
        begin(turn, thread)
        if thread.step == LINE.start:
            thread.notes = {**thread.notes, "shown": True}
            _owe_silence(turn, thread)
            return True
        thread.place = thread.place.at(CASE_WORDS)
    _hear(turn, thread, SHOWN)
    return True


def fall_silent(turn: Turn, thread: Thread) -> None:
    """No answer to what may be urgent; what nobody has understood is heard as where no key is."""
    if _is_in_doubt(thread):
        _hear(turn, thread, Silence())
    else:
        written = turn.written
        thread.notes = {**thread.notes, "written": ""}
        thread.place = replace(thread.place, script=LINE.name).at(UNDERSTOOD_BY_PEOPLE)
        _hear(turn, thread, Wrote(written) if written else SHOWN)


def begin_another(turn: Turn, thread: Thread, words: str) -> None:
    """NUEVO: the first question, of another case than those that are open; what she wrote with it is heard.

    Asked whether her urgent key is of a case she has, it is the answer. What is still being asked about, and what no
    case has yet, goes along: of the other case it is, and since she first told it.
    """
    heard = Wrote(words)
    if _is_asked_which(turn, thread) and not says_graver(words, Severity(thread.notes["severity"])):
        thread.place = thread.place.at(SAME_CASE, written=_with(turn.written, words))
        _hear(turn, thread, Pressed(ANOTHER))
        return
    untold, doubt, began_at = _untold(turn, thread), _doubt(turn, thread), thread.began_at
    _begin(turn, thread, WRITTEN_NEW, untold)
    if untold or doubt:
        thread.began_at = began_at
    if words and chooses(heard) and (not doubt or may_be_urgent(heard)):
        _hear(turn, thread, heard)
        return
    if doubt:
        thread.place = thread.place.at(CONFIRM_NEW, **doubt)
    _keep_words(thread, heard)
    _owe_silence(turn, thread)


def ask_high_or_stop(turn: Turn, thread: Thread) -> None:
    """ALTO alone: how grave it is, or no more messages? Silence takes it for grave."""
    cases = cases_of(turn)
    _begin(turn, thread, HIGH_OR_STOP, {"case": cases[0]} if cases else None)
    asked = {"meant": "2", "meant_at": WRITTEN_BACK if cases else WRITTEN_NEW, "doubts": 1}
    thread.notes = {**thread.notes, **asked}
    _owe_silence(turn, thread)


def turn_to(turn: Turn, thread: Thread, number: int) -> None:
    """She answers a message of ours about this case of hers: of it she speaks, unless we ask whether it is urgent."""
    if is_in_doubt(turn, thread):
        return
    if thread.ticket_number != number:
        thread.ticket_number = number
        begin(turn, thread, turn.written)


def add_to_case_of_hers(turn: Turn, thread: Thread, number: int, words: str) -> None:
    """These are words for that case, and no answer to anything else."""
    thread.ticket_number = number
    begin(turn, thread, words)
    thread.place = thread.place.at(CASE_WORDS)
    _hear(turn, thread, Wrote(words))


def is_in_doubt(turn: Turn, thread: Thread) -> bool:
    """Whether we are asking her now if it is urgent."""
    return _is_in_doubt(thread) and is_asked(turn, thread)


def is_asked(turn: Turn, thread: Thread) -> bool:
    """Whether a question of ours stands open."""
    if not thread.step or turn.now - thread.heard_at > QUIET or not _asks(step_of(thread)):
        return False
    return not _is_beyond_words(turn, thread)


def keys_answer(turn: Turn, thread: Thread) -> bool:
    """Whether 1 and 2 would answer what we have asked her just now, instead of saying how grave it is."""
    return is_asked(turn, thread) and asks_otherwise(step_of(thread)) and _is_fresh(turn, thread)


def may_be_urgent(heard: Heard) -> bool:
    """Whether it would be urgent at the first question, be it sure or not."""
    return is_urgent(first_question(), heard)


def wants_words(thread: Thread) -> bool:
    """Whether words that choose nothing tell of a case here. Thanks tell of none."""
    step = step_of(thread)
    return isinstance(step, Record) or (isinstance(step, Ask) and step.on_words is not None)


def is_plainly_urgent(words: str) -> bool:
    """Whether these words would open an urgent case at the first question, unasked."""
    return plain_severity(first_question(), Wrote(words)) is not None


def says_graver(words: str, severity: Severity) -> bool:
    """Whether these words would open a graver case than of such a severity, at the first question and unasked."""
    said = plain_severity(first_question(), Wrote(words))
    return said is not None and not severity.is_at_least(said)


def step_of(thread: Thread) -> Step:
    return SCRIPTS[thread.script].steps[thread.step]


def begin(turn: Turn, thread: Thread, written: str = "") -> None:
    """At the first question; with a case open, where all that is not urgent joins it."""
    cases = cases_of(turn)
    if cases:
        _begin(turn, thread, WRITTEN_BACK, {"case": cases[0], "written": written})
    else:
        _begin(turn, thread, LINE.start, {"written": written})


def _is_asked_which(turn: Turn, thread: Thread) -> bool:
    asked = question_at(SCRIPTS[thread.script], thread.place) if is_in_doubt(turn, thread) else None
    return asked is not None and asked.keeps_urgent


def _untold(turn: Turn, thread: Thread) -> Mapping[str, Any]:
    """What she has told that no case has. Of what is not urgent she has said herself what it is."""
    if not is_asked(turn, thread) or thread.step in NOT_URGENT:
        return {}
    shown = "case" not in thread.notes and thread.notes.get("shown", False)  # else it is that case's
    return {note: told for note, told in (("written", turn.written), ("shown", shown)) if told}


def _doubt(turn: Turn, thread: Thread) -> Mapping[str, Any]:
    """What may be urgent and is being said back to her."""
    if not is_in_doubt(turn, thread) or not isinstance(step_of(thread), Confirm):
        return {}
    return {"meant": thread.notes["meant"], "meant_at": WRITTEN_NEW, "doubts": 1}


def _describe(turn: Turn, number: int) -> None:
    ticket = tickets.lock(turn.session, number)
    if ticket is not None:
        ticket.describe("", turn.now, "customer")


def _outranks(turn: Turn, thread: Thread, heard: Heard) -> bool:
    """Whether what may be urgent is heard before the question that stands open, which would take it for less.

    A key is never a description, nor an answer to what was asked long ago. Words are one, of the urgent case it is
    about, unless they are plainly graver.
    """
    step = step_of(thread)
    if is_key(heard) and asks_otherwise(step) and not _is_fresh(turn, thread):
        return True
    if isinstance(heard, Pressed):
        return not (isinstance(step, Confirm) or (isinstance(step, Ask) and heard.key in step.keys))
    if not isinstance(heard, Wrote) or _understands(thread, heard.words):
        return False
    if not takes_words(step):
        return not says_again_that_it_is_not(thread.step, heard.words)
    return _is_graver(turn, thread, heard)


def _is_fresh(turn: Turn, thread: Thread) -> bool:
    """Whether a key can still be meant for this question. Words can for longer: they say themselves what they mean."""
    return _is_in_doubt(thread) or turn.now - thread.heard_at <= ANSWERING


def _takes_back(thread: Thread, heard: Heard) -> bool:
    """ "0", by error, while she is asked whether an urgent key was of the case she has: no other one opens for it."""
    asked = question_at(SCRIPTS[thread.script], thread.place)
    return heard == Pressed("0") and asked is not None and asked.keeps_urgent and "case" in thread.notes


def _understands(thread: Thread, words: str) -> bool:
    """Whether these words answer the question itself. Asked if it is the same case, no answer says how grave it is."""
    asked = question_at(SCRIPTS[thread.script], thread.place)
    return asked is not None and not asked.keeps_urgent and is_chosen_at(asked, words)


def _is_graver(turn: Turn, thread: Thread, heard: Heard) -> bool:
    """Whether it says plainly what the case that is spoken of is not grave enough for."""
    said, number = plain_severity(first_question(), heard), thread.notes.get("case")
    if said is None or number is None:
        return False
    ticket = tickets.read(turn.session, [int(number)]).get(int(number))
    if ticket is None or ticket.status in (Status.RESOLVED, Status.CLOSED):
        return True
    return not Severity(ticket.severity).is_at_least(said)


def _begin(turn: Turn, thread: Thread, step: str, known: Mapping[str, Any] | None = None) -> None:
    """``known``: what it is about. Where it is about no open case, what she shows waits for the one that will be."""
    thread.began_at = turn.arrived_at or turn.now
    if thread.ticket_number != (known or {}).get("case"):
        thread.ticket_number = None
    notes = {**heard_first(her_cases.of(turn.session, thread, turn.now).cause), **(known or {})}
    script = LINE if step in LINE.steps else BY_TEXT
    thread.place = Place(script.name, step, thread.turn + 1, 0, thread.language, notes)


def _hear(turn: Turn, thread: Thread, heard: Heard) -> None:
    _keep_words(thread, heard)
    hear(turn, heard)
    _owe_silence(turn, thread)


def _owe_silence(turn: Turn, thread: Thread) -> None:
    in_doubt = _is_in_doubt(thread)
    if in_doubt or is_unread(thread):
        values = {"thread": thread.id, "turn": thread.turn}
        once = f"{SILENT}-{thread.id}-{thread.turn}"
        due_at = turn.now + (SILENCE if in_doubt else UNREAD)
        follow_ups.owe(turn.session, once, SILENT, due_at, turn.now, values=values)


def _is_in_doubt(thread: Thread) -> bool:
    return bool(thread.step) and is_urgent_in_doubt(SCRIPTS[thread.script], thread.place)


def _keep_words(thread: Thread, heard: Heard) -> None:
    """What no step takes as its own is kept for the case that will be: all but the plain answer to a question."""
    if not isinstance(heard, Wrote) or is_greeting(heard.words) or not leaves_words(step_of(thread), heard):
        return
    thread.notes = {**thread.notes, "written": _with(str(thread.notes.get("written", "")), heard.words)}


def _with(so_far: str, words: str) -> str:
    return "\n".join(each for each in (so_far, words) if each)[:LONGEST_WRITTEN]


def _is_beyond_words(turn: Turn, thread: Thread) -> bool:
    """Asked what is wrong with a case that somebody has by now, or that is over: what she writes may be of anything."""
    step, number = step_of(thread), thread.notes.get("case")
    if not isinstance(step, Record) or not step.is_urgent or number is None:
        return False
    status = her_cases.of(turn.session, thread, turn.now).statuses.get(int(number))
    if status == Status.ACKNOWLEDGED:  # she may have been writing it all the while
        return turn.now - thread.heard_at > DESCRIBING
    return status != Status.OPEN


def _asks(step: Step) -> bool:
    """Whether this step waits for a message: a hold and an end are over for whoever writes."""
    return not isinstance(step, Hold | End)
