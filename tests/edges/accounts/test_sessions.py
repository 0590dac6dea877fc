"""Sessions are rows: made by a login, seen, ended, never longer than they may be."""

import re
from typing import Any

import psycopg
import pytest
from sqlalchemy import select

from tests.desks import Desk, says
from tests.edges.accounts.entering import is_in
from tests.pages import PASSWORD, VIEWER, log_in
from voiceline.store.logins import LoginSession


def test_a_session_is_made_by_the_login_and_its_secret_is_nowhere_else(desk: Desk) -> None:
    client = desk.client()
    with client.session_transaction() as planted:
        planted["login"] = "known to somebody else"
    log_in(client)
    with client.session_transaction() as cookie:
        secret = cookie["login"]
    assert secret != "known to somebody else" and is_in(client)
    with desk.line.reading() as session:
        row = session.scalars(select(LoginSession)).one()
    assert row.digest != secret and len(row.digest) == 64
    other = desk.client()
    with other.session_transaction() as planted:
        planted["login"] = "known to somebody else"
    assert not is_in(other)


def test_a_second_login_in_one_browser_is_another_session(desk: Desk) -> None:
    client = desk.client()
    log_in(client)
    with client.session_transaction() as cookie:
        first = cookie["login"]
    says(client, "/admin/logout")
    assert desk.count(LoginSession) == 0
    stolen = desk.client()
    with stolen.session_transaction() as cookie:
        cookie["login"] = first
    assert not is_in(stolen), "logging out ends the session itself, not only the cookie"
    log_in(client)
    with client.session_transaction() as cookie:
        assert cookie["login"] != first


@pytest.mark.parametrize(("hours", "stays"), [(11.9, True), (12, False)])
def test_an_idle_session_ends(desk: Desk, hours: float, stays: bool) -> None:
    client = desk.client()
    log_in(client)
    desk.passes(hours=hours)
    assert is_in(client) is stays


def test_a_session_in_use_ends_after_a_week_all_the_same(desk: Desk) -> None:
    client = desk.client()
    log_in(client)
    for _ in range(13):
        desk.passes(hours=11)
        assert is_in(client)
    desk.passes(hours=25)
    assert not is_in(client)
    log_in(client)
    assert desk.count(LoginSession) == 1, "those that are over went with the next login"


def test_who_comes_in_is_one_question_and_seen_at_most_once_a_minute(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = desk.client()
    log_in(client)
    asked: list[str] = []
    really = psycopg.Cursor.execute

    def counted(cursor: Any, question: str, *rest: Any, **known: Any) -> Any:
        asked.append(question)
        return really(cursor, question, *rest, **known)

    with monkeypatch.context() as watched:
        watched.setattr(psycopg.Cursor, "execute", counted)
        client.get("/admin/nothing")
    assert len(asked) == 1 and "login_sessions" in asked[0]
    with desk.line.reading() as session:
        before = session.scalars(select(LoginSession.last_seen_at)).one()
    desk.passes(seconds=59)
    client.get("/admin/nothing")
    with desk.line.reading() as session:
        assert session.scalars(select(LoginSession.last_seen_at)).one() == before
    desk.passes(seconds=1)
    client.get("/admin/nothing")
    with desk.line.reading() as session:
        assert session.scalars(select(LoginSession.last_seen_at)).one() == desk.now


def test_one_sees_where_one_is_logged_in_and_ends_it(desk: Desk) -> None:
    here, there = desk.client(), desk.client("203.0.113.9")
    there.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    log_in(here)
    log_in(there)
    log_in(desk.client(), VIEWER)
    page = here.get("/admin/me").text
    assert "Firefox · Linux" in page and "203.0.113.0/24" in page and "203.0.113.9" not in page
    numbers = re.findall(r'name="session" value="(\d+)"', page)
    assert len(numbers) == 1, "his own two, and this one cannot be ended here"
    assert says(here, "/admin/me/end", session=numbers[0]).status_code == 303
    assert is_in(here) and not is_in(there)
    assert says(here, "/admin/me/end", session=numbers[0]).status_code == 422
    assert desk.noted()[-1] == "session_ended"


def test_nobody_ends_somebody_elses_session_but_an_admin(desk: Desk) -> None:
    admin, viewer = desk.client(), desk.client()
    log_in(admin)
    log_in(viewer, VIEWER)
    with desk.line.reading() as session:
        of_admin = session.scalars(select(LoginSession.id).order_by(LoginSession.id)).first()
    assert says(viewer, "/admin/me/end", session=str(of_admin)).status_code == 422
    assert is_in(admin)
    number = desk.account(VIEWER).id
    assert says(admin, f"/admin/accounts/{number}/end_all").status_code == 303
    assert is_in(admin) and not is_in(viewer)


@pytest.mark.parametrize("verb", ["role", "deactivate"])
def test_another_role_and_the_end_of_an_account_end_its_sessions_at_once(desk: Desk, verb: str) -> None:
    admin, viewer = desk.client(), desk.client()
    log_in(admin)
    log_in(viewer, VIEWER)
    assert says(admin, f"/admin/accounts/{desk.account(VIEWER).id}/{verb}", role="engineer").status_code == 303
    assert not is_in(viewer)
    assert log_in(viewer, VIEWER).status_code == (302 if verb == "role" else 401)


def test_a_changed_password_ends_the_others_and_keeps_this_one(desk: Desk) -> None:
    here, there = desk.client(), desk.client()
    log_in(here)
    log_in(there)
    new = "otra noche muy larga"
    wrong = says(here, "/admin/me/password", password="not mine at all", new=new, again=new)
    assert wrong.status_code == 422 and "Esa no es su contraseña actual." in wrong.text
    other = says(here, "/admin/me/password", password=PASSWORD, new=new, again="not the same one")
    assert other.status_code == 422 and is_in(there)
    assert says(here, "/admin/me/password", password=PASSWORD, new=new, again=new).status_code == 303
    assert is_in(here) and not is_in(there)
    assert log_in(there).status_code == 401
    assert log_in(there, password=new).status_code == 302
