"""The month in a real browser, as an admin shows it to a customer: read, followed to its cases, and printed."""

import re
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from tests import servers
from tests.browser.everybody import SHOTS, is_for_everybody, logged_in
from tests.desks import Desk, a_desk
from tests.months import lively

pytestmark = pytest.mark.timeout(180)
FIRST = datetime(2026, 11, 1, tzinfo=ZoneInfo("America/Guatemala"))


@pytest.fixture(scope="module")
def desk(postgres: Any) -> Iterator[Desk]:
    built = a_desk(postgres, "report_page")
    with built.line.transaction() as session:
        lively(FIRST - timedelta(days=31), days=31 + 23).write(session.connection().connection.driver_connection)
    yield built
    built.line.close()
    servers.empty(built.line.settings.database_url)


@pytest.fixture(scope="module")
def address(desk: Desk) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, desk.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}/admin"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("language", ["es", "en"])
def test_the_month_is_read_and_followed_to_its_cases(browser: Browser, address: str, language: str, width: int) -> None:
    words = {
        "es": ("El mes de noviembre 2026", "Mes anterior", "El mes de octubre 2026", "En su llamada"),
        "en": ("The month of November 2026", "Month before", "The month of October 2026", "On her call"),
    }[language]
    with logged_in(browser, address, language, width) as page:
        page.goto(f"{address}/report")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text(words[0])
        is_for_everybody(page, "report-month", language)
        number = page.locator("#answered ~ .together .sum a.count").first
        counted = int(re.findall(r"\d+", number.inner_text())[0])
        number.click()
        expect(heading).to_have_text(words[3])
        assert page.locator("tbody tr").count() == counted
        is_for_everybody(page, "report-cases", language)
        page.go_back()
        page.get_by_role("link", name=words[1]).click()
        expect(heading).to_have_text(words[2])
        page.goto(f"{address}/report?month=2026-11&customer=Banco+Maya")
        expect(heading).to_have_text(f"{words[0]} · Banco Maya")
        is_for_everybody(page, "report-customer", language)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_prints_on_paper_with_the_line_and_the_month_and_no_other_customer(
    browser: Browser, address: str, paper: str, tmp_path: Path
) -> None:
    with logged_in(browser, address, "es", 1280) as page:
        page.goto(f"{address}/report?month=2026-11&customer=Banco+Maya")
        page.emulate_media(media="print")
        said = page.locator("body").inner_text()
        assert "Banco Maya" in said and "Quetzal Foods" not in said
        assert "Línea urgente Khodi" in said and "noviembre 2026" in said
        assert not page.locator("nav").is_visible() and not page.locator("form").first.is_visible()
        assert page.locator("table.evidence tbody tr").count() > 5
        printed = page.pdf(format=paper)
        SHOTS.mkdir(parents=True, exist_ok=True)
        (SHOTS / f"report-{paper}.pdf").write_bytes(printed)
        pages = len(re.findall(rb"/Type\s*/Page\b", printed))
        assert 4 <= pages <= 8, "each part begins on a page of its own, and none is mostly empty"
