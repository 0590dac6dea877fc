"""The simulated carrier's photos and voice notes: what its webhook says of them, and how they are handed out."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from tests.pictures import JPEG, PAGE, VOICE_NOTE
from voiceline.simulator.carrier import Carrier, Config, ManualClock, RestTimeout, WebRequest, WebResponse
from voiceline.simulator.engine import Engine
from voiceline.simulator.media import OPENED_FOR, opened
from voiceline.simulator.people import People
from voiceline.simulator.server import create_app

ACCOUNT, TOKEN = "AC" + "1" * 32, "demo-token"
KEY = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()


class Nowhere:
    def send(self, request: WebRequest, done: Callable[[WebResponse | Exception], None]) -> None:
        done(WebResponse(204, b""))


@pytest.fixture
def carrier() -> Carrier:
    config = Config(
        ACCOUNT, TOKEN, "+50256305476", "", None, None, "http://127.0.0.1:1/t", whatsapp_number="+50256305476"
    )
    return Carrier(config, ManualClock(datetime(2026, 11, 24, tzinfo=UTC)), Nowhere(), strict=True)


def form_of(carrier: Carrier, *sent: tuple[bytes, str], channel: str = "sms") -> dict[str, str]:
    carrier.text("+50244440001", None, "vea", channel=channel, media=sent)
    return dict(carrier.log[-1].request.body_form)


def test_a_text_brings_its_media_by_address_and_type(carrier: Carrier) -> None:
    assert form_of(carrier)["NumMedia"] == "0"
    form = form_of(carrier, (JPEG, "image/jpeg"), (PAGE, "image/png"))
    assert (form["NumMedia"], form["MediaContentType0"], form["MediaContentType1"]) == ("2", "image/jpeg", "image/png")
    at = urlsplit(form["MediaUrl1"])
    assert at.netloc == "api.twilio.com" and at.path.startswith(f"/2010-04-01/Accounts/{ACCOUNT}/Messages/SM")
    types = [
        form_of(carrier, (VOICE_NOTE, said), channel="whatsapp")["MessageType"] for said in ("audio/ogg", "text/x")
    ]
    assert types == ["audio", "document"] and form_of(carrier, channel="whatsapp")["MessageType"] == "text"


def test_a_medium_is_had_by_key_and_lies_elsewhere_for_minutes(carrier: Carrier) -> None:
    path = urlsplit(form_of(carrier, (JPEG, "image/jpeg"))["MediaUrl0"]).path
    assert carrier.rest("GET", path, [], None)[0] == 401
    status, found, _ = carrier.rest("GET", path, [], KEY)
    assert status == 307 and isinstance(found, dict)
    medium = opened(carrier, found["location"])
    assert medium is not None and medium.content == JPEG
    assert opened(carrier, found["location"][:-1] + "x") is None
    carrier.advance(OPENED_FOR + 1)
    assert opened(carrier, found["location"]) is None


def test_a_medium_is_listed_and_deleted(carrier: Carrier) -> None:
    path = urlsplit(form_of(carrier, (JPEG, "image/jpeg"))["MediaUrl0"]).path
    shown, listed = (carrier.rest("GET", each, [], KEY) for each in (f"{path}.json", path.rpartition("/")[0] + ".json"))
    assert isinstance(shown[1], dict) and shown[1]["content_type"] == "image/jpeg"
    assert isinstance(listed[1], dict) and len(listed[1]["media_list"]) == 1
    assert [carrier.rest("DELETE", f"{path}.json", [], KEY)[0] for _ in range(2)] == [204, 404]
    assert carrier.rest("GET", path, [], KEY)[0] == 404


def test_a_medium_can_be_made_to_fail(carrier: Carrier) -> None:
    path = urlsplit(form_of(carrier, (JPEG, "image/jpeg"))["MediaUrl0"]).path
    for kind, status in (("media-500", 500), ("media-404", 404)):
        carrier.faults.add(kind)
        assert [carrier.rest("GET", path, [], KEY)[0] for _ in range(2)] == [status, 307]
    carrier.faults.add("media-timeout")
    with pytest.raises(RestTimeout):
        carrier.rest("GET", path, [], KEY)


def test_the_page_sends_files_and_shows_them(carrier: Carrier) -> None:
    client = create_app(Engine(carrier), People([], [])).test_client()
    photo = {"data": base64.b64encode(JPEG).decode(), "type": "image/jpeg"}
    assert client.post("/sim/text", json={"from": "+50244440001", "media": [photo]}).status_code == 200
    (shown,) = client.get("/sim/state").json["messages"][0]["media"]
    answer = client.get(f"/sim/media/{shown['sid']}")
    assert answer.data == JPEG and answer.headers["Content-Security-Policy"].startswith("sandbox")
    for wrong in ({"media": [{"data": "?", "type": "x"}]}, {"media": ["x"]}, {"media": []}, {}):
        assert client.post("/sim/text", json={"from": "+50244440001", **wrong}).status_code == 400
