"""What came with a text, fetched over real sockets: from our place at the carrier, no more than is wanted."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask, Response, redirect, request
from werkzeug.serving import make_server
from werkzeug.wrappers import Response as AnyResponse

from tests.houses import settings_for
from tests.pictures import JPEG
from voiceline.settings import Settings
from voiceline.simulator.carrier import Carrier, Config, ManualClock, WebRequest, WebResponse
from voiceline.simulator.engine import Engine
from voiceline.simulator.people import People
from voiceline.simulator.server import create_app
from voiceline.telephony import twilio_media
from voiceline.telephony.inbound import inbound_text
from voiceline.telephony.inbound_media import Media
from voiceline.telephony.phone import CarrierError, UnwantedMediaError
from voiceline.telephony.twilio_phone import TwilioPhone

MOST = 4096
WHERE = f"Messages/MM{'1' * 32}/Media/ME{'2' * 32}"
ACCOUNT = "AC" + "0" * 32


class Place:
    """A carrier that answers as the test says. ``asked``: (path, whether our key came with it)."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, bool]] = []
        self.answers: list[Callable[[], AnyResponse]] = []
        app = Flask("carrier")

        @app.get("/<path:path>")
        def any_path(path: str) -> AnyResponse:
            self.asked.append((path, "Authorization" in request.headers))
            return self.answers.pop(0)()

        self._server = make_server("127.0.0.1", 0, app, threaded=True)
        self._server.daemon_threads = True  # type: ignore[attr-defined]
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self.url = f"{self.base}/2010-04-01/Accounts/{ACCOUNT}/{WHERE}"
        self.phone = TwilioPhone(settings(self.base))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()


def settings(base: str) -> Settings:
    return replace(settings_for("postgresql://nobody/none"), carrier_api_url=base)


@pytest.fixture
def place() -> Iterator[Place]:
    made = Place()
    yield made
    made.close()


def test_it_is_asked_for_with_our_key_and_where_it_leads_without(place: Place) -> None:
    place.answers = [
        lambda: redirect("/signed/1", 307),
        lambda: redirect(f"{place.base}/signed/2", 302),
        lambda: Response(JPEG, content_type="image/jpeg; name=foto"),
    ]
    assert place.phone.media(place.url, MOST) == (JPEG, "image/jpeg")
    assert [key for _, key in place.asked] == [True, False, False]


@pytest.mark.parametrize(
    "to",
    [
        "http://example.com/photo",
        "https://127.0.0.1/photo",
        "https://10.0.0.7/photo",
        "https://169.254.169.254/latest",
        "https://[::1]/photo",
        "https://localhost/photo",
        "https://printer.local/photo",
        "https://db.internal/photo",
        "https://somebody:key@example.com/photo",
        "http://127.0.0.1:1/photo",
        "file:///etc/passwd",
        "//[",
    ],
)
def test_it_is_followed_nowhere_into_our_own_network(place: Place, to: str) -> None:
    place.answers = [lambda: Response(status=302, headers={"Location": to})]
    with pytest.raises(CarrierError):
        place.phone.media(place.url, MOST)
    assert len(place.asked) == 1


def test_it_is_not_followed_for_ever(place: Place) -> None:
    place.answers = [lambda: redirect("/round", 302)] * 9
    with pytest.raises(CarrierError, match="leads on and on"):
        place.phone.media(place.url, MOST)
    assert len(place.asked) == 1 + twilio_media.MOST_LEADS


@pytest.mark.parametrize("size", [MOST, MOST + 1])
@pytest.mark.parametrize("says_its_length", [True, False])
def test_no_more_than_is_wanted_is_read(place: Place, size: int, says_its_length: bool) -> None:
    body = JPEG.ljust(size, b"\x00")
    place.answers = [lambda: Response(body if says_its_length else iter([body]), content_type="image/jpeg")]
    if size <= MOST:
        assert place.phone.media(place.url, MOST) == (body, "image/jpeg")
        return
    with pytest.raises(UnwantedMediaError) as unwanted:
        place.phone.media(place.url, MOST)
    assert unwanted.value.reason == "too_large"


def test_a_file_without_an_end_is_left_after_what_is_wanted(place: Place) -> None:
    def endless() -> Iterator[bytes]:
        while True:
            yield b"\x00" * 1000

    place.answers = [lambda: Response(endless(), content_type="image/jpeg")]
    with pytest.raises(UnwantedMediaError):
        place.phone.media(place.url, MOST)


def test_a_file_that_drips_is_left_in_time(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twilio_media, "LONGEST_FETCH", 0.2)
    monkeypatch.setattr(twilio_media, "A_PIECE", 1)

    def drips() -> Iterator[bytes]:
        for _ in range(40):
            time.sleep(0.05)
            yield b"\x00"

    place.answers = [lambda: Response(drips(), content_type="image/jpeg")]
    began = time.monotonic()
    with pytest.raises(CarrierError) as slow:
        place.phone.media(place.url, MOST)
    assert slow.value.temporary and time.monotonic() - began < 1.5


@pytest.mark.parametrize(("status", "temporary"), [(500, True), (503, True), (429, True), (401, False), (403, False)])
def test_trouble_is_told_temporary_from_lasting(place: Place, status: int, temporary: bool) -> None:
    place.answers = [lambda: Response(status=status)]
    with pytest.raises(CarrierError) as trouble:
        place.phone.media(place.url, MOST)
    assert trouble.value.temporary is temporary and "AC0" not in str(trouble.value)


@pytest.mark.parametrize("status", [404, 410])
def test_what_the_carrier_does_not_have_is_nothing(place: Place, status: int) -> None:
    place.answers = [lambda: Response(status=status)]
    assert place.phone.media(place.url, MOST) is None


@pytest.mark.parametrize("url", ["", "x", "{base}/", "{base}/2010-04-01/Accounts/AC1/Messages", "{url}?x=1", "{url}/"])
def test_an_address_that_is_not_of_our_account_is_never_asked(place: Place, url: str) -> None:
    with pytest.raises(UnwantedMediaError) as unwanted:
        place.phone.media(url.format(base=place.base, url=place.url), MOST)
    place.phone.delete_media(url.format(base=place.base, url=place.url))
    assert unwanted.value.reason == "foreign" and place.asked == []


class Nowhere:
    def send(self, request: WebRequest, done: Callable[[WebResponse | Exception], None]) -> None:
        done(WebResponse(204, b""))


def test_the_simulators_carrier_hands_it_out_and_deletes_it() -> None:
    """The same adapter, over HTTP, against what the demo runs."""
    config = Config(ACCOUNT, "demo-token", "+50256305476", "", None, None, "http://127.0.0.1:1/text/incoming")
    engine = Engine(Carrier(config, ManualClock(datetime(2026, 11, 24, tzinfo=UTC)), Nowhere()))
    server = make_server("127.0.0.1", 0, create_app(engine, People([], [])), threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    engine.carrier.config = replace(config, api_url=base)
    phone = TwilioPhone(settings(base))
    try:
        engine.carrier.text("+50244440001", None, "vea", media=[(JPEG, "image/png")])
        form = dict(engine.carrier.log[-1].request.body_form)
        (media,) = inbound_text(form).media
        assert media.declared == "image/png" and phone.media(media.url, MOST) == (JPEG, "image/png")
        phone.delete_media(media.url)
        phone.delete_media(media.url)
        assert phone.media(media.url, MOST) is None and next(iter(engine.carrier.media.values())).deleted
    finally:
        server.shutdown()


@pytest.mark.parametrize(
    ("form", "found"),
    [
        ({}, ()),
        ({"NumMedia": "0", "MediaUrl0": "https://x/0"}, ()),
        ({"NumMedia": "-1", "MediaUrl0": "https://x/0"}, ()),
        ({"NumMedia": "²", "MediaUrl0": "https://x/0"}, ()),
        ({"NumMedia": "1", "MediaUrl0": "https://x/0"}, (Media("https://x/0", ""),)),
        ({"NumMedia": "2", "MediaUrl1": "https://x/1", "MediaContentType1": "a\0b"}, (Media("https://x/1", "ab"),)),
        ({"NumMedia": "2", "MediaUrl0": "https://x/0", "MediaUrl1": "https://x/0"}, (Media("https://x/0", ""),)),
    ],
)
def test_what_a_form_says_of_its_media(form: dict[str, str], found: tuple[Media, ...]) -> None:
    assert inbound_text(form).media == found


def test_ten_are_the_most() -> None:
    form = {"NumMedia": "999999", **{f"MediaUrl{n}": f"https://x/{n}" for n in range(20)}}
    assert len(inbound_text(form).media) == 10
