"""What is filtered, taken along as CSV and Excel."""

import csv
import io
import zipfile
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import text

from tests.edges.call_log.log import sids
from tests.pages import log_in
from tests.phones import NIGHT, House
from voiceline.line import Line
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket


def test_the_csv_is_exactly_what_is_filtered_and_no_cell_is_a_formula(
    night: House, reader: FlaskClient, monkeypatch: Any
) -> None:
    monkeypatch.setattr("voiceline.web.admin.log_sheets.AT_A_TIME", 3)
    with night.line.transaction() as session:
        session.execute(text("UPDATE tickets SET summary = '=cmd|calc' WHERE number = 101"))
    answer = reader.get("/admin/calls.csv?direction=outbound&severity=P1")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert [row["código en el operador"] for row in rows] == sids(
        night, Call.direction == "outbound", Ticket.severity == "P1"
    )
    assert len(rows) > 3 and answer.text.startswith("\ufeffcuándo,")
    assert rows[-1]["cuándo"] == "2026-11-24 02:10:04-06:00" and rows[-1]["número"] == "+50255550101"
    assert {row["resumen"] for row in rows} == {"'=cmd|calc"}
    assert answer.headers["Content-Disposition"] == 'attachment; filename="voiceline-2026-11-24.csv"'
    whole = csv.DictReader(io.StringIO(reader.get("/admin/calls.csv").text.removeprefix("\ufeff")))
    assert [row["código en el operador"] for row in whole] == sids(night)


def test_the_excel_sheet_holds_the_same(night: House, reader: FlaskClient, monkeypatch: Any) -> None:
    answer = reader.get("/admin/calls.xlsx?direction=inbound")
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    inside = zipfile.ZipFile(io.BytesIO(answer.data)).read("xl/worksheets/sheet1.xml").decode()
    assert inside.count("<row ") == 1 + len(sids(night, Call.direction == "inbound"))
    assert "2026-11-24 02:10:00-06:00" in inside and "<f>" not in inside and "Quetzal Foods" in inside
    monkeypatch.setattr("voiceline.web.admin.log_sheets.MOST_OF_EXCEL", 1)
    inside = zipfile.ZipFile(io.BytesIO(reader.get("/admin/calls.xlsx").data)).read("xl/worksheets/sheet1.xml").decode()
    assert inside.count("<row ") == 3 and "acote las fechas" in inside


def test_the_sheet_leaves_while_it_is_read(many: Line) -> None:
    from voiceline.app import create_app
    from voiceline.store import accounts

    with many.transaction() as session:
        accounts.set_account(session, "rosa@example.com", "viewer", "una noche larga", NIGHT)
    reader = create_app(many).test_client()
    log_in(reader)
    answer = reader.get("/admin/calls.csv", buffered=False)
    assert answer.is_streamed and answer.content_length is None
    assert answer.text.count("\r\n") == 3001
