"""A code after the password: enrolled, asked, lost, taken off."""

import re

import pytest
from sqlalchemy import text

from tests.desks import Desk, says
from tests.edges.accounts.entering import enrol, is_in, says_code
from tests.pages import EMAIL, PASSWORD, VIEWER, log_in
from voiceline.domain.one_time_code import code_of, step_at
from voiceline.store import accounts
from voiceline.store.logins import LoginSession


def test_enrolled_it_is_asked_for_after_the_password(desk: Desk) -> None:
    client, other = desk.client(), desk.client()
    log_in(client)
    log_in(other)
    wrong = says(client, "/admin/me/begin")
    wrong = says(client, "/admin/me/confirm", code="000000")
    assert wrong.status_code == 422 and not desk.account().has_second_step
    secret, codes = enrol(desk, client)
    assert len(set(codes)) == 10 and is_in(client) and not is_in(other)
    assert secret not in client.get("/admin/me").text.replace(" ", ""), "shown until it is confirmed, and no more"
    desk.passes(seconds=30)
    asked = log_in(other, wanted="/admin/tickets")
    assert asked.headers["Location"] == "/admin/login/code?next=/admin/tickets" and not is_in(other)
    assert says_code(other, "123456").status_code == 401
    entered = says_code(other, code_of(secret, step_at(desk.now)), wanted="/admin/tickets")
    assert entered.headers["Location"] == "/admin/tickets" and is_in(other)
    assert desk.noted()[-2:] == ["code_failed", "login"]


def test_a_code_enters_once(desk: Desk) -> None:
    client, thief = desk.client(), desk.client()
    log_in(client)
    secret, _ = enrol(desk, client)
    used = code_of(secret, step_at(desk.now))
    log_in(thief)
    assert says_code(thief, used).status_code == 401, "it confirmed the enrolment"
    desk.passes(seconds=60)
    fresh = code_of(secret, step_at(desk.now))
    assert says_code(thief, fresh).status_code == 302
    again = desk.client()
    log_in(again)
    assert says_code(again, fresh).status_code == 401


def test_a_recovery_code_enters_once_and_is_counted(desk: Desk) -> None:
    client = desk.client()
    log_in(client)
    _, codes = enrol(desk, client)
    for code, status in ((codes[0].upper().replace("-", " "), 302), (codes[0], 401), (codes[1], 302)):
        other = desk.client()
        log_in(other)
        assert says_code(other, code).status_code == status
    assert "Códigos de recuperación que quedan: 8." in client.get("/admin/me").text
    with desk.line.reading() as session:
        kept = session.execute(text("SELECT r::text FROM recovery_codes r")).scalars().all()
    assert len(kept) == 10 and not any(codes[5].replace("-", "") in each for each in kept)


def test_half_a_login_is_none_and_does_not_last(desk: Desk) -> None:
    client, half = desk.client(), desk.client()
    log_in(client)
    secret, _ = enrol(desk, client)
    log_in(half)
    assert half.get("/admin/calls").status_code == 302 and half.get("/admin/login/code").status_code == 200
    desk.passes(minutes=5)
    late = says_code(half, code_of(secret, step_at(desk.now)))
    assert late.headers["Location"] == "/admin/login" and not is_in(half)
    log_in(half)
    with desk.line.transaction() as session:
        held = accounts.lock_by_email(session, EMAIL)
        assert held is not None
        held.choose_password(session, "changed in the meantime")
    assert says_code(half, code_of(secret, step_at(desk.now))).headers["Location"] == "/admin/login"


def test_codes_cannot_be_tried_through_by_whoever_has_the_password(desk: Desk) -> None:
    client = desk.client()
    log_in(client)
    secret, _ = enrol(desk, client)
    says(client, "/admin/logout")
    answers = []
    for n in range(14):
        thief = desk.client(f"203.0.{n}.1")
        log_in(thief)
        answers.append(says_code(thief, f"{n:06}").status_code)
    assert answers == [401] * 10 + [429] * 4
    desk.passes(seconds=60)
    log_in(client)
    assert says_code(client, code_of(secret, step_at(desk.now))).status_code == 302, (
        "the owner's browser waits for nobody"
    )


def test_it_is_taken_off_with_password_and_code_only(desk: Desk) -> None:
    client = desk.client()
    log_in(client)
    secret, _ = enrol(desk, client)
    desk.passes(seconds=60)
    for password, code in ((PASSWORD, "000000"), ("not the password", code_of(secret, step_at(desk.now)))):
        assert says(client, "/admin/me/take_off", password=password, code=code).status_code == 422
        assert desk.account().has_second_step
    right = code_of(secret, step_at(desk.now))
    assert says(client, "/admin/me/take_off", password=PASSWORD, code=right).status_code == 303
    assert not desk.account().has_second_step and desk.count(LoginSession) == 1
    assert log_in(desk.client()).headers["Location"] == "/admin/calls"


def test_new_recovery_codes_void_the_old(desk: Desk) -> None:
    client = desk.client()
    log_in(client)
    secret, old = enrol(desk, client)
    desk.passes(seconds=60)
    new = says(client, "/admin/me/renew", code=code_of(secret, step_at(desk.now)))
    codes = re.findall(r"<code>(\w{5}-\w{5})</code>", new.text)
    assert len(codes) == 10 and not set(codes) & set(old)
    other = desk.client()
    log_in(other)
    assert says_code(other, old[3]).status_code == 401 and says_code(other, codes[3]).status_code == 302


def test_an_admin_resets_somebodys(desk: Desk) -> None:
    admin, viewer = desk.client(), desk.client()
    log_in(admin)
    log_in(viewer, VIEWER)
    enrol(desk, viewer)
    number = desk.account(VIEWER).id
    assert "Reiniciar segundo paso" in admin.get(f"/admin/accounts/{number}").text
    assert says(admin, f"/admin/accounts/{number}/reset_second_step").status_code == 303
    assert not is_in(viewer) and log_in(viewer, VIEWER).headers["Location"] == "/admin/calls"


@pytest.mark.parametrize("verb", ["reset_second_step", "link"])
def test_an_admins_own_has_no_way_around_its_proof(desk: Desk, verb: str) -> None:
    admin = desk.client()
    log_in(admin)
    enrol(desk, admin)
    answer = says(admin, f"/admin/accounts/{desk.account().id}/{verb}")
    assert answer.status_code == 422 and desk.account().has_second_step
    assert "Reiniciar" not in admin.get(f"/admin/accounts/{desk.account().id}").text
