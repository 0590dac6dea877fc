"""<Dial>: rings numbers or takes somebody out of a queue, joins the two, and says how it went."""

from __future__ import annotations

from collections.abc import Callable

from voiceline.simulator import bridge, record_verb, switchboard
from voiceline.simulator.asking import tell
from voiceline.simulator.conference_verb import confer
from voiceline.simulator.dial_outcome import Outcome
from voiceline.simulator.documents import follow
from voiceline.simulator.leg import Callback, Leg
from voiceline.simulator.office import Office
from voiceline.simulator.program import Heard, HungUp, Program, Wait
from voiceline.simulator.queues import Dequeued
from voiceline.simulator.twiml import Document, Element, End, Goto, Step, flag, number, words

EXTRA_SECONDS = 5  # always added to the timeout
MOST_NUMBERS = 10


def dial(office: Office, leg: Leg, verb: Element, document: Document) -> Program[Step | None]:
    action = document.goto(verb.get("action"), verb.get("method")) if verb.get("action") else None
    outcome = Outcome()
    queue_noun = verb.find("Queue")
    try:
        conference_noun = verb.find("Conference")
        if conference_noun is not None:
            yield from confer(office, leg, verb, conference_noun, document, outcome)
        elif queue_noun is not None:
            yield from _take_from_queue(office, leg, verb, queue_noun, document, outcome)
        else:
            yield from _ring_numbers(office, leg, verb, document, outcome)
    except HungUp:
        _record(office, leg, verb, document, outcome)
        if action is not None:
            tell(office, leg, action, outcome.fields(office.now()))
        raise
    _record(office, leg, verb, document, outcome)
    return Goto(action.url, action.method, outcome.fields(office.now())) if action else None


def _patience(verb: Element) -> float:
    return min(600.0, max(5.0, number(verb, "timeout", 30))) + EXTRA_SECONDS


def _take_from_queue(
    office: Office, leg: Leg, verb: Element, noun: Element, document: Document, outcome: Outcome
) -> Program[None]:
    queue = office.queue(words(noun) or "default")
    announce = document.goto(noun.get("url"), noun.get("method")) if noun.get("url") else None
    until = office.clock.now() + _patience(verb)
    while True:
        while not queue.members:  # nobody there yet: somebody may still come
            queue.agents.append(leg)
            try:
                heard = yield Wait(max(0.0, until - office.clock.now()), "dial", frozenset({"member"}))
            finally:
                queue.agents.remove(leg)
            if heard.kind == "timer":
                outcome.status = "no-answer"
                return
        caller = queue.members[0].leg
        queue.remove(caller, office.now())
        office.schedule.after(0, _claim(office, caller, Dequeued(leg, announce)))
        heard = yield Wait(None, "dial", frozenset({"joined", "gone"}))
        if heard.kind == "joined":
            break
    outcome.status, outcome.sid, outcome.bridged, outcome.joined_at = "completed", caller.sid, True, office.now()
    yield from bridge.talk(office, leg, number(verb, "timeLimit", 14400), flag(verb, "hangupOnStar"))


def _claim(office: Office, caller: Leg, claim: Dequeued) -> Callable[[], None]:
    def act() -> None:
        if caller.over or caller.place != "queue":  # gone in this very instant
            office.runner.resume(claim.agent, Heard("gone", caller))
        else:
            office.runner.interrupt(caller, claim)

    return act


def _ring_numbers(office: Office, leg: Leg, verb: Element, document: Document, outcome: Outcome) -> Program[None]:
    """All at once, or with ``sequential`` one after the other until somebody answers."""
    nouns = [noun for noun in verb if noun.tag == "Number"][:MOST_NUMBERS]
    groups = [[noun] for noun in nouns] if flag(verb, "sequential") else [nouns]
    for group in groups:
        yield from _ring_group(office, leg, verb, group, document, outcome)
        if outcome.bridged or outcome.status == "completed":
            return


def _ring_group(
    office: Office, leg: Leg, verb: Element, nouns: list[Element], document: Document, outcome: Outcome
) -> Program[None]:
    plain = (verb.text or "").strip()
    caller_id, patience = verb.get("callerId") or leg.from_, _patience(verb)
    children = [switchboard.place_child(office, leg, plain, caller_id, patience, None)] if plain else []
    whispers: dict[str, Goto] = {}
    for noun in nouns:
        child = switchboard.place_child(office, leg, words(noun), caller_id, patience, _callback(noun, document))
        children.append(child)
        if noun.get("url"):
            whispers[child.sid] = document.goto(noun.get("url"), noun.get("method"))
    chosen: Leg | None = None
    try:
        chosen = yield from _first_to_answer(office, children, outcome)
        if chosen is None:
            return
        _dismiss(office, [child for child in children if child is not chosen], "canceled")
        if chosen.sid in whispers and not (yield from _whisper(office, leg, chosen, whispers[chosen.sid])):
            return
        if leg.status == "ringing" and leg.direction == "inbound":  # answerOnBridge
            switchboard.answer(office, leg)
        bridge.link(leg, chosen)
        outcome.bridged, outcome.joined_at = True, office.now()
        office.schedule.after(0, lambda: _start_child(office, chosen))
        yield from bridge.talk(office, leg, number(verb, "timeLimit", 14400), flag(verb, "hangupOnStar"))
    finally:  # whoever was joined ends by himself, or was taken elsewhere by REST
        _dismiss(office, [child for child in children if not (outcome.bridged and child is chosen)], "canceled")


def _start_child(office: Office, child: Leg) -> None:
    if not child.over:
        office.runner.start(child, _talk_and_end(office, child))


def _talk_and_end(office: Office, child: Leg) -> Program[None]:
    yield from bridge.talk(office, child)
    switchboard.finish(office, child, "completed")


def _first_to_answer(office: Office, children: list[Leg], outcome: Outcome) -> Program[Leg | None]:
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


def _whisper(office: Office, leg: Leg, child: Leg, goto: Goto) -> Program[bool]:
    """The callee alone hears this document; its end joins the two, a hang-up in it does not."""

    def program() -> Program[None]:
        end = yield from follow(office, child, goto)
        if end is End.HANGUP:
            switchboard.finish(office, child, "completed")
        else:
            office.schedule.after(0, lambda: office.runner.resume(leg, Heard("child", child)))

    office.schedule.after(0, lambda: office.runner.start(child, program()))
    yield Wait(None, "dial", frozenset({"child"}))
    return not child.over


def _dismiss(office: Office, children: list[Leg], status: str) -> None:
    def end(child: Leg) -> None:
        switchboard.finish(office, child, "completed" if child.answered_at else status)

    for child in children:
        if not child.over:
            office.schedule.after(0, lambda child=child: end(child))  # type: ignore[misc]


def _callback(noun: Element, document: Document) -> Callback | None:
    if not noun.get("statusCallback"):
        return None
    goto = document.goto(noun.get("statusCallback"), noun.get("statusCallbackMethod"))
    return Callback(goto.url, goto.method, frozenset((noun.get("statusCallbackEvent") or "completed").split()))


def _record(office: Office, leg: Leg, verb: Element, document: Document, outcome: Outcome) -> None:
    if verb.get("record", "do-not-record") in ("do-not-record", "false") or outcome.joined_at is None:
        return
    seconds = max(1, round((office.now() - outcome.joined_at).total_seconds()))
    recording = office.keep_recording(leg, outcome.joined_at, seconds, "DialVerb", "", None)
    record_verb.report(office, leg, verb, document, recording, "completed")
    outcome.recording = [("RecordingUrl", office.recording_url(recording)), ("RecordingSid", recording.sid)]
