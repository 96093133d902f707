"""Hands a message to the mail server of the settings, in one attempt; the caller decides about another."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from reports.export.errors import MailFailed
from reports.export.weekly_email import Letter
from store import clock

PATIENCE = 20.0
"""Seconds that each answer of the server is waited for."""


@dataclass(frozen=True)
class MailServer:
    """`security`: `starttls`, `tls` from the first byte, or `none`, for a server on this machine."""

    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    security: str = "starttls"
    user: str = ""
    password: str = ""


def send(server: MailServer, letter: Letter) -> None:
    """Send one message to all recipients. Raises MailFailed."""
    message = _message(server, letter)
    try:
        connection = _connect(server)
    except (OSError, smtplib.SMTPException) as error:
        raise MailFailed(f"the mail server can't be used: {error}", is_permanent=False) from error
    with connection:
        _hand_over(connection, message)


def _connect(server: MailServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=PATIENCE, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        if server.security == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _hand_over(connection: smtplib.SMTP, message: EmailMessage) -> None:
    """Hand the message to the server. A refusal is certain, so it may be tried again; silence may mean that it went
    out."""
    try:
        refused = connection.send_message(message)
    except (
        smtplib.SMTPRecipientsRefused,
        smtplib.SMTPSenderRefused,
        smtplib.SMTPDataError,
        smtplib.SMTPNotSupportedError,
    ) as error:
        raise MailFailed(f"the mail server refused it: {error}", is_permanent=False) from error
    except (OSError, smtplib.SMTPException) as error:
        raise MailFailed(f"nobody knows whether it went out: {error}", is_permanent=True) from error
    if refused:
        raise MailFailed(f"the mail server refused some recipients: {', '.join(refused)}", is_permanent=True)


def _message(server: MailServer, letter: Letter) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = letter.subject
    message["From"] = server.sender
    message["To"] = ", ".join(server.recipients)
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2].rstrip(">") or None)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
