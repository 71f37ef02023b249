"""E-mail by SMTP: text and HTML, with TLS, and a Message-ID that a repetition bears again."""

import smtplib
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, parseaddr
from html import escape
from typing import Final, Literal

from engine.channels.base import Outcome, Undeliverable, Unreachable
from engine.channels.cards import Card, card
from engine.model import Delivery

TIMEOUT: Final = 20.0  # seconds for each word of a server: mail servers take their time
_FOR_GOOD: Final = 500  # from this code on a refusal is permanent (RFC 5321, section 4.2.1)

Tls = Literal["implicit", "starttls", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """The server that takes one's mail, and in whose name it is sent."""

    host: str
    port: int
    tls: Tls
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailChannel:
    """Sends e-mails."""

    server: MailServer
    public_url: str = ""
    clock: Callable[[], float] = time.time
    """Unix seconds, for the date."""

    def send(self, delivery: Delivery, secret: str) -> Outcome:  # noqa: ARG002 - the server's own password counts
        """Send one mail; raises as every channel does."""
        letter = self._written(delivery)
        try:
            with self._connected() as smtp:
                smtp.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _refused(code, said) from error
        except smtplib.SMTPDataError as error:
            raise _refused(error.smtp_code, error.smtp_error) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(f"{type(error).__name__}: {error}"[:200]) from error
        return Outcome(result="accepted", provider_id=str(letter["Message-ID"]))

    @contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        server = self.server
        if server.tls == "implicit":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.timeout, context=server.context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
        with smtp:
            if server.tls == "starttls":
                smtp.starttls(context=server.context)  # refused = SMTPNotSupportedError: no mail
            if server.user:
                smtp.login(server.user, server.password)
            yield smtp

    def _written(self, delivery: Delivery) -> EmailMessage:
        shown = card(delivery, self.public_url)
        address = delivery.address
        if parseaddr(address) != ("", address) or "@" not in address:
            raise Undeliverable(f"{delivery.address!r} is no e-mail address")
        letter = EmailMessage()
        letter["Subject"] = shown.title
        letter["From"] = self.server.sender
        letter["To"] = address
        letter["Date"] = formatdate(self.clock())
        domain = parseaddr(self.server.sender)[1].rpartition("@")[2]
        letter["Message-ID"] = f"<{delivery.id}@{domain}>"
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answers from absent people
        letter.set_content(_text(shown))
        letter.add_alternative(_html(shown), subtype="html")
        return letter


def _refused(code: int, said: bytes | str) -> Exception:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    kind = Undeliverable if code >= _FOR_GOOD else Unreachable
    return kind(f"{code} {text}"[:200])


def _text(shown: Card) -> str:
    parts = (shown.text, shown.url, shown.at, shown.footer)
    return "\n\n".join(part for part in parts if part) + "\n"


def _html(shown: Card) -> str:
    said = "<br>".join(escape(line) for line in shown.text.splitlines())
    button = ""
    if shown.url:
        button = f'<p><a href="{escape(shown.url)}">{escape(shown.button)}</a></p>'
    return (
        f'<html><body style="font-family:sans-serif"><h3>{escape(shown.title)}</h3>'
        f'<p>{said}</p>{button}<p style="color:#666">{escape(shown.at)}<br>'
        f"{escape(shown.footer)}</p></body></html>"
    )
