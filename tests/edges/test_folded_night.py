"""A night in which nobody answers is one line that opens, its texts with its rings; what arrived nowhere stands out."""

import re

from tests.pages import VIEWER, log_in, seen
from tests.phones import House
from tests.story.conftest import DIRECTORY

WITH_TEXTS = DIRECTORY.replace('by = ["call"], wait = "2m"', 'by = ["call", "sms"], wait = "2m"')
DANA = "+50255550101"


def unfolded(house: House) -> str:
    client = house.app.test_client()
    log_in(client, VIEWER)
    page = client.get("/admin/tickets/101").text
    assert '<li class="folded">' in page
    return seen(re.sub(r'<li class="folded">.*?</details></li>', "", page, flags=re.S))


def a_night_in_vain(house: House) -> None:
    house.rest()
    house.loads(WITH_TEXTS)
    house.caller().dials().presses("1").hangs_up()
    house.time_passes(minutes=14)


def test_the_texts_of_pages_are_folded_with_the_rings(house: House) -> None:
    a_night_in_vain(house)
    assert unfolded(house).count("Aviso a Dana Cruz") < 10  # of thirty-eight: those beside what is no ring


def test_a_text_that_did_not_arrive_is_not(house: House) -> None:
    house.carrier.undeliverable[DANA] = 30005
    a_night_in_vain(house)
    assert "Aviso a Dana Cruz (+502 5555-0101) por SMS: No entregado" in unfolded(house)
