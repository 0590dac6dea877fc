"""Open a ticket: the case, its deadlines, the policy in force and the first pages, in one go; the rest is owed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voiceline.actions.after_opening import owe_after_opening
from voiceline.actions.keep_clocks import deadlines_told, start_clocks
from voiceline.actions.open_case import as_grave_as, ring_its_people
from voiceline.actions.page_engineer import IN_A_TALK, begin_policy, policy_in_force
from voiceline.actions.turn import Outcome, Turn
from voiceline.domain.directory import Directory
from voiceline.domain.severity import Severity
from voiceline.domain.sla import deadlines
from voiceline.store import openings
from voiceline.store.base import write_whole
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket

LEAST_SECONDS = 2  # of a caller's own words, to open a case for one who pressed nothing that counts


@dataclass(frozen=True)
class Report:
    """Who reports what, how, and since when. ``opened_at`` is first contact: the first ring, the message's arrival.

    ``why``: by which deed of the line, where it was not asked for; it names the words the customer is told it with.
    """

    severity: Severity
    channel: str
    language: str
    customer: str | None
    contact: str | None
    opened_at: datetime
    unasked: bool = False
    why: str = ""


def open_ticket(session: Session, directory: Directory, version: int, report: Report, now: datetime) -> Ticket:
    """The new ticket, its pages owed; an urgent one always has someone to ring."""
    due = deadlines(report.severity, report.opened_at, directory.calendar)
    opening = openings.begin(session, IN_A_TALK)
    ticket = write_whole(
        session,
        Ticket,
        number=opening.number,
        severity=report.severity,
        status="open",
        channel=report.channel,
        language=report.language,
        customer=report.customer,
        contact=report.contact,
        opened_at=report.opened_at,
        response_due_at=due.response_due_at,
        resolution_due_at=due.resolution_due_at,
        policy=policy_in_force(directory, report.severity, now),
        directory_version=version,
        reported_severity=report.severity,
        clock_starts=start_clocks(report.severity, report.opened_at),
        pauses=[],
        warned={},
        rectified={},
        summary="",
    )
    detail: dict[str, Any] = {"severity": report.severity, "channel": report.channel, **deadlines_told(ticket)}
    if report.unasked:
        detail["unasked"] = True
    if report.why:
        detail["why"] = report.why
    ticket.record("opened", now, "customer", detail)
    if report.severity.is_urgent:
        begin_policy(session, directory, ticket, now, opening.talking)
    owe_after_opening(session, ticket, f"{report.why}_case" if report.why else "opened", now)
    return ticket


def open_by_key(turn: Turn) -> Outcome:
    """The customer pressed 1 or 2 (or wrote it): the case opens now, before anything else is asked.

    With a case of that gravity or graver: its people are rung again now, and she is asked whether it is that one.
    Silence keeps both: on a call after some seconds, in a message after two minutes.
    """
    severity = Severity(turn.notes["severity"])
    known = as_grave_as(turn, severity)
    if known is not None:
        ring_its_people(turn, known)
        return Outcome("has_case", {"case": known.number})
    return open_another(turn)


def open_another(turn: Turn) -> Outcome:
    """A case of its own, whatever else is open."""
    opened = _open(turn, Severity(turn.notes["severity"]), unasked=False)
    return opened if turn.subject.customer else Outcome("stranger", opened.remember)


def open_from_words(turn: Turn) -> Outcome:
    """No key was understood three times: two seconds of her words open a P1, for support to lower."""
    seconds = int(turn.notes.get("recorded_seconds", 0))
    if seconds < LEAST_SECONDS and not turn.notes.get("words"):
        return Outcome("hung_up" if turn.notes.get("hung_up") else "nothing")
    return _open(turn, Severity.P1, unasked=True)


def _open(turn: Turn, severity: Severity, unasked: bool) -> Outcome:
    subject = turn.subject
    began = subject.started_at if isinstance(subject, Call) else subject.began_at
    report = Report(severity, turn.channel, subject.language, subject.customer, turn.contact, began, unasked)
    ticket = open_ticket(turn.session, turn.directory, turn.version, report, turn.now)
    subject.ticket_number = ticket.number
    told = turn.written or str(turn.notes.get("said", ""))
    if told:  # her own words tell more than a key
        ticket.describe(told, turn.now, "customer")
    return Outcome("opened", {"case": ticket.number, "written": ""})
