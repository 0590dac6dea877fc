"""SÍ, NO and words after the end: whether a case is really solved, said in a message."""

from voiceline.actions.converse_by_text import says_graver
from voiceline.actions.move_ticket import Desk, confirm, refuse, reopen
from voiceline.actions.turn import Turn
from voiceline.actions.words_for_case import cases_of
from voiceline.domain.customer_word import Asked, CustomerWord
from voiceline.domain.lifecycle import Status, is_reopened_by_her_word
from voiceline.domain.severity import Severity
from voiceline.domain.text_command import yes_or_no
from voiceline.store import her_cases, tickets
from voiceline.store.her_cases import Awaited
from voiceline.store.threads import Thread
from voiceline.store.tickets import Ticket
from voiceline.telephony.text_reply import notice_words


def answer(turn: Turn, asked: Awaited, words: str, word: CustomerWord | None) -> str | None:
    """Her yes or no; thanks is neither, and the question is put again. None for anything else.

    Nor is a no that says what is graver than this case: it opens one, or rings for it, as those words ever do.
    """
    ticket = tickets.lock(turn.session, asked.number)
    if ticket is None or ticket.status != Status.RESOLVED:
        return None
    yes = yes_or_no(words)
    if yes is None:
        thanks = word is not None and word.asked is Asked.THANKS
        return _said("reply_yes_or_no", ticket, turn) if thanks else None
    if yes:
        confirm(_desk(turn), ticket)
        return _said("reply_confirmed", ticket, turn)
    if says_graver(words, Severity(ticket.severity)):
        return None
    refuse(_desk(turn), ticket)
    if len(words.split()) > 1:  # a no alone describes nothing
        ticket.describe(words, turn.now, "customer")
    return _said("reply_refused", ticket, turn)


def word_after_the_end(turn: Turn, thread: Thread, words: str, may_be_urgent: bool) -> str | None:
    """Within ten days a closed case is opened again: by any word where she had not said yes, by "sigue fallando" where
    she had. What may be urgent opens none but an urgent one: asking is the surer way. None where there is no such
    case, or another is open.
    """
    number = her_cases.of(turn.session, thread, turn.now).closed if words else None
    if number is None or cases_of(turn):
        return None
    ticket = tickets.lock(turn.session, number)
    if ticket is None or not is_reopened_by_her_word(ticket.closed_as, ticket.closed_at, turn.now):
        return None
    still_fails = yes_or_no(words) is False
    if ticket.closed_as == "validated" and not still_fails:
        return None
    if may_be_urgent and not (still_fails and Severity(ticket.severity).is_urgent):
        return None
    thread.ticket_number = ticket.number
    reopen(_desk(turn), ticket)
    ticket.describe(words, turn.now, "customer")
    return _said("reply_reopened", ticket, turn)


def _said(prompt: str, ticket: Ticket, turn: Turn) -> str:
    return notice_words(prompt, ticket.language, {"case_number": ticket.number}, turn.channel)


def _desk(turn: Turn) -> Desk:
    return Desk(turn.session, turn.directory, turn.version, "customer", turn.now)
