"""Whoever has a case and is on the phone for it is at it, whoever called whom: it is taken from him by nobody."""

from collections.abc import Callable

import pytest

from tests.phones import ORTIZ, EngineerPhone, House
from tests.story.test_calling_back import asks as asks_for_her
from tests.story.test_calling_back import her_phone, presses
from tests.story.test_taken_out import WITHOUT_HER
from tests.story.test_waits_for_him import COLLEAGUE, calls_about_it
from tests.wires import ToApp
from voiceline.simulator.leg import Leg
from voiceline.simulator.web import WebRequest, WebResponse


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def he_calls_her_back(house: House, key: str = "1") -> tuple[EngineerPhone, Leg]:
    """Ms. Ortiz had hung up; Dana takes it and presses 1, and the two talk. Without a key of hers it proves nothing."""
    house.caller().dials().presses("1").says_and_ends("se cayó todo").hangs_up()
    dana = house.engineer("Dana").rings(within=30).presses("1").hears("no está en la línea").presses("1")
    return dana, picks_up(house, dana, key)


def he_asks_for_her(house: House, key: str) -> tuple[EngineerPhone, Leg]:
    """Taken by text, half a minute before it would be forgotten he asks on its page to be connected to her."""
    house.caller().dials().presses("1").says_and_ends("se cayó todo").hangs_up()
    house.engineer("Dana").is_rung().texts("TOMO 101")
    house.time_passes(minutes=9, seconds=25)
    asks_for_her(house, engineer="dana")
    dana = house.engineer("Dana").rings(within=5).presses("1")
    return dana, picks_up(house, dana, key)


def picks_up(house: House, dana: EngineerPhone, key: str) -> Leg:
    ortiz = her_phone(house)
    house.carrier.answer(ortiz)
    house.work()
    if key:
        presses(house, ortiz, key)
    house.time_passes(seconds=15)
    assert dana.leg.bridged_with is ortiz
    return ortiz


class WithoutActions(ToApp):
    """The end of a Dial is told to nobody, as when he who began it hangs up first."""

    def send(self, request: WebRequest, done: Callable[[WebResponse | Exception], None]) -> None:
        if "DialCallStatus" not in dict(request.body_form):
            super().send(request, done)


def no_action_comes(house: House) -> None:
    house.carrier.webhooks.transport = WithoutActions(house.app)


def called(house: House) -> list[bool]:
    """How often her phone was answered, and whether by a key of hers."""
    return [each.detail["key"] for each in house.ticket(101).events if each.kind == "called_customer"]


@pytest.mark.parametrize("key", ["1", ""])
def test_a_colleague_calls_while_he_has_her_on_the_phone_and_is_joined_when_he_is_free(house: House, key: str) -> None:
    dana, ortiz = he_calls_her_back(house, key)
    colleague = calls_about_it(house, COLLEAGUE)
    assert colleague.waits_until("queue")
    colleague.waits(200).hears("Dana Cruz tiene su caso y está en otra llamada").does_not_hear("Estamos llamando")
    assert dana.leg.bridged_with is ortiz and "lost" not in house.events()
    house.engineer("Lee").is_not_rung()
    assert not [each for each in house.texts_to(ORTIZ) if "no localizamos" in each.body]
    dana.hangs_up()
    dana.rings(within=5).presses("1")
    house.time_passes(seconds=10)
    colleague.is_talking_to(dana)


def test_who_says_that_hers_is_another_case_takes_nothing_from_him(house: House) -> None:
    dana, ortiz = he_calls_her_back(house)
    house.caller(COLLEAGUE).dials().presses("1").presses("2").hangs_up()
    house.engineer("Lee").rings(within=5).presses("1").hangs_up()
    house.time_passes(minutes=4)
    assert dana.leg.bridged_with is ortiz
    assert [each.assignee for each in house.tickets()] == ["dana", "lee"]
    assert "lost" not in [each.kind for each in house.ticket(101).events]


def test_nor_is_it_taken_from_who_has_her_on_hold_at_his_menu(house: House) -> None:
    ortiz = house.caller().dials().presses("1").says_and_ends("se cayó todo")
    dana = house.engineer("Dana").rings(within=30).presses("1")
    house.time_passes(seconds=20)
    ortiz.is_talking_to(dana)
    calls_about_it(house, COLLEAGUE).waits(100)
    dana.presses("*")
    house.time_passes(seconds=40)
    assert dana.leg.doing == "gather"
    house.engineer("Lee").is_not_rung()
    assert house.ticket().assignee == "dana" and "lost" not in house.events()


@pytest.mark.parametrize("key", ["1", ""])
def test_asked_for_on_a_page_and_found_she_is_neither_forgotten_nor_lost(house: House, key: str) -> None:
    dana, ortiz = he_asks_for_her(house, key)
    house.time_passes(minutes=4)
    assert dana.leg.bridged_with is ortiz
    house.carrier.hang_up(ortiz)
    house.time_passes(minutes=4)
    house.engineer("Dana").is_not_rung()
    house.engineer("Lee").is_not_rung()
    assert house.ticket().assignee == "dana" and not {"lost", "called_back"} & set(house.events())
    assert called(house) == [bool(key)]


def test_who_hung_up_first_on_what_may_have_been_a_mailbox_is_asked_for_a_key(house: House) -> None:
    dana, _ = he_asks_for_her(house, "")
    house.time_passes(minutes=4)
    no_action_comes(house)
    dana.hangs_up()
    dana.rings(within=20).hears("Caso 1, 0, 1").presses("2").hears("sigue siendo suyo")
    house.time_passes(minutes=3)
    assert house.ticket().assignee == "dana" and "lost" not in house.events()


def test_her_key_is_the_proof_though_the_end_of_the_talk_is_told_by_nobody(house: House) -> None:
    dana, _ = he_calls_her_back(house)
    assert called(house) == [True]
    no_action_comes(house)
    dana.hangs_up()
    house.time_passes(minutes=12)
    house.engineer("Lee").is_not_rung()
    assert house.ticket().assignee == "dana" and not {"lost", "called_back"} & set(house.events())
    assert called(house) == [True]


def test_her_key_is_on_record_once_when_she_ends_the_talk(house: House) -> None:
    _, ortiz = he_calls_her_back(house)
    house.carrier.hang_up(ortiz)
    house.time_passes(seconds=5)
    assert called(house) == [True]


def test_taken_out_of_the_directory_while_she_is_called_the_talk_goes_on_and_then_another_is_rung(house: House) -> None:
    dana, ortiz = he_calls_her_back(house)
    house.loads(WITHOUT_HER)
    house.time_passes(minutes=2)
    assert dana.leg.bridged_with is ortiz and house.ticket().assignee == "dana"
    house.engineer("Lee").is_not_rung()
    house.carrier.hang_up(ortiz)
    dana.hangs_up()
    house.engineer("Lee").will_be_rung(within=20)
