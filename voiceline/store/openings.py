"""What the opening of a case asks of the rows, by one question: which number it has, and who cannot be rung now."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy.orm import Session

from voiceline.store.base import ask
from voiceline.store.calls import ENGINEERS_AT


class Opening(NamedTuple):
    number: int
    talking: set[str]  # engineers


def begin(session: Session, steps: Collection[str]) -> Opening:
    """The next number, which nobody else has; and the engineers who are on the phone at one of these steps."""
    number, talking = ask(session, _BEGIN, {"steps": ",".join(steps)})[0]
    return Opening(number, set(talking or ()))


_BEGIN = f"""
SELECT nextval('tickets_number_seq'), (SELECT json_agg(engineer) FROM ({ENGINEERS_AT}) AS talking)
"""
