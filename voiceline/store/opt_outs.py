"""Who wants no messages by a channel, and how we know: by their word, or because the carrier refused one."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import Base, Moment, run

HER_WORD, CARRIER = "word", "carrier"


class OptOut(Base):
    __tablename__ = "opt_outs"
    address: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[Moment]
    known_by: Mapped[str]  # word, carrier


def note(session: Session, channel: str, address: str, known_by: str, now: datetime) -> bool:
    """On record from now on; False when it was already."""
    values = {"channel": channel, "address": address, "known_by": known_by, "now": now}
    return run(session, _NOTE, values).fetchone() is not None


_NOTE = """
INSERT INTO opt_outs (channel, address, since, known_by) VALUES (%(channel)s, %(address)s, %(now)s, %(known_by)s)
ON CONFLICT (address, channel) DO NOTHING RETURNING 1
"""


def lift(session: Session, channel: str, address: str) -> bool:
    """Messages are welcome again; False when they were already."""
    return run(session, _LIFT, {"channel": channel, "address": address}).fetchone() is not None


_LIFT = "DELETE FROM opt_outs WHERE channel = %(channel)s AND address = %(address)s RETURNING 1"


def refused(session: Session, channel: str, address: str) -> bool:
    """Whether somebody there has asked for no more. What only the carrier refused may be tried: it knows better."""
    return run(session, _REFUSED, {"channel": channel, "address": address, "word": HER_WORD}).fetchone() is not None


_REFUSED = "SELECT 1 FROM opt_outs WHERE channel = %(channel)s AND address = %(address)s AND known_by = %(word)s"


def let_through(session: Session, channel: str, address: str, sent_at: datetime) -> None:
    """A message of that moment has arrived: what the carrier refused before, it lets through again."""
    run(session, _LET_THROUGH, {"channel": channel, "address": address, "at": sent_at, "carrier": CARRIER})


_LET_THROUGH = """
DELETE FROM opt_outs
WHERE channel = %(channel)s AND address = %(address)s AND known_by = %(carrier)s AND since <= %(at)s
"""


def of(session: Session, addresses: list[str]) -> list[OptOut]:
    """What is on record of these, oldest first."""
    wanted = select(OptOut).where(OptOut.address.in_(addresses))
    return list(session.scalars(wanted.order_by(OptOut.since, OptOut.channel)))
