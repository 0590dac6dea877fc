"""Who asks for no more messages gets none that way, and loses nothing else; an engineer is never muted in silence."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from tests.phones import ORTIZ, House
from tests.story.conftest import DIRECTORY
from voiceline.actions.answer_text import answer_text
from voiceline.store import accounts, opt_outs
from voiceline.store.notifications import Notification
from voiceline.telephony.inbound import inbound_text

DANA = "+50255550101"
ROSA = 'name = "Rosa Ortiz"\nmobile = "+50244440001"\n'


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def on_record(house: House, address: str = ORTIZ) -> list[tuple[str, str]]:
    with house.line.reading() as session:
        return [(each.channel, each.known_by) for each in opt_outs.of(session, [address])]


def rows(house: House, kind: str) -> list[Notification]:
    with house.line.reading() as session:
        asked = select(Notification).where(Notification.kind == kind).order_by(Notification.id)
        return list(session.scalars(asked))


def bodies(house: House, number: str = ORTIZ) -> list[str]:
    house.time_passes(seconds=3)
    return [message.body for message in house.texts_to(number)]


# Customers


def test_who_writes_baja_is_told_once_and_then_nothing_more_by_sms(house: House) -> None:
    house.caller().texts("baja")
    (said,) = bodies(house)
    assert "ya no le escribimos por SMS" in said and "ALTA" in said
    house.caller().dials().presses("1").hears("Su caso es").hangs_up()
    house.engineer("Dana").rings().presses("1").hears("es suyo")
    assert bodies(house) == [said] and on_record(house) == [("sms", "word")]


def test_she_is_told_by_another_channel_instead(house: House) -> None:
    house.loads(DIRECTORY.replace(ROSA, ROSA + "whatsapp = true\n"))
    house.caller().texts("hola", channel="whatsapp").texts("PARAR")
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=3)
    assert [(row.channel, row.outcome) for row in rows(house, "opened")] == [("whatsapp", "delivered")]


def test_the_carriers_own_words_are_answered_by_the_carrier_alone(house: House) -> None:
    house.caller().texts("STOP")
    assert bodies(house) == [] and on_record(house) == [("sms", "word")]
    house.caller().texts("START")
    assert bodies(house) == [] and on_record(house) == []


def test_by_whatsapp_the_same_word_is_ours_to_answer(house: House) -> None:
    house.caller().texts("STOP", channel="whatsapp")
    assert "por WhatsApp" in bodies(house)[-1] and on_record(house) == [("whatsapp", "word")]
    house.caller().texts("alta", channel="whatsapp")
    assert "le volvemos a escribir" in bodies(house)[-1] and on_record(house) == []


def test_in_english(house: House) -> None:
    house.caller("+50244440002").texts("stop", channel="whatsapp")
    assert "we no longer text you by WhatsApp" in bodies(house, "+50244440002")[-1]


def test_what_she_is_owed_that_way_goes_another(house: House) -> None:
    """Her STOP comes while news to her waits for a carrier that does not answer."""
    house.loads(DIRECTORY.replace(ROSA, ROSA + "whatsapp = true\n"))
    house.caller().texts("hola", channel="whatsapp")
    house.carrier.faults.add("message-500", times=3)
    house.caller().dials().presses("1").hangs_up()
    house.caller().texts("STOP", channel="whatsapp")
    house.time_passes(minutes=1)
    ways = [(row.channel, row.outcome, row.reason) for row in rows(house, "opened")]
    assert ways == [("whatsapp", "cancelled", "opted_out"), ("sms", "delivered", None)]


def test_a_refusal_of_the_carrier_is_on_record_until_she_writes_start(house: House) -> None:
    house.carrier.texts.opted_out.add(ORTIZ)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=3)
    assert on_record(house) == [("sms", "carrier")] and "customer_untold" in house.events()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(seconds=3)
    assert rows(house, "taken") == []  # not even tried
    house.caller().texts("START")
    assert on_record(house) == []


@pytest.mark.parametrize("word", ["ALTO", "alto", "Alto."])
def test_alto_is_no_farewell(house: House, word: str) -> None:
    house.caller().texts(word)
    assert on_record(house) == [] and bodies(house)


def test_alta_and_yes_are_words_like_any_other_while_there_is_nothing_to_take_back(house: House) -> None:
    house.caller().texts("alta")
    assert "¿Su problema es alto" in bodies(house)[-1] and not house.tickets()


def test_an_opt_out_of_the_carriers_own_list_counts(house: House) -> None:
    """Advanced Opt-Out: which word it was is the account's affair; the form says what it was taken for."""
    with house.line.transaction() as session:
        form = {"MessageSid": "SM1", "From": ORTIZ, "Body": "ya no más", "OptOutType": "STOP"}
        assert answer_text(session, inbound_text(form), "+50256305476", house.line.now()) == ""
    assert on_record(house) == [("sms", "word")]


def test_her_urgent_words_open_a_case_all_the_same(house: House) -> None:
    house.caller().texts("baja").texts("hola").texts("1")
    assert house.ticket().severity == "P1"
    house.engineer("Dana").is_rung()


def test_what_was_on_its_way_when_she_wrote_takes_nothing_back(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.caller().texts("baja")
    house.time_passes(seconds=5)
    assert rows(house, "opened")[0].outcome == "delivered" and on_record(house) == [("sms", "word")]


def test_a_hung_up_call_is_no_reason_to_write_to_her(house: House) -> None:
    house.caller().texts("STOP")
    house.caller().dials().hangs_up()
    house.time_passes(seconds=40)
    assert [row.reason for row in rows(house, "hung_up")] == ["opted_out"] and bodies(house) == []


# Engineers


def admin(house: House) -> None:
    with house.line.transaction() as session:
        accounts.set_account(session, "jefa@example.com", "admin", "una clave larga", house.line.now())


def told(house: House) -> list[tuple[str, str]]:
    return [(row.channel, row.address) for row in rows(house, "engineer_mute")]


def pages_by_text(house: House) -> None:
    house.loads(DIRECTORY.replace('page = ["primary"], by = ["call"]', 'page = ["primary"], by = ["call", "sms"]'))


def test_an_engineer_who_writes_baja_hears_that_his_calls_ring_on(house: House) -> None:
    house.engineer("Dana").texts("BAJA")
    assert "sus llamadas siguen sonando" in bodies(house, DANA)[-1]
    assert told(house) == [("sms", "+50255550301"), ("sms", "+50255550401")]
    house.caller().dials().presses("1")
    house.engineer("Dana").is_rung()


def test_by_his_word_he_is_texted_on_his_other_phone(house: House) -> None:
    pages_by_text(house)
    house.engineer("Dana").texts("BAJA")
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=3)
    assert house.told("+50255550102", "Caso 101 P1") and not any("Caso 101" in each for each in bodies(house, DANA))
    house.engineer("Dana").texts("START")
    house.caller("+50244440002").dials().presses("1").hangs_up()
    assert house.told(DANA, "Caso 102 P1")


def test_an_engineer_the_carrier_mutes_is_an_alarm_once_and_his_other_phone_is_texted(house: House) -> None:
    pages_by_text(house)
    house.carrier.texts.opted_out.add(DANA)
    for _ in range(2):
        house.caller().dials().presses("1").hangs_up()
        house.time_passes(seconds=3)
    assert told(house) == [("sms", "+50255550301"), ("sms", "+50255550401")]
    assert house.told("+50255550102", "Caso 101 P1")
    house.engineer("Dana").is_rung()


def test_pages_go_on_being_tried_so_what_the_carrier_lets_through_again_arrives(house: House) -> None:
    pages_by_text(house)
    house.carrier.texts.opted_out.add(DANA)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=3)
    assert on_record(house, DANA) == [("sms", "carrier")]
    house.carrier.texts.opted_out.discard(DANA)
    house.caller("+50244440002").dials().presses("1").hangs_up()
    house.time_passes(seconds=3)
    assert house.told(DANA, "Caso 102 P1") and on_record(house, DANA) == []


def test_the_admins_are_told_by_email(house: House) -> None:
    admin(house)
    house.line.settings = replace(house.line.settings, smtp_url="smtp://127.0.0.1:1", mail_from="linea@example.com")
    house.line.__dict__["mail"] = Mailbox()
    house.engineer("Dana").texts("STOP")
    house.time_passes(seconds=3)
    assert ("email", "jefa@example.com") in told(house)


class Mailbox:
    def send(self, *message: Any) -> str:
        return "<one@example.com>"
