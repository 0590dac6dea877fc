""" "Turnos": who is on when, four weeks on a page; somebody else for a while, temporary schedules, swaps and gaps."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from voiceline.actions import edit_roster, swap_shift
from voiceline.actions.edit_roster import RosterError
from voiceline.actions.look_for_gaps import gaps_ahead, out_of_reach
from voiceline.domain.directory import Every, Override
from voiceline.domain.rotation import shifts
from voiceline.store import audit, directory, feeds, roster
from voiceline.store.directory_file import DirectoryError
from voiceline.web.admin.doors import for_people, for_staff
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

WEEKS = 4
FORMAT = "%Y-%m-%dT%H:%M"
UNITS = ("hours", "days", "weeks")
Form = Mapping[str, str]


def register(blueprint: Blueprint) -> None:
    blueprint.get("/roster", endpoint="roster")(show)
    blueprint.post("/roster/<verb>", endpoint="change_roster")(act)


@for_people
def show() -> str:
    return _page()


@for_staff
def act(verb: str) -> Response | tuple[str, int]:
    """One form a verb; one that cannot be taken comes back with what was written, and says why."""
    if verb not in VERBS:
        abort(404)
    try:
        with the_line().transaction() as session:
            VERBS[verb](session, request.form, g.person.email, the_line().now())
    except RosterError as refused:
        return _page(
            problem=(verb, words().named("roster_refused", refused.reason).format(name=refused.name)), said=request.form
        ), 422
    except DirectoryError as refused:
        return _page(problem=(verb, refused.reason), said=request.form), 422
    return redirect(url_for("admin.roster", week=request.form.get("week") or None), 303)


def _override(session: Session, form: Form, by: str, now: datetime) -> None:
    edit_roster.put_override(session, [_read_override(form)], by, now)


def _take_back(session: Session, form: Form, by: str, now: datetime) -> None:
    edit_roster.take_back(session, form.get("change", ""), by, now)


def _propose(session: Session, form: Form, by: str, now: datetime) -> None:
    his = (_local(form, "from"), _local(form, "until"))
    back = (_local(form, "back_from"), _local(form, "back_until")) if form.get("back_from") else None
    swap_shift.propose(session, form["rotation"], form["engineer"], form["other"], his, back, by, now)


def _answer(session: Session, form: Form, by: str, now: datetime) -> None:
    answers = {"accept": swap_shift.accept, "decline": swap_shift.decline, "withdraw": swap_shift.withdraw}
    number = form.get("swap", "")
    if form.get("answer") not in answers or not number.isdecimal():
        abort(404)
    answers[form["answer"]](session, int(number), by, now)


def _renew_feed(session: Session, form: Form, by: str, now: datetime) -> None:
    _, book = directory.current(session)
    kind, name = form.get("kind", ""), form.get("name", "")
    if name not in (book.engineers if kind == "engineer" else book.rotations):
        abort(404)
    feeds.token_of(session, kind, name, now, anew=True)
    audit.note(session, by, "feed_renewed", name, now)


VERBS = {"override": _override, "take_back": _take_back, "propose": _propose, "answer": _answer, "feed": _renew_feed}


def _read_override(form: Form) -> Override:
    members = tuple(each for each in request.form.getlist("members") if each)
    start, until = _local(form, "from"), _local(form, "until")
    if len(members) < 2:
        return Override(form.get("rotation", ""), members, start, until)
    count, unit = form.get("count", ""), form.get("unit", "")
    if not (count.isdecimal() and 1 <= int(count) <= 10_000 and unit in UNITS):
        raise RosterError("every_wanted")
    return Override(form.get("rotation", ""), members, start, until, Every(int(count), unit))


def _local(form: Form, name: str) -> datetime:
    try:
        return datetime.strptime(form.get(name, ""), FORMAT)
    except ValueError:
        raise RosterError("moment_wanted") from None


def _page(problem: tuple[str, str] | None = None, said: Form | None = None) -> str:
    line = the_line()
    now = line.now()
    with line.transaction() as session:
        _, book = directory.current(session)
        zone = ZoneInfo(book.timezone)
        monday = _monday(now, zone)
        until = monday + timedelta(weeks=WEEKS)
        tables = [
            (rotation, shifts(rotation, book.overrides, monday, until, book.timezone))
            for rotation in book.rotations.values()
        ]
        names = [("engineer", each) for each in book.engineers] + [("rotation", each) for each in book.rotations]
        known: dict[str, Any] = {
            "book": book,
            "tables": tables,
            "now": now,
            "zone": book.timezone,
            "week": monday.astimezone(zone).date(),
            "before": (monday.astimezone(zone) - timedelta(weeks=WEEKS)).date(),
            "after": until.astimezone(zone).date(),
            "gaps": gaps_ahead(book, now),
            "out_of_reach": [book.engineers[each].name for each in out_of_reach(session, book)],
            "changes": directory.changes_in_force(session),
            "history": directory.history(session, 20),
            "swaps": roster.swaps(session),
            "stretches": swap_shift.stretches,
            "feeds": [(kind, name, feeds.token_of(session, kind, name, now)) for kind, name in names],
            "said_change": roster.said,
            "may_edit": g.person.role != "viewer",
            "problem": problem,
            "form": said or {},
        }
        return render_template("admin/roster.html", **known)


def _monday(now: datetime, zone: ZoneInfo) -> datetime:
    """The Monday of the week asked for in the address, or of this one; what is no day is a 404."""
    asked = (request.args.get("week") or request.form.get("week") or "").strip()
    try:
        day = datetime.strptime(asked, "%Y-%m-%d") if asked else now.astimezone(zone).replace(tzinfo=None)
    except ValueError:
        abort(404)
    if not 2000 <= day.year <= 2100:
        abort(404)
    midnight = day.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=day.weekday())
    return midnight.replace(tzinfo=zone)
