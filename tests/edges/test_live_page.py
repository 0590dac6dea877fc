"""The customer's live page at its edges: no database, a case from before it existed, whom support shows it to."""

import logging

import pytest

from tests.edges.test_ticket_verbs import house  # noqa: F401
from tests.house.test_house import ENVIRONMENT
from tests.pages import log_in, seen
from tests.phones import House
from voiceline.actions import move_ticket
from voiceline.app import create_app
from voiceline.line import Line
from voiceline.settings import Settings


def test_without_a_database_she_has_the_number_to_call_and_no_log_has_her_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    app = create_app(Line(Settings.from_environment(ENVIRONMENT)))
    with caplog.at_level(logging.DEBUG):
        answer = app.test_client().get("/c/abcdefghijklmnop")
    assert answer.status_code == 503 and answer.headers["Cache-Control"] == "no-store"
    assert "Ahora no podemos mostrar su caso" in answer.text and "tel:+50256305476" in answer.text
    assert "a live page failed" in caplog.text and "abcdefghijklmnop" not in caplog.text


@pytest.mark.parametrize(("role", "shown"), [("admin", True), ("engineer", True), ("viewer", False)])
def test_support_has_the_link_to_send_and_a_viewer_has_not(house: House, role: str, shown: bool) -> None:  # noqa: F811
    client = house.app.test_client()
    email = "rosa@example.com" if role == "admin" else f"{role}@example.com"
    assert log_in(client, email).status_code == 302
    page = seen(client.get("/admin/tickets/101").text)
    link = f"127.0.0.1:8000/c/{house.ticket().live_token}"
    assert (link in page) is shown and ("Enlace del cliente" in page) is shown


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"how": "link"}, "El cliente avisó por su enlace que sigue caído"),
        ({}, "El cliente insistió por este caso"),
    ],
    ids=["by the link", "by another way"],
)
def test_how_she_asked_again_stands_on_the_timeline(house: House, how: dict[str, str], said: str) -> None:  # noqa: F811
    client = house.app.test_client()
    assert log_in(client).status_code == 302
    house.does(lambda desk, ticket: ticket.record("called_again", desk.now, "customer", how))
    assert said in seen(client.get("/admin/tickets/101").text)


def test_the_api_does_not_give_it_away(house: House) -> None:  # noqa: F811
    from voiceline.store import accounts

    with house.line.transaction() as session:
        token = accounts.make_token(session, "monitor", house.line.now())
    answer = house.app.test_client().get("/api/tickets/101", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200 and house.ticket().live_token not in answer.text


def test_a_case_from_before_it_existed_has_one_from_when_it_is_opened_again(house: House) -> None:  # noqa: F811
    house.does(lambda desk, ticket: setattr(ticket, "live_token", None))
    house.does(move_ticket.resolve, "reinicio", by="dana")
    house.does(move_ticket.confirm, by="customer")
    house.does(move_ticket.reopen, by="an admin")
    assert len(house.ticket().live_token) == 16
