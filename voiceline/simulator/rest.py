"""The REST API without any I/O: who asks is checked, the path finds its resource, errors have the vendor's shape."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

from voiceline.simulator import (
    rest_account,
    rest_calls,
    rest_content,
    rest_media,
    rest_messages,
    rest_queues,
    rest_recordings,
)
from voiceline.simulator.office import Office
from voiceline.simulator.rest_shapes import RestError
from voiceline.simulator.web import Form

Reply = tuple[int, object, str]
JSON = "application/json"

ROUTES: list[tuple[str, str, Callable[..., tuple[int, object] | Reply]]] = [
    ("POST", r"Calls", rest_calls.create),
    ("GET", r"Calls", rest_calls.index),
    ("GET", r"Calls/(CA\w{32})", rest_calls.show),
    ("POST", r"Calls/(CA\w{32})", rest_calls.update),
    ("GET", r"Calls/(CA\w{32})/Recordings", rest_recordings.index_of_call),
    ("POST", r"Messages", rest_messages.create),
    ("GET", r"Messages", rest_messages.index),
    ("GET", r"Messages/([SM]M\w{32})", rest_messages.show),
    ("GET", r"Messages/([SM]M\w{32})/Media", rest_media.index),
    ("GET", r"Messages/([SM]M\w{32})/Media/(ME\w{32})", rest_media.show),
    ("DELETE", r"Messages/([SM]M\w{32})/Media/(ME\w{32})", rest_media.delete),
    ("GET", r"Recordings", rest_recordings.index),
    ("GET", r"Recordings/(RE\w{32})", rest_recordings.show),
    ("DELETE", r"Recordings/(RE\w{32})", rest_recordings.delete),
    ("GET", r"Balance", rest_account.balance),
    ("GET", r"IncomingPhoneNumbers", rest_account.numbers),
    ("GET", r"OutgoingCallerIds", rest_account.caller_ids),
    ("GET", r"Queues", rest_queues.index),
    ("GET", r"Queues/([^/]+)", rest_queues.show),
    ("GET", r"Queues/([^/]+)/Members", rest_queues.members),
    ("GET", r"Queues/([^/]+)/Members/([^/]+)", rest_queues.member),
    ("POST", r"Queues/([^/]+)/Members/([^/]+)", rest_queues.take),
]


def answer(office: Office, method: str, path: str, form: Form, authorization: str | None) -> Reply:
    try:
        return _answer(office, method.upper(), path, form, authorization)
    except RestError as error:
        return error.status, error.body(), JSON


def _answer(office: Office, method: str, path: str, form: Form, authorization: str | None) -> Reply:
    config = office.config
    if not _known(authorization, config.account_sid, config.auth_token):
        raise RestError(401, 20003, "Authenticate")
    address = urlsplit(path)
    form = [*parse_qsl(address.query, keep_blank_values=True), *form]
    account = config.account_path
    inner = address.path.removesuffix(".json")
    if inner == account and method == "GET":
        return 200, rest_account.show(office), JSON
    rest_account.must_be_active(office)
    country = rest_account.COUNTRY_PATH.fullmatch(address.path)
    if country and method == "GET":
        return 200, rest_account.country(office, country[1]), JSON
    content = rest_content.PATH.fullmatch(address.path)
    if content and method == "GET":
        return 200, rest_content.answer(office, content[1], form), JSON
    audio = re.fullmatch(rf"{re.escape(account)}/Recordings/(RE\w{{32}})(?:\.(?:wav|mp3))?", address.path)
    if audio and method == "GET":
        return rest_recordings.media(office, audio[1])
    medium = re.fullmatch(rf"{re.escape(account)}/Messages/([SM]M\w{{32}})/Media/(ME\w{{32}})", address.path)
    if medium and method == "GET":
        return rest_media.bytes_of(office, *medium.groups())
    if inner.startswith(account + "/"):
        for verb, pattern, act in ROUTES:
            match = re.fullmatch(pattern, inner[len(account) + 1 :])
            if match and verb == method:
                reply = act(office, form, *match.groups())
                return reply if len(reply) == 3 else (reply[0], reply[1], JSON)
    raise RestError(404, 20404, f"The requested resource {address.path} was not found")


def _known(authorization: str | None, account_sid: str, token: str) -> bool:
    expected = "Basic " + base64.b64encode(f"{account_sid}:{token}".encode()).decode()
    return hmac.compare_digest((authorization or "").encode(), expected.encode())
