"""Looking in the call log: newest first, by keyset, whatever is asked for, in a time that does not grow with the log.

Without filters a page is a range of the calls' own index. With any, it is walked back in stretches of time, each about
four times as long as the last, until it is full: one statement, which ends where it is. A stretch is itself a token,
and each thing asked for is a condition of its own, so PostgreSQL meets them inside one index, each leaping to where the
others go on, and only rows that match are ever read. What is asked for bears its season, so what was alike years ago is
not even leapt over. So a filter that nearly every call passes costs an hour of the log, one that hardly any passes
costs a few looks at the index, and there is no index a filter, and no combination that is slow. Somebody's few calls
are read, and of them it is seen what is wanted besides; where they are many, all is met in the index. A stretch in
which too many are met even so, as after a silence or of somebody who left long ago, is cut, the newest part the least.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from sqlalchemy.orm import Session

from voiceline.domain.call_tokens import Term, Wanted
from voiceline.domain.call_windows import Window, windows
from voiceline.store.base import run
from voiceline.store.call_log import quoted

MOST_BEGINNINGS = 64  # words that begin alike; more, and only the whole word is looked for
MOST_MET = 500  # calls of one stretch that are read and sorted
AHEAD = 24  # stretches of one statement; ten years are as many


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
    first, last, *_ = run(session, _ENDS).fetchall()[0]
    if first is None:
        return []
    found: list[Place] = []
    back = windows(min(last, before.at) if before else last, max(first, wanted.since or first))
    ahead, by_index = list(islice(back, AHEAD)), len(wanted.whose or wanted.tokens)
    while ahead and len(found) < limit:
        before = found[-1] if found else before
        more, through, is_crowded = _look(session, wanted, by_index, ahead, before, limit - len(found))
        found += more
        ahead = ahead[through:]
        if is_crowded and by_index < len(wanted.tokens):
            by_index = len(wanted.tokens)
        elif is_crowded:
            ahead = [*(part for part in ahead[0].parts if before is None or part.since <= before.at), *ahead[1:]]
        ahead = ahead or list(islice(back, AHEAD))
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


class Looked(NamedTuple):
    """``through``: the stretches that were looked through for them; in the next, too many were met if it is crowded."""

    places: list[Place]
    through: int
    is_crowded: bool


def _look(
    session: Session, wanted: Wanted, by_index: int, ahead: Sequence[Window], before: Place | None, limit: int
) -> Looked:
    """The newest calls of these stretches, newest first. So many groups are met in the index, the rest on the rows."""
    asked, values = _bounds(wanted, before, "at", "call_id")
    queries = zip(*(window.query(wanted.tokens) for window in ahead), strict=True)
    groups = {f"group_{nth}": [_any(group) for group in of_each] for nth, of_each in enumerate(queries)}
    conditions = [f"tokens @@ (%({name})s::tsquery[])[nth + 1]" for name in groups]
    met, of_rows = conditions[: by_index + 1], conditions[by_index + 1 :]
    statement = _LOOK.format(
        met=" AND ".join(met),
        read="at, call_id, tokens" if of_rows else "at, call_id",
        wanted=" AND ".join(["at >= (%(begin)s::timestamptz[])[nth + 1]", *asked, *of_rows]),
    )
    values |= groups | {"begin": [window.since for window in ahead], "limit": limit, "enough": MOST_MET}
    values["most"] = [MOST_MET + 1 if window.halves else None for window in ahead]
    rows = run(session, statement, {**values, "windows": len(ahead)}).fetchall()
    looked, so_many, _, _ = rows[-1]
    is_crowded = so_many > MOST_MET and bool(ahead[looked - 1].halves)
    through = looked - 1 if is_crowded else looked
    return Looked([Place(at, key) for nth, _, at, key in rows if at and nth <= through], through, is_crowded)


# By the index alone: what nearly every call has would else be looked for in every call. Compiling would take longer
# than looking.
_ENDS = """
SELECT min(started_at), max(started_at), set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)
FROM calls
"""

# Each step a stretch; one that is longer holds what has been looked through too. MATERIALIZED, so that the bounds and
# the order, which would lead the planner to walk and read every call of the stretch, are looked at only after the index
# has said which calls there are.
_LOOK = """
WITH RECURSIVE look (nth, met, found, ats, keys) AS (
  SELECT 0, 0::bigint, 0::bigint, NULL::timestamptz[], NULL::bigint[]
  UNION ALL
  SELECT nth + 1, this.met, found + coalesce(cardinality(this.keys), 0), this.ats, this.keys FROM look, LATERAL (
    WITH met AS MATERIALIZED (SELECT {read} FROM call_log WHERE {met} LIMIT (%(most)s::int[])[nth + 1]),
    wanted AS (SELECT at, call_id FROM met
               WHERE {wanted} AND (nth = 0 OR at < (%(begin)s::timestamptz[])[nth])
               ORDER BY at DESC, call_id DESC LIMIT %(limit)s - found)
    SELECT (SELECT count(*) FROM met) AS met, array_agg(at) AS ats, array_agg(call_id) AS keys FROM wanted) this
  WHERE nth < %(windows)s AND found < %(limit)s AND look.met <= %(enough)s)
SELECT nth, met, at, key FROM look LEFT JOIN unnest(ats, keys) AS place (at, key) ON true WHERE nth > 0
ORDER BY nth, at DESC, key DESC
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


def _any(group: Sequence[str]) -> str:
    """A tsquery: one of these tokens."""
    return " | ".join(quoted(token) for token in group)
