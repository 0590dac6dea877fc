"""A caller who leaves the hold is to be called: her case's page says at which number."""

import pytest

from tests.pages import VIEWER, log_in, seen
from tests.phones import ORTIZ, House
from tests.story.test_hold import holding
from tests.story.test_waits_for_him import COLLEAGUE, calls_about_it
from voiceline.telephony.number_shown import shown


@pytest.fixture(autouse=True)
def _whoever_is_rung(house: House) -> None:
    house.rest()


def page(house: House) -> str:
    client = house.app.test_client()
    log_in(client, VIEWER)
    return seen(client.get("/admin/tickets/101").text)


def test_it_is_the_number_she_called_from(house: House) -> None:
    holding(house).presses("6").waits(15)
    assert f"El cliente dejó la espera: hay que llamarle al {shown(ORTIZ)}" in page(house)


def test_a_colleague_of_hers_is_called_at_her_own(house: House) -> None:
    house.caller().dials().presses("1").says_and_ends("se cayó todo").hangs_up()
    colleague = calls_about_it(house, COLLEAGUE)
    assert colleague.waits_until("queue")
    colleague.presses("6").waits(15)
    assert f"El cliente dejó la espera: hay que llamarle al {shown(COLLEAGUE)}" in page(house)


def test_who_shows_no_number_has_none_until_she_keys_one(house: House) -> None:
    nobody = holding(house, "anonymous").presses("6")
    assert "El cliente dejó la espera sin un número al que llamarle" in page(house)
    for key in "55557777#":
        nobody.presses(key)
    assert "Dio un número para llamarle: +502 5555-7777" in page(house)
