"""Moments that a page counts to or from: said by the server, and then each second by ``feed.js`` in the same words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from voiceline.web.admin.words import Words

HOUR = 3600


@dataclass(frozen=True)
class Ticker:
    """As of one moment, in one language."""

    w: Words
    now: datetime

    def __call__(self, at: datetime, left: str, over: str, tone: str = "") -> Markup:
        """``left`` and ``over`` are words with a ``{span}`` or a ``{clock}``: until that moment, and after it."""
        seconds = (at - self.now).total_seconds()
        span = abs(seconds)
        said = self.w(left if seconds >= 0 else over, span=self.span(span), clock=self.clock(span))
        facts: Mapping[str, object] = {
            "class": f"tick {tone}".strip(),
            "data-at": milliseconds(at),
            "data-left": self.w(left, span="{span}", clock="{clock}"),
            "data-over": self.w(over, span="{span}", clock="{clock}"),
        }
        marks = Markup(" ").join(Markup('{}="{}"').format(name, value) for name, value in facts.items())
        return Markup("<span {}>{}</span>").format(marks, said)

    def span(self, seconds: float) -> str:
        """To the second within the last hour, to the minute beyond it."""
        return self.w.to_the_second(int(seconds)) if seconds < HOUR else self.w.span(seconds)

    def clock(self, seconds: float) -> str:
        """``14:05`` within the last hour: for the wall, where few letters are large ones."""
        return "{}:{:02}".format(*divmod(int(seconds), 60)) if seconds < HOUR else self.w.span(seconds)

    @property
    def milliseconds(self) -> int:
        return milliseconds(self.now)


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
