"""Looking in the call log: newest first, by keyset, whatever is asked for, in a time that does not grow with the log.

Without filters a page is a range of the calls' own index. With any, it is walked back in stretches of time, each about
four times as long as the last, until it is full: a stretch is itself a token, so PostgreSQL meets it with all that is
asked for inside one index (GIN skips from the rarest to the next) and only rows that match are ever read. What is asked
for bears its season, so what was alike years ago is not even skipped. So a filter that nearly every call passes costs
an hour of the log, one that hardly any passes costs a few looks at the index, and there is no index a filter, and no
combination that is slow. A stretch in which too many are met, as after a silence or of somebody who left long ago, is
halved, the newer half first.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from voiceline.domain.call_tokens import Term, Wanted
from voiceline.domain.call_windows import Window, windows
from voiceline.store.base import run
from voiceline.store.call_log import quoted

MOST_BEGINNINGS = 64  # words that begin alike; more, and only the whole word is looked for
MOST_MET = 500  # calls of one look that are read and sorted


class Place(NamedTuple):
    """Where a call stands in the log."""

    at: datetime
    id: int


def find(session: Session, wanted: Wanted, before: Place | None, limit: int) -> list[Place]:
    """The newest calls that are wanted, after this place if one is given."""
    if wanted.is_contradictory:
        return []
    if wanted.until is not None:
        end = Place(wanted.until, 0)  # before every call of that moment
        before = min(before, end) if before else end
    if not wanted.tokens:
        return _newest(session, wanted, before, limit)
    run(session, _BY_THE_INDEX)
    first, last = run(session, _ENDS).fetchall()[0]
    if first is None:
        return []
    found: list[Place] = []
    begin = min(last, before.at) if before else last
    for window in windows(begin, max(first, wanted.since or first)):
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
    """Where more are met than anybody sorts, the newer half first, and the older only if that is not enough."""
    met, found = _meet(session, wanted, window, before, limit)
    if met <= MOST_MET or not window.halves:
        return found
    found = []
    for half in window.halves:
        if len(found) < limit and (before is None or half.since <= before.at):
            found += _in_window(session, wanted, half, found[-1] if found else before, limit - len(found))
    return found


def _meet(
    session: Session, wanted: Wanted, window: Window, before: Place | None, limit: int
) -> tuple[int, list[Place]]:
    """How many the index meets in this window, counted so far as they are sorted; the newest of those asked for."""
    asked, values = _bounds(wanted, before, "at", "call_id")
    statement = _MEET.format(bounds=" AND ".join(["at >= %(begins)s", *asked]))
    values |= {"begins": window.since, "tokens": _query(window.query(wanted.tokens)), "limit": limit}
    values["most"] = MOST_MET + 1 if window.halves else None
    rows = run(session, statement, values).fetchall()
    return rows[0][0], [Place(at, key) for _, at, key in rows if at is not None]


# What nearly every call has would else be looked for in every call; and compiling takes longer than looking.
_BY_THE_INDEX = "SELECT set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)"
_ENDS = "SELECT min(started_at), max(started_at) FROM calls"

# MATERIALIZED, so that the bounds and the order, which would lead the planner to walk and read every call of the
# stretch, are looked at only after the index has said which calls there are.
_MEET = """
WITH met AS MATERIALIZED (SELECT at, call_id FROM call_log WHERE tokens @@ %(tokens)s::tsquery LIMIT %(most)s),
found AS (SELECT at, call_id FROM met WHERE {bounds} ORDER BY at DESC, call_id DESC LIMIT %(limit)s)
SELECT counted.met, at, call_id FROM (SELECT count(*) AS met FROM met) counted LEFT JOIN found ON true
ORDER BY at DESC, call_id DESC
"""


def _bounds(wanted: Wanted, before: Place | None, at: str, key: str) -> tuple[list[str], dict[str, object]]:
    asked: list[str] = []
    values: dict[str, object] = {}
    if wanted.since is not None:
        asked.append(f"{at} >= %(since)s")
        values["since"] = wanted.since
    if before is not None:
        asked.append(f"({at}, {key}) < (%(at)s, %(key)s)")
        values |= {"at": before.at, "key": before.id}
    return asked, values


def _query(groups: Sequence[Sequence[str]]) -> str:
    """A tsquery: every group, by one of its tokens."""
    return " & ".join(f"({' | '.join(quoted(token) for token in group)})" for group in groups)
