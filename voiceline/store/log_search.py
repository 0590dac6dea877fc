"""Looking in the call log: newest first, by keyset, whatever is asked for, in a time that does not grow with the log.

Without filters a page is a range of the calls' own index. With any, it is walked back in stretches of time, each about
eight times as long as the last, until it is full: a stretch is itself a token, so PostgreSQL meets it with all that is
asked for inside one index (GIN skips from the rarest to the next) and only rows that match are ever read. So a filter
that nearly every call passes costs an hour of the log, one that hardly any passes costs a few looks at the index, and
there is no index a filter, and no combination that is slow.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from voiceline.domain.call_tokens import Term, Wanted, Window, windows
from voiceline.store.base import run
from voiceline.store.call_log import quoted

MOST_BEGINNINGS = 64  # words that begin alike; more, and only the whole word is looked for
SOON = timedelta(hours=1)  # a clock may be a little ahead of ours


class Place(NamedTuple):
    """Where a call stands in the log."""

    at: datetime
    id: int


def find(session: Session, wanted: Wanted, before: Place | None, limit: int, now: datetime) -> list[Place]:
    """The newest calls that are wanted, after this place if one is given."""
    if wanted.is_contradictory:
        return []
    if not wanted.tokens:
        return _newest(session, wanted, before, limit)
    run(session, _BY_THE_INDEX)
    found: list[Place] = []
    begin = before.at if before else now + SOON
    if wanted.until is not None:
        begin = min(begin, wanted.until)
    first = run(session, _FIRST).fetchone()
    if first is None or first[0] is None:
        return []
    for window in windows(begin, max(first[0], wanted.since or first[0])):
        found += _in_window(session, wanted, window, found[-1] if found else before, limit - len(found))
        if len(found) >= limit:
            break
    return found


def spelled_out(session: Session, wanted: Wanted) -> tuple[Wanted, list[str]]:
    """The same with every word that was only begun; and the words so many begin with that only they are looked for."""
    grown, too_many = [], []
    for term in wanted.terms:
        begun = _begun(session, term.begun) if term.begun else []
        if len(begun) > MOST_BEGINNINGS:
            too_many.append(term.begun)
            begun = []
        grown.append(Term((*term.tokens, *begun)))
    return replace(wanted, terms=tuple(grown)), too_many


def _begun(session: Session, letters: str) -> list[str]:
    values = {"from": letters, "to": letters + "\U0010ffff", "limit": MOST_BEGINNINGS + 1}
    return [row[0] for row in run(session, _BEGUN, values).fetchall()]


_BEGUN = "SELECT word FROM log_words WHERE word > %(from)s AND word < %(to)s LIMIT %(limit)s"


def _newest(session: Session, wanted: Wanted, before: Place | None, limit: int) -> list[Place]:
    asked, values = _bounds(wanted, before, "started_at", "id")
    where = f"WHERE {' AND '.join(asked)}" if asked else ""
    statement = f"SELECT started_at, id FROM calls {where} ORDER BY started_at DESC, id DESC LIMIT %(limit)s"
    return [Place(*row) for row in run(session, statement, {**values, "limit": limit}).fetchall()]


def _in_window(session: Session, wanted: Wanted, window: Window, before: Place | None, limit: int) -> list[Place]:
    groups = [*([window.tokens] if window.tokens else []), *wanted.tokens]
    asked, values = _bounds(wanted, before, "at", "call_id")
    statement = _MEET.format(bounds=" AND ".join(["at >= %(begins)s", *asked]))
    values |= {"begins": window.since, "tokens": _query(groups), "limit": limit}
    return [Place(*row) for row in run(session, statement, values).fetchall()]


# What nearly every call has would else be looked for in every call; and compiling takes longer than looking.
_BY_THE_INDEX = "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)"
_FIRST = "SELECT min(started_at) FROM calls"

# MATERIALIZED, so that the bounds and the order, which would lead the planner to walk and read every call of the
# stretch, are looked at only after the index has said which calls there are.
_MEET = """
WITH met AS MATERIALIZED (SELECT at, call_id FROM call_log WHERE tokens @@ %(tokens)s::tsquery)
SELECT at, call_id FROM met WHERE {bounds} ORDER BY at DESC, call_id DESC LIMIT %(limit)s
"""


def _bounds(wanted: Wanted, before: Place | None, at: str, key: str) -> tuple[list[str], dict[str, object]]:
    asked: list[str] = []
    values: dict[str, object] = {}
    for name, bound, sign in (("since", wanted.since, ">="), ("until", wanted.until, "<")):
        if bound is not None:
            asked.append(f"{at} {sign} %({name})s")
            values[name] = bound
    if before is not None:
        asked.append(f"({at}, {key}) < (%(at)s, %(key)s)")
        values |= {"at": before.at, "key": before.id}
    return asked, values


def _query(groups: Sequence[Sequence[str]]) -> str:
    """A tsquery: every group, by one of its tokens."""
    return " & ".join(f"({' | '.join(quoted(token) for token in group)})" for group in groups)
