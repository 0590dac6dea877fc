"""The link in a page's text: one case, one button. Opening it changes nothing; pressing takes the case, once."""

from flask import Blueprint, Response, render_template

from voiceline.actions.take_by_link import Seen, look, take_by_link
from voiceline.dialog.catalog import catalog
from voiceline.store import wording
from voiceline.web.guard import open_to_all, the_line

blueprint = Blueprint("links", __name__, template_folder="templates")


@blueprint.get("/p/<token>")
@open_to_all  # the token is the guard: 128 random bits, of one page
def ask(token: str) -> Response:
    line = the_line()
    with line.reading() as session:
        wording.look(session)
        return _page(look(session, token))


@blueprint.post("/p/<token>")
@open_to_all
def take(token: str) -> Response:
    line = the_line()
    with line.transaction() as session:
        wording.look(session)
        seen = take_by_link(session, token, line.now())
    return _page(seen)


def _page(seen: Seen | None) -> Response:
    language = seen.language if seen else "es"
    words = catalog(language)
    state = seen.state if seen else "unknown"
    values = dict(seen.values) if seen else {}
    values["severity"] = words.words.get(str(values.get("severity_code", "")), "")
    values["customer"] = values.get("customer") or words.words["stranger"]
    said, button = words.text(f"link_{state}", values), words.text("link_take", values) if state == "ask" else None
    html = render_template("link.html", language=language, line=values.get("line", ""), said=said, button=button)
    return Response(html, status=200 if seen else 404, headers={"X-Robots-Tag": "noindex"})
