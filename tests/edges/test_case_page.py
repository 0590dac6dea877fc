"""One case's page beyond its verbs: taking, giving and merging, what is to come, who is told, the timeline by kind."""

import re
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.houses import BOOK
from tests.pages import EMAIL, log_in, seen
from tests.phones import NIGHT, ORTIZ, House
from voiceline.domain.follow_up import FREEDOM, why_fixed, why_not_called_off, why_not_moved
from voiceline.store.audit import AuditEntry
from voiceline.store.follow_ups import FollowUp
from voiceline.store.notifications import Notification

DIRECTORY = BOOK.replace('name = "Lee Pérez"\n', 'name = "Lee Pérez"\nemail = "engineer@example.com"\n').replace(
    'phones = ["+50244440001", "+50223330001"]', 'phones = ["+50244440001", "+50223330001"]\npin = "447193"'
)
GUATEMALA = ZoneInfo("America/Guatemala")


@pytest.fixture
def book() -> str:
    return DIRECTORY


@pytest.fixture
def house(house: House) -> House:
    house.caller().dials().presses("1").hangs_up()
    return house


def person(house: House, role: str = "admin") -> FlaskClient:
    client = house.app.test_client()
    assert log_in(client, EMAIL if role == "admin" else f"{role}@example.com").status_code == 302
    return client


def does(client: FlaskClient, verb: str, number: int = 101, **form: str) -> Any:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(f"/admin/tickets/{number}").text)
    assert found
    return client.post(f"/admin/tickets/{number}/{verb}", data={"csrf_token": found[1], **form})


def follow_up(house: House, kind: str) -> FollowUp:
    with house.line.reading() as session:
        row = session.scalar(select(FollowUp).where(FollowUp.kind == kind).order_by(FollowUp.id.desc()).limit(1))
    assert row is not None
    return row


def noted(house: House, what: str) -> AuditEntry:
    with house.line.reading() as session:
        row = session.scalar(select(AuditEntry).where(AuditEntry.what == what).order_by(AuditEntry.number.desc()))
    assert row is not None
    return row


def test_an_engineer_takes_it_by_his_own_name_and_who_is_none_may_assign(house: House) -> None:
    admin, lee = person(house), person(house, "engineer")
    assert "Tomar el caso" not in admin.get("/admin/tickets/101").text
    assert "ya no está donde" not in seen(does(admin, "take").text) and house.ticket().status == "open"
    assert "Tomar el caso" in lee.get("/admin/tickets/101").text
    assert does(lee, "take").status_code == 303
    assert house.ticket().assignee == "lee"
    assert noted(house, "case_verb").detail["after"] == "acknowledged P1 lee"
    late = does(lee, "take")
    assert late.status_code == 422 and "Mientras tanto lo tomó otra persona" in seen(late.text)
    assert "Lo atiende Lee Pérez" in seen(admin.get("/admin/tickets/101").text)


def test_whoever_hands_it_over_has_seen_who_has_it(house: House) -> None:
    admin = person(house)
    assert does(admin, "assign", choice="nobody").status_code == 422
    assert does(admin, "assign", choice="ana", seen="").status_code == 303
    late = does(admin, "assign", choice="dana", seen="")
    assert late.status_code == 422 and "Mientras tanto lo tomó otra persona" in seen(late.text)
    assert does(admin, "assign", choice="ana", seen="ana").status_code == 422
    assert does(admin, "assign", choice="dana", seen="ana").status_code == 303
    page = seen(admin.get("/admin/tickets/101").text)
    assert f"{EMAIL} asignó el caso a Ana López" in page
    assert f"{EMAIL} pasó el caso de Ana López a Dana Cruz" in page


def test_a_note_is_ours_and_an_update_is_hers(house: House) -> None:
    client = person(house, "engineer")
    assert does(client, "note", words="mirar el balanceador").status_code == 303
    assert does(client, "tell", words="ya vamos por la mitad").status_code == 303
    house.told(ORTIZ, "Lee Pérez, caso 101: ya vamos por la mitad")
    assert not any("balanceador" in each.body for each in house.texts_to(ORTIZ))
    page = seen(client.get("/admin/tickets/101").text)
    assert "mirar el balanceador" in page.split("Qué pasó, en orden")[1]
    assert "balanceador" not in house.app.test_client().get(f"/c/{house.ticket().live_token}").text


def test_merging_from_the_page_links_both_and_comes_back_with_its_words(house: House) -> None:
    house.engineer("Dana").rings().presses("1").hangs_up()
    client = person(house)
    assert "Unir a otro caso" not in client.get("/admin/tickets/101").text
    house.caller().dials().presses("1").presses("2").hangs_up()
    refused = does(client, "merge", number=102, choice="101", words=" ")
    assert refused.status_code == 422 and "Escriba el motivo" in seen(refused.text)
    assert does(client, "merge", number=102, choice="x").status_code == 422
    moved = does(client, "merge", number=102, choice="101", words="es la misma caída")
    assert moved.status_code == 303 and moved.headers["Location"].endswith("/admin/tickets/101")
    gone, stays = (seen(client.get(f"/admin/tickets/{number}").text) for number in (102, 101))
    assert "Unido al caso 101: todo sigue ahí." in gone and "unió este caso al 101: es la misma caída" in gone
    assert "Casos unidos a este" in stays and "Caso 102" in stays and "unió a este caso el 102" in stays
    opens_again = "quien reportó éste deja de recibir las novedades de aquél"
    assert opens_again in gone and opens_again not in stays
    assert noted(house, "case_merged").detail == {"into": 101}, "what is written in it can never be erased"
    assert "Unidos a otro caso" in seen(client.get("/admin/report?month=2026-11").text)


def test_what_is_to_come_is_moved_and_called_off_and_the_promises_clocks_are_not(house: House) -> None:
    client = person(house)
    page = seen(client.get("/admin/tickets/101").text)
    assert "Es un plazo del acuerdo" in page and "Asegura que un caso urgente tenga a alguien" in page
    house.engineer("Dana").rings().presses("1").hangs_up()
    assert does(client, "resolve", words="reinicio").status_code == 303
    row = follow_up(house, "remind_validation")
    at = row.due_at.astimezone(GUATEMALA) + timedelta(hours=1)
    form = {"seen": row.due_at.isoformat(), "at": at.strftime("%Y-%m-%dT%H:%M")}
    path = f"follow_ups/{row.id}/move"
    assert does(client, path, **form).status_code == 303
    assert follow_up(house, "remind_validation").due_at == at.replace(second=0, microsecond=0)
    late = does(client, path, **form)
    assert late.status_code == 422 and "Mientras tanto ya se hizo o alguien lo movió" in seen(late.text)
    assert "movió" in seen(client.get("/admin/tickets/101").text)
    assert noted(house, "follow_up_move").detail["kind"] == "remind_validation"
    now = follow_up(house, "remind_validation").due_at.isoformat()
    for wrong in ("", "never", "2020-01-01T00:00", "2031-01-01T00:00"):
        assert does(client, path, seen=now, at=wrong).status_code == 422
    assert does(client, f"follow_ups/{row.id}/call_off", seen=now).status_code == 303
    assert follow_up(house, "remind_validation").state == "cancelled"
    close = follow_up(house, "close_unvalidated")
    refused = does(client, f"follow_ups/{close.id}/call_off", seen=close.due_at.isoformat())
    assert refused.status_code == 422 and "Es el tiempo que tiene el cliente" in seen(refused.text)
    clock = follow_up(house, "clock")
    assert does(client, f"follow_ups/{clock.id}/call_off", seen=clock.due_at.isoformat()).status_code == 422
    assert does(client, f"follow_ups/{row.id}/explode").status_code == 404
    assert does(client, "follow_ups/999999/call_off", seen=now).status_code == 404


def test_what_a_worker_is_doing_right_now_is_not_moved(house: House) -> None:
    house.engineer("Dana").rings().presses("1").hangs_up()
    client = person(house)
    does(client, "resolve", words="reinicio")
    row = follow_up(house, "remind_validation")
    with house.line.transaction() as session:
        session.get_one(FollowUp, row.id).state = "claimed"
    at = (row.due_at.astimezone(GUATEMALA) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M")
    answer = does(client, f"follow_ups/{row.id}/move", seen=row.due_at.isoformat(), at=at)
    assert answer.status_code == 422 and follow_up(house, "remind_validation").due_at == row.due_at


@pytest.mark.parametrize("kind", ["clock", "escalate", "forgotten", "lost", "untold", "text_silence", "end_ring", "x"])
def test_what_keeps_a_case_alive_is_free_to_nobody(kind: str) -> None:
    assert why_fixed(kind) and why_not_called_off(kind)
    assert why_not_moved(kind, NIGHT, NIGHT + timedelta(hours=2), NIGHT)


@pytest.mark.parametrize("kind", sorted(FREEDOM))
def test_what_may_be_moved_may_be_moved_only_the_way_that_keeps_a_promise(kind: str) -> None:
    due_at = NIGHT + timedelta(hours=2)
    earlier = why_not_moved(kind, due_at, NIGHT + timedelta(hours=1), NIGHT)
    later = why_not_moved(kind, due_at, NIGHT + timedelta(hours=3), NIGHT)
    assert (earlier is None, later is None) == (FREEDOM[kind].earlier, FREEDOM[kind].later)


def test_who_does_not_know_is_told_again_by_the_next_way(house: House) -> None:
    house.engineer("Dana").rings()
    house.carrier.undeliverable[ORTIZ] = 30003
    client = person(house)
    does(client, "tell", words="ya casi")
    house.time_passes(seconds=5)
    with house.line.transaction() as session:  # what would be tried again by itself is not waited for
        for row in session.scalars(select(Notification).where(Notification.state == "pending")):
            if row.audience == "customer":
                row.cancel("not_wanted", house.line.now())
    page = client.get("/admin/tickets/101").text
    assert "No le ha llegado" in seen(page)
    house.carrier.undeliverable.clear()
    news = re.findall(r'name="news" value="(\d+)"', page)
    assert news
    assert does(client, "tell_again", news=news[-1]).status_code == 303
    house.time_passes(seconds=5)
    house.told(ORTIZ, "ya casi")
    again = does(client, "tell_again", news=news[-1])
    assert again.status_code == 422 and "Ya lo sabe, o va en camino" in seen(again.text)
    assert does(client, "tell_again", news="x").status_code == 422
    assert "pidió avisar otra vez" in seen(client.get("/admin/tickets/101").text)


def test_the_customer_stands_beside_her_case_and_her_pin_nowhere(house: House) -> None:
    client = person(house, "viewer")
    house.caller().texts("STOP")
    house.caller("+50223330001").dials().presses("2").hangs_up()
    page = client.get("/admin/tickets/101").text
    assert "447193" not in page
    said = seen(page)
    assert "Rosa Ortiz" in said and "no quiere mensajes por SMS" in said and "sin medio que funcione" in said
    assert "Otros casos abiertos" in said and "Caso 102" in said
    every = seen(client.get("/admin/tickets/101/cases").text)
    assert "Casos de Banco Maya" in every and "101" in every and "102" in every
    assert client.get("/admin/tickets/999/cases").status_code == 404


def test_the_timeline_shows_one_kind_by_its_address(house: House) -> None:
    client = person(house, "viewer")
    whole, calls, messages = (
        seen(client.get(f"/admin/tickets/101{of}").text).split("Qué pasó, en orden")[1]
        for of in ("", "?show=calls", "?show=messages")
    )
    assert "marcó 1" in whole and "Mensaje «" in whole
    assert "marcó 1" in calls and "Mensaje «" not in calls.split("Llamadas de este caso")[0]
    assert "marcó 1" not in messages.split("Llamadas de este caso")[0] and "Mensaje «" in messages
    assert client.get("/admin/tickets/101?show=everything").status_code == 404


def test_what_did_not_leave_is_not_told_as_a_call(house: House) -> None:
    """This house has no mail."""
    house.time_passes(minutes=8)
    said = seen(person(house).get("/admin/tickets/101").text)
    assert "(engineer@example.com) por correo: No se envió" in said and "por correo: Se dejó de llamar" not in said
