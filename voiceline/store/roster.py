"""The roster as people change it: what stands beside the directory's file, and swaps that wait for the other's yes.

A change makes a new version of the directory, with the same text and another list of changes; so whoever is on call
is asked of one value, and what stood at a past moment is the version that was in force then.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import DateTime, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from voiceline.domain.directory import Directory, Every, Override
from voiceline.domain.roster_moves import Move
from voiceline.store.base import Base, Key, Moment, OptionalMoment, get_locked

LocalTime = DateTime(timezone=False)
KEPT = timedelta(days=30)  # how long a change that is over stands in new versions
Changes = list[dict[str, Any]]


class Swap(Base):
    """``engineer`` asks ``other`` to be on call for him, and in an exchange is on for him ``back_start``…

    States: proposed → accepted, declined, withdrawn or lapsed (it began before anybody answered). Times are local.
    """

    __tablename__ = "swaps"
    id: Mapped[Key]
    token: Mapped[str] = mapped_column(unique=True)
    rotation: Mapped[str]
    engineer: Mapped[str]
    other: Mapped[str]
    start: Mapped[datetime] = mapped_column(LocalTime)
    until: Mapped[datetime] = mapped_column(LocalTime)
    back_start: Mapped[datetime | None] = mapped_column(LocalTime)
    back_until: Mapped[datetime | None] = mapped_column(LocalTime)
    state: Mapped[str] = mapped_column(default="proposed")
    proposed_by: Mapped[str]
    proposed_at: Mapped[Moment]
    answered_by: Mapped[str | None]
    answered_at: Mapped[OptionalMoment]

    def answer(self, state: str, by: str, at: datetime) -> None:
        """The first answer stands; ValueError for a second."""
        if self.state != "proposed":
            raise ValueError(self.state)
        self.state, self.answered_by, self.answered_at = state, by, at


def propose(session: Session, now: datetime, **facts: Any) -> Swap:
    swap = Swap(token=secrets.token_urlsafe(16), proposed_at=now, state="proposed", **facts)
    session.add(swap)
    session.flush()
    return swap


def lock_swap(session: Session, number: int) -> Swap | None:
    return get_locked(session, Swap, number)


def swap_by_token(session: Session, token: str) -> Swap | None:
    if "\0" in token:  # PostgreSQL has no such text
        return None
    return session.scalar(select(Swap).where(Swap.token == token))


def swaps(session: Session, limit: int = 50) -> list[Swap]:
    """The newest, those that wait for an answer first."""
    return list(session.scalars(select(Swap).order_by(Swap.state != "proposed", Swap.id.desc()).limit(limit)))


def asked_of(session: Session, engineer: str) -> list[Swap]:
    """What waits for this engineer's yes or no, the oldest first."""
    wanted = select(Swap).where(Swap.other == engineer, Swap.state == "proposed")
    return list(session.scalars(wanted.order_by(Swap.id)))


def with_changes(book: Directory, changes: Changes) -> Directory:
    """The directory as file and people together say it; what people changed last counts."""
    if not changes:
        return book
    return replace(book, overrides=(*book.overrides, *(_override(each) for each in changes)))


def as_change(override: Override, by: str, why: str, now: datetime) -> dict[str, Any]:
    """An override as it stands beside the file."""
    every = override.every
    return {
        "id": secrets.token_hex(3),
        "rotation": override.rotation,
        "members": list(override.members),
        "every": [every.count, every.unit] if every else None,
        "from": override.start.isoformat(),
        "until": override.until.isoformat(),
        "by": by,
        "why": why,
        "at": now.isoformat(),
    }


def carried_over(changes: Changes, book: Directory, now: datetime) -> tuple[Changes, Changes]:
    """(those that still mean something beside this file, those that do not). What is long over is in neither."""
    local = now.astimezone(ZoneInfo(book.timezone)).replace(tzinfo=None)
    recent = [each for each in changes if datetime.fromisoformat(each["until"]) > local - KEPT]
    kept = [each for each in recent if _means_something(each, book)]
    return kept, [each for each in recent if each not in kept]


def written_out(table: dict[str, Any], changes: Changes) -> dict[str, Any]:
    """A directory's document with these changes as overrides of its own."""
    return {**table, "overrides": [*table.get("overrides", []), *(_as_file_has_it(each) for each in changes)]}


def said(change: Mapping[str, Any]) -> str:
    """One change in words, for a warning or a list: ``primary: luis, 2026-12-24 17:00 – 2026-12-26 08:00``."""
    start, until = (datetime.fromisoformat(change[name]) for name in ("from", "until"))
    return f"{change['rotation']}: {', '.join(change['members'])}, {start:%Y-%m-%d %H:%M} – {until:%Y-%m-%d %H:%M}"


def said_move(move: Move, engineer: str | None, zone: str) -> str:
    """One stretch and who has it, as in ``said``; ``-`` for nobody."""
    start, until = (each.astimezone(ZoneInfo(zone)) for each in (move.start, move.until))
    return f"{move.rotation}: {engineer or '-'}, {start:%Y-%m-%d %H:%M} – {until:%Y-%m-%d %H:%M}"


def ends(change: Mapping[str, Any], zone: str) -> datetime:
    return datetime.fromisoformat(change["until"]).replace(tzinfo=ZoneInfo(zone))


def _override(change: Mapping[str, Any]) -> Override:
    start, until = (datetime.fromisoformat(change[name]) for name in ("from", "until"))
    every = Every(*change["every"]) if change["every"] else None
    return Override(change["rotation"], tuple(change["members"]), start, until, every, change["id"])


def _as_file_has_it(change: Mapping[str, Any]) -> dict[str, Any]:
    start, until = (datetime.fromisoformat(change[name]) for name in ("from", "until"))
    named: dict[str, Any] = {"engineer": change["members"][0]}
    if change["every"]:
        count, unit = change["every"]
        named = {"members": change["members"], "every": f"{count} {unit.removesuffix('s') if count == 1 else unit}"}
    return {"rotation": change["rotation"], **named, "from": start, "until": until}


def _means_something(change: Mapping[str, Any], book: Directory) -> bool:
    return change["rotation"] in book.rotations and all(each in book.engineers for each in change["members"])
