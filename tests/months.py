"""Rows of a month as the line would have left them, made up: for the oracle's nights and to be looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from psycopg import Connection
from psycopg.types.json import Jsonb

CALL = ("sid", "direction", "from_number", "to_number", "status", "started_at", "ended_at", "duration_seconds")
CALL += ("ticket_number", "notification_id", "customer", "engineer", "outcome", "joined_at", "language", "script")
CALL += ("step", "turn", "tries", "notes")
TICKET = ("number", "severity", "reported_severity", "status", "channel", "language", "customer", "contact", "summary")
TICKET += ("opened_at", "acknowledged_at", "response_due_at", "responded_at", "resolution_due_at")
TICKET += ("resolution_met_at", "response_breached_at", "resolution_breached_at", "rectified", "closed_as", "exclusion")
TICKET += ("closed_at", "merged_into", "is_rehearsal", "policy", "round", "step", "directory_version", "clock_starts")
PAGE = ("id", "once", "kind", "channel", "audience", "person", "address", "language", "values", "ticket_number")
PAGE += ("rank", "attempt", "token", "created_at", "due_at", "state", "tries")


@dataclass
class Months:
    """Rows to be written, each a mapping of what matters of it; ``write`` adds what does not."""

    tickets: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    ticket_events: list[tuple[int, datetime, str, str | None, dict[str, Any]]] = field(default_factory=list)
    call_events: list[tuple[int, datetime, str, dict[str, Any]]] = field(default_factory=list)  # by place of the call
    pages: list[dict[str, Any]] = field(default_factory=list)

    def ticket(self, severity: str, opened_at: datetime, **known: Any) -> int:
        number = 101 + len(self.tickets)
        plain = {"number": number, "severity": severity, "reported_severity": severity, "status": "open"}
        due = {
            "response_due_at": opened_at + timedelta(minutes=15),
            "resolution_due_at": opened_at + timedelta(hours=4),
        }
        rest = {"channel": "voice", "opened_at": opened_at, "rectified": {}, "is_rehearsal": False}
        self.tickets.append({**plain, **due, **rest, **known, "rang_at": opened_at})
        if known.get("responded_at"):
            self.ticket_events.append((number, known["responded_at"], "responded", None, {}))
        return number

    def merge(self, number: int, into: int, at: datetime) -> None:
        """As the line does it, of what the month's figures are made: also the cases that were merged into this one."""
        ticket, other = self.tickets[number - 101], self.tickets[into - 101]
        ticket |= {"status": "closed", "closed_as": "merged"}
        self.ticket_events.append((into, at, "absorbed", "rosa", {"opened_at": other["opened_at"].isoformat()}))
        other["opened_at"] = min(ticket["opened_at"], other["opened_at"])
        answers = [each["responded_at"] for each in (ticket, other) if each.get("responded_at")]
        other["responded_at"] = min(answers, default=None)
        for each in self.tickets:
            if each["number"] == number or each.get("merged_into") == number:
                each["merged_into"] = into

    def call(self, started_at: datetime, seconds: int, **known: Any) -> int:
        """Its place."""
        ended = {"ended_at": started_at + timedelta(seconds=seconds), "duration_seconds": seconds, "step": "welcome"}
        self.calls.append({"direction": "inbound", "started_at": started_at, **ended, **known})
        return len(self.calls) - 1

    def ring(self, engineer: str, at: datetime, ticket: int | None, outcome: str, seconds: int = 0, kind: str = "page"):
        number = len(self.pages) + 1
        self.pages.append({"id": number, "kind": kind, "person": engineer, "ticket_number": ticket, "created_at": at})
        about = {"engineer": engineer, "ticket_number": ticket, "notification_id": number, "outcome": outcome}
        self.call(at, seconds, direction="outbound", step="page", **about)

    def write(self, connection: "Connection[Any]") -> None:
        _copy(connection, "tickets", TICKET, self.tickets, _TICKET)
        _copy(connection, "notifications", PAGE, self.pages, _PAGE)
        named = [{"sid": f"CA{place:032x}", **each} for place, each in enumerate(self.calls)]
        _copy(connection, "calls", CALL, named, _CALL)
        rows = connection.execute("SELECT id, sid FROM calls").fetchall()
        ids = {sid: number for number, sid in rows}
        said = [(ids[f"CA{place:032x}"], at, kind, Jsonb(detail)) for place, at, kind, detail in self.call_events]
        happened = [(*rest, Jsonb(detail)) for *rest, detail in self.ticket_events]
        with connection.cursor() as cursor:
            with cursor.copy("COPY call_events (call_id, at, kind, detail) FROM STDIN") as copied:
                for row in said:
                    copied.write_row(row)
            with cursor.copy("COPY ticket_events (ticket_number, at, kind, by, detail) FROM STDIN") as copied:
                for row in happened:
                    copied.write_row(row)


_TICKET = {"language": "es", "summary": "", "policy": {}, "round": 0, "step": 0, "directory_version": 1}
_TICKET |= {"clock_starts": {}}
_CALL = {"from_number": "+50244440001", "to_number": "+50256305476", "status": "completed", "language": "es"}
_CALL |= {"script": "customer_line", "turn": 0, "tries": 0, "notes": {}}
_PAGE = {"channel": "call", "audience": "engineer", "address": "+50255550101", "language": "es", "values": {}}
_PAGE |= {"rank": 1, "attempt": 1, "state": "ended", "tries": 1}


def _copy(
    connection: "Connection[Any]",
    table: str,
    columns: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    plain: Mapping[str, Any],
) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copied:
        for place, row in enumerate(rows):
            whole = {**plain, **row}
            whole.setdefault("due_at", whole.get("created_at"))
            whole |= {"once": f"page-{place}", "token": f"t{place}"} if table == "notifications" else {}
            copied.write_row([_cell(whole.get(name)) for name in columns])


def _cell(value: Any) -> Any:
    return Jsonb(value) if isinstance(value, dict) else value


def lively(first: datetime, days: int, seed: int = 7, cases: int = 46) -> Months:
    """A month as one would expect it: most answered within minutes, some late, a few hung up, some nights broken."""
    random, made = Random(seed), Months()
    customers = ("Banco Maya", "Banco Maya", "Quetzal Foods", None)
    for _ in range(cases):
        opened = first + timedelta(seconds=random.randrange(days * 86400))
        _lively_case(made, random, opened, random.choice(customers))
    for _ in range(cases // 3):
        at = first + timedelta(seconds=random.randrange(days * 86400))
        step = random.choice(("welcome", "welcome", "welcome", "confirm", "not_urgent", "welcome_back"))
        made.call(at, 9, outcome="abandoned", customer=random.choice(customers), step=step)
    return made


def _lively_case(made: Months, random: Random, opened: datetime, customer: str | None) -> None:
    severity = random.choice(("P1", "P1", "P2", "P2", "P2", "P3", "P4"))
    waited = timedelta(seconds=int(random.lognormvariate(4.6, 1.1)))
    solved = opened + timedelta(minutes=random.randrange(20, 500))
    due = {"P1": (15, 240), "P2": (30, 600), "P3": (60, 1500), "P4": (240, 1800)}[severity]
    deadlines = [opened + timedelta(minutes=each) for each in due]
    known: dict[str, Any] = {"customer": customer, "response_due_at": deadlines[0], "resolution_due_at": deadlines[1]}
    met = {"responded_at": opened + waited, "resolution_met_at": solved if random.random() < 0.9 else None}
    late = {"response_breached_at": deadlines[0] if opened + waited > deadlines[0] else None}
    late |= {"resolution_breached_at": deadlines[1] if solved > deadlines[1] else None}
    if late["resolution_breached_at"] and random.random() < 0.4:
        known["rectified"] = {"resolution": {"by": "rosa@example.com", "at": "", "reason": "el cliente pidió esperar"}}
    known |= {"status": "acknowledged"}
    if met["resolution_met_at"]:
        closed_as = random.choice(("validated",) * 6 + ("unvalidated", "out_of_scope"))
        known |= {"status": "closed", "closed_as": closed_as}
        known |= {"exclusion": "connectivity"} if closed_as == "out_of_scope" else {}
    channel = random.choice(("voice", "voice", "voice", "whatsapp"))
    number = made.ticket(severity, opened, channel=channel, **known, **met, **late)
    at = opened
    for engineer in random.sample(("dana", "lee", "ana", "luis"), random.randrange(1, 4)) * random.randrange(1, 3):
        made.ring(engineer, at, number, "no_answer")
        at += timedelta(seconds=25)
    taker = random.choice(("dana", "lee", "ana"))
    made.ring(taker, at, number, "acknowledged", random.randrange(60, 1500))
    made.ticket_events.append((number, at, "acknowledged", taker, {}))
    if channel == "voice":
        stayed, length = random.random() < 0.7, random.randrange(120, 1500)
        about = {"ticket_number": number, "customer": customer}
        if stayed:
            made.call(opened, length, outcome="joined", joined_at=opened + waited, **about)
        else:
            made.call(opened, 40, outcome="case_opened", step=random.choice(("describe", "hold", "hold")), **about)
            if random.random() < 0.6:
                made.call(at, length, direction="outbound", outcome="talked", joined_at=at + waited, **about)
