"""A message that cannot be answered: on record, heard later as of when it came, and by people where we never can."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from tests.phones import ORTIZ, STRANGER, House
from tests.story.conftest import DIRECTORY
from tests.story.written_words.thread import FOODS, described, last, severities
from voiceline.actions import answer_text, converse_by_text
from voiceline.store.follow_ups import NotYetError

DOWN = "El sistema está caído, es crítico"


def fails(*_: object, **__: object) -> None:
    raise NotYetError("a bug")  # of a kind that the story's worker survives, as a real one survives any


@contextmanager
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as while_it_lasts:
        while_it_lasts.setattr(converse_by_text, "hear_message", fails)
        yield


def writes(house: House, number: str, words: str, **more: str) -> None:
    house.carrier.text(number, None, words, **more)
    house.carrier.settle()


def test_it_is_kept_and_heard_later(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with broken(monkeypatch):
        writes(house, ORTIZ, DOWN)
        assert "Recibimos su mensaje" in last(house)
        assert not house.tickets()
    house.work()
    house.time_passes(seconds=15)
    assert house.ticket().summary == DOWN
    house.told(ORTIZ, "Su caso es 101")


def test_the_clock_of_the_case_starts_when_it_came(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with broken(monkeypatch):
        writes(house, ORTIZ, DOWN)
        came_at = house.clock.at
        house.time_passes(seconds=20)
        assert not house.tickets()
    house.time_passes(seconds=90)
    ticket = house.ticket()
    assert abs(ticket.opened_at - came_at) < timedelta(seconds=2)
    assert ticket.response_due_at - ticket.opened_at == timedelta(minutes=15)


def test_one_that_comes_again_is_heard_once(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with broken(monkeypatch):
        writes(house, ORTIZ, "1", message_sid="SM" + "3" * 32)
    house.carrier.replay([x for x in house.carrier.log if x.kind == "text"][-1])
    house.time_passes(seconds=15)
    assert severities(house) == ["P1"]
    assert not [m for m in house.texts_to(ORTIZ) if m.direction == "outbound-api" and "Escriba aqui" in m.body]


def test_what_we_can_never_hear_people_hear(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with broken(monkeypatch):
        writes(house, ORTIZ, "la caja 3 no cobra")
        house.time_passes(seconds=70)
        ticket = house.ticket()
        assert (ticket.severity, ticket.customer, ticket.contact) == ("P1", "Banco Maya", ORTIZ)
        assert described(house) == ["la caja 3 no cobra"]
        house.told(ORTIZ, "Caso 101")
        house.engineer("Dana").is_rung()
        house.time_passes(minutes=20)
    assert severities(house) == ["P1"]


@pytest.mark.parametrize(("words", "opened"), [("gane un premio", []), (DOWN, ["P1"])])
def test_of_a_stranger_only_what_is_plainly_urgent(
    house: House, monkeypatch: pytest.MonkeyPatch, words: str, opened: list[str]
) -> None:
    with broken(monkeypatch):
        writes(house, STRANGER, words)
        house.time_passes(minutes=8)
        assert severities(house) == opened


def test_a_command_of_an_engineer_who_is_a_customer_too_opens_none(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.loads(DIRECTORY.replace('"+50223330001"]', '"+50223330001", "+50255550301"]'))
    with monkeypatch.context() as while_it_lasts:
        while_it_lasts.setattr(answer_text, "obey", fails)
        writes(house, "+50255550301", "QUIEN")
        house.time_passes(minutes=3)
    assert not house.tickets()


def test_one_that_was_heard_hears_its_answer_again_whatever_fails(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes(house, ORTIZ, DOWN, message_sid="SM" + "4" * 32)
    first = [x for x in house.carrier.log if x.kind == "text"][-1]
    with monkeypatch.context() as once:
        once.setattr("voiceline.web.texts.answer_text", fails)
        again = house.carrier.replay(first)
    assert again.body.decode() == first.twiml
    assert severities(house) == ["P1"]


def test_what_cannot_even_be_kept_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.caller(FOODS).texts("hello")
    monkeypatch.setattr(answer_text.directory, "current", fails)
    house.caller().texts("1")
    assert "No pudimos guardar su mensaje" in last(house)
    house.caller(FOODS).texts("1")
    assert "We could not save your message" in last(house, FOODS)
