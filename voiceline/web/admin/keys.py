"""The keys of rows, as addresses and forms give them: digits of anybody's."""

from flask import abort

from voiceline.web.admin.doors import LARGEST_KEY


def key(given: str, largest: int = LARGEST_KEY) -> int:
    """What can be no row's is a 404. The length comes first: Python reads no number of thousands of digits."""
    if not given.isdecimal() or len(given) > len(str(largest)) or int(given) > largest:
        abort(404)
    return int(given)
