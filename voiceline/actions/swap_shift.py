"""Swap shifts: one engineer asks another to be on call for him, and it is so only when the other says yes.

A cover is one stretch; an exchange is two, his and one of the other's. What was asked is looked at again when it is
answered: a stretch that is no longer theirs to give cannot be taken.
"""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from voiceline.actions.edit_roster import Outlook, RosterError, outlook, put_in_force
from voiceline.actions.tell_engineers import tell_engineers
from voiceline.dialog.catalog import catalog
from voiceline.domain.directory import Directory, Override
from voiceline.domain.rotation import shifts
from voiceline.store import audit, directory, follow_ups, roster
from voiceline.store.roster import Swap

if TYPE_CHECKING:
    from voiceline.line import Line

Stretch = tuple[datetime, datetime]


def propose(
    session: Session,
    rotation: str,
    engineer: str,
    other: str,
    his: Stretch,
    back: Stretch | None,
    by: str,
    now: datetime,
) -> Swap:
    """Ask ``other`` by a text with a link of one button. Times are local. Raises RosterError."""
    _, book = directory.current(session)
    facts = {"rotation": rotation, "engineer": engineer, "other": other, "start": his[0], "until": his[1]}
    facts |= {"back_start": back[0] if back else None, "back_until": back[1] if back else None}
    swap = Swap(**facts)
    _refuse_what_cannot_be(book, swap, now)
    swap = roster.propose(session, now, **facts, proposed_by=by)
    begins = min(each[0] for each in stretches(swap))
    due_at = begins.replace(tzinfo=ZoneInfo(book.timezone))
    follow_ups.owe(session, f"swap-lapses-{swap.id}", "lapse_swap", due_at, now, values={"swap": swap.id})
    _tell(session, book, swap, (other,), "swap_asked", now)
    audit.note(session, by, "swap_asked", _named(swap), now)
    return swap


def accept(session: Session, number: int, by: str, now: datetime) -> Swap:
    """The other (or an admin for him) says yes: from now on the roster is so. Raises RosterError."""
    swap, book = _open_swap(session, number)
    _refuse_what_cannot_be(book, swap, now)
    takes = _takes(swap)
    put_in_force(session, takes, by, now, "swap" if len(takes) > 1 else "cover")
    _answer(session, swap, "accepted", by, now)
    _tell(session, book, swap, (swap.engineer, swap.other), "swap_accepted", now)
    return swap


def would_be(
    session: Session, rotation: str, engineer: str, other: str, his: Stretch, back: Stretch | None, now: datetime
) -> Outlook:
    """What their yes would change; nothing is asked of anybody. Raises RosterError, DirectoryError."""
    swap = Swap(rotation=rotation, engineer=engineer, other=other, start=his[0], until=his[1])
    swap.back_start, swap.back_until = back or (None, None)
    _refuse_what_cannot_be(directory.current(session)[1], swap, now)
    return outlook(session, _takes(swap), now)


def decline(session: Session, number: int, by: str, now: datetime) -> Swap:
    swap, book = _open_swap(session, number)
    _answer(session, swap, "declined", by, now)
    _tell(session, book, swap, (swap.engineer,), "swap_declined", now)
    return swap


def withdraw(session: Session, number: int, by: str, now: datetime) -> Swap:
    """Whoever asked asks no longer."""
    swap, book = _open_swap(session, number)
    _answer(session, swap, "withdrawn", by, now)
    _tell(session, book, swap, (swap.other,), "swap_withdrawn", now)
    return swap


def lapse_swap(line: "Line", values: dict[str, Any], number: int | None) -> str:
    """It begins now and nobody has answered: whoever was on call stays on, and is told."""
    with line.transaction() as session:
        swap = roster.lock_swap(session, values["swap"])
        if swap is None or swap.state != "proposed":
            return "not_wanted"
        _, book = directory.current(session)
        swap.answer("lapsed", "line", line.now())
        _tell(session, book, swap, (swap.engineer,), "swap_lapsed", line.now())
    return "lapsed"


def stretches(swap: Swap) -> list[Stretch]:
    back = [(swap.back_start, swap.back_until)] if swap.back_start and swap.back_until else []
    return [(swap.start, swap.until), *back]


def values_of(book: Directory, swap: Swap, language: str) -> dict[str, str]:
    """What words about it may name; who has left the directory goes by his id. ``back`` is empty but in an exchange."""
    his, *back = stretches(swap)
    names = {each: book.engineers[each].name for each in (swap.engineer, swap.other) if each in book.engineers}
    values = {"engineer": names.get(swap.engineer, swap.engineer), "other": names.get(swap.other, swap.other)}
    in_return = "swap_back_asked" if swap.state == "proposed" else "swap_back_accepted"
    said = [catalog(language).text(in_return, {**values, **_span(each)}) for each in back]
    return {**values, **_span(his), "back": "".join(said)}


def _span(stretch: Stretch) -> dict[str, str]:
    return {"start": f"{stretch[0]:%d/%m %H:%M}", "until": f"{stretch[1]:%d/%m %H:%M}"}


def _takes(swap: Swap) -> list[Override]:
    takes = [Override(swap.rotation, (swap.other,), swap.start, swap.until)]
    if swap.back_start and swap.back_until:
        takes.append(Override(swap.rotation, (swap.engineer,), swap.back_start, swap.back_until))
    return takes


def _answer(session: Session, swap: Swap, state: str, by: str, now: datetime) -> None:
    swap.answer(state, by, now)
    audit.note(session, by, "swap_answered", _named(swap), now, state=state)


def _named(swap: Swap) -> str:
    return f"{swap.rotation}: {swap.engineer} → {swap.other}"


def _open_swap(session: Session, number: int) -> tuple[Swap, Directory]:
    swap = roster.lock_swap(session, number)
    if swap is None:
        raise RosterError("no_such_swap", str(number))
    if swap.state != "proposed":
        raise RosterError(f"swap_is_{swap.state}", str(number))
    return swap, directory.current(session)[1]


def _refuse_what_cannot_be(book: Directory, swap: Swap, now: datetime) -> None:
    if swap.rotation not in book.rotations:
        raise RosterError("no_such_rotation", swap.rotation)
    for each in (swap.engineer, swap.other):
        if each not in book.engineers:
            raise RosterError("no_such_engineer", each)
    if swap.engineer == swap.other:
        raise RosterError("with_himself")
    for (start, until), owner in zip(stretches(swap), (swap.engineer, swap.other), strict=False):
        if start >= until:
            raise RosterError("ends_before_it_begins")
        since, end = (each.replace(tzinfo=ZoneInfo(book.timezone)) for each in (start, until))
        if since <= now:
            raise RosterError("has_begun")
        rotation = book.rotations[swap.rotation]
        if any(each.engineer != owner for each in shifts(rotation, book.overrides, since, end, book.timezone)):
            raise RosterError("not_his", owner)


def _tell(session: Session, book: Directory, swap: Swap, engineers: tuple[str, ...], kind: str, now: datetime) -> None:
    for each in engineers:
        if engineer := book.engineers.get(each):
            values = {**values_of(book, swap, engineer.language), "token": swap.token}
            tell_engineers(session, book, (each,), kind, f"{kind}-{swap.id}", now, values, by=("sms",))


DEEDS = {"lapse_swap": lapse_swap}
