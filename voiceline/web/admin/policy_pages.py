"""Policies: who is rung in which order for each severity and kind of hours, step by step; steps move by buttons."""

from flask import Blueprint, render_template, url_for

from voiceline.domain.directory import Policy
from voiceline.domain.directory_change import Part
from voiceline.domain.severity import Severity
from voiceline.store import directory
from voiceline.store.directory_file import CHANNELS, HOURS
from voiceline.web.admin import directory_forms as forms
from voiceline.web.admin.directory_edits import Draft, Sheet
from voiceline.web.admin.directory_forms import Form, Row
from voiceline.web.admin.directory_parts import everybody, name_behind, named, opened
from voiceline.web.admin.doors import for_people
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

NEW_STEP: Row = {"page": [], "by": ["call"], "wait": "2m"}


def register(blueprint: Blueprint) -> None:
    blueprint.get("/directory/policies", endpoint="policies")(policies)
    blueprint.get("/directory/policy", endpoint="policy")(policy)


@for_people
def policies() -> str:
    with the_line().reading() as session:
        book = directory.current(session)[1]
    rows = sorted(book.policies, key=lambda each: (each.severity, HOURS.index(each.during)))
    return render_template("admin/policies.html", rows=rows, name=lambda each: name_behind(book, each))


@for_people
def policy() -> str:
    return _page(named("policies"), None)


def read(form: Form, name: str) -> Row:
    severity, _, during = name.partition(" ")
    return {
        "severity": severity or forms.text(form, "severity"),
        "during": during or forms.text(form, "during"),
        "steps": forms.rows(form, "steps", lambda place: _step(form, place)),
    }


def _step(form: Form, place: str) -> Row:
    return {
        "page": forms.chosen(form, f"{place}-page"),
        "by": forms.chosen(form, f"{place}-by"),
        "wait": forms.text(form, f"{place}-wait").replace(" ", ""),
    }


def _page(part: Part, draft: Draft | None) -> str:
    with the_line().reading() as session:
        found = opened(session, part, draft)
    if not found.it:
        found.known["it"] = {"steps": [NEW_STEP]}
    return render_template(
        "admin/policy.html",
        names=everybody(found.book, words()),
        in_force=[step for each in found.book.policies if _name(each) == part.name for step in each.steps],
        name=lambda each: name_behind(found.book, each),
        channels=CHANNELS,
        during=HOURS,
        severities=[str(each) for each in Severity],
        **found.known,
    )


def _name(policy: Policy) -> str:
    return f"{policy.severity} {policy.during}"


SHEET = Sheet(
    "policies",
    read,
    _page,
    lambda name: url_for("admin.policy", name=name) if name else url_for("admin.policies"),
    rows={"steps": NEW_STEP},
)
