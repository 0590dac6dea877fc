"""The week, closures and openings, what they move, and the line's own settings."""

from flask.testing import FlaskClient

from tests.desks import Desk
from tests.edges.directory_pages.forms import book, send
from tests.pages import log_in, seen
from voiceline.actions.load_directory import load_directory
from voiceline.actions.open_ticket import Report, open_ticket
from voiceline.domain.severity import Severity
from voiceline.store import directory
from voiceline.store import directory_documents as documents
from voiceline.store.directory_writing import write_directory

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
