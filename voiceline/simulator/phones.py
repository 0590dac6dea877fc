"""How the telephones out there behave when they are rung or texted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["rings", "busy", "unreachable", "voicemail", "off"]
GREETING = "Ha llamado al buzón de voz. Deje su mensaje después del tono."


@dataclass(frozen=True)
class Behaviour:
    """``rings`` until somebody answers; ``off`` never rings nor answers; ``voicemail`` answers and presses nothing."""

    kind: Kind = "rings"
    after: float = 15.0  # seconds of ringing before the voicemail answers
    greeting: str = GREETING
    hang_up_after: float = 30.0  # seconds the voicemail listens


class Phones(dict[str, "Behaviour | Kind"]):
    """A number and its behaviour; the name alone will do: ``phones["+50255550101"] = "busy"``."""

    def behaviour(self, number: str) -> Behaviour:
        chosen = self.get(number, "rings")
        return chosen if isinstance(chosen, Behaviour) else Behaviour(chosen)
