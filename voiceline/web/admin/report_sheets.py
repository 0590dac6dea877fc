"""Each table of a report as a sheet of its own, in the reader's language; durations in seconds, to be counted on."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from voiceline.domain.month_report import WAYS, Answered
from voiceline.domain.promise import VERDICTS
from voiceline.domain.severity import Severity
from voiceline.domain.sheet_cell import BYTE_ORDER_MARK, cell
from voiceline.store.month_promise import RECTIFIED
from voiceline.store.month_report import Report
from voiceline.web.admin.report_words import ReportWords
from voiceline.web.admin.words import Words

Rows = Iterator[Sequence[object]]


def sheet_of(name: str, report: Report, told: ReportWords, w: Words) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    for row in SHEETS[name](report, told, w):
        writer.writerow([cell(str(each)) for each in row])
    return BYTE_ORDER_MARK + out.getvalue()


def _promise(report: Report, told: ReportWords, w: Words) -> Rows:
    verdicts = [w.named("verdicts", each) for each in (*VERDICTS, RECTIFIED)]
    yield w("severity"), w("promised"), *verdicts, w("median"), w("worst")
    for (severity, target), each in report.figures.items():
        counts = (each.kept, each.missed, each.running, each.stopped, each.rectified)
        named = w.named("severity_names", severity), w.named("choices", target)
        yield *named, *counts, _seconds(each.median), _seconds(each.worst)


def _answers(report: Report, told: ReportWords, w: Words) -> Rows:
    ways = [w.named("ways", each) for each in WAYS]
    yield w("severity"), w("urgent_calls"), *ways, w("median"), w("nine_in_ten"), w("worst")
    of = [(w.named("severity_names", each), report.answers.of.get(each, Answered())) for each in Severity]
    for name, each in (*of, (w("all"), report.answers.all)):
        if each.urgent:
            times = (_seconds(span) for span in (each.median, each.nine_in_ten, each.worst))
            yield name, each.urgent, *(each.by(way) for way in WAYS), *times


def _hung_up(report: Report, told: ReportWords, w: Words) -> Rows:
    yield w("hung_up_at"), w("with_case"), w("calls")
    for has_case in (False, True):
        for step, calls in told.asked(report.hung_up, has_case):
            yield step, w("yes" if has_case else "no"), calls


def _load(report: Report, told: ReportWords, w: Words) -> Rows:
    yield w("engineer"), w("nights_woken"), w("night_rings"), w("rings"), w("acknowledgements"), w("talked_seconds")
    for each in report.loads:
        counts = (len(each.nights), each.night_rings, each.rings, each.acknowledged, _seconds(each.talked))
        yield told.engineer(each.engineer), *counts


def _nights(report: Report, told: ReportWords, w: Words) -> Rows:
    yield w("night_of"), w("engineer"), w("rings")
    for each in report.loads:
        for day, rings in sorted(each.nights.items()):
            yield day.isoformat(), told.engineer(each.engineer), rings


def _seconds(span: timedelta | None) -> object:
    return "" if span is None else round(span.total_seconds())


SHEETS: Mapping[str, Callable[[Report, ReportWords, Words], Rows]] = {
    "promise": _promise,
    "answers": _answers,
    "hung_up": _hung_up,
    "load": _load,
    "nights": _nights,
}
