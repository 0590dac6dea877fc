"""A month cut where its rows are, so that no statement has more than some thousands of them to look at.

What a statement may take is seconds, for whoever waits on the line must hear soon that the database is away; a month of
eighty thousand cases took most of them, read from a cold disk. Cut by rows and not by days: a flood is one evening.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session

from voiceline.store.base import run

MOST = 10_000

_CUTS = """
SELECT at FROM (
  SELECT {at} AS at, row_number() OVER (ORDER BY {at}) AS place FROM {table} WHERE {at} >= %(start)s AND {at} < %(end)s
) AS one WHERE (place - 1) %% %(most)s = 0 ORDER BY at
"""
_OF_CASES = _CUTS.format(table="tickets", at="opened_at")
_OF_CALLS = _CUTS.format(table="calls", at="started_at")


def of_cases(session: Session, asked: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """``asked`` for each stretch by itself, in their order; together they are the whole, and hold each moment once."""
    return _cut(session, _OF_CASES, asked)


def of_calls(session: Session, asked: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return _cut(session, _OF_CALLS, asked)


def _cut(session: Session, statement: str, asked: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    cuts = [row[0] for row in run(session, statement, {**asked, "most": MOST}).fetchall()]
    for start, end in pairwise([asked["start"], *cuts[1:], asked["end"]]):
        yield {**asked, "start": start, "end": end}
