"""The list of cases and one case's page."""

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, abort, g, render_template
from sqlalchemy import select

from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity
from voiceline.domain.text_command import LONGEST
from voiceline.store import attachments, causes, directory, opt_outs
from voiceline.store.causes import Cause
from voiceline.store.tickets import LARGEST_NUMBER, Ticket
from voiceline.web.admin import promises, ticket_verbs
from voiceline.web.admin.attachment_pages import is_played
from voiceline.web.admin.call_back_pages import offer_for
from voiceline.web.admin.doors import STAFF, for_people
from voiceline.web.admin.listing import chosen, filters, page
from voiceline.web.admin.people import People
from voiceline.web.admin.story import story_of
from voiceline.web.admin.who_knows import doubts
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

STATUSES, SEVERITIES = [str(each) for each in Status], [str(each) for each in Severity]


def register(blueprint: Blueprint) -> None:
    blueprint.get("/tickets")(tickets)
    blueprint.get("/tickets/<int:number>")(ticket)
    ticket_verbs.register(blueprint, ticket)


@for_people
def tickets() -> str:
    status, severity = chosen("status", STATUSES), chosen("severity", SEVERITIES)
    asked = select(Ticket)
    if status:
        asked = asked.where(Ticket.status == status)
    if severity:
        asked = asked.where(Ticket.severity == severity)
    line = the_line()
    with line.reading() as session:
        _, book = directory.current(session)
        rows, older = page(session, asked, (Ticket.opened_at, Ticket.number))
    known = {"people": People(book, words()), "zone": book.timezone, "statuses": STATUSES, "severities": SEVERITIES}
    promise = partial(promises.response, now=line.now(), w=words())
    return render_template("admin/tickets.html", rows=rows, older=older, promise=promise, filters=filters(), **known)


@for_people
def ticket(number: int, problem: tuple[str, str] | None = None, said: Mapping[str, str] | None = None) -> str:
    """``problem``: (verb, why) of a form that could not be taken, and ``said`` what it held."""
    line, w = the_line(), words()
    with line.reading() as session:
        _, book = directory.current(session)
        row, attached = attachments.with_ticket(session, number) if number <= LARGEST_NUMBER else (None, [])
        if row is None:
            abort(404)
        people = People(book, w)
        story = story_of(session, people, number)
        addresses = {each.address for each in story.news} | ({row.contact} if row.contact else set())
        doubtful = doubts(story, opt_outs.of(session, sorted(addresses)), people)
        cause = session.get(Cause, row.cause_id) if row.cause_id else None
        open_causes = [] if cause else causes.still_open(session)
    facts = {"response": promises.response(row, line.now(), w), "resolution": promises.resolution(row, line.now(), w)}
    forms = {"verbs": ticket_verbs.fitting(row, g.person.role), "problem": problem, "said": said or {}}
    known = {"people": people, "zone": book.timezone, "longest": LONGEST, "doubts": doubtful}
    may_link = g.person.role in STAFF and row.status != Status.CLOSED
    common = {"cause": cause, "open_causes": open_causes, "cause_forms": may_link}
    place = line.settings.public_url.partition("://")[2]
    live = f"{place}/c/{row.live_token}" if g.person.role in STAFF and row.live_token else None
    wrong = problem[1] if problem and problem[0] == "call_back" else ""
    calling = {"call_back": offer_for(book, row), "call_back_problem": wrong, "live_link": live}
    sent = {"attachments": attached, "is_played": is_played}
    shown = {**known, **facts, **forms, **common, **calling, **sent}
    return render_template("admin/ticket.html", ticket=row, story=story, **shown)
