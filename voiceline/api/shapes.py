"""Rows as the API shows them, field by field (DESIGN 5.5)."""

from datetime import UTC, datetime
from typing import Any

from voiceline.domain.sending import number_of
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket


def ticket_shape(ticket: Ticket) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "severity": ticket.severity,
        "status": ticket.status,
        "channel": ticket.channel,
        "customer": ticket.customer,
        "contact": number_of(ticket.contact),
        "summary": ticket.summary,
        "opened_at": _iso(ticket.opened_at),
        "acknowledged_at": _iso(ticket.acknowledged_at),
        "response_due_at": _iso(ticket.response_due_at),
        "responded_at": _iso(ticket.responded_at),
        "resolution_due_at": _iso(ticket.resolution_due_at),
        "resolved_at": _iso(ticket.resolved_at),
        "closed_at": _iso(ticket.closed_at),
        "assignee": ticket.assignee,
    }


def ticket_with_events(ticket: Ticket) -> dict[str, Any]:
    events = [
        {"at": _iso(event.at), "kind": event.kind, "by": event.by, "detail": event.detail} for event in ticket.events
    ]
    return {**ticket_shape(ticket), "events": events}


def call_shape(call: Call) -> dict[str, Any]:
    return {
        "sid": call.sid,
        "direction": call.direction,
        "from": call.from_number,
        "to": call.to_number,
        "status": call.status,
        "started_at": _iso(call.started_at),
        "ended_at": _iso(call.ended_at),
        "duration_seconds": call.duration_seconds,
        "ticket": call.ticket_number,
        "engineer": call.engineer,
        "outcome": call.outcome,
    }


def _iso(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None
