"""The board and the wall stay true on a screen nobody touches: a case comes, is taken; the server goes and is back."""

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import requests
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text
from werkzeug.serving import make_server

from tests import servers
from tests.browser.everybody import is_for_everybody, logged_in, looks_right
from tests.edges.test_board import QUETZAL, a_case, is_taken
from tests.edges.test_wall import beats
from tests.houses import a_house
from tests.pages import EMAIL, PASSWORD
from tests.phones import ORTIZ, House
from voiceline.actions import move_ticket
from voiceline.demo.valkey import free_port
from voiceline.settings import Settings

pytestmark = pytest.mark.timeout(180)
ROOT = Path(__file__).parents[2]
SOON = 12_000  # milliseconds: four turns of a feed
LOST = 40_000


@pytest.fixture
def house(postgres: Any) -> Iterator[House]:
    url = servers.migrated(postgres, "board_browser")
    built = a_house(url)
    beats(built.line)
    built.rest()
    yield built
    built.line.close()


class Server:
    """The web process, which may go and come back where it was."""

    def __init__(self, house: House):
        self._app, self._port = house.app, 0
        self.starts()

    def starts(self) -> None:
        self._server = make_server("127.0.0.1", self._port, self._app, threaded=True)
        self._port = self._server.port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stops(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}/admin"


@pytest.fixture
def server(house: House) -> Iterator[Server]:
    started = Server(house)
    yield started
    started.stops()


@contextmanager
def left_alone(browser: Browser, server: "Server | Process", place: str, **how: Any) -> Iterator[Page]:
    """A screen that somebody opened and went away from; what its browser complains of on the way is its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 844}, **how)
    page = context.new_page()
    log_in(page, server)
    page.goto(f"{server.address}/{place}")
    yield page
    context.close()


def log_in(page: Page, server: "Server | Process") -> None:
    page.goto(f"{server.address}/login")
    page.get_by_label("Correo").fill(EMAIL)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    page.wait_for_url(lambda url: "/login" not in url)


def test_a_case_comes_ticks_and_is_taken_while_nobody_reloads(browser: Browser, server: Server, house: House) -> None:
    with logged_in(browser, server.address, "es", 1280) as page:
        page.goto(f"{server.address}/board")
        expect(page.get_by_text("Ningún caso abierto.")).to_be_visible()
        page.evaluate("window.isTheSamePage = true")
        a_case(house)
        row = page.get_by_role("listitem").filter(has_text="Caso 101")
        expect(row).to_contain_text("suena el teléfono de Dana Cruz (paso 1, vuelta 1)", timeout=SOON)
        expect(page.get_by_role("status")).to_contain_text("Caso 101, P1, Banco Maya. Abierto.")
        clock = row.locator(".clock .said")
        said = clock.inner_text()
        assert said.startswith("quedan 14 min")
        expect(clock).not_to_have_text(said, timeout=3000)
        row.get_by_role("link").focus()
        is_taken(house)
        expect(row).to_contain_text("Lo atiende Dana Cruz", timeout=SOON)
        expect(row.get_by_role("link")).to_be_focused()
        house.does(move_ticket.resolve, "reinicio", by="dana")
        house.does(move_ticket.confirm, by="customer")
        expect(page.get_by_text("Ningún caso abierto.")).to_be_visible(timeout=SOON)
        expect(page.get_by_role("status")).to_contain_text("Caso 101 ya no está aquí.")
        assert page.evaluate("window.isTheSamePage")


def test_the_place_on_a_long_page_is_kept(browser: Browser, server: Server, house: House) -> None:
    for n in range(6):
        a_case(house, f"+5025555{n:04}", "2")
    with logged_in(browser, server.address, "es", 390) as page:
        page.goto(f"{server.address}/board")
        page.get_by_role("link", name="Caso 105").evaluate("e => e.focus({preventScroll: true})")
        page.evaluate("scrollTo({top: 600, behavior: 'instant'})")
        place = page.evaluate("scrollY")
        assert place > 300
        a_case(house, "+50255559999", "2")
        expect(page.get_by_role("link", name="Caso 107")).to_have_count(1, timeout=SOON)
        assert page.evaluate("scrollY") == place
        expect(page.get_by_role("link", name="Caso 105")).to_be_focused()


def test_a_deadline_passes_on_the_screen_by_itself(browser: Browser, server: Server, house: House) -> None:
    a_case(house)
    due = house.ticket().response_due_at
    house.time_passes(seconds=(due - house.line.now()).total_seconds() - 3)
    with logged_in(browser, server.address, "es", 1280) as page:
        page.goto(f"{server.address}/board")
        expect(page.locator(".clock .said").first).to_contain_text("vencida hace", timeout=SOON)


def test_a_server_that_is_away_is_told_and_one_that_is_back_is_found(
    browser: Browser, server: Server, house: House
) -> None:
    with left_alone(browser, server, "board") as page:
        expect(page.locator("#feed_state")).to_contain_text("En vivo · 02:10")
        server.stops()
        expect(page.locator("#feed_state")).to_contain_text(
            "No está en vivo desde las 02:10. El servidor no contesta", timeout=LOST
        )
        expect(page.get_by_role("status")).to_contain_text("No está en vivo")
        a_case(house)
        server.starts()
        expect(page.get_by_role("link", name="Caso 101")).to_be_visible(timeout=LOST)
        expect(page.locator("#feed_state")).to_contain_text("En vivo · 02:10")


def test_a_server_in_trouble_is_told_and_found_again(browser: Browser, server: Server, house: House) -> None:
    with left_alone(browser, server, "board") as page:
        expect(page.locator("#feed_state.live")).to_have_count(1)
        with house.line.transaction() as session:
            session.execute(text("ALTER TABLE tickets RENAME TO tickets_away"))
        expect(page.locator("#feed_state")).to_contain_text("El servidor tiene un problema", timeout=LOST)
        with house.line.transaction() as session:
            session.execute(text("ALTER TABLE tickets_away RENAME TO tickets"))
        expect(page.locator("#feed_state")).to_contain_text("En vivo", timeout=LOST)


def test_a_session_that_is_over_is_told_and_a_new_one_is_found(browser: Browser, server: Server, house: House) -> None:
    with left_alone(browser, server, "wall") as page:
        page.get_by_role("button", name="Activar sonido").click()
        expect(page.locator("body")).to_have_attribute("data-alarm", "quiet")
        with house.line.transaction() as session:
            session.execute(text("DELETE FROM login_sessions"))
        expect(page.locator("#feed_state")).to_contain_text("Su sesión terminó.", timeout=LOST)
        expect(page.locator("body")).to_have_attribute("data-alarm", "sounding")
        expect(page.locator("body")).to_have_attribute("data-reasons", "connection")
        expect(page.get_by_role("link", name="Entrar otra vez")).to_be_visible()
        log_in(page.context.new_page(), server)
        expect(page.locator("body")).to_have_attribute("data-alarm", "quiet", timeout=LOST)
        expect(page.locator("#feed_state")).to_contain_text("En vivo")


def test_the_alarm_sounds_is_silenced_and_is_broken_by_what_is_new(
    browser: Browser, server: Server, house: House
) -> None:
    with logged_in(browser, server.address, "es", 1280) as page:
        page.goto(f"{server.address}/wall")
        body = page.locator("body")
        expect(body).to_have_attribute("data-alarm", "quiet")
        expect(page.get_by_text("Sin sonido: nadie oirá una alarma")).to_be_visible()
        a_case(house)
        expect(body).to_have_attribute("data-alarm", "mute", timeout=SOON)
        expect(page.get_by_text("¡Alarma, y el sonido está apagado!")).to_be_visible()
        page.evaluate(HEARD)
        page.get_by_role("button", name="Activar sonido").click()
        expect(body).to_have_attribute("data-alarm", "sounding")
        expect(body).to_have_attribute("data-sound", "on")
        expect(page.locator("html")).to_have_attribute("data-heard", re.compile(r"running [3-9]"))
        page.get_by_role("button", name="Silenciar 10 min").click()
        expect(body).to_have_attribute("data-alarm", "silenced")
        expect(page.locator("#sound_words")).to_contain_text("Silenciada hasta las")
        page.evaluate(HEARD)
        a_case(house, QUETZAL, "2")
        expect(body).to_have_attribute("data-alarm", "sounding", timeout=SOON)
        expect(page.locator("html")).to_have_attribute("data-heard", re.compile(r"running [3-9]"))
        is_taken(house)
        expect(page.locator(".case").filter(has_text="101")).to_contain_text("Dana Cruz", timeout=SOON)
        expect(body).to_have_attribute("data-reasons", "nobody-102")
        is_taken(house)
        expect(body).to_have_attribute("data-alarm", "quiet", timeout=SOON)
        expect(page.get_by_text("Sonido activado")).to_be_visible()
        page.get_by_role("button", name="Apagar sonido").click()
        expect(body).to_have_attribute("data-sound", "off")


HEARD = """() => {
  window.start ??= OscillatorNode.prototype.start;
  let sounds = 0;
  document.documentElement.dataset.heard = '';
  OscillatorNode.prototype.start = function (...at) {
    document.documentElement.dataset.heard = `${this.context.state} ${++sounds}`;
    return window.start.apply(this, at);
  };
}"""


def test_a_caller_who_waits_sounds_and_her_seconds_tick(browser: Browser, server: Server, house: House) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    with logged_in(browser, server.address, "en", 1280) as page:
        page.goto(f"{server.address}/wall")
        expect(page.locator("body")).to_have_attribute("data-reasons", "nobody-101 waiting-1")
        seconds = page.locator(".waiting .tick")
        said = seconds.inner_text()
        expect(seconds).not_to_have_text(said, timeout=3000)
        ortiz.hangs_up()
        expect(page.get_by_text("Nobody is waiting.")).to_be_visible(timeout=SOON)


def test_a_wall_outlives_its_server(browser: Browser, server: Server, house: House) -> None:
    with left_alone(browser, server, "wall") as page:
        page.get_by_role("button", name="Activar sonido").click()
        server.stops()
        expect(page.locator("body")).to_have_attribute("data-reasons", "connection", timeout=LOST)
        expect(page.locator("body")).to_have_attribute("data-alarm", "sounding")
        page.get_by_role("button", name="Silenciar 10 min").click()
        expect(page.locator("body")).to_have_attribute("data-alarm", "silenced")
        server.starts()
        expect(page.locator("body")).to_have_attribute("data-alarm", "quiet", timeout=LOST)
        a_case(house)
        expect(page.locator("body")).to_have_attribute("data-alarm", "sounding", timeout=SOON)


def test_who_wants_no_motion_sees_none(browser: Browser, server: Server, house: House) -> None:
    a_case(house)
    for wish, moves in (("no-preference", "call"), ("reduce", "none")):
        with left_alone(browser, server, "wall", reduced_motion=wish) as page:
            expect(page.locator("body")).to_have_attribute("data-alarm", "mute")
            assert page.evaluate("getComputedStyle(document.body).animationName") == moves


def test_without_a_script_the_pages_are_whole_and_say_as_of_when(
    browser: Browser, server: Server, house: House
) -> None:
    a_case(house)
    with left_alone(browser, server, "board", java_script_enabled=False) as page:
        expect(page.get_by_text("Así estaba a las 02:10:0")).to_be_visible()
        expect(page.get_by_role("link", name="Entrar otra vez")).to_be_hidden()
        is_taken(house)
        page.get_by_role("link", name="Actualizar").click()
        expect(page.get_by_text("Lo atiende Dana Cruz")).to_be_visible()
        page.goto(f"{server.address}/wall")
        expect(page.get_by_text("Sin JavaScript esta pantalla no se actualiza ni suena.")).to_be_visible()
        expect(page.get_by_role("button", name="Activar sonido")).to_be_hidden()


@pytest.mark.parametrize("width", [1920, 1280, 390])
@pytest.mark.parametrize("language", ["es", "en"])
def test_both_are_for_everybody(browser: Browser, server: Server, house: House, language: str, width: int) -> None:
    a_busy_night(house)
    with logged_in(browser, server.address, language, width) as page:
        if width == 1920:
            page.set_viewport_size({"width": 1920, "height": 1080})
        for place in ("board", "wall"):
            page.goto(f"{server.address}/{place}")
            expect(page.locator("#feed_state.live")).to_have_count(1)
            is_for_everybody(page, place, language)
            page.emulate_media(color_scheme="dark")
            looks_right(page)
            page.emulate_media(color_scheme="light")
        if width == 1920:
            assert page.evaluate("document.documentElement.scrollHeight") <= 1080
            smallest = "() => Math.min(...[...document.querySelectorAll('#live *')].filter(e => e.innerText)"
            assert page.evaluate(f"{smallest}.map(e => parseFloat(getComputedStyle(e).fontSize)))") >= 34


def a_busy_night(house: House) -> None:
    """One case waits for its customer, one is solved, one is taken, one is not urgent; a caller waits for the last."""
    a_case(house, "+50255559999", "2")
    is_taken(house)
    house.does(move_ticket.ask_customer, "¿qué sucursal?", by="dana")
    a_case(house, "+50255558888")
    is_taken(house)
    house.does(move_ticket.resolve, "reinicio", by="dana")
    a_case(house, QUETZAL)
    is_taken(house)
    house.caller("+50255557777").texts("3")
    house.carrier.undeliverable[ORTIZ] = 30006
    assert house.caller().dials().presses("1").says_and_ends("se cayó todo").waits_until("queue")
    house.time_passes(seconds=20)


def test_many_screens_leave_the_threads_to_those_who_call(browser: Browser, house: House) -> None:
    """One real web process with two threads, and more screens than it has threads or the browser connections."""
    with web_process(house.line.settings) as web, left_alone(browser, web, "wall") as first:
        screens = [first, *(first.context.new_page() for _ in range(7))]
        for screen in screens[1:]:
            screen.goto(f"{web.address}/board")
        for _ in range(20):
            assert answers(web.port)
        a_case(house)
        for screen in screens:
            expect(screen.locator("[data-key='101']")).to_be_visible(timeout=LOST)


class Process(NamedTuple):
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/admin"


@contextmanager
def web_process(settings: Settings) -> Iterator[Process]:
    port = free_port()
    own = {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "PUBLIC_URL": settings.public_url,
        "LINE_NUMBER": settings.line_number,
        "TWILIO_ACCOUNT_SID": settings.account_sid,
        "TWILIO_AUTH_TOKEN": settings.auth_tokens[0],
        "SECRET_KEY": settings.secret_key,
    }
    served = ["-m", "gunicorn", "-k", "gthread", "--threads", "2", "-w", "1", "--no-control-socket"]
    served += ["--keep-alive", "75", "--bind", f"127.0.0.1:{port}", "voiceline.app:create_app()"]
    process = subprocess.Popen([sys.executable, *served], cwd=ROOT, env={**os.environ, **own})
    try:
        until = time.monotonic() + 60
        while not answers(port):
            assert process.poll() is None and time.monotonic() < until
            time.sleep(0.1)
        yield Process(port)
    finally:
        process.terminate()
        process.wait(30)


def answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=5).ok
    except requests.RequestException:  # not there yet, or busy with its start
        return False
