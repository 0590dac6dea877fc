"""A number as people write and dictate it: ``+502 3000-1234``. What machines read keeps ``+50230001234``."""

from functools import lru_cache

import phonenumbers

REMEMBERED = 4096  # numbers of other countries; a page of the log shows the same ones again


def shown(number: str | None) -> str:
    """A Guatemalan one in its two fours, others as their country groups them; what is no whole number as it stands."""
    if not number or number[0] != "+" or not number[1:].isdecimal():
        return number or ""
    if number.startswith("+502") and len(number) == 12:
        return f"+502 {number[4:8]}-{number[8:]}"
    return _abroad(number)


def country_of(number: str) -> str | None:
    """Its country's ISO code; None for one of no country (a satellite phone), or that is no number."""
    try:
        found = phonenumbers.region_code_for_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return None
    return found if found and found.isalpha() else None


@lru_cache(REMEMBERED)
def _abroad(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    if not phonenumbers.is_possible_number(parsed):
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
