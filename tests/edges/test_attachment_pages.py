"""What a customer sent, on its case's page and one by one: as what its bytes are, and never as a page."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from tests.pages import log_in
from tests.phones import NIGHT, House
from tests.pictures import JPEG, PAGE, PDF, VOICE_NOTE, box
from voiceline.store.attachments import Attachment

SENT = [
    (JPEG, "image/png"),
    (VOICE_NOTE, "audio/ogg; codecs=opus"),
    (box(b"mp42"), "video/mp4"),
    (PDF, "application/pdf"),
    (box(b"heic"), "image/heic"),
    (PAGE, "image/jpeg"),
    (PAGE, 'text/html"><script>alert(1)</script>'),
]
SHOWN = ["image/jpeg", "audio/ogg", "video/mp4"]
DOWNLOADED = ["application/pdf", "image/heic"]


@pytest.fixture
def house(house: House) -> House:
    house.caller().texts("hola").texts("1").texts("vea", media=SENT)
    return house


@pytest.fixture
def reader(house: House) -> FlaskClient:
    client = house.app.test_client()
    log_in(client, "viewer@example.com")
    return client


def rows(house: House) -> list[Any]:
    with house.line.reading() as session:
        return list(session.scalars(select(Attachment).order_by(Attachment.id)))


def test_each_is_told_as_what_it_is_and_runs_nothing(house: House, reader: FlaskClient) -> None:
    kept = [row for row in rows(house) if row.state == "kept"]
    assert [row.content_type for row in kept] == [*SHOWN, *DOWNLOADED]
    for row, (content, _) in zip(kept, SENT, strict=False):
        answer = reader.get(f"/admin/attachments/{row.id}")
        assert answer.status_code == 200 and answer.data == content
        assert answer.headers["Content-Type"] == row.content_type
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["Cache-Control"] == "private, no-store"
        disposition = answer.headers["Content-Disposition"]
        assert disposition == "inline" if row.content_type in SHOWN else disposition.startswith("attachment; filename=")


def test_it_is_given_in_parts(house: House, reader: FlaskClient) -> None:
    number = rows(house)[1].id
    part = reader.get(f"/admin/attachments/{number}", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"OggS")
    assert part.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert reader.get(f"/admin/attachments/{number}", headers={"Range": "bytes=9999-"}).status_code == 416


def test_nobody_sees_it_who_has_not_logged_in(house: House) -> None:
    assert len(rows(house)) == len(SENT)
    for row in rows(house):
        assert house.app.test_client().get(f"/admin/attachments/{row.id}").status_code == 302


def test_the_page_of_the_case_shows_them(house: House, reader: FlaskClient) -> None:
    ids = [row.id for row in rows(house)]
    page = reader.get("/admin/tickets/101").text
    at = [f'src="/admin/attachments/{number}"' for number in ids]
    assert (
        f'<img loading="lazy" {at[0]}' in page and at[1] in page.split("<audio")[1] and at[2] in page.split("<video")[1]
    )
    for number in ids[3:5]:
        assert f'<a href="/admin/attachments/{number}" download>Descargar</a>' in page
    for number in ids[5:]:
        assert f"/admin/attachments/{number}" not in page
    assert "No se guardó (image/jpeg): no es lo que dice ser." in page
    assert "<script>alert" not in page and "de esa clase no se guarda" in page
    assert "El cliente envió: foto (1 kB)" in page and "El cliente envió: nota de voz" in page


@pytest.mark.parametrize("number", ["0", "9999", "99999999999999999999"])
def test_what_is_not_there_is_a_404(house: House, reader: FlaskClient, number: str) -> None:
    assert reader.get(f"/admin/attachments/{number}").status_code == 404


def test_what_was_refused_has_no_address(house: House, reader: FlaskClient) -> None:
    refused = rows(house)[5:]
    assert [row.state for row in refused] == ["refused", "refused"]
    for row in refused:
        assert reader.get(f"/admin/attachments/{row.id}").status_code == 404


def test_who_saw_it_is_on_the_timeline_once_a_look(house: House, reader: FlaskClient) -> None:
    number = rows(house)[1].id
    saw = "viewer@example.com vio u oyó lo que envió el cliente"
    reader.head(f"/admin/attachments/{number}")
    assert saw not in reader.get("/admin/tickets/101").text
    for asked in ("bytes=0-9", "bytes=10-20"):
        reader.get(f"/admin/attachments/{number}", headers={"Range": asked})
    assert reader.get("/admin/tickets/101").text.count(saw) == 1
    house.carrier.advance(11 * 60)
    reader.get(f"/admin/attachments/{number}")
    assert reader.get("/admin/tickets/101").text.count(saw) == 2


def test_what_cannot_be_shown_is_a_page_that_says_why(house: House, reader: FlaskClient) -> None:
    number = rows(house)[0].id

    def change(**values: object) -> None:
        with house.line.transaction() as session:
            row = session.get_one(Attachment, number)
            for name, value in values.items():
                setattr(row, name, value)

    def answer() -> tuple[int, str]:
        found = reader.get(f"/admin/attachments/{number}")
        assert found.mimetype == "text/html"
        return found.status_code, found.text

    change(kept_in="archive")
    assert answer()[0] == 503
    change(kept_in="database", media=PAGE)
    status, page = answer()
    assert status == 500 and "Ese archivo no se muestra" in page and "<script>alert(doc" not in page
    told = reader.get("/admin/tickets/101").text
    assert "El archivo no es el que se guardó: no se muestra." in told and "ya no se muestra" in told
    change(purged_at=NIGHT, kept_in=None)
    status, page = answer()
    assert status == 410 and "Ese archivo ya se borró" in page


def test_a_page_with_them_asks_no_more_of_the_database(house: House, reader: FlaskClient) -> None:
    asked: list[str] = []
    event.listen(house.line.engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    assert reader.get("/admin/tickets/101").status_code == 200 and len(asked) <= 12, asked
