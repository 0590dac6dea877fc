"""Groups, who ring together, and rotations, who take turns: who is in them, in which order, how long each."""

from flask import Blueprint, render_template, url_for

from voiceline.domain.directory_change import Part
from voiceline.domain.rotation import on_call
from voiceline.store import directory
from voiceline.web.admin import directory_forms as forms
from voiceline.web.admin.directory_edits import Draft, Sheet
from voiceline.web.admin.directory_forms import Form, Row
from voiceline.web.admin.directory_parts import engineers, name_behind, named, opened
from voiceline.web.admin.doors import for_people
from voiceline.web.guard import the_line

UNITS = ("hour", "day", "week")


def register(blueprint: Blueprint) -> None:
    blueprint.get("/directory/teams", endpoint="teams")(teams)
    blueprint.get("/directory/group", endpoint="group")(group)
    blueprint.get("/directory/rotation", endpoint="rotation")(rotation)


@for_people
def teams() -> str:
    line = the_line()
    with line.reading() as session:
        book = directory.current(session)[1]
    on = {each.id: on_call(each, book.overrides, line.now(), book.timezone) for each in book.rotations.values()}
    return render_template("admin/teams.html", book=book, on=on, name=lambda each: name_behind(book, each))


@for_people
def group() -> str:
    return _page(named("groups"), None)


@for_people
def rotation() -> str:
    return _page(named("rotations"), None)


def read_group(form: Form, name: str) -> Row:
    return {"id": name or forms.text(form, "id"), "members": forms.chosen(form, "members")}


def read_rotation(form: Form, name: str) -> Row:
    count, unit = forms.text(form, "count"), forms.text(form, "unit")
    every = f"{count} {unit}{'' if count == '1' else 's'}" if unit in UNITS else count
    return {
        "id": name or forms.text(form, "id"),
        "members": forms.chosen(form, "members"),
        "starts": forms.moment(form, "starts"),
        "every": every,
        "rehearse": "rehearse" in form,
    }


def _page(part: Part, draft: Draft | None) -> str:
    with the_line().reading() as session:
        found = opened(session, part, draft)
    count, _, unit = str((found.it or {}).get("every", "1 week")).partition(" ")
    return render_template(
        "admin/team.html",
        people=engineers(found.book),
        name=lambda each: name_behind(found.book, each),
        count=count,
        unit=unit.removesuffix("s"),
        units=UNITS,
        **found.known,
    )


def _address(kind: str, name: str) -> str:
    return url_for(f"admin.{kind}", name=name) if name else url_for("admin.teams")


SHEETS = [
    Sheet("groups", read_group, _page, lambda name: _address("group", name)),
    Sheet("rotations", read_rotation, _page, lambda name: _address("rotation", name)),
]
