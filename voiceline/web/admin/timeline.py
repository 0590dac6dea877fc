"""One timeline out of everything that is on record: keys, rings, messages, receipts, clocks, events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from voiceline.domain.directory import Directory
from voiceline.store.calls import Call, CallEvent
from voiceline.store.follow_ups import FollowUp
from voiceline.store.notifications import Notification
from voiceline.store.recordings import Recording
from voiceline.store.tickets import TicketEvent
from voiceline.web.admin.words import Words

QUESTIONS = frozenset({"welcome", "page", "caller_gone"})  # where silence is worth a line
QUIET_EVENTS = frozenset({"page_ended"})  # the leg and its notification say the same, with more


@dataclass(frozen=True)
class Moment:
    """One line: when, of what kind (for its mark), and in words."""

    at: datetime
    kind: str
    words: str


@dataclass(frozen=True)
class Story:
    """Everything about one call or ticket, each read with one statement."""

    calls: list[Call]
    recordings: list[Recording]
    follow_ups: list[FollowUp]
    notifications: list[Notification]
    moments: list[Moment]


def story_of(session: Session, book: Directory, w: Words, call: Call | None, number: int | None) -> Story:
    """The story of a ticket, or of a call that has none."""
    mine = Call.ticket_number == number if number else Call.id == (call.id if call else 0)
    calls = list(session.scalars(select(Call).where(mine).order_by(Call.started_at, Call.id)))
    ids = [each.id for each in calls]
    call_events = list(session.scalars(select(CallEvent).where(CallEvent.call_id.in_(ids)).order_by(CallEvent.id)))
    of_calls = or_(Recording.ticket_number == number, Recording.call_id.in_(ids))
    recordings = list(session.scalars(select(Recording).where(of_calls).order_by(Recording.id)))
    events: list[TicketEvent] = []
    notifications: list[Notification] = []
    follow_ups: list[FollowUp] = []
    if number:
        events = list(session.scalars(select(TicketEvent).where(TicketEvent.ticket_number == number)))
        notifications = list(session.scalars(select(Notification).where(Notification.ticket_number == number)))
        follow_ups = list(session.scalars(select(FollowUp).where(FollowUp.ticket_number == number)))
    teller = Teller(book, w, {each.id: each for each in calls})
    moments = [
        *(moment for each in calls for moment in teller.of_call(each)),
        *(moment for each in call_events for moment in teller.of_call_event(each)),
        *(moment for each in events for moment in teller.of_event(each)),
        *(moment for each in notifications for moment in teller.of_notification(each)),
        *(moment for each in follow_ups for moment in teller.of_follow_up(each)),
    ]
    return Story(calls, recordings, follow_ups, notifications, sorted(moments, key=lambda m: m.at))


class Teller:
    """Puts rows into words."""

    def __init__(self, book: Directory, w: Words, calls: dict[int, Call]):
        self._book, self._w, self._calls = book, w, calls

    def who(self, call: Call) -> str:
        if call.engineer:
            return self._engineer(call.engineer)
        return call.customer or call.from_number or self._w("stranger")

    def of_call(self, call: Call) -> Iterator[Moment]:
        key = "call_began" if call.direction == "inbound" else "call_rang"
        yield self._moment(call.started_at, call.direction, key, who=self.who(call))
        if call.ended_at:
            outcome = self._w.named("outcomes", call.outcome)
            words = f"{self.who(call)}: {outcome}" if call.direction == "outbound" else None
            yield Moment(call.ended_at, "end", words or self._w.event("ended", outcome=outcome))

    def of_call_event(self, event: CallEvent) -> Iterator[Moment]:
        call = self._calls[event.call_id]
        detail = event.detail
        if event.kind == "heard":
            if detail.get("heard") == "Recorded":
                yield self._moment(event.at, "key", "heard_recorded", seconds=detail.get("seconds", 0))
            elif detail.get("key"):
                said = self._w.event("heard", key=detail["key"])
                yield Moment(event.at, "key", f"{self.who(call)}: {said}")
            elif detail.get("heard") == "Silence" and detail.get("step") in QUESTIONS:
                said = self._w.event("heard_nothing")
                yield Moment(event.at, "key", f"{self.who(call)}: {said}")
        elif event.kind in ("answered", "queued", "led"):
            yield self._moment(event.at, "call", event.kind, who=self.who(call))

    def of_event(self, event: TicketEvent) -> Iterator[Moment]:
        if event.kind in QUIET_EVENTS:
            return
        detail: dict[str, Any] = {"who": self._engineer(event.by), "kind": event.kind, "seconds": 0, **event.detail}
        detail["severity"] = self._w.named("severity_names", detail.get("severity"))
        detail["engineers"] = ", ".join(self._engineer(each) for each in detail.get("engineers", ()))
        for name in ("kind", "channel"):
            if name in event.detail:
                detail[name] = self._w.named("kinds", event.detail[name])
        key = event.kind
        if key == "opened" and event.detail.get("unasked"):
            key = "opened_unasked"
        if key == "described" and event.detail.get("text"):
            key = "described_words"
        try:
            yield self._moment(event.at, f"event-{event.kind}", key, **detail)
        except KeyError:
            yield self._moment(event.at, "event", "other", kind=event.kind)

    def of_notification(self, row: Notification) -> Iterator[Moment]:
        is_page = row.kind == "page"
        who = self._engineer(row.person) if is_page else row.person or row.address
        values = {
            "who": who,
            "channel": self._w.named("kinds", row.channel),
            "kind": self._w.named("kinds", row.kind),
            "outcome": self._w.named("outcomes", row.outcome),
        }
        name = "page" if is_page else "message"
        yield self._moment(row.created_at, "owed", f"{name}_owed", **values)
        if row.sent_at:
            yield self._moment(row.sent_at, "sent", f"{name}_sent", **values)
        if row.ended_at and not row.is_page_call:
            yield self._moment(row.ended_at, "receipt", "message_ended", **values)
        elif row.ended_at and row.carrier_sid is None:
            yield Moment(
                row.ended_at, "receipt", f"{who}: {values['outcome']} ({self._w.named('reasons', row.reason)})"
            )

    def of_follow_up(self, row: FollowUp) -> Iterator[Moment]:
        if row.done_at and row.state in ("done", "cancelled", "failed"):
            key = "follow_up_cancelled" if row.state == "cancelled" else "follow_up_done"
            yield self._moment(
                row.done_at,
                "clock",
                key,
                kind=self._w.named("kinds", row.kind),
                reason=self._w.named("reasons", row.reason or row.state),
            )

    def _moment(self, at: datetime, mark: str, key: str, /, **values: Any) -> Moment:
        return Moment(at, mark, self._w.event(key, **values))

    def _engineer(self, engineer: str | None) -> str:
        known = self._book.engineers.get(engineer or "")
        return known.name if known else self._w.named("kinds", engineer)
