"""X-Twilio-Signature, written from its description and not from anybody's library."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable


def sign(token: str, url: str, form: Iterable[tuple[str, str]] = ()) -> str:
    """HMAC-SHA1 over the URL and every field, sorted by name; a repeated key gives each distinct value once, sorted."""
    fields = sorted(set(form))
    message = url + "".join(name + value for name, value in fields)
    return base64.b64encode(hmac.new(token.encode(), message.encode(), hashlib.sha1).digest()).decode()
