"""The hours: the week, the country's holidays and the town's feast, closures and openings; and what they come to."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, url_for

from voiceline.domain.business_time import Closing
from voiceline.domain.directory import Directory
from voiceline.domain.directory_change import Part
from voiceline.store.directory_calendar import AGREED_HOURS
from voiceline.store.directory_file import DAYS
from voiceline.web.admin import directory_forms as forms
from voiceline.web.admin.directory_edits import Draft, Sheet
from voiceline.web.admin.directory_forms import Form, Row
from voiceline.web.admin.directory_parts import opened
from voiceline.web.admin.doors import for_people
from voiceline.web.guard import the_line

AHEAD = timedelta(days=365)
UNSAID: dict[str, Any] = {"hours": AGREED_HOURS, "closures": [], "openings": []}  # what holds without a word


def register(blueprint: Blueprint) -> None:
    blueprint.get("/directory/hours", endpoint="hours")(hours)


@for_people
def hours() -> str:
    return _page(Part("hours"), None)


def read_hours(form: Form, name: str) -> Row:
    week = {each: forms.lines(form, each) for each in DAYS}
    return week | {"holidays": forms.text(form, "holidays"), "local_feast": forms.text(form, "local_feast")}


def read_closures(form: Form, name: str) -> list[Row]:
    return forms.rows(
        form,
        "closures",
        lambda place: {
            "date": forms.day(form, f"{place}-date"),
            "from": forms.text(form, f"{place}-from"),
            "name": forms.text(form, f"{place}-name"),
        },
    )


def read_openings(form: Form, name: str) -> list[Row]:
    return forms.rows(
        form,
        "openings",
        lambda place: {
            "date": forms.day(form, f"{place}-date"),
            "hours": forms.lines(form, f"{place}-hours"),
            "name": forms.text(form, f"{place}-name"),
        },
    )


def _page(part: Part, draft: Draft | None) -> str:
    """All three parts on one page; the form that came back, if any, is that of ``part``."""
    line = the_line()
    with line.reading() as session:
        found = opened(session, Part("hours"), None)
    its = {kind: found.table.get(kind, unsaid) for kind, unsaid in UNSAID.items()}
    if draft and draft.value is not None:
        its[part.kind] = draft.value
    known = found.known | {"part": part, "draft": draft, "its": its}
    known["seen"] = draft.seen if draft else known["seen"]
    today = line.now().astimezone(ZoneInfo(found.book.timezone)).date()
    return render_template(
        "admin/hours.html", days=list(enumerate(DAYS)), closed=_closed(found.book, today), today=today, **known
    )


def _closed(book: Directory, today: date) -> list[tuple[date, Closing, bool]]:
    """(day, why, whether the line works on it all the same) in the year ahead."""
    years = (book.calendar.closings_of(each) for each in (today.year, today.year + 1))
    found = {day: each for year in years for day, each in year.items()}
    days = sorted(day for day in found if today <= day <= today + AHEAD)
    return [(day, found[day], day in book.calendar.openings) for day in days]


def _address(name: str) -> str:
    return url_for("admin.hours")


SHEETS = [
    Sheet("hours", read_hours, _page, _address),
    Sheet("closures", read_closures, _page, _address, rows={"closures": {"date": "", "from": "", "name": ""}}),
    Sheet("openings", read_openings, _page, _address, rows={"openings": {"date": "", "hours": [], "name": ""}}),
]
