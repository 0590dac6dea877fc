"""Very many calls with one number within an hour are reported, and mute nobody."""

import logging

import pytest

from tests.phones import House
from voiceline.actions.watch_numbers import LOUD_FROM, watch_numbers


def test_a_caller_who_rings_all_the_time_is_reported_once_an_hour_and_still_served(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    house.rest()
    stranger = "+50255559999"
    for _ in range(LOUD_FROM - 1):
        house.caller(stranger).dials().hangs_up()
    assert watch_numbers(house.line) == []
    house.caller(stranger).dials().hangs_up()
    with caplog.at_level(logging.ERROR):
        assert watch_numbers(house.line) == [stranger] and watch_numbers(house.line) == [stranger]
    assert "+502…999" in caplog.text and stranger not in caplog.text
    house.work()
    house.told("+50255550301", f"{LOUD_FROM} llamadas con {stranger} en una hora")
    assert len([m for m in house.texts_to("+50255550301") if "llamadas con" in m.body]) == 1
    house.caller(stranger).dials().presses("1").hears("Su caso es 1, 0, 1")
    house.engineer("Dana").is_rung()
