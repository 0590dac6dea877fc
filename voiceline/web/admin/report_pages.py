"""The month on paper: what was promised and kept, who was reached, where callers hung up, whom the line woke."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template, request
from sqlalchemy.orm import Session

from voiceline.domain.directory import Directory
from voiceline.domain.month_report import NOBODY, URGENT, WAYS
from voiceline.domain.promise import APART, DEFINITIONS, PROMISED
from voiceline.domain.promise_sheet import as_csv, span_words
from voiceline.domain.severity import Severity
from voiceline.store import directory, month_promise, month_report, promise
from voiceline.store.month_promise import Which
from voiceline.store.tickets import LARGEST_NUMBER
from voiceline.web.admin import report_plots
from voiceline.web.admin.doors import for_people
from voiceline.web.admin.keys import key
from voiceline.web.admin.listing import chosen, filters
from voiceline.web.admin.report_sheets import SHEETS, sheet_of
from voiceline.web.admin.report_words import ReportWords
from voiceline.web.admin.ticket_verbs import EXCLUSIONS
from voiceline.web.admin.words import words
from voiceline.web.guard import the_line

YEARS = range(2000, 2101)
A_PAGE = 100
CHANNELS = ("voice", "sms", "whatsapp", "email", "web")
LISTS = {  # what a number may be a link to: a condition in the address, and the values it may have
    "severity": tuple(Severity),
    "reported": tuple(Severity),
    "target": tuple(DEFINITIONS),
    "verdict": (*month_promise.CONDITIONS,),
    "closed_as": (*APART, month_promise.UNVALIDATED),
    "way": WAYS,
    "channel": CHANNELS,
    "exclusion": EXCLUSIONS,
}


class Asked(NamedTuple):
    """Which month, of whom; ``months`` are those there is anything of, newest first."""

    book: Directory
    first: date
    customer: str | None
    customers: list[str]
    months: list[date]
    values: dict[str, Any]

    @property
    def month(self) -> str:
        return f"{self.first:%Y-%m}"

    def near(self, months: int) -> str | None:
        """The month before or after, where there is anything of it."""
        found = _moved(self.first, months)
        return f"{found:%Y-%m}" if self.months[-1] <= found <= self.months[0] else None


def register(blueprint: Blueprint) -> None:
    blueprint.get("/report")(report)
    blueprint.get("/report.csv")(evidence_sheet)
    blueprint.get("/report/cases")(report_cases)
    blueprint.get("/report/<sheet>.csv")(report_sheet)


@for_people
def report() -> str:
    line, w = the_line(), words()
    with line.reading() as session:
        asked = _asked(session)
        found = month_report.of_month(session, asked.values, asked.book.timezone)
    told = ReportWords(w, _names(asked.book))
    plots = report_plots.all_of(found, told, w)
    seconds = sum((end - start).total_seconds() for start, end in found.silences)
    lists = {"urgent": list(URGENT), "nobody": NOBODY, "ways": WAYS, "shown": month_report.SHOWN}
    agreement = {"severities": list(Severity), "definitions": DEFINITIONS, "promised": PROMISED}
    shown = {"report": found, "told": told, "plots": plots, "silent_minutes": round(seconds / 60)}
    at = {"made_at": line.now(), "span": span_words}
    return render_template("admin/report.html", **_common(asked), **lists, **agreement, **shown, **at)


@for_people
def report_cases() -> str:
    """The very cases that a number of the report counts."""
    which = _which()
    after = key(request.args.get("after", "0"), LARGEST_NUMBER)
    with the_line().reading() as session:
        asked = _asked(session)
        found = month_promise.cases(session, asked.values, which, after, A_PAGE + 1)
    older = found[A_PAGE - 1].number if len(found) > A_PAGE else None
    named = {"which": filters(*LISTS, "customer", "counted")}
    told = ReportWords(words(), _names(asked.book))
    known = {**_common(asked), **named, "told": told, "cases": found[:A_PAGE], "next_after": older}
    return render_template("admin/report_cases.html", **known)


@for_people
def evidence_sheet() -> Response:
    """One row a case, for a spreadsheet."""
    with the_line().reading() as session:
        asked = _asked(session)
        proof = promise.of_month(session, asked.first, asked.book.timezone, asked.customer)
    return _download(as_csv(proof, asked.book.timezone), f"voiceline-{asked.month}.csv")


@for_people
def report_sheet(sheet: str) -> Response:
    if sheet not in SHEETS:
        abort(404)
    with the_line().reading() as session:
        asked = _asked(session)
        found = month_report.of_month(session, asked.values, asked.book.timezone)
    told = ReportWords(words(), _names(asked.book))
    return _download(sheet_of(sheet, found, told, words()), f"voiceline-{asked.month}-{sheet}.csv")


def _download(body: str, name: str) -> Response:
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype="text/csv", headers=disposition)


def _asked(session: Session) -> Asked:
    """What the address asks for; a month that is none, and a customer nobody knows, are 404."""
    _, book = directory.current(session)
    zone = ZoneInfo(book.timezone)
    today = the_line().now().astimezone(zone).date()
    first = _first(request.args.get("month") or f"{today:%Y-%m}")
    values = month_report.asked_of(first, book.timezone, None)
    known = sorted({each.name for each in book.customers} | set(month_promise.customers(session, values)))
    customer = chosen("customer", known)
    months = _months(month_promise.first_moment(session), today, zone)
    return Asked(book, first, customer, known, months, {**values, "customer": customer})


def _common(asked: Asked) -> dict[str, Any]:
    near = {"before": asked.near(-1), "after": asked.near(1)}
    place = {"month": asked.month, "first": asked.first, "months": asked.months, "customer": asked.customer}
    return {**place, **near, "customers": asked.customers, "zone": asked.book.timezone, "line_name": asked.book.name}


def _which() -> Which:
    wanted: dict[str, Any] = {name: chosen(name, known) for name, known in LISTS.items()}
    try:
        return Which(**wanted, counted=bool(wanted["verdict"] or request.args.get("counted")))
    except ValueError:
        abort(404)


def _months(since: datetime | None, today: date, zone: ZoneInfo) -> list[date]:
    """Every month since the first call, the present one first."""
    present = today.replace(day=1)
    oldest = min(since.astimezone(zone).date().replace(day=1), present) if since else present
    months = [present]
    while months[-1] > oldest:
        months.append(_moved(months[-1], -1))
    return months


def _moved(first: date, months: int) -> date:
    return (first - timedelta(days=1) if months < 0 else first + timedelta(days=31)).replace(day=1)


def _names(book: Directory) -> dict[str, str]:
    return {each.id: each.name for each in book.engineers.values()}


def _first(month: str) -> date:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        abort(404)
    if first.year not in YEARS or len(month) != 7:
        abort(404)
    return first
