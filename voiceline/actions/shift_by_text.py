"""QUIEN and CAMBIO TURNO: who is on call now, and asking a colleague to cover one's next shift."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from voiceline.actions import swap_shift
from voiceline.actions.case_by_text import Answer
from voiceline.actions.edit_roster import RosterError
from voiceline.actions.turn import Turn
from voiceline.domain.directory import Engineer
from voiceline.domain.escalation import who
from voiceline.domain.gsm7 import segments
from voiceline.domain.rotation import Shift, shifts
from voiceline.domain.severity import Severity
from voiceline.domain.speech.plain_words import plain_words
from voiceline.store import roster
from voiceline.telephony.text_reply import notice_words

AHEAD = timedelta(days=90)  # how far a next shift is looked for


def who_is_on_call(turn: Turn, engineer: Engineer, channel: str) -> Answer:
    """Who would be paged for a P1 now, in order, as the command ``who`` says; as many as fit one message."""
    plan = who(turn.directory, Severity.P1, turn.now)
    steps = [" + ".join(turn.directory.engineers[each].name for each in step.engineers) for step in plan.steps]
    if not steps:
        return Answer("who_nobody")
    named = ", ".join(f"{n}. {names}" for n, names in enumerate(steps, start=1))
    while len(named) > 1 and segments(notice_words("command_who", engineer.language, {"names": named}, "sms")) > 1:
        named = named.removesuffix("...").rstrip(", ")[:-1] + "..."
    return Answer("who", {"names": named})


def ask_swap(turn: Turn, engineer: Engineer, name: str) -> Answer:
    """His next shift that has not begun; who is named covers it once he has accepted, by the link he is sent."""
    found = _next_shift(turn, engineer)
    if found is None:
        return Answer("swap_none")
    rotation, shift = found
    start, until = (_local(turn, each) for each in (shift.start, shift.until))
    stretch = {"start": f"{start:%d/%m %H:%M}", "until": f"{until:%d/%m %H:%M}"}
    if not name:
        return Answer("swap_how", stretch)
    others = [each for each in turn.directory.engineers.values() if each.id != engineer.id and is_called(each, name)]
    if len(others) != 1:
        return Answer("swap_whom", {"other": name[:20]})
    other = others[0]
    if not _is_asked(turn, rotation, engineer, other, start):
        by = engineer.id
        try:
            swap_shift.propose(turn.session, rotation, engineer.id, other.id, (start, until), None, by, turn.now)
        except RosterError:
            return Answer("swap_none")
    return Answer("swap_asked", {"other": other.name, **stretch})


def is_called(engineer: Engineer, name: str) -> bool:
    """By id, or by any part of the name: ``luis``, ``Luis Soto``."""
    named, own = plain_words(name), plain_words(engineer.name)
    return named == plain_words(engineer.id) or (bool(named) and set(named.split()) <= set(own.split()))


def _next_shift(turn: Turn, engineer: Engineer) -> tuple[str, Shift] | None:
    book, end = turn.directory, turn.now + AHEAD
    his = [
        (rotation.id, shift)
        for rotation in book.rotations.values()
        for shift in shifts(rotation, book.overrides, turn.now, end, book.timezone)
        if shift.engineer == engineer.id and shift.start > turn.now
    ]
    return min(his, key=lambda each: each[1].start, default=None)


def _local(turn: Turn, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(turn.directory.timezone)).replace(tzinfo=None)


def _is_asked(turn: Turn, rotation: str, engineer: Engineer, other: Engineer, start: datetime) -> bool:
    wanted = ("proposed", rotation, engineer.id, other.id, start)
    return any((s.state, s.rotation, s.engineer, s.other, s.start) == wanted for s in roster.swaps(turn.session))
