"""One month of the line, or of one customer, as every figure of its report: no statement with all of it to do.

What is asked of one customer is counted of that customer's cases and calls alone; only the silences are everybody's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from voiceline.domain.month_report import Answers, HungUp, Kinds, Load
from voiceline.domain.promise import Case
from voiceline.store import month_calls, month_load, month_promise
from voiceline.store.month_promise import Counted, Which
from voiceline.store.promise import bounds, silent

SHOWN = 200  # cases that stand on the page itself, one by one


@dataclass(frozen=True)
class Report:
    """``has_more``: there are more cases than ``cases``."""

    figures: Counted
    kinds: Kinds
    answers: Answers
    hung_up: Sequence[HungUp]
    loads: Sequence[Load]
    silences: Sequence[tuple[datetime, datetime]]
    cases: Sequence[Case]
    has_more: bool

    @property
    def is_empty(self) -> bool:
        """Nobody called, nobody reported anything, nobody was rung."""
        return not (self.cases or self.hung_up or self.loads)


def of_month(session: Session, asked: Mapping[str, Any], zone: str) -> Report:
    cases = month_promise.cases(session, asked, Which(), 0, SHOWN + 1)
    return Report(
        figures=month_promise.figures(session, asked),
        kinds=month_promise.kinds(session, asked),
        answers=month_calls.answers(session, asked),
        hung_up=month_calls.hung_up(session, asked),
        loads=month_load.loads(session, asked, zone),
        silences=silent(session, asked["start"], asked["end"]),
        cases=cases[:SHOWN],
        has_more=len(cases) > SHOWN,
    )


def asked_of(first: date, zone: str, customer: str | None) -> dict[str, Any]:
    """What every statement of a report is asked with: this month, of the whole house or of one customer."""
    start, end = bounds(first, zone)
    return {"start": start, "end": end, "customer": customer}
