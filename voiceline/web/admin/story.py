"""One timeline out of everything that is on record, read with one statement a table, whatever its length."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from voiceline.store.calls import Call, CallEvent
from voiceline.store.follow_ups import FollowUp
from voiceline.store.notifications import Notification
from voiceline.store.recordings import Recording
from voiceline.store.tickets import TicketEvent
from voiceline.store.transcripts import Transcript
from voiceline.web.admin.people import People
from voiceline.web.admin.prompts_heard import prompts_heard
from voiceline.web.admin.teller import Moment, Teller

FOLDED_FROM = 12  # so many lines in a row about rings in vain are folded into one that opens


@dataclass(frozen=True)
class Stretch:
    """Lines that follow each other; folded when they only say that the line went on ringing in vain."""

    moments: Sequence[Moment]
    folded: bool

    @property
    def rings(self) -> int:
        return sum(moment.mark == "outbound" for moment in self.moments)


@dataclass(frozen=True)
class Day:
    """One local day of the timeline."""

    moments: Sequence[Moment]
    stretches: Sequence[Stretch]


@dataclass(frozen=True)
class Story:
    calls: Sequence[Call]
    recordings: Sequence[Recording]
    transcripts: Sequence[Transcript]
    follow_ups: Sequence[FollowUp]
    notifications: Sequence[Notification]
    events: Sequence[TicketEvent]
    days: Sequence[Day]

    @property
    def upcoming(self) -> list[FollowUp | Notification]:
        """What is still to be done, soonest first."""
        rows: list[FollowUp | Notification] = [*self.follow_ups, *self.notifications]
        return sorted((each for each in rows if each.state in ("pending", "claimed")), key=lambda each: each.due_at)

    @property
    def news(self) -> list[Notification]:
        """What the customer was to be told, in order."""
        return sorted((n for n in self.notifications if n.audience == "customer"), key=lambda n: (n.created_at, n.id))

    @property
    def talks(self) -> list[Call]:
        """Calls in which the customer was joined to an engineer."""
        return [call for call in self.calls if call.joined_at]


def story_of(session: Session, people: People, number: int | None, call: Call | None = None) -> Story:
    """The story of a ticket, or of a call with all of its ticket's, and what this call was told."""
    which = Call.id == call.id if call is not None and number is None else Call.ticket_number == number
    calls, spoken = _calls(session, which)
    ids = [each.id for each in calls]
    recordings = _recordings(session, number, ids)
    call_events = session.scalars(select(CallEvent).where(CallEvent.call_id.in_(ids)).order_by(CallEvent.id)).all()
    follow_ups = _follow_ups(session, number, recordings)
    events: Sequence[TicketEvent] = []
    notifications: Sequence[Notification] = []
    if number is not None:
        of_events = select(TicketEvent).where(TicketEvent.ticket_number == number)
        events = session.scalars(of_events.order_by(TicketEvent.id)).all()
        of_notices = select(Notification).where(Notification.ticket_number == number)
        notifications = session.scalars(of_notices.order_by(Notification.id)).all()
    teller = Teller(people, {each.id: each for each in calls})
    own = [each for each in call_events if call is not None and each.call_id == call.id]
    prompts = prompts_heard(call, own, people.book) if call is not None else ()
    moments = teller.all(calls, call_events, events, notifications, follow_ups, prompts)
    return Story(calls, recordings, spoken, follow_ups, notifications, events, _days(moments, people.book.timezone))


def _calls(session: Session, which: ColumnElement[bool]) -> tuple[Sequence[Call], Sequence[Transcript]]:
    """These calls and what was understood in them, by one question."""
    both = select(Call, Transcript).outerjoin(Transcript, Transcript.call_id == Call.id).where(which)
    rows = session.execute(both.order_by(Call.started_at, Call.id, Transcript.id)).all()
    return list(dict.fromkeys(row[0] for row in rows)), [row[1] for row in rows if row[1] is not None]


def _recordings(session: Session, number: int | None, call_ids: Sequence[int]) -> Sequence[Recording]:
    mine: ColumnElement[bool] = Recording.call_id.in_(call_ids)
    if number is not None:
        mine = or_(mine, Recording.ticket_number == number)
    return session.scalars(select(Recording).where(mine).order_by(Recording.id)).all()


def _follow_ups(session: Session, number: int | None, recordings: Sequence[Recording]) -> Sequence[FollowUp]:
    """The ticket's own, and what is owed to these recordings, which is found by its name."""
    names = [f"{deed}-{each.sid}" for each in recordings for deed in ("fetch", "delete")]
    mine: ColumnElement[bool] = FollowUp.once.in_(names)
    if number is not None:
        mine = or_(mine, FollowUp.ticket_number == number)
    return session.scalars(select(FollowUp).where(mine).order_by(FollowUp.id)).all()


def _days(moments: Iterable[Moment], zone: str) -> list[Day]:
    local = ZoneInfo(zone)
    days = groupby(moments, key=lambda moment: moment.at.astimezone(local).date())
    return [_day(list(each)) for _, each in days]


def _day(moments: Sequence[Moment]) -> Day:
    runs = [list(run) for _, run in groupby(moments, key=lambda moment: moment.in_vain)]
    return Day(moments, [Stretch(run, run[0].in_vain and len(run) >= FOLDED_FROM) for run in runs])
