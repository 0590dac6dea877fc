"""Whether one case may be merged into another, and what that takes: values in, a reason out."""

from dataclasses import dataclass

from voiceline.domain.lifecycle import Status
from voiceline.domain.severity import Severity


@dataclass(frozen=True)
class Side:
    """One of the two cases."""

    number: int
    status: Status
    severity: Severity
    customer: str | None
    contact: str | None

    @property
    def wants_somebody(self) -> bool:
        return self.status == Status.OPEN and self.severity.is_urgent

    @property
    def is_had(self) -> bool:
        return self.status in (Status.ACKNOWLEDGED, Status.WAITING)


GOES_ON = (Status.OPEN, Status.ACKNOWLEDGED, Status.WAITING)  # a case in one of these can take up another


def obstacle(merged: Side, into: Side, reason: str) -> str | None:
    """Why these two cannot be merged (a word of the admin's); None when they can."""
    if merged.number == into.number:
        return "merge_with_itself"
    if merged.status == Status.CLOSED:
        return "not_allowed"
    if into.status not in GOES_ON:
        return "merge_into_ended"
    if not _are_of_one_customer(merged, into):
        return "merge_not_same_customer"
    if wants_a_reason(merged, into) and not reason:
        return "merge_reason_wanted"
    return None


def wants_a_reason(merged: Side, into: Side) -> bool:
    """Where rings end because somebody has the other case, or the case that goes on becomes graver."""
    rings_end = (merged.wants_somebody and into.is_had) or (into.wants_somebody and merged.is_had)
    return rings_end or graver(merged, into) != into.severity


def graver(merged: Side, into: Side) -> Severity:
    return merged.severity if merged.severity.is_at_least(into.severity) else into.severity


def _are_of_one_customer(merged: Side, into: Side) -> bool:
    """By the number they came from, or by a customer that the line has recognised."""
    if merged.customer and into.customer:
        return merged.customer == into.customer
    return merged.contact is not None and merged.contact == into.contact
