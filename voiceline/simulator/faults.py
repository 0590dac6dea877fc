"""Trouble to order: each fault strikes once, at the next thing it fits."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = {
    "call-500": "REST Calls answers 500, nothing is created",
    "call-500-after": "REST Calls answers 500 although the call was created",
    "call-timeout": "REST Calls never answers although the call was created",
    "call-429": "REST Calls answers 429 (20429)",
    "message-500": "REST Messages answers 500, nothing is created",
    "message-timeout": "REST Messages never answers although the message was created",
    "message-429": "REST Messages answers 429 (20429)",
    "message-held": "the next message waits `seconds` in the queue; for longer than it is valid, it fails (30036)",
    "media-500": "a message's medium answers 500",
    "media-404": "a message's medium is not there yet (404)",
    "media-timeout": "a message's medium never comes",
    "callback-duplicate": "the next status callback comes twice",
    "callback-drop": "the next status callback never comes",
    "callback-delay": "the next status callback comes `seconds` late",
    "webhook-duplicate": "the next webhook comes twice, with one idempotency token; its first answer is obeyed",
    "webhook-retry": "the next webhook's answer is lost and it is sent again; the second answer is obeyed",
    "text-duplicate": "the next text of anybody comes twice, with one idempotency token; its first answer is obeyed",
    "text-swap": "the next text comes after the one that follows from that phone, or `seconds` late",
    "bad-signature": "the next webhook is wrongly signed",
    "no-signature": "the next webhook is not signed",
}


@dataclass(frozen=True)
class Fault:
    kind: str
    seconds: float = 0.0
    status: str | None = None  # only a callback with this CallStatus or MessageStatus


class Faults:
    def __init__(self) -> None:
        self.pending: list[Fault] = []

    def add(self, kind: str, *, times: int = 1, seconds: float = 30.0, status: str | None = None) -> None:
        if kind not in KINDS:
            raise ValueError(f"no such fault: {kind}; there are {', '.join(KINDS)}")
        self.pending += [Fault(kind, seconds, status)] * times

    def take(self, *kinds: str, status: str | None = None) -> Fault | None:
        for fault in self.pending:
            if fault.kind in kinds and fault.status in (None, status):
                self.pending.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        self.pending.clear()
