"""The admin pages over real rows: one night lived through the whole app, then read by the people who were asleep."""

import hashlib
import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, event, select, text

from tests import servers
from tests.phones import NIGHT, House, make_house
from voiceline.actions import deliver, follow_up, open_ticket, page_engineer, receive, take_ticket, tell_customer
from voiceline.app import create_app
from voiceline.domain.lifecycle import Status
from voiceline.domain.outcomes import CALL_OUTCOMES
from voiceline.line import Line
from voiceline.settings import Settings
from voiceline.store import accounts, directory, recordings, tickets
from voiceline.store.calls import Call, CallEvent
from voiceline.store.notifications import Notification
from voiceline.store.recordings import Recording
from voiceline.web.admin import words as admin_words
from voiceline.web.admin.doors import local_path
from voiceline.web.admin.words import words_in

BOOK = (Path(__file__).parents[1] / "story" / "directory.toml").read_text(encoding="utf-8")
TEMPLATES = sorted((Path(admin_words.__file__).parent / "templates").rglob("*.html"))
EMAIL, PASSWORD = "rosa@example.com", "una noche larga"


def settings_for(database_url: str, public_url: str = "http://127.0.0.1:8000") -> Settings:
    return Settings.from_environment(
        {
            "DATABASE_URL": database_url,
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "PUBLIC_URL": public_url,
            "LINE_NUMBER": "+50256305476",
            "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
            "TWILIO_AUTH_TOKEN": "demo-token",
            "SECRET_KEY": "a night",
            "CALLS_PER_SECOND": "1000",
        }
    )


def a_night(database_url: str) -> House:
    """Ms. Ortiz presses 1; Dana sleeps through both her phones; Lee takes it. A stranger hangs up; nobody takes 102."""
    servers.empty(database_url)
    house = make_house(create_app, settings_for(database_url))
    with house.line.transaction() as session:
        directory.load(session, BOOK, "directory.toml", "a night", NIGHT)
        for role in accounts.ROLES:
            accounts.set_account(session, EMAIL if role == "admin" else f"{role}@example.com", role, PASSWORD, NIGHT)
    ortiz = house.caller().dials().waits(4).presses("1")
    dana, lee = house.engineer("Dana"), house.engineer("Lee")
    dana.is_rung(on=1)
    ortiz.says("se cayó todo")
    dana.will_be_rung(on=2)
    ortiz.presses("#").waits_until("queue")
    lee.will_be_rung(within=60).waits(5).rings().waits(6).presses("1")
    house.time_passes(seconds=40)
    lee.hangs_up()
    ortiz.hangs_up()
    house.caller("+50255559999").dials().waits(3).hangs_up()
    house.time_passes(minutes=2)
    house.caller("+50244440002").dials().presses("2").waits(30).hangs_up()
    house.time_passes(minutes=8)
    return house


@pytest.fixture(scope="module")
def house(postgres: Any) -> Iterator[House]:
    """Read by every test of this module, and by each left as it was: a database of its own."""
    built = a_night(servers.migrated(postgres, "admin"))
    yield built
    built.line.close()


@pytest.fixture
def visitor(house: House) -> FlaskClient:
    return house.app.test_client()


@pytest.fixture
def reader(visitor: FlaskClient) -> FlaskClient:
    assert log_in(visitor).status_code == 302
    return visitor


def token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/admin/login", follow_redirects=True).text)
    assert found
    return found[1]


def log_in(
    client: FlaskClient, email: str = EMAIL, password: str = PASSWORD, wanted: str = "", base: str | None = None
) -> Any:
    """``base`` is how the browser sees us, scheme included."""
    seen = {"base_url": base} if base else {}
    page = client.get("/admin/login", **seen).text
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    form = {"csrf_token": found[1] if found else "", "email": email, "password": password}
    return client.post("/admin/login", data=form, query_string={"next": wanted} if wanted else {}, **seen)


def seen(page: str) -> str:
    """What a page says, without its markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("&#39;", "'").replace("&#34;", '"')


def in_order(page: str, *words: str) -> None:
    said, place = seen(page), 0
    for each in words:
        found = said.find(each, place)
        assert found >= 0, f"{each!r} is missing, or before its cause, in: {said}"
        place = found + len(each)


# Coming in


def test_who_is_not_logged_in_is_led_to_the_login_and_back(visitor: FlaskClient) -> None:
    turned = visitor.get("/admin/tickets?status=open")
    assert turned.status_code == 302
    assert turned.headers["Location"] == "/admin/login?next=/admin/tickets?status%3Dopen"
    assert log_in(visitor, wanted="/admin/tickets?status=open").headers["Location"] == "/admin/tickets?status=open"


def test_every_door_but_the_login_is_closed(house: House, visitor: FlaskClient) -> None:
    doors = [rule for rule in house.app.url_map.iter_rules() if rule.endpoint.startswith("admin.")]
    assert len(doors) > 8
    for rule in doors:
        guard = getattr(house.app.view_functions[rule.endpoint], "guard", None)
        if rule.endpoint == "admin.static":
            continue
        assert guard in ("login", "open"), rule
        path = re.sub(r"<[^>]+>", "1", rule.rule)
        if "GET" in (rule.methods or ()) and guard == "login":
            assert visitor.get(path).headers["Location"].startswith("/admin/login"), rule
        if "POST" in (rule.methods or ()):
            assert visitor.post(path).status_code == 400, rule


@pytest.mark.parametrize("email", ["viewer@example.com", "engineer@example.com", f"  {EMAIL.upper()} "])
def test_every_role_may_read(visitor: FlaskClient, email: str) -> None:
    assert log_in(visitor, email).headers["Location"] == "/admin/calls"
    for path in ("/admin/", "/admin", "/admin/calls", "/admin/tickets", "/admin/tickets/101"):
        assert visitor.get(path, follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    ("email", "password"),
    [(EMAIL, "wrong"), ("nobody@example.com", PASSWORD), ("", ""), ("a\0b", "x"), (EMAIL, "x" * 100_000)],
)
def test_a_wrong_login_is_said_plainly(visitor: FlaskClient, email: str, password: str) -> None:
    answer = log_in(visitor, email, password)
    assert answer.status_code == 401
    assert 'role="alert">Ese correo y esa contraseña no van juntos.' in answer.text
    assert visitor.get("/admin/calls").status_code == 302


def test_guessing_locks_nobody_out(house: House, visitor: FlaskClient) -> None:
    guesser = house.app.test_client()
    guesser.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    assert {log_in(guesser, password=f"guess {n}").status_code for n in range(8)} == {401, 429}
    assert log_in(visitor).status_code == 302


@pytest.mark.parametrize(
    "path", ["/admin/login", "/admin/logout", "/admin/language", "/admin/calls", "/admin/tickets/101", "/admin/nothing"]
)
def test_a_post_without_its_token_is_400(reader: FlaskClient, path: str) -> None:
    for form in ({}, {"csrf_token": "forged"}):
        answer = reader.post(path, data=form)
        assert answer.status_code == 400 and "El formulario ya no vale" in answer.text
    assert reader.get("/admin/calls").status_code == 200


def test_a_token_of_another_session_is_400(house: House, reader: FlaskClient) -> None:
    stolen = token(house.app.test_client())
    assert reader.post("/admin/logout", data={"csrf_token": stolen}).status_code == 400


def test_what_is_outside_needs_no_token_of_ours(visitor: FlaskClient) -> None:
    assert visitor.post("/voice/incoming").status_code == 403
    assert visitor.post("/api/tickets").status_code in (401, 405)


def test_logging_out_is_a_post(reader: FlaskClient) -> None:
    assert reader.get("/admin/logout").status_code == 404
    assert reader.get("/admin/calls").status_code == 200
    assert reader.post("/admin/logout", data={"csrf_token": token(reader)}).headers["Location"] == "/admin/login"
    assert reader.get("/admin/calls").status_code == 302


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/admin/",
        "//evil.example/admin/",
        "/\\evil.example",
        "\\/evil.example/admin/",
        "/admin/..//evil.example",
        "//[",
        "http:///admin/calls",
        "javascript:alert(1)//admin/",
        "/\t/evil.example/admin/",
        "/admin/\r\nSet-Cookie: a=b",
        "/healthz",
        "admin/calls",
        "",
    ],
)
def test_next_leads_nowhere_else(house: House, wanted: str) -> None:
    with house.app.test_request_context():
        assert local_path(wanted) == "/admin/calls"


@pytest.mark.parametrize("wanted", ["//evil.example/admin/", "//[", "/admin/..//evil.example"])
def test_a_login_with_a_strange_next_ends_in_the_call_log(visitor: FlaskClient, wanted: str) -> None:
    assert log_in(visitor, wanted=wanted).headers["Location"] == "/admin/calls"


@pytest.mark.parametrize(
    ("public_url", "secure"), [("https://linea.example.com", True), ("http://127.0.0.1:8000", False)]
)
def test_cookies_are_for_us_alone(house: House, public_url: str, secure: bool) -> None:
    line = Line(settings_for(house.line.settings.database_url, public_url))
    answer = log_in(create_app(line).test_client(), base=public_url)
    cookies = answer.headers.getlist("Set-Cookie")
    line.close()
    assert answer.status_code == 302 and cookies
    for cookie in cookies:
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
        assert ("Secure" in cookie) is secure


def test_the_session_is_a_new_one_after_the_login(visitor: FlaskClient) -> None:
    with visitor.session_transaction() as session:
        session["planted"] = "by somebody else"
    log_in(visitor)
    with visitor.session_transaction() as session:
        assert "planted" not in session and "csrf_token" not in session


def test_a_changed_password_ends_the_other_sessions(house: House) -> None:
    there, here = house.app.test_client(), house.app.test_client()
    with house.line.transaction() as session:
        accounts.set_account(session, "shift@example.com", "engineer", PASSWORD, NIGHT)
    log_in(there, "shift@example.com")
    assert there.get("/admin/calls").status_code == 200
    with house.line.transaction() as session:
        accounts.set_account(session, "shift@example.com", "engineer", "otra noche larga", NIGHT)
    assert there.get("/admin/calls").status_code == 302
    assert log_in(here, "shift@example.com").status_code == 401
    assert log_in(here, "shift@example.com", "otra noche larga").status_code == 302


def test_who_is_in_already_is_not_asked_again(reader: FlaskClient) -> None:
    assert reader.get("/admin/login?next=/admin/tickets").headers["Location"] == "/admin/tickets"


# What the pages say


def test_the_call_log_says_who_when_and_what_came_of_it(reader: FlaskClient) -> None:
    page = reader.get("/admin/calls?direction=inbound").text
    in_order(page, "martes, 24 de noviembre de 2026", "Quetzal Foods", "con nadie", "Abrió un caso")
    in_order(page, "+502 5555-9999", "con nadie", "Colgó antes de elegir")
    in_order(page, "02:10:00", "Fuera de horario", "Entrante", "Banco Maya", "+502 4444-0001", "1 min", "Habló con")
    in_order(page, "Habló con un ingeniero", "101", "P1", "Lee Pérez")
    assert 'href="/admin/tickets/101"' in page
    assert "Saliente" not in re.sub(r"<select.+?</select>", "", page, flags=re.S)


def test_the_night_is_told_in_order(house: House, reader: FlaskClient) -> None:
    ticket = reader.get("/admin/tickets/101").text
    in_order(
        ticket,
        "02:10:00 Entró la llamada de Banco Maya (+502 4444-0001)",
        "02:10:04 Banco Maya marcó 1",
        "02:10:04 Se abrió el caso como P1 crítico",
        "Vuelta 1, paso 1: se avisa a Dana Cruz (llamada)",
        "Suena el teléfono de Dana Cruz (+502 5555-0101)",
        "Mensaje «caso abierto» a Rosa Ortiz (+502 4444-0001) por SMS: Entregado",
        "Dana Cruz (+502 5555-0101): No contestó",
        "Suena el teléfono de Dana Cruz (+502 5555-0102)",
        "Dana Cruz (+502 5555-0102): No contestó",
        "paso 2: se avisa a Lee Pérez",
        "Suena el teléfono de Lee Pérez (+502 5555-0201)",
        "Lee Pérez contestó",
        "Lee Pérez marcó 1",
        "Lee Pérez tomó el caso",
        "El cliente ya tiene respuesta de una persona",
        "Hablan el cliente y Lee Pérez",
        "Lee Pérez (+502 5555-0201): Tomó el caso",
        "Llamadas de este caso",
    )
    leg = house.carrier.legs[0].sid
    call = reader.get(f"/admin/calls/{leg}").text
    in_order(call, "Llamada de Banco Maya", "Banco Maya marcó 1", "Lee Pérez tomó el caso")
    assert seen(call).count("02:10:00 +0:00 Entró la llamada") == 1


def test_the_facts_of_a_case_and_what_its_customer_knows(reader: FlaskClient) -> None:
    page = reader.get("/admin/tickets/101").text
    in_order(page, "Caso 101", "P1 crítico", "Lo atienden", "Banco Maya")
    in_order(page, "Respuesta antes de", "cumplida", "24 nov 2026, 02:25:00")
    in_order(page, "Resolución antes de", "quedan", "h", "24 nov 2026, 06:10:00")
    in_order(page, "Lo que el cliente sabe", "Lo último que supo", "quién le atiende · SMS", "Habló con Lee Pérez")
    in_order(page, "Todo le ha llegado.", "caso abierto · SMS")
    assert "No le ha llegado" not in page


def test_a_case_nobody_has_says_so_first_and_what_comes_next(reader: FlaskClient) -> None:
    page = reader.get("/admin/tickets/102").text
    in_order(page, "Caso 102", "P2 alto", "Abierto", "Nadie lo ha tomado todavía.", "La línea sigue llamando")
    in_order(page, "Lo que viene", "pasar al siguiente paso", "La línea siguió llamando sin respuesta:", "timbres")
    assert "<details" in page and "quedan" in page


def test_the_same_whole_in_english(reader: FlaskClient) -> None:
    form = {"csrf_token": token(reader), "language": "en", "next": "/admin/tickets/101"}
    assert reader.post("/admin/language", data=form).headers["Location"] == "/admin/tickets/101"
    page = reader.get("/admin/tickets/101").text
    assert '<html lang="en">' in page
    in_order(page, "Case 101", "P1 critical", "What the customer knows", "The case was opened as P1 critical")
    in_order(page, "Dana Cruz (+502 5555-0101): No answer", "Lee Pérez took the case", "Calls of this case")
    assert "Nov 24, 2026" in page or "24 Nov 2026" in page
    for path in ("/admin/calls", "/admin/tickets", "/admin/tickets/101", "/admin/tickets/102", "/admin/nothing"):
        said = seen(reader.get(path).text).replace("Español", "")
        assert not re.findall(r"\b(?:caso|llamada|cliente|Cuándo|Lo que|noviembre)\b", said), path


def test_lists_can_be_narrowed_and_the_address_says_how(reader: FlaskClient) -> None:
    assert reader.get("/admin/calls?outcome=joined").text.count('href="/admin/calls/CA') == 1
    assert seen(reader.get("/admin/tickets?status=open&severity=P2").text).count("24 nov 2026, 02:1") >= 1
    empty = reader.get("/admin/tickets?status=closed").text
    assert "Ningún caso coincide con el filtro." in empty and 'href="/admin/tickets"' in empty
    assert 'value="closed" selected' in empty


def test_pages_of_the_log_meet_without_gap_or_double(house: House, reader: FlaskClient) -> None:
    with house.line.reading() as session:
        legs = session.scalars(select(Call.sid).order_by(Call.started_at.desc(), Call.id.desc())).all()
        rung = session.scalars(select(Call.sid).where(Call.outcome == "no_answer")).all()
    for path, expected in (("/admin/calls", legs), ("/admin/calls?outcome=no_answer", rung)):
        found, at = [], path
        while at:
            page = reader.get(at).text
            found += re.findall(r'href="/admin/calls/(CA\w+)"', page)
            older = re.search(r'href="([^"]+)" rel="next"', page)
            at = older[1].replace("&amp;", "&") if older else ""
        assert sorted(found) == sorted(expected) and len(found) == len(set(found))
    assert len(legs) < 40 or "Anteriores" in reader.get("/admin/calls").text


def test_a_list_long_enough_has_an_older_page(house: House, reader: FlaskClient, monkeypatch: Any) -> None:
    monkeypatch.setattr("voiceline.web.admin.listing.A_PAGE", 3)
    first = reader.get("/admin/calls?direction=outbound").text
    older = re.search(r'href="([^"]+)" rel="next"', first)
    assert older and "direction=outbound" in older[1]
    second = reader.get(older[1].replace("&amp;", "&")).text
    assert 'href="/admin/calls?direction=outbound">Volver a lo más reciente' in second
    sids = re.findall(r'href="/admin/calls/(CA\w+)"', first), re.findall(r'href="/admin/calls/(CA\w+)"', second)
    assert len(sids[0]) == len(sids[1]) == 3 and not set(sids[0]) & set(sids[1])


def test_an_empty_house_says_so(postgres: Any) -> None:
    line = Line(settings_for(servers.migrated(postgres, "admin_empty")))
    client = create_app(line).test_client()
    with line.transaction() as session:
        accounts.set_account(session, EMAIL, "admin", PASSWORD, NIGHT)
    log_in(client)
    no_directory = client.get("/admin/calls")
    with line.transaction() as session:
        directory.load(session, BOOK, "directory.toml", "a night", NIGHT)
    pages = [seen(client.get(path).text) for path in ("/admin/calls", "/admin/tickets")]
    line.close()
    assert no_directory.status_code == 503 and "Falta el directorio" in no_directory.text
    assert "Todavía no hay llamadas." in pages[0] and "Todavía no hay casos." in pages[1]


def test_a_message_that_did_not_arrive_is_shown_with_its_code(house: House, reader: FlaskClient) -> None:
    with house.line.reading() as session:
        told = session.scalars(select(Notification).where(Notification.ticket_number == 102)).all()
        message = next(each for each in told if each.kind == "opened")
        message.outcome, message.error_code, message.receipt = "undelivered", "30006", "undelivered"
        message.state, message.ended_at = "ended", NIGHT + timedelta(minutes=4)
        session.flush()
        from voiceline.web.admin.people import People
        from voiceline.web.admin.teller import Teller

        people = People(directory.current(session)[1], words_in("es"))
        lines = [moment.words for moment in Teller(people, {}).of_notification(message)]
        session.rollback()
    assert "No entregado (código 30006 del operador)" in lines[-1]


# Recordings


@pytest.fixture
def recording(house: House) -> tuple[int, bytes, str]:
    """(id, its file, its checksum) of what Ms. Ortiz said."""
    with house.line.reading() as session:
        row = session.scalars(select(Recording)).first()
        assert row is not None and row.media is not None and row.sha256 is not None
        return row.id, row.media, row.sha256


def test_a_recording_is_heard_in_parts_by_people_who_logged_in(
    visitor: FlaskClient, recording: tuple[int, bytes, str]
) -> None:
    number, media, sha256 = recording
    assert visitor.get(f"/admin/recordings/{number}").status_code == 302
    log_in(visitor)
    whole = visitor.get(f"/admin/recordings/{number}")
    assert whole.data == media and whole.mimetype == "audio/x-wav" and whole.headers["Accept-Ranges"] == "bytes"
    assert whole.headers["Cache-Control"] == "private, no-store" and whole.headers["ETag"] == f'"{sha256}"'
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert f'src="/admin/recordings/{number}"' in visitor.get("/admin/tickets/101").text


@pytest.mark.parametrize(
    ("asked", "start", "stop"),
    [("bytes=2-9", 2, 10), ("bytes=0-", 0, None), ("bytes=-7", -7, None), ("bytes=5000-99999999", 5000, None)],
)
def test_a_part_is_given_as_it_was_asked_for(
    reader: FlaskClient, recording: tuple[int, bytes, str], asked: str, start: int, stop: int | None
) -> None:
    number, media, sha256 = recording
    for right in ({}, {"If-Range": f'"{sha256}"'}):
        part = reader.get(f"/admin/recordings/{number}", headers={"Range": asked, **right})
        assert part.status_code == 206 and part.data == media[start:stop]
        first = len(media) + start if start < 0 else start
        assert part.headers["Content-Range"] == f"bytes {first}-{first + len(part.data) - 1}/{len(media)}"
        assert part.headers["Content-Length"] == str(len(part.data))
    another = reader.get(f"/admin/recordings/{number}", headers={"Range": asked, "If-Range": '"another file"'})
    assert another.status_code == 200 and another.data == media


def test_a_part_beyond_the_end_is_refused_and_says_how_long_it_is(
    reader: FlaskClient, recording: tuple[int, bytes, str]
) -> None:
    number, media, sha256 = recording
    beyond = reader.get(f"/admin/recordings/{number}", headers={"Range": f"bytes={len(media)}-"})
    assert beyond.status_code == 416 and beyond.headers["Content-Range"] == f"bytes */{len(media)}"
    known = reader.get(f"/admin/recordings/{number}", headers={"If-None-Match": f'"{sha256}"'})
    assert known.status_code == 304 and not known.data


def test_a_head_tells_everything_but_the_sound_and_is_no_listening(
    house: House, visitor: FlaskClient, recording: tuple[int, bytes, str]
) -> None:
    log_in(visitor, "viewer@example.com")
    number, media, _ = recording
    head = visitor.head(f"/admin/recordings/{number}")
    assert head.status_code == 200 and head.data == b"" and head.headers["Content-Length"] == str(len(media))
    assert "viewer@example.com oyó" not in visitor.get("/admin/tickets/101").text


def test_who_heard_it_is_on_the_timeline_once_a_listening(
    house: House, visitor: FlaskClient, recording: tuple[int, bytes, str]
) -> None:
    log_in(visitor, "engineer@example.com")
    number = recording[0]
    for asked in ("bytes=1-", "bytes=100-200", "bytes=0-"):  # a player that seeks; not even one that skips the start
        assert visitor.get(f"/admin/recordings/{number}", headers={"Range": asked}).status_code == 206
    assert visitor.get("/admin/tickets/101").text.count("engineer@example.com oyó la grabación") == 1
    house.carrier.advance(11 * 60)
    visitor.get(f"/admin/recordings/{number}")
    assert visitor.get("/admin/tickets/101").text.count("engineer@example.com oyó la grabación") == 2


def test_a_recording_that_cannot_be_heard_is_a_page_that_says_why(
    house: House, reader: FlaskClient, recording: tuple[int, bytes, str]
) -> None:
    number, media, _ = recording

    def change(**values: object) -> None:
        with house.line.transaction() as session:
            row = session.get_one(Recording, number)
            for name, value in values.items():
                setattr(row, name, value)

    def answer() -> tuple[int, str]:
        found = reader.get(f"/admin/recordings/{number}")
        return found.status_code, found.text if found.mimetype == "text/html" else found.mimetype

    try:
        change(kept_in="archive")
        status, page = answer()
        assert status == 503 and "Los archivos están fuera de alcance" in page
        change(kept_in="database", media=media[:-1] + b"?")
        status, page = answer()
        assert status == 500 and "no es el que se guardó" in page
        story = reader.get("/admin/tickets/101").text
        assert "El archivo no es el que se guardó: no se reproduce." in story and "<audio" not in story
        change(media=media, spoiled_at=None)
        assert answer()[0] == 200
        change(purged_at=NIGHT)
        status, page = answer()
        assert status == 410 and "ya se borró" in page
        assert "Se borró el" in reader.get("/admin/tickets/101").text
    finally:
        change(kept_in="database", media=media, spoiled_at=None, purged_at=None)


def test_a_call_without_a_case_has_only_its_own_recordings(house: House, reader: FlaskClient) -> None:
    with house.line.transaction() as session:
        caller = session.scalars(select(Call).where(Call.outcome == "abandoned")).one()
        values = {c.name: getattr(caller, c.name) for c in Call.__table__.columns if c.name != "id"}
        session.add(Call(**{**values, "sid": "CA" + "e" * 32, "outcome": "message"}))
        session.flush()
        other = session.scalars(select(Call).where(Call.sid == "CA" + "e" * 32)).one()
        hers = {"call_id": other.id, "made_at": NIGHT, "duration_seconds": 9, "fetched_at": NIGHT, "media": b"<script>"}
        kept = {"kept_in": "database", "sha256": hashlib.sha256(b"<script>").hexdigest(), "content_type": "text/html"}
        session.add(Recording(sid="RE" + "e" * 32, **hers, **kept))
        session.flush()
        number, own = session.scalars(select(Recording.id).order_by(Recording.id.desc())).first(), caller.sid
    try:
        assert "<audio" not in reader.get(f"/admin/calls/{own}").text
        assert f"/admin/recordings/{number}" in reader.get("/admin/calls/CA" + "e" * 32).text
        assert reader.get(f"/admin/recordings/{number}").mimetype == "audio/wav"  # never a page of somebody else's
    finally:
        with house.line.transaction() as session:
            session.delete(session.get_one(Recording, number))
            session.execute(delete(CallEvent).where(CallEvent.kind == "recording_heard"))
            session.flush()
            session.delete(session.scalars(select(Call).where(Call.sid == "CA" + "e" * 32)).one())


def test_two_parts_asked_for_at_once_are_one_listening(house: House) -> None:
    def hear(name: str) -> None:
        with house.line.transaction() as session:
            recordings.note_heard(session, session.scalars(select(Recording)).one(), name, NIGHT)

    def waits_or_is_done() -> bool:
        with house.line.reading() as session:
            waiting = session.scalar(text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))
        return bool(waiting) or not second.is_alive()

    second = threading.Thread(target=hear, args=("two parts",))
    with house.line.transaction() as session:
        recordings.note_heard(session, session.scalars(select(Recording)).one(), "two parts", NIGHT)
        second.start()
        until = time.monotonic() + 20
        while not waits_or_is_done():
            assert time.monotonic() < until
    second.join(20)
    with house.line.transaction() as session:
        heard = [
            row.detail["by"] for row in session.scalars(select(CallEvent).where(CallEvent.kind == "recording_heard"))
        ]
        session.execute(delete(CallEvent).where(CallEvent.detail["by"].astext == "two parts"))
    assert heard.count("two parts") == 1


# What goes wrong


@pytest.mark.parametrize(
    "path",
    [
        "/admin/nothing",
        "/admin/calls/CA0",
        "/admin/calls/%00",
        "/admin/tickets/9",
        "/admin/tickets/99999999999999999999",
        "/admin/recordings/9999",
        "/admin/recordings/99999999999999999999",
        "/admin/calls?outcome=won",
        "/admin/calls?before=x",
        "/admin/calls?before=nan_1",
        "/admin/calls?before=1_99999999999999999999",
        "/admin/calls?before=1e300_1",
        "/admin/tickets?severity=P9",
    ],
)
def test_what_is_not_there_is_a_page_that_says_so(reader: FlaskClient, path: str) -> None:
    answer = reader.get(path)
    assert answer.status_code == 404 and "<h1>Esa página no existe</h1>" in answer.text


def test_a_database_out_of_reach_is_said_in_the_readers_language(house: House, reader: FlaskClient) -> None:
    with reader.session_transaction() as session:
        session["language"] = "en"
    dead = Line(settings_for("postgresql://nobody@127.0.0.1:1/none"))
    house.app.extensions["line"] = dead
    try:
        answer = reader.get("/admin/calls")
    finally:
        house.app.extensions["line"] = house.line
        dead.close()
    assert answer.status_code == 503 and "The database does not answer" in answer.text


def test_our_own_fault_says_nothing_of_the_inside(reader: FlaskClient, monkeypatch: Any) -> None:
    monkeypatch.setattr("voiceline.web.admin.call_pages.log_rows.rows_at", lambda *_: 1 / 0)
    answer = reader.get("/admin/calls")
    assert answer.status_code == 500 and "Algo falló de nuestro lado" in answer.text
    assert "division" not in answer.text


def test_what_somebody_said_is_words_and_never_markup(house: House, reader: FlaskClient) -> None:
    with house.line.transaction() as session:
        ticket = tickets.lock(session, 102)
        assert ticket is not None
        ticket.describe("<script>alert('{0}')</script>", NIGHT + timedelta(minutes=5), "customer")
    page = reader.get("/admin/tickets/102").text
    assert "<script" not in page and "&lt;script&gt;alert(&#39;{0}&#39;)" in page


def test_nothing_inline_and_nothing_from_elsewhere(reader: FlaskClient) -> None:
    for path in ("/admin/calls", "/admin/tickets", "/admin/tickets/101", "/admin/nothing"):
        answer = reader.get(path)
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert answer.headers["Cache-Control"] == "no-store" and "Cookie" in answer.headers["Vary"]
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=|https?://", answer.text), path
    style = re.search(r'href="(/admin/static/admin\.css\?v=\d+)"', answer.text)
    assert style and "immutable" in reader.get(style[1]).headers["Cache-Control"]


def test_a_page_costs_the_same_few_questions_whatever_its_length(house: House, reader: FlaskClient) -> None:
    asked: list[str] = []

    def count(*call: Any) -> None:
        asked.append(call[2])

    event.listen(house.line.engine, "before_cursor_execute", count)
    leg = house.carrier.legs[0].sid
    try:
        most = {
            "/admin/calls": 6,
            "/admin/calls?outcome=joined&q=banco": 9,
            "/admin/tickets": 3,
            "/admin/tickets/102": 12,
            f"/admin/calls/{leg}": 9,
        }
        for path, expected in most.items():
            del asked[:]
            assert reader.get(path).status_code == 200
            assert len(asked) <= expected, (path, asked)
    finally:
        event.remove(house.line.engine, "before_cursor_execute", count)


# Words


def flat(language: str, table: Any = None, prefix: str = "") -> dict[str, str]:
    table = words_in(language)._table if table is None else table
    found: dict[str, str] = {}
    for key, value in table.items():
        found |= flat(language, value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return found


def test_both_languages_have_the_same_words_with_the_same_values() -> None:
    spanish, english = flat("es"), flat("en")
    assert spanish.keys() == english.keys()
    for key, value in spanish.items():
        assert set(re.findall(r"\{(\w+)\}", value)) == set(re.findall(r"\{(\w+)\}", english[key])), key


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_name_only_words_that_exist(path: Path) -> None:
    known, page = flat("es"), path.read_text(encoding="utf-8")
    parts = {key.split(".")[0] for key in known if "." in key}
    for name in re.findall(r"\bw\('(\w+)'(?! ~)", page):
        assert name in known, name
    for part in re.findall(r"\bw\.named\('(\w+)'", page):
        assert part in parts, part
    said = re.sub(r"{%.*?%}|{{.*?}}|{#.*?#}|<[^>]+>|&\w+;", " ", page, flags=re.S)
    assert not re.findall(r"[^\W\d_]{2,}", said), "a page says nothing of its own: its words are in the catalogs"


def test_every_word_is_said_somewhere() -> None:
    code = "".join(p.read_text(encoding="utf-8") for p in (*TEMPLATES, *TEMPLATES[0].parents[2].glob("*.py")))
    built = {
        f"{kind}_{part}"
        for kind in ("missing", "error", "form", "forbidden", "database", "directory", "admins", "too_large", "link")
        for part in ("title", "text")
    }
    built |= {
        *(
            f"{kind}_{part}"
            for kind in ("archive", "purged", "spoiled", "media_purged", "media_spoiled")
            for part in ("title", "text")
        ),
        "plot_response",
        *(f"ready_{each}" for each in ("good", "doubtful", "bad")),
        *(f"state_{each}" for each in ("good", "doubtful", "bad")),
        "hours_ordinary",
        "hours_extraordinary",
        "plot_resolution",
        "response_due",
        "resolution_due",
        "inbound",
        "outbound",
        "no_calls",
        "no_tickets",
        "prompts_changed",
        "prompts_recorded",
    }
    prefixes = {*re.findall(r"""f["'](\w+_)\{""", code), *re.findall(r"""["'](\w+_)["'] ?~""", code)}
    tops = {key for key in flat("es") if "." not in key and not key.startswith(tuple(prefixes))}
    assert {key for key in tops - built if not re.search(rf"""["']{key}["']""", code)} == set()


def test_spans_are_said_as_people_say_them() -> None:
    w = words_in("es")
    assert [w.duration(each) for each in (0, 59, 60, 90, 120)] == ["0 s", "59 s", "1 min", "1 min 30 s", "2 min"]
    assert [w.span(each) for each in (59, 7200, 7260, 90000)] == ["0 min", "2 h", "2 h 1 min", "1 d 1 h"]
    assert w.to_the_second(120) == "2 min 0 s", "a clock that runs keeps its form"
    assert [w.place(each) for each in ("America/Guatemala", "UTC")] == ["Guatemala", "UTC"]


def test_everything_the_house_writes_has_words() -> None:
    w = words_in("es")._table
    assert set(CALL_OUTCOMES) <= w["outcomes"].keys()
    assert {str(each) for each in Status} <= w["status_names"].keys()
    assert follow_up.DEEDS.keys() <= w["kinds"].keys()
    modules = (open_ticket, page_engineer, receive, take_ticket, tell_customer, deliver, follow_up, tickets)
    code = "".join(Path(str(module.__file__)).read_text(encoding="utf-8") for module in modules)
    told_elsewhere = {"page_ended", "told_customer", "not_told_customer"}
    assert set(re.findall(r'\.record\("(\w+)"', code)) - told_elsewhere <= w["events"].keys()
    reasons = set(re.findall(r'(?:cancel|stop_paging)\([^)]*?"(\w+)", (?:turn\.)?now', code))
    assert reasons and reasons <= w["reasons"].keys()
    moment = words_in("es").moment(datetime(2026, 11, 24, 8, 14, 5, tzinfo=UTC), "America/Guatemala")
    assert moment == "24 nov 2026, 02:14:05"
