"""Whoever reported the case that was merged is told along, of her own case and once."""

from tests.phones import ORTIZ, House
from tests.story.conftest import DIRECTORY
from tests.story.merging.two import ADMIN, BY_MAIL, COMPANY, CONTACT, MARCO, NORA, merges
from tests.story.test_sending import Mailbox, the_line_has
from voiceline.actions import lead_cause
from voiceline.actions.move_ticket import Desk, reopen, update
from voiceline.store import directory, tickets


def test_a_colleague_who_reported_the_same_is_told_along_from_then_on(house: House) -> None:
    house.rest()
    house.loads(COMPANY)
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    marco = house.caller(MARCO)
    marco.dials().presses("1").presses("2").hangs_up()
    assert house.ticket().contact == MARCO
    merges(house, 102, 101, "es la misma caída")
    marco.gets_text("Su caso 102 queda unido al 101")
    assert not any("queda unido" in each.body for each in house.texts_to(ORTIZ))
    house.does(update, "ya casi", "m1", by="dana", number=101)
    marco.gets_text("Dana Cruz, caso 101: ya casi")
    house.caller().gets_text("Dana Cruz, caso 101: ya casi")


def test_parted_again_its_people_hear_of_their_own_case_only(house: House) -> None:
    house.rest()
    house.loads(COMPANY)
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    for number in (MARCO, NORA):
        house.caller(number).dials().presses("1").presses("2").hangs_up()
    merges(house, 103, 102, "es la misma caída")
    merges(house, 102, 101, "es la misma caída")
    assert house.ticket(101).also_told == [MARCO, NORA]
    house.does(reopen, "es otra falla", by=ADMIN, number=102)
    assert house.ticket(101).also_told == [NORA] and house.ticket(102).also_told == []
    assert house.ticket(103).merged_into == 101
    assert [(each.by, each.detail) for each in house.ticket(101).events if each.kind == "parted"] == [
        (ADMIN, {"case": 102})
    ]
    house.work()
    house.does(update, "ya casi", "m1", by="dana", number=101)
    house.caller(NORA).gets_text("caso 101: ya casi")
    assert not any("caso 101: ya casi" in each.body for each in house.texts_to(MARCO))
    page = house.app.test_client().get(f"/c/{house.ticket(101).live_token}").text
    assert "El caso 102 ya no va con este" in page


def test_whoever_is_told_along_can_be_written_to_where_the_case_has_no_number_of_its_own(house: House) -> None:
    house.rest()
    house.loads(COMPANY.replace(CONTACT, ""))
    house.caller("+50223330001").dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    assert not house.does(update, "ya casi", "m1", by="dana", number=101)
    house.caller(MARCO).dials().presses("1").presses("2").hangs_up()
    merges(house, 102, 101, "es la misma caída")
    assert house.does(update, "ya casi", "m2", by="dana", number=101)
    house.caller(MARCO).gets_text("Dana Cruz, caso 101: ya casi")


def from_a_landline(house: House) -> None:
    """Ms. Ortiz reports 101 by her mobile; 102 comes from the company's landline, and Marta has no phone of her own."""
    house.rest()
    house.loads(DIRECTORY.replace(CONTACT, BY_MAIL))
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    house.caller("+50223330001").dials().presses("1").presses("2").hangs_up()


def test_whoever_is_known_by_e_mail_alone_is_told_along_so(house: House) -> None:
    sent: list[str] = []
    the_line_has(house, smtp_url="smtp://mail.example.com", mail_from="linea@example.com")
    house.line.__dict__["mail"] = Mailbox(sent)
    from_a_landline(house)
    merges(house, 102, 101, "es la misma caída")
    house.time_passes(seconds=3)
    sent.clear()
    house.does(update, "ya casi", "m1", by="dana", number=101)
    house.time_passes(seconds=3)
    house.caller().gets_text("caso 101: ya casi")
    assert sent == ["marta@example.com"]
    house.does(reopen, "es otra falla", by=ADMIN, number=102)
    assert house.ticket(101).also_told == []


def test_whoever_is_known_by_e_mail_alone_hears_of_a_cause_once(house: House) -> None:
    sent: list[str] = []
    the_line_has(house, smtp_url="smtp://mail.example.com", mail_from="linea@example.com")
    house.line.__dict__["mail"] = Mailbox(sent)
    from_a_landline(house)
    with house.line.transaction() as session:
        version, book = directory.current(session)
        desk = Desk(session, book, version, "dana", house.line.now())
        first, second = tickets.lock_all(session, [101, 102])
        cause = lead_cause.open_cause(desk, "enlace caído", first)
        lead_cause.link(desk, cause, second)
    merges(house, 102, 101, "es la misma caída")
    house.caller("+50223330001").dials().presses("1").presses("2").hangs_up()
    house.time_passes(seconds=3)
    sent.clear()
    with house.line.transaction() as session:
        version, book = directory.current(session)
        desk = Desk(session, book, version, "dana", house.line.now())
        held = session.get(type(cause), cause.id)
        lead_cause.link(desk, held, tickets.lock(session, 103))
        lead_cause.say_state(desk, held, lead_cause.State("se cambia un disco", "a disk is being changed"))
    house.time_passes(seconds=3)
    assert sent == ["marta@example.com"]


def test_told_along_of_one_case_she_hears_of_its_cause_once(house: House) -> None:
    house.rest()
    house.loads(COMPANY)
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Dana").rings().presses("1").hangs_up()
    marco = house.caller(MARCO)
    marco.dials().presses("1").presses("2").hangs_up()
    merges(house, 102, 101, "es la misma caída")
    marco.dials().presses("1").presses("2").hangs_up()
    assert house.ticket(103).contact == MARCO
    with house.line.transaction() as session:
        version, book = directory.current(session)
        desk = Desk(session, book, version, "dana", house.line.now())
        first, third = tickets.lock_all(session, [101, 103])
        cause = lead_cause.open_cause(desk, "enlace caído", first)
        lead_cause.link(desk, cause, third)
        lead_cause.say_state(desk, cause, lead_cause.State("se cambia un disco", "a disk is being changed"))
    house.work()
    assert len([each for each in house.texts_to(MARCO) if "se cambia un disco" in each.body]) == 1
