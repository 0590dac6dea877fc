"""What was missed while nobody looked at the clock is missed all the same; another calendar moves what is open."""

from datetime import timedelta

import pytest

from tests.phones import NIGHT, House
from tests.story.conftest import DIRECTORY
from tests.story.the_promise.clocks import at, taken
from voiceline.actions import move_ticket as verbs
from voiceline.domain.lifecycle import NotAllowedError
from voiceline.domain.severity import Severity

# While nobody looks at the clock


def test_solved_after_the_deadline_that_nobody_noticed_is_a_breach(house: House) -> None:
    taken(house)
    house.carrier.advance(4 * 3600 + 60)
    house.does(verbs.resolve, "reinicio")
    assert house.ticket().resolution_breached_at == NIGHT + timedelta(hours=4)


def test_a_lower_severity_comes_too_late_for_a_deadline_that_nobody_noticed(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.carrier.advance(4 * 3600 + 60)
    house.does(verbs.change_severity, Severity.P3, "hay alternativa")
    ticket = house.ticket()
    assert ticket.response_breached_at == NIGHT + timedelta(minutes=15)
    assert ticket.resolution_breached_at == NIGHT + timedelta(hours=4)


def test_closed_unanswered_after_the_deadline_is_a_breach(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.carrier.advance(16 * 60)
    house.does(lambda desk, ticket: ticket.resolve(desk.now, "dana", "reinicio"))
    house.does(lambda desk, ticket: ticket.close(desk.now, "dana", "unvalidated"))
    assert house.ticket().response_breached_at == NIGHT + timedelta(minutes=15)


@pytest.mark.parametrize(("hours", "late"), [(3, False), (5, True)])
def test_solved_while_she_is_waited_for_it_is_late_only_if_the_clock_had_run_out_before(
    house: House, hours: int, late: bool
) -> None:
    taken(house)
    house.carrier.advance(hours * 3600)
    house.does(lambda desk, ticket: ticket.wait(desk.now))
    house.carrier.advance(3 * 3600)
    house.does(verbs.resolve, "reinicio")
    assert (house.ticket().resolution_breached_at is not None) is late


def test_what_the_old_calendar_missed_unnoticed_stays_missed(house: House) -> None:
    taken(house, "2")
    due = house.ticket().resolution_due_at
    house.carrier.advance((due - house.line.now()).total_seconds() + 60)
    closed = '[[closures]]\ndate = 2026-11-24\nfrom = "12:00"\nname = "Duelo"\n\n[[engineers]]'
    assert house.loads(DIRECTORY.replace("[[engineers]]", closed, 1)).moved == []
    house.time_passes(seconds=2)
    assert house.ticket().resolution_breached_at == house.ticket().resolution_due_at == due


def test_a_verb_that_means_nothing_here_changes_nothing(house: House) -> None:
    taken(house)
    for verb, words in ((verbs.confirm, ()), (verbs.reopen, ()), (verbs.change_severity, (Severity.P1, "igual"))):
        with pytest.raises(NotAllowedError):
            house.does(verb, *words)
    assert house.ticket().status == "acknowledged"


# The calendar


def test_a_new_closure_moves_open_deadlines_openly_and_others_not(house: House) -> None:
    taken(house, key="2")
    due = house.ticket().resolution_due_at
    assert due == at(24, "16:00")
    closure = '\n[[closures]]\ndate = 2026-11-24\nfrom = "12:00"\nname = "Asueto"\n'
    from tests.story.conftest import DIRECTORY

    loaded = house.loads(DIRECTORY + closure)
    assert [(m.ticket, m.target, m.after) for m in loaded.moved] == [(101, "resolution", at(25, "12:00"))]
    ticket = house.ticket()
    moved = ticket.events[-1]
    assert (moved.kind, moved.detail["why"], moved.by) == ("deadlines_moved", "calendar", "an admin")
    assert ticket.resolution_due_at == at(25, "12:00") and ticket.directory_version == moved.detail["directory_version"]
    assert house.loads(DIRECTORY + closure).changed is False


def test_what_was_missed_by_the_old_calendar_stays_missed(house: House) -> None:
    taken(house, key="2")
    house.sleeps_until(at(24, "16:01"))
    assert house.thresholds("breached") == ["resolution breached"]
    from tests.story.conftest import DIRECTORY

    loaded = house.loads(DIRECTORY + '\n[[closures]]\ndate = 2026-11-24\nname = "Asueto"\n')
    assert loaded.moved == [] and house.ticket().resolution_due_at == at(24, "16:00")


def test_a_case_opened_by_the_old_calendar_meanwhile_is_moved_too(house: House) -> None:
    """Another process opened it just before the new edition came in force, and committed just after."""
    from tests.story.conftest import DIRECTORY
    from voiceline.store import directory

    taken(house, key="2")
    with house.line.transaction() as session:  # the edition comes in without looking at open cases
        directory.load(session, DIRECTORY + '\n[[closures]]\ndate = 2026-11-24\nname = "A"\n', "x", "y", NIGHT)
    assert house.ticket().resolution_due_at == at(24, "16:00")
    house.loads(DIRECTORY + '\n[[closures]]\ndate = 2026-11-24\nname = "Asueto"\n')
    assert house.ticket().resolution_due_at == at(25, "16:00")
