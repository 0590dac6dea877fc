"""What a transaction owes the workers: noted while it runs, rung for by ``Line.transaction`` once it is committed."""

from typing import NamedTuple

from sqlalchemy.orm import Session


class Bell(NamedTuple):
    job: str
    key: int | str
    calm: bool


def ring_after_commit(
    session: Session, job: str, key: int | str, calm: bool = False, together: str | None = None
) -> None:
    """Note that job ``workers.jobs.<job>(key)`` is worth running as soon as this transaction is committed.

    ``together`` names what one job does in one go, whatever their number: the first of them rings for all.
    """
    bell = Bell(job, key, calm)
    session.info.setdefault("bells", {}).setdefault(together or bell, bell)


def bells_of(session: Session) -> list[Bell]:
    """What was noted, in order, each once."""
    return list(session.info.pop("bells", {}).values())
