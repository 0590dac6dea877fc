"""The other carrier: e-mail by SMTP, for what must reach somebody and need not ring."""

import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from typing import Protocol
from urllib.parse import unquote, urlsplit

from voiceline.settings import is_loopback
from voiceline.telephony.phone import CarrierError

PATIENCE = 10  # seconds for each step of the talk with the server


class Mail(Protocol):
    """Speaks to the network and may raise CarrierError. Never call it inside a transaction."""

    def send(self, to: str, subject: str, body: str, name: str) -> str:
        """Hand over one message; its id. The same ``name`` gives the same id, so a repeated one is known as such."""


class SmtpMail:
    """``smtp://user:password@host:587`` (encrypted as soon as the server offers it) or ``smtps://…:465``.

    Whoever stands between could pass for the server or take its offer away: its certificate is verified, and a
    password is never sent in the clear, but to this very machine.
    """

    def __init__(self, url: str, sender: str):
        self._url = urlsplit(url)
        self._sender = sender

    def send(self, to: str, subject: str, body: str, name: str) -> str:
        message = EmailMessage()
        message["From"], message["To"] = self._sender, to
        message["Subject"] = " ".join(subject.split())
        message["Date"] = formatdate()
        message["Message-ID"] = f"<{name}@{Address(addr_spec=self._sender).domain}>"
        message["Auto-Submitted"] = "auto-generated"  # so that no holiday reply comes back
        message.set_content(body + "\n")
        try:
            with self._server() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, _ = error.recipients[to]
            raise CarrierError("the address was refused", temporary=400 <= code < 500, code=str(code)) from error
        except smtplib.SMTPResponseException as error:
            temporary = 400 <= error.smtp_code < 500
            raise CarrierError("the mail server refused", temporary=temporary, code=str(error.smtp_code)) from error
        except ssl.SSLCertVerificationError as error:
            reason = f"the mail server's certificate is not valid ({error.verify_message})"
            raise CarrierError(reason, temporary=False) from error
        except (smtplib.SMTPException, OSError) as error:
            raise CarrierError(f"the mail server was not reached ({type(error).__name__})", temporary=True) from error
        return str(message["Message-ID"])

    def _server(self) -> smtplib.SMTP:
        """Connected, and logged in where there is a password."""
        url, host = self._url, self._url.hostname or ""
        if url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=PATIENCE, context=_trust(host))
        else:
            server = smtplib.SMTP(host, url.port or 587, timeout=PATIENCE)
        try:
            is_private = url.scheme == "smtps" or _is_encrypted(server, host) or is_loopback(host)
            if url.username and not is_private:
                raise CarrierError("the mail server offers no encryption: no password is sent to it", temporary=False)
            if url.username:
                server.login(unquote(url.username), unquote(url.password or ""))
        except BaseException:
            server.close()
            raise
        return server


def _is_encrypted(server: smtplib.SMTP, host: str) -> bool:
    """As soon as it is offered."""
    server.ehlo()
    if not server.has_extn("starttls"):
        return False
    server.starttls(context=_trust(host))
    server.ehlo()
    return True


def _trust(host: str) -> ssl.SSLContext:
    """On this machine nobody stands between, and a mail server there mostly has a certificate of its own making."""
    context = ssl.create_default_context()
    if is_loopback(host):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context
