"""Receive what the carrier says became of a leg, a message, a recording. Twice, late, out of order: it only goes on."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from voiceline.actions.answer_call import (
    call_ended,
    hear_of_recording,
    open_from_late_recording,
    outbound_call,
)
from voiceline.actions.bring_together import call_over, engineer_left
from voiceline.actions.call_back import KIND as CALL_BACK
from voiceline.actions.keep_clocks import respond
from voiceline.actions.keep_rhythm import is_overtaken
from voiceline.actions.move_ticket import Desk, question_delivered
from voiceline.actions.next_way import did_not_arrive
from voiceline.actions.page_engineer import OUTCOMES, end_ring
from voiceline.actions.take_ticket import DICTATING
from voiceline.actions.turn import lead
from voiceline.actions.untold import NAMES_WHO_HAS_IT
from voiceline.domain.escalation import Ending
from voiceline.store import calls, directory, follow_ups, news, notifications, opt_outs, tickets
from voiceline.store.calls import OVER
from voiceline.store.follow_up_kinds import END_TOLD
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket
from voiceline.telephony.inbound import LegStatus

# What the end of a leg means when no key said more; "completed" depends on whether it was heard to the end.
ENDINGS = {"busy": Ending.BUSY, "no-answer": Ending.NO_ANSWER, "failed": Ending.UNREACHABLE}
OVERTAKEN = timedelta(seconds=5)  # by so much may the end of a call come before its first ring
REFUSED = frozenset({403, 603, 607, 608})  # SIP: the network or the person said no, rather than not being there


def heard_end(session: Session, receipt: LegStatus, now: datetime, page_id: int | None = None) -> None:
    """What an action's form says of its own call: where that is over, this is the request that learns of it."""
    if receipt.status not in OVER:
        return
    if page_id is None:
        inbound_status(session, receipt, now)
    else:
        page_status(session, page_id, receipt, now)


def inbound_status(session: Session, receipt: LegStatus, now: datetime) -> None:
    """The line's own status callback. A sid we do not know creates no call; its end is kept, should it come yet."""
    call = calls.lock(session, receipt.sid)
    if call is None:
        if receipt.status in OVER and receipt.sid:
            values = {"call": receipt.sid, "status": receipt.status, "seconds": receipt.duration_seconds}
            follow_ups.owe(session, f"{END_TOLD}-{receipt.sid}", END_TOLD, now + OVERTAKEN, now, values=values)
        return
    if not call.is_news(receipt.status):
        call.measure(receipt.duration_seconds)
        return
    if receipt.status in OVER:
        call_ended(session, call, receipt.status, receipt.duration_seconds, now)
        if call.engineer and call.script != "customer_line":  # case he took by calling back is like any other
            _, book = directory.current(session)
            engineer_left(session, book, call, now)
    else:
        call.status = receipt.status


def page_status(session: Session, page_id: int, receipt: LegStatus, now: datetime) -> None:
    """A leg of a page: known from here even if the REST answer never came; its end owes the next phone."""
    page = session.get(Notification, page_id)
    if page is None or not receipt.sid:
        return
    outbound_call(session, page, receipt.sid, receipt.status, now, receipt.caller)
    call = calls.lock(session, receipt.sid)
    if call is None:
        return
    if page.ticket_number:
        tickets.lock(session, page.ticket_number)
    locked = notifications.lock(session, page_id)
    if locked is None:
        return
    notifications.known_to_ring(session, locked, receipt.sid, now)
    if not call.is_news(receipt.status):
        call.measure(receipt.duration_seconds)
        return
    if receipt.status not in OVER:
        call.status = receipt.status
        locked.receipt, locked.receipt_at = receipt.status, now
        _end_if_in_vain(session, locked, now)
        return
    locked.receipt, locked.receipt_at = receipt.status, now
    ending = _ending(call, locked, receipt)
    outcome = OUTCOMES.get(ending, str(ending)) if ending else "cancelled"
    if (locked.kind == CALL_BACK and call.notes.get("pressed")) or call.notes.get("came_in"):
        outcome = "talked"
    call.end(receipt.status, now, receipt.duration_seconds, outcome)
    calls.note(session, call, "ended", now, status=receipt.status, outcome=call.outcome)
    _, book = directory.current(session)
    if locked.carrier_sid == receipt.sid:
        call_over(session, book, locked, ending, now)
    if ending == Ending.ACKNOWLEDGED:  # he pressed a key, and was with her
        engineer_left(session, book, call, now)


def message_status(
    session: Session, notification_id: int, sid: str, status: str, code: str | None, now: datetime
) -> None:
    """A message's receipt. Only a delivered one has told anybody anything."""
    found = session.get(Notification, notification_id)
    if found is None:
        return
    ticket = tickets.lock(session, found.ticket_number) if found.ticket_number else None
    notification = notifications.lock(session, notification_id)
    if notification is None:
        return
    notification.sent(sid, now)
    before = notification.outcome
    if not notification.receive(status, now, code) or notification.outcome == before:
        return
    if notification.outcome == "undelivered":
        did_not_arrive(session, ticket, notification, now)
    elif notification.outcome == "delivered":
        opt_outs.let_through(session, notification.channel, notification.address, notification.created_at)
        if ticket is not None and notification.audience == "customer":
            _told(session, ticket, notification, now)


def _told(session: Session, ticket: Ticket, notification: Notification, now: datetime) -> None:
    detail = {"kind": notification.kind, "channel": notification.channel, "notification": notification.id}
    ticket.record("told_customer", now, None, detail)
    news.drop_rest(session, notification, now)
    if notification.kind == "question":
        version, book = directory.current(session)
        question_delivered(Desk(session, book, version, ticket.assignee, now), ticket, notification)
    elif notification.kind in NAMES_WHO_HAS_IT and not is_overtaken(notification, ticket, now):
        respond(session, ticket, now, f"{notification.channel} delivered")


def queue_joined(session: Session, sid: str, now: datetime) -> str | None:
    """The caller in the queue is being connected, this instant; her language, or None for an unknown sid."""
    call = calls.lock(session, sid)
    if call is None:
        return None
    call.queued_at = None
    if call.joined_at is None:
        call.joined_at = now
        calls.note(session, call, "joined", now)
        ticket = tickets.lock(session, call.ticket_number) if call.ticket_number else None
        if ticket is not None:
            ticket.record("joined", now, ticket.assignee, {"call": call.sid})
            respond(session, ticket, now, "joined")
    return call.language


def recording_status(
    session: Session, call_sid: str, sid: str, status: str, seconds: int | None, now: datetime
) -> None:
    """A recording is ready, or there is none. It may be said before or after the recording's own answer."""
    call = calls.lock(session, call_sid)
    if call is None or not sid or status != "completed":
        return
    hear_of_recording(session, call, sid, seconds, now)
    if call.is_over:
        open_from_late_recording(session, call, seconds or 0, now)


def join_after_dictation(session: Session, sid: str, now: datetime) -> None:
    """The worker led this caller out of her dictation: she waits to be joined. Where she is already, she stays."""
    call = calls.lock(session, sid)
    if call is not None and call.step in DICTATING:
        lead(session, call, "hold_to_join", now)


def _ending(call: calls.Call, page: Notification, receipt: LegStatus) -> Ending | None:
    """How this ring ended; None when we called it off ourselves. What a key said stands."""
    if call.notes.get("acknowledged") or call.notes.get("reached") or call.notes.get("came_in"):
        return Ending.ACKNOWLEDGED
    if call.notes.get("came_too_late"):  # nobody was left to talk to: the ring is not wanted any more
        return None
    if call.notes.get("declined"):
        return Ending.PASSED_ON
    if page.ending:
        return Ending(page.ending)
    if receipt.status == "completed":
        return Ending.VOICEMAIL if call.step == "no_key" else Ending.NO_KEY
    if receipt.status == "failed" and receipt.sip_code in REFUSED:
        return Ending.REJECTED
    return ENDINGS.get(receipt.status)


def _end_if_in_vain(session: Session, page: Notification, now: datetime) -> None:
    """A leg that begins to ring for a case somebody has taken meanwhile is ended."""
    ticket = tickets.lock(session, page.ticket_number) if page.ticket_number else None
    if (
        page.is_page_call
        and ticket
        and not ticket.wants_somebody
        and page.receipt in ("queued", "initiated", "ringing")
    ):
        end_ring(session, page, now)
