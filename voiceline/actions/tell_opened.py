"""Tell the customer that her case is open: by when she is answered, as long as that can be promised.

Once somebody has it that is its own news, and no promise is made any more; nor one whose moment has passed.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.actions.keep_rhythm import OPENED, OPENED_LATE, PROMISING, may_promise, truth
from voiceline.actions.tell_customer import tell_customer
from voiceline.domain.directory import Directory
from voiceline.domain.lifecycle import Status
from voiceline.store import news
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket


def tell_opened(
    session: Session,
    directory: Directory,
    ticket: Ticket,
    now: datetime,
    kind: str = OPENED,
    but: Collection[str] = (),
) -> None:
    """``kind``: with which promise, while there can be one. The caller holds the ticket, which nobody has."""
    if not may_promise(ticket, now):
        kind = OPENED_LATE if ticket.wants_somebody else truth(ticket)
    tell_customer(session, directory, ticket, kind, now, but=but)


def tell_what_is_true(
    session: Session, directory: Directory, ticket: Ticket | None, row: Notification, now: datetime
) -> None:
    """``row`` is overtaken and has not arrived. A promise is followed by how it stands, to whom it did not reach; of
    anything else she hears by other news. The caller holds the ticket.
    """
    if ticket is None or row.kind not in PROMISING or ticket.status != Status.OPEN:
        return
    knows = [each.told for each in news.beside(session, row) if each.arrived]
    tell_opened(session, directory, ticket, now, but=knows)
