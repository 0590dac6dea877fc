"""PINs in a directory's document: a file for people says ``kept`` in their place; loading it keeps what is there."""

import copy
from typing import Any

KEPT = "kept"
OWNERS = (("engineers", "id"), ("customers", "name"))


def without_pins(table: dict[str, Any]) -> dict[str, Any]:
    """The same document, with ``kept`` where a PIN stands."""
    made = copy.deepcopy(table)
    for kind, _ in OWNERS:
        for each in _entries(made, kind):
            if "pin" in each:
                each["pin"] = KEPT
    return made


def with_kept_pins(table: dict[str, Any], present: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """(the document with each ``kept`` as the present one has it, the keys of those that it has not)."""
    made, lost = copy.deepcopy(table), []
    for kind, key in OWNERS:
        known = {str(each.get(key)): each["pin"] for each in _entries(present, kind) if "pin" in each}
        for number, each in enumerate(_entries(made, kind), 1):
            if each.get("pin") != KEPT:
                continue
            name = str(each.get(key))
            if name in known:
                each["pin"] = known[name]
            else:
                lost.append(f"{kind}[{number}].pin")
    return made, lost


def says_kept(table: dict[str, Any]) -> bool:
    return any(each.get("pin") == KEPT for kind, _ in OWNERS for each in _entries(table, kind))


def _entries(table: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """What a file may have there and is none of it comes out when it is read."""
    entries = table.get(kind)
    return [each for each in entries if isinstance(each, dict)] if isinstance(entries, list) else []
