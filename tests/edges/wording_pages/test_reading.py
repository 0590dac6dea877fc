"""Who may see the words, the list of them, and one phrase's page."""

import re

import pytest
from flask.testing import FlaskClient

from tests.edges.wording_pages.forms import FILE, SLOT, WELCOME, form_of, sends
from tests.pages import in_order, log_in, seen, token
from tests.wordings import records, rewords, wav
from voiceline.app import create_app
from voiceline.dialog import rewording
from voiceline.dialog.catalog import LANGUAGES, shipped, topics
from voiceline.line import Line
from voiceline.store import wording

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
        ("q=temporary+workaround", "welcome", "describe"),  # in either language
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
