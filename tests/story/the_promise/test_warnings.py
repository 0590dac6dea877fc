"""Half of a target, three quarters, nine tenths, all of it: who hears, once, and at what hour."""

from datetime import timedelta

from sqlalchemy import select

from tests.phones import NIGHT, House
from tests.story.conftest import DIRECTORY
from tests.story.the_promise.clocks import MORNING, taken
from voiceline.actions import move_ticket as verbs
from voiceline.actions.keep_clocks import KIND
from voiceline.domain.severity import Severity
from voiceline.store.follow_ups import FollowUp

LEES = '  { page = ["secondary"], by = ["call"], wait = "90s" },\n'
ANAS = '  { page = ["ana"], by = ["call"], wait = "90s" },\n'


def test_nobody_comes_everyone_hears_of_it_and_the_breach_stays(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=7, seconds=40)
    assert house.thresholds("warned") == ["response 50"]
    house.told("+50255550101", "Va el 50 % del plazo de respuesta; vence 02:25")
    house.time_passes(minutes=4)
    assert house.thresholds("warned")[:2] == ["response 50", "response 75"]
    everyone = [e.detail["engineers"] for e in house.ticket().events if e.kind == "paged_all"]
    assert len(everyone) == 1 and {"ana", "luis"} <= {*everyone[0]}  # the 75 % rule, whatever step rings
    house.time_passes(minutes=4)
    assert house.thresholds("breached") == ["response breached"]
    ticket = house.ticket()
    assert ticket.response_breached_at == NIGHT + timedelta(minutes=15)
    *_, above = [e.detail for e in ticket.events if e.kind == "paged_all"]
    assert (above["share"], {*above["engineers"]}) == (100, {"ana", "luis"})  # the desk: the policy rings on by itself
    house.told("+50255550101", "Vencio el plazo de respuesta (02:25)")
    house.engineer("Lee").will_be_rung(within=60).rings().presses("1").hears("es suyo")
    house.time_passes(seconds=10)
    ticket = house.ticket()
    assert ticket.responded_at > ticket.response_due_at and ticket.response_breached_at == ticket.response_due_at


def test_after_an_outage_over_both_everyone_is_rung_all_the_same_and_once(house: House) -> None:
    """Ana is on the policy, after Dana and Lee; Luis is above."""
    house.rest()
    house.loads(DIRECTORY.replace('escalate_to = "desk"', 'escalate_to = "luis"').replace(LEES, LEES + ANAS, 1))
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").is_rung()
    house.carrier.advance(16 * 60)  # nothing of ours runs
    house.time_passes(seconds=5)
    (rung,) = [e.detail for e in house.ticket().events if e.kind == "paged_all"]
    assert (rung["share"], {*rung["engineers"]}) == (100, {"ana", "luis"})  # the policy's own rings go on


def test_an_answer_in_time_ends_the_warnings_of_the_response_only(house: House) -> None:
    taken(house)
    assert house.ticket().responded_at is not None
    with house.line.reading() as session:
        owed = select(FollowUp.once).where(FollowUp.kind == KIND, FollowUp.state == "pending")
        assert {each.split("-")[2] for each in session.scalars(owed)} == {"resolution"}
    house.time_passes(minutes=16)
    assert house.thresholds("warned") == [] and house.thresholds("breached") == []
    house.sleeps_until(NIGHT + timedelta(hours=4, minutes=1))
    assert house.thresholds("warned") == ["resolution 50", "resolution 75", "resolution 90"]
    assert house.thresholds("breached") == ["resolution breached"]
    house.told("+50255550101", "Va el 75 % del plazo de resolucion; vence 06:10")


def test_the_assignee_alone_is_told_and_no_phone_rings_at_night(house: House) -> None:
    taken(house)
    legs = len(house.carrier.legs)
    house.sleeps_until(NIGHT + timedelta(hours=2, minutes=1))
    house.told("+50255550101", "Va el 50 % del plazo de resolucion")
    assert not [m for m in house.texts_to("+50255550301") if "plazo" in m.body]
    assert len(house.carrier.legs) == legs


def test_the_desk_reads_one_digest_at_opening(house: House) -> None:
    taken(house)
    house.sleeps_until(MORNING - timedelta(minutes=1))
    assert not [m for m in house.texts_to("+50255550301") if "Plazos fuera de horario" in m.body]
    house.sleeps_until(MORNING + timedelta(seconds=5))
    digests = [m.body for m in house.texts_to("+50255550301") if "Plazos fuera de horario" in m.body]
    assert len(digests) == 1 and "101 P1 resolucion vencida" in digests[0]
    house.sleeps_until(MORNING + timedelta(days=1, seconds=5))
    assert len([m for m in house.texts_to("+50255550301") if "Plazos fuera de horario" in m.body]) == 1


def test_what_passes_its_thresholds_by_day_is_in_no_digest(house: House) -> None:
    house.carrier.advance((MORNING - NIGHT).total_seconds() + 3600)
    taken(house, by="Ana")
    house.sleeps_until(MORNING + timedelta(hours=5, minutes=1))
    assert house.thresholds("breached") == ["resolution breached"]
    house.sleeps_until(MORNING + timedelta(days=1, seconds=5))
    assert not [m for m in house.texts_to("+50255550301") if "Plazos fuera de horario" in m.body]


def test_thresholds_passed_together_are_one_notice(house: House) -> None:
    taken(house)
    house.does(verbs.change_severity, Severity.P3, "se puede trabajar")
    house.sleeps_until(NIGHT + timedelta(hours=3, minutes=30))
    assert house.thresholds("warned") == []
    house.does(verbs.change_severity, Severity.P1, "ya no")
    house.time_passes(seconds=3)
    assert house.thresholds("warned") == ["resolution 50", "resolution 75"]
    told = [m.body for m in house.texts_to("+50255550101") if "plazo de resolucion" in m.body]
    assert len(told) == 1 and "75 %" in told[0]


def test_an_answer_that_comes_late_before_anyone_noticed_is_a_breach_all_the_same(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").rings()
    house.line.redis_is_down = True
    dana.presses("1")
    house.carrier.advance(16 * 60)  # and the clock process is dead: nothing goes out
    house.line.redis_is_down = False
    house.time_passes(seconds=3)
    assert house.ticket().responded_at is not None
    assert house.thresholds("breached") == ["response breached"]
