"""The three rows a key on a page touches, read and locked together: his leg, the page, the case he hears about."""

from sqlalchemy import Integer, select
from sqlalchemy.orm import Session

from voiceline.store.base import rows_held
from voiceline.store.calls import Call
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket

_TURN = (
    select(Notification.id, Call, Ticket)
    .select_from(Notification)
    .join(Call, Call.notification_id == Notification.id)
    .join(Ticket, Ticket.number == Call.notes["case"].astext.cast(Integer))
    .with_for_update(of=[Call, Ticket])
)


def page_of_turn(session: Session, token: str, sid: str) -> int | None:
    """The id of the page of this URL. Its leg and its case are held from here on, in the order rows are locked."""
    row = session.execute(_TURN.where(Notification.token == token, Call.sid == sid)).one_or_none()
    if row is None:  # the leg is not on record yet, or hears about no case
        return session.scalar(select(Notification.id).where(Notification.token == token))
    page, call, ticket = row
    held = rows_held(session)
    held[Call, sid], held[Ticket, ticket.number] = call, ticket
    return int(page)
