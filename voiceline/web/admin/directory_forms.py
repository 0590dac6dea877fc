"""What a form of the directory says, as the part of the document that it edits: nothing is refused here.

What cannot be a date or a number stays the words that were written, for the directory's own reading to refuse.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from voiceline.store.directory_reading import e164

Form = MultiDict[str, str]
Row = dict[str, Any]
MOST_ROWS = 400
_ROWS_ACT = re.compile(r"([a-z]+)-(add|remove|up|down)(?:-(\d{1,3}))?")


def text(form: Form, name: str) -> str:
    """One line, without the blanks around it."""
    return " ".join(form.get(name, "").replace("\0", "").split())


def lines(form: Form, name: str) -> list[str]:
    """One thing a line, or with commas between."""
    found = re.split(r"[\r\n,;]+", form.get(name, "").replace("\0", ""))
    return [" ".join(each.split()) for each in found if each.strip()]


def numbers(form: Form, name: str) -> list[str]:
    """As the directory has them; what is no number stays as it was written."""
    return [number(each) for each in lines(form, name)]


def number(words: str) -> str:
    return words if words.endswith("*") else e164(words) or words


def chosen(form: Form, name: str) -> list[str]:
    """What was picked, in its order, each once."""
    return list(dict.fromkeys(each for each in form.getlist(name) if each))


def whole(form: Form, name: str) -> int | str:
    words = text(form, name)
    return int(words) if words.isdecimal() and len(words) < 10 else words


def day(form: Form, name: str) -> date | str:
    words = text(form, name)
    try:
        return date.fromisoformat(words)
    except ValueError:
        return words


def moment(form: Form, name: str) -> datetime | str:
    words = text(form, name)
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        return words


def rows(form: Form, prefix: str, read: Callable[[str], Row]) -> list[Row]:
    """The rows of a list in their order, but for those left empty; ``read`` gets what the names of one begin with."""
    found = (re.fullmatch(rf"{prefix}-(\d{{1,3}})-\w+", name) for name in form)
    places = sorted({int(each[1]) for each in found if each})[:MOST_ROWS]
    made = (read(f"{prefix}-{each}") for each in places)
    return [each for each in made if any(each.values())]


def moved(act: str, value: Any, blanks: dict[str, Row]) -> bool:
    """Whether ``act`` is a button beside a row: then the rows of ``value`` are in their new order."""
    found = _ROWS_ACT.fullmatch(act)
    if not found or found[1] not in blanks:
        return False
    kept = value.setdefault(found[1], []) if isinstance(value, dict) else value
    place = int(found[3] or 0)
    match found[2]:
        case "add":
            kept.append(dict(blanks[found[1]]))
        case "remove" if place < len(kept):
            del kept[place]
        case "up" if 0 < place < len(kept):
            kept[place - 1], kept[place] = kept[place], kept[place - 1]
        case "down" if place + 1 < len(kept):
            kept[place + 1], kept[place] = kept[place], kept[place + 1]
    return True


def filled(table: Row, keys: Iterable[str]) -> Row:
    """Without the keys of these that were left empty."""
    return {key: each for key, each in table.items() if key not in keys or each not in ("", [])}
