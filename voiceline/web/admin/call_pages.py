"""The call log, one call's page, and its recordings."""

import logging
from collections.abc import Mapping
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, g, render_template, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from voiceline.actions.draw_recording import draw_recording
from voiceline.actions.hear_recording import heard_by, open_recording
from voiceline.actions.keep_log import bring_up_to_date
from voiceline.archive.archive import ArchiveError
from voiceline.archive.checked import SpoiledError
from voiceline.domain.directory import Directory
from voiceline.domain.outcomes import CALL_OUTCOMES
from voiceline.domain.severity import Severity
from voiceline.line import Line
from voiceline.store import call_log, directory, log_rows, log_search
from voiceline.store import calls as call_rows
from voiceline.store.log_search import Place
from voiceline.store.recordings import Recording
from voiceline.store.tickets import Ticket
from voiceline.web.admin import listing, log_filters, promises
from voiceline.web.admin.call_back_pages import offer_for
from voiceline.web.admin.doors import LARGEST_KEY, for_people
from voiceline.web.admin.follow_up_pages import upcoming
from voiceline.web.admin.log_filters import Asked
from voiceline.web.admin.people import People
from voiceline.web.admin.problem import problem
from voiceline.web.admin.story import story_of
from voiceline.web.admin.words import words
from voiceline.web.audio import audio
from voiceline.web.guard import the_line

log = logging.getLogger(__name__)

MOST_DRAWN = 3  # recordings, while somebody waits; the next look draws the next


def register(blueprint: Blueprint) -> None:
    blueprint.get("/calls")(calls)
    blueprint.get("/calls/<sid>")(call)
    blueprint.get("/recordings/<int:number>")(recording)


@for_people
def calls() -> str | tuple[str, int]:
    """What cannot be understood is said beside the form, and no list stands below it as if it had been."""
    line, w = the_line(), words()
    with line.reading() as session:
        _, book = directory.current(session)
        asked = log_filters.read(book, w)
        found = _NOTHING if asked.problems else _found(line, session, asked, ZoneInfo(book.timezone))
    known = {
        "people": People(book, w),
        "zone": book.timezone,
        "outcomes": CALL_OUTCOMES,
        "severities": list(Severity),
        "customers": _with(sorted(each.name for each in book.customers), asked.given.get("customer")),
        "engineers": _engineers(book, asked.given.get("engineer")),
        "asked": asked,
        "filters": asked.given,
        "chips": log_filters.chips(asked, book, w),
        "views": log_filters.views(asked.given, w),
    }
    page = render_template("admin/calls.html", **known, **found)
    return (page, 400) if asked.problems else page


@for_people
def call(sid: str, problem: str = "") -> str:
    """``problem``: why a call back could not be asked for."""
    line, w = the_line(), words()
    with line.reading() as session:
        _, book = directory.current(session)
        found = call_rows.by_sid(session, sid) if "\0" not in sid else None
        if found is None:
            abort(404)
        people = People(book, w)
        story = story_of(session, people, found.ticket_number, found)
        ticket = session.get(Ticket, found.ticket_number) if found.ticket_number else None
        row = log_rows.rows_at(session, [Place(found.started_at, found.id)])[0]
    for each in [each for each in story.recordings if each.loudness is None][:MOST_DRAWN]:
        if not draw_recording(line, each):
            break
    known = {"people": people, "zone": book.timezone, "call_back": offer_for(book, found), "call_back_problem": problem}
    known["upcoming"] = upcoming(story.upcoming, book.timezone)
    promised = promises.both(ticket, line.now(), w) if ticket else []
    return render_template("admin/call.html", call=found, row=row, story=story, promised=promised, **known)


@for_people
def recording(number: int) -> AnyResponse | tuple[str, int]:
    """The file, to whoever has logged in; that they heard it is written before its first byte leaves."""
    line = the_line()
    with line.reading() as session:
        row = session.get(Recording, number) if number <= LARGEST_KEY else None
    if row is None or (row.kept_in is None and row.purged_at is None):
        abort(404)
    if row.purged_at is not None:
        return problem("purged", 410)
    try:
        file = open_recording(line, row)
    except SpoiledError as error:
        log.error("recording %s cannot be heard: %s", row.id, error)
        return problem("spoiled", 500)
    except ArchiveError as error:
        log.error("recording %s is out of reach: %s", row.id, error)
        return problem("archive", 503)
    answer = audio(file, row)
    if request.method == "GET" and answer.status_code in (200, 206):
        heard_by(line, row, g.person.email)
    return answer


_NOTHING: Mapping[str, Any] = {"days": [], "older": None, "count": None}


def _found(line: Line, session: Session, asked: Asked, zone: ZoneInfo) -> Mapping[str, Any]:
    """A page of what is asked for; on the first, how many there are, or that there are more than it holds."""
    is_behind = bool(asked.wanted.tokens) and call_log.is_behind(session) and not bring_up_to_date(line)
    before = listing.came_after()
    wanted, too_many = log_search.spelled_out(session, asked.wanted)
    places = log_search.find(session, wanted, Place(*before) if before else None, listing.A_PAGE + 1)
    shown = places[: listing.A_PAGE]
    rows = log_rows.rows_at(session, shown)
    return {
        "days": [list(day) for _, day in groupby(rows, key=lambda row: row.call.started_at.astimezone(zone).date())],
        "older": listing.older_than(*shown[-1], asked.given) if len(places) > len(shown) else None,
        "count": None if before else len(shown),
        "too_many": too_many,
        "complete_since": call_log.complete_since(session) if is_behind else None,
        "glance": log_rows.last_day(session, line.now()) if not asked.given and not before else None,
    }


def _with(names: list[str], chosen: str | None) -> list[str]:
    """What may be chosen, and what is, though the directory does not know it any more."""
    return names if chosen is None or chosen in names else [*names, chosen]


def _engineers(book: Directory, chosen: str | None) -> list[tuple[str, str]]:
    known = sorted(((each.id, each.name) for each in book.engineers.values()), key=lambda each: each[1])
    return known if chosen is None or chosen in book.engineers else [*known, (chosen, chosen)]
