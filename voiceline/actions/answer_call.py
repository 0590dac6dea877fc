"""Answer a call: on record at its first ring, one turn at a time, and an honest outcome when it ends."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from voiceline.actions import transcribe
from voiceline.actions.bring_together import engineer_left
from voiceline.actions.converse import hear
from voiceline.actions.follow_abandoned import owe_follow_up
from voiceline.actions.move_ticket import Desk, customer_is_heard
from voiceline.actions.open_ticket import LEAST_SECONDS
from voiceline.actions.take_ticket import waiting_for
from voiceline.actions.turn import Turn, lead
from voiceline.dialog.conversation import MOST_TRIES, Heard, Place, Recorded, Silence
from voiceline.dialog.scripts import SCRIPTS
from voiceline.dialog.urgent import is_urgent_in_doubt
from voiceline.dialog.who_calls import TURNED_AWAY
from voiceline.domain.directory import Customer, Directory
from voiceline.store import calls, directory, her_cases, notifications, recordings, tickets
from voiceline.store.calls import Call
from voiceline.store.notifications import Notification
from voiceline.telephony.inbound import InboundCall

TOLD_THE_ADDRESS = ("not_urgent", "information", "address_sent", "no_address")


class UnknownCallError(LookupError):
    """A sid that is not on record."""


def answer_call(session: Session, inbound: InboundCall, now: datetime) -> Turn:
    """The call's row, made at its first ring, and its first question. A repeated webhook finds its place.

    One round trip: it is written by the directory this process read last, and the same statement tells which one is
    in force; only when that is another is the call looked at again.
    """
    edition = directory.read_last() or directory.in_force(session)
    arrived = _arriving(session, inbound, edition.book, now)
    most = _most_calls(arrived, edition.book)
    made, in_force, cause, ended, earlier = calls.answer(session, arrived, most)
    if in_force != (edition.version, edition.digest):
        edition = directory.in_force(session)
        if made:
            calls.forget(session, inbound.sid)
            arrived = _arriving(session, inbound, edition.book, now)
            calls.arrive(session, _hears_of(arrived, cause))
    if not made:
        call = calls.lock(session, inbound.sid)
        if call is None:
            raise LookupError(inbound.sid)
        return _turn(session, edition.version, edition.book, call, now)
    if ended and (call := calls.lock(session, inbound.sid)):
        call_ended(session, call, ended["status"], ended["seconds"], now)
        return _turn(session, edition.version, edition.book, call, now)
    if most and earlier >= most and (call := calls.lock(session, inbound.sid)):
        lead(session, call, "too_many", now)
        return _turn(session, edition.version, edition.book, call, now)
    return _turn(session, edition.version, edition.book, Call(**_hears_of(arrived, cause), turn=0, tries=0), now)


def _hears_of(arrived: dict[str, Any], cause: int | None) -> dict[str, Any]:
    """The same call, which remembers the cause that is announced to her."""
    if cause is None or arrived["script"] != "customer_line":
        return arrived
    return {**arrived, "notes": {**arrived["notes"], "cause": cause}}


def _most_calls(arrived: dict[str, Any], book: Directory) -> int:
    """How many calls an hour one number may make that nobody has listed; 0 where there is no limit."""
    listed = arrived["customer"] or arrived["engineer"] or arrived["notes"].get("unproven")
    return 0 if listed else book.stranger_calls


def _arriving(session: Session, inbound: InboundCall, book: Directory, now: datetime) -> dict[str, Any]:
    """The row of a call that begins: who calls, as far as the number proves it, and the first place."""
    engineer = None if inbound.proves_nothing else book.engineer_of(inbound.caller)
    customer = None if inbound.proves_nothing else book.customer_of(inbound.caller)
    language = engineer.language if engineer else customer.language if customer else book.language
    place = _first_place(session, engineer.id if engineer else None, customer, language)
    if not (inbound.proves_nothing or engineer or customer) and book.is_blocked(inbound.caller):
        place = place.at("blocked")
    return {
        "sid": inbound.sid,
        "direction": "inbound",
        "from_number": inbound.caller,
        "to_number": inbound.called,
        "status": inbound.status,
        "started_at": now,
        "customer": customer.name if customer else None,
        "engineer": engineer.id if engineer else None,
        "language": language,
        "script": place.script,
        "step": place.step,
        "notes": {**place.notes, **({"unproven": True} if inbound.proves_nothing else {})},
    }


def answer_page(session: Session, page: Notification, sid: str, now: datetime, caller: str = "") -> Turn:
    """An engineer picked up: his leg's row, at the first question of what he is rung for."""
    version, book = directory.current(session)
    call = _picked_up(session, page, sid, _place_of_page(session, page), now, caller)
    return _turn(session, version, book, call, now, page.id)


def take_turn(session: Session, sid: str, number: int, heard: Heard, now: datetime, page: int | None = None) -> Turn:
    """Act on one answer, once. An answer to an older question changes nothing and hears the present one again.

    Raises UnknownCallError for a sid that is not on record.
    """
    version, book = directory.current(session)
    call = calls.lock(session, sid)
    if call is None:
        raise UnknownCallError(sid)
    turn = _turn(session, version, book, call, now, page)
    if isinstance(heard, Recorded) and heard.sid:
        hear_of_recording(session, call, heard.sid, heard.seconds, now)
    if call.turn != number:
        return turn
    if call.is_news("in-progress"):  # no callback tells it of a caller's leg
        call.status = "in-progress"
    calls.note(session, call, "heard", now, step=call.step, heard=type(heard).__name__, **_shown(heard))
    call.queued_at = None
    before = call.ticket_number
    hear(turn, heard)
    if turn.contact and call.script == "customer_line":  # at a door it is no word of hers
        desk = Desk(session, turn.directory, turn.version, "customer", now)
        customer_is_heard(desk, her_cases.waiting_for(turn.session, turn.contact, turn.subject.customer))
    if call.ticket_number != before and call.ticket_number and call.direction == "inbound":
        transcribe.attach(session, call, now)
    if call.is_over:
        _heard_after_its_end(turn, call)
    return turn


def outbound_call(session: Session, page: Notification, sid: str, status: str, now: datetime, caller: str = "") -> None:
    """Put a leg of ours on record; whoever hears of it first (the REST answer or a callback) writes it."""
    calls.arrive_outbound(session, {page.id: sid}, status, caller, now)


def hear_of_recording(session: Session, call: Call, sid: str, seconds: int | None, now: datetime) -> None:
    """A recording exists: note it with the call, and owe the fetching of its file."""
    from_call = {"sid": sid, "call_id": call.id, "ticket_number": call.ticket_number, "made_at": now}
    recordings.arrive_and_fetch(session, {**from_call, "duration_seconds": seconds}, now)


def call_ended(session: Session, call: Call, status: str, duration_seconds: int | None, now: datetime) -> None:
    """The inbound call is over; what came of it is written now and is never null again."""
    if call.is_over:
        return
    for _ in range(MOST_TRIES):  # cut off while her urgent words were being asked about: silence, until it is settled
        if is_urgent_in_doubt(SCRIPTS[call.script], call.place):
            version, book = directory.current(session)
            hear(_turn(session, version, book, call, now), Silence())
    if call.ticket_number is None and (heard_of := call.notes.get("case_by_pin") or call.notes.get("case_seen")):
        call.ticket_number = int(heard_of)  # she heard how her case stands, and did no more
        transcribe.attach(session, call, now)
    lasted = round((now - call.started_at).total_seconds())  # until the carrier's own count is told
    call.end(status, now, lasted if duration_seconds is None else duration_seconds, _outcome(call, status))
    calls.note(session, call, "ended", now, status=status, outcome=call.outcome)
    owe_follow_up(session, call, now)


def open_from_late_recording(session: Session, call: Call, seconds: int, now: datetime) -> None:
    """She spoke without a key and hung up, and the answer never came: two seconds of her words open a case."""
    if call.ticket_number is not None or call.step not in ("speak", "leave_message") or seconds < LEAST_SECONDS:
        return
    version, book = directory.current(session)
    hear(_turn(session, version, book, call, now), Recorded(seconds, "hangup"))
    if call.ticket_number:
        transcribe.attach(session, call, now)
        call.outcome = _outcome(call, call.status)


def _heard_after_its_end(turn: Turn, call: Call) -> None:
    """The end of the call was told before its last answer, which counts all the same."""
    if call.direction == "inbound":
        call.outcome = _outcome(call, call.status)
    elif call.notes.get("acknowledged"):
        call.outcome = "acknowledged"
    if call.engineer and call.notes.get("acknowledged"):
        engineer_left(turn.session, turn.directory, call, turn.now)


def _place_of_page(session: Session, page: Notification) -> Place:
    """Where a call of ours begins, and which cases wait for him, gravest first, whatever he is rung for."""
    waiting = waiting_for(session, page.person or "", page.ticket_number if page.is_page_call else None)
    notes: dict[str, Any] = {"case": page.ticket_number, "cases": waiting}
    match page.kind:
        case "join":
            return Place("engineer_join", "offer", 0, 0, page.language, {**notes, "why": page.values["why"]})
        case "asked_in":
            return Place("engineer_asked_in", "asked_in", 0, 0, page.language, {**notes, "asked_by": page.values["by"]})
        case "callback":
            notes |= {"customer_number": page.values["number"], "callee": page.values["callee"]}
            notes |= {"callee_language": page.values["language"]}
            return Place("call_back", "offer", 0, 0, page.language, notes)
        case "rehearsal":
            return Place("engineer_rehearsal", "rehearsal", 0, 0, page.language, {"case": None})
    first = waiting[0] if waiting else page.ticket_number
    return Place("engineer_page", "page", 0, 0, page.language, {**notes, "case": first})


def _picked_up(session: Session, page: Notification, sid: str, place: Place, now: datetime, caller: str) -> Call:
    """His leg, at its first question; a repeated webhook finds it where it is."""
    outbound_call(session, page, sid, "in-progress", now, caller)
    call = calls.lock(session, sid)
    if call is None:
        raise LookupError(sid)
    if call.turn == 0 and "case" not in call.notes:
        call.place = place
        calls.note(session, call, "answered", now)
    return call


def _first_place(session: Session, engineer: str | None, customer: Customer | None, language: str) -> Place:
    """A customer hears the question, with an open case that first; an engineer, each page still open to him.

    Of a case only a listed number of its customer hears (DESIGN 6).
    """
    waiting = tickets.unacknowledged(session, notifications.tickets_asked_of(session, engineer)) if engineer else []
    if waiting:
        numbers = [t.number for t in waiting]
        return Place("engineer_callback", "page", 0, 0, language, {"case": numbers[0], "cases": numbers})
    script = SCRIPTS["customer_line"]
    cases = her_cases.open_cases(session, None, customer.name) if customer and not engineer else []
    if cases:
        return Place(script.name, "welcome_back", 0, 0, language, {"case": cases[0], "cases": cases})
    return Place(script.name, script.start, 0, 0, language, {})


def _turn(session: Session, version: int, book: Directory, call: Call, now: datetime, page: int | None = None) -> Turn:
    contact = None if call.notes.get("unproven") or call.direction != "inbound" else call.from_number
    return Turn(session, book, version, now, call, "voice", contact, page)


def _outcome(call: Call, status: str) -> str:
    if call.joined_at is not None:
        return "joined"
    if call.notes.get("acknowledged") and "severity" not in call.notes:  # an engineer took one by it, and opened none
        return "joined_case"
    if call.script == "engineer_callback" or (call.script == "engineer_door" and "recognised" in call.notes):
        return "information"
    if call.notes.get("left_message"):
        return "message"
    if call.ticket_number is not None:
        return "joined_case" if call.notes.get("joined_case") else "case_opened"
    if call.step in TOLD_THE_ADDRESS:
        return "information"
    if call.step in TURNED_AWAY:
        return "rejected"
    return "rejected" if status in ("busy", "failed", "canceled") else "abandoned"


def _shown(heard: Heard) -> dict[str, object]:
    """What of an answer stands on the timeline."""
    return {
        name: getattr(heard, name)
        for name in ("key", "seconds", "how", "words", "confidence")
        if getattr(heard, name, None)
    }
