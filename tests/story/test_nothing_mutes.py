"""Nothing mutes a page of a P1: no count, no flood, no limit of a query, no number of failures."""

import dataclasses
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.phones import House
from tests.story.conftest import DIRECTORY
from voiceline.actions import sweep
from voiceline.actions.watch_numbers import LOUD_FROM, watch_numbers
from voiceline.store import notifications
from voiceline.store.follow_up_kinds import RETRY_AFTER, URGENT_KINDS, URGENT_RETRY, retry_delay

ANA, LUIS = "+50255550301", "+50255550401"


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def test_a_number_that_rings_us_and_is_rung_too_often_is_reported_and_rung_all_the_same(house: House) -> None:
    house.carrier.phones.update(dict.fromkeys(("+50255550101", "+50255550102", "+50255550201", ANA, LUIS), "busy"))
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=10)
    for _ in range(LOUD_FROM):
        house.caller().dials().hangs_up()
    loud = watch_numbers(house.line)
    assert {"+50244440001", "+50255550101"} <= set(loud)
    house.carrier.phones.clear()
    house.engineer("Dana").will_be_rung(within=60)


def test_a_p1_after_a_flood_of_p2_leaves_next_and_is_what_the_first_key_takes(house: House) -> None:
    """At one call a second, with the whole desk being rung for the flood."""
    house.carrier.advance(8 * 3600)  # Tuesday 10:00
    house.line.settings = dataclasses.replace(house.line.settings, calls_per_second=1.0)
    for number in range(12):
        house.caller(f"+502555590{number:02d}").dials().presses("2").hangs_up()
    house.time_passes(seconds=3)
    house.caller().dials().presses("1").hangs_up()
    ana = house.engineer("Ana").rings().hears("Caso 1, 1, 3, crítico")
    ana.presses("1").hears("es suyo")
    assert house.ticket(113).assignee == "ana"


def test_no_number_of_messages_hides_a_call_from_the_clock(house: House) -> None:
    """Six hundred texts of P1 pages that are due, and older, before one call: one look sees both kinds."""
    house.line.redis_is_down = True
    house.caller().dials()
    now = house.line.now()
    row = {"kind": "page", "audience": "engineer", "address": ANA, "rank": 1, "person": "ana", "created_at": now}
    with house.line.transaction() as session:
        for each in range(600):
            due_at = now - timedelta(minutes=1)
            notifications.owe(session, {**row, "once": f"text-{each}", "channel": "sms", "due_at": due_at})
        call = notifications.owe_anew(session, {**row, "once": "call", "channel": "call", "due_at": now})
    assert sweep.what_is_due(house.line).of_kind(calls=True) == [call]


def test_an_escalation_that_fails_again_and_again_is_tried_each_quarter_of_a_minute(house: House) -> None:
    house.loads(DIRECTORY.replace('page = ["primary"], by = ["call"]', 'page = ["primary"], by = ["sms"]'))
    house.caller().dials().presses("1").hangs_up()
    with house.line.transaction() as session:
        session.execute(text("UPDATE follow_ups SET values = '{}' WHERE kind = 'escalate'"))  # it knows no step
    house.time_passes(minutes=8)
    house.engineer("Lee").is_not_rung()
    with house.line.transaction() as session:
        found = "SELECT tries, state FROM follow_ups WHERE kind = 'escalate'"
        (tries, state) = session.execute(text(found)).one()
        assert tries > 20 and state == "pending"
        session.execute(text("""UPDATE follow_ups SET values = '{"round": 1, "step": 1}' WHERE kind = 'escalate'"""))
    house.engineer("Lee").will_be_rung(within=URGENT_RETRY + 1)


@pytest.mark.parametrize("kind", sorted(URGENT_KINDS))
def test_what_moves_a_case_on_is_never_put_off_for_long(kind: str) -> None:
    assert [retry_delay(tries, kind).total_seconds() for tries in range(1, 9)] == [1, 5, 15, 15, 15, 15, 15, 15]


def test_what_only_tells_or_fetches_is_put_off_for_longer_and_longer() -> None:
    delays = [retry_delay(tries, "fetch_recording").total_seconds() for tries in range(1, 9)]
    assert delays == [*RETRY_AFTER, 900, 900]
