"""SMS by a phone with the line's own SIM: what leaves, what comes in, what became of it. And when the phone is away."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.phones import LINE, ORTIZ, House
from tests.sim_phone import KEYS, SimPhone, sim_phone, tell
from tests.story.conftest import DIRECTORY
from voiceline.settings import Settings
from voiceline.store import notifications
from voiceline.store.base import run
from voiceline.store.notifications import Notification

DANA = "+50255550101"
WITH_TEXTS = DIRECTORY.replace('page = ["primary"], by = ["call"]', 'page = ["primary"], by = ["call", "sms"]')


@pytest.fixture
def phone() -> Iterator[SimPhone]:
    with sim_phone() as running:
        yield running


@pytest.fixture
def settings(settings: Settings, phone: SimPhone) -> Settings:
    return replace(settings, sms_by="sim", sim_gateway_url=phone.url, sim_gateway_secrets=KEYS)


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest(texts=False)


def texts(house: House, phone: SimPhone, body: str, /, _from: str = ORTIZ, **payload: object) -> dict[str, object]:
    """She writes to the SIM; the event as the phone told it."""
    event = phone.text(_from, body, house.line.now(), **payload)
    assert tell(house.app.test_client(), event, house.line.now()).status_code == 204
    house.time_passes(seconds=1)
    return event


def told(house: House, phone: SimPhone, kind: str, name: str, **payload: object) -> int:
    """What became of the message of this name."""
    event = phone.event(kind, messageId=name, recipient=ORTIZ, simNumber=1, **payload)
    status = tell(house.app.test_client(), event, house.line.now()).status_code
    house.work()
    return status


def row(house: House, name: str) -> Notification:
    with house.line.reading() as session:
        found = notifications.by_token(session, name)
    assert found is not None
    return found


def rows(house: House, table: str) -> int:
    with house.line.reading() as session:
        return int(run(session, f"SELECT count(*) FROM {table}").fetchall()[0][0])


def to(phone: SimPhone, number: str) -> list[str]:
    return [body for address, body in phone.sent if address == number]


def test_a_page_s_text_and_the_customer_s_leave_by_the_sim_and_by_nothing_else(house: House, phone: SimPhone) -> None:
    house.loads(WITH_TEXTS)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=2)
    assert any("Caso 101 P1" in body and "/p/" in body for body in to(phone, DANA))
    house.engineer("Dana").rings().presses("1").hears("es suyo")
    house.time_passes(seconds=5)
    assert any("Caso 101" in body for body in to(phone, ORTIZ))
    assert any("Le atiende Dana Cruz" in body for body in to(phone, ORTIZ))
    assert house.carrier.messages == []


def test_it_leaves_at_once_by_our_sim_and_not_after_it_is_stale(house: House, phone: SimPhone) -> None:
    house.loads(WITH_TEXTS)
    house.caller().dials().presses("1")
    house.time_passes(seconds=2)
    asked = next(each for each in phone.messages.values() if each["phoneNumbers"] == [DANA])
    assert (asked["ttl"], asked["priority"], asked["simNumber"], asked["withDeliveryReport"]) == (300, 100, 1, True)


def test_whatsapp_stays_with_the_carrier(house: House, phone: SimPhone) -> None:
    house.rest()
    house.caller().texts("hola", channel="whatsapp").texts("1", channel="whatsapp")
    house.time_passes(seconds=5)
    assert to(phone, ORTIZ) == [] and house.texts_to(ORTIZ)


def test_a_text_to_the_sim_opens_a_case_and_is_answered_by_it(house: House, phone: SimPhone) -> None:
    texts(house, phone, "ayuda por favor")
    assert "1" in to(phone, ORTIZ)[-1] and not set("áíóúÁÍÓÚ") & set(to(phone, ORTIZ)[-1])
    texts(house, phone, "1")
    ticket = house.ticket()
    assert (ticket.severity, ticket.channel, ticket.customer) == ("P1", "sms", "Banco Maya")
    assert any("Su caso es 101" in body for body in to(phone, ORTIZ))
    house.engineer("Dana").rings().presses("1").hears("es suyo")
    house.time_passes(seconds=5)
    assert any("Le atiende Dana Cruz" in body for body in to(phone, ORTIZ))


def test_an_event_that_comes_twice_changes_nothing_and_is_answered_once(house: House, phone: SimPhone) -> None:
    texts(house, phone, "hola")
    event = texts(house, phone, "1")
    house.time_passes(seconds=5)
    before = list(phone.sent)
    assert tell(house.app.test_client(), event, house.line.now()).status_code == 204
    assert tell(house.app.test_client(), {**event, "id": "told-anew"}, house.line.now()).status_code == 204
    house.time_passes(seconds=5)
    assert phone.sent == before and len(house.tickets()) == 1


def test_the_same_key_sent_again_later_is_another_message(house: House, phone: SimPhone) -> None:
    """The app's messageId is the same for both: it is made of the words."""
    texts(house, phone, "hola")
    first, _, second = texts(house, phone, "1"), texts(house, phone, "lento"), texts(house, phone, "1")
    assert first["payload"]["messageId"] == second["payload"]["messageId"]  # type: ignore[index]
    assert len(house.tickets()) == 1  # asked whether it is that one; silence keeps both
    house.time_passes(minutes=2, seconds=5)
    assert [ticket.severity for ticket in house.tickets()] == ["P1", "P1"]


def test_delivered_is_what_the_phone_says_and_answers_the_customer(house: House, phone: SimPhone) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1")
    house.time_passes(seconds=5)
    name = phone.name_of("Le atiende Dana Cruz")
    assert "told_customer" not in house.events()
    assert told(house, phone, "sms:sent", name) == 204
    assert row(house, name).receipt == "sent" and house.ticket().responded_at is None
    assert told(house, phone, "sms:delivered", name) == told(house, phone, "sms:delivered", name) == 204
    assert row(house, name).outcome == "delivered" and house.ticket().responded_at is not None
    assert house.events().count("told_customer") == 1
    assert told(house, phone, "sms:sent", name) == 204 and row(house, name).receipt == "delivered"


def test_a_text_that_failed_has_told_nobody(house: House, phone: SimPhone) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1")
    house.time_passes(seconds=5)
    name = phone.name_of("Le atiende Dana Cruz")
    reason = "Can't send to +50244440001: RESULT_ERROR_GENERIC_FAILURE"
    assert told(house, phone, "sms:failed", name, reason=reason) == 204
    assert (row(house, name).outcome, row(house, name).error_code) == ("undelivered", "RESULT_ERROR_GENERIC_FAILURE")
    assert "not_told_customer" in house.events() and house.ticket().responded_at is None


def test_a_receipt_for_what_nobody_knows_creates_nothing(house: House, phone: SimPhone) -> None:
    assert told(house, phone, "sms:delivered", "no-such-name") == 204
    assert rows(house, "notifications") == 0


def test_while_the_phone_is_away_it_is_tried_again_from_the_row(house: House, phone: SimPhone) -> None:
    phone.trouble += [503, 503]
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=1)
    assert sum("Caso 101" in body for body in to(phone, ORTIZ)) == 1
    assert "not_told_customer" not in house.events()


def test_a_message_that_left_although_we_never_heard_is_not_sent_twice(house: House, phone: SimPhone) -> None:
    phone.trouble += ["unheard"]
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=1)
    waiting = [row(house, name) for name in phone.messages]
    assert {each.state for each in waiting} == {"sent"} and 2 in {each.tries for each in waiting}
    assert len(to(phone, ORTIZ)) == len(set(to(phone, ORTIZ)))


@pytest.mark.parametrize(
    ("key", "ago"),
    [("not-the-key", 0), (None, 0), (KEYS[0], 301), (KEYS[0], -301), (KEYS[0], None)],
)
def test_what_our_phone_did_not_sign_just_now_is_refused_and_does_nothing(
    house: House, phone: SimPhone, key: str | None, ago: int | None
) -> None:
    texts(house, phone, "hola")
    at = None if ago is None else house.line.now() - timedelta(seconds=ago)
    answer = tell(house.app.test_client(), phone.text(ORTIZ, "1", house.line.now()), at, key)
    assert (answer.status_code, answer.data) == (403, b"")
    house.time_passes(seconds=5)
    assert house.tickets() == [] and rows(house, "messages") == 1


@pytest.mark.parametrize(("key", "ago"), [(KEYS[0], 299), (KEYS[1], 0)])
def test_either_key_within_five_minutes_is_ours(house: House, phone: SimPhone, key: str, ago: int) -> None:
    at = house.line.now() - timedelta(seconds=ago)
    event = phone.text(ORTIZ, "hola", house.line.now())
    assert tell(house.app.test_client(), event, at, key).status_code == 204
    house.time_passes(seconds=2)
    assert to(phone, ORTIZ)


@pytest.mark.parametrize(
    ("sender", "payload"),
    [("Claro", {}), ("606", {}), (LINE, {}), (ORTIZ, {"simNumber": 2})],
    ids=["a name", "a short code", "ourselves", "the other SIM"],
)
def test_what_is_not_for_the_line_is_taken_and_not_answered(
    house: House, phone: SimPhone, sender: str, payload: dict[str, object]
) -> None:
    texts(house, phone, "Gane un premio, responda 1", sender, **payload)
    assert phone.sent == [] and rows(house, "messages") == 0


def test_a_phone_that_does_not_say_which_sim_it_was_is_believed(house: House, phone: SimPhone) -> None:
    texts(house, phone, "hola", simNumber=None)
    assert to(phone, ORTIZ)


def test_a_phone_of_before_says_phone_number_only(house: House, phone: SimPhone) -> None:
    texts(house, phone, "hola", ORTIZ, sender=None)
    assert to(phone, ORTIZ)


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"x"', b'{"event": "sms:received"}', b'{"event": "sms:sent", "payload": {"messageId": 1}}',
     b'{"event": "sms:received", "payload": []}', b"[" * 100_000, b"\xff"],
)  # fmt: skip
def test_what_nobody_understands_is_a_400_without_words(house: House, body: bytes) -> None:
    answer = tell(house.app.test_client(), body, house.line.now())
    assert (answer.status_code, answer.data) == (400, b"")


def test_an_event_of_another_kind_is_taken_and_left(house: House, phone: SimPhone) -> None:
    ping = phone.event("system:ping", health={"status": "pass"})
    assert tell(house.app.test_client(), ping, house.line.now()).status_code == 204


@pytest.mark.parametrize("body", ["", "🙂", "\x00", "x" * 5000, "9", "*", "ñ\ud800"])
def test_any_text_is_answered(house: House, phone: SimPhone, body: str) -> None:
    texts(house, phone, "hola")
    texts(house, phone, body)
    assert len(to(phone, ORTIZ)) == 2


def test_what_could_not_be_saved_is_not_taken_and_comes_again(house: House, phone: SimPhone) -> None:
    event, client = phone.text(ORTIZ, "hola", house.line.now()), house.app.test_client()
    with house.line.transaction() as session:
        run(session, "ALTER TABLE threads RENAME TO threads_away")
    answer = tell(client, event, house.line.now())
    with house.line.transaction() as session:
        run(session, "ALTER TABLE threads_away RENAME TO threads")
    assert (answer.status_code, answer.data) == (503, b"")
    assert tell(client, event, house.line.now()).status_code == 204
    house.time_passes(seconds=2)
    assert len(to(phone, ORTIZ)) == 1
