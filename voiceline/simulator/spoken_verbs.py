"""The verbs that speak, listen and point elsewhere: Say, Play, Pause, Gather, Redirect, Hangup, Reject, Leave."""

from __future__ import annotations

from voiceline.simulator import switchboard
from voiceline.simulator.asking import fetch_file
from voiceline.simulator.leg import Leg
from voiceline.simulator.office import Office
from voiceline.simulator.program import Heard, Program, Wait
from voiceline.simulator.recordings import sound_seconds
from voiceline.simulator.twiml import BadTwiml, Document, Element, End, Goto, Step, flag, number, words

NOTHING: frozenset[str] = frozenset()
CHARACTERS_A_SECOND = 14
PLAY_SECONDS = 3.0
REDIRECTS_IN_A_ROW = 10


def prompt(office: Office, leg: Leg, verb: Element, doing: str, hears: frozenset[str]) -> Program[Heard | None]:
    """Speaks one Say, Play or Pause; gives what interrupted it, or nothing."""
    if verb.tag == "Play" and words(verb).startswith("http") and not office.recordings.named_in(words(verb)):
        yield from _fetched(office, leg, words(verb))
    heard = yield Wait(_begin(office, leg, verb), doing, hears)
    return None if heard.kind == "timer" else heard


def _fetched(office: Office, leg: Leg, url: str) -> Program[None]:
    """The file itself, kept once it has come; how long it plays is in it. Without it: a warning, and the next verb."""
    if url in office.played:
        return
    exchange = yield from fetch_file(office, leg, url)
    response = exchange.response
    if response is None or not exchange.ok or not response.content_type.startswith("audio/"):
        office.warn(f"11200: nothing to play at {url}: {exchange.status or exchange.error}")
        return
    office.played[url] = sound_seconds(response.body) or PLAY_SECONDS


def _begin(office: Office, leg: Leg, verb: Element) -> float:
    text, times = words(verb), max(1, int(number(verb, "loop", 1)))
    if verb.tag == "Pause":
        return number(verb, "length", 1)
    if verb.tag == "Say":
        office.caption(leg, text, verb.get("language", "en-US"), verb.get("voice", "man"), "say")
        return max(0.5, len(text) / CHARACTERS_A_SECOND) * times
    digits = verb.get("digits")
    office.caption(leg, digits or text, "", "", "play")
    return (
        0.5 * len(digits) if digits else office.recordings.seconds_of(text, office.played.get(text, PLAY_SECONDS))
    ) * times


def say(office: Office, leg: Leg, verb: Element, document: Document) -> Program[None]:
    yield from prompt(office, leg, verb, "pause" if verb.tag == "Pause" else verb.tag.lower(), NOTHING)


def gather(office: Office, leg: Leg, verb: Element, document: Document) -> Program[Step | None]:
    inputs = verb.get("input", "dtmf").split()
    hears = frozenset(({"key"} if "dtmf" in inputs else set()) | ({"speech"} if "speech" in inputs else set()))
    finish_on, wanted = verb.get("finishOnKey", "#"), int(number(verb, "numDigits", 0))
    heard: Heard | None = None
    for nested in verb:  # a key works at once, while the prompt still speaks
        heard = yield from prompt(office, leg, nested, "gather", hears if flag(verb, "bargeIn", True) else NOTHING)
        if heard is not None:
            break
    digits = finished = ""
    while True:
        if heard is None:
            heard = yield Wait(number(verb, "timeout", 5), "gather", hears)
        if heard.kind == "timer":
            break
        if heard.kind == "speech":
            said = [("SpeechResult", heard.value[0]), ("Confidence", str(heard.value[1]))]
            return document.goto(verb.get("action"), verb.get("method"), said)
        hears = frozenset({"key"})  # the first kind of input wins
        if heard.value in finish_on:
            finished = heard.value
            break
        digits += heard.value
        if wanted and len(digits) >= wanted:
            break
        heard = None
    if not digits and not flag(verb, "actionOnEmptyResult"):
        return None  # nothing pressed, or only the finishing key: on to the next verb
    params = [("Digits", digits), ("FinishedOnKey", finished), ("msg", "Gather End")]
    return document.goto(verb.get("action"), verb.get("method"), params)


def redirect(office: Office, leg: Leg, verb: Element, document: Document) -> Program[Goto]:
    leg.redirects += 1
    if leg.redirects > REDIRECTS_IN_A_ROW:
        raise BadTwiml(11215, f"more than {REDIRECTS_IN_A_ROW} redirects in a row, lastly to {words(verb)}")
    return document.goto(words(verb), verb.get("method"))
    yield  # a verb is a generator even when it never waits


def hang_up(office: Office, leg: Leg, verb: Element, document: Document) -> Program[End]:
    return End.HANGUP
    yield


def leave(office: Office, leg: Leg, verb: Element, document: Document) -> Program[End]:
    return End.LEAVE
    yield


def reject(office: Office, leg: Leg, verb: Element, document: Document) -> Program[End]:
    if leg.status == "ringing":
        switchboard.finish(office, leg, "busy" if verb.get("reason") == "busy" else "no-answer")
    return End.HANGUP
    yield
