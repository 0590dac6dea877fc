"""Every figure of a month's report against the raw rows counted the slow, obvious way, over made-up nights.

The nights crowd the month's borders and midnight, where counting goes wrong.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import Cursor
from sqlalchemy.orm import Session

from tests import servers
from tests.houses import settings_for
from tests.months import Months, lively
from voiceline.domain import promise as rules
from voiceline.domain.month_report import WAITS, WAYS
from voiceline.domain.severity import Severity
from voiceline.line import Line
from voiceline.store import month_calls, month_load, month_promise, month_report, promise, stretches
from voiceline.store.month_promise import CONDITIONS, Which

ZONE = "America/Guatemala"
LOCAL = ZoneInfo(ZONE)
FIRST = date(2026, 11, 1)
BEGINS, ENDS = datetime(2026, 11, 1, tzinfo=LOCAL), datetime(2026, 12, 1, tzinfo=LOCAL)
HOUSES = (None, "Banco Maya", "Quetzal Foods")
ENGINEERS = ("dana", "lee")
STEPS = ("welcome", "confirm", "not_urgent")


@pytest.fixture(scope="module")
def line(postgres: Any) -> Iterator[Line]:
    built = Line(settings_for(servers.migrated(postgres, "month_report")))
    yield built
    built.close()


# Nights

near = st.integers(-90, 90).map(lambda minutes: timedelta(minutes=minutes))
borders = st.sampled_from(
    [BEGINS, ENDS, *(datetime(2026, 11, day, hour, tzinfo=LOCAL) for day in (5, 6, 30) for hour in (0, 7, 22))]
)
moments = st.builds(lambda border, off: (border + off).astimezone(UTC), borders, near)
spans = st.integers(0, 5 * 3600).map(lambda seconds: timedelta(seconds=seconds))
severities = st.sampled_from([str(each) for each in Severity])


@st.composite
def months(draw: st.DrawFn) -> Months:
    made = Months()
    for _ in range(draw(st.integers(0, 6))):
        a_case(draw, made)
    for number in [each["number"] for each in made.tickets]:
        if draw(st.integers(0, 2)) == 0:
            a_merge(draw, made, number)
    for _ in range(draw(st.integers(0, 4))):
        customer = draw(st.sampled_from(HOUSES))
        place = made.call(draw(moments), 5, outcome="abandoned", customer=customer, step=draw(st.sampled_from(STEPS)))
        if draw(st.booleans()):  # the line noticed the end itself
            made.calls[place]["step"] = "gone"
            for step in draw(st.lists(st.sampled_from(STEPS), max_size=2)):
                made.call_events.append((place, made.calls[place]["started_at"], "heard", {"step": step}))
    return made


def a_case(draw: st.DrawFn, made: Months) -> None:
    opened, customer, severity = draw(moments), draw(st.sampled_from(HOUSES)), draw(severities)
    known: dict[str, Any] = {"customer": customer, "channel": draw(st.sampled_from(["voice", "voice", "voice", "sms"]))}
    known["reported_severity"] = draw(severities)
    known["is_rehearsal"] = draw(st.integers(0, 9)) == 0
    for met, missed, due in (
        ("responded_at", "response_breached_at", 15),
        ("resolution_met_at", "resolution_breached_at", 240),
    ):
        after = draw(st.none() | spans)
        known[met] = opened + after if after is not None else None
        late = after is None or after > timedelta(minutes=due)
        known[missed] = opened + timedelta(minutes=due) if late and draw(st.booleans()) else None
        if known[missed] and draw(st.booleans()):
            right = {"by": "rosa", "at": opened.isoformat(), "reason": "avisó"}
            known["rectified"] = {**known.get("rectified", {}), "response" if due == 15 else "resolution": right}
    closed_as = draw(st.sampled_from([None, None, "validated", "unvalidated", "out_of_scope"]))
    if closed_as:
        known |= {"status": "closed", "closed_as": closed_as}
        known |= {"exclusion": "hardware"} if closed_as == "out_of_scope" else {}
    else:
        known["status"] = draw(st.sampled_from(["open", "acknowledged", "resolved"]))  # a reopened one is open too
    number = made.ticket(severity, opened, **known)
    if known["reported_severity"] in ("P1", "P2") and severity in ("P3", "P4") and draw(st.booleans()):
        by = draw(st.sampled_from(["customer", "lee"]))
        made.ticket_events.append((number, opened, "severity_changed", by, {}))
    for _ in range(draw(st.integers(0, 3))):  # her calls, and ours to her
        began, length = opened + draw(spans), draw(st.integers(1, 900))
        joined = began + timedelta(seconds=length // 2) if draw(st.booleans()) else None
        hers = draw(st.booleans())
        about: dict[str, Any] = {"ticket_number": number, "customer": customer, "joined_at": joined}
        about |= {"outcome": "joined" if joined else draw(st.sampled_from(["case_opened", "joined_case"]))}
        about |= {"step": draw(st.sampled_from(["hold", "describe", "gone", "left_promised"]))}
        about |= {} if hers else {"direction": "outbound", "outcome": "talked" if joined else "no_key"}
        place = made.call(began, length, **about)
        if about["step"] == "gone" and draw(st.booleans()):
            made.call_events.append((place, began, "heard", {"step": "hold"}))
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(["page", "page", "join", "rehearsal", "callback"]))
        outcome = draw(st.sampled_from(["no_answer", "busy", "acknowledged", "talked"]))
        made.ring(draw(st.sampled_from(ENGINEERS)), draw(moments), number, outcome, draw(st.integers(0, 600)), kind)
    if draw(st.booleans()):
        given = draw(st.sampled_from([{}, {"assigned_by": "rosa@example.com"}]))
        made.ticket_events.append((number, draw(moments), "acknowledged", draw(st.sampled_from(ENGINEERS)), given))


def a_merge(draw: st.DrawFn, made: Months, number: int) -> None:
    """Into a case of the same customer; what was merged into this one before goes along."""
    ticket = made.tickets[number - 101]
    hers = [each for each in made.tickets if each is not ticket and each["customer"] == ticket["customer"]]
    into = [each["number"] for each in hers if each["status"] in ("open", "acknowledged")]
    if ticket["status"] != "closed" and into:
        made.merge(number, draw(st.sampled_from(into)), ENDS)


# The oracle


def in_month(at: datetime) -> bool:
    return (at.astimezone(LOCAL).year, at.astimezone(LOCAL).month) == (FIRST.year, FIRST.month)


def of_month(made: Months, customer: str | None) -> list[dict[str, Any]]:
    return [
        each
        for each in made.tickets
        if in_month(each["opened_at"]) and not each["is_rehearsal"] and customer in (None, each["customer"])
    ]


def together(made: Months, ticket: dict[str, Any]) -> set[int]:
    """It, where it goes on, and what else goes on there."""
    goes_on = ticket.get("merged_into") or ticket["number"]
    return {goes_on, *(each["number"] for each in made.tickets if each.get("merged_into") == goes_on)}


def talk(made: Months, ticket: dict[str, Any]) -> dict[str, Any] | None:
    """The first since this very case's call began to ring."""
    of = together(made, ticket)
    talks = [c for c in made.calls if c.get("ticket_number") in of and c.get("joined_at") and not c.get("engineer")]
    since = [each for each in talks if each["joined_at"] >= ticket["rang_at"]]
    return min(since, key=lambda call: call["joined_at"], default=None)


def way(made: Months, ticket: dict[str, Any]) -> str:
    first = talk(made, ticket)
    if first is not None:
        return "on_her_call" if first["direction"] == "inbound" else "on_ours"
    of = together(made, ticket)
    answers = [at for number, at, kind, _, _ in made.ticket_events if kind == "responded" and number in of]
    return "by_message" if any(at >= ticket["rang_at"] for at in answers) else "nobody"


def is_urgent_call(made: Months, ticket: dict[str, Any]) -> bool:
    took_it_back = ticket["severity"] in ("P3", "P4") and any(
        number == ticket["number"] and kind == "severity_changed" and by == "customer"
        for number, _, kind, by, _ in made.ticket_events
    )
    is_urgent = ticket["channel"] == "voice" and ticket["reported_severity"] in ("P1", "P2")
    return is_urgent and not took_it_back


def told(made: Months, session: Session, customer: str | None) -> None:
    """One month of one customer, or of the house: figure by figure."""
    asked = month_report.asked_of(FIRST, ZONE, customer)
    proof = promise.of_month(session, FIRST, ZONE, customer)
    cases = of_month(made, customer)
    assert [each.number for each in (*proof.month.counted, *proof.month.apart)] == [
        *(each["number"] for each in cases if each.get("closed_as") not in rules.APART),
        *(each["number"] for each in cases if each.get("closed_as") in rules.APART),
    ]
    counted = month_promise.figures(session, asked)
    for severity in Severity:
        for target in rules.DEFINITIONS:
            assert counted[severity, target] == proof.month.figures(severity, target)
            for verdict in CONDITIONS:
                which = Which(severity=severity, target=target, verdict=verdict, counted=True)
                found = month_promise.cases(session, asked, which, 0, 100)
                assert len(found) == getattr(counted[severity, target], verdict), "a number leads to its cases"
    kinds = month_promise.kinds(session, asked)
    assert kinds.channels == Counter(each["channel"] for each in cases)
    assert kinds.exclusions == Counter(each["exclusion"] for each in cases if each.get("exclusion"))
    assert kinds.unvalidated == len(proof.month.unvalidated) and kinds.reclassified == proof.month.reclassified
    assert sum(kinds.apart.values()) == len(proof.month.apart)
    answered(made, session, asked, cases)
    hung_up(made, session, asked, customer)
    loads(made, session, asked, customer)


def answered(made: Months, session: Session, asked: dict[str, Any], cases: list[dict[str, Any]]) -> None:
    found, urgent = month_calls.answers(session, asked), [each for each in cases if is_urgent_call(made, each)]
    for severity in (None, "P1", "P2"):
        mine = [each for each in urgent if severity in (None, each["reported_severity"])]
        got = found.all if severity is None else found.of.get(Severity(severity))
        if got is None:
            assert not mine
            continue
        assert got.ways == Counter(way(made, each) for each in mine)
        first = [(talk(made, each), each["rang_at"]) for each in mine]
        waits = sorted(leg["joined_at"] - rang for leg, rang in first if leg)
        assert got.reached == len(waits) and got.worst == max(waits, default=None)
        if waits:
            assert got.median == timedelta(seconds=median(each.total_seconds() for each in waits))
        if severity is None:
            edges = [timedelta.min, *WAITS, timedelta.max]
            pairs = pairwise(edges)
            assert list(found.waits) == [sum(low < each <= high for each in waits) for low, high in pairs]
    for each in WAYS:
        listed = month_promise.cases(session, asked, Which(way=each), 0, 100)
        assert len(listed) == found.all.by(each)


def hung_up(made: Months, session: Session, asked: dict[str, Any], customer: str | None) -> None:
    expected: Counter[tuple[str, bool]] = Counter()
    for place, call in enumerate(made.calls):
        is_hers = call["direction"] == "inbound" and not call.get("engineer") and not call.get("joined_at")
        if not is_hers or not in_month(call["started_at"]) or customer not in (None, call.get("customer")):
            continue
        heard = [detail["step"] for of, _, kind, detail in made.call_events if of == place and kind == "heard"]
        step = heard[-1] if call["step"] == "gone" and heard else call["step"]
        expected[step, call.get("ticket_number") is not None] += 1
    found = month_calls.hung_up(session, asked)
    assert {(each.step, each.has_case): each.calls for each in found} == expected


def loads(made: Months, session: Session, asked: dict[str, Any], customer: str | None) -> None:
    by_number = {each["number"]: each for each in made.tickets}
    kinds = {each["id"]: each["kind"] for each in made.pages}
    rings: Counter[str] = Counter()
    nights: Counter[tuple[str, date]] = Counter()
    talked: Counter[str] = Counter()
    for call in made.calls:
        if not call.get("engineer"):
            continue
        ticket, local = by_number[call["ticket_number"]], call["started_at"].astimezone(LOCAL)
        if ticket["is_rehearsal"] or customer not in (None, ticket["customer"]):
            continue
        kind, who = kinds[call["notification_id"]], call["engineer"]
        if in_month(call["started_at"]) and kind != "rehearsal" and call["outcome"] in ("acknowledged", "talked"):
            talked[who] += call["duration_seconds"]
        if kind not in ("page", "join"):
            continue
        rings[who] += in_month(call["started_at"])
        evening = local.date() if local.time() >= time(22) else local.date() - timedelta(days=1)
        if (local.time() >= time(22) or local.time() < time(7)) and evening.month == 11:
            nights[who, evening] += 1
    taken: Counter[str] = Counter()
    for number, at, kind, by, detail in made.ticket_events:
        ticket = by_number[number]
        if kind == "acknowledged" and "assigned_by" not in detail and in_month(at) and not ticket["is_rehearsal"]:
            taken[str(by)] += customer in (None, ticket["customer"])
    found = {each.engineer: each for each in month_load.loads(session, asked, ZONE)}
    for who in ENGINEERS:
        mine = {day: n for (of, day), n in nights.items() if of == who}
        got = found.get(who) or month_load.Load(who)
        assert (got.rings, got.acknowledged, got.talked.total_seconds()) == (rings[who], taken[who], talked[who])
        assert got.nights == mine, "a night is that of its evening, also over the month's end"


@given(made=months(), rows=st.sampled_from([1, 2, stretches.MOST]))
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_every_figure_is_what_the_rows_say(line: Line, made: Months, rows: int) -> None:
    """However many rows a statement is given at a time."""
    with line.reading() as session, pytest.MonkeyPatch.context() as patch:
        patch.setattr(stretches, "MOST", rows)
        made.write(session.connection().connection.driver_connection)
        for customer in HOUSES:
            told(made, session, customer)
        session.rollback()


def test_no_statement_has_a_whole_month_to_do(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """An evening in which everything happened, as much as the rest of the month."""
    made, asked, most = lively(BEGINS, 30, cases=150), month_report.asked_of(FIRST, ZONE, None), 100
    for minute in range(150):
        made.call(BEGINS + timedelta(days=9, minutes=minute), 9, outcome="abandoned", step="gone")
    said: list[tuple[str, Any]] = []
    execute = Cursor.execute
    with line.reading() as session:
        made.write(session.connection().connection.driver_connection)
        monkeypatch.setattr(stretches, "MOST", most)
        monkeypatch.setattr(
            Cursor, "execute", lambda c, q, v=None, **k: (said.append((q, v)), execute(c, q, v, **k))[1]
        )
        month_calls.answers(session, asked), month_calls.hung_up(session, asked)
        month_load.loads(session, asked, ZONE)
        month_promise.cases(session, asked, Which(way="nobody"), 0, 500)
        promise.of_month(session, FIRST, ZONE)
        monkeypatch.undo()
        session.rollback()
    light = ("row_number", "silences", "SELECT count(*) FROM calls")
    of_rows = [values for statement, values in said if not any(each in statement for each in light)]
    assert len(of_rows) > 20
    for values in of_rows:
        calls = [each for each in made.calls if values["start"] <= each["started_at"] < values["end"]]
        cases = [each for each in made.tickets if values["start"] <= each["opened_at"] < values["end"]]
        assert min(len(calls), len(cases)) <= most
