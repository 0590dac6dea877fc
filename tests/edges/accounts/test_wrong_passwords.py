"""Passwords that will not do, and pauses after wrong ones that nobody can put on somebody else."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text

from tests.desks import Desk, says
from tests.pages import EMAIL, PASSWORD, VIEWER, log_in, seen
from tests.phones import NIGHT
from voiceline.store import accounts, passwords
from voiceline.store.logins import LoginTry

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
