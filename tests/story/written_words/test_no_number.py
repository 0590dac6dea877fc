"""A sender that is no number (a short code, a name): it has its case as anybody, and nobody calls or texts it."""

import pytest

from tests.phones import House
from tests.story.written_words.thread import described, last, severities
from voiceline.api.shapes import ticket_shape

DOWN = "El sistema está caído, es crítico"


def writes(house: House, sender: str, words: str) -> None:
    house.carrier.text(sender, None, words)
    house.carrier.settle()
    house.work()


@pytest.mark.parametrize("sender", ["CLARO", "22345"])
def test_its_words_go_with_its_case_and_it_is_neither_texted_nor_called(house: House, sender: str) -> None:
    writes(house, sender, DOWN)
    writes(house, sender, "Servidor db01 no responde desde las 10:02")
    assert severities(house) == ["P1"] and described(house)[-1] == "Servidor db01 no responde desde las 10:02"
    assert (house.ticket().contact, ticket_shape(house.ticket())["contact"]) == (sender, None)
    dana = house.engineer("Dana").rings().presses("1").hears("El caso 1, 0, 1 es suyo")
    dana.hears("no dejó ningún número")
    house.time_passes(seconds=30)
    assert not [m for m in house.texts_to(sender) if m.direction == "outbound-api"]
    assert not [leg for leg in house.carrier.legs if leg.to == sender]
    writes(house, sender, DOWN)
    assert "Responda 1 si es por ese caso" in last(house, sender) and severities(house) == ["P1"]
