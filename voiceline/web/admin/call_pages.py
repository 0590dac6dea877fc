"""The call log, one call's page, and its recordings."""

from flask import Blueprint, Response, abort, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from voiceline.domain.outcomes import CALL_OUTCOMES, DIRECTIONS
from voiceline.store import calls as call_rows
from voiceline.store import directory
from voiceline.store.calls import Call
from voiceline.store.recordings import Recording
from voiceline.web.admin.listing import chosen, page
from voiceline.web.admin.timeline import Teller, story_of
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line


def register(blueprint: Blueprint) -> None:
    blueprint.get("/calls")(calls)
    blueprint.get("/calls/<sid>")(call)
    blueprint.get("/recordings/<int:number>")(recording)


def calls() -> str:
    direction, outcome = chosen("direction", DIRECTIONS), chosen("outcome", CALL_OUTCOMES)
    asked = select(Call)
    if direction:
        asked = asked.where(Call.direction == direction)
    if outcome:
        asked = asked.where(Call.outcome == outcome)
    with the_line().reading() as session:
        _, book = directory.current(session)
        rows, older = page(session, asked, (Call.started_at, Call.id))
        who = Teller(book, words(), {}).who
        return render_template(
            "admin/calls.html", rows=rows, older=older, who=who, zone=book.timezone, outcomes=CALL_OUTCOMES
        )


def call(sid: str) -> str:
    with the_line().reading() as session:
        _, book = directory.current(session)
        row = call_rows.by_sid(session, sid)
        if row is None:
            abort(404)
        story = story_of(session, book, words(), row, row.ticket_number)
        who = Teller(book, words(), {}).who(row)
        return render_template("admin/call.html", call=row, who=who, story=story, zone=book.timezone)


def recording(number: int) -> AnyResponse:
    with the_line().reading() as session:
        row = session.get(Recording, number)
        media = row.media if row else None
    if row is None or media is None:
        abort(404)
    response = Response(media, mimetype=row.content_type or "audio/wav")
    response.headers["Cache-Control"] = "private, no-store"
    response.accept_ranges = "bytes"
    return response.make_conditional(request.environ, accept_ranges=True, complete_length=len(media))
