"""The link in a page's text: one case, one button. Opening it changes nothing; pressing takes the case, once."""

from flask import Blueprint, Response, render_template

from voiceline.actions.take_by_link import Seen, look, take_by_link
from voiceline.dialog.catalog import catalog
from voiceline.store import wording
from voiceline.web.guard import open_to_all, the_line
from voiceline.web.sealed_forms import offered, press_again, seal

blueprint = Blueprint("links", __name__, template_folder="templates")


@blueprint.get("/p/<token>")
@open_to_all  # the token is the guard: 128 random bits, of one page
def ask(token: str) -> Response:
    line = the_line()
    with line.reading() as session:
        wording.look(session)
        return _page(token, look(session, token))


@blueprint.post("/p/<token>")
@open_to_all
def take(token: str) -> Response:
    line, is_ours = the_line(), offered(f"page {token}") is not None
    with line.transaction() as session:
        wording.look(session)
        seen = take_by_link(session, token, line.now()) if is_ours else look(session, token)
    return _page(token, seen, unread=not is_ours)


def _page(token: str, seen: Seen | None, unread: bool = False) -> Response:
    """``unread``: a button that was not read (400); he may press it again."""
    language = seen.language if seen else "es"
    words = catalog(language)
    state = seen.state if seen else "unknown"
    values = dict(seen.values) if seen else {}
    values["severity"] = words.words.get(str(values.get("severity_code", "")), "")
    values["customer"] = values.get("customer") or words.words["stranger"]
    html = render_template(
        "link.html",
        language=language,
        line=values.get("line", ""),
        said=words.text(f"link_{state}", values),
        button=words.text("link_take", values) if state == "ask" else None,
        csrf_token=seal(f"page {token}", state),
        again=press_again(words, the_line().settings.line_number) if unread else None,
    )
    status = 404 if seen is None else 400 if unread else 200
    return Response(html, status=status, headers={"X-Robots-Tag": "noindex"})
