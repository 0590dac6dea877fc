"""Whatever changes while she is kept informed: the case, its cause, who has it, how she is reached, the rhythm."""

from typing import Any

from tests.phones import ORTIZ, House
from tests.story.conftest import DIRECTORY
from tests.story.kept_informed.rhythm import INFORMED, LEE, QUETZAL, pending, promised, read, reports, sleeps, takes
from voiceline.actions import lead_cause
from voiceline.actions import move_ticket as verbs
from voiceline.actions.keep_rhythm import ASK, UPDATE
from voiceline.domain.severity import Severity
from voiceline.store import causes

# Whatever changes


def test_while_we_wait_for_her_she_is_not_told_that_nothing_is_new(house: House) -> None:
    reports(house)
    takes(house)
    house.does(verbs.ask_customer, "¿Desde qué hora?")
    house.time_passes(seconds=5)
    assert house.ticket().status == "waiting" and promised(house) is None and pending(house) == set()
    sleeps(house, "04:30")
    assert "Desde qu" in read(house)[-1][1]
    house.caller().dials().presses("3").hangs_up()
    assert promised(house) == "Tue 05:00" and pending(house) == {ASK, UPDATE}
    sleeps(house, "05:01")
    assert read(house)[-1][1].startswith("Caso 101: todavia sin novedad")


def test_solved_it_stands_still_and_opened_again_it_goes_on(house: House) -> None:
    reports(house)
    takes(house)
    sleeps(house, "02:19")
    house.does(verbs.resolve, "reinicio")
    assert promised(house) is None
    sleeps(house, "03:29")
    house.does(verbs.refuse)
    assert promised(house) == "Tue 03:59"
    sleeps(house, "03:59")
    assert read(house)[3:] == [
        ("03:29", "Su caso 101 vuelve a estar abierto. Seguimos con él. Proximo aviso 03:59."),
        ("03:59", "Caso 101: todavia no contesta ningun ingeniero; seguimos llamando. Proximo aviso 04:29."),
    ]


def test_her_own_no_is_answered_where_she_said_it_and_the_rhythm_goes_on(house: House) -> None:
    reports(house)
    takes(house)
    house.does(verbs.resolve, "reinicio")
    sleeps(house, "02:29")
    house.caller().texts("NO")
    assert house.ticket().status == "open" and promised(house) == "Tue 02:59"


def test_another_severity_has_its_own_rhythm_and_without_one_there_is_none(house: House) -> None:
    reports(house)
    takes(house)
    house.does(verbs.change_severity, Severity.P2, "hay alternativa")
    assert read(house)[-1][1].endswith("Proximo aviso 10:00.") and promised(house) == "Tue 10:00"
    house.time_passes(seconds=5)
    house.does(verbs.change_severity, Severity.P3, "es una pregunta")
    assert "Proximo" not in read(house)[-1][1]
    assert promised(house) is None and pending(house) == set()


def test_lost_by_him_she_is_told_and_again_who_has_it_then(house: House) -> None:
    reports(house)
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(minutes=11, seconds=10)  # forgotten: rung, and not reached within a minute
    assert house.ticket().status == "open" and pending(house) == {UPDATE}
    takes(house)
    assert read(house)[1:] == [
        ("02:10", "Le atiende Dana Cruz, caso 101, desde las 02:10. Proximo aviso 02:40."),
        ("02:21", "Caso 101: no localizamos a Dana Cruz y ya llamamos a otro ingeniero. Proximo aviso 02:51."),
        ("02:21", "Le atiende Lee Pérez, caso 101, desde las 02:21. Proximo aviso 02:51."),
    ]


def test_how_a_cause_stands_is_an_update_of_each_of_its_cases(house: House) -> None:
    reports(house)
    reports(house, number=QUETZAL)
    cause = house.does(lambda desk, ticket: lead_cause.open_cause(desk, "base de datos", ticket), number=101)

    def on_cause(act: Any) -> None:
        def held(desk: verbs.Desk, ticket: Any) -> None:
            found = causes.lock(desk.session, cause.id)
            assert found is not None
            act(desk, found, ticket)

        house.does(held, number=102)

    on_cause(lambda desk, found, ticket: lead_cause.link(desk, found, ticket))
    sleeps(house, "02:35")
    state = lead_cause.State("La base de datos vuelve a las 3.", "The database is back at 3.")
    on_cause(lambda desk, found, ticket: lead_cause.say_state(desk, found, state))
    assert (promised(house, 101), promised(house, 102)) == ("Tue 03:05", "Tue 03:05")
    sleeps(house, "03:00")
    assert read(house)[1:] == [("02:35", "Caso 101: La base de datos vuelve a las 3.")]
    assert read(house, QUETZAL)[1:] == [("02:35", "Case 102: The database is back at 3.")]


def test_a_customer_with_two_cases_of_a_cause_knows_of_both(house: House) -> None:
    reports(house)
    house.caller().dials().presses("1").presses("2").hangs_up()  # another one
    assert len(house.tickets()) == 2
    cause = house.does(lambda desk, ticket: lead_cause.open_cause(desk, "base de datos", ticket), number=101)
    sleeps(house, "02:30")

    def link_and_say(desk: verbs.Desk, ticket: Any) -> None:
        found = causes.lock(desk.session, cause.id)
        assert found is not None
        lead_cause.link(desk, found, ticket)
        lead_cause.say_state(desk, found, lead_cause.State("Vuelve a las 3.", "Back at 3."))

    house.does(link_and_say, number=102)
    assert (promised(house, 101), promised(house, 102)) == ("Tue 03:00", "Tue 03:00")
    assert [words for _, words in read(house) if "Vuelve" in words] == ["Caso 101: Vuelve a las 3."]


# What goes another way


def test_what_could_not_arrive_is_not_said_later_when_the_rhythm_has_its_own_word(house: House) -> None:
    reports(house)
    takes(house)
    house.carrier.undeliverable[ORTIZ] = 30003  # her phone is off
    sleeps(house, "02:45")
    house.carrier.undeliverable.clear()
    sleeps(house, "03:11")
    assert [when for when, words in read(house) if "sin novedad" in words] == ["02:40", "03:10"]
    assert promised(house) == "Tue 03:40" and house.events().count("kept_informed") == 2


def test_who_had_it_is_not_said_later_when_he_has_lost_it(house: House) -> None:
    """Her phone was off when he took it, and on again when somebody else has it."""
    reports(house)
    house.time_passes(seconds=5)
    house.carrier.undeliverable[ORTIZ] = 30003
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(minutes=9)
    house.does(lambda desk, ticket: ticket.lose(desk.now))
    house.carrier.undeliverable.clear()
    takes(house)
    house.time_passes(minutes=10)
    told = [words for when, words in read(house) if "Le atiende" in words and when > "02:15"]
    assert told == ["Le atiende Lee Pérez, caso 101, desde las 02:19. Proximo aviso 02:49."]


def test_what_is_said_later_promises_no_moment_that_may_be_over(house: House) -> None:
    reports(house)
    house.time_passes(seconds=5)
    house.carrier.undeliverable[ORTIZ] = 30003
    takes(house)
    house.time_passes(minutes=1)
    house.carrier.undeliverable.clear()
    sleeps(house, "02:21")
    assert read(house)[-1][1] == "Le atiende Lee Pérez, caso 101, desde las 02:10."


# Directories


def test_another_rhythm_keeps_what_was_promised_and_goes_on_from_there(house: House) -> None:
    reports(house)
    takes(house)
    house.loads(INFORMED.replace("30m", "1h"))
    assert promised(house) == "Tue 02:40"
    sleeps(house, "02:40")
    assert read(house)[-1][1].endswith("Proximo aviso 03:40.")


def test_a_rhythm_that_comes_or_goes_reaches_cases_that_are_open(house: House) -> None:
    house.loads(DIRECTORY)
    reports(house)
    takes(house)
    assert promised(house) is None and read(house)[-1][1] == "Le atiende Lee Pérez, caso 101, desde las 02:10."
    house.loads(INFORMED)
    assert promised(house) == "Tue 02:40"
    house.loads(DIRECTORY)
    assert promised(house) is None
    sleeps(house, "04:00")
    assert len(read(house)) == 2


def test_who_can_get_no_message_is_promised_none_until_a_number_is_known(house: House) -> None:
    reports(house, number="+50222220009")  # a landline of nobody we know
    takes(house)
    assert promised(house) is None and read(house, LEE) == []
    sleeps(house, "03:30")
    assert "kept_informed" not in house.events()
