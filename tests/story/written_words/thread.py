"""What the line answered, and what became of the words."""

from tests.phones import ORTIZ, House
from voiceline.store.base import run

FOODS = "+50244440002"  # English
PEDRO = "+50224110007"  # of Banco Maya too; a landline, so he reads WhatsApp only


def replies(house: House, number: str = ORTIZ) -> list[str]:
    return [m.body for m in house.texts_to(number) if m.direction == "outbound-reply"]


def last(house: House, number: str = ORTIZ) -> str:
    return replies(house, number)[-1]


def severities(house: House) -> list[str]:
    return [ticket.severity for ticket in house.tickets()]


def told(house: House, kind: str) -> list[dict[str, str]]:
    with house.line.reading() as session:
        rows = run(session, "SELECT values FROM notifications WHERE kind = %(kind)s ORDER BY id", {"kind": kind})
        return [row[0] for row in rows.fetchall()]


def described(house: House, number: int | None = None) -> list[str]:
    return [e.detail["text"] for e in house.ticket(number).events if e.kind == "described"]
