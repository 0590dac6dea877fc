"""Who is who in rows: names from the directory, numbers where there is no name."""

from voiceline.domain.directory import Directory
from voiceline.store.calls import Call
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket
from voiceline.telephony.number_shown import shown
from voiceline.web.admin.words import Words


class People:
    """Names things as the directory in force does, in the reader's language."""

    def __init__(self, book: Directory, w: Words):
        self.book, self.w = book, w

    def number(self, call: Call) -> str:
        """The other side's number; for a call that came in, what the carrier showed."""
        return self.phone(call.to_number if call.direction == "outbound" else call.from_number)

    def phone(self, number: str | None) -> str:
        """As people write it. What is no number (a name, an e-mail) stands as it is."""
        return shown(number)

    def who(self, call: Call) -> str:
        """A name if there is one, else the number, unless that proves nothing."""
        if call.engineer:
            return self.engineer(call.engineer)
        if call.customer:
            return call.customer
        return self.w("stranger") if call.notes.get("unproven") else self.number(call) or self.w("stranger")

    def named(self, call: Call) -> str:
        """``Banco Maya (+502 4444-0001)``; a number alone is not said twice."""
        who, number = self.who(call), self.number(call)
        return who if not number or who == number else f"{who} ({number})"

    def came_of(self, call: Call) -> str | None:
        """The word for its outcome; a key takes a case only on a page."""
        took_nothing = call.script in ("call_back", "engineer_rehearsal") and call.outcome == "acknowledged"
        return "answered_with_key" if took_nothing else call.outcome

    def addressee(self, row: Notification) -> str:
        """``Dana Cruz (+502 5555-0101)``."""
        person = self.phone(self.engineer(row.person) if row.audience == "engineer" else row.person)
        address = self.phone(row.address)
        return f"{person} ({address})" if person else address

    def engineer(self, engineer: str | None) -> str:
        """His name; ids of people who have left, "customer" and "line" have words too or are shown as they are."""
        known = self.book.engineers.get(engineer or "")
        return known.name if known else self.w.named("kinds", engineer)

    def assignee(self, ticket: Ticket) -> str:
        return self.engineer(ticket.assignee) if ticket.assignee else self.w("nobody")

    def customer(self, ticket: Ticket) -> str:
        return ticket.customer or self.phone(ticket.contact) or self.w("stranger")
