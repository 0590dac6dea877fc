"""What people do to a case from its page: one form a verb, each a POST with its reason, and back to the page.

What was written is never lost: a form that cannot be taken comes back with the words in it, and says why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, g, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from voiceline.actions import move_ticket
from voiceline.actions.keep_clocks import TARGETS
from voiceline.actions.move_ticket import Desk
from voiceline.domain.lifecycle import NotAllowedError, Status
from voiceline.domain.severity import Severity
from voiceline.domain.text_command import LONGEST
from voiceline.store import audit, directory, tickets
from voiceline.store.tickets import Ticket
from voiceline.web.admin.doors import for_staff
from voiceline.web.guard import the_line

EXCLUSIONS = ("custom_development", "third_parties", "connectivity", "hardware", "physical_damage")
Form = Mapping[str, str]


class RefusedError(Exception):
    """A form that cannot be taken; the text is a key of the admin's words."""


@dataclass(frozen=True)
class Verb:
    """``means``: whether it means anything for a ticket; ``words``: wants a reason; ``among``: wants one of these."""

    name: str
    act: Callable[[Desk, Ticket, Form], object]
    means: Callable[[Ticket], bool]
    words: bool = False
    among: tuple[str, ...] = ()
    only_admin: bool = False


def _severity(desk: Desk, ticket: Ticket, form: Form) -> None:
    move_ticket.change_severity(desk, ticket, Severity(form["choice"]), form["words"])


def _question(desk: Desk, ticket: Ticket, form: Form) -> None:
    if not move_ticket.ask_customer(desk, ticket, form["words"]):
        raise RefusedError("nobody_to_ask")


def _set_aside(desk: Desk, ticket: Ticket, form: Form) -> None:
    if Severity(ticket.severity).is_urgent and g.person.role != "admin":
        raise RefusedError("only_admin")
    move_ticket.set_aside(desk, ticket, form["choice"])


def _in(*statuses: Status) -> Callable[[Ticket], bool]:
    return lambda ticket: ticket.status in statuses


def _can_be_refused(ticket: Ticket) -> bool:
    return ticket.status == Status.RESOLVED or (ticket.status != Status.CLOSED and ticket.workaround_at is not None)


def _has_breach(ticket: Ticket) -> bool:
    return any(ticket.breached_at(target) for target in TARGETS)


def _rectify(desk: Desk, ticket: Ticket, form: Form) -> None:
    if ticket.breached_at(form["choice"]) is None:
        raise RefusedError("nothing_to_rectify")
    move_ticket.rectify(desk, ticket, form["choice"], form["words"])


_alive = _in(*(each for each in Status if each is not Status.CLOSED))
_at_work = _in(Status.OPEN, Status.ACKNOWLEDGED, Status.WAITING)
VERBS = (
    Verb("severity", _severity, _alive, words=True, among=tuple(Severity)),
    Verb("question", _question, _in(Status.ACKNOWLEDGED), words=True),
    Verb("workaround", lambda desk, t, form: move_ticket.work_around(desk, t, form["words"]), _at_work, words=True),
    Verb("resolve", lambda desk, t, form: move_ticket.resolve(desk, t, form["words"]), _at_work, words=True),
    Verb("confirm", lambda desk, t, form: move_ticket.confirm(desk, t), _in(Status.RESOLVED)),
    Verb("refuse", lambda desk, t, form: move_ticket.refuse(desk, t), _can_be_refused),
    Verb("reopen", lambda desk, t, form: move_ticket.reopen(desk, t), _in(Status.CLOSED)),
    Verb("set_aside", _set_aside, _alive, among=EXCLUSIONS),
    Verb("rectify", _rectify, _has_breach, words=True, among=TARGETS, only_admin=True),
)


def register(blueprint: Blueprint, page: Callable[..., str]) -> None:
    """``page(number, problem=(verb, why), said=form)`` is the case's page, for a form that comes back."""

    @blueprint.post("/tickets/<int:number>/<verb>")
    @for_staff
    def act(number: int, verb: str) -> Response | tuple[str, int]:
        wanted = next((each for each in VERBS if each.name == verb), None)
        if wanted is None:
            abort(404)
        try:
            with the_line().transaction() as session:
                _act(session, number, wanted, request.form)
        except RefusedError as refused:
            return page(number, problem=(verb, str(refused)), said=request.form), 422
        except NotAllowedError:
            return page(number, problem=(verb, "not_allowed"), said=request.form), 422
        return redirect(url_for("admin.ticket", number=number), 303)


def fitting(ticket: Ticket, role: str) -> list[Verb]:
    """The verbs that mean something for this ticket now, for somebody of this role."""
    if role == "viewer":
        return []
    return [verb for verb in VERBS if verb.means(ticket) and (role == "admin" or not verb.only_admin)]


def _act(session: Session, number: int, verb: Verb, form: Form) -> None:
    version, book = directory.current(session)
    ticket = tickets.lock(session, number) if number <= tickets.LARGEST_NUMBER else None
    if ticket is None:
        abort(404)
    if verb.only_admin and g.person.role != "admin":
        raise RefusedError("only_admin")
    if not verb.means(ticket):
        raise RefusedError("not_allowed")
    clean = {name: " ".join(value.replace("\0", "").split()) for name, value in form.items()}
    if verb.words and not clean.get("words"):
        raise RefusedError("words_wanted")
    if len(clean.get("words", "")) > LONGEST:
        raise RefusedError("too_long")
    if verb.among and clean.get("choice") not in verb.among:
        raise RefusedError("choice_wanted")
    now = the_line().now()
    verb.act(Desk(session, book, version, g.person.email, now), ticket, clean)
    audit.note(session, g.person.email, "case_verb", str(number), now, verb=verb.name)
