"""REST, to be read only: the account's message templates, of the content product on a host of its own."""

from __future__ import annotations

import re

from voiceline.simulator.office import Office
from voiceline.simulator.rest_shapes import Json, RestError
from voiceline.simulator.templates import Template
from voiceline.simulator.web import Form

PATH = re.compile(r"/v1/Content(?:/(\w+))?")


def answer(office: Office, sid: str | None, form: Form) -> Json:
    if sid is None:
        return {"contents": [_content(office, each) for each in office.templates.values()], "meta": _meta(office)}
    if sid not in office.templates:
        raise RestError(404, 20404, f"The requested resource /v1/Content/{sid} was not found")
    return _content(office, office.templates[sid])


def _content(office: Office, template: Template) -> Json:
    shown: Json = {"body": template.body}
    if template.buttons:
        shown["actions"] = [{"title": b.title, "id": b.payload, "type": "QUICK_REPLY"} for b in template.buttons]
    return {
        "sid": template.sid,
        "account_sid": office.config.account_sid,
        "friendly_name": template.name,
        "language": template.language,
        "variables": dict(template.variables),
        "types": {"twilio/quick-reply" if template.buttons else "twilio/text": shown},
        "url": f"{office.config.api_url}/v1/Content/{template.sid}",
        "links": {},
    }


def _meta(office: Office) -> Json:
    url = f"{office.config.api_url}/v1/Content"
    pages: Json = {"first_page_url": url, "url": url, "previous_page_url": None, "next_page_url": None}
    return {"page": 0, "page_size": 50, "key": "contents", **pages}
