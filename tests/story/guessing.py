"""Guessing at a door that a case number and a PIN open: the engineers', or the customers'."""

from collections.abc import Callable

from tests.phones import STRANGER, CustomerPhone, House
from voiceline.store import pin_entries
from voiceline.store.pin_entries import Door


def wrong(house: House, door: Door) -> int:
    """Wrong entries at this door since midnight."""
    with house.line.reading() as session:
        return pin_entries.wrong_since(session, door, None, house.line.now().replace(hour=0)).in_all


def guess(
    house: House,
    count: int,
    case: str,
    at_the_door: Callable[[House], CustomerPhone],
    enters: Callable[[CustomerPhone, str, str], CustomerPhone],
) -> CustomerPhone:
    """So many wrong entries, two a call."""
    phone = house.caller(STRANGER)
    for number in range(count):
        if number % 2 == 0:
            phone = at_the_door(house)
        enters(phone, case, f"{5000 + number}")
        if number % 2 or number == count - 1:
            phone.hangs_up()
    return phone
