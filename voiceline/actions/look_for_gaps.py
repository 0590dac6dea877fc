"""Look for gaps: each day, whom the coming two weeks would leave without an answer, told before the night it matters.

A gap is a stretch in which a rotation that an urgent policy pages has nobody; out of reach is an engineer on one whose
every phone could not be reached when it was last rung, or is called by the carrier no more.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from voiceline.actions.rehearse import on_policies
from voiceline.actions.tell_engineers import desk, tell_admins, tell_engineers
from voiceline.domain.directory import Directory
from voiceline.domain.escalation import OUT_OF_REACH
from voiceline.domain.rotation import Shift, gaps
from voiceline.store import directory, follow_ups, notifications

if TYPE_CHECKING:
    from voiceline.line import Line

AHEAD = timedelta(days=14)
MOST_TOLD = 3  # of each kind, in a text


class Gap(NamedTuple):
    rotation: str
    stretch: Shift


def gaps_ahead(book: Directory, now: datetime) -> list[Gap]:
    """In the rotations that an urgent policy pages, soonest first."""
    paged = urgently_paged(book)
    found = [
        Gap(rotation.id, stretch)
        for rotation in book.rotations.values()
        if rotation.id in paged
        for stretch in gaps(rotation, book.overrides, now, now + AHEAD, book.timezone)
    ]
    return sorted(found, key=lambda gap: gap.stretch.start)


def urgently_paged(book: Directory) -> set[str]:
    """The names of whatever an urgent policy pages."""
    return {name for each in book.policies if each.severity.is_urgent for step in each.steps for name in step.page}


def out_of_reach(session: Session, book: Directory) -> list[str]:
    """Engineers an urgent case may ring, none of whose phones could be reached when each was last rung."""
    last = notifications.last_endings(session)
    return [
        each
        for each in on_policies(book)
        if all(last.get(phone) in OUT_OF_REACH for phone in book.engineers[each].phones)
    ]


def arm_daily_look(line: "Line") -> None:
    """Owe today's look, at the first opening of the day. Called by the clock; once a day it does something."""
    with line.transaction() as session:
        try:
            _, book = directory.current(session)
        except directory.NoDirectoryError:
            return
        now, zone = line.now(), ZoneInfo(book.timezone)
        midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        due_at = book.calendar.next_opening(midnight)
        if now <= due_at < midnight + timedelta(days=1):
            follow_ups.owe(session, f"gaps-{midnight:%Y%m%d}", "look_for_gaps", due_at, now)


def look_for_gaps(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """One digest to the desk and the admins, each day while it lasts."""
    with line.transaction() as session:
        _, book = directory.current(session)
        now = line.now()
        found = [*_said(book, gaps_ahead(book, now)), *(book.engineers[e].name for e in out_of_reach(session, book))]
        if not found:
            return "none"
        once = f"gaps-{now.astimezone(ZoneInfo(book.timezone)):%Y%m%d}"
        told = {"count": len(found), "first": "; ".join(found[:MOST_TOLD]), "lines": "; ".join(found)}
        tell_engineers(session, book, desk(book, now), "gaps", once, now, told)
        tell_admins(session, book, "gaps", once, now, told)
    return f"{len(found)} found"


def _said(book: Directory, found: list[Gap]) -> Iterator[str]:
    zone = ZoneInfo(book.timezone)
    for name, stretch in found:
        start, until = stretch.start.astimezone(zone), stretch.until.astimezone(zone)
        yield f"{name} {start:%d/%m %H:%M}-{until:%d/%m %H:%M}"


DEEDS = {"look_for_gaps": look_for_gaps}
