"""The port: what the line asks of a carrier, in the line's own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class CarrierError(Exception):
    """The carrier did not do it.

    ``temporary``: it may work in a moment. ``unknown``: it may have been done all the same (a timeout after the
    request was sent), so look before doing it again. ``code`` is the carrier's own, where it gave one.
    """

    def __init__(self, reason: str, *, temporary: bool, unknown: bool = False, code: str | None = None):
        super().__init__(reason)
        self.temporary = temporary
        self.unknown = unknown
        self.code = code


class UnwantedMediaError(Exception):
    """A medium that is not to be had, however often it is asked for: ``reason`` is ``foreign`` or ``too_large``."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class LegState:
    """A leg as the carrier knows it. ``status`` in the carrier's words, duration in seconds."""

    sid: str
    status: str
    duration_seconds: int | None


@dataclass(frozen=True)
class MissedCall:
    """A call that rang the line and is over, as the carrier knows it. Numbers as the carrier writes them."""

    sid: str
    caller: str
    called: str
    status: str
    began_at: datetime
    ended_at: datetime
    duration_seconds: int | None


@dataclass(frozen=True)
class Template:
    """Words that WhatsApp has approved: the carrier's name for them, and what fills their numbered places."""

    sid: str
    variables: Mapping[str, str]


class Texting(Protocol):
    """The messages part: all that a carrier without calls (a SIM) must do. Raises CarrierError, as the whole does."""

    def text(
        self,
        channel: str,
        to: str,
        body: str,
        status_url: str,
        valid_seconds: int,
        name: str,
        template: Template | None = None,
    ) -> str:
        """Send a message by ``sms`` or ``whatsapp``; its sid. ``name`` is ours, and no other message has it.

        ``template`` is sent in the place of ``body``, where that may not be.
        """

    def find_texts(
        self, channel: str, to: str, body: str, since: datetime, name: str, template: Template | None = None
    ) -> list[str]:
        """The sids of the messages we sent since then that may be this one, as far as the carrier knows; newest first.

        By ``name`` where the carrier keeps it, else by the words it shows.
        """


class Phone(Texting, Protocol):
    """Every method speaks to the network and may raise CarrierError. Never call one inside a transaction."""

    def call(self, to: str, url: str, status_url: str, ring_seconds: int) -> str:
        """Ring this number; when it answers, ask ``url`` what to say. The leg's sid."""

    def stop_ringing(self, sid: str) -> LegState | None:
        """End a leg that nobody has answered yet. One that was answered, or is over, is left alone.

        How it stands now, by the carrier's own answer; it may still ring for a moment. None when the carrier does not
        know it.
        """

    def redirect(self, sid: str, url: str) -> bool:
        """Make a live leg ask ``url`` what comes next. False when it is over."""

    def find_calls(self, to: str, since: datetime) -> list[str]:
        """The sids of the legs we rang to this number since then, as far as the carrier knows; the newest first."""

    def leg(self, sid: str) -> LegState | None:
        """What became of a leg; None when the carrier does not know it."""

    def calls_in(self, since: datetime) -> list[MissedCall]:
        """Calls that rang the line since then and are over, oldest first; the carrier's first thousand."""

    def recording(self, sid: str) -> tuple[bytes, str] | None:
        """(audio, content type) of a recording; None when it is not there yet."""

    def delete_recording(self, sid: str) -> None:
        """Let the carrier's copy go; one it does not have is gone already."""

    def media(self, url: str, most_bytes: int) -> tuple[bytes, str] | None:
        """(bytes, declared type) of a message's medium; None when the carrier does not have it.

        Raises UnwantedMediaError for one that is larger, or that does not lie in our own account there.
        """

    def delete_media(self, url: str) -> None:
        """Let the carrier's copy go; one it does not have, or that never was there, is gone already."""
