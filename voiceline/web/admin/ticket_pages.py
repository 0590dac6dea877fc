"""The list of cases and one case's page."""

from datetime import datetime

from flask import Blueprint, abort, render_template
from sqlalchemy import select

from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity
from voiceline.store import directory
from voiceline.store.tickets import Ticket
from voiceline.web.admin.listing import chosen, page
from voiceline.web.admin.timeline import Teller, story_of
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line


def register(blueprint: Blueprint) -> None:
    blueprint.get("/tickets")(tickets)
    blueprint.get("/tickets/<int:number>")(ticket)


def tickets() -> str:
    statuses, severities = [str(s) for s in Status], [str(s) for s in Severity]
    status, severity = chosen("status", statuses), chosen("severity", severities)
    asked = select(Ticket)
    if status:
        asked = asked.where(Ticket.status == status)
    if severity:
        asked = asked.where(Ticket.severity == severity)
    line = the_line()
    with line.reading() as session:
        _, book = directory.current(session)
        rows, older = page(session, asked, (Ticket.opened_at, Ticket.number))
        return render_template(
            "admin/tickets.html",
            rows=rows,
            older=older,
            zone=book.timezone,
            book=book,
            verdict=lambda row: response_verdict(row, line.now()),
            statuses=statuses,
            severities=severities,
        )


def ticket(number: int) -> str:
    line = the_line()
    with line.reading() as session:
        _, book = directory.current(session)
        row = session.get(Ticket, number) if number < 2**31 else None
        if row is None:
            abort(404)
        story = story_of(session, book, words(), None, number)
        told = [each for each in story.notifications if each.audience == "customer"]
        upcoming = [each for each in story.follow_ups if each.state in ("pending", "claimed")]
        return render_template(
            "admin/ticket.html",
            ticket=row,
            story=story,
            told=told,
            upcoming=sorted(upcoming, key=lambda each: each.due_at),
            who=Teller(book, words(), {}).who,
            verdict=response_verdict(row, line.now()),
            book=book,
            zone=book.timezone,
        )


def response_verdict(ticket: Ticket, now: datetime) -> str:
    """kept, missed or running: a promise is kept only by a response that was given in time."""
    if ticket.responded_at is not None:
        return "kept" if ticket.responded_at <= ticket.response_due_at else "missed"
    return "running" if now <= ticket.response_due_at else "missed"
