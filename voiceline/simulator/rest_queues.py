"""REST: Queues and those who wait in them."""

from __future__ import annotations

from voiceline.simulator import documents, rest_shapes
from voiceline.simulator.office import Office
from voiceline.simulator.queues import Member, Queue
from voiceline.simulator.rest_shapes import Json, RestError
from voiceline.simulator.twiml import Goto
from voiceline.simulator.web import Form


def _find(office: Office, sid: str) -> Queue:
    for queue in office.queues.values():
        if sid in (queue.sid, queue.name):
            return queue
    raise RestError(404, 20404, f"The requested resource /Queues/{sid} was not found")


def _waiting(queue: Queue, sid: str) -> Member:
    for waiting in queue.members[:1] if sid == "Front" else queue.members:
        if sid in ("Front", waiting.leg.sid):
            return waiting
    raise RestError(404, 20404, f"The requested resource /Members/{sid} was not found")


def index(office: Office, form: Form) -> tuple[int, Json]:
    found = [rest_shapes.queue(office, queue) for queue in office.queues.values()]
    return 200, rest_shapes.page(office, "queues", "Queues", found, form)


def show(office: Office, form: Form, sid: str) -> tuple[int, Json]:
    return 200, rest_shapes.queue(office, _find(office, sid))


def members(office: Office, form: Form, sid: str) -> tuple[int, Json]:
    queue = _find(office, sid)
    found = [rest_shapes.member(office, queue, waiting) for waiting in queue.members]
    return 200, rest_shapes.page(office, "queue_members", f"Queues/{queue.sid}/Members", found, form)


def member(office: Office, form: Form, sid: str, call_sid: str) -> tuple[int, Json]:
    queue = _find(office, sid)
    return 200, rest_shapes.member(office, queue, _waiting(queue, call_sid))


def take(office: Office, form: Form, sid: str, call_sid: str) -> tuple[int, Json]:
    """Takes one out of the queue and to a document."""
    queue, asked = _find(office, sid), dict(form)
    waiting = _waiting(queue, call_sid)
    if not asked.get("Url"):
        raise RestError(400, 21205, "Url parameter is required.")
    shape = rest_shapes.member(office, queue, waiting)
    step = Goto(asked["Url"], asked.get("Method", "POST").upper())
    office.schedule.after(0, lambda: documents.divert(office, waiting.leg, step))
    return 200, shape
