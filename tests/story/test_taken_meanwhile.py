"""A case is taken in the very moment in which the carrier is asked to ring for it."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import psycopg
import pytest
from twilio.http.response import Response

from tests.phones import House
from tests.wires import ToApp, ToCarrier
from voiceline.actions.take_by_link import take_without_a_call
from voiceline.simulator.carrier import WebRequest, WebResponse
from voiceline.store import directory, tickets
from voiceline.telephony.twilio_phone import TwilioPhone

DANA = "+50255550101"
GATE = 417
CLAIMS_WAIT = f"""
CREATE FUNCTION waits_at_the_gate() RETURNS trigger LANGUAGE plpgsql AS
  'BEGIN PERFORM pg_advisory_xact_lock({GATE}); RETURN NEW; END';
CREATE TRIGGER claims_wait AFTER UPDATE ON notifications FOR EACH ROW
  WHEN (NEW.kind = 'page' AND NEW.state = 'claimed' AND OLD.state = 'pending') EXECUTE FUNCTION waits_at_the_gate();
"""
CLAIMS_GO = "DROP TRIGGER claims_wait ON notifications; DROP FUNCTION waits_at_the_gate()"
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = %s"


class Meanwhile(ToCarrier):
    """Something happens between our question and the carrier's answer, once."""

    def __init__(self, carrier: Any, happens: Callable[[], object]):
        super().__init__(carrier)
        self._happens: Callable[[], object] | None = happens

    def request(self, method: str, url: str, **rest: Any) -> Response:
        happens = self._happens
        if happens and method == "POST" and url.endswith("/Calls.json"):
            self._happens = None
            happens()
        return super().request(method, url, **rest)


class Untold(ToApp):
    """The carrier's way to the app, but for what becomes of a call: that is late."""

    def send(self, request: WebRequest, done: Callable[[WebResponse | Exception], None]) -> None:
        if request.url.endswith("/status"):
            done(WebResponse(200, b"", "text/plain", None))
        else:
            super().send(request, done)


@pytest.fixture
def takes(house: House) -> Callable[..., None]:
    def lee_takes_it(before_it_counts: Callable[[], object] = bool) -> None:
        with house.line.transaction() as session:
            _, book = directory.current(session)
            ticket = tickets.lock(session, 101)
            assert ticket is not None
            take_without_a_call(session, book, ticket, "lee", house.line.now())
            before_it_counts()

    house.rest()
    return lee_takes_it


def falls_silent(house: House) -> bool:
    house.time_passes(seconds=3)
    assert house.ticket().assignee == "lee"
    return [leg.status for leg in house.carrier.legs if leg.to == DANA] == ["canceled"]


def meanwhile(house: House, happens: Callable[[], object]) -> None:
    house.line._phone = TwilioPhone(house.line.settings, http_client=Meanwhile(house.carrier, happens))


def test_his_phone_that_begins_to_ring_falls_silent(house: House, takes: Callable[..., None]) -> None:
    meanwhile(house, takes)
    house.caller().dials().presses("1").hangs_up()
    assert falls_silent(house)


def test_so_it_does_where_neither_saw_the_other(house: House, takes: Callable[..., None]) -> None:
    """Who takes it looked for ringing phones before this one was claimed; who rings looked at the case before that.

    And the carrier's word that it rings, which would end it as well, comes late.
    """
    house.carrier.webhooks.transport = Untold(house.app)
    is_asked, is_taken = Event(), Event()
    meanwhile(house, lambda: (is_asked.set(), is_taken.wait(3)))
    with psycopg.connect(house.line.settings.database_url, autocommit=True) as gate:
        gate.execute(CLAIMS_WAIT)
        try:
            gate.execute(f"SELECT pg_advisory_lock({GATE})")
            ringing = Thread(target=lambda: house.caller().dials().presses("1").hangs_up())
            ringing.start()
            until(gate, "advisory")
            taking = Thread(target=lambda: (takes(lambda: is_asked.wait(3)), is_taken.set()))
            taking.start()
            until(gate, "transactionid")
            gate.execute(f"SELECT pg_advisory_unlock({GATE})")
            taking.join()
            ringing.join()
        finally:
            gate.execute(CLAIMS_GO)
    assert is_asked.is_set() and is_taken.is_set() and falls_silent(house)


def until(gate: "psycopg.Connection[Any]", waits_for: str) -> None:
    while not gate.execute(WAITING, (waits_for,)).fetchall()[0][0]:
        pass
