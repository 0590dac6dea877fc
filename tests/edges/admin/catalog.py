"""The words of the admin pages as one flat table."""

from typing import Any

from voiceline.web.admin.words import words_in


def flat(language: str, table: Any = None, prefix: str = "") -> dict[str, str]:
    table = words_in(language)._table if table is None else table
    found: dict[str, str] = {}
    for key, value in table.items():
        found |= flat(language, value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return found
