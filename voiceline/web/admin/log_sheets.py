"""The call log to take along: a CSV that leaves while it is read, and an Excel sheet, of exactly what is filtered.

Both hold one page of rows in memory, whatever their length. An .xlsx is a closed zip and so can leave only when it is
whole: it waits on the disk, under no name, and ends at so many rows that nobody waits for long.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from tempfile import SpooledTemporaryFile
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, abort, request
from werkzeug.wsgi import wrap_file

from voiceline.actions.keep_log import bring_up_to_date
from voiceline.domain.directory import Directory
from voiceline.domain.sheet_cell import BYTE_ORDER_MARK, cell
from voiceline.line import Line
from voiceline.store import directory, log_rows, log_search
from voiceline.store.log_rows import Row
from voiceline.store.log_search import Place
from voiceline.web.admin import log_filters
from voiceline.web.admin.doors import for_people
from voiceline.web.admin.log_filters import Asked
from voiceline.web.admin.people import People
from voiceline.web.admin.words import Words, words
from voiceline.web.guard import the_line

AT_A_TIME = 500
MOST_OF_EXCEL = 100_000  # rows
IN_MEMORY = 256 * 1024  # bytes
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    *("at", "direction", "who", "number", "from", "to", "customer", "engineer", "outcome", "to_a_human_seconds"),
    *("how_long_seconds", "hours", "case", "severity", "assignee", "responded", "summary", "carrier_sid"),
)
WIDTHS = {"at": 26, "who": 24, "customer": 24, "engineer": 20, "outcome": 24, "summary": 50, "responded": 26}
USUAL_WIDTH = 16

Cells = Sequence[str | int | None]


class AsDialled(People):
    """In a sheet, which other programs read, a number is E.164."""

    def phone(self, number: str | None) -> str:
        return number or ""


def register(blueprint: Blueprint) -> None:
    blueprint.get("/calls.csv")(calls_csv)
    blueprint.get("/calls.xlsx")(calls_xlsx)


@for_people
def calls_csv() -> Response:
    line, w, book, asked = _asked()
    head = BYTE_ORDER_MARK + _csv_line([w.named("log_columns", name) for name in COLUMNS])
    lines = (_csv_line(_cells(row, AsDialled(book, w))) for row in _rows(line, asked))
    return Response(chain([head], lines), mimetype="text/csv", headers=_named(line, book, "csv"))


@for_people
def calls_xlsx() -> Response:
    import xlsxwriter  # two megabytes, where a sheet is asked for

    line, w, book, asked = _asked()
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  # the answer closes it
    book_of_sheets = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
    bold = book_of_sheets.add_format({"bold": True})
    sheet = book_of_sheets.add_worksheet(w("calls")[:31])
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(COLUMNS):
        sheet.set_column(place, place, WIDTHS.get(name, USUAL_WIDTH))
        sheet.write_string(0, place, w.named("log_columns", name), bold)
    for number, row in enumerate(_rows(line, asked), 1):
        if number > MOST_OF_EXCEL:
            sheet.write_string(number, 0, w("sheet_too_long", count=w.amount(MOST_OF_EXCEL)))
            break
        for place, value in enumerate(_cells(row, AsDialled(book, w))):
            if isinstance(value, int):
                sheet.write_number(number, place, value)
            elif value:
                sheet.write_string(number, place, value)
    book_of_sheets.close()
    length = file.tell()
    file.seek(0)
    answer = Response(wrap_file(request.environ, file), mimetype=XLSX, headers=_named(line, book, "xlsx"))
    answer.content_length = length
    return answer


def _asked() -> tuple[Line, Words, Directory, Asked]:
    line, w = the_line(), words()
    with line.reading() as session:
        _, book = directory.current(session)
    asked = log_filters.read(book, w)
    if asked.problems:
        abort(404)
    if asked.wanted.tokens:
        bring_up_to_date(line)
    return line, w, book, asked


def _rows(line: Line, asked: Asked) -> Iterator[Row]:
    """Everything that is asked for, newest first, read a page at a time and no transaction kept open for it."""
    before: Place | None = None
    with line.reading() as session:
        wanted, _ = log_search.spelled_out(session, asked.wanted)
    while True:
        with line.reading() as session:
            places = log_search.find(session, wanted, before, AT_A_TIME)
            rows = log_rows.rows_at(session, places)
        yield from rows
        if len(places) < AT_A_TIME:
            return
        before = places[-1]


def _cells(row: Row, people: People) -> Cells:
    call, ticket, w = row.call, row.ticket, people.w
    zone = ZoneInfo(people.book.timezone)
    hours = "" if row.after_hours is None else w("after_hours" if row.after_hours else "in_hours")
    return (
        _iso(call.started_at, zone),
        w(call.direction),
        people.who(call),
        people.number(call),
        call.from_number,
        call.to_number,
        call.customer or (ticket.customer if ticket else ""),
        people.engineer(call.engineer) if call.engineer else "",
        w.named("outcomes", people.came_of(call)) if call.outcome else w("under_way"),
        row.seconds_to_human,
        call.duration_seconds,
        hours,
        call.ticket_number,
        ticket.severity if ticket else "",
        people.engineer(ticket.assignee) if ticket and ticket.assignee else "",
        _iso(ticket.responded_at, zone) if ticket else "",
        ticket.summary if ticket else "",
        call.sid,
    )


def _csv_line(cells: Cells) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([cell(each) if isinstance(each, str) else each for each in cells])
    return out.getvalue()


def _iso(at: datetime | None, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(sep=" ", timespec="seconds") if at else ""


def _named(line: Line, book: Directory, ending: str) -> dict[str, str]:
    day = line.now().astimezone(ZoneInfo(book.timezone))
    return {
        "Content-Disposition": f'attachment; filename="voiceline-{day:%Y-%m-%d}.{ending}"',
        "Cache-Control": "no-store",
    }
