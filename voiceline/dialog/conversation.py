"""What a conversation is made of, and the one function that moves it on.

A ``Script`` is a table: step name → ``Ask``, ``Record``, ``Hold``, ``Join``, ``Ring``, ``Do`` or ``End``. A ``Place``
is where somebody stands in it. ``advance(script, place, heard)`` gives the next place and knows nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from voiceline.domain.text_command import yes_or_no

NOTHING: Mapping[str, Any] = MappingProxyType({})


# What somebody may do at a step.


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key (or the number of a choice, in a text)."""

    key: str


@dataclass(frozen=True, slots=True)
class Silence:
    """The question went unanswered."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words: a text message that is no choice."""

    words: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """The recording ended: by a key, by silence, or by hanging up (``key == "hangup"``). Seconds may be 0."""

    seconds: int
    key: str = ""
    sid: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """The hold or the talk ended; ``how`` in our words: talked, hung_up, unjoined, error."""

    how: str


Heard = Pressed | Silence | Said | Recorded | Left


# What a step may be.


@dataclass(frozen=True, slots=True)
class Choice:
    """What a key means: go to a step (of another script, if one is named), with something to remember."""

    step: str
    remember: Mapping[str, Any] = field(default_factory=dict)
    script: str | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A question with keys. Silence and a wrong key count alike; after the third the ``give_up`` step follows.

    ``on_silence`` makes silence an answer of its own, which does not count. ``audio`` names the note that holds the
    URL of something to be played before the question; ``ahead`` a prompt said before it, unless it comes out empty.
    ``on_words``: in a text, words that are no plain yes or no (keys 1 and 2) are an answer to that step instead.
    """

    prompt: str
    keys: Mapping[str, Choice]
    give_up: str
    seconds: int = 6
    on_silence: str | None = None
    audio: str | None = None
    ahead: str | None = None
    on_words: str | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """Somebody speaks (or writes). ``keys`` are those that mean something other than "done"."""

    prompt: str
    then: str
    longest: int = 120
    silence: int = 5
    keys: Mapping[str, Choice] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Hold:
    """Waits in the queue of this call, hearing how it goes. ``ways`` leads each end of the wait to a step."""

    prompt: str
    ways: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Join:
    """Connects whoever hears this with the caller who waits in the queue named by the note ``queue``."""

    prompt: str
    ways: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ring:
    """Rings the number in the note ``customer_number`` and connects, showing the line's own number.

    Whoever answers is greeted and asked for a key first: a key proves that it was a person.
    """

    prompt: str
    ways: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Do:
    """Leaves the conversation to act; each outcome of the action leads to a step."""

    action: str
    outcomes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class End:
    """The last words."""

    prompt: str


Step = Ask | Record | Hold | Join | Ring | Do | End


@dataclass(frozen=True, slots=True)
class Script:
    name: str
    start: str
    steps: Mapping[str, Step]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation stands. ``turn`` is the number of the question now open; an older answer acts on nothing."""

    script: str
    step: str
    turn: int = 0
    tries: int = 0
    language: str = "es"
    notes: Mapping[str, Any] = field(default_factory=dict)

    def at(self, step: str, **remember: Any) -> "Place":
        """The same conversation at another step: a new question, nothing tried yet."""
        return replace(self, step=step, tries=0, notes={**self.notes, **remember})


MOST_TRIES = 3
AGAIN = "*"


def advance(script: Script, place: Place, heard: Heard) -> Place:
    """Where ``heard`` leads from ``place``. Pure; the turn is counted on, so the same answer cannot act twice."""
    return replace(_next(script, place, heard), turn=place.turn + 1)


def follow(script: Script, place: Place, outcome: str, remember: Mapping[str, Any] = NOTHING) -> Place:
    """Where the outcome of a ``Do`` leads. An outcome without a row of its own is a mistake in the script."""
    step = script.steps[place.step]
    if not isinstance(step, Do):
        raise ValueError(f"{place.step} is not a step that acts")
    return place.at(step.outcomes[outcome], **remember)


def _next(script: Script, place: Place, heard: Heard) -> Place:
    step = script.steps[place.step]
    match step, heard:
        case Ask(keys=keys), Pressed(key) if key in keys:
            return _take(place, keys[key])
        case Ask(), Pressed(key) if key == AGAIN:
            return place
        case Ask(keys=keys, on_words=str(answered)), Said(words):
            yes = yes_or_no(words)
            return _next(script, place.at(answered), heard) if yes is None else _take(place, keys["1" if yes else "2"])
        case Ask(on_silence=str(silent)), Silence():
            return place.at(silent)
        case Ask(give_up=give_up), _:
            tried = place.tries + 1
            return place.at(give_up) if tried >= MOST_TRIES else replace(place, tries=tried)
        case Record(keys=keys), (Recorded(key=key) | Pressed(key=key)) if key in keys:
            return _take(place, keys[key])
        case Record(then=then), Recorded(seconds=seconds, key=key, sid=sid):
            return place.at(then, recorded_seconds=seconds, recording_sid=sid, hung_up=key == "hangup")
        case Record(then=then), Said(words):
            return place.at(then, words=words)
        case Record(then=then), Pressed(key):
            return place.at(then, words=key)
        case Record(then=then), _:
            return place.at(then, recorded_seconds=0)
        case ((Hold(ways=ways) | Join(ways=ways) | Ring(ways=ways)), Left(how)):
            return place.at(ways.get(how, ways["error"]))
        case _:
            return place


def _take(place: Place, choice: Choice) -> Place:
    language = choice.remember.get("language", place.language)
    script = choice.script or place.script
    return replace(place.at(choice.step, **choice.remember), script=script, language=language)
