"""A directory's file goes in and comes out the same; what is wrong, doubtful or moved is said."""

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from tests.edges.commands.said import BOOK, Run
from voiceline.actions.open_ticket import Report, open_ticket
from voiceline.domain.severity import Severity
from voiceline.line import Line
from voiceline.settings import Settings
from voiceline.store import directory


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


def test_what_a_file_changes_of_the_hours_is_said(loaded: Run, tmp_path: Path) -> None:
    changed = tmp_path / "casa.toml"
    words = BOOK.read_text(encoding="utf-8")
    changed.write_text(words.replace('friday = ["08:00-17:00"]', 'friday = ["08:00-12:00", "13:00-16:00"]'), "utf-8")
    said = loaded("load", "--check", str(changed))
    assert said.out == "cambiaría\n"
    assert (
        "aviso: hours: cambia el horario ordinario: lunes a jueves 08:00-17:00; viernes 08:00-12:00, 13:00-16:00; "
        "feriados GT (antes: lunes a viernes 08:00-17:00; feriados GT)\n"
    ) in said.err
    changed.write_text(words.replace("Ana López", "Ana Paz"), encoding="utf-8")
    assert "hours:" not in loaded("load", str(changed)).err


def test_openings_without_hours_are_told_to_be_beside_those_of_the_agreement(loaded: Run, tmp_path: Path) -> None:
    """Such a file once meant that nothing else was ordinary; the one in force may be one, so it is told again."""
    silent = tmp_path / "casa.toml"
    words = BOOK.read_text(encoding="utf-8")
    without = words[: words.index("[hours]")] + words[words.index("[[engineers]]") :]
    opening = '\n[[openings]]\ndate = 2027-08-15\nhours = ["08:00-12:00"]\n'
    silent.write_text(without + opening, encoding="utf-8")
    told = (
        "aviso: hours: el archivo no lo dice: rige el del contrato (lunes a viernes 08:00-17:00; feriados GT), "
        "y los [[openings]] se suman a él\n"
    )
    for outcome in ("cargado\n", "sin cambios\n"):
        said = loaded("load", str(silent))
        assert said.out == outcome and told in said.err and "cambia el horario" not in said.err


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


def test_load_says_what_becomes_of_the_cases_of_whoever_is_in_it_no_more(run: Run, line: Line, tmp_path: Path) -> None:
    with_zoe = tmp_path / "zoe.toml"
    zoe = '\n[[engineers]]\nid = "zoe"\nname = "Zoe Paz"\nphones = ["+50255550901"]\n'
    with_zoe.write_text(BOOK.read_text(encoding="utf-8") + zoe, encoding="utf-8")
    assert run("load", str(with_zoe)).code == 0
    now = datetime(2037, 11, 24, 16, 0, tzinfo=UTC)
    with line.transaction() as session:
        version, book = directory.current(session)
        for severity in (Severity.P2, Severity.P3):
            report = Report(severity, "voice", "es", None, "+50244440001", now)
            open_ticket(session, book, version, report, now).acknowledge("zoe", now)
    left = [
        "caso 101 (P2): zoe ya no está en el directorio; se llama a otro ingeniero",
        "caso 102 (P3): zoe ya no está en el directorio; queda sin responsable",
    ]
    for words, last in ((("--check",), "cambiaría"), ((), "cargado")):
        assert run("load", str(BOOK), *words).out.splitlines() == [*left, last]
