"""Reading one table of a TOML file with care: every mistake names its key and its reason, in Spanish."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any, TypeVar, cast

import phonenumbers

from voiceline.domain.business_time import Span
from voiceline.store.directory_reasons import reason

T = TypeVar("T")
REGION = "GT"
_CLOCK = re.compile(r"(\d{2}):(\d{2})")
_WAIT = re.compile(r"(\d+)([smh])")
_EVERY = re.compile(r"(\d+) (hour|day|week)s?")
_SECONDS = {"s": 1, "m": 60, "h": 3600}
_MISSING = object()


class DirectoryError(Exception):
    """A mistake in a directory file: one line, "archivo: clave: razón". ``code`` is of ``directory_reasons``."""

    def __init__(self, name: str, key: str, code: str, /, **values: Any):
        self.name, self.key, self.code, self.values = name, key, code, values
        super().__init__(f"{name}: {key}: {self.reason}")

    @property
    def reason(self) -> str:
        return self.said("es")

    def said(self, language: str) -> str:
        return reason(language, self.code, self.values)


@lru_cache(maxsize=2**15)
def e164(words: str) -> str | None:
    """A phone number as the directory has it; None for what is none. Asked again for each version of the same book."""
    parsed = _parsed(words)
    if parsed is None or not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


class Reading:
    """A table being read. What is not taken by its end is an unknown key."""

    def __init__(self, name: str, key: str, table: Any):
        self.name, self.key = name, key
        if not isinstance(table, dict):
            raise self.wrong("", "must_be_dict")
        self._left = dict(table)

    def __enter__(self) -> "Reading":
        return self

    def __exit__(self, kind: object, *rest: object) -> None:
        if kind is None and self._left:
            raise self.wrong(next(iter(self._left)), "unknown_key")

    def wrong(self, key: str, code: str, /, **values: Any) -> DirectoryError:
        return DirectoryError(self.name, ".".join(part for part in (self.key, key) if part), code, **values)

    def has(self, key: str) -> bool:
        return key in self._left

    def take(self, key: str, kind: type[T], default: Any = _MISSING) -> T:
        """The value of this key, of this type; the default where it is missing, or an error without one."""
        if key not in self._left:
            if default is _MISSING:
                raise self.wrong(key, "missing")
            return default  # type: ignore[no-any-return]
        value = self._left.pop(key)
        fits = isinstance(value, kind) and not (isinstance(value, bool) and kind is int)
        if not fits or (kind is date and isinstance(value, datetime)):
            raise self.wrong(key, f"must_be_{kind.__name__}")
        return cast(T, value)

    def text(self, key: str, default: Any = _MISSING) -> Any:
        value = self.take(key, str, default)
        if isinstance(value, str) and not value.strip():
            raise self.wrong(key, "empty")
        return value

    def texts(self, key: str, default: Any = _MISSING) -> tuple[str, ...]:
        values = self.take(key, list, default)
        if not all(isinstance(value, str) and value for value in values):
            raise self.wrong(key, "texts")
        return tuple(values)

    def numbers(self, key: str, default: Any = _MISSING) -> tuple[str, ...]:
        """Phone numbers, as E.164."""
        return tuple(self.number(key, value) for value in self.texts(key, default))

    def number(self, key: str, value: str) -> str:
        found = e164(value)
        if found is None:
            raise self.wrong(key, "no_valid_phone" if _parsed(value) else "no_phone", words=value)
        return found

    def one_of(self, key: str, known: Sequence[str], default: Any = _MISSING) -> str:
        value = self.text(key, default)
        if value not in known:
            raise self.wrong(key, "none_of", words=value, known=", ".join(known))
        return str(value)

    def tables(self, key: str, read: Callable[["Reading"], T]) -> list[T]:
        """An array of tables, each read whole."""
        made = []
        for number, table in enumerate(self.take(key, list, []), 1):
            with Reading(self.name, ".".join(p for p in (self.key, f"{key}[{number}]") if p), table) as each:
                made.append(read(each))
        return made

    def spans(self, key: str, default: Any = _MISSING) -> tuple[Span, ...]:
        """``["08:00-12:00", "13:00-17:00"]``, in order and apart from each other."""
        spans = tuple(self._span(key, words) for words in self.texts(key, default))
        for earlier, later in pairwise(spans):
            if later.start < earlier.end:
                raise self.wrong(key, "spans_overlap")
        return spans

    def clock(self, key: str, words: str) -> int:
        """``08:00`` as minutes; ``24:00`` is the day's end."""
        found = _CLOCK.fullmatch(words)
        minutes = int(found[1]) * 60 + int(found[2]) if found and int(found[2]) < 60 else -1
        if not 0 <= minutes <= 24 * 60:
            raise self.wrong(key, "no_clock", words=words)
        return minutes

    def wait(self, key: str) -> int:
        """``90s``, ``2m`` or ``1h`` in seconds, from ``1s``."""
        words = self.text(key)
        found = _WAIT.fullmatch(words)
        seconds = int(found[1]) * _SECONDS[found[2]] if found else 0
        if not 1 <= seconds <= 7 * 24 * 3600:
            raise self.wrong(key, "no_wait", words=words)
        return seconds

    def every(self, key: str) -> tuple[int, str]:
        """``1 week`` → (1, "weeks")."""
        words = self.text(key)
        found = _EVERY.fullmatch(words)
        if not found or not 1 <= int(found[1]) <= 10_000:
            raise self.wrong(key, "no_every", words=words)
        return int(found[1]), found[2] + "s"

    def local(self, key: str) -> datetime:
        value = self.take(key, datetime)
        if value.tzinfo is not None:
            raise self.wrong(key, "local_time")
        return value

    def _span(self, key: str, words: str) -> Span:
        start, dash, end = words.partition("-")
        span = Span(self.clock(key, start), self.clock(key, end)) if dash else None
        if span is None or span.start >= span.end:
            raise self.wrong(key, "no_span", words=words)
        return span


def _parsed(words: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(words, REGION)
    except phonenumbers.NumberParseException:
        return None
