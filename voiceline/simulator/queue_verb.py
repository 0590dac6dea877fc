"""<Enqueue>: waits in a queue, hearing the waitUrl again and again, until somebody takes the caller out of it."""

from __future__ import annotations

from voiceline.simulator import bridge
from voiceline.simulator.asking import WebhookFailed, tell
from voiceline.simulator.documents import follow
from voiceline.simulator.leg import Leg
from voiceline.simulator.office import Office
from voiceline.simulator.program import Heard, HungUp, Interrupted, Program, Wait
from voiceline.simulator.queues import Dequeued, Member, Queue
from voiceline.simulator.twiml import Document, Element, End, Goto, Step, number, words
from voiceline.simulator.web import Form

QUIET_SECOND = 1.0  # a waitUrl that says nothing is not asked in a circle


def enqueue(office: Office, leg: Leg, verb: Element, document: Document) -> Program[Step | End | None]:
    action = document.goto(verb.get("action"), verb.get("method")) if verb.get("action") else None
    queue = office.queue(words(verb) or "default")
    if len(queue.members) >= min(queue.max_size, number(verb, "maxQueueSize", queue.max_size)):
        return _with(action, _result(queue, leg, "queue-full", office))
    _join(office, queue, leg)
    result, bridged, hangs_up = "error", False, False
    try:
        leg.place = "queue"
        try:
            end = yield from _hold(office, leg, verb, document, queue)
            result, hangs_up = end.value, end is End.HANGUP
        except Dequeued as claim:
            leg.place, result, bridged = None, "bridged", True
            yield from _hand_over(office, leg, claim)
        except WebhookFailed as failure:
            office.warn(str(failure))
    except HungUp:
        _tell(office, leg, action, _result(queue, leg, "bridged" if bridged else "hangup", office))
        raise
    except Interrupted:
        result = "redirected-from-bridged" if bridged else "redirected"
        _tell(office, leg, action, _result(queue, leg, result, office))
        raise
    finally:
        leg.place = None
        queue.remove(leg, office.now())
    if hangs_up:
        _tell(office, leg, action, _result(queue, leg, result, office))
        return End.HANGUP
    return _with(action, _result(queue, leg, result, office))


def _join(office: Office, queue: Queue, leg: Leg) -> None:
    queue.members.append(Member(leg, office.now()))
    if queue.agents:
        agent = queue.agents[0]
        office.schedule.after(0, lambda: office.runner.resume(agent, Heard("member")))


def _hold(office: Office, leg: Leg, verb: Element, document: Document, queue: Queue) -> Program[End]:
    if not verb.get("waitUrl"):
        office.caption(leg, "♫", "", "", "hold")
        while True:
            yield Wait(None, "queue")
    first = document.goto(verb.get("waitUrl"), verb.get("waitUrlMethod"))
    while True:
        began = office.clock.now()
        end = yield from follow(office, leg, first, lambda: _position(office, queue, leg))
        if end is not None:
            return end
        if office.clock.now() == began:
            yield Wait(QUIET_SECOND, "queue")


def _hand_over(office: Office, leg: Leg, claim: Dequeued) -> Program[None]:
    """Hears the announcement, if there is one, and then the one who asked for this caller."""
    agent = claim.agent
    try:
        yield from follow(office, leg, claim.announce, lambda: [("DequeingCallSid", agent.sid)])
        if agent.over or agent.wait is None or "joined" not in agent.wait.hears:
            return  # who asked has gone meanwhile
        bridge.link(leg, agent)
        office.schedule.after(0, lambda: office.runner.resume(agent, Heard("joined", leg)))
        yield from bridge.talk(office, leg)
    finally:
        if leg.bridged_with is None:
            office.schedule.after(0, lambda: office.runner.resume(agent, Heard("gone", leg)))


def _position(office: Office, queue: Queue, leg: Leg) -> Form:
    return [
        ("QueueSid", queue.sid),
        ("QueuePosition", str(queue.position(leg))),
        ("QueueTime", str(_waited(office, queue, leg))),
        ("AvgQueueTime", str(queue.average_wait)),
        ("CurrentQueueSize", str(len(queue.members))),
        ("MaxQueueSize", str(queue.max_size)),
    ]


def _waited(office: Office, queue: Queue, leg: Leg) -> int:
    member = queue.member(leg)
    if member is None:
        return round(queue.waits[-1]) if queue.waits else 0
    return round((office.now() - member.joined_at).total_seconds())


def _result(queue: Queue, leg: Leg, result: str, office: Office) -> Form:
    return [("QueueResult", result), ("QueueSid", queue.sid), ("QueueTime", str(_waited(office, queue, leg)))]


def _tell(office: Office, leg: Leg, action: Goto | None, params: Form) -> None:
    if action is not None:
        tell(office, leg, action, params)


def _with(action: Goto | None, params: Form) -> Goto | None:
    return Goto(action.url, action.method, params) if action else None
