"""The words of a template as the carrier fills them in: its list of messages shows these, never the template's name.

Read only where it is not known whether such a message went out (twilio.com/docs/content/content-api-resources).
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from twilio.rest import Client

from voiceline.telephony.phone import Template

PLACE = re.compile(r"\{\{(\w+)\}\}")


def words_of(client: Client, template: Template) -> frozenset[str]:
    """What a message of this template may say, one text for each kind of channel it has words for."""
    found = client.content.v1.contents(template.sid).fetch()
    values = {**dict(found.variables or {}), **template.variables}
    shown = [kind.get("body") for kind in dict(found.types or {}).values() if isinstance(kind, Mapping)]
    return frozenset(in_one_line(_filled(body, values)) for body in shown if isinstance(body, str) and body)


def in_one_line(words: Any) -> str:
    """However the carrier breaks its lines."""
    return " ".join(str(words or "").split())


def host_of(product: str, api_url: str) -> str:
    """A product has its own host beside ``api.``; a carrier of our own serves all under one address."""
    host = urlsplit(api_url).hostname or ""
    if host.startswith("api.") and host.endswith(".twilio.com"):
        return api_url.replace("//api.", f"//{product}.", 1)
    return api_url


def _filled(body: str, values: Mapping[str, str]) -> str:
    return PLACE.sub(lambda place: str(values.get(place[1], place[0])), body)
