"""E-mail over a real SMTP server of this machine: what arrives, and what its refusals mean for the row."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from tests import servers
from tests.houses import BOOK, settings_for
from tests.phones import NIGHT, House, make_house
from voiceline.actions.tell_engineers import tell_engineers
from voiceline.app import create_app
from voiceline.demo.valkey import free_port
from voiceline.settings import Settings, SettingsError
from voiceline.store import directory
from voiceline.store.notifications import Notification
from voiceline.telephony.mail import SmtpMail
from voiceline.telephony.phone import CarrierError

AUTHORITY = trustme.CA()
ELSEWHERE, ANOTHER_NAME, HERE = "0.0.0.0", "0", "127.0.0.1"  # one server; only the last is an address of loopback
WITH_EMAIL = BOOK.replace('id = "ana"', 'id = "ana"\nemail = "ana@example.com"')


class Mailbox:
    """The server's side: keeps what it took, and may be told to refuse."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refuses: str | None = None
        self.passwords: list[bytes] = []
        self.was_encrypted: list[bool] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if self.refuses:
            return self.refuses
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.was_encrypted.append(server.transport.get_extra_info("ssl_object") is not None)
        return "250 taken"

    def lets_in(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        self.passwords.append(given.password)
        return AuthResult(success=True)


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    box = Mailbox()
    controller = Controller(box, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield box, f"smtp://127.0.0.1:{controller.port}"
    controller.stop()


def house_with(database_url: str, smtp_url: str | None) -> House:
    servers.empty(database_url)
    settings = replace(settings_for(database_url), smtp_url=smtp_url, mail_from="linea@ikhodi.com.gt")
    house = make_house(create_app, settings)
    with house.line.transaction() as session:
        directory.load(session, WITH_EMAIL, "directory.toml", "a test", NIGHT)
    house.rest()
    return house


def a_notice(house: House) -> list[Notification]:
    values = {"case_number": 417, "severity_code": "P1", "customer": "Banco Maya", "notices": "Venció el plazo."}
    with house.line.transaction() as session:
        _, book = directory.current(session)
        tell_engineers(session, book, ["ana"], "clock", "a-notice", house.line.now(), values)
    house.work()
    return rows(house)


def rows(house: House) -> list[Notification]:
    with house.line.reading() as session:
        return list(session.query(Notification).filter(Notification.channel == "email"))


def test_a_notice_arrives_with_its_accents_and_says_who_sends_it(
    database_url: str, mailbox: tuple[Mailbox, str]
) -> None:
    box, url = mailbox
    house = house_with(database_url, url)
    (row,) = a_notice(house)
    (letter,) = box.letters
    assert row.state == "sent" and row.carrier_sid == letter["Message-ID"]
    assert letter["To"] == "ana@example.com" and letter["From"] == "linea@ikhodi.com.gt"
    assert letter["Subject"] == "Línea urgente Khodi: caso 417 P1, Banco Maya"
    assert letter.get_content().strip() == "Línea urgente Khodi: caso 417 P1, Banco Maya. Venció el plazo."
    house.line.close()


def test_without_a_server_the_channel_is_off_and_the_text_goes_out(database_url: str) -> None:
    house = house_with(database_url, None)
    (row,) = a_notice(house)
    assert (row.state, row.reason) == ("cancelled", "channel_off")
    assert len(house.texts_to("+50255550301")) == 1
    house.line.close()


def test_a_refusal_for_now_is_tried_again_and_one_for_good_is_the_end(
    database_url: str, mailbox: tuple[Mailbox, str]
) -> None:
    box, url = mailbox
    house = house_with(database_url, url)
    box.refuses = "451 try later"
    (row,) = a_notice(house)
    assert row.state == "pending" and row.error_code == "451"
    box.refuses = "550 no such user"
    house.time_passes(seconds=3)
    (row,) = rows(house)
    assert (row.state, row.outcome, row.error_code) == ("ended", "undelivered", "550")
    house.line.close()


def test_a_server_that_is_not_there_is_temporary() -> None:
    with pytest.raises(CarrierError) as refused:
        SmtpMail(f"smtp://127.0.0.1:{free_port()}", "a@example.com").send("b@example.com", "x", "y", "z")
    assert refused.value.temporary


def test_a_line_break_in_a_subject_cannot_add_a_header(mailbox: tuple[Mailbox, str]) -> None:
    box, url = mailbox
    SmtpMail(url, "a@example.com").send("b@example.com", "caso\r\nBcc: c@example.com", "y", "z")
    assert box.letters[0]["Bcc"] is None and "Bcc" in box.letters[0]["Subject"]


@pytest.fixture
def known(tmp_path: Path) -> str:
    """Where a machine that knows our authority keeps it."""
    path = tmp_path / "authority.pem"
    AUTHORITY.cert_pem.write_to_path(path)
    return str(path)


def test_a_certificate_is_verified_before_anything_is_said(known: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for scheme in ("smtps", "smtp"):
        with server_of(scheme, encrypts=True) as (box, port):
            monkeypatch.delenv("SSL_CERT_FILE", raising=False)
            with pytest.raises(CarrierError, match="certificate is not valid") as refused:
                sends(f"{scheme}://me:a-word@{ELSEWHERE}:{port}")
            assert not refused.value.temporary and (box.letters, box.passwords) == ([], [])
            monkeypatch.setenv("SSL_CERT_FILE", known)
            sends(f"{scheme}://me:a-word@{ELSEWHERE}:{port}")
            assert (box.was_encrypted, box.passwords) == ([True], [b"a-word"])


def test_a_certificate_of_another_name_is_none(known: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", known)
    with server_of("smtps", encrypts=True) as (box, port), pytest.raises(CarrierError, match="not valid"):
        sends(f"smtps://{ANOTHER_NAME}:{port}")
    assert box.letters == []


def test_a_password_goes_in_the_clear_to_this_machine_only() -> None:
    with server_of("smtp", encrypts=False) as (box, port):
        with pytest.raises(CarrierError, match="no encryption") as refused:
            sends(f"smtp://me:a-word@{ELSEWHERE}:{port}")
        assert not refused.value.temporary and (box.letters, box.passwords) == ([], [])
        sends(f"smtp://{ELSEWHERE}:{port}")
        sends(f"smtp://me:a-word@{HERE}:{port}")
        assert len(box.letters) == 2 and box.passwords == [b"a-word"]


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_of_this_machine_may_vouch_for_itself(scheme: str) -> None:
    with server_of(scheme, encrypts=True) as (box, port):
        sends(f"{scheme}://me:a-word@{HERE}:{port}")
    assert (box.was_encrypted, box.passwords) == ([True], [b"a-word"])


@contextmanager
def server_of(scheme: str, *, encrypts: bool) -> Iterator[tuple[Mailbox, int]]:
    """One that takes any password, in the clear too."""
    box, port = Mailbox(), free_port()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    AUTHORITY.issue_cert(ELSEWHERE).configure_cert(context)
    controller = Controller(
        box,
        hostname=HERE,
        port=port,
        ssl_context=context if scheme == "smtps" else None,
        tls_context=context if scheme == "smtp" and encrypts else None,
        authenticator=box.lets_in,
        auth_require_tls=False,
    )
    controller.start()
    yield box, port
    controller.stop()


def sends(url: str) -> None:
    SmtpMail(url, "a@example.com").send("b@example.com", "x", "y", "z")


@pytest.mark.parametrize(("url", "sender"), [("http://x", "a@b.c"), ("smtp://x", "")])
def test_a_half_set_mail_is_named_at_the_start(url: str, sender: str) -> None:
    environment = {
        "DATABASE_URL": "postgresql://x",
        "REDIS_URL": "redis://x",
        "PUBLIC_URL": "https://x.example.com",
        "LINE_NUMBER": "+50256305476",
        "TWILIO_ACCOUNT_SID": "AC0",
        "TWILIO_AUTH_TOKEN": "t",
        "SECRET_KEY": "a-secret-of-tests",
    }
    with pytest.raises(SettingsError, match=r"SMTP_URL|MAIL_FROM"):
        Settings.from_environment({**environment, "SMTP_URL": url, "MAIL_FROM": sender})
