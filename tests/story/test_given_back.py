"""What fails in the look before the carrier is asked: one row alone, or whatever was claimed together, at once."""

import logging

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from tests.phones import ORTIZ, House
from voiceline.actions import deliver
from voiceline.hands import Hands
from voiceline.store import notifications
from voiceline.store.bells import MESSAGES
from voiceline.store.notifications import Notification

OTHERS = [f"+5025555050{n}" for n in range(3)]


@pytest.fixture(autouse=True)
def _several_at_once(house: House) -> None:
    house.rest()
    house.line.hands = Hands(8)


def owe(house: House, once: str, address: str, **more: object) -> None:
    now = house.line.now()
    row = {"kind": "reply", "channel": "sms", "audience": "customer", "values": {"words": f"Hola {once}"}}
    with house.line.transaction() as session:
        notifications.owe(session, {**row, "once": once, "address": address, "created_at": now, "due_at": now, **more})
    house.line.bells.clear()


def states(house: House) -> dict[str, tuple[str, int, object]]:
    with house.line.reading() as session:
        return {row.once: (row.state, row.tries, row.claimed_by) for row in session.query(Notification)}


def test_one_that_nobody_can_make_sense_of_stops_no_other(house: House) -> None:
    owe(house, "first", OTHERS[0])
    owe(house, "test", ORTIZ, kind="rehearsal", values={"until": "mañana"}, rank=1)
    owe(house, "second", OTHERS[1])
    with pytest.raises(ValueError, match="mañana"):
        deliver.deliver(house.line, 0, MESSAGES)
    assert {once: state for once, (state, *_) in states(house).items()} == {
        "first": "sent",
        "test": "pending",
        "second": "sent",
    }
    with house.line.reading() as session:
        row = session.query(Notification).filter_by(once="test").one()
        assert row.due_at > house.line.now() and row.reason == "ValueError"  # put off, and behind the others


def test_one_that_cannot_even_be_put_off_holds_nobody_up(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("as its look did")

    owe(house, "test", ORTIZ, kind="rehearsal", values={"until": "mañana"}, rank=1)
    owe(house, "first", OTHERS[0])
    with monkeypatch.context() as broken:
        broken.setattr(deliver, "_push_away", fails)
        with pytest.raises(RuntimeError):
            deliver.deliver(house.line, 0, MESSAGES)
        deliver.deliver(house.line, 0, MESSAGES)
    assert {once: state for once, (state, *_) in states(house).items()} == {"first": "sent", "test": "claimed"}


def test_what_was_claimed_when_the_database_failed_is_free_again_at_once(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    words = {"lines": "x", "count": 1, "first": "x", "line": "x"}
    for once, address in zip("abc", OTHERS, strict=True):
        owe(house, once, address, kind="digest", audience="engineer", values=words)
    with house.line.transaction() as session:
        session.execute(text("ALTER TABLE opt_outs RENAME TO gone"))
    try:
        with caplog.at_level(logging.CRITICAL), pytest.raises(SQLAlchemyError):
            deliver.deliver(house.line, 0, MESSAGES)
        assert states(house) == dict.fromkeys("abc", ("pending", 0, None))  # as if nobody had claimed them
    finally:
        with house.line.transaction() as session:
            session.execute(text("ALTER TABLE gone RENAME TO opt_outs"))
    assert len(deliver.deliver(house.line, 0, MESSAGES)) == 3


def test_a_page_is_rung_in_the_next_second_and_to_the_same_phone(house: House) -> None:
    house.line.redis_is_down = True
    house.caller().dials().presses("1").hangs_up()
    house.line.redis_is_down = False
    with house.line.transaction() as session:
        session.execute(text("ALTER TABLE tickets RENAME TO gone"))
    try:
        with pytest.raises(SQLAlchemyError):
            deliver.deliver(house.line, 0)
    finally:
        with house.line.transaction() as session:
            session.execute(text("ALTER TABLE gone RENAME TO tickets"))
    house.engineer("Dana").will_be_rung(on=1, within=2)
