"""Runs the programs of legs: wakes each by time, by people, by answers, or by a signal.

Programs of two legs never call each other; what one does to another goes through the heap, so no program is ever
entered twice.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import GEN_RUNNING, getgeneratorstate
from typing import Any

from voiceline.simulator.leg import Leg
from voiceline.simulator.program import Heard, Program, Signal, Wait
from voiceline.simulator.schedule import Schedule


class Runner:
    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule

    def start(self, leg: Leg, program: Program[Any]) -> None:
        leg.program = program
        self._step(leg, lambda: next(program))

    def resume(self, leg: Leg, heard: Heard) -> bool:
        """Gives a leg what it waits for; says whether it was listening."""
        wait, program = leg.wait, leg.program
        if program is None or wait is None or leg.over:
            return False
        if heard.kind != "timer" and heard.kind not in wait.hears:
            return False
        if heard.kind == "response" and heard.token is not wait.token:
            return False  # the answer to a question nobody asks any more
        self._step(leg, lambda: program.send(heard))
        return True

    def interrupt(self, leg: Leg, signal: Signal) -> None:
        program = leg.program
        if program is None or getgeneratorstate(program) == GEN_RUNNING:
            return  # a leg that ends itself does its own tidying
        self._step(leg, lambda: program.throw(signal))

    def _step(self, leg: Leg, move: Callable[[], Wait]) -> None:
        if leg.timer is not None:
            leg.timer.cancel()
        leg.wait = leg.timer = None
        program = leg.program
        try:
            wait = move()
        except (StopIteration, Signal):
            if leg.program is program:
                leg.program = None
            return
        except BaseException:  # a mistake told loudly still ends the program
            leg.program = None
            raise
        if leg.program is not program or leg.over:
            return
        leg.wait = wait
        if wait.seconds is not None:
            leg.timer = self.schedule.after(wait.seconds, lambda: self._ring_timer(leg, wait))

    def _ring_timer(self, leg: Leg, wait: Wait) -> None:
        if leg.wait is wait:
            self.resume(leg, Heard("timer"))
