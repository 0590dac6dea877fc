"""A customer's live page of her case, behind the link in her text: looked at without a login, and without a script.

Looking changes nothing. Its buttons are forms that carry what they were shown for, signed (``sealed_forms``).
"""

import logging
import traceback
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from voiceline.actions.case_by_link import LONGEST, press
from voiceline.actions.watch_case import look
from voiceline.dialog.catalog import LANGUAGES, catalog
from voiceline.store import wording
from voiceline.telephony.number_shown import shown
from voiceline.web.guard import open_to_all, the_line
from voiceline.web.sealed_forms import offered, seal

log = logging.getLogger(__name__)

STYLE = Path(__file__).parent / "admin" / "static" / "live.css"
STYLE_VERSION = sha256(STYLE.read_bytes()).hexdigest()[:8]
PRIVATE = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}

blueprint = Blueprint("live_links", __name__, template_folder="templates")


@blueprint.get("/c/<token>")
@open_to_all  # the token is the guard: 80 random bits or more, of one case
def watch(token: str) -> Response:
    return _page(token)


@blueprint.post("/c/<token>")
@open_to_all
def act(token: str) -> AnyResponse:
    """Then the page anew by a GET of its own, so that reloading it presses nothing."""
    line, form = the_line(), request.form
    offer = offered(f"live {token}")
    if offer is None:
        return _page(token, unread=True)
    with line.transaction() as session:
        is_known = press(session, token, offer, form.get("press", ""), form.get("words", ""), line.now())
    if not is_known:
        return _page(token)
    return redirect(url_for("live_links.watch", token=token), 303)


@blueprint.errorhandler(Exception)
def away(error: Exception) -> AnyResponse | HTTPException:
    """Whatever goes wrong, she has the number to call. Neither an address nor an error's words reach the log."""
    if isinstance(error, HTTPException):
        return error
    where = traceback.extract_tb(error.__traceback__)[-1]
    log.error("a live page failed: %s at %s:%s", type(error).__name__, Path(where.filename).name, where.lineno)
    return _told("live_away", 503)


def _page(token: str, unread: bool = False) -> Response:
    """``unread``: a button that was not read (400); she may press it again."""
    line = the_line()
    with line.reading() as session:
        wording.look(session)
        seen = look(session, token, line.now())
    if seen is None:
        return _told("live_unknown", 404)
    words, number = catalog(seen.language), line.settings.line_number
    html = render_template(
        "live.html",
        seen=seen,
        w=lambda name, **values: words.text(f"live_{name}", {"line_number": shown(number), **values}),
        csrf_token=seal(f"live {token}", seen.offer),
        again_in=None if "still" in request.args or unread else seen.seconds,
        unread=unread,
        longest=LONGEST,
        number=number,
        style=STYLE_VERSION,
    )
    return Response(html, status=400 if unread else 200, headers=PRIVATE)


def _told(prompt: str, status: int) -> Response:
    """A page that knows nobody's language, so both are there, and the number to call."""
    number = the_line().settings.line_number
    said = [(each, catalog(each).text(prompt, {"line_number": shown(number)})) for each in LANGUAGES]
    html = render_template("live_told.html", said=said, number=number, style=STYLE_VERSION)
    return Response(html, status=status, headers=PRIVATE)
