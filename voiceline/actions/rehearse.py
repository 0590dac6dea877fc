"""Rehearse: ring whoever may be paged, by day, with "this is a test, press 1", and tell who could not be reached.

In ordinary hours, or within the hour before that engineer's own hand-off; never between nine at night and seven
(``domain/rehearsal``). By command, once a week by itself, and before each hand-off of a rotation that wants it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.actions.page_engineer import end_call
from voiceline.actions.tell_engineers import desk, tell_admins, tell_engineers
from voiceline.actions.turn import Outcome, Turn
from voiceline.domain.directory import Directory
from voiceline.domain.escalation import Ending, everyone_behind, people
from voiceline.domain.rehearsal import FURTHEST, HOUR_BEFORE, evening_of, is_waking, may_ring_before, moment_before
from voiceline.domain.rotation import hand_offs
from voiceline.domain.severity import Severity
from voiceline.store import directory, follow_ups, notifications
from voiceline.store.notifications import Notification

if TYPE_CHECKING:
    from voiceline.line import Line

AHEAD = timedelta(days=FURTHEST)  # hand-offs looked at: the last ordinary hours before one may be days ago
ARMED = timedelta(days=1)  # how long before it rings a test stands among what will happen
RANK = 60  # after everything that is real
LOOKED_AT = 500  # rings, for the latest test of each


def may_ring(book: Directory, engineer: str, at: datetime) -> bool:
    """Whether a test may ring this engineer now."""
    if not is_waking(at, book.timezone):
        return False
    return book.calendar.is_open(at) or _comes_on_call(book, engineer, at)


def on_policies(book: Directory) -> tuple[str, ...]:
    """Everyone an urgent case may ring, in the policies' order."""
    names = [
        name for policy in book.policies if policy.severity.is_urgent for step in policy.steps for name in step.page
    ]
    return everyone_behind(book, names)


def rehearse(session: Session, book: Directory, engineers: Iterable[str], now: datetime) -> list[str]:
    """Owe each of them a test call; those it is owed to now. Once a day, and again if today's reached nobody."""
    zone = ZoneInfo(book.timezone)
    local, (latest, ringing) = now.astimezone(zone), results(session)
    failed = {
        each
        for each, test in latest.items()
        if not test.reached and test.at.astimezone(zone).date() == local.date() and each not in ringing
    }
    names = {
        each: f"rehearsal-{each}-{local:%Y%m%dT%H%M}" if each in failed else f"rehearsal-{each}-{local:%Y%m%d}"
        for each in engineers
    }
    return [each for each, name in names.items() if _ring(session, book, each, 1, name, now)]


def rehearsed(turn: Turn) -> Outcome:
    """Key 1: he is reachable on this phone."""
    return Outcome("done", {"reached": True})


def rehearsal_over(session: Session, book: Directory, row: Notification, ending: Ending | None, now: datetime) -> None:
    """A test call has ended: without a key the next phone, after the last the admins are told."""
    if not end_call(session, row, ending, now) or ending in (Ending.ACKNOWLEDGED, None):
        return
    engineer = book.engineers.get(row.person or "")
    if engineer is None:
        return
    name = row.once.rpartition("-t")[0]
    if row.attempt < len(engineer.phones):
        _ring(session, book, engineer.id, row.attempt + 1, name, now)
        return
    values = {"engineer": engineer.name, "phones": len(engineer.phones)}
    tell_engineers(session, book, desk(book, now), "rehearsal_failed", f"{name}-failed", now, values)
    tell_admins(session, book, "rehearsal_failed", f"{name}-failed", now, values)


def rehearse_weekly(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """The week's test of everyone who may be paged."""
    with line.transaction() as session:
        _, book = directory.current(session)
        now = line.now()
        rung = rehearse(session, book, [each for each in on_policies(book) if may_ring(book, each, now)], now)
    return f"{len(rung)} rung"


def arm_weekly(line: "Line") -> None:
    """Owe this week's test: an hour after its second opening. Called by the clock; once a week it does something."""
    with line.transaction() as session:
        try:
            _, book = directory.current(session)
        except directory.NoDirectoryError:
            return
        now = line.now()
        local = now.astimezone(ZoneInfo(book.timezone))
        monday = (local - timedelta(days=local.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
        first = book.calendar.next_opening(monday)
        due_at = book.calendar.next_opening(first + timedelta(days=1)) + timedelta(hours=1)
        if now <= due_at:
            week = f"{monday:%G-W%V}"
            follow_ups.owe(session, f"rehearse-{week}", "rehearse", due_at, now)


def rehearse_hand_off(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """The test before one hand-off of one rotation, of whoever comes on by the directory as it stands now."""
    at = datetime.fromisoformat(values["at"])
    with line.transaction() as session:
        _, book = directory.current(session)
        now, rotation = line.now(), book.rotations.get(values["rotation"])
        comes = hand_offs(rotation, book.overrides, at, at, book.timezone) if rotation and rotation.rehearse else []
        if not comes:
            return "not_wanted"
        if not may_ring_before(at, book.calendar, now):
            return "too_late"
        _ring(session, book, comes[0][1], 1, f"rehearsal-{comes[0][1]}-{at:%Y%m%dT%H%M}", now)
    return "rung"


def arm_hand_offs(line: "Line") -> None:
    """Owe the tests of the day to come before hand-offs, each once. Called by the clock."""
    with line.transaction() as session:
        try:
            _, book = directory.current(session)
        except directory.NoDirectoryError:
            return
        now = line.now()
        for rotation in (each for each in book.rotations.values() if each.rehearse):
            for at, _ in hand_offs(rotation, book.overrides, now, now + AHEAD, book.timezone):
                due_at = moment_before(at, book.calendar)
                if due_at is not None and due_at <= now + ARMED:
                    values = {"rotation": rotation.id, "at": at.isoformat()}
                    once = f"rehearse-{rotation.id}-{at:%Y%m%dT%H%M}"
                    follow_ups.owe(session, once, "rehearse_hand_off", due_at, now, values=values)


def last_tests(session: Session, limit: int = 50) -> list[Notification]:
    """The latest test calls, newest first."""
    asked = select(Notification).where(Notification.kind == "rehearsal").order_by(Notification.id.desc())
    return list(session.scalars(asked.limit(limit)))


class Tested(NamedTuple):
    """An engineer's latest test whose result is known."""

    at: datetime
    reached: bool


class Results(NamedTuple):
    """By engineer, each one's latest test that is over; and who is being rung with one at this moment."""

    latest: dict[str, Tested]
    ringing: set[str]


def results(session: Session) -> Results:
    """A test is all its rings."""
    tests: dict[tuple[str, str], list[Notification]] = {}
    for row in last_tests(session, LOOKED_AT):
        tests.setdefault((row.person or "", row.once.rpartition("-t")[0]), []).append(row)
    found = Results({}, set())
    for (engineer, _), rings in tests.items():
        if any(ring.is_live for ring in rings):
            found.ringing.add(engineer)
        else:
            reached = any(ring.outcome == "acknowledged" for ring in rings)
            found.latest.setdefault(engineer, Tested(rings[-1].created_at, reached))
    return found


def _comes_on_call(book: Directory, engineer: str, at: datetime) -> bool:
    names = [
        name
        for policy in book.policies
        if policy.severity == Severity.P1
        for step in policy.steps
        for name in step.page
    ]
    rotations = [name for name in names if name in book.rotations]
    soon = people(book, rotations, at + HOUR_BEFORE)
    return engineer in soon and engineer not in people(book, rotations, at)


def _ring(session: Session, book: Directory, engineer_id: str, attempt: int, name: str, now: datetime) -> bool:
    engineer = book.engineers[engineer_id]
    row = {
        "once": f"{name}-t{attempt}",
        "kind": "rehearsal",
        "channel": "call",
        "audience": "engineer",
        "person": engineer.id,
        "address": engineer.phones[attempt - 1],
        "language": engineer.language,
        "values": {"until": evening_of(now, book.timezone).isoformat()},
        "rank": RANK,
        "attempt": attempt,
        "created_at": now,
        "due_at": now,
    }
    return notifications.owe_anew(session, row) is not None


DEEDS = {"rehearse": rehearse_weekly, "rehearse_hand_off": rehearse_hand_off}
