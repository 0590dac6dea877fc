"""The calendar's page and the change that is looked at first: what is drawn, told, refused, undone."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.domain.test_roster_days import rotations
from tests.domain.test_rotation import GUATEMALA, NEW_YORK, overrides
from tests.edges.roster.weeks import FRIDAY, NOW, SATURDAY, look, on, put  # noqa: F401
from tests.houses import BOOK
from tests.pages import EMAIL, in_order, log_in, seen, token
from tests.phones import House
from voiceline.actions.edit_directory import Edit, edit
from voiceline.domain.directory import Override, Rotation
from voiceline.domain.directory_change import Part, find
from voiceline.domain.roster_days import Day, Piece, days
from voiceline.domain.rotation import on_call
from voiceline.store import accounts, audit, directory, opt_outs
from voiceline.store import directory_documents as documents
from voiceline.web.admin.strip import TONES, strip, tones

COVER = {"rotation": "primary", "members": "luis", "from": "2026-11-27T17:00", "until": "2026-11-28T08:00"}
LATE = BOOK.replace(
    'id = "secondary"\nmembers = ["lee"]\nstarts = 2026-01-05',
    'id = "secondary"\nmembers = ["lee"]\nstarts = 2026-12-01',
)


# What is drawn.


def bars(day: Day, tone: dict[str, int], name: str) -> list[tuple[float, float, str]]:
    """(from minute, to minute, classes) of the strip's rectangles of this kind, read back from the drawing."""
    root = ElementTree.fromstring(str(strip(day, (), tone, day.start - timedelta(days=1))))
    found = [each for each in root if each.get("class", "").split()[0] in name.split()]
    return [
        (float(e.get("x", "")), float(e.get("x", "")) + float(e.get("width", "")), e.get("class", "")) for e in found
    ]


@given(
    rotations,
    st.lists(overrides(), max_size=2),
    st.dates(date(2026, 2, 1), date(2026, 12, 1)),
    st.sampled_from([GUATEMALA, NEW_YORK]),
)
@settings(max_examples=40)
def test_the_bars_are_the_rule_minute_for_minute(
    rotation: Rotation, changes: Sequence[Override], first: date, zone: str
) -> None:
    tone = dict(tones(["ana", "luis", "eva", "dana"]))
    for day in days(rotation, changes, first, 2, zone):
        drawn = bars(day, tone, "on hole")
        for minute in range(0, int((day.until - day.start) / timedelta(minutes=1)), 13):
            engineer = on_call(rotation, changes, day.start + timedelta(minutes=minute), zone)
            (bar,) = [each for each in drawn if each[0] <= minute < each[1]]
            assert bar[2] == ("hole" if engineer is None else f"on tone-{tone[engineer]}")
        assert drawn[0][0] == 0 and drawn[-1][1] == (day.until - day.start) / timedelta(minutes=1)


def test_an_override_is_drawn_over_what_it_replaces() -> None:
    start = datetime(2026, 11, 27, 6, tzinfo=UTC)
    day = Day(
        date(2026, 11, 27),
        start,
        start + timedelta(days=1),
        (Piece(start, start + timedelta(hours=6), "luis", True, "x", "dana"),),
    )
    assert bars(day, {"luis": 1, "dana": 2}, "instead") == [(0, 360, "instead tone-2")]


def test_a_colour_is_one_person_s_and_stays_when_others_come() -> None:
    few = tones(["dana", "lee", "luis"])
    many = tones([*few, *(f"e{n}" for n in range(9))])
    assert len(set(many.values())) == TONES and len(set(few.values())) == 3
    assert len(tones([f"e{n}" for n in range(40)])) == 40
    assert tones(["luis", "dana", "lee"]) == few


# The page.


def test_the_week_names_who_is_on_what_replaces_whom_and_the_hours(house: House, admin: FlaskClient) -> None:
    put(house, "luis")
    page = admin.get("/admin/roster?day=2026-11-25").text
    in_order(page, "primary Dana Cruz", "hasta el vie 27 nov, 17:00", "después, Luis Soto", "lun 23 nov – dom 29 nov")
    in_order(
        page, "Mar 24 nov Hoy" if "Mar 24" in seen(page) else "mar 24 nov Hoy", "Horario", "08:00–17:00", "Cerrado"
    )
    in_order(page, "Dana Cruz 00:00–17:00", "Luis Soto 17:00–24:00 en vez de Dana Cruz", "Luis Soto 00:00–08:00")
    links = re.findall(r'href="(/admin/roster/change\?[^"]+)"', page)
    assert any("rotation=primary" in each and "from=2026-11-27T17:00" in each.replace("%3A", ":") for each in links)
    assert not any("2026-11-23" in each for each in links)  # what is over is not to be changed


def test_the_month_shows_whole_weeks_and_counts_only_its_own_days(admin: FlaskClient) -> None:
    page = seen(admin.get("/admin/roster?view=month&day=2026-12-05").text)
    in_order(
        page,
        "diciembre 2026",
        "lun 30 nov",
        "jue 24 dic",
        "Nochebuena, medio día, cerrado desde las 12:00",
        "dom 3 ene",
    )
    in_order(page, "Cuánto carga cada quien", "primary Dana Cruz 31 8 ", "744 h")


def test_a_hole_is_red_in_words_and_leads_to_the_form_filled_in(house: House, admin: FlaskClient) -> None:
    house.loads(LATE)
    page = admin.get("/admin/roster").text
    in_order(
        page, "Huecos en los próximos 14 días", "secondary: nadie de turno del mar 24 nov, 10:00 al mar 1 dic, 08:00"
    )
    (first, *_) = re.findall(r'<li>secondary: nadie.*?href="([^"]+)"', page, re.S)
    form = admin.get(first.replace("&amp;", "&")).text
    assert "<option selected>secondary</option>" in form
    assert 'value="2026-11-24T10:00"' in form and 'value="2026-12-01T08:00"' in form
    assert "Nadie de turno" in page.split("<table")[1]


def test_the_days_of_the_next_year_are_listed_with_their_source(admin: FlaskClient) -> None:
    page = seen(admin.get("/admin/roster").text)
    in_order(
        page, "en los próximos doce meses", "jue 24 dic 2026", "08:00–12:00", "Código de Trabajo", "Navidad", "Cerrado"
    )


@pytest.mark.parametrize("asked", ["view=year", "day=2026-02-31", "day=1999-01-01", "day=x"])
def test_what_is_no_span_is_no_page(admin: FlaskClient, asked: str) -> None:
    assert admin.get(f"/admin/roster?{asked}").status_code == 404
    assert admin.get(f"/admin/roster/change?{asked}").status_code == 404


@pytest.mark.parametrize("day", ["2000-01-01", "2100-12-31"])
@pytest.mark.parametrize("view", ["week", "month"])
def test_the_first_and_the_last_day_are_pages(admin: FlaskClient, day: str, view: str) -> None:
    assert admin.get(f"/admin/roster?day={day}&view={view}").status_code == 200


# A change, looked at before.


def test_looking_changes_nothing_and_says_who_would_ring(house: House, admin: FlaskClient) -> None:
    page = admin.get("/admin/roster/change", query_string={**COVER, "look": "1"}).text
    in_order(page, "todavía no se ha guardado", "vie 27 nov, 17:00", "sáb 28 nov, 08:00", "Dana Cruz", "Luis Soto")
    in_order(
        page, "Con un P1", "Antes", "De inmediato: Dana Cruz", "Después", "De inmediato: Luis Soto", "Se avisa por SMS"
    )
    assert on(house, FRIDAY) == "dana"


def test_saving_tells_both_and_one_button_undoes_it(house: House, admin: FlaskClient) -> None:
    answer = admin.post("/admin/roster/override", data=look(admin, **COVER, view="month", day="2026-11-01"))
    assert answer.status_code == 303 and "view=month" in answer.location and on(house, FRIDAY) == "luis"
    house.work()
    house.told("+50255550401", "Turno primary 27/11 17:00 - 28/11 08:00: ahora usted (antes Dana Cruz).")
    house.told("+50255550101", "Turno primary 27/11 17:00 - 28/11 08:00: ahora Luis Soto (antes usted).")
    page = admin.get(answer.location).text
    in_order(page, "Guardado:", "primary: Luis Soto , vie 27 nov, 17:00 – sáb 28 nov, 08:00", "Deshacer")
    (change,) = re.findall(r'class="answer good undo".*?name="change" value="(\w+)"', page, re.S)
    undone = admin.post("/admin/roster/take_back", data={"change": change, "csrf_token": token(admin)})
    assert undone.status_code == 303 and on(house, FRIDAY) == "dana"
    house.work()
    house.told("+50255550101", "Turno primary 27/11 17:00 - 28/11 08:00: ahora usted (antes Luis Soto).")
    again = admin.post("/admin/roster/take_back", data={"change": change, "csrf_token": token(admin)})
    assert again.status_code == 422 and "Ese cambio ya no está" in again.text
    with house.line.reading() as session:
        notes = [e.detail for e in audit.page(session, "", "roster_changed", None, 9)]
    assert notes[0]["before"] == ["primary: luis, 2026-11-27 17:00 – 2026-11-28 08:00"]
    assert notes[0]["after"] == ["primary: dana, 2026-11-27 17:00 – 2026-11-28 08:00"]


def test_what_changed_meanwhile_is_looked_at_again(house: House, admin: FlaskClient) -> None:
    form = look(admin, **COVER)
    put(house, "ana")
    answer = admin.post("/admin/roster/override", data=form)
    assert answer.status_code == 422 and on(house, FRIDAY) == "ana"
    why = "Los turnos, o a quién se llama, cambiaron mientras usted miraba"
    in_order(answer.text, why, "Ana López", "Luis Soto", "Guardar el cambio")
    (version,) = re.findall(r'name="seen" value="(\d+)"', answer.text)
    assert admin.post("/admin/roster/override", data={**form, "seen": version}).status_code == 303
    assert on(house, FRIDAY) == "luis"


def edits(house: House, part: Part, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    with house.line.transaction() as session:
        here = documents.newest(session)
        assert here
        wanted = Edit(part, change(find(here.table, part)), here.version)
        assert edit(session, wanted, EMAIL, house.line.now()).version


def test_what_another_edits_of_a_customer_or_a_phone_is_nothing_to_a_change_of_the_roster(
    house: House,
    admin: FlaskClient,
) -> None:
    form = look(admin, **COVER)
    edits(house, Part("customers", "Banco Maya"), lambda here: {**here, "language": "en"})
    edits(house, Part("engineers", "dana"), lambda here: {**here, "phones": ["+50255550777"]})
    assert admin.post("/admin/roster/override", data=form).status_code == 303 and on(house, FRIDAY) == "luis"
    form = look(admin, **{**COVER, "members": "ana"})
    edits(house, Part("rotations", "primary"), lambda here: {**here, "members": ["luis"]})
    assert admin.post("/admin/roster/override", data=form).status_code == 422


def test_the_history_is_of_the_roster_however_often_the_directory_was_edited(
    house: House,
    admin: FlaskClient,
) -> None:
    put(house, "luis")
    for number in range(25):
        phones = [f"+502444499{number:02}"]
        edits(house, Part("customers", "Banco Maya"), lambda here, phones=phones: {**here, "phones": phones})
    history = seen(admin.get("/admin/roster").text.partition("Historia")[2])
    assert "primary: luis, 2026-11-27 17:00" in history and "rosa" in history
    with house.line.reading() as session:
        (only,) = directory.history(session)
    assert [len(each) for each in only[2:]] == [1, 0]


def test_of_two_who_looked_at_the_same_one_is_saved(house: House, admin: FlaskClient) -> None:
    together, forms = Barrier(2, timeout=10), [look(admin, **{**COVER, "members": each}) for each in ("luis", "ana")]
    clients, answers = [house.app.test_client() for _ in forms], []
    for client, form in zip(clients, forms, strict=True):
        log_in(client)
        form["csrf_token"] = token(client)

    def save(client: FlaskClient, form: dict[str, object]) -> None:
        together.wait()
        answers.append(client.post("/admin/roster/override", data=form).status_code)

    threads = [Thread(target=save, args=each) for each in zip(clients, forms, strict=True)]
    [each.start() for each in threads]
    [each.join() for each in threads]
    assert sorted(answers) == [303, 422]


@pytest.mark.parametrize("seen_version", ["", "x", "0"])
def test_what_was_not_looked_at_is_not_saved(house: House, admin: FlaskClient, seen_version: str) -> None:
    form = {**COVER, "seen": seen_version, "csrf_token": token(admin)}
    assert admin.post("/admin/roster/override", data=form).status_code == 422 and on(house, FRIDAY) == "dana"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"members": ""}, "Elija a alguien"),
        ({"members": "nobody"}, "No hay ningún ingeniero «nobody»"),
        ({"rotation": "x"}, "No hay ninguna rotación «x»"),
        ({"from": "mañana"}, "Falta una fecha y hora"),
        ({"until": "0001-01-01T00:00"}, "Falta una fecha y hora"),
        ({"until": "2026-11-27T17:00"}, "Debe terminar después de empezar"),
        ({"from": "2026-11-01T00:00", "until": "2026-11-02T00:00"}, "Ya pasó"),
        ({"members": ["luis", "ana"], "count": "0", "unit": "hours"}, "Diga cada cuánto"),
        ({"members": ["luis", "ana"], "count": "9" * 5000, "unit": "hours"}, "Diga cada cuánto"),
    ],
)
def test_what_cannot_be_is_said_with_what_was_written(
    admin: FlaskClient,
    wrong: dict[str, object],
    said: str,
) -> None:
    form = {**COVER, **wrong}
    for answer in (
        admin.get("/admin/roster/change", query_string={**form, "look": "1"}),
        admin.post("/admin/roster/override", data={**form, "csrf_token": token(admin)}),
    ):
        assert answer.status_code == 422 and said in answer.text and "Guardar el cambio" not in answer.text
        assert str(form["until"]) in answer.text


def test_a_swap_is_looked_at_too_and_asks_only_then(house: House, admin: FlaskClient) -> None:
    form = {"kind": "swap", "rotation": "primary", "engineer": "dana", "other": "luis"}
    form |= {"from": "2026-11-27T17:00", "until": "2026-11-28T08:00"}
    ready = look(admin, **form)
    house.work()
    assert house.texts_to("+50255550401") == []
    assert admin.post("/admin/roster/propose", data=ready).status_code == 303
    house.work()
    house.told("+50255550401", "Dana Cruz le pide cubrir su turno")
    assert on(house, FRIDAY) == "dana"
    refused = admin.get("/admin/roster/change", query_string={**form, "engineer": "lee", "look": "1"})
    assert refused.status_code == 422 and "no es de lee de principio a fin" in refused.text


def test_a_shift_that_is_chosen_offers_the_day_the_night_and_the_whole(house: House, admin: FlaskClient) -> None:
    put(house, "luis")
    page = admin.get("/admin/roster/change?rotation=primary&from=2026-11-28T00:00&until=2026-11-29T00:00").text
    (quick,) = (each.replace("%3A", ":") for each in re.findall(r'class="quick">(.*?)</p>', page, re.S))
    assert "from=2026-11-28T00:00&amp;until=2026-11-29T00:00" in quick
    assert "from=2026-11-27T17:00&amp;until=2026-11-28T08:00" in quick
    in_order(
        page, "Como está ahora", "Luis Soto: sáb 28 nov, 00:00 – sáb 28 nov, 08:00", "Dana Cruz: sáb 28 nov, 08:00"
    )


def test_a_viewer_looks_at_the_calendar_and_at_no_form(house: House) -> None:
    with house.line.transaction() as session:
        accounts.set_account(session, "v@example.com", "viewer", "una noche larga", NOW)
    client = house.app.test_client()
    log_in(client, "v@example.com")
    assert "/admin/roster/change" not in client.get("/admin/roster").text
    assert client.get("/admin/roster/change").status_code == 403


def test_looking_at_the_page_writes_nothing(house: House, admin: FlaskClient) -> None:
    page = admin.get("/admin/roster").text
    assert ".ics" not in page and "Crear su dirección" in page
    form = {"kind": "engineer", "name": "luis", "csrf_token": token(admin)}
    assert admin.post("/admin/roster/feed", data=form).status_code == 303
    assert admin.get("/admin/roster").text.count(".ics") == 1


# Who would ring.


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("+502 4444-0001", "Banco Maya: la línea conoce el número"),
        ("44440001", "Banco Maya: la línea conoce el número"),
        ("+50255550101", "Es el teléfono de Dana Cruz"),
        ("+50257770000", "Nadie lo tiene registrado"),
        ("2222 3333", "Es un teléfono fijo"),
    ],
)
def test_the_line_knows_a_number_as_it_would_when_it_rang(admin: FlaskClient, number: str, said: str) -> None:
    answer = admin.get("/admin/would", query_string={"number": number})
    assert answer.status_code == 200 and said in seen(answer.text) and "De inmediato:" in seen(answer.text)


@pytest.mark.parametrize("number", ["x", "123", "+502４４４４0001", "9" * 400])
def test_what_is_no_number_says_so(admin: FlaskClient, number: str) -> None:
    answer = admin.get("/admin/would", query_string={"number": number})
    assert answer.status_code == 422 and "no es un número" in answer.text


def test_a_blocked_number_rings_nobody(house: House, admin: FlaskClient) -> None:
    house.loads(BOOK.replace("[line]", '[line]\nblocked = ["+50259990000"]'))
    page = seen(admin.get("/admin/would?number=%2B50259990000").text)
    assert "está bloqueado" in page and "De inmediato" not in page


def test_who_cannot_be_reached_or_takes_no_texts_says_why(house: House, admin: FlaskClient) -> None:
    with house.line.transaction() as session:
        opt_outs.note(session, "sms", "+50255550101", opt_outs.HER_WORD, NOW)
    house.loads(LATE)
    page = seen(admin.get("/admin/would?at=2026-11-25T02:00").text)
    in_order(
        page,
        "1. +502…101 sin SMS: se dio de baja",
        "Se salta:",
        "Nadie de turno , hasta el mar 1 dic, 08:00",
    )


def test_of_a_past_moment_the_roster_of_then_answers(house: House, admin: FlaskClient) -> None:
    house.sleeps_until(datetime(2026, 11, 27, 12, tzinfo=ZoneInfo(GUATEMALA)).astimezone(UTC))
    with house.line.transaction() as session:
        directory.load(session, BOOK.replace("Dana Cruz", "Dana Cruz Ortiz"), "x.toml", "a test", house.line.now())
    log_in(admin)
    assert "Dana Cruz Ortiz" not in admin.get("/admin/would?at=2026-11-24T20:00").text
    assert "Dana Cruz Ortiz" in admin.get("/admin/would?at=2026-11-28T02:00").text
