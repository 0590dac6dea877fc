"""The directory file (DESIGN 5.6): TOML text becomes one frozen value, or one error that names key and reason."""

import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from voiceline.domain.business_time import Calendar, Closing, Span
from voiceline.domain.directory import (
    Contact,
    Customer,
    Directory,
    Engineer,
    Every,
    Group,
    Override,
    Policy,
    Rotation,
    Step,
)
from voiceline.domain.severity import Severity
from voiceline.store.directory_calendar import AGREED_HOURS, calendar_of, is_known_country
from voiceline.store.directory_checks import check
from voiceline.store.directory_reading import DirectoryError, Reading

__all__ = ["DirectoryError", "parse_directory", "read_directory", "table_of"]

Named = TypeVar("Named", Engineer, Group, Rotation)
Told = TypeVar("Told")

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LANGUAGES = ("es", "en")
CHANNELS = ("call", "sms", "whatsapp", "email")
HOURS = ("ordinary", "extraordinary", "always")
Table = dict[str, Any]


def parse_directory(text: str, name: str) -> tuple[Directory, list[str]]:
    """(what the file says, warnings). Raises DirectoryError at the first mistake."""
    directory = read_directory(text, name)
    return directory, check(directory, name)


def read_directory(text: str, name: str) -> Directory:
    """What the file says, word by word; whether it makes a whole is ``parse_directory``'s question."""
    table = table_of(text, name)
    with Reading(name, "", table) as top:
        with Reading(name, "line", top.take("line", dict)) as line:
            zone = _zone(line)
            facts = {
                "name": line.text("name"),
                "timezone": zone,
                "language": line.one_of("language", LANGUAGES, "es"),
                "email": line.text("email", None),
                "fallback_phones": line.numbers("fallback_phones", []),
                "escalate_to": line.text("escalate_to", None),
                "blocked": tuple(_number_or_range(line, words) for words in line.texts("blocked", [])),
                "stranger_calls": _limit(line, "stranger_calls"),
                "says_it_records": line.take("says_it_records", bool, True),
                "abandoned_opens": _abandoned_opens(line),
            }
        calendar = _calendar(top, zone)
        directory = Directory(
            **facts,
            calendar=calendar,
            updates=_updates(top),
            engineers={engineer.id: engineer for engineer in _apart(top, "engineers", _engineer)},
            customers=tuple(top.tables("customers", _customer)),
            groups={group.id: group for group in _apart(top, "groups", _group)},
            rotations={rotation.id: rotation for rotation in _apart(top, "rotations", _rotation)},
            overrides=tuple(top.tables("overrides", _override)),
            policies=tuple(top.tables("policies", _policy)),
        )
    return directory


def table_of(text: str, name: str) -> Table:
    """The file as TOML has it, before anything is asked of it."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise DirectoryError(name, "TOML", "toml", words=str(error)) from None


def _zone(line: Reading) -> str:
    zone = line.text("timezone")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise line.wrong("timezone", "no_zone", words=zone) from None
    return str(zone)


def _number_or_range(line: Reading, words: str) -> str:
    return _range(line, words, "blocked") if words.endswith("*") else line.number("blocked", words)


def _limit(line: Reading, key: str) -> int:
    """A number of calls; 0, and no such key, are no limit."""
    number = line.take(key, int, 0)
    if number < 0:
        raise line.wrong(key, "no_limit")
    return number


def _abandoned_opens(line: Reading) -> Severity | None:
    """Not P1: that she has to say herself."""
    known = [str(each) for each in Severity if each is not Severity.P1]
    return Severity(line.one_of("abandoned_opens", known)) if line.has("abandoned_opens") else None


def _calendar(top: Reading, zone: str) -> Calendar:
    with Reading(top.name, "hours", top.take("hours", dict, AGREED_HOURS)) as hours:
        week = {number: hours.spans(day, []) for number, day in enumerate(DAYS)}
        country = hours.take("holidays", str, "")
        if not is_known_country(country):
            raise hours.wrong("holidays", "no_country", words=country)
        feast = _feast(hours)
    closures = _by_date(top, "closures", _closure)
    openings = _by_date(top, "openings", _opening)
    calendar = calendar_of(zone, week, country, feast, closures, openings)
    calendar.is_open(datetime.now(UTC))  # lays these years out now, not on somebody's call
    return calendar


def _feast(hours: Reading) -> tuple[int, int] | None:
    words = hours.text("local_feast", None)
    if words is None:
        return None
    try:
        parsed = datetime.strptime(f"2000-{words}", "%Y-%m-%d")
        if (parsed.month, parsed.day) == (2, 29):
            raise ValueError
    except ValueError:
        raise hours.wrong("local_feast", "no_feast", words=words) from None
    return parsed.month, parsed.day


def _closure(table: Reading) -> tuple[date, Closing]:
    since = table.text("from", None)
    minutes = table.clock("from", since) if since else 0
    return table.take("date", date), Closing(table.text("name", "Cierre"), minutes, "[[closures]]")


def _opening(table: Reading) -> tuple[date, tuple[Span, ...]]:
    table.text("name", None)
    return table.take("date", date), table.spans("hours")


def _updates(top: Reading) -> dict[Severity, timedelta]:
    with Reading(top.name, "updates", top.take("updates", dict, {})) as updates:
        found = {}
        for severity in Severity:
            if updates.has(severity):
                found[severity] = timedelta(seconds=updates.wait(severity))
        return found


def _engineer(table: Reading) -> Engineer:
    phones = table.numbers("phones")
    if not phones:
        raise table.wrong("phones", "phone_wanted")
    return Engineer(
        id=table.text("id"),
        name=table.text("name"),
        phones=phones,
        email=table.text("email", None),
        language=table.one_of("language", LANGUAGES, "es"),
        pin=_pin(table),
    )


def _customer(table: Reading) -> Customer:
    return Customer(
        name=table.text("name"),
        phones=table.numbers("phones"),
        phone_ranges=tuple(_range(table, words) for words in table.texts("phone_ranges", [])),
        language=table.one_of("language", LANGUAGES, "es"),
        pin=_pin(table),
        contacts=tuple(table.tables("contacts", _contact)),
    )


def _contact(table: Reading) -> Contact:
    mobile = table.text("mobile", None)
    return Contact(
        name=table.text("name"),
        mobile=table.number("mobile", mobile) if mobile else None,
        whatsapp=table.take("whatsapp", bool, False),
        email=table.text("email", None),
    )


def _group(table: Reading) -> Group:
    return Group(table.text("id"), table.texts("members"))


def _rotation(table: Reading) -> Rotation:
    count, unit = table.every("every")
    starts, rehearse = table.local("starts"), table.take("rehearse", bool, False)
    return Rotation(table.text("id"), table.texts("members"), starts, Every(count, unit), rehearse)


def _override(table: Reading) -> Override:
    """Either one ``engineer``, or ``members`` in turn ``every`` so often: a temporary schedule."""
    start, until = table.local("from"), table.local("until")
    if start >= until:
        raise table.wrong("until", "ends_first")
    if table.has("engineer") or not table.has("members"):
        return Override(table.text("rotation"), (table.text("engineer"),), start, until)
    members = table.texts("members")
    if not members:
        raise table.wrong("members", "none_listed")
    count, unit = table.every("every")
    return Override(table.text("rotation"), members, start, until, Every(count, unit))


def _policy(table: Reading) -> Policy:
    severity = Severity(table.one_of("severity", [str(s) for s in Severity]))
    during = table.one_of("during", HOURS)
    steps = tuple(table.tables("steps", _step))
    if not steps:
        raise table.wrong("steps", "step_wanted")
    return Policy(severity, during, steps)


def _step(table: Reading) -> Step:
    page, by = table.texts("page"), table.texts("by")
    if not page:
        raise table.wrong("page", "names_nobody")
    for channel in by:
        if channel not in CHANNELS:
            raise table.wrong("by", "none_of", words=channel, known=", ".join(CHANNELS))
    if not by:
        raise table.wrong("by", "names_no_way")
    return Step(page, by, table.wait("wait"))


def _range(table: Reading, words: str, key: str = "phone_ranges") -> str:
    prefix = words.removesuffix("*")
    if not (words.endswith("*") and prefix.startswith("+") and prefix[1:].isdecimal() and 5 <= len(prefix) <= 15):
        raise table.wrong(key, "no_range", words=words)
    return words


def _pin(table: Reading) -> str | None:
    pin: str | None = table.text("pin", None)
    if pin is not None and not (pin.isdecimal() and 4 <= len(pin) <= 10):
        raise table.wrong("pin", "pin_length", most=10)
    return pin


def _by_date(top: Reading, key: str, read: Callable[[Reading], tuple[date, Told]]) -> dict[date, Told]:
    """Dated tables: of two for one date, one would be lost without a word."""
    found: dict[date, Told] = {}
    for number, (on, told) in enumerate(top.tables(key, read), 1):
        if on in found:
            raise top.wrong(f"{key}[{number}].date", "date_twice", words=on)
        found[on] = told
    return found


def _apart(top: Reading, key: str, read: Callable[[Reading], Named]) -> list[Named]:
    """Tables that carry an id of their own: two of the same are a mistake."""
    found = top.tables(key, read)
    seen: set[str] = set()
    for number, each in enumerate(found, 1):
        if each.id in seen:
            raise top.wrong(f"{key}[{number}].id", "twice", words=each.id)
        seen.add(each.id)
    return found
