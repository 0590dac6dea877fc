"""The routes of the API."""

import logging
from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import false, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, selectinload
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from voiceline.api import errors, paging
from voiceline.api.errors import ApiError, bad_request
from voiceline.api.guard import open_to_all, the_line, with_token
from voiceline.api.openapi import document
from voiceline.api.shapes import call_shape, ticket_shape, ticket_with_events
from voiceline.domain.lifecycle import Status
from voiceline.domain.outcomes import CALL_OUTCOMES, DIRECTIONS, OUTCOMES_OF
from voiceline.domain.severity import Severity
from voiceline.store import calls, directory
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket

log = logging.getLogger(__name__)
blueprint = Blueprint("api", __name__, url_prefix="/api")

TICKET_FILTERS = ("status", "severity", "customer", "since", "until")
CALL_FILTERS = ("direction", "outcome", "since", "until")


@blueprint.get("/tickets")
@with_token
def tickets() -> Response:
    args = request.args
    paging.only_known(args, TICKET_FILTERS)
    asked = select(Ticket)
    if "status" in args:
        asked = asked.where(Ticket.status == _one_of("status", [str(s) for s in Status]))
    if "severity" in args:
        asked = asked.where(Ticket.severity == _one_of("severity", [str(s) for s in Severity]))
    if "customer" in args:
        asked = asked.where(Ticket.customer == args["customer"])
    with the_line().reading() as session:
        for name, bound in _bounds(session):
            asked = asked.where(Ticket.opened_at >= bound if name == "since" else Ticket.opened_at < bound)
        return jsonify(paging.page(session, asked, (Ticket.opened_at, Ticket.number), args, ticket_shape))


@blueprint.get("/tickets/<int:number>")
@with_token
def ticket(number: int) -> Response:
    with the_line().reading() as session:
        asked = select(Ticket).where(Ticket.number == number).options(selectinload(Ticket.events))
        found = session.scalar(asked) if number < 2**31 else None
        if found is None:
            raise ApiError(404, "not_found", f"there is no ticket {number}")
        return jsonify(ticket_with_events(found))


@blueprint.get("/calls")
@with_token
def call_log() -> Response:
    args = request.args
    paging.only_known(args, CALL_FILTERS)
    asked = select(Call)
    if "direction" in args:
        asked = asked.where(Call.direction == _one_of("direction", DIRECTIONS))
    if "outcome" in args:
        asked = asked.where(Call.outcome == _one_of("outcome", CALL_OUTCOMES))
    if {"direction", "outcome"} <= args.keys() and args["outcome"] not in OUTCOMES_OF[args["direction"]]:
        asked = asked.where(false())  # an outcome belongs to one direction; else each call that had it is looked at
    with the_line().reading() as session:
        for name, bound in _bounds(session):
            asked = asked.where(Call.started_at >= bound if name == "since" else Call.started_at < bound)
        return jsonify(paging.page(session, asked, (Call.started_at, Call.id), args, call_shape))


@blueprint.get("/calls/<sid>")
@with_token
def call(sid: str) -> Response:
    with the_line().reading() as session:
        found = calls.by_sid(session, sid) if "\0" not in sid else None
        if found is None:
            raise ApiError(404, "not_found", "there is no such call")
        return jsonify(call_shape(found))


@blueprint.get("/openapi.json")
@open_to_all
def openapi() -> Response:
    return jsonify(document(the_line().settings.public_url))


@blueprint.before_app_request
def unrouted() -> Response | None:
    """No view of ours, or not by this method: JSON under our prefix, whatever the other doors answer."""
    error = request.routing_exception
    ours = request.path == "/api" or request.path.startswith("/api/")
    return errors.of_http(error) if ours and error and not isinstance(error, RequestRedirect) else None


@blueprint.after_request
def keep_nowhere(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    return response


@blueprint.errorhandler(ApiError)
def known_error(error: ApiError) -> Response:
    return errors.answer(error)


@blueprint.errorhandler(HTTPException)
def http_error(error: HTTPException) -> Response:
    return errors.of_http(error)


@blueprint.errorhandler(OperationalError)
@blueprint.errorhandler(InterfaceError)
@blueprint.errorhandler(PoolTimeout)
def no_database(error: Exception) -> Response:
    log.error("the API could not reach the database (%s)", type(error).__name__)
    return errors.answer(ApiError(503, "unavailable", "the database did not answer; ask again"))


@blueprint.errorhandler(Exception)
def our_error(error: Exception) -> Response:
    log.error("the API failed", exc_info=error)
    return errors.answer(ApiError(500, "internal_error", "this is our fault and has been logged"))


def _one_of(name: str, known: Sequence[str]) -> str:
    value = request.args[name]
    if value not in known:
        raise bad_request(f"{name}: one of {', '.join(known)}")
    return value


def _bounds(session: Session) -> list[tuple[str, datetime]]:
    names = [name for name in ("since", "until") if name in request.args]
    if not names:
        return []
    try:
        zone = directory.current(session)[1].timezone
    except directory.NoDirectoryError:
        zone = "UTC"
    return [(name, paging.moment(name, request.args[name], zone)) for name in names]
