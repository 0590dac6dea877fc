"""A ticket's life as one table: which verb leads from which status to which."""

from datetime import datetime, timedelta
from enum import StrEnum


class Status(StrEnum):
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


MOVES: dict[tuple[Status, str], Status] = {
    (Status.OPEN, "acknowledge"): Status.ACKNOWLEDGED,
    (Status.OPEN, "resolve"): Status.RESOLVED,
    (Status.ACKNOWLEDGED, "lose"): Status.OPEN,
    (Status.ACKNOWLEDGED, "wait"): Status.WAITING,
    (Status.ACKNOWLEDGED, "resolve"): Status.RESOLVED,
    (Status.WAITING, "resume"): Status.ACKNOWLEDGED,
    (Status.WAITING, "resolve"): Status.RESOLVED,
    (Status.RESOLVED, "close"): Status.CLOSED,
    **{(status, "set_aside"): Status.CLOSED for status in Status if status is not Status.CLOSED},
    (Status.RESOLVED, "reopen"): Status.OPEN,
    (Status.CLOSED, "reopen"): Status.OPEN,
}


REOPENED_WITHIN = timedelta(days=10)  # of its end, by a word of the customer's
BY_HER = ("validated", "unvalidated")  # ends that were hers to give, by a yes or by silence


def is_reopened_by_her_word(closed_as: str | None, closed_at: datetime | None, now: datetime) -> bool:
    """Whether her "it still fails" opens a closed case again. What support set aside, support opens."""
    return closed_as in BY_HER and closed_at is not None and now - closed_at < REOPENED_WITHIN


class NotAllowedError(Exception):
    """This verb has no meaning for a ticket in that status."""

    def __init__(self, status: Status, verb: str):
        super().__init__(f"a ticket that is {status} cannot {verb}")
        self.status = status
        self.verb = verb


def after(status: Status, verb: str) -> Status:
    """The status that follows. Raises NotAllowedError where the table has no such move."""
    try:
        return MOVES[Status(status), verb]
    except KeyError:
        raise NotAllowedError(Status(status), verb) from None
