"""An acknowledgement is a promise to talk: by key or by link, cut off, or forgotten."""

import re

import pytest

from tests.links import LinkPage
from tests.phones import ORTIZ, House
from tests.story.conftest import DIRECTORY

DANA, LEE = "+50255550101", "+50255550201"


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def with_texts(house: House) -> None:
    house.loads(DIRECTORY.replace('by = ["call"], wait = "2m"', 'by = ["call", "sms"], wait = "2m"', 1))


def link_to(house: House, number: str) -> str:
    body = house.told(number, "/p/")
    found = re.search(r"/p/\S+", body)
    assert found
    return found[0]


# --- cut off ---


def talking(house: House, seconds: float) -> tuple:
    ortiz = house.caller().dials().presses("1")
    ortiz.says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    dana = house.engineer("Dana").rings(within=90).presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(dana)
    house.time_passes(seconds=seconds)
    return ortiz, dana


def test_cut_off_after_a_few_seconds_he_is_rung_again_at_once_and_she_waits(house: House) -> None:
    ortiz, dana = talking(house, 1)
    dana.hangs_up()
    ortiz.waits(6).hears("Se cortó la llamada con el ingeniero")
    dana.will_be_rung(within=3).rings().hears("Caso 1, 0, 1").hears("Se cortó la llamada")
    assert ortiz.waits_until("queue")
    dana.presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(dana)
    house.time_passes(minutes=3)
    assert house.ticket().assignee == "dana" and "lost" not in house.events()


def test_not_reached_on_any_phone_within_a_minute_the_policy_goes_on_and_she_hears_the_truth(house: House) -> None:
    ortiz, dana = talking(house, 1)
    for phone in dana.numbers:
        house.carrier.phones[phone] = "unreachable"
    dana.hangs_up()
    assert ortiz.waits_until("queue")
    lee = house.engineer("Lee").will_be_rung(within=75)
    assert house.ticket().status == "open" and "lost" in house.events()
    house.time_passes(seconds=12)
    ortiz.hears("Seguimos llamando")
    lee.rings(within=30).presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(lee)
    assert house.ticket().assignee == "lee"


def test_a_talk_that_was_one_rings_nobody_again(house: House) -> None:
    ortiz, dana = talking(house, 20)
    dana.hangs_up()
    ortiz.waits(20).hears("sigue abierto")
    legs = len(house.carrier.legs)
    house.time_passes(minutes=12)
    assert len(house.carrier.legs) == legs and house.ticket().assignee == "dana"


def test_hung_up_on_while_she_dictates_he_is_rung_again(house: House) -> None:
    ortiz = house.caller().dials().presses("1")
    assert ortiz.waits_until("record")
    dana = house.engineer("Dana").rings().presses("1").hears("está dictando")
    dana.hangs_up()
    dana.will_be_rung(within=3)


# --- forgotten ---


def forgot(house: House):
    house.caller().dials().presses("1").hangs_up()
    dana = house.engineer("Dana").rings().presses("1").hears("es suyo")
    dana.hangs_up()
    house.time_passes(minutes=9, seconds=55)
    dana.is_not_rung()
    return dana


def test_ten_minutes_without_contact_ring_him_and_without_a_key_the_policy_goes_on(house: House) -> None:
    dana = forgot(house)
    dana.will_be_rung(within=15)
    house.engineer("Lee").will_be_rung(within=75)
    assert house.ticket().status == "open" and "lost" in house.events()


def test_a_key_says_that_he_is_at_it(house: House) -> None:
    dana = forgot(house)
    dana.will_be_rung(within=15).rings().hears("hace diez minutos").presses("2").hears("sigue siendo suyo")
    house.time_passes(minutes=5)
    assert house.ticket().assignee == "dana" and "lost" not in house.events()


def test_a_key_to_talk_finds_her_gone_and_offers_to_call_her(house: House) -> None:
    dana = forgot(house)
    dana.will_be_rung(within=15).rings().presses("1").hears("El cliente no está en la línea")


@pytest.mark.parametrize(("number", "said"), [(ORTIZ, "no está en la línea"), ("anonymous", "no dejó ningún número")])
def test_who_took_it_after_she_hung_up_is_not_told_that_she_waits_though_her_end_was_never_told(
    house: House, number: str, said: str
) -> None:
    ortiz = house.caller(number).dials().presses("1").says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    dana = house.engineer("Dana").rings(within=60)
    house.carrier.faults.add("callback-drop")
    ortiz.hangs_up()
    dana.presses("1").hears(said).hangs_up()
    house.time_passes(minutes=3)
    dana.is_not_rung()
    assert house.ticket().assignee == "dana" and "called_back" not in house.events()


# --- by link ---


def test_the_link_of_a_page_takes_the_case_once_and_opening_it_changes_nothing(house: House) -> None:
    with_texts(house)
    house.caller().dials().presses("1").hangs_up()
    path = link_to(house, DANA)
    client = house.app.test_client()
    for _ in range(2):  # a scanner, and he himself
        page = client.get(path)
        assert page.status_code == 200 and "Tomar el caso" in page.text and "Banco Maya" in page.text
    assert house.ticket().status == "open"
    opened = LinkPage(house.app, path)
    assert "El caso 101 es suyo" in opened.presses().text
    house.work()
    ticket = house.ticket()
    assert (ticket.status, ticket.assignee) == ("acknowledged", "dana")
    house.engineer("Dana").is_not_rung()
    assert "es suyo" in opened.presses().text and house.events().count("acknowledged") == 1
    house.told(ORTIZ, "Le atiende Dana Cruz")


def test_a_button_of_a_page_that_we_did_not_show_takes_nothing_and_may_be_pressed_again(house: House) -> None:
    with_texts(house)
    for _ in range(2):
        house.caller().dials().presses("1").hangs_up()
    link_to(house, DANA)
    bodies = [message.body for message in house.texts_to(DANA)]
    path, other = [found[0] for body in bodies if (found := re.search(r"/p/\S+", body))]
    client, of_another = house.app.test_client(), LinkPage(house.app, other).token
    for form in ({}, {"csrf_token": "forged"}, {"csrf_token": of_another}):
        unread = client.post(path, data=form)
        assert unread.status_code == 400 and "Púlselo otra vez" in unread.text and "Tomar el caso" in unread.text
    assert house.ticket().status == "open"
    assert "es suyo" in LinkPage(house.app, path).presses().text


def test_a_caller_who_waits_is_joined_to_who_took_it_by_link(house: House) -> None:
    with_texts(house)
    ortiz = house.caller().dials().presses("1")
    ortiz.says_and_ends("se cayó todo")
    assert ortiz.waits_until("queue")
    LinkPage(house.app, link_to(house, DANA)).presses()
    house.work()
    dana = house.engineer("Dana").will_be_rung(within=5).rings().hears("el cliente espera en la línea").presses("1")
    house.time_passes(seconds=8)
    ortiz.is_talking_to(dana)


def test_the_second_by_link_hears_who_was_first(house: House) -> None:
    with_texts(house)
    house.caller().dials().presses("1").hangs_up()
    path = link_to(house, DANA)
    opened = LinkPage(house.app, path)
    house.engineer("Lee").will_be_rung(within=150).rings().presses("1").hears("es suyo")
    assert "Lee Pérez ya tomó el caso 101" in house.app.test_client().get(path).text
    assert "Lee Pérez ya tomó el caso 101" in opened.presses().text
    assert house.ticket().assignee == "lee"


def test_a_used_link_takes_nothing_after_the_case_was_lost(house: House) -> None:
    with_texts(house)
    house.caller().dials().presses("1").hangs_up()
    opened = LinkPage(house.app, link_to(house, DANA))
    opened.presses()
    house.time_passes(minutes=12)
    assert "lost" in house.events() and house.ticket().status == "open"
    assert "ya no sirve" in opened.presses().text and house.ticket().status == "open"


@pytest.mark.parametrize("token", ["x", "0" * 22, "%00", "a" * 5000])
def test_a_link_we_never_sent_is_a_page_that_says_so(house: House, token: str) -> None:
    answer = house.app.test_client().get(f"/p/{token}")
    assert answer.status_code == 404 and "ya no sirve" in answer.text


# --- the others ---


def test_those_who_were_rung_hear_at_once_that_it_is_taken(house: House) -> None:
    house.caller().dials().presses("1").hangs_up()
    house.engineer("Lee").will_be_rung(within=150).rings().presses("1").hears("es suyo")
    house.told(DANA, "Lee Pérez ya atiende el caso 101")
    assert not [m for m in house.texts_to(LEE) if "ya atiende" in m.body]
    assert not [m for m in house.texts_to("+50255550301") if "ya atiende" in m.body]
