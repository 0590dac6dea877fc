"""What the rows say of addresses: who wants no message, who takes none, who has written. And by what we can send."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy.orm import Session

from voiceline.domain.sending import HELD_AGAINST_IT, NEVER_SO, WINDOW, WINDOW_SHUT, Known, Means
from voiceline.store.base import ask

MEANS = "means"  # of a session's ``info``: the line gives it to each of its own


def means(session: Session) -> Means:
    """By what this line can send. A session that is no line's can send SMS."""
    found: Means = session.info.get(MEANS, Means())
    return found


def known(session: Session, addresses: Iterable[str | None], now: datetime) -> Known:
    """By one question, whatever the number of addresses."""
    asked = sorted({each for each in addresses if each})
    if not asked:
        return Known()
    values: dict[str, Any] = {f"address{place}": each for place, each in enumerate(asked)}
    values |= {"wrote_since": now - WINDOW, "failed_since": now - HELD_AGAINST_IT}
    found: dict[str, set[tuple[str, str]]] = {"opted_out": set(), "never_so": set(), "written": set(), "lately": set()}
    for what, channel, address in ask(session, _known(len(asked)), values):
        found[what].add((channel, address))
    return Known(
        opted_out=found["opted_out"],
        never_so=found["never_so"],
        open_window={address for _, address in found["lately"]},
        has_written=found["written"],
    )


def _listed(codes: Iterable[str]) -> str:
    return f"({', '.join(repr(each) for each in sorted(codes))})"


@cache
def _known(number: int) -> str:
    """Of so many addresses, each by its name: of an array PostgreSQL plans the question anew whenever it is asked."""
    hers = f"address IN ({', '.join(f'%(address{place})s' for place in range(number))})"
    return f"""
SELECT 'opted_out', channel, address FROM opt_outs WHERE {hers}
UNION ALL
SELECT 'never_so', n.channel, n.address FROM notifications n
WHERE n.outcome = 'undelivered' AND n.{hers} AND n.error_code IN {_listed(NEVER_SO)}
  AND n.ended_at > %(failed_since)s AND NOT EXISTS (
    SELECT 1 FROM threads t WHERE t.channel = n.channel AND t.address = n.address AND t.heard_at > n.ended_at)
UNION ALL
SELECT 'written', channel, address FROM threads
WHERE channel IN ('sms', 'whatsapp') AND {hers}
UNION ALL
SELECT 'lately', t.channel, t.address FROM threads t CROSS JOIN LATERAL (
  SELECT max(m.at) AS at FROM messages m WHERE m.thread_id = t.id AND m.at > %(wrote_since)s) AS last
WHERE t.channel = 'whatsapp' AND t.{hers} AND last.at IS NOT NULL
  AND NOT EXISTS (
    SELECT 1 FROM notifications n
    WHERE n.outcome = 'undelivered' AND n.address = t.address AND n.channel = 'whatsapp'
      AND n.error_code IN {_listed(WINDOW_SHUT)} AND n.ended_at >= last.at)
"""  # the window is shut, whatever we count, from when the carrier said so until the next word from there
