"""Puts the admin pages into the application: logins, CSRF, their blueprint and what every template may use."""

import logging
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, g, redirect, request, url_for
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from voiceline.store.directory import NoDirectoryError
from voiceline.telephony.number_shown import shown
from voiceline.web.admin import (
    account_pages,
    attachment_pages,
    audit_pages,
    board_pages,
    call_back_pages,
    call_pages,
    cause_pages,
    directory_pages,
    doors,
    log_sheets,
    login_pages,
    me_pages,
    ready_pages,
    report_pages,
    roster_pages,
    ticket_pages,
    wall_pages,
    welcome_pages,
    wording_pages,
    would_pages,
)
from voiceline.web.admin.doors import for_people
from voiceline.web.admin.problem import problem
from voiceline.web.admin.waves import wave
from voiceline.web.admin.whole_numbers import whole
from voiceline.web.admin.words import words

log = logging.getLogger(__name__)

FOLDER = Path(__file__).parent
EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]
KINDS = {400: "form", 403: "forbidden", 404: "missing", 405: "missing", 413: "too_large"}

blueprint = Blueprint(
    "admin",
    __name__,
    url_prefix="/admin",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)


def install(app: Flask) -> None:
    """The carrier's and the API's doors have guards of their own; CSRF is checked here and only here."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["WTF_CSRF_SSL_STRICT"] = False
    doors.protection.init_app(app)
    app.add_template_filter(shown, "phone")
    app.add_template_filter(whole)
    app.register_blueprint(blueprint)


blueprint.before_request(doors.only_for_people)


@blueprint.get("/")
@for_people
def home() -> AnyResponse:
    return redirect(url_for("admin.calls"))


for pages in (
    login_pages,
    call_pages,
    log_sheets,
    attachment_pages,
    ticket_pages,
    board_pages,
    wall_pages,
    report_pages,
    roster_pages,
    would_pages,
    ready_pages,
    wording_pages,
    cause_pages,
    directory_pages,
    me_pages,
    account_pages,
    welcome_pages,
    audit_pages,
):
    pages.register(blueprint)
call_back_pages.register(blueprint, ticket_pages.ticket, call_pages.call)


@blueprint.route("/<path:anything>", methods=EVERY_METHOD)
@for_people
def missing(anything: str) -> AnyResponse:
    abort(404)


@blueprint.errorhandler(HTTPException)
def http_error(error: HTTPException) -> tuple[str, int]:
    kind = doors.ADMINS if error.description == doors.ADMINS else KINDS.get(error.code or 500, "error")
    return problem(kind, error.code or 500)


@blueprint.errorhandler(NoDirectoryError)
def no_directory(error: Exception) -> tuple[str, int]:
    return problem("directory", 503)


@blueprint.errorhandler(OperationalError)
@blueprint.errorhandler(InterfaceError)
@blueprint.errorhandler(NoConnectionError)
def no_database(error: Exception) -> tuple[str, int]:
    log.warning("no database for an admin page (%s)", type(error).__name__)
    return problem("database", 503)


@blueprint.context_processor
def for_every_template() -> dict[str, object]:
    """Nothing here asks the database: the page that says it is out of reach uses it too."""
    return {"w": words(), "person": g.get("person"), "version": _version(), "wave": wave}


@blueprint.after_request
def private(response: Response) -> Response:
    if request.endpoint == doors.STATIC and response.status_code < 400:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Vary"] = "Cookie"
    return response


def _version() -> int:
    return int(max(each.stat().st_mtime for each in (FOLDER / "static").iterdir()))
