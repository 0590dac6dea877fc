"""REST: Recordings and their audio."""

from __future__ import annotations

from voiceline.simulator import rest_shapes
from voiceline.simulator.office import Office
from voiceline.simulator.recordings import Recording
from voiceline.simulator.rest_shapes import Json, RestError
from voiceline.simulator.web import Form


def _find(office: Office, sid: str) -> Recording:
    recording = office.recordings.get(sid)
    if recording is None or recording.deleted:
        raise RestError(404, 20404, f"The requested resource /Recordings/{sid} was not found")
    return recording


def show(office: Office, form: Form, sid: str) -> tuple[int, Json]:
    return 200, rest_shapes.recording(office, _find(office, sid))


def media(office: Office, sid: str) -> tuple[int, object, str]:
    """Always a WAV; who asks for .mp3 gets the same bytes, said to be what they are."""
    return 200, _find(office, sid).wav(), "audio/x-wav"


def delete(office: Office, form: Form, sid: str) -> tuple[int, object, str]:
    _find(office, sid).deleted = True
    return 204, b"", "application/json"


def index(office: Office, form: Form) -> tuple[int, Json]:
    asked = dict(form)
    call = asked.get("CallSid")
    return 200, _page(office, form, "Recordings", call)


def index_of_call(office: Office, form: Form, sid: str) -> tuple[int, Json]:
    return 200, _page(office, form, f"Calls/{sid}/Recordings", sid)


def _page(office: Office, form: Form, path: str, call: str | None) -> Json:
    kept = [r for r in reversed(list(office.recordings.values())) if not r.deleted and call in (None, r.call_sid)]
    return rest_shapes.page(office, "recordings", path, [rest_shapes.recording(office, r) for r in kept], form)
