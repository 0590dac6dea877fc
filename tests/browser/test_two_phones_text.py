"""Two people text the line in the browser: she opens a case by WhatsApp, the engineer runs it from his own thread."""

import base64
import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.everybody import complaints_of
from tests.pictures import PNG

pytestmark = pytest.mark.timeout(180)
ACCOUNT, TOKEN, LINE = "AC" + "5476" * 8, "demo-token", "+50256305476"
CONFIRM = "HX00000000000000000000000000000002"


def test_a_case_from_its_first_text_to_her_button(browser: Browser, demo: dict[str, Any]) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    complaints = complaints_of(page)
    her = stranger(page, demo, "+50230007701")
    page.get_by_test_id("customer-channel-whatsapp").check()
    writes(page, "customer", "hola <img src=x onerror=alert(1)>")
    expect(her.locator(".theirs").last).to_contain_text("Responda con un número", timeout=15_000)
    expect(her.locator(".mine").first).to_contain_text("<img src=x")  # as it was written, and nothing more
    writes(page, "customer", "2")
    opened = her.locator(".theirs").filter(has_text=re.compile(r"caso", re.I)).first
    expect(opened).to_be_visible(timeout=15_000)
    case = (re.search(r"caso (?:es )?(\d+)", opened.inner_text(), re.I) or [""])[1]
    assert case, opened.inner_text()
    opens(page, "engineer-dana")
    his = page.get_by_test_id("engineer-dana-messages")
    writes(page, "engineer-dana", f"TOMO {case}")
    expect(his.locator(".theirs").filter(has_text=case).last).to_be_visible(timeout=15_000)
    writes(page, "engineer-dana", f"RESUELTO {case} reinicio del balanceador")
    is_told(page, demo, "+50230007701", ContentSid=CONFIRM, ContentVariables=f'{{"1": "{case}"}}')
    button = her.get_by_test_id("customer-quick-1").last
    expect(button).to_be_enabled(timeout=15_000)
    button.press("Enter")
    answer = her.locator(".mine").last
    expect(answer.locator(".body")).to_have_text("Sí", timeout=15_000)
    expect(answer.locator(".quoted")).to_contain_text(f"Caso {case}")
    page.get_by_test_id("customer-reception").select_option("no-whatsapp")
    writes(page, "customer", "estado")
    expect(her.locator(".theirs .why").last).to_have_text(
        "No entregado · 63024: ese número no recibe WhatsApp", timeout=15_000
    )
    assert complaints == []
    page.close()


def test_on_a_small_screen_and_by_the_keyboard(browser: Browser, demo: dict[str, Any]) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    her = stranger(page, demo, "+50230007702")
    page.get_by_test_id("customer-reception").select_option("away")
    page.get_by_test_id("customer-reception-seconds").fill("0")
    page.get_by_test_id("customer-reception-seconds").press("Tab")
    page.get_by_test_id("customer-channel-sms").press("ArrowRight")
    writes(page, "customer", "hola")
    waiting = her.locator(".theirs").first
    expect(waiting).to_contain_text("no ha llegado al teléfono", timeout=15_000)
    page.get_by_test_id("customer-reception").select_option("gets")
    expect(waiting).to_contain_text("entregado", timeout=15_000)
    waiting.get_by_role("button", name="Responder a este mensaje").press("Enter")
    expect(page.get_by_test_id("customer-answering")).to_contain_text("Responde a")
    expect(page.get_by_test_id("customer-text")).to_be_focused()
    writes(page, "customer", "una\nconsulta: https://example.com/a?b=1.")
    expect(her.locator(".mine .quoted")).to_have_count(1, timeout=15_000)
    expect(page.get_by_test_id("customer-answering")).to_be_hidden()
    assert her.locator(".mine a").get_attribute("href") == "https://example.com/a?b=1"
    page.get_by_test_id("customer-channel-whatsapp").press("ArrowLeft")
    expect(page.get_by_test_id("customer-no-messages")).to_be_visible()
    is_told(page, demo, "+50230007702", Body="Seguimos trabajando en su caso.")
    expect(page.get_by_test_id("customer-unread-whatsapp")).not_to_be_empty(timeout=15_000)
    expect(page.get_by_test_id("customer-no-messages")).to_be_visible()  # she stays where she has turned to
    page.get_by_test_id("customer-files").set_input_files(
        {"name": "una_pantalla_con_un_nombre_muy_largo.png", "mimeType": "image/png", "buffer": PNG}
    )
    expect(page.get_by_test_id("customer-sending")).to_contain_text("Va con una_pantalla")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_test_id("customer-sending-drop").press("Enter")
    expect(page.get_by_test_id("customer-sending")).to_be_hidden()
    page.get_by_test_id("language").click()
    expect(page.get_by_test_id("customer-no-messages")).to_have_text("No messages yet.")
    expect(page.get_by_test_id("customer-reception")).to_contain_text("out of coverage")
    page.close()


def stranger(page: Page, demo: dict[str, Any], number: str) -> Any:
    """Somebody the line does not know yet, with her messages before her."""
    page.goto(demo["phones"])
    page.get_by_test_id("customer-caller").select_option("stranger")
    page.get_by_test_id("customer-stranger").fill(number)
    opens(page, "customer")
    return page.get_by_test_id("customer-messages")


def opens(page: Page, who: str) -> None:
    """A text that comes in opens them by itself, so that a click could shut them."""
    page.get_by_test_id(f"{who}-texting").evaluate("texting => { texting.open = true; }")


def writes(page: Page, who: str, words: str) -> None:
    page.get_by_test_id(f"{who}-text").fill(words)
    page.get_by_test_id(f"{who}-text").press("Enter")
    expect(page.get_by_test_id(f"{who}-text")).to_have_value("")


def is_told(page: Page, demo: dict[str, Any], number: str, **told: str) -> None:
    """The line writes to her by WhatsApp."""
    asked = page.request.post(
        f"{demo['phones']}/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
        form={"To": f"whatsapp:{number}", "From": f"whatsapp:{LINE}", **told},
        headers={"Authorization": "Basic " + encoded(f"{ACCOUNT}:{TOKEN}")},
    )
    assert asked.status == 201, asked.text()


def encoded(words: str) -> str:
    return base64.b64encode(words.encode()).decode()
