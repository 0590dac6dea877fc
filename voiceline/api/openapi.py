"""The API's own description, OpenAPI 3.1. A test walks it against what the routes really answer."""

from typing import Any

from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity

DIRECTIONS = ["inbound", "outbound"]
INBOUND_OUTCOMES = ["joined", "case_opened", "joined_case", "information", "message", "abandoned", "rejected"]
OUTBOUND_OUTCOMES = ["acknowledged", "passed_on", "no_key", "no_answer", "busy", "failed", "cancelled", "talked"]
CALL_OUTCOMES = INBOUND_OUTCOMES + OUTBOUND_OUTCOMES

_TEXT: dict[str, Any] = {"type": "string"}
_OPTIONAL_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}
_OPTIONAL_MOMENT: dict[str, Any] = {"type": ["string", "null"], "format": "date-time"}
_OPTIONAL_NUMBER: dict[str, Any] = {"type": ["integer", "null"]}
_SEVERITY: dict[str, Any] = {"type": "string", "enum": [str(s) for s in Severity]}
_STATUS: dict[str, Any] = {"type": "string", "enum": [str(s) for s in Status]}
_DIRECTION: dict[str, Any] = {"type": "string", "enum": DIRECTIONS}
_OUTCOME: dict[str, Any] = {"type": "string", "enum": CALL_OUTCOMES}

_TICKET: dict[str, Any] = {
    "number": {"type": "integer"},
    "severity": _SEVERITY,
    "status": _STATUS,
    "channel": {"type": "string", "enum": ["voice", "sms", "whatsapp", "email", "web"]},
    "customer": _OPTIONAL_TEXT,
    "contact": {**_OPTIONAL_TEXT, "description": "E.164"},
    "summary": _TEXT,
    "opened_at": _MOMENT,
    "acknowledged_at": _OPTIONAL_MOMENT,
    "response_due_at": _MOMENT,
    "responded_at": _OPTIONAL_MOMENT,
    "resolution_due_at": _MOMENT,
    "resolved_at": _OPTIONAL_MOMENT,
    "closed_at": _OPTIONAL_MOMENT,
    "assignee": {**_OPTIONAL_TEXT, "description": "engineer id"},
}
_EVENT: dict[str, Any] = {"at": _MOMENT, "kind": _TEXT, "by": _OPTIONAL_TEXT, "detail": {"type": "object"}}
_CALL: dict[str, Any] = {
    "sid": _TEXT,
    "direction": _DIRECTION,
    "from": _TEXT,
    "to": _TEXT,
    "status": {**_TEXT, "description": "the carrier's own word"},
    "started_at": _MOMENT,
    "ended_at": _OPTIONAL_MOMENT,
    "duration_seconds": _OPTIONAL_NUMBER,
    "ticket": {**_OPTIONAL_NUMBER, "description": "ticket number"},
    "engineer": {**_OPTIONAL_TEXT, "description": "engineer id"},
    "outcome": {"type": ["string", "null"], "enum": [*CALL_OUTCOMES, None]},
}


def document(public_url: str) -> dict[str, Any]:
    """The whole document, its server being this line."""
    since = [_query("since", "inclusive; ISO 8601, local to the line without an offset", _TEXT)]
    until = [_query("until", "exclusive", _TEXT)]
    tickets = [_query("status", "", _STATUS), _query("severity", "", _SEVERITY), _query("customer", "its name", _TEXT)]
    calls = [_query("direction", "", _DIRECTION), _query("outcome", "", _OUTCOME)]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Voiceline", "version": "1", "description": "Read-only: the line's tickets and calls."},
        "servers": [{"url": public_url}],
        "security": [{"token": []}],
        "paths": {
            "/api/tickets": _list("Ticket", "Tickets, newest first", [*tickets, *since, *until]),
            "/api/tickets/{number}": _one("TicketWithEvents", "One ticket", "number", {"type": "integer"}),
            "/api/calls": _list("Call", "Calls, newest first", [*calls, *since, *until]),
            "/api/calls/{sid}": _one("Call", "One call", "sid", _TEXT),
            "/api/openapi.json": {
                "get": {
                    "summary": "This document",
                    "security": [],
                    "responses": {"200": _answer("OpenAPI 3.1", {"type": "object"})},
                }
            },
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "Ticket": _object(_TICKET),
                "TicketWithEvents": _object({**_TICKET, "events": {"type": "array", "items": _object(_EVENT)}}),
                "Call": _object(_CALL),
                "Error": _object({"error": _object({"code": _TEXT, "message": _TEXT})}),
            },
        },
    }


def _list(schema: str, summary: str, filters: list[dict[str, Any]]) -> dict[str, Any]:
    limit = _query("limit", "", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50})
    cursor = _query("cursor", "the former page's next", _TEXT)
    shape = _object({"items": {"type": "array", "items": _reference(schema)}, "next": _OPTIONAL_TEXT})
    return _get(summary, [limit, cursor, *filters], shape, ("400", "401"))


def _one(schema: str, summary: str, name: str, kind: dict[str, Any]) -> dict[str, Any]:
    parameter = {"name": name, "in": "path", "required": True, "schema": kind}
    return _get(summary, [parameter], _reference(schema), ("401", "404"))


def _get(
    summary: str, parameters: list[dict[str, Any]], shape: dict[str, Any], failures: tuple[str, ...]
) -> dict[str, Any]:
    answers = {"200": _answer("OK", shape)} | {code: _answer("Error", _reference("Error")) for code in failures}
    return {"get": {"summary": summary, "parameters": parameters, "responses": answers}}


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _reference(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}
