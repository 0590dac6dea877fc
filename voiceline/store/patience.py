"""How long we wait for a server that says nothing: stopped, its disk dead, or behind a firewall that forgot us.

Such a server refuses nothing, and its own ``statement_timeout`` stands as still as the rest of it. But while it lives
it has cancelled any statement before ours is up, so whoever is silent longer will not answer: its connection is closed,
and all goes as with a server that went away. What counts is silence, not length: each byte begins it anew.
"""

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, ClassVar, TypeVar

import psycopg
from psycopg import errors, pq
from psycopg.abc import PQGen
from psycopg.conninfo import make_conninfo

Answer = TypeVar("Answer")

CONNECT_SECONDS = 2
SOON = 1.0  # seconds: an answer within them costs a tenth of a microsecond more, and only then is silence counted
A_LOOK = 0.1

_wait: Callable[..., Any] = psycopg.Connection.wait


class Hurried(psycopg.Connection[Any]):
    """For all who must answer in time: what takes longer is an outage, and is spoken as one."""

    statement_milliseconds: ClassVar[int] = 4000
    patience: ClassVar[float] = 5.0  # seconds of silence: the server's own limit, and one to spare

    def wait(self, gen: PQGen[Answer], interval: float = A_LOOK, timeout: float | None = None) -> Answer:
        """psycopg's, through which every statement goes. Raises OperationalError when the server is silent."""
        if timeout is not None:
            return _wait(self, gen, interval, timeout)  # type: ignore[no-any-return]
        try:
            return _wait(self, gen, interval, SOON)  # type: ignore[no-any-return]
        except errors._WaitTimeout:
            pass
        return _wait(self, self._while_it_speaks(gen, interval), interval)  # type: ignore[no-any-return]

    def _while_it_speaks(self, gen: PQGen[Answer], interval: float) -> PQGen[Answer]:
        """Counted in looks and not by the clock: a process that stood still itself has not listened meanwhile."""
        silent = SOON
        try:
            wanted = next(gen)
            while True:
                ready = yield wanted
                silent = 0.0 if ready else silent + interval
                if silent >= self.patience:
                    if self._is_lost():
                        self.close()
                        raise psycopg.OperationalError(f"the server has said nothing for {self.patience:.0f} s")
                    silent = 0.0
                wanted = gen.send(ready)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]

    def _is_lost(self) -> bool:
        return True


class Unhurried(Hurried):
    """For migrations, which may take an hour: silence is no sign, so the server is asked whether it speaks at all."""

    statement_milliseconds = 0
    knock_seconds: ClassVar[int] = 10  # a server may be very busy and alive

    def _is_lost(self) -> bool:
        asked = make_conninfo(self.info.dsn, connect_timeout=self.knock_seconds)
        return pq.PGconn.ping(asked.encode()) == pq.Ping.NO_RESPONSE


class Door:
    """How an engine connects: ``do_connect`` of its dialect.

    While the server is silent one thread at a time knocks, and to the others it is away at once: a web process has few
    threads, and with each of them waiting here the next caller would hear nothing at all.
    """

    def __init__(self, kind: type[Hurried]):
        self._kind = kind
        self._is_silent = False
        self._knocks = Lock()

    def connect(self, dialect: object, record: object, given: Sequence[Any], named: dict[str, Any]) -> Hurried:
        if not self._is_silent:
            return self._knock(given, named)
        if not self._knocks.acquire(blocking=False):
            raise psycopg.OperationalError("the server is silent, and is being asked already")
        try:
            return self._knock(given, named)
        finally:
            self._knocks.release()

    def _knock(self, given: Sequence[Any], named: dict[str, Any]) -> Hurried:
        try:
            connection = self._kind.connect(*given, **named)
        except errors.ConnectionTimeout:
            self._is_silent = True
            raise
        self._is_silent = False
        return connection
