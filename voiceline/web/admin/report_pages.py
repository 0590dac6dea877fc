"""The month's proof as a page to read, to print and to take away as a sheet."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, render_template, request

from voiceline.domain.directory import Directory
from voiceline.domain.promise import DEFINITIONS, KEPT, MISSED, PROMISED, RUNNING, Case, Proof
from voiceline.domain.promise_sheet import as_csv, span_words
from voiceline.domain.severity import Severity
from voiceline.store import directory, promise
from voiceline.web.admin.doors import for_people
from voiceline.web.admin.plots import Bar, Dot, dots, stacked
from voiceline.web.admin.words import Words, words
from voiceline.web.guard import the_line

YEARS = range(2000, 2101)


def register(blueprint: Blueprint) -> None:
    blueprint.get("/report")(report)
    blueprint.get("/report.csv")(sheet)


@for_people
def report() -> str:
    book, first, customer, proof = _asked()
    w = words()
    before, after = (
        (first - timedelta(days=1)).replace(day=1),
        (first.replace(day=28) + timedelta(days=4)).replace(day=1),
    )
    known: dict[str, Any] = {
        "proof": proof,
        "month": f"{first:%Y-%m}",
        "first": first,
        "before": f"{before:%Y-%m}",
        "after": f"{after:%Y-%m}",
        "customer": customer,
        "customers": sorted(each.name for each in book.customers),
        "zone": book.timezone,
        "severities": list(Severity),
        "definitions": DEFINITIONS,
        "promised": PROMISED,
        "span": span_words,
        "minutes": round(sum((end - start).total_seconds() for start, end in proof.silences) / 60),
    }
    return render_template("admin/report.html", bars=_bars(proof, w), dots=_dots(proof, w), **known)


@for_people
def sheet() -> Response:
    book, first, _, proof = _asked()
    name = f"voiceline-{first:%Y-%m}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(as_csv(proof, book.timezone), mimetype="text/csv", headers=disposition)


def _asked() -> tuple[Directory, date, str | None, Proof]:
    line = the_line()
    with line.reading() as session:
        _, book = directory.current(session)
        today = line.now().astimezone(ZoneInfo(book.timezone)).date()
        first = _first(request.args.get("month") or f"{today:%Y-%m}")
        customer = request.args.get("customer") or None
        if customer and customer not in {each.name for each in book.customers}:
            abort(404)
        return book, first, customer, promise.of_month(session, first, book.timezone, customer)


def _first(month: str) -> date:
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        abort(404)
    if first.year not in YEARS or len(month) != 7:
        abort(404)
    return first


def _bars(proof: Proof, w: Words) -> dict[str, Any]:
    legend = [w(KEPT), w(MISSED), w("under_way")]
    plots = {}
    for target in DEFINITIONS:
        figures = [(severity, proof.month.figures(severity, target)) for severity in Severity]
        bars = [Bar(w.named("severity_names", s), (each.kept, each.missed, each.running)) for s, each in figures]
        plots[target] = stacked(bars, w(f"plot_{target}"), legend)
    return plots


def _dots(proof: Proof, w: Words) -> Any:
    rows = []
    for severity in Severity:
        drawn = [_dot(case, w) for case in proof.month.of(severity) if case.response.verdict != RUNNING]
        rows.append((w.named("severity_names", severity), drawn))
    return dots(rows, w("plot_times"), w("plot_deadline"))


def _dot(case: Case, w: Words) -> Dot:
    """Its time to response as a share of what was promised it, by its recorded deadline."""
    promised = (case.response.due_at - case.opened_at).total_seconds() or 1.0
    took = case.took("response")
    share = took.total_seconds() / promised if took else 2.0
    label = f"{w('case_number', number=case.number)}: {span_words(took)}"
    return Dot(label, share, case.response.verdict)
