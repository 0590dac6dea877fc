"""The clock against the promise: thresholds, pauses and severities, beside an oracle that walks minute by minute."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from voiceline.domain.business_time import Calendar, Closing, Span
from voiceline.domain.severity import Severity
from voiceline.domain.sla import (
    RESOLUTION,
    RESPONSE,
    SHARES,
    TARGETS,
    Pause,
    deadlines,
    reported,
    still_on_both,
    thresholds,
)

WEEK = {day: (Span(8 * 60, 17 * 60),) for day in range(5)}
CLOSED = {date(2026, 11, 25): Closing("asueto", 12 * 60), date(2026, 11, 27): Closing("cierre")}
CALENDAR = Calendar("America/Guatemala", WEEK, lambda year: {d: c for d, c in CLOSED.items() if d.year == year})
BEGIN = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

moments = st.integers(0, 10 * 24 * 60).map(lambda minutes: BEGIN + minutes * MINUTE)
severities = st.sampled_from(list(Severity))


@st.composite
def stretches(draw: st.DrawFn) -> list[Pause]:
    """Up to three pauses that do not touch each other, in any order."""
    edges = sorted(draw(st.sets(moments, min_size=0, max_size=6)))
    pauses = [Pause(a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    return draw(st.permutations(pauses))


def walked(severity: Severity, target: str, start: datetime, pauses: list[Pause], share: int) -> datetime:
    """Minute by minute: one that counts is in ordinary hours (where the target is) and in no pause."""
    promised = TARGETS[severity][0 if target == RESPONSE else 1]
    left = promised.duration * share / 100
    at = start
    while left > timedelta():
        paused = any(pause.began_at <= at < pause.ended_at for pause in pauses)
        if not paused and (not promised.business or CALENDAR.is_open(at)):
            left -= MINUTE
        at += MINUTE
    return at + left  # a share that ends within a minute


@settings(max_examples=150, deadline=None)
@given(severities, st.sampled_from([RESPONSE, RESOLUTION]), moments, stretches())
def test_each_threshold_is_where_the_minutes_end(
    severity: Severity, target: str, start: datetime, pauses: list[Pause]
) -> None:
    reached = thresholds(severity, target, start, CALENDAR, pauses)
    for share in SHARES:
        assert reached[share] == walked(severity, target, start, pauses, share)


@given(severities, severities, moments, st.integers(1, 5000), st.integers(1, 5000))
def test_there_and_back_moves_no_deadline(
    first: Severity, second: Severity, opened: datetime, later: int, last: int
) -> None:
    starts = reported({}, first, opened)
    before = deadlines(first, starts[first], CALENDAR)
    starts = reported(starts, second, opened + later * MINUTE)
    starts = reported(starts, first, opened + (later + last) * MINUTE)
    assert deadlines(first, starts[first], CALENDAR) == before


@given(st.lists(st.tuples(severities, st.integers(0, 3000)), min_size=1, max_size=6), moments)
def test_a_clock_runs_since_the_first_report_at_it_or_graver(
    told: list[tuple[Severity, int]], opened: datetime
) -> None:
    at, starts, history = opened, {}, []
    for severity, minutes in told:
        at += minutes * MINUTE
        history.append((severity, at))
        starts = reported(starts, severity, at)
    for severity in Severity:
        since = [when for each, when in history if each.is_at_least(severity)]
        assert starts.get(severity) == (since[0] if since else None)


@given(severities, moments, moments, moments)
def test_a_pause_outside_hours_changes_no_business_clock(
    severity: Severity, start: datetime, a: datetime, b: datetime
) -> None:
    if not TARGETS[severity][1].business or CALENDAR.between(min(a, b), max(a, b)):
        return
    pause = [Pause(min(a, b), max(a, b))]
    assert deadlines(severity, start, CALENDAR, pause) == deadlines(severity, start, CALENDAR)


@given(severities, moments, stretches())
def test_a_pause_never_moves_the_response(severity: Severity, start: datetime, pauses: list[Pause]) -> None:
    paused = deadlines(severity, start, CALENDAR, pauses)
    assert paused.response_due_at == deadlines(severity, start, CALENDAR).response_due_at


def test_a_threshold_passed_before_the_pause_stays_where_it_was() -> None:
    start = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)
    pause = [Pause(start + timedelta(hours=3), start + timedelta(hours=5))]
    reached = thresholds(Severity.P1, RESOLUTION, start, CALENDAR, pause)
    assert [(at - start).total_seconds() / 3600 for at in reached.values()] == [2, 3, 5.6, 6]


@st.composite
def reports(draw: st.DrawFn) -> tuple[datetime, list[Pause]]:
    began, *edges = sorted(draw(st.sets(st.integers(0, 60), min_size=1, max_size=7)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return BEGIN + began * MINUTE, [Pause(BEGIN + a * MINUTE, BEGIN + b * MINUTE) for a, b in pairs]


@given(reports(), reports())
def test_two_reports_stand_still_together_where_neither_ran(
    one: tuple[datetime, list[Pause]], two: tuple[datetime, list[Pause]]
) -> None:
    def ran(report: tuple[datetime, list[Pause]], at: datetime) -> bool:
        return at >= report[0] and not _in(report[1], at)

    def _in(pauses: list[Pause], at: datetime) -> bool:
        return any(each.began_at <= at < each.ended_at for each in pauses)

    found = still_on_both(one[1], one[0], two[1], two[0])
    for minute in range(61):
        at = BEGIN + minute * MINUTE
        if at >= min(one[0], two[0]):
            assert _in(found, at) == (not ran(one, at) and not ran(two, at))
