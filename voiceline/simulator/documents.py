"""Has the verbs of documents performed, one after the other, until somebody hangs up."""

from __future__ import annotations

from collections.abc import Callable

from voiceline.simulator import switchboard
from voiceline.simulator.asking import WebhookFailed, fetch
from voiceline.simulator.leg import Leg
from voiceline.simulator.office import Office
from voiceline.simulator.program import Interrupted, Program, Wait
from voiceline.simulator.twiml import BadTwiml, Document, Element, End, Goto, Step
from voiceline.simulator.web import Form

ERROR_PROMPT = "We are sorry, an application error has occurred. Goodbye."


def converse(office: Office, leg: Leg) -> None:
    """A leg that was picked up begins with its first document."""
    if not leg.over and leg.program is None:
        office.runner.start(leg, _conversation(office, leg, leg.first_step))


def divert(office: Office, leg: Leg, step: Step) -> None:
    """Whatever the leg is in, it now follows this."""
    if leg.over:
        return
    leg.first_step = step
    if leg.status == "queued" or (leg.status == "ringing" and leg.direction != "inbound"):
        return  # it will begin with it
    office.runner.interrupt(leg, Interrupted())
    if not leg.over:
        office.runner.start(leg, _conversation(office, leg, step))


def follow(
    office: Office,
    leg: Leg,
    step: Step | End | None,
    more: Callable[[], Form] = list,
    fallback: bool = False,
) -> Program[End | None]:
    """From document to document until there are no more or a verb ends it; ``more`` is said with each request."""
    while isinstance(step, (Goto, Document)):
        if isinstance(step, Goto):
            step = yield from fetch(office, leg, Goto(step.url, step.method, step.params + more()), fallback)
        step = yield from _perform(office, leg, step)
    return step


def _conversation(office: Office, leg: Leg, step: Step | None) -> Program[None]:
    """A call's whole life on the line: documents until there are no more, then the hang-up."""
    try:
        yield from follow(office, leg, step, fallback=True)
    except (WebhookFailed, BadTwiml) as failure:
        office.warn(str(failure))
        if isinstance(failure, BadTwiml) and office.strict and failure.code != 12100:
            raise
        _answer_if_ringing(office, leg)
        office.caption(leg, ERROR_PROMPT, "en-US", "", "error")
        yield Wait(4, "say")
    _answer_if_ringing(office, leg)
    switchboard.finish(office, leg, "completed")


def _perform(office: Office, leg: Leg, document: Document) -> Program[Step | End | None]:
    for verb in document.verbs:
        act = office.verbs.get(verb.tag)
        if act is None:
            continue  # warned of when the document came
        if not _stays_ringing(verb):
            _answer_if_ringing(office, leg)
        if verb.tag != "Redirect":
            leg.redirects = 0
        following = yield from act(office, leg, verb, document)
        if following is not None:
            return following
        if leg.over:
            return End.HANGUP
    return None


def _stays_ringing(verb: Element) -> bool:
    """A leading Pause or Reject does not pick up, nor does a leading Dial with answerOnBridge."""
    return verb.tag in ("Pause", "Reject") or (verb.tag == "Dial" and verb.get("answerOnBridge", "").lower() == "true")


def _answer_if_ringing(office: Office, leg: Leg) -> None:
    if leg.direction == "inbound" and leg.status == "ringing":
        switchboard.answer(office, leg)
