"""Accounts that admins make and unmake: invited by a link, and never the last admin gone."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.desks import Desk, says, token_of
from tests.edges.accounts.entering import is_in
from tests.pages import EMAIL, PASSWORD, log_in, seen, token
from tests.phones import NIGHT
from voiceline.store import accounts
from voiceline.store.accounts import Account


def test_somebody_is_invited_and_chooses_a_password_once(desk: Desk) -> None:
    admin, guest = desk.client(), desk.client("203.0.113.9")
    log_in(admin)
    made = says(admin, "/admin/accounts", email=" New@Example.com ", role="engineer", password="")
    found = re.search(r"http://127\.0\.0\.1:8000(/admin/welcome/[\w-]+)", made.text)
    assert found and made.status_code == 200
    assert "welcome" not in admin.get(f"/admin/accounts/{desk.account('new@example.com').id}").text
    page = guest.get(found[1])
    assert page.status_code == 200 and "new@example.com" in page.text
    form = {"csrf_token": token(guest), "new": "short", "again": "short"}
    refused = guest.post(found[1], data=form)
    assert refused.status_code == 422 and "al menos 12" in refused.text
    form |= {"new": "una frase bien larga", "again": "una frase bien larga"}
    assert guest.post(found[1], data=form).headers["Location"] == "/admin/login"
    assert guest.post(found[1], data=form).status_code == 404 and guest.get(found[1]).status_code == 404
    assert log_in(guest, "new@example.com", "una frase bien larga").status_code == 302
    assert desk.noted()[-4:] == ["account_created", "link_made", "link_used", "login"]


def test_a_link_is_void_after_three_days_and_after_the_next_one(desk: Desk) -> None:
    with desk.line.transaction() as session:
        account = accounts.make_account(session, "new@example.com", "viewer", desk.now)
        first, second = account.make_link(desk.now), account.make_link(desk.now)
    client = desk.client()
    assert client.get(f"/admin/welcome/{first}").status_code == 404
    assert client.get(f"/admin/welcome/{second}").status_code == 200
    desk.passes(days=3)
    assert client.get(f"/admin/welcome/{second}").status_code == 404


@pytest.mark.parametrize(
    ("form", "why"),
    [
        ({"email": EMAIL, "role": "viewer"}, "Ya hay una cuenta"),
        ({"email": "nobody", "role": "viewer"}, "Eso no es un correo"),
        ({"email": "a@example.com", "role": "king"}, "Elija un rol"),
        ({"email": "a@example.com", "role": "viewer", "password": "password1234"}, "filtradas"),
    ],
)
def test_an_account_that_cannot_be_made_says_why_and_keeps_what_was_typed(
    desk: Desk, form: dict[str, str], why: str
) -> None:
    client = desk.client()
    log_in(client)
    answer = says(client, "/admin/accounts", **form)
    assert answer.status_code == 422 and why in answer.text and f'value="{form["email"]}"' in answer.text
    assert desk.count(Account) == 2


@pytest.mark.parametrize("verb", ["role", "deactivate"])
def test_the_last_admin_stays(desk: Desk, verb: str) -> None:
    client = desk.client()
    log_in(client)
    number = desk.account().id
    says(client, "/admin/accounts", email="invited@example.com", role="admin")
    refused = says(client, f"/admin/accounts/{number}/{verb}", role="viewer")
    assert refused.status_code == 422 and "única cuenta de administración" in refused.text
    says(client, "/admin/accounts", email="second@example.com", role="admin", password="una segunda larga")
    assert says(client, f"/admin/accounts/{number}/{verb}", role="viewer").status_code == 303
    assert desk.account().role == ("viewer" if verb == "role" else "admin") and not is_in(client)


def test_two_admins_cannot_unmake_each_other_at_once(desk: Desk) -> None:
    with desk.line.transaction() as session:
        accounts.set_account(session, "second@example.com", "admin", PASSWORD, NIGHT)
    clients = {EMAIL: desk.client(), "second@example.com": desk.client()}
    for email, client in clients.items():
        log_in(client, email)
    tokens = {email: token_of(client) for email, client in clients.items()}
    whom = {EMAIL: desk.account("second@example.com").id, "second@example.com": desk.account(EMAIL).id}

    def demotes(email: str) -> int:
        form = {"csrf_token": tokens[email], "role": "viewer"}
        return clients[email].post(f"/admin/accounts/{whom[email]}/role", data=form).status_code

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(demotes, clients))
    with desk.line.reading() as session:
        assert len(accounts.admins(session)) == 1


def test_the_pages_are_whole_in_english(desk: Desk) -> None:
    client = desk.client()
    log_in(client)
    says(client, "/admin/language", language="en")
    says(client, "/admin/me/begin")
    for path in ("/admin/me", "/admin/accounts", f"/admin/accounts/{desk.account().id}", "/admin/audit"):
        answer = client.get(path)
        assert answer.status_code == 200 and '<html lang="en">' in answer.text
        said = seen(answer.text).replace("Español", "")
        assert not re.findall(r"\b(?:cuenta|contraseña|código|sesión|rol|bitácora)\b", said, re.I), path
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://", answer.text), path
