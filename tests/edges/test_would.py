"""The page that says who would ring: the same answer as the command, in both languages, and no mistake is a 500."""

import pytest
from flask.testing import FlaskClient

from tests.pages import VIEWER, in_order, log_in, seen
from tests.phones import House


@pytest.fixture
def client(house: House) -> FlaskClient:
    made = house.app.test_client()
    log_in(made, VIEWER)
    return made


def test_at_night_the_rotation_rings_and_the_customer_hears_spanish(client: FlaskClient) -> None:
    page = client.get("/admin/would?at=2026-11-24T02:10&severity=P1&customer=Banco+Maya").text
    in_order(
        page,
        "24 nov 2026, 02:10:00",
        "extraordinario",
        "02:25:00",
        "06:10:00",
        "De inmediato: Dana Cruz 1. +502…101 2. +502…102 primary : Dana Cruz, por turno",
        "A los",
        "Lee Pérez",
        "Y otra vez desde el principio",
        "02:21:15",
        "Marque 1 si es crítico",
        "antes de las 02:25",
    )


def test_by_day_the_desk_rings_first(client: FlaskClient) -> None:
    page = client.get("/admin/would?at=2026-11-24T10:00&severity=P2").text
    in_order(page, "ordinario", "Ana López", "Dana Cruz")


def test_without_a_moment_it_is_now_and_an_english_customer_hears_english(client: FlaskClient) -> None:
    page = client.get("/admin/would?customer=Quetzal+Foods").text
    in_order(page, "02:10:00", "Press 1 if it is critical")
    with client.session_transaction() as session:
        session["language"] = "en"
    assert "What if somebody called?" in seen(client.get("/admin/would").text)


@pytest.mark.parametrize("asked", ["at=nunca", "at=9999-01-01T00:00", "severity=P3", "severity=x", "customer=Nadie"])
def test_what_cannot_be_is_404(client: FlaskClient, asked: str) -> None:
    assert client.get(f"/admin/would?{asked}").status_code == 404
