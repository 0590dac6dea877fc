"""Ordinary hours as a file says them: what another file changes of them, and what holds where it is silent."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

from voiceline.store.directory_calendar import AGREED_HOURS
from voiceline.store.directory_reasons import DAYS, reason

Table = Mapping[str, Any]
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def hours_warnings(present: Table, table: Table) -> list[str]:
    """What whoever loads ``table`` in the place of ``present`` ought to read of its hours. ``present`` {}: of none.

    A file with openings and without hours meant those openings and nothing else before the agreement's held there: so
    it is told each time.
    """
    after = _said(table)
    before = _said(present) if present else after
    told = [reason("es", "hours_change", {"words": after, "one": before})] if before != after else []
    if "hours" not in table and table.get("openings"):
        told.append(reason("es", "hours_agreed", {"words": after}))
    return [f"hours: {each}" for each in told]


def _said(table: Table) -> str:
    """``lunes a viernes 08:00-17:00; feriados GT; feria local 08-15``."""
    hours = table.get("hours", AGREED_HOURS)
    days = [(name, ", ".join(hours.get(key, ()))) for name, key in zip(DAYS["es"], WEEK, strict=True)]
    parts = []
    for spans, run in groupby(days, key=lambda day: day[1]):
        names = [name for name, _ in run]
        if spans:
            parts.append(f"{names[0] if len(names) == 1 else f'{names[0]} a {names[-1]}'} {spans}")
    parts.append(f"feriados {hours['holidays']}" if hours.get("holidays") else "sin feriados")
    if hours.get("local_feast"):
        parts.append(f"feria local {hours['local_feast']}")
    return "; ".join(parts)
