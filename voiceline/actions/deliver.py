"""Deliver notifications: claim them, look again whether each is still wanted, commit, call the carrier, record.

As many go at once as the process has hands; each keeps its own claim, its own look and its own failure.

What if the carrier fails? A temporary failure is tried again from the row; a page goes to the same phone after a
second, then to the next. After an answer that never came, or a claim taken over from a dead process, the carrier is
asked first whether it rings already. What if Redis fails? The clock finds the row. A crash between the carrier's yes
and our record can ring a phone twice when the carrier does not know the call either: for a P1 the right side to err on.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import TextClause
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from voiceline.actions.bring_together import call_over
from voiceline.actions.keep_rhythm import is_overtaken
from voiceline.actions.next_way import did_not_arrive
from voiceline.actions.page_engineer import is_beside, owe_end_of_ring
from voiceline.actions.refused_number import number_is_refused
from voiceline.actions.reply_by_message import REPLY
from voiceline.actions.tell_opened import tell_what_is_true
from voiceline.dialog.catalog import catalog
from voiceline.domain.escalation import CARRIER_RETRY, Ending, ending_of_refusal
from voiceline.domain.gsm7 import segments
from voiceline.domain.lifecycle import Status
from voiceline.domain.sending import SMS, WHATSAPP
from voiceline.store import calls, directory, notifications, opt_outs, replies, tickets, wording
from voiceline.store.bells import ANY, MESSAGES, URGENT
from voiceline.store.claiming import CLAIM_CALLS, CLAIM_MESSAGES, GIVE_BACK
from voiceline.store.follow_up_kinds import retry_delay
from voiceline.store.notifications import Handed, Notification
from voiceline.store.tickets import Ticket
from voiceline.telephony.phone import CarrierError, Template
from voiceline.telephony.text_reply import notice_words

if TYPE_CHECKING:
    from voiceline.line import Line
    from voiceline.settings import Settings

log = logging.getLogger(__name__)

JOB = {URGENT: "deliver", MESSAGES: "deliver_message"}  # by the queue of whoever may help
CLAIM_TRIES = 3
PAGE_TRIES = 2  # carrier errors on one phone before the next phone is rung
TEXT_TRIES = 6
PAGE_TEXT_LIVES = 300  # seconds after which a page's text is stale and must not arrive
NEWS_LIVES = 3600


@dataclass(frozen=True)
class Errand:
    """What is needed to call the carrier, copied out of the row so that no transaction is open meanwhile."""

    id: int
    ticket: int | None
    channel: str
    address: str
    body: str
    url: str
    status_url: str
    lives: int
    look_first_since: datetime | None
    name: str
    template: Template | None


def deliver(line: "Line", notification_id: int, queue: str = URGENT) -> list[int]:
    """Deliver the gravest that are due, of the kind this one is (calls or messages); ids of what was delivered.

    Nothing when there was nothing to do: taken by somebody else, not due, no longer wanted, or not this call's turn.
    While there are more than its hands hold another worker is asked to help, and after its turn this one leaves the
    rest to others. Raises what a row we cannot make sense of raised; pushed away first, it stops nothing else.
    """
    delivered: list[int] = []
    turn = line.turn(JOB[queue], notification_id, queue)
    while turn.goes_on:
        claimed = _claim(line, notification_id, queue)
        turn.took(len(claimed), line.hands.number)
        if claimed:
            delivered += _hand_over(line, claimed)
    return delivered


def _hand_over(line: "Line", claimed: Sequence[int]) -> list[int]:
    """These to the carrier, as many at once as there are hands, and on record."""
    unknown: list[Exception] = []
    errands = _errands(line, claimed, unknown)
    handed: list[Handed] = []
    for done in line.hands.map(lambda errand: _carry_out(line, errand), errands):
        unknown += _failures(line, done)
        handed += _record(line, [(errand, sid) for errand, sid in done if isinstance(sid, str)])
    if unknown:
        raise unknown[0]
    return [each.id for each in handed]


def _claim(line: "Line", notification_id: int, queue: str) -> list[int]:
    """One conditional UPDATE that names this process: messages if this is one, else the calls whose turn it is."""
    gap = 1.0 / line.settings.calls_per_second
    values = {"id": notification_id, "of_any": queue == MESSAGES, "now": line.now(), "most": line.hands.number}
    of_calls = {"gap": gap, "tolerance": max(gap / 5, 1.0 - gap)}  # the clock looks once a second
    attempts: list[tuple[TextClause, dict[str, Any]]] = [(CLAIM_CALLS, {**values, **of_calls})]
    if queue == MESSAGES or notification_id != ANY:
        attempts.insert(0, (CLAIM_MESSAGES, values))
    for statement, named in attempts:
        won = _won(line, statement, named)
        if won:
            return won
    return []


def _won(line: "Line", statement: TextClause, values: dict[str, Any]) -> list[int]:
    for _ in range(CLAIM_TRIES):
        try:
            return line.claimant.claim(statement, values)
        except IntegrityError:  # somebody else began to ring one of these engineers in the same instant
            continue
    return []


def _errands(line: "Line", claimed: Sequence[int], unknown: list[Exception]) -> list[Errand]:
    """What the carrier will be asked, of each that is still wanted.

    One that we can make no sense of is pushed away alone. Whatever else fails is no fault of theirs: nobody has asked
    the carrier yet, so all of them are given back at once, as if they had not been claimed.
    """
    blameless = list(claimed)
    try:
        errands, doubtful = _look(line, claimed)
        for number in doubtful:
            try:
                with line.transaction() as session:
                    errand = _look_again(session, number, line.now(), line.settings)
                errands += [errand] if errand else []
            except SQLAlchemyError:
                raise
            except Exception as error:
                blameless.remove(number)  # where even this fails it stays claimed, and holds nobody up
                _push_away(line, number, error)
                unknown.append(error)
    except Exception:
        line.claimant.claim(GIVE_BACK, {"ids": blameless})
        raise
    return errands


def _look(line: "Line", claimed: Sequence[int]) -> tuple[list[Errand], list[int]]:
    """What is plainly wanted, and the ids of what has to be looked at alone.

    What is wanted is only read: a commit that changes nothing waits for no disk, and what changes between this look
    and the carrier's answer is seen when that is recorded.
    """
    errands: list[Errand] = []
    doubtful: list[int] = []
    with line.reading() as session:
        rows = notifications.read(session, claimed)
        if any(row.channel != "call" for row in rows):
            wording.look(session)
        cases = tickets.read(session, [row.ticket_number for row in rows if row.ticket_number])
        for row in rows:
            errand = _plainly_wanted(session, row, cases.get(row.ticket_number or 0), line.now(), line.settings)
            if errand is None:
                doubtful.append(row.id)
            else:
                errands.append(errand)
    return errands, doubtful


def _plainly_wanted(
    session: Session, row: Notification, ticket: Ticket | None, now: datetime, settings: "Settings"
) -> Errand | None:
    if row.state != "claimed" or row.carrier_sid is not None:
        return None
    try:
        return _errand(row, settings) if _unwanted(session, row, ticket, now, settings) is None else None
    except SQLAlchemyError:
        raise
    except Exception:  # told when it is looked at alone
        return None


def _look_again(session: Session, notification_id: int, now: datetime, settings: "Settings") -> Errand | None:
    """Whether this one is wanted, its case and itself held; called off with the reason when it is not."""
    found = session.get_one(Notification, notification_id)
    ticket = tickets.lock(session, found.ticket_number) if found.ticket_number else None
    row = notifications.lock(session, notification_id)
    if row is None or row.state != "claimed":
        return None
    if row.carrier_sid is not None:  # a callback has told meanwhile what became of it
        row.sent(row.carrier_sid, now)
        return None
    reason = _unwanted(session, row, ticket, now, settings)
    if reason is not None:
        row.cancel(reason, now)
        if reason in ("channel_off", "opted_out"):
            did_not_arrive(session, ticket, row, now)
        elif row.audience == "customer":
            tell_what_is_true(session, directory.current(session)[1], ticket, row, now)
        return None
    return _errand(row, settings)


def _unwanted(
    session: Session, row: Notification, ticket: Ticket | None, now: datetime, settings: "Settings"
) -> str | None:
    """Why this need not reach anybody any more; None when it must."""
    if row.kind == "page" and (ticket is None or not ticket.wants_somebody):
        return row.reason or "not_wanted"
    if row.kind == "page" and ticket and not is_beside(row) and (row.round, row.step) != (ticket.round, ticket.step):
        return "overtaken"
    if row.is_join_call and (ticket is None or ticket.status != Status.ACKNOWLEDGED or ticket.assignee != row.person):
        return "not_wanted"
    if is_overtaken(row, ticket, now):
        return "not_wanted"
    if row.kind == "asked_in" and (ticket is None or ticket.status == Status.CLOSED):
        return "not_wanted"
    if row.kind == "rehearsal" and "until" in row.values and now >= datetime.fromisoformat(row.values["until"]):
        return "too_late"  # nobody is woken for a test
    if row.channel == "email" and not settings.smtp_url:
        return "channel_off"
    if row.channel in (SMS, WHATSAPP) and row.kind != REPLY and opt_outs.refused(session, row.channel, row.address):
        return "opted_out"  # a reply is asked for by whoever writes to us
    return None


def _errand(row: Notification, settings: "Settings") -> Errand:
    body = ""
    if row.channel == "email":
        body = catalog(row.language).mail(f"text_{row.kind}", _values(row, settings))
    elif row.kind == REPLY:
        body = row.values["words"]  # rendered when it was answered
    elif row.channel != "call":
        body = notice_words(f"text_{row.kind}", row.language, _values(row, settings), row.channel)
    place = f"{settings.public_url}/{'voice/page' if row.channel == 'call' else 'text'}/{row.token}"
    return Errand(
        id=row.id,
        ticket=row.ticket_number,
        channel=row.channel,
        address=row.address,
        body=body,
        url=place,
        status_url=f"{place}/status",
        lives=PAGE_TEXT_LIVES if row.kind == "page" else NEWS_LIVES,
        look_first_since=None if row.tries == 1 else row.created_at,
        name=row.token,
        template=_template(row, settings),
    )


def _template(row: Notification, settings: "Settings") -> Template | None:
    """The approved words of a message that may go in no others; None, too, where they ask for what it does not say."""
    named = row.values.get("by_template")
    if not named:
        return None
    said = f"{row.kind}.{row.language}" if named is True else named  # a question is named by its own words
    sid, *names = settings.whatsapp_templates.get(said, ("",))
    values = _values(row, settings)
    if not sid or any(name not in values for name in names):
        log.warning("notification %s: WHATSAPP_TEMPLATES has no template that says %s", row.id, said)
        return None
    return Template(sid, {str(place): " ".join(str(values[name]).split()) for place, name in enumerate(names, 1)})


def _values(row: Notification, settings: "Settings") -> dict[str, Any]:
    """What the words of a message may name, in the reader's language."""
    words = catalog(row.language).words
    asked = "resolved" if row.kind == "reminder" else row.kind
    how = words.get(f"answer_{asked}{'' if row.values.get('can_answer') else '_by_call'}", "")
    severity = words.get(row.values.get("severity_code", ""), "")
    customer = row.values.get("customer") or words["stranger"]
    link = f"{settings.public_url}/{_place_of(row)}"
    said = {
        "severity": severity,
        "customer": customer,
        "line_number": settings.line_number,
        "link": link,
        "answer": how.format(line_number=settings.line_number, link=link),
    }
    return {"next": "", **row.values, **said}


def _place_of(row: Notification) -> str:
    """The page behind a message's link: of the case she is told of, of the page it is, of the swap it asks about."""
    if "live_token" in row.values:
        return f"c/{row.values['live_token']}"
    return f"s/{row.values['token']}" if row.kind.startswith("swap_") else f"p/{row.token}"


def _carry_out(line: "Line", errand: Errand) -> str:
    """Outside any transaction: the carrier's sid, found or new."""
    if errand.channel == "email" and line.mail is not None:
        return line.mail.send(errand.address, errand.body.partition(". ")[0], errand.body, errand.name)
    if errand.channel == "call":
        phone = line.phone
        if errand.look_first_since:
            found = phone.find_calls(errand.address, errand.look_first_since)
            own = _not_anothers(line, calls.not_of_another, found, errand.id)
            if own:
                return own[0]
        return phone.call(errand.address, errand.url, errand.status_url, line.settings.ring_seconds)
    texting = line.texting(errand.channel)
    if errand.look_first_since:
        since = errand.look_first_since
        asked = (errand.channel, errand.address, errand.body, since, errand.name, errand.template)
        own = _not_anothers(line, replies.not_of_another, texting.find_texts(*asked), errand.id)
        if own:
            return own[0]
    place = (errand.status_url, errand.lives, errand.name)
    return texting.text(errand.channel, errand.address, errand.body, *place, errand.template)


def _not_anothers(
    line: "Line",
    not_of_another: Callable[[Session, Sequence[str], int], list[str]],
    sids: Sequence[str],
    notification_id: int,
) -> list[str]:
    """Legs or messages that may be this one's: of the others it is on record which notification each was for.

    A page that took another's leg for its own would wait for ever for an end that has been told already; of two
    messages with the same words one would never leave.
    """
    if not sids:
        return []
    with line.reading() as session:
        return not_of_another(session, sids, notification_id)


def _record(line: "Line", done: Sequence[tuple[Errand, str]]) -> list[Handed]:
    """The carrier has these. Held in the order of the house: calls, tickets, notifications."""
    if not done:
        return []
    handed = [
        Handed(errand.id, sid, segments(errand.body) if errand.channel == "sms" else None) for errand, sid in done
    ]
    legs = {errand.id: sid for errand, sid in done if errand.channel == "call"}
    cases = sorted({errand.ticket for errand, _ in done if errand.ticket})
    with line.transaction() as session:
        now = line.now()
        if legs:
            calls.arrive_outbound(session, legs, "queued", line.settings.caller_number, now)
        wanted = tickets.wanted(session, cases)
        for number, ticket in notifications.hand_over(session, handed, now):
            if ticket not in wanted:  # taken while the carrier was being asked
                owe_end_of_ring(session, number, ticket, now)
    return handed


def _failures(line: "Line", done: Sequence[tuple[Errand, str | Exception]]) -> list[Exception]:
    """Each that was not handed over is owed again or given up; those nobody foresaw are given back, to be raised."""
    unknown = []
    for errand, error in done:
        if isinstance(error, CarrierError):
            log.warning("notification %s: %s", errand.id, error)
            with line.transaction() as session:
                _failed(session, errand.id, error, line.now())
        elif isinstance(error, Exception):
            _push_away(line, errand.id, error)
            unknown.append(error)
    return unknown


def _push_away(line: "Line", notification_id: int, error: Exception) -> None:
    with line.transaction() as session:
        _failed(session, notification_id, CarrierError(type(error).__name__, temporary=True), line.now())


def _failed(session: Session, notification_id: int, error: CarrierError, now: datetime) -> None:
    found = session.get(Notification, notification_id)
    if found is None:
        return
    ticket = tickets.lock(session, found.ticket_number) if found.ticket_number else None
    row = notifications.lock(session, notification_id)
    if row is None or row.state != "claimed":
        return
    row.error_code = error.code
    is_call = row.channel == "call"
    most = PAGE_TRIES if is_call else TEXT_TRIES
    if error.temporary and row.tries < most:
        wait = CARRIER_RETRY if is_call else retry_delay(row.tries)
        row.try_again(now + wait, str(error))
    elif is_call:
        row.reason = str(error)
        _, book = directory.current(session)
        ending = ending_of_refusal(error.code)
        call_over(session, book, row, ending, now)
        if ending == Ending.REFUSED:
            number_is_refused(session, book, row, now)
    else:
        row.end("undelivered", now, str(error))
        did_not_arrive(session, ticket, row, now)
