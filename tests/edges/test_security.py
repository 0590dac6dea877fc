"""The security bar, walked over the real app and a lived night: every answer, every form, every redirect, every door.

What each role may do is ``tests/house/test_roles``; what logging in costs and when a session ends is
``tests/edges/accounts``. Here is what holds of all pages together.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests import servers
from tests.desks import Desk, a_desk, says
from tests.edges.accounts.entering import enrol, says_code
from tests.house.test_roles import METHODS, doors, path_of
from tests.houses import a_night
from tests.pages import log_in, token
from tests.phones import House
from voiceline.domain.one_time_code import code_of, step_at
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket

OURS = "http://localhost"
POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; "
POLICY += "form-action 'self'"

# Every door without a login, a signature or an API token, and why it may be open.
OPEN = {
    "/healthz": "says that the process lives, and nothing else",
    "/readyz": "names what is missing, for a monitor; no numbers of anybody",
    "/metrics": "counts, for a monitor; no numbers of anybody",
    "/api/openapi.json": "the description of the API, as it is in the repository",
    "/admin/login": "the way in",
    "/admin/login/code": "the way in, second step: only with the first one's cookie",
    "/admin/language": "the reader's language, in his own cookie",
    "/admin/welcome/<token>": "192 random bits, one use, three days: a first password",
    "/p/<token>": "128 random bits of one page: its engineer takes that case",
    "/s/<token>": "128 random bits of one swap: its engineer answers it",
    "/c/<token>": "80 random bits or more of one case: its customer watches it",
    "/calendar/<token>.ics": "192 random bits: one engineer's shifts",
    "/voice/recording/<sealed>": "sealed by us for minutes: the carrier plays it to the engineer",
    "/voice/said/<name>": "what is said to whoever calls",
    "/voice/music/<name>.wav": "music",
}


@pytest.fixture(scope="module")
def house(postgres: Any) -> Iterator[House]:
    built = a_night(servers.migrated(postgres, "security"))
    yield built
    built.line.close()


@pytest.fixture
def admin(house: House) -> FlaskClient:
    client = house.app.test_client()
    assert log_in(client).status_code == 302
    return client


class Page(HTMLParser):
    """What of a page a policy or a forged form would be about."""

    def __init__(self, text: str):
        super().__init__()
        self.inline: list[str] = []
        self.leads: list[str] = []
        self.forms: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if (tag == "script" and not known.get("src")) or tag == "style":
            self.inline.append(tag)
        self.inline += [f"{tag} {name}" for name in known if name == "style" or name.startswith("on")]
        self.leads += [known[name] for name in ("href", "src", "action", "formaction") if known.get(name)]
        if tag == "form":
            self.forms.append({"method": known.get("method", "get").lower()})
        if tag == "input" and known.get("name") == "csrf_token" and self.forms:
            self.forms[-1]["token"] = known.get("value", "")


def looks_safe(answer: Any, path: str) -> Page | None:
    """Of any answer; None when it is no page."""
    assert answer.headers["X-Content-Type-Options"] == "nosniff", path
    assert "svg" not in answer.mimetype and "xhtml" not in answer.mimetype, "would run as a page of ours"
    if answer.mimetype != "text/html":
        return None
    assert answer.headers["Content-Security-Policy"] == POLICY, path
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Referrer-Policy"], path
    page = Page(answer.text)
    assert page.inline == [], path
    for lead in page.leads:
        scheme, place, *_ = urlsplit(urljoin(OURS + path, lead))
        assert (scheme == "http" and place == "localhost") or scheme in ("tel", "mailto", "data"), (path, lead)
    for form in page.forms:
        assert form["method"] == "get" or form.get("token"), f"a form without its token on {path}"
    return page


def walked(client: FlaskClient, start: str) -> dict[str, Page]:
    """Every page that links lead to, each address once and at most a few of a kind."""
    found: dict[str, Page] = {}
    kinds: dict[str, int] = {}
    waiting = [start]
    while waiting:
        path = waiting.pop(0)
        kind = re.sub(r"\d+|CA\w+", "N", path.partition("?")[0])
        if path in found or kinds.get(kind, 0) >= 4:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        page = looks_safe(client.get(path, follow_redirects=True), path)
        if page is None:
            continue
        found[path] = page
        for lead in page.leads:
            parts = urlsplit(urljoin(OURS + path, lead))
            if parts.netloc == "localhost" and parts.path.startswith("/admin/") and "/static/" not in parts.path:
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


# Content security policy, and forms


def test_every_page_an_admin_can_walk_to_has_nothing_inline_and_a_token_in_each_form(admin: FlaskClient) -> None:
    found = walked(admin, "/admin/")
    kinds = {re.sub(r"\d+|CA\w+", "N", path.partition("?")[0]) for path in found}
    assert len(found) > 40 and {"/admin/calls/N", "/admin/tickets/N", "/admin/report", "/admin/accounts/N"} <= kinds
    assert sum(form["method"] == "post" for page in found.values() for form in page.forms) > 100


def test_whatever_is_asked_of_any_door_the_answer_is_hardened(house: House, admin: FlaskClient) -> None:
    """Refusals, mistakes and pages that are not there too, with a login and without, by every method."""
    pages = 0
    for client in (house.app.test_client(), admin):
        for door, rule in doors(house.app).items():
            if door.split()[1] in ("/admin/logout", "/admin/me/<verb>", "/admin/language"):
                continue
            answer = client.open(path_of(rule), method=door.split()[0])
            pages += looks_safe(answer, path_of(rule)) is not None
    for path in ("/", "/nothing", "/admin", "/static/../settings.py", "/admin/static/nothing", "/%00", "/p/%2e%2e"):
        pages += looks_safe(house.app.test_client().get(path), path) is not None
    assert pages > 60


def test_a_fault_of_ours_is_answered_by_a_hardened_page(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks() -> str:
        raise RuntimeError("a secret of the inside")

    breaks.guard = "open"  # type: ignore[attr-defined]
    for endpoint, path in (("admin.log_in", "/admin/login"), ("health.healthz", "/healthz")):
        if endpoint not in house.app.view_functions:
            continue
        monkeypatch.setitem(house.app.view_functions, endpoint, breaks)
        answer = house.app.test_client().get(path)
        assert answer.status_code == 500 and "secret of the inside" not in answer.text
        looks_safe(answer, path)


def test_the_pages_behind_links_are_as_safe(house: House) -> None:
    """They have no login; what they may do is what their address is for."""
    by_text = Notification.channel != "call"
    with house.line.reading() as session:
        page = session.scalars(select(Notification.token).where(Notification.kind == "page", by_text)).first()
        live = session.scalars(select(Ticket.live_token).where(Ticket.live_token.is_not(None))).first()
    client = house.app.test_client()
    watched = client.get(f"/c/{live}")
    assert watched.status_code == 200 and looks_safe(watched, "/c/") is not None
    taken = client.get(f"/p/{page}")
    assert looks_safe(taken, "/p/") is not None  # a link of ours, or one that leads nowhere any more
    forged = client.post(f"/c/{live}", data={"press": "fine", "csrf_token": "forged"})
    assert forged.status_code == 400, "a live page's button counts only with what it was shown for"


def test_every_form_without_its_token_is_400_whoever_is_logged_in(admin: FlaskClient, house: House) -> None:
    before = _rows(house)
    asked = 0
    for door, rule in doors(house.app).items():
        method = door.split()[0]
        if method == "GET" or not rule.rule.startswith("/admin"):
            continue
        for form in ({}, {"csrf_token": "forged"}, {"csrf_token": token(house.app.test_client())}):
            answer = admin.open(path_of(rule), method=method, data=form)
            assert answer.status_code == 400, (door, form)
            asked += 1
    assert asked >= 60 and _rows(house) == before, "and nothing was done"
    assert admin.get("/admin/me").status_code == 200


def _rows(house: House) -> list[int]:
    with house.line.reading() as session:
        connection: Any = session.connection().connection.driver_connection
        tables = ("accounts", "login_sessions", "audit_log", "ticket_events", "notifications", "causes")
        return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables]


# Redirects

ELSEWHERE = [
    "//evil.example",
    "//evil.example/admin/",
    "/\\evil.example",
    "\\\\evil.example",
    "/\\/evil.example/admin/",
    "///evil.example/admin/",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example/admin/",
    "HTTPS://evil.example/admin/",
    "javascript:alert(1)",
    "data:text/html,x",
    "%2f%2fevil.example",
    "/%2fevil.example",
    "/%5cevil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    " //evil.example",
    "/admin/\r\nLocation: https://evil.example",
    "/admin/%0d%0aSet-Cookie:a=b",
    "/admin/..//evil.example",
    "/admin/%2e%2e//evil.example",
    "/admin@evil.example",
    "/admin/\\..\\..\\evil.example",
    "http://localhost@evil.example/admin/",
    "http://localhost.evil.example/admin/",
    "//evil%E3%80%82example/admin/",
]


def leads(answer: Any) -> str:
    """The host a browser goes to, which takes a backslash for a slash and drops tabs and line ends."""
    location = answer.headers["Location"]
    assert "\r" not in location and "\n" not in location
    seen_by_browser = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    return urlsplit(urljoin(OURS + "/admin/login", seen_by_browser)).netloc


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_redirect_leads_elsewhere(house: House, admin: FlaskClient, wanted: str) -> None:
    fresh = house.app.test_client()
    assert leads(log_in(fresh, wanted=wanted)) == "localhost"
    assert leads(fresh.get("/admin/login", query_string={"next": wanted})) == "localhost", "who is in already"
    form = {"csrf_token": token(fresh), "language": "es", "next": wanted}
    assert leads(fresh.post("/admin/language", data=form)) == "localhost"
    assert leads(house.app.test_client().get("/admin/login/code", query_string={"next": wanted})) == "localhost"
    asked = house.app.test_client().get("/admin/nothing", query_string={"next": wanted})
    assert leads(asked) == "localhost"


@pytest.mark.parametrize("wanted", ["//evil.example/admin/", "https:evil.example", "/\\evil.example"])
def test_nor_does_the_second_step(postgres: Any, wanted: str) -> None:
    desk = a_desk(postgres, "security_desk")
    client, other = desk.client(), desk.client()
    log_in(client)
    secret, _ = enrol(desk, client)
    desk.passes(seconds=30)
    assert leads(log_in(other, wanted=wanted)) == "localhost"
    assert leads(says_code(other, code_of(secret, step_at(desk.now)), wanted=wanted)) == "localhost"
    desk.line.close()


def test_a_forged_host_leads_nobody_away(house: House) -> None:
    for path in ("/admin/", "/admin/calls", "/admin"):
        answer = house.app.test_client().get(path, headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
        assert answer.headers.get("Location", "/").startswith("/"), "an address of ours names no host"


# Sessions


def cookie_of(client: FlaskClient) -> str:
    kept = client.get_cookie("session")
    return kept.value if kept else ""


def is_in_with(app: Flask, cookie: str) -> bool:
    thief = app.test_client()
    thief.set_cookie("session", cookie)
    return thief.get("/admin/me").status_code == 200


def test_the_cookie_of_before_the_login_opens_nothing_and_that_of_after_dies_at_the_logout(postgres: Any) -> None:
    """The second step too: what was known half way is worth nothing at the end."""
    desk: Desk = a_desk(postgres, "security_desk")
    client = desk.client()
    client.get("/admin/login")
    planted = cookie_of(client)
    log_in(client)
    inside = cookie_of(client)
    assert planted and inside != planted
    assert not is_in_with(desk.app, planted) and is_in_with(desk.app, inside)
    secret, _ = enrol(desk, client)
    says(client, "/admin/logout")
    assert not is_in_with(desk.app, inside) and not is_in_with(desk.app, cookie_of(client))
    desk.passes(seconds=60)
    log_in(client)
    half = cookie_of(client)
    assert says_code(client, code_of(secret, step_at(desk.now))).status_code == 302
    assert cookie_of(client) != half and not is_in_with(desk.app, half)
    desk.line.close()


def test_a_second_login_is_another_session_also_without_a_logout(postgres: Any) -> None:
    desk: Desk = a_desk(postgres, "security_desk")
    client, again = desk.client(), desk.client()
    log_in(client)
    again.set_cookie("session", cookie_of(client))
    with client.session_transaction() as first, again.session_transaction() as second:
        assert first["login"] == second["login"]
    fresh = desk.client()
    log_in(fresh)
    with client.session_transaction() as first, fresh.session_transaction() as second:
        assert first["login"] != second["login"]
    desk.line.close()


def test_no_password_is_hashed_anew_for_one_address_and_not_for_another(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Verifications are counted in ``accounts/``; making a hash costs as much, and would tell as much."""
    made: list[str] = []
    really = PasswordHasher.hash
    monkeypatch.setattr(PasswordHasher, "hash", lambda self, *rest, **known: made.append("") or really(self, *rest))
    costs = set()
    for email in ("viewer@example.com", "nobody@example.com", "engineer@example.com"):
        del made[:]
        assert log_in(house.app.test_client(), email, "not the password").status_code == 401
        costs.add(len(made))
    assert costs == {0}


# Doors


def test_each_open_door_is_listed_with_its_reason(house: House) -> None:
    found = {}
    for rule in house.app.url_map.iter_rules():
        view = house.app.view_functions[rule.endpoint]
        if rule.endpoint != "admin.static":
            found[rule.rule] = getattr(view, "guard", None)
    assert set(found.values()) == {"open", "login", "carrier", "sim", "token"}, "a door without a guard"
    assert {rule for rule, guard in found.items() if guard == "open"} == set(OPEN)


def test_without_a_login_every_other_door_turns_away_and_tells_nothing(house: House) -> None:
    """Closed by a signature: 403; by a token: 401; by a login: to the login, with nothing of the page."""
    turned = 0
    for rule in house.app.url_map.iter_rules():
        guard = getattr(house.app.view_functions[rule.endpoint], "guard", None)
        if guard == "open" or rule.endpoint == "admin.static":
            continue
        for method in sorted({"HEAD", *METHODS} & (rule.methods or set())):
            answer = house.app.test_client().open(path_of(rule), method=method)
            turned += 1
            if guard == "login" and method in ("GET", "HEAD"):
                assert answer.status_code == 302 and answer.headers["Location"].startswith("/admin/login"), rule
            else:
                expected = {"login": 400, "carrier": 403, "sim": 403, "token": 401}[str(guard)]
                assert answer.status_code == expected, (rule, method, answer.status_code)
            assert "Ortiz" not in answer.text and "+502" not in answer.text, rule
    assert turned > 60


@pytest.mark.parametrize("door", [each for each in OPEN if "<" in each])
@pytest.mark.parametrize("guess", ["x", "A" * 22, "0" * 64, "%00", "..%2f..%2fetc%2fpasswd", "a.b.c"])
def test_a_guessed_address_opens_nothing(house: House, door: str, guess: str) -> None:
    path = re.sub(r"<[^>]+>", guess, door)
    for method in ("GET", "POST"):
        answer = house.app.test_client().open(path, method=method)
        is_led_to_login = answer.status_code == 302 and leads(answer) == "localhost"
        assert is_led_to_login or answer.status_code in (400, 403, 404, 405), (path, method)
        assert "Ortiz" not in answer.text and "+502" not in re.sub(r"\+502 ?5630-?5476", "", answer.text)


@pytest.mark.parametrize("named", ["%00", "x%00y", "%ff", "9" * 40, "-1", "%F0%9F%92%A5", "a" * 5000])
def test_no_address_of_ours_breaks_by_its_name(house: House, admin: FlaskClient, named: str) -> None:
    """Neither a traceback nor an error of the database, whatever stands where a name or a number should."""
    for rule in house.app.url_map.iter_rules():
        if "<" not in rule.rule or "GET" not in (rule.methods or ()) or rule.endpoint == "admin.static":
            continue
        path = re.sub(r"<[^>]+>", named, rule.rule)
        assert admin.get(path).status_code < 500, path
    for path in ("/admin/calls", "/admin/tickets", "/admin/report", "/admin/report/cases", "/admin/would"):
        for name in ("before", "customer", "month", "severity", "after", "at", "said", "cursor", "status"):
            assert admin.get(f"{path}?{name}={named}").status_code < 500, (path, name)
