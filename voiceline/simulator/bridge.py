"""Two legs that hear each other."""

from __future__ import annotations

from voiceline.simulator.leg import Leg
from voiceline.simulator.office import Office
from voiceline.simulator.program import Heard, Program, Wait


def link(leg: Leg, peer: Leg) -> None:
    leg.bridged_with, peer.bridged_with = peer, leg


def part(office: Office, leg: Leg) -> None:
    """Takes a leg out of its bridge; the other one notices soon."""
    peer = leg.bridged_with
    if peer is not None:
        leg.bridged_with = peer.bridged_with = None
        office.schedule.after(0, lambda: office.runner.resume(peer, Heard("parted")))


def talk(office: Office, leg: Leg, limit: float = 14400, star_ends: bool = False) -> Program[None]:
    """Stays bridged until the other one leaves, the limit comes, or (if allowed) a star is pressed."""
    until = office.clock.now() + limit
    hears = frozenset({"parted", "key"} if star_ends else {"parted"})
    try:
        while leg.bridged_with is not None:
            heard = yield Wait(max(0.0, until - office.clock.now()), "bridged", hears)
            if heard.kind != "key" or heard.value == "*":
                return
    finally:
        part(office, leg)
