"""What is on record of missed deadlines: each severity's clock is missed once, whichever case noticed it."""

from sqlalchemy.orm import Session

from voiceline.store.base import run

_MISSED = """
SELECT 1 FROM ticket_events e JOIN tickets t ON t.number = e.ticket_number
WHERE (t.number = %(number)s OR t.merged_into = %(number)s) AND e.kind = 'breached'
  AND e.detail ->> 'target' = %(target)s AND e.detail ->> 'severity' = %(severity)s LIMIT 1
"""


def was_missed(session: Session, number: int, target: str, severity: str) -> bool:
    """Whether the clock of that severity is known to have run out, in this case or in one that was merged into it."""
    values = {"number": number, "target": target, "severity": str(severity)}
    return run(session, _MISSED, values).fetchone() is not None
