"""A world in which anything may happen at any moment, and what must hold in it all the same.

Its law: one thread, so that every schedule can be played again; what two processes would do at once is done while the
carrier is being asked, which is the only moment at which a worker holds no row. A move that means nothing now is
skipped. After each move everything in ``holds`` is true, and in the end somebody can always be found.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from tests.phones import House, make_house
from tests.wires import ToApp, ToCarrier
from voiceline.actions import move_ticket
from voiceline.app import create_app
from voiceline.domain.lifecycle import NotAllowedError
from voiceline.domain.severity import Severity
from voiceline.settings import Settings
from voiceline.simulator.leg import Leg
from voiceline.simulator.twiml import Goto
from voiceline.simulator.web import WebRequest, WebResponse
from voiceline.store import directory
from voiceline.store.base import run
from voiceline.telephony.twilio_phone import TwilioPhone

Move = tuple[Any, ...]
CUSTOMERS = ("+50244440001", "+50255559001", "+50255559002")
LEASE = 31  # seconds after which a living worker's claim is void
STRIDE = 5
OF_PAGE = re.compile(r"/voice/page/([^/]+)$")
CHANGED = ("opened", "acknowledged", "lost", "left", "waiting", "resumed", "resolved", "reopened", "closed")
STATUS = {"opened": "open", "lost": "open", "left": "open", "reopened": "open", "resumed": "acknowledged"}


class Killed(BaseException):
    """The worker ends here, as by ``kill -9``."""


class Witness(ToApp):
    """The carrier's way to the app; hears every answer as it is given."""

    def __init__(self, world: "World", house: House):
        super().__init__(house.app)
        self._world = world

    def send(self, request: WebRequest, done: Callable[[WebResponse | Exception], None]) -> None:
        def heard(answer: WebResponse | Exception) -> None:
            assert isinstance(answer, WebResponse)
            self._world.answered(request, answer)
            done(answer)

        super().send(request, heard)


class Meddler(ToCarrier):
    """The SDK's way to the carrier: before a call is made and before its answer arrives, the world moves on."""

    def __init__(self, world: "World", house: House):
        super().__init__(house.carrier)
        self._world = world

    def request(self, method: str, url: str, **rest: Any) -> Any:
        if method != "POST" or not urlsplit(url).path.endswith("/Calls.json"):
            return super().request(method, url, **rest)
        self._world.is_wanted(str(rest["data"]["Url"]))
        before, after, dies = self._world.meanwhile.pop(0) if self._world.meanwhile else ((), (), None)
        self._world.play(before)
        if dies == "before":
            raise Killed
        try:
            return super().request(method, url, **rest)
        finally:
            self._world.play(after)
            if dies == "after":
                raise Killed


class World:
    def __init__(self, settings: Settings, text: str):
        self.house = make_house(create_app, settings)
        self.house.carrier.webhooks.transport = Witness(self, self.house)
        self.house.line._phone = TwilioPhone(settings, http_client=Meddler(self, self.house))
        self.meanwhile: list[tuple[Sequence[Move], Sequence[Move], str | None]] = []
        self.lapses = 0  # claims that were taken from somebody: each may leave one ring more
        self.unheard = 0  # calls of which the carrier did not tell: another page may ring that engineer meanwhile
        self.text, self.is_out = text, False
        self.house.loads(text)
        with self.house.line.reading() as session:
            _, self.book = directory.current(session)

    # What happens

    def play(self, moves: Sequence[Move]) -> None:
        for name, *words in moves:
            getattr(self, f"_{name}")(*words)
            self.holds()

    def _dials(self, who: int, key: str) -> None:
        leg = self.house.carrier.dial(CUSTOMERS[who % len(CUSTOMERS)])
        self.house.carrier.press(leg, key)
        self._work()

    def _answers(self, which: int) -> None:
        self._to_one([leg for leg in self._ours if leg.rings], which, self.house.carrier.answer)

    def _rejects(self, which: int) -> None:
        self._to_one([leg for leg in self._ours if leg.rings], which, self.house.carrier.reject)

    def _presses(self, which: int, key: str) -> None:
        asked = [leg for leg in self._ours if leg.doing == "gather"]
        self._to_one(asked, which, lambda leg: self.house.carrier.press(leg, key))

    def _hangs_up(self, which: int) -> None:
        live = [leg for leg in self.house.carrier.legs if not leg.over]
        self._to_one(live, which, self.house.carrier.hang_up)

    def _replays(self, which: int) -> None:
        """The carrier sends again what it sent: receipts at any time, questions only while their call is alive."""
        alive = {leg.sid for leg in self.house.carrier.legs if not leg.over}
        log = [each for each in self.house.carrier.log if each.kind == "call-status" or each.sid in alive]
        self._to_one(log, which, self.house.carrier.replay)

    def _passes(self, seconds: int) -> None:
        """The clock looks less often than it would: what is late is late for it too."""
        stride = max(STRIDE, seconds // 8)
        for _ in range(0, seconds, stride):
            self.house.carrier.advance(stride)
            self._work()
            self._sweep()

    def _lapses(self) -> None:
        """Whoever delivers right now is stuck: his claim is void, and another process looks."""
        self.lapses += 1
        self.house.carrier.advance(LEASE)
        self._sweep()

    def _fails(self, kind: str) -> None:
        self.house.carrier.faults.add(kind, seconds=20)
        self.unheard += kind in ("call-500-after", "call-timeout")

    def _goes_unheard(self, kind: str) -> None:
        """The next call is made, but neither its answer nor its first receipts arrive."""
        self._fails(kind)
        self.house.carrier.faults.add("callback-drop", times=2)

    def _redis(self, is_down: bool) -> None:
        self.house.line.redis_is_down = is_down

    def _supports(self, verb: str, which: int) -> None:
        numbers = [ticket for ticket, *_ in self._rows("SELECT number FROM tickets ORDER BY number")]
        if not numbers:
            return
        try:
            self.house.does(*VERBS[verb], number=numbers[which % len(numbers)])
        except NotAllowedError:
            pass
        except Killed:
            self._bury()

    def _is_taken_out(self, is_out: bool) -> None:
        """Dana leaves the directory, or is in it again; Lee has her turns."""
        self.is_out = is_out
        self._survive(lambda: self.house.loads(without_dana(self.text) if is_out else self.text))

    def _meets(self, before: Sequence[Move], after: Sequence[Move], dies: str | None) -> None:
        """What will happen while the carrier is next asked to make a call."""
        self.meanwhile.append((before, after, dies))

    def _to_one(self, of: Sequence[Any], which: int, act: Callable[[Any], object]) -> None:
        if of:
            act(of[which % len(of)])
            self._work()

    def _work(self) -> None:
        self._survive(self.house.work)

    def _sweep(self) -> None:
        self._survive(self.house.sweep)

    def _survive(self, act: Callable[[], None]) -> None:
        try:
            act()
        except Killed:
            self._bury()

    def _bury(self) -> None:
        """Its lock is gone with it, and the bells it had in its hand."""
        self.lapses += 1
        self.house.line.bells.clear()
        claimant = self.house.line.__dict__.pop("claimant", None)
        if claimant is not None:  # one death inside another is buried once
            claimant.close()

    # What must hold

    @property
    def _ours(self) -> list[Leg]:
        return [leg for leg in self.house.carrier.legs if leg.direction == "outbound-api"]

    def _rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.house.line.reading() as session:
            return run(session, query, values).fetchall()

    def answered(self, request: WebRequest, answer: WebResponse) -> None:
        """Nothing fails; and nobody hears "es suyo" unless the database says so at that moment."""
        assert answer.status in (200, 204), f"{request.url}: {answer.status}"
        if answer.content_type.startswith("audio/"):
            return
        said = answer.body.decode()
        assert "again=" not in said, f"{request.url} failed, and was spoken as trouble"
        if "es suyo" in said:
            truth = self._rows(
                "SELECT t.assignee = c.engineer AND t.status <> 'open' FROM calls c "
                "JOIN tickets t ON t.number = (c.notes ->> 'case')::int WHERE c.sid = %(sid)s",
                sid=dict(request.body_form)["CallSid"],
            )
            assert truth == [(True,)], f"heard that it is his: {truth}"

    def is_wanted(self, url: str) -> None:
        """No call is made for a case that had somebody when its page was claimed and looked at."""
        token = OF_PAGE.search(url)
        assert token
        of = "SELECT kind, status, severity FROM notifications, tickets WHERE number = ticket_number AND token = "
        for kind, status, severity in self._rows(f"{of}%(token)s", token=token[1]):
            wanted = status == "open" and severity in ("P1", "P2")
            assert kind != "page" or wanted, f"rang for a case that is {status}"

    def holds(self) -> None:
        unarmed = (
            "SELECT number FROM tickets t WHERE status = 'open' AND severity IN ('P1', 'P2') AND NOT EXISTS (SELECT 1 "
            "FROM follow_ups WHERE ticket_number = t.number AND kind = 'escalate' AND state IN ('pending', 'claimed'))"
        )
        assert self._rows(unarmed) == [], "no step is to come"
        self._events_tell_all()
        legs = Counter(leg.first_step.url for leg in self._ours if isinstance(leg.first_step, Goto))
        assert max(legs.values(), default=0) <= 1 + self.lapses, f"a page was rung twice: {legs}"
        ringing = Counter(self._people[leg.to] for leg in self._ours if leg.rings)
        assert max(ringing.values(), default=0) <= 1 + self.lapses + self.unheard, f"rung twice at once: {ringing}"

    def _events_tell_all(self) -> None:
        """The events, read in order, are the row: one for each change, and one assignee for each acknowledgement."""
        told: dict[int, tuple[str, str | None]] = {}
        events = "SELECT ticket_number, kind, by FROM ticket_events WHERE kind = ANY(%(kinds)s) ORDER BY id"
        for number, kind, by in self._rows(events, kinds=list(CHANGED)):
            status, assignee = told.get(number, ("", None))
            assert kind != "acknowledged" or status == "open", f"{number} was taken while it was {status}"
            told[number] = (
                STATUS.get(kind, kind),
                by if kind == "acknowledged" else None if kind in ("lost", "left") else assignee,
            )
        rows = self._rows("SELECT number, status, assignee FROM tickets")
        assert {number: (status, assignee) for number, status, assignee in rows} == told

    @property
    def _people(self) -> dict[str, str]:
        """Of the whole directory: a phone may ring on that has just been taken out."""
        return {phone: each.id for each in self.book.engineers.values() for phone in each.phones}

    def someone_comes(self) -> None:
        """The trouble is over. No engineer is held to be rung who is not, and a key takes every case that wants one."""
        self.house.carrier.faults.clear()
        self.meanwhile.clear()
        self.house.line.redis_is_down = False
        for leg in self.house.carrier.legs:
            if not leg.over and not leg.rings:
                self.house.carrier.hang_up(leg)
        self._passes(120)
        behind = "SELECT number FROM tickets WHERE status = 'acknowledged' AND assignee = 'dana'"
        assert not self.is_out or not self._rows(behind), "left with who is in the directory no more"
        held = "SELECT once, carrier_sid FROM notifications WHERE channel = 'call' AND state IN ('claimed', 'sent')"
        for once, sid in self._rows(held):
            leg = self.house.carrier.leg(sid) if sid else None
            assert leg is not None and not leg.over, f"{once} is held to ring, and nothing does"
        wanted = "SELECT number FROM tickets WHERE status = 'open' AND severity IN ('P1', 'P2')"
        until = self.house.line.now() + timedelta(minutes=5)
        while self._rows(wanted):
            assert self.house.line.now() < until, f"nobody came for {self._rows(wanted)}"
            for leg in [leg for leg in self._ours if leg.rings]:
                self.house.carrier.answer(leg)
                self.house.carrier.press(leg, "1")
                self.house.carrier.hang_up(leg)
            self._passes(STRIDE)
            self.holds()


def without_dana(text: str) -> str:
    before, _, rest = text.partition('[[engineers]]\nid = "dana"')
    others = rest.partition("[[engineers]]")[2]
    return f"{before}[[engineers]]{others}".replace('members = ["dana"]', 'members = ["lee"]')


VERBS: dict[str, tuple[Any, ...]] = {
    "resolve": (move_ticket.resolve, "reinicio"),
    "confirm": (move_ticket.confirm,),
    "refuse": (move_ticket.refuse,),
    "reopen": (move_ticket.reopen,),
    "raise": (move_ticket.change_severity, Severity.P1, "se cayó todo"),
    "lower": (move_ticket.change_severity, Severity.P3, "era una pregunta"),
    "set_aside": (move_ticket.set_aside, "third_parties"),
}
