"""The fields that the line's webhooks have in common."""

from __future__ import annotations

from voiceline.simulator.leg import Leg
from voiceline.simulator.web import Form


def of_leg(leg: Leg, account_sid: str, status: str | None = None) -> Form:
    """The fields every voice webhook carries."""
    form = [
        ("AccountSid", account_sid),
        ("ApiVersion", "2010-04-01"),
        ("CallSid", leg.sid),
        ("CallStatus", status or leg.status),
        ("Direction", leg.direction),
        ("From", leg.from_),
        ("To", leg.to),
        ("Caller", leg.from_),
        ("Called", leg.to),
    ]
    if leg.parent is not None:
        form.append(("ParentCallSid", leg.parent.sid))
    if leg.forwarded_from:
        form += [("ForwardedFrom", leg.forwarded_from), ("CalledVia", leg.forwarded_from)]
    return form + geography(leg.from_, leg.to)


def geography(from_: str, to: str, with_caller: bool = True) -> Form:
    """A Guatemalan number has a country and blanks."""
    sides = [("From", from_), ("To", to)] + ([("Caller", from_), ("Called", to)] if with_caller else [])
    places = [(side + part, "") for side, _ in sides for part in ("City", "State", "Zip")]
    return places + [(side + "Country", country(number)) for side, number in sides]


def country(number: str) -> str:
    return "GT" if number.startswith("+502") else "US" if number.startswith("+1") else ""
