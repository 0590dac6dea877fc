"""The directory edited in the browser: by a file's own checks, beside other edits, with before and after on record."""

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from threading import Barrier, Thread
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from tests.desks import VIEWER, Desk, a_desk, token_of
from tests.edges.test_admin import EMAIL, log_in, seen
from voiceline.actions import edit_directory, edit_roster, follow_up
from voiceline.actions.load_directory import load_directory
from voiceline.actions.open_ticket import Report, open_ticket
from voiceline.domain.directory import Customer, Directory, Override
from voiceline.domain.directory_change import KINDS, Part, find
from voiceline.domain.kept_pins import without_pins
from voiceline.domain.severity import Severity
from voiceline.store import accounts, audit, directory, tickets
from voiceline.store import directory_documents as documents
from voiceline.store.audit import AuditEntry
from voiceline.store.directory_reasons import REASONS
from voiceline.store.directory_writing import write_directory

OTHER = "otra@example.com"
WEEKEND = (datetime(2026, 11, 27, 17), datetime(2026, 11, 29, 8))


@pytest.fixture
def desk(postgres: Any) -> Iterator[Desk]:
    built = a_desk(postgres, "directory_pages")
    with built.line.transaction() as session:
        accounts.set_account(session, OTHER, "admin", "una noche larga", built.now)
    yield built
    built.line.close()


@pytest.fixture
def admin(desk: Desk) -> FlaskClient:
    client = desk.client()
    assert log_in(client).status_code == 302
    return client


def book(desk: Desk) -> Directory:
    with desk.line.reading() as session:
        return directory.current(session)[1]


def version(desk: Desk) -> int:
    with desk.line.reading() as session:
        return directory.current(session)[0]


def customer(desk: Desk, name: str = "Banco Maya") -> Customer:
    found = book(desk).customer_named(name)
    assert found
    return found


def notes(desk: Desk) -> list[AuditEntry]:
    with desk.line.reading() as session:
        asked = select(AuditEntry).where(AuditEntry.what == "directory_edited")
        return list(session.scalars(asked.order_by(AuditEntry.number)))


def send(client: FlaskClient, desk: Desk, kind: str, name: str = "", **form: Any) -> Any:
    """A form of that part, as its page has it, made of the version in force unless it says another."""
    whole = {"csrf_token": token_of(client), "name": name, "seen": str(version(desk)), "act": "save", **form}
    return client.post(f"/admin/directory/{kind}", data=whole)


MAYA = {
    "phones": "+50244440001\n2333-0001",
    "phone_ranges": "+5022411*",
    "language": "es",
    "contacts-0-name": "Rosa Ortiz",
    "contacts-0-mobile": "+50244440001",
}


# Customers


def test_a_customer_is_found_read_and_edited(desk: Desk, admin: FlaskClient) -> None:
    assert "Banco Maya" in admin.get("/admin/directory/customers?q=rosa").text
    assert "Quetzal Foods" not in admin.get("/admin/directory/customers?q=2333").text
    assert "Banco Maya" in admin.get("/admin/directory/customers?q=2333-0001").text
    page = admin.get("/admin/directory/customer?name=Banco+Maya")
    assert page.status_code == 200 and "+5022411*" in page.text
    form = {**MAYA, "phones": "4444 0001, 2333-0001", "contacts-1-name": "Luz", "contacts-1-whatsapp": "yes"}
    answer = send(admin, desk, "customers", "Banco Maya", **form, pin="90817")
    assert answer.status_code == 303 and answer.headers["Location"].endswith("customer?name=Banco+Maya")
    here = customer(desk)
    assert here.phones == ("+50244440001", "+50223330001") and here.pin == "90817"
    assert [(each.name, each.whatsapp) for each in here.contacts] == [("Rosa Ortiz", False), ("Luz", True)]
    page = admin.get("/admin/directory/customer?name=Banco+Maya").text
    assert "90817" not in page and "Tiene PIN" in page


def test_a_pin_left_empty_stays_and_a_tick_takes_it_away(desk: Desk, admin: FlaskClient) -> None:
    send(admin, desk, "customers", "Banco Maya", **MAYA, pin="90817")
    send(admin, desk, "customers", "Banco Maya", **{**MAYA, "language": "en"})
    assert (customer(desk).pin, customer(desk).language) == ("90817", "en")
    send(admin, desk, "customers", "Banco Maya", **MAYA, pin_off="yes")
    assert customer(desk).pin is None


def test_a_new_customer_one_of_a_name_that_is_taken_and_one_that_goes(desk: Desk, admin: FlaskClient) -> None:
    form = {"phones": "+50244449000", "language": "es"}
    assert send(admin, desk, "customers", title="Café & Cía / «Ñandú»", **form).status_code == 303
    name = "Café & Cía / «Ñandú»"
    assert customer(desk, name).phones == ("+50244449000",)
    assert admin.get("/admin/directory/customer", query_string={"name": name}).status_code == 200
    again = send(admin, desk, "customers", title="Banco Maya", phones="+50244449001", language="es")
    assert again.status_code == 422 and "«Banco Maya» está repetido" in again.text and "+50244449001" in again.text
    look = send(admin, desk, "customers", name, act="remove")
    assert look.status_code == 200 and "¿Quitarlo?" in look.text and book(desk).customer_named(name)
    assert send(admin, desk, "customers", name, act="sure", removes="yes").status_code == 303
    assert book(desk).customer_named(name) is None


def test_what_cannot_be_comes_back_at_its_field_in_the_readers_language(desk: Desk, admin: FlaskClient) -> None:
    bad = {**MAYA, "contacts-0-mobile": "12", "pin": "4471"}
    answer = send(admin, desk, "customers", "Banco Maya", **bad)
    assert answer.status_code == 422 and "«12» no es un número de teléfono válido" in answer.text
    field = answer.text.partition('id="f-contacts-0-mobile"')[2].partition("</div>")[0]
    assert 'value="12"' in field and 'aria-invalid="true"' in field and "no es un número" in field
    assert "4471" not in answer.text and "escríbalo otra vez" in answer.text
    admin.post("/admin/language", data={"csrf_token": token_of(admin), "language": "en", "next": "/admin/directory"})
    assert "“12” is not a valid phone number" in send(admin, desk, "customers", "Banco Maya", **bad).text
    taken = send(admin, desk, "customers", "Banco Maya", **{**MAYA, "phones": "+50244440002"})
    assert taken.status_code == 422 and "belongs to" in taken.text
    assert notes(desk) == [] and customer(desk).phones[0] == "+50244440001"


def test_whoever_goes_with_open_cases_is_looked_at_with_them(desk: Desk, admin: FlaskClient) -> None:
    with desk.line.transaction() as session:
        number, here = directory.current(session)
        who = here.customer_named("Banco Maya")
        report = Report(Severity.P3, "voice", "es", who.name if who else None, "+50244440001", desk.now)
        open_ticket(session, here, number, report, desk.now)
    look = send(admin, desk, "customers", "Banco Maya", act="remove").text
    assert "Tiene casos abiertos" in look and "/admin/tickets/101" in look
    assert "Tiene casos abiertos" not in send(admin, desk, "customers", "Quetzal Foods", act="remove").text


def test_what_is_the_same_is_no_new_version(desk: Desk, admin: FlaskClient) -> None:
    before = version(desk)
    assert send(admin, desk, "customers", "Banco Maya", **MAYA).status_code == 303
    assert version(desk) == before and notes(desk) == []


def test_rows_are_added_moved_and_taken_away_without_saving(desk: Desk, admin: FlaskClient) -> None:
    two = {**MAYA, "contacts-1-name": "Luz"}
    up = send(admin, desk, "customers", "Banco Maya", **{**two, "act": "contacts-up-1"}).text
    assert up.index('value="Luz"') < up.index('value="Rosa Ortiz"')
    gone = send(admin, desk, "customers", "Banco Maya", **{**two, "act": "contacts-remove-0"}).text
    assert 'name="contacts-0-name" type="text" value="Luz"' in gone and "contacts-1-name" not in gone
    more = send(admin, desk, "customers", "Banco Maya", **{**two, "act": "contacts-add"}).text
    assert 'name="contacts-2-name"' in more
    assert len(customer(desk).contacts) == 1


def test_two_thousand_customers_are_read_a_page_at_a_time(desk: Desk, admin: FlaskClient) -> None:
    with desk.line.transaction() as session:
        table = documents.newest(session).table  # type: ignore[union-attr]
        many = [{"name": f"Cliente {n:04}", "phones": [f"+502444{n + 10000:05}"]} for n in range(2000)]
        load_directory(session, write_directory({**table, "customers": many}), "many.toml", "load", desk.now)
    names, address, pages = [], "/admin/directory/customers", 0
    while address:
        page = admin.get(address).text
        names += [line.partition("<")[0] for line in page.split('">')[1:] if re.match(r"Cliente \d", line)]
        onward = page.partition('rel="next"')[0].rpartition('<a href="')
        address = unescape(onward[2].partition('"')[0]) if 'rel="next"' in page else ""
        pages += 1
    assert pages == 50 and names == sorted(f"Cliente {n:04}" for n in range(2000))


# Who is rung


def policy(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = dict(more)
    for number, step in enumerate(steps):
        made |= {f"steps-{number}-{key}": value for key, value in step.items()}
    return made


FIRST = {"page": "primary", "by": ["call"], "wait": "2m"}
SECOND = {"page": "secondary", "by": ["call"], "wait": "90s"}
DESK = {"page": ["desk", "dana"], "by": ["call", "sms"], "wait": "1m"}


def test_a_policy_is_looked_at_before_it_is_saved(desk: Desk, admin: FlaskClient) -> None:
    form = policy(FIRST, SECOND, DESK)
    look = send(admin, desk, "policies", "P1 extraordinary", **form)
    assert look.status_code == 200 and "¿Guardar este cambio?" in look.text
    assert "<ins>A quién: desk, dana · Por: llamada, SMS · Hasta: 1m</ins>" in look.text
    assert notes(desk) == []
    hidden = dict(form)
    assert 'name="steps-2-page" value="desk"' in look.text
    assert send(admin, desk, "policies", "P1 extraordinary", **{**hidden, "act": "sure"}).status_code == 303
    saved = seen(admin.get("/admin/directory/policy?name=P1+extraordinary").text)
    assert "llamada, SMS · hasta 1 min" in saved
    steps = next(p for p in book(desk).policies if (p.severity, p.during) == ("P1", "extraordinary")).steps
    assert [(step.page, step.wait) for step in steps] == [
        (("primary",), 120),
        (("secondary",), 90),
        (("desk", "dana"), 60),
    ]
    note = notes(desk)[0]
    assert (note.who, note.subject) == (EMAIL, "policies P1 extraordinary") and "desk, dana" in note.detail["after"][0]
    assert "desk, dana" not in note.detail["before"][0]


def test_steps_move_by_their_buttons(desk: Desk, admin: FlaskClient) -> None:
    page = send(admin, desk, "policies", "P1 extraordinary", **{**policy(FIRST, SECOND), "act": "steps-down-0"}).text
    first, second = page.partition("Paso 1")[2].partition("Paso 2")[::2]
    assert '<option value="secondary" selected>' in first and '<option value="primary" selected>' in second


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ({"page": "", "by": ["call"], "wait": "2m"}, "no nombra a nadie"),
        ({"page": "primary", "by": [], "wait": "2m"}, "no nombra ningún medio"),
        ({"page": "primary", "by": ["call"], "wait": "2 minutos"}, "no es una espera"),
        ({"page": "nobody", "by": ["call"], "wait": "2m"}, "no es rotación, grupo ni ingeniero"),
    ],
)
def test_a_step_that_cannot_be_says_why_at_the_step(desk: Desk, admin: FlaskClient, step: Any, why: str) -> None:
    answer = send(admin, desk, "policies", "P1 extraordinary", **policy(FIRST, step))
    assert answer.status_code == 422 and why in answer.text.partition("Paso 2")[2]


def test_an_urgent_call_that_would_reach_nobody_is_refused(desk: Desk, admin: FlaskClient) -> None:
    send(admin, desk, "groups", id="empty", act="sure")
    nobody = policy({"page": "empty", "by": ["call"], "wait": "2m"})
    answer = send(admin, desk, "policies", "P1 extraordinary", **nobody)
    assert answer.status_code == 422 and "un P1 no llegaría a nadie" in answer.text
    removed = send(admin, desk, "policies", "P2 extraordinary", act="remove")
    assert removed.status_code == 422 and "falta la de P2" in removed.text


def test_an_engineer_who_is_on_a_group_is_not_removed(desk: Desk, admin: FlaskClient) -> None:
    answer = send(admin, desk, "engineers", "ana", act="remove")
    assert answer.status_code == 422 and "groups.desk.members: «ana» no es un ingeniero" in answer.text
    assert "Ana López" in answer.text


def test_an_engineer_is_made_put_on_a_rotation_and_says_where_he_is(desk: Desk, admin: FlaskClient) -> None:
    form = {"id": "eva", "title": "Eva Paz", "phones": "5555 0901", "language": "es", "pin": "5913"}
    assert send(admin, desk, "engineers", **form).status_code == 303
    turns = {"members": ["dana", "eva"], "starts": "2026-01-05T08:00", "count": "2", "unit": "week", "rehearse": "yes"}
    assert send(admin, desk, "rotations", "primary", **turns).status_code == 200  # a look
    assert send(admin, desk, "rotations", "primary", **{**turns, "act": "sure"}).status_code == 303
    made = book(desk).rotations["primary"]
    assert (made.members, made.every.count, made.every.unit, made.rehearse) == (("dana", "eva"), 2, "weeks", True)
    page = seen(admin.get("/admin/directory/engineer?name=eva").text)
    assert "Rotación primary" in page and "Política P1, extraordinario" in page and "+50255550901" in page
    other = {**form, "id": "eve", "title": "Eve", "phones": "5555 0902"}
    same = send(admin, desk, "engineers", **other)
    assert same.status_code == 422 and "tienen el mismo" in same.text and "5913" not in same.text


# The hours


WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "08:00-17:00") | {"holidays": "GT"}


def test_the_week_in_several_spans(desk: Desk, admin: FlaskClient) -> None:
    form = {**WEEK, "saturday": "08:00-12:00, 14:00-16:00"}
    assert "08:00-12:00" in send(admin, desk, "hours", **form).text
    assert send(admin, desk, "hours", **{**form, "act": "sure"}).status_code == 303
    assert len(book(desk).calendar.week[5]) == 2
    answer = send(admin, desk, "hours", **{**WEEK, "monday": "8-17"})
    assert (
        answer.status_code == 422 and "«8» no es una hora como 08:00" in answer.text and 'value="8-17"' in answer.text
    )
    for left in ({"holidays": "GT"}, {}):
        answer = send(admin, desk, "hours", **left)
        assert answer.status_code == 422 and "no hay ninguna hora ordinaria" in answer.text


def test_hours_that_no_file_says_are_shown_as_they_hold(desk: Desk, admin: FlaskClient) -> None:
    with desk.line.transaction() as session:
        present = documents.newest(session)
        assert present is not None
        words = write_directory({kind: each for kind, each in present.table.items() if kind != "hours"})
        load_directory(session, words, "x.toml", "load", desk.now)
    assert admin.get("/admin/directory/hours").text.count('value="08:00-17:00"') == 5


def test_a_closure_says_which_deadlines_move(desk: Desk, admin: FlaskClient) -> None:
    desk.passes(hours=10)
    log_in(admin)
    with desk.line.transaction() as session:
        number, here = directory.current(session)
        open_ticket(session, here, number, Report(Severity.P2, "voice", "es", None, "+50244440001", desk.now), desk.now)
    closure = {"closures-0-date": f"{desk.now:%Y-%m-%d}", "closures-0-from": "14:00", "closures-0-name": "Asueto"}
    look = send(admin, desk, "closures", **closure)
    assert "Caso 101, resolución" in seen(look.text)
    assert send(admin, desk, "closures", **{**closure, "act": "sure"}).status_code == 303
    assert "Asueto" in admin.get("/admin/directory/hours").text
    twice = {**closure, **{key.replace("-0-", "-1-"): value for key, value in closure.items()}}
    answer = send(admin, desk, "closures", **twice)
    assert answer.status_code == 422 and "está repetido" in answer.text
    assert send(admin, desk, "closures", act="sure").status_code == 303
    assert "Asueto" not in admin.get("/admin/directory/hours").text


def test_a_day_that_is_none_is_refused_with_what_was_written(desk: Desk, admin: FlaskClient) -> None:
    answer = send(admin, desk, "openings", **{"openings-0-date": "pronto", "openings-0-hours": "08:00-12:00"})
    assert answer.status_code == 422 and "debe ser una fecha" in answer.text and 'value="pronto"' in answer.text


# The line


def test_the_line_and_how_often_customers_hear(desk: Desk, admin: FlaskClient) -> None:
    form = {"title": "Línea", "timezone": "America/Guatemala", "language": "es", "stranger_calls": "20"}
    assert send(admin, desk, "line", **{**form, "act": "sure"}).status_code == 303
    here = book(desk)
    assert (here.name, here.stranger_calls, here.says_it_records, here.escalate_to) == ("Línea", 20, False, None)
    answer = send(admin, desk, "line", **{**form, "timezone": "Guatemala"})
    assert answer.status_code == 422 and "no es una zona horaria" in answer.text
    answer = send(admin, desk, "line", **{**form, "stranger_calls": "muchas"})
    assert answer.status_code == 422 and "debe ser un número" in answer.text
    answer = send(admin, desk, "line", **{**form, "blocked": "4444 0001"})
    assert answer.status_code == 422 and "+50244440001 es de Banco Maya" in answer.text
    assert send(admin, desk, "updates", P1="30m").status_code == 303
    assert [str(each) for each in book(desk).updates] == ["P1"]
    assert send(admin, desk, "updates", P1="30").status_code == 422


# Two at once


def test_what_another_changed_meanwhile_is_not_overwritten(desk: Desk, admin: FlaskClient) -> None:
    other = desk.client()
    log_in(other, OTHER)
    old = str(version(desk))
    assert send(other, desk, "customers", "Banco Maya", **{**MAYA, "phones": "+50244440009"}).status_code == 303
    mine = {**MAYA, "phones": "+50244440007", "seen": old, "pin": "90817"}
    answer = send(admin, desk, "customers", "Banco Maya", **mine)
    assert answer.status_code == 409 and OTHER in answer.text and "90817" not in answer.text
    assert all(each in answer.text for each in ("+50244440009", "+50244440007", "<del>+50244440001</del>"))
    assert customer(desk).phones == ("+50244440009",)
    page = send(
        admin,
        desk,
        "customers",
        "Banco Maya",
        **{**MAYA, "phones": "+50244440007", "act": "again", "pin_wanted": "yes"},
    )
    assert "+50244440007</textarea>" in page.text and "escríbalo otra vez" in page.text
    assert send(admin, desk, "customers", "Banco Maya", **{**MAYA, "phones": "+50244440007"}).status_code == 303
    assert customer(desk).phones == ("+50244440007",)


def test_of_two_in_the_same_instant_one_is_in_force_and_the_other_told(desk: Desk, admin: FlaskClient) -> None:
    with desk.line.reading() as session:
        present = documents.newest(session)
    assert present is not None
    part, gate = Part("customers", "Banco Maya"), Barrier(2)
    ends: list[str] = []

    def edits(language: str, phones: list[str]) -> None:
        value = {**find(present.table, part), "language": language, "phones": phones}
        gate.wait()
        try:
            with desk.line.transaction() as session:
                edit_directory.edit(session, edit_directory.Edit(part, value, present.version), OTHER, desk.now)
            ends.append("saved")
        except edit_directory.ConflictError:
            ends.append("told")

    both = [Thread(target=edits, args=each) for each in (("en", ["+50244440001"]), ("es", ["+50244440009"]))]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(ends) == ["saved", "told"] and len(notes(desk)) == 1


def test_an_edit_leaves_the_roster_as_people_changed_it(desk: Desk, admin: FlaskClient) -> None:
    with desk.line.transaction() as session:
        edit_roster.put_override(session, [Override("primary", ("luis",), *WEEKEND)], EMAIL, desk.now)
    assert send(admin, desk, "customers", "Banco Maya", **{**MAYA, "language": "en"}).status_code == 303
    assert [each.members for each in book(desk).overrides] == [("luis",)]
    gone = send(admin, desk, "rotations", "primary", act="remove")
    assert gone.status_code == 422  # a policy names it
    overview = admin.get("/admin/directory").text
    assert overview.count("Cargó el directorio") == 1  # a change of the roster is none of a file


def test_an_edit_that_takes_a_rotation_away_says_which_changes_of_the_roster_go_with_it(
    desk: Desk, admin: FlaskClient
) -> None:
    with desk.line.transaction() as session:
        edit_roster.put_override(session, [Override("secondary", ("luis",), *WEEKEND)], EMAIL, desk.now)
    form = policy(FIRST, {"page": ["desk"], "by": ["call"], "wait": "1m"}, act="sure")
    for each in [each for each in book(desk).policies if any("secondary" in step.page for step in each.steps)]:
        assert send(admin, desk, "policies", f"{each.severity} {each.during}", **form).status_code == 303
    assert send(admin, desk, "rotations", "secondary", act="sure", removes="yes").status_code == 303
    assert book(desk).overrides == ()
    with desk.line.reading() as session:
        noted = audit.page(session, "", "roster_changed", None, 9)
    words = "secondary: luis, 2026-11-27 17:00 – 2026-11-29 08:00"
    assert [(each.who, each.detail["added"], each.detail["gone"]) for each in noted] == [
        (EMAIL, [], [words]),
        (EMAIL, [words], []),
    ]


def test_an_edit_that_moves_no_deadline_waits_for_no_case(desk: Desk, admin: FlaskClient) -> None:
    with desk.line.transaction() as session:
        number, here = directory.current(session)
        open_ticket(session, here, number, Report(Severity.P1, "voice", "es", None, "+50244440001", desk.now), desk.now)
    with desk.line.transaction() as presses_1:
        assert tickets.lock(presses_1, 101)
        with desk.line.transaction() as session:
            session.execute(text("SET LOCAL lock_timeout = '2s'"))
            wanted = edit_directory.Edit(Part("customers", "Quetzal Foods"), None, version(desk))
            assert edit_directory.edit(session, wanted, EMAIL, desk.now).version
    with desk.line.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM follow_ups WHERE kind = 'keep_calendar'")) == 0


CLOSED = {"closures-0-date": "2026-11-24", "closures-0-name": "Asueto"}


def p2_opened(desk: Desk) -> Any:
    """When it is due: on the day that ``CLOSED`` closes."""
    with desk.line.transaction() as session:
        number, here = directory.current(session)
        report = Report(Severity.P2, "voice", "es", None, "+50244440001", desk.now)
        return open_ticket(session, here, number, report, desk.now).resolution_due_at


def test_a_look_at_what_moves_deadlines_waits_for_no_case_and_no_other_edit(desk: Desk, admin: FlaskClient) -> None:
    p2_opened(desk)
    with desk.line.transaction() as session:
        assert tickets.lock(session, 101) and directory.version_to_change(session)  # a key 1, and another's edit
        looked = send(admin, desk, "closures", **CLOSED)
        assert looked.status_code == 200 and "Caso 101" in seen(looked.text)
        assert session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted")) == 0
    with desk.line.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM follow_ups WHERE kind = 'keep_calendar'")) == 0


def test_a_save_that_moves_deadlines_waits_for_no_case_and_each_is_moved_in_its_turn(
    desk: Desk, admin: FlaskClient
) -> None:
    due = p2_opened(desk)
    with desk.line.transaction() as presses_1:
        assert tickets.lock(presses_1, 101)
        assert send(admin, desk, "closures", act="sure", **CLOSED).status_code == 303
    assert due_of(desk) == due
    with desk.line.reading() as session:
        owed = session.scalars(text("SELECT id FROM follow_ups WHERE kind = 'keep_calendar' ORDER BY due_at")).all()
    assert len(owed) == 2 and follow_up.follow_up(desk.line, owed[0])
    assert due_of(desk) > due
    with desk.line.reading() as session:
        last = tickets.read(session, [101])[101].events[-1]
        assert (last.kind, last.detail["why"], last.by) == ("deadlines_moved", "calendar", EMAIL)


def due_of(desk: Desk) -> datetime:
    with desk.line.reading() as session:
        return tickets.read(session, [101])[101].resolution_due_at


def test_edits_of_different_parts_do_not_touch_each_other(desk: Desk, admin: FlaskClient) -> None:
    old = str(version(desk))
    send(admin, desk, "customers", "Quetzal Foods", phones="+50244440002", language="es")
    assert send(admin, desk, "customers", "Banco Maya", **{**MAYA, "language": "en", "seen": old}).status_code == 303
    assert (customer(desk).language, customer(desk, "Quetzal Foods").language) == ("en", "es")


def test_one_that_another_took_away_is_a_conflict(desk: Desk, admin: FlaskClient) -> None:
    old = str(version(desk))
    send(admin, desk, "customers", "Quetzal Foods", act="sure", removes="yes")
    form = {"phones": "+50244440003", "language": "en", "seen": old}
    assert send(admin, desk, "customers", "Quetzal Foods", **form).status_code == 409
    assert send(admin, desk, "customers", "Quetzal Foods", **{**form, "seen": "0"}).status_code == 409
    assert book(desk).customer_named("Quetzal Foods") is None
    del form["seen"]
    assert send(admin, desk, "customers", "Quetzal Foods", **form).status_code == 303


# On record


def test_the_log_holds_before_and_after_but_no_secret_and_no_number(desk: Desk, admin: FlaskClient) -> None:
    send(admin, desk, "customers", "Banco Maya", **{**MAYA, "phones": "+50244440009"}, pin="90817")
    note = notes(desk)[0]
    assert (note.who, note.subject, note.detail["version"]) == (EMAIL, "customers Banco Maya", version(desk))
    assert note.detail["before"] == ["phones: +502…001, +502…001", "pin: —"]
    assert note.detail["after"] == ["phones: +502…009", "pin: (set)"]
    page = admin.get("/admin/audit?what=directory_edited").text
    assert "Editó el directorio" in page and "90817" not in page and "+50244440009" not in page
    change = admin.get(f"/admin/directory/changes/{version(desk)}").text
    assert "<del>+50244440001</del>" in change and "<ins>+50244440009</ins>" in change and "90817" not in change
    overview = admin.get("/admin/directory").text
    assert "Cliente Banco Maya" in overview and "Cargó el directorio" in overview
    assert admin.get("/admin/directory/changes/999999").status_code == 404
    first = admin.get(f"/admin/directory/changes/{note.detail['version'] - 1}")
    assert first.status_code == 200 and "Ingeniero dana" in first.text


# By file as well


def test_a_file_says_what_it_undoes_and_its_own_export_undoes_nothing(desk: Desk, admin: FlaskClient) -> None:
    from tests.edges.test_admin import BOOK

    send(admin, desk, "customers", "Banco Maya", **{**MAYA, "language": "en"}, pin="90817")
    file = admin.get("/admin/directory/directory.toml")
    assert file.status_code == 200 and 'pin = "kept"' in file.text and "90817" not in file.text
    assert "attachment" in file.headers["Content-Disposition"]
    before = version(desk)
    with desk.line.transaction() as session:
        loaded = load_directory(session, file.text, "export.toml", "load", desk.now)
    assert not loaded.changed and version(desk) == before
    with desk.line.transaction() as session:
        loaded = load_directory(session, BOOK, "directory.toml", "load", desk.now)
    said = [each for each in loaded.warnings if each.startswith("deshace")]
    assert loaded.changed and len(said) == 1
    assert said[0].startswith(f"deshace lo editado en customers Banco Maya ({EMAIL}, ")
    assert said[0].endswith("): language, pin")
    with desk.line.transaction() as session:
        assert load_directory(session, BOOK, "directory.toml", "load", desk.now).changed is False


def test_a_viewer_reads_and_sees_no_form(desk: Desk) -> None:
    client = desk.client()
    log_in(client, VIEWER)
    pages = ["", "/customers", "/engineers", "/teams", "/policies", "/hours", "/line"]
    pages += ["/customer?name=Banco+Maya", "/engineer?name=ana", "/group?name=desk", "/rotation?name=primary"]
    for each in [*pages, "/policy?name=P1+extraordinary"]:
        page = client.get(f"/admin/directory{each}")
        assert page.status_code == 200, each
        assert 'action="/admin/directory' not in page.text, each
    assert client.get("/admin/directory/customer").status_code == 404
    assert client.get("/admin/directory/customer?name=Nadie").status_code == 404
    assert client.get("/admin/directory/directory.toml").status_code == 403


def test_a_kind_that_is_none_and_forms_that_are_no_forms(desk: Desk, admin: FlaskClient) -> None:
    assert send(admin, desk, "overrides").status_code == 404
    assert admin.post("/admin/directory/line", data={}).status_code == 400
    for kind in (each for each in KINDS if each != "overrides"):
        answer = send(admin, desk, kind, seen="x" * 50, **{"steps-0-page": "x", f"{kind}-0-date": "\0"})
        assert answer.status_code in (200, 303, 409, 422), kind
    assert admin.get("/admin/directory/customers?after=%00").status_code == 404
    assert admin.get("/admin/directory?before=x").status_code == 404


def test_every_reason_is_said_in_both_languages() -> None:
    from string import Formatter

    for code, (spanish, english) in REASONS.items():
        names = [{name for _, name, _, _ in Formatter().parse(words) if name} for words in (spanish, english)]
        assert names[0] == names[1] and spanish and english, code


def test_a_kept_pin_that_nobody_has_is_a_mistake(desk: Desk, admin: FlaskClient) -> None:
    from voiceline.store.directory_file import DirectoryError

    with desk.line.reading() as session:
        table = documents.newest(session).table  # type: ignore[union-attr]
    text = write_directory(without_pins(table)).replace('id = "ana"', 'id = "ana"\npin = "kept"')
    with pytest.raises(DirectoryError, match=r"engineers\[3\].pin: dice «kept»"), desk.line.transaction() as session:
        load_directory(session, text, "x.toml", "load", desk.now)
