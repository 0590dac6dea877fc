"""How long whoever gets a login wrong waits before the next try is looked at. Nobody can make somebody else wait.

A try is counted by its network, by the account it names (whether there is one or not), and by the browser when that is
known to the account from an earlier login. A known browser waits for its own mistakes only. Many mistakes from
everywhere slow down the networks that made them; one that has not failed with this account yet is always looked at.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

WITHIN = timedelta(hours=1)
FREE = 5  # mistakes with one account from one network, or on one known browser
FREE_OF_NETWORK = 30  # with any account
FREE_OF_ACCOUNT = 30  # from everywhere
FREE_CODES = 10  # wrong codes after the right password, from everywhere: whoever makes them has the password
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(minutes=15)


@dataclass(frozen=True)
class Mistakes:
    count: int = 0
    last: datetime | None = None


@dataclass(frozen=True)
class Wrong:
    """Mistakes of the last hour: of this browser (if it is known), this network with this account, this network, …"""

    of_browser: Mistakes = Mistakes()
    of_pair: Mistakes = Mistakes()
    of_network: Mistakes = Mistakes()
    of_account: Mistakes = Mistakes()
    of_codes: Mistakes = Mistakes()


def free_at(wrong: Wrong, is_known: bool) -> datetime | None:
    """When the next try is looked at; None: at once."""
    if is_known:
        return _after(wrong.of_browser, FREE)
    under_attack = wrong.of_account.count >= FREE_OF_ACCOUNT
    waits = (
        _after(wrong.of_pair, FREE),
        _after(wrong.of_network, FREE_OF_NETWORK),
        _after(wrong.of_codes, FREE_CODES),
        wrong.of_pair.last + LONGEST_PAUSE if under_attack and wrong.of_pair.last else None,
    )
    return max((each for each in waits if each is not None), default=None)


def _after(mistakes: Mistakes, free: int) -> datetime | None:
    """Ten seconds after the first mistake too many, twice as long after each further one."""
    if mistakes.count < free or mistakes.last is None:
        return None
    doubled = SHORTEST_PAUSE * (1 << min(mistakes.count - free, 10))
    return mistakes.last + min(doubled, LONGEST_PAUSE)
