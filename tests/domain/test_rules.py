"""The agreement's targets, the ticket's life, rotations and who is rung: tables, no fixtures."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from voiceline.domain.business_time import Calendar, Span
from voiceline.domain.directory import Directory, Engineer, Every, Group, Override, Policy, Rotation, Step
from voiceline.domain.escalation import everyone, fallback_numbers, people, who
from voiceline.domain.gsm7 import segments, to_gsm7
from voiceline.domain.lifecycle import MOVES, NotAllowedError, Status, after
from voiceline.domain.phone_number import is_landline, masked
from voiceline.domain.rotation import on_call
from voiceline.domain.severity import Severity
from voiceline.domain.sla import deadlines

ZONE = "America/Guatemala"
CALENDAR = Calendar(ZONE, {day: (Span(480, 1020),) for day in range(5)})


def local(words: str, zone: str = ZONE) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("severity", "opened", "response", "resolution"),
    [
        ("P1", "2026-03-07T02:10", "2026-03-07T02:25", "2026-03-07T06:10"),
        ("P2", "2026-03-07T02:10", "2026-03-07T02:40", "2026-03-09T16:00"),
        ("P3", "2026-03-02T10:20", "2026-03-02T11:20", "2026-03-04T16:20"),
        ("P4", "2026-03-02T10:20", "2026-03-02T14:20", "2026-03-05T10:20"),  # three days of nine hours
        ("P4", "2026-03-06T19:00", "2026-03-09T12:00", "2026-03-11T17:00"),
    ],
)
def test_the_agreements_targets(severity: str, opened: str, response: str, resolution: str) -> None:
    due = deadlines(Severity(severity), local(opened), CALENDAR)
    assert (due.response_due_at, due.resolution_due_at) == (local(response), local(resolution))


def test_only_the_tables_moves_are_allowed() -> None:
    for status in Status:
        for verb in {verb for _, verb in MOVES}:
            if (status, verb) in MOVES:
                assert after(status, verb) == MOVES[status, verb]
            else:
                with pytest.raises(NotAllowedError):
                    after(status, verb)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-01-05T07:59", None),
        ("2026-01-05T08:00", "ana"),
        ("2026-01-12T07:59", "ana"),
        ("2026-01-12T08:00", "luis"),
        ("2026-12-25T03:00", "eva"),  # an override
    ],
)
def test_a_weekly_rotation(at: str, expected: str | None) -> None:
    rotation = Rotation("primary", ("ana", "luis"), datetime(2026, 1, 5, 8), Every(1, "weeks"))
    override = Override("primary", ("eva",), datetime(2026, 12, 24, 17), datetime(2026, 12, 26, 8))
    assert on_call(rotation, (override,), local(at), ZONE) == expected


def test_a_hand_off_keeps_its_local_hour_across_a_clock_change() -> None:
    zone = "America/New_York"
    rotation = Rotation("r", ("a", "b"), datetime(2026, 3, 7, 8), Every(1, "days"))
    assert on_call(rotation, (), local("2026-03-08T07:59", zone), zone) == "a"
    assert on_call(rotation, (), local("2026-03-08T08:00", zone), zone) == "b"


def book(**rest: object) -> Directory:
    engineers = {i: Engineer(i, i.title(), (f"+5025555010{n}",)) for n, i in enumerate(("ana", "luis", "eva"))}
    facts: dict[str, object] = {
        "groups": {"desk": Group("desk", ("luis", "ana")), "nobody": Group("nobody", ())},
        "rotations": {"primary": Rotation("primary", ("eva",), datetime(2026, 1, 5, 8), Every(1, "weeks"))},
        "policies": (
            Policy(Severity.P1, "always", (Step(("nobody",), ("call",), 60), Step(("primary", "desk"), ("call",), 90))),
            Policy(Severity.P1, "ordinary", (Step(("desk",), ("call",), 30), Step(("eva",), ("sms",), 60))),
        ),
    }
    return Directory(name="x", timezone=ZONE, calendar=CALENDAR, engineers=engineers, **{**facts, **rest})  # type: ignore[arg-type]


def test_a_step_that_reaches_nobody_takes_no_time() -> None:
    plan = who(book(), Severity.P1, local("2026-03-07T02:10"))
    assert plan.hours == "extraordinary"
    assert [(step.after_seconds, step.engineers) for step in plan.steps] == [(0, ("eva", "luis", "ana"))]


def test_the_policy_that_names_the_hours_wins() -> None:
    plan = who(book(), Severity.P1, local("2026-03-02T10:00"))
    assert [(step.after_seconds, step.engineers) for step in plan.steps] == [(0, ("luis", "ana")), (30, ("eva",))]


def test_names_lead_to_people_each_once() -> None:
    assert people(book(), ["desk", "ana", "primary", "ghost"], local("2026-03-02T10:00")) == ("luis", "ana", "eva")
    assert everyone(book(policies=())) == ("ana", "luis", "eva")
    assert fallback_numbers(book(fallback_phones=("+50255550999",))) == ("+50255550999",)


def test_customers_are_known_by_phone_and_by_range() -> None:
    from voiceline.domain.directory import Customer

    bank, branch = Customer("Banco", ("+50244440001",), ("+5022411*",)), Customer("Sucursal", (), ("+50224115*",))
    found = book(customers=(bank, branch))
    assert [found.customer_of(n) for n in ("+50244440001", "+50224110000", "+50224115000", "+5021")] == [
        bank,
        bank,
        branch,
        None,
    ]


def test_a_log_never_shows_a_whole_number() -> None:
    assert masked("+50256305476") == "+502…476" and masked("5630") == "…"
    assert is_landline("+50223330001") and not is_landline("+50256305476")


@pytest.mark.parametrize(
    ("words", "fitted", "count"),
    [
        ("Atención: su caso está abierto ñ é ü ¿ ¡", "Atencion: su caso esta abierto ñ é ü ¿ ¡", 1),
        ("x" * 160, "x" * 160, 1),
        ("x" * 161, "x" * 161, 2),
        ("🙂 “hola”", '? "hola"', 1),
        ("👍🏽 e\u0301xito\u200b ✅", "(OK) exito (OK)", 1),
    ],
)
def test_sms_in_its_own_alphabet(words: str, fitted: str, count: int) -> None:
    assert to_gsm7(words) == fitted and segments(fitted) == count
    assert segments("á" * 71) == 2
