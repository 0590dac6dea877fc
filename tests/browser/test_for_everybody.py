"""The pages that everybody comes by, in both languages, wide and narrow: axe-core finds nothing serious on any."""

import pytest
from playwright.sync_api import Browser

from tests.browser.everybody import is_for_everybody, logged_in
from tests.browser.test_admin_pages import address, house  # noqa: F401

pytestmark = pytest.mark.timeout(180)
PLACES = (
    "calls",
    "tickets",
    "tickets/101",
    "roster",
    "causes",
    "would",
    "ready",
    "report",
    "prompts",
    "me",
    "accounts",
)


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_is_for_everybody(browser: Browser, address: str, language: str, width: int) -> None:  # noqa: F811
    with logged_in(browser, address, language, width) as page:
        for place in PLACES:
            page.goto(f"{address}/{place}")
            is_for_everybody(page, place.replace("/", "-"), language)
