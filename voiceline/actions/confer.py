"""More than two in one talk: a second engineer is rung, and everybody is led into one conference when he comes.

Nobody is lost if a leg has gone meanwhile: whoever is there is led, and who is left alone waits as on any hold.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session

from voiceline.actions.page_engineer import end_call
from voiceline.actions.ring_beside import is_being_rung, ring
from voiceline.actions.take_ticket import place_of_caller
from voiceline.actions.tell_engineers import tell_engineers
from voiceline.actions.turn import Outcome, Turn, lead
from voiceline.dialog.talk_menu import MENU, TALKING
from voiceline.domain.directory import Directory
from voiceline.domain.escalation import Ending, everyone, next_phone, people
from voiceline.store import calls, follow_ups, notifications, tickets
from voiceline.store.calls import Beside, Call, Waiting
from voiceline.store.notifications import Notification
from voiceline.store.threads import Thread
from voiceline.store.tickets import Ticket

if TYPE_CHECKING:
    from voiceline.line import Line

KIND = "asked_in"
CONFERENCE = "conference"


def who_else(turn: Turn) -> Outcome:
    """The next colleague to offer, those of the case's policy first; after the last, the first again."""
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    if ticket is None:
        return Outcome("nobody")
    there = {each.engineer for each in calls.engineers_beside(turn.session, ticket.number, TALKING | MENU)}
    offered = _colleagues(turn.directory, ticket, turn.now, {*there, turn.engineer})
    if not offered:
        return Outcome("nobody")
    last = turn.notes.get("second")
    place = offered.index(last) + 1 if last in offered else 0
    return Outcome("found", {"second": offered[place % len(offered)]})


def call_second(turn: Turn) -> Outcome:
    """Ring him; meanwhile the two go on."""
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    if ticket is None:
        return Outcome("unreachable")
    second = turn.directory.engineers.get(str(turn.notes["second"]))  # taken out since he was offered, he is not rung
    if second is not None and not is_being_rung(turn.session, ticket, KIND, second.id):
        ticket.record("asked_in", turn.now, turn.engineer, {"engineer": second.id})
        ring(turn.session, turn.directory, ticket, KIND, second.id, second.phones[0], {"by": turn.engineer}, turn.now)
    return place_of_caller(turn.session, ticket)


def come_in(turn: Turn) -> Outcome:
    """Key 1: everybody who is still there is led to where he goes now."""
    ticket = tickets.lock(turn.session, int(turn.notes["case"]))
    if ticket is None or not _is_going_on(turn.session, ticket):
        return Outcome("ended", {"came_too_late": True})
    ticket.record("came_in", turn.now, turn.engineer)
    once = f"gather-{ticket.number}-{turn.subject.id}-{int(turn.now.timestamp())}"
    follow_ups.owe(turn.session, once, "gather", turn.now, turn.now, ticket_number=ticket.number)
    return Outcome("conference", {"came_in": True})


def decline(turn: Turn) -> Outcome:
    return Outcome("declined", {"declined": True})


def second_over(session: Session, book: Directory, row: Notification, ending: Ending | None, now: datetime) -> None:
    """His phone has rung: the next one, while the talk goes on; whoever asked is told when nobody comes."""
    ticket, engineer = tickets.lock(session, row.ticket_number or 0), book.engineers.get(row.person or "")
    if ending == Ending.ACKNOWLEDGED:  # he took no case: he came into a talk
        row.ending = ending
        row.end("talked", now)
    if not end_call(session, row, ending, now) or ticket is None or engineer is None or ending is None:
        return
    if not _is_going_on(session, ticket):
        return
    found = next_phone(notifications.tried(session, row), engineer.phones)
    if found:
        ring(session, book, ticket, KIND, engineer.id, found[0], dict(row.values), now, row)
        return
    ticket.record("not_in", now, engineer.id, {"ending": str(ending)})
    values = {"engineer": engineer.name, "case_number": ticket.number}
    told = [row.values["by"]] if row.values["by"] in book.engineers else []  # who has left the line is not written to
    tell_engineers(session, book, told, "not_in", f"not-in-{row.id}", now, values, ticket.number, by=("sms",))


def lead_out_who_is_alone(session: Session, ticket: Ticket, leaving: Call | Thread, now: datetime) -> None:
    """The last engineer has left the conference: she waits for him in her own queue, where she is told how it goes."""
    caller = calls.waiting_caller(session, ticket.number)
    if caller is None or caller.step != CONFERENCE:
        return
    session.flush()
    there = calls.engineers_beside(session, ticket.number, {CONFERENCE})
    if any(not isinstance(leaving, Call) or each.sid != leaving.sid for each in there):
        return
    once = f"lead-out-{caller.id}-{int(now.timestamp())}"
    follow_ups.owe(session, once, "lead_out", now, now, ticket_number=ticket.number, values={"call": caller.sid})


def owe_move(session: Session, into: int, on_the_line: Sequence[Call], now: datetime) -> None:
    """Their case goes on in that other. A conference is named by its case: who is in one is led to the other's."""
    if any(call.step == CONFERENCE for call in on_the_line):
        once = f"move-conference-{into}-{int(now.timestamp())}"
        follow_ups.owe(session, once, "move_conference", now, now, ticket_number=into)


def come_to_conference(session: Session, sid: str, now: datetime) -> None:
    """The worker led this leg out of its talk for two."""
    call = calls.lock(session, sid)
    if call is not None and not call.is_over and call.step != CONFERENCE:
        lead(session, call, CONFERENCE, now)


def come_to_wait(session: Session, sid: str, now: datetime) -> None:
    """The worker led her out of a conference that has no engineer any more."""
    call = calls.lock(session, sid)
    if call is not None and not call.is_over and call.step == CONFERENCE:
        lead(session, call, "hold_away", now)


def gather(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Lead everybody who talks about this case into its conference."""
    with line.reading() as session:
        beside = calls.engineers_beside(session, number or 0, TALKING - {CONFERENCE})
        caller = calls.waiting_caller(session, number or 0)
    is_there = caller is not None and caller.step != CONFERENCE and (caller.joined_at or caller.queued_at)
    return _lead_to_conference(line, beside, caller if is_there else None)


def move_conference(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Lead everybody who is in a conference about this case, by whatever name, into its own."""
    with line.reading() as session:
        beside = calls.engineers_beside(session, number or 0, {CONFERENCE})
        caller = calls.waiting_caller(session, number or 0)
    return _lead_to_conference(line, beside, caller if caller and caller.step == CONFERENCE else None)


def lead_out(line: "Line", values: dict[str, Any], number: int | None) -> str:
    led = line.phone.redirect(values["call"], f"{line.settings.public_url}/voice/away")
    return "led" if led else "was_over"


def _lead_to_conference(line: "Line", beside: Sequence[Beside], caller: Waiting | None) -> str:
    """Engineers first, so that she is last to notice: with her a conference ends."""
    base = f"{line.settings.public_url}/voice"
    legs = [(each.sid, f"{base}/page/{each.token}" if each.token else base) for each in beside]
    if caller is not None:
        legs.append((caller.sid, base))
    led = [line.phone.redirect(sid, f"{url}/conference") for sid, url in legs]
    return "led" if any(led) else "was_over"


def _is_going_on(session: Session, ticket: Ticket) -> bool:
    """Whether anybody is left to talk to."""
    there = calls.engineers_beside(session, ticket.number, TALKING | MENU)
    return calls.waiting_caller(session, ticket.number) is not None or bool(there)


def _colleagues(book: Directory, ticket: Ticket, now: datetime, but: set[str]) -> list[str]:
    named = [each for step in ticket.policy["steps"] for each in people(book, step["page"], now)]
    return [each for each in dict.fromkeys([*named, *everyone(book), *book.engineers]) if each not in but]


DEEDS = {"who_else": who_else, "call_second": call_second, "come_in": come_in, "decline": decline}
FOLLOW_UPS = {"gather": gather, "move_conference": move_conference, "lead_out": lead_out}
