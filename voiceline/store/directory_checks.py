"""What a directory must promise as a whole: every name means somebody, and an urgent call always reaches a person."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from voiceline.domain.business_time import NeverOpenError
from voiceline.domain.directory import Directory, Policy
from voiceline.domain.escalation import MOST_FALLBACK, fallback_numbers, people
from voiceline.domain.rotation import gaps
from voiceline.domain.severity import Severity
from voiceline.store.directory_reading import DirectoryError
from voiceline.store.directory_reasons import reason

LOOKED_AHEAD = timedelta(days=14)
OFTEN = timedelta(minutes=10)  # a rhythm of updates shorter than this is more than a customer wants to read
CAN_RING = frozenset({"call", "sms", "whatsapp"})
PIN = re.compile(r"[0-9]{4,8}")
CUSTOMER_PIN = re.compile(r"[0-9]{4,10}")


class Doubt(NamedTuple):
    """What is doubtful, where; ``code`` is of ``directory_reasons``."""

    key: str
    code: str
    values: dict[str, Any] = {}  # noqa: RUF012

    def said(self, language: str) -> str:
        return f"{self.key}: {reason(language, self.code, self.values)}"


def check(directory: Directory, name: str) -> list[str]:
    """Warnings for what is doubtful. Raises DirectoryError for what cannot be."""
    must_hold(directory, name)
    return [each.said("es") for each in doubts(directory)]


def must_hold(directory: Directory, name: str) -> None:
    """Raises DirectoryError for the first thing that cannot be."""
    _it_opens(directory, name)
    _names_mean_somebody(directory, name)
    _numbers_are_of_one(directory, name)
    _nobody_listed_is_blocked(directory, name)
    _pins_are_of_one(directory, name)
    _policies_are_whole(directory, name)
    _an_urgent_call_reaches_somebody(directory, name)


def _it_opens(directory: Directory, name: str) -> None:
    """Asked when a file is loaded, not each time it is read: a line must not stop because its calendar ran out."""
    try:
        directory.calendar.next_opening(datetime.now(UTC))
    except NeverOpenError:
        raise DirectoryError(name, "hours", "never_opens") from None


def _names_mean_somebody(directory: Directory, name: str) -> None:
    engineers = directory.engineers.keys()
    if not engineers:
        raise DirectoryError(name, "engineers", "no_engineers")
    taken = [*engineers, *directory.groups, *directory.rotations]
    for twice, count in Counter(taken).items():
        if count > 1:
            raise DirectoryError(name, "id", "two_things", words=twice)
    for kind, owners in (("groups", directory.groups), ("rotations", directory.rotations)):
        for key, owner in owners.items():
            for member in owner.members:
                if member not in engineers:
                    raise DirectoryError(name, f"{kind}.{key}.members", "no_engineer", words=member)
    for number, override in enumerate(directory.overrides, 1):
        if override.rotation not in directory.rotations:
            raise DirectoryError(name, f"overrides[{number}].rotation", "no_rotation", words=override.rotation)
        for member in override.members:
            if member not in engineers:
                raise DirectoryError(name, f"overrides[{number}].engineer", "no_engineer", words=member)
    for number, policy in enumerate(directory.policies, 1):
        for place, step in enumerate(policy.steps, 1):
            for each in step.page:
                if each not in taken:
                    key = f"policies[{number}].steps[{place}].page"
                    raise DirectoryError(name, key, "nobody_by_name", words=each)
    if directory.escalate_to and directory.escalate_to not in taken:
        raise DirectoryError(name, "line.escalate_to", "nobody_by_name", words=directory.escalate_to)


def _numbers_are_of_one(directory: Directory, name: str) -> None:
    engineers = [(phone, each.name) for each in directory.engineers.values() for phone in each.phones]
    customers = [(phone, each.name) for each in directory.customers for phone in each.phones]
    for kind, owned in (("engineers", engineers), ("customers", customers)):
        owners: dict[str, str] = {}
        for phone, owner in owned:
            if owners.setdefault(phone, owner) != owner:
                raise DirectoryError(name, f"{kind}.phones", "of_two", words=phone, one=owners[phone], other=owner)
    for twice, count in Counter(customer.name for customer in directory.customers).items():
        if count > 1:
            raise DirectoryError(name, "customers.name", "twice", words=twice)


def _pins_are_of_one(directory: Directory, name: str) -> None:
    """An engineer's PIN says who he is; a customer's goes with a case number. Keys key it. No message repeats one."""
    for customer in directory.customers:
        if customer.pin is not None and not CUSTOMER_PIN.fullmatch(customer.pin):
            raise DirectoryError(name, f"customers.{customer.name}.pin", "pin_length", most=10)
    owners: dict[str, str] = {}
    for engineer in directory.engineers.values():
        if engineer.pin is None:
            continue
        if not PIN.fullmatch(engineer.pin):
            raise DirectoryError(name, f"engineers.{engineer.id}.pin", "pin_length", most=8)
        if owners.setdefault(engineer.pin, engineer.name) != engineer.name:
            first = owners[engineer.pin]
            raise DirectoryError(name, "engineers.pin", "same_pin", one=first, other=engineer.name)


def _nobody_listed_is_blocked(directory: Directory, name: str) -> None:
    """A customer's or an engineer's call is never turned away, whatever a list says."""
    listed = [(phone, each.name) for each in directory.engineers.values() for phone in each.phones]
    listed += [(phone, each.name) for each in directory.customers for phone in each.phones]
    listed += [(each.rstrip("*"), owner.name) for owner in directory.customers for each in owner.phone_ranges]
    for phone, owner in listed:
        if directory.is_blocked(phone):
            raise DirectoryError(name, "line.blocked", "is_listed", words=phone, one=owner)


def _policies_are_whole(directory: Directory, name: str) -> None:
    for (severity, during), count in Counter((p.severity, p.during) for p in directory.policies).items():
        if count > 1:
            raise DirectoryError(name, "policies", "two_policies", severity=severity, during=during)
    for severity in (Severity.P1, Severity.P2):
        for hours in ("ordinary", "extraordinary"):
            if not any(p.severity == severity and p.during in (hours, "always") for p in directory.policies):
                raise DirectoryError(name, "policies", "no_policy", severity=severity, during=hours)


def _an_urgent_call_reaches_somebody(directory: Directory, name: str) -> None:
    """At every minute of the coming week, a holiday counting as any weekday: who is on call changes only at these."""
    for at in _moments(directory):
        local = at.astimezone(ZoneInfo(directory.timezone))
        minute = local.hour * 60 + local.minute
        spans = directory.calendar.week.get(local.weekday(), ())
        hours = "ordinary" if any(span.start <= minute < span.end for span in spans) else "extraordinary"
        for severity in (Severity.P1, Severity.P2):
            policies = {p.during: p for p in directory.policies if p.severity == severity}
            if not _reaches(directory, policies.get(hours) or policies["always"], at):
                when = {"day": local.weekday(), "hour": f"{local:%H:%M}"}
                raise DirectoryError(name, "policies", "reaches_nobody", severity=severity, **when)


def _reaches(directory: Directory, policy: Policy, at: datetime) -> bool:
    return any(CAN_RING & set(step.by) and people(directory, step.page, at) for step in policy.steps)


def _moments(directory: Directory) -> Iterator[datetime]:
    """Each hour of a week, each opening and closing, and the minute before each rotation begins."""
    zone = ZoneInfo(directory.timezone)
    midnight = datetime.now(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for day in range(8):
        start = midnight + timedelta(days=day)
        spans = directory.calendar.week.get(start.weekday(), ())
        minutes = {*range(0, 24 * 60, 60), *(edge for span in spans for edge in (span.start, span.end % (24 * 60)))}
        yield from (start + timedelta(minutes=minute) for minute in sorted(minutes))
    for rotation in directory.rotations.values():
        before = (rotation.starts - timedelta(minutes=1)).replace(tzinfo=zone)
        if midnight <= before <= midnight + timedelta(days=8):
            yield before


def doubts(directory: Directory) -> Iterator[Doubt]:
    now = datetime.now(ZoneInfo(directory.timezone))
    if not any(directory.calendar.week.values()):
        last = max(directory.calendar.openings)
        yield Doubt("hours", "hours_run_out", {"words": last})
    if beyond := fallback_numbers(directory)[MOST_FALLBACK:]:
        yield Doubt("line.fallback_phones", "fallback_many", {"most": MOST_FALLBACK, "words": ", ".join(beyond)})
    for severity, every in directory.updates.items():
        if every < OFTEN:
            yield Doubt(f"updates.{severity}", "updates_often", {"n": every.seconds})
    for rotation in directory.rotations.values():
        if not rotation.members:
            yield Doubt(f"rotations.{rotation.id}", "rotation_empty")
        elif holes := gaps(rotation, directory.overrides, now, now + LOOKED_AHEAD, directory.timezone):
            start, until = (each.astimezone(ZoneInfo(directory.timezone)) for each in holes[0][:2])
            when = {"start": f"{start:%Y-%m-%d %H:%M}", "until": f"{until:%Y-%m-%d %H:%M}"}
            yield Doubt(f"rotations.{rotation.id}", "rotation_gap", when)
    for group in directory.groups.values():
        if not group.members:
            yield Doubt(f"groups.{group.id}", "group_empty")
    yield from _policy_doubts(directory)
    customers = {phone: customer.name for customer in directory.customers for phone in customer.phones}
    for engineer in directory.engineers.values():
        if engineer.pin and _is_guessed_first(engineer.pin):
            yield Doubt(f"engineers.{engineer.id}", "pin_guessed")
        for phone in engineer.phones:
            if phone in customers:
                whose = {"words": phone, "one": customers[phone]}
                yield Doubt(f"engineers.{engineer.id}", "also_customer", whose)
    for customer in directory.customers:
        if customer.pin and _is_guessed_first(customer.pin):
            yield Doubt(f"customers.{customer.name}", "pin_guessed")
        if not any(contact.mobile for contact in customer.contacts):
            yield Doubt(f"customers.{customer.name}", "nobody_to_tell")


def _policy_doubts(directory: Directory) -> Iterator[Doubt]:
    """An urgent case that rings no phone sends texts to people who sleep; a policy that never rules was meant to."""
    for number, policy in enumerate(directory.policies, 1):
        named = {"severity": policy.severity, "during": policy.during}
        if policy.severity.is_urgent and not any("call" in step.by for step in policy.steps):
            yield Doubt(f"policies[{number}]", "rings_no_phone", named)
        others = {each.during for each in directory.policies if each.severity == policy.severity}
        if policy.during == "always" and {"ordinary", "extraordinary"} <= others:
            yield Doubt(f"policies[{number}]", "never_rules", named)


def _is_guessed_first(pin: str) -> bool:
    """One digit again and again, or digits in a row."""
    return len(set(pin)) == 1 or pin in "01234567890" or pin in "09876543210"
