"""When a phone may ring for a test: in ordinary hours, or in the hour before a hand-off; never from 21:00 to 7:00."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from voiceline.domain.business_time import Calendar

MORNING, EVENING = time(7), time(21)
HOUR_BEFORE = timedelta(hours=1)
LEAD = timedelta(minutes=30)  # leaves time for the next phone, and for the desk to find somebody else
FURTHEST = 14  # days between a test and its hand-off; no closing of a house is longer


def is_waking(at: datetime, zone: str) -> bool:
    return MORNING <= at.astimezone(ZoneInfo(zone)).time() < EVENING


def evening_of(at: datetime, zone: str) -> datetime:
    """Until when a test that is owed now may ring."""
    return datetime.combine(at.astimezone(ZoneInfo(zone)).date(), EVENING, ZoneInfo(zone))


def may_ring_before(hand_off: datetime, calendar: Calendar, at: datetime) -> bool:
    """Whether who comes on then may be rung now for a test."""
    if at >= hand_off or not is_waking(at, calendar.zone):
        return False
    return calendar.is_open(at) or hand_off - at <= HOUR_BEFORE


def moment_before(hand_off: datetime, calendar: Calendar) -> datetime | None:
    """Half an hour before by day; else half an hour before the last ordinary hours end. None if there are none."""
    early = hand_off - LEAD
    if is_waking(early, calendar.zone):
        return early
    zone = ZoneInfo(calendar.zone)
    local = early.astimezone(zone)
    last = local.date() if local.time() >= EVENING else local.date() - timedelta(days=1)
    for days in range(FURTHEST):
        morning, evening = (datetime.combine(last - timedelta(days=days), each, zone) for each in (MORNING, EVENING))
        left = calendar.between(morning, evening)
        if left:
            return calendar.next_opening(calendar.add(morning, max(left - LEAD, timedelta())))
    return None
