"""An engineer is taken out of the directory while his phone rings, or while he has a case: somebody else comes."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from tests.phones import House
from tests.story.conftest import DIRECTORY
from voiceline.actions import converse, move_ticket
from voiceline.domain.severity import Severity
from voiceline.store import tickets
from voiceline.store.follow_ups import FollowUp

DANA = """[[engineers]]
id = "dana"
name = "Dana Cruz"
phones = ["+50255550101", "+50255550102"]

"""
WITHOUT_HER = DIRECTORY.replace(DANA, "").replace('members = ["dana"]', 'members = ["lee"]')


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def test_a_key_of_hers_takes_nothing_and_the_next_is_rung_at_once(house: House) -> None:
    house.caller().dials().presses("1")
    dana = house.engineer("Dana").is_rung()
    house.loads(WITHOUT_HER)
    house.carrier.answer(dana.leg)
    house.work()
    dana.presses("1").hears("seguimos llamando").does_not_hear("es suyo")
    house.engineer("Lee").is_rung()
    assert house.ticket().status == "open"


def test_a_case_of_hers_goes_on_to_somebody_when_its_customer_calls_again(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(seconds=2)
    house.loads(WITHOUT_HER)
    ortiz = house.caller().dials().presses("1").presses("1")
    house.engineer("Lee").is_rung()
    ortiz.waits(20).hears("Quédese en la línea").does_not_hear("Estamos llamando a ,")


def test_what_fails_inside_a_turn_is_said_and_logged_and_never_taken_for_a_call_we_do_not_know(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ortiz = house.caller().dials()

    def fails(turn: object) -> None:
        raise KeyError("a mistake of ours")

    monkeypatch.setitem(converse.DEEDS, "open_ticket", fails)  # type: ignore[arg-type]
    ortiz.presses("1").hears("Un momento")
    assert "a turn failed" in caplog.text
    monkeypatch.undo()
    ortiz.waits(5).hears("Su caso es 1, 0, 1")


# Whoever had a case


def test_an_urgent_case_of_hers_is_paged_to_others_at_once_and_the_customer_hears_so(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(seconds=2)
    loaded = house.loads(WITHOUT_HER)
    assert [(each.ticket, each.engineer, each.waits_for_her) for each in loaded.left] == [(101, "dana", False)]
    house.engineer("Lee").rings(within=2).presses("1").hears("es suyo")
    assert house.ticket().assignee == "lee"
    assert [each.kind for each in house.ticket().events].count("left") == 1
    house.caller().gets_text("su ingeniero ya no puede atenderle y ya llamamos a otro")


def test_while_she_talks_about_it_the_talk_goes_on_and_then_another_is_called(house: House) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    dana = house.engineer("Dana").rings(within=30).presses("1")
    house.time_passes(seconds=20)
    ortiz.is_talking_to(dana)
    house.loads(WITHOUT_HER)
    house.time_passes(minutes=2)
    ortiz.is_talking_to(dana)
    house.engineer("Lee").is_not_rung()
    ortiz.hangs_up()
    dana.hangs_up()
    house.engineer("Lee").will_be_rung(within=20)


def test_what_is_not_urgent_rings_nobody_and_the_desk_reads_of_it_at_opening(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.does(move_ticket.change_severity, Severity.P3, "era una pregunta", by="dana")
    house.time_passes(seconds=2)
    rung = len(house.carrier.legs)
    house.loads(WITHOUT_HER)
    house.time_passes(minutes=1)
    assert (house.ticket().status, house.ticket().assignee) == ("open", None)
    assert len(house.carrier.legs) == rung
    ana = house.engineer("Ana")
    assert not house.texts_to(ana.number)
    house.sleeps_until(datetime(2026, 11, 24, 14, 0, tzinfo=UTC))
    ana.gets_text("nadie tiene el caso 101 P3 de Banco Maya")


def test_what_waits_for_the_customer_is_paged_at_her_word(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.does(move_ticket.ask_customer, "¿qué versión usan?", by="dana")
    house.time_passes(seconds=5)
    assert house.ticket().status == "waiting"
    assert house.loads(WITHOUT_HER).left[0].waits_for_her
    house.time_passes(minutes=1)
    house.engineer("Lee").is_not_rung()
    house.caller().texts("la 4.2")
    house.engineer("Lee").rings(within=2).presses("1").hears("es suyo")


def test_a_key_by_the_directory_before_is_seen_by_the_second_look(house: House) -> None:
    """Her key and the load in one instant: what the first look could not see."""
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").is_rung()
    house.loads(WITHOUT_HER)
    with house.line.transaction() as session:
        held = tickets.lock(session, 101)
        assert held is not None
        held.acknowledge("dana", house.line.now())
    house.engineer("Lee").will_be_rung(within=35)


def test_a_directory_that_loses_nobody_owes_no_look(house: House) -> None:
    house.loads(DIRECTORY + "\n")
    with house.line.reading() as session:
        assert session.scalar(select(FollowUp.id).where(FollowUp.kind == "left_behind")) is None


def test_she_waits_while_he_is_rung_to_her_and_is_taken_out(house: House) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    dana = house.engineer("Dana").is_rung()
    dana.texts("TOMO 101")
    house.time_passes(seconds=2)
    dana.rings(within=5)
    house.loads(WITHOUT_HER)
    lee = house.engineer("Lee").will_be_rung(within=2)
    dana.presses("1").does_not_hear("es suyo")
    lee.rings(within=5).presses("1").hears("es suyo")
    house.time_passes(seconds=10)
    ortiz.is_talking_to(lee)
    assert house.ticket().assignee == "lee" and ortiz.leg.heard.count("Estamos llamando a ,") == 0


def test_by_mistake_is_told_to_nobody_who_has_left_the_line(house: House) -> None:
    """He is taken out while her phone rings: until somebody else has it nothing is claimed of whoever has it."""
    ortiz = house.caller().texts("1")
    house.engineer("Dana").rings(within=30).presses("1").hears("no está en la línea").presses("1")
    house.loads(WITHOUT_HER)
    ortiz.texts("0")
    assert house.ticket().status == "acknowledged"
    assert not [message for message in house.texts_to(ortiz.number) if "le avisamos que fue por error" in message.body]
