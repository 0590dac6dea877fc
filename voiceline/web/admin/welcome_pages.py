"""The one-time link: whoever an admin gave it to chooses a password, and logs in with it like anybody."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from voiceline.actions import keep_accounts
from voiceline.actions.keep_accounts import AccountError
from voiceline.store import accounts
from voiceline.web.admin.login_pages import LONGEST
from voiceline.web.admin.problem import problem
from voiceline.web.admin.visitors import network_of
from voiceline.web.admin.words import words
from voiceline.web.guard import open_to_all, the_line


def register(blueprint: Blueprint) -> None:
    blueprint.get("/welcome/<token>")(welcome)
    blueprint.post("/welcome/<token>", endpoint="choose")(choose)


@open_to_all  # the token is the guard: 192 random bits, once, for three days
def welcome(token: str) -> Response:
    """Opening it changes nothing: a mail program that looks at links uses nothing up."""
    return _page(token)


@open_to_all
def choose(token: str) -> Response:
    line, password = the_line(), request.form.get("new", "")[:LONGEST]
    try:
        if password != request.form.get("again", "")[:LONGEST]:
            raise AccountError("not_the_same")
        with line.transaction() as session:
            keep_accounts.choose_by_link(session, token, password, line.now(), network_of(request))
    except AccountError as refused:
        return _page(token, refused.reason)
    return redirect(url_for("admin.log_in"), 303)


def _page(token: str, refused: str = "") -> Response:
    line = the_line()
    with line.transaction() as session:
        account = accounts.by_link(session, token, line.now())
    if account is None:
        return make_response(problem("link", 404))
    said = words().named("account_problems", refused) if refused else ""
    page = render_template("admin/welcome.html", email=account.email, problem=said)
    return make_response(page, 422 if refused else 200)
