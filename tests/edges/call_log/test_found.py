"""The call log over real rows: what is found, in what order, at what address, and what may be taken along."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, text

from tests import servers
from tests.houses import a_night, settings_for
from tests.pages import in_order, log_in, seen
from tests.phones import NIGHT, ORTIZ, House
from voiceline.actions import keep_log, move_ticket
from voiceline.archive.archive import ArchiveError, MissingError
from voiceline.domain.call_tokens import Wanted, terms
from voiceline.domain.severity import Severity
from voiceline.line import Line
from voiceline.store import call_log, calls, directory, log_search, transcripts
from voiceline.store.call_log import CallLog, LogMark
from voiceline.store.calls import Call, CallEvent
from voiceline.store.recordings import Recording
from voiceline.store.tickets import Ticket
from voiceline.store.transcripts import Piece

ZONE = ZoneInfo("America/Guatemala")


@pytest.fixture(scope="module")
def night(postgres: Any) -> Iterator[House]:
    built = a_night(servers.migrated(postgres, "call_log"))
    with built.line.transaction() as session:
        call = calls.by_sid(session, built.carrier.legs[0].sid)
        assert call is not None
        transcripts.add(session, call.id, "twilio", "es-US", Piece("1", "1", "se cayó la facturación", 0.9), NIGHT)
    built.does(move_ticket.update, "Reiniciamos el balanceador", "a", number=101)
    yield built
    built.line.close()


@pytest.fixture
def reader(night: House) -> FlaskClient:
    visitor = night.app.test_client()
    assert log_in(visitor).status_code == 302
    return visitor


def found(reader: FlaskClient, query: str) -> list[str]:
    answer = reader.get(f"/admin/calls?{query}")
    assert answer.status_code == 200
    return re.findall(r'<a href="/admin/calls/(CA\w+)"', answer.text)


def sids(house: House, *where: Any) -> list[str]:
    with house.line.reading() as session:
        asked = select(Call.sid).outerjoin(Ticket, Ticket.number == Call.ticket_number).where(*where)
        return list(session.scalars(asked.order_by(Call.started_at.desc(), Call.id.desc())))


# What is found


@pytest.mark.parametrize(
    "query",
    [
        "q=4444-0001",
        "q=4444 0001",
        "q=%2B502 4444 0001",
        "q=0001",
        "q=facturacion",
        "q=FACTUR",
        "q=balanceador",
        "q=caso 101",
        "q=%23101 cayó",
        "q=ortiz maya",
    ],
)
def test_her_call_is_found(night: House, reader: FlaskClient, query: str) -> None:
    hers = night.carrier.legs[0].sid
    if "ortiz" in query:  # names of customers are searched; her own stands in no row
        assert hers not in found(reader, query) and hers in found(reader, "q=maya")
    else:
        assert hers in found(reader, query)


def test_what_nobody_said_is_not_found_and_the_page_says_what_to_do(reader: FlaskClient) -> None:
    page = seen(reader.get("/admin/calls?q=zanahoria&outcome=joined").text)
    assert "Ninguna llamada coincide" in page and "Quite algún filtro" in page and "Ver todo" in page


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("direction=outbound", [Call.direction == "outbound"]),
        ("severity=P2&outcome=no_answer", [Ticket.severity == "P2", Call.outcome == "no_answer"]),
        ("engineer=dana", [Call.engineer == "dana"]),
        ("customer=Banco Maya&direction=inbound", [Call.customer == "Banco Maya"]),
        ("outcome=abandoned&hours=after", [Call.outcome == "abandoned"]),
        ("talked=no", [Call.direction == "inbound", Call.joined_at.is_(None)]),
        ("direction=inbound&outcome=busy", [text("false")]),
        ("hours=ordinary", [text("false")]),
        ("since=2026-11-24&until=2026-11-24", []),
        ("since=2026-11-25", [text("false")]),
        ("until=2026-11-23&severity=P1", [text("false")]),
    ],
)
def test_filters_find_exactly_theirs_newest_first(
    night: House, reader: FlaskClient, query: str, where: list[Any], monkeypatch: Any
) -> None:
    monkeypatch.setattr("voiceline.web.admin.listing.A_PAGE", 1000)
    assert found(reader, query) == sids(night, *where)


def test_each_filter_stands_in_words_with_the_way_to_take_it_off(reader: FlaskClient) -> None:
    page = reader.get("/admin/calls?engineer=dana&severity=P1&since=2026-11-24").text
    chips = re.findall(r'<li><a href="([^"]+)"><span class="unseen">Quitar </span>([^<]+)<', page)
    assert [words for _, words in chips] == ["desde 2026-11-24", "P1 crítico", "Dana Cruz"]
    assert chips[2][0].replace("&amp;", "&") == "/admin/calls?since=2026-11-24&severity=P1"
    assert "Filtros (3)" in page


@pytest.mark.parametrize("query", ["since=ayer", "until=2026-13-01", "since=2026-11-25&until=2026-11-24"])
def test_a_day_that_is_none_is_said_in_words(reader: FlaskClient, query: str) -> None:
    answer = reader.get(f"/admin/calls?{query}")
    assert answer.status_code == 400 and 'aria-invalid="true"' in answer.text
    assert "no es una fecha" in answer.text or "Termina antes de empezar" in answer.text
    assert reader.get(f"/admin/calls.csv?{query}").status_code == 404


@pytest.mark.parametrize("query", ["hours=never", "talked=yes", "severity=P9", "direction=up", "before=1_x"])
def test_a_choice_that_does_not_exist_is_a_page_that_says_so(reader: FlaskClient, query: str) -> None:
    assert reader.get(f"/admin/calls?{query}").status_code == 404


@pytest.mark.parametrize("query", ["q='%5C", "q=" + "x" * 900, "q=%26|!:*()", "engineer='", "q=%00", "customer=%00"])
def test_nothing_written_breaks_it(reader: FlaskClient, query: str) -> None:
    assert reader.get(f"/admin/calls?{query}").status_code == 200


def test_a_call_is_there_at_its_first_ring_and_its_case_as_soon_as_it_has_one(postgres: Any) -> None:
    house = a_night(servers.migrated(postgres, "call_log_live"))
    reader = house.app.test_client()
    log_in(reader)
    ortiz = house.caller(ORTIZ).dials()
    live = house.carrier.legs[-1].sid
    assert found(reader, "")[0] == found(reader, "direction=inbound")[0] == live
    assert live not in found(reader, "talked=no")
    ortiz.hangs_up()
    assert live in found(reader, "talked=no&outcome=abandoned")
    house.does(move_ticket.change_severity, Severity.P3, "no era tan grave", number=101)
    assert house.carrier.legs[0].sid in found(reader, "severity=P3")
    assert house.carrier.legs[0].sid not in found(reader, "severity=P1")
    house.line.close()


def test_a_caller_without_a_number_is_found_by_the_one_she_keyed(postgres: Any) -> None:
    house = a_night(servers.migrated(postgres, "call_log_contact"))
    reader = house.app.test_client()
    log_in(reader)
    caller = house.caller("anonymous").dials().presses("1")
    hers = house.carrier.legs[-1].sid
    caller.says_and_ends("no abre nada").hears("ocho dígitos")
    assert hers not in found(reader, "q=5555-7777")
    caller.presses("55557777#")
    assert hers in found(reader, "q=5555-7777") and hers in found(reader, "q=7777")
    caller.hangs_up()
    house.line.close()


# The engine against an obvious oracle


@pytest.fixture(scope="module")
def many(postgres: Any) -> Iterator[Line]:
    """Three thousand calls over three years, in clumps and gaps."""
    line = Line(settings_for(servers.migrated(postgres, "call_log_many")))
    with line.transaction() as session:
        directory.load(session, _book(), "directory.toml", "many", NIGHT)
    luck, at = Random(7), datetime(2024, 1, 1, tzinfo=UTC)
    rows = []
    for number in range(3000):
        at += timedelta(seconds=luck.choice([0, 1, 60, 3600, 86400 if number % 50 == 0 else 30]))
        inbound = luck.random() < 0.3
        rows.append(
            {
                "sid": f"CA{number:032}",
                "direction": "inbound" if inbound else "outbound",
                "from_number": f"+5024444{luck.randrange(40):04}",
                "to_number": f"+5025555{luck.randrange(40):04}",
                "status": "completed",
                "started_at": at,
                "ended_at": at,
                "outcome": luck.choice(["joined", "abandoned"] if inbound else ["no_answer", "busy", "failed"]),
                "engineer": None if inbound else luck.choice(["dana", "lee"]),
                "customer": luck.choice([None, "Banco Maya", "Quetzal Foods"]) if inbound else None,
                "language": "es",
                "notes": {},
            }
        )
    with line.transaction() as session:
        session.execute(Call.__table__.insert(), rows)
    while keep_log.keep_log(line):
        pass
    yield line
    line.close()


def _book() -> str:
    from tests.houses import BOOK

    return BOOK


@pytest.mark.parametrize(
    ("wanted", "where"),
    [
        (Wanted(), "true"),
        (Wanted(direction="inbound"), "direction = 'inbound'"),
        (Wanted(outcome="failed", engineer="lee"), "outcome = 'failed' AND engineer = 'lee'"),
        (Wanted(customer="Banco Maya", alone=True), "customer = 'Banco Maya' AND joined_at IS NULL"),
        (Wanted(terms=terms("0007")), "CASE direction WHEN 'inbound' THEN from_number ELSE to_number END LIKE '%0007'"),
        (
            Wanted(
                terms=terms("quetz"), since=datetime(2024, 2, 1, tzinfo=UTC), until=datetime(2024, 3, 1, tzinfo=UTC)
            ),
            "customer = 'Quetzal Foods' AND started_at >= '2024-02-01Z' AND started_at < '2024-03-01Z'",
        ),
        (Wanted(terms=terms("nadie dijo esto")), "false"),
    ],
)
@pytest.mark.parametrize(("a_page", "most_met"), [(7, 500), (400, 500), (7, 3)])
def test_pages_meet_without_gap_or_double(
    many: Line, wanted: Wanted, where: str, a_page: int, most_met: int, monkeypatch: Any
) -> None:
    monkeypatch.setattr("voiceline.store.log_search.MOST_MET", most_met)
    with many.reading() as session:
        asked = f"SELECT id FROM calls WHERE {where} ORDER BY started_at DESC, id DESC"
        expected = list(session.scalars(text(asked.replace(":", r"\:"))))
        wanted, _ = log_search.spelled_out(session, wanted)
        got: list[int] = []
        before = None
        while places := log_search.find(session, wanted, before, a_page):
            assert len(places) <= a_page
            got += [place.id for place in places]
            before = places[-1]
            if len(got) > 300 and a_page == 7:
                expected = expected[: len(got)]
                break
    assert got == expected


def test_a_beginning_of_too_many_words_is_looked_for_whole_and_that_is_said(
    night: House, reader: FlaskClient, monkeypatch: Any
) -> None:
    monkeypatch.setattr("voiceline.store.log_search.MOST_BEGINNINGS", 0)
    page = reader.get("/admin/calls?q=factur").text
    assert "Muchas palabras empiezan con «factur»" in page and "Ninguna llamada" in page


# Kept up to date, and filled for what was there before


def test_older_calls_are_entered_a_few_at_a_time_newest_first(many: Line, monkeypatch: Any) -> None:
    monkeypatch.setattr(keep_log, "A_BATCH", 1000)
    with many.transaction() as session:
        session.execute(text("DELETE FROM call_log"))
        session.execute(text("INSERT INTO log_marks (older_than) SELECT max(id) + 1 FROM calls"))
    assert keep_log.keep_log(many)
    with many.reading() as session:
        newest = session.scalar(text("SELECT min(call_id) FROM call_log"))
        assert newest == session.scalar(text("SELECT id FROM calls ORDER BY id DESC OFFSET 999 LIMIT 1"))
        since = call_log.complete_since(session)
        assert since == session.scalar(select(Call.started_at).where(Call.id == newest))
    while keep_log.keep_log(many):
        pass
    with many.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM call_log")) == 3000
        assert call_log.complete_since(session) is None and not call_log.is_behind(session)


def test_the_hours_a_call_came_in_do_not_change_with_the_calendar(night: House, reader: FlaskClient) -> None:
    hers = night.carrier.legs[0].sid
    assert hers in found(reader, "hours=after")
    whole = re.sub(r'(monday|tuesday) = \["[^"]+"\]', r'\1 = ["00:00-24:00"]', _book())
    with night.line.transaction() as session:
        directory.load(session, whole, "directory.toml", "hours", NIGHT)
        session.execute(text("INSERT INTO log_marks (call_id) SELECT id FROM calls"))
    assert hers in found(reader, "hours=after")
    with night.line.transaction() as session:
        directory.load(session, _book(), "directory.toml", "hours", NIGHT)


def test_a_call_that_is_no_more_is_found_no_more(night: House, reader: FlaskClient) -> None:
    with night.line.transaction() as session:
        caller = session.scalars(select(Call).where(Call.outcome == "abandoned")).one()
        values = {c.name: getattr(caller, c.name) for c in Call.__table__.columns if c.name != "id"}
        session.add(Call(**{**values, "sid": "CA" + "f" * 32}))
    assert "CA" + "f" * 32 in found(reader, "outcome=abandoned")
    with night.line.transaction() as session:
        session.execute(delete(Call).where(Call.sid == "CA" + "f" * 32))
    assert "CA" + "f" * 32 not in found(reader, "outcome=abandoned")


def test_whoever_looks_sees_what_has_just_happened_behind_many_marks_of_one_call(night: House) -> None:
    keep_log.bring_up_to_date(night.line)
    with night.line.transaction() as session:
        first, *_, last = session.scalars(select(Call.id).order_by(Call.id))
        session.add_all([LogMark(call_id=first) for _ in range(2 * keep_log.A_BATCH)])
        session.flush()
        session.add(LogMark(call_id=last))
        session.execute(delete(CallLog).where(CallLog.call_id == last))
    keep_log.bring_up_to_date(night.line)
    with night.line.reading() as session:
        assert session.get(CallLog, last) is not None and not call_log.is_behind(session)


def test_a_ring_leaves_one_mark_when_it_begins_and_one_when_it_ends(night: House) -> None:
    keep_log.bring_up_to_date(night.line)
    with night.line.transaction() as session:
        call = session.scalars(select(Call).where(Call.outcome == "abandoned")).one()
        session.execute(text("UPDATE calls SET step = 'x', turn = turn + 1 WHERE id = :id"), {"id": call.id})
        session.add(CallEvent(call_id=call.id, at=NIGHT, kind="heard", detail={}))
        session.flush()
        assert session.scalars(select(LogMark)).all() == []
        session.rollback()


# The rows


def test_the_last_day_stands_above_the_whole_log_and_nowhere_else(reader: FlaskClient) -> None:
    page = seen(reader.get("/admin/calls").text)
    assert re.search(r"Últimas 24 horas 3 llamadas entrantes 1 colgaron antes de elegir 2 no hablaron con nadie", page)
    assert "hasta una persona (mediana)" in page
    assert "Últimas 24 horas" not in reader.get("/admin/calls?direction=inbound").text


def test_how_many_are_counted_as_far_as_that_goes(reader: FlaskClient, monkeypatch: Any) -> None:
    assert "3 llamadas" in seen(reader.get("/admin/calls?direction=inbound").text)
    assert "1 llamada" in seen(reader.get("/admin/calls?outcome=joined").text)
    monkeypatch.setattr("voiceline.web.admin.call_pages.COUNTED", 2)
    assert "más de 2 llamadas" in seen(reader.get("/admin/calls?direction=inbound").text)


# One call's page


def test_a_calls_page_tells_every_leg_prompt_key_text_and_clock_with_the_time_since_it_began(
    night: House, reader: FlaskClient
) -> None:
    page = seen(reader.get(f"/admin/calls/{night.carrier.legs[0].sid}").text)
    in_order(
        page,
        "Hasta una persona",
        "Qué se prometió y qué se cumplió en su caso",
        "24 nov 2026, 02:25:00 cumplida",
        "Resolución antes de",
        "caso abierto · SMS Entregado",
        "02:10:00 +0:00 Entró la llamada de Banco Maya",
        "02:10:00 +0:00 Banco Maya oye: «Línea",
        "Marque 1",
        "02:10:04 +0:04 Banco Maya marcó 1",
        "02:10:04 +0:04 Se abrió el caso como P1 crítico",
        "02:10:04 +0:04 Mensaje «caso abierto»",
        "Banco Maya oye: «Su caso es …",
        "Lee Pérez tomó el caso",
    )
    dana = next(leg.sid for leg in night.carrier.legs if leg.sid in sids(night, Call.engineer == "dana"))
    assert "oye:" not in seen(reader.get(f"/admin/calls/{dana}").text)  # nobody picked up
    lee = sids(night, Call.engineer == "lee", Call.outcome == "acknowledged")[0]
    assert "Lee Pérez oye: «" in seen(reader.get(f"/admin/calls/{lee}").text)


def test_a_recording_is_drawn_once_when_somebody_looks(night: House, reader: FlaskClient, monkeypatch: Any) -> None:
    leg = night.carrier.legs[0].sid
    page = reader.get(f"/admin/calls/{leg}").text
    assert '<svg class="wave" role="img"' in page and "<title>Dibujo del volumen, " in page
    assert "se cayó la facturación" in page and "oyó la grabación" not in page
    with night.line.reading() as session:
        drawn = session.scalars(select(Recording.loudness)).one()
    assert drawn is not None and len(drawn) == 240 and max(drawn) > 20
    monkeypatch.setattr("voiceline.actions.draw_recording.open_recording", None)
    assert '<svg class="wave"' in reader.get(f"/admin/calls/{leg}").text


def test_a_file_out_of_reach_is_drawn_another_time(night: House, reader: FlaskClient, monkeypatch: Any) -> None:
    def away(*_: Any) -> None:
        raise ArchiveError("away")

    with night.line.transaction() as session:
        session.execute(text("UPDATE recordings SET loudness = NULL"))
    with monkeypatch.context() as broken:
        broken.setattr("voiceline.actions.draw_recording.open_recording", away)
        page = reader.get(f"/admin/calls/{night.carrier.legs[0].sid}").text
    assert "<audio" in page and "<svg" not in page
    assert "<svg" in reader.get(f"/admin/calls/{night.carrier.legs[0].sid}").text


def test_of_several_in_an_archive_out_of_reach_only_the_first_is_waited_for(
    night: House, reader: FlaskClient, monkeypatch: Any
) -> None:
    more = """
    INSERT INTO recordings (sid, call_id, made_at, fetched_at, content_type, sha256, kept_in)
    SELECT 'more-' || n, call_id, made_at, fetched_at, content_type, sha256, kept_in
    FROM recordings, generate_series(1, 2) AS n
    """
    tried: list[object] = []
    trouble: list[type[ArchiveError]] = []

    def away(_: object, row: object) -> None:
        tried.append(row)
        raise trouble[-1]("away")

    with night.line.transaction() as session:
        session.execute(text(more))
        session.execute(text("UPDATE recordings SET loudness = NULL"))
    monkeypatch.setattr("voiceline.actions.draw_recording.open_recording", away)
    for kind, times in ((ArchiveError, 1), (MissingError, 3)):
        trouble.append(kind)
        tried.clear()
        assert reader.get(f"/admin/calls/{night.carrier.legs[0].sid}").status_code == 200
        assert len(tried) == times
    with night.line.transaction() as session:
        session.execute(text("DELETE FROM recordings WHERE sid LIKE 'more-%'"))


# Taken along


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
