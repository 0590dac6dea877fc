"""Places, rings, answers and ends legs, and tells the line about each step of it."""

from __future__ import annotations

import math
from collections.abc import Callable

from voiceline.simulator import bridge, forms, transcribing
from voiceline.simulator.leg import Callback, Leg
from voiceline.simulator.office import Office
from voiceline.simulator.program import Heard, HungUp
from voiceline.simulator.webhooks import rfc2822

EVENT_OF = {"ringing": "ringing", "in-progress": "answered", "initiated": "initiated"}
SIP_CODES = {"busy": 486, "no-answer": 487, "canceled": 487, "failed": 404}


def place(office: Office, leg: Leg, on_answer: Callable[[], object]) -> None:
    """Rings somebody: nothing happens before the answer to whoever asked has left."""
    leg.on_answer = on_answer
    office.legs.append(leg)
    now, rate = office.clock.now(), office.config.calls_per_second
    start = now
    if rate and leg.direction == "outbound-api":  # what exceeds the account's rate is queued
        start = max(now, office.next_start)
        office.next_start = start + 1 / rate
    office.schedule.after(start - now, lambda: _initiate(office, leg))


def place_child(office: Office, parent: Leg, to: str, from_: str, timeout: float, callback: Callback | None) -> Leg:
    """Rings somebody on behalf of a leg, whose program hears of the answer and of the end."""
    leg = office.new_leg(from_, to, "outbound-dial", "queued")
    leg.parent, leg.timeout, leg.status_callback = parent, timeout, callback
    place(office, leg, lambda: office.runner.resume(parent, Heard("child", leg)))
    return leg


def answer(office: Office, leg: Leg) -> None:
    """The leg is picked up, and whoever placed it goes on."""
    if leg.status != "ringing":
        return
    leg.status, leg.rings = "in-progress", False
    leg.answered_at = leg.updated_at = office.now()
    if leg.ring_timer is not None:
        leg.ring_timer.cancel()
    if leg.direction != "inbound":
        _report(office, leg, "in-progress")
    if leg.on_answer is not None:
        office.schedule.after(0, leg.on_answer)


def finish(office: Office, leg: Leg, status: str) -> None:
    """Ends a leg, whoever ended it; the program tidies up, then the line is told."""
    if leg.over:
        return
    leg.status, leg.rings = status, False
    leg.ended_at = leg.updated_at = office.now()
    leg.sip_code = SIP_CODES.get(status, 200)
    for timer in (leg.ring_timer, leg.timer):
        if timer is not None:
            timer.cancel()
    leg.wait, program = None, leg.program
    office.runner.interrupt(leg, HungUp())
    if program is None and leg.bridged_with is not None:
        bridge.part(office, leg)
    transcribing.end(office, leg)
    _report(office, leg, status)
    parent = leg.parent
    if parent is not None:
        office.schedule.after(0, lambda: office.runner.resume(parent, Heard("child", leg)))


def _initiate(office: Office, leg: Leg) -> None:
    if leg.over:
        return
    _report(office, leg, "initiated")
    if office.phones.behaviour(leg.to).kind == "unreachable":
        office.schedule.after(0, lambda: finish(office, leg, "failed"))
        return
    office.schedule.after(office.config.ring_delay, lambda: _ring(office, leg))


def _ring(office: Office, leg: Leg) -> None:
    if leg.over:
        return
    leg.status, leg.updated_at = "ringing", office.now()
    _report(office, leg, "ringing")
    behaviour = office.phones.behaviour(leg.to)
    if behaviour.kind == "busy":
        office.schedule.after(0, lambda: finish(office, leg, "busy"))
        return
    leg.rings = behaviour.kind != "off"
    leg.ring_timer = office.schedule.after(leg.timeout, lambda: finish(office, leg, "no-answer"))
    if behaviour.kind == "voicemail":
        office.schedule.after(behaviour.after, lambda: _voicemail(office, leg))


def _voicemail(office: Office, leg: Leg) -> None:
    if leg.status != "ringing":
        return
    behaviour = office.phones.behaviour(leg.to)
    answer(office, leg)
    office.caption(leg, behaviour.greeting, "es-MX", "", "voicemail")
    office.schedule.after(behaviour.hang_up_after, lambda: finish(office, leg, "completed"))


def _report(office: Office, leg: Leg, status: str) -> None:
    """A status callback, to those who asked for this event."""
    callback = leg.status_callback
    event = EVENT_OF.get(status, "completed")  # 'completed' is the event of every ending
    if callback is None or event not in callback.events:
        return
    form = forms.of_leg(leg, office.config.account_sid, status)
    form += [
        ("CallbackSource", "call-progress-events"),
        ("SequenceNumber", str(leg.sequence)),
        ("Timestamp", rfc2822(office.now())),
    ]
    if event == "completed":
        minutes = math.ceil(leg.duration / 60)
        form += [("CallDuration", str(leg.duration)), ("Duration", str(minutes))]
        form.append(("SipResponseCode", str(leg.sip_code)))
    leg.sequence += 1
    office.webhooks.post("call-status", leg.sid, callback.url, form, method=callback.method)
