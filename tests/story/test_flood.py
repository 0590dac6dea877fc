"""Many cases, one cause: heard first, asked after, told to all, and never a ring less for it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.phones import ORTIZ, STRANGER, CustomerPhone, House
from voiceline.actions import lead_cause
from voiceline.actions.lead_cause import State
from voiceline.actions.move_ticket import Desk
from voiceline.store import causes, directory, tickets

QUETZAL, LANDLINE, EXCHANGE = "+50244440002", "+50223330001", "+50224110099"
STATE = State("El sistema no responde; ya trabajamos en ello.", "The system does not answer; we are working on it.")
LATER = State("Ya responde para la mitad; seguimos.", "It answers for half; we go on.")
CAUSE = 1


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def leads(house: House, verb: Any, *words: Any, by: str = "rosa@example.com") -> Any:
    """A person does one of the verbs of a cause."""
    with house.line.transaction() as session:
        version, book = directory.current(session)
        cause = causes.lock(session, CAUSE)
        told = [tickets.lock(session, each) if isinstance(each, int) else each for each in words]
        done = verb(Desk(session, book, version, by, house.line.now()), cause, *told)
    house.work()
    return done


def opens_cause(house: House, first: int | None = None, announced: bool = True) -> None:
    with house.line.transaction() as session:
        version, book = directory.current(session)
        desk = Desk(session, book, version, "rosa@example.com", house.line.now())
        lead_cause.open_cause(desk, "base de datos llena", tickets.lock(session, first) if first else None)
    house.work()
    if announced:
        leads(house, lead_cause.say_state, STATE)
        leads(house, lead_cause.announce)


def cases(house: House) -> list[int]:
    with house.line.reading() as session:
        return sorted(each.number for each in causes.cases_of(session, CAUSE))


def calls(house: House, number: str, key: str = "1") -> CustomerPhone:
    """A critical case of its own, whatever else is open, and the key that says whether it is of the cause."""
    phone = house.caller(number).dials().presses("1")
    if phone.record.step == "same_case":
        phone.presses("2")
    return phone.presses(key)


def told(house: House, number: str, words: str) -> int:
    house.time_passes(seconds=2)
    return sum(words in message.body for message in house.texts_to(number))


# --- what callers hear ---


@pytest.mark.parametrize("number", [ORTIZ, STRANGER, "anonymous"])
def test_whoever_calls_hears_its_state_first_and_a_key_works_at_once(house: House, number: str) -> None:
    opens_cause(house)
    caller = house.caller(number).dials()
    assert caller.leg.heard.startswith(STATE.spanish)
    caller.presses("1").hears("Su caso 1, 0, 1 ya está abierto")
    assert house.ticket().severity == "P1"
    house.engineer("Dana").is_rung()


def test_in_english_it_is_the_english_state(house: House) -> None:
    opens_cause(house)
    caller = house.caller(QUETZAL).dials()
    assert caller.leg.heard.startswith(STATE.english)
    house.caller(STRANGER).dials().presses("9").hears(STATE.english)


def test_only_while_a_person_wants_it_announced(house: House) -> None:
    opens_cause(house, announced=False)
    leads(house, lead_cause.say_state, STATE)
    house.caller().dials().does_not_hear(STATE.spanish).hangs_up()
    leads(house, lead_cause.announce)
    house.caller().dials().hears(STATE.spanish).hangs_up()
    leads(house, lead_cause.silence)
    house.caller().dials().does_not_hear(STATE.spanish).presses("1").hears("Después del tono")


def test_a_question_not_understood_is_not_announced_over_and_again(house: House) -> None:
    opens_cause(house)
    caller = house.caller().dials().waits(40)
    assert caller.leg.heard.count(STATE.spanish) == 1
    caller.hears("No le entendí")


def test_another_cause_that_is_announced_takes_its_place(house: House) -> None:
    opens_cause(house)
    with house.line.transaction() as session:
        version, book = directory.current(session)
        desk = Desk(session, book, version, "ana", house.line.now())
        other = lead_cause.open_cause(desk, "enlace caído", None)
        lead_cause.say_state(desk, other, LATER)
        lead_cause.announce(desk, other)
    house.caller().dials().hears(LATER.spanish).does_not_hear(STATE.spanish)
    with house.line.reading() as session:
        assert [each.kind for each in causes.events_of(session, CAUSE)][-1] == "silenced"


# --- is it of this cause? ---


def test_yes_makes_it_a_case_of_the_cause_with_its_own_clock(house: House) -> None:
    opens_cause(house)
    ortiz = house.caller().dials().presses("2").hears("si es por lo que acaba de oír").presses("1")
    ortiz.hears("Después del tono").says_and_ends("a nosotros tampoco nos abre")
    ticket = house.ticket()
    assert cases(house) == [101] and ticket.severity == "P2"
    assert ticket.response_due_at - ticket.opened_at == timedelta(minutes=30)
    linked = next(event for event in ticket.events if event.kind == "linked")
    assert linked.by == "customer"
    assert not told(house, ORTIZ, STATE.spanish)  # she has just heard it


@pytest.mark.parametrize("answer", ["2", "silence", "777", "hangs up"])
def test_no_silence_and_a_hang_up_leave_it_by_itself_and_lose_nothing(house: House, answer: str) -> None:
    opens_cause(house)
    ortiz = house.caller().dials().presses("1").hears("si es por lo que acaba de oír")
    if answer == "hangs up":
        ortiz.hangs_up()
    elif answer == "silence":
        ortiz.waits(15).hears("Después del tono")
    else:
        for key in answer:
            ortiz.presses(key)
        ortiz.hears("Después del tono")
    assert cases(house) == [] and house.ticket().severity == "P1"
    house.engineer("Dana").is_rung()
    if answer == "hangs up":
        assert ortiz.record.outcome == "case_opened"


@pytest.mark.parametrize(
    ("number", "words", "linked"),
    [
        (ORTIZ, "sí, es por eso", True),
        (ORTIZ, "no, es otra cosa", False),
        (ORTIZ, "es otra cosa", False),
        (QUETZAL, "yes, it's about that", True),
        (QUETZAL, "it's something else", False),
    ],
)
def test_words_answer_it_as_well(house: House, number: str, words: str, linked: bool) -> None:
    opens_cause(house)
    caller = house.caller(number).dials().presses("1").answers(words)
    caller.hears("After the tone" if number == QUETZAL else "Después del tono")
    assert (cases(house) == [101]) is linked


@pytest.mark.parametrize(
    ("number", "words", "confidence", "said_back", "yes"),
    [
        (ORTIZ, "creo que sí", 0.9, "Entendí que es por lo que acaba de oír. Marque 1 o diga sí", "sí"),
        (QUETZAL, "yes", 0.3, "I understood that it is about what you just heard. Press 1 or say yes", "yes"),
    ],
)
def test_doubtful_words_are_said_back_before_they_link_it(
    house: House, number: str, words: str, confidence: float, said_back: str, yes: str
) -> None:
    opens_cause(house)
    caller = house.caller(number).dials().presses("1").answers(words, confidence).hears(said_back)
    assert cases(house) == []
    caller.answers(yes)
    assert cases(house) == [101]


@pytest.mark.parametrize("how", ["silence", "a no", "hangs up"])
def test_doubtful_words_that_she_does_not_confirm_link_nothing(house: House, how: str) -> None:
    opens_cause(house)
    ortiz = house.caller().dials().presses("1").answers("creo que otra cosa").hears("Entendí que es otra cosa")
    if how == "silence":
        ortiz.waits(10).hears("si es por lo que acaba de oír")
    elif how == "a no":
        ortiz.answers("no").hears("si es por lo que acaba de oír")
    else:
        ortiz.hangs_up()
        assert ortiz.record.outcome == "case_opened"
    assert cases(house) == [] and house.ticket().severity == "P1"
    house.engineer("Dana").is_rung()


def test_in_english_with_a_hang_up_after_yes(house: House) -> None:
    opens_cause(house)
    quetzal = house.caller(QUETZAL).dials().presses("1").hears("if it is about what you just heard").presses("1")
    quetzal.hears("After the tone").hangs_up()
    assert cases(house) == [101] and quetzal.record.outcome == "case_opened"


def test_a_cause_closed_meanwhile_takes_no_case(house: House) -> None:
    opens_cause(house)
    ortiz = house.caller().dials().presses("1")
    leads(house, lead_cause.close_cause)
    ortiz.presses("1").hears("Después del tono")
    assert cases(house) == []


def test_announced_only_after_she_had_called_it_is_not_asked(house: House) -> None:
    opens_cause(house, announced=False)
    ortiz = house.caller().dials()
    leads(house, lead_cause.say_state, STATE)
    leads(house, lead_cause.announce)
    ortiz.presses("1").hears("Después del tono").does_not_hear("acaba de oír")


def test_an_engineer_who_takes_it_while_she_is_asked_is_joined(house: House) -> None:
    opens_cause(house)
    ortiz = house.caller().dials().presses("1")
    dana = house.engineer("Dana").rings().presses("1").hears("está dictando")
    dana.presses("1")
    house.time_passes(seconds=20)
    ortiz.is_talking_to(dana)


@pytest.mark.parametrize(
    ("answer", "linked"), [("1", True), ("SÍ", True), ("2", False), ("no", False), ("no abre", False)]
)
def test_by_text_the_same(house: House, answer: str, linked: bool) -> None:
    opens_cause(house)
    ortiz = house.caller().texts("hola")
    assert house.texts_to(ORTIZ)[0].body.startswith("El sistema no responde")
    ortiz.texts("1").texts(answer)
    assert (cases(house) == [101]) is linked
    if answer == "no abre":
        assert house.ticket().summary == "no abre"
    else:
        ortiz.texts("desde las dos")
        assert house.ticket().summary == "desde las dos"


def test_her_second_case_of_it_is_hers_alone_to_hear_of(house: House) -> None:
    """Her other cases are in the call's notes; only who leads the cause is told which his key takes."""
    opens_cause(house)
    calls(house, ORTIZ).hangs_up()
    ortiz = calls(house, ORTIZ).hears("Su caso es 1, 0, 2").does_not_hear("También esperan").hangs_up()
    assert cases(house) == [101, 102] and ortiz.record.outcome == "case_opened"
    house.caller().dials().presses("4").hears("Su caso 1, 0, 2").hangs_up()
    house.caller().dials().presses("#").hears("Solo para ingenieros")


# --- told to all ---


def test_each_update_reaches_every_customer_of_its_cases_once(house: House) -> None:
    opens_cause(house)
    for number in (ORTIZ, LANDLINE, QUETZAL, STRANGER):  # the landline's contact is Ms. Ortiz again
        calls(house, number).hangs_up()
    calls(house, EXCHANGE, key="2").hangs_up()
    assert cases(house) == [101, 102, 103, 104] and house.ticket().number == 105
    leads(house, lead_cause.say_state, LATER)
    assert told(house, ORTIZ, f"Caso 101: {LATER.spanish}") == 1 and told(house, ORTIZ, LATER.spanish) == 1
    assert told(house, QUETZAL, f"Case 103: {LATER.english}") == 1
    assert told(house, STRANGER, f"Caso 104: {LATER.spanish}") == 1
    assert not leads(house, lead_cause.say_state, LATER)  # nothing new
    assert told(house, ORTIZ, LATER.spanish) == 1


def test_a_closed_case_is_told_nothing_and_an_unlinked_one_neither(house: House) -> None:
    opens_cause(house)
    for number in (ORTIZ, STRANGER):
        house.caller(number).dials().presses("1").presses("1").hangs_up()
    leads(house, lead_cause.unlink, 101)
    with house.line.transaction() as session:
        version, book = directory.current(session)
        desk = Desk(session, book, version, "ana", house.line.now())
        from voiceline.actions.move_ticket import set_aside

        held = tickets.lock(session, 102)
        assert held is not None
        set_aside(desk, held, "hardware")
    leads(house, lead_cause.say_state, LATER)
    assert not told(house, ORTIZ, LATER.spanish) and not told(house, STRANGER, LATER.spanish)
    assert "unlinked" in [event.kind for event in house.ticket(101).events]


def test_linked_by_a_person_she_is_told_how_it_stands(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    opens_cause(house)
    leads(house, lead_cause.link, 101)
    assert told(house, ORTIZ, f"Caso 101: {STATE.spanish}") == 1


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (State("x" * 121, "short"), "too_long"),
        (State("Bien", ""), "empty"),
        (State("Ya responde para BANCO MAYA", "It answers"), "names"),
        (State("Ya responde", "It answers for rosa ortiz"), "names"),
    ],
)
def test_what_everybody_hears_is_short_whole_and_names_no_customer(house: House, state: State, why: str) -> None:
    opens_cause(house)
    with pytest.raises(lead_cause.BadStateError) as refused:
        leads(house, lead_cause.say_state, state)
    assert refused.value.why == why
    house.caller().dials().hears(STATE.spanish)


def test_resolving_the_linked_cases_asks_each_customer(house: House) -> None:
    opens_cause(house)
    for number in (ORTIZ, STRANGER, QUETZAL):
        house.caller(number).dials().presses("1").presses("1").hangs_up()
    house.does(lambda desk, held: lead_cause.resolve(desk, held, "solo este"), number=103)
    assert leads(house, lead_cause.resolve_linked, "se liberó espacio") == [101, 102]
    assert [t.status for t in house.tickets()] == ["resolved"] * 3
    assert told(house, ORTIZ, "Caso 101, resuelto: se libero espacio") == 1
    house.engineer("Dana").is_not_rung()
    house.caller().texts("NO")
    assert [t.status for t in house.tickets()] == ["open", "resolved", "resolved"]
