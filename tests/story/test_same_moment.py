"""Two things of one conversation in the same moment: the second waits, and sees what the first has done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from time import monotonic
from typing import Any

import psycopg

from tests.phones import ORTIZ, House
from tests.story.merging.two import COMPANY, MARCO, merges
from voiceline.actions.answer_text import answer_text
from voiceline.store.base import run
from voiceline.telephony.inbound import InboundText

DOWN = "El sistema está caído, es crítico"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"


def text(sid: str, body: str, channel: str = "sms") -> InboundText:
    return InboundText(sid, channel, ORTIZ, body)


def answered(house: House, message: InboundText) -> str:
    with house.line.transaction() as session:
        return answer_text(session, message, "+50256305476", house.line.now())


@contextmanager
def while_it_is_answered(house: House, message: InboundText, then: Callable[[], object]) -> Iterator[list[Any]]:
    """This message is answered and not committed yet; ``then`` begins, and waits for it. What ``then`` came to."""
    came_to: list[Any] = []
    second = Thread(target=lambda: came_to.append(then()))
    with house.line.transaction() as session, psycopg.connect(house.line.settings.database_url) as beside:
        answer_text(session, message, "+50256305476", house.line.now())
        second.start()
        until = monotonic() + 10
        while not beside.execute(WAITING).fetchall()[0][0]:
            beside.rollback()
            assert second.is_alive() and monotonic() < until, "it does not wait for the conversation"
    second.join(20)
    assert not second.is_alive()
    yield came_to
    house.rest()


def rows(house: House, query: str) -> list[tuple[object, ...]]:
    with house.line.reading() as session:
        return run(session, query).fetchall()


def test_her_first_two_messages_are_one_conversation_and_one_case(house: House) -> None:
    then = lambda: answered(house, text("SM2", "son todas las cajas"))  # noqa: E731
    with while_it_is_answered(house, text("SM1", DOWN), then) as said:
        assert "Su caso es" not in said[0]
    assert rows(house, "SELECT count(*) FROM threads") == [(1,)]
    assert rows(house, "SELECT sid FROM messages ORDER BY id") == [("SM1",), ("SM2",)]
    described = (
        "SELECT detail ->> 'text' FROM ticket_events WHERE ticket_number = 101 AND kind = 'described' ORDER BY id"
    )
    assert rows(house, described) == [(DOWN,), ("son todas las cajas",)]
    assert rows(house, "SELECT count(*) FROM tickets") == [(1,)]


def test_the_same_message_twice_is_answered_once_with_the_same_words(house: House) -> None:
    with while_it_is_answered(house, text("SM1", DOWN), lambda: answered(house, text("SM1", DOWN))) as said:
        assert said[0].startswith("Su caso es 101")
    assert rows(house, "SELECT count(*), max(reply) FROM messages") == [(1, said[0])]
    assert rows(house, "SELECT count(*) FROM tickets") == [(1,)]


def test_her_two_channels_do_not_wait_for_each_other(house: House) -> None:
    with house.line.transaction() as session:
        answer_text(session, text("SM1", DOWN), "+50256305476", house.line.now())
        answered(house, text("SM2", "hola", "whatsapp"))
    assert rows(house, "SELECT channel FROM threads ORDER BY channel") == [("sms",), ("whatsapp",)]
    house.rest()


def test_a_case_is_not_merged_while_a_message_of_it_is_answered(house: House) -> None:
    house.rest()
    house.loads(COMPANY)
    house.caller().texts(DOWN)
    house.caller(MARCO).texts(DOWN).texts("2")
    assert [each.number for each in house.tickets()] == [101, 102]
    with while_it_is_answered(house, text("SM9", "son todas las cajas"), lambda: merges(house, 101, 102)):
        pass
    at = "SELECT ticket_number FROM threads WHERE address = '" + ORTIZ + "'"
    assert rows(house, at) == [(102,)]
    kinds = "SELECT kind FROM ticket_events WHERE ticket_number = 101 AND kind IN ('described', 'merged') ORDER BY id"
    assert [kind for (kind,) in rows(house, kinds)][-2:] == ["described", "merged"]
