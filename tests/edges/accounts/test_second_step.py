"""Logging in: sessions as rows, pauses nobody can put on somebody else, a code after the password."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import select, text

from tests.desks import VIEWER, Desk, a_desk, says, token_of
from tests.pages import EMAIL, PASSWORD, log_in, seen, token
from tests.phones import NIGHT
from voiceline.domain.one_time_code import code_of, step_at
from voiceline.store import accounts, passwords
from voiceline.store.accounts import Account
from voiceline.store.logins import LoginSession, LoginTry


@pytest.fixture
def desk(postgres: Any) -> Iterator[Desk]:
    built = a_desk(postgres, "accounts")
    yield built
    built.line.close()


def is_in(client: FlaskClient) -> bool:
    return client.get("/admin/me").status_code == 200


# Sessions


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


# Passwords


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("elevenchars", "short"),
        ("x" * 100 + "y" * 29, "long"),
        ("rosa@example.com", "own_email"),
        ("ababababababab", "repeats"),
        ("password1234", "leaked"),
        ("Password1234567", "leaked"),
        ("QwertyUiop1234567890", "leaked"),
        ("correcthorsebatterystaple", "leaked"),
        ("contraseña123", "leaked"),
    ],
)
def test_a_password_that_will_not_do(password: str, why: str) -> None:
    assert passwords.unfit(password, EMAIL) == why


@pytest.mark.parametrize("password", ["linea-urgente", "una noche larga", "ñandú ñandú ñ", "x y z 1" * 18])
def test_length_is_all_that_is_asked(password: str) -> None:
    assert passwords.unfit(password, EMAIL) is None


def test_accents_typed_otherwise_are_the_same_password() -> None:
    assert passwords.is_right(passwords.hashed("canción de noche"), "cancio\u0301n de noche")


# What a wrong password costs


def verifications(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Counts the work, which is what takes time; a clock would only say how busy the machine is."""
    done: list[str] = []
    really = PasswordHasher.verify

    def counted(self: PasswordHasher, kept: str | bytes, typed: str | bytes) -> bool:
        done.append(str(kept).split(",p=")[0])
        return really(self, kept, typed)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    return done


def test_whoever_does_not_exist_costs_what_anybody_costs(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with desk.line.transaction() as session:
        accounts.make_account(session, "invited@example.com", "viewer", NIGHT)
        gone = accounts.set_account(session, "gone@example.com", "viewer", PASSWORD, NIGHT)
        gone.deactivated_at = NIGHT
    done, said = verifications(monkeypatch), set()
    for email in (EMAIL, "nobody@example.com", "invited@example.com", "gone@example.com", ""):
        del done[:]
        answer = log_in(desk.client(), email, "not the password")
        said.add((answer.status_code, len(done), *set(done), re.sub(r'value="[^"]*"', "", answer.text)))
    assert len(said) == 1, "same answer, one verification of the same cost"


def test_a_pause_tells_nothing_and_costs_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for email in (EMAIL, "nobody@example.com"):
        client = desk.client()
        assert [log_in(client, email, f"wrong {n}").status_code for n in range(6)] == [401] * 5 + [429]
    done = verifications(monkeypatch)
    answer = log_in(desk.client(), EMAIL)
    assert answer.status_code == 429 and done == [] and answer.headers["Retry-After"] == "10"
    assert "Pruebe otra vez en 10 s" in seen(answer.text)
    desk.passes(seconds=10)
    assert log_in(desk.client()).status_code == 302
    assert log_in(desk.client(), password="wrong again").status_code == 401, "a right one takes back the mistakes"


def test_many_at_once_are_counted_like_any_other(desk: Desk) -> None:
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda n: log_in(desk.client(), password=f"wrong {n}").status_code, range(12)))
    assert sorted(codes) == [401] * 5 + [429] * 7


def test_a_crowd_of_strangers_locks_nobody_out(desk: Desk) -> None:
    owner, home = desk.client("192.0.2.10"), "192.0.2.10"
    log_in(owner)
    says(owner, "/admin/logout")
    for n in range(40):
        log_in(desk.client(f"203.0.{n}.1"), password="a guess")
    assert log_in(desk.client("203.0.3.77"), password="a second guess").status_code == 429, "they go slowly now"
    for _ in range(6):
        log_in(desk.client(home), password="somebody in the same office")
    assert log_in(desk.client(home)).status_code == 429
    assert log_in(owner).status_code == 302, "a browser known from before waits for nobody"
    assert log_in(desk.client("192.0.9.1")).status_code == 302, "nor does a network that has not failed"


def test_a_known_browser_is_known_to_its_accounts_only_and_not_for_guessing(desk: Desk) -> None:
    client = desk.client()
    log_in(client, VIEWER)
    says(client, "/admin/logout")
    assert [log_in(client, VIEWER, f"wrong {n}").status_code for n in range(6)] == [401] * 5 + [429]
    with desk.line.reading() as session:
        assert set(session.scalars(select(LoginTry.browser.is_not(None)))) == {True}
    log_in(client, EMAIL, "wrong")
    with desk.line.reading() as session:
        assert session.scalar(select(LoginTry.browser).order_by(LoginTry.id.desc()).limit(1)) is None


def test_one_network_cannot_try_every_account(desk: Desk) -> None:
    codes = [log_in(desk.client(), f"n{n}@example.com", "Spring 2026 is here").status_code for n in range(31)]
    assert codes == [401] * 30 + [429]
    assert log_in(desk.client("192.0.2.10"), "n1@example.com", "Spring 2026 is here").status_code == 401


def test_what_was_typed_as_an_address_stands_nowhere(desk: Desk) -> None:
    log_in(desk.client(), "my secret passphrase", "x")
    with desk.line.reading() as session:
        rows = session.execute(text("SELECT t::text FROM login_tries t UNION ALL SELECT a::text FROM audit_log a"))
        assert not any("secret" in each for each in rows.scalars())


@pytest.mark.parametrize(
    ("peer", "named", "network"),
    [
        ("198.51.100.7", "", "198.51.100.0/24"),
        ("198.51.100.7", "203.0.113.5", "198.51.100.0/24"),  # whoever comes straight from outside may say anything
        ("10.0.0.2", "203.0.113.5", "203.0.113.0/24"),
        ("127.0.0.1", "1.2.3.4, 203.0.113.5, 10.0.0.9", "203.0.113.0/24"),
        ("10.0.0.2", "", "10.0.0.0/24"),
        ("127.0.0.1", "nonsense", "127.0.0.0/24"),
        ("2001:db8:1:2::3", "", "2001:db8:1::/48"),
        ("::ffff:198.51.100.7", "", "198.51.100.0/24"),
    ],
)
def test_the_address_is_the_peers_or_what_our_own_proxy_names(desk: Desk, peer: str, named: str, network: str) -> None:
    from flask import request

    from voiceline.web.admin.visitors import network_of

    headers = {"X-Forwarded-For": named} if named else {}
    with desk.app.test_request_context(headers=headers, environ_base={"REMOTE_ADDR": peer}):
        assert network_of(request) == network


# The second step


def enrol(desk: Desk, client: FlaskClient) -> tuple[str, list[str]]:
    """(the secret, the recovery codes)."""
    assert says(client, "/admin/me/begin").status_code == 303
    page = client.get("/admin/me").text
    found = re.search(r"<code>([A-Z2-7 ]{39})</code>", page)
    assert found and "<svg" in page
    secret = found[1].replace(" ", "")
    confirmed = says(client, "/admin/me/confirm", code=code_of(secret, step_at(desk.now)))
    assert confirmed.status_code == 200
    return secret, re.findall(r"<code>(\w{5}-\w{5})</code>", confirmed.text)


def test_enrolled_it_is_asked_for_after_the_password(desk: Desk) -> None:
    client, other = desk.client(), desk.client()
    log_in(client)
    log_in(other)
    wrong = says(client, "/admin/me/begin")
    wrong = says(client, "/admin/me/confirm", code="000000")
    assert wrong.status_code == 422 and not desk.account().has_second_step
    secret, codes = enrol(desk, client)
    assert len(set(codes)) == 10 and is_in(client) and not is_in(other)
    assert secret not in client.get("/admin/me").text.replace(" ", ""), "shown until it is confirmed, and no more"
    desk.passes(seconds=30)
    asked = log_in(other, wanted="/admin/tickets")
    assert asked.headers["Location"] == "/admin/login/code?next=/admin/tickets" and not is_in(other)
    assert says_code(other, "123456").status_code == 401
    entered = says_code(other, code_of(secret, step_at(desk.now)), wanted="/admin/tickets")
    assert entered.headers["Location"] == "/admin/tickets" and is_in(other)
    assert desk.noted()[-2:] == ["code_failed", "login"]


def says_code(client: FlaskClient, code: str, wanted: str = "") -> Any:
    page = client.get("/admin/login/code").text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    form = {"csrf_token": found[1] if found else token(client), "code": code}
    return client.post("/admin/login/code", data=form, query_string={"next": wanted} if wanted else {})


def test_a_code_enters_once(desk: Desk) -> None:
    client, thief = desk.client(), desk.client()
    log_in(client)
    secret, _ = enrol(desk, client)
    used = code_of(secret, step_at(desk.now))
    log_in(thief)
    assert says_code(thief, used).status_code == 401, "it confirmed the enrolment"
    desk.passes(seconds=60)
    fresh = code_of(secret, step_at(desk.now))
    assert says_code(thief, fresh).status_code == 302
    again = desk.client()
    log_in(again)
    assert says_code(again, fresh).status_code == 401


def test_a_recovery_code_enters_once_and_is_counted(desk: Desk) -> None:
    client = desk.client()
    log_in(client)
    _, codes = enrol(desk, client)
    for code, status in ((codes[0].upper().replace("-", " "), 302), (codes[0], 401), (codes[1], 302)):
        other = desk.client()
        log_in(other)
        assert says_code(other, code).status_code == status
    assert "Quedan 8 códigos de recuperación." in client.get("/admin/me").text
    with desk.line.reading() as session:
        kept = session.execute(text("SELECT r::text FROM recovery_codes r")).scalars().all()
    assert len(kept) == 10 and not any(codes[5].replace("-", "") in each for each in kept)


def test_half_a_login_is_none_and_does_not_last(desk: Desk) -> None:
    client, half = desk.client(), desk.client()
    log_in(client)
    secret, _ = enrol(desk, client)
    log_in(half)
    assert half.get("/admin/calls").status_code == 302 and half.get("/admin/login/code").status_code == 200
    desk.passes(minutes=5)
    late = says_code(half, code_of(secret, step_at(desk.now)))
    assert late.headers["Location"] == "/admin/login" and not is_in(half)
    log_in(half)
    with desk.line.transaction() as session:
        held = accounts.lock_by_email(session, EMAIL)
        assert held is not None
        held.choose_password(session, "changed in the meantime")
    assert says_code(half, code_of(secret, step_at(desk.now))).headers["Location"] == "/admin/login"


def test_codes_cannot_be_tried_through_by_whoever_has_the_password(desk: Desk) -> None:
    client = desk.client()
    log_in(client)
    secret, _ = enrol(desk, client)
    says(client, "/admin/logout")
    answers = []
    for n in range(14):
        thief = desk.client(f"203.0.{n}.1")
        log_in(thief)
        answers.append(says_code(thief, f"{n:06}").status_code)
    assert answers == [401] * 10 + [429] * 4
    desk.passes(seconds=60)
    log_in(client)
    assert says_code(client, code_of(secret, step_at(desk.now))).status_code == 302, (
        "the owner's browser waits for nobody"
    )


def test_it_is_taken_off_with_password_and_code_only(desk: Desk) -> None:
    client = desk.client()
    log_in(client)
    secret, _ = enrol(desk, client)
    desk.passes(seconds=60)
    for password, code in ((PASSWORD, "000000"), ("not the password", code_of(secret, step_at(desk.now)))):
        assert says(client, "/admin/me/take_off", password=password, code=code).status_code == 422
        assert desk.account().has_second_step
    right = code_of(secret, step_at(desk.now))
    assert says(client, "/admin/me/take_off", password=PASSWORD, code=right).status_code == 303
    assert not desk.account().has_second_step and desk.count(LoginSession) == 1
    assert log_in(desk.client()).headers["Location"] == "/admin/calls"


def test_new_recovery_codes_void_the_old(desk: Desk) -> None:
    client = desk.client()
    log_in(client)
    secret, old = enrol(desk, client)
    desk.passes(seconds=60)
    new = says(client, "/admin/me/renew", code=code_of(secret, step_at(desk.now)))
    codes = re.findall(r"<code>(\w{5}-\w{5})</code>", new.text)
    assert len(codes) == 10 and not set(codes) & set(old)
    other = desk.client()
    log_in(other)
    assert says_code(other, old[3]).status_code == 401 and says_code(other, codes[3]).status_code == 302


def test_an_admin_resets_somebodys(desk: Desk) -> None:
    admin, viewer = desk.client(), desk.client()
    log_in(admin)
    log_in(viewer, VIEWER)
    enrol(desk, viewer)
    number = desk.account(VIEWER).id
    assert "Reiniciar segundo paso" in admin.get(f"/admin/accounts/{number}").text
    assert says(admin, f"/admin/accounts/{number}/reset_second_step").status_code == 303
    assert not is_in(viewer) and log_in(viewer, VIEWER).headers["Location"] == "/admin/calls"


@pytest.mark.parametrize("verb", ["reset_second_step", "link"])
def test_an_admins_own_has_no_way_around_its_proof(desk: Desk, verb: str) -> None:
    admin = desk.client()
    log_in(admin)
    enrol(desk, admin)
    answer = says(admin, f"/admin/accounts/{desk.account().id}/{verb}")
    assert answer.status_code == 422 and desk.account().has_second_step
    assert "Reiniciar" not in admin.get(f"/admin/accounts/{desk.account().id}").text


# Accounts


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
