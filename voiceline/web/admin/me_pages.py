"""One's own account: the password, the second step, and where one is logged in."""

from collections.abc import Callable

import segno
from flask import Blueprint, abort, g, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from voiceline.actions import keep_accounts, keep_second_step, prove_oneself
from voiceline.actions.keep_accounts import AccountError, Author
from voiceline.actions.log_in import Refused, mark_of
from voiceline.domain import one_time_code
from voiceline.store import accounts, directory, logins, second_step
from voiceline.store.accounts import Account
from voiceline.store.directory import NoDirectoryError
from voiceline.web.admin.doors import for_people
from voiceline.web.admin.keys import key
from voiceline.web.admin.login_pages import LONGEST, pause_words
from voiceline.web.admin.visitors import network_of, remember, visitor_of
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line


def register(blueprint: Blueprint) -> None:
    blueprint.get("/me")(me)
    blueprint.post("/me/<verb>")(change_me)


@for_people
def me(problem: tuple[str, str] | None = None, codes: list[str] | None = None) -> str:
    """``problem``: (verb, why) of a form that could not be taken; ``codes`` are shown this once."""
    line = the_line()
    with line.reading() as session:
        account = session.get_one(Account, g.person.id)
        known = {
            "account": account,
            "sessions": logins.of(session, account.id, line.now()),
            "codes_left": second_step.codes_left(session, account.id),
            "zone": zone_of(session),
        }
    if account.totp_secret and not account.has_second_step:
        known |= {"qr": _qr(account.totp_secret, account.email), "secret": _in_fours(account.totp_secret)}
    return render_template("admin/me.html", problem=problem, codes=codes, **known)


@for_people
def change_me(verb: str) -> Response | tuple[str, int]:
    """One form a verb; one that cannot be taken comes back and says why."""
    if verb not in VERBS:
        abort(404)
    author = Author(g.person.email, the_line().now(), network_of(request))
    try:
        return VERBS[verb](author)
    except AccountError as refused:
        return me((verb, words().named("account_problems", refused.reason))), 422


def zone_of(session: Session) -> str:
    """Accounts are made before there is a directory."""
    try:
        return directory.current(session)[1].timezone
    except NoDirectoryError:
        return "UTC"


def _password(author: Author) -> Response:
    again = request.form.get("again", "")
    if request.form.get("new", "") != again:
        raise AccountError("not_the_same")
    _prove("password")
    with the_line().transaction() as session:
        account = _held(session)
        keep_accounts.change_password(session, account, again[:LONGEST], g.person.session_id, author)
    response = _done()
    remember(response, request, mark_of(account))
    return response


def _begin(author: Author) -> Response:
    with the_line().transaction() as session:
        keep_second_step.begin(_held(session))
    return _done("second-step")


def _confirm(author: Author) -> Response:
    with the_line().transaction() as session:
        codes = keep_second_step.confirm(session, _held(session), _typed("code"), g.person.session_id, author)
    if codes is None:
        raise AccountError("code")
    return make_response(me(codes=codes))


def _take_off(author: Author) -> Response:
    _prove("password")
    _prove("code")
    with the_line().transaction() as session:
        keep_second_step.take_off(session, _held(session), author)
    return _done("second-step")


def _renew(author: Author) -> Response:
    _prove("code")
    with the_line().transaction() as session:
        codes = keep_second_step.renew_codes(session, _held(session), author)
    return make_response(me(codes=codes))


def _end(author: Author) -> Response:
    number = key(request.form.get("session", ""))
    with the_line().transaction() as session:
        keep_accounts.end_session(session, _held(session), number, author)
    return _done("sessions")


def _end_others(author: Author) -> Response:
    with the_line().transaction() as session:
        keep_accounts.end_sessions(session, _held(session), author, but=g.person.session_id)
    return _done("sessions")


VERBS: dict[str, Callable[[Author], Response]] = {
    "password": _password,
    "begin": _begin,
    "confirm": _confirm,
    "take_off": _take_off,
    "renew": _renew,
    "end": _end,
    "end_others": _end_others,
}


def _prove(what: str) -> None:
    """AccountError with the reason, when the form's password or code is not his."""
    line, visitor = the_line(), visitor_of(request)
    if what == "password":
        refused = prove_oneself.by_password(line, g.person.id, _typed("password"), visitor)
    else:
        refused = prove_oneself.by_code(line, g.person.id, _typed("code"), visitor, line.now())
    if refused is not None and refused.until is not None:
        raise _PauseError(refused)
    if refused is not None:
        raise AccountError(what)


class _PauseError(AccountError):
    """Not looked at yet; its reason is said as it is."""

    def __init__(self, refused: Refused):
        super().__init__(pause_words(refused))


def _held(session: Session) -> Account:
    account = accounts.lock(session, g.person.id)
    if account is None:
        abort(404)
    return account


def _typed(name: str) -> str:
    return request.form.get(name, "")[:LONGEST]


def _done(place: str | None = None) -> Response:
    return redirect(url_for("admin.me", _anchor=place), 303)


def _qr(secret: str, email: str) -> Markup:
    """Drawn by us, as part of the page: black on white, whatever the page's colours."""
    code = segno.make(one_time_code.address_of(secret, email, "Voiceline"), error="m", micro=False)
    return Markup(code.svg_inline(scale=4, dark="#000", light="#fff", svgclass="qr", lineclass=None, omitsize=False))


def _in_fours(secret: str) -> str:
    return " ".join(secret[each : each + 4] for each in range(0, len(secret), 4))
