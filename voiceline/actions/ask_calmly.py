"""What is not urgent: the address by text, or a message that becomes a P3, whose clock runs in business hours."""

from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.actions.open_ticket import LEAST_SECONDS, Report, open_ticket
from voiceline.actions.tell_engineers import desk, tell_engineers
from voiceline.actions.turn import Outcome, Turn
from voiceline.domain.directory import Directory
from voiceline.domain.phone_number import is_landline
from voiceline.domain.severity import Severity
from voiceline.store import notifications
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket

RANK_OF_ADDRESS = 30  # after the news of every case


def send_address(turn: Turn) -> Outcome:
    """The e-mail address, to the number that called; a landline, or a number that proves nothing, gets no text."""
    if not turn.directory.email:
        return Outcome("unknown")
    if turn.contact is None or is_landline(turn.contact):
        return Outcome("no_mobile")
    if isinstance(turn.subject, Call):
        notifications.owe(
            turn.session,
            {
                "once": f"address-{turn.subject.id}",
                "kind": "address",
                "channel": "sms",
                "audience": "customer",
                "address": turn.contact,
                "language": turn.subject.language,
                "values": {"line": turn.directory.name, "email_plain": turn.directory.email},
                "rank": RANK_OF_ADDRESS,
                "created_at": turn.now,
                "due_at": turn.now,
            },
        )
    return Outcome("sent")


def tell_address(turn: Turn) -> Outcome:
    """Whether there is an address to be told."""
    return Outcome("known" if turn.directory.email else "unknown")


def open_from_message(turn: Turn) -> Outcome:
    """Her words open a P3 (agreement: an answer in one business hour). It pages nobody; the desk is told at opening."""
    seconds, words = int(turn.notes.get("recorded_seconds", 0)), str(turn.notes.get("words", ""))
    if seconds < LEAST_SECONDS and not words:
        return Outcome("hung_up" if turn.notes.get("hung_up") else "nothing")
    subject = turn.subject
    began = subject.started_at if isinstance(subject, Call) else subject.began_at
    report = Report(Severity.P3, turn.channel, subject.language, subject.customer, turn.contact, began)
    ticket = open_ticket(turn.session, turn.directory, turn.version, report, turn.now)
    subject.ticket_number = ticket.number
    ticket.describe(_all_she_wrote(turn, words), turn.now, "customer")
    _tell_desk(turn.session, turn.directory, ticket, turn.now)
    remember = {"case": ticket.number, "left_message": True, "written": ""}
    return Outcome("hung_up" if turn.notes.get("hung_up") else "opened", remember)


def _all_she_wrote(turn: Turn, words: str) -> str:
    """What she wrote before, and these; an answer to the question before them is among it already."""
    before = turn.written.removesuffix(words).rstrip("\n")
    return "\n".join(each for each in (before, words) if each)


def _tell_desk(session: Session, book: Directory, ticket: Ticket, now: datetime) -> None:
    due_at = now if book.calendar.is_open(now) else book.calendar.next_opening(now)
    values = {"case_number": ticket.number, "customer": ticket.customer or ""}
    once = f"question-{ticket.number}"
    tell_engineers(session, book, desk(book, due_at), "question_asked", once, now, values, ticket.number, due_at=due_at)


DEEDS = {"send_address": send_address, "tell_address": tell_address, "open_from_message": open_from_message}
