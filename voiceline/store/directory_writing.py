"""A directory's document as a TOML file that a person would have written, and that reads back as the same document."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from voiceline.store.directory_file import DAYS

Table = Mapping[str, Any]

# The order in which a person looks for things, and a word where each begins.
TABLES = {"line": "", "hours": "", "updates": ""}
LISTS = {
    "closures": "días cerrados, además de los feriados",
    "openings": "días cerrados en que sí se trabaja",
    "engineers": "quiénes atienden",
    "customers": "a quiénes atendemos",
    "groups": "grupos: suenan juntos",
    "rotations": "turnos",
    "overrides": "otra persona por un tiempo",
    "policies": "a quién se llama, en qué orden; después del último paso, otra vez el primero",
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "line": (
        "name",
        "timezone",
        "language",
        "email",
        "fallback_phones",
        "escalate_to",
        "says_it_records",
        "blocked",
        "stranger_calls",
        "abandoned_opens",
    ),
    "hours": (*DAYS, "holidays", "local_feast"),
    "updates": ("P1", "P2", "P3", "P4"),
    "closures": ("date", "from", "name"),
    "openings": ("date", "hours", "name"),
    "engineers": ("id", "name", "phones", "email", "language", "pin"),
    "customers": ("name", "phones", "phone_ranges", "language", "pin", "contacts"),
    "contacts": ("name", "mobile", "whatsapp", "email"),
    "groups": ("id", "members"),
    "rotations": ("id", "members", "starts", "every", "rehearse"),
    "overrides": ("rotation", "engineer", "members", "every", "from", "until"),
    "policies": ("severity", "during", "steps"),
    "steps": ("page", "by", "wait"),
}


def write_directory(table: Table) -> str:
    """The file of this document: each thing in its place, one blank line between two."""
    pieces = [_table(name, table[name]) for name in TABLES if name in table]
    for name, heading in LISTS.items():
        entries = table.get(name) or []
        pieces += [f"# --- {heading} ---"] if entries else []
        pieces += [piece for each in entries for piece in _entry(name, each)]
    return "\n\n".join(pieces) + "\n"


def _table(name: str, table: Table) -> str:
    return "\n".join([f"[{name}]", *_lines(name, table)])


def _entry(name: str, entry: Table) -> Iterator[str]:
    """An entry of a list, and below it those of its own."""
    contacts = entry.get("contacts") or []
    yield "\n".join([f"[[{name}]]", *_lines(name, {key: each for key, each in entry.items() if key != "contacts"})])
    for each in contacts:
        yield "\n".join([f"[[{name}.contacts]]", *_lines("contacts", each)])


def _lines(kind: str, table: Table) -> Iterator[str]:
    known = [key for key in KEYS[kind] if key in table]
    for key in [*known, *(key for key in table if key not in known)]:
        if key == "steps":
            yield "steps = ["
            yield from (f"  {_inline(key, step)}," for step in table[key])
            yield "]"
        else:
            yield f"{key} = {_value(table[key])}"


def _inline(kind: str, table: Table) -> str:
    keys = [key for key in KEYS[kind] if key in table]
    return "{ " + ", ".join(f"{key} = {_value(table[key])}" for key in keys) + " }"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(_value(each) for each in value) + "]"
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds" if value.microsecond else "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else _text(str(value))


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}


def _text(words: str) -> str:
    return '"' + "".join(_ESCAPES.get(each) or _plain(each) for each in words) + '"'


def _plain(character: str) -> str:
    """As it is, unless it is a control character or would not be seen."""
    return character if character.isprintable() else f"\\U{ord(character):08x}"
