"""The directory as an admin walks it: in both languages, wide and narrow, by keyboard, and without any script."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests import servers
from tests.browser.everybody import is_for_everybody, logged_in
from tests.houses import BOOK, settings_for
from tests.pages import EMAIL, PASSWORD
from tests.phones import NIGHT, House, make_house
from voiceline.app import create_app
from voiceline.store import accounts, directory

pytestmark = pytest.mark.timeout(240)

WITH_PINS = BOOK.replace('name = "Banco Maya"', 'name = "Banco Maya"\npin = "4471"')
LONG = """
[[customers]]
name = "Cooperativa de Ahorro y Crédito Integral San José Obrero, R. L."
phones = ["+50244449000"]
"""


@pytest.fixture(scope="module")
def line(postgres: Any) -> Iterator[House]:
    url = servers.migrated(postgres, "directory_browser")
    built = make_house(create_app, settings_for(url))
    with built.line.transaction() as session:
        accounts.set_account(session, EMAIL, "admin", PASSWORD, NIGHT)
    yield built
    built.line.close()


@pytest.fixture
def house(line: House) -> House:
    """As at first, whatever a walk before has changed."""
    with line.line.transaction() as session:
        directory.load(session, WITH_PINS + LONG, "directory.toml", "load", NIGHT)
    return line


@pytest.fixture(scope="module")
def directory_at(line: House) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, line.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}/admin"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=[("es", 1280), ("es", 390), ("en", 1280), ("en", 390)], ids=lambda each: f"{each[0]}-{each[1]}")
def walk(browser: Browser, house: House, directory_at: str, request: Any) -> Iterator[tuple[Page, str, str]]:
    language, width = request.param
    with logged_in(browser, directory_at, language, width) as page:
        yield page, f"{directory_at}/directory", language


SAID = {
    "es": {
        "edit": "Cambiar",
        "save": "Guardar",
        "review": "Revisar el cambio",
        "contact": "Añadir contacto",
        "phones": "Teléfonos",
        "bad": "no es un número de teléfono",
        "step": "Añadir un paso",
        "up": "Subir el 3",
        "who": "A quién",
        "look": "¿Guardar este cambio?",
        "hours": "Cambiar horario, feriados y feria",
        "closures": "Cambiar cierres propios",
        "closure": "Añadir un cierre",
        "tuesday": "martes",
        "conflict": "Alguien más lo cambió",
        "mine": "Seguir con lo mío",
    },
    "en": {
        "edit": "Change",
        "save": "Save",
        "review": "Review the change",
        "contact": "Add a contact",
        "phones": "Phones",
        "bad": "is not a valid phone number",
        "step": "Add a step",
        "up": "Move number 3 up",
        "who": "Who",
        "look": "Save this change?",
        "hours": "Change hours, holidays and feast",
        "closures": "Change our own closures",
        "closure": "Add a closure",
        "tuesday": "Tuesday",
        "conflict": "Somebody else changed it",
        "mine": "Go on with mine",
    },
}


def opens(page: Page, words: str) -> None:
    page.locator("summary", has_text=words).first.click()


def test_a_customer_is_found_edited_and_refused(walk: tuple[Page, str, str]) -> None:
    page, address, language = walk
    said = SAID[language]
    page.goto(address)
    is_for_everybody(page, "directory", language)
    page.goto(f"{address}/customers")
    page.get_by_role("searchbox").fill("Maya")
    page.keyboard.press("Enter")
    expect(page.get_by_role("row")).to_have_count(2)
    is_for_everybody(page, "directory-customers", language)
    page.get_by_role("link", name="Banco Maya").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Banco Maya")
    is_for_everybody(page, "directory-customer", language)
    opens(page, said["edit"])
    page.get_by_role("button", name=said["contact"]).click()
    page.locator('[name="contacts-1-name"]').fill("Luz Marina")
    page.locator('[name="contacts-1-mobile"]').fill("12")
    page.locator('[name="contacts-1-mobile"]').press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text(said["bad"])
    is_for_everybody(page, "directory-customer-refused", language)
    assert "4471" not in page.content()
    page.locator('[name="contacts-1-mobile"]').fill("5555 7001")
    page.get_by_role("button", name=said["save"], exact=True).last.click()
    expect(page.locator("main")).to_contain_text("+502 5555-7001")
    page.goto(address)
    page.locator(".plain a").first.click()
    expect(page.locator("ins")).to_contain_text("Luz Marina")
    is_for_everybody(page, "directory-change", language)


def test_a_policy_by_keyboard_is_looked_at_and_saved(walk: tuple[Page, str, str]) -> None:
    page, address, language = walk
    said = SAID[language]
    page.goto(f"{address}/policies")
    is_for_everybody(page, "directory-policies", language)
    page.goto(f"{address}/policy?name=P1%20extraordinary")
    opens(page, said["edit"])
    page.get_by_role("button", name=said["step"]).focus()
    page.keyboard.press("Enter")
    third = page.locator('[name="steps-2-page"]').first
    third.select_option("ana")
    page.get_by_role("button", name=said["up"]).press("Enter")
    expect(page.locator('[name="steps-1-page"]').first).to_have_value("ana")
    is_for_everybody(page, "directory-policy", language)
    page.get_by_role("button", name=said["review"]).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(said["look"])
    is_for_everybody(page, "directory-look", language)
    page.get_by_role("button", name=said["save"], exact=True).click()
    expect(page.locator(".ladder > li")).to_have_count(3)
    expect(page.locator(".ladder > li").nth(1)).to_contain_text("Ana López")


def test_engineers_teams_hours_and_the_line(walk: tuple[Page, str, str]) -> None:
    page, address, language = walk
    said = SAID[language]
    for each in ("engineers", "engineer?name=dana", "teams", "rotation?name=primary", "group?name=desk", "line"):
        page.goto(f"{address}/{each}")
        is_for_everybody(page, f"directory-{each.partition('?')[0]}", language)
        for form in page.locator("details > summary").all():
            form.click()
        is_for_everybody(page, f"directory-{each.partition('?')[0]}-form", language)
    page.goto(f"{address}/hours")
    is_for_everybody(page, "directory-hours", language)
    opens(page, said["hours"])
    page.locator('[name="saturday"]').fill("08:00-12:00, 14:00-16:00")
    page.get_by_role("button", name=said["review"]).first.click()
    is_for_everybody(page, "directory-hours-look", language)
    page.get_by_role("button", name=said["save"], exact=True).click()
    expect(page.locator(".week")).to_contain_text("14:00–16:00")


def test_a_day_is_closed_by_keyboard(walk: tuple[Page, str, str]) -> None:
    page, address, language = walk
    said = SAID[language]
    page.goto(f"{address}/hours")
    opens(page, said["closures"])
    page.get_by_role("button", name=said["closure"]).press("Enter")
    page.locator('[name="closures-0-date"]').fill("2026-12-07")
    page.locator('[name="closures-0-from"]').fill("13:00")
    page.locator('[name="closures-0-name"]').fill("Asueto")
    page.locator('[name="closures-0-name"]').press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(said["look"])
    is_for_everybody(page, "directory-closure-look", language)
    page.get_by_role("button", name=said["save"], exact=True).press("Enter")
    expect(page.locator(".dates")).to_contain_text("Asueto")
    expect(page.locator(".dates")).to_contain_text("13:00")


def test_two_at_once_meet_on_a_page_of_both(walk: tuple[Page, str, str], browser: Browser) -> None:
    page, address, language = walk
    said = SAID[language]
    page.goto(f"{address}/customer?name=Banco%20Maya")
    opens(page, said["edit"])
    page.get_by_label(said["phones"]).fill("+50244440007")
    other = page.context.new_page()
    other.goto(f"{address}/customer?name=Banco%20Maya")
    opens(other, said["edit"])
    other.get_by_label(said["phones"]).fill("+50244440009")
    other.get_by_role("button", name=said["save"], exact=True).last.click()
    expect(other.locator("main")).to_contain_text("+50244440009")
    page.get_by_role("button", name=said["save"], exact=True).last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said["conflict"])
    expect(page.locator("ins", has_text="+50244440009")).to_be_visible()
    is_for_everybody(page, "directory-conflict", language)
    page.get_by_role("button", name=said["mine"]).click()
    page.get_by_role("button", name=said["save"], exact=True).last.click()
    expect(page.locator(".facts")).to_contain_text("+502 4444-0007")


def test_a_form_saves_without_any_script(browser: Browser, walk: tuple[Page, str, str]) -> None:
    page, address, language = walk
    cookies = page.context.cookies()
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(cookies)  # type: ignore[arg-type]
    plain = context.new_page()
    plain.goto(f"{address}/group?name=desk")
    plain.locator("summary").first.click()
    plain.locator('[name="members"]').nth(2).select_option("lee")
    plain.get_by_role("button", name=SAID[language]["review"]).click()
    plain.get_by_role("button", name=SAID[language]["save"], exact=True).click()
    expect(plain.locator(".ladder > li")).to_have_count(3)
    context.close()
