"""The doors of the admin pages: logging in and out, tokens on forms, cookies, where a login leads."""

import re

import pytest
from flask.testing import FlaskClient

from tests.houses import settings_for
from tests.pages import EMAIL, PASSWORD, log_in, token
from tests.phones import NIGHT, House
from voiceline.app import create_app
from voiceline.line import Line
from voiceline.store import accounts
from voiceline.web.admin.doors import local_path


def test_who_is_not_logged_in_is_led_to_the_login_and_back(visitor: FlaskClient) -> None:
    turned = visitor.get("/admin/tickets?status=open")
    assert turned.status_code == 302
    assert turned.headers["Location"] == "/admin/login?next=/admin/tickets?status%3Dopen"
    assert log_in(visitor, wanted="/admin/tickets?status=open").headers["Location"] == "/admin/tickets?status=open"


def test_every_door_but_the_login_is_closed(house: House, visitor: FlaskClient) -> None:
    doors = [rule for rule in house.app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    assert len(doors) > 8
    for rule in doors:
        guard = getattr(house.app.view_functions[rule.endpoint], "guard", None)
        if rule.endpoint == "admin.static":
            continue
        assert guard in ("login", "open"), rule
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        if "GET" in (rule.methods or ()) and guard == "login":
            assert visitor.get(path).headers["Location"].startswith("/admin/login"), rule
        if "POST" in (rule.methods or ()):
            assert visitor.post(path).status_code == 400, rule


@pytest.mark.parametrize("email", ["viewer@example.com", "engineer@example.com", f"  {EMAIL.upper()} "])
def test_every_role_may_read(visitor: FlaskClient, email: str) -> None:
    assert log_in(visitor, email).headers["Location"] == "/admin/calls"
    for path in ("/admin/", "/admin", "/admin/calls", "/admin/tickets", "/admin/tickets/101"):
        assert visitor.get(path, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "wrong"), ("nobody@example.com", PASSWORD), ("", ""), ("a\0b", "x"), (EMAIL, "x" * 100_000)],
)
def test_a_wrong_login_is_said_plainly(visitor: FlaskClient, email: str, password: str) -> None:
    answer = log_in(visitor, email, password)
    assert answer.status_code == 401
    assert 'role="alert">Ese correo y esa contraseña no van juntos.' in answer.text
    assert visitor.get("/admin/calls").status_code == 302


def test_guessing_locks_nobody_out(house: House, visitor: FlaskClient) -> None:
    guesser = house.app.test_client()
    guesser.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    assert {log_in(guesser, password=f"guess {n}").status_code for n in range(8)} == {401, 429}
    assert log_in(visitor).status_code == 302


@pytest.mark.parametrize(
    "path", ["/admin/login", "/admin/logout", "/admin/language", "/admin/calls", "/admin/tickets/101", "/admin/nothing"]
)
def test_a_post_without_its_token_is_400(reader: FlaskClient, path: str) -> None:
    for form in ({}, {"csrf_token": "forged"}):
        answer = reader.post(path, data=form)
        assert answer.status_code == 400 and "El formulario ya no vale" in answer.text
    assert reader.get("/admin/calls").status_code == 200


def test_a_token_of_another_session_is_400(house: House, reader: FlaskClient) -> None:
    stolen = token(house.app.test_client())
    assert reader.post("/admin/logout", data={"csrf_token": stolen}).status_code == 400


def test_what_is_outside_needs_no_token_of_ours(visitor: FlaskClient) -> None:
    assert visitor.post("/voice/incoming").status_code == 403
    assert visitor.post("/api/tickets").status_code in (401, 405)


def test_logging_out_is_a_post(reader: FlaskClient) -> None:
    assert reader.get("/admin/logout").status_code == 404
    assert reader.get("/admin/calls").status_code == 200
    assert reader.post("/admin/logout", data={"csrf_token": token(reader)}).headers["Location"] == "/admin/login"
    assert reader.get("/admin/calls").status_code == 302


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/admin/",
        "//evil.example/admin/",
        "/\\evil.example",
        "\\/evil.example/admin/",
        "/admin/..//evil.example",
        "//[",
        "http:///admin/calls",
        "javascript:alert(1)//admin/",
        "/\t/evil.example/admin/",
        "/admin/\r\nSet-Cookie: a=b",
        "/healthz",
        "admin/calls",
        "",
    ],
)
def test_next_leads_nowhere_else(house: House, wanted: str) -> None:
    with house.app.test_request_context():
        assert local_path(wanted) == "/admin/calls"


@pytest.mark.parametrize("wanted", ["//evil.example/admin/", "//[", "/admin/..//evil.example"])
def test_a_login_with_a_strange_next_ends_in_the_call_log(visitor: FlaskClient, wanted: str) -> None:
    assert log_in(visitor, wanted=wanted).headers["Location"] == "/admin/calls"


@pytest.mark.parametrize(
    ("public_url", "secure"), [("https://linea.example.com", True), ("http://127.0.0.1:8000", False)]
)
def test_cookies_are_for_us_alone(house: House, public_url: str, secure: bool) -> None:
    line = Line(settings_for(house.line.settings.database_url, public_url))
    answer = log_in(create_app(line).test_client(), base=public_url)
    cookies = answer.headers.getlist("Set-Cookie")
    line.close()
    assert answer.status_code == 302 and cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
        assert ("Secure" in cookie) is secure


def test_the_session_is_a_new_one_after_the_login(visitor: FlaskClient) -> None:
    with visitor.session_transaction() as session:
        session["planted"] = "by somebody else"
    log_in(visitor)
    with visitor.session_transaction() as session:
        assert "planted" not in session and "csrf_token" not in session


def test_a_changed_password_ends_the_other_sessions(house: House) -> None:
    there, here = house.app.test_client(), house.app.test_client()
    with house.line.transaction() as session:
        accounts.set_account(session, "shift@example.com", "engineer", PASSWORD, NIGHT)
    log_in(there, "shift@example.com")
    assert there.get("/admin/calls").status_code == 200
    with house.line.transaction() as session:
        accounts.set_account(session, "shift@example.com", "engineer", "otra noche larga", NIGHT)
    assert there.get("/admin/calls").status_code == 302
    assert log_in(here, "shift@example.com").status_code == 401
    assert log_in(here, "shift@example.com", "otra noche larga").status_code == 302


def test_who_is_in_already_is_not_asked_again(reader: FlaskClient) -> None:
    assert reader.get("/admin/login?next=/admin/tickets").headers["Location"] == "/admin/tickets"
