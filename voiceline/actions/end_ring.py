"""End a ring that nobody needs any more, by the carrier's own word: no callback has to come to free that phone."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from voiceline.actions.receive import page_status
from voiceline.actions.sweep import RING_SLACK
from voiceline.store.calls import RINGING
from voiceline.store.follow_ups import NotYetError
from voiceline.store.notifications import Notification
from voiceline.telephony.inbound import LegStatus

if TYPE_CHECKING:
    from voiceline.line import Line


def end_ring(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """A phone rings for a case that somebody has: stop it. An answered leg goes on and hears who was first.

    What the carrier answers is the end of this ring, and frees the engineer's phone for the next case at once.
    """
    with line.reading() as session:
        page = session.get_one(Notification, values["notification"])
        page_id, sid, state = page.id, page.carrier_sid, page.state
        called_off, tries = page.ended_at, page.tries
    if state == "ended":
        return "was_over"
    if sid is None:
        rung_out = timedelta(seconds=line.settings.ring_seconds) + RING_SLACK
        if called_off is not None and (tries <= 1 or line.now() - called_off > rung_out):
            return "never_rang"  # the carrier was not asked, or whatever rang has rung out
        raise NotYetError("the carrier has not told its sid yet")
    leg = line.phone.stop_ringing(sid)
    status = leg.status if leg else "failed"
    if status in RINGING:
        raise NotYetError("the carrier has not ended it yet")
    receipt = LegStatus(sid, status, leg.duration_seconds if leg else None, "", "")
    with line.transaction() as session:
        page_status(session, page_id, receipt, line.now())
    return status


DEEDS = {"end_ring": end_ring}
