"""The secret of a case's live link: short enough for an SMS, and nothing in it that is mistaken when read aloud."""

import secrets
from base64 import b32encode


def live_token() -> str:
    """80 random bits as 16 letters and digits: no 0, 1, 8, 9, and no sign at which a phone ends a link."""
    return b32encode(secrets.token_bytes(10)).decode().lower()
