"""Causes and calling back, from the admin pages: what each form does, by whom, and what a bad one hears."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.edges.test_ticket_verbs import person
from tests.houses import BOOK
from tests.pages import seen
from tests.phones import ORTIZ, STRANGER, House
from voiceline.store import causes

STATE = {"state_es": "El sistema no responde; ya trabajamos.", "state_en": "The system does not answer; we work on it."}


@pytest.fixture
def book() -> str:
    return BOOK.replace('phones = ["+50255550201"]', 'phones = ["+50255550201"]\nemail = "Engineer@example.com"')


@pytest.fixture
def house(house: House) -> House:
    """Dana has 101; 102 is a stranger's."""
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.caller(STRANGER).dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    return house


def posts(client: FlaskClient, path: str, **form: Any) -> Any:
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/admin/causes").text)
    assert token
    return client.post(f"/admin/{path}", data={"csrf_token": token[1], **form})


def linked(house: House) -> list[int]:
    with house.line.reading() as session:
        return [each.number for each in causes.cases_of(session, 1)]


def test_a_cause_s_whole_life_from_its_pages(house: House) -> None:
    client = person(house, "engineer")
    assert "Todavía no hay causas" in seen(client.get("/admin/causes").text)
    opened = posts(client, "causes", name="disco lleno", ticket="101")
    assert opened.status_code == 303 and opened.location.endswith("/causes/1") and linked(house) == [101]
    assert "disco lleno" in seen(client.get("/admin/tickets/101").text)
    preview = posts(client, "causes/1/preview", **STATE)
    assert preview.status_code == 200 and "Todavía no se ha dicho a nadie" in seen(preview.text)
    assert STATE["state_es"] in preview.text and "Unos 3 s antes de las opciones" in seen(preview.text)
    assert "Anunciarla" not in seen(client.get("/admin/causes/1").text)  # there is nothing to announce yet
    assert posts(client, "causes/1/state", **STATE).status_code == 303
    assert posts(client, "causes/1/announce").status_code == 303
    house.caller().dials().hears(STATE["state_es"]).hangs_up()
    house.told(ORTIZ, "Caso 101: El sistema no responde")
    assert posts(client, "causes/1/link", ticket=["102"]).status_code == 303 and linked(house) == [101, 102]
    house.told(STRANGER, "Caso 102: El sistema no responde")
    assert posts(client, "causes/1/unlink", ticket="102").status_code == 303 and linked(house) == [101]
    assert posts(client, "causes/1/link", ticket=["102"]).status_code == 303
    assert "Resolver los 2 casos ligados" in seen(client.get("/admin/causes/1").text)
    assert posts(client, "causes/1/resolve", note="se liberó espacio").status_code == 303
    assert [t.status for t in house.tickets()] == ["resolved", "resolved"]
    assert posts(client, "causes/1/silence").status_code == 303
    assert posts(client, "causes/1/close").status_code == 303
    page = seen(client.get("/admin/causes/1").text)
    for said in ("abrió la causa", "la anuncia", "Dejó de anunciarse", "dio por resueltos los casos", "cerró la causa"):
        assert said in page, said
    assert "Decir cómo va" not in page
    story = seen(client.get("/admin/tickets/102").text)
    for said in ("este caso es de la causa «disco lleno»", "ya no es de la causa", "informa de la causa"):
        assert said in story, said


def test_in_english_the_same_pages(house: House) -> None:
    client = person(house)
    posts(client, "causes", name="full disk", ticket="101")
    posts(client, "language", language="en", next="/admin/causes")
    posts(client, "causes/1/state", **STATE)
    for path, said in (
        ("causes", "A cause links cases"),
        ("causes/1", "How it stands, in words for everybody"),
        ("tickets/101", "Call the customer with the line's number"),
    ):
        assert said in seen(client.get(f"/admin/{path}").text)


@pytest.mark.parametrize(
    ("verb", "form", "said"),
    [
        ("state", {"state_es": "Bien", "state_en": " "}, "en los dos idiomas"),
        ("state", {"state_es": "x" * 121, "state_en": "fine"}, "demasiado largo"),
        (
            "state",
            {"state_es": "Falla en banco maya", "state_en": "fine"},
            "no puede nombrar a un cliente. «Banco Maya»",
        ),
        ("announce", {}, "en los dos idiomas"),
        ("link", {}, "Elija una de las opciones"),
        ("resolve", {"note": "  "}, "no puede ir vacío"),
        ("resolve", {"note": "x" * 601}, "demasiado largo"),
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_with_its_words(
    house: House, verb: str, form: dict[str, str], said: str
) -> None:
    client = person(house)
    posts(client, "causes", name="disco lleno", ticket="101")
    answer = posts(client, f"causes/1/{verb}", **form)
    assert answer.status_code == 422 and said in seen(answer.text)
    assert all(words.strip() in answer.text for words in form.values())
    with house.line.reading() as session:
        assert [each.kind for each in causes.events_of(session, 1)] == ["opened"]


def test_a_closed_cause_takes_nothing_more(house: House) -> None:
    client = person(house)
    posts(client, "causes", name="disco lleno")
    posts(client, "causes/1/close")
    for verb, form in (("state", STATE), ("link", {"ticket": ["101"]}), ("close", {})):
        answer = posts(client, f"causes/1/{verb}", **form)
        assert answer.status_code == 422 and "La causa está cerrada" in seen(answer.text), verb
    assert linked(house) == []


def test_a_closed_case_is_linked_to_nothing(house: House) -> None:
    from voiceline.actions.move_ticket import set_aside

    house.does(set_aside, "hardware", number=102)
    client = person(house)
    answer = posts(client, "causes", name="disco lleno", ticket="102")
    assert answer.status_code == 422 and "disco lleno" in answer.text
    with house.line.reading() as session:
        assert causes.still_open(session) == []


@pytest.mark.parametrize(
    "path", ["causes/9/state", "causes/1/explode", f"causes/{2**70}/close", "tickets/999/call_back"]
)
def test_what_does_not_exist_is_a_page_that_says_so(house: House, path: str) -> None:
    client = person(house)
    posts(client, "causes", name="disco lleno")
    assert posts(client, path).status_code == 404
    assert posts(client, "causes/1/link", ticket="abc").status_code == 404
    assert posts(client, "causes", name="otra", ticket="9" * 30).status_code == 404


def test_an_empty_or_endless_name_opens_nothing(house: House) -> None:
    client = person(house)
    for name, said in (("  ", "no puede ir vacío"), ("x" * 201, "demasiado largo")):
        answer = posts(client, "causes", name=name)
        assert answer.status_code == 422 and said in seen(answer.text)


def test_a_viewer_sees_and_does_nothing_of_it(house: House) -> None:
    posts(person(house), "causes", name="disco lleno", ticket="101")
    client = person(house, "viewer")
    for path in ("causes", "causes/1", "tickets/101"):
        page = client.get(f"/admin/{path}")
        assert page.status_code == 200 and "disco lleno" in page.text
        assert "Devolver la llamada" not in page.text and "<textarea" not in page.text
    for path in ("causes", "causes/1/close", "tickets/101/call_back", f"calls/{house.carrier.legs[0].sid}/call_back"):
        answer = posts(client, path, name="x", number=ORTIZ, engineer="lee")
        assert answer.status_code == 403, path
    assert "call_back_asked" not in [event.kind for event in house.ticket(101).events]


def test_without_its_token_a_form_does_nothing(house: House) -> None:
    client = person(house)
    for path in ("causes", "tickets/101/call_back"):
        assert client.post(f"/admin/{path}", data={"name": "x", "number": ORTIZ, "engineer": "lee"}).status_code == 400


# --- calling back ---


def test_an_engineer_s_own_phone_rings_without_asking_whose(house: House) -> None:
    client = person(house, "engineer")
    page = client.get("/admin/tickets/101").text
    assert "Suena primero su teléfono: Lee Pérez, +502 5555-0201" in seen(page) and 'name="engineer"' not in page
    answer = posts(client, "tickets/101/call_back", number=ORTIZ)
    assert answer.status_code == 303
    house.work()
    assert "La línea llama a Lee Pérez" in seen(client.get(answer.location).text)
    house.engineer("Lee").rings().hears("le comunicamos con Rosa Ortiz")
    assert "pide que la línea comunique a Lee Pérez con Rosa Ortiz" in seen(client.get("/admin/tickets/101").text)


def test_an_admin_without_a_phone_picks_who_talks_to_her(house: House) -> None:
    client = person(house)
    for form in (
        {"number": ORTIZ},
        {"number": ORTIZ, "engineer": "nobody"},
        {"number": "+50299999999", "engineer": "lee"},
    ):
        answer = posts(client, "tickets/101/call_back", **form)
        assert answer.status_code == 422 and "Elija una de las opciones" in seen(answer.text)
    house.work()
    house.engineer("Lee").is_not_rung()
    assert posts(client, "tickets/101/call_back", number=ORTIZ, engineer="lee").status_code == 303
    house.work()
    house.engineer("Lee").is_rung()


def test_from_a_stranger_s_call_without_a_case(house: House) -> None:
    sid = house.caller("+50255558888").dials().hangs_up().leg.sid
    client = person(house)
    assert posts(client, f"calls/{sid}/call_back", number="+50255558888").status_code == 422
    answer = posts(client, f"calls/{sid}/call_back", number="+50255558888", engineer="lee")
    assert answer.status_code == 303 and "La línea llama a Lee Pérez" in seen(client.get(answer.location).text)
    house.work()
    lee = house.engineer("Lee").rings().presses("1")
    house.time_passes(seconds=5)
    (leg,) = house.carrier.ringing("+50255558888")
    house.carrier.reject(leg)
    house.work()
    lee.hangs_up()
    house.time_passes(seconds=2)
    page = seen(client.get(f"/admin/calls/{lee.leg.sid}").text)
    assert "Contestó y marcó" in page and "Tomó el caso" not in page
    assert "Ocupado" in seen(client.get(f"/admin/calls/{leg.sid}").text)


def test_there_is_no_button_where_there_is_no_number(house: House) -> None:
    caller = house.caller("anonymous").dials().presses("1").hangs_up()
    client = person(house)
    for path in ("tickets/103", f"calls/{caller.leg.sid}"):
        assert "Devolver la llamada" not in client.get(f"/admin/{path}").text
