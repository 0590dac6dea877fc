"""The log of what people did: it only grows, and whatever is done to it shows."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from tests.desks import Desk, a_desk, says
from tests.houses import BOOK
from tests.pages import EMAIL, PASSWORD, VIEWER, in_order, log_in, seen
from tests.phones import NIGHT
from voiceline.__main__ import main
from voiceline.actions import edit_roster
from voiceline.actions.load_directory import load_directory
from voiceline.store import accounts, audit, directory
from voiceline.store.audit import AuditEntry, Verdict
from voiceline.web.admin.words import words_in


@pytest.fixture
def desk(postgres: Any) -> Iterator[Desk]:
    """With nothing on the log."""
    built = a_desk(postgres, "audit")
    by_force(built, "TRUNCATE audit_log")
    yield built
    built.line.close()


@pytest.fixture
def admin(desk: Desk) -> FlaskClient:
    client = desk.client()
    assert log_in(client).status_code == 302
    return client


@pytest.fixture
def five(desk: Desk) -> Iterator[Desk]:
    """A log of five rows."""
    with desk.line.transaction() as session:
        for n in range(5):
            audit.note(session, EMAIL, "login", f"ñandú {n}\0", desk.now, "10.0.0.0/24", sessions=n, added=["é", None])
    yield desk


PUT_IN = "INSERT INTO audit_log SELECT {}, at, who, what, subject, network, detail, seal FROM audit_log LIMIT 1"


def verdict(desk: Desk, noted: tuple[int, str] | None = None) -> Verdict:
    with desk.line.reading() as session:
        return audit.verify(session, noted)


def entries(desk: Desk) -> list[AuditEntry]:
    with desk.line.reading() as session:
        return list(session.scalars(select(AuditEntry).order_by(AuditEntry.number)))


def by_force(desk: Desk, *statements: str) -> None:
    """As the owner of the table can, who takes the trigger off first."""
    with desk.line.engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER USER"))
        for each in statements:
            connection.execute(text(each))
        for part in ("row", "statement"):
            connection.execute(text(f"ALTER TABLE audit_log ENABLE ALWAYS TRIGGER audit_log_only_grows_{part}"))


def test_what_was_written_is_intact(five: Desk) -> None:
    found = verdict(five)
    assert (found.rows, found.broken) == (5, None) and found.head == entries(five)[-1].seal
    assert verdict(five, (3, entries(five)[2].seal)).broken is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET who = 'nobody' WHERE number = 3",
        "UPDATE audit_log SET who = who",
        "DELETE FROM audit_log WHERE number = 5",
        "TRUNCATE audit_log",
        "TRUNCATE accounts, audit_log CASCADE",
        "SET session_replication_role = replica; DELETE FROM audit_log",
    ],
)
def test_the_database_refuses_all_but_growing(five: Desk, statement: str) -> None:
    with pytest.raises(DBAPIError, match="only grows"), five.line.engine.begin() as connection:
        connection.execute(text(statement))
    assert verdict(five) == Verdict(5, entries(five)[-1].seal)


@pytest.mark.parametrize(
    ("statement", "broken", "why"),
    [
        ("UPDATE audit_log SET who = 'nobody' WHERE number = 3", 3, "changed"),
        ("UPDATE audit_log SET detail = '{}' WHERE number = 1", 1, "changed"),
        ("UPDATE audit_log SET at = at + interval '1 microsecond' WHERE number = 5", 5, "changed"),
        ("UPDATE audit_log SET seal = repeat('a', 64) WHERE number = 2", 2, "changed"),
        ("DELETE FROM audit_log WHERE number = 1", 1, "missing"),
        ("DELETE FROM audit_log WHERE number = 4", 4, "missing"),
        ("UPDATE audit_log SET number = 9 WHERE number = 4", 4, "missing"),
        (PUT_IN.format(0), 1, "missing"),
        (PUT_IN.format(6), 6, "changed"),
    ],
)
def test_whatever_is_done_to_it_by_force_shows(five: Desk, statement: str, broken: int, why: str) -> None:
    by_force(five, statement)
    found = verdict(five)
    assert (found.broken, found.why, found.rows) == (broken, why, broken - 1)


def test_a_seal_that_was_written_down_shows_what_the_chain_alone_cannot(five: Desk) -> None:
    noted = (5, entries(five)[4].seal)
    by_force(five, "DELETE FROM audit_log WHERE number > 3")
    assert verdict(five).broken is None, "the rest is a whole log"
    assert (verdict(five, noted).broken, verdict(five, noted).why) == (4, "shortened")
    with five.line.transaction() as session:
        for _ in range(2):
            audit.note(session, "somebody else", "logout", "", five.now)
    assert verdict(five).broken is None
    assert (verdict(five, noted).broken, verdict(five, noted).why) == (5, "rewritten")


def test_many_at_once_make_one_chain(desk: Desk) -> None:
    def write(n: int) -> None:
        with desk.line.transaction() as session:
            for _ in range(3):
                audit.note(session, f"{n}@example.com", "login", "", desk.now)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(20)))
    assert verdict(desk).rows == 60 and verdict(desk).broken is None
    who = [each.who for each in entries(desk)]
    assert all(who[n] == who[n + 1] == who[n + 2] for n in range(0, 60, 3)), "a transaction's rows stay together"


def test_what_did_not_happen_is_not_written(five: Desk) -> None:
    with pytest.raises(ZeroDivisionError), five.line.transaction() as session:
        accounts.set_account(session, "new@example.com", "viewer", PASSWORD, NIGHT)
        audit.note(session, EMAIL, "account_created", "new@example.com", five.now)
        _ = 1 / 0
    assert verdict(five).rows == 5


def test_more_rows_than_one_statement_reads(desk: Desk) -> None:
    with desk.line.transaction() as session:
        for n in range(audit.A_BATCH + 1):
            audit.note(session, EMAIL, "login", str(n), desk.now)
    assert verdict(desk).rows == audit.A_BATCH + 1
    by_force(desk, f"UPDATE audit_log SET who = '' WHERE number = {audit.A_BATCH + 1}")
    assert verdict(desk).broken == audit.A_BATCH + 1


# The command


def command(desk: Desk, monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    settings = desk.line.settings
    for name, value in {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "PUBLIC_URL": settings.public_url,
        "LINE_NUMBER": settings.line_number,
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "demo-token",
        "SECRET_KEY": "a night",
    }.items():
        monkeypatch.setenv(name, value)
    return main(["audit", *words])


def test_the_command_says_how_many_or_the_first_that_is_broken(
    five: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    head = entries(five)[-1].seal
    assert command(five, monkeypatch, "verify") == 0
    assert capsys.readouterr().out == f"5 renglones intactos; sello 5:{head}\n"
    assert command(five, monkeypatch, "verify", "--json", "--head", f"5:{head}") == 0
    assert json.loads(capsys.readouterr().out) == {"rows": 5, "head": head, "broken": None, "why": None}
    by_force(five, "UPDATE audit_log SET who = 'nobody' WHERE number = 4")
    assert command(five, monkeypatch, "verify") == 1
    assert capsys.readouterr().out == "renglón 4: no es lo que se escribió (los 3 anteriores están intactos)\n"
    assert command(five, monkeypatch, "verify", "--json") == 1
    assert json.loads(capsys.readouterr().out)["broken"] == 4
    assert command(five, monkeypatch, "verify", "--head", "5:zz") == 1
    assert "NÚMERO:SELLO" in capsys.readouterr().err


# What is written, and the page


def test_what_an_admin_does_is_on_the_log(desk: Desk, admin: FlaskClient) -> None:
    number = desk.account(VIEWER).id
    says(admin, f"/admin/accounts/{number}/role", role="engineer")
    words = "Marque 1 si es crítico, 2 si es alto, 3 para otra cosa."
    says(admin, "/admin/prompts/welcome/es/say", words=words, seen="0")
    stretch = {"from": "2026-12-01T08:00", "until": "2026-12-02T08:00"}
    with desk.line.reading() as session:
        version, _ = directory.current(session)
    says(admin, "/admin/roster/override", rotation="primary", members="lee", seen=str(version), **stretch)
    with desk.line.transaction() as session:
        load_directory(session, BOOK + "\n# another", "new.toml", "consola", desk.now)
    log_in(desk.client(), VIEWER, "wrong password")
    noted = {each.what: each for each in entries(desk)}
    assert noted["login"].who == EMAIL and noted["login"].network == "198.51.100.0/24"
    assert (noted["role_changed"].subject, noted["role_changed"].detail) == (
        VIEWER,
        {"before": "viewer", "after": "engineer"},
    )
    said = seen(admin.get("/admin/audit?what=role_changed").text)
    assert "antes: Sólo lectura · después: Ingeniería" in said
    assert noted["reworded"].subject == "es/welcome/say" and noted["reworded"].detail["after"] == words
    assert noted["roster_changed"].who == EMAIL and "primary: lee" in noted["roster_changed"].detail["added"][0]
    before, after = (noted["roster_changed"].detail[side][0] for side in ("before", "after"))
    assert before == "primary: dana, 2026-12-01 08:00 – 2026-12-02 08:00" and after == before.replace("dana", "lee")
    assert noted["directory_loaded"].subject == "new.toml"
    assert noted["login_failed"].who == "" and noted["login_failed"].subject == VIEWER
    assert verdict(desk).broken is None


def test_nothing_an_admin_does_is_without_words(desk: Desk) -> None:
    from tests.house.test_house import MODULES

    code = "".join(path.read_text(encoding="utf-8") for path in MODULES)
    written = set(re.findall(r'audit\.note\(\s*[\w.]+,\s*[\w."]+,\s*"(\w+)"', code))
    written |= set(re.findall(r'author\.note\(session, "(\w+)"', code)) | set(
        re.findall(r'\.note\(session, "(link_used)"', code)
    )
    assert 'f"follow_up_{verb}"' in code
    written |= {f"follow_up_{verb}" for verb in ("move", "call_off")}
    for language in ("es", "en"):
        assert written == set(words_in(language).part("audit_kinds"))


def test_the_page_is_newest_first_in_pages_and_filtered(desk: Desk, admin: FlaskClient) -> None:
    with desk.line.transaction() as session:
        for n in range(120):
            audit.note(session, f"{n % 2}@example.com", "logout" if n % 3 else "login", f"row {n}", desk.now)
    first = admin.get("/admin/audit").text
    in_order(first, "Bitácora de administración", "row 119", "row 118", "row 70")
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older and "row 69" not in first
    in_order(admin.get(older[1].replace("&amp;", "&")).text, "row 69", "row 20")
    only = admin.get("/admin/audit?who=1@example.com&what=login").text
    assert set(re.findall(r"row (\d+)", only)) == {str(n) for n in range(120) if n % 2 and n % 3 == 0}
    for bad in ("?what=murder", "?before=x", "?before=99999999999999999999", "?who=%00"):
        assert admin.get(f"/admin/audit{bad}").status_code == 404


def test_the_roster_command_and_a_token_are_noted_with_the_console(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from voiceline.__main__ import main as run

    command(desk, monkeypatch, "verify")
    assert run(["token", "reports"]) == 0
    assert (entries(desk)[-1].who, entries(desk)[-1].what, entries(desk)[-1].subject) == (
        "consola",
        "token_made",
        "reports",
    )
    with desk.line.transaction() as session, pytest.raises(edit_roster.RosterError):
        edit_roster.take_back(session, "nothing", EMAIL, desk.now)
    assert verdict(desk).broken is None
