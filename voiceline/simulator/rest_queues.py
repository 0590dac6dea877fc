"""REST: Queues and those who wait in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceline.simulator import rest_shapes
from voiceline.simulator.queues import Member, Queue
from voiceline.simulator.rest_shapes import Json, RestError
from voiceline.simulator.twiml import Goto
from voiceline.simulator.web import Form

if TYPE_CHECKING:
    from voiceline.simulator.carrier import Carrier


def _find(carrier: Carrier, sid: str) -> Queue:
    for queue in carrier.queues.values():
        if sid in (queue.sid, queue.name):
            return queue
    raise RestError(404, 20404, f"The requested resource /Queues/{sid} was not found")


def _waiting(queue: Queue, sid: str) -> Member:
    for waiting in queue.members[:1] if sid == "Front" else queue.members:
        if sid in ("Front", waiting.leg.sid):
            return waiting
    raise RestError(404, 20404, f"The requested resource /Members/{sid} was not found")


def index(carrier: Carrier, form: Form) -> tuple[int, Json]:
    found = [rest_shapes.queue(carrier, queue) for queue in carrier.queues.values()]
    return 200, rest_shapes.page(carrier, "queues", "Queues", found, form)


def show(carrier: Carrier, form: Form, sid: str) -> tuple[int, Json]:
    return 200, rest_shapes.queue(carrier, _find(carrier, sid))


def members(carrier: Carrier, form: Form, sid: str) -> tuple[int, Json]:
    queue = _find(carrier, sid)
    found = [rest_shapes.member(carrier, queue, waiting) for waiting in queue.members]
    return 200, rest_shapes.page(carrier, "queue_members", f"Queues/{queue.sid}/Members", found, form)


def member(carrier: Carrier, form: Form, sid: str, call_sid: str) -> tuple[int, Json]:
    queue = _find(carrier, sid)
    return 200, rest_shapes.member(carrier, queue, _waiting(queue, call_sid))


def take(carrier: Carrier, form: Form, sid: str, call_sid: str) -> tuple[int, Json]:
    """Takes one out of the queue and to a document."""
    queue, asked = _find(carrier, sid), dict(form)
    waiting = _waiting(queue, call_sid)
    if not asked.get("Url"):
        raise RestError(400, 21205, "Url parameter is required.")
    shape = rest_shapes.member(carrier, queue, waiting)
    step = Goto(asked["Url"], asked.get("Method", "POST").upper())
    carrier.schedule.after(0, lambda: carrier.divert(waiting.leg, step))
    return 200, shape
