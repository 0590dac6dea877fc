"""To each by the best way that can work now; what did not arrive goes the next way; who does not know is said aloud."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.phones import ORTIZ, House
from tests.story.conftest import DIRECTORY
from voiceline.actions.bring_together import lose
from voiceline.actions.move_ticket import resolve
from voiceline.actions.open_ticket import Report, open_ticket
from voiceline.actions.receive import message_status
from voiceline.domain.gsm7 import to_gsm7
from voiceline.domain.severity import Severity
from voiceline.store import directory, tickets
from voiceline.store.notifications import Notification

SECOND = "+50244440009"
TEMPLATE = "HX" + "0" * 32
ROSA = 'name = "Rosa Ortiz"\nmobile = "+50244440001"\n'


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def rosa_has(house: House, more: str) -> None:
    house.loads(DIRECTORY.replace(ROSA, ROSA + more))


def a_colleague(house: House) -> None:
    more = f'\n[[customers.contacts]]\nname = "Marco Paz"\nmobile = "{SECOND}"\n'
    house.loads(DIRECTORY.replace(ROSA, ROSA + more))


def went(house: House, kind: str = "opened", number: str = ORTIZ) -> list[tuple[str, str | None]]:
    """(channel, outcome) of each message of this news to this number, in order."""
    return [(row.channel, row.outcome) for row in rows(house, kind) if row.address in (number, "rosa@example.com")]


def rows(house: House, kind: str) -> list[Notification]:
    with house.line.reading() as session:
        asked = select(Notification).where(Notification.kind == kind).order_by(Notification.id)
        return list(session.scalars(asked))


def with_window(house: House) -> None:
    house.carrier.config = replace(house.carrier.config, whatsapp_window=True)


def the_line_has(house: House, **changed: Any) -> None:
    """Other settings from here on."""
    house.line.settings = replace(house.line.settings, **changed)
    house.line.__dict__.pop("_sessions", None)


# Which way first


def test_who_is_listed_with_whatsapp_gets_it_while_the_window_is_open(house: House) -> None:
    with_window(house)
    rosa_has(house, "whatsapp = true\n")
    house.caller().texts("buenas", channel="whatsapp")
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    assert went(house) == [("whatsapp", "delivered")]


def test_outside_the_window_it_is_an_sms(house: House) -> None:
    with_window(house)
    rosa_has(house, "whatsapp = true\n")
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    assert went(house) == [("sms", "delivered")]


def test_a_case_that_came_by_whatsapp_outlives_its_window(house: House) -> None:
    with_window(house)
    house.caller().texts("hola", channel="whatsapp").texts("1", channel="whatsapp")
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(seconds=5)
    house.does(lambda desk, ticket: ticket.record("reached", desk.now, "dana"))  # or he would be looked for all day
    house.sleeps_until(house.line.now() + timedelta(hours=25))
    house.does(resolve, "reinicio", by="dana")
    house.time_passes(seconds=5)
    assert went(house, "taken") == [("whatsapp", "delivered")]
    assert went(house, "resolved") == [("sms", "delivered")]


def test_with_an_approved_template_whatsapp_works_outside_its_window(house: House) -> None:
    with_window(house)
    rosa_has(house, "whatsapp = true\n")
    templates = {"opened.es": (TEMPLATE, "case_number", "severity", "until_clock")}
    the_line_has(house, whatsapp_templates=templates)
    house.carrier.templates.add("abierto", "Caso {{1}} ({{2}}), antes de las {{3}}.", sid=TEMPLATE)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    assert went(house) == [("whatsapp", "delivered")]
    (message,) = house.texts_to(ORTIZ)
    assert (message.content_sid, message.body) == (TEMPLATE, "Caso 101 (crítico), antes de las 02:25.")


def test_a_template_that_asks_for_what_the_news_does_not_say_leads_to_an_sms(house: House) -> None:
    with_window(house)
    rosa_has(house, "whatsapp = true\n")
    the_line_has(house, whatsapp_templates={"opened.es": (TEMPLATE, "nonsense")})
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    assert went(house) == [("whatsapp", "undelivered"), ("sms", "delivered")]


def test_without_whatsapp_on_this_line_nothing_goes_there(house: House) -> None:
    rosa_has(house, "whatsapp = true\n")
    the_line_has(house, whatsapp_number=None)
    house.caller().texts("hola", channel="whatsapp")
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    assert went(house) == [("sms", "delivered")]


# What follows


def test_a_window_the_carrier_says_is_shut_leads_to_an_sms_and_is_remembered(house: House) -> None:
    rosa_has(house, "whatsapp = true\n")
    house.caller().texts("hola", channel="whatsapp")
    house.carrier.undeliverable[f"whatsapp:{ORTIZ}"] = 63016
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    assert went(house) == [("whatsapp", "undelivered"), ("sms", "delivered")]
    house.engineer("Dana").rings().presses("1")
    house.time_passes(seconds=5)
    house.carrier.undeliverable.clear()
    house.caller("+50244440001").dials().presses("2").hangs_up()
    house.time_passes(seconds=5)
    assert went(house)[2:] in ([], [("sms", "delivered")])


def test_the_words_are_the_same_whichever_way_they_go(house: House) -> None:
    rosa_has(house, "whatsapp = true\n")
    house.caller().texts("hola", channel="whatsapp")
    house.carrier.undeliverable[f"whatsapp:{ORTIZ}"] = 63003
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    first, second = [m for m in house.texts_to(ORTIZ) if "Caso 101" in m.body]
    assert to_gsm7(first.body) == second.body
    assert house.events().count("told_customer") == 1 == house.events().count("not_told_customer")


@pytest.mark.parametrize("code", [30005, 30006, 21614])
def test_a_number_that_takes_no_sms_is_not_tried_again(house: House, code: int) -> None:
    house.carrier.undeliverable[ORTIZ] = code
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    house.engineer("Dana").rings().presses("1")
    house.time_passes(minutes=30)
    assert went(house) == [("sms", "undelivered")] and went(house, "taken") == []


def test_a_phone_that_is_off_is_tried_again_later_and_then_knows(house: House) -> None:
    house.carrier.undeliverable[ORTIZ] = 30003
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=1)
    assert went(house) == [("sms", "undelivered"), ("sms", None)]
    house.carrier.undeliverable.clear()
    house.time_passes(minutes=10)
    assert went(house) == [("sms", "undelivered"), ("sms", "delivered")]
    assert house.events().count("told_customer") == 1


def test_it_is_not_tried_for_ever(house: House) -> None:
    house.carrier.undeliverable[ORTIZ] = 30003
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=90)
    untold = [("sms", "undelivered")]
    assert went(house) == [*untold * 2, ("sms", "cancelled")] and went(house, "opened_late") == untold * 3
    said = [e.detail["kind"] for e in house.ticket().events if e.kind == "customer_untold"]
    assert said == ["opened", "opened_late"]


def test_what_the_network_cannot_explain_is_sent_once_more(house: House) -> None:
    house.carrier.undeliverable[ORTIZ] = 30008
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=10)
    house.carrier.undeliverable.clear()
    house.time_passes(seconds=30)
    assert went(house) == [("sms", "undelivered"), ("sms", "delivered")]
    assert "customer_untold" not in house.events()


def test_where_she_is_not_reached_her_colleague_is_told(house: House) -> None:
    a_colleague(house)
    house.carrier.undeliverable[ORTIZ] = 30005
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(seconds=10)
    assert house.told(SECOND, "Le atiende Dana Cruz")
    assert "customer_untold" not in house.events() and house.ticket().responded_at is not None


def test_down_to_an_email_which_proves_nothing(house: House) -> None:
    rosa_has(house, 'email = "rosa@example.com"\n')
    sent: list[str] = []
    the_line_has(house, smtp_url="smtp://mail.example.com", mail_from="linea@example.com")
    house.line.__dict__["mail"] = Mailbox(sent)
    house.carrier.undeliverable[ORTIZ] = 30006
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    assert went(house) == [("sms", "undelivered"), ("email", None)] and sent == ["rosa@example.com"]
    assert "customer_untold" in house.events() and "told_customer" not in house.events()


class Mailbox:
    def __init__(self, sent: list[str]):
        self._sent = sent

    def send(self, to: str, subject: str, body: str, name: str) -> str:
        self._sent.append(to)
        return f"<{name}@example.com>"


def test_a_refusal_by_rest_is_followed_like_a_receipt(house: House) -> None:
    """The carrier refuses an opted-out number at once (21610), with no receipt ever."""
    a_colleague(house)
    house.carrier.texts.opted_out.add(ORTIZ)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    assert house.told(SECOND, "Caso 101")
    assert [row.error_code for row in rows(house, "opened")] == ["21610", None]


def test_the_parts_of_an_sms_are_on_its_row(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.caller("+50244440002").texts("hello", channel="whatsapp").texts("1", channel="whatsapp")
    house.time_passes(seconds=5)
    assert [(row.channel, row.segments) for row in rows(house, "opened")] == [("sms", 1), ("whatsapp", None)]


def says(house: House, row: Notification, status: str, code: str | None = None) -> None:
    """The carrier's receipt, out of its order."""
    with house.line.transaction() as session:
        message_status(session, row.id, row.carrier_sid or "", status, code, house.line.now())
    house.work()


def test_read_before_delivered_has_told_her_once(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    (row,) = rows(house, "opened")
    says(house, row, "read")
    says(house, row, "delivered")
    house.time_passes(seconds=5)
    assert house.events().count("told_customer") == 1 and rows(house, "opened")[0].receipt == "read"


def test_what_arrived_after_all_stands_and_the_rest_is_called_off(house: House) -> None:
    house.carrier.undeliverable[ORTIZ] = 30003
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    says(house, rows(house, "opened")[0], "delivered")
    house.time_passes(minutes=30)
    assert went(house) == [("sms", "delivered"), ("sms", "cancelled")]
    assert house.events().count("told_customer") == 1 == house.events().count("not_told_customer")


def test_a_failure_told_twice_is_followed_once(house: House) -> None:
    a_colleague(house)
    house.carrier.undeliverable[ORTIZ] = 30005
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    failed = next(x for x in house.carrier.log if x.kind == "message-status" and "30005" in str(x.form))
    house.carrier.replay(failed)
    house.time_passes(seconds=5)
    assert len(rows(house, "opened")) == 2


# Who does not know


def test_whoever_takes_it_is_told_that_she_does_not_know_and_is_rung_to_call_her(house: House) -> None:
    house.carrier.undeliverable[ORTIZ] = 30005
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").rings().presses("1").hears("no está en la línea").hangs_up()
    dana.gets_text("Caso 101: Rosa Ortiz no recibe nuestros mensajes")
    dana.is_not_rung()
    dana.will_be_rung(within=90).rings().hears("no le llegan nuestros mensajes")
    assert len([m for m in house.texts_to(dana.number) if "no recibe" in m.body]) == 1


def test_who_talks_with_her_meanwhile_is_not_rung_about_it(house: House) -> None:
    house.carrier.undeliverable[ORTIZ] = 30005
    ortiz = house.caller().dials().presses("1").says("No entra nadie", seconds=3).presses("#")
    assert ortiz.waits_until("queue")
    dana = house.engineer("Dana").rings(within=40).presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(dana)
    house.time_passes(minutes=2)
    ortiz.hangs_up()
    dana.hangs_up()
    house.time_passes(minutes=2)
    dana.is_not_rung()


def test_what_is_not_urgent_rings_nobody_about_it(house: House) -> None:
    house.carrier.undeliverable[ORTIZ] = 30005
    with house.line.transaction() as session:
        version, book = directory.current(session)
        report = Report(Severity.P3, "voice", "es", "Banco Maya", ORTIZ, house.line.now())
        open_ticket(session, book, version, report, house.line.now())
    dana = house.engineer("Dana").texts("TOMO 101")
    dana.gets_text("Rosa Ortiz no recibe nuestros mensajes")
    house.time_passes(minutes=3)
    dana.is_not_rung()


def test_while_nobody_has_it_its_people_are_only_rung(house: House) -> None:
    house.carrier.undeliverable[ORTIZ] = 30005
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=20)
    assert "customer_untold" in house.events()
    assert not [m for m in house.carrier.messages if "no recibe" in m.body]


# Engineers


def pages_by_text(house: House) -> None:
    house.loads(DIRECTORY.replace('page = ["primary"], by = ["call"]', 'page = ["primary"], by = ["call", "sms"]'))


def test_a_page_that_does_not_arrive_goes_to_his_next_phone(house: House) -> None:
    pages_by_text(house)
    house.carrier.undeliverable["+50255550101"] = 30003
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    house.told("+50255550102", "Caso 101 P1")


def test_an_engineer_who_wrote_by_whatsapp_today_is_paged_there_too(house: House) -> None:
    pages_by_text(house)
    house.engineer("Dana").texts("QUIEN", channel="whatsapp")
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    paged = [m.channel for m in house.texts_to("+50255550101") if "Caso 101 P1" in m.body]
    assert sorted(paged) == ["sms", "whatsapp"]


# What comes late


def test_a_late_receipt_of_who_has_lost_her_case_is_no_answer_to_her(house: House) -> None:
    """She has been told by then that he was not reached: the promise is kept by whoever comes."""
    number, sid = told_and_lost(house)
    with house.line.transaction() as session:
        message_status(session, number, sid, "delivered", None, house.line.now())
    assert house.ticket().responded_at is None and rows(house, "taken")[0].outcome == "delivered"
    house.engineer("Lee").rings(within=120).presses("1").hangs_up()
    house.time_passes(seconds=5)
    assert house.ticket().responded_at is not None


def test_a_late_receipt_of_who_still_has_it_is(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.carrier.faults.add("callback-drop", times=9)
    house.engineer("Dana").texts("TOMO 101")
    house.time_passes(seconds=5)
    house.carrier.faults.clear()
    row = rows(house, "taken")[0]
    assert house.ticket().responded_at is None
    with house.line.transaction() as session:
        message_status(session, row.id, row.carrier_sid or "", "delivered", None, house.line.now())
    assert house.ticket().responded_at is not None


def told_and_lost(house: House) -> tuple[int, str]:
    """Dana takes it and is not reached any more; no receipt comes of the text that named her. Its id and name."""
    house.caller().dials().presses("1").hangs_up()
    house.carrier.faults.add("callback-drop", times=9)
    house.engineer("Dana").texts("TOMO 101")
    house.time_passes(seconds=5)
    row = rows(house, "taken")[0]
    with house.line.transaction() as session:
        held = tickets.lock(session, 101)
        assert held is not None and held.status == "acknowledged" and row.outcome is None
        lose(session, directory.current(session)[1], held, house.line.now())
    house.carrier.faults.clear()
    house.work()
    return row.id, row.carrier_sid or ""
