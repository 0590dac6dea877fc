"""What a message of hers says where her conversation stands. Read from its place: no row is asked, nothing changes."""

from voiceline.dialog.conversation import Ask, Confirm, Enter, Heard, Pressed, Step, Wrote
from voiceline.dialog.scripts import SCRIPTS
from voiceline.dialog.urgent import chosen, is_urgent
from voiceline.domain.speech.recogniser import named, recognise
from voiceline.domain.text_command import yes_or_no
from voiceline.store.threads import Thread

UNDERSTOOD_BY_PEOPLE = "speak"  # where the phone, too, takes words as they are
LINE = SCRIPTS["customer_line"]


def is_unread(thread: Thread) -> bool:
    """Whether a customer has told what no rule of ours could read (words, a picture, a voice), where people read it.

    At a first question that is what chooses nothing there. Once we have given up it is all she has written: she has
    been asked three times, and whatever she said no to, she has never said that it can wait.
    """
    if thread.customer is None or not _leads_to_people(thread):
        return False
    written = str(thread.notes.get("written", ""))
    if not written:
        return bool(thread.notes.get("shown"))
    is_a_no_and_more = yes_or_no(written) is False and len(written.split()) > 1
    is_chosen = thread.step != UNDERSTOOD_BY_PEOPLE and chooses(Wrote(written))
    return not is_chosen and (yes_or_no(written) is None or is_a_no_and_more)


def _leads_to_people(thread: Thread) -> bool:
    """Whether her words are taken as they are here, or will be where she is not understood."""
    step = SCRIPTS[thread.script].steps.get(thread.step)
    if not isinstance(step, Ask):
        return thread.step == UNDERSTOOD_BY_PEOPLE
    way = step.give_up
    return (way if isinstance(way, str) else way.step) == UNDERSTOOD_BY_PEOPLE


def is_key(heard: Heard) -> bool:
    """A key, or written words that are but its name: "uno"."""
    by_name = isinstance(heard, Wrote) and named(heard.words, first_question().keys) is not None
    return by_name or isinstance(heard, Pressed)


def asks_otherwise(step: Step) -> bool:
    """Whether 1 and 2 mean something else here than at the first question."""
    return isinstance(step, Confirm) or (isinstance(step, Ask) and not any(way.is_urgent for way in step.keys.values()))


def leaves_words(step: Step, heard: Wrote) -> bool:
    """Whether this says more than the answer that the step takes."""
    match step:
        case Ask() | Enter():
            return is_urgent(first_question(), heard) or not _answers(step, heard.words)
        case Confirm():
            return recognise(heard.words, step.offered) is None
        case _:
            return False


def _answers(step: Ask | Enter, words: str) -> bool:
    if isinstance(step, Enter):
        return words.strip(" .#").isdecimal()
    return is_chosen_at(step, words)


def is_chosen_at(asked: Ask, words: str) -> bool:
    """Whether these words answer that question, by what they mean or by the name of a key."""
    by_name = asked.confirm is None and named(words, asked.keys) is not None
    return by_name or chosen(asked, words) is not None


def chooses(heard: Heard) -> bool:
    """Whether it answers the first question, be it sure or not."""
    return not isinstance(heard, Wrote) or chosen(first_question(), heard.words) is not None


def first_question() -> Ask:
    """How grave is it?"""
    first = LINE.steps[LINE.start]
    if not isinstance(first, Ask):
        raise ValueError("the script begins with a question")
    return first
