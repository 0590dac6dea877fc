"""Accounts, for admins: who may log in, as what, since when, and what to do when somebody cannot."""

from collections.abc import Callable

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from voiceline.actions import keep_accounts
from voiceline.actions.keep_accounts import AccountError, Author
from voiceline.store import accounts, logins
from voiceline.store.accounts import ROLES, Account
from voiceline.web.admin.doors import LARGEST_KEY, for_admins
from voiceline.web.admin.keys import key
from voiceline.web.admin.login_pages import LONGEST
from voiceline.web.admin.me_pages import zone_of
from voiceline.web.admin.visitors import network_of
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line


def register(blueprint: Blueprint) -> None:
    blueprint.get("/accounts")(list_accounts)
    blueprint.post("/accounts")(make_account)
    blueprint.get("/accounts/<int:number>")(account)
    blueprint.post("/accounts/<int:number>/<verb>")(change_account)


@for_admins
def list_accounts(problem: str = "") -> str:
    with the_line().reading() as session:
        rows, zone = accounts.everybody(session), zone_of(session)
    return render_template("admin/accounts.html", rows=rows, zone=zone, roles=ROLES, problem=problem, form=request.form)


@for_admins
def make_account() -> Response | str | tuple[str, int]:
    """With a first password, or without one: then a link is shown, this once, to be handed over."""
    form, author = request.form, _author()
    email, role, password = form.get("email", ""), form.get("role", ""), form.get("password", "")[:LONGEST]
    try:
        with the_line().transaction() as session:
            if password:
                made, token = keep_accounts.create(session, email, role, password, author), ""
            else:
                made, token = keep_accounts.invite(session, email, role, author)
            number = made.id
    except AccountError as refused:
        return list_accounts(words().named("account_problems", refused.reason)), 422
    return account(number, link=_link(token))


@for_admins
def account(number: int, problem: tuple[str, str] | None = None, link: str = "") -> str:
    """``link`` is shown this once: only its digest is kept."""
    line = the_line()
    with line.reading() as session:
        row = session.get(Account, number) if number <= LARGEST_KEY else None
        if row is None:
            abort(404)
        sessions, zone = logins.of(session, number, line.now()), zone_of(session)
    known = {"sessions": sessions, "zone": zone, "roles": ROLES, "now": line.now()}
    return render_template("admin/account.html", account=row, problem=problem, link=link, **known)


@for_admins
def change_account(number: int, verb: str) -> Response | str | tuple[str, int]:
    if verb not in VERBS:
        abort(404)
    try:
        with the_line().transaction() as session:
            row = accounts.lock(session, number)
            if row is None:
                abort(404)
            token = VERBS[verb](session, row, _author())
    except AccountError as refused:
        return account(number, problem=(verb, words().named("account_problems", refused.reason))), 422
    if token:
        return account(number, link=_link(token))
    return redirect(url_for("admin.account", number=number), 303)


def _role(session: Session, row: Account, author: Author) -> None:
    keep_accounts.change_role(session, row, request.form.get("role", ""), author)


def _end(session: Session, row: Account, author: Author) -> None:
    keep_accounts.end_session(session, row, key(request.form.get("session", "")), author)


VERBS: dict[str, Callable[[Session, Account, Author], str | None]] = {
    "role": _role,
    "deactivate": keep_accounts.deactivate,
    "reactivate": keep_accounts.reactivate,
    "link": keep_accounts.new_link,
    "reset_second_step": keep_accounts.reset_second_step,
    "end": _end,
    "end_all": keep_accounts.end_sessions,
}


def _link(token: str) -> str:
    return f"{the_line().settings.public_url}/admin/welcome/{token}" if token else ""


def _author() -> Author:
    return Author(g.person.email, the_line().now(), network_of(request))
