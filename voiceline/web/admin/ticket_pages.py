"""The list of cases and one case's page."""

from collections.abc import Mapping
from functools import partial

from flask import Blueprint, abort, g, render_template
from sqlalchemy import select

from voiceline.domain.lifecycle import Status
from voiceline.domain.merging import GOES_ON
from voiceline.domain.severity import Severity
from voiceline.domain.text_command import LONGEST
from voiceline.store import attachments, causes, directory, exclusions, opt_outs
from voiceline.store.causes import Cause
from voiceline.store.tickets import LARGEST_NUMBER, Ticket
from voiceline.web.admin import customer_of_case, follow_up_pages, merge_pages, promises, ticket_verbs, told_pages
from voiceline.web.admin.attachment_pages import is_played
from voiceline.web.admin.board_rows import waits
from voiceline.web.admin.call_back_pages import offer_for
from voiceline.web.admin.customer_of_case import customer_of
from voiceline.web.admin.doors import STAFF, for_people
from voiceline.web.admin.follow_up_pages import upcoming
from voiceline.web.admin.listing import chosen, filters, page
from voiceline.web.admin.myself import me
from voiceline.web.admin.people import People
from voiceline.web.admin.story import story_of
from voiceline.web.admin.ticket_verbs import Subject
from voiceline.web.admin.timeline_filter import KINDS, only
from voiceline.web.admin.told_pages import told
from voiceline.web.admin.who_knows import doubts
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

STATUSES, SEVERITIES = [str(each) for each in Status], [str(each) for each in Severity]


def register(blueprint: Blueprint) -> None:
    blueprint.get("/tickets")(tickets)
    blueprint.get("/tickets/<int:number>")(ticket)
    ticket_verbs.register(blueprint, ticket)
    merge_pages.register(blueprint, ticket)
    follow_up_pages.register(blueprint, ticket)
    told_pages.register(blueprint, ticket)
    customer_of_case.register(blueprint)


@for_people
def tickets() -> str:
    wanted = filters("status", "severity")
    status, severity = chosen("status", STATUSES), chosen("severity", SEVERITIES)
    asked = select(Ticket)
    if status:
        asked = asked.where(Ticket.status == status)
    if severity:
        asked = asked.where(Ticket.severity == severity)
    line = the_line()
    with line.reading() as session:
        _, book = directory.current(session)
        rows, older = page(session, asked, (Ticket.opened_at, Ticket.number), wanted)
    known = {"people": People(book, words()), "zone": book.timezone, "statuses": STATUSES, "severities": SEVERITIES}
    promise = partial(promises.response, now=line.now(), w=words())
    return render_template("admin/tickets.html", rows=rows, older=older, promise=promise, filters=wanted, **known)


@for_people
def ticket(number: int, problem: tuple[str, str] | None = None, said: Mapping[str, str] | None = None) -> str:
    """``problem``: (verb, why) of a form that could not be taken, and ``said`` what it held."""
    line, w = the_line(), words()
    shown = chosen("show", KINDS)
    with line.reading() as session:
        _, book = directory.current(session)
        row, attached = attachments.with_ticket(session, number) if number <= LARGEST_NUMBER else (None, [])
        if row is None:
            abort(404)
        people, now = People(book, w), line.now()
        story = story_of(session, people, number)
        addresses = {each.address for each in story.news} | ({row.contact} if row.contact else set())
        doubtful = doubts(story, opt_outs.of(session, sorted(addresses)), people)
        cause = session.get(Cause, row.cause_id) if row.cause_id else None
        open_causes = [] if cause else causes.still_open(session)
        customer = customer_of(session, book, row, now)
    asked = exclusions.among(story.events)
    is_staff = g.person.role in STAFF
    verbs = ticket_verbs.fitting(Subject(row, asked, me(book)), g.person.role)
    offered = {each.name: ticket_verbs.choices(each, book, row) for each in verbs}
    wrong = problem[1] if problem and problem[0] == "call_back" else ""
    place = line.settings.public_url.partition("://")[2]
    return render_template(
        "admin/ticket.html",
        ticket=row,
        story=story,
        people=people,
        zone=book.timezone,
        response=promises.response(row, now, w),
        resolution=promises.resolution(row, now, w),
        verbs=verbs,
        choices=offered,
        of_exclusion=ticket_verbs.OF_EXCLUSION,
        problem=problem,
        said=said or {},
        longest=LONGEST,
        doubts=doubtful,
        told=told(row, story.news, customer.reachable, now),
        asked=asked,
        customer=customer,
        upcoming=upcoming(story.upcoming, book.timezone),
        writes=is_staff,
        waiting=[each for each in story.calls if waits(each)],
        may_merge=[each for each in customer.open_cases if each.status in GOES_ON],
        cause=cause,
        open_causes=open_causes,
        cause_forms=is_staff and row.status != Status.CLOSED,
        call_back=offer_for(book, row),
        call_back_problem=wrong,
        live_link=f"{place}/c/{row.live_token}" if is_staff and row.live_token else None,
        attachments=attached,
        is_played=is_played,
        kinds=KINDS,
        show=shown,
        days=only(story.days, shown),
    )
