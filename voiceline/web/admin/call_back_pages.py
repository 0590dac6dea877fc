"""The button that calls a customer back, on a case's page and on a call's: the line rings whoever asked, then her."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, g, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from voiceline.actions.call_back import Callee, call_back, callees_of_call, callees_of_ticket
from voiceline.domain.directory import Directory, Engineer
from voiceline.store import audit, calls, directory, tickets
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket
from voiceline.web.admin.doors import STAFF, for_staff
from voiceline.web.admin.myself import me
from voiceline.web.guard import the_line


@dataclass(frozen=True)
class Offer:
    """Who can be called back, and by whom: ``me`` is the engineer who reads the page; without one he is picked."""

    callees: list[Callee]
    me: Engineer | None
    engineers: list[Engineer]
    rings: str | None  # the name of whom the line is ringing for it, right after it was asked


def offer_for(book: Directory, subject: Ticket | Call) -> Offer | None:
    """None for a viewer, and where there is no number to call."""
    callees = callees_of_ticket(book, subject) if isinstance(subject, Ticket) else callees_of_call(book, subject)
    if g.person.role not in STAFF or not callees:
        return None
    asked = book.engineers.get(request.args.get("rings", ""))
    return Offer(callees, me(book), list(book.engineers.values()), asked.name if asked else None)


def register(blueprint: Blueprint, ticket_page: Callable[..., str], call_page: Callable[..., str]) -> None:
    """Both pages take ``problem``, for a form that cannot be taken."""

    @blueprint.post("/tickets/<int:number>/call_back")
    @for_staff
    def call_back_from_ticket(number: int) -> Response | tuple[str, int]:
        with the_line().transaction() as session:
            _, book = directory.current(session)
            ticket = tickets.lock(session, number) if number <= tickets.LARGEST_NUMBER else None
            if ticket is None:
                abort(404)
            engineer = _ask(session, book, callees_of_ticket(book, ticket), ticket.language, ticket)
        if engineer is None:
            return ticket_page(number, problem=("call_back", "choice_wanted")), 422
        return redirect(url_for("admin.ticket", number=number, rings=engineer), 303)

    @blueprint.post("/calls/<sid>/call_back")
    @for_staff
    def call_back_from_call(sid: str) -> Response | tuple[str, int]:
        with the_line().transaction() as session:
            _, book = directory.current(session)
            call = calls.by_sid(session, sid) if "\0" not in sid else None
            if call is None:
                abort(404)
            ticket = tickets.lock(session, call.ticket_number) if call.ticket_number else None
            engineer = _ask(session, book, callees_of_call(book, call), call.language, ticket)
        if engineer is None:
            return call_page(sid, problem="choice_wanted"), 422
        return redirect(url_for("admin.call", sid=sid, rings=engineer), 303)


def _ask(session: Session, book: Directory, callees: list[Callee], language: str, ticket: Ticket | None) -> str | None:
    """The id of the engineer who is rung for it; None when the form names nobody who can be."""
    form, asking = request.form, me(book)
    callee = next((each for each in callees if each.number == form.get("number")), None)
    engineer = asking or book.engineers.get(form.get("engineer", ""))
    if callee is None or engineer is None:
        return None
    now = the_line().now()
    call_back(session, book, engineer.id, callee, language, ticket, g.person.email, now)
    about = str(ticket.number) if ticket else ""
    audit.note(session, g.person.email, "call_back", about, now, engineer=engineer.id)
    return engineer.id
