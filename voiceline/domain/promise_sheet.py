"""The proof as data: rows of a sheet and a JSON document."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from voiceline.domain.promise import KEPT, MISSED, RUNNING, STOPPED, Case, Figures, Proof
from voiceline.domain.severity import Severity
from voiceline.domain.sheet_cell import BYTE_ORDER_MARK, cell

VERDICTS = {KEPT: "cumplida", MISSED: "vencida", RUNNING: "en curso", STOPPED: "cerrada sin decidir"}
HEAD = (
    *("caso", "cliente", "severidad reportada", "severidad", "abierto"),
    *("respuesta antes de", "respondido", "cómo", "respuesta", "respuesta vencida", "respuesta rectificada"),
    *("resolución antes de", "resuelto", "resolución", "resolución vencida", "resolución rectificada"),
    *("cierre", "exclusión"),
)


def as_csv(proof: Proof, zone: str) -> str:
    """One row a case, those apart last; UTF-8 with its mark, times in the line's zone with their offset."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for case in (*proof.month.counted, *proof.month.apart):
        writer.writerow([cell(each) for each in _row(case, ZoneInfo(zone))])
    return BYTE_ORDER_MARK + out.getvalue()


def as_data(proof: Proof, month: str, customer: str | None, zone: str) -> dict[str, Any]:
    """Everything the page says; times ISO 8601 with offset, spans in seconds, shares from 0 to 1 or null."""
    local = ZoneInfo(zone)
    return {
        "month": month,
        "customer": customer,
        "timezone": zone,
        "severities": {
            str(severity): {
                "cases": len(proof.month.of(severity)),
                **{name: _figures(proof.month.figures(severity, name)) for name in ("response", "resolution")},
            }
            for severity in Severity
        },
        "reclassified": [
            {"from": str(before), "to": str(after), "cases": count}
            for (before, after), count in proof.month.reclassified.items()
        ],
        "unvalidated": [case.number for case in proof.month.unvalidated],
        "abandoned_calls": proof.abandoned,
        "silences": [{"from": _iso(start, local), "until": _iso(end, local)} for start, end in proof.silences],
        "cases": [_data(case, local) for case in proof.month.counted],
        "apart": [_data(case, local) for case in proof.month.apart],
    }


def span_words(span: timedelta | None) -> str:
    """``3 h 20 min``, ``1 min 20 s``, ``47 s``; a dash for what has not happened."""
    if span is None:
        return "—"
    hours, rest = divmod(int(span.total_seconds()), 3600)
    minutes, seconds = divmod(rest, 60)
    if hours:
        return f"{hours} h {minutes} min"
    if minutes >= 10:
        return f"{minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def _row(case: Case, zone: ZoneInfo) -> Iterator[str]:
    yield from (str(case.number), case.customer or "", str(case.reported_severity), str(case.severity))
    yield _iso(case.opened_at, zone)
    for name in ("response", "resolution"):
        target = case.target(name)
        yield from (_iso(target.due_at, zone), _iso(target.met_at, zone))
        if name == "response":
            yield case.how or ""
        yield from (VERDICTS[target.verdict], _iso(target.breached_at, zone), ": ".join(target.rectified or ()))
    yield from (case.closed_as or "", case.exclusion or "")


def _data(case: Case, zone: ZoneInfo) -> dict[str, Any]:
    targets = {}
    for name in ("response", "resolution"):
        target = case.target(name)
        targets[name] = {
            "due_at": _iso(target.due_at, zone),
            "met_at": _iso(target.met_at, zone) or None,
            "verdict": target.verdict,
            "breached_at": _iso(target.breached_at, zone) or None,
            "rectified": {"by": target.rectified[0], "reason": target.rectified[1]} if target.rectified else None,
        }
    return {
        "number": case.number,
        "customer": case.customer,
        "reported_severity": str(case.reported_severity),
        "severity": str(case.severity),
        "opened_at": _iso(case.opened_at, zone),
        "how": case.how,
        **targets,
        "closed_as": case.closed_as,
        "exclusion": case.exclusion,
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "kept": figures.kept,
        "missed": figures.missed,
        "running": figures.running,
        "stopped": figures.stopped,
        "rectified": figures.rectified,
        "share": figures.share,
        "share_rectified": figures.share_rectified,
        "median_seconds": figures.median.total_seconds() if figures.median else None,
        "worst_seconds": figures.worst.total_seconds() if figures.worst else None,
    }


def _iso(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="seconds") if at else ""
