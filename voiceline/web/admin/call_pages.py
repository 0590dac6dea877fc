"""The call log, one call's page, and its recordings."""

import logging

from flask import Blueprint, abort, g, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from voiceline.actions.hear_recording import heard_by, open_recording
from voiceline.archive.archive import ArchiveError
from voiceline.archive.checked import SpoiledError
from voiceline.domain.outcomes import CALL_OUTCOMES, DIRECTIONS
from voiceline.store import calls as call_rows
from voiceline.store import directory
from voiceline.store.calls import Call
from voiceline.store.recordings import Recording
from voiceline.store.transcripts import Transcript, says
from voiceline.web.admin.call_back_pages import offer_for
from voiceline.web.admin.doors import LARGEST_KEY, for_people
from voiceline.web.admin.listing import chosen, filters, page
from voiceline.web.admin.people import People
from voiceline.web.admin.problem import problem
from voiceline.web.admin.story import story_of
from voiceline.web.admin.words import words
from voiceline.web.audio import audio
from voiceline.web.guard import the_line

log = logging.getLogger(__name__)


def register(blueprint: Blueprint) -> None:
    blueprint.get("/calls")(calls)
    blueprint.get("/calls/<sid>")(call)
    blueprint.get("/recordings/<int:number>")(recording)


@for_people
def calls() -> str:
    direction, outcome = chosen("direction", DIRECTIONS), chosen("outcome", CALL_OUTCOMES)
    asked = select(Call)
    if direction:
        asked = asked.where(Call.direction == direction)
    if outcome:
        asked = asked.where(Call.outcome == outcome)
    if request.args.get("q", "").strip():
        asked = asked.where(Call.id.in_(select(Transcript.call_id).where(says(request.args["q"]))))
    with the_line().reading() as session:
        _, book = directory.current(session)
        rows, older = page(session, asked, (Call.started_at, Call.id))
    known = {"people": People(book, words()), "zone": book.timezone, "outcomes": CALL_OUTCOMES, "filters": filters()}
    return render_template("admin/calls.html", rows=rows, older=older, **known)


@for_people
def call(sid: str, problem: str = "") -> str:
    """``problem``: why a call back could not be asked for."""
    with the_line().reading() as session:
        _, book = directory.current(session)
        row = call_rows.by_sid(session, sid) if "\0" not in sid else None
        if row is None:
            abort(404)
        people = People(book, words())
        story = story_of(session, people, row.ticket_number, row)
    known = {"people": people, "zone": book.timezone, "call_back": offer_for(book, row), "call_back_problem": problem}
    return render_template("admin/call.html", call=row, story=story, **known)


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
