"""The page that says whether an urgent call would reach somebody: green, amber or red, and why."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import text

from tests.houses import BOOK
from tests.listeners import listen
from tests.pages import VIEWER, log_in, seen, token
from tests.phones import NIGHT, House
from tests.story.test_unknown_phone import with_pins
from voiceline.actions import rehearse
from voiceline.store import directory, heartbeats
from voiceline.web.admin import ready_pages
from voiceline.web.admin.words import words_in


@pytest.fixture
def start() -> datetime:
    return NIGHT.replace(hour=16)


@pytest.fixture
def house(house: House) -> House:
    with house.line.transaction() as session:
        heartbeats.beat(session, "clock")
    return house


def page(house: House) -> str:
    client = house.app.test_client()
    log_in(client, VIEWER)
    return seen(client.get("/admin/ready").text)


def staff(house: House) -> FlaskClient:
    client = house.app.test_client()
    log_in(client)
    return client


def everyone_is_tested(house: House, but: str = "") -> None:
    with house.line.transaction() as session:
        _, book = directory.current(session)
        rehearse.rehearse(session, book, rehearse.on_policies(book), house.line.now())
    with house.line.transaction() as session:
        said = "CASE person WHEN :but THEN 'no_answer' ELSE 'acknowledged' END"
        session.execute(text(f"UPDATE notifications SET state = 'ended', outcome = {said}"), {"but": but})


def test_when_all_is_well_it_says_yes(house: House) -> None:
    everyone_is_tested(house)
    said = page(house)
    assert "Redis no contesta" in said and "hay algo que revisar" in said  # this house has none
    assert (
        "Dana Cruz contestó su última prueba (24 nov 2026, 10:10:00)" in said
        and "próximos 14 días hay a quién llamar" in said
    )


def test_who_did_not_answer_his_test_makes_it_red(house: House) -> None:
    everyone_is_tested(house, but="dana")
    said = page(house)
    assert (
        "No: hay algo que corregir ya" in said
        and "Dana Cruz no contestó su última prueba (24 nov 2026, 10:10:00) en ningún" in said
    )


def test_who_was_never_tested_is_a_doubt(house: House) -> None:
    said = page(house)
    assert "Lee Pérez no ha tenido ninguna prueba" in said and "la línea llama sola a cada quien" in said
    everyone_is_tested(house)
    assert "la línea llama sola" not in page(house)


def test_a_click_rings_whoever_has_answered_none_and_says_so_meanwhile(house: House) -> None:
    everyone_is_tested(house, but="dana")
    house.time_passes(minutes=5)
    admin = staff(house)
    assert ">Llamar ahora con una prueba a Dana Cruz<" in admin.get("/admin/ready").text
    for _ in range(2):  # twice is once
        admin.post("/admin/ready/rehearse", data={"csrf_token": token(admin)})
    said = seen(admin.get("/admin/ready").text)
    assert "A Dana Cruz se le está llamando con una prueba" in said and "Llamar ahora" not in said
    house.engineer("Dana").rings().hears("Esto es una prueba").presses("1").hears("Gracias")
    house.time_passes(seconds=5)
    said = seen(admin.get("/admin/ready").text)
    assert "Dana Cruz contestó su última prueba (24 nov 2026, 10:15" in said
    assert "Llamó con una prueba: Dana Cruz" in seen(admin.get("/admin/audit").text)


def test_by_night_there_is_no_button_and_a_viewer_never_has_one(house: House) -> None:
    assert "Llamar ahora" not in page(house)
    assert "Llamar ahora con una prueba a Dana Cruz, Lee Pérez" in seen(staff(house).get("/admin/ready").text)
    house.carrier.advance(timedelta(hours=12).total_seconds())
    admin = staff(house)
    said = seen(admin.get("/admin/ready").text)
    assert "Llamar ahora" not in said and "Ahora no se puede probar" in said
    admin.post("/admin/ready/rehearse", data={"csrf_token": token(admin)})
    assert "se le está llamando" not in seen(admin.get("/admin/ready").text)


def test_who_answered_long_ago_is_a_doubt_that_says_when(house: House) -> None:
    everyone_is_tested(house)
    house.carrier.advance(timedelta(days=11).total_seconds())
    said = page(house)
    assert "Lee Pérez no ha tenido prueba en diez días; la última, que contestó, fue 24 nov 2026, 10:10:00" in said


def test_the_latest_test_is_the_one_that_counts_once_its_result_is_known(house: House) -> None:
    everyone_is_tested(house)
    house.carrier.advance(timedelta(days=1).total_seconds())
    with house.line.transaction() as session:
        _, book = directory.current(session)
        rehearse.rehearse(session, book, ["lee"], house.line.now())
    assert "A Lee Pérez se le está llamando con una prueba" in page(house)
    house.time_passes(minutes=1)
    assert "Lee Pérez no contestó su última prueba (25 nov 2026, 10:10:00) en ningún" in page(house)


def test_who_has_no_pin_is_named_and_is_no_reason_for_red(house: House) -> None:
    everyone_is_tested(house)
    said = page(house)
    assert all(f"{name} no tiene PIN" in said for name in ("Dana Cruz", "Lee Pérez", "Ana López", "Luis Soto"))
    assert "No: hay algo que corregir ya" not in said
    house.loads(with_pins(BOOK).replace('\npin = "6083"', ""))
    said = page(house)
    assert "Luis Soto no tiene PIN" in said and "Lee Pérez no tiene PIN" not in said
    house.loads(with_pins(BOOK))
    assert "puede sonar un caso urgente tiene PIN" in page(house)


def test_without_a_clock_it_is_red(house: House) -> None:
    everyone_is_tested(house)
    with house.line.transaction() as session:
        session.execute(text("DELETE FROM heartbeats"))
    assert "Ningún reloj corre" in page(house) and "No: hay algo" in page(house)


def test_without_workers_it_is_red(house: House, redis_url: str) -> None:
    everyone_is_tested(house)
    house.line.settings = replace(house.line.settings, redis_url=redis_url)
    with Redis.from_url(redis_url) as redis:
        redis.flushdb()
    said = page(house)
    assert "Faltan procesos worker" in said and "No: hay algo" in said
    listen(redis_url)
    said = page(house)
    assert "Hay procesos worker que escuchan en cada cola" in said and "No: hay algo" not in said


def test_an_engineer_less_is_a_gap_that_is_named(house: House) -> None:
    """A file that was checked when it was loaded, and whose people have gone since."""
    with house.line.reading() as session:
        _, book = directory.current(session)
    nobody = replace(book, rotations={}, groups={}, engineers={"ana": book.engineers["ana"]})
    found = ready_pages._roster(nobody, house.line.now(), words_in("es"))
    assert [each.state for each in found] == ["bad", "bad"]
    assert [each.words[:27] for each in found] == ["Un P1 no llegaría a nadie d", "Un P2 no llegaría a nadie d"]


def test_what_reaches_nobody_leads_to_the_form_that_mends_it(house: House) -> None:
    with house.line.reading() as session:
        _, book = directory.current(session)
    late = {name: replace(each, starts=datetime(2099, 1, 1)) for name, each in book.rotations.items()}
    found = ready_pages._roster(replace(book, rotations=late), house.line.now(), words_in("es"))
    assert len(found) == ready_pages.MOST_LOST and {each.state for each in found} == {"bad"}
    assert {each.shift["rotation"] for each in found if each.shift} == {"primary"}
