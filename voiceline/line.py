"""The line: everything one process needs, built once, and the only place in ``voiceline`` that rings the bell.

The database is the truth and Redis is a bell: what must be done stands in a row before it is a job, so a bell that
is lost costs at most the second until ``workers/clock.py`` looks.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from time import monotonic
from typing import Any

from redis import Redis
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from rq import Queue, Worker
from rq.serializers import JSONSerializer
from sqlalchemy.orm import Session, sessionmaker

from voiceline.archive.archive import Archive, ArchiveError
from voiceline.archive.directory import DirectoryArchive
from voiceline.archive.rows import RowArchive
from voiceline.aside import Aside
from voiceline.hands import Hands, Turn
from voiceline.settings import BY_SIM, Settings
from voiceline.store import audit, base, reach
from voiceline.store.bells import CALM, MESSAGES, URGENT, Bell, bells_of
from voiceline.store.claims import Claimant
from voiceline.store.recordings import ARCHIVE, DATABASE
from voiceline.telephony.mail import Mail, SmtpMail
from voiceline.telephony.phone import Phone, Texting

log = logging.getLogger(__name__)

QUEUES = (URGENT, MESSAGES, CALM)
BREATHS = {URGENT: 0.02, MESSAGES: 0.1, CALM: 0.1}  # seconds: a crowd's bells are rung together, each queue's apart
BELL_PATIENCE = 0.25  # seconds a web request may lose to a Redis that does not answer
BELL_SILENCE = 2.0  # seconds the bell is left alone after that
WORKER_IS_DEAD_AFTER = 45  # seconds; an idle worker beats every ten, a busy one is in a request of eight


@dataclass(frozen=True)
class BellFacts:
    """Redis as it is: what it does when its memory is full, how fast it answers, who listens to each queue."""

    version: str
    memory_limit: int  # bytes; 0 is none
    eviction: str  # "noeviction", "allkeys-lru", …
    seconds: float  # for one answer
    workers: Mapping[str, int]  # live ones, by the queue they listen to


class Line:
    """Settings, clock, database, bell and phone of one process. Build it after a fork, never before."""

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], datetime] | None = None,
        phone: Phone | None = None,
        hands: int = 1,
    ):
        self.settings = settings
        self.hands = Hands(hands)
        self._now = now or (lambda: datetime.now(UTC))
        self._phone = phone
        self._bell_broken_until = 0.0
        self._asides: dict[str, Aside[Bell]] = {}

    def now(self) -> datetime:
        """This moment, aware, in UTC. The one clock of the house; tests move it."""
        return self._now()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """One transaction; what it owes to the workers is rung for only after it is committed."""
        with self._sessions() as session:
            with session.begin():
                yield session
                base.write_changes(session)
                audit.write_noted(session)
            bells = bells_of(session)
        if not self._asides:
            self.ring_all(bells)
        for queue, aside in self._asides.items():
            aside.hand([bell for bell in bells if bell.queue == queue])

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for reads; nothing of it is written."""
        with self._sessions() as session:
            yield session
            base.end_reading(session)

    def ring(self, job: str, key: int | str, queue: str = URGENT) -> bool:
        """Ask a worker to look at a row now. False when Redis is away: the clock will find the row."""
        return self.ring_all([Bell(job, key, queue)])

    def rings_aside(self) -> "Line":
        """From here on a transaction does not wait for its bells: no request ever does for Redis."""
        self._asides = {queue: Aside(self.ring_all, breath) for queue, breath in BREATHS.items()}
        return self

    def ring_all(self, bells: Sequence[Bell]) -> bool:
        """As ``ring``; what one job does in one go is rung for once."""
        if not bells or monotonic() < self._bell_broken_until:
            return not bells
        try:
            with self.redis.pipeline(transaction=False) as pipeline:  # one round trip; enqueue() takes two a bell
                for bell in _each_once(bells):
                    job = f"workers.jobs.{bell.job}"
                    wanted = Queue.prepare_data(job, (bell.key,), result_ttl=0, failure_ttl=3600, ttl=600)
                    self.queues[bell.queue].enqueue_many([wanted], pipeline=pipeline)
                pipeline.execute()
        except RedisError as error:
            self._bell_broken_until = monotonic() + BELL_SILENCE
            log.warning("the bell is out of reach (%s); the clock will find the row", type(error).__name__)
            return False
        return True

    def turn(self, job: str, key: int | str, queue: str = URGENT) -> Turn:
        """The turn of a job that takes what is due a few at a time."""
        return Turn(lambda: self.ring(job, key, queue))

    def redis_answers(self) -> bool:
        try:
            return bool(self.redis.ping())
        except RedisError:
            return False

    def queue_lengths(self) -> dict[str, int]:
        """Jobs waiting in each queue; empty when Redis does not answer."""
        try:
            return {name: queue.count for name, queue in self.queues.items()}
        except RedisError:
            return {}

    def listening(self, seconds: float) -> Mapping[str, int]:
        """Live workers by queue; empty when Redis does not answer within that."""
        try:
            with self._asked(seconds) as redis:
                return _live_workers(redis, monotonic() + seconds)
        except RedisError:
            return {}

    def ask_the_bell(self, seconds: float) -> BellFacts:
        """For a diagnosis: asks at leisure, on a connection of its own. Raises RedisError when it cannot be reached."""
        with self._asked(seconds) as redis:
            redis.ping()
            began = monotonic()
            redis.ping()
            took = monotonic() - began
            found: dict[str, Any] = redis.info()
            workers = _live_workers(redis, monotonic() + seconds)
        return BellFacts(
            version=str(found.get("valkey_version") or found["redis_version"]),
            memory_limit=int(found.get("maxmemory", 0)),
            eviction=str(found.get("maxmemory_policy", "noeviction")),
            seconds=took,
            workers=workers,
        )

    def _asked(self, seconds: float) -> Redis:
        return Redis.from_url(self.settings.redis_url, socket_connect_timeout=seconds, socket_timeout=seconds)

    @property
    def phone(self) -> Phone:
        """The carrier; only a process that delivers is given one, a web process never calls it."""
        if self._phone is None:
            raise RuntimeError("this process has no phone")
        return self._phone

    def texting(self, channel: str) -> Texting:
        """Who carries messages of this channel: the phone with our SIM where SMS_BY says so, else the carrier."""
        return self.sim if channel == "sms" and self.settings.sms_by == BY_SIM else self.phone

    @cached_property
    def sim(self) -> Texting:
        from voiceline.telephony.sim_gateway import SimGateway  # five megabytes that no web process needs

        return SimGateway(self.settings)

    @cached_property
    def mail(self) -> Mail | None:
        """E-mail; None where no server is set, and then what would go that way is called off."""
        return SmtpMail(self.settings.smtp_url, self.settings.mail_from) if self.settings.smtp_url else None

    @property
    def keeps_in(self) -> str:
        """Where this line keeps what is new: ``archive``, or ``database`` where RECORDINGS names none."""
        return ARCHIVE if self.settings.recordings else DATABASE

    def archive(self, kept_in: str, rows: str = "recordings") -> Archive:
        """Where a file is that was kept there; ``rows`` is the table that speaks of it.

        Raises ArchiveError where it is nowhere we know.
        """
        if kept_in == DATABASE:
            return RowArchive(self.engine, rows)
        if self._archive is None:
            raise ArchiveError("it was kept in an archive, and RECORDINGS names none")
        return self._archive

    @cached_property
    def _archive(self) -> Archive | None:
        place = self.settings.recordings
        if not place or place.startswith("/"):
            return DirectoryArchive(Path(place)) if place else None
        from voiceline.archive.bucket import BucketArchive  # sixty milliseconds that only such a line needs

        return BucketArchive(place)

    def worker_redis(self) -> Redis:
        """A connection for a worker, which blocks on it for long."""
        return Redis.from_url(self.settings.redis_url, socket_connect_timeout=2, socket_keepalive=True)

    @cached_property
    def engine(self) -> base.Engine:
        return base.make_engine(self.settings.database_url)

    @cached_property
    def claimant(self) -> Claimant:
        """This process's name on the rows it claims; alive exactly as long as the process is."""
        return Claimant(self.engine)

    @cached_property
    def redis(self) -> Redis:
        return Redis.from_url(
            self.settings.redis_url, socket_connect_timeout=BELL_PATIENCE, socket_timeout=BELL_PATIENCE
        )

    @cached_property
    def queues(self) -> dict[str, Queue]:
        return {name: Queue(name, connection=self.redis, serializer=JSONSerializer) for name in QUEUES}

    @cached_property
    def _sessions(self) -> sessionmaker[Session]:
        info = {reach.MEANS: self.settings.means}
        return sessionmaker(self.engine, expire_on_commit=False, autoflush=False, info=info)  # one flush, at the end

    def close(self) -> None:
        """Give back connections (tests, end of a command)."""
        self.hands.close()
        for aside in self._asides.values():
            aside.close()
        if "claimant" in self.__dict__:
            self.claimant.close()
        if "engine" in self.__dict__:
            self.engine.dispose()
        if "redis" in self.__dict__:
            self.redis.close()


def _each_once(bells: Sequence[Bell]) -> list[Bell]:
    """In order; of those whose work is done together the first."""
    kept: dict[object, Bell] = {}
    for bell in bells:
        kept.setdefault(bell.together or bell, bell)
    return list(kept.values())


def _live_workers(redis: Redis, until: float) -> dict[str, int]:
    """By queue. Two questions a worker: together they take no longer than one answer may, or Redis is too slow."""
    listening: Counter[str] = Counter()
    for key in Worker.all_keys(connection=redis):
        if monotonic() > until:
            raise RedisTimeoutError("the workers could not be counted in time")
        worker = Worker.find_by_key(key, connection=redis, serializer=JSONSerializer)
        beat = worker.last_heartbeat if worker else None
        if worker and beat and (datetime.now(UTC) - beat).total_seconds() < WORKER_IS_DEAD_AFTER:
            listening.update(worker.queue_names())
    return {queue: listening[queue] for queue in QUEUES}
