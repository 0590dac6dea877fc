"""The month's proof over real rows: told by the command, the sheet and the page, in the line's zone."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests import servers
from tests.houses import BOOK, a_house
from tests.pages import EMAIL, in_order, log_in, seen
from tests.phones import NIGHT, House
from voiceline import __main__ as program
from voiceline.actions import move_ticket as verbs
from voiceline.dialog.conversation import Do, End
from voiceline.dialog.customer_door import CUSTOMER_DOOR
from voiceline.dialog.customer_line import CUSTOMER_LINE
from voiceline.domain.promise import Target
from voiceline.domain.severity import Severity
from voiceline.store import silences
from voiceline.web.admin.report_words import ReportWords
from voiceline.web.admin.words import words_in

LATE_OCTOBER = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 23:30 on 31 October in Guatemala


@pytest.fixture(scope="module")
def house(postgres) -> Iterator[House]:
    """October's last case; then a kept one, a breached and rectified one, one out of scope, one abandoned call."""
    url = servers.migrated(postgres, "report")
    built = a_house(url, start=LATE_OCTOBER)
    built.rest()
    taken(built)  # 101, October
    built.does(verbs.resolve, "reinicio")
    built.sleeps_until(NIGHT)
    taken(built)  # 102, kept
    built.does(verbs.resolve, "=reinicio")
    built.does(verbs.confirm, by="customer")
    built.caller("+50244440002").dials().presses("1").hangs_up()  # 103, nobody for sixteen minutes
    built.time_passes(minutes=16)
    built.does(verbs.change_severity, Severity.P2, "hay alternativa")
    built.does(verbs.rectify, "response", "el cliente pidió esperar", by=EMAIL)
    built.does(verbs.resolve, "listo")
    built.does(verbs.confirm, by="customer")
    taken(built)  # 104, out of scope
    built.does(verbs.set_aside, "connectivity", by=EMAIL)
    built.caller("+50255559999").dials().waits(2).hangs_up()
    built.caller("+50255559999").dials().presses("2").hangs_up()  # 105, under way
    with built.line.transaction() as session:
        built.line.now()
        session.add(silences.Silence(began_at=NIGHT - timedelta(hours=2), ended_at=NIGHT - timedelta(hours=1)))
        before = datetime(2026, 11, 1, 5, 0, tzinfo=UTC)  # begins in October
        session.add(silences.Silence(began_at=before, ended_at=before + timedelta(hours=2)))
    yield built
    built.line.close()


def taken(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings(within=60).presses("1").hangs_up()
    house.time_passes(seconds=5)
    house.does(lambda desk, ticket: ticket.record("reached", desk.now, "dana"))


@pytest.fixture
def run(house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    settings = house.line.settings
    for name, value in {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "PUBLIC_URL": settings.public_url,
        "LINE_NUMBER": settings.line_number,
        "TWILIO_ACCOUNT_SID": settings.account_sid,
        "TWILIO_AUTH_TOKEN": "demo-token",
        "SECRET_KEY": settings.secret_key,
    }.items():
        monkeypatch.setenv(name, value)

    def said(*words: str):
        code = program.main(["report", *words])
        out, err = capsys.readouterr()
        return code, out, err

    return said


def test_a_case_belongs_to_the_month_of_its_first_contact_in_the_lines_zone(run) -> None:
    october, november = (json.loads(run(month, "--json")[1]) for month in ("2026-10", "2026-11"))
    assert [case["number"] for case in october["cases"]] == [101]
    assert [case["number"] for case in november["cases"]] == [102, 103, 105]
    assert [case["number"] for case in november["apart"]] == [104]


def test_figures_are_what_was_recorded(run) -> None:
    data = json.loads(run("2026-11", "--json")[1])
    assert data["severities"]["P1"]["response"] | {"median_seconds": 0, "worst_seconds": 0} == {
        **{"kept": 1, "missed": 0, "running": 0, "stopped": 0, "rectified": 0, "share": 1.0, "share_rectified": 1.0},
        **{"median_seconds": 0, "worst_seconds": 0},
    }
    high = data["severities"]["P2"]["response"]
    assert (high["missed"], high["running"], high["rectified"], high["share_rectified"]) == (1, 1, 1, 1.0)
    assert data["reclassified"] == [{"from": "P1", "to": "P2", "cases": 1}]
    assert data["abandoned_calls"] == 1 and data["unvalidated"] == []
    hours = [
        (datetime.fromisoformat(s["until"]) - datetime.fromisoformat(s["from"])).total_seconds() / 3600
        for s in data["silences"]
    ]
    assert hours == [1.0, 1.0]  # the first is cut at the month's own midnight


def test_today_s_calendar_changes_no_proof(run, house: House) -> None:
    before = run("2026-11", "--json")[1]
    house.loads(BOOK + '\n[[closures]]\ndate = 2026-11-24\nname = "Asueto"\n')
    after = json.loads(run("2026-11", "--json")[1])
    ended = [case for case in json.loads(before)["cases"] if case["number"] != 105]  # 105 is under way
    assert [case["number"] for case in ended] == [102, 103]
    assert all(case in after["cases"] for case in ended)


def test_the_words_of_the_command(run) -> None:
    code, out, err = run("2026-11")
    assert code == 0, err
    assert "caso 104: connectivity, fuera de las cifras" in out and "llamadas abandonadas: 1" in out
    assert "caso 103: respuesta rectificada por rosa@example.com: el cliente pidió esperar" in out
    assert "cumplidas: 0, vencidas: 1, en curso: 1" in out
    assert "minutos sin línea: 120" in out and "promesa: 15 minutos" in out
    assert "llamadas urgentes que hablaron con una persona: 0 de 4" in out and "dana: noches con timbre: 1" in out
    data = json.loads(run("2026-11", "--json")[1])
    assert (data["urgent_calls"]["all"], data["urgent_calls"]["by_message"]) == (4, 2)
    assert {each["engineer"] for each in data["load"]} == {"dana", "lee", "ana", "luis"}
    assert data["load"][0]["nights"].keys() == {"2026-11-23"}


def test_of_one_customer_only(run) -> None:
    data = json.loads(run("2026-11", "--customer", "Quetzal Foods", "--json")[1])
    assert [case["number"] for case in data["cases"]] == [103] and data["abandoned_calls"] == 0


def test_the_sheet_opens_in_excel_and_runs_nothing(run) -> None:
    _, out, _ = run("2026-11", "--csv")
    assert out.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert [row["caso"] for row in rows] == ["102", "103", "105", "104"]
    breached = rows[1]
    assert breached["respuesta"] == "vencida" and breached["severidad reportada"] == "P1"
    assert breached["respuesta rectificada"] == "rosa@example.com: el cliente pidió esperar"
    assert breached["respuesta vencida"].endswith("-06:00")
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize(
    "words", [("2026-13",), ("noviembre",), ("1999-01",), ("2026-1",), ("2026-11", "--customer", "Nadie")]
)
def test_a_mistake_is_one_line(run, words: tuple[str, ...]) -> None:
    code, out, err = run(*words)
    assert code != 0 and not out and err.startswith("voiceline: ") and err.count("\n") == 1


# the page


def test_the_page_says_all_of_it_in_both_languages(house: House) -> None:
    client = house.app.test_client()
    log_in(client, "viewer@example.com")
    page = client.get("/admin/report?month=2026-11")
    assert page.status_code == 200
    in_order(
        page.text,
        "El mes de noviembre 2026",
        "Tiempo máximo en el que se brinda una respuesta inicial",
        "15 minutos",
        "¿Se llegó a una persona?",
        "Dónde colgaron",
        "El saludo y las opciones",
        "Lo que pidió la línea a cada ingeniero",
        "Dana Cruz",
        "Aparte de las cifras",
        "P1 → P2",
        "Caso por caso",
        "102",
        "Rectificado por rosa@example.com: el cliente pidió esperar",
        "Fuera de alcance",
    )
    assert page.text.count("<svg") == 4 and "style=" not in page.text
    with client.session_transaction() as session:
        session["language"] = "en"
    assert "What was promised and what was kept" in seen(client.get("/admin/report?month=2026-11").text)


def test_the_page_of_an_empty_month_and_the_sheet(house: House) -> None:
    client = house.app.test_client()
    log_in(client)
    assert "En este mes no hubo llamadas ni casos" in seen(client.get("/admin/report?month=2020-02").text)
    sheet = client.get("/admin/report.csv?month=2026-11")
    assert sheet.mimetype == "text/csv" and "voiceline-2026-11.csv" in sheet.headers["Content-Disposition"]


@pytest.mark.parametrize("asked", ["month=2026-13", "month=x", "customer=Nadie", "month=2026-11-01"])
def test_what_does_not_exist_is_404(house: House, asked: str) -> None:
    client = house.app.test_client()
    log_in(client)
    assert client.get(f"/admin/report?{asked}").status_code == 404


@pytest.mark.parametrize("sheet", ["promise", "answers", "hung_up", "load", "nights"])
def test_each_table_is_a_sheet_in_the_readers_language(house: House, sheet: str) -> None:
    client = house.app.test_client()
    log_in(client, "viewer@example.com")
    answer = client.get(f"/admin/report/{sheet}.csv?month=2026-11")
    assert answer.mimetype == "text/csv" and f"voiceline-2026-11-{sheet}.csv" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert len(rows) > 1 and {len(row) for row in rows} == {len(rows[0])}
    assert client.get("/admin/report/nothing.csv").status_code == 404


def test_months_begin_with_the_first_call_and_end_with_today(house: House) -> None:
    client = house.app.test_client()
    log_in(client)
    november, october = (client.get(f"/admin/report?month={month}").text for month in ("2026-11", "2026-10"))
    assert "month=2026-10" in november and "month=2026-12" not in november
    assert "month=2026-11" in october and "month=2026-09" not in october


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("severity=P2&target=response&verdict=rectified", {103}),
        ("severity=P2&target=response&verdict=running", {105}),
        ("closed_as=out_of_scope", {104}),
        ("reported=P1&severity=P2&counted=1", {103}),
        ("way=nobody", {103, 105}),
        ("customer=Quetzal+Foods", {103}),
        ("after=103", {104, 105}),
    ],
)
def test_a_number_leads_to_exactly_its_cases(house: House, asked: str, numbers: set[int]) -> None:
    client = house.app.test_client()
    log_in(client)
    page = client.get(f"/admin/report/cases?month=2026-11&{asked}")
    assert {int(each) for each in re.findall(r'href="/admin/tickets/(\d+)"', page.text)} == numbers


@pytest.mark.parametrize("asked", ["verdict=kept", "target=response", "verdict=x&target=response", "way=x", "after=-1"])
def test_a_list_that_does_not_exist_is_404(house: House, asked: str) -> None:
    client = house.app.test_client()
    log_in(client)
    assert client.get(f"/admin/report/cases?{asked}").status_code == 404


def test_few_are_told_as_a_count_and_many_as_a_share() -> None:
    told = ReportWords(words_in("es"), {})
    assert [told.share(*each) for each in ((0, 0), (3, 4), (19, 20))] == ["—", "3 de 4", "95%"]


def test_wherever_a_caller_may_hang_up_has_a_name() -> None:
    named = words_in("es").part("steps")
    for script in (CUSTOMER_LINE, CUSTOMER_DOOR):
        asked = {name for name, step in script.steps.items() if not isinstance(step, Do | End)}
        assert asked <= named.keys()


def test_what_was_closed_undecided_is_neither_kept_nor_running() -> None:
    due = NIGHT + timedelta(hours=4)
    verdicts = [
        Target(due, None, None, is_over=True),
        Target(due, None, None),
        Target(due, NIGHT, None, is_over=True),
        Target(due, NIGHT, due, is_over=True),
    ]
    assert [each.verdict for each in verdicts] == ["stopped", "running", "kept", "missed"]
