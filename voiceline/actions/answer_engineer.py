"""What she writes first after an engineer has asked her something is for him, whatever else the same word may mean.

"4" is how many tills fail, "ok" that he may restart. Only what may be urgent, and what she asks of the line itself,
goes its own way; an urgent key does both.
"""

from voiceline.actions import converse_by_text
from voiceline.actions.move_ticket import Desk
from voiceline.actions.turn import Turn
from voiceline.actions.words_for_case import add_to_case
from voiceline.dialog.conversation import Pressed
from voiceline.domain.customer_word import Asked, CustomerWord
from voiceline.store import her_cases, tickets
from voiceline.store.threads import Thread
from voiceline.telephony.inbound import InboundText, heard_in_text


def is_for_engineer(
    turn: Turn, thread: Thread, text: InboundText, word: CustomerWord | None, quoted: int | None
) -> bool:
    """Whether it was his answer, and is with the case. She answers one question; of two nobody can say which.

    ``quoted``: the case of hers whose message she answers, where the channel tells.
    """
    number = _asked_about(turn, thread, quoted)
    of_the_line = word is not None and word.asked is not Asked.THANKS
    if number is None or not text.body or of_the_line or converse_by_text.is_in_doubt(turn, thread):
        return False
    heard = heard_in_text(text.body)
    if not converse_by_text.may_be_urgent(heard):
        converse_by_text.add_to_case_of_hers(turn, thread, number, text.body)
        return True
    ticket = tickets.lock(turn.session, number) if isinstance(heard, Pressed) else None
    if ticket is not None:
        desk = Desk(turn.session, turn.directory, turn.version, "customer", turn.now)
        add_to_case(desk, ticket, text.body, f"{thread.id}-{thread.turn}-key")
    return False


def _asked_about(turn: Turn, thread: Thread, quoted: int | None) -> int | None:
    stands = her_cases.of(turn.session, thread, turn.now)
    if quoted is not None:
        return quoted if quoted in stands.waiting else None
    asked = [number for number in stands.waiting if number in stands.own] or stands.waiting
    return asked[0] if len(asked) == 1 else None
