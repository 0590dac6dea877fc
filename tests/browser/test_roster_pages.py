"""The calendar in a browser: by keyboard alone a shift is chosen, looked at, saved and undone, wide and narrow."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.everybody import is_for_everybody, logged_in
from tests.browser.test_admin_pages import address, house  # noqa: F401

pytestmark = pytest.mark.timeout(180)
WORDS = {"es": ("Cambiar un turno", "Guardado", "Mes"), "en": ("Change a shift", "Saved", "Month")}


@pytest.fixture(params=[("es", 1280), ("es", 390), ("en", 1280), ("en", 390)], ids=lambda each: f"{each[0]}-{each[1]}")
def reader(browser: Browser, address: str, request: Any) -> Iterator[tuple[Page, str]]:  # noqa: F811
    language, width = request.param
    with logged_in(browser, address, language, width) as page:
        yield page, language


def reach(page: Page, selector: str) -> None:
    """By Tab and nothing else, as somebody without a mouse."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def test_a_shift_is_changed_looked_at_saved_and_undone_by_keyboard(reader: tuple[Page, str], address: str) -> None:  # noqa: F811
    page, language = reader
    title, saved, month = WORDS[language]
    page.goto(f"{address}/roster")
    is_for_everybody(page, "roster-week", language)
    reach(page, ".shifts a[href*='rotation=primary']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    assert page.locator("select[name=rotation]").input_value() == "primary"
    assert page.locator("input[name=from]").input_value() and page.locator("input[name=until]").input_value()
    is_for_everybody(page, "roster-change", language)
    reach(page, "select[name=members]")
    page.keyboard.type("Lee")
    reach(page, "button[name=look]")
    page.keyboard.press("Enter")
    expect(page.locator(".looked")).to_contain_text("Lee Pérez")
    is_for_everybody(page, "roster-looked", language)
    reach(page, ".looked button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text(saved)
    is_for_everybody(page, "roster-saved", language)
    reach(page, ".undo button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_count(0)
    page.get_by_role("link", name=month, exact=True).click()
    is_for_everybody(page, "roster-month", language)
