"""What of a report is drawn, and how each plot is named."""

from collections.abc import Mapping

from markupsafe import Markup

from voiceline.domain.promise import DEFINITIONS, KEPT, MISSED, Case
from voiceline.domain.promise_sheet import span_words
from voiceline.domain.severity import Severity
from voiceline.store.month_report import Report
from voiceline.web.admin.plots import Bar, Dot, columns, dots, rows, stacked
from voiceline.web.admin.report_words import ReportWords
from voiceline.web.admin.words import Words

MOST_ROWS = 12  # of a plot; the table has them all


def all_of(report: Report, told: ReportWords, w: Words) -> Mapping[str, Markup]:
    """Every plot by its name; one that would show nothing is not there."""
    plots = {}
    legend = [w.named("verdicts", each) for each in (KEPT, MISSED, "running")]
    for target in DEFINITIONS:
        found = [(severity, report.figures[severity, target]) for severity in Severity]
        bars = [Bar(w.named("severity_names", s), (each.kept, each.missed, each.running)) for s, each in found]
        if any(sum(bar.counts) for bar in bars):
            plots[target] = stacked(f"plot-{target}", bars, w(f"plot_{target}"), legend)
    if not report.has_more and any(case.response.verdict in (KEPT, MISSED) for case in report.cases):
        plots["times"] = _times(report, w)
    if report.answers.all.reached:
        waits = [Bar(label, (count,)) for label, count in told.waits(report.answers.waits)]
        plots["waits"] = columns("plot-waits", waits, w("plot_waits"))
    asked = told.asked(report.hung_up, has_case=False) + told.asked(report.hung_up, has_case=True)
    if asked:
        bars = [Bar(label, (count,)) for label, count in asked[:MOST_ROWS]]
        plots["hung_up"] = rows("plot-hung-up", bars, w("plot_hung_up"))
    return plots


def _times(report: Report, w: Words) -> Markup:
    lines, said = [], []
    for severity in Severity:
        counted = [case for case in report.cases if case.severity == severity and not case.is_apart]
        marks = [_dot(case, w) for case in counted if case.response.verdict in (KEPT, MISSED)]
        named = w.named("severity_names", severity)
        lines.append((named, marks))
        late = sum(each.verdict == MISSED for each in marks)
        said.append(w("plot_times_said", severity=named, kept=len(marks) - late, missed=late))
    return dots("plot-times", lines, w("plot_times"), w("plot_deadline"), "; ".join(said))


def _dot(case: Case, w: Words) -> Dot:
    """Its time to response as a share of what was promised it, by its recorded deadline."""
    promised = (case.response.due_at - case.opened_at).total_seconds() or 1.0
    took = case.took("response")
    share = took.total_seconds() / promised if took else 2.0
    label = f"{w('case_number', number=case.number)}: {span_words(took)}"
    return Dot(label, share, case.response.verdict)
