"""Engineers: who answers, by which phones in which order, whether those can be reached, and where each one is rung."""

from flask import Blueprint, render_template, url_for

from voiceline.actions.rehearse import results
from voiceline.domain.directory import Directory
from voiceline.domain.directory_change import Part, name_of
from voiceline.domain.kept_pins import KEPT
from voiceline.store import directory, opt_outs
from voiceline.web.admin import directory_forms as forms
from voiceline.web.admin.directory_edits import Draft, Sheet
from voiceline.web.admin.directory_forms import Form, Row
from voiceline.web.admin.directory_parts import named, opened
from voiceline.web.admin.doors import for_people
from voiceline.web.guard import the_line


def register(blueprint: Blueprint) -> None:
    blueprint.get("/directory/engineers", endpoint="engineers")(engineers)
    blueprint.get("/directory/engineer", endpoint="engineer")(engineer)


@for_people
def engineers() -> str:
    with the_line().reading() as session:
        book = directory.current(session)[1]
        tests = results(session).latest
    rows = [(each, places(book, each.id), tests.get(each.id)) for each in book.engineers.values()]
    return render_template("admin/engineers.html", rows=rows, zone=book.timezone)


@for_people
def engineer() -> str:
    return _page(named("engineers"), None)


def places(book: Directory, engineer: str) -> list[Part]:
    """Where he is rung: his groups and rotations, and the policies that name him or one of these."""
    teams = [Part("groups", each.id) for each in book.groups.values() if engineer in each.members]
    teams += [Part("rotations", each.id) for each in book.rotations.values() if engineer in each.members]
    names = {engineer, *(each.name for each in teams)}
    policies = [each for each in book.policies if any(names & set(step.page) for step in each.steps)]
    found = [Part("policies", name_of("policies", {"severity": p.severity, "during": p.during})) for p in policies]
    return teams + found


def read(form: Form, name: str) -> Row:
    """``pin`` empty keeps what is there; the box beside it takes it away."""
    return {
        "id": name or forms.text(form, "id"),
        "name": forms.text(form, "title"),
        "phones": forms.numbers(form, "phones"),
        "email": forms.text(form, "email"),
        "language": forms.text(form, "language"),
        "pin": "" if form.get("pin_off") else forms.text(form, "pin") or KEPT,
    }


def _page(part: Part, draft: Draft | None) -> str:
    with the_line().reading() as session:
        found = opened(session, part, draft)
        here = found.book.engineers.get(part.name)
        mute = opt_outs.of(session, list(here.phones)) if here else []
        test = results(session).latest.get(part.name)
    where = places(found.book, part.name) if here else []
    return render_template("admin/engineer.html", here=here, mute=mute, test=test, places=where, **found.known)


SHEET = Sheet(
    "engineers",
    read,
    _page,
    lambda name: url_for("admin.engineer", name=name) if name else url_for("admin.engineers"),
    is_grave=False,
)
