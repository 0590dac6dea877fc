"""A recording in place of the voice: taken, refused, played, and the way back."""

import re

import pytest
from flask.testing import FlaskClient

from tests.edges.wording_pages.forms import FILE, SLOT, WELCOME, form_of, sends, uploads
from tests.pages import EMAIL, in_order, log_in, seen
from tests.wordings import mp3, records, wav
from voiceline.actions.reword import LARGEST_FILE, UnfitError
from voiceline.app import create_app
from voiceline.dialog.catalog import catalog
from voiceline.line import Line
from voiceline.store import wording


@pytest.mark.parametrize(
    ("media", "kind", "ending"), [(wav(5), "audio/wav", "wav"), (mp3(5), "audio/mpeg", "mp3")], ids=["wav", "mp3"]
)
def test_an_uploaded_file_is_played_heard_on_the_page_and_kept_for_ever_by_who_fetches_it(
    line: Line, admin: FlaskClient, media: bytes, kind: str, ending: str
) -> None:
    assert uploads(admin, media, name="whatever.txt").status_code == 303
    part = form_of(admin.get("/admin/prompts/welcome").text, "es-recording")
    in_order(part, "Suena esta grabación en lugar de la voz.", f"por {EMAIL}.", "Versiones (1)")
    address = re.search(r'<audio [^>]*src="(/voice/said/[\w-]{20,}\.\w+)"', part)
    assert address and address[1].endswith(f".{ending}") and catalog("es").recorded("welcome") in address[1]
    carrier = create_app(line).test_client()  # without a login
    answer = carrier.get(address[1])
    assert answer.status_code == 200 and answer.data == media and answer.mimetype == kind
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers and answer.headers["X-Content-Type-Options"] == "nosniff"
    again = carrier.get(address[1], headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.data
    part_of_it = carrier.get(address[1], headers={"Range": "bytes=4-11"})
    assert part_of_it.status_code == 206 and part_of_it.data == media[4:12]


@pytest.mark.parametrize("name", ["x", "x.wav", "%00.wav", "a" * 300, "..%2Fx.wav"])
def test_a_file_nobody_uploaded_is_404(admin: FlaskClient, name: str) -> None:
    assert admin.get(f"/voice/said/{name}").status_code == 404


def test_a_files_name_is_its_whole_name(line: Line, admin: FlaskClient) -> None:
    name = records(line, "welcome", wav(5))
    assert admin.get(f"/voice/said/{name}").status_code == 200
    for other in (name.partition(".")[0], name.replace(".wav", ".mp3"), name.replace(".wav", ".html"), name[1:]):
        assert admin.get(f"/voice/said/{other}").status_code == 404


@pytest.mark.parametrize(
    ("media", "why"),
    [
        (b"", "Elija un archivo."),
        (b"<script>alert(1)</script>", "No es un archivo WAV ni MP3."),
        (wav(1)[:30], "El archivo está incompleto o dañado."),
        (wav(1, rate=96000), "Ese WAV no lo toca el operador."),
        (wav(0.2), "Dura 0.2 s"),
        (wav(15.5), "Dura 15.5 s"),
        (wav(20) + bytes(LARGEST_FILE), "El archivo pesa más de 5 MB."),
    ],
    ids=["none", "no sound", "broken", "not played", "too short", "too long", "too large"],
)
def test_a_file_that_cannot_be_played_is_refused_on_its_page(
    line: Line, admin: FlaskClient, media: bytes, why: str
) -> None:
    answer = uploads(admin, media)
    part = form_of(answer.text, "es-recording")
    assert answer.status_code == 422 and 'role="alert"' in part and why in seen(part)
    with line.reading() as session:
        assert wording.versions(session, "welcome") == []


def test_what_names_a_case_cannot_be_recorded(line: Line, admin: FlaskClient) -> None:
    page = admin.get("/admin/prompts/describe").text
    assert "No se puede grabar" in page and 'type="file"' not in page
    assert uploads(admin, wav(5), path="/admin/prompts/describe/es/recording").status_code == 404
    with pytest.raises(UnfitError, match="not_recordable"):
        records(line, "describe", wav(5))


def test_a_file_beyond_all_bounds_is_a_page_and_only_an_admin_may_send_much(line: Line, admin: FlaskClient) -> None:
    answer = uploads(admin, bytes(21 * 1024 * 1024))
    assert answer.status_code == 413 and "El archivo es demasiado grande" in answer.text
    viewer = create_app(line).test_client()
    log_in(viewer, "viewer@example.com")
    assert uploads(viewer, bytes(1024 * 1024)).status_code == 413
    assert sends(admin, f"{SLOT}/back", to="0" * 1024 * 1024).status_code == 413


def test_a_recording_of_other_words_is_told_and_the_written_ones_can_still_change(
    line: Line, admin: FlaskClient
) -> None:
    records(line, "welcome", wav(5))
    assert "cuando la frase decía otra cosa" not in admin.get("/admin/prompts/welcome").text
    assert sends(admin, SLOT, words=WELCOME).status_code == 303
    part = form_of(admin.get("/admin/prompts/welcome").text, "es-recording")
    in_order(part, "cuando la frase decía otra cosa", "{line}. Marque 1 si es crítico")


def test_the_way_back_from_a_recording_is_the_voice_and_an_earlier_file_is_the_same_file(
    line: Line, admin: FlaskClient
) -> None:
    first = records(line, "welcome", wav(5))
    records(line, "welcome", wav(6))
    with line.reading() as session:
        newest, older = wording.versions(session, "welcome")
    assert sends(admin, f"{FILE}/back", to="0", seen=str(newest.id)).status_code == 303
    part = form_of(admin.get("/admin/prompts/welcome").text, "es-recording")
    assert "Suena esta grabación" not in part and catalog("es").recorded("welcome") is None
    in_order(part, "Versiones (3)", "la voz, sin grabación", "Volver a ésta")
    now = re.search(r'name="seen" value="(\d+)"', part)
    assert now and sends(admin, f"{FILE}/back", to=str(older.id), seen=now[1]).status_code == 303
    admin.get("/admin/prompts")
    assert catalog("es").recorded("welcome") == first
