"""Puts rows into words: what each call, key, message, receipt and clock says on a timeline."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Any

from voiceline.store.calls import Call, CallEvent
from voiceline.store.follow_ups import FollowUp
from voiceline.store.notifications import Notification
from voiceline.store.tickets import TicketEvent
from voiceline.web.admin.people import People
from voiceline.web.admin.prompts_heard import Prompt

QUESTIONS = frozenset({"welcome", "page", "caller_gone", "case_number", "pin"})  # where silence is worth a line
TOLD_ELSEWHERE = frozenset({"page_ended", "told_customer", "not_told_customer"})  # its leg or message says more
TOLD_AS_PIN = frozenset({"pin"})  # an event of its own says whether it was right
OF_RECORDINGS = frozenset({"recording_heard", "recording_spoiled", "recording_purged", "transcription_failed"})
OF_HER_NUMBER = frozenset({"left_to_be_called", "contact_given"})  # of old, without it
OF_FOLLOW_UPS = frozenset({"follow_up_moved", "follow_up_called_off"})
NOT_REACHED = frozenset({"no_answer", "no_key", "busy", "failed", "cancelled", "passed_on"})
IN_VAIN = frozenset({"no_answer", "busy", "failed", "cancelled"})


class Cause(IntEnum):
    """What comes first within one instant: a transaction writes all it does with the same time."""

    FELL_SILENT = 0  # a leg that reached nobody is over, and so the next one rings
    CAME_IN = 1
    HEARD = 2
    HAPPENED = 3
    OWED = 4
    SENT = 5
    RANG = 6
    ANSWERED = 7
    SAID = 8  # what the line says next
    ENDED = 9


@dataclass(frozen=True)
class Moment:
    """One line: when, of what kind (for its mark), in words, and the leg it speaks of."""

    at: datetime
    cause: Cause
    mark: str
    words: str
    call: Call | None = None
    in_vain: bool = False  # says only that the line went on ringing


class Teller:
    def __init__(self, people: People, calls: Mapping[int, Call]):
        self._people, self._w, self._calls = people, people.w, calls

    def all(
        self,
        calls: Iterable[Call],
        call_events: Iterable[CallEvent],
        events: Iterable[TicketEvent],
        notifications: Iterable[Notification],
        follow_ups: Iterable[FollowUp],
        prompts: Iterable[Prompt] = (),
    ) -> Sequence[Moment]:
        """Every line in order: by time, and within one instant causes before what they led to."""
        told = [
            *(moment for each in calls for moment in self.of_call(each)),
            *(moment for each in call_events for moment in self.of_call_event(each)),
            *(moment for each in events for moment in self.of_event(each)),
            *(moment for each in notifications for moment in self.of_notification(each)),
            *(moment for each in follow_ups for moment in self.of_follow_up(each)),
            *(self.of_prompt(each) for each in prompts),
        ]
        return sorted(told, key=lambda moment: (moment.at, moment.cause))

    def of_call(self, call: Call) -> Iterator[Moment]:
        who = self._people.named(call)
        if call.direction == "inbound":
            words = self._w.event("call_began", who=who)
            yield Moment(call.started_at, Cause.CAME_IN, "inbound", words, call)
        else:
            words = self._w.event("call_rang", who=who)
            yield Moment(call.started_at, Cause.RANG, "outbound", words, call, call.outcome in IN_VAIN)
        if call.ended_at is None:
            return
        said = {
            "who": who if call.direction == "outbound" else self._people.who(call),
            "outcome": self._w.named("outcomes", self._people.came_of(call)),
        }
        key, cause = "ended" if call.direction == "inbound" else "call_outcome", Cause.ENDED
        if call.direction == "outbound" and call.outcome in NOT_REACHED:
            cause = Cause.FELL_SILENT
        in_vain = call.direction == "outbound" and call.outcome in IN_VAIN
        mark = f"end {call.outcome}"
        yield Moment(call.ended_at, cause, mark, self._w.event(key, **said), None, in_vain)

    def of_call_event(self, event: CallEvent) -> Iterator[Moment]:
        call = self._calls[event.call_id]
        who, detail = self._people.who(call), event.detail
        if event.kind == "heard":
            words = self._heard(who, detail)
            if words:
                yield Moment(event.at, Cause.HEARD, "key", words)
        elif event.kind in ("pin", "customer_pin"):
            words = self._w.event(f"{event.kind}_{'right' if detail.get('right') else 'wrong'}", who=who)
            yield Moment(event.at, Cause.HEARD, "key", words)
        elif event.kind == "by_fallback":
            yield Moment(event.at, Cause.HAPPENED, "call", self._w.event("by_fallback"))
        elif event.kind in OF_RECORDINGS:
            said = {"who": detail.get("by", ""), "code": detail.get("code", "")}
            yield Moment(event.at, Cause.HAPPENED, "call", self._w.event(event.kind, **said))
        elif event.kind in ("answered", "queued", "led"):
            cause = Cause.ANSWERED if event.kind == "answered" else Cause.HAPPENED
            kind = "led_together" if detail.get("step") == "conference" else event.kind
            yield Moment(event.at, cause, "call", self._w.event(kind, who=who))

    def of_prompt(self, prompt: Prompt) -> Moment:
        words = self._w.event("was_told", who=self._people.who(prompt.call), words=prompt.words)
        return Moment(prompt.at, Cause.SAID, "prompt", words)

    def of_event(self, event: TicketEvent) -> Iterator[Moment]:
        if event.kind in TOLD_ELSEWHERE:
            return
        key = event.kind
        if key == "opened" and event.detail.get("unasked"):
            key = "opened_unasked"
        if key == "opened" and event.detail.get("why"):
            key = f"opened_{event.detail['why']}"
        if key == "acknowledged" and event.detail.get("assigned_by"):
            key = "acknowledged_assigned"
        if key == "reopened" and event.detail.get("reason"):
            key = "reopened_because"
        if key == "merged" and event.detail.get("reason"):
            key = "merged_because"
        if key == "called_again" and event.detail.get("how"):
            key = f"called_again_by_{event.detail['how']}"
        if key in OF_HER_NUMBER and "to" in event.detail:
            key = f"{key}_at" if event.detail["to"] else f"{key}_nowhere"
        if key == "described" and event.detail.get("text"):
            key = "described_words"
        try:
            words = self._w.event(key, **self._values(event))
        except KeyError:  # a kind that has no words yet is shown as it is rather than not at all
            words = self._w.event("other", kind=event.kind)
        yield Moment(event.at, Cause.HAPPENED, f"event-{event.kind}", words, in_vain=event.kind == "paged")

    def of_notification(self, row: Notification) -> Iterator[Moment]:
        name = "page" if row.kind == "page" else "ring" if row.channel == "call" else "message"
        unsent = row.outcome == "cancelled" and row.channel != "call"
        said = {
            "who": self._people.addressee(row),
            "channel": self._w.named("kinds", row.channel),
            "kind": self._w.named("kinds", row.kind),
            "outcome": self._w.named("outcomes", "not_sent" if unsent else row.outcome),
        }
        is_page = row.kind == "page"
        yield Moment(row.created_at, Cause.OWED, "owed", self._w.event(f"{name}_owed", **said), None, is_page)
        if row.sent_at:
            yield Moment(row.sent_at, Cause.SENT, "sent", self._w.event(f"{name}_sent", **said), None, is_page)
        if row.ended_at and (row.carrier_sid is None or row.channel != "call"):  # else its leg says how it ended
            words = self._w.event(f"{name}_ended", **said) + self._why(row)
            in_vain = is_page and row.outcome == "delivered"
            yield Moment(row.ended_at, Cause.FELL_SILENT, f"receipt {row.outcome}", words, None, in_vain)
        if row.receipt == "read" and row.receipt_at:
            yield Moment(row.receipt_at, Cause.FELL_SILENT, "receipt", self._w.event("message_read", **said))

    def of_follow_up(self, row: FollowUp) -> Iterator[Moment]:
        if row.done_at is None:
            return
        said = {"kind": self._w.named("kinds", row.kind), "reason": self._w.named("reasons", row.reason)}
        words = self._w.event(f"follow_up_{row.state}", **said)
        yield Moment(row.done_at, Cause.HEARD, "clock", words, None, row.kind == "escalate")

    def _heard(self, who: str, detail: Mapping[str, Any]) -> str:
        if detail.get("heard") == "Recorded":
            return self._w.event("heard_recorded", who=who, seconds=detail.get("seconds", 0))
        if detail.get("key"):
            return self._w.event("heard", who=who, key=detail["key"])
        if detail.get("words"):
            return self._w.event("heard_said", who=who, words=detail["words"])
        if detail.get("heard") == "Entered":
            return "" if detail.get("step") in TOLD_AS_PIN else self._w.event("heard_entered", who=who)
        silent = detail.get("heard") == "Silence" and detail.get("step") in QUESTIONS
        return self._w.event("heard_nothing", who=who) if silent else ""

    def _values(self, event: TicketEvent) -> dict[str, Any]:
        """What the words of this event may name, each in the reader's language."""
        detail = event.detail
        said: dict[str, Any] = {"who": self._people.engineer(event.by), "seconds": 0, **detail}
        if event.kind == "deadlines_moved":
            said["moves"] = self._moves(detail)
        elif event.kind in OF_FOLLOW_UPS:
            for name in ("before", "after"):
                at = datetime.fromisoformat(detail[name]) if name in detail else None
                said[name] = self._w.moment(at, self._people.book.timezone)
        else:
            for name in ("severity", "before", "after"):
                said[name] = self._w.named("severity_names", detail.get(name))
        said["target"] = self._w.named("kinds", detail.get("target"))
        said["why"] = self._w.named("reasons", detail.get("why"))
        said["ending"] = self._w.named("choices", detail.get("exclusion") or detail.get("how"))
        if event.kind in OF_FOLLOW_UPS or event.kind == "told_again":
            said["kind"] = self._w.named("kinds", detail["kind"])
            said["channel"] = self._w.named("kinds", detail.get("channel"))
        if "assigned_by" in detail:
            said["assigned_by"] = self._people.engineer(detail["assigned_by"])
        if "to" in detail:
            said["to"] = self._people.phone(detail["to"])
        if event.kind == "assigned":
            said["former"] = self._people.engineer(detail["before"])
        if "engineer" in detail:
            said["engineer"] = self._people.engineer(detail["engineer"])
        said["engineers"] = ", ".join(self._people.engineer(each) for each in detail.get("engineers", ()))
        said["by"] = ", ".join(self._w.named("kinds", each) for each in detail.get("by", ()))
        said["how"] = self._w.named("kinds", detail.get("how"))
        said["reason"] = self._w.named("reasons", detail.get("reason"))
        if event.kind == "attached":
            said |= {"media": self._w.named("media_names", detail["kind"]), "size": self._w.size(detail["size"])}
        if event.kind == "attachment_seen":
            said["by"] = detail["by"]
        return said

    def _moves(self, detail: Mapping[str, Any]) -> str:
        """``resolución 24 nov, 16:00 → 25 nov, 12:00`` for each that moved."""
        zone = self._people.book.timezone
        moves = []
        for name, target in (("response_due_at", "response"), ("resolution_due_at", "resolution")):
            before, after = (datetime.fromisoformat(detail[side][name]) for side in ("before", "after"))
            if before != after:
                moved = f"{self._w.moment(before, zone)} → {self._w.moment(after, zone)}"
                moves.append(f"{self._w.named('kinds', target)} {moved}")
        return "; ".join(moves)

    def _why(self, row: Notification) -> str:
        """The carrier's error code, or our own reason, after what became of it."""
        if row.error_code:
            return self._w.event("with_code", code=row.error_code)
        return f" ({self._w.named('reasons', row.reason)})" if row.reason else ""
