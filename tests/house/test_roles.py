"""Who may do what, as a table held against what happens: every admin route, every role, every method; and no role."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from tests import servers
from tests.edges.test_admin import BOOK, PASSWORD, log_in, settings_for, token
from tests.phones import NIGHT
from voiceline.app import create_app
from voiceline.line import Line
from voiceline.store import accounts, directory

PUBLIC, VIEWER, ENGINEER, ADMIN = "public", "viewer", "engineer", "admin"
ROLES = (VIEWER, ENGINEER, ADMIN)

# The least that each route wants. A route that is not here fails the test, as does one that is here and is not.
WANTS = {
    "GET /admin/login": PUBLIC,
    "POST /admin/login": PUBLIC,
    "GET /admin/login/code": PUBLIC,
    "POST /admin/login/code": PUBLIC,
    "GET /admin/welcome/<token>": PUBLIC,
    "POST /admin/welcome/<token>": PUBLIC,
    "POST /admin/language": PUBLIC,
    "GET /admin/": VIEWER,
    "GET /admin/me": VIEWER,
    "POST /admin/me/<verb>": VIEWER,
    "GET /admin/calls": VIEWER,
    "GET /admin/calls.csv": VIEWER,
    "GET /admin/calls.xlsx": VIEWER,
    "GET /admin/calls/<sid>": VIEWER,
    "GET /admin/recordings/<int:number>": VIEWER,
    "GET /admin/attachments/<int:number>": VIEWER,
    "GET /admin/tickets": VIEWER,
    "GET /admin/tickets/<int:number>": VIEWER,
    "GET /admin/board": VIEWER,
    "GET /admin/board/feed": VIEWER,
    "GET /admin/wall": VIEWER,
    "GET /admin/wall/feed": VIEWER,
    "GET /admin/tickets/<int:number>/cases": VIEWER,
    "GET /admin/report": VIEWER,
    "GET /admin/report.csv": VIEWER,
    "GET /admin/report/cases": VIEWER,
    "GET /admin/report/<sheet>.csv": VIEWER,
    "GET /admin/roster": VIEWER,
    "GET /admin/would": VIEWER,
    "GET /admin/ready": VIEWER,
    "GET /admin/causes": VIEWER,
    "GET /admin/directory": VIEWER,
    "GET /admin/directory/changes/<int:version>": VIEWER,
    "GET /admin/directory/customers": VIEWER,
    "GET /admin/directory/customer": VIEWER,
    "GET /admin/directory/engineers": VIEWER,
    "GET /admin/directory/engineer": VIEWER,
    "GET /admin/directory/teams": VIEWER,
    "GET /admin/directory/group": VIEWER,
    "GET /admin/directory/rotation": VIEWER,
    "GET /admin/directory/policies": VIEWER,
    "GET /admin/directory/policy": VIEWER,
    "GET /admin/directory/hours": VIEWER,
    "GET /admin/directory/line": VIEWER,
    "GET /admin/directory/<kind>": VIEWER,
    "GET /admin/causes/<int:number>": VIEWER,
    "POST /admin/logout": VIEWER,
    "POST /admin/calls/<sid>/call_back": ENGINEER,
    "POST /admin/tickets/<int:number>/call_back": ENGINEER,
    "POST /admin/tickets/<int:number>/<verb>": ENGINEER,
    "GET /admin/roster/change": ENGINEER,
    "POST /admin/ready/rehearse": ENGINEER,
    "POST /admin/tickets/<int:number>/merge": ENGINEER,
    "POST /admin/tickets/<int:number>/tell_again": ENGINEER,
    "POST /admin/tickets/<int:number>/follow_ups/<int:which>/<verb>": ENGINEER,
    "POST /admin/roster/<verb>": ENGINEER,
    "POST /admin/causes": ENGINEER,
    "POST /admin/causes/<int:number>/<verb>": ENGINEER,
    "GET /admin/directory/directory.toml": ADMIN,
    "POST /admin/directory/<kind>": ADMIN,
    "GET /admin/prompts": ADMIN,
    "GET /admin/prompts/<name>": ADMIN,
    "GET /admin/prompts/<name>/<language>/<kind>": ADMIN,
    "POST /admin/prompts/<name>/<language>/<kind>": ADMIN,
    "POST /admin/prompts/<name>/<language>/<kind>/back": ADMIN,
    "GET /admin/accounts": ADMIN,
    "POST /admin/accounts": ADMIN,
    "GET /admin/accounts/<int:number>": ADMIN,
    "POST /admin/accounts/<int:number>/<verb>": ADMIN,
    "GET /admin/audit": ADMIN,
} | {f"{method} /admin/<path:anything>": VIEWER for method in ("GET", "POST", "PUT", "PATCH", "DELETE")}

# All that answers somebody without a login, a signature or a token; a link's own token is its guard.
ANSWERS_ANYBODY = {
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /api/openapi.json",
    "GET /admin/login",
}
BY_THEIR_TOKEN = {
    "/voice/recording/<sealed>",
    "/voice/said/<name>",
    "/voice/music/<name>.wav",
    "/p/<token>",
    "/s/<token>",
    "/calendar/<token>.ics",
    "/admin/welcome/<token>",
}


@pytest.fixture(scope="module")
def line(postgres: Any) -> Iterator[Line]:
    url = servers.migrated(postgres, "roles")
    servers.empty(url)
    built = Line(settings_for(url))
    with built.transaction() as session:
        directory.load(session, BOOK, "directory.toml", "roles", NIGHT)
        for role in ROLES:
            accounts.set_account(session, f"{role}@example.com", role, PASSWORD, built.now())
            accounts.set_account(session, f"{role}-2@example.com", role, PASSWORD, built.now())
    yield built
    built.close()


@pytest.fixture(scope="module")
def app(line: Line) -> Any:
    return create_app(line)


def doors(app: Any) -> dict[str, Rule]:
    rules = [each for each in app.url_map.iter_rules() if each.endpoint != "admin.static"]
    return {
        f"{method} {rule.rule}": rule for rule in rules for method in sorted(rule.methods or ()) if method in METHODS
    }


METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def path_of(rule: Rule) -> str:
    made = re.sub(r"<int:[^>]+>", "1", rule.rule)
    made = made.replace("<path:anything>", "nothing").replace("<verb>", "end").replace("<name>", "welcome")
    return re.sub(r"<[^>]+>", "x", made.replace("<language>", "es").replace("<kind>", "say"))


def ask(client: FlaskClient, door: str, rule: Rule) -> Any:
    method = door.split()[0]
    form = {"csrf_token": token(client)} if method != "GET" else None
    return client.open(path_of(rule), method=method, data=form)


def test_the_table_names_every_route_and_no_other(app: Any) -> None:
    assert {door for door in doors(app) if " /admin" in door} == set(WANTS)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_comes_in_by_its_own_doors_and_reads_at_the_others_whose_they_are(app: Any, role: str) -> None:
    client = app.test_client()
    for door, rule in doors(app).items():
        wanted = WANTS.get(door, PUBLIC)
        if wanted == PUBLIC:
            continue
        if client.get("/admin/me").status_code == 302:  # logged out by the door before
            assert log_in(client, f"{role}@example.com").status_code == 302
        answer = ask(client, door, rule)
        if ROLES.index(role) >= ROLES.index(wanted):
            assert answer.status_code not in (400, 401, 403) and answer.status_code < 500, (door, answer.status_code)
        else:
            assert answer.status_code == 403, (door, answer.status_code)
            asked = "administra" if wanted == ADMIN else "ingeniero"
            assert "<h1>" in answer.text and asked in answer.text.lower(), (door, answer.text)


def test_whoever_has_no_login_finds_only_what_is_meant_for_anybody(app: Any) -> None:
    """Webhooks want a signature, the API a token, a form its own; a page asks who is there."""
    answered = set()
    for door, rule in doors(app).items():
        answer = app.test_client().open(path_of(rule), method=door.split()[0])
        leads_to_login = answer.status_code == 302 and answer.headers["Location"].startswith("/admin/login")
        if answer.status_code in (400, 401, 403, 404, 405) or leads_to_login:
            continue
        answered.add(door)
    by_token = {door for door in answered if door.split()[1] in BY_THEIR_TOKEN}
    assert answered - by_token == ANSWERS_ANYBODY


def test_every_form_carries_its_token() -> None:
    for path in (Path(__file__).parents[2] / "voiceline" / "web" / "admin" / "templates").rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        for form in re.findall(r'<form[^>]*method="post".*?</form>', page, re.S):
            assert "csrf_token()" in form or "token()" in form or "{{ caller() }}" in form, path.name


def test_nothing_may_be_inline(app: Any) -> None:
    policy = app.test_client().get("/admin/login").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'self'") and "unsafe" not in policy and "*" not in policy
    assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy and "base-uri 'none'" in policy
    for path in (Path(__file__).parents[2] / "voiceline" / "web").rglob("*.html"):
        assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", path.read_text(encoding="utf-8")), path
