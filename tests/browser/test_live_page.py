"""A customer's live page on her phone: it reads well, light and dark, asking and resolved, and its buttons work."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests import servers
from tests.browser.everybody import complaints_of, looks_right
from tests.houses import a_house
from tests.phones import House
from voiceline.actions import move_ticket

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def house(postgres: Any) -> Iterator[House]:
    url = servers.migrated(postgres, "live_browser")
    built = a_house(url)
    built.caller().dials().presses("1").hangs_up()
    built.time_passes(seconds=2)
    yield built
    built.line.close()


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, house: House, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Whatever the browser complains about fails the test."""
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=request.param)
    opened = context.new_page()
    complaints = complaints_of(opened)
    opened.goto(f"http://127.0.0.1:{server.port}/c/{house.ticket().live_token}")
    yield opened
    context.close()
    server.shutdown()
    server.server_close()
    assert complaints == []


def test_from_ringing_to_her_word(page: Page, house: House) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Estamos llamando al ingeniero de turno.")
    expect(page.get_by_role("button", name="Sigue caído")).to_be_in_viewport()
    looks_right(page)
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(seconds=2)
    house.does(move_ticket.ask_customer, "¿qué sucursal?", by="dana")
    house.time_passes(seconds=3)
    page.get_by_role("link", name="Actualizar ahora").click()
    looks_right(page)
    page.get_by_label("Su respuesta").fill("la de Zona 1")
    page.get_by_role("button", name="Enviar respuesta").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Le atiende Dana Cruz")
    house.does(move_ticket.resolve, "reinicio", by="dana")
    page.get_by_role("link", name="Actualizar ahora").click()
    expect(page.get_by_role("button", name="Ya funciona")).to_be_in_viewport()
    looks_right(page)
    page.get_by_role("button", name="Ya funciona").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Caso cerrado")
    assert house.ticket().closed_as == "validated"
