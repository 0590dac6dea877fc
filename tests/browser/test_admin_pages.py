"""The admin pages in a real browser, wide and narrow, light and dark: nothing overflows, nothing complains."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from tests import servers
from tests.browser.everybody import complaints_of, looks_right
from tests.houses import a_night
from tests.pages import EMAIL, PASSWORD
from tests.phones import House
from voiceline.store import calls, transcripts

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def house(postgres: Any) -> Iterator[House]:
    built = a_night(servers.migrated(postgres, "admin_browser"))
    yield built
    built.line.close()


@pytest.fixture(scope="module")
def address(house: House) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, house.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}/admin"
    server.shutdown()
    server.server_close()


@pytest.fixture(
    params=[(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")], ids=lambda each: f"{each[1]}-{each[0]}"
)
def page(browser: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Logged in; whatever the browser complains about fails the test (a refused form is answered with 422)."""
    width, scheme = request.param
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    opened = context.new_page()
    complaints = complaints_of(opened, but="status of 422")
    opened.goto(f"{address}/")
    opened.get_by_label("Correo").fill(EMAIL)
    opened.get_by_label("Contraseña").fill(PASSWORD)
    opened.keyboard.press("Enter")
    expect(opened.get_by_role("heading", level=1)).to_have_text("Llamadas")
    yield opened
    context.close()
    assert complaints == []


def test_from_the_log_to_the_call_to_the_case_and_out(page: Page) -> None:
    looks_right(page)
    page.get_by_text("Filtros", exact=True).click()
    page.get_by_label("Sentido").select_option("inbound")
    page.get_by_label("Resultado").select_option("joined")
    page.get_by_role("button", name="Filtrar").click()
    expect(page.get_by_role("row")).to_have_count(3)
    page.get_by_role("row").nth(2).get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Llamada de Banco Maya")
    looks_right(page)
    page.get_by_role("link", name="Caso 101").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Caso 101")
    expect(page.get_by_role("heading", name="Qué pasó, en orden")).to_be_visible()
    expect(page.locator(".timeline")).to_contain_text("Lee Pérez tomó el caso")
    looks_right(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Case 101")
    looks_right(page)
    page.get_by_role("link", name="Cases").click()
    expect(page.get_by_role("link", name="Case 102")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in")
    looks_right(page)


def test_a_night_without_an_answer_is_folded_and_opens(page: Page, address: str) -> None:
    page.goto(f"{address}/tickets/102")
    expect(page.get_by_text("Nadie lo ha tomado todavía.")).to_be_visible()
    looks_right(page)
    folded = page.locator(".folded summary").last
    folded.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".folded details[open] .moment").first).to_be_visible()
    page.locator(".many summary").click()
    looks_right(page)


def test_a_keyboard_alone_gets_everywhere(page: Page, address: str) -> None:
    page.goto(f"{address}/calls")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Ir al contenido")).to_be_focused()
    expect(page.get_by_role("link", name="Ir al contenido")).to_be_in_viewport()
    page.keyboard.press("Enter")
    for _ in range(12):  # six views, the search and its button, the filters, two sheets, the first call
        page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert (focused.get_attribute("href") or "").startswith("/admin/calls/CA")
    assert focused.evaluate("e => parseFloat(getComputedStyle(e).outlineWidth)") >= 2
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Qué pasó, en orden")).to_be_visible()


def test_the_recording_plays(page: Page, address: str) -> None:
    page.goto(f"{address}/tickets/101")
    heard = (
        "e => new Promise((ok, no) => { e.oncanplay = () => ok(true); e.onerror = no; e.preload = 'auto'; e.load(); })"
    )
    assert page.locator("audio").evaluate(heard)
    assert page.locator("audio").evaluate("e => e.duration") > 3


SEEK = """(e, to) => new Promise((ok, no) => {
  e.onerror = () => no(e.error && e.error.message); e.onseeked = () => ok(e.currentTime); e.preload = 'auto';
  if (e.readyState > 0) e.currentTime = to; else { e.onloadedmetadata = () => { e.currentTime = to; }; e.load(); }
})"""


def test_a_player_goes_to_any_place_of_a_recording_and_that_it_was_heard_is_told(page: Page, address: str) -> None:
    page.goto(f"{address}/tickets/101")
    parts = []
    page.on("response", lambda answer: parts.append(answer) if "/recordings/" in answer.url else None)
    player = page.locator("audio")
    for to in (3.5, 0.5, 2.0):
        assert player.evaluate(SEEK, to) == to
    assert player.evaluate("e => new Promise(ok => { e.ontimeupdate = () => ok(e.currentTime >= 2); e.play(); })")
    assert parts and all(answer.status == 206 for answer in parts)
    assert all(answer.headers["cache-control"] == "private, no-store" for answer in parts)
    page.reload()
    expect(page.get_by_text(f"{EMAIL} oyó la grabación")).to_have_count(1)


def test_a_call_is_found_by_what_was_said_in_it(page: Page, address: str, house: House) -> None:
    with house.line.transaction() as session:
        call = calls.by_sid(session, house.carrier.legs[0].sid)
        assert call is not None
        piece = transcripts.Piece("GT1-2", "1", "se cayó la facturación", 0.9)
        transcripts.add(session, call.id, "twilio", "es-US", piece, house.line.now())
    page.goto(f"{address}/calls")
    page.get_by_role("searchbox").fill("facturacion")
    page.get_by_role("button", name="Buscar").click()
    expect(page.locator("tbody tr:not(.day)")).to_have_count(1)
    page.get_by_role("cell").get_by_role("link").first.click()
    expect(page.locator("blockquote")).to_have_text("se cayó la facturación")
    page.goto(f"{address}/calls?q=nadie dijo eso")
    expect(page.locator(".empty")).to_be_visible()


def test_on_paper_the_story_stays_and_the_machinery_goes(page: Page, address: str) -> None:
    page.goto(f"{address}/tickets/101")
    page.emulate_media(media="print")
    expect(page.locator("header")).to_be_hidden()
    expect(page.locator("audio")).to_be_hidden()
    expect(page.locator(".timeline")).to_be_visible()


def test_a_cause_is_opened_said_heard_beforehand_announced_and_closed(page: Page, address: str) -> None:
    page.goto(f"{address}/causes")
    looks_right(page)
    page.get_by_label("Qué se sabe").fill("Disco lleno en la base de datos principal")
    page.get_by_role("button", name="Abrir causa").click()
    page.get_by_label("En español").fill("El sistema no responde desde las dos; ya trabajamos en ello.")
    page.get_by_label("En inglés").fill("The system has not answered since two; we are working on it.")
    page.get_by_role("button", name="Ver cómo se dice").click()
    expect(page.get_by_role("status")).to_contain_text("Todavía no se ha dicho a nadie")
    expect(page.locator("blockquote").first).to_contain_text("Marque 1 si es crítico")
    looks_right(page)
    page.get_by_role("button", name="Decir cómo va").click()
    page.get_by_role("button", name="Anunciarla a quien llame").click()
    expect(page.get_by_role("button", name="Dejar de anunciarla")).to_be_visible()
    for each in page.locator("summary").all():
        each.click()
    expect(page.get_by_role("checkbox").first).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Linked cases")).to_be_visible()
    page.get_by_role("button", name="Close the cause").click()
    expect(page.locator("h1")).to_contain_text("Closed")
    looks_right(page)
    page.get_by_role("link", name="Causes").click()
    expect(page.get_by_role("link", name="Disco lleno en la base de datos principal").first).to_be_visible()
    looks_right(page)


def test_calling_back_asks_whom_and_who_talks(page: Page, address: str) -> None:
    page.goto(f"{address}/tickets/102")
    page.get_by_text("Llamar al cliente con el número de la línea").click()
    expect(page.get_by_label("A quién")).to_contain_text("Quetzal Foods +502 4444-0002")
    looks_right(page)
    page.get_by_role("button", name="Devolver la llamada").click()
    expect(page.get_by_role("status")).to_have_count(0)  # nobody is chosen yet: the form stays
    page.get_by_label("Quién habla con el cliente").select_option("Lee Pérez")
    page.get_by_role("button", name="Devolver la llamada").click()
    expect(page.get_by_role("status")).to_have_text("La línea llama a Lee Pérez. Al contestar se marca 1.")
    looks_right(page)
