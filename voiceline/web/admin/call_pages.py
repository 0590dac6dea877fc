"""The call log, one call's page, and its recordings."""

from flask import Blueprint, Response, abort, render_template, request
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from voiceline.domain.outcomes import CALL_OUTCOMES, DIRECTIONS
from voiceline.store import calls as call_rows
from voiceline.store import directory
from voiceline.store.calls import Call
from voiceline.store.recordings import Recording
from voiceline.web.admin.call_back_pages import offer_for
from voiceline.web.admin.doors import LARGEST_KEY, for_people
from voiceline.web.admin.listing import chosen, filters, page
from voiceline.web.admin.people import People
from voiceline.web.admin.story import story_of
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line


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
def recording(number: int) -> AnyResponse:
    with the_line().reading() as session:
        row = session.get(Recording, number) if number <= LARGEST_KEY else None
        media = row.media if row else None
    if row is None or media is None:
        abort(404)
    kind = row.content_type or ""
    response = Response(media, mimetype=kind if kind.startswith("audio/") else "audio/wav")
    response.headers["Cache-Control"] = "private, no-store"
    return response.make_conditional(request.environ, accept_ranges=True, complete_length=len(media))
