"""What people do to a case from its page: each verb, by whom, what a bad form hears, and what it leaves behind."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.pages import EMAIL, log_in, seen
from tests.phones import NIGHT, ORTIZ, House
from voiceline.web.admin.ticket_verbs import VERBS


@pytest.fixture
def house(house: House) -> House:
    """Dana has 101."""
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(seconds=5)
    return house


def person(house: House, role: str = "admin") -> FlaskClient:
    client = house.app.test_client()
    assert log_in(client, EMAIL if role == "admin" else f"{role}@example.com").status_code == 302
    return client


def does(client: FlaskClient, verb: str, number: int = 101, **form: str) -> Any:
    page = client.get("/admin/tickets/101").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    return client.post(f"/admin/tickets/{number}/{verb}", data={"csrf_token": token[1], **form})


def test_a_severity_is_changed_with_its_reason_and_stands_on_the_timeline(house: House) -> None:
    client = person(house)
    assert does(client, "severity", choice="P3", words="se puede trabajar").status_code == 303
    house.work()
    assert (house.ticket().severity, house.ticket().reported_severity) == ("P3", "P1")
    page = seen(client.get("/admin/tickets/101").text)
    assert "La severidad pasó de P1 crítico a P3 medio: se puede trabajar" in page
    assert "Se movieron los plazos (cambió la severidad): resolución" in page
    assert "Se reportó como P1 crítico" in page
    house.told(ORTIZ, "ahora es medio (P3)")


def test_a_whole_life_from_the_page(house: House) -> None:
    client = person(house, "engineer")
    assert does(client, "workaround", words="usar el otro servidor").status_code == 303
    assert does(client, "resolve", words="reinicio del balanceador").status_code == 303
    assert house.ticket().status == "resolved"
    assert does(client, "refuse").status_code == 303
    assert house.ticket().status == "open"
    assert does(client, "resolve", words="cambio de disco").status_code == 303
    assert does(client, "confirm").status_code == 303
    assert (house.ticket().status, house.ticket().closed_as) == ("closed", "validated")
    assert does(client, "reopen", words="volvió a fallar").status_code == 303
    house.work()
    page = seen(client.get("/admin/tickets/101").text)
    for said in (
        "engineer@example.com dio una alternativa",
        "volvió a abrir el caso: volvió a fallar",
        "Se cerró el caso: Validado",
    ):
        assert said in page, said


def test_a_question_waits_for_the_customer(house: House) -> None:
    client = person(house)
    assert does(client, "question", words="¿Desde qué oficina?").status_code == 303
    house.time_passes(seconds=2)
    assert house.ticket().status == "waiting"
    assert "en pausa" in seen(client.get("/admin/tickets/101").text)


@pytest.mark.parametrize(
    ("verb", "form", "said"),
    [
        ("severity", {"choice": "P3", "words": "  "}, "no puede ir vacío"),
        ("severity", {"choice": "P9", "words": "porque sí"}, "Elija una de las opciones"),
        ("severity", {"choice": "P1", "words": "igual"}, "ya no está donde"),
        ("resolve", {"words": "x" * 700}, "demasiado largo"),
        ("confirm", {}, "ya no está donde"),
        ("rectify", {"choice": "response", "words": "nada"}, "ya no está donde"),
    ],
)
def test_a_form_that_cannot_be_taken_comes_back_with_its_words(
    house: House, verb: str, form: dict[str, str], said: str
) -> None:
    before = house.events()
    answer = does(person(house), verb, **form)
    assert answer.status_code == 422 and said in seen(answer.text)
    if form.get("words", "").strip() and verb in ("severity", "resolve"):
        assert form["words"] in answer.text
    assert house.events() == before


def test_out_of_scope_of_a_p1_is_asked_for_and_an_admin_decides(house: House) -> None:
    engineer, admin = person(house, "engineer"), person(house)
    assert does(engineer, "set_aside", choice="hardware").status_code == 303
    assert house.ticket().status == "acknowledged" and house.ticket().runs("resolution")
    page = seen(admin.get("/admin/tickets/101").text)
    assert "engineer@example.com pide cerrarlo como fuera de alcance: Hardware" in page
    assert "los plazos corren" in page and "Confirmar fuera de alcance" in page
    assert "Confirmar fuera de alcance" not in engineer.get("/admin/tickets/101").text
    refused = does(engineer, "exclude")
    assert refused.status_code == 422 and "Sólo un administrador" in seen(refused.text)
    assert does(admin, "keep_inside").status_code == 422
    assert does(admin, "keep_inside", words="el equipo es nuestro").status_code == 303
    page = seen(admin.get("/admin/tickets/101").text)
    assert "no acepta cerrarlo como fuera de alcance (Hardware): el equipo es nuestro" in page
    assert "pide cerrarlo" not in page.split("Qué pasó, en orden")[0]
    assert does(admin, "exclude").status_code == 422
    assert does(engineer, "set_aside", choice="connectivity").status_code == 303
    assert does(admin, "exclude").status_code == 303
    assert (house.ticket().closed_as, house.ticket().exclusion) == ("out_of_scope", "connectivity")


def test_an_admin_closes_it_at_once(house: House) -> None:
    assert does(person(house), "set_aside", choice="hardware").status_code == 303
    assert (house.ticket().closed_as, house.ticket().exclusion) == ("out_of_scope", "hardware")
    assert "Fuera de alcance : Hardware" in seen(person(house).get("/admin/tickets/101").text).replace(
        "alcance:", "alcance :"
    )


def test_opening_again_what_was_set_aside_says_that_all_the_time_counts(house: House) -> None:
    admin, said = person(house), "todo el tiempo desde el reporte cuenta"
    assert does(admin, "set_aside", choice="hardware").status_code == 303
    assert said in seen(admin.get("/admin/tickets/101").text)
    assert does(admin, "reopen", words="era nuestro").status_code == 303
    assert said not in seen(admin.get("/admin/tickets/101").text)


def test_a_breach_is_rectified_by_an_admin_only(house: House) -> None:
    house.sleeps_until(NIGHT.replace(hour=12, minute=30))
    assert house.ticket().resolution_breached_at is not None
    refused = does(person(house, "engineer"), "rectify", choice="resolution", words="el cliente pidió esperar")
    assert refused.status_code == 422
    client = person(house)
    assert does(client, "rectify", choice="resolution", words="el cliente pidió esperar").status_code == 303
    page = seen(client.get("/admin/tickets/101").text)
    assert f"Rectificado por {EMAIL}: el cliente pidió esperar" in page and "vencida hace" in page


def test_a_viewer_sees_no_form_and_may_not_post_one(house: House) -> None:
    client = person(house, "viewer")
    assert "Qué hacer con el caso" not in client.get("/admin/tickets/101").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/admin/tickets/101").text)
    assert token
    for verb in VERBS:
        answer = client.post(
            f"/admin/tickets/101/{verb.name}", data={"csrf_token": token[1], "words": "x", "choice": "P3"}
        )
        assert answer.status_code == 403 and "no le corresponde" in seen(answer.text)


def test_without_its_token_a_form_does_nothing(house: House) -> None:
    client = person(house)
    assert client.post("/admin/tickets/101/resolve", data={"words": "listo"}).status_code == 400
    assert house.ticket().status == "acknowledged"


@pytest.mark.parametrize(
    "path", ["/admin/tickets/999/resolve", "/admin/tickets/101/explode", "/admin/tickets/99999999999/resolve"]
)
def test_what_does_not_exist_is_a_page_that_says_so(house: House, path: str) -> None:
    client = person(house)
    number, verb = path.split("/")[-2:]
    assert does(client, verb, number=int(number), words="x").status_code == 404
