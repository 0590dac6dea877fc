"""Logging in and out. A session is bound to the account's key, which changes with its password."""

from urllib.parse import urlsplit

from flask import Blueprint, make_response, render_template, request, session, url_for
from flask_login import UserMixin, login_user, logout_user
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from voiceline.store import accounts
from voiceline.store.accounts import Account
from voiceline.web.guard import open_to_all, the_line


class Person(UserMixin):  # type: ignore[misc]
    """Who is logged in. Flask-Login's id is the account's id and key together."""

    def __init__(self, account: Account):
        self.id = f"{account.id}:{account.session_key}"
        self.email, self.role = account.email, account.role


def person_of(login_id: str) -> Person | None:
    """Whoever this session belongs to; nobody, once the password has changed."""
    number, _, key = login_id.partition(":")
    if not number.isdecimal():
        return None
    with the_line().reading() as rows:
        account = rows.get(Account, int(number))
    return Person(account) if account is not None and account.session_key == key else None


def local_path(wanted: str | None) -> str:
    """Where to go next: a path of these pages, and nowhere else."""
    parts = urlsplit(wanted or "")
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith("/admin/") and "\\" not in (wanted or "")
    return str(wanted) if is_ours else url_for("admin.calls")


def register(blueprint: Blueprint) -> None:
    @blueprint.route("/login", methods=["GET", "POST"])
    @open_to_all
    def log_in() -> Response:
        if request.method == "GET":
            return make_response(render_template("admin/login.html"))
        line = the_line()
        email, password = request.form.get("email", ""), request.form.get("password", "")[:1024]
        with line.transaction() as rows:
            account = accounts.check_password(rows, email, password)
            if account is not None:
                account.last_login_at = line.now()
        if account is None:
            return make_response(render_template("admin/login.html", email=email, wrong=True), 401)
        language = session.get("language", account.language)
        session.clear()  # a session that somebody fixed before the login is worth nothing after it
        session["language"] = language
        session.permanent = True
        login_user(Person(account))
        return redirect(local_path(request.args.get("next")))

    @blueprint.post("/logout")
    def log_out() -> Response:
        logout_user()
        return redirect(url_for("admin.log_in"))
