"""The API's own description, OpenAPI 3.1. A test walks it against what the routes really answer."""

from typing import Any

from voiceline.domain.lifecycle import Status
from voiceline.domain.outcomes import CALL_OUTCOMES, DIRECTIONS
from voiceline.domain.severity import Severity

_TEXT: dict[str, Any] = {"type": "string"}
_OPTIONAL_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}
_OPTIONAL_MOMENT: dict[str, Any] = {"type": ["string", "null"], "format": "date-time"}
_OPTIONAL_NUMBER: dict[str, Any] = {"type": ["integer", "null"]}
_SEVERITY: dict[str, Any] = {"type": "string", "enum": [str(s) for s in Severity]}
_STATUS: dict[str, Any] = {"type": "string", "enum": [str(s) for s in Status]}
_DIRECTION: dict[str, Any] = {"type": "string", "enum": list(DIRECTIONS)}
_OUTCOME: dict[str, Any] = {"type": "string", "enum": list(CALL_OUTCOMES)}

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
_KINDS = "opened, paged, acknowledged, assigned, told_customer, resolved, merged, absorbed, closed …; more may come"
_BY = "engineer id, customer, line, consola (a command), or the e-mail of an account; null where it is nobody's deed"
_EVENT: dict[str, Any] = {
    "at": _MOMENT,
    "kind": {**_TEXT, "description": _KINDS},
    "by": {**_OPTIONAL_TEXT, "description": _BY},
    "detail": {"type": "object"},
}
_CALL: dict[str, Any] = {
    "sid": _TEXT,
    "direction": _DIRECTION,
    "from": {**_TEXT, "description": "as the carrier gave it; a withheld number is no number"},
    "to": _TEXT,
    "status": {**_TEXT, "description": "the carrier's own word"},
    "started_at": _MOMENT,
    "ended_at": _OPTIONAL_MOMENT,
    "duration_seconds": _OPTIONAL_NUMBER,
    "ticket": {**_OPTIONAL_NUMBER, "description": "ticket number"},
    "engineer": {**_OPTIONAL_TEXT, "description": "engineer id"},
    "outcome": {"type": ["string", "null"], "enum": [*CALL_OUTCOMES, None]},
}


_LOCAL = "ISO 8601 date or time; local to the line where it has no offset"


def document(public_url: str) -> dict[str, Any]:
    """The whole document, its server being this line."""
    tickets = [_query("status", "", _STATUS), _query("severity", "", _SEVERITY), _query("customer", "its name", _TEXT)]
    calls = [_query("direction", "", _DIRECTION), _query("outcome", "", _OUTCOME)]
    number = {"type": "integer", "minimum": 1}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Voiceline", "version": "1", "description": "Read-only: the line's tickets and calls."},
        "servers": [{"url": public_url}],
        "security": [{"token": []}],
        "paths": {
            "/api/tickets": _list("TicketPage", "listTickets", "Tickets, newest first", tickets),
            "/api/tickets/{number}": _one("TicketWithEvents", "getTicket", "One ticket", "number", number),
            "/api/calls": _list("CallPage", "listCalls", "Calls, newest first", calls),
            "/api/calls/{sid}": _one("Call", "getCall", "One call", "sid", _TEXT),
            "/api/openapi.json": {
                "get": {
                    "operationId": "getDocument",
                    "summary": "This document",
                    "security": [],
                    "responses": {"200": _answer("OpenAPI 3.1", {"type": "object"})},
                }
            },
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "parameters": {
                "limit": _query("limit", "", {"type": "integer", "minimum": 1, "maximum": 200, "default": 50}),
                "cursor": _query("cursor", "the former page's next", _TEXT),
                "since": _query("since", f"inclusive; {_LOCAL}", _TEXT),
                "until": _query("until", f"exclusive; {_LOCAL}", _TEXT),
            },
            "responses": _failures(),
            "schemas": {
                "Ticket": _object(_TICKET),
                "Event": _object(_EVENT),
                "TicketWithEvents": _object({**_TICKET, "events": _array("Event")}),
                "Call": _object(_CALL),
                "TicketPage": _object({"items": _array("Ticket"), "next": _OPTIONAL_TEXT}),
                "CallPage": _object({"items": _array("Call"), "next": _OPTIONAL_TEXT}),
                "Error": _object({"error": _object({"code": _TEXT, "message": _TEXT})}),
            },
        },
    }


def _failures() -> dict[str, Any]:
    """Each error by its status; all of them have the one shape."""
    error = _reference("schemas", "Error")
    challenge = {"WWW-Authenticate": {"schema": _TEXT}}
    return {
        "400": _answer("A parameter that is unknown or holds something unusable", error),
        "401": {**_answer("No token of ours", error), "headers": challenge},
        "404": _answer("There is none", error),
        "500": _answer("Our fault", error),
        "503": _answer("The database does not answer", error),
    }


def _list(schema: str, name: str, summary: str, filters: list[dict[str, Any]]) -> dict[str, Any]:
    common = [_reference("parameters", each) for each in ("limit", "cursor", "since", "until")]
    return _get(name, summary, [*filters, *common], schema, ("400", "401", "500", "503"))


def _one(schema: str, name: str, summary: str, key: str, kind: dict[str, Any]) -> dict[str, Any]:
    parameter = {"name": key, "in": "path", "required": True, "schema": kind}
    return _get(name, summary, [parameter], schema, ("401", "404", "500", "503"))


def _get(
    name: str, summary: str, parameters: list[dict[str, Any]], schema: str, failures: tuple[str, ...]
) -> dict[str, Any]:
    answers = {"200": _answer("OK", _reference("schemas", schema))}
    answers |= {code: _reference("responses", code) for code in failures}
    return {"get": {"operationId": name, "summary": summary, "parameters": parameters, "responses": answers}}


def _answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _query(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _array(schema: str) -> dict[str, Any]:
    return {"type": "array", "items": _reference("schemas", schema)}


def _reference(part: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{part}/{name}"}
