"""Who of a customer's people does not know what she was to be told, and who wants no messages: for the case's page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from voiceline.domain.sending import EMAIL
from voiceline.store import news
from voiceline.store.notifications import Notification
from voiceline.store.opt_outs import OptOut
from voiceline.store.tickets import TicketEvent
from voiceline.web.admin.people import People


class Heard(Protocol):
    """What a case's customers were to be told, and what was written of it."""

    @property
    def news(self) -> Sequence[Notification]: ...

    @property
    def events(self) -> Sequence[TicketEvent]: ...


@dataclass(frozen=True)
class Doubt:
    """Of one person: the kinds of news that reached her by no way, and the channels she wants nothing by."""

    who: str
    unknown: Sequence[str]
    refused: Sequence[str]


def doubts(story: Heard, opted: Iterable[OptOut], people: People) -> list[Doubt]:
    """Whoever knows everything, or is just being told, is not named. An e-mail proves nothing."""
    sent, unknown = story.news, dict[str, list[str]]()
    for who, kind in [*_in_vain(sent, people), *_never_tried(story.events, sent)]:
        unknown.setdefault(people.phone(who), []).append(kind)
    refused: dict[str, list[str]] = {}
    named = {row.address: people.addressee(row) for row in sent}
    for each in opted:
        refused.setdefault(named.get(each.address, people.phone(each.address)), []).append(each.channel)
    return [Doubt(who, unknown.get(who, ()), refused.get(who, ())) for who in dict.fromkeys([*unknown, *refused])]


def _in_vain(sent: Sequence[Notification], people: People) -> list[tuple[str, str]]:
    by_news: dict[tuple[str, str], list[Notification]] = {}
    for row in sent:
        by_news.setdefault((news.told_by(row), news.name_of(row)), []).append(row)
    in_vain = [rows for rows in by_news.values() if not any(_may_have_arrived(row) for row in rows)]
    return list(dict.fromkeys((people.addressee(rows[0]), rows[0].kind) for rows in in_vain))


def _may_have_arrived(row: Notification) -> bool:
    return row.outcome == "delivered" or (row.is_live and row.channel != EMAIL)


def _never_tried(events: Sequence[TicketEvent], sent: Sequence[Notification]) -> list[tuple[str, str]]:
    """News for which no way to her was left from the first."""
    tried = {(row.person or news.told_by(row), row.kind) for row in sent}
    untold = [event.detail for event in events if event.kind == "customer_untold"]
    named = [(who, each["kind"]) for each in untold for who in each.get("people", [each["who"]])]
    return [each for each in dict.fromkeys(named) if each not in tried]
