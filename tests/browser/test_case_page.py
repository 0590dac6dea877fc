"""One case's page in a real browser: every verb walked, in both languages, wide and narrow."""

import re
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests import servers
from tests.browser.everybody import is_for_everybody, logged_in
from tests.houses import BOOK, a_house
from tests.pages import EMAIL
from tests.phones import ORTIZ, House
from voiceline.web.admin.words import words_in

pytestmark = pytest.mark.timeout(300)
LEE = BOOK.replace('name = "Lee Pérez"\n', f'name = "Lee Pérez"\nemail = "{EMAIL}"\n')


@pytest.fixture(params=[(lang, width) for lang in ("es", "en") for width in (1280, 390)], ids=str)
def seen(request: pytest.FixtureRequest, postgres: Any, browser: Browser) -> Iterator[tuple[Page, House, str, str]]:
    """101 rings and nobody has it; 102 is the same customer's; whoever reads is Lee, and an admin."""
    language, width = request.param
    url = servers.migrated(postgres, "case_page_browser")
    house = a_house(url, LEE)
    house.carrier.undeliverable[ORTIZ] = 30006
    house.caller().dials().presses("1").says_and_ends("se cayó todo el sistema de la agencia central").hangs_up()
    house.time_passes(seconds=20)
    house.carrier.undeliverable.clear()
    house.caller().dials().presses("1").presses("2").hangs_up()
    house.time_passes(seconds=20)
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://127.0.0.1:{server.port}/admin"
        with logged_in(browser, address, language, width) as page:
            yield page, house, address, language
    finally:
        server.shutdown()
        server.server_close()
        house.line.close()


def test_a_case_is_run_from_its_page(seen: tuple[Page, House, str, str]) -> None:
    page, house, address, language = seen
    w = words_in(language)

    def does(verb: str, words: str = "", choice: str = "") -> None:
        name = w.named("verb_names", verb)
        details = page.locator(f"details.verb.{verb}")
        details.locator("summary").focus()
        page.keyboard.press("Enter")
        if choice:
            details.get_by_role("combobox").select_option(choice)
        if words:
            details.get_by_role("textbox").fill(words)
        details.get_by_role("button", name=name).click()
        house.line.bells.clear()

    page.goto(f"{address}/tickets/101")
    expect(page.get_by_text(w("nobody_has_it"))).to_be_visible()
    expect(page.get_by_role("heading", name=w("told"))).to_be_visible()
    is_for_everybody(page, "case-open", language)
    for each in page.locator("details.verb summary").all():
        each.click()
    is_for_everybody(page, "case-every-form", language)
    expect(page.locator(".missed-news")).to_contain_text(w.named("untold_why", "no_way"))
    page.reload()
    does("take")
    expect(page.locator(".glance")).to_contain_text("Lee Pérez")
    does("assign", choice="ana")
    expect(page.locator(".glance")).to_contain_text("Ana López")
    does("note", "mirar el balanceador")
    does("tell", "ya vamos por la mitad")
    does("severity", "hay alternativa", "P2")
    does("set_aside", choice="hardware")
    expect(page.locator("h1 .chip.status")).to_have_class(re.compile("closed"))
    does("reopen", "no era eso")
    does("merge", "es la misma caída", "102")
    expect(page).to_have_url(f"{address}/tickets/102")
    expect(page.get_by_role("heading", name=w("merged_here"))).to_be_visible()
    is_for_everybody(page, "case-merged-here", language)
    page.get_by_role("link", name=w("case_number", number=101)).first.click()
    expect(page.get_by_text(w("merged_away", number=102))).to_be_visible()
    is_for_everybody(page, "case-merged-away", language)
    page.goto(f"{address}/tickets/102")
    does("workaround", "usar el otro servidor")
    does("resolve", "reinicio del balanceador")
    upcoming = page.locator(".upcoming li", has_text=w.named("kinds", "remind_validation"))
    upcoming.locator("summary").click()
    is_for_everybody(page, "case-upcoming", language)
    upcoming.get_by_role("button", name=w("follow_up_call_off")).click()
    expect(page.locator(".upcoming")).not_to_contain_text(w.named("kinds", "remind_validation"))
    page.get_by_role("link", name=w.named("timeline_kinds", "words")).click()
    is_for_everybody(page, "case-timeline-words", language)
    does("confirm")
    page.get_by_role("link", name=w("customer_all_cases")).click()
    is_for_everybody(page, "case-customer", language)
