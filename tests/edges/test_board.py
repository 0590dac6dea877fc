"""What the board says of a case in each of its states, and when its feed says something new."""

import re

import psycopg
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from tests.pages import EMAIL, VIEWER, in_order, log_in, seen
from tests.phones import ORTIZ, House
from tests.story.conftest import DIRECTORY
from voiceline.actions import move_ticket
from voiceline.actions.exclude_case import decline_exclusion, exclude
from voiceline.domain.severity import Severity
from voiceline.domain.sla import RESOLUTION, RESPONSE
from voiceline.store import board
from voiceline.store.tickets import Ticket
from voiceline.telephony.number_shown import shown
from voiceline.web.admin import board_pages

QUETZAL = "+50244440002"


@pytest.fixture
def reader(house: House) -> FlaskClient:
    client = house.app.test_client()
    assert log_in(client, VIEWER).status_code == 302
    return client


def says(reader: FlaskClient) -> str:
    return seen(reader.get("/admin/board").text)


def a_case(house: House, number: str = ORTIZ, key: str = "1") -> None:
    house.caller(number).dials().presses(key).hangs_up()
    house.time_passes(seconds=1)


def is_taken(house: House, name: str = "Dana") -> None:
    house.engineer(name).will_be_rung().rings().presses("1").hangs_up()
    house.time_passes(seconds=3)


# What it says


def test_with_no_case_it_says_so(reader: FlaskClient) -> None:
    assert "Ningún caso abierto." in says(reader)


def test_a_case_that_rings_is_nobodys_and_says_whose_phone_rings(house: House, reader: FlaskClient) -> None:
    a_case(house)
    in_order(
        says(reader),
        *("Casos abiertos 1", "Caso 101", "P1 crítico", "Abierto", "Banco Maya", "Respuesta", "quedan 14 min"),
        *("antes del mar 24 nov, 02:25", "Nadie todavía: suena el teléfono de Dana Cruz (paso 1, vuelta 1)"),
    )


def test_the_next_step_is_told_as_it_rings(house: House, reader: FlaskClient) -> None:
    a_case(house)
    house.engineer("Lee").will_be_rung(within=200)
    assert "suena el teléfono de Lee Pérez (paso 2, vuelta 1)" in says(reader)


def test_between_two_rings_it_says_who_is_called(house: House, reader: FlaskClient) -> None:
    a_case(house)
    with house.line.transaction() as session:
        session.execute(text("UPDATE notifications SET state = 'ended' WHERE kind = 'page'"))
    assert "Nadie todavía: se llama a Dana Cruz (paso 1, vuelta 1)" in says(reader)


def test_one_ring_is_for_every_case_that_waits_for_its_engineer(house: House, reader: FlaskClient) -> None:
    a_case(house)
    a_case(house, QUETZAL, "2")
    assert says(reader).count("suena el teléfono de Dana Cruz (paso 1, vuelta 1)") == 2


def test_who_has_it_and_how_long_is_left_of_the_resolution(house: House, reader: FlaskClient) -> None:
    a_case(house)
    is_taken(house)
    house.told(ORTIZ, "Dana Cruz")
    in_order(says(reader), "Lo atienden", "Resolución", "quedan 3 h 59 min", "Lo atiende Dana Cruz")
    assert "Nadie" not in says(reader)


def test_what_was_dictated_and_nobody_wrote_down_is_said_to_be_a_recording(house: House, reader: FlaskClient) -> None:
    a_case(house)
    assert "Todavía sin palabras del cliente." in says(reader)
    house.caller().dials().presses("1").presses("2").says_and_ends("se cayó todo").hangs_up()
    house.time_passes(seconds=5)
    page = reader.get("/admin/board").text
    assert '<a href="/admin/tickets/102#recordings">Sin texto todavía: dejó una grabación</a>' in page
    assert "/admin/tickets/101#recordings" not in page


def test_a_response_that_was_not_given_is_missed_in_words_and_the_case_is_still_there(
    house: House, reader: FlaskClient
) -> None:
    a_case(house)
    house.time_passes(minutes=16)
    said = says(reader)
    in_order(said, "Respuesta", "vencida hace 1 min", "Nadie todavía")


def test_a_late_answer_stays_missed_beside_the_clock_that_runs(house: House, reader: FlaskClient) -> None:
    a_case(house)
    house.time_passes(minutes=16)
    is_taken(house)
    house.told(ORTIZ, "Dana Cruz")
    in_order(says(reader), "Resolución", "quedan 3 h", "Respuesta", "cumplida 1 min tarde")


def test_a_case_that_waits_for_its_customer_stands_still(house: House, reader: FlaskClient) -> None:
    a_case(house)
    is_taken(house)
    house.does(move_ticket.ask_customer, "¿qué sucursal?", by="dana")
    house.time_passes(seconds=3)
    in_order(says(reader), "Espera al cliente", "Resolución", "en pausa", "Dana Cruz")


def test_a_way_around_leaves_nothing_due(house: House, reader: FlaskClient) -> None:
    a_case(house)
    is_taken(house)
    house.told(ORTIZ, "Dana Cruz")
    house.does(move_ticket.work_around, "use la otra sucursal", by="dana")
    assert "Sin plazo pendiente" in says(reader)


def test_what_is_solved_stands_apart_until_its_customer_says_so(house: House, reader: FlaskClient) -> None:
    a_case(house)
    is_taken(house)
    house.does(move_ticket.resolve, "reinicio", by="dana")
    in_order(says(reader), "Casos abiertos 0", "Ningún caso abierto.", "Resueltos, esperan la palabra del cliente 1")
    in_order(
        says(reader), "Caso 101", "Resuelto", "Dana Cruz", "Resuelto:", "se cierra sin validación: mié 25 nov, 17:00"
    )
    house.does(move_ticket.confirm, by="customer")
    assert "101" not in says(reader)


def test_what_was_solved_before_anybody_took_it_has_nobody(house: House, reader: FlaskClient) -> None:
    a_case(house)
    house.does(move_ticket.resolve, "se arregló solo", by="ana")
    in_order(says(reader), "Caso 101", "P1 crítico", "Resuelto", "Lo atiende —")
    assert "Nadie todavía" not in says(reader)


def test_what_rings_nobody_says_so(house: House, reader: FlaskClient) -> None:
    a_case(house)
    house.does(move_ticket.change_severity, Severity.P3, "una duda", by="ana")
    in_order(says(reader), "P3 medio", "Nadie todavía: por su severidad no suena ningún teléfono")


def test_what_she_does_not_know_and_when_she_hears_next(house: House, reader: FlaskClient) -> None:
    house.loads(DIRECTORY + '\n[updates]\nP1 = "30m"\n')
    house.carrier.undeliverable[ORTIZ] = 30006
    a_case(house)
    house.time_passes(seconds=5)
    in_order(
        says(reader),
        f"Rosa Ortiz ({shown(ORTIZ)}) no sabe: caso abierto",
        "Próximo aviso al cliente: mar 24 nov, 02:40",
    )


def test_who_knows_is_not_named(house: House, reader: FlaskClient) -> None:
    a_case(house)
    house.time_passes(seconds=5)
    assert "no sabe:" not in says(reader)


def test_who_waits_on_the_line_is_told_with_her_case(house: House, reader: FlaskClient) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    house.time_passes(seconds=20)
    assert re.search(r"Banco Maya espera en la línea (19|20|21|22) s", says(reader))
    ortiz.hangs_up()
    assert "espera en la línea" not in says(reader)


def test_who_waits_on_the_line_is_said_first_on_her_cases_page_and_on_her_calls(
    house: House, reader: FlaskClient
) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    case = reader.get("/admin/tickets/101").text
    in_order(
        case, "P1 crítico", "Banco Maya espera en la línea.", "Nadie lo ha tomado todavía.", "Lo que el cliente sabe"
    )
    call = reader.get(f"/admin/calls/{ortiz.leg.sid}").text
    in_order(call, "Hasta una persona en la línea", "Lo que viene", "Plazos del acuerdo (8)", "Respuesta 50 %")
    assert "Según el operador" not in call and "Mover" not in call
    ortiz.hangs_up()
    assert "espera en la línea." not in seen(reader.get("/admin/tickets/101").text)
    in_order(reader.get(f"/admin/calls/{ortiz.leg.sid}").text, "Hasta una persona con nadie", "Según el operador")


def test_the_gravest_first_then_the_nearest_deadline_that_counts(house: House, reader: FlaskClient) -> None:
    a_case(house, "+50255559999", "2")
    a_case(house)  # 102
    is_taken(house)
    house.told(ORTIZ, "Dana Cruz")
    a_case(house, QUETZAL, "1")  # 103, whose response is due long before the resolution of 102
    assert re.findall(r"Caso (\d+) P", says(reader)) == ["103", "102", "101"]
    with house.line.reading() as session:
        shown = board.at_work(session, 10)
        counted = [board.next_target(each) for each in shown.tickets]
    assert counted == [RESPONSE, RESOLUTION, RESPONSE] and shown.total == 3


def test_a_request_to_close_it_as_out_of_scope_stands_beside_it_until_it_is_answered(
    house: House, reader: FlaskClient
) -> None:
    a_case(house)
    a_case(house, QUETZAL, "1")
    asked = "Piden cerrarlo como fuera de alcance"
    assert asked not in says(reader)
    house.does(exclude, "hardware", False, by="ana", number=101)
    in_order(says(reader), "Caso 101 P1 crítico Abierto", asked, "Caso 102")
    assert says(reader).count(asked) == 1
    house.does(decline_exclusion, "es nuestro", by=EMAIL, number=101)
    assert asked not in says(reader)


def test_in_english(house: House, reader: FlaskClient) -> None:
    a_case(house)
    with reader.session_transaction() as cookie:
        cookie["language"] = "en"
    in_order(
        says(reader), "Open cases 1", "Response", "14 min", "left", "Nobody yet: ringing Dana Cruz (step 1, round 1)"
    )


def test_the_list_is_bounded_and_says_when_there_are_more(
    house: House, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board_pages, "MOST", 1)
    a_case(house)
    a_case(house, QUETZAL, "2")
    said = says(reader)
    in_order(said, "Casos abiertos 2", "Caso 101", "y 1 más. Ver la lista completa")
    assert "Caso 102" not in said


# What it costs


def test_it_asks_as_much_of_one_case_as_of_many(
    house: House, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_case(house)
    house.time_passes(seconds=5)
    few = statements(reader, monkeypatch)
    for n in range(8):
        a_case(house, f"+5025555{n:04}", "1")
    assert statements(reader, monkeypatch) == few <= 14


def statements(reader: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many this one look takes, the reader's own login and the directory included."""
    asked: list[object] = []
    execute = psycopg.Cursor.execute
    with monkeypatch.context() as counting:
        counting.setattr(psycopg.Cursor, "execute", lambda *call, **how: asked.append(call[1]) or execute(*call, **how))
        assert reader.get("/admin/board/feed").status_code == 200
    return len(asked)


# Its feed


def feed(reader: FlaskClient, last: str | None = None) -> tuple[str | None, str]:
    """(the event's name, its data); no name where there was nothing new."""
    answer = reader.get("/admin/board/feed", headers={"Last-Event-ID": last} if last else {})
    assert answer.status_code == 200 and answer.mimetype == "text/event-stream"
    assert answer.headers["Cache-Control"] == "no-store" and answer.text.endswith("\n\n")
    lines = answer.text.splitlines()
    assert lines[0] == "retry: 3000"
    named = next((line[4:] for line in lines if line.startswith("id: ")), None)
    return named, "\n".join(line[6:] for line in lines if line.startswith("data: "))


def test_the_feed_is_one_event_and_its_end(house: House, reader: FlaskClient) -> None:
    a_case(house)
    named, data = feed(reader)
    page = reader.get("/admin/board").text
    assert named and f'data-state="{named}"' in page and f'data-state="{named}"' in data
    assert "Caso 101" in data and "<html" not in data


def test_who_has_seen_it_gets_an_empty_comment(house: House, reader: FlaskClient) -> None:
    a_case(house)
    named, _ = feed(reader)
    assert feed(reader, named) == (None, "")
    assert feed(reader, "another")[0] == named


def test_only_what_really_changed_is_new(house: House, reader: FlaskClient) -> None:
    a_case(house)
    named, _ = feed(reader)
    house.clock.move_to(house.clock.now() + 5)
    assert feed(reader, named) == (None, "")  # the clocks of the page tick by themselves
    is_taken(house)
    after, data = feed(reader, named)
    assert after not in (None, named) and "Dana Cruz" in data


def test_a_deadline_that_passes_is_new_though_nobody_has_noticed(house: House, reader: FlaskClient) -> None:
    a_case(house)
    named, _ = feed(reader)
    house.clock.move_to(house.clock.now() + 16 * 60)
    after, data = feed(reader, named)
    assert after not in (None, named) and "vencida hace" in data


def test_without_a_login_the_feed_leads_there(house: House) -> None:
    answer = house.app.test_client().get("/admin/board/feed")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/admin/login")


def test_what_a_customer_wrote_is_never_markup(house: House, reader: FlaskClient) -> None:
    house.caller().texts("1")
    house.caller().texts("<script>alert(1)</script>\n\ndata: x")
    _, data = feed(reader)
    assert "<script>" not in data


def test_a_case_that_is_over_is_not_there(house: House, reader: FlaskClient) -> None:
    a_case(house)
    is_taken(house)
    house.does(move_ticket.resolve, "reinicio", by="dana")
    house.does(move_ticket.confirm, by="customer")
    with house.line.reading() as session:
        assert session.scalar(select(Ticket.status)) == "closed"
    assert "Ningún caso abierto." in says(reader)
