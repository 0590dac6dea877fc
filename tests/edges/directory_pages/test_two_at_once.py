"""Two who edit at once, edits beside the roster and beside running cases: nothing is lost, nobody waits."""

from datetime import datetime
from threading import Barrier, Thread
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import text

from tests.desks import Desk
from tests.edges.directory_pages.forms import FIRST, MAYA, OTHER, book, customer, notes, policy, send, version
from tests.pages import EMAIL, log_in, seen
from voiceline.actions import edit_directory, edit_roster, follow_up
from voiceline.actions.open_ticket import Report, open_ticket
from voiceline.domain.directory import Override
from voiceline.domain.directory_change import Part, find
from voiceline.domain.severity import Severity
from voiceline.store import audit, directory, tickets
from voiceline.store import directory_documents as documents

WEEKEND = (datetime(2026, 11, 27, 17), datetime(2026, 11, 29, 8))


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
