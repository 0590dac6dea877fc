"""What a phone does with messages that reach it or do not, and which receipts the line gets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.edges.simulator.fixed_line import CUSTOMER, Line
from tests.edges.simulator.messages import HERS, send, sent, told

# What a phone does with messages


@pytest.mark.parametrize(
    ("kind", "sms", "whatsapp"),
    [
        ("gets", None, None), ("off", 30003, None), ("unknown", 30005, 63024), ("landline", 30006, 63024),
        ("filtered", 30007, None), ("fails", 30008, None), ("no-whatsapp", None, 63024),
    ],
)  # fmt: skip
def test_how_messages_to_a_phone_end(kind: Any, sms: int | None, whatsapp: int | None) -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, kind)
    messages = [sent(line), sent(line, HERS)]
    line.carrier.advance(2)
    assert [m.error_code for m in messages] == [sms, whatsapp]
    for message, code in zip(messages, (sms, whatsapp), strict=True):
        payload = line.rest("GET", f"Messages/{message.sid}.json")[1]
        assert (payload["error_code"], payload["error_message"] is None) == (code, code is None)
        assert (payload["status"] == "undelivered") == (code is not None)


@pytest.mark.parametrize(("kind", "code"), [("opted-out", 21610), ("not-mobile", 21614)])
def test_whom_the_carrier_refuses_to_text(kind: Any, code: int) -> None:
    line = Line({"/text": "<Message>recibido</Message>"})
    line.carrier.receives(CUSTOMER, kind)
    assert send(line)[1]["code"] == code
    assert line.rest("GET", "Messages.json")[1]["messages"] == []
    line.carrier.text(CUSTOMER, None, "hola")
    assert not line.carrier.messages and str(code) in line.carrier.warnings[-1]
    assert [(each.code, each.body) for each in line.carrier.texts.refused] == [(code, "hola"), (code, "recibido")]


def test_start_ends_an_ordered_opting_out_too() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "opted-out")
    line.carrier.text(CUSTOMER, None, "start")
    assert send(line)[0] == 201


def test_out_of_coverage_a_message_stays_sent_until_the_phone_is_back() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "away")
    messages = [sent(line), sent(line, HERS)]
    line.carrier.advance(3600)
    assert [m.status for m in messages] == ["sent", "sent"]
    line.carrier.receives(CUSTOMER, "gets")
    line.carrier.advance(1)
    assert [m.status for m in messages] == ["delivered", "delivered"]


def test_out_of_coverage_for_a_while() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "away", 600)
    message = sent(line)
    line.carrier.advance(599)
    assert message.status == "sent"
    line.carrier.advance(2)
    assert message.status == "delivered" and line.carrier.receptions[CUSTOMER].kind == "gets"


def test_a_later_order_holds_when_an_earlier_ones_time_is_up() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "away", 60)
    line.carrier.receives(CUSTOMER, "off")
    line.carrier.advance(120)
    assert line.carrier.receptions[CUSTOMER].kind == "off"


def test_an_sms_waits_no_longer_than_it_is_valid_and_a_whatsapp_message_waits_on() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "away")
    sms, whatsapp = sent(line, ValidityPeriod="300"), sent(line, HERS, ValidityPeriod="300")
    line.carrier.advance(299)
    assert sms.status == "sent"
    line.carrier.advance(2)
    assert (sms.status, sms.error_code, whatsapp.status) == ("undelivered", 30003, "sent")
    line.carrier.receives(CUSTOMER, "gets")
    line.carrier.advance(1)
    assert (sms.status, whatsapp.status) == ("undelivered", "delivered")


@pytest.mark.parametrize(("seconds", "ending"), [(60, "delivered"), (301, "failed")])
def test_a_message_that_is_held_in_the_queue_for_longer_than_it_is_valid_never_leaves(
    seconds: float, ending: str
) -> None:
    line = Line({})
    line.carrier.faults.add("message-held", seconds=seconds)
    message = sent(line, ValidityPeriod="300")
    line.carrier.advance(59)
    assert message.status == "queued" and told(line) == []
    line.carrier.advance(300)
    assert (message.status, message.error_code) == (ending, 30036 if ending == "failed" else None)
    assert told(line) == (["failed"] if ending == "failed" else ["sent", "delivered"])


# Receipts


@pytest.mark.parametrize(
    ("kind", "statuses", "status"),
    [
        ("twice", ["sent", "sent", "delivered", "delivered"], "delivered"),
        ("backwards", ["delivered", "sent"], "delivered"), ("never", ["sent"], "sent"),
        ("reads", ["sent", "delivered"], "delivered"),
    ],
)  # fmt: skip
def test_how_receipts_come(kind: Any, statuses: list[str], status: str) -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, kind)
    message = sent(line)
    line.carrier.advance(3)
    assert (told(line), message.status, message.callbacks) == (statuses, status, statuses)
    assert message.arrived_at is not None


def test_a_receipt_minutes_late() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "late", 180)
    message = sent(line)
    line.carrier.advance(3)
    assert message.arrived_at is not None and told(line) == ["sent"]
    line.carrier.advance(180)
    assert told(line) == ["sent", "delivered"]


def test_whatsapp_tells_that_it_was_read() -> None:
    line = Line({})
    line.carrier.receives(CUSTOMER, "reads")
    sent(line, HERS)
    line.carrier.advance(3)
    assert told(line) == ["sent", "delivered", "read"] and line.posts("/m")[-1]["EventType"] == "READ"
