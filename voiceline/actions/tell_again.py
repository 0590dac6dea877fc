"""Tell somebody again what did not reach her, at a person's word: by the next way that can work and was not tried.

With every way tried, by the best once more. What is not true any more is not told: a word of ours is, by hand.
"""

from collections.abc import Sequence

from voiceline.actions.keep_rhythm import is_overtaken
from voiceline.actions.move_ticket import Desk
from voiceline.actions.tell_customer import addresses_of, colleagues, owe_news, possible, recipients
from voiceline.domain.sending import EMAIL
from voiceline.store import news, reach
from voiceline.store.notifications import Notification
from voiceline.store.tickets import Ticket


class NotToldError(Exception):
    """The text is a word of the admin's: why."""


def untold(sent: Sequence[Notification]) -> dict[tuple[str, str], Notification]:
    """(whom, which news) → its last message, of what reached her by no way and is on none. An e-mail proves nothing."""
    of_news: dict[tuple[str, str], list[Notification]] = {}
    for row in sent:
        of_news.setdefault((news.told_by(row), news.name_of(row)), []).append(row)
    return {name: rows[-1] for name, rows in of_news.items() if not any(_may_have_arrived(row) for row in rows)}


def tell_again(desk: Desk, ticket: Ticket, row: Notification) -> None:
    """``row`` is a message of it that did not arrive. The caller holds the ticket. Raises NotToldError."""
    if row.ticket_number != ticket.number or row.audience != "customer" or _may_have_arrived(row):
        raise NotToldError("told_already")
    went = news.beside(desk.session, row)
    if any(each.told == news.told_by(row) and (each.arrived or each.under_way) for each in went):
        raise NotToldError("told_already")
    if is_overtaken(row, ticket, desk.now):
        raise NotToldError("true_no_more")
    everyone = [*recipients(desk.directory, ticket), *colleagues(desk.directory, ticket)]
    to = next((each for each in everyone if news.told_by(row) == (each.mobile or each.email)), None)
    if to is None:
        raise NotToldError("nobody_to_ask")
    known = reach.known(desk.session, addresses_of([to]), desk.now)
    ways = possible(desk.session, ticket, row.kind, to, known)
    if not ways:
        raise NotToldError("no_way_left")
    mine = [each for each in went if each.told == news.told_by(row)]
    tried = {(row.channel, row.address), *((each.way.channel, each.way.address) for each in mine)}
    way = next((each for each in ways if (each.channel, each.address) not in tried), ways[0])
    attempt = max([row.attempt, *(each.attempt for each in mine)]) + 1
    said = {**row.values, "news": news.name_of(row), "next": ""}
    owe_news(desk.session, ticket, row.kind, to, way, desk.now, said, known, attempt)
    ticket.record(
        "told_again", desk.now, desk.by, {"kind": row.kind, "channel": way.channel, "to": to.name or to.mobile}
    )


def _may_have_arrived(row: Notification) -> bool:
    return row.outcome == "delivered" or (row.is_live and row.channel != EMAIL)
