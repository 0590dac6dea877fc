"""The roster in admin: who is on, a change by form, and who may."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient

from tests.edges.roster.weeks import FRIDAY, NOW, SATURDAY, look, on
from tests.pages import EMAIL, log_in, seen, token
from tests.phones import House
from voiceline.store import accounts

SUNDAY = datetime(2026, 11, 29, 8)


def test_the_page_shows_who_is_on_and_takes_a_change(house: House, admin: FlaskClient) -> None:
    assert "Dana Cruz" in admin.get("/admin/roster").text
    form = {"rotation": "primary", "members": "luis", "from": "2026-11-27T17:00", "until": "2026-11-28T08:00"}
    answer = admin.post("/admin/roster/override", data=look(admin, **form))
    assert answer.status_code == 303 and on(house, FRIDAY) == "luis"
    page = seen(admin.get("/admin/roster").text)
    assert "primary: luis, 2026-11-27 17:00 – 2026-11-28 08:00" in page and EMAIL in page


def test_a_form_that_cannot_be_taken_comes_back_and_says_why(house: House, admin: FlaskClient) -> None:
    form = {"rotation": "primary", "members": "luis", "from": "2026-11-28T17:00", "until": "2026-11-28T08:00"}
    answer = admin.post("/admin/roster/override", data={**form, "csrf_token": token(admin)})
    assert answer.status_code == 422 and "Debe terminar después de empezar" in answer.text
    assert 'value="2026-11-28T17:00"' in answer.text
    for path in ("/admin/roster/nothing",):
        assert admin.post(path, data={"csrf_token": token(admin)}).status_code == 404


def test_a_temporary_schedule_by_form(house: House, admin: FlaskClient) -> None:
    form = {"rotation": "primary", "members": ["luis", "ana", ""], "count": "12", "unit": "hours"}
    when = {"from": "2026-11-28T08:00", "until": "2026-11-30T08:00", "kind": "turns"}
    assert admin.post("/admin/roster/override", data=look(admin, **form, **when)).status_code == 303
    assert [on(house, SATURDAY), on(house, datetime(2026, 11, 28, 20)), on(house, SUNDAY)] == ["luis", "ana", "luis"]


def test_a_viewer_sees_and_changes_nothing(house: House) -> None:
    with house.line.transaction() as session:
        accounts.set_account(session, "v@example.com", "viewer", "una noche larga", NOW)
    client = house.app.test_client()
    log_in(client, "v@example.com")
    assert "<h2" in client.get("/admin/roster").text and "Cambiar un turno" not in client.get("/admin/roster").text
    assert client.post("/admin/roster/override", data={"csrf_token": token(client)}).status_code == 403


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 20, "-1", "x", ""])
def test_an_answer_to_what_can_be_no_swap_is_no_page(admin: FlaskClient, number: str) -> None:
    form = {"swap": number, "answer": "accept", "csrf_token": token(admin)}
    assert admin.post("/admin/roster/answer", data=form).status_code == 404


@pytest.mark.parametrize("week", ["2026-02-31", "x", "1900-01-01"])
def test_a_week_that_is_none_is_no_page(admin: FlaskClient, week: str) -> None:
    assert admin.get(f"/admin/roster?day={week}").status_code == 404
