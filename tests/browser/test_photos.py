"""A customer sends a photo and a voice note from her phone; whoever opens the case sees one and plays the other."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.everybody import complaints_of
from tests.pictures import PAGE, PNG
from tests.wordings import mp3

PLAYS = """a => new Promise(told => {
  a.onloadedmetadata = () => told(a.duration > 0.5);
  a.onerror = () => told(false);
  a.load();
})"""
pytestmark = pytest.mark.timeout(180)


def test_a_photo_reaches_the_page_of_its_case(browser: Browser, demo: dict[str, Any]) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints = complaints_of(page)
    page.goto(demo["phones"])
    page.get_by_test_id("customer-caller").select_option("stranger")
    page.get_by_test_id("customer-stranger").fill("+50230007703")  # of whom the line has no case yet
    page.locator("[data-testid=customer-texting] > summary").click()
    text, files, thread = (page.get_by_test_id(f"customer-{part}") for part in ("text", "files", "messages"))
    files.set_input_files(
        [
            {"name": "pantalla.png", "mimeType": "image/png", "buffer": PNG},
            {"name": "nota.mp3", "mimeType": "audio/mpeg", "buffer": mp3(1)},
            {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": PAGE},
        ]
    )
    page.get_by_test_id("customer-text-send").click()
    expect(thread.locator("img").first).to_be_visible(timeout=10_000)
    expect(thread).to_contain_text("Responda con un", timeout=10_000)
    text.fill("1")
    page.get_by_test_id("customer-text-send").click()
    expect(thread).to_contain_text("Su caso es", timeout=10_000)
    case = (re.search(r"Su caso es (\d+)", thread.inner_text()) or [""])[1]
    text.fill("0")  # nobody is rung for it while the other phones are tried
    page.get_by_test_id("customer-text-send").click()
    expect(thread).to_contain_text("Entendido: fue por error", timeout=10_000)

    page.goto(f"{demo['line']}/admin/tickets")
    page.get_by_label("Correo").fill("admin@example.com")
    page.get_by_label("Contraseña").fill("linea-urgente")
    page.get_by_role("button", name="Entrar").click()
    page.get_by_role("link", name=f"Caso {case}").first.click()
    section = page.locator("section[aria-labelledby=attachments]")
    for _ in range(40):  # they are fetched after the reply, and a page does not renew itself
        if "todavía no está aquí" not in section.inner_text().lower():
            break
        page.wait_for_timeout(250)
        page.reload()
    expect(section).to_contain_text("No se guardó (image/jpeg): no es lo que dice ser.")
    section.scroll_into_view_if_needed()
    expect(section.locator("img")).to_have_js_property("naturalWidth", 1, timeout=10_000)
    assert section.locator("audio").evaluate(PLAYS)
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert complaints == []
    page.close()
