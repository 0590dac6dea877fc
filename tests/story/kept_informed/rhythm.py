"""A rhythm of updates, and what somebody reads of it and when."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from tests.phones import ORTIZ, House
from tests.story.conftest import DIRECTORY
from voiceline.actions.keep_rhythm import ASK, UPDATE, next_update
from voiceline.domain.gsm7 import segments
from voiceline.store.follow_ups import FollowUp

QUETZAL = "+50244440002"  # reads English
DANA, LEE = "+50255550101", "+50255550201"
RHYTHM = '\n[updates]\nP1 = "30m"\nP2 = "2h"\n'
INFORMED = DIRECTORY + RHYTHM


def at(day: int, clock: str) -> datetime:
    """A moment of November 2026 in Guatemala; the 24th is a Tuesday."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC) + timedelta(hours=6)


def read(house: House, number: str = ORTIZ, since: datetime | None = None) -> list[tuple[str, str]]:
    """Everything this number was sent of our own accord, in order: (local time, words), each one segment long."""
    sent = [m for m in house.texts_to(number) if m.direction == "outbound-api" and (not since or m.created_at > since)]
    assert all(segments(m.body) == 1 for m in sent)
    return [(f"{m.created_at - timedelta(hours=6):%H:%M}", m.body) for m in sent]


def sleeps(house: House, clock: str, day: int = 24) -> None:
    house.sleeps_until(at(day, clock) + timedelta(seconds=55))


def reports(house: House, key: str = "1", number: str = ORTIZ) -> int:
    house.caller(number).dials().presses(key).hangs_up()
    return int(house.ticket().number)


def takes(house: House, name: str = "Lee") -> None:
    """He takes it, and has said that he is at it."""
    number = house.ticket().number
    house.engineer(name).texts(f"TOMO {number}")
    assert house.ticket().assignee == name.lower()
    house.does(lambda desk, ticket: ticket.record("reached", desk.now, name.lower()))


def link(house: House) -> str:
    return f"{house.line.settings.public_url}/c/{house.ticket().live_token}"


def promised(house: House, number: int = 101) -> str | None:
    with house.line.reading() as session:
        due_at = next_update(session, number)
    return f"{due_at - timedelta(hours=6):%a %H:%M}" if due_at else None


def pending(house: House) -> set[str]:
    with house.line.reading() as session:
        of_rhythm = select(FollowUp.kind).where(FollowUp.kind.in_((ASK, UPDATE)), FollowUp.state == "pending")
        return set(session.scalars(of_rhythm))
