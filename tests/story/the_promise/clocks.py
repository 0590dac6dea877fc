"""Moments of that November, and a case somebody is at."""

from datetime import UTC, datetime, timedelta

from tests.phones import House

MORNING = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # 08:00 that Tuesday


def at(day: int, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=UTC) + timedelta(hours=6)


def taken(house: House, key: str = "1", by: str = "Dana") -> None:
    """A case that somebody took within seconds, its caller gone; who took it has said that he is at it."""
    house.rest()
    house.caller().dials().presses(key).hangs_up()
    house.engineer(by).rings().presses("1").hangs_up()
    house.time_passes(seconds=5)
    house.does(lambda desk, ticket: ticket.record("reached", desk.now, by.lower()))
