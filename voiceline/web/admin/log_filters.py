"""What is asked of the call log: read from its address, and said in words, each with the way to take it back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request, url_for

from voiceline.domain.call_tokens import Wanted, terms
from voiceline.domain.directory import Directory
from voiceline.domain.outcomes import CALL_OUTCOMES, DIRECTIONS
from voiceline.domain.severity import Severity
from voiceline.web.admin.listing import chosen
from voiceline.web.admin.words import Words

HOURS = ("after", "ordinary")
ALONE = ("no",)  # talked to nobody
NAMES = ("q", "since", "until", "direction", "outcome", "severity", "customer", "engineer", "hours", "talked")
LONGEST = 120
# What people look at first, by the filters that say so.
VIEWS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("view_all", {}),
    ("view_inbound", {"direction": "inbound"}),
    ("view_abandoned", {"outcome": "abandoned"}),
    ("view_alone", {"talked": "no"}),
    ("view_after_hours", {"direction": "inbound", "hours": "after"}),
    ("view_critical", {"severity": "P1", "direction": "inbound"}),
)


@dataclass(frozen=True)
class Chip:
    """One filter in words, and the address without it."""

    words: str
    without: str


@dataclass(frozen=True)
class Asked:
    """``given``: the filters as they stand in the address; ``problems``: what cannot be understood, by its name."""

    given: dict[str, str]
    wanted: Wanted
    problems: dict[str, str]


def read(book: Directory, w: Words) -> Asked:
    """The filters of this request. A choice that does not exist is a 404; a day that is none is a problem in words."""
    given = {name: value for name in NAMES if (value := _value(name))}
    problems: dict[str, str] = {}
    zone = ZoneInfo(book.timezone)
    since = _midnight(given, "since", 0, zone, problems, w)
    until = _midnight(given, "until", 1, zone, problems, w)
    if since and until and since >= until:
        problems["until"] = w("ends_before_it_begins")
    hours, direction, outcome = (
        chosen("hours", HOURS),
        chosen("direction", DIRECTIONS),
        chosen("outcome", CALL_OUTCOMES),
    )
    wanted = Wanted(
        direction=direction,
        outcome=outcome,
        severity=chosen("severity", [str(each) for each in Severity]),
        customer=given.get("customer"),
        engineer=given.get("engineer"),
        after_hours=None if hours is None else hours == "after",
        alone=chosen("talked", ALONE) is not None,
        since=since,
        until=until,
        terms=terms(given.get("q", "")),
    )
    return Asked(given, wanted, problems)


def chips(asked: Asked, book: Directory, w: Words) -> list[Chip]:
    return [Chip(_said(name, value, book, w), _without(asked.given, name)) for name, value in asked.given.items()]


def views(given: dict[str, str], w: Words) -> list[dict[str, Any]]:
    """The ready ways to look, and which of them this is."""
    return [
        {"words": w(name), "href": url_for("admin.calls", **filters), "is_here": filters == given}
        for name, filters in VIEWS
    ]


def _value(name: str) -> str:
    return " ".join(request.args.get(name, "").replace("\0", " ").split())[:LONGEST]


def _without(given: dict[str, str], name: str) -> str:
    kept: dict[str, Any] = {each: value for each, value in given.items() if each != name}
    return url_for("admin.calls", **kept)


def _midnight(
    given: dict[str, str], name: str, days_on: int, zone: ZoneInfo, problems: dict[str, str], w: Words
) -> datetime | None:
    """The beginning of the day that was given, or of the one after it, where the line is."""
    if name not in given:
        return None
    try:
        day = date.fromisoformat(given[name]) + timedelta(days=days_on)
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except (ValueError, OverflowError):
        problems[name] = w("not_a_day", words=given[name])
        return None


def _said(name: str, value: str, book: Directory, w: Words) -> str:
    match name:
        case "q":
            return f"«{value}»"
        case "direction":
            return w(value)
        case "outcome":
            return w.named("outcomes", value)
        case "severity":
            return w.named("severity_names", value)
        case "engineer":
            known = book.engineers.get(value)
            return known.name if known else value
        case "hours":
            return w("after_hours" if value == "after" else "in_hours")
        case "talked":
            return w("alone")
        case "since":
            return w("since_day", day=value)
        case "until":
            return w("until_day", day=value)
    return value
