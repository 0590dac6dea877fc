"""Another severity: which clock runs from when, and what no change can undo."""

from datetime import date, timedelta

import pytest

from tests.phones import NIGHT, ORTIZ, House
from tests.story.the_promise.clocks import at, taken
from voiceline.actions import move_ticket as verbs
from voiceline.actions.keep_clocks import respond
from voiceline.domain.promise import Figures
from voiceline.domain.severity import Severity
from voiceline.store import month_promise, month_report


def test_a_clock_began_at_her_first_ring_however_long_she_thought(house: House) -> None:
    house.rest()
    house.caller().dials().waits(9).presses("1").hangs_up()
    ticket = house.ticket()
    assert (ticket.opened_at, ticket.response_due_at) == (NIGHT, NIGHT + timedelta(minutes=15))
    assert ticket.resolution_due_at == NIGHT + timedelta(hours=4)


def test_from_p1_to_p3_and_back_no_deadline_has_changed(house: House) -> None:
    taken(house)
    before = (house.ticket().response_due_at, house.ticket().resolution_due_at)
    house.time_passes(minutes=5)
    house.does(verbs.change_severity, Severity.P3, "hay alternativa")
    assert house.ticket().resolution_due_at == at(26, "14:00")  # 24 business hours: Tue 9, Wed 9, Thu 6
    house.time_passes(minutes=5)
    house.does(verbs.change_severity, Severity.P1, "ya no la hay")
    assert (house.ticket().response_due_at, house.ticket().resolution_due_at) == before
    house.told(ORTIZ, "ahora es critico (P1)")


def test_raising_starts_the_graver_clock_then(house: House) -> None:
    house.rest()
    ortiz = house.caller().dials().presses("2")
    ortiz.hangs_up()
    house.time_passes(minutes=10)
    house.does(verbs.change_severity, Severity.P1, "cayó del todo")
    ticket = house.ticket()
    raised = next(e.at for e in ticket.events if e.kind == "severity_changed")
    assert ticket.response_due_at == raised + timedelta(minutes=15)
    assert ticket.resolution_due_at == raised + timedelta(hours=4)
    assert ticket.reported_severity == "P2" and ticket.severity == "P1"


def test_a_change_says_before_after_who_and_why(house: House) -> None:
    taken(house)
    house.does(verbs.change_severity, Severity.P2, "hay alternativa", by="ana")
    changed = next(e for e in house.ticket().events if e.kind == "severity_changed")
    assert changed.by == "ana" and changed.detail == {"before": "P1", "after": "P2", "reason": "hay alternativa"}
    moved = next(e for e in house.ticket().events if e.kind == "deadlines_moved")
    assert moved.detail["before"]["resolution_due_at"].startswith("2026-11-24T12:10")
    assert moved.detail["after"]["resolution_due_at"].startswith("2026-11-24T22:00")
    assert moved.detail["why"] == "severity" and moved.by == "ana"


def test_a_breach_outlives_a_lower_severity_and_may_only_be_rectified(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=16)
    house.does(verbs.change_severity, Severity.P3, "no era para tanto")
    ticket = house.ticket()
    assert ticket.response_breached_at == NIGHT + timedelta(minutes=15)
    assert ticket.response_due_at == at(24, "09:00")
    house.does(verbs.rectify, "response", "el cliente pidió esperar", by="rosa@example.com")
    ticket = house.ticket()
    assert (
        ticket.response_breached_at is not None and ticket.rectified["response"]["reason"] == "el cliente pidió esperar"
    )
    with pytest.raises(ValueError, match="resolution"):
        house.does(verbs.rectify, "resolution", "nada")


def test_an_excuse_covers_no_breach_of_the_graver_clock_that_comes_after_it(house: House) -> None:
    house.rest()
    house.caller().dials().presses("2").hangs_up()
    house.time_passes(minutes=31)
    house.does(verbs.rectify, "response", "el cliente pidió esperar", by="rosa@example.com")
    house.does(verbs.change_severity, Severity.P1, "cayó del todo")
    raised = house.ticket().response_due_at - timedelta(minutes=15)
    house.time_passes(minutes=14)
    assert "response" in house.ticket().rectified
    house.time_passes(minutes=2)
    ticket = house.ticket()
    breaches = [e.detail["severity"] for e in ticket.events if e.kind == "breached"]
    assert breaches == ["P2", "P1"] and ticket.rectified == {}
    assert ticket.response_breached_at == raised + timedelta(minutes=15)
    assert [e.detail["reason"] for e in ticket.events if e.kind == "rectified"] == ["el cliente pidió esperar"]
    assert figures(house).missed == 1 and figures(house).share_rectified == 0.0
    house.does(verbs.rectify, "response", "tampoco era un P1", by="rosa@example.com")
    assert figures(house).missed == 1 and figures(house).share_rectified == 1.0


def test_an_excuse_stays_where_the_same_clock_is_met_again(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=16)
    house.does(verbs.change_severity, Severity.P3, "hay alternativa")
    house.does(verbs.rectify, "response", "el cliente pidió esperar", by="rosa@example.com")
    house.does(verbs.change_severity, Severity.P1, "ya no la hay")
    house.time_passes(minutes=20)
    ticket = house.ticket()
    assert "response" in ticket.rectified and house.events().count("breached") == 1


def test_a_second_clock_missed_before_any_excuse_is_on_record_and_the_first_is_told(house: House) -> None:
    house.rest()
    house.caller().dials().presses("2").hangs_up()
    house.time_passes(minutes=31)
    first = house.ticket().response_breached_at
    house.does(verbs.change_severity, Severity.P1, "cayó del todo")
    house.time_passes(minutes=16)
    assert house.thresholds("breached") == ["response breached", "response breached"]
    assert house.ticket().response_breached_at == first


def test_an_answer_that_comes_late_by_the_graver_clock_is_not_excused_before_it_was_noticed(house: House) -> None:
    house.rest()
    house.caller().dials().presses("2").hangs_up()
    house.time_passes(minutes=31)
    house.does(verbs.rectify, "response", "el cliente pidió esperar", by="rosa@example.com")
    house.does(verbs.change_severity, Severity.P1, "cayó del todo")
    house.carrier.advance(16 * 60)  # nobody looks at the clock
    house.does(lambda desk, ticket: respond(desk.session, ticket, desk.now, "key"))
    assert house.ticket().rectified == {} and house.events().count("breached") == 2


def figures(house: House, target: str = "response") -> Figures:
    """Of the month's P1."""
    with house.line.reading() as session:
        asked = month_report.asked_of(date(2026, 11, 1), "America/Guatemala", None)
        return month_promise.figures(session, asked)[Severity.P1, target]


def test_lowering_stops_the_rings_and_raising_begins_them(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").is_rung()
    house.does(verbs.change_severity, Severity.P4, "es una consulta")
    house.time_passes(minutes=3)
    house.engineer("Lee").is_not_rung()
    house.does(verbs.change_severity, Severity.P1, "no lo era")
    house.engineer("Dana").will_be_rung(within=3)
