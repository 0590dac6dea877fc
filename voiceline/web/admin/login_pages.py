"""Logging in and out, and the language. A session is bound to the account's key, which changes with its password."""

from flask import Blueprint, make_response, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from voiceline.store import accounts
from voiceline.web.admin.doors import Person, for_people, local_path
from voiceline.web.admin.words import LANGUAGES
from voiceline.web.guard import open_to_all, the_line

LONGEST = 1024  # characters of an address or a password that are looked at


def register(blueprint: Blueprint) -> None:
    blueprint.route("/login", methods=["GET", "POST"])(log_in)
    blueprint.post("/logout")(log_out)
    blueprint.post("/language")(language)


@open_to_all
def log_in() -> Response:
    if request.method == "GET":
        return _ask()
    email = request.form.get("email", "")[:LONGEST].replace("\0", "")
    person, preferred = _check(email, request.form.get("password", "")[:LONGEST])
    if person is None:
        return make_response(render_template("admin/login.html", email=email, wrong=True), 401)
    chosen = session.get("language", preferred)
    session.clear()  # a session that somebody fixed before the login is worth nothing after it
    session["language"], session.permanent = chosen, True
    login_user(person)
    return redirect(local_path(request.args.get("next")))


@for_people
def log_out() -> Response:
    logout_user()
    return redirect(url_for("admin.log_in"))


@open_to_all
def language() -> Response:
    chosen = request.form.get("language", "es")
    session["language"] = chosen if chosen in LANGUAGES else "es"
    return redirect(local_path(request.form.get("next")))


def _ask() -> Response:
    if current_user.is_authenticated:
        return redirect(local_path(request.args.get("next")))
    return make_response(render_template("admin/login.html"))


def _check(email: str, password: str) -> tuple[Person | None, str]:
    line = the_line()
    with line.transaction() as rows:
        account = accounts.check_password(rows, email, password)
        if account is None:
            return None, ""
        account.last_login_at = line.now()
        return Person(account), account.language
