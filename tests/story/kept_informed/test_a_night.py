"""A night, a weekend and the engineer's own line, as she reads them."""

from tests.phones import EngineerPhone, House
from tests.story.kept_informed.rhythm import (
    DANA,
    INFORMED,
    LEE,
    QUETZAL,
    at,
    link,
    pending,
    promised,
    read,
    reports,
    sleeps,
    takes,
)
from voiceline.actions import move_ticket as verbs
from voiceline.actions.keep_rhythm import ASK, UPDATE

# A night


def test_a_night_of_a_critical_case_as_she_reads_it(house: House) -> None:
    reports(house)
    sleeps(house, "02:44")
    takes(house)
    sleeps(house, "03:39")
    house.engineer("Lee").texts("AVISO 101 Cambiamos el disco, falta probar")
    sleeps(house, "04:19")
    house.engineer("Lee").texts("RESUELTO 101 disco nuevo")
    sleeps(house, "06:00")
    house.caller().texts("SI")
    sleeps(house, "12:00")
    assert read(house) == [
        ("02:10", f"Caso 101 (critico) abierto. Le respondemos antes de las 02:25. Vea como va: {link(house)}"),
        ("02:40", "Caso 101: todavia no contesta ningun ingeniero; seguimos llamando. Proximo aviso 03:10."),
        ("02:44", "Le atiende Lee Pérez, caso 101, desde las 02:44. Proximo aviso 03:14."),
        ("03:14", "Caso 101: todavia sin novedad. Le atiende Lee Pérez. Proximo aviso 03:44."),
        ("03:39", "Lee Pérez, caso 101: Cambiamos el disco, falta probar"),
        ("04:09", "Caso 101: todavia sin novedad. Le atiende Lee Pérez. Proximo aviso 04:39."),
        (
            "04:19",
            f"Caso 101, resuelto: disco nuevo. ¿Ya funciona? Diga en {link(house)} o llame al +50256305476.",
        ),
    ]
    asked = [(when, words) for when, words in read(house, LEE) if "AVISO" in words]
    words = "Caso 101, proximo aviso al cliente: {}. Escriba AVISO 101 y una linea, o leera que no hay novedad."
    assert asked == [
        ("03:04", words.format("03:14")),
        ("03:34", words.format("03:44")),
        ("03:59", words.format("04:09")),
    ]
    assert house.ticket().status == "closed" and house.events().count("kept_informed") == 3


def test_the_same_night_in_english(house: House) -> None:
    house.loads(INFORMED.replace('phones = ["+50255550201"]', 'phones = ["+50255550201"]\nlanguage = "en"'))
    reports(house, number=QUETZAL)
    sleeps(house, "02:44")
    takes(house)
    sleeps(house, "03:20")
    house.does(verbs.work_around, "use till 2")
    sleeps(house, "03:50")
    assert read(house, QUETZAL) == [
        ("02:10", f"Case 101 (critical) is open. We will answer before 02:25. See how it goes: {link(house)}"),
        ("02:40", "Case 101: no engineer has answered yet; we keep calling. Next update 03:10."),
        ("02:44", "Lee Pérez has your case 101 since 02:44. Next update 03:14."),
        ("03:14", "Case 101: no news yet. Lee Pérez is on it. Next update 03:44."),
        ("03:20", "Case 101, a workaround while we solve it: use till 2. The case stays open."),
        (
            "03:50",
            "Case 101: still open, with the workaround that we gave you. Lee Pérez is on it. Next update 04:20.",
        ),
    ]
    assert ("03:40", read(house, LEE)[-1][1]) == read(house, LEE)[-1]
    assert read(house, LEE)[-1][1].startswith("Case 101, next update to the customer: 03:50. Write UPDATE 101")


def test_nobody_is_asked_for_a_line_while_nobody_has_it_and_nothing_rings_for_it(house: House) -> None:
    reports(house)
    assert pending(house) == {UPDATE} and promised(house) == "Tue 02:40"
    sleeps(house, "02:30")
    assert not any("AVISO" in words for _, words in [*read(house, DANA), *read(house, LEE)])
    takes(house)
    assert pending(house) == {ASK, UPDATE}
    legs = len(house.carrier.legs)
    sleeps(house, "03:31")
    assert [when for when, words in read(house, LEE) if "AVISO" in words] == ["02:50", "03:20"]
    assert len(house.carrier.legs) == legs


def test_the_machines_own_words_are_no_answer_of_a_person(house: House) -> None:
    reports(house)
    sleeps(house, "02:41")
    assert "told_customer" in house.events() and house.ticket().responded_at is None


# In business time


def test_a_high_case_over_closing_and_a_weekend(house: House) -> None:
    house.sleeps_until(at(27, "15:05"))  # a Friday
    reports(house, "2")
    takes(house)
    assert promised(house) == "Mon 08:05"
    sleeps(house, "09:00", 30)
    assert [(when, words) for when, words in read(house, LEE) if "AVISO" in words] == [
        (
            "16:55",
            "Caso 101, proximo aviso al cliente: 08:05 del lun 30/11. Escriba AVISO 101 y una linea, "
            "o leera que no hay novedad.",
        ),
    ]
    assert read(house)[1:] == [
        ("15:05", "Le atiende Lee Pérez, caso 101, desde las 15:05. Proximo aviso 08:05 del lun 30/11."),
        ("08:05", "Caso 101: todavia sin novedad. Le atiende Lee Pérez. Proximo aviso 10:05."),
    ]


# The engineer's line


def test_a_line_in_time_is_what_she_reads_and_the_next_is_counted_from_it(house: House) -> None:
    reports(house)
    takes(house)
    sleeps(house, "02:31")
    house.engineer("Lee").texts("AVISO 101 vamos por la mitad")
    assert promised(house) == "Tue 03:01"
    sleeps(house, "02:58")
    assert [words for _, words in read(house)][2:] == ["Lee Pérez, caso 101: vamos por la mitad"]


def test_a_line_too_late_is_read_all_the_same(house: House) -> None:
    reports(house)
    takes(house)
    sleeps(house, "02:40")
    house.engineer("Lee").texts("AVISO 101 vamos por la mitad")
    sleeps(house, "03:05")
    assert [each[0] for each in read(house)][2:] == ["02:40", "02:40"]
    assert "vamos por la mitad" in read(house)[-1][1] and promised(house) == "Tue 03:10"


def talk(house: House) -> EngineerPhone:
    """Dana has taken it at 02:10 and talks with the customer, who was told "Proximo aviso 02:40"."""
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    dana = house.engineer("Dana").rings(within=90).presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(dana)
    assert promised(house) == "Tue 02:40"
    return dana


def test_a_talk_at_the_promised_moment_is_worth_more_than_a_line(house: House) -> None:
    """While the two talk nobody is asked and she is told nothing; the rhythm goes on from that moment."""
    dana = talk(house)
    sleeps(house, "02:59")
    assert not any("novedad" in words for _, words in [*read(house), *read(house, DANA)])
    assert promised(house) == "Tue 03:10"
    dana.hangs_up()
    house.time_passes(seconds=25)
    sleeps(house, "03:12")
    assert read(house)[-1] == ("03:10", "Caso 101: todavia sin novedad. Le atiende Dana Cruz. Proximo aviso 03:40.")
    assert ("03:00", read(house, DANA)[-1][1]) == read(house, DANA)[-1] and "AVISO 101" in read(house, DANA)[-1][1]


def test_a_talk_that_ended_before_moves_no_update_that_was_told(house: House) -> None:
    dana = talk(house)
    sleeps(house, "02:33")
    assert not any("novedad" in words for _, words in read(house, DANA)), "he is not asked while he talks"
    dana.hangs_up()
    sleeps(house, "02:41")
    assert promised(house) == "Tue 03:10"
    assert read(house)[-1] == ("02:40", "Caso 101: todavia sin novedad. Le atiende Dana Cruz. Proximo aviso 03:10.")
    assert [when for when, words in read(house, DANA) if "AVISO 101" in words] == ["02:34"]
