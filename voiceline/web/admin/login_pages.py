"""Logging in, with a code where the account wants one, and out; and the language. A session begins at the login."""

from datetime import datetime, timedelta
from math import ceil

from flask import Blueprint, g, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from voiceline.actions.log_in import LoggedIn, NeedsCode, Refused, try_code, try_password
from voiceline.store import audit, logins
from voiceline.web.admin.doors import SESSION, for_people, local_path, whoever
from voiceline.web.admin.visitors import network_of, remember, visitor_of
from voiceline.web.admin.words import LANGUAGES, words
from voiceline.web.guard import open_to_all, the_line

LONGEST = 1024  # characters of an address or a password that are looked at
HALF = "half"  # where the cookie holds whose password was right, until the code is
HALF_LASTS = timedelta(minutes=5)


def register(blueprint: Blueprint) -> None:
    blueprint.route("/login", methods=["GET", "POST"])(log_in)
    blueprint.route("/login/code", methods=["GET", "POST"])(log_in_code)
    blueprint.post("/logout")(log_out)
    blueprint.post("/language")(language)


@open_to_all
def log_in() -> Response:
    if request.method == "GET":
        is_in = whoever() is not None
        return redirect(local_path(request.args.get("next"))) if is_in else _page("admin/login.html")
    email = request.form.get("email", "")[:LONGEST].replace("\0", "")
    found = try_password(the_line(), email, request.form.get("password", "")[:LONGEST], visitor_of(request))
    if isinstance(found, Refused):
        return _refused("admin/login.html", found, "login_wrong", email=email)
    if isinstance(found, NeedsCode):
        session[HALF] = [found.account_id, found.mark, the_line().now().isoformat()]
        return redirect(url_for("admin.log_in_code", next=request.args.get("next")))
    return _enter(found)


@open_to_all
def log_in_code() -> Response:
    """The second step; whoever is too slow begins again."""
    asked = _half()
    if asked is None:
        session.pop(HALF, None)
        return redirect(url_for("admin.log_in", next=request.args.get("next")))
    if request.method == "GET":
        return _page("admin/login_code.html")
    found = try_code(the_line(), asked, request.form.get("code", "")[:LONGEST], visitor_of(request))
    if found is None:
        session.pop(HALF, None)
        return redirect(url_for("admin.log_in", next=request.args.get("next")))
    return _refused("admin/login_code.html", found, "code_wrong") if isinstance(found, Refused) else _enter(found)


@for_people
def log_out() -> Response:
    line = the_line()
    with line.transaction() as rows:
        logins.end(rows, g.person.id, g.person.session_id)
        audit.note(rows, g.person.email, "logout", g.person.email, line.now(), network_of(request))
    session.pop(SESSION, None)
    return redirect(url_for("admin.log_in"))


@open_to_all
def language() -> Response:
    chosen = request.form.get("language", "es")
    session["language"] = chosen if chosen in LANGUAGES else "es"
    return redirect(local_path(request.form.get("next")))


def pause_words(refused: Refused) -> str:
    return words()("login_wait", span=words().duration(_seconds(refused)))


def _enter(entered: LoggedIn) -> Response:
    chosen = session.get("language", entered.language)
    session.clear()  # a session that somebody fixed before the login is worth nothing after it
    session[SESSION], session["language"], session.permanent = entered.secret, chosen, True
    response = redirect(local_path(request.args.get("next")))
    remember(response, request, entered.mark)
    return response


def _refused(page: str, refused: Refused, wrong: str, **known: str) -> Response:
    """401; 429 when it was not looked at, with how long to wait."""
    if refused.until is None:
        return _page(page, 401, problem=words()(wrong), **known)
    response = _page(page, 429, problem=pause_words(refused), **known)
    response.headers["Retry-After"] = str(_seconds(refused))
    return response


def _seconds(refused: Refused) -> int:
    left = (refused.until - the_line().now()).total_seconds() if refused.until else 0
    return max(1, ceil(left))


def _page(page: str, status: int = 200, **known: str) -> Response:
    return make_response(render_template(page, **known), status)


def _half() -> NeedsCode | None:
    try:
        account_id, mark, at = session.get(HALF, ())
        is_fresh = the_line().now() - datetime.fromisoformat(at) < HALF_LASTS
    except (ValueError, TypeError):
        return None
    return NeedsCode(account_id, mark) if is_fresh else None
