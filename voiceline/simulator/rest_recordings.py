"""REST: Recordings and their audio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceline.simulator import rest_shapes
from voiceline.simulator.recordings import Recording
from voiceline.simulator.rest_shapes import Json, RestError
from voiceline.simulator.web import Form

if TYPE_CHECKING:
    from voiceline.simulator.carrier import Carrier


def _find(carrier: Carrier, sid: str) -> Recording:
    recording = carrier.recordings.get(sid)
    if recording is None or recording.deleted:
        raise RestError(404, 20404, f"The requested resource /Recordings/{sid} was not found")
    return recording


def show(carrier: Carrier, form: Form, sid: str) -> tuple[int, Json]:
    return 200, rest_shapes.recording(carrier, _find(carrier, sid))


def media(carrier: Carrier, sid: str) -> tuple[int, object, str]:
    """Always a WAV; who asks for .mp3 gets the same bytes, said to be what they are."""
    return 200, _find(carrier, sid).wav(), "audio/x-wav"


def delete(carrier: Carrier, form: Form, sid: str) -> tuple[int, object, str]:
    _find(carrier, sid).deleted = True
    return 204, b"", "application/json"


def index(carrier: Carrier, form: Form) -> tuple[int, Json]:
    asked = dict(form)
    call = asked.get("CallSid")
    return 200, _page(carrier, form, "Recordings", call)


def index_of_call(carrier: Carrier, form: Form, sid: str) -> tuple[int, Json]:
    return 200, _page(carrier, form, f"Calls/{sid}/Recordings", sid)


def _page(carrier: Carrier, form: Form, path: str, call: str | None) -> Json:
    kept = [r for r in reversed(list(carrier.recordings.values())) if not r.deleted and call in (None, r.call_sid)]
    return rest_shapes.page(carrier, "recordings", path, [rest_shapes.recording(carrier, r) for r in kept], form)
