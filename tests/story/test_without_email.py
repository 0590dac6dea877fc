"""A line without an e-mail address: no sentence ends where the address would stand, and none is offered."""

import pytest

from tests.phones import ORTIZ, STRANGER, House
from tests.story.conftest import DIRECTORY
from tests.wordings import as_shipped, rewords
from voiceline.actions import move_ticket
from voiceline.domain.severity import Severity
from voiceline.store import directory
from voiceline.web.admin.prompts_heard import prompts_heard

QUETZAL = "+50244440002"  # hears English
LINE = 'email = "soporte@ikhodi.com.gt"\n'


@pytest.fixture(autouse=True)
def _a_line_without_email(house: House) -> None:
    house.rest()
    house.loads(without_email())


def without_email(language: str = "es", words: str = "") -> str:
    return DIRECTORY.replace(LINE, f'language = "{language}"\n{words}')


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "Desde este número no podemos atenderle."), ("en", "We cannot help you from this number.")],
)
def test_a_blocked_number(house: House, language: str, said: str) -> None:
    house.loads(without_email(language, f'blocked = ["{STRANGER}"]\n'))
    assert house.caller(STRANGER).dials().leg.heard == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("es", "Si no logró lo que necesita, llame en una hora."), ("en", "what you need, call in an hour.")],
)
def test_a_stranger_who_called_too_often(house: House, language: str, said: str) -> None:
    house.loads(without_email(language, "stranger_calls = 1\n"))
    house.caller(STRANGER).dials().hangs_up()
    assert house.caller(STRANGER).dials().leg.heard.endswith(said)


@pytest.mark.parametrize(
    ("number", "said"),
    [(ORTIZ, "llame de nuevo y marque 1; si no, marque 3."), (QUETZAL, "call again and press 1; if not, press 3.")],
)
def test_nothing_was_heard(house: House, number: str, said: str) -> None:
    caller = house.caller(number).dials()
    assert caller.waits_until("record", most=150)
    assert caller.presses("#").leg.heard.endswith(said)


@pytest.mark.parametrize(
    ("number", "asked", "then"),
    [
        (ORTIZ, "Marque 1 para dejar un mensaje. Atendemos en", "díganos su nombre, su empresa y su consulta"),
        (QUETZAL, "Press 1 to leave a message. We are here in", "tell us your name, your company and your question"),
    ],
)
def test_what_is_not_urgent_leads_to_a_message_alone(house: House, number: str, asked: str, then: str) -> None:
    caller = house.caller(number).dials().presses("3").hears(asked)
    caller.does_not_hear("correo").does_not_hear("address").presses("1").hears(then)


@pytest.mark.parametrize(
    ("number", "asked", "then"),
    [
        (ORTIZ, "Responda 1 para dejar un mensaje.", "Escriba su nombre, su empresa y su consulta."),
        (QUETZAL, "Reply 1 to leave a message.", "Write your name, your company and your question."),
    ],
)
def test_by_text_too(house: House, number: str, asked: str, then: str) -> None:
    house.caller(number).texts("3").texts("1")
    assert [message.body for message in house.texts_to(number)][-2:] == [asked, then]


@pytest.mark.parametrize(
    ("number", "told"),
    [(ORTIZ, "y marque 1; para lo demas, marque 3."), (QUETZAL, "and press 1; for anything else, press 3.")],
)
def test_hung_up_before_choosing(house: House, number: str, told: str) -> None:
    house.caller(number).dials().hangs_up()
    house.time_passes(seconds=35)
    assert house.told(number, "+50256305476").endswith(told)


@pytest.mark.parametrize(
    ("number", "exclusion", "told"),
    [
        (ORTIZ, "custom_development", "Le cotizamos con gusto: llame al +50256305476 y marque 3."),
        (ORTIZ, "third_parties", "Con gusto le orientamos: llame al +50256305476 y marque 3."),
        (QUETZAL, "custom_development", "We will gladly quote it: call +50256305476 and press 3."),
        (QUETZAL, "third_parties", "We gladly give advice: call +50256305476 and press 3."),
    ],
)
def test_what_is_out_of_scope(house: House, number: str, exclusion: str, told: str) -> None:
    house.caller(number).dials().presses("1").hangs_up()
    house.does(move_ticket.change_severity, Severity.P3, "una consulta", by="lee")
    house.does(move_ticket.set_aside, exclusion, by="lee")
    assert house.told(number, told).endswith(told)


def test_the_page_of_the_call_shows_what_was_said(house: House) -> None:
    house.loads(without_email("es", f'blocked = ["{STRANGER}"]\n'))
    caller = house.caller(STRANGER).dials().waits(20)
    with house.line.reading() as session:
        _, book = directory.current(session)
    (heard,) = prompts_heard(caller.record, (), book)
    assert heard.words == "Desde este número no podemos atenderle."


def test_an_admins_words_with_the_address_are_said_where_there_is_one_and_only_there(house: House) -> None:
    rewords(house.line, "blocked", "No atendemos este número; escriba a {email}.")
    blocked = f'blocked = ["{STRANGER}"]\n'
    try:
        house.loads(without_email("es", blocked))
        assert house.caller(STRANGER).dials().leg.heard == "Desde este número no podemos atenderle."
        house.loads(without_email("es", blocked + LINE))
        assert house.caller(STRANGER).dials().leg.heard.startswith("No atendemos este número; escriba a soporte arroba")
    finally:
        as_shipped(house.line)
