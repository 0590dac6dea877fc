"""The JSON API over real rows: shapes to the letter, pages, filters, and errors as JSON."""

import base64
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from tests import servers
from tests.rows import put
from voiceline.app import create_app
from voiceline.line import Line
from voiceline.settings import Settings
from voiceline.store import accounts, directory
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket

START = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)
TICKET_FIELDS = [
    "number",
    "severity",
    "status",
    "channel",
    "customer",
    "contact",
    "summary",
    "opened_at",
    "acknowledged_at",
    "response_due_at",
    "responded_at",
    "resolution_due_at",
    "resolved_at",
    "closed_at",
    "assignee",
]
CALL_FIELDS = [
    "sid",
    "direction",
    "from",
    "to",
    "status",
    "started_at",
    "ended_at",
    "duration_seconds",
    "ticket",
    "engineer",
    "outcome",
]


def sealed(words: str) -> str:
    """A cursor as somebody else would forge it."""
    return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")


@pytest.fixture
def client(database_url):
    servers.empty(database_url)
    settings = Settings.from_environment(
        {
            "DATABASE_URL": database_url,
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "PUBLIC_URL": "http://127.0.0.1:8000",
            "LINE_NUMBER": "+50256305476",
            "TWILIO_ACCOUNT_SID": "AC0",
            "TWILIO_AUTH_TOKEN": "demo-token",
            "SECRET_KEY": "api",
        }
    )
    line = Line(settings)
    book = Path(__file__).parents[1] / "story" / "directory.toml"
    with line.transaction() as session:
        directory.load(session, book.read_text(encoding="utf-8"), book.name, "test", START)
        token = accounts.make_token(session, "test", START)
        for n in range(5):
            at = START + timedelta(minutes=n // 2)  # two share a moment: the number decides
            ticket = put(
                session,
                Ticket,
                severity="P1" if n % 2 else "P2",
                reported_severity="P1" if n % 2 else "P2",
                status="open",
                channel="voice",
                language="es",
                customer="Banco Maya" if n < 3 else None,
                contact="+50244440001",
                summary="",
                opened_at=at,
                response_due_at=at,
                resolution_due_at=at,
                policy={},
                directory_version=1,
            )
            ticket.record("opened", at, "customer", {"severity": ticket.severity})
            session.add(
                Call(
                    sid=f"CA{n}",
                    direction="inbound" if n % 2 else "outbound",
                    from_number="anonymous",
                    to_number="+50256305476",
                    status="completed",
                    started_at=at,
                    ended_at=at,
                    duration_seconds=3,
                    ticket_number=ticket.number,
                    outcome="case_opened" if n % 2 else "no_answer",
                    language="es",
                    script="customer_line",
                    step="welcome",
                    notes={},
                )
            )
    app = create_app(line)
    tested = app.test_client()
    tested.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    yield tested
    line.close()


def test_a_ticket_has_the_promised_fields_in_order(client) -> None:
    listed = client.get("/api/tickets").json
    assert list(listed) == ["items", "next"] and [list(item) for item in listed["items"]] == [TICKET_FIELDS] * 5
    one = client.get("/api/tickets/101").json
    assert list(one) == [*TICKET_FIELDS, "events"]
    assert list(one["events"][0]) == ["at", "kind", "by", "detail"] and one["events"][0]["kind"] == "opened"
    assert one["opened_at"] == "2026-11-24T08:10:00+00:00" and one["acknowledged_at"] is None


def test_a_call_has_the_promised_fields_in_order(client) -> None:
    assert [list(item) for item in client.get("/api/calls").json["items"]] == [CALL_FIELDS] * 5
    one = client.get("/api/calls/CA1").json
    assert (one["from"], one["ticket"], one["outcome"]) == ("anonymous", 102, "case_opened")


def test_pages_are_newest_first_and_meet_without_gap_or_double(client) -> None:
    seen, cursor = [], None
    while True:
        page = client.get("/api/tickets", query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}).json
        seen += [item["number"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [105, 104, 103, 102, 101]


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("status=open&severity=P1", [104, 102]),
        ("customer=Banco Maya", [103, 102, 101]),
        ("since=2026-11-24T02:11:00", [105, 104, 103]),
        ("until=2026-11-24T08:11:00%2B00:00", [102, 101]),
        ("since=2026-11-25", []),
        ("status=closed", []),
    ],
)
def test_filters_of_tickets(client, query: str, numbers: list[int]) -> None:
    assert [item["number"] for item in client.get(f"/api/tickets?{query}").json["items"]] == numbers


def test_filters_of_calls(client) -> None:
    assert [c["sid"] for c in client.get("/api/calls?direction=inbound").json["items"]] == ["CA3", "CA1"]
    assert [c["sid"] for c in client.get("/api/calls?outcome=no_answer&limit=1").json["items"]] == ["CA4"]
    both = client.get("/api/calls?direction=outbound&outcome=no_answer&limit=1").json["items"]
    assert [c["sid"] for c in both] == ["CA4"]
    assert client.get("/api/calls?direction=inbound&outcome=no_answer").json == {"items": [], "next": None}


@pytest.mark.parametrize(
    "query",
    [
        "tickets?limit=0",
        "tickets?limit=201",
        "tickets?limit=x",
        "tickets?cursor=x",
        "tickets?cursor=W10",
        "tickets?status=done",
        "tickets?severity=P9",
        "tickets?since=yesterday",
        "tickets?colour=red",
        "tickets?limit=%D9%A3",
        "tickets?limit=" + "9" * 5000,
        "tickets?cursor=",
        "tickets?cursor=" + sealed("[" * 2000),
        "tickets?cursor=" + sealed("opened_at 2026-11-24T08:10:00+00:00 99999999999999999999"),
        "tickets?cursor=" + sealed("opened_at 2026-11-24T08:10:00 1"),
        "tickets?cursor=" + sealed("started_at 2026-11-24T08:10:00+00:00 1"),  # of the other list
        "calls?cursor=" + sealed("opened_at 2026-11-24T08:10:00+00:00 1"),
        "tickets?status=",
        "tickets?status=open&status=closed",
        "tickets?customer=%00",
        "tickets?since=0001-01-01T00:00:00%2B23:00",
        "tickets?direction=inbound",
        "calls?direction=up",
        "calls?outcome=won",
    ],
)
def test_a_bad_question_is_400_in_json(client, query: str) -> None:
    answer = client.get(f"/api/{query}")
    assert answer.status_code == 400 and set(answer.json["error"]) == {"code", "message"}


def test_a_cursor_beyond_what_a_number_can_be_is_just_an_empty_page(client) -> None:
    cursor = sealed(f"opened_at 2020-01-01T00:00:00+00:00 {2**40}")
    assert client.get(f"/api/tickets?cursor={cursor}").json == {"items": [], "next": None}


@pytest.mark.parametrize(
    "path",
    ["", "/", "/tickets/999", "/tickets/99999999999999", "/calls/CA9", "/calls/%00", "/nothing", "/tickets/x"],
)
def test_what_is_not_there_is_404_in_json(client, path: str) -> None:
    answer = client.get(f"/api{path}")
    assert answer.status_code == 404 and answer.json["error"]["code"] == "not_found"


@pytest.mark.parametrize("path", ["/api/tickets", "/api/tickets/101", "/api/calls/CA1", "/api/openapi.json"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"])
def test_writing_is_405_in_json(client, path: str, method: str) -> None:
    answer = client.open(path, method=method)
    assert answer.status_code == 405 and answer.json["error"]["code"] == "method_not_allowed"
    assert "GET" in answer.headers["Allow"]


def test_our_own_fault_is_500_in_json_and_says_nothing_of_the_inside(client, monkeypatch) -> None:
    monkeypatch.setattr("voiceline.store.calls.by_sid", lambda *_: 1 / 0)
    answer = client.get("/api/calls/CA1")
    assert answer.status_code == 500 and answer.json["error"]["code"] == "internal_error"
    assert "division" not in answer.text


def test_without_a_database_it_is_503_in_json(client) -> None:
    dead = Line(replace(client.application.extensions["line"].settings, database_url="postgresql://x@127.0.0.1:1/x"))
    client.application.extensions["line"] = dead
    answer = client.get("/api/tickets")
    dead.close()
    assert answer.status_code == 503 and answer.json["error"]["code"] == "unavailable"


def test_a_page_costs_the_same_few_questions_whatever_its_length(client) -> None:
    asked = []
    engine = client.application.extensions["line"].engine
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    for path in ("/api/tickets?limit=1", "/api/tickets?limit=200", "/api/calls?limit=200"):
        del asked[:]
        assert client.get(path).status_code == 200
        assert len(asked) == 2  # the token, the page
    del asked[:]
    client.get("/api/tickets/101")
    assert len(asked) == 3  # the token, the ticket, its events


def test_moments_are_in_utc_and_nothing_is_kept_on_the_way(client) -> None:
    answer = client.get("/api/tickets/101")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["events"][0]["at"] == "2026-11-24T08:10:00+00:00"


def test_calls_page_newest_first_by_the_same_rule(client) -> None:
    first = client.get("/api/calls?limit=3").json
    rest = client.get("/api/calls", query_string={"cursor": first["next"]}).json
    assert [c["sid"] for c in first["items"] + rest["items"]] == ["CA4", "CA3", "CA2", "CA1", "CA0"]
    assert rest["next"] is None


def test_each_view_says_who_may_read(client) -> None:
    app = client.application
    guards = {r.rule: getattr(app.view_functions[r.endpoint], "guard", None) for r in app.url_map.iter_rules()}
    ours = {rule: guard for rule, guard in guards.items() if rule.startswith("/api")}
    assert ours.pop("/api/openapi.json") == "open" and set(ours.values()) == {"token"}


def test_the_document_is_open(client) -> None:
    client.environ_base.pop("HTTP_AUTHORIZATION")
    assert client.get("/api/openapi.json").json["openapi"].startswith("3.1")


@pytest.mark.parametrize("header", [None, "Bearer nope", "Basic abc", "Bearer", ""])
def test_without_a_token_it_is_401_in_json(client, header: str | None) -> None:
    client.environ_base.pop("HTTP_AUTHORIZATION")
    answer = client.get("/api/tickets", headers={"Authorization": header} if header is not None else {})
    assert answer.status_code == 401 and answer.json["error"]["code"] == "unauthorized"
    assert "Bearer" in answer.headers["WWW-Authenticate"]


def test_the_document_describes_what_the_routes_answer(client) -> None:
    described = client.get("/api/openapi.json").json
    schemas = described["components"]["schemas"]
    assert list(client.get("/api/tickets/101").json) == schemas["TicketWithEvents"]["required"]
    assert list(client.get("/api/calls/CA1").json) == schemas["Call"]["required"]
    routes = {
        str(r.rule).replace("<int:", "{").replace("<", "{").replace(">", "}")
        for r in client.application.url_map.iter_rules()
        if r.rule.startswith("/api/")
    }
    assert routes == set(described["paths"])


def test_every_reference_of_the_document_leads_somewhere(client) -> None:
    described = client.get("/api/openapi.json").json

    def references(part):
        if isinstance(part, dict):
            yield from [part["$ref"]] if "$ref" in part else []
            for each in part.values():
                yield from references(each)
        elif isinstance(part, list):
            for each in part:
                yield from references(each)

    named = set(references(described))
    assert len(named) > 3
    for reference in named:
        found = described
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]
