"""The commands: exact data, Spanish words, and every mistake one line on standard error."""

import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sqlalchemy import select

from tests import servers
from voiceline import __main__ as program
from voiceline.actions.open_ticket import Report, open_ticket
from voiceline.domain.severity import Severity
from voiceline.line import Line
from voiceline.settings import REQUIRED, Settings
from voiceline.store import accounts, calls, directory, passwords
from voiceline.store.recordings import Recording

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "tests" / "story" / "directory.toml"
NOWHERE = "postgresql://x@127.0.0.1:1/x"


@dataclass
class Said:
    code: int
    out: str
    err: str

    @property
    def is_one_line(self) -> bool:
        """A mistake as promised: nothing printed, one line of complaint, not zero."""
        return self.code != 0 and not self.out and self.err.startswith("voiceline: ") and self.err.count("\n") == 1


Run = Callable[..., Said]


@pytest.fixture
def environment(database_url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    servers.empty(database_url)
    values = {
        "DATABASE_URL": database_url,
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "LINE_NUMBER": "+50256305476",
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "demo-token",
        "SECRET_KEY": "commands",
    }
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return values


@pytest.fixture
def run(environment: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    def running(*words: str, typed: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        capsys.readouterr()
        try:
            code = program.main(words)
        except SystemExit as end:
            code = int(end.code or 0)
        return Said(code, *capsys.readouterr())

    return running


@pytest.fixture
def loaded(run: Run) -> Run:
    assert run("load", str(BOOK)).code == 0
    return run


@pytest.fixture
def line(environment: dict[str, str]) -> Iterator[Line]:
    built = Line(Settings.from_environment(environment))
    yield built
    built.close()


@pytest.mark.parametrize("words", [(), *((name,) for name in program.COMMANDS)])
def test_every_command_says_help_in_spanish_without_any_setting(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in REQUIRED:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(SystemExit) as end:
        program.main([*words, "--help"])
    shown = capsys.readouterr().out
    assert end.value.code == 0 and shown.startswith("uso: python -m voiceline") and "muestra esta ayuda" in shown
    assert "usage" not in shown and "options" not in shown and "positional" not in shown


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ((), "falta: COMANDO"),
        (("fly",), "'fly' no es ninguno de"),
        (("due", "P1"), "falta: CUÁNDO"),
        (("due", "P9", "ahora"), "'P9' no es ninguno de"),
        (("who", "ahora", "--severity"), "falta su valor"),
        (("due", "P1", "ahora", "--jso"), "no se conoce: --jso"),
        (("user", "ana@example.com"), "falta: --role"),
        (("user", "ana@example.com", "--role", "king"), "'king' no es ninguno de"),
        (("due", "P1", "mañana"), "no es una fecha y hora"),
        (("who", "2026-02-30 02:10"), "no es una fecha y hora"),
        (("due", "P3", "9999-12-31 23:59"), "fuera del calendario"),
        (("due", "P3", "1999-12-31 10:00"), "fuera del calendario"),
        (("who", "0001-01-01T00:00+23:59"), "fuera del calendario"),
        (("user", "ana", "--role", "viewer", "--password-stdin"), "no es un correo"),
        (("token", " "), "el nombre está vacío"),
    ],
)
def test_a_mistake_is_one_line(loaded: Run, words: tuple[str, ...], part: str) -> None:
    said = loaded(*words)
    assert said.is_one_line and part in said.err


@pytest.mark.parametrize("words", [("due", "P1", "ahora"), ("who", "ahora"), ("fallback",)])
def test_without_a_directory_it_says_how_to_load_one(run: Run, words: tuple[str, ...]) -> None:
    said = run(*words)
    assert said.is_one_line and "load ARCHIVO" in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("migrate",),
        ("load", str(BOOK)),
        ("due", "P1", "ahora"),
        ("who", "ahora"),
        ("fallback",),
        ("token", "reports"),
        ("user", "ana@example.com", "--role", "admin", "--password-stdin"),
    ],
)
def test_without_a_database_it_is_one_line(run: Run, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", NOWHERE)
    said = run(*words, typed=b"correct horse battery\n")
    assert said.is_one_line and "la base de datos no respondió" in said.err


def test_bad_settings_are_all_named_in_one_line(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("LINE_NUMBER", "5630-5476")
    said = run("who", "ahora")
    assert said.is_one_line and "SECRET_KEY" in said.err and "LINE_NUMBER" in said.err


def test_without_the_schema_it_says_migrate(run: Run, postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", postgres.url("bare"))
    said = run("who", "ahora")
    assert said.is_one_line and "migrate" in said.err
    for _ in range(2):  # the second changes nothing
        assert run("migrate") == Said(0, "esquema al día\n", "")
    assert "no hay directorio" in run("who", "ahora").err
    postgres.drop("bare")


@pytest.mark.parametrize(
    ("severity", "when", "opened", "response", "resolution"),
    [
        ("P1", "2026-11-24 02:10", "24T02:10:00", "24T02:25:00", "24T06:10:00"),
        ("P1", "2026-11-24T02:10", "24T02:10:00", "24T02:25:00", "24T06:10:00"),
        ("p1", "2026-11-24T02:10:00-06:00", "24T02:10:00", "24T02:25:00", "24T06:10:00"),
        ("P1", "2026-11-24T08:10:00+00:00", "24T02:10:00", "24T02:25:00", "24T06:10:00"),
        ("P2", "2026-11-24 02:10", "24T02:10:00", "24T02:40:00", "24T16:00:00"),
        ("P3", "2026-11-24 16:30", "24T16:30:00", "25T08:30:00", "27T13:30:00"),
        ("P4", "2026-11-24 09:00", "24T09:00:00", "24T13:00:00", "27T09:00:00"),
    ],
)
def test_due_says_exactly_the_promised_data(
    loaded: Run, severity: str, when: str, opened: str, response: str, resolution: str
) -> None:
    said = loaded("due", severity, when, "--json")
    due = json.loads(said.out)
    assert list(due) == ["severity", "opened_at", "response_due_at", "resolution_due_at"]
    expected = [f"2026-11-{at}-06:00" for at in (opened, response, resolution)]
    assert said.code == 0 and list(due.values()) == [severity.upper(), *expected]


@pytest.mark.parametrize(
    ("severity", "when", "response", "resolution"),
    [
        # Half of 24 December by law, none of the 25th; then half of the 31st and no 1 January.
        ("P2", "2026-12-24 09:00", "2026-12-24T09:30", "2026-12-28T13:00"),
        ("P3", "2026-12-24 11:30", "2026-12-28T08:30", "2026-12-30T13:30"),
        ("P3", "2026-12-24 11:00", "2026-12-24T12:00", "2026-12-30T13:00"),  # the response: exactly at that closing
        ("P3", "2026-12-30 16:00", "2026-12-30T17:00", "2027-01-06T09:00"),
        ("P4", "2026-12-31 12:00", "2027-01-04T12:00", "2027-01-06T17:00"),  # that closing is outside hours already
        # Holy Week: Thursday to Saturday are feasts; Wednesday afternoon is custom, and this directory does not say so.
        ("P2", "2026-04-01 10:00", "2026-04-01T10:30", "2026-04-06T09:00"),
        ("P3", "2026-04-02 10:00", "2026-04-06T09:00", "2026-04-08T14:00"),
        ("P4", "2026-03-31 16:59", "2026-04-01T11:59", "2026-04-07T16:59"),
        # P1's clocks, and P2's response, know no hours.
        ("P1", "2026-04-02 23:50", "2026-04-03T00:05", "2026-04-03T03:50"),
        ("P2", "2026-04-03 23:50", "2026-04-04T00:20", "2026-04-06T16:00"),
        # Exactly at closing, and a minute to either side of opening and closing.
        ("P2", "2026-03-02 09:00", "2026-03-02T09:30", "2026-03-02T17:00"),
        ("P2", "2026-03-02 09:01", "2026-03-02T09:31", "2026-03-03T08:01"),
        ("P3", "2026-03-02 16:00", "2026-03-02T17:00", "2026-03-05T13:00"),
        ("P3", "2026-03-02 17:00", "2026-03-03T09:00", "2026-03-05T14:00"),
        ("P3", "2026-03-02 07:59", "2026-03-02T09:00", "2026-03-04T14:00"),
        # Three business days are 27 hours: the same time three days later, or closing when it begins outside hours.
        ("P4", "2026-03-02 10:20", "2026-03-02T14:20", "2026-03-05T10:20"),
        ("P4", "2026-03-06 15:30", "2026-03-09T10:30", "2026-03-11T15:30"),
        ("P4", "2026-03-06 19:00", "2026-03-09T12:00", "2026-03-11T17:00"),
        ("P4", "2026-03-07 10:00", "2026-03-09T12:00", "2026-03-11T17:00"),
        ("P4", "2026-06-26 08:00", "2026-06-26T12:00", "2026-07-01T17:00"),  # the Army's day, moved to Monday 29
    ],
)
def test_due_on_days_that_others_get_wrong(
    loaded: Run, severity: str, when: str, response: str, resolution: str
) -> None:
    due = json.loads(loaded("due", severity, when, "--json").out)
    assert (due["response_due_at"], due["resolution_due_at"]) == (f"{response}:00-06:00", f"{resolution}:00-06:00")


def test_due_where_the_hours_have_run_out_is_one_line(run: Run, tmp_path: Path) -> None:
    rare, soon = tmp_path / "rare.toml", datetime.now(UTC).date() + timedelta(days=30)
    words = BOOK.read_text(encoding="utf-8").replace('["08:00-17:00"]', "[]")
    rare.write_text(f'{words}\n[[openings]]\ndate = {soon}\nhours = ["08:00-12:00"]\n', encoding="utf-8")
    assert run("load", str(rare)).code == 0
    said = run("due", "P4", "2090-03-02 10:00")
    assert said.is_one_line and "[hours]" in said.err and "dos años" in said.err
    assert run("due", "P1", "2090-03-02 10:00").code == 0  # its clocks know no hours


def test_due_is_readable_without_json(loaded: Run) -> None:
    assert loaded("due", "P1", "2026-11-24 02:10").out.splitlines() == [
        "Caso P1",
        "  abierto     martes 24 noviembre 2026, 02:10",
        "  respuesta   martes 24 noviembre 2026, 02:25",
        "  resolución  martes 24 noviembre 2026, 06:10",
    ]


@pytest.mark.parametrize("now", ["ahora", "now", "AHORA"])
def test_now_is_now(loaded: Run, now: str) -> None:
    assert json.loads(loaded("due", "P1", now, "--json").out)["opened_at"].endswith("-06:00")
    assert loaded("who", now).code == 0


def test_who_says_exactly_the_promised_data(loaded: Run) -> None:
    said = json.loads(loaded("who", "2026-11-24 02:10", "--json").out)
    assert list(said) == ["hours", "steps"] and said["hours"] == "extraordinary"
    assert [list(step) for step in said["steps"]] == [["after_seconds", "engineers", "by"]] * len(said["steps"])
    assert said["steps"][0] == {"after_seconds": 0, "engineers": ["dana"], "by": said["steps"][0]["by"]}
    assert "call" in said["steps"][0]["by"]
    waits = [step["after_seconds"] for step in said["steps"]]
    assert waits == sorted(waits)
    assert json.loads(loaded("who", "2026-11-24 10:00", "--severity", "p2", "--json").out)["hours"] == "ordinary"


def test_who_is_readable_without_json(loaded: Run) -> None:
    assert "Dana Cruz" in loaded("who", "2026-11-24 02:10").out
    assert "a nadie" in loaded("who", "2026-11-24 02:10", "--severity", "P4").out


def test_load_twice_changes_nothing(run: Run, line: Line) -> None:
    assert run("load", str(BOOK)).out == "cargado\n"
    assert run("load", str(BOOK)).out == "sin cambios\n"
    with line.reading() as session:
        assert len(session.scalars(select(directory.DirectoryVersion.id)).all()) == 1


def test_a_mark_at_the_beginning_of_the_file_is_no_change(loaded: Run, tmp_path: Path) -> None:
    marked = tmp_path / "directory.toml"
    marked.write_bytes(b"\xef\xbb\xbf" + BOOK.read_bytes())
    assert loaded("load", str(marked)).out == "sin cambios\n"


def test_a_wrong_file_names_file_key_and_reason_and_changes_nothing(loaded: Run, line: Line, tmp_path: Path) -> None:
    wrong = tmp_path / "casa.toml"
    wrong.write_text(BOOK.read_text(encoding="utf-8").replace("[line]", "[line]\ncolour = 1", 1), encoding="utf-8")
    said = loaded("load", str(wrong))
    assert said.is_one_line and "casa.toml: line.colour: " in said.err
    with line.reading() as session:
        assert len(session.scalars(select(directory.DirectoryVersion.id)).all()) == 1


def test_doubtful_data_is_a_warning_and_is_loaded(run: Run, tmp_path: Path) -> None:
    doubtful = tmp_path / "casa.toml"
    words = BOOK.read_text(encoding="utf-8")
    empty = '\n[[rotations]]\nid = "nobody"\nmembers = []\nstarts = 2026-01-05T08:00:00\nevery = "1 week"\n'
    doubtful.write_text(words + empty, encoding="utf-8")
    said = run("load", str(doubtful))
    assert said.code == 0 and said.out == "cargado\n" and "aviso: " in said.err and "nobody" in said.err


def test_a_file_that_cannot_be_read_is_one_line(run: Run, tmp_path: Path) -> None:
    latin = tmp_path / "latin.toml"
    latin.write_bytes("[line]\nname = 'Línea'\n".encode("latin-1"))
    broken = tmp_path / "broken.toml"
    broken.write_text("[line\n", encoding="utf-8")
    for file in (latin, broken, tmp_path, tmp_path / "missing.toml"):
        said = run("load", str(file))
        assert said.is_one_line and file.name in said.err


def test_export_loads_back_to_the_same(loaded: Run, line: Line, tmp_path: Path) -> None:
    file = tmp_path / "export.toml"
    words = BOOK.read_text(encoding="utf-8").replace('id = "ana"', 'id = "ana"\npin = "9172"')
    file.write_text(words, encoding="utf-8")
    assert loaded("load", str(file)).code == 0
    shown = loaded("export")
    assert shown.code == 0 and 'pin = "kept"' in shown.out and "9172" not in shown.out and not shown.err
    assert loaded("export", "--output", str(file)).out == "" and file.read_text(encoding="utf-8") == shown.out
    assert loaded("load", str(file)).out == "sin cambios\n"
    file.write_text(shown.out.replace("Ana López", "Ana Paz"), encoding="utf-8")
    assert loaded("load", str(file)).out == "cargado\n"
    with line.reading() as session:
        ana = directory.current(session)[1].engineers["ana"]
    assert (ana.name, ana.pin) == ("Ana Paz", "9172")
    assert 'pin = "9172"' in loaded("export", "--pins").out
    assert loaded("export", "--output", str(tmp_path / "no" / "x.toml")).is_one_line


def test_export_leaves_the_changes_of_the_roster_beside_the_file_or_writes_them_out(loaded: Run) -> None:
    start, until = "2026-12-24 17:00", "2026-12-26 08:00"
    assert loaded("roster", "override", "primary", "luis", start, until).code == 0
    shown = loaded("export")
    assert "siguen aparte: 1" in shown.err and "[[overrides]]" not in shown.out
    shown = loaded("export", "--roster")
    assert not shown.err and "\nfrom = 2026-12-24T17:00:00\nuntil = 2026-12-26T08:00:00\n" in shown.out


def test_without_a_directory_there_is_nothing_to_export(run: Run) -> None:
    assert run("export").is_one_line


def test_fallback_is_a_document_that_rings_the_fallback_numbers_in_turn(loaded: Run) -> None:
    document = ElementTree.fromstring(loaded("fallback").out.encode())
    assert document.tag == "Response" and [each.tag for each in document][:2] == ["Say", "Dial"]
    dial = document.find("Dial")
    assert dial is not None and dial.get("sequential") == "true" and dial.get("callerId") == "+50256305476"
    assert [number.text for number in dial] == ["+50255550401"]


def test_fallback_without_its_own_numbers_rings_everyone_on_a_policy(run: Run, tmp_path: Path) -> None:
    plain = tmp_path / "casa.toml"
    lines = BOOK.read_text(encoding="utf-8").splitlines(keepends=True)
    plain.write_text("".join(each for each in lines if not each.startswith("fallback_phones")), encoding="utf-8")
    run("load", str(plain))
    numbers = [each.text for each in ElementTree.fromstring(run("fallback").out.encode()).iter("Number")]
    assert numbers[0] == "+50255550101" and "+50255550102" not in numbers and len(set(numbers)) == len(numbers) > 1


def test_a_token_is_alone_on_standard_output_and_opens_the_api(run: Run, line: Line) -> None:
    first, second = run("token", "reports").out, run("token", "reports").out
    assert first.count("\n") == 1 and first != second
    with line.reading() as session:
        assert accounts.token_is_valid(session, second.strip())
        assert not accounts.token_is_valid(session, first.strip())  # the same name: the former is replaced


def test_a_user_by_standard_input(run: Run, line: Line) -> None:
    said = run(
        "user", " Ana@Example.com", "--role", "engineer", "--password-stdin", typed="contraseña larga\r\nx".encode()
    )
    assert (said.code, said.out) == (0, "ana@example.com: engineer\n")
    with line.reading() as session:
        account = accounts.by_email(session, "ana@example.com")
        assert account is not None and account.role == "engineer"
        assert passwords.is_right(account.password_hash, "contraseña larga")
    assert run("user", "ana@example.com", "--role", "viewer", "--password-stdin", typed=b"another long one\n").code == 0
    with line.reading() as session:
        assert [a.role for a in session.scalars(select(accounts.Account))] == ["viewer"]


@pytest.mark.parametrize(
    "typed", [b"", b"\n", b"short\n", b"123456789\n", b"password1234\n", b"x" * 129, b"\xff\xfe long enough\n"]
)
def test_a_password_that_will_not_do_is_one_line(run: Run, line: Line, typed: bytes) -> None:
    assert run("user", "ana@example.com", "--role", "admin", "--password-stdin", typed=typed).is_one_line
    with line.reading() as session:
        assert session.scalars(select(accounts.Account)).all() == []


def test_the_last_admin_is_not_unmade(run: Run, line: Line) -> None:
    typed = b"una frase bien larga\n"
    assert run("user", "ana@example.com", "--role", "admin", "--password-stdin", typed=typed).code == 0
    assert run("user", "ana@example.com", "--role", "viewer", "--password-stdin", typed=typed).is_one_line
    assert run("user", "luis@example.com", "--role", "admin", "--password-stdin", typed=typed).code == 0
    assert run("user", "ana@example.com", "--role", "viewer", "--password-stdin", typed=typed).code == 0
    with line.reading() as session:
        assert accounts.admins(session) == ["luis@example.com"]


def test_a_password_is_asked_twice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["correct horse", "correct horse", "correct horse", "battery staple"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))
    assert run("user", "ana@example.com", "--role", "admin").code == 0
    said = run("user", "ana@example.com", "--role", "admin")
    assert said.is_one_line and "no son iguales" in said.err


def test_what_nobody_thought_of_is_one_line_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "make_token", lambda *_: [][0])
    assert run("token", "reports").is_one_line


@pytest.mark.parametrize(("words", "code"), [(["--help"], 0), (["token", "reports"], 0), (["due", "P9", "x"], 2)])
def test_as_a_program(environment: dict[str, str], words: list[str], code: int) -> None:
    """Once through the real door: ``python -m voiceline``."""
    done = subprocess.run(
        [sys.executable, "-m", "voiceline", *words],
        cwd=ROOT,
        env={**os.environ, **environment, "LC_ALL": "C"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == code and "Traceback" not in done.stderr
    assert bool(done.stderr) == bool(code)


# calendar


def test_the_calendar_of_a_year_names_every_closed_day_and_its_source(run: Run) -> None:
    assert run("load", str(BOOK)).code == 0
    said = run("calendar", "2026", "--json")
    year = json.loads(said.out)
    days = {day["date"]: day for day in year["days"]}
    assert (year["year"], year["timezone"]) == (2026, "America/Guatemala")
    assert days["2026-06-29"]["name"] == "Día del Ejército"  # moved to its Monday by Decreto 19-2018
    eve = days["2026-12-24"]
    assert (eve["from"], eve["open"], eve["weekday"]) == ("12:00", ["08:00-12:00"], "jueves")
    assert "art. 127" in eve["source"] and days["2026-01-01"]["source"].startswith("holidays 0.")
    assert days["2026-08-15"]["matters"] is False  # a Saturday: closed anyway
    assert list(days) == sorted(days)


def test_closures_and_openings_of_the_file_stand_in_the_calendar(run: Run, tmp_path: Path) -> None:
    more = (
        '[[closures]]\ndate = 2026-04-01\nfrom = "12:00"\nname = "Miércoles Santo"\n'
        '[[openings]]\ndate = 2026-09-15\nhours = ["08:00-12:00"]\n'
        '[[openings]]\ndate = 2026-11-21\nhours = ["08:00-12:00"]\n'  # a plain Saturday
    )
    file = tmp_path / "more.toml"
    file.write_text(BOOK.read_text(encoding="utf-8") + more, encoding="utf-8")
    assert run("load", str(file)).code == 0
    days = {day["date"]: day for day in json.loads(run("calendar", "2026", "--json").out)["days"]}
    assert days["2026-04-01"]["source"] == "[[closures]]" and days["2026-04-01"]["open"] == ["08:00-12:00"]
    assert "[[openings]]" in days["2026-09-15"]["source"] and days["2026-09-15"]["open"] == ["08:00-12:00"]
    saturday = days["2026-11-21"]
    assert (saturday["name"], saturday["source"]) == ("Apertura", "abierto por [[openings]]")
    assert (saturday["open"], saturday["matters"]) == (["08:00-12:00"], True)
    words = run("calendar", "2026").out
    assert "Miércoles Santo ([[closures]]); abierto 08:00-12:00" in words
    assert "ese día no hay horario de todos modos" in words


@pytest.mark.parametrize("year", ["1999", "2101", "dosmil", "-5", "2026.5", "²⁰²⁶"])
def test_a_year_that_is_none_is_one_line(run: Run, year: str) -> None:
    assert run("load", str(BOOK)).code == 0
    assert run("calendar", "--", year).is_one_line


# what a changed calendar moves


def test_load_says_which_deadlines_move_and_check_only_says(
    run: Run, tmp_path: Path, environment: dict[str, str]
) -> None:
    assert run("load", str(BOOK)).code == 0
    line = Line(Settings.from_environment(environment))
    opened = datetime(2037, 11, 24, 16, 0, tzinfo=UTC)  # 10:00 of a Tuesday to come: nothing is missed yet
    with line.transaction() as session:
        version, book = directory.current(session)
        report = Report(Severity.P2, "voice", "es", None, "+50244440001", opened)
        open_ticket(session, book, version, report, opened)
    file = tmp_path / "closed.toml"
    closure = '[[closures]]\ndate = 2037-11-24\nfrom = "12:00"\nname = "Asueto"\n'
    file.write_text(BOOK.read_text(encoding="utf-8") + closure, encoding="utf-8")
    for words, last in ((("--check",), "cambiaría"), ((), "cargado"), ((), "sin cambios")):
        said = run("load", str(file), *words)
        lines = said.out.splitlines()
        assert said.code == 0 and lines[-1] == last
        moved = "caso 101: resolución 2037-11-25T09:00-06:00 → 2037-11-25T14:00-06:00"
        assert lines[:-1] == ([moved] if last != "sin cambios" else [])
    line.close()


# Recordings


def keep(line: Line, sid: str, media: bytes) -> None:
    """A recording as the database keeps it."""
    row = {"direction": "inbound", "from_number": "", "to_number": "", "status": "completed", "started_at": line.now()}
    place = {"language": "es", "script": "customer_line", "step": "gone", "notes": {}}
    with line.transaction() as session:
        calls.arrive(session, {"sid": f"CA{sid}", **row, **place})
        call = calls.by_sid(session, f"CA{sid}")
        assert call is not None
        kept = {"kept_in": "database", "sha256": hashlib.sha256(media).hexdigest(), "fetched_at": line.now()}
        session.add(Recording(sid=sid, call_id=call.id, made_at=line.now(), media=media, **kept))


def test_recordings_says_where_they_are_moves_them_and_checks_them(
    run: Run, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(Settings.from_environment(environment))
    for n in range(3):
        keep(line, f"RE{n}", b"RIFF" + bytes([n]) * 1000)
    line.close()
    assert run("recordings").out == "en la base de datos: 3; en RECORDINGS: 0\n"
    assert "RECORDINGS no dice a dónde" in run("recordings", "--move").err
    monkeypatch.setenv("RECORDINGS", str(tmp_path / "kept"))
    moved = run("recordings", "--move")
    assert (moved.code, moved.out) == (0, f"se pasaron 3\nen la base de datos: 0; en {tmp_path}/kept: 3\n")
    assert run("recordings", "--move").out.startswith("se pasaron 0")
    assert run("recordings", "--check").code == 0
    next((tmp_path / "kept").iterdir()).write_bytes(b"?")
    found = run("recordings", "--check", "--json")
    assert found.code == 1
    assert json.loads(found.out) == {"database": 0, "archive": 3, "moved": 0, "checked": 3, "spoiled": 1}


def test_recordings_out_of_reach_are_one_line(
    run: Run, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line(Settings.from_environment(environment))
    keep(line, "RE1", b"RIFF")
    line.close()
    monkeypatch.setenv("RECORDINGS", "/dev/null/kept")
    said = run("recordings", "--move")
    assert said.is_one_line and "fuera de alcance" in said.err
    monkeypatch.delenv("RECORDINGS")
    assert json.loads(run("recordings", "--json").out)["database"] == 1
