"""A process that has begun for good: what it has loaded by now stays, and no collection of garbage walks it again."""

import gc

YOUNG = 10_000  # objects made and not yet gone before the young are looked through: a message makes some thousands


def settle() -> None:
    """Call once, when everything is loaded: in a parent before it forks, in a web process before its first request.

    A full collection over all that is loaded stops every thread for some eighty milliseconds, and it comes once in
    some hundreds of requests: a caller waits, and every other caller with her.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, 20, 20)
