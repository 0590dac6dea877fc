"""<Dial><Conference>: any number of legs that hear each other; whoever is alone hears the waitUrl meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceline.simulator.conferences import Conference
from voiceline.simulator.leg import Heard, Leg, Program, Wait
from voiceline.simulator.spoken_verbs import prompt
from voiceline.simulator.twiml import Document, Element, flag, number, words

if TYPE_CHECKING:
    from voiceline.simulator.carrier import Carrier
    from voiceline.simulator.dial_verb import Outcome

LONGEST = 14400  # seconds
BEEPS = {"true": ("enter", "exit"), "false": (), "onEnter": ("enter",), "onExit": ("exit",)}
QUIET_SECOND = 1.0  # a document that says nothing and asks again is not asked in a circle


def confer(
    carrier: Carrier, leg: Leg, verb: Element, noun: Element, document: Document, outcome: Outcome
) -> Program[None]:
    """Stays until the star (where the Dial allows it), the time limit, or the end of the conference."""
    conference = carrier.conference(words(noun))
    if len(conference.members) >= min(conference.most, number(noun, "maxParticipants", conference.most)):
        outcome.status = "busy"
        return
    beeps = BEEPS.get(noun.get("beep", "true"), BEEPS["true"])
    conference.enter(leg, flag(noun, "startConferenceOnEnter", True), flag(noun, "endConferenceOnExit"))
    outcome.status, outcome.joined_at = "answered", carrier.now()
    _tell_others(carrier, conference, leg, "company", "enter" in beeps)
    until = carrier.clock.now() + number(verb, "timeLimit", LONGEST)
    hears = frozenset({"company", "ended", "key"} if flag(verb, "hangupOnStar") else {"company", "ended"})
    try:
        while True:
            if conference.is_on:
                outcome.bridged = True
                heard = yield Wait(max(0.0, until - carrier.clock.now()), "conference", hears)
            else:
                heard = yield from _alone(carrier, leg, noun, document, conference, until, hears)
            if heard.kind in ("timer", "ended") or (heard.kind == "key" and heard.value == "*"):
                return
    finally:
        ends = conference.leave(leg)
        _tell_others(carrier, conference, leg, "ended" if ends else "company", "exit" in beeps)
        if not conference.members:
            carrier.conferences.pop(conference.name, None)


def _alone(
    carrier: Carrier,
    leg: Leg,
    noun: Element,
    document: Document,
    conference: Conference,
    until: float,
    hears: frozenset[str],
) -> Program[Heard]:
    """What the waitUrl says, once, and then silence; only a Redirect at its end asks for more."""
    from voiceline.simulator.documents import fetch

    if "waitUrl" not in noun.attrib:
        carrier.caption(leg, "♫", "", "", "hold")
    goto = document.goto(noun.get("waitUrl"), noun.get("waitMethod")) if noun.get("waitUrl") else None
    while goto is not None and carrier.clock.now() < until:
        began = carrier.clock.now()
        waiting, goto = (yield from fetch(carrier, leg, goto, fallback=False)), None
        if conference.is_on:  # somebody came while it was fetched
            return Heard("company")
        for verb in waiting.verbs:
            if verb.tag in ("Say", "Play", "Pause"):
                heard = yield from prompt(carrier, leg, verb, "conference", hears)
                if heard is not None:
                    return heard
            elif verb.tag == "Redirect":
                goto = waiting.goto(words(verb), verb.get("method"))
        if goto is not None and carrier.clock.now() == began:
            heard = yield Wait(QUIET_SECOND, "conference", hears)
            if heard.kind != "timer":
                return heard
    return (yield Wait(max(0.0, until - carrier.clock.now()), "conference", hears))


def _tell_others(carrier: Carrier, conference: Conference, leg: Leg, what: str, beeps: bool) -> None:
    def tell(other: Leg) -> None:
        if other.conference is conference:
            carrier.runner.resume(other, Heard(what, leg))

    for other in conference.others(leg):
        if beeps:
            carrier.caption(other, "", "", "", "beep")
        carrier.schedule.after(0, lambda other=other: tell(other))  # type: ignore[misc]
