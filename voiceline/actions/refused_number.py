"""The carrier does not call a phone of an engineer's: his next rings at once, and whoever can mend it hears of it."""

from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.actions.tell_engineers import desk, tell_admins, tell_engineers
from voiceline.domain.directory import Directory
from voiceline.store.notifications import Notification

KIND = "engineer_refused"


def number_is_refused(session: Session, book: Directory, row: Notification, now: datetime) -> None:
    """The admins, the desk and he himself are told, once a day. The night it is noticed in may be the first."""
    engineer = book.engineers.get(row.person or "")
    if engineer is None or row.address not in engineer.phones:
        return
    values = {"engineer": engineer.name, "number": row.address, "code": row.error_code or ""}
    once = f"{KIND}-{row.address}-{now:%Y%m%d}"
    tell_admins(session, book, KIND, once, now, values)
    told = dict.fromkeys([engineer.id, *desk(book, now)])
    tell_engineers(session, book, told, KIND, once, now, values)
