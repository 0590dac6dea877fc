"""A carrier that says yes at once and notes when it was asked: ``python -m tests.bench.carrier PORT``.

It costs a tenth of a threaded server's request, so that what is measured is ours. ``/log`` tells, as JSON, who was
called when ([[seconds since the epoch, number], …]), ``/forget`` begins the log anew. Who looks a call up finds it.
"""

import asyncio
import json
import sys
import time
import urllib.request
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import parse_qs

Arrival = tuple[float, str]


class Carrier(asyncio.Protocol):
    log: list[Arrival] = []  # noqa: RUF012

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
            self._transport.write(_answer(head.split(b" ", 2), body))


def _length(head: bytes) -> int:
    _, _, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if rest else 0


def _answer(first: list[bytes], body: bytes) -> bytes:
    if first[0] == b"POST":
        to = parse_qs(body.decode())["To"][0]
        Carrier.log.append((time.time(), to))
        kind = "CA" if b"Calls" in first[1] else "SM"
        return _written(201, {"sid": _sid(kind, len(Carrier.log)), "status": "queued", "to": to})
    if first[1] == b"/log":
        return _written(200, Carrier.log)
    if first[1] == b"/forget":
        Carrier.log.clear()
        return _written(200, [])
    to = parse_qs(first[1].decode().partition("?")[2]).get("To", [""])[0]
    return _written(200, {"calls": _known(to), "next_page_uri": None})


def _known(to: str) -> list[dict[str, str]]:
    """The legs to this number, as far as whoever looks for them needs to know."""
    found = [(_sid("CA", place), at) for place, (at, called) in enumerate(Carrier.log, 1) if called == to]
    return [
        {"sid": sid, "direction": "outbound-api", "date_created": format_datetime(datetime.fromtimestamp(at, UTC))}
        for sid, at in found
    ]


def _sid(kind: str, place: int) -> str:
    return f"{kind}f{place:031x}"


def _written(status: int, answer: object) -> bytes:
    body = json.dumps(answer).encode()
    head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def log_of(url: str) -> list[Arrival]:
    with urllib.request.urlopen(f"{url}/log", timeout=30) as answer:
        return [(at, to) for at, to in json.loads(answer.read())]


def forget(url: str) -> None:
    urllib.request.urlopen(f"{url}/forget", timeout=30).close()


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Carrier, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
