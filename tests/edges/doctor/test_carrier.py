"""The doctor over a real PostgreSQL, a real Redis, the line's web app and the carrier of our own, on sockets."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest
from flask import Flask
from redis import Redis
from rq import SimpleWorker
from rq.serializers import JSONSerializer
from sqlalchemy import text
from werkzeug.serving import BaseWSGIServer, make_server

from tests import servers
from tests.buckets import KEY, SECRET, s3_server
from tests.sim_phone import PASSWORD, sim_phone
from voiceline import __main__ as program
from voiceline.app import create_app
from voiceline.commands.doctor import TITLES
from voiceline.demo.postgres import Postgres
from voiceline.demo.valkey import Valkey, free_port
from voiceline.doctor.examination import examine
from voiceline.line import QUEUES, Line
from voiceline.settings import REQUIRED, Settings
from voiceline.simulator.__main__ import config_from, fall_back_to
from voiceline.simulator.account import Account, OwnedNumber
from voiceline.simulator.carrier import Carrier, RealClock
from voiceline.simulator.engine import Engine
from voiceline.simulator.people import People
from voiceline.simulator.server import create_app as create_carrier
from voiceline.simulator.transport import PostingTransport
from voiceline.store import directory, heartbeats
from voiceline.telephony.inspection import Inspection
from voiceline.telephony.phone import CarrierError
from voiceline.telephony.sim_inbound import EVENTS

BOOK = Path(__file__).parents[1] / "story" / "directory.toml"
LINE, OTHER = "+50256305476", "+15005550006"
NOWHERE = "127.0.0.1:1"


@dataclass
class Found:
    code: int
    healthy: bool
    checks: dict[str, dict[str, str]]
    words: str

    def state(self, name: str) -> str:
        return self.checks[name]["state"]

    def says(self, name: str) -> str:
        return f"{self.checks[name]['found']} → {self.checks[name]['do']}"

    @property
    def bad(self) -> set[str]:
        return {name for name, check in self.checks.items() if check["state"] == "bad"}

    @property
    def doubtful(self) -> set[str]:
        return {name for name, check in self.checks.items() if check["state"] == "warning"}


@dataclass
class House:
    """Everything that has to be right, and is."""

    environment: dict[str, str]
    carrier: Carrier
    line: Line
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]
    workers: list[SimpleWorker] = field(default_factory=list)

    @property
    def account(self) -> Account:
        return self.carrier.account

    @property
    def number(self) -> OwnedNumber:
        return self.account.numbers[LINE]

    def set(self, **variables: str) -> None:
        for name, value in variables.items():
            self.monkeypatch.setenv(name, value)

    def examined(self) -> Found:
        """By the command, as a person runs it."""
        self.capsys.readouterr()
        code = program.main(["doctor", "--json"])
        words = self.capsys.readouterr().out
        told = json.loads(words)
        return Found(code, told["healthy"], {each.pop("name"): each for each in told["checks"]}, words)


def serve(app: Flask, port: int = 0) -> BaseWSGIServer:
    server = make_server("127.0.0.1", port, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
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
    for queue in QUEUES:
        worker = SimpleWorker([queue], connection=redis, serializer=JSONSerializer, worker_ttl=25)
        worker.register_birth()
        house.workers.append(worker)
    carrier.account = Account()
    carrier.account.own(carrier.config.numbers())
    capsys.readouterr()
    assert program.main(["fallback"]) == 0
    fall_back_to(carrier, capsys.readouterr().out)
    yield house
    redis.flushdb()
    line.close()


def test_all_is_well_where_all_is_well(house: House) -> None:
    found = house.examined()
    assert (found.code, found.healthy, found.bad | found.doubtful) == (0, True, set()), found.words
    assert set(found.checks) == set(TITLES) and {tuple(each) for each in found.checks.values()} == {
        ("state", "found", "do")
    }
    assert all(not each["do"] for each in found.checks.values())


def test_for_people_each_check_is_one_line_and_what_to_do_another(house: House) -> None:
    house.account.balance = "12.00"
    house.capsys.readouterr()
    assert program.main(["doctor"]) == 0
    lines = house.capsys.readouterr().out.splitlines()
    checks = [line for line in lines if "→" not in line]
    assert len(checks) == len(TITLES) and {line.split()[0] for line in checks} == {"bien", "atención"}
    place = next(number for number, line in enumerate(lines) if line.startswith("atención  saldo: 12.00 USD"))
    assert "Recargue la cuenta" in lines[place + 1] and len(lines) == len(TITLES) + 1


def test_no_secret_and_no_whole_number_is_printed(house: House) -> None:
    house.set(
        DATABASE_URL=f"postgresql://me:pass-word-word@{NOWHERE}/x", REDIS_URL=f"redis://:pass-word-word@{NOWHERE}/0"
    )
    house.number.voice_url = "https://user:pass-word-word@elsewhere.example.com/voice?key=pass-word-word"
    words = house.examined().words
    for secret in (LINE, LINE[1:], "pass-word-word", "demo-token-of-the-doctor", "a-secret-of-the-doctor"):
        assert secret not in words
    assert "https://elsewhere.example.com/voice" in words and "+502…476" in words


# -- settings, and the way in


@pytest.mark.parametrize("missing", REQUIRED)
def test_a_missing_variable_is_a_finding_and_everything_else_is_still_looked_at(house: House, missing: str) -> None:
    house.monkeypatch.delenv(missing)
    found = house.examined()
    assert found.code == 1 and found.state("settings") == "bad" and f"{missing}: falta" in found.says("settings")
    hangs_on = {
        "DATABASE_URL": {
            "database",
            "schema",
            "directory",
            "texts_to_engineers",
            "clock",
            "clock_database",
            "fallback",
        },
        "REDIS_URL": {"redis", "redis_memory", "workers"},
        "PUBLIC_URL": {"public_url", "line_number", "webhooks", "fallback"},
        "LINE_NUMBER": {"line_number", "caller_number", "sms_number", "webhooks", "fallback"},
        "SECRET_KEY": set(),
    }
    at_carrier = {"account", "balance", "geo_permission", "clock_carrier"} | hangs_on["LINE_NUMBER"]
    assert found.bad | found.doubtful == {"settings"} | hangs_on.get(missing, at_carrier), found.words


def test_every_bad_variable_is_named_in_spanish(house: House) -> None:
    house.set(
        DATABASE_URL="mysql://x", REDIS_URL="x", PUBLIC_URL="http://example.com", LINE_NUMBER="5630",
        TWILIO_AUTH_TOKEN=",", CALLS_PER_SECOND="0",
    )  # fmt: skip
    said = house.examined().checks["settings"]["found"]
    for part in (
        "DATABASE_URL: no es una dirección postgresql",
        "REDIS_URL: no es una dirección redis",
        "PUBLIC_URL: no es una dirección https",
        "LINE_NUMBER: no es un número",
        "TWILIO_AUTH_TOKEN: no contiene",
        "CALLS_PER_SECOND: no es un número mayor",
    ):
        assert part in said


def test_optional_channels_that_are_off_are_said_to_be(house: House) -> None:
    house.monkeypatch.delenv("PULSE_URL")
    found = house.examined()
    assert found.code == 0 and found.doubtful == {"pulse"} and "apagado" in found.says("whatsapp")
    house.set(WHATSAPP_NUMBER=LINE)
    assert "encendido" in house.examined().says("whatsapp")


def test_nobody_at_the_public_url(house: House) -> None:
    house.set(PUBLIC_URL=f"http://{NOWHERE}")
    found = house.examined()
    assert found.state("public_url") == "bad" and "no hay conexión" in found.says("public_url")


def test_somebody_else_at_the_public_url(house: House) -> None:
    house.set(PUBLIC_URL=house.environment["TWILIO_API_URL"])  # a web server, but not ours
    found = house.examined()
    assert found.state("public_url") == "bad" and "no es esta aplicación" in found.says("public_url")


def test_a_real_carrier_cannot_reach_this_machine(house: House) -> None:
    """With the real carrier's address (which nothing here asks: its credentials are missing)."""
    house.set(TWILIO_API_URL="https://api.example.com")
    house.monkeypatch.delenv("TWILIO_AUTH_TOKEN")
    assert "solo desde esta máquina" in house.examined().says("public_url")


# -- the database


def test_without_a_database_the_rest_is_still_looked_at(house: House) -> None:
    house.set(DATABASE_URL=f"postgresql://x@{NOWHERE}/x")
    found = house.examined()
    assert found.code == 1 and found.bad == {"database"}
    assert found.doubtful == {"schema", "directory", "texts_to_engineers", "clock", "clock_database", "fallback"}
    assert "Arranque PostgreSQL" in found.says("database")


def test_a_database_without_its_schema(house: House, postgres: Postgres) -> None:
    house.set(DATABASE_URL=postgres.url("bare_doctor"))
    found = house.examined()
    assert found.bad == {"schema"} and "voiceline migrate" in found.says("schema")
    assert found.doubtful == {"directory", "texts_to_engineers", "clock", "fallback"}
    postgres.drop("bare_doctor")


def test_no_directory(house: House) -> None:
    with house.line.transaction() as session:
        session.execute(text("TRUNCATE directory_versions CASCADE"))
    found = house.examined()
    assert found.bad == {"directory"} and "load ARCHIVO" in found.says("directory")
    assert found.doubtful == {"texts_to_engineers", "fallback"}


@pytest.mark.parametrize(("seconds", "state"), [(0, "ok"), (30, "warning"), (-30, "warning"), (120, "bad")])
def test_a_clock_that_is_off_is_seen_against_both(house: House, seconds: float, state: str) -> None:
    line = Line(house.line.settings, now=lambda: datetime.now(UTC) + timedelta(seconds=seconds))
    found = {check.name: check for check in examine(line)}
    line.close()
    for name in ("clock_database", "clock_carrier"):
        assert found[name].state == state, found[name]
        assert state == "ok" or ("adelante" if seconds > 0 else "atrás") in found[name].found


# -- Redis and the processes


def test_without_redis_the_rest_is_still_looked_at(house: House) -> None:
    house.set(REDIS_URL=f"redis://{NOWHERE}/0")
    found = house.examined()
    assert found.code == 1 and found.bad == {"redis"} and found.doubtful == {"redis_memory", "workers"}


@pytest.mark.parametrize(
    ("limit", "policy", "state"),
    [(0, "allkeys-lru", "ok"), (64 << 20, "noeviction", "ok"), (64 << 20, "allkeys-lru", "bad"),
     (64 << 20, "volatile-ttl", "warning")],
)  # fmt: skip
def test_what_redis_drops_when_it_is_full(house: House, valkey: Valkey, limit: int, policy: str, state: str) -> None:
    redis = Redis.from_url(valkey.url)
    try:
        redis.config_set("maxmemory", limit)
        redis.config_set("maxmemory-policy", policy)
        found = house.examined()
        assert found.state("redis_memory") == state and (state == "ok" or policy in found.says("redis_memory"))
    finally:
        redis.config_set("maxmemory", 0)
        redis.config_set("maxmemory-policy", "noeviction")


def test_no_worker(house: House) -> None:
    for worker in house.workers:
        worker.register_death()
    found = house.examined()
    assert found.bad == {"workers"} and "python -m workers" in found.says("workers")


@pytest.mark.parametrize("ago", [30, 60])
def test_a_worker_that_fell_silent_counts_for_nothing(house: House, ago: int) -> None:
    """Killed: its key stands for a minute and a half, its heart does not beat."""
    worker = house.workers[0]
    silent_since = datetime.now(UTC) - timedelta(seconds=ago)
    worker.connection.hset(worker.key, "last_heartbeat", silent_since.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
    found = house.examined()
    assert found.state("workers") == ("ok" if ago == 30 else "bad"), found.words
    assert f"{1 if ago == 30 else 0} en «urgent», 1 en «messages», 1 en «calm»" in found.says("workers")


@pytest.mark.parametrize("beat", ["never", "old"])
def test_a_clock_that_does_not_beat(house: House, beat: str) -> None:
    with house.line.transaction() as session:
        change = "DELETE FROM heartbeats" if beat == "never" else "UPDATE heartbeats SET at = at - interval '1 minute'"
        session.execute(text(change))
    found = house.examined()
    assert found.bad == {"clock"} and "workers.clock" in found.says("clock")


# -- recordings


def test_recordings_in_the_database_need_nothing_more(house: House) -> None:
    found = house.examined()
    assert "base de datos y se borran a los 365 días" in found.says("recordings")
    assert "apagada" in found.says("transcription")
    house.set(RECORDINGS_KEPT="90d", TRANSCRIPTION="twilio")
    found = house.examined()
    assert "90 días" in found.says("recordings") and "se paga por minuto" in found.says("transcription")
    assert found.code == 0


def test_a_folder_is_written_and_read_and_nothing_stays_in_it(house: House, tmp_path: Path) -> None:
    house.set(RECORDINGS=str(tmp_path / "kept"))
    found = house.examined()
    assert found.state("recordings") == "ok" and str(tmp_path / "kept") in found.says("recordings")
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_folder_that_takes_nothing(house: House) -> None:
    house.set(RECORDINGS="/dev/null/kept")
    found = house.examined()
    assert found.bad == {"recordings"} and "Cree esa carpeta" in found.says("recordings")


def test_a_bucket_is_written_and_read_and_a_wrong_key_is_said(house: House, tmp_path: Path) -> None:
    with s3_server(tmp_path / "files") as url:
        house.set(RECORDINGS=url, AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY=SECRET)
        found = house.examined()
        assert found.state("recordings") == "ok" and "s3://recordings/voiceline se escribe" in found.says("recordings")
        assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]
        house.set(AWS_SECRET_ACCESS_KEY="another-secret-of-the-doctor")
        found = house.examined()
        assert found.bad == {"recordings"} and "AWS_SECRET_ACCESS_KEY" in found.says("recordings")
        assert "another-secret-of-the-doctor" not in found.words and SECRET not in found.words


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("RECORDINGS", "var/recordings", "no es ni una carpeta"),
        ("RECORDINGS", "s3:///prefix", "no es ni una carpeta"),
        ("RECORDINGS", "https://bucket.example.com", "no es ni una carpeta"),
        ("RECORDINGS", "s3://bucket?endpoint=bucket.example.com", "no es ni una carpeta"),
        ("RECORDINGS_KEPT", "a year", "no es un número de días"),
        ("RECORDINGS_KEPT", "0d", "no es un número de días"),
        ("TRANSCRIPTION", "yes", "quien transcribe"),
    ],
)
def test_a_setting_of_recordings_that_makes_no_sense(house: House, variable: str, value: str, words: str) -> None:
    house.set(**{variable: value})
    found = house.examined()
    assert found.bad == {"settings"} and f"{variable}: " in found.says("settings") and words in found.says("settings")
    house.capsys.readouterr()
    assert program.main(["who", "2026-11-24 02:10"]) == 1
    assert house.capsys.readouterr().err.startswith(f"voiceline: {variable} ")


# -- WhatsApp's templates

TEMPLATE = "HX" + "a" * 32


@pytest.mark.parametrize(
    "value",
    [
        "opened.es",
        "[]",
        '{"opened.es": "HX1"}',
        '{"opened.es": []}',
        json.dumps({"opened": [TEMPLATE]}),
        '{"opened.es": ["HX1", "case_number"]}',
        json.dumps({"opened.es": [TEMPLATE, 1]}),
    ],
)
def test_templates_that_make_no_sense(house: House, value: str) -> None:
    house.set(WHATSAPP_NUMBER="+50256305476", WHATSAPP_TEMPLATES=value)
    found = house.examined()
    assert found.bad == {"settings"} and "WHATSAPP_TEMPLATES: no es JSON" in found.says("settings")


def test_templates_need_the_number_they_are_sent_from(house: House) -> None:
    house.set(WHATSAPP_TEMPLATES=json.dumps({"opened.es": [TEMPLATE, "case_number"]}))
    found = house.examined()
    assert found.bad == {"settings"} and "WHATSAPP_NUMBER: falta" in found.says("settings")


@pytest.mark.parametrize(
    ("news", "name", "is_odd"),
    [
        ("opened.es", "case_number", False),
        ("opened.es", "at_clock", True),
        ("opened.fr", "case_number", True),
        ("nothing.es", "case_number", True),
    ],
)
def test_a_template_asks_only_for_what_its_news_says(house: House, news: str, name: str, is_odd: bool) -> None:
    house.set(WHATSAPP_NUMBER="+50256305476", WHATSAPP_TEMPLATES=json.dumps({news: [TEMPLATE, name]}))
    found = house.examined()
    assert ("whatsapp" in found.doubtful) is is_odd and (news in found.says("whatsapp")) is is_odd


# -- the phone with our SIM


def test_a_phone_with_our_sim_is_asked_and_what_is_wrong_with_it_is_said(house: House) -> None:
    base = house.environment["PUBLIC_URL"]
    with sim_phone() as phone:
        house.set(SMS_BY="sim", SIM_GATEWAY_URL=phone.url, SIM_GATEWAY_SECRET="signing-key-of-the-phone")
        phone.devices = [{"id": "phone-1", "name": "x", "lastSeen": datetime.now(UTC).isoformat()}]
        phone.webhooks = [{"event": event, "url": f"{base}/sim/event"} for event in EVENTS]
        for newer in (True, False):
            phone.knows_devices = newer
            found = house.examined()
            assert found.code == 0 and found.bad | found.doubtful == set(), found.words
        assert "salen por el SIM" in found.says("sms_number")
        phone.devices[0]["lastSeen"] = (datetime.now(UTC) - timedelta(hours=4)).isoformat().replace("+00:00", "Z")
        phone.webhooks.pop(0)
        found = house.examined()
        assert found.bad == {"sim_gateway", "sim_webhooks"} and "240 min" in found.says("sim_gateway")
        house.set(SIM_GATEWAY_URL=phone.url.replace(PASSWORD, "another-password"))
        found = house.examined()
        assert found.bad == {"sim_gateway"} and "rechaza las claves" in found.says("sim_gateway")
        assert "another-password" not in found.words and "signing-key-of-the-phone" not in found.words
    found = house.examined()
    assert found.bad == {"sim_gateway"} and found.doubtful == {"sim_webhooks"}
    assert "no hay conexión" in found.says("sim_gateway")


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SMS_BY", "pigeon", "no es ni twilio ni sim"),
        ("SIM_GATEWAY_URL", "https://sms.example.com", "usuario:clave"),
        ("SIM_GATEWAY_URL", "http://me:pass-word@sms.example.com", "usuario:clave"),
        ("SIM_GATEWAY_URL", "ftp://me:pass-word@sms.example.com", "usuario:clave"),
        ("SIM_GATEWAY_URL", "https://me:pass-word@sms.example.com:port", "usuario:clave"),
        ("SIM_GATEWAY_URL", "https://me:pass-word@sms.example.com?sim=4", "usuario:clave"),
    ],
)
def test_a_setting_of_the_sim_that_makes_no_sense(house: House, variable: str, value: str, words: str) -> None:
    house.set(**{variable: value})
    found = house.examined()
    assert "settings" in found.bad and words in found.says("settings"), found.words
    assert "pass-word" not in found.words


def test_sms_by_a_sim_need_its_phone_and_its_key(house: House) -> None:
    house.set(SMS_BY="sim")
    found = house.examined()
    said = found.says("settings")
    assert "SIM_GATEWAY_URL: falta" in said and "SIM_GATEWAY_SECRET: falta" in said
    assert found.bad == {"settings"} and found.doubtful == {"sim_gateway", "sim_webhooks"}


# -- the carrier


def test_a_wrong_token(house: House) -> None:
    house.set(TWILIO_AUTH_TOKEN="not-the-token")
    found = house.examined()
    assert found.bad == {"account"} and "rechaza las claves" in found.says("account")
    told = {"balance", "geo_permission", "line_number", "caller_number", "sms_number", "webhooks", "fallback"}
    assert found.doubtful == told | {"clock_carrier"}
    assert all("código 20003" in found.says(name) for name in found.doubtful)


def test_nobody_at_the_carriers_address(house: House) -> None:
    house.set(TWILIO_API_URL=f"http://{NOWHERE}")
    found = house.examined()
    assert found.bad == {"account"} and "TWILIO_API_URL" in found.says("account")


def change_nothing(account: Account) -> None:
    """As it is."""


def suspend(account: Account) -> None:
    account.status = "suspended"


def on_trial(account: Account) -> None:
    account.type = "Trial"


def no_guatemala(account: Account) -> None:
    account.dialable.clear()


def poor(account: Account) -> None:
    account.balance = "19.99"


def broke(account: Account) -> None:
    account.balance = "4.99"


def in_euros(account: Account) -> None:
    account.currency = "EUR"


@pytest.mark.parametrize(
    ("change", "name", "state", "words"),
    [
        (change_nothing, "account", "ok", "activa"),
        (suspend, "account", "bad", "suspendida"),
        (on_trial, "account", "warning", "de prueba"),
        (no_guatemala, "geo_permission", "bad", "permisos geográficos"),
        (poor, "balance", "warning", "19.99 USD"),
        (broke, "balance", "bad", "Recargue"),
        (in_euros, "balance", "warning", "EUR"),
    ],
)
def test_an_account_that_ails(
    house: House, change: Callable[[Account], None], name: str, state: str, words: str
) -> None:
    change(house.account)
    found = house.examined()
    assert found.state(name) == state and words in found.says(name)
    assert found.bad == ({name} if state == "bad" else set()) and found.code == (state == "bad")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"voice_url": "https://elsewhere.example.com/x"}, "VoiceUrl es https://elsewhere.example.com/x"),
        ({"voice_method": "GET"}, "VoiceUrl va por GET"),
        ({"status_callback": ""}, "StatusCallback está vacía"),
        ({"sms_url": ""}, "SmsUrl está vacía"),
    ],
)
def test_a_number_that_leads_elsewhere(house: House, changes: dict[str, str], words: str) -> None:
    for name, value in changes.items():
        setattr(house.number, name, value)
    found = house.examined()
    assert found.bad == {"webhooks"} and words in found.says("webhooks")
    assert f"{house.environment['PUBLIC_URL']}/voice/incoming" in found.says("webhooks")


def test_a_url_may_carry_the_carriers_patience(house: House) -> None:
    house.number.voice_url += "#rc=2&ct=2000"
    assert house.examined().healthy


def test_an_application_overrides_what_the_number_says(house: House) -> None:
    house.number.voice_application_sid = "AP" + "0" * 32
    found = house.examined()
    assert found.doubtful == {"webhooks"} and "AP0" in found.says("webhooks")


def test_a_line_number_of_another_carrier_is_normal(house: House) -> None:
    """+502 5… is not sold by the carrier: it reaches us by forwarding, through a number that is the account's."""
    house.set(CALLER_NUMBER=OTHER)
    door = house.account.numbers.pop(LINE)
    door.number = OTHER
    house.account.own([door])
    house.capsys.readouterr()
    assert program.main(["fallback"]) == 0
    fall_back_to(house.carrier, house.capsys.readouterr().out)  # which shows the caller number
    found = house.examined()
    assert found.healthy and not found.doubtful, found.words
    assert "no es del operador" in found.says("line_number") and "+150…006" in found.says("line_number")


def test_nothing_of_the_account_leads_to_us(house: House) -> None:
    house.account.numbers.clear()
    house.account.verified.append(LINE)
    found = house.examined()
    assert found.state("line_number") == "warning" and "BYOC" in found.says("line_number")
    assert found.state("caller_number") == "ok" and "verificado" in found.says("caller_number")
    assert found.bad == {"sms_number"}  # a verified number may be shown, and cannot text


def test_a_caller_number_that_is_nobodys(house: House) -> None:
    house.set(CALLER_NUMBER="+50255550999", SMS_NUMBER=LINE)
    found = house.examined()
    assert "caller_number" in found.bad and "sms_number" not in found.bad


# -- the static fallback


def test_a_stale_fallback(house: House) -> None:
    words = BOOK.read_text(encoding="utf-8").replace("+50255550401", "+50255550999")
    with house.line.transaction() as session:
        assert directory.load(session, words, BOOK.name, "test", house.line.now())[0]
    found = house.examined()
    assert found.bad == {"fallback"} and "no dice lo de hoy" in found.says("fallback")
    assert "voiceline fallback" in found.says("fallback")


def test_a_fallback_is_the_same_however_it_is_laid_out(house: House) -> None:
    (kept,) = house.account.bins
    house.account.bins[kept] = house.account.bins[kept].replace("><", ">\n  <").split("?>")[1]
    assert house.examined().healthy


@pytest.mark.parametrize(
    ("url", "state", "words"),
    [
        ("", "bad", "no tiene"),
        ("{public}/voice/fallback", "warning", "cae con ella"),
        ("{carrier}/twiml/EHgone", "bad", "404"),
        (f"http://{NOWHERE}/twiml", "warning", "no hay conexión"),
    ],
)
def test_a_fallback_that_would_not_help(house: House, url: str, state: str, words: str) -> None:
    places = {"public": house.environment["PUBLIC_URL"], "carrier": house.environment["TWILIO_API_URL"]}
    house.number.voice_fallback_url = url.format(**places)
    found = house.examined()
    assert found.state("fallback") == state and words in found.says("fallback")
    assert found.bad | found.doubtful == {"fallback"}


def test_while_rotating_whichever_token_is_the_accounts_opens_the_document(house: House) -> None:
    rotating = {**house.environment, "TWILIO_AUTH_TOKEN": f"the-next-token,{house.environment['TWILIO_AUTH_TOKEN']}"}
    inspection = Inspection(Settings.from_environment(rotating), house.line.now)
    (kept,) = house.account.bins.values()
    assert inspection.document(house.number.voice_fallback_url) == kept
    stranger = Settings.from_environment({**house.environment, "TWILIO_AUTH_TOKEN": "a-strangers-token"})
    with pytest.raises(CarrierError, match="401"):
        Inspection(stranger, house.line.now).document(house.number.voice_fallback_url)


# -- time


def test_four_that_never_answer_cost_one_patience(house: House) -> None:
    """A socket that listens and says nothing, in everybody's place."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        place = f"127.0.0.1:{silent.getsockname()[1]}"
        line = Line(
            Settings.from_environment(
                house.environment
                | {
                    "DATABASE_URL": f"postgresql://x@{place}/x",
                    "REDIS_URL": f"redis://{place}/0",
                    "PUBLIC_URL": f"http://{place}",
                    "TWILIO_API_URL": f"http://{place}",
                }
            )
        )
        began = monotonic()
        found = {check.name: check.state for check in examine(line, patience=1.0)}
        took = monotonic() - began
        line.close()
    assert 1.0 <= took < 3.0
    assert {name for name, state in found.items() if state == "bad"} == {"database", "redis", "public_url", "account"}
    assert set(found) == set(TITLES)
