"""REST, to be read only: the account's message templates, of the content product on a host of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from voiceline.simulator.rest_shapes import Json, RestError
from voiceline.simulator.templates import Template
from voiceline.simulator.web import Form

if TYPE_CHECKING:
    from voiceline.simulator.carrier import Carrier

PATH = re.compile(r"/v1/Content(?:/(\w+))?")


def answer(carrier: Carrier, sid: str | None, form: Form) -> Json:
    if sid is None:
        return {"contents": [_content(carrier, each) for each in carrier.templates.values()], "meta": _meta(carrier)}
    if sid not in carrier.templates:
        raise RestError(404, 20404, f"The requested resource /v1/Content/{sid} was not found")
    return _content(carrier, carrier.templates[sid])


def _content(carrier: Carrier, template: Template) -> Json:
    shown: Json = {"body": template.body}
    if template.buttons:
        shown["actions"] = [{"title": b.title, "id": b.payload, "type": "QUICK_REPLY"} for b in template.buttons]
    return {
        "sid": template.sid,
        "account_sid": carrier.config.account_sid,
        "friendly_name": template.name,
        "language": template.language,
        "variables": dict(template.variables),
        "types": {"twilio/quick-reply" if template.buttons else "twilio/text": shown},
        "url": f"{carrier.config.api_url}/v1/Content/{template.sid}",
        "links": {},
    }


def _meta(carrier: Carrier) -> Json:
    url = f"{carrier.config.api_url}/v1/Content"
    pages: Json = {"first_page_url": url, "url": url, "previous_page_url": None, "next_page_url": None}
    return {"page": 0, "page_size": 50, "key": "contents", **pages}
