"""Places, rings, answers and ends legs, and tells the line about each step of it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from voiceline.simulator import transcribing
from voiceline.simulator.leg import Callback, Heard, HungUp, Leg
from voiceline.simulator.web import Form
from voiceline.simulator.webhooks import rfc2822

if TYPE_CHECKING:
    from voiceline.simulator.carrier import Carrier

EVENT_OF = {"ringing": "ringing", "in-progress": "answered", "initiated": "initiated"}
SIP_CODES = {"busy": 486, "no-answer": 487, "canceled": 487, "failed": 404}


def country(number: str) -> str:
    return "GT" if number.startswith("+502") else "US" if number.startswith("+1") else ""


def geography(from_: str, to: str, with_caller: bool = True) -> Form:
    """A Guatemalan number has a country and blanks."""
    sides = [("From", from_), ("To", to)] + ([("Caller", from_), ("Called", to)] if with_caller else [])
    places = [(side + part, "") for side, _ in sides for part in ("City", "State", "Zip")]
    return places + [(side + "Country", country(number)) for side, number in sides]


class Switchboard:
    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.legs: list[Leg] = []
        self.next_start = 0.0

    def common(self, leg: Leg, status: str | None = None) -> Form:
        """The fields every voice webhook carries."""
        form = [
            ("AccountSid", self.carrier.config.account_sid),
            ("ApiVersion", "2010-04-01"),
            ("CallSid", leg.sid),
            ("CallStatus", status or leg.status),
            ("Direction", leg.direction),
            ("From", leg.from_),
            ("To", leg.to),
            ("Caller", leg.from_),
            ("Called", leg.to),
        ]
        if leg.parent is not None:
            form.append(("ParentCallSid", leg.parent.sid))
        if leg.forwarded_from:
            form += [("ForwardedFrom", leg.forwarded_from), ("CalledVia", leg.forwarded_from)]
        return form + geography(leg.from_, leg.to)

    def report(self, leg: Leg, status: str) -> None:
        """A status callback, to those who asked for this event."""
        callback = leg.status_callback
        event = EVENT_OF.get(status, "completed")  # 'completed' is the event of every ending
        if callback is None or event not in callback.events:
            return
        form = self.common(leg, status)
        form += [
            ("CallbackSource", "call-progress-events"),
            ("SequenceNumber", str(leg.sequence)),
            ("Timestamp", rfc2822(self.carrier.now())),
        ]
        if event == "completed":
            minutes = math.ceil(leg.duration / 60)
            form += [("CallDuration", str(leg.duration)), ("Duration", str(minutes))]
            form.append(("SipResponseCode", str(leg.sip_code)))
        leg.sequence += 1
        self.carrier.webhooks.post("call-status", leg.sid, callback.url, form, method=callback.method)

    def place(self, leg: Leg) -> None:
        """Rings somebody: nothing happens before the answer to whoever asked has left."""
        self.legs.append(leg)
        now, rate = self.carrier.clock.now(), self.carrier.config.calls_per_second
        start = now
        if rate and leg.direction == "outbound-api":  # what exceeds the account's rate is queued
            start = max(now, self.next_start)
            self.next_start = start + 1 / rate
        self.carrier.schedule.after(start - now, lambda: self._initiate(leg))

    def _initiate(self, leg: Leg) -> None:
        if leg.over:
            return
        self.report(leg, "initiated")
        if self.carrier.phones.behaviour(leg.to).kind == "unreachable":
            self.carrier.schedule.after(0, lambda: self.finish(leg, "failed"))
            return
        self.carrier.schedule.after(self.carrier.config.ring_delay, lambda: self._ring(leg))

    def _ring(self, leg: Leg) -> None:
        if leg.over:
            return
        leg.status, leg.updated_at = "ringing", self.carrier.now()
        self.report(leg, "ringing")
        behaviour = self.carrier.phones.behaviour(leg.to)
        if behaviour.kind == "busy":
            self.carrier.schedule.after(0, lambda: self.finish(leg, "busy"))
            return
        leg.rings = behaviour.kind != "off"
        leg.ring_timer = self.carrier.schedule.after(leg.timeout, lambda: self.finish(leg, "no-answer"))
        if behaviour.kind == "voicemail":
            self.carrier.schedule.after(behaviour.after, lambda: self._voicemail(leg))

    def _voicemail(self, leg: Leg) -> None:
        if leg.status != "ringing":
            return
        behaviour = self.carrier.phones.behaviour(leg.to)
        self.answer(leg)
        self.carrier.caption(leg, behaviour.greeting, "es-MX", "", "voicemail")
        self.carrier.schedule.after(behaviour.hang_up_after, lambda: self.finish(leg, "completed"))

    def answer(self, leg: Leg) -> None:
        """The leg is picked up: the first document is asked for, or the one who dialled is told."""
        if leg.status != "ringing":
            return
        leg.status, leg.rings = "in-progress", False
        leg.answered_at = leg.updated_at = self.carrier.now()
        if leg.ring_timer is not None:
            leg.ring_timer.cancel()
        if leg.direction != "inbound":
            self.report(leg, "in-progress")
        parent = leg.parent
        if parent is not None:
            self.carrier.schedule.after(0, lambda: self.carrier.runner.resume(parent, Heard("child", leg)))
        elif leg.direction == "outbound-api":
            self.carrier.schedule.after(0, lambda: self.carrier.converse(leg))

    def finish(self, leg: Leg, status: str) -> None:
        """Ends a leg, whoever ended it; the program tidies up, then the line is told."""
        if leg.over:
            return
        leg.status, leg.rings = status, False
        leg.ended_at = leg.updated_at = self.carrier.now()
        leg.sip_code = SIP_CODES.get(status, 200)
        for timer in (leg.ring_timer, leg.timer):
            if timer is not None:
                timer.cancel()
        leg.wait, program = None, leg.program
        self.carrier.runner.interrupt(leg, HungUp())
        if program is None and leg.bridged_with is not None:
            self.carrier.part(leg)
        transcribing.end(self.carrier, leg)
        self.report(leg, status)
        parent = leg.parent
        if parent is not None:
            self.carrier.schedule.after(0, lambda: self.carrier.runner.resume(parent, Heard("child", leg)))

    def child(self, parent: Leg, to: str, from_: str, timeout: float, callback: Callback | None) -> Leg:
        leg = self.carrier.new_leg(from_, to, "outbound-dial", "queued")
        leg.parent, leg.timeout, leg.status_callback = parent, timeout, callback
        self.place(leg)
        return leg
