"""What the wall says of the line, who waits, what is urgent and who is on call; and what its alarm is for."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text

from tests.edges.test_board import QUETZAL, a_case, is_taken
from tests.houses import settings_for
from tests.pages import EMAIL, VIEWER, in_order, log_in, seen
from tests.phones import House
from tests.story.conftest import DIRECTORY
from voiceline.actions import look_at_line, move_ticket
from voiceline.actions.assign_case import assign
from voiceline.domain.severity import Severity
from voiceline.line import Line
from voiceline.web.admin import wall_pages


@pytest.fixture
def house(house: House) -> House:
    beats(house.line)
    return house


@pytest.fixture
def reader(house: House) -> FlaskClient:
    client = house.app.test_client()
    assert log_in(client, VIEWER).status_code == 302
    return client


def beats(line: Line, seconds_ago: float = -3600) -> None:
    """The clock's last beat; one of the time to come stays fresh for a whole test."""
    with line.transaction() as session:
        session.execute(text("DELETE FROM heartbeats"))
        beat = "INSERT INTO heartbeats VALUES ('clock', clock_timestamp() - make_interval(secs => :ago))"
        session.execute(text(beat), {"ago": seconds_ago})


def says(reader: FlaskClient) -> str:
    return seen(reader.get("/admin/wall").text)


def alarms(reader: FlaskClient) -> list[str]:
    found = re.search(r'data-alarms="([^"]*)"', reader.get("/admin/wall").text)
    assert found
    return found[1].split()


def test_a_quiet_night(reader: FlaskClient) -> None:
    in_order(
        says(reader),
        *("La línea contesta", "02:10", "Urgentes 0", "Ningún caso urgente.", "Nadie espera."),
        *("De turno", "Dana Cruz", "Lee Pérez", "Casos P3 y P4 abiertos: 0"),
    )
    assert alarms(reader) == []


def test_an_urgent_case_that_is_nobodys_is_an_alarm_until_somebody_takes_it(house: House, reader: FlaskClient) -> None:
    a_case(house)
    in_order(says(reader), "Urgentes 1", "P1 101 Banco Maya", "Nadie todavía: suena el teléfono de Dana Cruz", "14:59")
    assert alarms(reader) == ["nobody-101"]
    is_taken(house)
    in_order(says(reader), "P1 101 Banco Maya", "Dana Cruz", "Resolución", "3 h 59 min")
    assert alarms(reader) == []


def test_who_is_given_an_urgent_case_and_has_pressed_no_key_is_an_alarm(house: House, reader: FlaskClient) -> None:
    a_case(house)
    house.does(assign, "ana", by=EMAIL)
    in_order(says(reader), "P1 101 Banco Maya", "Se le dio a Ana López, sin confirmar: suena su teléfono")
    assert alarms(reader) == ["nobody-101"]
    assert "Se le dio a Ana López, sin confirmar" in seen(reader.get("/admin/board").text)
    house.engineer("Ana").rings().presses("2").hangs_up()
    assert alarms(reader) == [] and "sin confirmar" not in says(reader)
    assert "Lo atiende Ana López" in seen(reader.get("/admin/board").text)


def test_who_sleeps_through_what_he_was_given_stays_an_alarm(house: House, reader: FlaskClient) -> None:
    a_case(house)
    house.does(assign, "ana", by=EMAIL)
    for _ in range(13):
        house.time_passes(seconds=10)
        assert alarms(reader) == ["nobody-101"]
    in_order(says(reader), "P1 101 Banco Maya", "Nadie todavía")


def test_a_missed_target_is_said_in_words(house: House, reader: FlaskClient) -> None:
    a_case(house)
    house.time_passes(minutes=16)
    in_order(says(reader), "Respuesta vencida", "hace 1:01")


def test_a_caller_who_waits_is_an_alarm(house: House, reader: FlaskClient) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    house.time_passes(seconds=10)
    said, why = says(reader), alarms(reader)
    assert re.search(r"Esperan en la línea 1 Banco Maya (9|10|11|12) s", said)
    assert why[0] == "nobody-101" and why[1].startswith("waiting-") and len(why) == 2
    ortiz.hangs_up()
    assert alarms(reader) == ["nobody-101"]


def test_a_caller_whose_hang_up_never_reached_us_is_an_alarm_for_a_minute_and_a_half(
    house: House, reader: FlaskClient
) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    house.carrier.faults.add("bad-signature", times=2)  # neither that she left the queue nor that her call is over
    ortiz.hangs_up()
    house.time_passes(seconds=10)
    assert "Esperan en la línea 1 Banco Maya" in says(reader), "the wall knows no better yet"
    house.time_passes(seconds=85)
    assert "Nadie espera." in says(reader) and alarms(reader) == ["nobody-101"]
    assert house.call(ortiz.leg).outcome == "case_opened"


def test_a_caller_who_holds_on_is_not_asked_about(house: House, reader: FlaskClient) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    for _ in range(20):
        house.time_passes(seconds=30)
        assert any(each.startswith("waiting-") for each in alarms(reader))
    assert ortiz.leg.doing == "queue"
    with house.line.reading() as session:
        asked = text("SELECT count(*) FROM follow_ups WHERE kind = 'look_up_call' AND values ->> 'sid' = :sid")
        assert session.scalar(asked, {"sid": ortiz.leg.sid}) == 0


def test_who_holds_on_while_her_engineer_is_in_his_menu_is_no_alarm(house: House, reader: FlaskClient) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    dana = house.engineer("Dana").rings(within=90).presses("1")
    house.time_passes(seconds=28)
    ortiz.is_talking_to(dana)
    dana.presses("*")
    ortiz.waits(8)
    assert ortiz.leg.doing == "queue" and "Nadie espera." in says(reader) and alarms(reader) == []


def test_what_is_not_urgent_is_only_counted(house: House, reader: FlaskClient) -> None:
    a_case(house)
    house.does(move_ticket.change_severity, Severity.P3, "una duda", by="ana")
    a_case(house, QUETZAL, "1")
    is_taken(house)
    house.does(move_ticket.resolve, "reinicio", by="dana")
    in_order(says(reader), "Ningún caso urgente.", "P3 y P4 abiertos: 1", "Esperan la palabra del cliente: 1")
    assert alarms(reader) == []


def test_more_than_fits_is_counted_and_each_of_them_sounds(
    house: House, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall_pages, "MOST", 1)
    a_case(house)
    a_case(house, QUETZAL, "2")
    in_order(says(reader), "Urgentes 2", "101", "y 1 más.")
    assert alarms(reader) == ["nobody-102", "nobody-101"]


def test_a_strangers_number_is_told_by_its_end(house: House, reader: FlaskClient) -> None:
    a_case(house, "+50255559999")
    said = says(reader)
    assert "…9999" in said and "+502" not in said
    caller = house.caller("+50255558888").dials().presses("1").says_and_ends("se cayó todo")
    assert caller.waits_until("queue", most=120)
    said = says(reader)
    assert "…8888" in said and "+502" not in said


@pytest.mark.parametrize(("ago", "is_wrong"), [(3.0, False), (60.0, True)])
def test_a_clock_that_does_not_beat_is_said_and_sounds(
    house: House, reader: FlaskClient, ago: float, is_wrong: bool
) -> None:
    beats(house.line, ago)
    assert ("La línea tiene un problema Ningún reloj corre: nada escala." in says(reader)) is is_wrong
    assert ("line-clock" in alarms(reader)) is is_wrong


def test_a_page_that_did_not_leave_is_said_and_sounds(house: House, reader: FlaskClient) -> None:
    house.line.redis_is_down = True  # type: ignore[attr-defined]
    house.caller().dials().presses("1").hangs_up()
    house.clock.move_to(house.clock.now() + 90)
    assert "Hay avisos atrasados" in says(reader) and "line-overdue" in alarms(reader)


def test_without_redis_the_line_still_answers_and_nothing_sounds_for_it(house: House, reader: FlaskClient) -> None:
    assert "La línea contesta Redis no contesta" in says(reader) and alarms(reader) == []


def test_workers_that_are_missing_are_told_from_redis_that_is(postgres: object, redis_url: str, house: House) -> None:
    settings = settings_for(house.line.settings.database_url)
    with_redis = Line(type(settings)(**{**vars(settings), "redis_url": redis_url}))
    with_redis.redis.flushdb()
    assert look_at_line.what_is_wrong(with_redis) == ("workers",)
    with_redis.close()


def test_its_feed_says_only_what_is_new(house: House, reader: FlaskClient) -> None:
    first = reader.get("/admin/wall/feed")
    assert first.mimetype == "text/event-stream" and first.text.startswith("retry: 3000\nid: ")
    named = first.text.splitlines()[1][4:]
    again = reader.get("/admin/wall/feed", headers={"Last-Event-ID": named})
    assert again.text == "retry: 3000\n:\n\n"
    a_case(house)
    assert 'data-alarms="nobody-101"' in reader.get("/admin/wall/feed", headers={"Last-Event-ID": named}).text


def test_a_hand_off_is_new(house: House, reader: FlaskClient) -> None:
    house.loads(DIRECTORY.replace('members = ["dana"]', 'members = ["dana", "lee"]'))
    named = reader.get("/admin/wall/feed").text.splitlines()[1]
    house.clock.move_to(house.clock.now() + 7 * 86400)
    client = house.app.test_client()
    assert log_in(client, VIEWER).status_code == 302
    after = client.get("/admin/wall/feed")
    assert after.text.splitlines()[1] != named and "Lee Pérez" in after.text
