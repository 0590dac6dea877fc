"""The shape of the house: every route guarded, modules short, each package's law, no number whole in a log."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from statistics import median

import pytest
from flask import Flask

from voiceline.app import create_app
from voiceline.line import Line
from voiceline.settings import Settings, SettingsError

ROOT = Path(__file__).parents[2]
MODULES = [p for part in ("voiceline", "workers") for p in (ROOT / part).rglob("*.py") if "versions" not in p.parts]
ENVIRONMENT = {
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "PUBLIC_URL": "https://line.example.com",
    "LINE_NUMBER": "+50256305476",
    "TWILIO_ACCOUNT_SID": "AC0",
    "TWILIO_AUTH_TOKEN": "old,new",
    "SECRET_KEY": "a-secret-of-tests",
}


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(Line(Settings.from_environment(ENVIRONMENT)))


def test_every_route_has_its_guard(app: Flask) -> None:
    unguarded = []
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", None)
        if rule.endpoint.startswith("admin."):
            continue  # one guard before them all; the next test walks it
        if guard not in ("carrier", "sim", "token", "open"):
            unguarded.append(rule.rule)
    assert unguarded == []


def test_what_is_open_is_open_on_purpose(app: Flask) -> None:
    rules = app.url_map.iter_rules()
    is_open = {r.rule for r in rules if getattr(app.view_functions[r.endpoint], "guard", None) == "open"}
    assert is_open == {
        "/healthz",
        "/readyz",
        "/metrics",
        "/voice/recording/<sealed>",
        "/voice/said/<name>",
        "/voice/music/<name>.wav",
        "/p/<token>",
        "/c/<token>",
        "/s/<token>",
        "/calendar/<token>.ics",
        "/api/openapi.json",
        "/admin/login",
        "/admin/login/code",
        "/admin/welcome/<token>",
        "/admin/language",
    }


def test_nobody_walks_into_the_admin_pages_without_a_login(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("admin.") and "GET" in (rule.methods or ()) and rule.endpoint != "admin.static":
            path = re.sub(r"<[^>]+>", "1", rule.rule)
            answer = client.get(path)
            assert rule.rule.startswith(("/admin/login", "/admin/welcome")) or answer.status_code == 302, rule.rule


def test_cookies_are_secure_exactly_when_we_are_https(app: Flask) -> None:
    assert app.config["SESSION_COOKIE_SECURE"] is True and app.config["SESSION_COOKIE_HTTPONLY"] is True
    plain = create_app(Line(Settings.from_environment({**ENVIRONMENT, "PUBLIC_URL": "http://127.0.0.1:8000"})))
    assert plain.config["SESSION_COOKIE_SECURE"] is False and plain.config["SESSION_COOKIE_SAMESITE"] == "Lax"


@pytest.mark.parametrize("path", ["/voice/incoming", "/voice/turn/3", "/voice/page/x", "/voice/wait"])
def test_without_a_database_a_caller_hears_spanish_and_keeps_her_key(app: Flask, path: str) -> None:
    from voiceline.simulator.signature import sign

    form = {"CallSid": "CA1", "From": "+50244440001", "Digits": "#"}
    url = f"https://line.example.com{path}"
    for token in ("old", "new"):
        headers = {"X-Twilio-Signature": sign(token, url, list(form.items()))}
        answer = app.test_client().post(path, data=form, headers=headers, base_url="https://line.example.com")
        assert answer.status_code == 200 and "Un momento" in answer.text
        assert f"{path}?key=hash&amp;again=1" in answer.text
    last = f"{url}?key=hash&again=3"
    headers = {"X-Twilio-Signature": sign("new", last, list(form.items()))}
    answer = app.test_client().post(f"{path}?key=hash&again=3", data=form, headers=headers)
    assert "Tenemos un problema" in answer.text and "<Redirect" not in answer.text


def test_a_web_process_begins_without_what_speaks_to_the_outside_and_without_what_few_pages_need() -> None:
    left_out = ("requests", "twilio.rest", "boto3", "icalendar", "xlsxwriter")
    asked = f"import sys, voiceline.app; voiceline.app.create_app(); print([m for m in {left_out} if m in sys.modules])"
    begun = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True
    )
    assert begun.stdout.strip() == "[]", begun.stderr


@pytest.mark.parametrize("begin", ["voiceline.app; voiceline.app.create_app()", "workers.__main__ as w; w.warm()"])
def test_what_a_process_begins_with_is_never_walked_for_garbage(begin: str) -> None:
    asked = f"import gc, sys, {begin}; print(gc.get_freeze_count() > 10 * len(gc.get_objects()))"
    answer = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, env={**os.environ, **ENVIRONMENT}, capture_output=True, text=True
    )
    assert answer.stdout.strip() == "True", answer.stderr


def test_modules_are_short() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert max(lengths.values()) <= 400, max(lengths, key=lambda path: lengths[path])
    assert median(lengths.values()) < 100


def test_so_are_those_of_the_tests_and_each_says_what_it_is_of() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        words = path.read_text(encoding="utf-8")
        assert len(words.splitlines()) <= 400, path
        assert not words or ast.get_docstring(ast.parse(words)), path


@pytest.mark.parametrize("package", sorted({p.parent for p in MODULES if (p.parent / "__init__.py").exists()}))
def test_each_package_states_its_law_in_three_sentences(package: Path) -> None:
    if "migrations" in package.parts:
        return
    words = (package / "__init__.py").read_text(encoding="utf-8")
    law = re.search(r'"""(.+?)"""', words, re.S)
    assert law, package
    assert 1 <= len(re.findall(r"[.!?:](?:\s|$)", law[1])) <= 5, law[1]


def test_the_simulators_arrows_go_down_in_its_types_as_well() -> None:
    """The contract on its floors does not see what is imported for types alone, so nothing is."""
    offenders = [p.name for p in MODULES if p.parent.name == "simulator" and "TYPE_CHECKING" in p.read_text("utf-8")]
    assert offenders == []


def test_only_a_tickets_own_verbs_assign_its_status() -> None:
    offenders = [
        path.name
        for path in MODULES
        if re.search(r"\bticket\.status\s*=[^=]", path.read_text(encoding="utf-8")) and path.name != "tickets.py"
    ]
    assert offenders == []


def test_all_that_is_wrong_with_the_environment_is_said_at_once() -> None:
    bad = {
        **ENVIRONMENT,
        "PUBLIC_URL": "http://example.com",
        "LINE_NUMBER": "5630",
        "SECRET_KEY": " ",
        "REDIS_URL": "x",
        "TWILIO_API_URL": "api.twilio.com",
        "PULSE_URL": "https://[",
        "CALLS_PER_SECOND": "nan",
        "RING_SECONDS": "inf",
    }
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(bad)
    assert {said.split()[0] for said in str(caught.value).split("; ")} >= {
        name for name, value in bad.items() if ENVIRONMENT.get(name) != value
    }


def test_a_web_process_with_a_bad_environment_ends_and_says_why_once(tmp_path: Path) -> None:
    """gunicorn begins a worker that ended again and again, unless it says that it cannot begin at all."""
    said = tmp_path / "said"
    served = [sys.executable, "-m", "gunicorn", "-w", "1", "--no-control-socket", "--bind", "127.0.0.1:0"]
    with said.open("w") as errors:
        environment = {"PATH": os.environ["PATH"], **ENVIRONMENT, "SECRET_KEY": "", "LINE_NUMBER": "5630"}
        ended = subprocess.run(
            [*served, "voiceline.app:create_app()"], cwd=ROOT, env=environment, stderr=errors, timeout=60, check=False
        )
    assert ended.returncode != 0
    told = [each for each in said.read_text().splitlines() if each.startswith("voiceline: ")]
    assert len(told) == 1 and "SECRET_KEY is missing" in told[0] and "LINE_NUMBER is not" in told[0]
