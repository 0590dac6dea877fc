"""Customers: found, edited, made, taken away; and what cannot be comes back."""

import re
from html import unescape

from flask.testing import FlaskClient

from tests.desks import Desk, token_of
from tests.edges.directory_pages.forms import MAYA, book, customer, notes, send, version
from voiceline.actions.load_directory import load_directory
from voiceline.actions.open_ticket import Report, open_ticket
from voiceline.domain.severity import Severity
from voiceline.store import directory
from voiceline.store import directory_documents as documents
from voiceline.store.directory_writing import write_directory


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
