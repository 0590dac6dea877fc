"""What is to come of a case, moved or called off at a person's word; and out of scope, asked for and answered."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from tests.phones import ORTIZ, House
from voiceline.actions.exclude_case import confirm_exclusion, decline_exclusion, exclude
from voiceline.actions.move_follow_up import NotMovedError, call_off_follow_up, move_follow_up
from voiceline.actions.move_ticket import resolve
from voiceline.store.follow_ups import FollowUp

ADMIN = "rosa@example.com"


def due(house: House, kind: str) -> tuple[int, datetime]:
    with house.line.reading() as session:
        row = session.scalar(select(FollowUp).where(FollowUp.kind == kind, FollowUp.state == "pending"))
    assert row is not None
    return row.id, row.due_at


def reminders(house: House) -> int:
    return sum("espera su palabra" in each.body for each in house.texts_to(ORTIZ))


def solved(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(seconds=5)
    house.does(resolve, "reinicio", by="dana")


def test_a_reminder_comes_when_it_was_moved_to_and_not_before(house: House) -> None:
    solved(house)
    number, at = due(house, "remind_validation")
    house.does(move_follow_up, number, at, at + timedelta(hours=2), by=ADMIN)
    house.sleeps_until(at + timedelta(hours=1))
    assert reminders(house) == 0
    house.sleeps_until(at + timedelta(hours=2, minutes=1))
    assert reminders(house) == 1


def test_one_that_was_called_off_never_comes_and_the_case_is_closed_when_she_was_told(house: House) -> None:
    solved(house)
    number, at = due(house, "remind_validation")
    close, closes_at = due(house, "close_unvalidated")
    house.does(call_off_follow_up, number, at, by=ADMIN)
    with pytest.raises(NotMovedError, match="is_her_time"):
        house.does(move_follow_up, close, closes_at, closes_at - timedelta(hours=1), by=ADMIN)
    house.sleeps_until(closes_at + timedelta(minutes=1))
    assert reminders(house) == 0 and house.ticket().closed_as == "unvalidated"


def test_whoever_moved_it_first_has_and_so_has_a_worker_that_does_it(house: House) -> None:
    solved(house)
    number, at = due(house, "remind_validation")
    house.does(move_follow_up, number, at, at + timedelta(hours=1), by=ADMIN)
    with pytest.raises(NotMovedError, match="overtaken"):
        house.does(call_off_follow_up, number, at, by=ADMIN)
    house.sleeps_until(at + timedelta(hours=1, minutes=1))
    with pytest.raises(NotMovedError, match="overtaken"):
        house.does(call_off_follow_up, number, at + timedelta(hours=1), by=ADMIN)


def test_out_of_scope_is_asked_for_declined_with_a_reason_and_asked_again(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    assert house.does(exclude, "hardware", False, by="dana") is False
    assert house.ticket().status == "acknowledged" and house.ticket().runs("resolution")
    assert house.does(decline_exclusion, "el servidor es nuestro", by=ADMIN)
    house.engineer("Dana").gets_text("no se cierra como fuera de alcance")
    assert not house.does(confirm_exclusion, by=ADMIN)
    house.does(exclude, "connectivity", False, by="dana")
    assert house.does(confirm_exclusion, by=ADMIN)
    house.caller().gets_text("la causa es su conexion a Internet")
    assert house.ticket().exclusion == "connectivity"
