"""A customer watches her case by the link in her text, and says there that it is still down, or that it works."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.phones import ORTIZ, House
from voiceline.actions import move_ticket
from voiceline.domain.severity import Severity

QUETZAL = "+50244440002"  # English
DANA = "+50255550101"


@pytest.fixture(autouse=True)
def _whoever_is_rung_and_told(house: House) -> None:
    house.rest()


class Browser:
    """What she has in her hand: a page without a script, and no cookie kept from one look to the next."""

    def __init__(self, house: House, path: str):
        self.house, self.path, self.page = house, path, ""

    def looks(self, query: str = "") -> "Browser":
        return self._shows(self.house.app.test_client(use_cookies=False).get(self.path + query))

    def presses(self, button: str, words: str = "", times: int = 1) -> "Browser":
        """The button of the page she has before her, so often."""
        sealed = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        assert sealed and f'value="{button}"' in self.page, self.page
        for _ in range(times):
            self.posts({"csrf_token": sealed[1], "press": button, "words": words})
        return self

    def posts(self, form: dict[str, str]) -> Any:
        answer = self.house.app.test_client(use_cookies=False).post(self.path, data=form)
        self.house.work()
        if answer.status_code == 303:
            assert answer.headers["Location"] == self.path
            self.looks()
        return answer

    def reads(self, *words: str) -> "Browser":
        for each in words:
            assert each in self.page, f"{each!r} is not on the page: {self.page}"
        return self

    def does_not_read(self, *words: str) -> "Browser":
        for each in words:
            assert each not in self.page, f"{each!r} is on the page: {self.page}"
        return self

    def _shows(self, answer: Any) -> "Browser":
        assert answer.status_code == 200, answer.text
        self.page = answer.text
        return self


def opened(house: House, number: str = ORTIZ, key: str = "1") -> Browser:
    house.caller(number).dials().presses(key).hangs_up()
    return link(house, number)


def link(house: House, number: str = ORTIZ) -> Browser:
    found = re.search(r"http://\S+/c/\w+", house.told(number, "/c/"))
    assert found
    return Browser(house, urlsplit(found[0]).path).looks()


def taken(house: House, by: str = "Dana") -> None:
    house.engineer(by).rings(within=90).presses("1").hangs_up()
    house.time_passes(seconds=2)


def rung(house: House, number: str = DANA) -> int:
    return len([leg for leg in house.carrier.legs if leg.direction == "outbound-api" and leg.to == number])


def resolved(house: House) -> Browser:
    hers = opened(house)
    taken(house)
    house.does(move_ticket.resolve, "reinicio del balanceador", by="dana")
    return hers.looks()


# The night, as it goes on.


def test_she_sees_the_whole_night_as_it_is(house: House) -> None:
    hers = opened(house).reads("Caso 101, crítico, desde 02:10", "Estamos llamando al ingeniero de turno.")
    hers.reads(
        "Respuesta antes de", "02:25", "Solución antes de", "06:10", "Abrimos su caso.", "Llamamos a un ingeniero"
    )
    hers.does_not_read("Dana", "Lee")
    house.time_passes(minutes=1)
    hers.looks().reads("Llamadas hechas:", "Llamamos 3 veces a los ingenieros")
    taken(house, "Lee")
    hers.looks().reads("Le atiende Lee Pérez desde 02:11.", "Le llegó nuestro mensaje.").does_not_read(
        "Respuesta antes de"
    )
    house.does(move_ticket.work_around, "use la caja dos")
    hers.looks().reads("Mientras tanto: use la caja dos").does_not_read("Solución antes de")
    house.does(move_ticket.resolve, "reinicio")
    hers.looks().reads("Resuelto: 02:11. ¿Ya le funciona?", "Qué se hizo: reinicio", "Ya funciona", "Sigue caído")
    hers.presses("works").reads("Caso cerrado: 02:11.", "lo abrimos otra vez")
    assert house.ticket().closed_as == "validated"


def test_in_english(house: House) -> None:
    hers = opened(house, QUETZAL).reads('lang="en"', "Case 101, critical, since 02:10", "We are calling the engineer")
    taken(house)
    hers.looks().reads("Dana Cruz has had your case since", "It is still down", "We opened your case.")
    house.does(move_ticket.resolve, "restart", by="dana")
    hers.looks().presses("works").reads("Case closed: 02:10.", "press the button and we open it again")


def test_late_is_said_to_be_late(house: House) -> None:
    hers = opened(house)
    house.time_passes(minutes=16)
    hers.looks().reads("Estamos llamando al ingeniero de turno.", "02:25", "Vamos tarde; seguimos en ello.")


def test_what_is_ours_alone_is_not_on_it(house: House) -> None:
    hers = opened(house)
    opened(house, QUETZAL)
    taken(house)
    with house.line.transaction() as session:
        from voiceline.store import tickets

        held = tickets.lock(session, 101)
        assert held
        held.record("noted", house.line.now(), "dana", {"text": "cliente moroso"})
        held.describe("visto en su pantalla", house.line.now(), "dana")
    house.does(move_ticket.change_severity, Severity.P2, "exagera", by="dana", number=101)
    page = hers.looks().reads("Su caso ahora es alto.").does_not_read("moroso", "pantalla", "exagera", "Quetzal", "102")
    assert {re.sub(r"\D", "", each) for each in re.findall(r"\+502[ \d-]+", page.page)} == {"50256305476"}


def test_the_next_update_is_told_while_one_is_owed(house: House) -> None:
    from datetime import timedelta

    from voiceline.actions.keep_rhythm import UPDATE
    from voiceline.store import follow_ups

    hers = opened(house).does_not_read("Próximo aviso")
    with house.line.transaction() as session:
        now = house.line.now()
        follow_ups.owe(session, "update", UPDATE, now + timedelta(minutes=30), now, ticket_number=101)
    hers.looks().reads("Próximo aviso", "02:40")


def test_what_is_not_urgent_is_not_said_to_ring_anybody(house: House) -> None:
    ortiz = house.caller().dials().presses("1")
    assert ortiz.waits_until("record")
    ortiz.presses("0")
    hers = link(house).reads("medio", "Recibimos su caso.").does_not_read("Estamos llamando", "Llamadas hechas")
    before = rung(house)
    hers.presses("fails", times=2).reads("Recibimos su aviso a las 02:10 y se lo enviamos al ingeniero por mensaje.")
    house.time_passes(seconds=5)
    assert rung(house) == before and house.events().count("called_again") == 1
    house.told(DANA, "Banco Maya avisa que el caso 101 P3 sigue caido")


# Looking.


def test_a_preview_changes_nothing_and_nothing_is_kept(house: House) -> None:
    hers = opened(house)
    before = (house.events(), house.ticket().status, len(house.line.bells))
    client = house.app.test_client()
    for method in ("GET", "HEAD", "GET"):
        answer = client.open(hers.path, method=method)
        assert answer.status_code == 200 and "Set-Cookie" not in answer.headers
    assert (house.events(), house.ticket().status, len(house.line.bells)) == before
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Referrer-Policy"] == "no-referrer"
    assert (
        "noindex" in answer.headers["X-Robots-Tag"]
        and "default-src 'self'" in answer.headers["Content-Security-Policy"]
    )


def test_it_looks_again_by_itself_until_she_stops_it(house: House) -> None:
    hers = opened(house).reads('http-equiv="refresh" content="20"', "Así está a las 02:10:", "se actualiza sola")
    hers.looks("?still=1").does_not_read("http-equiv").reads("Actualizar ahora")
    taken(house)
    house.does(move_ticket.ask_customer, "¿qué sucursal?", by="dana")
    house.time_passes(seconds=5)
    hers.looks().does_not_read("http-equiv")  # it would take what she is writing


def test_it_is_small_and_needs_no_script(house: House) -> None:
    hers = opened(house)
    for _ in range(30):
        house.does(move_ticket.update, "seguimos " * 60, f"mark-{_}", by="dana")
        house.time_passes(seconds=2)
    assert len(hers.looks().page.encode()) < 15_000
    hers.does_not_read("<script", "style=")


@pytest.mark.parametrize("path", ["/c/aaaaaaaaaaaaaaaa", "/c/x", "/c/%00", "/c/ñandú", "/c/101-aaaaaaaaaaaaaaaa"])
def test_a_forged_link_is_one_and_the_same_page_in_both_languages(house: House, path: str) -> None:
    hers = opened(house)
    client = house.app.test_client()
    answers = [client.get(path), client.get(hers.path + "a"), client.get(hers.path[:-1])]
    assert {each.status_code for each in answers} == {404} and len({each.text for each in answers}) == 1
    page = answers[0].text
    assert "Este enlace no existe" in page and "This link does not exist" in page and "tel:+50256305476" in page
    assert client.post(path, data={"press": "fails"}).text == page
    assert house.events().count("called_again") == 0


def test_typed_in_capitals_it_is_the_same_link(house: House) -> None:
    hers = opened(house)
    Browser(house, f"/c/{hers.path.removeprefix('/c/').upper()}").looks().reads("Caso 101")


# "Sigue caído".


def test_still_down_rings_the_people_of_an_open_case_at_once(house: House) -> None:
    for number in (DANA, "+50255550102", "+50255550201"):
        house.carrier.phones[number] = "busy"
    hers = opened(house)
    house.time_passes(seconds=6)  # everybody was busy; the policy begins again in a moment
    house.carrier.phones["+50255550201"] = "rings"
    hers.looks().presses("fails")
    house.engineer("Lee").is_rung()
    hers.reads("Recibimos su aviso a las 02:10 y seguimos llamando.", "Usted avisó que sigue fallando.")
    event = next(each for each in house.ticket().events if each.kind == "called_again")
    assert (event.by, event.detail) == ("customer", {"how": "link"})


def test_who_asks_for_them_by_phone_has_not_said_that_it_still_fails(house: House) -> None:
    hers = opened(house)
    taken(house)
    house.caller().dials().presses("4").presses("1").hangs_up()
    hers.looks().reads("Usted nos buscó otra vez por este caso.").does_not_read("Usted avisó")


def test_who_takes_it_after_she_pressed_was_not_rung_again_for_it(house: House) -> None:
    hers = opened(house)
    hers.looks().presses("fails").reads("Recibimos su aviso a las 02:10 y seguimos llamando.")
    taken(house)
    hers.looks().reads("Recibimos su aviso a las 02:10.").does_not_read("volvimos a llamar", "seguimos llamando")


def test_still_down_rings_whoever_has_it_who_hears_why(house: House) -> None:
    hers = opened(house)
    taken(house)
    hers.looks().presses("fails")
    dana = house.engineer("Dana").will_be_rung(within=5)
    house.carrier.answer(dana.leg)
    house.work()
    dana.hears("el cliente avisa que sigue caído")


def test_pressed_twice_it_rings_once_and_again_after_five_minutes(house: House) -> None:
    hers = opened(house)
    taken(house)
    before = rung(house)
    hers.looks().presses("fails", times=3).presses("fails")
    house.engineer("Dana").rings(within=5).presses("2").hangs_up()
    house.time_passes(minutes=1)
    hers.looks().presses("fails").reads("volvimos a llamar a quien atiende su caso")
    house.time_passes(seconds=5)
    assert rung(house) == before + 1 and house.events().count("called_again") == 1
    house.time_passes(minutes=4)
    hers.looks().does_not_read("volvimos a llamar").presses("fails")
    house.engineer("Dana").will_be_rung(within=5)
    assert house.events().count("called_again") == 2


def test_her_answer_goes_to_the_case_and_ends_the_wait(house: House) -> None:
    hers = opened(house)
    taken(house)
    house.does(move_ticket.ask_customer, "¿qué sucursal?", by="dana")
    assert "Responda en http://127.0.0.1:8000/c/" in house.told(ORTIZ, "¿qué sucursal?")
    house.time_passes(seconds=3)
    assert house.ticket().status == "waiting"
    hers.looks().reads("Dana Cruz le pregunta: ¿qué sucursal?", "Su respuesta").does_not_read("Solución antes de")
    hers.presses("answer", "  la de\nZona 1 ", times=2).reads("Usted nos dijo: la de Zona 1", "Le atiende Dana Cruz")
    assert house.ticket().status == "acknowledged" and house.events().count("described") == 1
    house.told(DANA, "Caso 101 P1, Banco Maya: la de Zona 1")


def test_an_empty_answer_is_none(house: House) -> None:
    hers = opened(house)
    taken(house)
    house.does(move_ticket.ask_customer, "¿qué sucursal?", by="dana")
    house.time_passes(seconds=3)
    hers.looks().presses("answer", " \n ").reads("le pregunta")
    assert house.ticket().status == "waiting"


def test_without_a_valid_seal_nothing_is_done_and_she_may_press_again(house: House) -> None:
    hers, others = opened(house), opened(house, QUETZAL)
    sealed = re.search(r'name="csrf_token" value="([^"]+)"', others.page)
    assert sealed
    for form in (
        {"press": "fails"},
        {"press": "fails", "csrf_token": "x"},
        {"press": "fails", "csrf_token": sealed[1]},
    ):
        answer = hers.posts(form)
        assert answer.status_code == 400 and "Púlselo otra vez" in answer.text and "Caso 101" in answer.text
    assert "called_again" not in [each.kind for each in house.ticket(101).events]


# Resolved, and after.


def test_the_text_of_a_solution_leads_to_the_page(house: House) -> None:
    hers = resolved(house)
    assert f"¿Ya funciona? Diga en http://127.0.0.1:8000{hers.path} o llame" in house.told(ORTIZ, "resuelto: reinicio")


def test_it_still_fails_pages_whoever_had_it_once(house: House) -> None:
    hers = resolved(house).presses("fails", times=3).reads("Estamos llamando al ingeniero de turno.")
    house.engineer("Dana").will_be_rung(within=5)
    assert house.ticket().status == "open" and house.events().count("reopened") == 1
    assert house.events().count("called_again") == 0  # pressed on what was over: it asked for nothing more
    hers.reads("El caso vuelve a estar abierto.")


def test_it_works_closes_it_once(house: House) -> None:
    resolved(house).presses("works", times=2).reads("Caso cerrado")
    assert house.events().count("validated") == 1


def test_a_page_that_was_overtaken_does_nothing_and_says_how_it_stands(house: House) -> None:
    hers = opened(house)
    taken(house)
    hers.looks()
    house.does(move_ticket.resolve, "reinicio", by="dana")
    hers.presses("fails").reads("¿Ya le funciona?")
    assert house.ticket().status == "resolved"


def test_within_ten_days_of_its_end_it_opens_again(house: House) -> None:
    hers = resolved(house).presses("works").presses("fails", times=2).reads("Estamos llamando al ingeniero de turno.")
    house.engineer("Dana").will_be_rung(within=5)
    assert house.ticket().status == "open" and house.events().count("reopened") == 1
    hers.does_not_read("Caso cerrado: ")


def test_later_she_is_told_to_call_and_nothing_of_the_night_is_shown(house: House) -> None:
    from datetime import timedelta

    hers = resolved(house).presses("works")
    house.sleeps_until(house.line.now() + timedelta(days=10, minutes=1))
    old = hers.page
    hers.looks().reads("Caso cerrado", "Si necesita algo más, llame al +502 5630-5476.").does_not_read(
        "<button", "reinicio", "Hasta"
    )
    hers.page = old
    hers.presses("fails").reads("Caso cerrado")
    assert house.ticket().status == "closed"


def test_what_support_set_aside_she_does_not_open(house: House) -> None:
    hers = opened(house)
    taken(house)
    house.does(move_ticket.set_aside, "third_parties", by="an admin")
    hers.looks().reads("Caso cerrado", "Si necesita algo más, llame al +502 5630-5476.")
    hers.does_not_read("<button", "fallar", "marque 1")


# Its text.


@pytest.mark.parametrize(("number", "words"), [(ORTIZ, "Vea como va: "), (QUETZAL, "See how it goes: ")])
def test_the_opening_text_carries_it(house: House, number: str, words: str) -> None:
    hers = opened(house, number)
    assert house.told(number, words).endswith(hers.path)


def test_another_case_has_another_link(house: House) -> None:
    hers = opened(house)
    assert len(hers.path) == len("/c/") + 16 and hers.path != opened(house, QUETZAL).path
