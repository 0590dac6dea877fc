"""Page engineers: begin a step of the policy, ring the next phone, move to the next step, and stop when it is taken.

Whoever is on call is asked anew at each step, so a hand-off in the middle of a night is honoured; the steps
themselves are the ticket's own copy. Nothing here ends while a ticket still wants somebody.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from voiceline.dialog.talk_menu import MENU, TALKING
from voiceline.domain.cause import leader
from voiceline.domain.directory import Directory, Engineer
from voiceline.domain.escalation import Ending, everyone, everyone_behind, following, next_phone, people
from voiceline.domain.sending import SMS, WHATSAPP
from voiceline.domain.severity import Severity
from voiceline.store import calls, causes, follow_ups, notifications, reach, tickets
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket

CALLS_HER = frozenset({"ring"})  # where he stands while her phone rings, and while the two talk then
IN_A_TALK = TALKING | MENU | CALLS_HER  # where an engineer's leg stands who has a case and is at it
OF_CAUSE = -1  # the "step" of a page that rings who has the first case of a cause, beside the policy
# What the call log says of each ending (DESIGN 5.5 knows fewer words than the escalation).
OUTCOMES = {
    Ending.VOICEMAIL: "no_key",
    Ending.UNREACHABLE: "failed",
    Ending.REJECTED: "failed",
    Ending.CARRIER_ERROR: "failed",
    Ending.REFUSED: "failed",
}


def policy_in_force(directory: Directory, severity: Severity, at: datetime) -> dict[str, Any]:
    """The policy of that severity and hour, as data for the ticket: later edits do not bend a running case."""
    policy = directory.policy_for(severity, at)
    steps = (
        [{"page": list(each.page), "by": list(each.by), "wait": each.wait} for each in policy.steps] if policy else []
    )
    if not steps:
        steps = [{"page": everyone(directory), "by": ["call"], "wait": 60}]
    return {"hours": directory.hours_at(at), "steps": steps}


def begin_policy(
    session: Session, directory: Directory, ticket: Ticket, now: datetime, talking: Collection[str] | None = None
) -> None:
    """From the first step; a case whose policy is another from now on begins a round of its own.

    ``talking``: the engineers who are in a talk (``IN_A_TALK``), where that was asked already.
    """
    _begin(session, directory, ticket, ticket.round + 1, 1, now, talking)


def page_everyone(
    session: Session, directory: Directory, ticket: Ticket, names: Sequence[str], share: int, now: datetime
) -> None:
    """Ring all of these beside the policy, those who passed it on too; whoever is being rung already is left to it.

    ``share``: per cent of the response target that is used up. Its negative is the "step" of these pages.
    """
    if not ticket.wants_somebody:
        return
    busy = {page.person for page in notifications.pages_of_ticket(session, ticket.number) if page.is_page_call}
    engineers = [each for each in everyone_behind(directory, names) if each not in busy]
    if not engineers:
        return
    ticket.record("paged_all", now, None, {"share": share, "engineers": engineers, "by": ["call"]})
    for each in engineers:
        engineer = directory.engineers[each]
        _page_by_call(session, directory, ticket, engineer, engineer.phones[0], 1, now, step=-share)


def ring_again(session: Session, directory: Directory, ticket: Ticket, now: datetime) -> None:
    """She calls again while nobody has it: the present step's people are rung anew, from their first phone.

    Whose phone rings already is left to it, and whoever passed the case on is left alone.
    """
    if not ticket.wants_somebody:
        return
    pages = notifications.pages_of_ticket(session, ticket.number)
    left = {page.person for page in pages if page.is_page_call}
    left |= notifications.passed_on(session, ticket.number, ticket.round)
    step = ticket.policy["steps"][ticket.step - 1]
    for each in people(directory, step["page"], now):
        if each not in left:
            engineer, rung = directory.engineers[each], notifications.attempts(session, ticket.number, each)
            _page_by_call(session, directory, ticket, engineer, engineer.phones[0], rung + 1, now)


def page_leader(session: Session, directory: Directory, ticket: Ticket, now: datetime) -> None:
    """Ring whoever has the first case of this ticket's cause for it too, beside the policy, which rings on.

    Not who is being rung for it already, nor who has passed it on.
    """
    first = causes.first_case(session, ticket.cause_id) if ticket.cause_id and ticket.wants_somebody else None
    engineer = directory.engineers.get(leader(first, now) or "")
    if engineer is None or engineer.id in notifications.passed_on(session, ticket.number, ticket.round):
        return
    if any(page.person == engineer.id for page in notifications.pages_of_ticket(session, ticket.number)):
        return
    ticket.record("paged_leader", now, None, {"engineers": [engineer.id]})
    _page_by_call(session, directory, ticket, engineer, engineer.phones[0], 1, now, step=OF_CAUSE)


def next_step(session: Session, directory: Directory, ticket: Ticket, now: datetime) -> None:
    """The step that rings is over: the next one begins now; after the last, the first again.

    Once the office has closed, or opened, the round is over too: the next is of that hour's policy.
    """
    if not ticket.wants_somebody:
        return
    last = ticket.step if _hours_have_turned(directory, ticket, now) else len(ticket.policy["steps"])
    round_, step, at = following(last, ticket.step, ticket.round, ticket.round_began_at or now, now)
    if at <= now:
        _begin(session, directory, ticket, round_, step, now)
    else:
        _escalate_at(session, ticket, at, now)


def page_over(session: Session, directory: Directory, page: Notification, ending: Ending | None, now: datetime) -> None:
    """A page's call is over. Its end frees the engineer's phone; if nobody has the case, the next phone is owed.

    The caller holds the ticket. ``ending`` None: we called it off ourselves. A page that is over already (passed on,
    and now the leg has ended) moves nothing.
    """
    if not end_call(session, page, ending, now):
        return
    ticket = tickets.lock(session, page.ticket_number or 0)
    if ticket is None:
        return
    detail = {"page": page.id, "outcome": page.outcome, "ending": page.ending, "reason": page.reason}
    ticket.record("page_ended", now, page.person, detail)
    beside = is_beside(page)
    if not ticket.wants_somebody or not (beside or (page.round, page.step) == (ticket.round, ticket.step)):
        return
    if page.step == OF_CAUSE:
        causes.rung_together(session, page, now)
    engineer = directory.engineers.get(page.person or "")
    found = next_phone(notifications.tried(session, page), engineer.phones) if engineer else None
    if found and engineer:
        phone, later = found
        _page_by_call(session, directory, ticket, engineer, phone, page.attempt + 1, now, later, page.step)
    elif beside:
        return
    elif ending == Ending.PASSED_ON or not _is_ringing(session, ticket):
        next_step(session, directory, ticket, now)


def end_call(session: Session, row: Notification, ending: Ending | None, now: datetime) -> bool:
    """This ring is over, and its engineer's phone is free again. False when that was known already."""
    is_news = row.state != "ended"
    if is_news:
        row.ending = ending
    row.end(OUTCOMES.get(ending, str(ending)) if ending else "cancelled", now)
    session.flush()
    if row.person:
        notifications.ring_waiting_pages(session, row.person)
    return is_news


def is_asked(session: Session, ticket: Ticket, engineer: str) -> bool:
    """Whether the present step has paged him too, whatever became of that."""
    of_him = select(Notification.id).where(Notification.ticket_number == ticket.number, Notification.kind == "page")
    of_step = of_him.where(Notification.round == ticket.round, Notification.step == ticket.step)
    return session.scalar(of_step.where(Notification.person == engineer).limit(1)) is not None


def is_beside(page: Notification) -> bool:
    """Whether this page rings beside the policy's steps: everyone at once, or who has the first case of its cause."""
    return (page.step or 0) < 0


def stop_paging(session: Session, ticket: Ticket, reason: str, now: datetime, keep: int | None = None) -> Sequence[str]:
    """The case wants nobody any more: what is pending is dropped, what still rings is ended. Who had been paged.

    A leg that somebody has already answered goes on: he hears who was first.
    """
    called_off = notifications.call_off_pages(session, ticket.number, reason, now, keep)
    for still_ringing in called_off.ringing:
        owe_end_of_ring(session, still_ringing, ticket.number, now)
    return called_off.reached


def end_ring(session: Session, page: Notification, now: datetime) -> None:
    """Owe the end of a leg that rings in vain."""
    owe_end_of_ring(session, page.id, page.ticket_number, now)


def owe_end_of_ring(session: Session, page_id: int, ticket_number: int | None, now: datetime) -> None:
    values = {"notification": page_id}
    once = f"end-ring-{page_id}"
    follow_ups.owe(session, once, "end_ring", now, now, ticket_number=ticket_number, values=values)


def _begin(
    session: Session,
    directory: Directory,
    ticket: Ticket,
    round_: int,
    step: int,
    now: datetime,
    talking: Collection[str] | None = None,
) -> None:
    """Begin this step; one that reaches nobody takes no time. When none does, everyone is rung.

    Nor does one whose people are all in a talk, while another has somebody free: they are rung beside that one as soon
    as they hang up, and nobody waits for it.
    """
    if step == 1:
        ticket.round_began_at = now
        if _hours_have_turned(directory, ticket, now):
            ticket.policy = policy_in_force(directory, Severity(ticket.severity), now)
            ticket.record("hours_turned", now, None, {"hours": ticket.policy["hours"]})
    steps = ticket.policy["steps"]
    passed = notifications.passed_on(session, ticket.number, round_) if step > 1 else set()  # in a round that begins
    busy = set(calls.engineers_at(session, IN_A_TALK) if talking is None else talking)
    in_a_talk: dict[str, int] = {}
    for number in range(step, len(steps) + 1):
        reached = [p for p in people(directory, steps[number - 1]["page"], now) if p not in passed]
        if not busy.issuperset(reached):
            _ring_step(session, directory, ticket, round_, number, reached, steps[number - 1], now)
            _page_later(session, directory, ticket, [each for each in in_a_talk if each not in reached], now)
            return
        in_a_talk |= {each: in_a_talk.get(each, number) for each in reached}
    if step > 1:
        ticket.step = len(steps)
        next_step(session, directory, ticket, now)
        return
    if in_a_talk:
        number = min(in_a_talk.values())
        reached = [each for each, of in in_a_talk.items() if of == number]
        _ring_step(session, directory, ticket, round_, number, reached, steps[number - 1], now)
        return
    last_resort = {"by": ["call"], "wait": 60}
    _ring_step(session, directory, ticket, round_, len(steps), everyone(directory), last_resort, now)


def _hours_have_turned(directory: Directory, ticket: Ticket, now: datetime) -> bool:
    return bool(ticket.policy["hours"] != directory.hours_at(now))


def _page_later(
    session: Session, directory: Directory, ticket: Ticket, engineers: Sequence[str], now: datetime
) -> None:
    for each in engineers:
        engineer = directory.engineers[each]
        _page_by_call(session, directory, ticket, engineer, engineer.phones[0], 1, now)


def _ring_step(
    session: Session,
    directory: Directory,
    ticket: Ticket,
    round_: int,
    number: int,
    engineers: Sequence[str],
    step: dict[str, Any],
    now: datetime,
) -> None:
    ticket.round, ticket.step = round_, number
    detail = {"round": round_, "step": number, "engineers": list(engineers), "by": list(step["by"])}
    ticket.record("paged", now, None, detail)
    for each in engineers:
        engineer = directory.engineers[each]
        if "call" in step["by"]:
            _page_by_call(session, directory, ticket, engineer, engineer.phones[0], 1, now)
        for channel in _texted_by(session, engineer, step["by"], now):
            _page_by_text(session, directory, ticket, engineer, channel, now)
    _escalate_at(session, ticket, now + timedelta(seconds=step["wait"]), now)


def _page_by_call(
    session: Session,
    directory: Directory,
    ticket: Ticket,
    engineer: Engineer,
    phone: str,
    attempt: int,
    now: datetime,
    later: timedelta = timedelta(),
    step: int | None = None,
) -> None:
    page = _page(directory, ticket, engineer, "call", now)
    page["step"] = ticket.step if step is None else step
    page["once"] = f"page-{ticket.number}-r{ticket.round}-s{page['step']}-{engineer.id}-t{attempt}"
    page |= {"attempt": attempt, "address": phone, "due_at": now + later}
    notifications.owe(session, page)


def _texted_by(session: Session, engineer: Engineer, by: Sequence[str], now: datetime) -> list[str]:
    """Who is texted, and has written by WhatsApp within the day, is texted there too."""
    texted = [channel for channel in (SMS, WHATSAPP) if channel in by]
    if texted == [SMS] and engineer.phones[0] in reach.known(session, engineer.phones[:1], now).open_window:
        return [SMS, WHATSAPP]
    return texted


def _page_by_text(
    session: Session, directory: Directory, ticket: Ticket, engineer: Engineer, channel: str, now: datetime
) -> None:
    page = _page(directory, ticket, engineer, channel, now)
    page["once"] = f"page-{ticket.number}-r{ticket.round}-s{ticket.step}-{engineer.id}-{channel}"
    notifications.owe(session, page)


def _page(directory: Directory, ticket: Ticket, engineer: Engineer, channel: str, now: datetime) -> dict[str, Any]:
    return {
        "kind": "page",
        "channel": channel,
        "audience": "engineer",
        "person": engineer.id,
        "address": engineer.phones[0],
        "language": engineer.language,
        "values": {
            "line": directory.name,
            "case_number": ticket.number,
            "severity_code": str(ticket.severity),
            "customer": ticket.customer or "",
        },
        "ticket_number": ticket.number,
        "rank": Severity(ticket.severity).rank,
        "round": ticket.round,
        "step": ticket.step,
        "created_at": now,
        "due_at": now,
    }


def _escalate_at(session: Session, ticket: Ticket, due_at: datetime, now: datetime) -> None:
    values = {"round": ticket.round, "step": ticket.step}
    once = f"escalate-{ticket.number}-r{ticket.round}-s{ticket.step}-{int(due_at.timestamp())}"
    is_first, ticket.escalates_at = ticket.escalates_at is None, due_at
    rank = Severity(ticket.severity).rank
    follow_ups.escalate_at(session, ticket.number, once, due_at, now, is_first, values=values, rank=rank)


def _is_ringing(session: Session, ticket: Ticket) -> bool:
    """Whether a call of the present step may still reach somebody; a page that waits for a talk to end is no call."""
    session.flush()
    live = (
        select(Notification.person, Notification.state)
        .where(Notification.ticket_number == ticket.number, Notification.kind == "page")
        .where(Notification.round == ticket.round, Notification.step == ticket.step, Notification.channel == "call")
        .where(Notification.state.in_(("pending", "claimed", "sent")))
    )
    pages = session.execute(live).all()
    if any(state != "pending" for _, state in pages):
        return True
    return bool(pages) and not calls.engineers_at(session, IN_A_TALK).issuperset(person for person, _ in pages)
