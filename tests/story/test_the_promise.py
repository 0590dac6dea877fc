"""The two clocks of a case, through everything that happens to it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.phones import NIGHT, ORTIZ, House
from tests.story.conftest import DIRECTORY
from voiceline.actions import move_ticket as verbs
from voiceline.actions.keep_clocks import respond
from voiceline.domain.lifecycle import NotAllowedError
from voiceline.domain.promise import Figures
from voiceline.domain.severity import Severity
from voiceline.store import month_promise, month_report

MORNING = datetime(2026, 11, 24, 14, 0, tzinfo=UTC)  # 08:00 that Tuesday


def at(day: int, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=UTC) + timedelta(hours=6)


def taken(house: House, key: str = "1") -> None:
    """A case that Dana took within seconds, its caller gone; she has said that she is at it."""
    house.rest()
    house.caller().dials().presses(key).hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(seconds=5)
    house.does(lambda desk, ticket: ticket.record("reached", desk.now, "dana"))


# --- warnings and breaches ---


def test_nobody_comes_everyone_hears_of_it_and_the_breach_stays(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=7, seconds=40)
    assert house.thresholds("warned") == ["response 50"]
    house.told("+50255550101", "Va el 50 % del plazo de respuesta; vence 02:25")
    house.time_passes(minutes=4)
    assert house.thresholds("warned")[:2] == ["response 50", "response 75"]
    everyone = [e.detail["engineers"] for e in house.ticket().events if e.kind == "paged_all"]
    assert len(everyone) == 1 and {"ana", "luis"} <= {*everyone[0]}  # the 75 % rule, whatever step rings
    house.time_passes(minutes=4)
    assert house.thresholds("breached") == ["response breached"]
    ticket = house.ticket()
    assert ticket.response_breached_at == NIGHT + timedelta(minutes=15)
    house.told("+50255550101", "Vencio el plazo de respuesta (02:25)")
    house.engineer("Lee").will_be_rung(within=60).rings().presses("1").hears("es suyo")
    house.time_passes(seconds=10)
    ticket = house.ticket()
    assert ticket.responded_at > ticket.response_due_at and ticket.response_breached_at == ticket.response_due_at


def test_an_answer_in_time_ends_the_warnings_of_the_response_only(house: House) -> None:
    taken(house)
    assert house.ticket().responded_at is not None
    house.time_passes(minutes=16)
    assert house.thresholds("warned") == [] and house.thresholds("breached") == []
    house.sleeps_until(NIGHT + timedelta(hours=4, minutes=1))
    assert house.thresholds("warned") == ["resolution 50", "resolution 75", "resolution 90"]
    assert house.thresholds("breached") == ["resolution breached"]
    house.told("+50255550101", "Va el 75 % del plazo de resolucion; vence 06:10")


def test_the_assignee_alone_is_told_and_no_phone_rings_at_night(house: House) -> None:
    taken(house)
    legs = len(house.carrier.legs)
    house.sleeps_until(NIGHT + timedelta(hours=2, minutes=1))
    house.told("+50255550101", "Va el 50 % del plazo de resolucion")
    assert not [m for m in house.texts_to("+50255550301") if "plazo" in m.body]
    assert len(house.carrier.legs) == legs


def test_the_desk_reads_one_digest_at_opening(house: House) -> None:
    taken(house)
    house.sleeps_until(MORNING - timedelta(minutes=1))
    assert not [m for m in house.texts_to("+50255550301") if "Fuera de horario" in m.body]
    house.sleeps_until(MORNING + timedelta(seconds=5))
    digests = [m.body for m in house.texts_to("+50255550301") if "Fuera de horario" in m.body]
    assert len(digests) == 1 and "101 P1 resolucion vencida" in digests[0]
    house.sleeps_until(MORNING + timedelta(days=1, seconds=5))
    assert len([m for m in house.texts_to("+50255550301") if "Fuera de horario" in m.body]) == 1


def test_thresholds_passed_together_are_one_notice(house: House) -> None:
    taken(house)
    house.does(verbs.change_severity, Severity.P3, "se puede trabajar")
    house.sleeps_until(NIGHT + timedelta(hours=3, minutes=30))
    assert house.thresholds("warned") == []
    house.does(verbs.change_severity, Severity.P1, "ya no")
    house.time_passes(seconds=3)
    assert house.thresholds("warned") == ["resolution 50", "resolution 75"]
    told = [m.body for m in house.texts_to("+50255550101") if "plazo de resolucion" in m.body]
    assert len(told) == 1 and "75 %" in told[0]


def test_an_answer_that_comes_late_before_anyone_noticed_is_a_breach_all_the_same(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").rings()
    house.line.redis_is_down = True
    dana.presses("1")
    house.carrier.advance(16 * 60)  # and the clock process is dead: nothing goes out
    house.line.redis_is_down = False
    house.time_passes(seconds=3)
    assert house.ticket().responded_at is not None
    assert house.thresholds("breached") == ["response breached"]


# --- severity ---


def test_from_p1_to_p3_and_back_no_deadline_has_changed(house: House) -> None:
    taken(house)
    before = (house.ticket().response_due_at, house.ticket().resolution_due_at)
    house.time_passes(minutes=5)
    house.does(verbs.change_severity, Severity.P3, "hay alternativa")
    assert house.ticket().resolution_due_at == at(26, "14:00")  # 24 business hours: Tue 9, Wed 9, Thu 6
    house.time_passes(minutes=5)
    house.does(verbs.change_severity, Severity.P1, "ya no la hay")
    assert (house.ticket().response_due_at, house.ticket().resolution_due_at) == before
    house.told(ORTIZ, "ahora es critico (P1)")


def test_raising_starts_the_graver_clock_then(house: House) -> None:
    house.rest()
    ortiz = house.caller().dials().presses("2")
    ortiz.hangs_up()
    house.time_passes(minutes=10)
    house.does(verbs.change_severity, Severity.P1, "cayó del todo")
    ticket = house.ticket()
    raised = next(e.at for e in ticket.events if e.kind == "severity_changed")
    assert ticket.response_due_at == raised + timedelta(minutes=15)
    assert ticket.resolution_due_at == raised + timedelta(hours=4)
    assert ticket.reported_severity == "P2" and ticket.severity == "P1"


def test_a_change_says_before_after_who_and_why(house: House) -> None:
    taken(house)
    house.does(verbs.change_severity, Severity.P2, "hay alternativa", by="ana")
    changed = next(e for e in house.ticket().events if e.kind == "severity_changed")
    assert changed.by == "ana" and changed.detail == {"before": "P1", "after": "P2", "reason": "hay alternativa"}
    moved = next(e for e in house.ticket().events if e.kind == "deadlines_moved")
    assert moved.detail["before"]["resolution_due_at"].startswith("2026-11-24T12:10")
    assert moved.detail["after"]["resolution_due_at"].startswith("2026-11-24T22:00")
    assert moved.detail["why"] == "severity" and moved.by == "ana"


def test_a_breach_outlives_a_lower_severity_and_may_only_be_rectified(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=16)
    house.does(verbs.change_severity, Severity.P3, "no era para tanto")
    ticket = house.ticket()
    assert ticket.response_breached_at == NIGHT + timedelta(minutes=15)
    assert ticket.response_due_at == at(24, "09:00")
    house.does(verbs.rectify, "response", "el cliente pidió esperar", by="rosa@example.com")
    ticket = house.ticket()
    assert (
        ticket.response_breached_at is not None and ticket.rectified["response"]["reason"] == "el cliente pidió esperar"
    )
    with pytest.raises(ValueError, match="resolution"):
        house.does(verbs.rectify, "resolution", "nada")


def test_an_excuse_covers_no_breach_of_the_graver_clock_that_comes_after_it(house: House) -> None:
    house.rest()
    house.caller().dials().presses("2").hangs_up()
    house.time_passes(minutes=31)
    house.does(verbs.rectify, "response", "el cliente pidió esperar", by="rosa@example.com")
    house.does(verbs.change_severity, Severity.P1, "cayó del todo")
    raised = house.ticket().response_due_at - timedelta(minutes=15)
    house.time_passes(minutes=14)
    assert "response" in house.ticket().rectified
    house.time_passes(minutes=2)
    ticket = house.ticket()
    breaches = [e.detail["severity"] for e in ticket.events if e.kind == "breached"]
    assert breaches == ["P2", "P1"] and ticket.rectified == {}
    assert ticket.response_breached_at == raised + timedelta(minutes=15)
    assert [e.detail["reason"] for e in ticket.events if e.kind == "rectified"] == ["el cliente pidió esperar"]
    assert figures(house).missed == 1 and figures(house).share_rectified == 0.0
    house.does(verbs.rectify, "response", "tampoco era un P1", by="rosa@example.com")
    assert figures(house).missed == 1 and figures(house).share_rectified == 1.0


def test_an_excuse_stays_where_the_same_clock_is_met_again(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=16)
    house.does(verbs.change_severity, Severity.P3, "hay alternativa")
    house.does(verbs.rectify, "response", "el cliente pidió esperar", by="rosa@example.com")
    house.does(verbs.change_severity, Severity.P1, "ya no la hay")
    house.time_passes(minutes=20)
    ticket = house.ticket()
    assert "response" in ticket.rectified and house.events().count("breached") == 1


def test_a_second_clock_missed_before_any_excuse_is_on_record_and_the_first_is_told(house: House) -> None:
    house.rest()
    house.caller().dials().presses("2").hangs_up()
    house.time_passes(minutes=31)
    first = house.ticket().response_breached_at
    house.does(verbs.change_severity, Severity.P1, "cayó del todo")
    house.time_passes(minutes=16)
    assert house.thresholds("breached") == ["response breached", "response breached"]
    assert house.ticket().response_breached_at == first


def test_an_answer_that_comes_late_by_the_graver_clock_is_not_excused_before_it_was_noticed(house: House) -> None:
    house.rest()
    house.caller().dials().presses("2").hangs_up()
    house.time_passes(minutes=31)
    house.does(verbs.rectify, "response", "el cliente pidió esperar", by="rosa@example.com")
    house.does(verbs.change_severity, Severity.P1, "cayó del todo")
    house.carrier.advance(16 * 60)  # nobody looks at the clock
    house.does(lambda desk, ticket: respond(desk.session, ticket, desk.now, "key"))
    assert house.ticket().rectified == {} and house.events().count("breached") == 2


def figures(house: House, target: str = "response") -> Figures:
    """Of the month's P1."""
    with house.line.reading() as session:
        asked = month_report.asked_of(date(2026, 11, 1), "America/Guatemala", None)
        return month_promise.figures(session, asked)[Severity.P1, target]


def test_lowering_stops_the_rings_and_raising_begins_them(house: House) -> None:
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").is_rung()
    house.does(verbs.change_severity, Severity.P4, "es una consulta")
    house.time_passes(minutes=3)
    house.engineer("Lee").is_not_rung()
    house.does(verbs.change_severity, Severity.P1, "no lo era")
    house.engineer("Dana").will_be_rung(within=3)


# --- waiting on the customer ---


def test_a_question_pauses_the_resolution_from_its_delivery_to_her_word(house: House) -> None:
    taken(house)
    ortiz = house.caller()
    due = house.ticket().resolution_due_at
    assert house.does(verbs.ask_customer, "¿Desde qué oficina?") is True
    house.time_passes(seconds=2)
    assert house.ticket().status == "waiting"
    ortiz.gets_text("caso 101: ¿Desde qué oficina?")
    waited = next(e.at for e in house.ticket().events if e.kind == "waiting")
    house.sleeps_until(NIGHT + timedelta(hours=5))
    assert house.thresholds("breached") == [] and house.thresholds("warned") == []
    ortiz.dials().presses("3")
    ticket = house.ticket()
    resumed = next(e.at for e in ticket.events if e.kind == "resumed")
    assert ticket.status == "acknowledged"
    assert ticket.resolution_due_at == due + (resumed - waited)


def test_a_question_is_an_answer_too_both_in_one_moment(house: House) -> None:
    """She had no word yet of who took it; the question arrives: the response counts, and then the pause."""
    taken(house)
    house.does(verbs.ask_customer, "¿Desde qué oficina?")
    house.time_passes(seconds=2)
    ticket = house.ticket()
    kinds = [e.kind for e in ticket.events]
    assert ticket.responded_at is not None and kinds.index("responded") < kinds.index("waiting")


def test_a_pause_outside_hours_changes_no_business_clock(house: House) -> None:
    taken(house, key="2")
    due = house.ticket().resolution_due_at
    house.does(verbs.ask_customer, "¿Desde qué oficina?")
    house.time_passes(seconds=2)
    assert house.ticket().status == "waiting"
    house.sleeps_until(NIGHT + timedelta(hours=3))
    house.caller().texts("de la oficina central")
    house.caller().dials().presses("3")
    assert house.ticket().status == "acknowledged" and house.ticket().resolution_due_at == due


# --- solved, refused, closed ---


def test_a_way_around_meets_the_promise_and_the_case_stays_open(house: House) -> None:
    taken(house)
    house.does(verbs.work_around, "usar el otro servidor")
    ticket = house.ticket()
    assert ticket.resolution_met_at is not None and ticket.status == "acknowledged" and ticket.resolved_at is None
    house.sleeps_until(NIGHT + timedelta(hours=5))
    assert house.thresholds("warned") == [] and house.thresholds("breached") == []
    house.told(ORTIZ, "alternativa mientras lo resolvemos: usar el otro servidor")


def test_her_yes_closes_it_and_dates_it_at_resuelto(house: House) -> None:
    taken(house)
    house.caller().texts("hola")  # she has texted us, so an answer can arrive
    house.does(verbs.resolve, "reinicio del balanceador")
    resolved = house.ticket().resolved_at
    house.told(ORTIZ, "Responda SI o NO")
    house.time_passes(minutes=30)
    house.caller().texts("Sí")
    ticket = house.ticket()
    assert (ticket.status, ticket.closed_as, ticket.resolution_met_at) == ("closed", "validated", resolved)
    assert [e.kind for e in ticket.events][-2:] == ["validated", "closed"]


def test_her_no_voids_the_pause_and_pages_whoever_had_it(house: House) -> None:
    taken(house)
    due = house.ticket().resolution_due_at
    house.caller().texts("hola")
    house.does(verbs.resolve, "reinicio del balanceador")
    house.sleeps_until(NIGHT + timedelta(hours=3, minutes=40))
    assert house.thresholds("warned") == []
    house.caller().texts("no")
    ticket = house.ticket()
    assert ticket.status == "open" and ticket.resolution_met_at is None and ticket.resolution_due_at == due
    house.engineer("Dana").will_be_rung(within=3).rings().presses("1").hears("es suyo")
    house.time_passes(seconds=2)
    assert house.thresholds("warned") == ["resolution 50", "resolution 75", "resolution 90"]


def test_a_no_after_the_deadline_is_a_breach_at_once(house: House) -> None:
    taken(house)
    house.caller().texts("hola")
    house.does(verbs.resolve, "reinicio")
    house.sleeps_until(NIGHT + timedelta(hours=5))
    assert house.thresholds("breached") == []
    house.caller().texts("NO")
    house.time_passes(seconds=2)
    assert house.thresholds("breached") == ["resolution breached"]
    assert house.ticket().resolution_breached_at == NIGHT + timedelta(hours=4)


def test_silence_is_reminded_after_one_business_day_and_closed_after_two(house: House) -> None:
    taken(house)
    house.does(verbs.resolve, "reinicio")
    house.sleeps_until(at(24, "17:00") + timedelta(seconds=2))
    house.told(ORTIZ, "espera su palabra")
    assert house.ticket().status == "resolved"
    house.sleeps_until(at(25, "17:00") + timedelta(seconds=2))
    ticket = house.ticket()
    assert (ticket.status, ticket.closed_as) == ("closed", "unvalidated")
    assert ticket.resolution_met_at is not None and ticket.resolution_breached_at is None


def test_out_of_scope_closes_it_with_the_words_of_the_agreement(house: House) -> None:
    taken(house)
    house.does(verbs.set_aside, "connectivity")
    ticket = house.ticket()
    assert (ticket.status, ticket.closed_as, ticket.exclusion) == ("closed", "out_of_scope", "connectivity")
    house.told(ORTIZ, "conexion a Internet")
    house.sleeps_until(NIGHT + timedelta(hours=5))
    assert house.thresholds("breached") == []


def test_what_was_ours_after_all_was_so_all_the_time(house: House) -> None:
    """Closed as out of scope she still waited: opened again nothing is forgiven, and an admin may say why it should."""
    taken(house)
    due = house.ticket().resolution_due_at
    house.does(verbs.set_aside, "connectivity", by="rosa@example.com")
    house.sleeps_until(NIGHT + timedelta(hours=5))
    house.does(verbs.reopen, "era nuestro enrutador", by="rosa@example.com")
    house.engineer("Dana").will_be_rung(within=3)
    house.time_passes(seconds=2)
    ticket = house.ticket()
    assert ticket.resolution_due_at == due and ticket.resolution_breached_at == due
    house.does(verbs.rectify, "resolution", "pidió dejarlo para hoy", by="rosa@example.com")
    assert house.ticket().rectified["resolution"]["reason"] == "pidió dejarlo para hoy"


def test_opened_again_in_time_only_what_was_left_is_left(house: House) -> None:
    taken(house)
    due = house.ticket().resolution_due_at
    house.does(verbs.set_aside, "hardware", by="rosa@example.com")
    house.sleeps_until(NIGHT + timedelta(hours=3))
    house.does(verbs.reopen, "era nuestro enrutador", by="rosa@example.com")
    ticket = house.ticket()
    assert ticket.resolution_due_at == due and ticket.resolution_breached_at is None
    house.engineer("Dana").will_be_rung(within=3)


def test_opened_again_after_its_end_the_met_promise_stays_met(house: House) -> None:
    taken(house)
    house.does(verbs.resolve, "reinicio")
    house.does(verbs.confirm, by="customer")
    met = house.ticket().resolution_met_at
    house.does(verbs.reopen)
    ticket = house.ticket()
    assert ticket.status == "open" and ticket.resolution_met_at == met
    house.engineer("Dana").will_be_rung(within=3)


def test_a_no_to_the_second_resuelto_leaves_what_her_yes_settled(house: House) -> None:
    taken(house)
    house.does(verbs.work_around, "por el enlace de respaldo")
    house.does(verbs.resolve, "reinicio")
    house.does(verbs.confirm, by="customer")
    met = house.ticket().resolution_met_at
    house.carrier.advance(5 * 3600)
    house.does(verbs.reopen)
    house.does(verbs.refuse, by="customer")
    house.does(verbs.work_around, "otra vez por el respaldo")
    house.does(verbs.refuse, by="customer")
    house.does(verbs.resolve, "otro reinicio")
    house.does(verbs.refuse, by="customer")
    house.time_passes(seconds=3)
    ticket = house.ticket()
    assert ticket.resolution_met_at == met and ticket.resolution_breached_at is None


# --- while nobody looks at the clock ---


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
    house.loads(DIRECTORY.replace("[[engineers]]", closed, 1))
    house.time_passes(seconds=2)
    assert house.ticket().resolution_breached_at == due


def test_a_verb_that_means_nothing_here_changes_nothing(house: House) -> None:
    taken(house)
    for verb, words in ((verbs.confirm, ()), (verbs.reopen, ()), (verbs.change_severity, (Severity.P1, "igual"))):
        with pytest.raises(NotAllowedError):
            house.does(verb, *words)
    assert house.ticket().status == "acknowledged"


# --- the calendar ---


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
