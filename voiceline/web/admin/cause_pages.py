"""Causes: the list, one cause's page, and opening one. A form that cannot be taken comes back with its words."""

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from voiceline.actions import lead_cause
from voiceline.actions.lead_cause import State
from voiceline.actions.move_ticket import Desk
from voiceline.dialog.catalog import LANGUAGES, catalog
from voiceline.domain.cause import STATE_LONGEST
from voiceline.domain.lifecycle import NotAllowedError, Status
from voiceline.store import audit, causes, directory
from voiceline.store.causes import Cause
from voiceline.store.tickets import Ticket
from voiceline.web.admin import cause_verbs
from voiceline.web.admin.cause_verbs import NOTE_LONGEST, clean, ticket_of
from voiceline.web.admin.doors import LARGEST_KEY, STAFF, for_people, for_staff
from voiceline.web.admin.listing import page
from voiceline.web.admin.people import People
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

NAME_LONGEST = 200
CHARACTERS_A_SECOND = 14  # as a voice says them
TO_LINK = 60  # the newest open cases that are offered


def register(blueprint: Blueprint) -> None:
    blueprint.get("/causes")(list_causes)
    blueprint.get("/causes/<int:number>")(cause)
    blueprint.post("/causes")(open_cause)
    cause_verbs.register(blueprint, cause)


@for_people
def list_causes(problem: str = "") -> str:
    with the_line().reading() as session:
        _, book = directory.current(session)
        rows, older = page(session, select(Cause), (Cause.opened_at, Cause.id), {})
        mine = select(Ticket.cause_id, func.count()).where(Ticket.cause_id.in_([each.id for each in rows]))
        counts = {row[0]: row[1] for row in session.execute(mine.group_by(Ticket.cause_id))}
    known = {"people": People(book, words()), "zone": book.timezone, "writes": g.person.role in STAFF}
    said = request.form.get("name", "")
    return render_template(
        "admin/causes.html", rows=rows, older=older, counts=counts, problem=problem, said=said, filters={}, **known
    )


@for_people
def cause(number: int, problem: tuple[str, str, str] | None = None, preview: State | None = None) -> str:
    """``problem``: (verb, why, whom it names) of a form that could not be taken; ``preview``: words not said yet."""
    with the_line().reading() as session:
        _, book = directory.current(session)
        row = session.get(Cause, number) if number <= LARGEST_KEY else None
        if row is None:
            abort(404)
        cases, events = causes.cases_of(session, number), causes.events_of(session, number)
        others = select(Ticket).where(Ticket.status != Status.CLOSED, Ticket.cause_id.is_(None))
        free = session.scalars(others.order_by(Ticket.number.desc()).limit(TO_LINK)).all()
    form = request.form
    said = {key: form.get(key, getattr(row, key)) for key in ("state_es", "state_en")} | {"note": form.get("note", "")}
    heard = preview or State(row.state_es, row.state_en)
    known = {
        "people": People(book, words()),
        "zone": book.timezone,
        "writes": g.person.role in STAFF and row.is_open,
        "longest": STATE_LONGEST,
        "note_longest": NOTE_LONGEST,
        "previews": [
            _preview(book.name, *each) for each in zip(LANGUAGES, (heard.spanish, heard.english), strict=True)
        ],
        "is_preview": preview is not None,
        "at_work": [each for each in cases if each.status in lead_cause.AT_WORK],
    }
    return render_template(
        "admin/cause.html", cause=row, cases=cases, events=events, free=free, problem=problem, said=said, **known
    )


@for_staff
def open_cause() -> Response | tuple[str, int]:
    """With a name, and mostly out of a case: that is its first."""
    name, first = clean(request.form).get("name", ""), request.form.get("ticket", "")
    if not name or len(name) > NAME_LONGEST:
        return list_causes("words_wanted" if not name else "too_long"), 422
    try:
        with the_line().transaction() as session:
            version, book = directory.current(session)
            desk = Desk(session, book, version, g.person.email, the_line().now())
            number = lead_cause.open_cause(desk, name, ticket_of(desk, first) if first else None).id
            audit.note(session, g.person.email, "cause_verb", str(number), desk.now, verb="open")
    except NotAllowedError:
        return list_causes("not_allowed"), 422
    return redirect(url_for("admin.cause", number=number), 303)


def _preview(line: str, language: str, state: str) -> dict[str, object]:
    """What a caller hears, and after how many seconds the keys are said (they work at once)."""
    welcome = catalog(language).say("welcome", {"line": line})
    return {"language": language, "state": state, "welcome": welcome, "seconds": -(-len(state) // CHARACTERS_A_SECOND)}
