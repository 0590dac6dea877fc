"""Somebody is invited, chooses a password, turns on the second step and logs in with it: a browser, both languages."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import servers
from tests.browser.everybody import complaints_of, looks_right
from tests.browser.test_admin_pages import address, page  # noqa: F401
from tests.houses import a_house
from tests.pages import EMAIL
from tests.phones import NIGHT, House
from voiceline.domain.one_time_code import code_of, step_at
from voiceline.store import accounts

pytestmark = pytest.mark.timeout(180)

CHOSEN = "una frase bien larga"
WORDS = {
    "es": (
        "Mi cuenta",
        "Activar segundo paso",
        "Código",
        "Confirmar y activar",
        "Correo",
        "Contraseña",
        "Entrar",
        "Segundo paso",
    ),
    "en": (
        "My account",
        "Turn on second step",
        "Code",
        "Confirm and turn on",
        "E-mail",
        "Password",
        "Log in",
        "Second step",
    ),
}


@pytest.fixture(scope="module")
def house(postgres: Any) -> Iterator[House]:
    url = servers.migrated(postgres, "account_browser")
    built = a_house(url)
    yield built
    built.line.close()


def test_an_admin_reads_accounts_and_the_log(page: Page) -> None:  # noqa: F811
    page.get_by_role("link", name="Cuentas").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cuentas")
    looks_right(page)
    page.get_by_role("link", name=EMAIL).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(EMAIL)
    looks_right(page)
    page.get_by_role("button", name="Desactivar").click()
    expect(page.get_by_role("alert")).to_contain_text("única cuenta de administración")
    looks_right(page)
    page.get_by_role("link", name="Lo que hizo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bitácora de administración")
    expect(page.get_by_role("table")).to_contain_text("Entró")
    looks_right(page)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_link_to_a_login_with_a_code(
    browser: Browser,
    house: House,
    address: str,  # noqa: F811
    language: str,
    width: int,
) -> None:
    email = f"{language}{width}@example.com"
    with house.line.transaction() as session:
        link = accounts.make_account(session, email, "viewer", NIGHT).make_link(house.line.now())
    context = browser.new_context(viewport={"width": width, "height": 844})
    opened = context.new_page()
    complaints = complaints_of(opened)
    me, turn_on, code, confirm, mail, password, enter, second_step = WORDS[language]
    opened.goto(f"{address}/welcome/{link}")
    if language == "en":
        opened.get_by_role("button", name="English").click()
        opened.goto(f"{address}/welcome/{link}")
    looks_right(opened)
    opened.locator("#chosen-new").fill(CHOSEN)
    opened.locator("#chosen-again").fill(CHOSEN)
    opened.keyboard.press("Enter")
    log_in(opened, email, mail, password)
    opened.get_by_role("link", name=me).click()
    expect(opened.get_by_role("heading", level=1)).to_have_text(me)
    looks_right(opened)
    opened.get_by_role("button", name=turn_on).click()
    expect(opened.locator("svg.qr")).to_be_visible()
    looks_right(opened)
    drawn = opened.locator("svg.qr").bounding_box()
    assert drawn and drawn["width"] > 100 and drawn["width"] == pytest.approx(drawn["height"], abs=1)
    secret = re.sub(r"\s", "", opened.locator("code").text_content() or "")
    opened.get_by_label(code, exact=True).fill(code_of(secret, step_at(house.line.now())))
    opened.get_by_role("button", name=confirm).click()
    expect(opened.locator(".codes code")).to_have_count(10)
    looks_right(opened)
    opened.get_by_role("button", name="Salir" if language == "es" else "Log out").click()
    house.time_passes(seconds=31)
    log_in(opened, email, mail, password)
    expect(opened.get_by_role("heading", level=1)).to_have_text(second_step)
    looks_right(opened)
    expect(opened.get_by_label(code, exact=True)).to_be_focused()
    opened.get_by_label(code, exact=True).fill(code_of(secret, step_at(house.line.now())))
    opened.get_by_role("button", name=enter).click()
    expect(opened.get_by_role("heading", level=1)).to_have_text("Llamadas" if language == "es" else "Calls")
    context.close()
    assert complaints == []


def log_in(opened: Page, email: str, mail: str, password: str) -> None:
    opened.get_by_label(mail, exact=True).fill(email)
    opened.get_by_label(password, exact=True).fill(CHOSEN)
    opened.keyboard.press("Enter")
