"""What people do to a case from its page: one form a verb, each a POST with its reason, and back to the page.

What was written is never lost: a form that cannot be taken comes back with the words in it, and says why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, abort, g, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from voiceline.actions import assign_case, exclude_case, move_ticket
from voiceline.actions.keep_clocks import TARGETS
from voiceline.actions.move_ticket import Desk
from voiceline.domain.directory import Directory, Engineer
from voiceline.domain.lifecycle import NotAllowedError, Status
from voiceline.domain.severity import Severity
from voiceline.domain.text_command import LONGEST
from voiceline.store import audit, directory, exclusions, tickets
from voiceline.store.exclusions import Asked
from voiceline.store.tickets import Ticket
from voiceline.web.admin.doors import for_staff
from voiceline.web.admin.myself import me, signature
from voiceline.web.guard import the_line

EXCLUSIONS = ("custom_development", "third_parties", "connectivity", "hardware", "physical_damage")
ENGINEERS = "engineers"  # in ``among``: one of the directory's
Form = Mapping[str, str]


class RefusedError(Exception):
    """A form that cannot be taken; the text is a key of the admin's words."""


@dataclass(frozen=True)
class Subject:
    """What a verb may mean something for: the case, an exclusion that waits for an admin, and who reads the page."""

    ticket: Ticket
    asked: Asked | None
    me: Engineer | None


@dataclass(frozen=True)
class Verb:
    """``means``: whether it means anything now, ``late`` what is said when it does no more; ``words``: wants a reason;
    ``among``: wants one of these.
    """

    name: str
    act: Callable[[Desk, Ticket, Form], object]
    means: Callable[[Subject], bool]
    words: bool = False
    among: tuple[str, ...] = ()
    only_admin: bool = False
    late: str = "not_allowed"


def _take(desk: Desk, ticket: Ticket, form: Form) -> None:
    assign_case.take_case(desk, ticket, desk.by or "")


def _assign(desk: Desk, ticket: Ticket, form: Form) -> None:
    if form.get("seen", ticket.assignee or "") != (ticket.assignee or ""):
        raise RefusedError("taken_meanwhile")
    if form["choice"] == ticket.assignee:
        raise RefusedError("has_it_already")
    assign_case.assign(desk, ticket, form["choice"])


def _note(desk: Desk, ticket: Ticket, form: Form) -> None:
    ticket.record("noted", desk.now, desk.by, {"text": form["words"]})


def _tell(desk: Desk, ticket: Ticket, form: Form) -> None:
    if not move_ticket.update(desk, ticket, form["words"], f"desk-{int(desk.now.timestamp())}"):
        raise RefusedError("nobody_to_ask")


def _severity(desk: Desk, ticket: Ticket, form: Form) -> None:
    move_ticket.change_severity(desk, ticket, Severity(form["choice"]), form["words"])


def _question(desk: Desk, ticket: Ticket, form: Form) -> None:
    if not move_ticket.ask_customer(desk, ticket, form["words"]):
        raise RefusedError("nobody_to_ask")


def _set_aside(desk: Desk, ticket: Ticket, form: Form) -> None:
    exclude_case.exclude(desk, ticket, form["choice"], is_admin=g.person.role == "admin")


def _in(*statuses: Status) -> Callable[[Subject], bool]:
    return lambda seen: seen.ticket.status in statuses


def _can_be_taken(seen: Subject) -> bool:
    return seen.me is not None and seen.ticket.status == Status.OPEN


def _can_be_refused(seen: Subject) -> bool:
    ticket = seen.ticket
    return ticket.status == Status.RESOLVED or (ticket.status != Status.CLOSED and ticket.workaround_at is not None)


def _is_asked_for(seen: Subject) -> bool:
    return seen.asked is not None


def _has_breach(seen: Subject) -> bool:
    return any(seen.ticket.breached_at(target) for target in TARGETS)


def _rectify(desk: Desk, ticket: Ticket, form: Form) -> None:
    if ticket.breached_at(form["choice"]) is None:
        raise RefusedError("nothing_to_rectify")
    move_ticket.rectify(desk, ticket, form["choice"], form["words"])


_alive = _in(*(each for each in Status if each is not Status.CLOSED))
_at_work = _in(Status.OPEN, Status.ACKNOWLEDGED, Status.WAITING)
VERBS = (
    Verb("take", _take, _can_be_taken, late="taken_meanwhile"),
    Verb("assign", _assign, _at_work, among=(ENGINEERS,)),
    Verb("tell", _tell, _alive, words=True),
    Verb("note", _note, lambda seen: True, words=True),
    Verb("question", _question, _in(Status.ACKNOWLEDGED), words=True),
    Verb("severity", _severity, _alive, words=True, among=tuple(Severity)),
    Verb("workaround", lambda desk, t, form: move_ticket.work_around(desk, t, form["words"]), _at_work, words=True),
    Verb("resolve", lambda desk, t, form: move_ticket.resolve(desk, t, form["words"]), _at_work, words=True),
    Verb("confirm", lambda desk, t, form: move_ticket.confirm(desk, t), _in(Status.RESOLVED)),
    Verb("refuse", lambda desk, t, form: move_ticket.refuse(desk, t), _can_be_refused),
    Verb("set_aside", _set_aside, _alive, among=EXCLUSIONS),
    Verb(
        "exclude",
        lambda desk, t, form: exclude_case.confirm_exclusion(desk, t),
        _is_asked_for,
        only_admin=True,
    ),
    Verb(
        "keep_inside",
        lambda desk, t, form: exclude_case.decline_exclusion(desk, t, form["words"]),
        _is_asked_for,
        words=True,
        only_admin=True,
    ),
    Verb("reopen", lambda desk, t, form: move_ticket.reopen(desk, t, form["words"]), _in(Status.CLOSED), words=True),
    Verb("rectify", _rectify, _has_breach, words=True, among=TARGETS, only_admin=True),
)
OF_EXCLUSION = ("exclude", "keep_inside")  # shown with what was asked for


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


def fitting(subject: Subject, role: str) -> list[Verb]:
    """The verbs that mean something for this ticket now, for somebody of this role."""
    if role == "viewer":
        return []
    return [verb for verb in VERBS if verb.means(subject) and (role == "admin" or not verb.only_admin)]


def choices(verb: Verb, book: Directory, ticket: Ticket) -> tuple[str, ...]:
    """What may be chosen now, the present left out."""
    among = tuple(book.engineers) if verb.among == (ENGINEERS,) else verb.among
    present = {"severity": ticket.severity, "assign": ticket.assignee}.get(verb.name)
    return tuple(each for each in among if each != present)


def cleaned(form: Form) -> dict[str, str]:
    return {name: " ".join(value.replace("\0", "").split()) for name, value in form.items()}


def _act(session: Session, number: int, verb: Verb, form: Form) -> None:
    version, book = directory.current(session)
    ticket = tickets.lock(session, number) if number <= tickets.LARGEST_NUMBER else None
    if ticket is None:
        abort(404)
    if verb.only_admin and g.person.role != "admin":
        raise RefusedError("only_admin")
    if not verb.means(Subject(ticket, exclusions.waiting(session, number), me(book))):
        raise RefusedError(verb.late)
    clean = cleaned(form)
    if verb.words and not clean.get("words"):
        raise RefusedError("words_wanted")
    if len(clean.get("words", "")) > LONGEST:
        raise RefusedError("too_long")
    among = tuple(book.engineers) if verb.among == (ENGINEERS,) else verb.among
    if among and clean.get("choice") not in among:
        raise RefusedError("choice_wanted")
    now, before = the_line().now(), stands(ticket)
    verb.act(Desk(session, book, version, signature(book), now), ticket, clean)
    after = stands(ticket)
    changed = {"before": before, "after": after} if after != before else {}
    audit.note(session, g.person.email, "case_verb", str(number), now, verb=verb.name, **changed)


def stands(ticket: Ticket) -> str:
    """How a case stands, in the words of the log: status, severity, who has it."""
    return " ".join([ticket.status, ticket.severity, ticket.assignee or "-"])
