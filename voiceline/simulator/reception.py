"""What a phone does with the messages sent to it, and what the line gets to know of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "gets", "reads", "away", "off", "unknown", "landline", "filtered", "fails",
    "opted-out", "not-mobile", "no-whatsapp", "late", "twice", "backwards", "never",
]  # fmt: skip
Receipts = Literal["plain", "late", "twice", "backwards", "never"]
BOTH = frozenset({"sms", "whatsapp"})


@dataclass(frozen=True)
class Habit:
    """``sms`` and ``whatsapp`` are the codes messages end with; ``refused`` the one REST answers an SMS with."""

    sms: int | None = None
    whatsapp: int | None = None
    refused: int | None = None
    holds: frozenset[str] = frozenset()  # channels whose messages wait, as ``sent``, until that changes
    receipts: Receipts = "plain"
    reads: bool = False

    def code(self, channel: str) -> int | None:
        return self.whatsapp if channel == "whatsapp" else self.sms


HABITS: dict[Kind, Habit] = {
    "gets": Habit(),
    "reads": Habit(reads=True),
    "away": Habit(holds=BOTH),
    "off": Habit(sms=30003, holds=frozenset({"whatsapp"})),
    "unknown": Habit(sms=30005, whatsapp=63024),
    "landline": Habit(sms=30006, whatsapp=63024),
    "filtered": Habit(sms=30007),
    "fails": Habit(sms=30008),
    "opted-out": Habit(refused=21610),
    "not-mobile": Habit(refused=21614, whatsapp=63024),
    "no-whatsapp": Habit(whatsapp=63024),
    "late": Habit(receipts="late"),
    "twice": Habit(receipts="twice"),
    "backwards": Habit(receipts="backwards"),
    "never": Habit(receipts="never"),
}


@dataclass(frozen=True)
class Reception:
    kind: Kind = "gets"
    seconds: float = 0.0  # how late a receipt is; how long it is away (0: until something else is ordered)

    @property
    def habit(self) -> Habit:
        return HABITS[self.kind]


class Receptions(dict[str, Reception]):
    """A number, without its channel, and what it does with messages."""

    def of(self, address: str) -> Reception:
        return self.get(address.removeprefix("whatsapp:"), Reception())
