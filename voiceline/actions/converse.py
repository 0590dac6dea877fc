"""Carry a conversation on: hear, act, and come to the next thing to say. All of it in the caller's one transaction."""

from collections.abc import Callable

from voiceline.actions import (
    bring_together,
    call_back,
    describe_ticket,
    hear_cause,
    open_ticket,
    rehearse,
    take_cause,
    take_ticket,
)
from voiceline.actions.turn import Outcome, Turn
from voiceline.dialog.conversation import Do, Heard, advance, follow
from voiceline.dialog.scripts import SCRIPTS

# What a ``Do`` step of a script means.
DEEDS: dict[str, Callable[[Turn], Outcome]] = {
    "open_ticket": open_ticket.open_by_key,
    "open_from_words": open_ticket.open_from_words,
    "describe_ticket": describe_ticket.describe_ticket,
    "undo_ticket": describe_ticket.undo_ticket,
    "find_recording": describe_ticket.find_recording,
    "pass_on": take_ticket.pass_on,
    "see_caller": take_ticket.see_caller,
    "end_dictation": take_ticket.end_dictation,
    "end_talk": take_ticket.end_talk,
    "end_call": take_ticket.end_call,
    "reached": bring_together.reached,
    "rehearsed": rehearse.rehearsed,
    **call_back.DEEDS,
    **hear_cause.DEEDS,
    **take_cause.DEEDS,
}


def hear(turn: Turn, heard: Heard) -> None:
    """Move the subject's place on by one answer, acting wherever the script says so."""
    place = advance(SCRIPTS[turn.subject.place.script], turn.subject.place, heard)
    turn.subject.place = place
    script = SCRIPTS[place.script]
    while isinstance(step := script.steps[turn.subject.place.step], Do):
        outcome = DEEDS[step.action](turn)
        turn.subject.place = follow(script, turn.subject.place, outcome.name, outcome.remember)
