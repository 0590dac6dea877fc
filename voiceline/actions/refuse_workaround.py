"""Her "no" to a way around (agreement: it counts if the customer does not refuse it): the clock runs on, he is told.

Only right after she was told of it, and never words that are plainly urgent: those open or ring as ever.
"""

from voiceline.actions.converse_by_text import is_asked, is_plainly_urgent
from voiceline.actions.move_ticket import Desk
from voiceline.actions.open_case import call_again
from voiceline.actions.tell_engineers import concerned, tell_engineers
from voiceline.actions.turn import Turn
from voiceline.domain.severity import Severity
from voiceline.domain.text_command import yes_or_no
from voiceline.store import her_cases, tickets, workarounds
from voiceline.store.threads import Thread
from voiceline.store.tickets import Ticket
from voiceline.telephony.text_reply import notice_words

KIND = "workaround_refused"  # the text to whoever has the case


def answer(turn: Turn, thread: Thread, words: str, quoted: int | None) -> str | None:
    """The reply; None for anything else. ``quoted``: the case whose message she answers, where the channel tells."""
    if yes_or_no(words) is not False or is_plainly_urgent(words):
        return None
    stands = her_cases.of(turn.session, thread, turn.now)
    numbers = [quoted] if quoted is not None else stands.open if stands.gone_around else []
    told = workarounds.told_last(turn.session, numbers, thread.address)
    if told is None or (is_asked(turn, thread) and thread.heard_at > told.at):
        return None
    ticket = tickets.lock(turn.session, told.number)
    if ticket is None or ticket.workaround_at is None:
        return None
    _refuse(Desk(turn.session, turn.directory, turn.version, "customer", turn.now), ticket, words)
    return notice_words("reply_workaround_refused", ticket.language, {"case_number": ticket.number}, turn.channel)


def _refuse(desk: Desk, ticket: Ticket, words: str) -> None:
    """What is urgent rings whoever has it, as her no to a solution does; anything else is a text."""
    ticket.refuse(desk.now, desk.by)
    desk.plan(ticket, "refused")
    if len(words.split()) > 1:  # a no alone describes nothing
        ticket.describe(words, desk.now, "customer")
    values = {"case_number": ticket.number, "severity_code": ticket.severity, "customer": ticket.customer or ""}
    once = f"{KIND}-{ticket.number}-{int(desk.now.timestamp())}"
    told = concerned(desk.session, desk.directory, ticket, desk.now)
    tell_engineers(desk.session, desk.directory, told, KIND, once, desk.now, values, ticket.number)
    if Severity(ticket.severity).is_urgent:
        call_again(desk, ticket, "refused")
