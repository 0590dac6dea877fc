"""What people do to a cause from its page: one form a verb, each a POST, and back to the page."""

from collections.abc import Callable, Mapping

from flask import Blueprint, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from voiceline.actions import lead_cause
from voiceline.actions.lead_cause import BadStateError, State
from voiceline.actions.move_ticket import Desk
from voiceline.domain.lifecycle import NotAllowedError
from voiceline.store import audit, causes, directory, tickets
from voiceline.store.causes import Cause
from voiceline.store.tickets import Ticket
from voiceline.web.admin.doors import LARGEST_KEY, for_staff
from voiceline.web.guard import the_line

NOTE_LONGEST = 600
Form = Mapping[str, str]


class RefusedError(Exception):
    """A form that cannot be taken; the text is a key of the admin's words."""


def register(blueprint: Blueprint, page: Callable[..., str]) -> None:
    """``page(number, problem=(verb, why, whom), preview=state)`` is the cause's page, for a form that comes back."""

    @blueprint.post("/causes/<int:number>/<verb>")
    @for_staff
    def act_on_cause(number: int, verb: str) -> Response | tuple[str, int] | str:
        if verb == "preview":
            form = clean(request.form)
            return page(number, preview=State(form.get("state_es", ""), form.get("state_en", "")))
        wanted = VERBS.get(verb)
        if wanted is None:
            abort(404)
        try:
            with the_line().transaction() as session:
                version, book = directory.current(session)
                row = causes.lock(session, number) if number <= LARGEST_KEY else None
                if row is None:
                    abort(404)
                now = the_line().now()
                wanted(Desk(session, book, version, g.person.email, now), row, clean(request.form))
                audit.note(session, g.person.email, "cause_verb", str(number), now, verb=verb)
        except BadStateError as refused:
            return page(number, problem=(verb, f"state_{refused.why}", refused.name)), 422
        except RefusedError as refused:
            return page(number, problem=(verb, str(refused), "")), 422
        except (causes.ClosedCauseError, NotAllowedError):
            return page(number, problem=(verb, "cause_not_allowed", "")), 422
        return redirect(url_for("admin.cause", number=number), 303)


def _state(desk: Desk, row: Cause, form: Form) -> None:
    lead_cause.say_state(desk, row, State(form.get("state_es", ""), form.get("state_en", "")))


def _link(desk: Desk, row: Cause, form: Form) -> None:
    numbers = sorted(set(request.form.getlist("ticket")), key=lambda each: (len(each), each))
    if not numbers:
        raise RefusedError("choice_wanted")
    for each in numbers:
        lead_cause.link(desk, row, ticket_of(desk, each))


def _unlink(desk: Desk, row: Cause, form: Form) -> None:
    lead_cause.unlink(desk, row, ticket_of(desk, form.get("ticket", "")))


def _resolve(desk: Desk, row: Cause, form: Form) -> None:
    note = form.get("note", "")
    if not note or len(note) > NOTE_LONGEST:
        raise RefusedError("words_wanted" if not note else "too_long")
    lead_cause.resolve_linked(desk, row, note)


VERBS: dict[str, Callable[[Desk, Cause, Form], object]] = {
    "state": _state,
    "announce": lambda desk, row, form: lead_cause.announce(desk, row),
    "silence": lambda desk, row, form: lead_cause.silence(desk, row),
    "link": _link,
    "unlink": _unlink,
    "resolve": _resolve,
    "close": lambda desk, row, form: lead_cause.close_cause(desk, row),
}


def ticket_of(desk: Desk, number: str) -> Ticket:
    known = number.isdecimal() and len(number) < 11 and int(number) <= tickets.LARGEST_NUMBER
    ticket = tickets.lock(desk.session, int(number)) if known else None
    if ticket is None:
        abort(404)
    return ticket


def clean(form: Form) -> dict[str, str]:
    return {name: " ".join(value.replace("\0", "").split()) for name, value in form.items()}
