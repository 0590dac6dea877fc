"""The rows a key on a page touches, read and locked together: his leg, the page, the case he hears about."""

from sqlalchemy import Integer, bindparam, select, true
from sqlalchemy.orm import Session, load_only

from voiceline.store import directory
from voiceline.store.base import rows_held
from voiceline.store.calls import Call
from voiceline.store.directory_versions import DirectoryVersion
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket
from voiceline.store.wording import Wording

_words = select(Wording.token).order_by(Wording.id.desc()).limit(1).scalar_subquery()
_newest = (
    select(DirectoryVersion.id, DirectoryVersion.digest, _words.label("words"))
    .order_by(DirectoryVersion.id.desc())
    .limit(1)
    .subquery()
)
# What an acknowledgement reads of a case; whatever else a key may need is read when it does.
_SPOKEN_OF = (
    *(Ticket.number, Ticket.severity, Ticket.status, Ticket.channel, Ticket.language, Ticket.customer, Ticket.contact),
    *(Ticket.opened_at, Ticket.acknowledged_at, Ticket.response_due_at, Ticket.resolution_due_at, Ticket.assignee),
    *(Ticket.round, Ticket.step, Ticket.cause_id, Ticket.merged_into, Ticket.also_told, Ticket.live_token),
)
_TURN = (  # made once: a statement built anew for each key costs more than its answer
    select(Notification.id, _newest.c.id, _newest.c.digest, _newest.c.words, Call, Ticket)
    .select_from(Notification)
    .join(Call, Call.notification_id == Notification.id)
    .join(Ticket, Ticket.number == Call.notes["case"].astext.cast(Integer))
    .join(_newest, true())
    .where(Notification.token == bindparam("token"), Call.sid == bindparam("sid"))
    .options(load_only(*_SPOKEN_OF))
    .with_for_update(of=[Call, Ticket])
)


def page_of_turn(session: Session, token: str, sid: str) -> int | None:
    """The id of the page of this URL. Its leg and its case are held from here on, in the order rows are locked."""
    row = session.execute(_TURN, {"token": token, "sid": sid}).one_or_none()
    if row is None:  # the leg is not on record yet, or hears about no case
        return session.scalar(select(Notification.id).where(Notification.token == token))
    page, version, digest, words, call, ticket = row
    directory.is_in_force(session, version, digest, words)
    held = rows_held(session)
    held[Call, sid], held[Ticket, ticket.number] = call, ticket
    return int(page)
