"""Carry a conversation on: hear, act, and come to the next thing to say. All of it in the caller's one transaction."""

from collections.abc import Callable

from voiceline.actions import (
    ask_calmly,
    bring_together,
    call_back,
    confer,
    describe_ticket,
    hear_cause,
    hold,
    note_number,
    open_case,
    open_ticket,
    recognise_customer,
    recognise_engineer,
    rehearse,
    take_cause,
    take_ticket,
    talk_menu,
    words_for_case,
)
from voiceline.actions.turn import Outcome, Turn
from voiceline.dialog.conversation import Do, Heard, Step, advance, follow
from voiceline.dialog.scripts import SCRIPTS

# What a ``Do`` step of a script means.
DEEDS: dict[str, Callable[[Turn], Outcome]] = {
    "open_ticket": open_ticket.open_by_key,
    "open_another": open_ticket.open_another,
    **open_case.DEEDS,
    **words_for_case.DEEDS,
    **ask_calmly.DEEDS,
    **recognise_customer.DEEDS,
    "open_from_words": open_ticket.open_from_words,
    "describe_ticket": describe_ticket.describe_ticket,
    "undo_ticket": describe_ticket.undo_ticket,
    "undo_written": describe_ticket.undo_written,
    "find_recording": describe_ticket.find_recording,
    **hold.DEEDS,
    **talk_menu.DEEDS,
    **confer.DEEDS,
    "note_number": note_number.note_number,
    "see_door": recognise_engineer.see_door,
    "name_case": recognise_engineer.name_case,
    "recognise_engineer": recognise_engineer.recognise_engineer,
    "pass_on": take_ticket.pass_on,
    "see_caller": take_ticket.see_caller,
    "end_dictation": take_ticket.end_dictation,
    "end_call": take_ticket.end_call,
    "reached": bring_together.reached,
    "carry_on": bring_together.carry_on,
    "rehearsed": rehearse.rehearsed,
    **call_back.DEEDS,
    **hear_cause.DEEDS,
    **take_cause.DEEDS,
}


def hear(turn: Turn, heard: Heard) -> None:
    """Move the subject's place on by one answer, acting wherever the script says so."""
    place = turn.subject.place
    turn.subject.place = advance(SCRIPTS[place.script], place, heard)
    while isinstance(step := _step(turn), Do):
        outcome = DEEDS[step.action](turn)
        place = turn.subject.place
        turn.subject.place = follow(SCRIPTS[place.script], place, outcome.name, outcome.remember)


def _step(turn: Turn) -> Step:
    place = turn.subject.place
    return SCRIPTS[place.script].steps[place.step]
