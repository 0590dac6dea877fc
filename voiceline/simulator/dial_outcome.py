"""How a <Dial> went, as its ``action`` is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from voiceline.simulator.web import Form


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
