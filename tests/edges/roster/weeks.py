"""A week of the roster, who is on in it, and the changes people put into it."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient

from tests.houses import BOOK
from tests.pages import seen, token
from tests.phones import House
from voiceline.actions import edit_roster, swap_shift
from voiceline.domain.directory import Override
from voiceline.domain.rotation import on_call
from voiceline.store import directory

NOW = datetime(2026, 11, 24, 16, tzinfo=UTC)  # Tuesday 10:00 in Guatemala
FRIDAY, SATURDAY = datetime(2026, 11, 27, 17), datetime(2026, 11, 28, 8)
TWO = BOOK.replace('members = ["dana"]', 'members = ["dana", "ana"]')


def put(house: House, engineer: str, start: datetime = FRIDAY, until: datetime = SATURDAY) -> str:
    with house.line.transaction() as session:
        return edit_roster.put_override(session, [Override("primary", (engineer,), start, until)], "rosa", NOW)[0]


def on(house: House, local: datetime, rotation: str = "primary") -> str | None:
    with house.line.reading() as session:
        _, book = directory.current(session)
    at = local.replace(hour=local.hour + 1)
    return on_call(
        book.rotations[rotation], book.overrides, at.astimezone(UTC) if at.tzinfo else _utc(at), book.timezone
    )


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=ZoneInfo("America/Guatemala")).astimezone(UTC)


def ask(house: House, other: str = "luis", back: tuple[datetime, datetime] | None = None) -> int:
    with house.line.transaction() as session:
        swap = swap_shift.propose(session, "primary", "dana", other, (FRIDAY, SATURDAY), back, "dana", house.line.now())
        return swap.id


def look(admin: FlaskClient, **form: object) -> dict[str, object]:
    """What the page that is looked at before saving would send."""
    page = admin.get("/admin/roster/change", query_string={**form, "look": "1"})
    assert page.status_code == 200, seen(page.text)
    (version,) = re.findall(r'name="seen" value="(\d+)"', page.text)
    return {**form, "seen": version, "csrf_token": token(admin)}
