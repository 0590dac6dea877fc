"""Which way a message goes to somebody, and what follows when it did not arrive.

The codes are the carrier's (reference/twilio.md 4.7, twilio.com/docs/api/errors/<code>). One that is not listed says no
more than that this message did not arrive this way: the next is tried, and nothing is held against the address.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple

from voiceline.domain.phone_number import is_landline

SMS, WHATSAPP, EMAIL = "sms", "whatsapp", "email"
WINDOW = timedelta(hours=24) - timedelta(minutes=2)  # less what a message may wait on its way
HELD_AGAINST_IT = timedelta(days=30)  # an address that never takes a channel may be another person's by then
MOST_TRIES = 3  # of one address by one channel, for one piece of news
IN_A_MOMENT = timedelta(seconds=30)
LATER = timedelta(minutes=10)


class Move(StrEnum):
    """What follows a message that did not arrive."""

    ONCE_MORE = "once_more"  # the carrier itself does not know why: the same again in a moment, then another way
    OTHER_WAY = "other_way"  # another way now; with none left, the same again later
    NEVER_SO = "never_so"  # this address takes no message of this channel: another way, and it is remembered
    WINDOW_SHUT = "window_shut"  # WhatsApp takes only templates until she writes: another way, and it is remembered
    OPTED_OUT = "opted_out"  # another way, and of an engineer an alarm
    CALLED_OFF = "called_off"  # by us, since it could not go this way: another way


MOVES: Mapping[str, Move] = {
    "30008": Move.ONCE_MORE,  # unknown error at the network
    "63018": Move.ONCE_MORE,  # more messages in a second than the sender may send
    "30003": Move.OTHER_WAY,  # the phone is off or out of coverage
    "30007": Move.OTHER_WAY,  # filtered: these words, by this sender
    "30036": Move.OTHER_WAY,  # it was kept too long on its way
    "21408": Move.OTHER_WAY,  # our account may not send to this country
    "21612": Move.OTHER_WAY,  # no route between these two numbers
    "63007": Move.OTHER_WAY,  # our sender is none of this channel
    "30005": Move.NEVER_SO,  # no such phone
    "30006": Move.NEVER_SO,  # a landline, or a network that is not reached
    "21211": Move.NEVER_SO,  # no number
    "21614": Move.NEVER_SO,  # no mobile
    "63003": Move.NEVER_SO,  # nobody there has WhatsApp
    "63024": Move.NEVER_SO,  # the same, as WhatsApp says it
    "550": Move.NEVER_SO,  # SMTP: no such mailbox
    "63016": Move.WINDOW_SHUT,
    "21610": Move.OPTED_OUT,
}
# What a receipt says, on one scale: that it arrived stands over a failure, whichever is told first.
FAILED = frozenset({"failed", "undelivered", "canceled"})
RECEIPT_RANK = {
    **{"accepted": 1, "scheduled": 1, "queued": 2, "sending": 3, "sent": 4},
    **dict.fromkeys(FAILED, 5),
    **{"delivered": 6, "read": 7},
}
NEVER_SO = frozenset(code for code, move in MOVES.items() if move == Move.NEVER_SO)
WINDOW_SHUT = frozenset(code for code, move in MOVES.items() if move == Move.WINDOW_SHUT)


class Way(NamedTuple):
    """A channel to an address; ``by_template``: in the words that WhatsApp has approved."""

    channel: str
    address: str
    by_template: bool = False


@dataclass(frozen=True)
class Means:
    """What this line can send by at all, as its settings say. ``templates``: ``opened.es``…, approved by WhatsApp."""

    whatsapp: bool = False
    mail: bool = False
    templates: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Known:
    """What is on record about addresses, each as (channel, address)."""

    opted_out: Collection[tuple[str, str]] = frozenset()
    never_so: Collection[tuple[str, str]] = frozenset()
    open_window: Collection[str] = frozenset()  # numbers that wrote by WhatsApp within the day
    has_written: Collection[tuple[str, str]] = frozenset()  # ever, by that channel: an answer of theirs can arrive


@dataclass(frozen=True)
class Recipient:
    """Somebody who is to be told, and how we know to reach them."""

    name: str | None = None
    mobile: str | None = None
    email: str | None = None
    prefers: tuple[str, ...] = field(default=())  # channels tried first: the one she used, or that she has WhatsApp


def move_after(code: str | None) -> Move:
    return MOVES.get(code or "", Move.OTHER_WAY)


def number_of(contact: str | None) -> str | None:
    """Whom a case came from, where that is a number: nobody calls or texts a sender's name, or a short code."""
    return contact if contact and contact.startswith("+") else None


def can_be_answered(channel: str, address: str) -> bool:
    """Whether a reply can be read by the way a message came: a landline takes no SMS."""
    return channel != SMS or not is_landline(address)


def ways(to: Recipient, news: str, means: Means, known: Known) -> list[Way]:
    """Every way that can work now, the best first; ``news`` is ``opened.es``, as a template would be named."""
    possible = [*_by_phone(to, news, means, known)]
    order = [*to.prefers, SMS, WHATSAPP]
    possible.sort(key=lambda way: order.index(way.channel))
    if to.email and means.mail and _is_free(Way(EMAIL, to.email), known):
        possible.append(Way(EMAIL, to.email))
    return possible


def _by_phone(to: Recipient, news: str, means: Means, known: Known) -> Iterable[Way]:
    if not to.mobile:
        return
    if not is_landline(to.mobile) and _is_free(Way(SMS, to.mobile), known):
        yield Way(SMS, to.mobile)
    is_open = to.mobile in known.open_window
    may_have_it = WHATSAPP in to.prefers or is_open
    if means.whatsapp and may_have_it and (is_open or news in means.templates):
        way = Way(WHATSAPP, to.mobile, by_template=not is_open)
        if _is_free(way, known):
            yield way


def _is_free(way: Way, known: Known) -> bool:
    return (way.channel, way.address) not in known.opted_out and (way.channel, way.address) not in known.never_so
