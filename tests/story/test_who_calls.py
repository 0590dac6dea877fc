"""Who calls: a stranger is served like anyone and then asked who she is; a number that is missing is asked for."""

import pytest

from tests.phones import LINE, STRANGER, House
from tests.story.conftest import DIRECTORY
from voiceline.store.directory_file import DirectoryError

FIXED = "+50223339999"
MOBILE = "+50255557777"


@pytest.fixture(autouse=True)
def _whoever_is_rung_and_told(house: House) -> None:
    house.rest()


def with_line(words: str) -> str:
    return DIRECTORY.replace('escalate_to = "desk"', f'escalate_to = "desk"\n{words}')


def test_a_stranger_is_asked_who_she_is_when_her_case_is_open(house: House) -> None:
    stranger = house.caller(STRANGER).dials().presses("1").hears("Su caso es 1, 0, 1")
    house.engineer("Dana").is_rung(on=1)
    stranger.hears("su nombre, su empresa y qué pasa").says_and_ends("Luisa, de Café Real, no abre nada")
    assert "described" in house.events()
    stranger.hears("Quédese en la línea y le comunicamos")


def test_a_customer_is_not_asked_who_she_is(house: House) -> None:
    house.caller().dials().presses("1").hears("díganos qué pasa").does_not_hear("su empresa")


def test_without_a_number_eight_digits_are_asked_for_and_she_is_told_there(house: House) -> None:
    caller = house.caller("anonymous").dials().presses("1").says_and_ends("no abre nada")
    caller.hears("marque los ocho dígitos de su teléfono").presses("55557777#")
    caller.hears("Quédese en la línea y le comunicamos")
    assert house.ticket().contact == MOBILE and house.ticket().customer is None
    house.told(MOBILE, "Caso 101")


def test_the_digits_may_be_said(house: House) -> None:
    caller = house.caller("anonymous").dials().presses("1").says_and_ends("no abre nada")
    caller.hears("ocho dígitos").answers("cincuenta y cinco, cincuenta y cinco, setenta y siete, setenta y siete")
    assert house.ticket().contact == MOBILE


def test_her_own_number_makes_nobody_of_her(house: House) -> None:
    """Rosa's number keyed by whoever: her company's name is not put on the case, nor its state told."""
    house.caller("anonymous").dials().presses("1").says_and_ends("no abre nada").presses("44440001#")
    assert house.ticket().contact == "+50244440001" and house.ticket().customer is None


@pytest.mark.parametrize("number", ["anonymous", LINE])
def test_not_answering_changes_nothing_and_no_call_is_promised(house: House, number: str) -> None:
    caller = house.caller(number).dials().presses("1").says_and_ends("no abre nada").waits(24)
    caller.hears("no tenemos un número para llamarle").does_not_hear("le avisamos")
    dana = house.engineer("Dana")
    dana.rings().presses("1")
    house.time_passes(seconds=6)
    caller.is_talking_to(dana)


def test_what_is_no_number_is_asked_for_once_more_and_then_she_waits(house: House) -> None:
    caller = house.caller("anonymous").dials().presses("1").says_and_ends("no abre nada").presses("999#")
    caller.hears("Ese no es un número de ocho dígitos").presses("123#").hears("no tenemos un número para llamarle")
    assert house.ticket().contact is None


def test_an_engineer_who_takes_it_meanwhile_does_not_wait_for_her_digits(house: House) -> None:
    caller = house.caller("anonymous").dials().presses("1").says_and_ends("no abre nada").hears("ocho dígitos")
    dana = house.engineer("Dana")
    dana.rings().presses("1").presses("1")
    house.time_passes(seconds=20)
    caller.is_talking_to(dana)


@pytest.mark.parametrize("keys", ["5", "5555"])
def test_hanging_up_while_keying_loses_nothing(house: House, keys: str) -> None:
    caller = house.caller("anonymous").dials().presses("1").says_and_ends("no abre nada").presses(keys).hangs_up()
    assert caller.record.outcome == "case_opened" and house.ticket().status == "open"


def test_from_a_landline_a_mobile_is_asked_for(house: House) -> None:
    caller = house.caller(FIXED).dials().presses("1").says_and_ends("Luisa, de Café Real").hears("un celular")
    caller.presses("22223333#").hears("Ese no es un celular").presses("55557777#").hears("Quédese en la línea")
    house.told(MOBILE, "Caso 101")


def test_from_a_landline_of_a_customer_whose_contacts_are_told_none_is_asked_for(house: House) -> None:
    house.caller("+50223330001").dials().presses("1").says_and_ends("se cayó").does_not_hear("celular")


def test_a_blocked_number_is_told_so_and_opens_nothing(house: House) -> None:
    house.loads(with_line(f'blocked = ["{STRANGER}"]'))
    caller = house.caller(STRANGER).dials().hears("Desde este número no podemos atenderle")
    house.time_passes(seconds=20)
    assert caller.record.outcome == "rejected" and house.tickets() == []


def test_a_range_is_blocked_too_but_never_whom_we_know(house: House) -> None:
    house.loads(with_line('blocked = ["+502555599*"]'))
    house.caller(STRANGER).dials().hears("no podemos atenderle")
    for words in ('blocked = ["+50244440001"]', 'blocked = ["+5024444*"]', 'blocked = ["+50255550101"]'):
        with pytest.raises(DirectoryError, match=r"line\.blocked"):
            house.loads(with_line(words))


def test_a_limit_turns_strangers_away_and_nobody_we_know(house: House) -> None:
    house.loads(with_line("stranger_calls = 2"))
    for _ in range(2):
        house.caller(STRANGER).dials().hears("Marque 1").hangs_up()
    third = house.caller(STRANGER).dials().hears("ya nos llamó muchas veces")
    house.time_passes(seconds=20)
    assert third.record.outcome == "rejected"
    for _ in range(3):
        house.caller().dials().hears("Marque 1").hangs_up()
    house.caller("anonymous").dials().hears("Marque 1").hangs_up()
    house.time_passes(minutes=60)
    house.caller(STRANGER).dials().presses("1").hears("Su caso es")


def test_without_a_limit_nobody_is_turned_away(house: House) -> None:
    for _ in range(30):
        house.caller(STRANGER).dials().hangs_up()
    house.caller(STRANGER).dials().presses("1").hears("Su caso es")


def test_the_recording_is_announced_unless_the_directory_says_not(house: House) -> None:
    house.caller().dials().presses("1").hears("Esta llamada se graba. Después del tono")
    house.loads(with_line("says_it_records = false"))
    house.caller(STRANGER).dials().presses("1").hears("Después del tono").does_not_hear("se graba")


def test_in_english(house: House) -> None:
    caller = house.caller("anonymous").dials().presses("9").presses("1").hears("This call is recorded")
    caller.says_and_ends("nothing opens").hears("eight digits of your phone").presses("55557777#")
    assert house.ticket().contact == MOBILE


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("+50244440001", "El cliente ya recibe el aviso"),
        ("anonymous", "no dejó ningún número y no podemos avisarle"),
        ("+50223339999", "No le llegan mensajes: llámele usted, por favor"),
    ],
)
def test_who_takes_it_hears_whether_she_knows(house: House, number: str, told: str) -> None:
    house.rest()
    house.caller(number).dials().presses("1").hangs_up()
    dana = house.engineer("Dana").rings().presses("1")
    house.time_passes(seconds=45)
    dana.hears("El caso 1, 0, 1 es suyo").hears(told)
    assert number == "+50244440001" or "ya recibe el aviso" not in dana.leg.heard
