"""The call log in a real browser, as somebody reviews it in the morning: in both languages, wide and narrow."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests import servers
from tests.browser.everybody import is_for_everybody, logged_in
from tests.houses import a_night
from tests.phones import NIGHT, House
from voiceline.store import calls, transcripts
from voiceline.web.admin.words import Words, words_in

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def house(postgres: Any) -> Iterator[House]:
    built = a_night(servers.migrated(postgres, "call_log_browser"))
    with built.line.transaction() as session:
        call = calls.by_sid(session, built.carrier.legs[0].sid)
        assert call is not None
        piece = transcripts.Piece("GT1-2", "1", "se cayó la facturación", 0.9)
        transcripts.add(session, call.id, "twilio", "es-US", piece, NIGHT)
    yield built
    built.line.close()


@pytest.fixture(scope="module")
def address(house: House) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}/admin"
    server.shutdown()
    server.server_close()


@pytest.fixture(params=["es", "en"])
def w(request: pytest.FixtureRequest) -> Words:
    return words_in(request.param)


@pytest.fixture(params=[1280, 390])
def page(browser: Browser, address: str, w: Words, request: pytest.FixtureRequest) -> Iterator[Page]:
    with logged_in(browser, address, w.language, request.param) as opened:
        yield opened


def test_a_morning_with_the_log(page: Page, w: Words, house: House) -> None:
    expect(page.get_by_label(w("last_day"))).to_contain_text(w("glance_alone"))
    is_for_everybody(page, "log", w.language)
    page.get_by_role("link", name=w("view_alone")).click()
    expect(page.locator("tbody tr:not(.day)")).to_have_count(2)
    expect(page.get_by_role("link", name=w("view_alone")).first).to_have_attribute("aria-current", "true")
    page.locator("summary").first.click()
    page.get_by_label(w("severity")).select_option("P2")
    is_for_everybody(page, "log-filters", w.language)
    page.get_by_role("button", name=w("filter")).click()
    expect(page.locator("tbody tr:not(.day)")).to_have_count(1)
    page.get_by_role("link", name=f"{w('take_off')} {w.named('severity_names', 'P2')}").click()
    expect(page.locator("tbody tr:not(.day)")).to_have_count(2)
    page.get_by_role("link", name=w("show_all")).click()
    page.get_by_role("searchbox").fill("4444-0001 facturacion")
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr:not(.day)")).to_have_count(1)
    expect(page.get_by_role("status")).to_have_text(w("one_call_found", count="1"))
    with page.expect_download() as coming:
        page.get_by_role("link", name=w("as_excel")).click()
    assert coming.value.suggested_filename.endswith(".xlsx")
    page.locator("tbody").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Banco Maya")
    expect(page.get_by_role("heading", name=w("promised_and_kept"))).to_be_visible()
    expect(page.locator("svg.wave")).to_be_visible()
    expect(page.locator("blockquote").first).to_have_text("se cayó la facturación")
    expect(page.locator(".moment.prompt").first).to_contain_text("Marque 1")
    expect(page.locator(".since").first).to_have_text("+0:00")
    is_for_everybody(page, "log-call", w.language)


def test_what_cannot_be_and_what_is_not_there_is_said(page: Page, w: Words, address: str) -> None:
    page.goto(f"{address}/calls?since=2026-11-25&until=2026-11-24")
    expect(page.get_by_role("alert")).to_have_text(w("cannot_look"))
    expect(page.get_by_text(w("ends_before_it_begins"))).to_be_visible()
    is_for_everybody(page, "log-cannot", w.language)
    page.goto(f"{address}/calls?q=zanahoria")
    expect(page.locator(".empty")).to_contain_text(w("what_to_do"))
    is_for_everybody(page, "log-empty", w.language)


def test_it_is_filtered_by_keyboard_alone(page: Page, w: Words, address: str) -> None:
    page.goto(f"{address}/calls")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("caso 102")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # opens the filters
    expect(page.get_by_label(w("direction"))).to_be_visible()
    page.get_by_label(w("direction")).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=w("filter")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/calls?q=caso+102**direction=inbound**")
    expect(page.locator("tbody tr:not(.day)")).to_have_count(1)
