"""The simulated carrier over real sockets: the vendor's own client on one side, a line of our own on the other."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests
from flask import Flask, Response, request
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.serving import BaseWSGIServer, make_server

from voiceline.simulator.__main__ import config_from
from voiceline.simulator.carrier import Carrier, RealClock
from voiceline.simulator.engine import Engine
from voiceline.simulator.people import People, Person
from voiceline.simulator.server import create_app
from voiceline.simulator.transport import PostingTransport

ACCOUNT, TOKEN, LINE, ANA, CUSTOMER = "AC" + "1" * 32, "demo-token", "+50256305476", "+50255550101", "+50244440001"
PEOPLE = People([Person("c1", "Banco Maya", [CUSTOMER])], [Person("ana", "Ana López", [ANA])])
PAGES = {
    "voice/incoming": '<Record action="/recorded" timeout="30" finishOnKey="#"/>',
    "recorded": "<Hangup/>",
    "page": '<Gather numDigits="1" action="/taken" timeout="30"><Say>caso 4, 1, 7</Say></Gather>',
    "taken": "<Say>es suyo</Say><Pause length='60'/>",
    "text/incoming": "<Message>recibido</Message>",
}


@dataclass
class Town:
    base: str
    line: str
    carrier: Carrier
    client: Client

    def act(self, name: str, **asked: Any) -> dict[str, object]:
        answer = requests.post(f"{self.base}/sim/{name}", json=asked, timeout=10)
        assert answer.status_code == 200, answer.text
        done: dict[str, object] = answer.json()
        return done

    def until(self, met: Callable[[], object], seconds: float = 8) -> None:
        deadline = time.monotonic() + seconds
        while not met():
            assert time.monotonic() < deadline, "it did not come to be"
            time.sleep(0.02)


def serve(app: Flask) -> BaseWSGIServer:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def small_line() -> Flask:
    """Answers fixed documents, and only to who signs properly."""
    app = Flask("line")

    @app.post("/<path:path>")
    def answer(path: str) -> Response:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not RequestValidator(TOKEN).validate(request.url, request.form, signature):
            return Response("", 403)
        return Response(f"<Response>{PAGES.get(path, '')}</Response>", content_type="text/xml")

    return app


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    line = serve(small_line())
    public = f"http://127.0.0.1:{line.server_port}"
    settings = {"PUBLIC_URL": public, "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "LINE_NUMBER": LINE}
    transport = PostingTransport()
    engine = Engine(Carrier(config_from(settings, 0), RealClock(), transport))
    phones = serve(create_app(engine, PEOPLE))
    engine.start()
    base = f"http://127.0.0.1:{phones.server_port}"
    client = Client(ACCOUNT, TOKEN)
    client.api.base_url = client.voice.base_url = base
    yield Town(base, public, engine.carrier, client)
    for server in (phones, line):
        server.shutdown()
    transport.close()
    engine.stop()


def test_the_vendors_client_creates_fetches_updates_and_lists_calls(town: Town) -> None:
    began = datetime.now(UTC)
    call = town.client.calls.create(
        to=ANA, from_=LINE, url=town.line + "/page", timeout=20, status_callback=town.line + "/voice/status",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )  # fmt: skip
    assert (call.status, call.direction, call.to, call._from) == ("queued", "outbound-api", ANA, LINE)
    town.until(lambda: town.carrier.ringing(ANA))
    assert town.client.calls(call.sid).fetch().status == "ringing"
    town.act("answer", sid=call.sid)
    leg = town.carrier.leg(call.sid)
    assert leg is not None
    town.until(lambda: leg.doing == "gather")
    assert town.act("press", sid=call.sid, keys="1")["heard"] is True
    town.until(lambda: "es suyo" in leg.heard)
    listed = town.client.calls.list(to=ANA, status="in-progress", start_time_after=began - timedelta(seconds=2))
    assert [found.sid for found in listed] == [call.sid]
    assert not town.client.calls.list(to=ANA, start_time_after=began + timedelta(hours=1))
    town.client.calls(call.sid).update(status="completed")
    town.until(lambda: leg.over)
    done = town.client.calls(call.sid).fetch()
    assert done.status == "completed" and isinstance(done.end_time, datetime)
    with pytest.raises(TwilioRestException) as refused:
        town.client.calls(call.sid).update(twiml="<Response/>")
    assert refused.value.code == 21220

    def told() -> list[str]:
        return [e.form["CallStatus"] for e in town.carrier.log if e.kind == "call-status" and e.sid == call.sid]

    town.until(lambda: told() == ["initiated", "ringing", "in-progress", "completed"])


def test_the_vendors_client_sends_and_lists_messages(town: Town) -> None:
    message = town.client.messages.create(to=CUSTOMER, from_=LINE, body="Caso 417", status_callback=town.line + "/m")
    assert message.status == "queued"
    town.until(lambda: town.client.messages(message.sid).fetch().status == "delivered")
    assert message.sid in [found.sid for found in town.client.messages.list(to=CUSTOMER, limit=5)]
    with pytest.raises(TwilioRestException) as refused:
        town.client.messages.create(to="12", from_=LINE, body="x")
    assert (refused.value.status, refused.value.code) == (400, 21211)


def test_the_vendors_client_fetches_and_deletes_recordings(town: Town) -> None:
    sid = str(town.act("dial", **{"from": CUSTOMER})["sid"])
    leg = town.carrier.leg(sid)
    assert leg is not None
    town.until(lambda: leg.doing == "record")
    town.act("speak", sid=sid, text="nada funciona", seconds=1)
    town.act("press", sid=sid, keys="#")
    town.until(lambda: leg.over)
    (recording,) = town.client.recordings.list(call_sid=sid)
    assert town.client.recordings(recording.sid).fetch().source == "RecordVerb"
    url = f"{town.base}/2010-04-01/Accounts/{ACCOUNT}/Recordings/{recording.sid}.wav"
    assert requests.get(url, auth=(ACCOUNT, TOKEN), timeout=5).content.startswith(b"RIFF")
    assert requests.get(url, timeout=5).status_code == 401
    assert town.client.recordings(recording.sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        town.client.recordings(recording.sid).fetch()
    assert gone.value.code == 20404
    assert [e.status for e in town.carrier.log if e.sid == sid] == [200] * 3  # each one rightly signed


def test_the_vendors_client_pages_through_lists(town: Town) -> None:
    for _ in range(3):
        town.client.messages.create(to="+50244449999", from_=LINE, body="x")
    assert len(town.client.messages.list(to="+50244449999", page_size=2)) == 3


@pytest.mark.parametrize(
    ("headers", "data", "status"),
    [
        ({"Content-Type": "application/x-www-form-urlencoded"}, "from=1", 415),
        ({"Content-Type": "text/plain"}, '{"from": "1"}', 415),
        ({"Content-Type": "application/json", "Host": "evil.example"}, "{}", 403),
        ({"Content-Type": "application/json"}, '{"sid": "CAnone", "keys": "1"}', 400),
    ],
)
def test_only_this_page_can_drive_the_telephones(town: Town, headers: dict[str, str], data: str, status: int) -> None:
    assert requests.post(f"{town.base}/sim/press", data=data, headers=headers, timeout=5).status_code == status


def events(town: Town, after: str | None, enough: int) -> list[tuple[str, str | None]]:
    """The first events of the stream, as (name, id)."""
    headers = {"Last-Event-ID": after} if after else {}
    found: list[tuple[str, str | None]] = []
    with requests.get(f"{town.base}/sim/events", headers=headers, stream=True, timeout=5) as stream:
        number: str | None = None
        for raw in stream.iter_lines():
            line = bytes(raw).decode()
            if line.startswith("id: "):
                number = line[4:]
            elif line.startswith("event: "):
                found.append((line[7:], number))
                number = None
                if len(found) == enough:
                    return found
    return found


def test_the_stream_shows_the_scene_and_replays_what_was_missed(town: Town) -> None:
    town.act("text", **{"from": CUSTOMER, "body": "hola"})
    town.act("text", **{"from": CUSTOMER, "body": "otra vez"})
    town.until(lambda: len([e for e in town.carrier.log if e.kind == "text" and e.response]) >= 2)
    assert events(town, None, 3) == [("scene", None), ("webhook", "1"), ("webhook", "2")]
    assert events(town, "1", 2) == [("scene", None), ("webhook", "2")]


def test_the_scene_names_people_and_their_calls(town: Town) -> None:
    town.act("behaviour", number=ANA, kind="busy")
    town.act("faults", kind="call-429")
    scene = requests.get(f"{town.base}/sim/state", timeout=5).json()
    assert (
        scene["engineers"][0]["id"] == "ana" and scene["behaviours"][ANA] == "busy" and scene["faults"] == ["call-429"]
    )
    assert json.dumps(scene)
    town.act("faults", clear=True)
    town.act("behaviour", number=ANA, kind="rings")


def test_the_page_is_served_with_all_it_needs(town: Town) -> None:
    scripts = [f"/page/{name}.js" for name in ("act", "app", "phone", "texting", "words", "message_words", "sound")]
    for path in ("/", "/page/style.css", *scripts):
        answer = requests.get(town.base + path, timeout=5)
        assert answer.status_code == 200 and "https://" not in answer.text, path


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"PUBLIC_URL": "https://line.example"}, "PUBLIC_URL"), ({"TWILIO_AUTH_TOKEN": "a" * 32}, "TWILIO_AUTH_TOKEN"),
        ({"LINE_NUMBER": ""}, "LINE_NUMBER"), ({"PUBLIC_URL": "http://127.0.0.1.evil.example"}, "PUBLIC_URL"),
    ],
)  # fmt: skip
def test_it_refuses_to_start_against_anything_real(change: dict[str, str], complaint: str) -> None:
    good = {
        "PUBLIC_URL": "http://127.0.0.1:8000",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": "demo,old",
        "LINE_NUMBER": LINE,
    }
    assert config_from(good, 8010).auth_token == "demo"
    with pytest.raises(ValueError, match=complaint):
        config_from(good | change, 8010)


def test_webhooks_go_to_this_machine_only(town: Town) -> None:
    town.client.calls.create(to=ANA, from_=LINE, url="http://192.0.2.1/page", status_callback="http://192.0.2.1/status")
    town.until(lambda: town.carrier.ringing(ANA))
    (leg,) = town.carrier.ringing(ANA)
    town.act("reject", sid=leg.sid)
    town.until(lambda: any(e.error for e in town.carrier.log if e.sid == leg.sid))
    assert "PermissionError" in str(next(e.error for e in town.carrier.log if e.sid == leg.sid))


def test_the_vendors_client_reads_the_account_its_balance_and_its_numbers(town: Town) -> None:
    account, money = town.client.api.accounts(ACCOUNT).fetch(), town.client.balance.fetch()
    assert (account.status, account.type, money.balance, money.currency) == ("active", "Full", "87.50", "USD")
    (owned,) = town.client.incoming_phone_numbers.list()
    assert (owned.phone_number, owned.voice_url, owned.voice_method) == (LINE, town.line + "/voice/incoming", "POST")
    assert (owned.status_callback, owned.sms_url) == (town.line + "/voice/status", town.line + "/text/incoming")
    assert town.client.incoming_phone_numbers.list(phone_number=ANA) == []
    town.carrier.account.verified.append(ANA)
    try:
        assert [each.phone_number for each in town.client.outgoing_caller_ids.list()] == [ANA]
        shown = town.client.calls.create(to=CUSTOMER, from_=ANA, url=town.line + "/page")
        town.client.calls(shown.sid).update(status="completed")
        with pytest.raises(TwilioRestException) as refused:  # a verified number may be shown, and cannot text
            town.client.messages.create(to=CUSTOMER, from_=ANA, body="x")
        assert refused.value.code == 21606
    finally:
        town.carrier.account.verified.clear()


def test_the_vendors_client_asks_whom_the_account_may_call(town: Town) -> None:
    permitted = town.client.voice.v1.dialing_permissions.countries
    assert permitted("GT").fetch().low_risk_numbers_enabled is True
    town.carrier.account.dialable.clear()
    try:
        assert permitted("GT").fetch().low_risk_numbers_enabled is False
        with pytest.raises(TwilioRestException) as refused:
            town.client.calls.create(to=ANA, from_=LINE, url=town.line + "/page")
        assert refused.value.code == 21215
    finally:
        town.carrier.account.dialable.add("GT")


def test_a_suspended_account_can_only_be_looked_at(town: Town) -> None:
    town.carrier.account.status = "suspended"
    try:
        assert town.client.api.accounts(ACCOUNT).fetch().status == "suspended"
        with pytest.raises(TwilioRestException) as refused:
            town.client.balance.fetch()
        assert (refused.value.status, refused.value.code) == (403, 20005)
    finally:
        town.carrier.account.status = "active"


def test_a_kept_document_is_given_to_who_signs_for_the_account(town: Town) -> None:
    url = f"{town.base}/twiml/{town.carrier.account.keep('<Response/>')}?AccountSid={ACCOUNT}"
    signature = RequestValidator(TOKEN).compute_signature(url, {})
    answer = requests.get(url, headers={"X-Twilio-Signature": signature}, timeout=5)
    assert (answer.status_code, answer.text, answer.headers["Content-Type"][:8]) == (200, "<Response/>", "text/xml")
    assert requests.get(url, timeout=5).status_code == 401


def test_a_call_falls_back_to_the_kept_document_when_the_line_does_not_answer(town: Town) -> None:
    owned = town.carrier.account.numbers[LINE]
    before = owned.voice_url, owned.voice_fallback_url
    kept = town.carrier.account.keep('<Response><Say>llame al otro número</Say><Pause length="60"/></Response>')
    owned.voice_url, owned.voice_fallback_url = "http://127.0.0.1:1/voice/incoming", f"{town.base}/twiml/{kept}"
    try:
        leg = town.carrier.leg(str(town.act("dial", **{"from": CUSTOMER})["sid"]))
        assert leg is not None
        town.until(lambda: "llame al otro número" in leg.heard)
        town.act("hangup", sid=leg.sid)
    finally:
        owned.voice_url, owned.voice_fallback_url = before
