"""The line itself: name, zone, language, whom the fallback rings, who is turned away, how often customers hear."""

from typing import Any

from flask import Blueprint, render_template, url_for

from voiceline.domain.directory_change import Part
from voiceline.domain.severity import Severity
from voiceline.web.admin import directory_forms as forms
from voiceline.web.admin.directory_edits import Draft, Sheet
from voiceline.web.admin.directory_forms import Form, Row
from voiceline.web.admin.directory_parts import everybody, name_behind, opened
from voiceline.web.admin.doors import for_people
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

OPENS = ("P2", "P3", "P4")


def register(blueprint: Blueprint) -> None:
    blueprint.get("/directory/line", endpoint="line")(line)


@for_people
def line() -> str:
    return _page(Part("line"), None)


def read_line(form: Form, name: str) -> Row:
    return {
        "name": forms.text(form, "title"),
        "timezone": forms.text(form, "timezone"),
        "language": forms.text(form, "language"),
        "email": forms.text(form, "email"),
        "fallback_phones": forms.numbers(form, "fallback_phones"),
        "escalate_to": forms.text(form, "escalate_to"),
        "says_it_records": "says_it_records" in form,
        "blocked": forms.numbers(form, "blocked"),
        "stranger_calls": forms.whole(form, "stranger_calls"),
        "abandoned_opens": forms.text(form, "abandoned_opens"),
    }


def read_updates(form: Form, name: str) -> Row:
    return {str(each): forms.text(form, str(each)).replace(" ", "") for each in Severity}


def _page(part: Part, draft: Draft | None) -> str:
    with the_line().reading() as session:
        found = opened(session, Part("line"), None)
    its: dict[str, Any] = {kind: found.table.get(kind) or {} for kind in ("line", "updates")}
    if draft and draft.value is not None:
        its[part.kind] = draft.value
    known = found.known | {"part": part, "draft": draft, "its": its}
    known["seen"] = draft.seen if draft else known["seen"]
    return render_template(
        "admin/line.html",
        names=everybody(found.book, words()),
        name=lambda each: name_behind(found.book, each),
        opens=OPENS,
        severities=[str(each) for each in Severity],
        **known,
    )


SHEETS = [
    Sheet("line", read_line, _page, lambda name: url_for("admin.line")),
    Sheet("updates", read_updates, _page, lambda name: url_for("admin.line"), is_grave=False),
]
