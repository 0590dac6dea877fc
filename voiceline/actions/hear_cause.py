"""What a caller has to do with a cause: she hears how it stands, and says whether her case is of it."""

from collections.abc import Mapping
from typing import Any

from voiceline.actions.lead_cause import linked_by_caller
from voiceline.actions.turn import Outcome, Turn
from voiceline.store.causes import Cause


def heard_first(cause: int | None) -> Mapping[str, Any]:
    """What a conversation that begins remembers: the cause that is announced at its beginning, if one is."""
    return {"cause": cause} if cause else {}


def announcement(turn: Turn) -> str:
    """How the cause she hears of stands now; empty when there is none, or it is over."""
    cause = turn.session.get(Cause, turn.notes["cause"]) if turn.notes.get("cause") else None
    return cause.state(turn.subject.language) if cause is not None and cause.is_open else ""


def look_for_cause(turn: Turn) -> Outcome:
    """Her case is open. Was a cause announced to her, that it might be of?"""
    return Outcome("announced") if announcement(turn) else apart_from_cause(turn)


def link_to_cause(turn: Turn) -> Outcome:
    """Yes: it is a case of that cause."""
    cause, case = int(turn.notes["cause"]), int(turn.notes["case"])
    linked_by_caller(turn.session, turn.directory, turn.version, cause, case, turn.now)
    return apart_from_cause(turn)


def apart_from_cause(turn: Turn) -> Outcome:
    """On with her own case: what happened, and of whom we do not know, who calls."""
    return Outcome("known" if turn.subject.customer else "stranger")


DEEDS = {"look_for_cause": look_for_cause, "link_to_cause": link_to_cause, "apart_from_cause": apart_from_cause}
