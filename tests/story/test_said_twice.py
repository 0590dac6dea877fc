"""Requests that come twice, late, out of order, forged or about nothing."""

import pytest
from sqlalchemy import select

from tests.phones import House
from voiceline.store.calls import Call
from voiceline.store.notifications import Notification


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def post(house: House, path: str, **form: str):
    """A signed form, as the carrier would send it."""
    from voiceline.simulator.signature import sign

    url = f"http://127.0.0.1:8000{path}"
    signed = sign("demo-token", url, list(form.items()))
    return house.app.test_client().post(path, data=form, headers={"X-Twilio-Signature": signed})


def test_a_repeated_keypress_opens_no_second_ticket_and_hears_the_same(house: House) -> None:
    house.caller().dials().presses("1")
    pressed = [x for x in house.carrier.log if x.kind == "voice" and x.form.get("Digits") == "1"][-1]
    again = house.carrier.replay(pressed)
    assert again.status == 200 and again.body.decode() == pressed.twiml
    assert len(house.tickets()) == 1


def test_a_repeated_first_ring_makes_no_second_call(house: House) -> None:
    house.caller().dials()
    first = next(x for x in house.carrier.log if x.kind == "voice")
    assert house.carrier.replay(first).body.decode() == first.twiml
    assert len(rows_of_calls(house)) == 1


def test_a_repeated_acknowledgement_is_one_event(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hears("es suyo")
    pressed = [x for x in house.carrier.log if x.kind == "voice" and x.form.get("Digits") == "1"][-1]
    house.carrier.replay(pressed)
    assert house.events().count("acknowledged") == 1


@pytest.mark.parametrize("fault", ["callback-duplicate", "callback-drop", "callback-delay"])
def test_callbacks_that_come_twice_late_or_never_ring_nobody_twice_and_lose_nobody(house: House, fault: str) -> None:
    house.carrier.faults.add(fault, times=3, seconds=40)
    house.caller().dials().presses("1").hangs_up()
    lee = house.engineer("Lee").will_be_rung(within=150)
    lee.rings().presses("1").hears("es suyo")
    rung = [leg.to for leg in house.carrier.legs if leg.direction == "outbound-api"]
    assert rung.count("+50255550101") <= 2 and rung.count("+50255550102") <= 1  # the first once more, and no more


def test_a_leg_we_hear_of_while_another_rings_the_same_engineer_is_no_trouble(house: House) -> None:
    """The first page's call was made and its answer lost; before a receipt tells of it the second case rings Dana."""
    house.carrier.faults.add("call-timeout")
    for status in ("initiated", "ringing"):
        house.carrier.faults.add("callback-delay", seconds=3, status=status)
    house.caller().dials().presses("1").hangs_up()
    house.caller("+50244440002").dials().presses("1").hangs_up()
    house.time_passes(seconds=5)
    told = [each.status for each in house.carrier.log if each.kind == "call-status"]
    assert len(told) >= 4 and set(told) == {204}
    assert [leg.to for leg in house.carrier.legs if leg.rings] == ["+50255550101"] * 2
    for leg in [leg for leg in house.carrier.legs if leg.rings]:
        house.carrier.reject(leg)
    house.work()
    house.engineer("Dana").is_rung(on=2)
    assert [page.ending for page in pages(house) if page.attempt == 1] == ["busy", "busy"]


def pages(house: House) -> list[Notification]:
    with house.line.reading() as session:
        return list(session.scalars(select(Notification).where(Notification.kind == "page").order_by(Notification.id)))


def test_an_engineer_whose_call_ended_unheard_is_rung_again_within_minutes(house: House) -> None:
    """The receipt of his hanging up is lost, and no carrier sends it again; he is not on the phone for ever."""
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").rings()
    house.carrier.faults.add("callback-drop", status="completed")
    dana.hangs_up()
    house.time_passes(seconds=80)
    dana.will_be_rung(on=2, within=5)


@pytest.mark.parametrize(
    "path", ["/voice/incoming", "/voice/status", "/voice/turn/0", "/text/incoming", "/voice/page/x"]
)
@pytest.mark.parametrize("signature", [None, "", "AAAA", "ñ"])
def test_a_request_that_the_carrier_did_not_sign_is_refused(house: House, path: str, signature: str | None) -> None:
    headers = {"X-Twilio-Signature": signature} if signature is not None else {}
    answer = house.app.test_client().post(path, data={"CallSid": "CA1", "From": "+50244440001"}, headers=headers)
    assert answer.status_code == 403
    assert house.tickets() == []


def test_an_unknown_sid_creates_nothing_from_a_receipt_and_is_served_from_a_turn(house: House) -> None:
    assert post(house, "/voice/status", CallSid="CA" + "9" * 32, CallStatus="completed").status_code == 204
    assert post(house, "/voice/page/nobody/status", CallSid="CA1", CallStatus="busy").status_code == 204
    assert post(house, "/text/nobody/status", MessageSid="SM1", MessageStatus="delivered").status_code == 204
    answer = post(house, "/voice/turn/3", CallSid="CA" + "8" * 32, From="+50244440001", To="+50256305476", Digits="1")
    assert "Marque 1 si es cr" in answer.text


def test_a_form_with_nothing_in_it_is_still_answered_in_spanish(house: House) -> None:
    answer = post(house, "/voice/incoming")
    assert answer.status_code == 200 and "Response" in answer.text and "es-MX" in answer.text


def test_the_fallback_speaks_and_rings_without_a_row(house: House) -> None:
    house.caller().dials()  # so that this process has read this house's directory
    answer = post(house, "/voice/fallback", CallSid="CA1", ErrorCode="11200")
    assert "+50255550401" in answer.text and "Tenemos un problema" in answer.text


@pytest.mark.parametrize("path", ["/voice/incoming", "/voice/turn/0", "/voice/conference", "/voice/away"])
@pytest.mark.parametrize("sid", [{}, {"CallSid": ""}, {"CallSid": " "}])
def test_a_call_without_a_name_is_connected_to_a_person_and_makes_no_row(
    house: House, path: str, sid: dict[str, str]
) -> None:
    house.caller().dials()  # so that this process has read this house's directory
    answer = post(house, path, From="+50244440001", To="+50256305476", Digits="1", **sid)
    assert answer.status_code == 200 and "Tenemos un problema" in answer.text and "+50255550401" in answer.text
    assert len(rows_of_calls(house)) == 1 and house.tickets() == []


def test_a_page_answered_by_a_call_without_a_name_is_answered_by_nobody(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").will_be_rung()
    before = rows_of_calls(house)
    with house.line.reading() as session:
        token = session.scalars(select(Notification.token).where(Notification.channel == "call")).first()
    for path in (f"/voice/page/{token}", f"/voice/page/{token}/turn/0", f"/voice/page/{token}/conference"):
        assert "Tenemos un problema" in post(house, path, From="+50255550101", Digits="1").text
    assert rows_of_calls(house) == before and house.ticket().status == "open"
    dana.rings().presses("1").hears("es suyo")


def rows_of_calls(house: House) -> list[str]:
    with house.line.reading() as session:
        return list(session.scalars(select(Call.sid).order_by(Call.id)))


LARGE = "ñ" * 150_000  # more than any form of the carrier's


def test_a_form_too_large_to_read_is_answered_in_twiml_and_tells_nobodys_number(house: House) -> None:
    house.caller().dials()  # so that this process has read this house's directory
    form = {"CallSid": "CA1", "From": "+50244440001", "SpeechResult": LARGE}
    first = post(house, "/voice/turn/0", **form)
    assert first.status_code == 200 and "Un momento" in first.text and "/voice/turn/0?again=1" in first.text
    last = post(house, "/voice/incoming?again=3", **form)
    assert last.status_code == 200 and "llame de nuevo" in last.text and "Dial" not in last.text
    text = post(house, "/text/incoming", MessageSid="SM1", From="+50244440001", Body=LARGE)
    assert text.status_code == 200 and "No pudimos guardar su mensaje" in text.text and "<Message>" in text.text
    assert house.app.test_client().post("/text/incoming", data={"Body": LARGE}).status_code == 403


def test_a_nul_in_any_field_is_left_out_and_nothing_is_lost(house: House) -> None:
    """PostgreSQL has no text with one, and a call must not end for it."""
    ring = {"CallSid": "CA\0" + "7" * 32, "From": "\0+50244440001", "To": "+50256305476\0", "CallStatus": "ringing"}
    assert "Marque 1 si es cr" in post(house, "/voice/incoming", **ring).text
    assert "Su caso es 1, 0, 1" in post(house, "/voice/turn/0", **{**ring, "Digits": "1\0"}).text
    reply = post(house, "/text/incoming", MessageSid="SM\0" + "7" * 32, From="+5024444\x000002", Body="2\0")
    assert "102" in reply.text
    assert {ticket.contact for ticket in house.tickets()} == {"+50244440001", "+50244440002"}
    assert "CA" + "7" * 32 in rows_of_calls(house)
