"""Keep the call log: write anew what was marked. The clock does, and whoever looks at the log before they look."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from voiceline.domain.call_tokens import Facts
from voiceline.domain.directory import Directory
from voiceline.store import call_log, directory
from voiceline.store.call_log import Known

if TYPE_CHECKING:
    from voiceline.line import Line

A_BATCH = 200
BATCHES_OF_A_READER = 5  # so much of what is marked somebody waits for; the clock does the rest


def keep_log(line: "Line") -> bool:
    """One batch; False when nothing was marked, which is mostly so, and one cheap question says it."""
    with line.reading() as session:
        if not call_log.is_behind(session):
            return False
    with line.transaction() as session:
        _, book = directory.current(session)
        ids = call_log.take_marks(session, A_BATCH)
        call_log.keep(session, ids, _facts(session, book, ids))
    return True


def bring_up_to_date(line: "Line") -> bool:
    """What has just happened is there for whoever looks now, though one call may have been marked many times.

    Whether the log is whole; while calls from before it are still being written it is not.
    """
    return not all(keep_log(line) for _ in range(BATCHES_OF_A_READER))


def _facts(session: Session, book: Directory, ids: list[int]) -> Iterator[tuple[int, Facts]]:
    for call in call_log.read(session, ids):
        yield call.id, _of(call, book)


def _of(call: Known, book: Directory) -> Facts:
    engineer = book.engineers.get(call.engineer or "")
    customers = list(dict.fromkeys(each for each in (call.customer, call.case_customer) if each))
    inbound = call.direction == "inbound"
    names = [*customers, engineer.name if engineer else call.engineer or ""]
    is_open = call.after_hours is False or (call.after_hours is None and book.calendar.is_open(call.at))
    return Facts(
        at=call.at,
        direction=call.direction,
        outcome=call.outcome,
        severity=call.severity,
        customers=customers,
        engineer=call.engineer,
        after_hours=not is_open,
        alone=inbound and call.is_over and not call.has_talked and call.engineer is None,
        case=call.case,
        number=call.from_number if inbound else call.to_number,
        contact=call.contact,
        ours=call.to_number if inbound else call.from_number,
        texts=[*names, *call.said, *call.noted],
    )
