"""What we cannot hear, however often we try, people hear: a case is opened with the words as they came.

It asks as little as it can of all that may stand in the way of an answer: no script, and no rule about words but one.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from voiceline.actions.attach import join_case
from voiceline.actions.converse_by_text import is_plainly_urgent
from voiceline.actions.open_ticket import Report, open_ticket
from voiceline.domain.severity import Severity
from voiceline.store import directory, threads
from voiceline.store.threads import Message
from voiceline.telephony.inbound import InboundText


def open_unheard(session: Session, text: InboundText, kept: Message, now: datetime) -> bool:
    """A critical case, for support to lower, as of a customer's words that nobody understands; of a stranger, or of an
    engineer who may have written a command, only where the words are plainly urgent. She is told by the message that
    goes with every case. Whether there is one.
    """
    thread = threads.lock(session, kept.thread_id)
    version, book = directory.current(session)
    customer = book.customer_of(text.sender)
    are_for_people = customer is not None and book.engineer_of(text.sender) is None
    if thread is None or not (are_for_people or is_plainly_urgent(text.body)):
        return False
    name, language = (customer.name, customer.language) if customer else (None, thread.language or book.language)
    report = Report(Severity.P1, text.channel, language, name, thread.address, kept.at, unasked=True)
    ticket = open_ticket(session, book, version, report, now)
    ticket.describe(text.body, now, "customer")
    thread.ticket_number, thread.customer, thread.language, thread.step = ticket.number, name, language, ""
    threads.keep(session, thread, text.sid, text.body, "", now)
    join_case(session, thread, now)
    return True
