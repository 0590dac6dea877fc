"""The directory as a value: who works here, who our customers are, who is rung when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from voiceline.domain.business_time import Calendar
from voiceline.domain.severity import Severity


@dataclass(frozen=True, slots=True)
class Engineer:
    id: str
    name: str
    phones: tuple[str, ...]
    email: str | None = None
    language: str = "es"
    pin: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    mobile: str | None = None
    whatsapp: bool = False
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Customer:
    name: str
    phones: tuple[str, ...]
    phone_ranges: tuple[str, ...] = ()
    language: str = "es"
    pin: str | None = None
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    id: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Every:
    count: int
    unit: str  # hours, days, weeks


@dataclass(frozen=True, slots=True)
class Rotation:
    id: str
    members: tuple[str, ...]
    starts: datetime  # naive: the line's local time
    every: Every
    rehearse: bool = False  # a test rings whoever comes on, before each hand-off


@dataclass(frozen=True, slots=True)
class Override:
    """Somebody else for a while: one engineer, or several in turn (a temporary schedule, with its own ``every``)."""

    rotation: str
    members: tuple[str, ...]
    start: datetime  # naive, as the rotation's
    until: datetime
    every: Every | None = None
    change: str | None = None  # of the roster, where people made it; None: it stands in the file


@dataclass(frozen=True, slots=True)
class Step:
    page: tuple[str, ...]
    by: tuple[str, ...]
    wait: int  # seconds


@dataclass(frozen=True, slots=True)
class Policy:
    severity: Severity
    during: str  # ordinary, extraordinary, always
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Directory:
    name: str
    timezone: str
    calendar: Calendar
    language: str = "es"
    email: str | None = None
    fallback_phones: tuple[str, ...] = ()
    escalate_to: str | None = None
    blocked: tuple[str, ...] = ()  # numbers and ranges that are turned away
    stranger_calls: int = 0  # an hour, from one number that nobody has listed; 0: no limit
    says_it_records: bool = True
    abandoned_opens: Severity | None = None  # a call hung up before choosing, by a customer: a case of this severity
    updates: Mapping[Severity, timedelta] = field(default_factory=dict)
    engineers: Mapping[str, Engineer] = field(default_factory=dict)
    customers: tuple[Customer, ...] = ()
    groups: Mapping[str, Group] = field(default_factory=dict)
    rotations: Mapping[str, Rotation] = field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
    policies: tuple[Policy, ...] = ()

    def customer_of(self, number: str) -> Customer | None:
        """Whose number this is: the exact phone first, then the longest range such as ``+5022411*``."""
        known = self._customers_by_phone.get(number)
        if known is not None or not self._ranges:
            return known
        return next((customer for prefix, customer in self._ranges if number.startswith(prefix)), None)

    def is_blocked(self, number: str) -> bool:
        return any(number.startswith(each[:-1]) if each.endswith("*") else number == each for each in self.blocked)

    def customer_named(self, name: str | None) -> Customer | None:
        return next((customer for customer in self.customers if customer.name == name), None)

    def engineer_of(self, number: str) -> Engineer | None:
        return self._engineers_by_phone.get(number)

    def hours_at(self, at: datetime) -> str:
        return "ordinary" if self.calendar.is_open(at) else "extraordinary"

    def policy_for(self, severity: Severity, at: datetime) -> Policy | None:
        """The policy of this severity and hour; one that names the hours wins over ``always``."""
        hours = self.hours_at(at)
        of_severity = {policy.during: policy for policy in self.policies if policy.severity == severity}
        return of_severity.get(hours) or of_severity.get("always")

    @cached_property
    def _customers_by_phone(self) -> dict[str, Customer]:
        return {phone: customer for customer in self.customers for phone in customer.phones}

    @cached_property
    def _ranges(self) -> list[tuple[str, Customer]]:
        ranges = [(r.rstrip("*"), customer) for customer in self.customers for r in customer.phone_ranges]
        return sorted(ranges, key=lambda each: -len(each[0]))

    @cached_property
    def _engineers_by_phone(self) -> dict[str, Engineer]:
        return {phone: engineer for engineer in self.engineers.values() for phone in engineer.phones}
