"""The month's promise counted by the database, and the very cases behind each count.

The verdicts are those of ``domain/promise``, as conditions; a test holds the two against each other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from voiceline.domain.month_report import WAYS, Kinds
from voiceline.domain.promise import APART, KEPT, MISSED, RUNNING, STOPPED, VERDICTS, Case, Figures
from voiceline.domain.severity import Severity
from voiceline.domain.sla import RESOLUTION, RESPONSE
from voiceline.store import stretches
from voiceline.store.base import run
from voiceline.store.month_calls import HUMAN, URGENT_CALL, WAY
from voiceline.store.promise import CASE, OF_MONTH, case_of

Counted = Mapping[tuple[Severity, str], Figures]
RECTIFIED = "rectified"  # not a verdict: a breach is one all the same
UNVALIDATED = "unvalidated"

_COUNTED = "coalesce(t.closed_as, '') NOT IN ('out_of_scope', 'merged')"
_MET = {RESPONSE: "t.responded_at", RESOLUTION: "t.resolution_met_at"}
_MISSED = {RESPONSE: "t.response_breached_at", RESOLUTION: "t.resolution_breached_at"}
CONDITIONS = {
    KEPT: "{missed} IS NULL AND {met} IS NOT NULL",
    MISSED: "{missed} IS NOT NULL",
    RUNNING: "{missed} IS NULL AND {met} IS NULL AND t.status <> 'closed'",
    STOPPED: "{missed} IS NULL AND {met} IS NULL AND t.status = 'closed'",
    RECTIFIED: "{missed} IS NOT NULL AND t.rectified ? '{target}'",
}


def _is(verdict: str, target: str) -> str:
    return CONDITIONS[verdict].format(missed=_MISSED[target], met=_MET[target], target=target)


def _columns(target: str) -> str:
    counts = ", ".join(f"count(*) FILTER (WHERE {_is(each, target)})" for each in (*VERDICTS, RECTIFIED))
    took = f"{_MET[target]} - t.opened_at"
    return f"{counts}, percentile_cont(0.5) WITHIN GROUP (ORDER BY {took}), max({took})"


_FIGURES = f"""
SELECT t.severity, {_columns(RESPONSE)}, {_columns(RESOLUTION)} FROM tickets t
WHERE {OF_MONTH} AND {_COUNTED} GROUP BY t.severity
"""
_KINDS = f"""
SELECT t.severity, t.reported_severity, t.channel, t.closed_as, t.exclusion, count(*) FROM tickets t
WHERE {OF_MONTH} GROUP BY 1, 2, 3, 4, 5
"""
_CUSTOMERS = f"SELECT DISTINCT t.customer FROM tickets t WHERE {OF_MONTH} AND t.customer IS NOT NULL"
_FIRST = """
SELECT least((SELECT min(started_at) FROM calls), (SELECT min(opened_at) FROM tickets))
"""


def figures(session: Session, asked: Mapping[str, Any]) -> Counted:
    """By severity and target; a severity without cases is all noughts. ``asked``: start, end, customer."""
    found = {(each, target): _NONE for each in Severity for target in (RESPONSE, RESOLUTION)}
    half = len(VERDICTS) + 3
    for severity, *rest in run(session, _FIGURES, asked).fetchall():
        for target, row in ((RESPONSE, rest[:half]), (RESOLUTION, rest[half:])):
            kept, missed, running, stopped, rectified, median, worst = row
            found[Severity(severity), target] = Figures(kept, missed, running, rectified, median, worst, stopped)
    return found


def kinds(session: Session, asked: Mapping[str, Any]) -> Kinds:
    channels: dict[str, int] = {}
    exclusions: dict[str, int] = {}
    apart = dict.fromkeys(APART, 0)
    changed: dict[tuple[Severity, Severity], int] = {}
    counted = dict.fromkeys(Severity, 0)
    unvalidated = 0
    for severity, reported, channel, closed_as, exclusion, count in run(session, _KINDS, asked).fetchall():
        channels[channel] = channels.get(channel, 0) + count
        if exclusion:
            exclusions[exclusion] = exclusions.get(exclusion, 0) + count
        if closed_as in APART:
            apart[closed_as] += count
            continue
        counted[Severity(severity)] += count
        unvalidated += count if closed_as == UNVALIDATED else 0
        if reported != severity:
            change = (Severity(reported), Severity(severity))
            changed[change] = changed.get(change, 0) + count
    by_name = dict(sorted(channels.items())), dict(sorted(exclusions.items()))
    return Kinds(by_name[0], by_name[1], apart, dict(sorted(changed.items())), unvalidated, counted)


def customers(session: Session, asked: Mapping[str, Any]) -> list[str]:
    """Whoever had a case then, listed in today's directory or not."""
    return [row[0] for row in run(session, _CUSTOMERS, {**asked, "customer": None}).fetchall()]


def first_moment(session: Session) -> Any:
    """Of the first call or case there is; None while there is none."""
    return run(session, _FIRST).fetchall()[0][0]


@dataclass(frozen=True)
class Which:
    """Which of the month's cases: every condition that is named holds. Values come from closed lists."""

    severity: Severity | None = None
    reported: Severity | None = None
    target: str | None = None
    verdict: str | None = None
    closed_as: str | None = None
    channel: str | None = None
    exclusion: str | None = None
    way: str | None = None
    counted: bool = field(default=False)

    def __post_init__(self) -> None:
        known = (self.verdict in (None, *CONDITIONS), self.target in (None, *_MET), self.way in (None, *WAYS))
        if not all(known) or (self.verdict is None) != (self.target is None):
            raise ValueError(self)


def cases(session: Session, asked: Mapping[str, Any], which: Which, after: int, limit: int) -> Sequence[Case]:
    """Those of the month, by first contact, from the one after this number (0: from the first)."""
    plain = {
        "severity": which.severity,
        "reported_severity": which.reported,
        "closed_as": which.closed_as,
        "channel": which.channel,
        "exclusion": which.exclusion,
    }
    wanted = [f"t.{name} = %({name})s" for name, value in plain.items() if value is not None]
    if which.target and which.verdict:
        wanted.append(_is(which.verdict, which.target))
    if which.counted:
        wanted.append(_COUNTED)
    if which.way:
        wanted.append(f"{URGENT_CALL} AND {WAY} = %(way)s")
    if after:
        wanted.append("(t.opened_at, t.number) > (SELECT opened_at, number FROM tickets WHERE number = %(after)s)")
    human = HUMAN if which.way else ""
    statement = f"""{CASE} {human} WHERE {OF_MONTH}
      {"".join(f" AND {each}" for each in wanted)} ORDER BY t.opened_at, t.number LIMIT %(limit)s"""
    values = {**asked, **plain, "way": which.way, "after": after}
    found: list[Case] = []
    for stretch in stretches.of_cases(session, values):
        rows = run(session, statement, {**stretch, "limit": limit - len(found)}).fetchall()
        found += (case_of(row) for row in rows)
        if len(found) >= limit:
            break
    return found


_NONE = Figures(0, 0, 0, 0, None, None)
