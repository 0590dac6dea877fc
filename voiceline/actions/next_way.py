"""What follows a message that did not arrive: the next way of its person, or another person, or it is said aloud.

The move is the table's (domain/sending.py). All of it is owed in the transaction that learned of the failure, under
names of its own, so that a failure told twice is followed once.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.actions.keep_rhythm import STILL, is_overtaken
from voiceline.actions.mute import engineer_is_mute
from voiceline.actions.reply_by_message import REPLY, owe_words_instead
from voiceline.actions.tell_customer import addresses_of, colleagues, owe_news, possible, recipients
from voiceline.actions.tell_opened import tell_what_is_true
from voiceline.actions.untold import note_untold
from voiceline.domain.directory import Directory, Engineer
from voiceline.domain.lifecycle import Status
from voiceline.domain.sending import (
    EMAIL,
    IN_A_MOMENT,
    LATER,
    MOST_TRIES,
    SMS,
    WHATSAPP,
    Known,
    Move,
    Recipient,
    Way,
    move_after,
    ways,
)
from voiceline.store import directory, news, notifications, opt_outs, reach
from voiceline.store.news import Went
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket


def did_not_arrive(session: Session, ticket: Ticket | None, row: Notification, now: datetime) -> None:
    """The caller holds the ticket and the row, which is over."""
    _, book = directory.current(session)
    move = Move.CALLED_OFF if row.outcome == "cancelled" else move_after(row.error_code)
    is_new = move == Move.OPTED_OUT and opt_outs.note(session, row.channel, row.address, opt_outs.CARRIER, now)
    if row.audience == "customer" and ticket is not None:
        detail = {"kind": row.kind, "channel": row.channel, "code": row.error_code}
        ticket.record("not_told_customer", now, None, detail)
        if is_overtaken(row, ticket, now):
            tell_what_is_true(session, book, ticket, row, now)
        else:
            _next_of_customer(session, book, ticket, row, move, now)
    if row.kind == REPLY:
        owe_words_instead(session, row, now)
    engineer = book.engineers.get(row.person or "") if row.audience == "engineer" else None
    if engineer and row.channel in (SMS, WHATSAPP):
        if is_new:
            engineer_is_mute(session, book, engineer, row.channel, row.address, now)
        _next_of_engineer(session, engineer, row, move, now)


def _next_of_customer(
    session: Session, book: Directory, ticket: Ticket, row: Notification, move: Move, now: datetime
) -> None:
    told, others = recipients(book, ticket), colleagues(book, ticket)
    to = _whose(row, [*told, *others])
    known = _known(session, [to, *others], row, move, now)
    went = news.beside(session, row)
    said = {**row.values, "news": news.name_of(row)}
    this = Way(row.channel, row.address, bool(row.values.get("by_template")))
    if move == Move.ONCE_MORE and row.attempt == 1:
        owe_news(session, ticket, row.kind, to, this, now, said, known, 2, now + IN_A_MOMENT)
        return
    tried = {this, *(each.way for each in went if each.told == news.told_by(row))}
    left = [way for way in possible(session, ticket, row.kind, to, known) if way not in tried]
    if left:
        owe_news(session, ticket, row.kind, to, left[0], now, said, known, 1)
    if left and left[0].channel != EMAIL:
        return
    if _again_later(ticket, row, move):
        later = now + LATER * row.attempt
        again = {**said, "is_known_untold": True, "next": ""}  # which may be over by then
        owe_news(session, ticket, row.kind, to, this, now, again, known, row.attempt + 1, later)
    instead = [
        (each, way)
        for each in others
        for way in possible(session, ticket, row.kind, each, known)[:1]
        if way.channel != EMAIL and not _has_gone(went, each)
    ]
    for each, way in instead:
        owe_news(session, ticket, row.kind, each, way, now, said, known)
    somebody_may_know = bool(instead) or any(each.arrived or (each.under_way and _proves(each)) for each in went)
    if not somebody_may_know and not row.values.get("is_known_untold"):
        note_untold(session, book, ticket, row.kind, [to], now)


def _next_of_engineer(session: Session, engineer: Engineer, row: Notification, move: Move, now: datetime) -> None:
    """By text to another phone of his, or by another channel; a page rings him whatever becomes of its texts."""
    if row.ticket_number is None:  # what is of no case has gone by e-mail as well
        return
    phones = [Recipient(mobile=phone) for phone in engineer.phones]
    known, this = _known(session, phones, row, move, now), Way(row.channel, row.address)
    if move == Move.ONCE_MORE and row.attempt == 1:
        _owe_engineer(session, row, this, 2, now + IN_A_MOMENT)
        return
    tried = {this, *(each.way for each in news.beside(session, row))}
    for phone in phones:
        for way in ways(phone, row.kind, reach.means(session), known):
            if way not in tried:
                _owe_engineer(session, row, way, 1, now)
                return


def _owe_engineer(session: Session, row: Notification, way: Way, attempt: int, due_at: datetime) -> None:
    same = ("kind", "audience", "person", "language", "ticket_number", "rank", "round", "step", "created_at")
    name = news.name_of(row)
    notifications.owe(
        session,
        {
            **{each: getattr(row, each) for each in same},
            "once": f"{name}-{way.channel}-{way.address}-{attempt}",
            "values": {**row.values, "news": name},
            "channel": way.channel,
            "address": way.address,
            "attempt": attempt,
            "due_at": due_at,
        },
    )


def _known(session: Session, people: Sequence[Recipient], row: Notification, move: Move, now: datetime) -> Known:
    """What is on record, and what this very failure tells."""
    known = reach.known(session, addresses_of(people), now)
    if move == Move.WINDOW_SHUT:
        return replace(known, open_window=set(known.open_window) - {row.address})
    if move == Move.NEVER_SO:
        return replace(known, never_so={*known.never_so, (row.channel, row.address)})
    return known


def _whose(row: Notification, people: Sequence[Recipient]) -> Recipient:
    """Whom it was for; who is listed no more is known by the address alone."""
    for each in people:
        if news.told_by(row) == (each.mobile or each.email):
            return each
    if row.channel == EMAIL:
        return Recipient(row.person, email=row.address)
    return Recipient(row.person, mobile=row.address)


def _again_later(ticket: Ticket, row: Notification, move: Move) -> bool:
    """Not what is only true now: the rhythm says how it stands by then."""
    return (
        row.kind not in STILL
        and move in (Move.OTHER_WAY, Move.ONCE_MORE)
        and row.channel != EMAIL
        and row.attempt < MOST_TRIES
        and ticket.status != Status.CLOSED
    )


def _has_gone(went: Sequence[Went], to: Recipient) -> bool:
    return any(each.told == (to.mobile or to.email) for each in went)


def _proves(went: Went) -> bool:
    """Whether a receipt may still say that it arrived: of an e-mail there is none."""
    return went.way.channel != EMAIL
