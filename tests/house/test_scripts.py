"""The conversations as graphs: every step is reached, every question has a way out, every outcome has its row."""

import pytest

from tests.house.outcomes import outcomes_of
from voiceline.actions.converse import DEEDS
from voiceline.dialog.by_text import HIGH_OR_STOP, WRITTEN_NEW
from voiceline.dialog.conversation import Ask, Choice, Confer, Confirm, Do, Enter, Hold, Join, Record, Ring, Script, Way
from voiceline.dialog.scripts import SCRIPTS
from voiceline.dialog.who_calls import TURNED_AWAY

# Led to by a worker's redirect as well, at the first ring, or where a message begins.
BY_MESSAGE = {WRITTEN_NEW, HIGH_OR_STOP}
BY_OURSELVES = {"hold_to_join", "hold_again", "conference", "welcome_back", *BY_MESSAGE, *TURNED_AWAY}


def ways_out(script: Script, name: str) -> set[tuple[str, str]]:
    """(script, step) of everything that may follow."""
    ways: list[Way | None] = []
    match script.steps[name]:
        case Ask(keys=keys, give_up=give_up, on_silence=silent, confirm=confirm, on_words=words):
            ways = [*keys.values(), give_up, silent, confirm, words]
        case Confirm(on_no=refused):
            ways = [refused]
        case Enter(keys=keys, give_up=give_up, on_silence=silent, then=then):
            ways = [*keys.values(), give_up, silent, then]
        case Record(then=then, keys=keys):
            ways = [*keys.values(), then]
        case Hold(ways=ends) | Join(ways=ends) | Ring(ways=ends) | Confer(ways=ends):
            ways = [*ends.values()]
        case Do(outcomes=outcomes):
            ways = [*outcomes.values()]
    choices = [way if isinstance(way, Choice) else Choice(way) for way in ways if way]
    return {(choice.script or script.name, choice.step) for choice in choices}


def led_to_by_others(script: Script) -> set[str]:
    """Its steps into which other scripts lead."""
    others = [(each, name) for each in SCRIPTS.values() if each is not script for name in each.steps]
    return {step for each, name in others for where, step in ways_out(each, name) if where == script.name}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_every_step_is_reached_and_every_way_leads_somewhere(script: Script) -> None:
    ahead = [script.start, *led_to_by_others(script), *(BY_OURSELVES & script.steps.keys())]
    reached = set(ahead)
    while ahead:
        for where, step in ways_out(script, ahead.pop()):
            assert step in SCRIPTS[where].steps
            if where == script.name and step not in reached:
                reached.add(step)
                ahead.append(step)
    assert reached == set(script.steps)


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_every_step_that_acts_is_known(script: Script) -> None:
    assert {step.action for step in script.steps.values() if isinstance(step, Do)} <= DEEDS.keys()


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_every_outcome_has_its_row(script: Script) -> None:
    """What a deed comes to leads somewhere at each step that does it: a row too few is a call that breaks off."""
    steps = {name: step for name, step in script.steps.items() if isinstance(step, Do)}
    missing = {name: outcomes_of(DEEDS[step.action]) - step.outcomes.keys() for name, step in steps.items()}
    assert {name: sorted(outcomes) for name, outcomes in missing.items() if outcomes} == {}


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_no_key_means_two_things_and_the_star_is_free(script: Script) -> None:
    for step in script.steps.values():
        if isinstance(step, Ask | Enter):
            assert "*" not in step.keys


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_what_is_entered_is_acted_upon_at_once(script: Script) -> None:
    """A place that could hold a PIN is never written: a step that acts takes the digits out first."""
    for step in script.steps.values():
        if isinstance(step, Enter):
            assert isinstance(script.steps[step.then], Do)
