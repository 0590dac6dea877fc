"""What every page of a part of the directory is made of: the part, the names in it, and where it stands."""

from typing import Any, NamedTuple

from flask import abort, g, request
from sqlalchemy.orm import Session

from voiceline.domain.directory import Directory
from voiceline.domain.directory_change import ENTRIES, Part, find
from voiceline.store import directory
from voiceline.store import directory_documents as documents
from voiceline.store.directory import NoDirectoryError
from voiceline.web.admin.directory_edits import Draft
from voiceline.web.admin.words import Words

LONGEST_NAME = 400


class Opened(NamedTuple):
    """The directory as it stands, and this part of it: as written in a form that came back, else as it is."""

    book: Directory
    table: dict[str, Any]
    part: Part
    it: Any
    known: dict[str, Any]  # for the template


def named(kind: str) -> Part:
    """The part that the address asks for; "" in it is a new one."""
    name = request.args.get("name", "")
    if len(name) > LONGEST_NAME or "\0" in name:
        abort(404)
    return Part(kind, name)


def opened(session: Session, part: Part, draft: Draft | None) -> Opened:
    """404 for what is not there, unless a form says what it should be."""
    book = directory.current(session)[1]
    present = documents.newest(session)
    if present is None:
        raise NoDirectoryError
    it = draft.value if draft else None
    if it is None:
        it = find(present.table, part)
    if it is None and part.name:
        abort(404)
    if it is None and part.kind in ENTRIES and g.person.role != "admin":
        abort(404)
    known = {
        "book": book,
        "zone": book.timezone,
        "part": part,
        "it": it if it is not None else {},
        "seen": draft.seen if draft else present.version,
        "draft": draft,
        "may_edit": g.person.role == "admin",
        "is_new": find(present.table, part) is None,
    }
    return Opened(book, present.table, part, it, known)


def everybody(book: Directory, w: Words) -> list[tuple[str, list[tuple[str, str]]]]:
    """Whom a step may page, by kind: (heading, [(id, name)])."""
    kinds = [
        ("rotations", [(each, each) for each in book.rotations]),
        ("groups", [(each, each) for each in book.groups]),
        ("engineers", engineers(book)),
    ]
    return [(w.named("directory_many", kind), found) for kind, found in kinds if found]


def engineers(book: Directory) -> list[tuple[str, str]]:
    return [(each.id, each.name) for each in book.engineers.values()]


def name_behind(book: Directory, name: str) -> str:
    """An engineer's own name; a group's or a rotation's is its id."""
    engineer = book.engineers.get(name)
    return engineer.name if engineer else name
