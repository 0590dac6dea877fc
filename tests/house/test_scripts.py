"""The conversations as graphs: every step is reached, every question has a way out, every outcome has its row."""

import pytest

from voiceline.actions.converse import DEEDS
from voiceline.dialog.conversation import Ask, Do, Hold, Join, Record, Ring, Script
from voiceline.dialog.scripts import SCRIPTS

BY_WORKERS = {"hold_to_join"}  # led to by a worker's redirect as well


def ways_out(script: Script, name: str) -> set[tuple[str, str]]:
    """(script, step) of everything that may follow."""
    match script.steps[name]:
        case Ask(keys=keys, give_up=give_up, on_silence=silent, on_words=words):
            led = {(choice.script or script.name, choice.step) for choice in keys.values()}
            return led | {(script.name, step) for step in (give_up, silent, words) if step}
        case Record(then=then, keys=keys):
            return {(script.name, then)} | {(script.name, choice.step) for choice in keys.values()}
        case Hold(ways=ways) | Join(ways=ways) | Ring(ways=ways):
            return {(script.name, step) for step in ways.values()}
        case Do(outcomes=outcomes):
            return {(script.name, step) for step in outcomes.values()}
    return set()


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_every_step_is_reached_and_every_way_leads_somewhere(script: Script) -> None:
    reached, ahead = {script.start}, [script.start]
    while ahead:
        for where, step in ways_out(script, ahead.pop()):
            assert step in SCRIPTS[where].steps
            if where == script.name and step not in reached:
                reached.add(step)
                ahead.append(step)
    assert reached | BY_WORKERS >= set(script.steps)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_every_step_that_acts_is_known(script: Script) -> None:
    assert {step.action for step in script.steps.values() if isinstance(step, Do)} <= DEEDS.keys()


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_no_key_means_two_things_and_the_star_is_free(script: Script) -> None:
    for step in script.steps.values():
        if isinstance(step, Ask):
            assert "*" not in step.keys
