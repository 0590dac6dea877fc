"""What is found in the log, by words and by filters, and what is said where nothing is."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from tests import servers
from tests.edges.call_log.log import found, sids
from tests.houses import a_night
from tests.pages import log_in, seen
from tests.phones import ORTIZ, House
from voiceline.actions import move_ticket
from voiceline.domain.severity import Severity
from voiceline.store.calls import Call
from voiceline.store.tickets import Ticket

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


# The rows


def test_the_last_day_stands_above_the_whole_log_and_nowhere_else(reader: FlaskClient) -> None:
    page = seen(reader.get("/admin/calls").text)
    assert re.search(r"Últimas 24 horas 3 llamadas entrantes 1 colgaron antes de elegir 2 no hablaron con nadie", page)
    assert "hasta una persona (mediana)" in page
    assert "Últimas 24 horas" not in reader.get("/admin/calls?direction=inbound").text


def test_they_are_counted_as_far_as_the_page_goes(reader: FlaskClient, monkeypatch: Any) -> None:
    assert "3 llamadas" in seen(reader.get("/admin/calls?direction=inbound").text)
    assert "1 llamada" in seen(reader.get("/admin/calls?outcome=joined").text)
    monkeypatch.setattr("voiceline.web.admin.listing.A_PAGE", 2)
    assert "más de 2 llamadas" in seen(reader.get("/admin/calls?direction=inbound").text)
