"""The verbs a document may begin with, and how each is done."""

from __future__ import annotations

from collections.abc import Mapping

from voiceline.simulator import dial_verb, queue_verb, record_verb, spoken_verbs, transcribing
from voiceline.simulator.office import Verb

VERBS: Mapping[str, Verb] = {
    "Say": spoken_verbs.say,
    "Play": spoken_verbs.say,
    "Pause": spoken_verbs.say,
    "Gather": spoken_verbs.gather,
    "Redirect": spoken_verbs.redirect,
    "Hangup": spoken_verbs.hang_up,
    "Reject": spoken_verbs.reject,
    "Leave": spoken_verbs.leave,
    "Record": record_verb.record,
    "Enqueue": queue_verb.enqueue,
    "Dial": dial_verb.dial,
    "Start": transcribing.start,
    "Stop": transcribing.stop,
}
