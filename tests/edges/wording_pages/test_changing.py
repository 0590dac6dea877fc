"""Looking at other words, saving them, being refused with a reason, and going back."""

import re
import threading
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.edges.admin.catalog import flat
from tests.edges.wording_pages.forms import SLOT, WELCOME, form_of, sends
from tests.pages import EMAIL, in_order, seen
from tests.phones import NIGHT
from tests.wordings import editor, rewords
from voiceline.actions import reword
from voiceline.actions.reword import UnfitError
from voiceline.dialog import rewording
from voiceline.dialog.catalog import LANGUAGES, catalog, shipped
from voiceline.line import Line
from voiceline.store import wording
from voiceline.store.wording import Slot
from voiceline.telephony import audio


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


def test_every_reason_has_its_words() -> None:
    modules = (rewording, reword, audio)
    code = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules)
    reasons = set(re.findall(r'(?:Unfit|NotPlayableError)\("(\w+)"', code))
    for language in LANGUAGES:
        words = flat(language)
        assert {f"prompt_problems.{each}" for each in reasons} <= words.keys()
    assert len(reasons) > 15
