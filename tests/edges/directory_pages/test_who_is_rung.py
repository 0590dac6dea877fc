"""Policies, groups, engineers and rotations: looked at before they are saved, refused where nobody would be rung."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.desks import Desk
from tests.edges.directory_pages.forms import FIRST, book, notes, policy, send
from tests.pages import EMAIL, seen
from voiceline.actions.open_ticket import Report, open_ticket
from voiceline.domain.severity import Severity
from voiceline.store import directory
from voiceline.store.follow_ups import FollowUp

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


def test_whoever_is_removed_is_looked_at_with_what_becomes_of_his_cases(desk: Desk, admin: FlaskClient) -> None:
    form = {"id": "eva", "title": "Eva Paz", "phones": "5555 0901", "language": "es"}
    assert send(admin, desk, "engineers", **form).status_code == 303
    with desk.line.transaction() as session:
        number, here = directory.current(session)
        report = Report(Severity.P1, "voice", "es", None, "+50244440001", desk.now)
        open_ticket(session, here, number, report, desk.now).acknowledge("eva", desk.now)
    look = send(admin, desk, "engineers", "eva", act="remove").text
    assert "de los urgentes se llama a otro ingeniero" in look and "/admin/tickets/101" in look
    assert send(admin, desk, "engineers", "eva", act="sure", removes="yes").status_code == 303
    with desk.line.reading() as session:
        assert session.scalar(select(FollowUp.state).where(FollowUp.kind == "left_behind").limit(1)) == "pending"


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
