""" "Turnos": who is on when, a week or a month on a page; swaps, changes to take back, gaps, and calendar feeds."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from voiceline.actions import edit_roster, swap_shift
from voiceline.actions.edit_roster import RosterError
from voiceline.actions.look_for_gaps import gaps_ahead, out_of_reach, urgently_paged
from voiceline.domain.directory import Directory
from voiceline.domain.special_days import special_days
from voiceline.domain.unreached import rotation_to_fill, unreached
from voiceline.store import audit, directory, feeds, roster
from voiceline.store.directory_file import DirectoryError
from voiceline.store.roster import Swap
from voiceline.web.admin import roster_change
from voiceline.web.admin.doors import for_people, for_staff
from voiceline.web.admin.keys import key
from voiceline.web.admin.myself import me
from voiceline.web.admin.roster_calendar import Calendar, written
from voiceline.web.admin.roster_forms import Form, read_span
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

AHEAD = timedelta(days=14)
A_YEAR = timedelta(days=366)
MOST_HOLES = 8


def register(blueprint: Blueprint) -> None:
    blueprint.get("/roster", endpoint="roster")(show)
    blueprint.post("/roster/<verb>", endpoint="change_roster")(act)
    roster_change.register(blueprint)


@for_people
def show() -> str:
    return _page(request.args)


@for_staff
def act(verb: str) -> Response | str | tuple[str, int]:
    """One form a verb; one that cannot be taken comes back with what was written, and says why."""
    if verb not in VERBS:
        abort(404)
    try:
        with the_line().transaction() as session:
            done = VERBS[verb](session, request.form, g.person.email, the_line().now())
    except (RosterError, DirectoryError) as refused:
        if verb in LOOKED_AT:
            return roster_change.page(request.form, refused)
        said = words().named("roster_refused", refused.reason).format(name=getattr(refused, "name", ""))
        return _page(request.form, problem=(verb, said)), 422
    form = request.form
    return redirect(url_for("admin.roster", view=form.get("view"), day=form.get("day"), done=done or None), 303)


def _take_back(session: Session, form: Form, by: str, now: datetime) -> None:
    edit_roster.take_back(session, form.get("change", ""), by, now)


def _answer(session: Session, form: Form, by: str, now: datetime) -> None:
    answer, number = form.get("answer", ""), key(form.get("swap", ""))
    if answer not in ANSWERS:
        abort(404)
    swap = roster.lock_swap(session, number)
    if swap is not None and answer not in _answers_of(directory.current(session)[1], swap):
        raise RosterError("not_asked_of_you")
    ANSWERS[answer](session, number, by, now)


def _answers_of(book: Directory, swap: Swap) -> list[str]:
    """What whoever is logged in may say to it: his consent is nobody else's to give, but an admin's for him."""
    if g.person.role == "admin":
        return [*ANSWERS]
    engineer = me(book)
    mine = engineer.id if engineer else None
    asks = mine == swap.engineer or g.person.email == swap.proposed_by
    return [*(("accept", "decline") if mine == swap.other else ()), *(("withdraw",) if asks else ())]


def _renew_feed(session: Session, form: Form, by: str, now: datetime) -> None:
    _, book = directory.current(session)
    kind, name = form.get("kind", ""), form.get("name", "")
    if name not in (book.engineers if kind == "engineer" else book.rotations):
        abort(404)
    feeds.token_of(session, kind, name, now, anew=True)
    audit.note(session, by, "feed_renewed", name, now)


ANSWERS = {"accept": swap_shift.accept, "decline": swap_shift.decline, "withdraw": swap_shift.withdraw}
VERBS = {
    "override": roster_change.put,
    "propose": roster_change.propose,
    "take_back": _take_back,
    "answer": _answer,
    "feed": _renew_feed,
}
LOOKED_AT = ("override", "propose")


def _page(form: Form, problem: tuple[str, str] | None = None) -> str:
    line = the_line()
    now = line.now()
    with line.reading() as session:
        _, book = directory.current(session)
        zone = ZoneInfo(book.timezone)
        today = now.astimezone(zone).date()
        span = read_span(form, today)
        calendar = Calendar(book, span, now)
        changes, tokens = directory.changes_in_force(session), feeds.tokens(session)
        names = [("engineer", each) for each in book.engineers] + [("rotation", each) for each in book.rotations]
        known: dict[str, Any] = {
            "book": book,
            "span": span,
            "calendar": calendar,
            "now": now,
            "today": today,
            "zone": book.timezone,
            "written": lambda at: written(at, zone),
            "moment_of": lambda local: datetime.fromisoformat(local).replace(tzinfo=zone),
            "nobody": [(lost, rotation_to_fill(book, lost)) for lost in unreached(book, now, now + AHEAD)],
            "gaps": gaps_ahead(book, now),
            "most_holes": MOST_HOLES,
            "out_of_reach": [book.engineers[each].name for each in out_of_reach(session, book)],
            "paged": urgently_paged(book),
            "special_days": special_days(book.calendar, today, today + A_YEAR),
            "changes": changes,
            "done": next((each for each in changes if each["id"] == form.get("done")), None),
            "history": directory.history(session, 20),
            "swaps": roster.swaps(session),
            "stretches": swap_shift.stretches,
            "answers_of": partial(_answers_of, book),
            "feeds": [(kind, name, tokens.get((kind, name))) for kind, name in names],
            "said_change": roster.said,
            "may_edit": g.person.role != "viewer",
            "problem": problem,
        }
        return render_template("admin/roster.html", **known)
