"""The link in a swap's text: what is asked, and two buttons. Opening it changes nothing; the first answer stands."""

from typing import Any

from flask import Blueprint, Response, render_template, request
from sqlalchemy.orm import Session

from voiceline.actions import swap_shift
from voiceline.actions.edit_roster import RosterError
from voiceline.dialog.catalog import catalog
from voiceline.store import directory, roster
from voiceline.store.directory_file import DirectoryError
from voiceline.web.guard import open_to_all, the_line
from voiceline.web.sealed_forms import offered, press_again, seal

blueprint = Blueprint("swap_links", __name__, template_folder="templates")


@blueprint.get("/s/<token>")
@open_to_all  # the token is the guard: 128 random bits, of one swap
def ask(token: str) -> Response:
    with the_line().reading() as session:
        return _page(session, token)


@blueprint.post("/s/<token>")
@open_to_all
def answer(token: str) -> Response:
    line = the_line()
    if offered(f"swap {token}") is None:
        with line.reading() as session:
            return _page(session, token, unread=True)
    act = swap_shift.accept if request.form.get("answer") == "yes" else swap_shift.decline
    try:
        with line.transaction() as session:
            swap = roster.swap_by_token(session, token)
            if swap is not None:
                act(session, swap.id, swap.other, line.now())
    except (RosterError, DirectoryError):
        pass  # answered before, or no longer his to give: the page says how it stands
    with line.reading() as session:
        return _page(session, token, answered=True)


def _page(session: Session, token: str, answered: bool = False, unread: bool = False) -> Response:
    """``unread``: a button that was not read (400); he may press it again."""
    swap, (_, book) = roster.swap_by_token(session, token), directory.current(session)
    engineer = book.engineers.get(swap.other) if swap else None
    words = catalog(engineer.language if engineer else book.language)
    page = {"language": words.language, "line": book.name}
    if swap is None:
        return _rendered(404, said=words.text("swap_over", {}), **page)
    values = swap_shift.values_of(book, swap, words.language)
    state = {"proposed": "over" if answered else "ask", "accepted": "accepted", "declined": "declined"}
    said = words.text(f"swap_{state.get(swap.state, 'over')}", values)
    asks = swap.state == "proposed" and not answered
    return _rendered(
        400 if unread else 200,
        said=said,
        buttons=[(value, words.text(f"swap_{value}", values)) for value in ("yes", "no")] if asks else [],
        csrf_token=seal(f"swap {token}", swap.state),
        again=press_again(words, the_line().settings.line_number) if unread else None,
        **page,
    )


def _rendered(status: int, **shown: Any) -> Response:
    html = render_template("swap.html", **shown)
    return Response(html, status=status, headers={"X-Robots-Tag": "noindex"})
