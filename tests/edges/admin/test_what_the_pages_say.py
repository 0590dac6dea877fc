"""What the log, a call's page and a case's page say of the night, in both languages."""

import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from tests import servers
from tests.houses import BOOK, settings_for
from tests.pages import EMAIL, PASSWORD, in_order, log_in, seen, token
from tests.phones import NIGHT, House
from voiceline.app import create_app
from voiceline.line import Line
from voiceline.store import accounts, directory
from voiceline.store.calls import Call
from voiceline.store.notifications import Notification
from voiceline.web.admin.words import words_in


def test_the_call_log_says_who_when_and_what_came_of_it(reader: FlaskClient) -> None:
    page = reader.get("/admin/calls?direction=inbound").text
    in_order(page, "martes, 24 de noviembre de 2026", "Quetzal Foods", "con nadie", "Abrió un caso")
    in_order(page, "+502 5555-9999", "con nadie", "Colgó antes de elegir")
    in_order(page, "02:10:00", "Fuera de horario", "Entrante", "Banco Maya", "+502 4444-0001", "1 min", "Habló con")
    in_order(page, "Habló con un ingeniero", "101", "P1", "Lee Pérez")
    assert 'href="/admin/tickets/101"' in page
    assert "Saliente" not in re.sub(r"<select.+?</select>", "", page, flags=re.S)


def test_the_night_is_told_in_order(house: House, reader: FlaskClient) -> None:
    ticket = reader.get("/admin/tickets/101").text
    in_order(
        ticket,
        "02:10:00 Entró la llamada de Banco Maya (+502 4444-0001)",
        "02:10:04 Banco Maya marcó 1",
        "02:10:04 Se abrió el caso como P1 crítico",
        "Vuelta 1, paso 1: se avisa a Dana Cruz (llamada)",
        "Suena el teléfono de Dana Cruz (+502 5555-0101)",
        "Mensaje «caso abierto» a Rosa Ortiz (+502 4444-0001) por SMS: Entregado",
        "Dana Cruz (+502 5555-0101): No contestó",
        "Suena el teléfono de Dana Cruz (+502 5555-0102)",
        "Dana Cruz (+502 5555-0102): No contestó",
        "paso 2: se avisa a Lee Pérez",
        "Suena el teléfono de Lee Pérez (+502 5555-0201)",
        "Lee Pérez contestó",
        "Lee Pérez marcó 1",
        "Lee Pérez tomó el caso",
        "El cliente ya tiene respuesta de una persona",
        "Hablan el cliente y Lee Pérez",
        "Lee Pérez (+502 5555-0201): Tomó el caso",
        "Llamadas de este caso",
    )
    leg = house.carrier.legs[0].sid
    call = reader.get(f"/admin/calls/{leg}").text
    in_order(call, "Llamada de Banco Maya", "Banco Maya marcó 1", "Lee Pérez tomó el caso")
    assert seen(call).count("02:10:00 +0:00 Entró la llamada") == 1


def test_the_facts_of_a_case_and_what_its_customer_knows(reader: FlaskClient) -> None:
    page = reader.get("/admin/tickets/101").text
    in_order(page, "Caso 101", "P1 crítico", "Lo atienden", "Banco Maya")
    in_order(page, "Respuesta antes de", "cumplida", "24 nov 2026, 02:25:00")
    in_order(page, "Resolución antes de", "quedan", "h", "24 nov 2026, 06:10:00")
    in_order(page, "Lo que el cliente sabe", "Lo último que supo", "quién le atiende · SMS", "Habló con Lee Pérez")
    in_order(page, "Todo le ha llegado.", "caso abierto · SMS")
    assert "No le ha llegado" not in page


def test_a_case_nobody_has_says_so_first_and_what_comes_next(reader: FlaskClient) -> None:
    page = reader.get("/admin/tickets/102").text
    in_order(page, "Caso 102", "P2 alto", "Abierto", "Nadie lo ha tomado todavía.", "La línea sigue llamando")
    in_order(page, "Lo que viene", "pasar al siguiente paso", "La línea siguió llamando sin respuesta:", "timbres")
    assert "<details" in page and "quedan" in page


def test_the_same_whole_in_english(reader: FlaskClient) -> None:
    form = {"csrf_token": token(reader), "language": "en", "next": "/admin/tickets/101"}
    assert reader.post("/admin/language", data=form).headers["Location"] == "/admin/tickets/101"
    page = reader.get("/admin/tickets/101").text
    assert '<html lang="en">' in page
    in_order(page, "Case 101", "P1 critical", "What the customer knows", "The case was opened as P1 critical")
    in_order(page, "Dana Cruz (+502 5555-0101): No answer", "Lee Pérez took the case", "Calls of this case")
    assert "Nov 24, 2026" in page or "24 Nov 2026" in page
    for path in ("/admin/calls", "/admin/tickets", "/admin/tickets/101", "/admin/tickets/102", "/admin/nothing"):
        said = seen(reader.get(path).text).replace("Español", "")
        assert not re.findall(r"\b(?:caso|llamada|cliente|Cuándo|Lo que|noviembre)\b", said), path


def test_lists_can_be_narrowed_and_the_address_says_how(reader: FlaskClient) -> None:
    assert reader.get("/admin/calls?outcome=joined").text.count('href="/admin/calls/CA') == 1
    assert seen(reader.get("/admin/tickets?status=open&severity=P2").text).count("24 nov 2026, 02:1") >= 1
    empty = reader.get("/admin/tickets?status=closed").text
    assert "Ningún caso coincide con el filtro." in empty and 'href="/admin/tickets"' in empty
    assert 'value="closed" selected' in empty


def test_pages_of_the_log_meet_without_gap_or_double(house: House, reader: FlaskClient, monkeypatch: Any) -> None:
    monkeypatch.setattr("voiceline.web.admin.listing.A_PAGE", 3)
    with house.line.reading() as session:
        legs = session.scalars(select(Call.sid).order_by(Call.started_at.desc(), Call.id.desc())).all()
        rung = session.scalars(select(Call.sid).where(Call.outcome == "no_answer")).all()
    assert len(legs) > len(rung) > 3
    for path, expected in (("/admin/calls", legs), ("/admin/calls?outcome=no_answer", rung)):
        found, at = [], path
        while at:
            page = reader.get(at).text
            found += re.findall(r'href="/admin/calls/(CA\w+)"', page)
            older = re.search(r'href="([^"]+)" rel="next"', page)
            at = older[1].replace("&amp;", "&") if older else ""
        assert sorted(found) == sorted(expected)


def test_a_list_long_enough_has_an_older_page(house: House, reader: FlaskClient, monkeypatch: Any) -> None:
    monkeypatch.setattr("voiceline.web.admin.listing.A_PAGE", 3)
    first = reader.get("/admin/calls?direction=outbound").text
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older and "direction=outbound" in older[1]
    second = reader.get(older[1].replace("&amp;", "&")).text
    assert 'href="/admin/calls?direction=outbound">Volver a lo más reciente' in second
    sids = re.findall(r'href="/admin/calls/(CA\w+)"', first), re.findall(r'href="/admin/calls/(CA\w+)"', second)
    assert len(sids[0]) == len(sids[1]) == 3 and not set(sids[0]) & set(sids[1])


def test_an_empty_house_says_so(postgres: Any) -> None:
    line = Line(settings_for(servers.migrated(postgres, "admin_empty")))
    client = create_app(line).test_client()
    with line.transaction() as session:
        accounts.set_account(session, EMAIL, "admin", PASSWORD, NIGHT)
    log_in(client)
    no_directory = client.get("/admin/calls")
    with line.transaction() as session:
        directory.load(session, BOOK, "directory.toml", "a night", NIGHT)
    pages = [seen(client.get(path).text) for path in ("/admin/calls", "/admin/tickets")]
    line.close()
    assert no_directory.status_code == 503 and "Falta el directorio" in no_directory.text
    assert "Todavía no hay llamadas." in pages[0] and "Todavía no hay casos." in pages[1]


def test_a_message_that_did_not_arrive_is_shown_with_its_code(house: House, reader: FlaskClient) -> None:
    with house.line.reading() as session:
        told = session.scalars(select(Notification).where(Notification.ticket_number == 102)).all()
        message = next(each for each in told if each.kind == "opened")
        message.outcome, message.error_code, message.receipt = "undelivered", "30006", "undelivered"
        message.state, message.ended_at = "ended", NIGHT + timedelta(minutes=4)
        session.flush()
        from voiceline.web.admin.people import People
        from voiceline.web.admin.teller import Teller

        people = People(directory.current(session)[1], words_in("es"))
        lines = [moment.words for moment in Teller(people, {}).of_notification(message)]
        session.rollback()
    assert "No entregado (código 30006 del operador)" in lines[-1]
