"""A directory as people edit it: the parts of its document, one of them put in another's place, and what differs.

A document is the file as a table of plain values; a part is what one page edits. Two edits of different parts do not
touch each other; two of the same part do.
"""

import copy
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from voiceline.domain.phone_number import masked

Table = dict[str, Any]

# What tells the entries of a list apart, as the file has it.
ENTRIES: Mapping[str, tuple[str, ...]] = {
    "engineers": ("id",),
    "customers": ("name",),
    "groups": ("id",),
    "rotations": ("id",),
    "policies": ("severity", "during"),
}
WHOLE = ("line", "hours", "updates")  # tables
SAY_NONE = ("hours",)  # empty, it says that there are none; missing, that the agreed ones hold
DATED = ("closures", "openings", "overrides")  # lists that are edited as one
KINDS = (*WHOLE, *DATED, *ENTRIES)

# What the deadlines and the rhythm of running cases hang on.
CLOCKS = ("hours", "closures", "openings", "updates")
# What tells who is on call, and who would ring.
ON_CALL = ("hours", "closures", "openings", "groups", "rotations", "policies", "overrides")

# What a key means where it is not written: writing it is no change.
UNWRITTEN: Mapping[str, Mapping[str, Any]] = {
    "line": {"language": "es", "says_it_records": True, "stranger_calls": 0},
    "engineers": {"language": "es"},
    "customers": {"language": "es"},
    "contacts": {"whatsapp": False},
    "rotations": {"rehearse": False},
}
# Keys that a file must have: left empty they are wrong or doubtful, and not the same as not there.
WRITTEN: Mapping[str, tuple[str, ...]] = {
    "line": ("name", "timezone"),
    "engineers": ("id", "name", "phones"),
    "customers": ("name", "phones"),
    "contacts": ("name",),
    "groups": ("id", "members"),
    "rotations": ("id", "members", "starts", "every"),
    "policies": ("severity", "during", "steps"),
    "steps": ("page", "by", "wait"),
    "closures": ("date",),
    "openings": ("date", "hours"),
}
SECRET = "pin"
CHANGED, SET, TAKEN = "(changed)", "(set)", "—"


class Part(NamedTuple):
    """``name`` of an entry, "" of a part that is alone of its kind; a policy's is ``P1 ordinary``."""

    kind: str
    name: str = ""


class Difference(NamedTuple):
    """One key of a part, as it was and as it is; None: not there."""

    key: str
    before: Any
    after: Any


def name_of(kind: str, entry: Mapping[str, Any]) -> str:
    return " ".join(str(entry.get(key, "")) for key in ENTRIES[kind])


def find(table: Table, part: Part) -> Any:
    """The part as it stands; None where there is none."""
    if part.kind not in ENTRIES:
        return table.get(part.kind)
    return next((each for each in table.get(part.kind, []) if name_of(part.kind, each) == part.name), None)


def same_clocks(one: Table, other: Table) -> bool:
    """Whether running cases keep their deadlines and their rhythm under the one as under the other."""
    return _zone(one) == _zone(other) and all(one.get(kind) == other.get(kind) for kind in CLOCKS)


def same_on_call(one: Table, other: Table) -> bool:
    """Whether the same people are on call and would ring; by which numbers is nothing to a roster."""
    named = [[(each.get("id"), each.get("name")) for each in table.get("engineers", [])] for table in (one, other)]
    is_same = all(one.get(kind) == other.get(kind) for kind in ON_CALL)
    return is_same and _zone(one) == _zone(other) and named[0] == named[1]


def _zone(table: Table) -> Any:
    return table.get("line", {}).get("timezone")


def with_part(table: Table, part: Part, value: Any) -> Table:
    """Another document in which this part says ``value``; None takes it away. An entry that is new comes last."""
    made = copy.deepcopy(table)
    if part.kind not in ENTRIES:
        if value or (part.kind in SAY_NONE and value is not None):
            made[part.kind] = value
        else:
            made.pop(part.kind, None)
        return made
    entries, found = [], False
    for each in made.get(part.kind, []):
        if not found and part.name and name_of(part.kind, each) == part.name:
            found = True
            entries += [value] if value is not None else []
        else:
            entries.append(each)
    made[part.kind] = entries if found or value is None else [*entries, value]
    return made


def place(table: Table, part: Part) -> int:
    """Which entry it is, counted from one as complaints do; after the last for one that is not there yet."""
    entries = table.get(part.kind, [])
    names = [name_of(part.kind, each) for each in entries]
    return names.index(part.name) + 1 if part.name in names else len(entries) + 1


def tidy(kind: str, value: Any) -> Any:
    """The same, without what means nothing: keys left empty, and those that say what would hold without them."""
    if isinstance(value, list):
        return [tidy(kind, each) for each in value]
    if not isinstance(value, dict):
        return value
    unwritten, written = UNWRITTEN.get(kind, {}), WRITTEN.get(kind, ())
    found = {key: tidy(key, each) for key, each in value.items()}
    return {
        key: each
        for key, each in found.items()
        if key in written or (each not in ("", None, [], {}) and each != unwritten.get(key))
    }


def differences(kind: str, before: Any, after: Any) -> list[Difference]:
    """Key by key; a part that is new or gone differs in every key it has."""
    before, after = tidy(kind, before), tidy(kind, after)
    if not isinstance(before or {}, dict) or not isinstance(after or {}, dict):
        return [Difference(kind, before or None, after or None)] if (before or None) != (after or None) else []
    old, new = before or {}, after or {}
    keys = [*old, *(key for key in new if key not in old)]
    return [Difference(key, old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)]


def changed_parts(before: Table, after: Table) -> list[Part]:
    """Every part in which two documents differ, as the file has them in order."""
    found = []
    for kind in KINDS:
        names = [""] if kind not in ENTRIES else _names(kind, before, after)
        for part in (Part(kind, name) for name in names):
            if differences(kind, find(before, part), find(after, part)):
                found.append(part)
    return found


def said(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, dict):
        return ", ".join(f"{key} {said(each)}" for key, each in value.items())
    if isinstance(value, list):
        between = "; " if any(isinstance(each, dict) for each in value) else ", "
        return between.join(said(each) for each in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return TAKEN if value is None else str(value)


def for_log(found: list[Difference]) -> tuple[list[str], list[str]]:
    """(before, after) as lines that may stand in a log for ever: no secret, no number in full."""
    plain = [hidden(each) for each in found]
    return [_line(each.key, each.before) for each in plain], [_line(each.key, each.after) for each in plain]


def hidden(each: Difference) -> Difference:
    """Of a PIN only that it was set, changed or taken away."""
    if each.key != SECRET:
        return each
    before = None if each.before is None else SET
    return Difference(SECRET, before, None if each.after is None else CHANGED if before else SET)


def _line(key: str, value: Any) -> str:
    return f"{key}: {said(_masked(value))}"


def _masked(value: Any) -> Any:
    if isinstance(value, list):
        return [_masked(each) for each in value]
    if isinstance(value, dict):
        return {key: _masked(each) for key, each in value.items()}
    return masked(value) if isinstance(value, str) and value.startswith("+") else value


def _names(kind: str, before: Table, after: Table) -> Iterator[str]:
    both = [*before.get(kind, []), *after.get(kind, [])]
    yield from dict.fromkeys(name_of(kind, each) for each in both)
