"""What would happen if a customer called then: who rings when, and what is said, by the very rules that run live."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request

from voiceline.dialog.catalog import catalog
from voiceline.domain.directory import Customer, Directory
from voiceline.domain.escalation import EVERYONE_AT, everyone_behind, who
from voiceline.domain.severity import Severity
from voiceline.domain.sla import RESPONSE, deadlines, thresholds
from voiceline.store import directory
from voiceline.web.admin.doors import for_people
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

URGENT = [str(each) for each in Severity if each.is_urgent]
FORMAT = "%Y-%m-%dT%H:%M"


def register(blueprint: Blueprint) -> None:
    blueprint.get("/would")(would)


@for_people
def would() -> str:
    line = the_line()
    with line.reading() as session:
        _, book = directory.current(session)
    at, severity, customer = _asked(book, line.now())
    plan, w = who(book, severity, at), words()
    language = customer.language if customer else book.language
    said = {"line": book.name, "case_number": "…", "case": "…", "severity": catalog(language).words[severity]}
    said["link"] = f"{line.settings.public_url}/c/…"
    due = deadlines(severity, at, book.calendar)
    said["consent"] = catalog(language).say("consent", {}) if book.says_it_records else ""
    said["until_clock"] = due.response_due_at.astimezone(ZoneInfo(book.timezone)).strftime("%H:%M")
    everyone_at = thresholds(severity, RESPONSE, at, book.calendar)[EVERYONE_AT]
    names = [name for step in plan.steps for name in step.engineers] + ([book.escalate_to] if book.escalate_to else [])
    known: dict[str, Any] = {
        "plan": plan,
        "severity": severity,
        "severities": URGENT,
        "customer": customer,
        "customers": sorted(each.name for each in book.customers),
        "at": at.astimezone(ZoneInfo(book.timezone)).strftime(FORMAT),
        "moment": at,
        "due": due,
        "everyone_at": everyone_at,
        "everyone": [book.engineers[each].name for each in everyone_behind(book, names)],
        "engineers": book.engineers,
        "zone": book.timezone,
        "says": [catalog(language).say(prompt, said) for prompt in ("welcome", "describe")],
        "texts": catalog(language).text("text_opened", said),
        "language": language,
    }
    return render_template("admin/would.html", hours=w(f"hours_{plan.hours}"), **known)


def _asked(book: Directory, now: datetime) -> tuple[datetime, Severity, Customer | None]:
    """From the address; what cannot be is a 404."""
    zone, given = ZoneInfo(book.timezone), request.args
    try:
        local = datetime.strptime(given["at"], FORMAT) if given.get("at") else now.astimezone(zone).replace(tzinfo=None)
        severity = Severity(given.get("severity") or "P1")
    except ValueError:
        abort(404)
    if not severity.is_urgent or not 2000 <= local.year <= 2100:
        abort(404)
    name = given.get("customer")
    customer = next((each for each in book.customers if each.name == name), None)
    if name and customer is None:
        abort(404)
    return local.replace(tzinfo=zone), severity, customer
