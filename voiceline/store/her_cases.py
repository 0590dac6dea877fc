"""How things stand with somebody as a message of hers arrives: all that its answer depends on, by one question.

Asked once a transaction, after her thread is held: what one message does, it does by how things stood when it came.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from voiceline.domain.lifecycle import REOPENED_WITHIN
from voiceline.store import threads
from voiceline.store.attachments import SHOWN_WITHIN
from voiceline.store.base import as_rows, ask, columns
from voiceline.store.directory import NEWEST, is_in_force
from voiceline.store.threads import Thread
from voiceline.store.word_notices import NOTICES_WITHIN, counted

ASKING = "('resolved', 'reminder')"  # the kinds of news that ask whether it is really solved
IN_A_ROW = timedelta(minutes=5)  # messages within that time are of one row
MOST_CASES, MOST_REPLIES = 9, 12
# What she reported goes on in these; and what is hers and not closed: that, what she reported, what anybody of her
# company did. Three looks into indexes: joined by OR, PostgreSQL reads every case that is not closed.
MERGED_INTO = "SELECT merged_into FROM tickets WHERE contact = %(contact)s AND merged_into IS NOT NULL"
OF_HERS = f"""number = ANY (ARRAY(
    SELECT number FROM tickets WHERE contact = %(contact)s AND status <> 'closed'
    UNION ALL SELECT number FROM tickets WHERE customer = %(customer)s AND status <> 'closed'
    UNION ALL {MERGED_INTO}))"""
_PLACE = "her cases"  # in ``session.info``


class Awaited(NamedTuple):
    """The case she was asked about last and has not answered for."""

    number: int
    asked_at: datetime


class HerCases(NamedTuple):
    """Numbers of cases, gravest first, then newest. ``replies``: to the last messages of this row, the newest first."""

    open: list[int]  # not closed, any of these
    own: list[int]  # reported by this number
    company: list[int]  # of anybody of her company
    statuses: dict[int, str]  # of each that is not closed
    noticed: dict[int, int]  # of how many messages of hers whoever has it was told lately
    waiting: list[int]  # for a word of hers, or of anyone of her company
    gone_around: list[int]  # not solved, but with a way around
    closed: int | None  # closed last, reported by this number; a word of hers may still open it again
    awaited: Awaited | None
    cause: int | None  # the one announced now
    replies: list[str]
    shows: bool  # she has sent what no case has yet

    def are_hers(self, number: int) -> bool:
        """Whether she may speak of it: reported by her, or by anybody of her company, and not closed."""
        return number in self.own or number in self.company


class Known(NamedTuple):
    """A message that has come before."""

    is_heard: bool
    reply: str


class Arrival(NamedTuple):
    """Her conversation, held, and what is known of a message that has come before."""

    thread: Thread
    known: Known | None


def as_it_arrives(
    session: Session, channel: str, address: str, customer: str | None, sid: str, now: datetime
) -> Arrival:
    """Hold her conversation, ask how things stand, and whether the message of this name has come before.

    ``customer``: whose number it was as this process read the directory last; ``of`` asks anew where that has changed.
    Which directory is in force is told by the same question.
    """
    threads.hold(session, channel, address)
    values = {**_at(now), "channel": channel, "contact": address, "customer": customer, "sid": sid}
    version, digest, words, is_heard, reply, thread_id, *told = ask(session, _ARRIVING, values)[0]
    if version is not None:
        is_in_force(session, version, digest, words)
    stands, row = told[:STANDS], told[STANDS:]
    is_new = row[0] is None
    thread = (
        threads.new_thread(session, thread_id, channel, address, now) if is_new else as_rows(session, row, Thread)[0]
    )
    session.info[_PLACE, thread.id, customer] = _told(*stands)
    return Arrival(thread, None if is_heard is None else Known(is_heard, reply))


def of(session: Session, thread: Thread, now: datetime) -> HerCases:
    """How things stood when this transaction began with her. The caller holds the thread."""
    place = (_PLACE, thread.id, thread.customer)
    if place not in session.info:
        hers = {"thread": thread.id, "contact": thread.address, "customer": thread.customer}
        session.info[place] = _told(*ask(session, _HERS, {**_at(now), **hers, "began_at": thread.began_at})[0])
    found: HerCases = session.info[place]
    return found


def open_cases(session: Session, contact: str | None, customer: str | None) -> list[int]:
    """Numbers of the tickets of this contact, or of anyone of this customer, that are not closed; gravest, newest."""
    if contact is None and customer is None:
        return []
    return [row[0] for row in ask(session, _OPEN_CASES, {"contact": contact, "customer": customer})]


_OPEN_CASES = f"""
SELECT number FROM tickets WHERE status <> 'closed' AND {OF_HERS}
ORDER BY severity, number DESC LIMIT {MOST_CASES}
"""


def waiting_for(session: Session, contact: str, customer: str | None) -> list[int]:
    """Numbers of the tickets that wait for a word of this contact, or of anyone of this customer."""
    return [row[0] for row in ask(session, _WAITING_FOR, {"contact": contact, "customer": customer})]


_WAITING_FOR = f"""
SELECT number FROM tickets WHERE status = 'waiting' AND {OF_HERS}
"""


def _at(now: datetime) -> dict[str, Any]:
    return {
        "closed_since": now - REOPENED_WITHIN,
        "row_since": now - IN_A_ROW,
        "most_replies": MOST_REPLIES,
        "noticed_since": now - NOTICES_WITHIN,
        "shown_since": now - SHOWN_WITHIN,
    }


def _told(cases: list[dict[str, Any]] | None, *rest: Any) -> HerCases:
    closed, awaited_number, asked_at, cause, replies, shows = rest
    alive = cases or []
    awaited = None if awaited_number is None else Awaited(awaited_number, asked_at)
    return HerCases(
        open=[each["number"] for each in alive][:MOST_CASES],
        own=[each["number"] for each in alive if each["own"]][:MOST_CASES],
        company=[each["number"] for each in alive if each["company"]][:MOST_CASES],
        statuses={each["number"]: each["status"] for each in alive},
        noticed={each["number"]: each["noticed"] for each in alive},
        waiting=[each["number"] for each in alive if each["status"] == "waiting"],
        gone_around=[each["number"] for each in alive if each["around"] and each["status"] != "resolved"],
        closed=closed,
        awaited=awaited,
        cause=cause,
        replies=replies or [],
        shows=shows,
    )


_CTES = f"""
hers AS MATERIALIZED (
  SELECT number, severity, status, resolved_at, workaround_at IS NOT NULL AS around,
         contact IS NOT DISTINCT FROM %(contact)s OR number IN ({MERGED_INTO}) AS own,
         customer IS NOT DISTINCT FROM %(customer)s AND customer IS NOT NULL AS company
  FROM tickets
  WHERE status <> 'closed' AND {OF_HERS}),
asked AS (
  SELECT number, coalesce(
    (SELECT max(n.created_at) FROM notifications n WHERE n.ticket_number = hers.number AND n.kind IN {ASKING}
     AND n.address = %(contact)s), CASE WHEN own THEN resolved_at END) AS at
  FROM hers WHERE status = 'resolved'),
awaited AS (SELECT number, at FROM asked WHERE at IS NOT NULL ORDER BY at DESC, number DESC LIMIT 1)
"""
STANDS = 7  # columns, as ``_told`` takes them


def _stands(thread: str, began_at: str) -> str:
    """The columns of how things stand; her thread, and since when it goes on, as the statement knows them."""
    return f"""
(SELECT jsonb_agg(jsonb_build_object('number', number, 'status', status, 'own', own, 'company', company,
                                     'around', around, 'noticed', ({counted("hers.number", "%(noticed_since)s")}))
                  ORDER BY severity, number DESC) FROM hers),
(SELECT number FROM tickets WHERE contact = %(contact)s AND status = 'closed' AND closed_at >= %(closed_since)s
   AND merged_into IS NULL ORDER BY closed_at DESC LIMIT 1),
awaited.number, awaited.at,
(SELECT id FROM causes WHERE announced),
(SELECT array_agg(reply ORDER BY id DESC) FROM (
   SELECT id, reply FROM messages WHERE thread_id = {thread} AND is_heard AND at >= %(row_since)s
   ORDER BY id DESC LIMIT %(most_replies)s) AS row),
EXISTS (SELECT 1 FROM attachments a JOIN messages m ON m.id = a.message_id
        WHERE m.thread_id = {thread} AND m.at >= least({began_at}, %(shown_since)s) AND a.ticket_number IS NULL)
"""


_ONE = "(VALUES (1)) AS one (row) LEFT JOIN awaited ON true"
_HERS = f"WITH {_CTES} SELECT {_stands('%(thread)s', '%(began_at)s')} FROM {_ONE}"
_ARRIVING = f"""
WITH held AS MATERIALIZED (
  SELECT {columns(Thread)} FROM threads WHERE channel = %(channel)s AND address = %(contact)s), {_CTES}
SELECT in_force.id, in_force.digest, in_force.wording, known.is_heard, known.reply,
       CASE WHEN held.id IS NULL THEN nextval('threads_id_seq') ELSE held.id END,
       {_stands("(SELECT id FROM held)", "(SELECT began_at FROM held)")},
       {columns(Thread, "held.")}
FROM {_ONE} LEFT JOIN held ON true LEFT JOIN ({NEWEST}) AS in_force ON true
     LEFT JOIN messages AS known ON known.sid = %(sid)s
"""
