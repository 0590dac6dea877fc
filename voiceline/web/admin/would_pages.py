"""What would happen if somebody called then: who rings when and why, and what is said, by the rules that run live."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request
from sqlalchemy.orm import Session

from voiceline.actions.mute import mute_engineers
from voiceline.dialog.catalog import catalog
from voiceline.domain.directory import Customer, Directory, Engineer
from voiceline.domain.escalation import EVERYONE_AT, OUT_OF_REACH, everyone_behind
from voiceline.domain.phone_number import guatemalan, is_landline, masked
from voiceline.domain.reasons import reasons
from voiceline.domain.severity import Severity
from voiceline.domain.sla import RESPONSE, deadlines, thresholds
from voiceline.store import directory, notifications
from voiceline.web.admin.doors import for_people
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

URGENT = [str(each) for each in Severity if each.is_urgent]
FORMAT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True)
class Caller:
    """``kind``: customer, engineer, blocked, stranger, hidden (no number was given), or none (it is no number)."""

    kind: str
    customer: Customer | None = None
    engineer: Engineer | None = None
    is_landline: bool = False


@dataclass(frozen=True)
class Phone:
    """``shown``: masked. ``silent``: channels that it takes no message by."""

    shown: str
    is_unreachable: bool
    silent: tuple[str, ...] = field(default=())


def register(blueprint: Blueprint) -> None:
    blueprint.get("/would")(would)


@for_people
def would() -> str | tuple[str, int]:
    line, w = the_line(), words()
    now = line.now()
    with line.reading() as session:
        _, today = directory.current(session)
        at, severity = _moment(today, now)
        book = directory.at(session, at) if at < now else today
        phones = _phones(session, book)
    caller = _caller(book)
    customer = caller.customer
    language = customer.language if customer else book.language
    known: dict[str, Any] = {
        "book": book,
        "why": reasons(book, severity, at),
        "severity": severity,
        "severities": URGENT,
        "caller": caller,
        "number": request.args.get("number", ""),
        "customers": sorted(each.name for each in book.customers),
        "at": at.astimezone(ZoneInfo(book.timezone)).strftime(FORMAT),
        "moment": at,
        "due": deadlines(severity, at, book.calendar),
        "everyone_at": thresholds(severity, RESPONSE, at, book.calendar)[EVERYONE_AT],
        "everyone": _everyone(book, severity, at),
        "phones": phones,
        "zone": book.timezone,
        "language": language,
        "says": _says(book, severity, at, language),
    }
    page = render_template("admin/would.html", hours=w(f"hours_{book.hours_at(at)}"), **known)
    return (page, 422) if caller.kind == "none" else page


def _says(book: Directory, severity: Severity, at: datetime, language: str) -> tuple[list[str], str]:
    """What the caller hears first, and the text that she gets."""
    said = {"line": book.name, "case_number": "…", "case": "…", "severity": catalog(language).words[severity]}
    said["link"] = f"{the_line().settings.public_url}/c/…"
    due_at = deadlines(severity, at, book.calendar).response_due_at
    said["consent"] = catalog(language).say("consent", {}) if book.says_it_records else ""
    said["until_clock"] = due_at.astimezone(ZoneInfo(book.timezone)).strftime("%H:%M")
    heard = [catalog(language).say(prompt, said) for prompt in ("welcome", "describe")]
    return heard, catalog(language).text("text_opened", said)


def _everyone(book: Directory, severity: Severity, at: datetime) -> list[str]:
    """On call or not: all behind the policy's names, and whom ``escalate_to`` names."""
    policy = book.policy_for(severity, at)
    names = [name for step in (policy.steps if policy else ()) for name in step.page]
    return [book.engineers[each].name for each in everyone_behind(book, [*names, *filter(None, [book.escalate_to])])]


def _phones(session: Session, book: Directory) -> dict[str, list[Phone]]:
    """Of each engineer, in the order in which they ring."""
    last = notifications.last_endings(session)
    silent: dict[str, list[str]] = {}
    for _, muted in mute_engineers(session, book):
        silent.setdefault(muted.address, []).append(muted.channel)
    return {
        each.id: [
            Phone(masked(phone), last.get(phone) in OUT_OF_REACH, tuple(silent.get(phone, ()))) for phone in each.phones
        ]
        for each in book.engineers.values()
    }


def _caller(book: Directory) -> Caller:
    """By number, as the line itself would know it; else the customer that was chosen. A customer unknown is a 404."""
    number, name = request.args.get("number", "").strip(), request.args.get("customer")
    if number:
        return _caller_of(book, number)
    customer = book.customer_named(name) if name else None
    if name and customer is None:
        abort(404)
    return Caller("customer", customer) if customer else Caller("hidden")


def _caller_of(book: Directory, written: str) -> Caller:
    digits = "".join(each for each in written if each not in " -().")
    plain = digits.removeprefix("+")
    if not (plain.isascii() and plain.isdecimal() and 8 <= len(plain) <= 15):
        return Caller("none")
    number = digits if digits.startswith("+") else guatemalan(digits) or f"+{digits}"
    engineer, customer = book.engineer_of(number), book.customer_of(number)
    kind = "engineer" if engineer else "customer" if customer else "blocked" if book.is_blocked(number) else "stranger"
    return Caller(kind, customer, engineer, is_landline(number))


def _moment(book: Directory, now: datetime) -> tuple[datetime, Severity]:
    """From the address; what cannot be is a 404."""
    zone, given = ZoneInfo(book.timezone), request.args
    try:
        local = datetime.strptime(given["at"], FORMAT) if given.get("at") else now.astimezone(zone).replace(tzinfo=None)
        severity = Severity(given.get("severity") or "P1")
    except ValueError:
        abort(404)
    if not severity.is_urgent or not 2000 <= local.year <= 2100:
        abort(404)
    return local.replace(tzinfo=zone), severity
