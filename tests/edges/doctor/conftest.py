"""The line's web app and the carrier of our own, on sockets, over a real PostgreSQL and a real Redis."""

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from redis import Redis
from werkzeug.serving import BaseWSGIServer, make_server

from tests import servers
from tests.edges.doctor.patient import BOOK, LINE, House
from tests.listeners import listen
from voiceline import __main__ as program
from voiceline.app import create_app
from voiceline.demo.valkey import free_port
from voiceline.line import Line
from voiceline.settings import Settings
from voiceline.simulator.__main__ import config_from, fall_back_to
from voiceline.simulator.account import Account
from voiceline.simulator.carrier import Carrier, RealClock
from voiceline.simulator.engine import Engine
from voiceline.simulator.people import People
from voiceline.simulator.server import create_app as create_carrier
from voiceline.simulator.transport import PostingTransport
from voiceline.store import directory, heartbeats


def serve(app: Flask, port: int = 0) -> BaseWSGIServer:
    server = make_server("127.0.0.1", port, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="package")
def town(database_url: str, redis_url: str) -> Iterator[tuple[dict[str, str], Carrier]]:
    """The line's web process and the carrier, each on its own port."""
    port, phones = free_port(), free_port()
    environment = {
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "LINE_NUMBER": LINE,
        "TWILIO_ACCOUNT_SID": "AC" + "5" * 32,
        "TWILIO_AUTH_TOKEN": "demo-token-of-the-doctor",
        "TWILIO_API_URL": f"http://127.0.0.1:{phones}",
        "SECRET_KEY": "a-secret-of-the-doctor",
        "PULSE_URL": "https://watch.example.com/1",
    }
    line = Line(Settings.from_environment(environment))
    transport = PostingTransport()
    engine = Engine(Carrier(config_from(environment, phones), RealClock(), transport))
    running = [serve(create_app(line), port), serve(create_carrier(engine, People()), phones)]
    engine.start()
    yield environment, engine.carrier
    for server in running:
        server.shutdown()
    transport.close()
    engine.stop()
    line.close()


@pytest.fixture
def house(
    town: tuple[dict[str, str], Carrier], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[House]:
    environment, carrier = town
    optional = ("CALLER_NUMBER", "SMS_NUMBER", "WHATSAPP_NUMBER", "RECORDINGS", "RECORDINGS_KEPT", "TRANSCRIPTION")
    for name in (*optional, "SMS_BY", "SIM_GATEWAY_URL", "SIM_GATEWAY_SECRET"):
        monkeypatch.delenv(name, raising=False)
    line = Line(Settings.from_environment(environment))
    house = House(environment, carrier, line, monkeypatch, capsys)
    house.set(**environment)
    servers.empty(environment["DATABASE_URL"])
    with line.transaction() as session:
        directory.load(session, BOOK.read_text(encoding="utf-8"), BOOK.name, "test", line.now())
        heartbeats.beat(session, "clock")
    redis = Redis.from_url(environment["REDIS_URL"])
    redis.flushdb()
    house.workers += listen(environment["REDIS_URL"])
    carrier.account = Account()
    carrier.account.own(carrier.config.numbers())
    capsys.readouterr()
    assert program.main(["fallback"]) == 0
    fall_back_to(carrier, capsys.readouterr().out)
    yield house
    redis.flushdb()
    line.close()
