"""A case becomes urgent, or changes hands, by another's word: whoever has it is asked for a key, or it is lost."""

from datetime import UTC, datetime

import pytest

from tests.phones import House
from tests.story.merging.two import ADMIN, merges
from voiceline.actions.assign_case import assign, take_case
from voiceline.actions.move_ticket import ask_customer, change_severity
from voiceline.domain.severity import Severity

BY_DAY = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # Tuesday 10:00
AT_NIGHT = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)  # 22:00


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def a_question_of_the_day(house: House) -> None:
    """A P3 that Lee has taken at ten in the morning. It is night."""
    house.sleeps_until(BY_DAY)
    house.caller().dials().presses("3").presses("2").says_and_ends("¿cómo exporto el reporte mensual?").hangs_up()
    assert house.ticket().severity == "P3"
    house.does(take_case, "lee", by="lee")
    house.sleeps_until(AT_NIGHT)


def raises_it(house: House, by: str = ADMIN) -> None:
    house.does(change_severity, Severity.P1, "ya nadie entra", by=by, number=101)


def test_raised_by_another_he_is_rung_and_a_key_keeps_it_his(house: House) -> None:
    a_question_of_the_day(house)
    raises_it(house)
    lee = house.engineer("Lee").rings(within=2).hears("Caso 1, 0, 1").hears("Usted lo tiene y ahora es crítico")
    lee.presses("2").hears("sigue siendo suyo")
    house.time_passes(minutes=4)
    assert house.ticket().assignee == "lee" and "lost" not in house.events()


def test_who_sleeps_through_it_loses_it_to_the_policy_of_that_hour(house: House) -> None:
    a_question_of_the_day(house)
    raises_it(house)
    house.carrier.phones[house.engineer("Lee").number] = "no-answer"
    dana = house.engineer("Dana").will_be_rung(within=130)
    assert "lost" in house.events()
    dana.rings().hears("caso crítico").presses("1").hears("es suyo")
    house.caller().gets_text("no localizamos a Lee Pérez")


def test_who_raises_it_himself_is_not_rung_and_has_ten_minutes_to_reach_her(house: House) -> None:
    a_question_of_the_day(house)
    raises_it(house, by="lee")
    house.time_passes(minutes=9)
    house.engineer("Lee").is_not_rung()
    house.engineer("Lee").rings(within=65).hears("el cliente aún no sabe de usted")


def test_raised_while_it_waits_for_her_he_is_rung_at_her_word(house: House) -> None:
    a_question_of_the_day(house)
    house.does(ask_customer, "¿de qué mes?", by="lee")
    house.time_passes(seconds=5)
    assert house.ticket().status == "waiting"
    raises_it(house)
    house.time_passes(minutes=3)
    house.engineer("Lee").is_not_rung()
    house.caller().texts("de octubre")
    house.engineer("Lee").rings(within=2).hears("ahora es crítico")


def waits_for_her(house: House) -> None:
    """A P1 of Dana's, and her question is with the customer."""
    house.caller().dials().presses("1").says_and_ends("se cayó todo").hangs_up()
    house.engineer("Dana").rings(within=5).presses("1").hangs_up()
    house.does(ask_customer, "¿qué versión usan?", by="dana")
    house.time_passes(seconds=5)
    assert house.ticket().status == "waiting"


def test_given_to_another_while_it_waits_for_her_he_is_rung_at_her_word_and_may_lose_it(house: House) -> None:
    waits_for_her(house)
    house.does(assign, "ana", by=ADMIN)
    house.time_passes(minutes=3)
    house.engineer("Ana").is_not_rung()
    house.carrier.phones[house.engineer("Ana").number] = "no-answer"
    house.caller().texts("la 4.2")
    house.engineer("Ana").will_be_rung(within=2)
    house.engineer("Lee").will_be_rung(within=200)
    assert "lost" in house.events()


def test_who_takes_it_over_himself_or_has_been_in_touch_since_is_not(house: House) -> None:
    waits_for_her(house)
    house.does(assign, "ana", by="ana")
    house.caller().texts("la 4.2")
    house.time_passes(seconds=5)
    house.engineer("Ana").is_not_rung()
    house.does(assign, "lee", by=ADMIN)
    house.engineer("Lee").rings(within=2).presses("2").hangs_up()
    house.does(ask_customer, "¿y desde cuándo?", by="lee")
    house.time_passes(seconds=5)
    house.caller().texts("desde hoy")
    house.time_passes(seconds=5)
    house.engineer("Lee").is_not_rung()


def test_an_urgent_case_of_anothers_is_merged_into_his_and_he_is_asked_for_a_key(house: House) -> None:
    a_question_of_the_day(house)
    house.caller().dials().presses("1").presses("2").hangs_up()
    house.engineer("Dana").rings(within=5).presses("1").hangs_up()
    merges(house, 102, 101, "es la misma caída")
    assert (house.ticket(101).severity, house.ticket(101).assignee) == ("P1", "lee")
    house.engineer("Lee").rings(within=2).hears("los dos casos son uno").presses("2").hangs_up()


def test_merged_into_another_of_his_own_he_is_not_rung_again(house: House) -> None:
    a_question_of_the_day(house)
    house.caller().dials().presses("1").presses("2").hangs_up()
    house.engineer("Lee").is_not_rung()
    house.engineer("Dana").is_rung()
    house.does(take_case, "lee", by="lee", number=102)
    merges(house, 102, 101, "es la misma caída")
    house.time_passes(seconds=5)
    house.engineer("Lee").is_not_rung()
    assert (house.ticket(101).severity, house.ticket(101).assignee) == ("P1", "lee")
