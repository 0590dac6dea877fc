"""A gap, and somebody whose phone is out of reach, are told before they matter."""

from flask.testing import FlaskClient

from tests.edges.roster.weeks import NOW
from tests.houses import BOOK
from tests.pages import seen
from tests.phones import House
from voiceline.actions import look_for_gaps, rehearse
from voiceline.store import directory


def test_a_gap_and_a_phone_out_of_reach_are_told_once_a_day_while_they_last(house: House) -> None:
    late = BOOK.replace(
        'id = "secondary"\nmembers = ["lee"]\nstarts = 2026-01-05',
        'id = "secondary"\nmembers = ["lee"]\nstarts = 2026-12-01',
    )
    loaded = house.loads(late)
    assert any("secondary: nadie de turno del" in each for each in loaded.warnings)
    for day in (25, 26):
        house.sleeps_until(NOW.replace(day=day, hour=13, minute=55))
        look_for_gaps.arm_daily_look(house.line)
        house.sleeps_until(NOW.replace(day=day, hour=14, minute=5))
    told = [m for m in house.texts_to("+50255550301") if "huecos de turno" in m.body]
    assert len(told) == 2 and "secondary" in told[0].body
    house.loads(BOOK)
    house.sleeps_until(NOW.replace(day=27, hour=13, minute=55))
    look_for_gaps.arm_daily_look(house.line)
    house.sleeps_until(NOW.replace(day=27, hour=14, minute=5))
    assert len([m for m in house.texts_to("+50255550301") if "huecos de turno" in m.body]) == 2


def test_who_could_not_be_reached_on_any_phone_is_named(house: House, admin: FlaskClient) -> None:
    house.carrier.phones["+50255550201"] = "unreachable"
    with house.line.transaction() as session:
        _, book = directory.current(session)
        assert look_for_gaps.out_of_reach(session, book) == []  # nobody has tried yet
        rehearse.rehearse(session, book, ["lee"], house.line.now())
    house.time_passes(seconds=5)
    with house.line.reading() as session:
        assert look_for_gaps.out_of_reach(session, book) == ["lee"]
    for page in ("/admin/roster", "/admin/ready"):
        assert "Lee Pérez: no se alcanza ninguno de sus teléfonos" in seen(admin.get(page).text)
