"""Every edit of the directory comes in here: a look before what is grave, a refusal at its field, no two that collide.

A part's page says how its form is read and how it is shown (``Sheet``); the rest is the same for all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from voiceline.actions import edit_directory
from voiceline.actions.edit_directory import ConflictError, Edit, Edited
from voiceline.domain.directory_change import ENTRIES, SECRET, Part, differences, place
from voiceline.domain.kept_pins import KEPT
from voiceline.store import directory, her_cases, tickets
from voiceline.store import directory_documents as documents
from voiceline.store.directory_file import DirectoryError
from voiceline.web.admin import directory_words
from voiceline.web.admin.directory_forms import Form, Row, moved
from voiceline.web.admin.doors import LARGEST_KEY, for_admins, for_people
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

NOT_OF_THE_PART = ("csrf_token", "act", "seen", "name", SECRET)


@dataclass(frozen=True)
class Draft:
    """A form that comes back: what it said, against which version, and why it was not taken, at which field."""

    value: Any
    seen: int
    field: str = ""
    problem: str = ""
    pin_wanted: bool = False  # one was written and is not sent back


@dataclass(frozen=True)
class Sheet:
    """One kind of part: how its form is read, its page, and where a saved one is."""

    kind: str
    read: Callable[[Form, str], Any]  # the form, and the part's name; "" for a new one
    page: Callable[[Part, Draft | None], str]
    address: Callable[[str], str]
    is_grave: bool = True  # what it changes is looked at before it is saved
    rows: dict[str, Row] = field(default_factory=dict)  # lists that buttons add to, take from and put in order


def register(blueprint: Blueprint, sheets: list[Sheet]) -> None:
    by_kind = {each.kind: each for each in sheets}

    @blueprint.get("/directory/<kind>")
    @for_people
    def page_of_kind(kind: str) -> Response:
        """Where a form that came back stood, read again (a reload, the other language)."""
        if kind not in by_kind:
            abort(404)
        return redirect(by_kind[kind].address(""))

    @blueprint.post("/directory/<kind>")
    @for_admins
    def edit_part(kind: str) -> Response | str | tuple[str, int]:
        if kind not in by_kind:
            abort(404)
        return _edit(by_kind[kind])


def _edit(sheet: Sheet) -> Response | str | tuple[str, int]:
    form, act = request.form, request.form.get("act", "save")
    part, seen = Part(sheet.kind, form.get("name", "").replace("\0", "")), _seen()
    removes = act == "remove" or (act == "sure" and form.get("removes") == "yes")
    value = None if removes else sheet.read(form, part.name)
    written = SECRET in form and form[SECRET].strip() != ""
    if act in ("again", "more") or moved(act, value, sheet.rows):
        return sheet.page(part, Draft(value, seen, pin_wanted=written or "pin_wanted" in form))
    line, wanted = the_line(), Edit(part, value, seen)
    try:
        if act != "sure" and (removes or sheet.is_grave):
            with line.reading() as session:
                edited = edit_directory.look(session, wanted, line.now())
            if edited.version is not None:
                return _look(sheet, part, seen, edited, removes)
        else:
            with line.transaction() as session:
                edited = edit_directory.edit(session, wanted, g.person.email, line.now())
    except ConflictError as conflict:
        return _conflict(sheet, part, value, conflict, written), 409
    except DirectoryError as refused:
        return _refused(sheet, part, Draft(value, seen, pin_wanted=written), refused, removes), 422
    return redirect(sheet.address("" if removes else edited.part.name), 303)


def _look(sheet: Sheet, part: Part, seen: int, edited: Edited, removes: bool) -> str:
    """What would change, before it does."""
    w = words()
    with the_line().reading() as session:
        zone = directory.current(session)[1].timezone
        cases = _cases(session, part) if removes else []
    return render_template(
        "admin/directory_look.html",
        heading=directory_words.title(w, edited.part),
        sheet=sheet,
        part=part,
        seen=seen,
        removes=removes,
        found=directory_words.shown(w, edited.differences),
        doubts=[each.said(w.language) for each in edited.doubts],
        moved=edited.moved,
        cases=cases,
        zone=zone,
        carried=_carried(),
        back=sheet.address(part.name),
    )


def _cases(session: Session, part: Part) -> list[int]:
    """Open cases of whoever would go."""
    if part.kind == "engineers":
        return tickets.held_by(session, part.name)
    return her_cases.open_cases(session, None, part.name) if part.kind == "customers" else []


def _conflict(sheet: Sheet, part: Part, value: Any, conflict: ConflictError, written: bool) -> str:
    """What stood there, what another has made of it, what was written now: nothing is lost, nobody is overwritten."""
    w = words()
    with the_line().reading() as session:
        zone = directory.current(session)[1].timezone
    if isinstance(value, dict) and value.get(SECRET) == KEPT:
        value = {**value, SECRET: (conflict.saw or {}).get(SECRET)}
    return render_template(
        "admin/directory_conflict.html",
        heading=directory_words.title(w, part),
        sheet=sheet,
        part=part,
        seen=conflict.version,
        theirs=directory_words.shown(w, differences(part.kind, conflict.saw, conflict.here)),
        mine=directory_words.shown(w, differences(part.kind, conflict.saw, value)),
        last=conflict.last,
        removes=value is None,
        zone=zone,
        carried=_carried(),
        pin_wanted=written,
        back=sheet.address(part.name if conflict.here is not None else ""),
    )


def _refused(sheet: Sheet, part: Part, draft: Draft, refused: DirectoryError, removes: bool) -> str:
    """The page again, with what was written, and why not, at the field that it is about."""
    with the_line().reading() as session:
        present = documents.newest(session)
    field_, elsewhere = _field(present.table if present else {}, part, refused.key)
    why = refused.said(words().language)
    problem = f"{refused.key}: {why}" if elsewhere else why
    return sheet.page(part, Draft(None if removes else draft.value, draft.seen, field_, problem, draft.pin_wanted))


def _field(table: dict[str, Any], part: Part, key: str) -> tuple[str, bool]:
    """(the field of this part's form, whether it is about something else). No field: it is about the whole."""
    if part.kind not in ENTRIES:
        is_own = key.startswith((f"{part.kind}.", f"{part.kind}["))
        return (key if is_own else ""), not is_own and key != part.kind
    own, everybodys = f"{part.kind}[{place(table, part)}].", (part.kind, f"{part.kind}.{part.name}")
    if key.startswith(own):
        return key.removeprefix(own), False
    first, _, last = key.rpartition(".")
    return (last if first in everybodys else ""), first not in everybodys and key != part.kind


def _carried() -> list[tuple[str, str]]:
    """The form's own fields, for a page in between to send again; a PIN is never among them."""
    return [(name, each) for name, each in request.form.items(multi=True) if name not in NOT_OF_THE_PART]


def _seen() -> int:
    """The version that the form was made of; one that is nobody's for anything else."""
    given = request.form.get("seen", "")
    return int(given) if given.isdecimal() and len(given) < len(str(LARGEST_KEY)) else 0
