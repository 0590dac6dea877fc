"""<Enqueue>: waits in a queue, hearing the waitUrl again and again, until somebody takes the caller out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceline.simulator import bridge
from voiceline.simulator.leg import Dequeued, Heard, HungUp, Interrupted, Leg, Program, Wait
from voiceline.simulator.queues import Queue
from voiceline.simulator.twiml import Document, Element, End, Goto, Step, number, words
from voiceline.simulator.web import Form

if TYPE_CHECKING:
    from voiceline.simulator.carrier import Carrier

QUIET_SECOND = 1.0  # a waitUrl that says nothing is not asked in a circle


def enqueue(carrier: Carrier, leg: Leg, verb: Element, document: Document) -> Program[Step | End | None]:
    from voiceline.simulator.documents import WebhookFailed  # the verbs and the documents they come in need each other

    action = document.goto(verb.get("action"), verb.get("method")) if verb.get("action") else None
    queue = carrier.queue(words(verb) or "default")
    if len(queue.members) >= min(queue.max_size, number(verb, "maxQueueSize", queue.max_size)):
        return _with(action, _result(queue, leg, "queue-full", carrier))
    carrier.join_queue(queue, leg)
    result, bridged, hangs_up = "error", False, False
    try:
        leg.place = "queue"
        try:
            end = yield from _hold(carrier, leg, verb, document, queue)
            result, hangs_up = end.value, end is End.HANGUP
        except Dequeued as claim:
            leg.place, result, bridged = None, "bridged", True
            yield from _hand_over(carrier, leg, claim)
        except WebhookFailed as failure:
            carrier.warn(str(failure))
    except HungUp:
        _tell(carrier, leg, action, _result(queue, leg, "bridged" if bridged else "hangup", carrier))
        raise
    except Interrupted:
        result = "redirected-from-bridged" if bridged else "redirected"
        _tell(carrier, leg, action, _result(queue, leg, result, carrier))
        raise
    finally:
        leg.place = None
        queue.remove(leg, carrier.now())
    if hangs_up:
        _tell(carrier, leg, action, _result(queue, leg, result, carrier))
        return End.HANGUP
    return _with(action, _result(queue, leg, result, carrier))


def _hold(carrier: Carrier, leg: Leg, verb: Element, document: Document, queue: Queue) -> Program[End]:
    from voiceline.simulator.documents import fetch, perform

    if not verb.get("waitUrl"):
        carrier.caption(leg, "♫", "", "", "hold")
        while True:
            yield Wait(None, "queue")
    first = document.goto(verb.get("waitUrl"), verb.get("waitUrlMethod"))
    while True:
        began = carrier.clock.now()
        step: Step | End | None = first
        while isinstance(step, (Goto, Document)):
            if isinstance(step, Goto):
                asked = Goto(step.url, step.method, step.params + _position(carrier, queue, leg))
                step = yield from fetch(carrier, leg, asked, fallback=False)
            step = yield from perform(carrier, leg, step)
        if isinstance(step, End):
            return step
        if carrier.clock.now() == began:
            yield Wait(QUIET_SECOND, "queue")


def _hand_over(carrier: Carrier, leg: Leg, claim: Dequeued) -> Program[None]:
    """Hears the announcement, if there is one, and then the one who asked for this caller."""
    from voiceline.simulator.documents import fetch, perform

    agent = claim.agent
    try:
        step: Step | End | None = claim.announce
        while isinstance(step, (Goto, Document)):
            if isinstance(step, Goto):
                asked = Goto(step.url, step.method, [*step.params, ("DequeingCallSid", agent.sid)])
                step = yield from fetch(carrier, leg, asked, fallback=False)
            step = yield from perform(carrier, leg, step)
        if agent.over or agent.wait is None or "joined" not in agent.wait.hears:
            return  # who asked has gone meanwhile
        bridge.link(leg, agent)
        carrier.schedule.after(0, lambda: carrier.runner.resume(agent, Heard("joined", leg)))
        yield from bridge.talk(carrier, leg)
    finally:
        if leg.bridged_with is None:
            carrier.schedule.after(0, lambda: carrier.runner.resume(agent, Heard("gone", leg)))


def _position(carrier: Carrier, queue: Queue, leg: Leg) -> Form:
    return [
        ("QueueSid", queue.sid),
        ("QueuePosition", str(queue.position(leg))),
        ("QueueTime", str(_waited(carrier, queue, leg))),
        ("AvgQueueTime", str(queue.average_wait)),
        ("CurrentQueueSize", str(len(queue.members))),
        ("MaxQueueSize", str(queue.max_size)),
    ]


def _waited(carrier: Carrier, queue: Queue, leg: Leg) -> int:
    member = queue.member(leg)
    if member is None:
        return round(queue.waits[-1]) if queue.waits else 0
    return round((carrier.now() - member.joined_at).total_seconds())


def _result(queue: Queue, leg: Leg, result: str, carrier: Carrier) -> Form:
    return [("QueueResult", result), ("QueueSid", queue.sid), ("QueueTime", str(_waited(carrier, queue, leg)))]


def _tell(carrier: Carrier, leg: Leg, action: Goto | None, params: Form) -> None:
    if action is not None:
        carrier.tell(leg, action, params)


def _with(action: Goto | None, params: Form) -> Goto | None:
    return Goto(action.url, action.method, params) if action else None
