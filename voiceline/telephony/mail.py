"""The other carrier: e-mail by SMTP, for what must reach somebody and need not ring."""

import smtplib
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from typing import Protocol
from urllib.parse import unquote, urlsplit

from voiceline.telephony.phone import CarrierError

PATIENCE = 10  # seconds for each step of the talk with the server


class Mail(Protocol):
    """Speaks to the network and may raise CarrierError. Never call it inside a transaction."""

    def send(self, to: str, subject: str, body: str, name: str) -> str:
        """Hand over one message; its id. The same ``name`` gives the same id, so a repeated one is known as such."""


class SmtpMail:
    """``smtp://user:password@host:587`` (encrypted as soon as the server offers it) or ``smtps://…:465``."""

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
        except (smtplib.SMTPException, OSError) as error:
            raise CarrierError(f"the mail server was not reached ({type(error).__name__})", temporary=True) from error
        return str(message["Message-ID"])

    def _server(self) -> smtplib.SMTP:
        url, host = self._url, self._url.hostname or ""
        if url.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=PATIENCE)
        else:
            server = smtplib.SMTP(host, url.port or 587, timeout=PATIENCE)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls()
                server.ehlo()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        return server
