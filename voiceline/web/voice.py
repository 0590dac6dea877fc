"""The phone's door: a caller's first ring and each answer, an engineer's page and each key."""

import logging
from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from voiceline.actions.answer_call import UnknownCallError, answer_call, answer_page, take_turn
from voiceline.actions.confer import come_to_conference, come_to_wait
from voiceline.actions.customer_leg import customer_pressed, greeting
from voiceline.actions.hear_recording import open_recording, recording_of_page, signed_recording_url
from voiceline.actions.hold import word_of_progress
from voiceline.actions.receive import heard_end, join_after_dictation, queue_joined
from voiceline.actions.turn import Turn
from voiceline.actions.what_is_said import values_of
from voiceline.archive.archive import ArchiveError
from voiceline.archive.checked import SpoiledError
from voiceline.dialog.scripts import SCRIPTS
from voiceline.store import notifications, wording
from voiceline.store.calls import Call
from voiceline.store.notifications import Notification
from voiceline.store.page_turns import page_of_turn
from voiceline.telephony import twiml
from voiceline.telephony.inbound import call_sid, heard_on_call, inbound_call, leg_status
from voiceline.telephony.twilio_transcriber import transcriber_of
from voiceline.web import hold_music
from voiceline.web.audio import audio
from voiceline.web.guard import from_carrier, open_to_all, the_line
from voiceline.web.spoken import answered, apology, document, errors_are_spoken, too_large

blueprint = Blueprint("voice", __name__)
log = logging.getLogger(__name__)


@blueprint.post("/voice/incoming")
@from_carrier
@errors_are_spoken
def incoming() -> Response:
    line = the_line()
    with line.transaction() as session:
        return document(_rendered(_begun(session), "/voice/turn"))


@blueprint.post("/voice/turn/<int:number>")
@from_carrier
@errors_are_spoken
def turn(number: int) -> Response:
    line = the_line()
    form = answered()
    try:
        with line.transaction() as session:
            taken = take_turn(session, call_sid(form), number, heard_on_call(form), line.now())
            heard_end(session, leg_status(form), line.now())
            return document(_rendered(taken, "/voice/turn"))
    except UnknownCallError:  # a call we have never heard of: begin with it rather than lose it
        with line.transaction() as session:
            return document(_rendered(_begun(session), "/voice/turn"))


@blueprint.post("/voice/wait")
@from_carrier
@errors_are_spoken
def wait() -> Response:
    line = the_line()
    form = answered()
    with line.transaction() as session:
        word = word_of_progress(session, call_sid(form), form.get("Digits", ""), line.now())
    if word.leaves:
        return document(twiml.leaving())
    music = None if word.is_short else hold_music.address(line.settings.public_url)
    return document(twiml.waiting(word.language, word.prompts, word.values or {}, music))


@blueprint.post("/voice/alone")
@from_carrier
@errors_are_spoken
def alone() -> Response:
    return document(twiml.alone(hold_music.address(the_line().settings.public_url)))


@blueprint.post("/voice/conference")
@from_carrier
@errors_are_spoken
def conference() -> Response:
    return _led(come_to_conference)


@blueprint.post("/voice/away")
@from_carrier
@errors_are_spoken
def away() -> Response:
    return _led(come_to_wait)


@blueprint.post("/voice/page/<token>/conference")
@from_carrier
@errors_are_spoken
def page_conference(token: str) -> Response:
    line = the_line()
    sid = call_sid(request.form)
    with line.transaction() as session:
        page_id = page_of_turn(session, token, sid)
        if page_id is None:
            return _no_such_page(session)
        come_to_conference(session, sid, line.now())
        row = session.get_one(Notification, page_id)
        led = answer_page(session, row, sid, line.now(), request.form.get("From", ""))
        return document(_rendered(led, f"/voice/page/{token}/turn"))


@blueprint.post("/voice/joined")
@from_carrier
@errors_are_spoken
def joined() -> Response:
    line = the_line()
    with line.transaction() as session:
        queue_joined(session, call_sid(request.form), line.now())
    return document(twiml.nothing())


@blueprint.post("/voice/join")
@from_carrier
@errors_are_spoken
def join() -> Response:
    return _led(join_after_dictation)


@blueprint.post("/voice/page/<token>")
@from_carrier
@errors_are_spoken
def page(token: str) -> Response:
    line = the_line()
    with line.transaction() as session:
        row = notifications.by_token(session, token)
        if row is None:
            return _no_such_page(session)
        picked_up = answer_page(session, row, call_sid(request.form), line.now(), request.form.get("From", ""))
        heard_end(session, leg_status(request.form), line.now(), row.id)
        return document(_rendered(picked_up, f"/voice/page/{token}/turn"))


@blueprint.post("/voice/page/<token>/turn/<int:number>")
@from_carrier
@errors_are_spoken
def page_turn(token: str, number: int) -> Response:
    line = the_line()
    form = answered()
    with line.transaction() as session:
        sid = call_sid(form)
        page_id = page_of_turn(session, token, sid)
        if page_id is None:
            return _no_such_page(session)
        try:
            taken = take_turn(session, sid, number, heard_on_call(form), line.now(), page_id)
        except UnknownCallError:
            row = session.get_one(Notification, page_id)
            taken = answer_page(session, row, sid, line.now(), form.get("From", ""))
        heard_end(session, leg_status(form), line.now(), page_id)
        return document(_rendered(taken, f"/voice/page/{token}/turn"))


@blueprint.post("/voice/leg/<parent>")
@from_carrier
def customer_leg(parent: str) -> Response:
    """A customer we ring has answered. Whatever fails here, she is joined to who called her: the document is empty."""
    line = the_line()
    try:
        with line.reading() as session:
            found = greeting(session, parent)
        said = twiml.greeting(*found, action=f"/voice/leg/{parent}/key") if found else twiml.nothing()
        return document(said)
    except Exception:
        log.exception("a customer who was called is joined without a greeting")
        return document(twiml.nothing())


@blueprint.post("/voice/leg/<parent>/key")
@from_carrier
def customer_key(parent: str) -> Response:
    line = the_line()
    try:
        with line.transaction() as session:
            customer_pressed(session, parent, leg_status(request.form), line.now())
    except Exception:
        log.exception("a key of a customer who was called is not on record")
    return document(twiml.nothing())


@blueprint.get("/voice/recording/<sealed>")
@open_to_all  # the seal is the guard: bound to one page's recording, dead after minutes
def recording(sealed: str) -> AnyResponse:
    """What an engineer hears at key 3. Where it cannot be had the carrier goes on to the words that follow it."""
    line = the_line()
    with line.reading() as session:
        row = recording_of_page(session, sealed, line.settings.secret_key, line.now())
    if row is None:
        return Response("", status=404)
    try:
        return audio(open_recording(line, row), row)
    except (SpoiledError, ArchiveError) as error:
        log.error("recording %s cannot be heard on a page: %s", row.id, error)
        return Response("", status=404)


@blueprint.post("/voice/fallback")
@from_carrier
def fallback() -> Response:
    """The carrier could not get an answer from us: sorry, and the numbers this process last knew. No row is touched."""
    return apology("es")


@blueprint.errorhandler(RequestEntityTooLarge)
def form_too_large(error: RequestEntityTooLarge) -> Response:
    return too_large()


def _no_such_page(session: Session) -> Response:
    wording.look(session)
    return document(twiml.farewell("es", "no_such_page"))


def _led(lead: Callable[[Session, str, datetime], None]) -> Response:
    """A worker led this inbound leg elsewhere; where it stands already, it stays."""
    line = the_line()
    with line.transaction() as session:
        lead(session, call_sid(request.form), line.now())
        return document(_rendered(_begun(session), "/voice/turn"))


def _begun(session: Session) -> Turn:
    """The call of this request, on record; one that is over before it has begun is so at once."""
    line = the_line()
    begun = answer_call(session, inbound_call(request.form, line.settings.own_numbers), line.now())
    heard_end(session, leg_status(request.form), line.now())
    return begun


def _rendered(turn: Turn, turns: str) -> str:
    line = the_line()
    place = turn.subject.place
    recorded = {"recorded_at": f"{line.settings.public_url}/voice/said"}
    if turn.notes.get("recording"):
        recorded["recording_url"] = signed_recording_url(
            line.settings.public_url, line.settings.secret_key, int(turn.notes["recording"]), turn.now
        )
    legs = f"/voice/leg/{turn.subject.sid}" if isinstance(turn.subject, Call) else ""
    urls = twiml.Urls(turns, line.settings.caller_number, legs, transcriber_of(line.settings))
    return twiml.render(SCRIPTS[place.script], place, values_of(turn, **recorded), urls)
