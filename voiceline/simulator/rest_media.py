"""REST: a message's media. Its bytes are elsewhere: whoever may have them is led there, and needs no key for it."""

from __future__ import annotations

from voiceline.simulator import rest_shapes
from voiceline.simulator.media import opened_url
from voiceline.simulator.office import Office
from voiceline.simulator.rest_shapes import Json, RestError
from voiceline.simulator.texts import Medium
from voiceline.simulator.web import Form, RestTimeout


def bytes_of(office: Office, message_sid: str, sid: str) -> tuple[int, object, str]:
    """307 and where to go; or trouble that was ordered."""
    fault = office.faults.take("media-500", "media-404", "media-timeout")
    if fault is not None and fault.kind == "media-500":
        raise RestError(500, 20500, "Internal server error")
    if fault is not None and fault.kind == "media-timeout":
        raise RestTimeout("the medium never came")
    medium = _find(office, message_sid, sid)
    if fault is not None:
        raise _missing(message_sid, sid)
    return 307, {"location": opened_url(office, medium)}, "application/json"


def show(office: Office, form: Form, message_sid: str, sid: str) -> tuple[int, Json]:
    return 200, _shape(office, _find(office, message_sid, sid))


def index(office: Office, form: Form, message_sid: str) -> tuple[int, Json]:
    found = [_shape(office, medium) for medium in office.media.of(message_sid) if not medium.deleted]
    return 200, rest_shapes.page(office, "media_list", f"Messages/{message_sid}/Media", found, form)


def delete(office: Office, form: Form, message_sid: str, sid: str) -> tuple[int, object, str]:
    _find(office, message_sid, sid).deleted = True
    return 204, b"", "application/json"


def _find(office: Office, message_sid: str, sid: str) -> Medium:
    medium = office.media.get(sid)
    if medium is None or medium.deleted or medium.message_sid != message_sid:
        raise _missing(message_sid, sid)
    return medium


def _missing(message_sid: str, sid: str) -> RestError:
    return RestError(404, 20404, f"The requested resource /Messages/{message_sid}/Media/{sid} was not found")


def _shape(office: Office, medium: Medium) -> Json:
    return {
        "sid": medium.sid,
        "account_sid": office.config.account_sid,
        "parent_sid": medium.message_sid,
        "content_type": medium.declared,
        "uri": f"{office.config.account_path}/Messages/{medium.message_sid}/Media/{medium.sid}.json",
    }
