"""Two cases of one customer, and how they become one."""

from typing import Any

from tests.phones import House
from tests.story.conftest import DIRECTORY
from voiceline.actions.merge_cases import merge
from voiceline.actions.move_ticket import Desk
from voiceline.store import directory

ADMIN = "rosa@example.com"
MARCO = "+50244440009"
NORA = "+50244440010"
COMPANY = DIRECTORY.replace('"+50223330001"]', f'"+50223330001", "{MARCO}", "{NORA}"]')
CONTACT = """
[[customers.contacts]]
name = "Rosa Ortiz"
mobile = "+50244440001"
"""
BY_MAIL = """
[[customers.contacts]]
name = "Marta Sol"
email = "marta@example.com"
"""


def merges(house: House, number: int, into: int, reason: str = "", by: str = ADMIN) -> Any:
    with house.line.transaction() as session:
        version, book = directory.current(session)
        merge(Desk(session, book, version, by, house.line.now()), number, into, reason)
    house.work()


def two_cases(house: House) -> None:
    """Ms. Ortiz reports a P1, Dana takes it; four minutes later she says it is another: 102."""
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(minutes=4)
    house.caller().dials().presses("1").presses("2").hangs_up()
    assert [each.number for each in house.tickets()] == [101, 102]
