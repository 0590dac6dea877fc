"""Places become TwiML. The only file that knows its verbs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from voiceline.dialog.catalog import Catalog, catalog
from voiceline.dialog.conversation import (
    Ask,
    Confer,
    Confirm,
    End,
    Enter,
    Hold,
    Join,
    Place,
    Record,
    Ring,
    Script,
    Step,
)
from voiceline.domain.directory import Directory
from voiceline.domain.escalation import MOST_FALLBACK, fallback_numbers
from voiceline.domain.speech.hints import hints, number_hints
from voiceline.telephony.transcriber import Transcriber

JOIN_SECONDS = 15  # how long an engineer waits for a queue to give up its caller
RING_SECONDS = 25  # how long a customer's phone rings
GREETING_SECONDS = 3  # for a key, once the customer knows who calls
BREATH_SECONDS = 2  # of quiet, where something will be known in a moment


@dataclass(frozen=True)
class Urls:
    """Where this conversation's answers go: paths, pure ASCII, opaque ids only."""

    turns: str  # "/voice/turn" or "/voice/page/<token>/turn"
    caller_number: str
    legs: str = ""  # "/voice/leg/<sid>": what a customer rung from this call hears, and what becomes of that leg
    transcriber: Transcriber | None = None  # who writes down what is dictated

    def turn(self, number: int) -> str:
        return f"{self.turns}/{number}"


def render(script: Script, place: Place, values: Mapping[str, Any], urls: Urls) -> str:
    """The document for this place. ``values`` are what its words need; a step that acts is never rendered."""
    step = script.steps[place.step]
    words = catalog(place.language)
    action = urls.turn(place.turn)
    response = VoiceResponse()
    if urls.transcriber and _is_past_dictation(step, place):
        urls.transcriber.end(response)
    match step:
        case Ask() | Confirm() | Enter():
            # One digit more than fit: an entry that is too long is heard as such, and its # does not answer the next.
            most, finish = (step.longest + 1, "#") if isinstance(step, Enter) else (1, "")
            phrases = listened_for(step, place.language)
            gather = Gather(
                input="dtmf speech" if phrases else "dtmf",
                num_digits=most,
                timeout=step.seconds,
                finish_on_key=finish,
                action=action,
                method="POST",
                action_on_empty_result=True,
                language=words.locale,
                hints=", ".join(phrases) or None,
                speech_timeout="auto"
                if phrases
                else None,  # the first pause ends it; no model: the carrier's own choice
            )
            if place.tries:  # inside the Gather: a key counts at once, while any word is spoken
                _say(gather, words, "not_understood", values)
            elif isinstance(step, Ask) and step.ahead and values.get(step.ahead, True):
                _say(gather, words, step.ahead, values)
            if isinstance(step, Ask) and step.audio and values.get(step.audio):
                gather.play(values[step.audio])
            _say(gather, words, step.prompt, values)
            response.append(gather)
            response.redirect(action, method="POST")
        case Record():
            _say(response, words, step.prompt, values)
            if urls.transcriber:
                urls.transcriber.begin(response, place.language)
            response.record(
                action=action,
                method="POST",
                max_length=step.longest,
                timeout=step.silence,
                finish_on_key="#" + "".join(step.keys),
                play_beep=True,
                recording_status_callback="/voice/recording",
                recording_status_callback_event="completed absent",
            )
            response.redirect(action, method="POST")
        case Hold():
            _say(response, words, step.prompt, values)
            response.enqueue(str(values["queue"]), wait_url="/voice/wait", action=action, method="POST")
        case Join():
            _say(response, words, step.prompt, values)
            dial = Dial(action=action, method="POST", timeout=JOIN_SECONDS, hangup_on_star=True)
            dial.queue(str(values["queue"]), url="/voice/joined", method="POST")
            response.append(dial)
        case Confer():
            _say(response, words, step.prompt, values)
            is_hers = script.name == "customer_line"
            dial = Dial(action=action, method="POST", timeout=JOIN_SECONDS, hangup_on_star=None if is_hers else True)
            dial.conference(
                str(values["conference"]),
                beep="false",
                end_conference_on_exit=is_hers,  # with her the talk is over
                wait_url="/voice/alone",
                wait_method="POST",
            )
            response.append(dial)
        case Ring():
            _say(response, words, step.prompt, values)
            dial = Dial(action=action, method="POST", timeout=RING_SECONDS, caller_id=urls.caller_number)
            dial.number(str(values["customer_number"]), **_greeted(urls.legs))
            response.append(dial)
        case End():
            _say(response, words, step.prompt, values)
            response.hangup()
        case _:
            raise ValueError(f"{place.step} is not a step to be heard")
    return str(response)


def _is_past_dictation(step: Step, place: Place) -> bool:
    """A dictation is written down; never a number that is asked for next, nor a talk. Somebody may be led out of it."""
    talks = isinstance(step, Hold | Join | Confer | Ring)
    return talks or ("recorded_seconds" in place.notes and not isinstance(step, Record | End))


def listened_for(step: Ask | Confirm | Enter, language: str) -> tuple[str, ...]:
    """The phrases a speech engine is told of; none where only keys count."""
    if isinstance(step, Enter):
        return number_hints(language) if step.spoken else ()
    return hints(language, step.offered) if step.offered else ()


def waiting(language: str, prompts: Sequence[str], values: Mapping[str, Any], music: str | None) -> str:
    """What somebody in the queue hears: what is new, then music, a key counting all the while; without it a breath.

    The carrier asks again when it ends.
    """
    response = VoiceResponse()
    words = catalog(language)
    gather = Gather(
        input="dtmf",
        num_digits=1,
        timeout=1,
        finish_on_key="",
        action="/voice/wait",
        method="POST",
        action_on_empty_result=False,
        language=words.locale,
    )
    for prompt in prompts:
        _say(gather, words, prompt, values)
    if music:
        gather.play(music)
    else:
        gather.pause(length=BREATH_SECONDS)
    response.append(gather)
    return str(response)


def leaving() -> str:
    """Out of the queue: the action of the hold says what comes next."""
    response = VoiceResponse()
    response.leave()
    return str(response)


def alone(music: str) -> str:
    """What the first in a conference hears until somebody comes; there, unlike in a queue, nothing is asked again."""
    response = VoiceResponse()
    response.play(music)
    response.redirect("/voice/alone", method="POST")
    return str(response)


def greeting(language: str, prompt: str, values: Mapping[str, Any], action: str) -> str:
    """What a customer hears whom we ring, before she is joined. Without a key she is joined all the same."""
    words = catalog(language)
    response = VoiceResponse()
    gather = Gather(
        input="dtmf",
        num_digits=1,
        timeout=GREETING_SECONDS,
        finish_on_key="",
        action=action,
        method="POST",
        action_on_empty_result=False,  # only a key is a person; silence falls through to the end, and joins her
        language=words.locale,
    )
    _say(gather, words, prompt, values)
    response.append(gather)
    return str(response)


def farewell(language: str, prompt: str) -> str:
    """Last words that belong to no place."""
    response = VoiceResponse()
    _say(response, catalog(language), prompt, {})
    response.hangup()
    return str(response)


def one_moment(language: str, again: str) -> str:
    """Transient trouble: a word, a breath, and the same question once more."""
    response = VoiceResponse()
    _say(response, catalog(language), "one_moment", {})
    response.pause(length=2)
    response.redirect(again, method="POST")
    return str(response)


def apology(
    language: str, fallback_numbers: tuple[str, ...], caller_number: str, transcriber: Transcriber | None = None
) -> str:
    """Our own trouble: sorry, then the fallback numbers in turn until one answers. Needs neither rows nor Redis.

    It may have come over a dictation, and a talk is never written down.
    """
    response = VoiceResponse()
    if transcriber:
        transcriber.end(response)
    if not fallback_numbers:
        _say(response, catalog(language), "apology_alone", {})
        response.hangup()
        return str(response)
    _say(response, catalog(language), "apology", {})
    dial = Dial(timeout=RING_SECONDS, caller_id=caller_number, sequential=True)
    for number in fallback_numbers[:MOST_FALLBACK]:
        dial.number(number)
    response.append(dial)
    _say(response, catalog(language), "apology_end", {})
    response.hangup()
    return str(response)


def kept_at_the_carrier(book: Directory, caller_number: str) -> str:
    """The static document for the day this app does not answer, as it should read today: in Spanish, as our own
    ``/voice/fallback``, whatever the line greets in.
    """
    return apology("es", fallback_numbers(book), caller_number)


def nothing() -> str:
    """An empty document: the other side needs no words."""
    return str(VoiceResponse())


def _greeted(leg: str) -> dict[str, str]:
    """Whoever answers is greeted before the two are joined, and what becomes of that leg is told."""
    if not leg:
        return {}
    events = "initiated ringing answered completed"
    return {"url": leg, "method": "POST", "status_callback": f"{leg}/status", "status_callback_event": events}


def _say(to: Any, words: Catalog, prompt: str, values: Mapping[str, Any]) -> None:
    spoken, recorded = words.say(prompt, values), words.recorded(prompt)
    if recorded and values.get("recorded_at"):  # only where whoever asks for this can be served the file as well
        to.play(f"{values['recorded_at']}/{recorded}")
    elif spoken:
        to.say(spoken, voice=words.voice, language=words.locale)
    aside = words.aside(prompt)
    if aside:
        other = catalog(aside[0])
        to.say(aside[1], voice=other.voice, language=other.locale)
