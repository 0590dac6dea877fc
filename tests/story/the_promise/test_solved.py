"""She is waited for, it is solved, she refuses or is silent: what each does to the clocks."""

from datetime import timedelta

from tests.phones import NIGHT, ORTIZ, House
from tests.story.the_promise.clocks import at, taken
from voiceline.actions import move_ticket as verbs

# Waiting on the customer


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


# Solved, refused, closed


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
