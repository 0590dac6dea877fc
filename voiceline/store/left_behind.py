"""Which cases somebody has, as they say, who is not in the directory."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from voiceline.domain.severity import Severity
from voiceline.store import directory_documents as documents
from voiceline.store.base import run


class LeftBehind(NamedTuple):
    """``waits_for_her``: it stands still until the customer answers a question of his."""

    ticket: int
    severity: Severity
    engineer: str
    waits_for_her: bool


def left_behind(session: Session, engineers: Sequence[str]) -> list[LeftBehind]:
    """The cases at work that none of these has, gravest first."""
    found = run(session, _LEFT_BEHIND, {"engineers": list(engineers)}).fetchall()
    return [LeftBehind(number, Severity(severity), had, waits) for number, severity, had, waits in found]


_LEFT_BEHIND = """
SELECT number, severity, assignee, status = 'waiting' FROM tickets
WHERE status <> 'closed' AND status IN ('acknowledged', 'waiting') AND assignee <> ALL(%(engineers)s)
ORDER BY severity, number
"""


def has_lost_an_engineer(session: Session, version: int) -> bool:
    """Whether somebody is not in this version of the directory who was in the one before."""
    here, former = documents.at_version(session, version), documents.before(session, version)
    return bool(here and former and _engineers(former.table) - _engineers(here.table))


def _engineers(table: documents.Table) -> set[str]:
    return {each["id"] for each in table.get("engineers", ())}
