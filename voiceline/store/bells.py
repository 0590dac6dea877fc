"""What a transaction owes the workers: noted while it runs, rung for by ``Line.transaction`` once it is committed."""

from typing import NamedTuple

from sqlalchemy.orm import Session


class Bell(NamedTuple):
    job: str
    key: int | str
    calm: bool


def ring_after_commit(session: Session, job: str, key: int | str, calm: bool = False) -> None:
    """Note that job ``workers.jobs.<job>(key)`` is worth running as soon as this transaction is committed."""
    session.info.setdefault("bells", {})[Bell(job, key, calm)] = None


def bells_of(session: Session) -> list[Bell]:
    """What was noted, in order, each once."""
    return list(session.info.pop("bells", {}))
