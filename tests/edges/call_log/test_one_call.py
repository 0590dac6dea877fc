"""One call's page: every leg, prompt, key and text, and its recordings drawn."""

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select, text

from tests.edges.call_log.log import sids
from tests.pages import in_order, seen
from tests.phones import House
from voiceline.archive.archive import ArchiveError, MissingError
from voiceline.store.calls import Call
from voiceline.store.recordings import Recording


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
