"""B4: from the keypress that opens a P1 to the REST request that rings an engineer."""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

from tests.bench import requests
from tests.bench.stage import LOAD_CORE, Stage

DIRECTORY_HEAD = """
[line]
name = "Línea urgente"
timezone = "America/Guatemala"
[hours]
monday = ["08:00-17:00"]
"""


class Carrier(BaseHTTPRequestHandler):
    """Notes when each call is asked for, and says yes at once."""

    protocol_version = "HTTP/1.1"
    arrived: dict[str, float] = {}  # noqa: RUF012
    count = 0
    lock = threading.Lock()

    def do_POST(self) -> None:
        now = time.perf_counter()
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        with self.lock:
            Carrier.count += 1
            made = f"{'CA' if 'Calls' in self.path else 'SM'}f{Carrier.count:031x}"  # never a caller's own sid
            if "Calls" in self.path:
                Carrier.arrived.setdefault(form["To"][0], now)
        body = json.dumps({"sid": made, "status": "queued", "to": form["To"][0]}).encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


def directory(engineers: int) -> str:
    """One customer an engineer would be odd; so every step rings a group of one engineer, and each case another."""
    people = [
        f'[[engineers]]\nid = "e{i}"\nname = "Engineer {i}"\nphones = ["+5025{i:07d}"]\n' for i in range(engineers)
    ]
    steps = '[{ page = ["e0"], by = ["call"], wait = "1h" }]'
    policies = [
        f'[[policies]]\nseverity = "{severity}"\nduring = "always"\nsteps = {steps}\n' for severity in ("P1", "P2")
    ]
    customer = '[[customers]]\nname = "Banco"\nphones = ["+50244440001"]\n'
    return "\n".join([DIRECTORY_HEAD, *people, customer, *policies])


def b4(stage: Stage, count: int) -> str:
    """The figure in words: p50 and p99 in ms. Each case's page is ended by its callback before the next begins."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Carrier)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    carrier = {"TWILIO_API_URL": f"http://127.0.0.1:{server.server_address[1]}"}
    stage.load_directory(directory(1))
    stage.execute("TRUNCATE tickets, ticket_events, calls, call_events, notifications, follow_ups CASCADE")
    worker, clock = [sys.executable, "-m", "workers"], [sys.executable, "-m", "workers.clock"]
    with stage.web("voiceline.app:create_app()", **carrier) as web:
        environment = {**stage.environment, "PUBLIC_URL": web.url, **carrier}
        with stage.process(worker, environment, LOAD_CORE), stage.process(clock, environment, LOAD_CORE):
            time.sleep(3)
            times = [_once(stage, web.url, web.port, i) for i in range(1, count + 4)][3:]
    server.shutdown()
    times.sort()
    p50, p99 = times[len(times) // 2], times[min(len(times) - 1, int(len(times) * 0.99))]
    met = "met" if p50 <= 30 and p99 <= 150 else "NOT MET"
    figure = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms (n={len(times)})"
    return f"B4 keypress → the request that rings: {figure}, target 30 / 150: {met}"


def _once(stage: Stage, url: str, port: int, i: int) -> float:
    form = requests.voice_form(i)
    ready = requests.signed(f"{url}/voice/incoming", form)
    key = requests.signed(f"{url}/voice/turn/0", {**form, "CallStatus": "in-progress", "Digits": "1"})
    assert requests.send(port, [ready], 1).failures == 0
    Carrier.arrived.clear()
    began = time.perf_counter()
    assert requests.send(port, [key], 1).failures == 0
    until = began + 10
    while not Carrier.arrived and time.perf_counter() < until:
        time.sleep(0.0002)
    if not Carrier.arrived:
        raise SystemExit("VOID: a page was lost")
    took = (next(iter(Carrier.arrived.values())) - began) * 1000
    time.sleep(0.25)
    stage.execute(
        "UPDATE notifications SET state = 'ended', outcome = 'no_answer', ended_at = now() WHERE state <> 'ended';"
        "UPDATE tickets SET status = 'acknowledged' WHERE status = 'open';"
        "UPDATE follow_ups SET state = 'cancelled' WHERE state = 'pending'"
    )
    return took
