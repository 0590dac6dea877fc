"""Watch a ticket's clocks: at 50, 75 and 90 % of a target whoever is concerned is told, at 100 % it is a breach.

Thresholds passed together are one notice. Only a page rings at night: outside ordinary hours notices are texts, and the
desk reads of them in one digest at the next opening.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.actions.keep_clocks import KIND, TARGETS, moments_of, name_of, plan_clocks
from voiceline.actions.page_engineer import page_everyone
from voiceline.actions.tell_customer import when
from voiceline.actions.tell_engineers import concerned, desk, tell_engineers
from voiceline.dialog.catalog import catalog
from voiceline.domain.directory import Directory
from voiceline.domain.escalation import EVERYONE_AT
from voiceline.domain.sla import BREACH, RESPONSE
from voiceline.store import directory, follow_ups, tickets
from voiceline.store.tickets import Ticket, TicketEvent

if TYPE_CHECKING:
    from voiceline.line import Line


def watch_clock(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """A threshold's time has come. What moved, was met or was told meanwhile is left alone."""
    with line.transaction() as session:
        ticket = tickets.lock(session, number or 0)
        if ticket is None:
            return "not_wanted"
        now = line.now()
        version, book = directory.current(session)
        passed = _passed(book, ticket, now)
        if not passed:
            return "not_wanted"
        for target, shares in passed.items():
            for share in shares:
                ticket.warn(target, share, now)
        told_now = [name_of(ticket, target, share) for target, shares in passed.items() for share in shares]
        follow_ups.told_together(session, told_now, now)
        plan_clocks(session, book, version, ticket, now)
        _tell(session, book, ticket, {target: shares[-1] for target, shares in passed.items()}, now)
        _ring(session, book, ticket, passed.get(RESPONSE, []), now)
    return "told"


def send_digest(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """At opening: what passed its thresholds while the desk was closed, in one message."""
    with line.transaction() as session:
        now = line.now()
        _, book = directory.current(session)
        since = datetime.fromisoformat(values["since"])
        found = session.scalars(
            select(TicketEvent)
            .where(TicketEvent.kind.in_(("warned", "breached")), TicketEvent.at >= since, TicketEvent.at < now)
            .order_by(TicketEvent.id)
        ).all()
        worst: dict[tuple[int, str], TicketEvent] = {}
        for event in found:
            worst[event.ticket_number, event.detail["target"]] = event
        for engineer in desk(book, now):
            language = book.engineers[engineer].language
            lines = [_line_of_digest(event, language) for event in worst.values()]
            shown = {"count": len(lines), "lines": "; ".join(lines), "first": "; ".join(lines[:2])}
            tell_engineers(session, book, [engineer], "digest", f"digest-{since:%Y%m%d%H%M%S}", now, shown)
    return f"{len(worst)} told"


def _passed(book: Directory, ticket: Ticket, now: datetime) -> dict[str, list[int]]:
    """Target → the shares of it used up by now and not told yet, smallest first."""
    passed = {}
    for target in TARGETS:
        if ticket.runs(target):
            told = ticket.warned.get(f"{target} {ticket.severity}", 0)
            shares = [share for share, at in moments_of(book, ticket, target).items() if at <= now and share > told]
            if shares:
                passed[target] = shares
    return passed


def _tell(session: Session, book: Directory, ticket: Ticket, worst: dict[str, int], now: datetime) -> None:
    once = "-".join(["clock", str(ticket.number), *(f"{t}-{ticket.severity}-{share}" for t, share in worst.items())])
    for engineer in concerned(session, book, ticket, now):
        language = book.engineers[engineer].language
        words = catalog(language)
        notices = [
            words.text(
                "clock_breached" if share == BREACH else "clock_warned",
                {
                    "target": words.words[target],
                    "share": share,
                    "due": when(book, ticket.due_at(target), now, language),
                },
            )
            for target, share in worst.items()
        ]
        values = {
            "case_number": ticket.number,
            "severity_code": ticket.severity,
            "customer": ticket.customer or "",
            "notices": " ".join(notices),
        }
        tell_engineers(session, book, [engineer], "clock", once, now, values, ticket.number)
    if not book.calendar.is_open(now):
        opening = book.calendar.next_opening(now)
        once = f"digest-{opening:%Y%m%d%H%M}"
        follow_ups.owe(session, once, "digest", opening, now, values={"since": now.astimezone(UTC).isoformat()})


def _ring(session: Session, book: Directory, ticket: Ticket, shares: list[int], now: datetime) -> None:
    """Of the response of a case nobody has taken: at 75 % everyone is rung, at its breach those above.

    Passed together, as after an outage, both are owed, and so is one ring to everyone.
    """
    above = [book.escalate_to] if book.escalate_to else []
    on_policy = [name for step in ticket.policy.get("steps", ()) for name in step["page"]]
    owed = [share for share in (EVERYONE_AT, BREACH) if share in shares]
    if owed:
        names = on_policy + above if EVERYONE_AT in owed else above or on_policy
        page_everyone(session, book, ticket, names, owed[-1], now)


def _line_of_digest(event: TicketEvent, language: str) -> str:
    words = catalog(language)
    values = {
        "case_number": event.ticket_number,
        "severity_code": event.detail["severity"],
        "target": words.words[event.detail["target"]],
        "share": event.detail.get("share", BREACH),
    }
    return words.text("digest_breached" if event.kind == "breached" else "digest_warned", values)


DEEDS = {KIND: watch_clock, "digest": send_digest}
