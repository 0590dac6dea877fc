"""Notifications: everything that must reach somebody. Outbox, delivery log and receipt in one row.

States: ``pending`` (owed) → ``claimed`` (a process is handing it to the carrier) → ``sent`` (the carrier has it) →
``ended`` (its fate is known), or ``cancelled`` (no longer wanted, with the reason). ``once`` says in words what it
is, such as ``page-417-r1-s2-ana-t1``, and the database refuses a second one.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ForeignKey, Index, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.domain.escalation import Ending, Tried
from voiceline.domain.sending import FAILED, RECEIPT_RANK
from voiceline.store import base
from voiceline.store.base import Base, JsonObject, Key, Moment, OptionalMoment, ask, get_locked, write_later, write_row
from voiceline.store.bells import ring_after_commit, ring_to_deliver
from voiceline.store.claims import CLAIMANT_IS_DEAD

OF_HANG_UPS = "kind IN ('hung_up', 'hung_up_case')"
CLAIM_LASTS = timedelta(seconds=30)


class Notification(Base):
    __tablename__ = "notifications"
    id: Mapped[Key]
    once: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]  # page, opened, taken, severity…: what it says
    channel: Mapped[str]  # call, sms, whatsapp, email
    audience: Mapped[str]  # engineer, customer
    person: Mapped[str | None]  # engineer id, or the contact's name
    address: Mapped[str]  # E.164 or an e-mail address
    language: Mapped[str]
    values: Mapped[JsonObject]  # what its words need
    ticket_number: Mapped[int | None] = mapped_column(ForeignKey("tickets.number"), index=True)
    rank: Mapped[int] = mapped_column(default=9)  # 1 for P1 … gravest leaves first
    round: Mapped[int | None]
    step: Mapped[int | None]
    attempt: Mapped[int] = mapped_column(default=1)  # which of that person's phones, from 1
    token: Mapped[str] = mapped_column(unique=True)  # the opaque name in this row's own URLs
    created_at: Mapped[Moment]
    due_at: Mapped[Moment]
    state: Mapped[str] = mapped_column(default="pending")
    claimed_by: Mapped[int | None] = mapped_column(BigInteger)
    claimed_at: Mapped[OptionalMoment]
    tries: Mapped[int] = mapped_column(default=0)
    carrier_sid: Mapped[str | None] = mapped_column(index=True)
    sent_at: Mapped[OptionalMoment]
    receipt: Mapped[str | None]  # the carrier's last word on it
    receipt_at: Mapped[OptionalMoment]
    error_code: Mapped[str | None]
    segments: Mapped[int | None]
    ended_at: Mapped[OptionalMoment]
    outcome: Mapped[str | None]  # acknowledged, passed_on, no_key, no_answer, busy, failed, cancelled, delivered…
    ending: Mapped[str | None]  # how the ring of a page ended, in the words of domain/escalation
    reason: Mapped[str | None]

    __table_args__ = (
        Index("ix_notifications_due", "rank", "due_at", postgresql_where=text("state = 'pending'")),
        Index("ix_notifications_claimed", "claimed_at", postgresql_where=text("state = 'claimed'")),
        # At most one call of ours rings an engineer at a time.
        Index(
            "uq_notifications_one_ring_an_engineer",
            "person",
            unique=True,
            postgresql_where=text("channel = 'call' AND state IN ('claimed', 'sent')"),
        ),
        Index("ix_notifications_hang_ups", "address", "created_at", postgresql_where=text(OF_HANG_UPS)),
        Index("ix_notifications_undelivered", "address", postgresql_where=text("outcome = 'undelivered'")),
    )

    @property
    def is_live(self) -> bool:
        return self.state in ("pending", "claimed", "sent")

    @property
    def is_page_call(self) -> bool:
        return self.kind == "page" and self.channel == "call"

    @property
    def is_join_call(self) -> bool:
        """Rings whoever has the case, to bring him and the customer together."""
        return self.kind == "join"

    def sent(self, sid: str, at: datetime) -> None:
        """The carrier has it. A callback may have said so first, or even that it is over: that stands."""
        self.carrier_sid = self.carrier_sid or sid
        self.sent_at = self.sent_at or at
        if self.state in ("pending", "claimed"):
            self.state = "sent"

    def end(self, outcome: str, at: datetime, reason: str | None = None) -> None:
        if self.state != "ended":
            self.state, self.outcome, self.ended_at = "ended", outcome, at
            self.reason = reason or self.reason

    def cancel(self, reason: str, at: datetime) -> None:
        """Not wanted any more, and not yet with the carrier."""
        self.state, self.outcome, self.ended_at, self.reason = "cancelled", "cancelled", at, reason

    def try_again(self, due_at: datetime, reason: str) -> None:
        self.state, self.claimed_by, self.claimed_at = "pending", None, None
        self.due_at, self.reason = due_at, reason

    def receive(self, status: str, at: datetime, error_code: str | None) -> bool:
        """Note a message receipt; False when it is old news. Receipts only go forward, whatever order they come in.

        That it arrived is proof, so it stands over a failure that was told before or is told after it.
        """
        if RECEIPT_RANK.get(status, 0) <= RECEIPT_RANK.get(self.receipt or "", 0):
            return False
        self.receipt, self.receipt_at = status, at
        if status in FAILED:
            self.error_code = error_code or self.error_code
            self.end("undelivered", at, f"carrier: {error_code or status}")
        elif status in ("delivered", "read"):
            if self.outcome != "delivered":
                self.state, self.outcome, self.ended_at = "ended", "delivered", at
            self.error_code = self.reason = None
        return True


_ONCE = "ON CONFLICT (once) DO NOTHING"
_PLAIN: dict[str, Any] = {
    "state": "pending",
    "tries": 0,
    "person": None,
    "language": "es",
    "values": {},
    "ticket_number": None,
    "rank": 9,
    "round": None,
    "step": None,
    "attempt": 1,
}


def owe(session: Session, values: dict[str, Any]) -> None:
    """Write a notification once, with the rest of this transaction. Rings after commit."""
    write_later(session, Notification, _row(values), _ONCE)
    ring_to_deliver(session, values["channel"])


def owe_anew(session: Session, values: dict[str, Any]) -> int | None:
    """As ``owe``, now, for who must know: its id, or None when one of that name is already there."""
    made = write_row(session, Notification, _row(values), f"{_ONCE} RETURNING id")
    if not made:
        return None
    ring_to_deliver(session, values["channel"])
    return int(made[0][0])


def _row(values: dict[str, Any]) -> dict[str, Any]:
    return {**_PLAIN, "token": secrets.token_urlsafe(16), **values}


def lock(session: Session, notification_id: int) -> Notification | None:
    return get_locked(session, Notification, notification_id)


def read(session: Session, ids: Sequence[int]) -> list[Notification]:
    """These rows as they stand, gravest first; not held."""
    return sorted(base.read_rows(session, Notification, ids), key=lambda row: (row.rank, row.due_at, row.id))


class Handed(NamedTuple):
    """What the carrier has taken: ``sid`` is its name for it, ``segments`` the parts of an SMS."""

    id: int
    sid: str
    segments: int | None


_HANDED = """
UPDATE notifications AS n
SET carrier_sid = coalesce(n.carrier_sid, each.sid), sent_at = coalesce(n.sent_at, %(now)s), segments = each.segments,
    state = CASE WHEN n.state = 'claimed' THEN 'sent'
                 WHEN n.state = 'pending' AND NOT EXISTS (  -- the claim was void; who else rings this person goes first
                   SELECT 1 FROM notifications AS other WHERE n.channel = 'call' AND other.person = n.person
                     AND other.channel = 'call' AND other.state IN ('claimed', 'sent')) THEN 'sent'
                 ELSE n.state END
FROM unnest(%(ids)s::bigint[], %(sids)s::text[], %(segments)s::int[]) AS each (id, sid, segments)
WHERE n.id = each.id
RETURNING n.id, n.ticket_number, n.kind = 'page' AND n.channel = 'call' AND n.state = 'sent'
"""


def hand_over(session: Session, handed: Sequence[Handed], now: datetime) -> list[tuple[int, int | None]]:
    """The carrier has these; (id, ticket) of the pages among them that may be ringing.

    A callback may have said so first, or even that one is over: that stands.
    """
    ordered = sorted(handed)
    values = {"ids": [each.id for each in ordered], "sids": [each.sid for each in ordered]}
    rows = ask(session, _HANDED, {**values, "segments": [each.segments for each in ordered], "now": now})
    return [(number, ticket) for number, ticket, rings in rows if rings]


def known_to_ring(session: Session, row: Notification, sid: str, now: datetime) -> None:
    """The carrier says that it rings for this one, whatever we knew of it.

    It may come late, when the claim is void and another call rings the same person by now: then the leg is noted, and
    the row waits for its turn; claimed again, or over, it is that leg's.
    """
    if row.state == "pending" and ask(session, _RUNG_BY_ANOTHER, {"person": row.person, "id": row.id}):
        row.carrier_sid, row.sent_at = row.carrier_sid or sid, row.sent_at or now
    else:
        row.sent(sid, now)


_RUNG_BY_ANOTHER = """
SELECT 1 FROM notifications
WHERE person = %(person)s AND channel = 'call' AND state IN ('claimed', 'sent') AND id <> %(id)s
"""


def pages_of_ticket(session: Session, ticket_number: int) -> list[Notification]:
    """Every page of this ticket that is not over, locked in the order of their ids."""
    return list(
        session.scalars(
            select(Notification)
            .where(Notification.ticket_number == ticket_number, Notification.kind == "page")
            .where(Notification.state.in_(("pending", "claimed", "sent")))
            .order_by(Notification.id)
            .with_for_update()
        )
    )


_CALL_OFF = """
WITH unarmed AS (
    UPDATE follow_ups SET state = 'cancelled', reason = %(reason)s, done_at = %(now)s
    WHERE ticket_number = %(ticket)s AND kind = 'escalate' AND state = 'pending'),
kept AS (
    UPDATE notifications SET outcome = %(kept_outcome)s WHERE id = %(keep)s AND ticket_number = %(ticket)s),
dropped AS (
    UPDATE notifications SET state = 'cancelled', outcome = 'cancelled', reason = %(reason)s, ended_at = %(now)s
    WHERE ticket_number = %(ticket)s AND kind = 'page' AND state = 'pending')
SELECT id, person, channel = 'call' AND id IS DISTINCT FROM %(keep)s
                   AND (state IN ('claimed', 'sent') OR (state = 'pending' AND carrier_sid IS NOT NULL))
FROM notifications
WHERE ticket_number = %(ticket)s AND kind = 'page' AND (state IN ('claimed', 'sent') OR sent_at IS NOT NULL)
ORDER BY id
"""


class CalledOff(NamedTuple):
    """``ringing``: ids of calls that still ring; ``reached``: everyone a page of this ticket has gone out to."""

    ringing: list[int]
    reached: list[str]


def call_off_pages(session: Session, ticket_number: int, reason: str, now: datetime, keep: int | None) -> CalledOff:
    """Drop this ticket's pending pages and its escalation.

    ``keep`` is the page by which it was taken, and is marked so. The caller holds the ticket. A row another process is
    just claiming is looked at again there before it rings.
    """
    values = {"ticket": ticket_number, "reason": reason, "now": now, "keep": keep, "kept_outcome": "acknowledged"}
    rows = ask(session, _CALL_OFF, values)
    return CalledOff([row[0] for row in rows if row[2]], list(dict.fromkeys(row[1] for row in rows)))


def tried(session: Session, page: Notification) -> list[Tried]:
    """The rings of this page's person in its step that are over, in order; each try of a carrier that failed counts."""
    of_step = {"kind": page.kind, "ticket": page.ticket_number, "round": page.round, "step": page.step}
    rows = ask(session, _TRIED, {**of_step, "who": page.person})
    return [Tried(phone, Ending(ending)) for phone, ending, tries in rows for _ in range(tries)]


_TRIED = """
SELECT address, ending, CASE WHEN ending = 'carrier_error' THEN greatest(tries, 1) ELSE 1 END FROM notifications
WHERE ticket_number = %(ticket)s AND kind = %(kind)s AND channel = 'call' AND round = %(round)s AND step = %(step)s
  AND person = %(who)s AND ending IS NOT NULL
ORDER BY id
"""


def passed_on(session: Session, ticket_number: int, round_: int) -> set[str]:
    """Who passed this case on in this round of its policy."""
    return {row[0] for row in ask(session, _PASSED_ON, {"ticket": ticket_number, "round": round_})}


_PASSED_ON = """
SELECT person FROM notifications
WHERE ticket_number = %(ticket)s AND kind = 'page' AND round = %(round)s AND outcome = 'passed_on'
  AND person IS NOT NULL
UNION
SELECT by FROM ticket_events
WHERE ticket_number = %(ticket)s AND kind = 'page_ended' AND by IS NOT NULL
  AND detail ->> 'outcome' = 'passed_on' AND (detail ->> 'round')::int = %(round)s
"""


def attempts(session: Session, ticket_number: int, engineer: str) -> int:
    """The highest number of a ring of this engineer for this ticket."""
    return int(ask(session, _ATTEMPTS, {"ticket": ticket_number, "who": engineer})[0][0])


_ATTEMPTS = """
SELECT coalesce(max(attempt), 0) FROM notifications
WHERE ticket_number = %(ticket)s AND person = %(who)s AND kind = 'page' AND channel = 'call'
"""


def last_endings(session: Session) -> dict[str, str]:
    """How the last ring of each engineer's phone ended, whatever it was for: number → ending."""
    return dict(ask(session, _LAST_ENDINGS, {}))


_LAST_ENDINGS = """
SELECT DISTINCT ON (address) address, ending FROM (
  SELECT id, address, ending FROM notifications
  WHERE channel = 'call' AND audience = 'engineer' AND ending IS NOT NULL ORDER BY id DESC LIMIT 2000) AS rung
ORDER BY address, id DESC
"""


def drop_calls(session: Session, ticket_number: int, kind: str, reason: str, now: datetime) -> None:
    """Call off what this ticket still owes of this kind, and what has not begun to ring."""
    ask(session, _DROP_CALLS, {"ticket": ticket_number, "kind": kind, "reason": reason, "now": now})


_DROP_CALLS = """
UPDATE notifications SET state = 'cancelled', outcome = 'cancelled', reason = %(reason)s, ended_at = %(now)s
WHERE ticket_number = %(ticket)s AND kind = %(kind)s AND state = 'pending'
RETURNING id
"""


def tickets_asked_of(session: Session, engineer: str) -> list[int]:
    """Numbers of the tickets this engineer was ever paged for and that nobody has taken yet."""
    statement = text(
        "SELECT DISTINCT n.ticket_number FROM notifications n JOIN tickets t ON t.number = n.ticket_number "
        "WHERE n.kind = 'page' AND n.person = :engineer AND t.status = 'open' AND t.severity IN ('P1', 'P2')"
    )
    return list(session.execute(statement, {"engineer": engineer}).scalars())


def ring_waiting_pages(session: Session, engineer: str) -> None:
    """This engineer's phone is free again: look at the pages that waited for it."""
    waiting = (
        select(Notification.id)
        .where(Notification.person == engineer, Notification.channel == "call", Notification.state == "pending")
        .order_by(Notification.rank, Notification.due_at)
        .limit(1)
    )
    for notification_id in session.scalars(waiting):
        ring_after_commit(session, "deliver", notification_id, together="calls")


def release_stale_claims(session: Session, now: datetime) -> int:
    """Give back rows whose claimant is dead, or that were claimed too long ago, to whoever looks next."""
    released = session.execute(
        update(Notification)
        .where(Notification.state == "claimed")
        .where((Notification.claimed_at < now - CLAIM_LASTS) | CLAIMANT_IS_DEAD)
        .values(state="pending", reason="claim_void")
        .returning(Notification.id)
    )
    return len(released.scalars().all())


def due(session: Session, now: datetime, limit: int = 500) -> list[tuple[int, str]]:
    """(id, channel) of what is owed and due, gravest first; so many calls and so many messages."""
    return [(row[0], row[1]) for row in ask(session, _DUE, {"now": now, "limit": limit})]


_DUE_OF_KIND = """
(SELECT id, channel, rank, due_at FROM notifications WHERE state = 'pending' AND {} AND due_at <= %(now)s
 ORDER BY rank, due_at LIMIT %(limit)s)
"""
_DUE = f"""
SELECT id, channel FROM ({_DUE_OF_KIND.format("channel = 'call'")} UNION ALL {_DUE_OF_KIND.format("channel <> 'call'")})
  AS owed ORDER BY rank, due_at
"""


class Pace(Base):
    """When the carrier next takes a call from us (calls created per second are limited by account)."""

    __tablename__ = "pace"
    name: Mapped[str] = mapped_column(primary_key=True)
    next_at: Mapped[Moment]


def by_token(session: Session, token: str) -> Notification | None:
    is_text = "\0" not in token  # PostgreSQL has none such
    return base.read_or_met(session, Notification, _by_token(), {"token": token}) if is_text else None


@cache
def _by_token() -> str:
    return f"SELECT {base.columns(Notification)} FROM notifications WHERE token = %(token)s"
