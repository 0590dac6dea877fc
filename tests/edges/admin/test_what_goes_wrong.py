"""What is not there, what fails and what would do harm is a page that says so; a page costs few questions."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from tests.houses import settings_for
from tests.phones import NIGHT, House
from voiceline.line import Line
from voiceline.store import tickets

DIGITS = "9" * 5000  # more than Python reads as one number
LATE = "4102444800_1"  # a place in a list after which comes all there is


@pytest.mark.parametrize(
    "path",
    [
        "/admin/nothing",
        "/admin/calls/CA0",
        "/admin/calls/%00",
        "/admin/tickets/9",
        "/admin/tickets/99999999999999999999",
        "/admin/recordings/9999",
        "/admin/recordings/99999999999999999999",
        "/admin/calls?outcome=won",
        "/admin/calls?before=x",
        "/admin/calls?before=nan_1",
        "/admin/calls?before=1_99999999999999999999",
        "/admin/calls?before=1e300_1",
        "/admin/tickets?severity=P9",
        f"/admin/tickets?before=1_{DIGITS}",
        f"/admin/audit?before={DIGITS}",
        f"/admin/directory?before={DIGITS}",
        f"/admin/report/cases?after={DIGITS}",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(reader: FlaskClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404 and "<h1>Esa página no existe</h1>" in answer.text


@pytest.mark.parametrize("odd", ["endpoint=x", "_method=DELETE", "_scheme=x", "_external=1", "number=5", "at=1", "w=x"])
@pytest.mark.parametrize(
    ("path", "kept"),
    [
        (f"/admin/calls?direction=outbound&before={LATE}", "direction=outbound"),
        (f"/admin/tickets?status=open&before={LATE}", "status=open"),
        (f"/admin/tickets/101/cases?before={LATE}", "/tickets/101/cases"),
        (f"/admin/causes?before={LATE}", "/causes"),
        ("/admin/audit?what=login&before=99999", "what=login"),
        ("/admin/report/cases?month=2026-11&channel=voice", "channel=voice"),
    ],
)
def test_a_list_leads_on_by_the_names_it_knows_and_no_other(
    reader: FlaskClient, monkeypatch: Any, path: str, kept: str, odd: str
) -> None:
    """Flask gives some names a meaning of their own, wherever an address is made."""
    for module in ("listing", "audit_pages", "report_pages"):
        monkeypatch.setattr(f"voiceline.web.admin.{module}.A_PAGE", 1)
    answer = reader.get(f"{path}&{odd}")
    turning = re.findall(r'<(?:nav|p) class="pages".*?</(?:nav|p)>', answer.text, re.DOTALL)
    assert answer.status_code == 200 and kept in turning[-1] and odd not in turning[-1]


@pytest.mark.parametrize("when", ["before=-62135596800_1", "until=0001-01-01", "since=0001-01-01&until=0001-01-02"])
def test_before_the_first_year_there_is_no_call(reader: FlaskClient, when: str) -> None:
    for wanted in ("", "&outcome=joined", "&outcome=joined&q=banco", "&severity=P1&direction=inbound"):
        answer = reader.get(f"/admin/calls?{when}{wanted}")
        assert answer.status_code == 200 and "/admin/calls/CA" not in answer.text


def test_a_database_out_of_reach_is_said_in_the_readers_language(house: House, reader: FlaskClient) -> None:
    with reader.session_transaction() as session:
        session["language"] = "en"
    dead = Line(settings_for("postgresql://nobody@127.0.0.1:1/none"))
    house.app.extensions["line"] = dead
    try:
        answer = reader.get("/admin/calls")
    finally:
        house.app.extensions["line"] = house.line
        dead.close()
    assert answer.status_code == 503 and "The database does not answer" in answer.text


def test_our_own_fault_says_nothing_of_the_inside(reader: FlaskClient, monkeypatch: Any) -> None:
    monkeypatch.setattr("voiceline.web.admin.call_pages.log_rows.rows_at", lambda *_: 1 / 0)
    answer = reader.get("/admin/calls")
    assert answer.status_code == 500 and "Algo falló de nuestro lado" in answer.text
    assert "division" not in answer.text


def test_what_somebody_said_is_words_and_never_markup(house: House, reader: FlaskClient) -> None:
    with house.line.transaction() as session:
        ticket = tickets.lock(session, 102)
        assert ticket is not None
        ticket.describe("<script>alert('{0}')</script>", NIGHT + timedelta(minutes=5), "customer")
    page = reader.get("/admin/tickets/102").text
    assert "<script" not in page and "&lt;script&gt;alert(&#39;{0}&#39;)" in page


def test_nothing_inline_and_nothing_from_elsewhere(reader: FlaskClient) -> None:
    for path in ("/admin/calls", "/admin/tickets", "/admin/tickets/101", "/admin/nothing"):
        answer = reader.get(path)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert answer.headers["Cache-Control"] == "no-store" and "Cookie" in answer.headers["Vary"]
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://", answer.text), path
    style = re.search(r'href="(/admin/static/admin\.css\?v=\d+)"', answer.text)
    assert style and "immutable" in reader.get(style[1]).headers["Cache-Control"]


def test_a_page_costs_the_same_few_questions_whatever_its_length(house: House, reader: FlaskClient) -> None:
    asked: list[str] = []

    def count(*call: Any) -> None:
        asked.append(call[2])

    leg = house.carrier.legs[0].sid
    reader.get(f"/admin/calls/{leg}")  # the first look draws its recording
    event.listen(house.line.engine, "before_cursor_execute", count)
    try:
        most = {
            "/admin/calls": 6,
            "/admin/calls?outcome=joined&q=banco": 9,
            "/admin/tickets": 3,
            "/admin/tickets/102": 12,
            f"/admin/calls/{leg}": 9,
        }
        for path, expected in most.items():
            del asked[:]
            assert reader.get(path).status_code == 200
            assert len(asked) <= expected, (path, asked)
    finally:
        event.remove(house.line.engine, "before_cursor_execute", count)
