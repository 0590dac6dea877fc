"""The rows a key on a page touches, read and locked together: his leg, the page, the case he hears about."""

from functools import cache

from sqlalchemy.orm import Session

from voiceline.store import directory
from voiceline.store.base import as_rows, columns, rows_held, run
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket


def page_of_turn(session: Session, token: str, sid: str) -> int | None:
    """The id of the page of this URL. Its leg and its case are held from here on, in the order rows are locked."""
    found = run(session, _turn(), {"token": token, "sid": sid}).fetchone()
    if found is None:  # the leg is not on record yet, or hears about no case
        page = run(session, "SELECT id FROM notifications WHERE token = %(token)s", {"token": token}).fetchone()
        return page[0] if page else None
    page_id, version, digest, words, *rows = found
    directory.is_in_force(session, version, digest, words)
    call, ticket = as_rows(session, rows, Call, Ticket)
    held = rows_held(session)
    held[Call, sid], held[Ticket, ticket.number] = call, ticket
    return int(page_id)


@cache
def _turn() -> str:
    return f"""
SELECT n.id, newest.id, newest.digest, newest.wording, {columns(Call, "c.")}, {columns(Ticket, "t.")}
FROM notifications n JOIN calls c ON c.notification_id = n.id JOIN tickets t ON t.number = (c.notes ->> 'case')::int
CROSS JOIN ({directory.NEWEST}) AS newest
WHERE n.token = %(token)s AND c.sid = %(sid)s FOR UPDATE OF c, t
"""
