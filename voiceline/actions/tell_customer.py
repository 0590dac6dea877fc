"""Tell the customer how her case goes: a message to each of her contacts, by the best way that can work now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from voiceline.actions.keep_rhythm import beat, begin_anew
from voiceline.actions.untold import note_out_of_reach, note_untold
from voiceline.dialog.catalog import catalog
from voiceline.domain.directory import Contact, Customer, Directory
from voiceline.domain.phone_number import is_landline
from voiceline.domain.sending import EMAIL, SMS, WHATSAPP, Known, Recipient, Way, number_of, ways
from voiceline.domain.severity import Severity
from voiceline.store import notifications, reach
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
) -> bool:
    """Owe this news (a prompt ``text_<kind>``) to everyone concerned, once; ``again``: once at this moment, or under
    this mark. To each by the best way that can work now.

    ``but``: addresses (``known_by``) that know already. Whether anybody is told. Whoever hears, or knows, has her
    rhythm begin anew.
    """
    mark = again if isinstance(again, str) else str(int(now.timestamp()))
    name = f"{kind}-{ticket.number}" + (f"-{mark}" if again else "")
    everyone = recipients(directory, ticket)
    told = [each for each in everyone if not {*known_by([each])} & {*but}]
    known = reach.known(session, addresses_of(told), now)
    best = [(each, way) for each in told for way in possible(session, ticket, kind, each, known)[:1]]
    said = {**_common(directory, ticket, now), **values, "news": name}
    for each, way in best:
        owe_news(session, ticket, kind, each, way, now, said, known)
    if not any(way.channel != EMAIL for _, way in best) and any(each.mobile for each in told):
        note_untold(session, directory, ticket, kind, told, now)
    else:
        reached = [each for each, _ in best]
        note_out_of_reach(ticket, kind, [each for each in told if each not in reached], now)
    if best or len(told) < len(everyone):
        begin_anew(session, directory, ticket, now, now)
    return bool(best)


def owe_news(
    session: Session,
    ticket: Ticket,
    kind: str,
    to: Recipient,
    way: Way,
    now: datetime,
    said: Mapping[str, Any],
    known: Known,
    attempt: int = 0,
    due_at: datetime | None = None,
) -> None:
    """One message of ``said["news"]``; ``attempt`` counts the tries of a way that is not the first of this person."""
    told = to.mobile or to.email or ""
    can_answer = kind in ASKING and (way.channel == WHATSAPP or (way.channel, way.address) in known.has_written)
    then = f"-{way.channel}-{way.address}{'-template' * way.by_template}-{attempt}" if attempt else ""
    notifications.owe(
        session,
        {
            "once": f"{said['news']}-{told}{then}",
            "kind": kind,
            "channel": way.channel,
            "audience": "customer",
            "person": to.name,
            "address": way.address,
            "language": ticket.language,
            "values": {**said, "told": told, "can_answer": can_answer, "by_template": way.by_template},
            "ticket_number": ticket.number,
            "rank": RANK_OF_NEWS + int(Severity(ticket.severity)[1]),
            "attempt": max(attempt, 1),
            "created_at": now,
            "due_at": due_at or now,
        },
    )


def possible(session: Session, ticket: Ticket, kind: str, to: Recipient, known: Known) -> list[Way]:
    """Every way by which this news can reach her now, the best first."""
    return ways(to, f"{kind}.{ticket.language}", reach.means(session), known)


def addresses_of(told: Iterable[Recipient]) -> list[str | None]:
    return [address for each in told for address in (each.mobile, each.email)]


def recipients(directory: Directory, ticket: Ticket) -> list[Recipient]:
    """Who is told of this case: its own, and whoever reported what was merged into it."""
    told, contacts = reporters(directory, ticket), _contacts(directory, ticket)
    along = [_listed(contacts, each) for each in ticket.also_told if not is_landline(each)]
    return [*told, *(each for each in along if each not in told)]


def reporters(directory: Directory, ticket: Ticket) -> list[Recipient]:
    """Whoever reached us, by the channel she used, else the customer's listed contacts."""
    own, contacts = number_of(ticket.contact), _contacts(directory, ticket)
    if own is None or is_landline(own):
        return [_recipient(each) for each in contacts if each.mobile or each.email]
    used = (ticket.channel,) if ticket.channel in (SMS, WHATSAPP) else ()
    listed = _listed(contacts, own)
    return [replace(listed, prefers=(*used, *listed.prefers))]


def numbers_of(told: Iterable[Recipient]) -> list[str]:
    """The phones among them: a question, or a word in haste, has to reach one."""
    return [each.mobile for each in told if each.mobile]


def known_by(told: Iterable[Recipient]) -> list[str]:
    """The address each of them goes by in what is on record: her number, else her e-mail."""
    return [address for each in told if (address := each.mobile or each.email)]


def colleagues(directory: Directory, ticket: Ticket) -> list[Recipient]:
    """Her company's other contacts, who are told where she herself cannot be."""
    customer = directory.customer_named(ticket.customer)
    told = recipients(directory, ticket)
    listed = [_recipient(each) for each in customer.contacts if each.mobile or each.email] if customer else []
    return [each for each in listed if not any(each.mobile == one.mobile and each.email == one.email for one in told)]


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
    """``02:25`` in the line's zone; on another day than today, with that day: ``10:00 del lun 30/11``."""
    zone = ZoneInfo(directory.timezone)
    local = at.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"{local:%H:%M}"
    words = catalog(language).words
    weekday = words["weekdays"].split()[local.weekday()]
    return words["clock_of_day"].format(at=f"{local:%H:%M}", weekday=weekday, day=f"{local.day}/{local.month}")


def _contacts(directory: Directory, ticket: Ticket) -> Sequence[Contact]:
    customer = directory.customer_named(ticket.customer)
    return customer.contacts if customer else ()


def _name_of(customer: Customer | None, number: str) -> str | None:
    contacts = customer.contacts if customer else ()
    return next((contact.name for contact in contacts if contact.mobile == number), None)


def _listed(contacts: Iterable[Contact], address: str) -> Recipient:
    """Whoever has this number or e-mail, as the directory knows her; an address alone is told all the same."""
    alone = Recipient(email=address) if "@" in address else Recipient(mobile=address)
    return next((_recipient(each) for each in contacts if address in (each.mobile, each.email)), alone)


def _recipient(contact: Contact) -> Recipient:
    return Recipient(contact.name, contact.mobile, contact.email, (WHATSAPP,) if contact.whatsapp else ())


def _common(directory: Directory, ticket: Ticket, now: datetime) -> dict[str, Any]:
    expected = beat(directory, ticket, now)
    next_clock = when(directory, expected.due_at, now, ticket.language) if expected else ""
    return {
        "line": directory.name,
        "email_plain": directory.email or "",
        "case_number": ticket.number,
        "live_token": ticket.live_token or "",
        "severity_code": str(ticket.severity),
        "opened_clock": clock(directory, ticket.opened_at),
        "until_clock": when(directory, ticket.response_due_at, now, ticket.language),
        "solved_by_clock": when(directory, ticket.resolution_due_at, now, ticket.language),
        "next": catalog(ticket.language).text("next_update", {"next_clock": next_clock}) if next_clock else "",
    }
