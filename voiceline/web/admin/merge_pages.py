"""Merging a case into another of the same customer, from its page."""

from collections.abc import Callable

from flask import Blueprint, abort, g, redirect, request, url_for
from werkzeug.wrappers import Response

from voiceline.actions.merge_cases import CannotMergeError, merge
from voiceline.actions.move_ticket import Desk
from voiceline.domain.text_command import LONGEST
from voiceline.store import audit, directory, tickets
from voiceline.web.admin.doors import for_staff
from voiceline.web.admin.myself import signature
from voiceline.web.admin.ticket_verbs import cleaned
from voiceline.web.guard import the_line


def register(blueprint: Blueprint, page: Callable[..., str]) -> None:
    """``page`` is the case's, for a form that comes back."""

    @blueprint.post("/tickets/<int:number>/merge")
    @for_staff
    def merge_case(number: int) -> Response | tuple[str, int]:
        form = cleaned(request.form)
        into, reason = form.get("choice", ""), form.get("words", "")
        try:
            _merge(number, into, reason)
        except CannotMergeError as refused:
            return page(number, problem=("merge", str(refused)), said=request.form), 422
        return redirect(url_for("admin.ticket", number=int(into)), 303)


def _merge(number: int, into: str, reason: str) -> None:
    if number > tickets.LARGEST_NUMBER:
        abort(404)
    if not into.isdecimal() or len(into) > 10 or int(into) > tickets.LARGEST_NUMBER:
        raise CannotMergeError("choice_wanted")
    if len(reason) > LONGEST:
        raise CannotMergeError("too_long")
    now = the_line().now()
    try:
        with the_line().transaction() as session:
            version, book = directory.current(session)
            merge(Desk(session, book, version, signature(book), now), number, int(into), reason)
            audit.note(session, g.person.email, "case_merged", str(number), now, into=int(into))
    except LookupError:
        abort(404)
