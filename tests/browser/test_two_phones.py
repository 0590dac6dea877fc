"""A person dials in the browser and presses 1; the engineer's phone rings, he takes it; the call log has it all."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.everybody import complaints_of

pytestmark = pytest.mark.timeout(180)


def test_from_the_first_ring_to_the_call_log(browser: Browser, demo: dict[str, Any]) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints = complaints_of(page)
    page.goto(demo["phones"])
    page.get_by_test_id("customer-dial").click()
    captions = page.get_by_test_id("customer-captions")
    expect(captions).to_contain_text("Marque 1 si es crítico", timeout=10_000)
    page.get_by_test_id("customer-key-1").click()
    expect(captions).to_contain_text("Su caso es", timeout=10_000)
    ringing = page.locator("[data-testid^=engineer-][data-testid$=-answer]:visible:enabled").first
    expect(ringing).to_be_visible(timeout=10_000)
    engineer = re.sub(r"-answer$", "", ringing.get_attribute("data-testid") or "")
    ringing.click()
    heard = page.get_by_test_id(f"{engineer}-captions")
    expect(heard).to_contain_text("Marque 1 para tomarlo", timeout=10_000)
    page.get_by_test_id(f"{engineer}-key-1").click()
    expect(heard).to_contain_text("es suyo", timeout=10_000)
    expect(captions).to_contain_text("atiende su caso", timeout=60_000)
    page.get_by_test_id("customer-hangup").click()
    assert complaints == []
    page.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_an_admin_reads_the_whole_story(browser: Browser, demo: dict[str, Any], width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    complaints = complaints_of(page)
    page.goto(f"{demo['line']}/admin/tickets")
    page.get_by_label("Correo").fill("admin@example.com")
    page.get_by_label("Contraseña").fill("linea-urgente")
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Casos")
    page.locator("main table a").first.click()
    for words in ("Se abrió el caso como P1 crítico", "tomó el caso", "Entregado"):
        expect(page.locator("main")).to_contain_text(words)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("main")).to_contain_text("What happened, in order")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    assert complaints == []
    page.close()


def test_dial_speak_hold_be_joined_talk_be_held_and_hang_up(browser: Browser, demo: dict[str, Any]) -> None:
    """The whole of a call, played by two people with their hands, the engineer's menu included."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(demo["phones"])
    page.get_by_test_id("customer-caller").select_option("stranger")
    page.get_by_test_id("customer-dial").click()
    captions = page.get_by_test_id("customer-captions")
    expect(captions).not_to_contain_text("atiende su caso")  # that was heard on another telephone
    expect(captions).to_contain_text("Marque 1 si es crítico", timeout=10_000)
    speak(page, "customer", "está caído todo, es crítico", "Su caso es")
    expect(page.get_by_test_id("customer-status")).to_contain_text("grabando", timeout=40_000)
    speak(page, "customer", "no abre nada", "Quédese en la línea")
    expect(captions).to_contain_text("Marque 6 si prefiere colgar", timeout=60_000)
    music = captions.locator("audio").first
    expect(music).to_have_attribute("data-url", re.compile(r"/voice/music/\w+\.wav$"), timeout=20_000)
    assert page.request.get(music.get_attribute("data-url") or "").headers["content-type"] == "audio/wav"
    ringing = page.locator("[data-testid^=engineer-][data-testid$=-answer]:visible:enabled").first
    expect(ringing).to_be_visible(timeout=60_000)
    engineer = re.sub(r"-answer$", "", ringing.get_attribute("data-testid") or "")
    ringing.click()
    heard = page.get_by_test_id(f"{engineer}-captions")
    expect(heard).to_contain_text("caso crítico. Marque 1 para tomarlo", timeout=10_000)
    page.get_by_test_id(f"{engineer}-key-1").click()
    expect(page.get_by_test_id("customer-status")).to_contain_text("conectado", timeout=40_000)
    page.get_by_test_id(f"{engineer}-speak").fill("buenas noches")
    page.get_by_test_id(f"{engineer}-speak").press("Enter")
    expect(captions).to_contain_text("buenas noches", timeout=10_000)
    page.get_by_test_id(f"{engineer}-key-*").click()
    expect(heard).to_contain_text("2 para traer a otro ingeniero", timeout=10_000)
    expect(captions).to_contain_text("vuelve con usted", timeout=30_000)
    page.get_by_test_id(f"{engineer}-key-1").click()
    expect(page.get_by_test_id("customer-status")).to_contain_text("conectado", timeout=30_000)
    page.get_by_test_id("customer-hangup").click()
    expect(heard).to_contain_text("0 para terminar", timeout=10_000)
    page.get_by_test_id(f"{engineer}-hangup").click()
    page.close()


def speak(page: Any, who: str, words: str, until_heard: str) -> None:
    page.get_by_test_id(f"{who}-speak").fill(words)
    page.get_by_test_id(f"{who}-speak").press("Enter")
    expect(page.get_by_test_id(f"{who}-captions")).to_contain_text(until_heard, timeout=40_000)
