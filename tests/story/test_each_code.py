"""Every code of the carrier that our tables name, said at once or by a receipt: each leads to its move."""

import pytest
from sqlalchemy import select

from tests.phones import ORTIZ, House
from tests.story.conftest import DIRECTORY
from voiceline.domain.sending import MOVES, Move
from voiceline.store import opt_outs
from voiceline.store.notifications import Notification

BY_WHATSAPP = frozenset({"63003", "63007", "63016", "63018", "63024"})
BY_SMTP = frozenset({"550"})
OF_SMS = sorted(MOVES.keys() - BY_WHATSAPP - BY_SMTP)
REMEMBERED = (Move.NEVER_SO, Move.OPTED_OUT, Move.WINDOW_SHUT)
ROSA = 'name = "Rosa Ortiz"\nmobile = "+50244440001"\n'
FAILED, ARRIVED = "undelivered", "delivered"
SAID = pytest.mark.parametrize("at_once", [True, False], ids=["at once", "by a receipt"])


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def went(house: House, kind: str) -> list[tuple[str, str | None]]:
    with house.line.reading() as session:
        asked = select(Notification).where(Notification.kind == kind, Notification.address == ORTIZ)
        return [(row.channel, row.outcome) for row in session.scalars(asked.order_by(Notification.id))]


def fails(house: House, channel: str, number: str, code: str, at_once: bool) -> None:
    if at_once:
        house.carrier.refused[number if channel == "sms" else f"{channel}:{number}"] = int(code)
    else:
        house.carrier.undeliverable[f"{channel}:{number}"] = int(code)


def reports(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=4)


def next_news(house: House) -> list[tuple[str, str | None]]:
    """What goes when somebody takes it: by the way that failed, or by another from the start."""
    house.engineer("Dana").is_rung().texts("TOMO 101")
    house.time_passes(seconds=4)
    return went(house, "taken")


@SAID
@pytest.mark.parametrize("code", OF_SMS)
def test_of_an_sms(house: House, code: str, at_once: bool) -> None:
    """She wrote by WhatsApp today, and is written to by SMS first."""
    house.caller().texts("buenas", channel="whatsapp")
    fails(house, "sms", ORTIZ, code, at_once)
    reports(house)
    if MOVES[code] == Move.ONCE_MORE:
        assert went(house, "opened") == [("sms", FAILED), ("sms", None)]
        house.time_passes(seconds=35)
        assert went(house, "opened") == [("sms", FAILED), ("sms", FAILED), ("whatsapp", ARRIVED)]
        return
    assert went(house, "opened") == [("sms", FAILED), ("whatsapp", ARRIVED)]
    remembered = MOVES[code] in REMEMBERED
    assert next_news(house) == ([] if remembered else [("sms", FAILED)]) + [("whatsapp", ARRIVED)]
    with house.line.reading() as session:
        known = [each.known_by for each in opt_outs.of(session, [ORTIZ])]
    assert known == (["carrier"] if MOVES[code] == Move.OPTED_OUT else [])


@SAID
@pytest.mark.parametrize("code", sorted(BY_WHATSAPP))
def test_of_whatsapp(house: House, code: str, at_once: bool) -> None:
    house.loads(DIRECTORY.replace(ROSA, ROSA + "whatsapp = true\n"))
    house.caller().texts("buenas", channel="whatsapp")
    fails(house, "whatsapp", ORTIZ, code, at_once)
    reports(house)
    if MOVES[code] == Move.ONCE_MORE:
        assert went(house, "opened") == [("whatsapp", FAILED), ("whatsapp", None)]
        house.time_passes(seconds=35)
        assert went(house, "opened") == [("whatsapp", FAILED), ("whatsapp", FAILED), ("sms", ARRIVED)]
        return
    assert went(house, "opened") == [("whatsapp", FAILED), ("sms", ARRIVED)]
    remembered = MOVES[code] in REMEMBERED
    assert next_news(house) == ([] if remembered else [("whatsapp", FAILED)]) + [("sms", ARRIVED)]


@SAID
@pytest.mark.parametrize("code", OF_SMS)
def test_of_a_pages_text_its_engineer_reads_it_on_his_other_phone_and_rings_all_the_same(
    house: House, code: str, at_once: bool
) -> None:
    house.loads(DIRECTORY.replace('by = ["call"], wait = "2m"', 'by = ["call", "sms"], wait = "2m"', 1))
    fails(house, "sms", "+50255550101", code, at_once)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(seconds=40 if MOVES[code] == Move.ONCE_MORE else 4)
    assert any("Caso 101 P1" in message.body for message in house.texts_to("+50255550102"))


@pytest.mark.parametrize(
    ("status", "sip", "ending"),
    [
        *(("failed", sip, "rejected") for sip in (403, 603, 607, 608)),
        *(("failed", sip, "unreachable") for sip in (404, 408, 480, 484, 487, 500, 503)),
        ("busy", 486, "busy"),
        ("no-answer", 480, "no_answer"),
    ],
)
def test_of_a_leg_the_next_phone_rings_at_once(house: House, status: str, sip: int, ending: str) -> None:
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").is_rung(on=1)
    told = dana.leg.status_callback
    assert told is not None
    form = [("CallSid", dana.leg.sid), ("CallStatus", status), ("SipResponseCode", str(sip)), ("From", "+50256305476")]
    house.carrier.webhooks.post("call-status", dana.leg.sid, told.url, form)
    house.work()
    dana.is_rung(on=2)
    with house.line.reading() as session:
        first = select(Notification.ending).where(Notification.channel == "call").order_by(Notification.id).limit(1)
        assert session.scalar(first) == ending
