"""SMS and WhatsApp as they are kept: messages, what was refused, and what phones sent along with a text."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from voiceline.simulator.alphabet import segments
from voiceline.simulator.templates import Button

LONGEST_BODY = 1600
LONGEST_VALIDITY = 36000  # seconds; also what holds when none is given
MOST_MEDIA = 10
# What it is and what it is said to be; and the address the form names instead of ours, where it lies about that too.
Sent = tuple[bytes, str] | tuple[bytes, str, str]


@dataclass(eq=False)
class Message:
    sid: str
    from_: str
    to: str
    body: str
    channel: str  # 'sms', 'whatsapp'
    direction: str  # 'inbound', 'outbound-api', 'outbound-reply'
    status: str
    created_at: datetime
    error_code: int | None = None
    status_callback: str | None = None
    content_sid: str | None = None
    buttons: tuple[Button, ...] = ()  # quick replies under it, which only WhatsApp shows
    pressed: Button | None = None  # the one this inbound message is
    replied_to: str | None = None  # the message that this one answers
    validity: float = LONGEST_VALIDITY
    callbacks: list[str] = field(default_factory=list)  # statuses the line was told
    sent_at: datetime | None = None
    updated_at: datetime | None = None
    arrived_at: datetime | None = None  # on the phone, whatever the line knows of it

    @property
    def segments(self) -> int:
        return segments(self.body) if self.channel == "sms" else 1


@dataclass(frozen=True)
class Refusal:
    """A text the line asked for and the carrier did not take."""

    from_: str
    to: str
    body: str
    code: int
    at: datetime


@dataclass
class Texts:
    outbound: list[Message] = field(default_factory=list)
    inbound: list[Message] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    opted_out: set[str] = field(default_factory=set)
    held: list[Message] = field(default_factory=list)  # sent to phones that are out of reach
    overtaken: dict[str, Callable[[], None]] = field(default_factory=dict)  # sender → a text the next one overtakes

    def message(self, sid: str) -> Message | None:
        return next((m for m in self.outbound + self.inbound if m.sid == sid), None)


@dataclass(eq=False)
class Medium:
    sid: str
    message_sid: str
    content: bytes
    declared: str
    foreign_url: str | None = None
    deleted: bool = False


class Media(dict[str, Medium]):
    def keep(self, message_sid: str, sent: Sequence[Sent]) -> list[Medium]:
        made = [Medium("ME" + uuid.uuid4().hex, message_sid, *each) for each in sent[:MOST_MEDIA]]
        self.update({medium.sid: medium for medium in made})
        return made

    def of(self, message_sid: str) -> list[Medium]:
        return [medium for medium in self.values() if medium.message_sid == message_sid]
