"""The pages where an admin changes what the line says: who may, what is refused and why, and that nothing is lost."""

import io
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import servers
from tests.edges.admin.catalog import flat
from tests.houses import BOOK, settings_for
from tests.pages import EMAIL, PASSWORD, in_order, log_in, seen, token
from tests.phones import NIGHT
from tests.wordings import as_shipped, editor, mp3, records, rewords, wav
from voiceline.actions import reword
from voiceline.actions.reword import LARGEST_FILE, UnfitError
from voiceline.app import create_app
from voiceline.dialog import rewording
from voiceline.dialog.catalog import LANGUAGES, catalog, shipped, topics
from voiceline.line import Line
from voiceline.store import accounts, directory, wording
from voiceline.store.wording import Slot
from voiceline.telephony import audio

WELCOME = "Khodi, buenas. Marque 1 si es crítico, 2 si es alto, 3 para otra cosa."
SLOT = "/admin/prompts/welcome/es/say"
FILE = "/admin/prompts/welcome/es/recording"


@pytest.fixture(scope="module")
def line(postgres: Any) -> Iterator[Line]:
    built = Line(settings_for(servers.migrated(postgres, "wording_pages")), now=lambda: NIGHT)
    with built.transaction() as session:
        directory.load(session, BOOK, "directory.toml", "a night", NIGHT)
        for role in accounts.ROLES:
            accounts.set_account(session, EMAIL if role == "admin" else f"{role}@example.com", role, PASSWORD, NIGHT)
    yield built
    built.close()


@pytest.fixture(autouse=True)
def _as_shipped(line: Line) -> Iterator[None]:
    yield
    as_shipped(line)


@pytest.fixture
def admin(line: Line) -> FlaskClient:
    client = create_app(line).test_client()
    log_in(client)
    return client


def sends(client: FlaskClient, path: str, **form: Any) -> Any:
    given = {"csrf_token": token(client), "seen": "0", "act": "save", **form}
    return client.post(path, data=given, content_type="multipart/form-data")


def uploads(client: FlaskClient, media: bytes, path: str = FILE, name: str = "frase.wav") -> Any:
    return sends(client, path, file=(io.BytesIO(media), name))


def form_of(page: str, slot: str) -> str:
    """The part of the page that is one slot's."""
    return page.split(f'id="{slot}"')[1].split("</article>")[0]


# Who may


@pytest.mark.parametrize("role", ["engineer", "viewer"])
def test_only_an_admin_sees_and_changes_the_words(line: Line, role: str) -> None:
    client = create_app(line).test_client()
    log_in(client, f"{role}@example.com")
    for path in ("/admin/prompts", "/admin/prompts/welcome"):
        answer = client.get(path)
        assert answer.status_code == 403 and "Esto es del administrador" in answer.text
    for path, form in ((SLOT, {"words": WELCOME}), (f"{SLOT}/back", {"to": "0"}), (FILE, {})):
        assert sends(client, path, **form).status_code == 403
    assert "/admin/prompts" not in client.get("/admin/calls").text
    with line.reading() as session:
        assert wording.versions(session, "welcome") == []


@pytest.mark.parametrize("path", [SLOT, f"{SLOT}/back", FILE])
def test_a_form_without_its_token_changes_nothing(line: Line, admin: FlaskClient, path: str) -> None:
    for forged in ({}, {"csrf_token": "forged"}):
        assert admin.post(path, data={**forged, "words": WELCOME, "seen": "0"}).status_code == 400
    assert create_app(line).test_client().post(path, data={"words": WELCOME}).status_code == 400
    with line.reading() as session:
        assert wording.versions(session, "welcome") == []


@pytest.mark.parametrize(
    "path",
    [
        "/admin/prompts/no_such_prompt",
        "/admin/prompts/%00",
        "/admin/prompts?only=nothing",
    ],
)
def test_a_page_that_does_not_exist_is_404(admin: FlaskClient, path: str) -> None:
    assert admin.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/admin/prompts/welcome/fr/say",
        "/admin/prompts/welcome/es/mail",
        "/admin/prompts/gone/es/text",  # nothing is said there, so there is nothing to reword
        "/admin/prompts/nothing/es/say",
        "/admin/prompts/text_opened/es/recording",
        f"{SLOT}/back",
    ],
)
def test_a_form_for_what_does_not_exist_is_404(admin: FlaskClient, path: str) -> None:
    form = {"to": "9999"} if "back" in path else {"words": WELCOME}
    assert sends(admin, path, **form).status_code == 404
    for to in ("99999999999999999999", "9" * 5000, "-1", "x", ""):
        assert sends(admin, f"{SLOT}/back", to=to).status_code == 404


# The list


def test_every_prompt_is_listed_under_its_heading_with_its_words(admin: FlaskClient) -> None:
    page = admin.get("/admin/prompts").text
    for heading, names in topics("es"):
        in_order(page, heading, *names)
    assert "Línea urgente Khodi" not in page and "{line}. Marque 1 si es crítico" in page


@pytest.mark.parametrize(
    ("asked", "found", "not_found"),
    [
        ("q=alternativa+temporal", "welcome", "describe"),
        ("q=CRITICO", "welcome", "apology"),  # whatever case or accent
        ("q=temporary+way", "welcome", "describe"),  # in either language
        ("q=text_open", "text_opened", "text_closed"),
        ("only=changed", "describe", "welcome"),
        ("only=recorded", "welcome", "describe"),
        ("only=recorded&q=marque", "welcome", "door_pin"),
    ],
)
def test_the_list_is_searched_by_its_address(
    line: Line, admin: FlaskClient, asked: str, found: str, not_found: str
) -> None:
    rewords(
        line,
        "describe",
        "Caso {case}: {severity}. {consent}Hable después del tono y marque numeral. Si fue error, marque 0.",
    )
    records(line, "welcome", wav(5))
    page = admin.get(f"/admin/prompts?{asked}").text
    assert f'href="/admin/prompts/{found}"' in page and f'href="/admin/prompts/{not_found}"' not in page


def test_a_search_without_a_result_says_so_and_keeps_what_was_asked(admin: FlaskClient) -> None:
    page = admin.get("/admin/prompts?q=%3Cb%3Exyzzy").text
    assert "Ninguna frase coincide." in page and 'value="&lt;b&gt;xyzzy"' in page


# One prompt's page


def test_a_page_shows_both_languages_as_they_sound_and_read(admin: FlaskClient) -> None:
    page = admin.get("/admin/prompts/welcome").text
    in_order(page, "Español", "La voz", "Línea urgente Khodi. Marque 1 si es crítico", "primera tecla a los 1.9 s")
    in_order(page, "Inglés", "La voz", "Línea urgente Khodi. Press 1 if it is critical", "primera tecla")
    in_order(
        page,
        "Después se oye: «For English, press 9.»",
        "El mensaje de texto",
        "SMS",
        "Una grabación en lugar de la voz",
    )
    assert "{line}" in page and seen(form_of(page, "es-say")).count("Es la de fábrica.") == 1


@pytest.mark.parametrize("name", sorted(shipped("es").prompts()))
def test_every_prompt_has_its_page_in_both_languages(admin: FlaskClient, name: str) -> None:
    for language in LANGUAGES:
        with admin.session_transaction() as session:
            session["language"] = language
        page = admin.get(f"/admin/prompts/{name}")
        assert page.status_code == 200 and f"<code>{name}</code>" in page.text
        for each in LANGUAGES:
            for kind in rewording.kinds(each, name):
                assert f'id="{each}-{kind}"' in page.text
        assert ('id="es-recording"' in page.text) is rewording.can_be_recorded("es", name)
        assert "…" not in seen(page.text)  # every value has its example


def test_english_is_whole(line: Line, admin: FlaskClient) -> None:
    rewords(line, "welcome", "Khodi. Press 1 if it is critical, 2 if it is high, 3 for anything else.", language="en")
    records(line, "welcome", wav(5), language="en")
    with admin.session_transaction() as session:
        session["language"] = "en"
    in_order(admin.get("/admin/prompts").text, "What the line says", "the customer", "Changed", "Recorded")
    page = admin.get("/admin/prompts/welcome").text
    in_order(page, "Spanish", "English", "The voice", "Since ", "by rosa@example.com", "Versions (1)")
    said = seen(re.sub(r'<(blockquote|textarea|li)\b.*?lang="es".*?</\1>', "", page, flags=re.S))
    assert not re.findall(r"\b(?:frase|Guardar|fábrica|Versiones|tecla|grabación)\b", said)


def test_who_reloads_a_form_that_came_back_is_on_its_page(admin: FlaskClient) -> None:
    form = {"csrf_token": token(admin), "language": "en", "next": SLOT}
    assert admin.post("/admin/language", data=form).headers["Location"] == SLOT
    assert admin.get(SLOT).headers["Location"] == "/admin/prompts/welcome#es-say"


# Looking, saving, going back


def test_a_look_shows_how_it_would_be_and_changes_nothing(line: Line, admin: FlaskClient) -> None:
    answer = sends(admin, SLOT, words=f"  {WELCOME}\r\n", act="preview")
    part = form_of(answer.text, "es-say")
    assert answer.status_code == 200
    in_order(part, "Así quedaría. Todavía no se ha guardado.", WELCOME, "4.7 s de 15", "primera tecla a los 1.5 s")
    assert f">{WELCOME}</textarea>" in part and "Así quedaría" not in form_of(answer.text, "en-say")
    with line.reading() as session:
        assert wording.versions(session, "welcome") == []


def test_a_look_at_a_text_counts_its_messages(admin: FlaskClient) -> None:
    words = "Caso {case_number} ({severity}): antes de las {until_clock}."
    part = form_of(sends(admin, "/admin/prompts/text_opened/es/text", words=words, act="preview").text, "es-text")
    in_order(part, "Caso 41789 (crítico): antes de las 02:25.", "1 SMS, 41 letras")


def test_a_look_at_what_does_not_fit_says_why(admin: FlaskClient) -> None:
    answer = sends(admin, SLOT, words="Marque 1, 2 o 3 {", act="preview")
    assert answer.status_code == 200
    in_order(form_of(answer.text, "es-say"), "Las llaves son sólo para los valores", "{line}", "Marque 1, 2 o 3 {")


def test_saved_words_are_in_force_and_tell_by_whom_and_when(line: Line, admin: FlaskClient) -> None:
    answer = sends(admin, SLOT, words=WELCOME)
    assert answer.status_code == 303 and answer.headers["Location"] == "/admin/prompts/welcome#es-say"
    page = admin.get("/admin/prompts/welcome").text
    in_order(form_of(page, "es-say"), WELCOME, f"Desde el 24 nov 2026, 02:10:00, por {EMAIL}.", "Versiones (1)")
    assert catalog("es").say("welcome", {}) == WELCOME and "Press 1" in catalog("en").say("welcome", {"line": ""})
    assert "Cambiada" in admin.get("/admin/prompts?q=welcome").text


@pytest.mark.parametrize(
    ("path", "words", "why"),
    [
        (SLOT, "", "Escriba la frase; no puede ir vacía."),
        (SLOT, "a" * 1001, "el máximo es 1000"),
        (SLOT, "Marque 1, 2 o 3 {line!r}", "Las llaves son sólo para los valores"),
        (SLOT, "Marque 1, 2 o 3, {engineer}.", "Esta frase no conoce {engineer}."),
        (SLOT, "Marque 1 si es crítico o 3.", "Falta la tecla 2"),
        (SLOT, WELCOME + " Marque 7.", "La cifra 7 no es una tecla"),
        (SLOT, "Bienvenido a la línea de soporte urgente de Khodi, Guatemala. " + WELCOME, "antes de 4 s"),
        (SLOT, WELCOME + " Le atendemos." * 20, "el máximo es 15 s"),
        (SLOT, WELCOME + " <script>alert(1)</script>", "La voz tropieza con «( ) / &lt; &gt;»."),
        (SLOT, WELCOME + " ¿Quieres?", "La línea trata de usted; cambie: quieres"),
        (
            "/admin/prompts/describe/es/say",
            "{severity}. {consent}Hable y marque numeral. 0 si fue error.",
            "Falta {case}.",
        ),
        ("/admin/prompts/describe/es/say", "{case}, {severity}. {consent}Hable. Si fue error, marque 0.", "«numeral»"),
        ("/admin/prompts/text_opened/es/text", "Caso {case_number}.", "Falta {severity}. Falta {until_clock}."),
        (
            "/admin/prompts/text_opened/es/text",
            "{case_number} {severity} {until_clock} {link} 🔥",
            "Un SMS no puede llevar: 🔥",
        ),
        ("/admin/prompts/text_opened/es/text", "{case_number} {severity} {until_clock} {link} ya está", "está. Dígalo"),
        (
            "/admin/prompts/text_opened/es/text",
            "{case_number} {severity} {until_clock} {link}" + " muchas gracias" * 12,
            "Ocuparía 2 SMS",
        ),
        (
            "/admin/prompts/welcome/en/say",
            "Press 1 if it is critical or 3.",
            "Falta la tecla 2",
        ),
    ],
)
def test_what_cannot_be_said_comes_back_with_every_word_and_why(
    line: Line, admin: FlaskClient, path: str, words: str, why: str
) -> None:
    answer = sends(admin, path, words=words)
    _, _, _, name, language, kind = path.split("/")
    part = form_of(answer.text, f"{language}-{kind}")
    assert answer.status_code == 422 and 'role="alert"' in part and why in seen(part)
    kept = words or shipped(language).prompts()[name][kind]
    assert f">{escaped(kept)}</textarea>" in part and "<script>" not in answer.text
    with line.reading() as session:
        assert wording.versions(session, name) == []


def escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_whoever_comes_second_is_told_and_loses_nothing(line: Line, admin: FlaskClient) -> None:
    rewords(line, "welcome", WELCOME)
    mine = WELCOME.replace("buenas", "buen día")
    answer = sends(admin, SLOT, words=mine)  # on a page that still showed the shipped words
    part = form_of(answer.text, "es-say")
    assert answer.status_code == 422
    in_order(part, f"Mientras tanto la cambió {EMAIL}", mine, "Versiones (1)", WELCOME)
    fresh = re.search(r'name="seen" value="(\d+)"', part)
    assert fresh and sends(admin, SLOT, words=mine, seen=fresh[1]).status_code == 303
    assert catalog("es").say("welcome", {}) == WELCOME  # this process has not looked since
    admin.get("/admin/prompts")
    assert catalog("es").say("welcome", {}) == mine


def test_two_who_save_in_the_same_instant_make_one_version(line: Line) -> None:
    """Both saw the shipped words; whoever is second is told, and neither is lost unseen."""
    refused: list[str] = []
    start = threading.Barrier(2)

    def save(words: str) -> None:
        start.wait()
        try:
            with line.transaction() as session:
                reword.reword(session, Slot("es", "welcome", "say"), words, editor(line))
        except UnfitError as error:
            refused.append(str(error))

    threads = [threading.Thread(target=save, args=(WELCOME.replace("buenas", each),)) for each in ("hola", "diga")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with line.reading() as session:
        assert len(wording.versions(session, "welcome")) == 1
    assert refused == ["changed_meanwhile"]


@pytest.mark.parametrize("seen_before", ["", "x", "-1", "99999999999999999999", "9" * 5000])
def test_a_form_of_no_known_page_is_refused(admin: FlaskClient, seen_before: str) -> None:
    assert sends(admin, SLOT, words=WELCOME, seen=seen_before).status_code == 422


def test_saving_what_is_said_already_makes_no_version(line: Line, admin: FlaskClient) -> None:
    assert sends(admin, SLOT, words=shipped("es").prompts()["welcome"]["say"]).status_code == 303
    with line.reading() as session:
        assert wording.versions(session, "welcome") == []


def test_the_way_back_to_an_earlier_version_and_to_the_shipped_one(line: Line, admin: FlaskClient) -> None:
    second = WELCOME.replace("buenas", "buen día")
    rewords(line, "welcome", WELCOME)
    rewords(line, "welcome", second)
    with line.reading() as session:
        newest, first = wording.versions(session, "welcome")
    assert sends(admin, f"{SLOT}/back", to=str(first.id), seen=str(newest.id)).status_code == 303
    part = form_of(admin.get("/admin/prompts/welcome").text, "es-say")
    assert f">{WELCOME}</textarea>" in part
    in_order(
        part, "Versiones (3)", "en uso", WELCOME, second, "Volver a ésta", "la de fábrica", "Volver a la de fábrica"
    )
    now = re.search(r'name="seen" value="(\d+)"', part)
    assert now and sends(admin, f"{SLOT}/back", to="0", seen=now[1]).status_code == 303
    part = form_of(admin.get("/admin/prompts/welcome").text, "es-say")
    in_order(part, "Es la de fábrica.", "Versiones (4)", "la de fábrica")
    assert "Volver a la de fábrica" not in part and part.count("Volver a ésta") == 3


def test_a_version_of_another_slot_is_no_way_back(line: Line, admin: FlaskClient) -> None:
    rewords(line, "welcome", "Khodi. Press 1 if it is critical, 2 if high, 3 for anything else.", language="en")
    with line.reading() as session:
        other = wording.versions(session, "welcome")[0].id
    assert sends(admin, f"{SLOT}/back", to=str(other)).status_code == 404


def test_a_version_that_no_longer_fits_says_so_and_is_no_way_back(line: Line, admin: FlaskClient) -> None:
    with line.transaction() as session:
        old = wording.put(session, Slot("es", "welcome", "say"), "Marque 1, {old}.", None, EMAIL, NIGHT).id
    page = admin.get("/admin/prompts/welcome").text
    in_order(form_of(page, "es-say"), "Ya no vale en esta versión de la línea", "Marque 1, {old}.")
    assert "Ya no vale" in admin.get("/admin/prompts").text
    rewords(line, "welcome", WELCOME)
    with line.reading() as session:
        now = wording.versions(session, "welcome")[0].id
    answer = sends(admin, f"{SLOT}/back", to=str(old), seen=str(now))
    assert answer.status_code == 422 and "Esa versión ya no vale" in answer.text
    assert catalog("es").say("welcome", {}) == WELCOME


# Recordings


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


def test_every_reason_has_its_words() -> None:
    modules = (rewording, reword, audio)
    code = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules)
    reasons = set(re.findall(r'(?:Unfit|NotPlayableError)\("(\w+)"', code))
    for language in LANGUAGES:
        words = flat(language)
        assert {f"prompt_problems.{each}" for each in reasons} <= words.keys()
    assert len(reasons) > 15
