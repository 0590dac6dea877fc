"""ESTADO, NUEVO, AYUDA: what a customer may ask of the line in a word, whatever it was that we asked of her."""

from dataclasses import replace

from voiceline.actions import converse_by_text
from voiceline.actions.turn import Turn
from voiceline.actions.what_is_said import standing, values_of
from voiceline.actions.words_for_case import cases_of
from voiceline.dialog.catalog import catalog
from voiceline.dialog.conversation import Wrote
from voiceline.dialog.scripts import SCRIPTS
from voiceline.domain.customer_word import Asked, CustomerWord
from voiceline.store import her_cases, tickets
from voiceline.store.threads import Thread
from voiceline.telephony.text_reply import fitted, notice_words, reply_words

MOST_TOLD = 5  # cases in one answer


def ask(turn: Turn, thread: Thread, word: CustomerWord, words: str, line_number: str) -> str | None:
    """The reply; None where the conversation says what comes next, and has been led there."""
    match word.asked:
        case Asked.STATE:
            return _state(turn, thread, line_number)
        case Asked.HELP if cases := cases_of(turn):
            values = {"case_number": cases[0], "line_number": line_number}
            return notice_words("reply_help", thread.language, values, thread.channel)
        case Asked.THANKS if cases_of(turn) or her_cases.of(turn.session, thread, turn.now).closed:
            return ""
        case Asked.ANOTHER:
            converse_by_text.begin_another(turn, thread, word.rest)
        case Asked.HIGH_OR_STOP:
            converse_by_text.ask_high_or_stop(turn, thread)
        case _:
            converse_by_text.hear_message(turn, thread, Wrote(words))
    return None


def _state(turn: Turn, thread: Thread, line_number: str) -> str:
    """Told to the number itself: nobody reads it who does not get the news of these cases anyway."""
    own = her_cases.open_cases(turn.session, turn.contact, turn.subject.customer)
    found = tickets.read(turn.session, own[:MOST_TOLD])
    words = catalog(thread.language)
    if not found:
        return _no_case(turn, thread, line_number)
    lines = [
        words.text("reply_state", {"case_number": number, "standing": standing(turn, found[number], thread.language)})
        for number in own[:MOST_TOLD]
    ]
    return fitted("\n".join(lines), thread.channel)


def _no_case(turn: Turn, thread: Thread, line_number: str) -> str:
    """With what 1 and 2 really mean where she stands: how grave it is, or else the question that they answer."""
    if not converse_by_text.keys_answer(turn, thread):
        return notice_words("reply_no_case", thread.language, {"line_number": line_number}, thread.channel)
    thread.heard_at = turn.now  # asked once more
    values = values_of(turn, line_number=line_number)
    question = reply_words(SCRIPTS[thread.script], replace(thread.place, tries=0), values, thread.channel)
    return f"{notice_words('reply_none_open', thread.language, {}, thread.channel)} {question}"
