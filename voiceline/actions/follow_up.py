"""Do what fell due: one deed a kind. What needs the network does it between two transactions, never inside one."""

import logging
from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Any

from voiceline.actions import (
    after_opening,
    bring_together,
    confer,
    end_ring,
    fetch_missed,
    follow_abandoned,
    keep_informed,
    keep_media,
    keep_recording,
    late_by_text,
    left_behind,
    load_directory,
    look_for_gaps,
    purge_media,
    purge_recordings,
    rehearse,
    swap_shift,
    wait_for_him,
    watch_clock,
)
from voiceline.actions.customer_leg import leg_status
from voiceline.actions.move_ticket import Desk, close_unvalidated
from voiceline.actions.receive import inbound_status, page_status
from voiceline.actions.tell_customer import tell_customer
from voiceline.archive.archive import ArchiveError
from voiceline.domain.lifecycle import Status
from voiceline.hands import A_TURN
from voiceline.store import calls, directory, follow_ups, tickets
from voiceline.store.claiming import CLAIM_FOLLOW_UP, CLAIM_FOLLOW_UP_NAMED, CLAIM_FOLLOW_UP_OF
from voiceline.store.follow_up_kinds import END_TOLD, GROUPS, retry_delay
from voiceline.store.follow_ups import NotYetError
from voiceline.telephony.inbound import LegStatus
from voiceline.telephony.phone import CarrierError

if TYPE_CHECKING:
    from voiceline.line import Line

log = logging.getLogger(__name__)

AT_ONCE = 5  # follow-ups of a group that one bell asks for


def follow_up(line: "Line", which: int | str) -> bool:
    """Claim this follow-up, by its key or its name, and do it.

    A failure pushes it away first and is raised then, so it stops nothing else.
    """
    claim = CLAIM_FOLLOW_UP if isinstance(which, int) else CLAIM_FOLLOW_UP_NAMED
    won = line.claimant.claim(claim, {"which": which, "now": line.now()})
    return bool(won) and _do(line, won[0])


def follow_ups_of(line: "Line", group: str) -> int:
    """Do what is due of a group, the gravest and then the oldest first; how many. One that fails stops no other.

    A few, and for no longer than a turn: the rest is rung for again, after what has come in meanwhile.
    """
    until, taken = monotonic() + A_TURN, 0
    while taken < AT_ONCE and not (taken and monotonic() > until):
        won = line.claimant.claim(CLAIM_FOLLOW_UP_OF, {"group": group, "now": line.now()})
        if not won:
            return taken
        taken += 1
        try:
            _do(line, won[0])
        except Exception:
            log.exception("follow-up %s failed", won[0])
    line.ring("follow_ups_of", group, GROUPS[group])
    return taken


def _do(line: "Line", follow_up_id: int) -> bool:
    """A follow-up that is claimed."""
    with line.reading() as session:
        row = session.get_one(follow_ups.FollowUp, follow_up_id)
        kind, values, number, tries = row.kind, dict(row.values), row.ticket_number, row.tries
    try:
        reason = DEEDS[kind](line, values, number)
    except Exception as error:
        _put_off(line, follow_up_id, tries, error)
        if not isinstance(error, NotYetError | CarrierError | ArchiveError):
            raise
        log.warning("follow-up %s (%s) not yet: %s", follow_up_id, kind, error)
        return False
    with line.transaction() as session:
        row = session.get_one(follow_ups.FollowUp, follow_up_id, with_for_update=True)
        if row.tries:
            row.done(line.now(), reason)
        else:  # planned anew while it was being done
            row.try_again(row.due_at, "planned_anew")
    return True


def _put_off(line: "Line", follow_up_id: int, tries: int, error: Exception) -> None:
    with line.transaction() as session:
        row = session.get_one(follow_ups.FollowUp, follow_up_id)
        if isinstance(error, NotYetError):
            row.try_again(line.now() + retry_delay(tries, row.kind), str(error))
        else:
            row.fails(line.now(), tries, str(error) or type(error).__name__)


def end_dictation(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """The engineer waits: lead the caller out of her dictation. What she said is kept."""
    done = line.phone.redirect(values["call"], f"{line.settings.public_url}/voice/join")
    return "led" if done else "was_over"


def look_up_call(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """A leg whose end nobody told us: ask the carrier, and take its word as a late receipt."""
    leg = line.phone.leg(values["sid"])
    status = leg.status if leg else "failed"
    receipt = LegStatus(values["sid"], status, leg.duration_seconds if leg else None, "", "")
    with line.transaction() as session:
        call = calls.by_sid(session, values["sid"])
        if call is not None and call.notification_id is not None:
            page_status(session, call.notification_id, receipt, line.now())
        elif call is not None and call.direction == "outbound":
            held = calls.lock(session, call.sid)
            if held is not None:
                leg_status(session, held, receipt, line.now())
        else:
            inbound_status(session, receipt, line.now())
    return status


def end_told(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """The end of a call was told in the very moment in which it was put on record, and neither saw the other."""
    receipt = LegStatus(values["call"], values["status"], values["seconds"], "", "")
    with line.transaction() as session:
        inbound_status(session, receipt, line.now())
    return "told"


def remind_validation(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """She has not said whether it is solved: asked once more."""
    with line.transaction() as session:
        ticket = tickets.lock(session, number or 0)
        if ticket is None or ticket.status != Status.RESOLVED:
            return "not_wanted"
        _, book = directory.current(session)
        tell_customer(session, book, ticket, "reminder", line.now(), again=True)
    return "told"


def close_silently(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """Two business days without her word: closed, not validated."""
    with line.transaction() as session:
        ticket = tickets.lock(session, number or 0)
        if ticket is None or ticket.status != Status.RESOLVED:
            return "not_wanted"
        version, book = directory.current(session)
        close_unvalidated(Desk(session, book, version, None, line.now()), ticket)
    return "closed"


DEEDS: dict[str, Callable[["Line", dict[str, Any], int | None], str]] = {
    "end_dictation": end_dictation,
    "look_up_call": look_up_call,
    END_TOLD: end_told,
    "remind_validation": remind_validation,
    "close_unvalidated": close_silently,
    **after_opening.DEEDS,
    **end_ring.DEEDS,
    **watch_clock.DEEDS,
    **bring_together.DEEDS,
    **keep_informed.DEEDS,
    **confer.FOLLOW_UPS,
    **rehearse.DEEDS,
    **fetch_missed.DEEDS,
    **look_for_gaps.DEEDS,
    **swap_shift.DEEDS,
    **follow_abandoned.DEEDS,
    **keep_recording.DEEDS,
    **keep_media.DEEDS,
    **purge_recordings.DEEDS,
    **late_by_text.DEEDS,
    **load_directory.DEEDS,
    **left_behind.DEEDS,
    **wait_for_him.DEEDS,
    **purge_media.DEEDS,
}
