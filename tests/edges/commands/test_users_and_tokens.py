"""Logins and the API's tokens, made by command."""

import pytest
from sqlalchemy import select

from tests.edges.commands.said import Run
from voiceline.domain.one_time_code import code_of, step_at
from voiceline.line import Line
from voiceline.store import accounts, passwords, second_step
from voiceline.store.audit import AuditEntry


def test_a_token_is_alone_on_standard_output_and_opens_the_api(run: Run, line: Line) -> None:
    made, again = run("token", "reports"), run("token", "reports")
    first, second = made.out, again.out
    assert made.err == "" and again.err == "aviso: la llave anterior de «reports» ya no vale\n"
    assert first.count("\n") == 1 and first != second
    with line.reading() as session:
        assert accounts.token_is_valid(session, second.strip())
        assert not accounts.token_is_valid(session, first.strip())  # the same name: the former is replaced


def test_a_user_by_standard_input(run: Run, line: Line) -> None:
    said = run(
        "user", " Ana@Example.com", "--role", "engineer", "--password-stdin", typed="contraseña larga\r\nx".encode()
    )
    assert (said.code, said.out) == (0, "ana@example.com: engineer\n")
    with line.reading() as session:
        account = accounts.by_email(session, "ana@example.com")
        assert account is not None and account.role == "engineer"
        assert passwords.is_right(account.password_hash, "contraseña larga")
    assert run("user", "ana@example.com", "--role", "viewer", "--password-stdin", typed=b"another long one\n").code == 0
    with line.reading() as session:
        assert [a.role for a in session.scalars(select(accounts.Account))] == ["viewer"]


@pytest.mark.parametrize(
    "typed", [b"", b"\n", b"short\n", b"123456789\n", b"password1234\n", b"x" * 129, b"\xff\xfe long enough\n"]
)
def test_a_password_that_will_not_do_is_one_line(run: Run, line: Line, typed: bytes) -> None:
    assert run("user", "ana@example.com", "--role", "admin", "--password-stdin", typed=typed).is_one_line
    with line.reading() as session:
        assert session.scalars(select(accounts.Account)).all() == []


def test_the_last_admin_is_not_unmade(run: Run, line: Line) -> None:
    typed = b"una frase bien larga\n"
    assert run("user", "ana@example.com", "--role", "admin", "--password-stdin", typed=typed).code == 0
    assert run("user", "ana@example.com", "--role", "viewer", "--password-stdin", typed=typed).is_one_line
    assert run("user", "luis@example.com", "--role", "admin", "--password-stdin", typed=typed).code == 0
    assert run("user", "ana@example.com", "--role", "viewer", "--password-stdin", typed=typed).code == 0
    with line.reading() as session:
        assert accounts.admins(session) == ["luis@example.com"]


def test_the_only_admin_who_lost_the_second_step_comes_back(run: Run, line: Line) -> None:
    words, typed = ("user", "ana@example.com", "--role", "admin", "--password-stdin"), b"una frase bien larga\n"
    run(*words, typed=typed)
    with line.transaction() as session:
        account = accounts.lock_by_email(session, "ana@example.com")
        assert account is not None
        secret = second_step.propose(account)
        assert second_step.confirm(session, account, code_of(secret, step_at(line.now())), line.now())
    assert run(*words, typed=typed).out == "ana@example.com: admin\n"
    assert has_second_step(line), "a new password alone leaves it"
    assert run(*words, "--reset-second-step", typed=typed).out == "ana@example.com: admin, sin segundo paso\n"
    assert not has_second_step(line)
    with line.reading() as session:
        noted = session.execute(select(AuditEntry.who, AuditEntry.what).order_by(AuditEntry.number)).all()
    assert noted[-2:] == [("consola", "account_set"), ("consola", "second_step_reset")]


def test_a_password_is_asked_twice(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["correct horse", "correct horse", "correct horse", "battery staple"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))
    assert run("user", "ana@example.com", "--role", "admin").code == 0
    said = run("user", "ana@example.com", "--role", "admin")
    assert said.is_one_line and "no son iguales" in said.err


def has_second_step(line: Line) -> bool:
    with line.reading() as session:
        account = accounts.by_email(session, "ana@example.com")
        assert account is not None
        return account.has_second_step
