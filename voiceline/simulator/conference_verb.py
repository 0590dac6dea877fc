"""<Dial><Conference>: any number of legs that hear each other; whoever is alone hears the waitUrl meanwhile."""

from __future__ import annotations

from voiceline.simulator.asking import fetch
from voiceline.simulator.dial_outcome import Outcome
from voiceline.simulator.leg import Conference, Leg
from voiceline.simulator.office import Office
from voiceline.simulator.program import Heard, Program, Wait
from voiceline.simulator.spoken_verbs import prompt
from voiceline.simulator.twiml import Document, Element, flag, number, words

LONGEST = 14400  # seconds
BEEPS = {"true": ("enter", "exit"), "false": (), "onEnter": ("enter",), "onExit": ("exit",)}
QUIET_SECOND = 1.0  # a document that says nothing and asks again is not asked in a circle


def confer(
    office: Office, leg: Leg, verb: Element, noun: Element, document: Document, outcome: Outcome
) -> Program[None]:
    """Stays until the star (where the Dial allows it), the time limit, or the end of the conference."""
    conference = office.conference(words(noun))
    if len(conference.members) >= min(conference.most, number(noun, "maxParticipants", conference.most)):
        outcome.status = "busy"
        return
    beeps = BEEPS.get(noun.get("beep", "true"), BEEPS["true"])
    conference.enter(leg, flag(noun, "startConferenceOnEnter", True), flag(noun, "endConferenceOnExit"))
    outcome.status, outcome.joined_at = "answered", office.now()
    _tell_others(office, conference, leg, "company", "enter" in beeps)
    until = office.clock.now() + number(verb, "timeLimit", LONGEST)
    hears = frozenset({"company", "ended", "key"} if flag(verb, "hangupOnStar") else {"company", "ended"})
    try:
        while True:
            if conference.is_on:
                outcome.bridged = True
                heard = yield Wait(max(0.0, until - office.clock.now()), "conference", hears)
            else:
                heard = yield from _alone(office, leg, noun, document, conference, until, hears)
            if heard.kind in ("timer", "ended") or (heard.kind == "key" and heard.value == "*"):
                return
    finally:
        ends = conference.leave(leg)
        _tell_others(office, conference, leg, "ended" if ends else "company", "exit" in beeps)
        if not conference.members:
            office.conferences.pop(conference.name, None)


def _alone(
    office: Office,
    leg: Leg,
    noun: Element,
    document: Document,
    conference: Conference,
    until: float,
    hears: frozenset[str],
) -> Program[Heard]:
    """What the waitUrl says, once, and then silence; only a Redirect at its end asks for more."""
    if "waitUrl" not in noun.attrib:
        office.caption(leg, "♫", "", "", "hold")
    goto = document.goto(noun.get("waitUrl"), noun.get("waitMethod")) if noun.get("waitUrl") else None
    while goto is not None and office.clock.now() < until:
        began = office.clock.now()
        waiting, goto = (yield from fetch(office, leg, goto, fallback=False)), None
        if conference.is_on:  # somebody came while it was fetched
            return Heard("company")
        for verb in waiting.verbs:
            if verb.tag in ("Say", "Play", "Pause"):
                heard = yield from prompt(office, leg, verb, "conference", hears)
                if heard is not None:
                    return heard
            elif verb.tag == "Redirect":
                goto = waiting.goto(words(verb), verb.get("method"))
        if goto is not None and office.clock.now() == began:
            heard = yield Wait(QUIET_SECOND, "conference", hears)
            if heard.kind != "timer":
                return heard
    return (yield Wait(max(0.0, until - office.clock.now()), "conference", hears))


def _tell_others(office: Office, conference: Conference, leg: Leg, what: str, beeps: bool) -> None:
    def tell(other: Leg) -> None:
        if other.conference is conference:
            office.runner.resume(other, Heard(what, leg))

    for other in conference.others(leg):
        if beeps:
            office.caption(other, "", "", "", "beep")
        office.schedule.after(0, lambda other=other: tell(other))  # type: ignore[misc]
