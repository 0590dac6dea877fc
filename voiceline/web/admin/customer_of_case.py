"""The customer of a case, beside it: who of hers is told by which way, her other cases. Never a PIN."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from flask import Blueprint, abort, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.actions.tell_customer import addresses_of, colleagues, possible, recipients
from voiceline.domain.directory import Directory
from voiceline.domain.sending import Known, Recipient
from voiceline.store import customers_cases, directory, reach
from voiceline.store.tickets import LARGEST_NUMBER, Ticket
from voiceline.web.admin import promises
from voiceline.web.admin.doors import for_people
from voiceline.web.admin.listing import page
from voiceline.web.admin.people import People
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line


@dataclass(frozen=True)
class Person:
    """``ways``: channels that can reach her now, the best first; ``refused``: those she wants nothing by."""

    name: str
    addresses: Sequence[str]
    is_told: bool
    ways: Sequence[str]
    refused: Sequence[str]


@dataclass(frozen=True)
class CustomerOfCase:
    people: Sequence[Person]
    open_cases: Sequence[Ticket]
    merged: Sequence[Ticket]
    closed: Sequence[Ticket]
    more: bool

    @property
    def reachable(self) -> set[str]:
        """Addresses of those whom a message can reach by some way."""
        return {address for each in self.people if each.ways for address in each.addresses}


def customer_of(session: Session, book: Directory, ticket: Ticket, now: datetime) -> CustomerOfCase:
    told, others = recipients(book, ticket), colleagues(book, ticket)
    known = reach.known(session, addresses_of([*told, *others]), now)
    people = [_person(session, ticket, each, known, each in told) for each in (*told, *others)]
    closed, more = customers_cases.closed_lately(session, ticket)
    return CustomerOfCase(people, *customers_cases.beside(session, ticket), closed, more)


def register(blueprint: Blueprint) -> None:
    blueprint.get("/tickets/<int:number>/cases")(cases_of_customer)


@for_people
def cases_of_customer(number: int) -> str:
    """Every case of the customer of this one, newest first."""
    line, place = the_line(), {"number": number}
    with line.reading() as session:
        _, book = directory.current(session)
        ticket = session.get(Ticket, number) if number <= LARGEST_NUMBER else None
        if ticket is None:
            abort(404)
        asked = select(Ticket).where(customers_cases.of_same_customer(ticket))
        rows, older = page(session, asked, (Ticket.opened_at, Ticket.number), place)
    known = {"people": People(book, words()), "zone": book.timezone, "filters": place}
    promise = partial(promises.response, now=line.now(), w=words())
    return render_template("admin/customer_cases.html", ticket=ticket, rows=rows, older=older, promise=promise, **known)


def _person(session: Session, ticket: Ticket, to: Recipient, known: Known, is_told: bool) -> Person:
    addresses = [each for each in (to.mobile, to.email) if each]
    ways = dict.fromkeys(way.channel for way in possible(session, ticket, "update", to, known))
    refused = sorted({channel for channel, address in known.opted_out if address in addresses})
    return Person(to.name or "", addresses, is_told, list(ways), refused)
