"""Phones for stories: people who dial, press, hear and are rung, over the real app and a carrier with a clock we move.

The app is real, its rows are real, the carrier is the simulator's engine, and the SDK's requests are handed to it
(``tests/wires``). Only the bell is heard here instead of in another process: ``StoryLine`` notes it, and
``House.work`` does the jobs. A ring or a text that nobody in the story expected fails the story at its end.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import ceil, inf
from typing import Any

from flask import Flask

from tests.wires import Media, StoryLine, ToApp, ToCarrier
from voiceline.actions import deliver, escalate, follow_up, sweep
from voiceline.line import Line
from voiceline.settings import Settings
from voiceline.simulator.carrier import CLEAR, Carrier, Config, ManualClock
from voiceline.simulator.leg import Leg
from voiceline.simulator.texts import Sent
from voiceline.store.base import run
from voiceline.store.bells import MESSAGES
from voiceline.telephony.twilio_phone import TwilioPhone

LINE = "+50256305476"
ORTIZ = "+50244440001"
STRANGER = "+50255559999"
NIGHT = datetime(2026, 11, 24, 8, 10, tzinfo=UTC)  # Tuesday 02:10 in Guatemala
JOBS: dict[str, Callable[[Line, Any], object]] = {
    "deliver": deliver.deliver,
    "deliver_message": lambda line, number: deliver.deliver(line, number, MESSAGES),
    "escalate": lambda line, _: escalate.escalate(line),
    "follow_up": follow_up.follow_up,
    "follow_ups_of": follow_up.follow_ups_of,
}

LOOKS_AROUND = 5  # seconds, as in workers/clock.py
_NEXT_ROW = """
SELECT min(at) FROM (
  SELECT min(due_at) AS at FROM follow_ups WHERE state = 'pending' UNION ALL
  SELECT CASE WHEN due_at <= %(now)s AND person IN (
      SELECT person FROM notifications WHERE channel = 'call' AND state IN ('claimed', 'sent'))
    THEN %(now)s + %(looks)s * interval '1 s' ELSE due_at END  -- his phone rings: it waits for the end of that
  FROM notifications WHERE state = 'pending' UNION ALL
  SELECT %(now)s + %(looks)s * interval '1 s' FROM calls WHERE ended_at IS NULL UNION ALL
  SELECT %(now)s FROM follow_ups WHERE state = 'claimed' UNION ALL
  SELECT %(now)s FROM notifications WHERE state = 'claimed') AS each
"""


class House:
    """The whole house for one story, and the people around it."""

    def __init__(self, line: StoryLine, app: Flask, carrier: Carrier, clock: ManualClock):
        self.line, self.app, self.carrier, self.clock = line, app, carrier, clock
        self._expected_legs: set[str] = set()
        self._expected_texts: set[str] = set()

    # People

    def caller(self, number: str = ORTIZ) -> "CustomerPhone":
        return CustomerPhone(self, number)

    def engineer(self, name: str) -> "EngineerPhone":
        with self.line.reading() as session:
            from voiceline.store import directory

            _, book = directory.current(session)
        found = next(e for e in book.engineers.values() if e.name.split()[0] == name)
        return EngineerPhone(self, found.phones)

    # Time and work

    def work(self) -> None:
        """Do everything the bell asked for, and let the carrier act on it, until nothing is left to do now."""
        for _ in range(200):
            self.carrier.settle()
            if not self.line.bells:
                return
            bells, self.line.bells = self.line.bells, []
            for job, key in bells:
                JOBS[job](self.line, key)
        raise AssertionError("the house never comes to rest")

    def time_passes(self, minutes: float = 0, seconds: float = 0) -> None:
        """With the clock's sweep in each second in which anything may happen; and in each fifth, as it looks around,
        while there is a call that it may find silent, or a page that waits for a phone which rings.
        """
        left = round(minutes * 60 + seconds)
        while left > 0:
            stride = min(left, self._quiet_seconds(left))
            self.carrier.advance(stride)
            self.work()
            self.sweep()
            left -= stride

    def _quiet_seconds(self, most: int) -> int:
        """How many seconds to the first in which the carrier does something or a row of ours falls due."""
        now = self.line.now()
        with self.line.reading() as session:
            due = run(session, _NEXT_ROW, {"now": now, "looks": LOOKS_AROUND}).fetchall()[0][0]
        at = self.carrier.schedule.next_due()
        first = min(now.timestamp() + most, due.timestamp() if due else inf, inf if at is None else at)
        return max(1, ceil(first - now.timestamp()))

    def sweep(self) -> None:
        sweep.release_claims(self.line)
        sweep.ask_about_silent_calls(self.line)
        due = sweep.what_is_due(self.line)
        while due.escalations and escalate.escalate(self.line):
            pass
        for number, _ in due.notifications:
            deliver.deliver(self.line, number)
        for number, _ in due.follow_ups:
            follow_up.follow_up(self.line, number)
        self.work()

    def does(self, verb: Callable[..., Any], *words: Any, by: str | None = "lee", number: int | None = None) -> Any:
        """Support does one of the verbs of a case's life, as a page or a text of theirs would."""
        from voiceline.actions.move_ticket import Desk
        from voiceline.store import directory, tickets

        with self.line.transaction() as session:
            version, book = directory.current(session)
            held = tickets.lock(session, number or self.ticket().number)
            done = verb(Desk(session, book, version, by, self.line.now()), held, *words)
        self.work()
        return done

    def loads(self, text: str) -> Any:
        """The admin loads another directory."""
        from voiceline.actions.load_directory import load_directory

        with self.line.transaction() as session:
            loaded = load_directory(session, text, "directory.toml", "an admin", self.line.now())
        self.work()
        return loaded

    def sleeps_until(self, moment: datetime) -> None:
        """Time passes in long strides: each follow-up and page at its own second, nothing between."""
        from sqlalchemy import text

        while self.line.now() < moment:
            with self.line.reading() as session:
                due = session.scalar(
                    text(
                        "SELECT min(due_at) FROM (SELECT due_at FROM follow_ups WHERE state = 'pending' UNION ALL "
                        "SELECT due_at FROM notifications WHERE state = 'pending') AS owed"
                    )
                )
            until = min(moment, max(due or moment, self.line.now()))
            self.carrier.advance(max((until - self.line.now()).total_seconds(), 1))
            self.work()
            self.sweep()

    def thresholds(self, kind: str) -> list[str]:
        """What was told of the clocks: ``response 50`` …, ``resolution breached``."""
        return [
            f"{e.detail['target']} {e.detail.get('share', 'breached')}" for e in self.ticket().events if e.kind == kind
        ]

    # What happened

    def expect_leg(self, leg: Leg) -> None:
        self._expected_legs.add(leg.sid)

    def texts_to(self, number: str) -> list[Any]:
        return [m for m in self.carrier.messages if m.to.removeprefix("whatsapp:") == number]

    def told(self, number: str, words: str) -> str:
        """This number got a text with these words; its body."""
        self.time_passes(seconds=2)
        for message in self.texts_to(number):
            if words in message.body:
                self._expected_texts.add(message.sid)
                return str(message.body)
        raise AssertionError(f"{number} got no text with {words!r}: {[m.body for m in self.texts_to(number)]}")

    def ticket(self, number: int | None = None) -> Any:
        from sqlalchemy import select

        from voiceline.store.tickets import Ticket

        with self.line.reading() as session:
            asked = select(Ticket).order_by(Ticket.number.desc()).limit(1)
            found = session.get(Ticket, number) if number else session.scalar(asked)
            if found is not None:
                _ = [event.kind for event in found.events]
            return found

    def tickets(self) -> list[Any]:
        from sqlalchemy import select

        from voiceline.store.tickets import Ticket

        with self.line.reading() as session:
            return list(session.scalars(select(Ticket).order_by(Ticket.number)))

    def call(self, leg: Leg) -> Any:
        from voiceline.store import calls

        with self.line.reading() as session:
            return calls.by_sid(session, leg.sid)

    def events(self) -> list[str]:
        return [event.kind for event in self.ticket().events]

    def rest(self, legs: bool = True, texts: bool = True) -> None:
        """From here on the story does not care who is rung or texted."""
        self.careless_legs, self.careless_texts = legs, texts

    careless_legs = False
    careless_texts = False

    def nothing_unexpected(self) -> None:
        rung = [leg for leg in self.carrier.legs if leg.direction == "outbound-api"]
        stray = [f"{leg.to} ({leg.status})" for leg in rung if leg.sid not in self._expected_legs]
        assert self.careless_legs or not stray, f"rang and nobody expected it: {stray}"
        strays = [f"{m.to}: {m.body}" for m in self.carrier.messages if m.sid not in self._expected_texts]
        assert self.careless_texts or not strays, f"texted and nobody expected it: {strays}"


class CustomerPhone:
    """Somebody who dials the line."""

    def __init__(self, house: House, number: str):
        self.house, self.number = house, number
        self.leg: Leg = None  # type: ignore[assignment]

    def dials(self) -> "CustomerPhone":
        self.leg = self.house.carrier.dial(self.number)
        return self._done()

    def presses(self, key: str) -> "CustomerPhone":
        self.house.carrier.press(self.leg, key)
        return self._done()

    def says(self, words: str, seconds: int = 4) -> "CustomerPhone":
        """Speaks after the tone and falls silent; the clock goes on while she does."""
        assert self.waits_until("record"), f"nobody records: {self.leg.doing}"
        self.house.carrier.speak(self.leg, words, seconds=seconds)
        self.house.time_passes(seconds=seconds)
        return self._done()

    def says_and_ends(self, words: str, seconds: int = 4) -> "CustomerPhone":
        """Speaks, then presses numeral."""
        return self.says(words, seconds).presses("#")

    def answers(self, words: str, confidence: float = CLEAR) -> "CustomerPhone":
        """Speaks instead of pressing a key; the carrier makes words of it, and is more or less sure of them."""
        assert self.house.carrier.speak(self.leg, words, confidence=confidence), f"nobody listens: {self.leg.doing}"
        return self._done()

    def hangs_up(self) -> "CustomerPhone":
        self.house.carrier.hang_up(self.leg)
        return self._done()

    def waits(self, seconds: float) -> "CustomerPhone":
        self.house.time_passes(seconds=seconds)
        return self

    def waits_until(self, doing: str, most: int = 60) -> bool:
        for _ in range(most):
            if self.leg.doing == doing:
                return True
            self.house.time_passes(seconds=1)
        return bool(self.leg.doing == doing)

    def hears(self, words: str) -> "CustomerPhone":
        assert words in self.leg.heard, f"{words!r} was not said: {self.leg.heard!r}"
        return self

    def does_not_hear(self, words: str) -> "CustomerPhone":
        assert words not in self.leg.heard, f"{words!r} was said: {self.leg.heard!r}"
        return self

    def is_talking_to(self, other: "EngineerPhone") -> None:
        assert self.leg.bridged_with is other.leg, f"{self.leg.doing}, {self.leg.bridged_with}"

    def texts(
        self,
        body: str,
        channel: str = "sms",
        message_sid: str | None = None,
        replied_to: str | None = None,
        media: Sequence[Sent] = (),
    ) -> "CustomerPhone":
        known = {"message_sid": message_sid, "replied_to": replied_to}
        self.house.carrier.text(self.number, None, body, channel=channel, media=media, **known)
        return self._done()

    def gets_text(self, words: str) -> str:
        return self.house.told(self.number, words)

    @property
    def record(self) -> Any:
        return self.house.call(self.leg)

    def _done(self) -> "CustomerPhone":
        self.house.work()
        return self


class EngineerPhone(CustomerPhone):
    """Somebody the line rings: all the phones of one engineer."""

    def __init__(self, house: House, numbers: tuple[str, ...]):
        super().__init__(house, numbers[0])
        self.numbers = numbers

    def is_rung(self, on: int | None = None) -> "EngineerPhone":
        """One of his phones (or that one, from 1) rings now; he looks at it and does nothing."""
        self.house.work()
        for number in self.numbers if on is None else (self.numbers[on - 1],):
            for leg in self.house.carrier.ringing(number):
                self.leg = leg
                self.house.expect_leg(leg)
                return self
        states = [(leg.to, leg.status) for leg in self.house.carrier.legs if leg.to in self.numbers]
        raise AssertionError(f"{self.numbers} is not ringing: {states}")

    def will_be_rung(self, on: int | None = None, within: int = 60) -> "EngineerPhone":
        """Within so many seconds it rings; he looks at it and does nothing."""
        numbers = self.numbers if on is None else (self.numbers[on - 1],)
        for _ in range(within):
            if any(self.house.carrier.ringing(number) for number in numbers):
                break
            self.house.time_passes(seconds=1)
        return self.is_rung(on)

    def is_not_rung(self) -> "EngineerPhone":
        self.house.work()
        assert not any(self.house.carrier.ringing(number) for number in self.numbers), "is ringing"
        return self

    def rings(self, on: int | None = None, within: int = 0) -> "EngineerPhone":
        """It rings (or will, within so many seconds), and he picks up."""
        self.will_be_rung(on, within) if within else self.is_rung(on)
        self.house.carrier.answer(self.leg)
        self._done()
        return self

    def rejects(self) -> "EngineerPhone":
        self.is_rung()
        self.house.carrier.reject(self.leg)
        self._done()
        return self


def make_house(app_of: Callable[[Line], Flask], settings: Settings, start: datetime = NIGHT) -> House:
    moment = [start]
    clock = ManualClock(start, moved=lambda at: moment.__setitem__(0, at))
    base = settings.public_url
    config = Config(
        account_sid=settings.account_sid,
        auth_token=settings.auth_tokens[0],
        line_number=settings.line_number,
        voice_url=f"{base}/voice/incoming",
        voice_status_url=f"{base}/voice/status",
        voice_fallback_url=f"{base}/voice/fallback",
        text_url=f"{base}/text/incoming",
        sms_number=settings.sms_number,
        whatsapp_number=settings.whatsapp_number,
    )
    line = StoryLine(settings, now=lambda: moment[0])
    app = app_of(line)
    carrier = Carrier(config, clock, ToApp(app), strict=True)
    line._phone = TwilioPhone(settings, http_client=ToCarrier(carrier), fetch=Media(carrier))
    return House(line, app, carrier, clock)
