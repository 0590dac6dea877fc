"""The hold: what is new is said at once and once, a key leads out of it, and it never lasts longer than it should."""

import pytest

from tests.links import LinkPage
from tests.phones import ORTIZ, House
from tests.story.conftest import DIRECTORY

OFFER = "Marque 6 si prefiere colgar y que le llamemos"


@pytest.fixture(autouse=True)
def _only_what_the_story_says(house: House) -> None:
    house.rest()


def holding(house: House, number: str = ORTIZ, key: str = "1"):
    phone = house.caller(number).dials().presses(key).says_and_ends("se cayó todo")
    if number == "anonymous":
        phone.waits(30)  # she keys no number
    assert phone.waits_until("queue")
    phone.waits(9)
    return phone


def said(phone, words: str) -> int:
    return phone.leg.heard.count(words)


def test_it_says_what_is_new_once_and_plays_music_between(house: House) -> None:
    ortiz = holding(house)
    ortiz.hears("Estamos llamando al ingeniero de turno. Le respondemos antes de las dos y veinticinco").hears(OFFER)
    ortiz.waits(25)
    assert said(ortiz, "Estamos llamando al ingeniero de turno") == 1 and said(ortiz, OFFER) == 1
    played = [each.text for each in ortiz.leg.captions if each.kind == "play"]
    assert played and all("/voice/music/" in each and each.endswith(".wav") for each in played)
    ortiz.waits(60)
    ortiz.hears("Ahora llamamos al segundo ingeniero")
    assert said(ortiz, "Ahora llamamos al segundo ingeniero") == 1


def test_after_a_minute_without_news_it_says_that_we_go_on_and_how_to_leave(house: House) -> None:
    house.loads(DIRECTORY.replace('by = ["call"], wait = "2m"', 'by = ["sms"], wait = "10m"', 1))
    ortiz = holding(house)
    ortiz.waits(80)
    ortiz.hears("Seguimos llamando. Su caso es 1, 0, 1")
    assert 2 <= said(ortiz, OFFER) <= 3


def test_in_ordinary_hours_she_hears_how_many_are_rung_at_once(house: House) -> None:
    from datetime import UTC, datetime

    house.sleeps_until(datetime(2026, 11, 24, 16, tzinfo=UTC))  # Tuesday 10:00
    ortiz = holding(house)
    ortiz.hears("Estamos llamando a dos ingenieros a la vez")


def test_six_leads_out_with_the_promise_of_a_call_and_whoever_takes_it_knows(house: House) -> None:
    ortiz = holding(house).presses("6")
    ortiz.hears("De acuerdo, le llama el ingeniero que tome su caso")
    ortiz.waits(15)
    assert ortiz.leg.over and ortiz.record.outcome == "case_opened"
    assert "left_to_be_called" in house.events() and house.ticket().status == "open"
    dana = house.engineer("Dana").rings(within=60).presses("1")
    dana.hears("Le prometimos que usted le llama").presses("1")
    house.time_passes(seconds=2)
    assert [leg.to for leg in house.carrier.ringing(ORTIZ)] == [ORTIZ]


@pytest.mark.parametrize("key", ["1", "2", "#", "0", "9"])
def test_another_key_leads_nobody_out(house: House, key: str) -> None:
    ortiz = holding(house).presses(key).waits(20)
    assert ortiz.leg.doing == "queue" and "left_to_be_called" not in house.events()


def test_an_anonymous_caller_keys_the_number_we_call(house: House) -> None:
    nobody = holding(house, "anonymous").presses("6").hears("Para llamarle necesitamos un número")
    for key in "55557777#":
        nobody.presses(key)
    nobody.hears("De acuerdo, le llama el ingeniero que tome su caso")
    assert house.ticket().contact == "+50255557777"


def test_without_a_number_nothing_is_promised(house: House) -> None:
    nobody = holding(house, "anonymous").presses("6").waits(40)
    nobody.hears("Sin un número no podemos llamarle").does_not_hear("le llama el ingeniero")
    assert nobody.leg.over and house.ticket().status == "open"


def test_after_the_response_target_she_hears_the_truth_and_is_called(house: House) -> None:
    ortiz = holding(house)
    ortiz.waits(13 * 60)
    assert ortiz.leg.doing == "queue"
    ortiz.waits(150)
    ortiz.hears("Estamos llamando a todo el equipo")
    ortiz.hears("Todavía ningún ingeniero ha tomado su caso y no queremos tenerle en espera")
    assert ortiz.leg.over
    lee = house.engineer("Lee").rings(within=120).presses("1").hears("Le prometimos que usted le llama")
    assert house.ticket().assignee == "lee" and lee.leg.doing


def test_somebody_who_calls_again_late_is_held_as_long_as_the_first(house: House) -> None:
    holding(house).hangs_up()
    house.time_passes(minutes=14)
    again = house.caller().dials().presses("1").presses("1")
    again.waits(8 * 60)
    assert again.leg.doing == "queue"


def test_taken_by_link_after_she_left_rings_him_to_call_her(house: House) -> None:
    from tests.story.test_together import link_to, with_texts

    with_texts(house)
    ortiz = holding(house).presses("6").waits(15)
    assert ortiz.leg.over
    house.carrier.phones["+50255550101"] = "asleep"
    LinkPage(house.app, link_to(house, "+50255550101")).presses()
    house.work()
    dana = house.engineer("Dana").rings(within=60)
    dana.hears("El cliente ya no espera en la línea: le prometimos que usted le llama")


def test_a_case_that_is_lowered_or_closed_holds_nobody(house: House) -> None:
    from voiceline.actions.move_ticket import change_severity
    from voiceline.domain.severity import Severity

    ortiz = holding(house)
    house.does(change_severity, Severity.P3, "era una consulta")
    ortiz.waits(30).hears("está registrado y lo atendemos en horario hábil")
    assert ortiz.leg.over


def test_she_who_hangs_up_while_she_is_led_out_keeps_her_promise(house: House) -> None:
    ortiz = holding(house).presses("6").hangs_up()
    assert ortiz.record.outcome == "case_opened" and "left_to_be_called" in house.events()
    house.engineer("Dana").rings(within=60).presses("1").hears("Le prometimos que usted le llama")


def test_the_music_is_one_file_that_is_kept_for_ever(house: House) -> None:
    client = house.app.test_client()
    ortiz = holding(house).waits(15)
    address = next(each.text for each in ortiz.leg.captions if each.kind == "play")
    answer = client.get(address)
    assert answer.status_code == 200 and answer.mimetype == "audio/wav" and answer.data[:4] == b"RIFF"
    assert "immutable" in answer.headers["Cache-Control"]
    part = client.get(address, headers={"Range": "bytes=0-3"})
    assert part.status_code == 206 and part.data == b"RIFF"
    assert client.get("/voice/music/0123456789abcdef.wav").status_code == 404
