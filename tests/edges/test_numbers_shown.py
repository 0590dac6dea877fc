"""A number on a page reads as people write it, and is found again as it reads; what machines take keeps E.164."""

import csv
import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests import servers
from tests.houses import a_night
from tests.pages import log_in, seen
from tests.phones import House
from voiceline.domain.call_tokens import terms
from voiceline.telephony.inbound import e164
from voiceline.telephony.number_shown import shown
from voiceline.web.admin.whole_numbers import whole

STRANGER = "+50255559999"
NEIGHBOUR = "+50255558888"  # of nobody we know either, and with a case
PAGES = (
    *("calls", "tickets", "tickets/101", "tickets/102", "tickets/102/cases", "board", "wall", "ready"),
    *(
        "directory/customers",
        "directory/customer?name=Banco+Maya",
        "directory/engineers",
        "directory/engineer?name=dana",
    ),
    *("directory/line", "causes"),
)


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("+50230001234", "+502 3000-1234"),
        ("+12025550123", "+1 202-555-0123"),
        ("+5255", "+5255"),
        ("+5022411*", "+5022411*"),
        ("anonymous", "anonymous"),
        ("Rosa Ortiz", "Rosa Ortiz"),
        ("rosa@example.com", "rosa@example.com"),
        ("+", "+"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_number_is_grouped_as_its_people_do(number: str | None, read: str) -> None:
    assert shown(number) == read


@pytest.mark.parametrize("number", ["+50230001234", "+12025550123", "+525512345678", "+34912345678", "+442079460958"])
def test_what_is_shown_is_read_back_and_looked_for_as_the_number_itself(number: str) -> None:
    assert e164(shown(number)) == number
    assert terms(shown(number)) == terms(number)


@pytest.fixture(scope="module")
def night(postgres: Any) -> Iterator[House]:
    built = a_night(servers.migrated(postgres, "numbers_shown"))
    built.caller(NEIGHBOUR).dials().presses("2").hangs_up()
    yield built
    built.line.close()


@pytest.fixture(scope="module")
def reader(night: House) -> FlaskClient:
    client = night.app.test_client()
    assert log_in(client).status_code == 302
    return client


@pytest.mark.parametrize("page", PAGES)
def test_no_page_says_a_number_as_machines_do(reader: FlaskClient, page: str) -> None:
    answer = reader.get(f"/admin/{page}")
    assert answer.status_code == 200
    without_forms = re.sub(r"<textarea.*?</textarea>", "", answer.text, flags=re.S)
    assert re.findall(r"\+\d{8,15}", seen(without_forms)) == []


def test_a_number_within_words_is_one_piece_and_reads_as_before() -> None:
    words = "A <Ana> (+502 5555-0101), +502 5555-0102; +1 202-555-0123, +5022411*, caso 417"
    marked = whole(words)
    assert re.findall(r'<span class="tel">([^<]+)</span>', marked) == [
        *("+502 5555-0101", "+502 5555-0102"),
        *("+1 202-555-0123", "+5022411"),
    ]
    assert marked.striptags() == words and "<Ana>" not in marked


def test_a_call_is_found_by_the_number_as_it_is_shown(reader: FlaskClient) -> None:
    page = reader.get("/admin/calls", query_string={"q": shown(STRANGER)}).text
    assert shown(STRANGER) in page and "Banco Maya" not in page.partition("<tbody")[2]
    assert "Banco Maya" in reader.get("/admin/directory/customers", query_string={"q": "+502 4444-0001"}).text


def test_a_call_back_is_asked_for_by_the_number_itself(night: House, reader: FlaskClient) -> None:
    number = max(each.number for each in night.tickets())
    assert f'<option value="{NEIGHBOUR}">{shown(NEIGHBOUR)}</option>' in reader.get(f"/admin/tickets/{number}").text


def test_a_sheet_and_the_link_to_dial_keep_the_number_itself(reader: FlaskClient) -> None:
    rows = csv.DictReader(io.StringIO(reader.get("/admin/calls.csv").text.removeprefix("\ufeff")))
    hers = [row for row in rows if STRANGER in row["número"]]
    assert {row["quién"].lstrip("'") for row in hers} == {STRANGER}
    page = reader.get("/c/no-such-link-at-all").text
    assert 'href="tel:+50256305476">+502 5630-5476</a>' in page
