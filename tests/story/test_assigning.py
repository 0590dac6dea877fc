"""A case is taken, given and handed over from its page; of an urgent one he is rung until he presses a key."""

from sqlalchemy import select, text

from tests.phones import ORTIZ, House
from voiceline.actions.assign_case import assign, take_case
from voiceline.actions.bring_together import JOIN, ring_to_join
from voiceline.actions.move_ticket import change_severity
from voiceline.domain.severity import Severity
from voiceline.store import directory, tickets
from voiceline.store.notifications import Notification

ADMIN = "rosa@example.com"


def a_p1(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.caller().gets_text("Caso 101 (critico) abierto")


def test_an_engineer_who_has_logged_in_takes_it_and_the_phones_fall_silent(house: House) -> None:
    a_p1(house)
    dana = house.engineer("Dana").is_rung()
    house.does(take_case, "lee", by="lee")
    house.time_passes(seconds=3)
    assert dana.leg.status == "canceled"
    dana.is_not_rung().gets_text("Lee Pérez ya atiende el caso 101")
    house.caller().gets_text("Le atiende Lee Pérez, caso 101")
    assert (house.ticket().status, house.ticket().assignee) == ("acknowledged", "lee")
    assert house.ticket().responded_at is not None


def test_whoever_is_given_an_urgent_case_is_rung_and_a_key_keeps_it_his(house: House) -> None:
    a_p1(house)
    house.engineer("Dana").is_rung()
    house.does(assign, "ana", by=ADMIN)
    ana = house.engineer("Ana")
    ana.rings().hears("Caso 1, 0, 1").hears("Se le asignó a usted").presses("2").hears("sigue siendo suyo")
    ana.hangs_up()
    ana.gets_text("queda a su cargo. Ya le llamamos")
    house.engineer("Dana").gets_text("Ana Lopez ya atiende el caso 101")
    house.caller().gets_text("Le atiende Ana Lopez")
    house.time_passes(minutes=5)
    assert (house.ticket().status, house.ticket().assignee) == ("acknowledged", "ana")
    taken = next(each for each in house.ticket().events if each.kind == "acknowledged")
    assert (taken.by, taken.detail) == ("ana", {"assigned_by": ADMIN})


def test_who_sleeps_through_it_loses_it_and_the_policy_goes_on(house: House) -> None:
    a_p1(house)
    house.engineer("Dana").is_rung()
    house.does(assign, "ana", by=ADMIN)
    house.engineer("Ana").is_rung()
    house.rest(texts=True, legs=True)
    house.time_passes(seconds=125)
    assert "lost" in house.events() and house.ticket().wants_somebody
    house.engineer("Lee").will_be_rung(within=30)
    house.caller().gets_text("no localizamos a Ana Lopez")


def test_a_caller_who_waits_is_joined_to_whoever_is_given_her_case(house: House) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    ortiz.waits_until("queue")
    house.engineer("Dana").is_rung()
    house.does(assign, "ana", by=ADMIN)
    ana = house.engineer("Ana").rings().presses("1").waits(8)
    ortiz.is_talking_to(ana)
    house.rest()


def test_handing_over_tells_both_and_the_customer_and_rings_only_for_what_is_urgent(house: House) -> None:
    a_p1(house)
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.caller().gets_text("Le atiende Dana Cruz")
    house.does(assign, "lee", by=ADMIN)
    house.engineer("Lee").rings().presses("2").hangs_up()
    house.engineer("Lee").gets_text("Caso 101 P1, Banco Maya: queda a su cargo")
    house.engineer("Dana").gets_text("Lee Pérez atiende ahora el caso 101")
    house.caller().gets_text("Le atiende Lee Pérez, caso 101")
    assert house.ticket().assignee == "lee"
    house.does(change_severity, Severity.P3, "se puede trabajar", by="lee")
    house.caller().gets_text("ahora es medio (P3)")
    house.does(assign, "dana", by="lee")
    house.engineer("Dana").is_not_rung().gets_text("Caso 101 P3, Banco Maya: queda a su cargo")
    assert not any("Dana Cruz atiende ahora" in each.body for each in house.texts_to("+50255550201"))
    assert [m.body[:21] for m in house.texts_to(ORTIZ)].count("Le atiende Dana Cruz,") == 2
    house.rest()
    handed = [each.detail for each in house.ticket().events if each.kind == "assigned"]
    assert handed == [{"engineer": "lee", "before": "dana"}, {"engineer": "dana", "before": "lee"}]


def test_news_of_who_had_it_before_does_not_overtake_the_hand_over(house: House) -> None:
    a_p1(house)
    house.carrier.undeliverable[ORTIZ] = 30003
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.rest()
    house.time_passes(seconds=5)
    house.does(assign, "lee", by=ADMIN)
    house.engineer("Lee").rings().presses("2").hangs_up()
    house.carrier.undeliverable.clear()
    house.time_passes(minutes=12)
    assert not [m for m in house.texts_to(ORTIZ) if "Dana" in m.body and m.status == "delivered"]
    house.caller().gets_text("Le atiende Lee Pérez")


def test_whoever_is_given_it_is_rung_though_who_had_it_is_on_the_phone_for_it(house: House) -> None:
    house.rest()
    ortiz = house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    ortiz.dials().presses("1").hangs_up()  # she calls again: Dana's phone rings for it
    house.engineer("Dana").rings()  # and he has answered it
    house.does(assign, "lee", by=ADMIN, number=101)
    house.engineer("Lee").rings(within=2).hears("Se le asignó")


def test_a_ring_for_what_is_his_no_longer_never_leaves(house: House) -> None:
    """It was owed, and before it could leave somebody else had the case."""
    house.rest()
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.time_passes(seconds=5)
    with house.line.transaction() as session:
        _, book = directory.current(session)
        held = tickets.lock(session, 101)
        assert held is not None
        ring_to_join(session, book, held, "assigned", house.line.now())
        session.execute(text("UPDATE tickets SET assignee = 'lee'"))
    house.work()
    with house.line.reading() as session:
        owed = session.scalars(select(Notification).where(Notification.kind == JOIN)).one()
    assert (owed.state, owed.carrier_sid) == ("cancelled", None)
