"""Recognise a customer on a phone that is not listed, by case number and PIN: for that case, on that call, no further.

Wrong case, wrong PIN, a customer without one, a case that was guessed at too often: all are one answer, and count
alike. Neither her number nor the call becomes that customer's.
"""

from hmac import compare_digest

from voiceline.actions import guard_pins
from voiceline.actions.move_ticket import Desk, customer_spoke
from voiceline.actions.turn import Outcome, Turn
from voiceline.dialog.conversation import MOST_TRIES
from voiceline.domain.directory import Customer, Directory
from voiceline.store import her_cases, merged, pin_entries
from voiceline.store.calls import Call
from voiceline.store.pin_entries import CUSTOMERS
from voiceline.store.tickets import Ticket


def find_my_case(turn: Turn) -> Outcome:
    """Key 4. A listed number has its case at once. No PIN by message: it would stay in her phone and at the carrier."""
    customer = turn.subject.customer
    cases = her_cases.open_cases(turn.session, None, customer) if customer else []
    if cases:
        return Outcome("known", {"case": cases[0], "cases": cases})
    if customer:
        return Outcome("none")
    if not isinstance(turn.subject, Call):
        return Outcome("by_text")
    return Outcome("shut" if guard_pins.is_used_up(turn, CUSTOMERS) else "unknown")


def name_case(turn: Turn) -> Outcome:
    """Which case she means. A number that no case has is not kept: it may be a PIN keyed too early."""
    ticket = turn.session.get(Ticket, int(turn.take_out("entered_case")))
    return Outcome("named", {"named_case": ticket.number if ticket else None})


def recognise_customer(turn: Turn) -> Outcome:
    """Case and PIN are right together or wrong together; who is recognised has spoken, and hears of her case."""
    pin = turn.take_out("pin")
    if not isinstance(turn.subject, Call):
        raise ValueError("a PIN is keyed on a call")
    pin_entries.take_turns(turn.session, CUSTOMERS)
    number = turn.notes["named_case"]
    wrong = guard_pins.wrong(turn, CUSTOMERS, number)
    if wrong.in_all >= guard_pins.MOST:
        return Outcome("shut")
    ticket = turn.session.get(Ticket, number) if number else None
    customer = whose(turn.directory, ticket.customer if ticket else None, pin)
    if ticket is None or customer is None or wrong.of_case >= guard_pins.MOST_OF_CASE:
        return _mistaken(turn, number)
    pin_entries.note(turn.session, CUSTOMERS, turn.subject, number, True, turn.now)
    ticket = merged.lock_where_it_goes_on(turn.session, ticket.number) or ticket
    customer_spoke(Desk(turn.session, turn.directory, turn.version, "customer", turn.now), ticket)
    language = turn.notes.get("language", customer.language)  # what was chosen on this call stands
    known = {"case": ticket.number, "case_by_pin": ticket.number, "joined_case": True}
    return Outcome("recognised", {**known, "language": language})


def whose(directory: Directory, name: str | None, pin: str) -> Customer | None:
    """The customer of that name, if this is her PIN. Compared in constant time, with nothing where she has none."""
    customer = directory.customer_named(name)
    hers = (customer.pin if customer else None) or ""
    return customer if compare_digest(hers.encode(), pin.encode()) else None


def _mistaken(turn: Turn, number: int | None) -> Outcome:
    """A case that was guessed at too often is not said to be: it is one of the numbers that do not match."""
    tried = guard_pins.note_wrong(turn, CUSTOMERS, number)
    used_up = tried.wrong.in_all >= guard_pins.MOST
    name = "no_more" if tried.on_call >= MOST_TRIES else "shut" if used_up else "no_match"
    return Outcome(name, {CUSTOMERS.tries: tried.on_call})


DEEDS = {
    "find_my_case": find_my_case,
    "name_own_case": name_case,
    "recognise_customer": recognise_customer,
}
