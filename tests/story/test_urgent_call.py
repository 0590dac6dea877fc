"""The night of the design, told once: a customer presses 1, and somebody comes."""

import re
from typing import Any

from sqlalchemy import event

from tests.phones import House


def test_a_customer_who_presses_1_gets_a_p1_case_at_that_keypress(house: House) -> None:
    ortiz = house.caller().dials().hears("Marque 1 si es crítico")
    ortiz.presses("1").hears("Su caso es 1, 0, 1")
    ticket = house.ticket()
    assert (ticket.severity, ticket.status, ticket.customer, ticket.contact) == (
        "P1",
        "open",
        "Banco Maya",
        ortiz.number,
    )
    assert (ticket.response_due_at - ticket.opened_at).total_seconds() == 15 * 60
    assert (ticket.resolution_due_at - ticket.opened_at).total_seconds() == 4 * 3600
    house.engineer("Dana").is_rung(on=1)
    assert "02:25" in ortiz.gets_text("Caso 101")


def test_the_night_of_the_design(house: House) -> None:
    ortiz = house.caller().dials().presses("1")
    dana, lee = house.engineer("Dana"), house.engineer("Lee")
    dana.is_rung(on=1)
    ortiz.says("se cayó todo")
    dana.will_be_rung(on=2)
    ortiz.presses("#").hears("Quédese en la línea")
    assert ortiz.waits_until("queue")
    dana.will_be_rung(on=1, within=40)  # once more: a quick repeat goes through do-not-disturb
    lee.rings(within=40).hears("Caso 1, 0, 1, crítico, de Banco Maya")
    lee.presses("1").hears("El caso 1, 0, 1 es suyo")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(lee)
    ticket = house.ticket()
    assert (ticket.status, ticket.assignee) == ("acknowledged", "lee")
    assert ticket.responded_at is not None
    ortiz.gets_text("Le atiende Lee Pérez")
    dana.gets_text("Lee Pérez ya atiende el caso 101")
    ortiz.gets_text("Caso 101")
    house.time_passes(seconds=15)
    lee.hangs_up()
    house.time_passes(seconds=20)
    ortiz.hears("Su caso 1, 0, 1 sigue abierto")
    assert ortiz.record.outcome == "joined"
    assert house.call(lee.leg).outcome == "acknowledged"
    assert {"opened", "described", "paged", "page_ended", "acknowledged", "joined", "told_customer"} <= set(
        house.events()
    )


def test_a_key_reads_its_case_once(house: House) -> None:
    """By one statement, with its leg: a column that is read later for itself costs a third of an acknowledgement."""
    house.rest()
    asked: list[str] = []

    def note(*call: Any) -> None:
        asked.append(call[2])

    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").rings()
    event.listen(house.line.engine, "before_cursor_execute", note)
    dana.presses("1").hears("es suyo")
    event.remove(house.line.engine, "before_cursor_execute", note)
    assert asked and [each for each in asked if re.match(r"SELECT tickets\.\w+\s+FROM tickets", each)] == []
