"""What people write to change the roster, read into values. Raises RosterError for what cannot be read."""

from datetime import date, datetime

from flask import abort
from werkzeug.datastructures import MultiDict

from voiceline.actions.edit_roster import RosterError
from voiceline.actions.swap_shift import Stretch
from voiceline.domain.directory import Every, Override
from voiceline.web.admin.roster_calendar import WRITTEN, Span, span_of

Form = MultiDict[str, str]
UNITS = ("hours", "days", "weeks")
VIEWS = ("week", "month")


def read_override(form: Form) -> Override:
    """Of one engineer, or of several in turn."""
    members = tuple(each for each in form.getlist("members") if each)
    start, until = read_stretch(form, "from", "until")
    if len(members) < 2:
        return Override(form.get("rotation", ""), members, start, until)
    count, unit = form.get("count", ""), form.get("unit", "")
    if not (count.isdecimal() and len(count) <= 5 and 1 <= int(count) <= 10_000 and unit in UNITS):
        raise RosterError("every_wanted")
    return Override(form.get("rotation", ""), members, start, until, Every(int(count), unit))


def read_swap(form: Form) -> tuple[str, str, str, Stretch, Stretch | None]:
    """Rotation, whose shift, who would take it, when, and what is offered in exchange, if anything is."""
    rotation, engineer, other = (form.get(name, "") for name in ("rotation", "engineer", "other"))
    is_exchange = form.get("back_from") or form.get("back_until")
    back = read_stretch(form, "back_from", "back_until") if is_exchange else None
    return rotation, engineer, other, read_stretch(form, "from", "until"), back


def read_stretch(form: Form, first: str, last: str) -> Stretch:
    return _local(form, first), _local(form, last)


def read_span(form: Form, today: date) -> Span:
    """The week or month that is looked at; this week, where nothing is said. What is none is a 404."""
    view, day = form.get("view") or "week", (form.get("day") or "").strip()
    try:
        on = datetime.strptime(day, "%Y-%m-%d").date() if day else today
    except ValueError:
        abort(404)
    if view not in VIEWS or not 2000 <= on.year <= 2100:
        abort(404)
    return span_of(view, on)


def _local(form: Form, name: str) -> datetime:
    try:
        at = datetime.strptime(form.get(name, ""), WRITTEN)
    except ValueError:
        raise RosterError("moment_wanted") from None
    if not 2000 <= at.year <= 2100:
        raise RosterError("moment_wanted")
    return at
