"""Before and after are on record, a file says what it undoes, a viewer reads."""

import pytest
from flask.testing import FlaskClient

from tests.desks import Desk
from tests.edges.directory_pages.forms import MAYA, notes, send, version
from tests.houses import BOOK
from tests.pages import EMAIL, VIEWER, log_in
from voiceline.actions.load_directory import load_directory
from voiceline.domain.directory_change import KINDS
from voiceline.domain.kept_pins import without_pins
from voiceline.store import directory_documents as documents
from voiceline.store.directory_reasons import REASONS
from voiceline.store.directory_writing import write_directory

# On record


def test_the_log_holds_before_and_after_but_no_secret_and_no_number(desk: Desk, admin: FlaskClient) -> None:
    send(admin, desk, "customers", "Banco Maya", **{**MAYA, "phones": "+50244440009"}, pin="90817")
    note = notes(desk)[0]
    assert (note.who, note.subject, note.detail["version"]) == (EMAIL, "customers Banco Maya", version(desk))
    assert note.detail["before"] == ["phones: +502…001, +502…001", "pin: —"]
    assert note.detail["after"] == ["phones: +502…009", "pin: (set)"]
    page = admin.get("/admin/audit?what=directory_edited").text
    assert "Editó el directorio" in page and "90817" not in page and "+50244440009" not in page
    change = admin.get(f"/admin/directory/changes/{version(desk)}").text
    assert "<del>+50244440001</del>" in change and "<ins>+50244440009</ins>" in change and "90817" not in change
    overview = admin.get("/admin/directory").text
    assert "Cliente Banco Maya" in overview and "Cargó el directorio" in overview
    assert admin.get("/admin/directory/changes/999999").status_code == 404
    first = admin.get(f"/admin/directory/changes/{note.detail['version'] - 1}")
    assert first.status_code == 200 and "Ingeniero dana" in first.text


# By file as well


def test_a_file_says_what_it_undoes_and_its_own_export_undoes_nothing(desk: Desk, admin: FlaskClient) -> None:
    send(admin, desk, "customers", "Banco Maya", **{**MAYA, "language": "en"}, pin="90817")
    file = admin.get("/admin/directory/directory.toml")
    assert file.status_code == 200 and 'pin = "kept"' in file.text and "90817" not in file.text
    assert "attachment" in file.headers["Content-Disposition"]
    before = version(desk)
    with desk.line.transaction() as session:
        loaded = load_directory(session, file.text, "export.toml", "load", desk.now)
    assert not loaded.changed and version(desk) == before
    with desk.line.transaction() as session:
        loaded = load_directory(session, BOOK, "directory.toml", "load", desk.now)
    said = [each for each in loaded.warnings if each.startswith("deshace")]
    assert loaded.changed and len(said) == 1
    assert said[0].startswith(f"deshace lo editado en customers Banco Maya ({EMAIL}, ")
    assert said[0].endswith("): language, pin")
    with desk.line.transaction() as session:
        assert load_directory(session, BOOK, "directory.toml", "load", desk.now).changed is False


def test_a_viewer_reads_and_sees_no_form(desk: Desk) -> None:
    client = desk.client()
    log_in(client, VIEWER)
    pages = ["", "/customers", "/engineers", "/teams", "/policies", "/hours", "/line"]
    pages += ["/customer?name=Banco+Maya", "/engineer?name=ana", "/group?name=desk", "/rotation?name=primary"]
    for each in [*pages, "/policy?name=P1+extraordinary"]:
        page = client.get(f"/admin/directory{each}")
        assert page.status_code == 200, each
        assert 'action="/admin/directory' not in page.text, each
    assert client.get("/admin/directory/customer").status_code == 404
    assert client.get("/admin/directory/customer?name=Nadie").status_code == 404
    assert client.get("/admin/directory/directory.toml").status_code == 403


def test_a_kind_that_is_none_and_forms_that_are_no_forms(desk: Desk, admin: FlaskClient) -> None:
    assert send(admin, desk, "overrides").status_code == 404
    assert admin.post("/admin/directory/line", data={}).status_code == 400
    for kind in (each for each in KINDS if each != "overrides"):
        answer = send(admin, desk, kind, seen="x" * 50, **{"steps-0-page": "x", f"{kind}-0-date": "\0"})
        assert answer.status_code in (200, 303, 409, 422), kind
    assert admin.get("/admin/directory/customers?after=%00").status_code == 404
    assert admin.get("/admin/directory?before=x").status_code == 404


def test_every_reason_is_said_in_both_languages() -> None:
    from string import Formatter

    for code, (spanish, english) in REASONS.items():
        names = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in (spanish, english)]
        assert names[0] == names[1] and spanish and english, code


def test_a_kept_pin_that_nobody_has_is_a_mistake(desk: Desk, admin: FlaskClient) -> None:
    from voiceline.store.directory_file import DirectoryError

    with desk.line.reading() as session:
        table = documents.newest(session).table  # type: ignore[union-attr]
    text = write_directory(without_pins(table)).replace('id = "ana"', 'id = "ana"\npin = "kept"')
    with pytest.raises(DirectoryError, match=r"engineers\[3\].pin: dice «kept»"), desk.line.transaction() as session:
        load_directory(session, text, "x.toml", "load", desk.now)
