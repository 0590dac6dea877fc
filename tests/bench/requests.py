"""Signed requests, made before the run, and a load generator that only sends them and times the answers."""

import socket
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlencode, urlsplit

from voiceline.simulator.signature import sign

TOKEN = "benchtoken"
CONSTANT = {
    "AccountSid": "AC" + "0" * 32,
    "ApiVersion": "2010-04-01",
    "CallerCity": "",
    "CallerCountry": "GT",
    "CallerState": "",
    "CallerZip": "",
    "Direction": "inbound",
    "FromCity": "",
    "FromCountry": "GT",
    "FromState": "",
    "FromZip": "",
    "ToCountry": "GT",
}


def number(i: int) -> str:
    return f"+5024{i:07d}"


def sid(i: int, prefix: str = "CA") -> str:
    return f"{prefix}{i:032x}"


def voice_form(i: int) -> dict[str, str]:
    own = {"CallSid": sid(i), "CallStatus": "ringing", "From": number(i), "Caller": number(i)}
    return {**CONSTANT, **own, "To": "+50256305476", "Called": "+50256305476"}


def sms_form(i: int) -> dict[str, str]:
    own = {"MessageSid": sid(i, "SM"), "SmsSid": sid(i, "SM"), "NumMedia": "0", "NumSegments": "1"}
    body = f"El sistema no responde desde las dos de la madrugada, por favor llamen #{i}"
    return {**CONSTANT, **own, "From": number(i), "To": "+50256305476", "Body": body}


def ack_form(i: int) -> dict[str, str]:
    own = {"CallSid": sid(i), "CallStatus": "in-progress", "From": "+50256305476", "To": number(i), "Digits": "1"}
    return {**CONSTANT, **own, "Direction": "outbound-api", "msg": "Gather End"}


def signed(url: str, form: dict[str, str]) -> bytes:
    """A whole HTTP request, ready to be sent."""
    parts = urlsplit(url)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    body = urlencode(form).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nUser-Agent: TwilioProxy/1.1\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        f"X-Twilio-Signature: {sign(TOKEN, url, list(form.items()))}\r\n\r\n"
    )
    return head.encode() + body


@dataclass
class Load:
    """What a run of requests came to. Times in milliseconds."""

    seconds: float
    times: list[float]
    failures: int

    def p(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def answer(port: int, request: bytes, patience: float = 20) -> str:
    """What one request is answered, on a connection of its own; OSError when nobody answers, or not with 200 or 204."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        connection.sendall(request)
        reader = connection.makefile("rb")
        status, body = _read(reader)
    if b" 200 " not in status and b" 204 " not in status:
        raise OSError(status.decode().strip() or "nothing came")
    return body.decode()


def send(port: int, requests: Sequence[bytes], connections: int) -> Load:
    """Every request once, over so many kept-alive connections at a time."""
    times: list[float] = []
    failures = 0
    lock = threading.Lock()
    ahead = iter(requests)

    def run() -> None:
        nonlocal failures
        own: list[float] = []
        wrong = 0
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            reader = connection.makefile("rb")
            while True:
                with lock:
                    request = next(ahead, None)
                if request is None:
                    break
                began = time.perf_counter()
                connection.sendall(request)
                wrong += not _is_good(reader)
                own.append((time.perf_counter() - began) * 1000)
        with lock:
            times.extend(own)
            failures += wrong

    threads = [threading.Thread(target=run) for _ in range(connections)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(time.perf_counter() - began, times, failures)


def _is_good(reader: BinaryIO) -> bool:
    status, body = _read(reader)
    return b" 200 " in status and b"<Response" in body


def _read(reader: BinaryIO) -> tuple[bytes, bytes]:
    """Status line and body of one answer."""
    status = reader.readline()
    length = 0
    while line := reader.readline().strip():
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    return status, reader.read(length)
