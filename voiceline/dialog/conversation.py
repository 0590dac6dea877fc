"""What a conversation is made of, and the one function that moves it on.

A ``Script`` is a table: step name → ``Ask``, ``Confirm``, ``Enter``, ``Record``, ``Hold``, ``Join``, ``Ring``,
``Confer``, ``Do`` or ``End``. A ``Place`` is where somebody stands in it. ``advance(script, place, heard)`` gives the
next place and knows nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from voiceline.domain.speech.meaning import URGENT, Meaning
from voiceline.domain.speech.numerals import digits_said
from voiceline.domain.speech.recogniser import Offered, Understood, named, recognise

NOTHING: Mapping[str, Any] = MappingProxyType({})


# What somebody may do at a step.


@dataclass(frozen=True, slots=True)
class Pressed:
    """A key (or the number of a choice, in a text)."""

    key: str


@dataclass(frozen=True, slots=True)
class Entered:
    """Several digits. They may be a secret, so no log shows them."""

    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Silence:
    """The question went unanswered."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words: speech, with the carrier's confidence in it (0 to 1) if any."""

    words: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Wrote(Said):
    """The words of a message that is no choice."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """The recording ended: by a key, by silence, or by hanging up (``key == "hangup"``). Seconds may be 0."""

    seconds: int
    key: str = ""
    sid: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """The hold or the talk ended; ``how`` in our words: talked, left (of her own will), hung_up, unjoined, error."""

    how: str


Heard = Pressed | Entered | Silence | Said | Recorded | Left


# What a step may be.


@dataclass(frozen=True, slots=True)
class Choice:
    """What a key means: go to a step (of another script, if one is named), with something to remember.

    ``means`` is what people say instead of the key; ``named`` the catalog's word for it, when it is said back to them.
    """

    step: str
    remember: Mapping[str, Any] = field(default_factory=dict)
    script: str | None = None
    means: tuple[Meaning, ...] = ()
    named: str = ""

    @property
    def is_urgent(self) -> bool:
        return any(meaning in URGENT for meaning in self.means)


Way = str | Choice  # where something leads: a step of the same script, or a choice, which may name another


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """A question with keys. Silence and a wrong key count alike; after the third the ``give_up`` step follows.

    ``on_silence`` makes silence an answer of its own, which does not count. ``audio`` names the note that holds the
    URL of something to be played before the question; ``ahead`` a prompt said before it, once (not where a
    value of that name is empty).
    Words are an answer too where ``confirm`` names the ``Confirm`` that says back what was not plainly understood;
    ``on_words``: written ones that plainly choose nothing, and nothing urgent at all, answer that step instead.
    """

    prompt: str
    keys: Mapping[str, Choice]
    give_up: Way
    seconds: int = 6
    on_silence: str | None = None
    audio: str | None = None
    confirm: str | None = None
    ahead: str | None = None
    on_words: str | None = None
    keeps_urgent: bool = False  # asked after an urgent key: hanging up here is silence, and loses nothing

    @property
    def offered(self) -> Offered:
        """What words may choose; nothing where only keys count."""
        if self.confirm is None:
            return {}
        said = {key: choice.means for key, choice in self.keys.items() if key != NUMERAL}
        return {**said, AGAIN: (Meaning.REPEAT,)}


@dataclass(frozen=True, slots=True)
class Confirm:
    """Says back what was understood of somebody's words at an earlier question (the notes ``meant`` and ``meant_at``).

    Yes takes that choice, no puts the question again (or leads to ``on_no``). Silence takes an urgent one, which is
    never lost, and no other.
    """

    prompt: str
    seconds: int = 4
    on_no: str | None = None

    @property
    def offered(self) -> Offered:
        return {"1": (Meaning.YES,), "2": (Meaning.NO,), AGAIN: (Meaning.REPEAT,)}


@dataclass(frozen=True, slots=True)
class Enter:
    """Asks for digits, ended by numeral or by a pause, and remembers them as the note ``note``.

    None, or more than ``longest``, count like a wrong key of an ``Ask``; ``keys`` are whole entries that mean something
    else. A note that is a secret is taken out again by the ``Do`` that ``then`` names, before anything is written.
    """

    prompt: str
    note: str
    then: str
    give_up: Way
    longest: int = 8
    seconds: int = 8
    on_silence: Way | None = None
    keys: Mapping[str, Choice] = field(default_factory=dict)
    spoken: bool = False  # the digits may be said as well; never a secret's


@dataclass(frozen=True, slots=True)
class Record:
    """Somebody speaks (or writes). ``keys`` are those that mean something other than "done"."""

    prompt: str
    then: str
    longest: int = 120
    silence: int = 5
    keys: Mapping[str, Choice] = field(default_factory=dict)
    is_urgent: bool = False  # an urgent case is open already, or will be by whatever is said here


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
class Confer:
    """Connects whoever hears this with everybody else of the case, however many they are."""

    prompt: str
    ways: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Do:
    """Leaves the conversation to act; each outcome of the action leads to a step."""

    action: str
    outcomes: Mapping[str, Way]


@dataclass(frozen=True, slots=True)
class End:
    """The last words."""

    prompt: str


Step = Ask | Confirm | Enter | Record | Hold | Join | Ring | Confer | Do | End


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
        return Place(self.script, step, self.turn, 0, self.language, {**self.notes, **remember})


MOST_TRIES = 3
AGAIN = "*"
NUMERAL = "#"
BETWEEN_DIGITS = str.maketrans("", "", " .-#")  # how people write a number
YES, NO = "1", "2"
LONGEST_SAID = 500  # characters of somebody's words that are kept beside her choice


def advance(script: Script, place: Place, heard: Heard) -> Place:
    """Where ``heard`` leads from ``place``. Pure; the turn is counted on, so the same answer cannot act twice."""
    return replace(_next(script, place, heard), turn=place.turn + 1)


def follow(script: Script, place: Place, outcome: str, remember: Mapping[str, Any] = NOTHING) -> Place:
    """Where the outcome of a ``Do`` leads. An outcome without a row of its own is a mistake in the script.

    ``language`` among what is remembered is the language from here on, as in a choice.
    """
    step = script.steps[place.step]
    if not isinstance(step, Do):
        raise ValueError(f"{place.step} is not a step that acts")
    return _lead(_remember(place, remember), step.outcomes[outcome])


def _next(script: Script, place: Place, heard: Heard) -> Place:
    step = script.steps[place.step]
    match step, heard:
        case Ask(), Entered(digits):
            return _next(script, place, Pressed(digits[:1]))
        case ((Ask(keys=keys) | Enter(keys=keys)), (Pressed(key) | Entered(key))) if key in keys:
            return _lead(place, keys[key])
        case ((Ask() | Enter()), Pressed(key)) if key == AGAIN:
            return place
        case Ask(confirm=None, keys=keys), Wrote(words) if chosen := named(words, keys):
            return _lead(place, keys[chosen])
        case Ask(on_words=str(answered)) as ask, Wrote(words) if not _is_choice(ask, words):
            return _next(script, place.at(answered), heard)
        case Ask() as ask, Said(words, confidence) if understood := recognise(words, ask.offered, confidence):
            return _understood(ask, place, understood, words)
        case Confirm(), _:
            return _confirmed(script, place, heard)
        case Enter() as enter, _ if 0 < len(digits := _digits(heard, enter.spoken)) <= enter.longest:
            return place.at(enter.then, **{enter.note: digits})
        case ((Ask(on_silence=silent) | Enter(on_silence=silent)), Silence()) if silent is not None:
            return _lead(place, silent)
        case ((Ask(give_up=give_up) | Enter(give_up=give_up)), _):
            tried = place.tries + 1
            return _lead(place, give_up) if tried >= MOST_TRIES else replace(place, tries=tried)
        case Record(keys=keys), (Recorded(key=key) | Pressed(key=key)) if key in keys:
            return _lead(place, keys[key])
        case Record(then=then), Recorded(seconds=seconds, key=key, sid=sid):
            return place.at(then, recorded_seconds=seconds, recording_sid=sid, hung_up=key == "hangup")
        case Record(then=then), Said(words):
            return place.at(then, words=words)
        case Record(then=then), Pressed(key):
            return place.at(then, words=key)
        case Record(then=then), _:
            return place.at(then, recorded_seconds=0)
        case ((Hold(ways=ways) | Join(ways=ways) | Ring(ways=ways) | Confer(ways=ways)), Left(how)):
            return place.at(ways.get(how, ways["error"]))
        case _:
            return place


def _is_choice(ask: Ask, words: str) -> bool:
    understood = recognise(words, {key: means for key, means in ask.offered.items() if means})
    chosen = ask.keys.get(understood.key) if understood is not None else None
    return understood is not None and (understood.sure or (chosen is not None and chosen.is_urgent))


def _understood(ask: Ask, place: Place, understood: Understood, words: str) -> Place:
    if understood.key == AGAIN:
        return place
    said = place.at(place.step, said=words[:LONGEST_SAID])
    if understood.sure or ask.confirm is None:
        return _lead(said, ask.keys[understood.key])
    return said.at(ask.confirm, meant=understood.key, meant_at=place.step, doubts=place.tries + 1)


def _confirmed(script: Script, place: Place, heard: Heard) -> Place:
    step, asked = script.steps[place.step], meant_at(script, place)
    choice = asked.keys[place.notes["meant"]]
    key, words, confidence = _answer(heard)
    understood = recognise(words, step.offered, confidence) if words and isinstance(step, Confirm) else None
    if understood is not None and (understood.sure or understood.key == YES):
        key = understood.key
    elif again := recognise(words, asked.offered, confidence) if words else None:  # she says her choice once more
        return _understood(asked, replace(place.at(place.notes["meant_at"]), tries=place.notes["doubts"]), again, words)
    tried = place.tries + 1
    if key == AGAIN:
        return place
    if key == YES or (key != NO and choice.is_urgent and (tried >= MOST_TRIES or isinstance(heard, Silence))):
        return _lead(place, choice)
    if key != NO and tried < MOST_TRIES and not isinstance(heard, Silence):
        return replace(place, tries=tried)
    if isinstance(step, Confirm) and step.on_no is not None:
        return _lead(place, step.on_no)
    doubts = int(place.notes["doubts"])
    return (
        _lead(place, asked.give_up)
        if doubts >= MOST_TRIES
        else replace(place.at(place.notes["meant_at"]), tries=doubts)
    )


def meant_at(script: Script, place: Place) -> Ask:
    """The question whose answer is being said back."""
    asked = script.steps[place.notes["meant_at"]]
    if not isinstance(asked, Ask):
        raise ValueError(f"{place.notes['meant_at']} is not a question")
    return asked


def _answer(heard: Heard) -> tuple[str, str, float | None]:
    """(key, words, confidence) of whatever was done."""
    match heard:
        case Pressed(key):
            return key, "", None
        case Entered(digits):
            return digits[:1], "", None
        case Said(words, confidence):
            return "", words, confidence
        case _:
            return "", "", None


def _digits(heard: Heard, spoken: bool) -> str:
    """What was entered, by keys, said, or in a message of nothing but a number; empty when it is none."""
    match heard:
        case Pressed(typed) | Entered(typed):
            found = typed
        case Said(words):
            found = digits_said(words) if spoken else words.translate(BETWEEN_DIGITS)
        case _:
            found = ""
    return found if found.isascii() and found.isdecimal() else ""


def _lead(place: Place, way: Way) -> Place:
    if isinstance(way, str):
        return place.at(way)
    notes, language = {**place.notes, **way.remember}, way.remember.get("language", place.language)
    return Place(way.script or place.script, way.step, place.turn, 0, language, notes)


def _remember(place: Place, notes: Mapping[str, Any]) -> Place:
    return replace(place, notes={**place.notes, **notes}, language=notes.get("language", place.language))
