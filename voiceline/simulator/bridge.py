"""Two legs that hear each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from voiceline.simulator.leg import Heard, Leg, Program, Wait

if TYPE_CHECKING:
    from voiceline.simulator.carrier import Carrier


def link(leg: Leg, peer: Leg) -> None:
    leg.bridged_with, peer.bridged_with = peer, leg


def part(carrier: Carrier, leg: Leg) -> None:
    """Takes a leg out of its bridge; the other one notices soon."""
    peer = leg.bridged_with
    if peer is not None:
        leg.bridged_with = peer.bridged_with = None
        carrier.schedule.after(0, lambda: carrier.runner.resume(peer, Heard("parted")))


def talk(carrier: Carrier, leg: Leg, limit: float = 14400, star_ends: bool = False) -> Program[None]:
    """Stays bridged until the other one leaves, the limit comes, or (if allowed) a star is pressed."""
    until = carrier.clock.now() + limit
    hears = frozenset({"parted", "key"} if star_ends else {"parted"})
    try:
        while leg.bridged_with is not None:
            heard = yield Wait(max(0.0, until - carrier.clock.now()), "bridged", hears)
            if heard.kind != "key" or heard.value == "*":
                return
    finally:
        part(carrier, leg)


def child_conversation(carrier: Carrier, leg: Leg) -> Program[None]:
    """The dialled leg of a bridge: it talks, and is over when the talk is."""
    yield from talk(carrier, leg)
    carrier.switchboard.finish(leg, "completed")
