"""The link in a swap's text: what is asked, and two buttons. Opening it changes nothing; the first answer stands."""

from flask import Blueprint, Response, render_template, request
from sqlalchemy.orm import Session

from voiceline.actions import swap_shift
from voiceline.actions.edit_roster import RosterError
from voiceline.dialog.catalog import catalog
from voiceline.store import directory, roster
from voiceline.store.directory_file import DirectoryError
from voiceline.store.roster import Swap
from voiceline.web.guard import open_to_all, the_line

blueprint = Blueprint("swap_links", __name__, template_folder="templates")


@blueprint.get("/s/<token>")
@open_to_all  # the token is the guard: 128 random bits, of one swap
def ask(token: str) -> Response:
    with the_line().reading() as session:
        return _page(session, roster.swap_by_token(session, token))


@blueprint.post("/s/<token>")
@open_to_all
def answer(token: str) -> Response:
    line = the_line()
    act = swap_shift.accept if request.form.get("answer") == "yes" else swap_shift.decline
    try:
        with line.transaction() as session:
            swap = roster.swap_by_token(session, token)
            if swap is not None:
                act(session, swap.id, swap.other, line.now())
    except (RosterError, DirectoryError):
        pass  # answered before, or no longer his to give: the page says how it stands
    with line.reading() as session:
        return _page(session, roster.swap_by_token(session, token), answered=True)


def _page(session: Session, swap: Swap | None, answered: bool = False) -> Response:
    _, book = directory.current(session)
    engineer = book.engineers.get(swap.other) if swap else None
    words = catalog(engineer.language if engineer else book.language)
    if swap is None:
        return _rendered(words.language, book.name, words.text("swap_over", {}), 404)
    values = swap_shift.values_of(book, swap)
    state = {"proposed": "over" if answered else "ask", "accepted": "accepted", "declined": "declined"}
    said = words.text(f"swap_{state.get(swap.state, 'over')}", values)
    buttons = [(value, words.text(f"swap_{value}", values)) for value in ("yes", "no")]
    asks = swap.state == "proposed" and not answered
    return _rendered(words.language, book.name, said, 200, buttons if asks else [])


def _rendered(
    language: str, line: str, said: str, status: int, buttons: list[tuple[str, str]] | None = None
) -> Response:
    html = render_template("swap.html", language=language, line=line, said=said, buttons=buttons or [])
    return Response(html, status=status, headers={"X-Robots-Tag": "noindex"})
