"""The account as the vendor's console shows it: its state and money, its numbers and where they point, kept TwiML.

Tests and people change it as they would in the console; ``numbers`` is what inbound calls and texts go by.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

COUNTRIES = {"GT": ("Guatemala", "+502"), "SV": ("El Salvador", "+503"), "US": ("United States/Canada", "+1")}


@dataclass
class OwnedNumber:
    """One of the account's own numbers and where its calls and texts are sent. An empty URL is none."""

    number: str
    voice_url: str = ""
    voice_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"
    voice_fallback_url: str = ""
    sms_url: str = ""
    sms_method: str = "POST"
    voice_application_sid: str = ""
    takes_texts: bool = True
    sid: str = field(default_factory=lambda: "PN" + uuid.uuid4().hex)


@dataclass
class Account:
    status: str = "active"  # "suspended", "closed"
    type: str = "Full"  # "Trial"
    balance: str = "87.50"
    currency: str = "USD"
    numbers: dict[str, OwnedNumber] = field(default_factory=dict)
    verified: list[str] = field(default_factory=list)  # caller ids that are somebody else's numbers
    dialable: set[str] = field(default_factory=lambda: {"GT", "US"})  # countries whose low-risk numbers may be called
    bins: dict[str, str] = field(default_factory=dict)  # sid → TwiML

    def own(self, numbers: Iterable[OwnedNumber]) -> None:
        self.numbers.update((each.number, each) for each in numbers)

    def keep(self, twiml: str) -> str:
        """A TwiML bin; its sid."""
        sid = "EH" + uuid.uuid4().hex
        self.bins[sid] = twiml
        return sid

    def reached_by(self, number: str) -> OwnedNumber | None:
        """Where a call to this number comes in: itself, or, for one that is forwarded to us, the first we own."""
        return self.numbers.get(number) or next(iter(self.numbers.values()), None)
