"""<Dial>: rings numbers or takes somebody out of a queue, joins the two, and says how it went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from voiceline.simulator import bridge, record_verb
from voiceline.simulator.conference_verb import confer
from voiceline.simulator.leg import Callback, Dequeued, Heard, HungUp, Leg, Program, Wait
from voiceline.simulator.twiml import Document, Element, End, Goto, Step, flag, number, words
from voiceline.simulator.web import Form

if TYPE_CHECKING:
    from voiceline.simulator.carrier import Carrier

EXTRA_SECONDS = 5  # always added to the timeout
MOST_NUMBERS = 10


@dataclass
class Outcome:
    status: str = "canceled"  # until something better is known: the caller left while it rang
    sid: str = ""
    joined_at: datetime | None = None
    bridged: bool = False
    recording: Form | None = None

    def fields(self, now: datetime) -> Form:
        form = [("DialCallStatus", self.status), ("DialBridged", "true" if self.bridged else "false")]
        if self.sid:
            form.append(("DialCallSid", self.sid))
        if self.joined_at is not None:
            form.append(("DialCallDuration", str(round((now - self.joined_at).total_seconds()))))
        return form + (self.recording or [])


def dial(carrier: Carrier, leg: Leg, verb: Element, document: Document) -> Program[Step | None]:
    action = document.goto(verb.get("action"), verb.get("method")) if verb.get("action") else None
    outcome = Outcome()
    queue_noun = verb.find("Queue")
    try:
        conference_noun = verb.find("Conference")
        if conference_noun is not None:
            yield from confer(carrier, leg, verb, conference_noun, document, outcome)
        elif queue_noun is not None:
            yield from _take_from_queue(carrier, leg, verb, queue_noun, document, outcome)
        else:
            yield from _ring_numbers(carrier, leg, verb, document, outcome)
    except HungUp:
        _record(carrier, leg, verb, document, outcome)
        if action is not None:
            carrier.tell(leg, action, outcome.fields(carrier.now()))
        raise
    _record(carrier, leg, verb, document, outcome)
    return Goto(action.url, action.method, outcome.fields(carrier.now())) if action else None


def _patience(verb: Element) -> float:
    return min(600.0, max(5.0, number(verb, "timeout", 30))) + EXTRA_SECONDS


def _take_from_queue(
    carrier: Carrier, leg: Leg, verb: Element, noun: Element, document: Document, outcome: Outcome
) -> Program[None]:
    queue = carrier.queue(words(noun) or "default")
    announce = document.goto(noun.get("url"), noun.get("method")) if noun.get("url") else None
    until = carrier.clock.now() + _patience(verb)
    while True:
        while not queue.members:  # nobody there yet: somebody may still come
            queue.agents.append(leg)
            try:
                heard = yield Wait(max(0.0, until - carrier.clock.now()), "dial", frozenset({"member"}))
            finally:
                queue.agents.remove(leg)
            if heard.kind == "timer":
                outcome.status = "no-answer"
                return
        caller = queue.members[0].leg
        queue.remove(caller, carrier.now())
        carrier.schedule.after(0, _claim(carrier, caller, Dequeued(leg, announce)))
        heard = yield Wait(None, "dial", frozenset({"joined", "gone"}))
        if heard.kind == "joined":
            break
    outcome.status, outcome.sid, outcome.bridged, outcome.joined_at = "completed", caller.sid, True, carrier.now()
    yield from bridge.talk(carrier, leg, number(verb, "timeLimit", 14400), flag(verb, "hangupOnStar"))


def _claim(carrier: Carrier, caller: Leg, claim: Dequeued) -> Callable[[], None]:
    def act() -> None:
        if caller.over or caller.place != "queue":  # gone in this very instant
            carrier.runner.resume(claim.agent, Heard("gone", caller))
        else:
            carrier.runner.interrupt(caller, claim)

    return act


def _ring_numbers(carrier: Carrier, leg: Leg, verb: Element, document: Document, outcome: Outcome) -> Program[None]:
    """All at once, or with ``sequential`` one after the other until somebody answers."""
    nouns = [noun for noun in verb if noun.tag == "Number"][:MOST_NUMBERS]
    groups = [[noun] for noun in nouns] if flag(verb, "sequential") else [nouns]
    for group in groups:
        yield from _ring_group(carrier, leg, verb, group, document, outcome)
        if outcome.bridged or outcome.status == "completed":
            return


def _ring_group(
    carrier: Carrier, leg: Leg, verb: Element, nouns: list[Element], document: Document, outcome: Outcome
) -> Program[None]:
    plain = (verb.text or "").strip()
    caller_id, patience = verb.get("callerId") or leg.from_, _patience(verb)
    children = [carrier.switchboard.child(leg, plain, caller_id, patience, None)] if plain else []
    whispers: dict[str, Goto] = {}
    for noun in nouns:
        child = carrier.switchboard.child(leg, words(noun), caller_id, patience, _callback(noun, document))
        children.append(child)
        if noun.get("url"):
            whispers[child.sid] = document.goto(noun.get("url"), noun.get("method"))
    chosen: Leg | None = None
    try:
        chosen = yield from _first_to_answer(carrier, children, outcome)
        if chosen is None:
            return
        _dismiss(carrier, [child for child in children if child is not chosen], "canceled")
        if chosen.sid in whispers and not (yield from _whisper(carrier, leg, chosen, whispers[chosen.sid])):
            return
        if leg.status == "ringing" and leg.direction == "inbound":  # answerOnBridge
            carrier.switchboard.answer(leg)
        bridge.link(leg, chosen)
        outcome.bridged, outcome.joined_at = True, carrier.now()
        carrier.schedule.after(0, lambda: _start_child(carrier, chosen))
        yield from bridge.talk(carrier, leg, number(verb, "timeLimit", 14400), flag(verb, "hangupOnStar"))
    finally:  # whoever was joined ends by himself, or was taken elsewhere by REST
        _dismiss(carrier, [child for child in children if not (outcome.bridged and child is chosen)], "canceled")


def _start_child(carrier: Carrier, child: Leg) -> None:
    if not child.over:
        carrier.runner.start(child, bridge.child_conversation(carrier, child))


def _first_to_answer(carrier: Carrier, children: list[Leg], outcome: Outcome) -> Program[Leg | None]:
    """The first leg that picks up, a voicemail as well as a person; otherwise the outcome says why not."""
    while any(not child.over for child in children):
        heard = yield Wait(None, "dial", frozenset({"child"}))
        child: Leg = heard.value
        if child.status == "in-progress":
            outcome.status, outcome.sid = "completed", child.sid
            return child
    endings = [child.status for child in children]
    outcome.status = next((s for s in ("no-answer", "busy", "failed", "completed") if s in endings), "failed")
    outcome.sid = children[-1].sid if children else ""
    return None


def _whisper(carrier: Carrier, leg: Leg, child: Leg, goto: Goto) -> Program[bool]:
    """The callee alone hears this document; its end joins the two, a hang-up in it does not."""
    from voiceline.simulator.documents import fetch, perform

    def program() -> Program[None]:
        step: Step | End | None = goto
        while isinstance(step, (Goto, Document)):
            document = step if isinstance(step, Document) else (yield from fetch(carrier, child, step, False))
            step = yield from perform(carrier, child, document)
        if step is End.HANGUP:
            carrier.switchboard.finish(child, "completed")
        else:
            carrier.schedule.after(0, lambda: carrier.runner.resume(leg, Heard("child", child)))

    carrier.schedule.after(0, lambda: carrier.runner.start(child, program()))
    yield Wait(None, "dial", frozenset({"child"}))
    return not child.over


def _dismiss(carrier: Carrier, children: list[Leg], status: str) -> None:
    def end(child: Leg) -> None:
        carrier.switchboard.finish(child, "completed" if child.answered_at else status)

    for child in children:
        if not child.over:
            carrier.schedule.after(0, lambda child=child: end(child))  # type: ignore[misc]


def _callback(noun: Element, document: Document) -> Callback | None:
    if not noun.get("statusCallback"):
        return None
    goto = document.goto(noun.get("statusCallback"), noun.get("statusCallbackMethod"))
    return Callback(goto.url, goto.method, frozenset((noun.get("statusCallbackEvent") or "completed").split()))


def _record(carrier: Carrier, leg: Leg, verb: Element, document: Document, outcome: Outcome) -> None:
    if verb.get("record", "do-not-record") in ("do-not-record", "false") or outcome.joined_at is None:
        return
    seconds = max(1, round((carrier.now() - outcome.joined_at).total_seconds()))
    recording = carrier.keep_recording(leg, outcome.joined_at, seconds, "DialVerb", "", None)
    record_verb.report(carrier, leg, verb, document, recording, "completed")
    outcome.recording = [("RecordingUrl", carrier.recording_url(recording)), ("RecordingSid", recording.sid)]
