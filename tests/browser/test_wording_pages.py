"""An admin changes what the line says, in a real browser: by keyboard alone, wide and narrow, light and dark."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests import servers
from tests.browser.everybody import looks_right
from tests.browser.test_admin_pages import address, page  # noqa: F401
from tests.houses import a_house
from tests.pages import EMAIL
from tests.phones import House
from tests.wordings import as_shipped, wav
from voiceline.dialog.catalog import catalog

pytestmark = pytest.mark.timeout(180)

WELCOME = "Khodi, buenas. Marque 1 si es crítico, 2 si es alto, 3 para otra cosa."
PLAYS = """e => new Promise((ok, no) => {
  e.oncanplay = () => ok(e.duration); e.onerror = no; e.preload = 'auto'; e.load();
})"""


@pytest.fixture(scope="module")
def house(postgres: Any) -> Iterator[House]:
    url = servers.migrated(postgres, "wording_browser")
    built = a_house(url)
    yield built
    built.line.close()


@pytest.fixture(autouse=True)
def _as_shipped(house: House) -> Iterator[None]:
    yield
    as_shipped(house.line)


def test_from_the_list_to_a_look_a_refusal_a_change_and_back(page: Page) -> None:  # noqa: F811
    page.get_by_role("link", name="Frases").click()
    looks_right(page)
    page.get_by_label("Nombre o palabras").fill("alternativa temporal")
    page.keyboard.press("Enter")
    page.locator("a[href$='/prompts/welcome']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("welcome")
    looks_right(page)
    voice = page.locator("#es-say")
    voice.get_by_role("textbox", name="La voz").fill("Marque 1 si es crítico & nada más")
    voice.get_by_role("button", name="Guardar").click()
    expect(voice.get_by_role("alert")).to_contain_text("Falta la tecla 2")
    expect(voice.get_by_role("textbox")).to_have_value("Marque 1 si es crítico & nada más")
    expect(voice).to_be_in_viewport()
    looks_right(page)
    voice.get_by_role("textbox").fill(WELCOME)
    voice.get_by_role("button", name="Ver cómo queda").click()
    expect(voice.get_by_role("status")).to_have_text("Así quedaría. Todavía no se ha guardado.")
    looks_right(page)
    assert catalog("es").say("welcome", {"line": ""}) != WELCOME
    voice.get_by_role("button", name="Guardar").click()
    expect(voice).to_contain_text(f"por {EMAIL}")
    assert catalog("es").say("welcome", {}) == WELCOME
    voice.get_by_text("Versiones (1)").click()
    looks_right(page)
    voice.get_by_role("button", name="Volver a la de fábrica").click()
    expect(voice).to_contain_text("Es la de fábrica.")
    assert catalog("es").say("welcome", {"line": "L"}).startswith("L. Marque 1")


def test_a_recording_is_uploaded_heard_and_taken_back(page: Page, address: str, tmp_path: Path) -> None:  # noqa: F811
    page.goto(f"{address}/prompts/door_pin")
    (tmp_path / "pin.wav").write_bytes(wav(2))
    (tmp_path / "pin.mp3").write_bytes(b"nothing of the sort")
    slot = page.locator("#en-recording")
    slot.get_by_label("Archivo WAV o MP3").set_input_files(tmp_path / "pin.mp3")
    slot.get_by_role("button", name="Subir y usar").click()
    expect(slot.get_by_role("alert")).to_have_text("No es un archivo WAV ni MP3.")
    slot.get_by_label("Archivo WAV o MP3").set_input_files(tmp_path / "pin.wav")
    slot.get_by_role("button", name="Subir y usar").click()
    expect(slot).to_contain_text("Suena esta grabación en lugar de la voz.")
    assert slot.locator("audio").first.evaluate(PLAYS) == pytest.approx(2, abs=0.1)
    slot.get_by_text("Versiones (1)").click()
    looks_right(page)
    slot.get_by_role("button", name="Volver a la voz").click()
    expect(slot).not_to_contain_text("Suena esta grabación")


def test_a_keyboard_alone_changes_a_sentence(page: Page, address: str) -> None:  # noqa: F811
    page.goto(f"{address}/prompts/gone")
    page.get_by_role("textbox", name="La voz").first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Gracias, hasta pronto.")
    for _ in range(2):  # the look, then the change
        page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Guardar")
    page.keyboard.press("Enter")
    expect(page.locator("#es-say")).to_contain_text(f"por {EMAIL}")
    assert catalog("es").say("gone", {}) == "Gracias, hasta pronto."
