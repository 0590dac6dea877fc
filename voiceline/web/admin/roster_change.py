"""A change of the roster, looked at before it is made: the form, what it would move and who would ring, and the button.

Looking is a GET and writes nothing. What is saved is what was looked at: when the roster, or who would ring, has
changed meanwhile, the page comes back with what the change would mean now. An edit of a customer is nothing to it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request
from sqlalchemy.orm import Session

from voiceline.actions import edit_roster, swap_shift
from voiceline.actions.edit_roster import Outlook, RosterError
from voiceline.domain.business_time import NeverOpenError
from voiceline.domain.directory import Directory
from voiceline.domain.escalation import RingPlan, who
from voiceline.domain.roster_days import DAY, midnight
from voiceline.domain.roster_moves import coming_on, going_off
from voiceline.domain.rotation import Shift, shifts, together
from voiceline.domain.severity import Severity
from voiceline.store import directory
from voiceline.store.directory_documents import keeps_on_call
from voiceline.store.directory_file import DirectoryError
from voiceline.web.admin.doors import LARGEST_KEY, for_staff
from voiceline.web.admin.roster_calendar import written
from voiceline.web.admin.roster_forms import Form, read_override, read_span, read_stretch, read_swap
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

KINDS = ("cover", "turns", "swap")
MOST_MOVES = 30  # stretches shown
LONGEST_SHIFT = timedelta(days=92)  # how far a shift is followed to either side, to be taken whole


class Quick(NamedTuple):
    """A stretch that is often meant, a link away."""

    name: str
    since: str
    until: str


class Rings(NamedTuple):
    """Who would ring for a P1 at the first moment that the change moves."""

    at: datetime
    before: RingPlan
    after: RingPlan


def register(blueprint: Blueprint) -> None:
    blueprint.get("/roster/change", endpoint="roster_change")(change)


@for_staff
def change() -> str | tuple[str, int]:
    return page(request.args) if "look" in request.args else page(request.args, look=False)


def put(session: Session, form: Form, by: str, now: datetime) -> str:
    """The override of this form is in force; its name. Raises RosterError, DirectoryError."""
    override = read_override(form)
    _is_what_was_seen(session, form)
    return edit_roster.put_override(session, [override], by, now)[0]


def propose(session: Session, form: Form, by: str, now: datetime) -> None:
    wanted = read_swap(form)
    _is_what_was_seen(session, form)
    swap_shift.propose(session, *wanted, by, now)


def page(form: Form, why: RosterError | DirectoryError | None = None, look: bool = True) -> str | tuple[str, int]:
    """The form with what was written and what it would change. ``why``: it was just refused."""
    line = the_line()
    now = line.now()
    kind = form.get("kind") or "cover"
    if kind not in KINDS:
        abort(404)
    found, refused = None, why
    with line.reading() as session:
        version, book = directory.current(session)
        if look and (why is None or _has_moved_on(why)):
            try:
                found = _outlook(session, kind, form, now)
            except (RosterError, DirectoryError) as error:
                refused = error
    zone = ZoneInfo(book.timezone)
    shown = render_template(
        "admin/roster_change.html",
        kind=kind,
        kinds=KINDS,
        book=book,
        form=form,
        span=read_span(form, now.astimezone(zone).date()),
        zone=book.timezone,
        seen=version,
        problem=_said(refused) if refused else None,
        moves=found.moves[:MOST_MOVES] if found else None,
        more_moves=len(found.moves) - MOST_MOVES if found else 0,
        rings=_rings(found) if found else None,
        told=_told(found) if found else [],
        **_about(book, form, now),
    )
    return (shown, 422) if refused else shown


def _outlook(session: Session, kind: str, form: Form, now: datetime) -> Outlook:
    if kind != "swap":
        return edit_roster.outlook(session, [read_override(form)], now)
    return swap_shift.would_be(session, *read_swap(form), now)


def _rings(found: Outlook) -> Rings | None:
    if not found.moves:
        return None
    at = min(move.start for move in found.moves)
    return Rings(at, who(found.before, Severity.P1, at), who(found.after, Severity.P1, at))


def _told(found: Outlook) -> list[str]:
    people = dict.fromkeys([*coming_on(found.moves), *going_off(found.moves)])
    return [found.after.engineers[each].name for each in people if each in found.after.engineers]


def _about(book: Directory, form: Form, now: datetime) -> dict[str, Any]:
    """Who is on in the stretch as it stands, and the stretches that are often meant."""
    rotation = book.rotations.get(form.get("rotation", ""))
    zone = ZoneInfo(book.timezone)
    try:
        start, until = (each.replace(tzinfo=zone) for each in read_stretch(form, "from", "until"))
    except RosterError:
        return {"standing": [], "quick": []}
    if rotation is None or start >= until or until - start > LONGEST_SHIFT:
        return {"standing": [], "quick": []}
    standing = together(shifts(rotation, book.overrides, start, until, book.timezone))
    around = together(shifts(rotation, book.overrides, start - LONGEST_SHIFT, start + LONGEST_SHIFT, book.timezone))
    whole = next(shift for shift in around if shift.start <= start < shift.until)
    return {"standing": standing, "quick": list(_quick(book, start, whole, now))}


def _quick(book: Directory, start: datetime, shift: Shift, now: datetime) -> Iterator[Quick]:
    zone, minute = ZoneInfo(book.timezone), now.replace(second=0, microsecond=0)
    day = start.astimezone(zone).date()
    begins, ends = midnight(day, book.timezone), midnight(day + DAY, book.timezone)
    stretches = {"day": (begins, ends), "night": _closed(book, begins, ends), "shift": (shift.start, shift.until)}
    for name, stretch in stretches.items():
        if stretch is not None and stretch[1] > minute:
            yield Quick(name, written(max(stretch[0], minute), zone), written(stretch[1], zone))


def _closed(book: Directory, begins: datetime, ends: datetime) -> tuple[datetime, datetime] | None:
    """From the end of this day's ordinary hours to the next opening."""
    hours = book.calendar.open_between(begins, ends)
    try:
        return (hours[-1][1] if hours else begins), book.calendar.next_opening(ends)
    except NeverOpenError:
        return None


def _is_what_was_seen(session: Session, form: Form) -> None:
    version, given = directory.version_to_change(session), form.get("seen", "")
    seen = int(given) if given.isdecimal() and len(given) < len(str(LARGEST_KEY)) else 0
    if seen != version and not keeps_on_call(session, version, seen):
        raise RosterError("not_seen")


def _has_moved_on(why: RosterError | DirectoryError) -> bool:
    return isinstance(why, RosterError) and why.reason == "not_seen"


def _said(why: RosterError | DirectoryError) -> str:
    if isinstance(why, DirectoryError):
        return why.reason
    return words().named("roster_refused", why.reason).format(name=why.name)
