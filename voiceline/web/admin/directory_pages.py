"""The directory on a page: what stands in it, who changed what, and the file of it."""

from flask import Blueprint, Response, abort, g, render_template, request, url_for

from voiceline.domain.directory_change import KINDS, Part, changed_parts, differences, find
from voiceline.domain.kept_pins import without_pins
from voiceline.store import audit, directory
from voiceline.store import directory_documents as documents
from voiceline.store.directory import NoDirectoryError
from voiceline.store.directory_writing import write_directory
from voiceline.web.admin import (
    customer_pages,
    directory_edits,
    directory_words,
    engineer_pages,
    hours_pages,
    line_pages,
    policy_pages,
    team_pages,
)
from voiceline.web.admin.doors import LARGEST_KEY, for_admins, for_people
from voiceline.web.admin.keys import key
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

A_PAGE = 20
MOST_SHOWN = 60  # parts of one change; a file may differ in all


def register(blueprint: Blueprint) -> None:
    blueprint.get("/directory", endpoint="directory")(overview)
    blueprint.get("/directory/changes/<int:version>", endpoint="directory_change")(change)
    blueprint.get("/directory/directory.toml", endpoint="directory_file")(file)
    pages = (customer_pages, engineer_pages, team_pages, policy_pages, hours_pages, line_pages)
    for each in pages:
        each.register(blueprint)
    own = [customer_pages.SHEET, engineer_pages.SHEET, policy_pages.SHEET]
    directory_edits.register(blueprint, own + team_pages.SHEETS + hours_pages.SHEETS + line_pages.SHEETS)


@for_people
def overview() -> str:
    w = words()
    with the_line().reading() as session:
        book = directory.current(session)[1]
        found = documents.edits(session, _before(), A_PAGE + 1)
    loaded = w.named("audit_kinds", "directory_loaded")
    rows = [
        (each, directory_words.title(w, each.part) if each.part.kind in KINDS else loaded) for each in found[:A_PAGE]
    ]
    older = url_for("admin.directory", before=rows[-1][0].version) if len(found) > A_PAGE else None
    return render_template(
        "admin/directory.html", book=book, rows=rows, older=older, zone=book.timezone, may_edit=g.person.role == "admin"
    )


@for_people
def change(version: int) -> str:
    """One version beside the one before it, part by part."""
    w = words()
    with the_line().reading() as session:
        row = documents.at_version(session, version) if version <= LARGEST_KEY else None
        if row is None:
            abort(404)
        before = documents.before(session, version)
        about = next(iter(documents.edits(session, version + 1, 1)), None)
        zone = directory.current(session)[1].timezone
    former = before.table if before else {}
    parts = changed_parts(former, row.table)
    shown = [_shown(part, former, row.table) for part in parts[:MOST_SHOWN]]
    more = len(parts) - len(shown)
    about = about if about and about.version == version else None
    return render_template("admin/directory_change.html", shown=shown, more=more, about=about, zone=zone, w=w)


@for_admins
def file() -> Response:
    """To be loaded again: a PIN in it says ``kept``."""
    line = the_line()
    with line.transaction() as session:
        found = documents.newest(session)
        if found is None:
            raise NoDirectoryError
        audit.note(session, g.person.email, "directory_exported", "", line.now(), version=found.version)
    words_ = write_directory(without_pins(found.table))
    name = f"directorio-{found.version}.toml"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(words_, mimetype="application/toml", headers=disposition)


def _shown(part: Part, former: dict[str, object], table: dict[str, object]) -> tuple[str, list[directory_words.Shown]]:
    w = words()
    found = differences(part.kind, find(former, part), find(table, part))
    return directory_words.title(w, part), directory_words.shown(w, found)


def _before() -> int | None:
    given = request.args.get("before")
    return None if given is None else key(given)
