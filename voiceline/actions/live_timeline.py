"""What a customer may read of what happened to her case, newest first: events that are hers to know, and our calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from voiceline.actions.tell_customer import when
from voiceline.dialog.catalog import catalog
from voiceline.domain.directory import Directory
from voiceline.store.tickets import Ticket, TicketEvent

MOST = 25  # lines: the page is read on a phone with bad coverage
LONGEST = 200  # characters of what somebody said
# The kinds she may know, and what of their detail: her own words, or what was sent to her.
SHOWN: Mapping[str, str] = {
    "opened": "",
    "described": "text",
    "acknowledged": "",
    "assigned": "",
    "absorbed": "case",
    "parted": "case",
    "lost": "",
    "left": "",
    "joined": "",
    "called_customer": "",
    "asked": "question",
    "updated": "text",
    "cause_told": "state",
    "told_customer": "",
    "severity_changed": "",
    "workaround": "note",
    "called_again": "",
    "resolved": "note",
    "reopened": "",
    "closed": "",
}


@dataclass(frozen=True)
class Moment:
    at: str
    words: str


def timeline(
    book: Directory, ticket: Ticket, events: Sequence[TicketEvent], rings: Sequence[datetime], now: datetime
) -> list[Moment]:
    """Calls in a row, with nothing between that she knows of, are one line."""
    shown = [(event.at, event) for event in events if event.kind in SHOWN and not _is_not_hers(event)]
    told: list[tuple[datetime, TicketEvent | None]] = sorted(
        [*shown, *((at, None) for at in rings)], key=lambda each: (each[0], each[1] is None)
    )
    lines = _Lines(book, ticket, now)
    runs = groupby(told, key=lambda each: each[1] is None)
    return [line for is_ring, run in runs for line in lines.of(is_ring, run)][::-1][:MOST]


class _Lines:
    def __init__(self, book: Directory, ticket: Ticket, now: datetime):
        self._book, self._ticket, self._now = book, ticket, now
        self._words = catalog(ticket.language)

    def of(self, is_ring: bool, run: Iterator[tuple[datetime, TicketEvent | None]]) -> Iterator[Moment]:
        if is_ring:
            rung = [at for at, _ in run]
            name = "rang_once" if len(rung) == 1 else "rang"
            yield self._line(rung[0], name, count=len(rung), at_clock=self._at(rung[-1]))
            return
        for at, event in run:
            if event is not None:
                yield self._of_event(at, event)

    def _of_event(self, at: datetime, event: TicketEvent) -> Moment:
        said = " ".join(str(event.detail.get(SHOWN[event.kind], "")).split())
        note = said if len(said) <= LONGEST else f"{said[: LONGEST - 3]}..."
        found = self._book.engineers.get(str(event.detail.get("engineer") or event.by))
        engineer = found.name if found else self._book.name
        severity = self._words.words.get(str(event.detail.get("after")), "")
        return self._line(at, _name(event, note), note=note, severity=severity, engineer=engineer)

    def _line(self, at: datetime, name: str, **values: Any) -> Moment:
        return Moment(self._at(at), self._words.text(f"live_event_{name}", values))

    def _at(self, at: datetime) -> str:
        return when(self._book, at, self._now, self._ticket.language)


def _name(event: TicketEvent, note: str) -> str:
    """Of which words it is told: by her link she says that it still fails, by any other way only that she wants us."""
    if event.kind == "described" and not note:
        return "dictated"
    is_by_link = event.kind == "called_again" and "how" in event.detail
    return f"{event.kind}_by_{event.detail['how']}" if is_by_link else event.kind


def _is_not_hers(event: TicketEvent) -> bool:
    """Words that somebody of ours wrote into the case for us."""
    return event.kind == "described" and event.by != "customer"
