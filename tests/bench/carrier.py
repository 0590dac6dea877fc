"""A carrier that says yes at once and notes when it was asked: ``python -m tests.bench.carrier PORT``.

It costs a tenth of a threaded server's request, so that what is measured is ours. ``/log`` tells, as JSON, who was
called when ([[seconds since the epoch, number], …]), ``/pages`` the same with the page that rang, ``/forget`` begins
anew. ``/slow/SECONDS/WHAT`` holds back, from then on, each answer whose path names it (``Messages``, or ``Accounts``
for all of them); what was asked is done all the same.
"""

import asyncio
import json
import sys
import time
import urllib.request
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

Arrival = tuple[float, str]
Asked = tuple[float, str, str]  # when, whom, and the page's own URL


class Made(NamedTuple):
    at: float
    to: str
    url: str
    sid: str


class Carrier(asyncio.Protocol):
    made: list[Made] = []  # noqa: RUF012
    count = 0
    slow = (0.0, b"")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport, self._read = transport, b""

    def data_received(self, data: bytes) -> None:
        self._read += data
        while True:
            head, found, rest = self._read.partition(b"\r\n\r\n")
            length = _length(head)
            if not found or len(rest) < length:
                return
            body, self._read = rest[:length], rest[length:]
            answer = _answer(head.split(b" ", 2), body)
            seconds, what = Carrier.slow
            if seconds and what in head.split(b"\r\n", 1)[0]:
                asyncio.get_running_loop().call_later(seconds, self._transport.write, answer)
            else:
                self._transport.write(answer)


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if rest else 0


def _answer(first: list[bytes], body: bytes) -> bytes:
    address = urlsplit(first[1].decode())
    asked = parse_qs(body.decode())
    if "To" in asked:
        return _create(address.path, asked)
    match address.path.split("/")[1:]:
        case ["log"]:
            return _written(200, [(made.at, made.to) for made in Carrier.made])
        case ["pages"]:
            return _written(200, [(made.at, made.to, made.url) for made in Carrier.made])
        case ["forget"]:
            Carrier.made.clear()
        case ["slow", seconds, what]:
            Carrier.slow = float(seconds), what.encode()
        case [*_, "Calls.json"]:
            to = parse_qs(address.query).get("To", [""])[0]
            known = [_call(made) for made in reversed(Carrier.made) if made.to == to]
            return _written(200, {"calls": known, "next_page_uri": None})
        case [*_, "Calls", name]:
            return _written(200, next((_call(made) for made in Carrier.made if f"{made.sid}.json" == name), {}))
    return _written(200, {"messages": [], "next_page_uri": None})


def _create(path: str, asked: dict[str, list[str]]) -> bytes:
    Carrier.count += 1
    to = asked["To"][0]
    if not path.endswith("Calls.json"):
        return _written(201, {"sid": f"SMf{Carrier.count:031x}", "status": "queued", "to": to})
    made = Made(time.time(), to, asked["Url"][0], f"CAf{Carrier.count:031x}")
    Carrier.made.append(made)
    return _written(201, _call(made))


def _call(made: Made) -> dict[str, object]:
    created = format_datetime(datetime.fromtimestamp(made.at, UTC))
    return {"sid": made.sid, "to": made.to, "status": "ringing", "direction": "outbound-api", "date_created": created}


def _written(status: int, answer: object) -> bytes:
    body = json.dumps(answer).encode()
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def log_of(url: str) -> list[Arrival]:
    with urllib.request.urlopen(f"{url}/log", timeout=30) as answer:
        return [(at, to) for at, to in json.loads(answer.read())]


def pages_of(url: str) -> list[Asked]:
    with urllib.request.urlopen(f"{url}/pages", timeout=30) as answer:
        return [(at, to, page) for at, to, page in json.loads(answer.read())]


def slow(url: str, seconds: float, what: str) -> None:
    urllib.request.urlopen(f"{url}/slow/{seconds}/{what}", timeout=30).close()


def forget(url: str) -> None:
    urllib.request.urlopen(f"{url}/forget", timeout=30).close()


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Carrier, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
