"""Heartbeats: which of the line's timed processes lives, by the database's own clock."""

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.store.base import Base, Moment

CLOCK_IS_DEAD_AFTER = 10  # seconds without a beat


class Heartbeat(Base):
    __tablename__ = "heartbeats"
    name: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[Moment]


def beat(session: Session, name: str) -> None:
    """This process lives."""
    now = func.clock_timestamp()
    statement = insert(Heartbeat).values(name=name, at=now)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"at": now}))


def age_seconds(session: Session, name: str) -> float | None:
    """Seconds since the newest beat of that name; None when there was none."""
    age = select(func.extract("epoch", func.clock_timestamp() - Heartbeat.at)).where(Heartbeat.name == name)
    found = session.scalar(age)
    return float(found) if found is not None else None
