"""Tell the customer how her case goes: a message to each of her contacts that can take one."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from voiceline.dialog.catalog import catalog
from voiceline.domain.directory import Customer, Directory
from voiceline.domain.phone_number import is_landline
from voiceline.domain.severity import Severity
from voiceline.store import notifications, threads
from voiceline.store.tickets import Ticket

RANK_OF_NEWS = 20  # after every page
ASKING = frozenset({"question", "resolved", "reminder"})  # news that asks for an answer, where one can arrive


def tell_customer(
    session: Session,
    directory: Directory,
    ticket: Ticket,
    kind: str,
    now: datetime,
    again: bool | str = False,
    but: Collection[str] = (),
    **values: Any,
) -> list[int]:
    """Owe this news (a prompt ``text_<kind>``) to everyone concerned, once; ``again``: once at this moment, or under
    this mark.

    ``but``: numbers that know already. The ids of what is owed.
    """
    mark = again if isinstance(again, str) else str(int(now.timestamp()))
    name = f"{kind}-{ticket.number}" + (f"-{mark}" if again else "")
    made = []
    for channel, address, person in addresses(directory, ticket):
        if address in but:
            continue
        can_answer = kind in ASKING and (channel == "whatsapp" or threads.has_texted(session, channel, address))
        made.append(
            notifications.owe(
                session,
                {
                    "once": f"{name}-{channel}-{address}",
                    "kind": kind,
                    "channel": channel,
                    "audience": "customer",
                    "person": person,
                    "address": address,
                    "language": ticket.language,
                    "values": {**_common(directory, ticket, now), "can_answer": can_answer, **values},
                    "ticket_number": ticket.number,
                    "rank": RANK_OF_NEWS + int(Severity(ticket.severity)[1]),
                    "created_at": now,
                    "due_at": now,
                },
            )
        )
    return [each for each in made if each is not None]


def addresses(directory: Directory, ticket: Ticket) -> list[tuple[str, str, str | None]]:
    """(channel, number, name) of who is told of this case."""
    customer = directory.customer_named(ticket.customer)
    return reachable(customer, ticket.contact, "whatsapp" if ticket.channel == "whatsapp" else "sms")


def reachable(customer: Customer | None, contact: str | None, channel: str) -> list[tuple[str, str, str | None]]:
    """(channel, number, name) of who is told: the number that reached us, else the customer's listed contacts.

    A text never goes to a landline (the carrier refuses it), so from one the contacts are told instead.
    """
    own = contact if contact and not is_landline(contact) else None
    if own:
        return [(channel, own, _name_of(customer, own))]
    if customer is None:
        return []
    return [("sms", contact.mobile, contact.name) for contact in customer.contacts if contact.mobile]


def clock(directory: Directory, at: datetime) -> str:
    """``02:25`` in the line's zone."""
    return at.astimezone(ZoneInfo(directory.timezone)).strftime("%H:%M")


def when(directory: Directory, at: datetime, now: datetime, language: str) -> str:
    """``02:25`` in the line's zone; on another day than today, with that day: ``lun 30/11 10:00``."""
    zone = ZoneInfo(directory.timezone)
    local = at.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    return f"{catalog(language).words['weekdays'].split()[local.weekday()]} {local.day}/{local.month} {local:%H:%M}"


def _name_of(customer: Customer | None, number: str) -> str | None:
    contacts = customer.contacts if customer else ()
    return next((contact.name for contact in contacts if contact.mobile == number), None)


def _common(directory: Directory, ticket: Ticket, now: datetime) -> dict[str, Any]:
    return {
        "line": directory.name,
        "email_plain": directory.email or "",
        "case_number": ticket.number,
        "live_token": ticket.live_token or "",
        "severity_code": str(ticket.severity),
        "opened_clock": clock(directory, ticket.opened_at),
        "until_clock": when(directory, ticket.response_due_at, now, ticket.language),
        "solved_by_clock": when(directory, ticket.resolution_due_at, now, ticket.language),
    }
