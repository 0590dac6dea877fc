"""One-time codes of an authenticator app (RFC 6238: SHA-1, thirty seconds, six digits, as every app expects)."""

import base64
import hmac
import secrets
import struct
from datetime import datetime
from urllib.parse import quote

SECONDS = 30
DIGITS = 6
DRIFT = 1  # steps a phone's clock may be off, either way
SECRET_BYTES = 20


def new_secret() -> str:
    """Base32, as apps have it typed in."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_at(now: datetime) -> int:
    return int(now.timestamp()) // SECONDS


def code_of(secret: str, step: int) -> str:
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def matching_step(secret: str, typed: str, now: datetime, after: int | None) -> int | None:
    """The step whose code this is; None for a wrong one, and for any step up to ``after``: a code counts once."""
    code, here = "".join(typed.split()), step_at(now)
    if not (code.isascii() and code.isdecimal() and len(code) == DIGITS):
        return None
    fitting = [
        step for step in range(here - DRIFT, here + DRIFT + 1) if hmac.compare_digest(code_of(secret, step), code)
    ]
    return next((step for step in fitting if after is None or step > after), None)


def address_of(secret: str, email: str, issuer: str) -> str:
    """What the QR code holds."""
    label = quote(f"{issuer}:{email}", safe="@")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}"
