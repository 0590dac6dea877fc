"""The JSON the REST side speaks: resources, pages of them, and errors."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from urllib.parse import urlencode

from voiceline.simulator.leg import Leg
from voiceline.simulator.office import Office
from voiceline.simulator.queues import Member, Queue
from voiceline.simulator.recordings import Recording
from voiceline.simulator.texts import Message
from voiceline.simulator.troubles import TROUBLES
from voiceline.simulator.web import Form
from voiceline.simulator.webhooks import rfc2822

Json = dict[str, object]
E164 = re.compile(r"\+[1-9]\d{6,14}")
MORE_INFO = "https://www.twilio.com/docs/errors/"


class RestError(Exception):
    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code

    def body(self) -> Json:
        more = f"{MORE_INFO}{self.code}"
        return {"code": self.code, "message": str(self), "more_info": more, "status": self.status}


def moment(at: datetime | None) -> str | None:
    return rfc2822(at) if at else None


def call(office: Office, leg: Leg) -> Json:
    uri = f"{office.config.account_path}/Calls/{leg.sid}"
    return {
        "sid": leg.sid,
        "account_sid": office.config.account_sid,
        "api_version": "2010-04-01",
        "annotation": None,
        "answered_by": None,
        "caller_name": None,
        "date_created": moment(leg.created_at),
        "date_updated": moment(leg.updated_at or leg.created_at),
        "direction": leg.direction,
        "duration": str(leg.duration) if leg.over else None,
        "end_time": moment(leg.ended_at),
        "forwarded_from": leg.forwarded_from,
        "from": leg.from_,
        "from_formatted": leg.from_,
        "group_sid": None,
        "parent_call_sid": leg.parent.sid if leg.parent else None,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "start_time": moment(leg.answered_at or leg.created_at),
        "status": leg.status,
        "subresource_uris": {"recordings": f"{uri}/Recordings.json"},
        "to": leg.to,
        "to_formatted": leg.to,
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }


def message(office: Office, text: Message) -> Json:
    return {
        "sid": text.sid,
        "account_sid": office.config.account_sid,
        "api_version": "2010-04-01",
        "body": text.body,
        "date_created": moment(text.created_at),
        "date_sent": moment(text.sent_at),
        "date_updated": moment(text.updated_at or text.created_at),
        "direction": text.direction,
        "error_code": text.error_code,
        "error_message": TROUBLES.get(text.error_code or 0),
        "from": text.from_,
        "messaging_service_sid": None,
        "num_media": str(len(office.media.of(text.sid))),
        "num_segments": str(text.segments),
        "price": None,
        "price_unit": "USD",
        "status": text.status,
        "subresource_uris": {"media": f"{office.config.account_path}/Messages/{text.sid}/Media.json"},
        "to": text.to,
        "uri": f"{office.config.account_path}/Messages/{text.sid}.json",
    }


def recording(office: Office, kept: Recording) -> Json:
    return {
        "sid": kept.sid,
        "account_sid": office.config.account_sid,
        "api_version": "2010-04-01",
        "call_sid": kept.call_sid,
        "channels": 1,
        "conference_sid": None,
        "date_created": moment(kept.started_at),
        "date_updated": moment(kept.started_at),
        "start_time": moment(kept.started_at),
        "duration": str(kept.seconds),
        "encryption_details": None,
        "error_code": None,
        "media_url": office.recording_url(kept),
        "price": None,
        "price_unit": "USD",
        "source": kept.source,
        "status": "completed",
        "subresource_uris": {},
        "uri": f"{office.config.account_path}/Recordings/{kept.sid}.json",
    }


def queue(office: Office, line: Queue) -> Json:
    return {
        "sid": line.sid,
        "account_sid": office.config.account_sid,
        "friendly_name": line.name,
        "current_size": len(line.members),
        "max_size": line.max_size,
        "average_wait_time": line.average_wait,
        "date_created": moment(line.created_at),
        "date_updated": moment(line.created_at),
        "subresource_uris": {"members": f"{office.config.account_path}/Queues/{line.sid}/Members.json"},
        "uri": f"{office.config.account_path}/Queues/{line.sid}.json",
    }


def member(office: Office, line: Queue, waiting: Member) -> Json:
    return {
        "call_sid": waiting.leg.sid,
        "queue_sid": line.sid,
        "date_enqueued": moment(waiting.joined_at),
        "position": line.position(waiting.leg),
        "wait_time": round((office.now() - waiting.joined_at).total_seconds()),
        "uri": f"{office.config.account_path}/Queues/{line.sid}/Members/{waiting.leg.sid}.json",
    }


def page(office: Office, name: str, path: str, items: list[Json], form: Form) -> Json:
    """A page as the list endpoints give it, with the way to the next one."""
    asked = dict(form)
    size = min(1000, max(1, int(asked.get("PageSize") or 50)))
    number = max(0, int(asked.get("Page") or 0))
    kept = [(key, value) for key, value in form if key not in ("Page", "PageSize", "PageToken")]

    def uri(which: int) -> str:
        return f"{office.config.account_path}/{path}.json?" + urlencode([*kept, ("PageSize", size), ("Page", which)])

    shown = items[number * size : (number + 1) * size]
    return {
        name: shown,
        "page": number,
        "page_size": size,
        "start": number * size,
        "end": number * size + max(0, len(shown) - 1),
        "first_page_uri": uri(0),
        "next_page_uri": uri(number + 1) if (number + 1) * size < len(items) else None,
        "previous_page_uri": uri(number - 1) if number else None,
        "uri": uri(number),
    }


def within(form: Form, name: str, at: datetime | None) -> bool:
    """The date filters: ``StartTime``, ``StartTime>`` and ``StartTime<``, each a day or a moment."""
    for key, value in form:
        if key.rstrip("<>") != name or not value:
            continue
        if at is None:
            return False
        bound = _instant(value)
        if key.endswith(">"):
            fits = at.timestamp() >= bound.timestamp()
        elif key.endswith("<"):
            fits = at.timestamp() <= bound.timestamp()
        else:
            fits = at.astimezone(UTC).date() == bound.date()
        if not fits:
            return False
    return True


def _instant(value: str) -> datetime:
    try:
        if len(value) == 10:
            return datetime.combine(date.fromisoformat(value), datetime.min.time(), UTC)
        found = datetime.fromisoformat(value)
    except ValueError:
        raise RestError(400, 20001, f"Invalid date {value!r}") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
