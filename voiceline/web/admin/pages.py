"""Puts the admin pages into the application: logins, CSRF, their blueprints and what every template may use."""

from pathlib import Path

from flask import Blueprint, Flask, Response, abort, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from voiceline.store import directory
from voiceline.web.admin import call_pages, login_pages, ticket_pages
from voiceline.web.admin.login_pages import Person
from voiceline.web.admin.words import LANGUAGES, words
from voiceline.web.guard import open_to_all, the_line

FOLDER = Path(__file__).parent

blueprint = Blueprint(
    "admin",
    __name__,
    url_prefix="/admin",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
protection = CSRFProtect()
OPEN = frozenset({"admin.log_in", "admin.static", "admin.language"})


def install(app: Flask) -> None:
    """The carrier's and the API's doors have guards of their own; CSRF is checked here and only here."""
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    app.config["WTF_CSRF_TIME_LIMIT"] = None
    app.config["WTF_CSRF_SSL_STRICT"] = False
    protection.init_app(app)
    logins = LoginManager(app)
    logins.session_protection = None
    logins.user_loader(login_pages.person_of)
    app.register_blueprint(blueprint)


for register in (login_pages.register, call_pages.register, ticket_pages.register):
    register(blueprint)


@blueprint.before_request
def only_for_people_who_logged_in() -> AnyResponse | None:
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        protection.protect()
    if request.endpoint in OPEN or current_user.is_authenticated:
        return None
    return redirect(url_for("admin.log_in", next=request.full_path.rstrip("?") if request.method == "GET" else None))


@blueprint.get("/")
def home() -> AnyResponse:
    return redirect(url_for("admin.calls"))


@blueprint.post("/language")
@open_to_all
def language() -> AnyResponse:
    chosen = request.form.get("language", "es")
    session["language"] = chosen if chosen in LANGUAGES else "es"
    return redirect(login_pages.local_path(request.form.get("next")))


@blueprint.route("/<path:anything>")
def missing(anything: str) -> AnyResponse:
    abort(404)


@blueprint.errorhandler(HTTPException)
def http_error(error: HTTPException) -> tuple[str, int]:
    kind = "form" if error.code == 400 else "missing" if error.code == 404 else "error"
    return render_template("admin/problem.html", kind=kind), error.code or 500


@blueprint.context_processor
def for_every_template() -> dict[str, object]:
    person = current_user._get_current_object() if current_user else None
    return {"w": words(), "person": person if isinstance(person, Person) else None, "version": _version()}


@blueprint.after_request
def private(response: Response) -> Response:
    if request.endpoint == "admin.static":
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers["Vary"] = "Cookie"
    return response


def zone_of_the_line() -> str:
    with the_line().reading() as rows:
        return directory.current(rows)[1].timezone


def _version() -> int:
    return int((FOLDER / "static" / "admin.css").stat().st_mtime)
