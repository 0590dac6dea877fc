"""Who is shown with a telephone in hand: read from a directory file, of which nothing else is looked at."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    numbers: list[str]


@dataclass(frozen=True)
class People:
    customers: list[Person] = field(default_factory=list)
    engineers: list[Person] = field(default_factory=list)


def read(path: Path | None) -> People:
    if path is None:
        return People()
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    customers = []
    for place, entry in enumerate(content.get("customers", []), 1):
        contacts = entry.get("contacts", [])
        numbers = [*entry.get("phones", []), *(c["mobile"] for c in contacts if c.get("mobile"))]
        names = ", ".join(contact["name"] for contact in contacts if contact.get("name"))
        label = f"{entry['name']} ({names})" if names else entry["name"]
        customers.append(Person(f"c{place}", label, list(dict.fromkeys(numbers))))
    engineers = [Person(e["id"], e["name"], list(e["phones"])) for e in content.get("engineers", [])]
    return People(customers, engineers)
