"""<Record>: listens until silence, a key, the limit or the hang-up, then says where the recording is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from voiceline.simulator.asking import tell
from voiceline.simulator.leg import Leg
from voiceline.simulator.office import Office
from voiceline.simulator.program import HungUp, Interrupted, Program, Wait
from voiceline.simulator.recordings import Recording
from voiceline.simulator.twiml import Document, Element, Goto, Step, flag, number
from voiceline.simulator.web import Form
from voiceline.simulator.webhooks import rfc2822

ANY_KEY = "1234567890*#"


@dataclass
class Take:
    """What has been spoken into one <Record>."""

    began: float
    began_at: datetime
    texts: list[str] = field(default_factory=list)
    spoken_until: float = 0.0
    audio: bytes | None = None

    def speak(self, now: float, text: str, seconds: float, audio: bytes | None) -> None:
        self.texts.append(text)
        self.spoken_until = max(now, self.spoken_until) + seconds
        self.audio = audio or self.audio

    def seconds(self, now: float) -> int:
        """Silence at the end is trimmed; a recording of silence alone is as long as it lasted."""
        return max(1, round(min(now, self.spoken_until or now) - self.began))


def record(office: Office, leg: Leg, verb: Element, document: Document) -> Program[Step | None]:
    here = document.goto(verb.get("action"), verb.get("method"))
    if flag(verb, "playBeep", True):
        office.caption(leg, "♪", "", "", "beep")
    take = Take(office.clock.now(), office.now())
    try:
        digits = yield from _listen(office, leg, verb, take)
    except HungUp:
        recording = _keep(office, leg, verb, document, take)
        tell(office, leg, here, _fields(office, recording, "hangup"))
        raise
    except Interrupted:
        _keep(office, leg, verb, document, take)
        raise
    if not take.texts and not digits and not office.config.keep_silent_recordings:
        _absent(office, leg, verb, document, take)
        return None  # nobody spoke: on to the next verb
    recording = _keep(office, leg, verb, document, take)
    return Goto(here.url, here.method, _fields(office, recording, digits))


def _listen(office: Office, leg: Leg, verb: Element, take: Take) -> Program[str]:
    """Until it ends by itself or by a key, which it gives."""
    silence, limit = number(verb, "timeout", 5), take.began + number(verb, "maxLength", 3600)
    finish_on = verb.get("finishOnKey", ANY_KEY)
    while True:
        now = office.clock.now()
        quiet = max(take.began, take.spoken_until) + silence if silence else limit
        heard = yield Wait(max(0.0, min(quiet, limit) - now), "record", frozenset({"key", "speech"}))
        if heard.kind == "timer":
            return ""
        if heard.kind == "speech":
            take.speak(office.clock.now(), *heard.value)
        elif heard.value in finish_on:
            return str(heard.value)


def _keep(office: Office, leg: Leg, verb: Element, document: Document, take: Take) -> Recording:
    seconds = take.seconds(office.clock.now())
    text = " ".join(take.texts)
    recording = office.keep_recording(leg, take.began_at, seconds, "RecordVerb", text, take.audio)
    report(office, leg, verb, document, recording, "completed")
    return recording


def _absent(office: Office, leg: Leg, verb: Element, document: Document, take: Take) -> None:
    nothing = Recording(office.new_sid("RE"), leg.sid, take.began_at, 0, "RecordVerb")
    report(office, leg, verb, document, nothing, "absent")


def report(office: Office, leg: Leg, verb: Element, document: Document, recording: Recording, status: str) -> None:
    """The recording's own callback, which names no telephone number and may overtake the action."""
    address = verb.get("recordingStatusCallback")
    if not address or status not in verb.get("recordingStatusCallbackEvent", "completed").split():
        return
    goto = document.goto(address, verb.get("recordingStatusCallbackMethod"))
    form = [
        ("RecordingSource", recording.source),
        ("RecordingSid", recording.sid),
        ("RecordingUrl", office.recording_url(recording)),
        ("RecordingStatus", status),
        ("RecordingChannels", "1"),
        ("ErrorCode", "0"),
        ("CallSid", leg.sid),
        ("RecordingStartTime", rfc2822(recording.started_at)),
        ("AccountSid", office.config.account_sid),
        ("RecordingDuration", str(recording.seconds)),
    ]
    office.schedule.after(
        office.config.recording_delay,
        lambda: office.webhooks.post("recording-status", leg.sid, goto.url, form, method=goto.method),
    )


def _fields(office: Office, recording: Recording, digits: str) -> Form:
    return [
        ("RecordingUrl", office.recording_url(recording)),
        ("RecordingSid", recording.sid),
        ("RecordingDuration", str(recording.seconds)),
        ("Digits", digits),
    ]
