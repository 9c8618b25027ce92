"""Mail, by SMTP. Where none is set up, development prints it for the person at the machine."""

import smtplib
import ssl
import sys
from contextlib import suppress
from email.message import EmailMessage
from email.utils import format_datetime
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from flask import current_app

from peerapp import clock

TIMEOUT = 20  # seconds, for each thing that is said to the server


def is_set_up() -> bool:
    """Whether a mail would go anywhere."""
    return bool(current_app.config["SMTP_URL"]) or not current_app.config["PRODUCTION"]


def send(to: str, subject: str, body: str) -> None:
    """Raises OSError or smtplib.SMTPException when it cannot be handed over."""
    with Post() as post:
        post.send(letter(to, subject, body))


def letter(to: str, subject: str, body: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(clock.now())
    message.set_content(body)
    return message


class Post:
    """Hands over several letters on one connection, which is made for the first, and again when the
    server has ended it.
    """

    def __init__(self) -> None:
        self.server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self.server is None:
            return
        if error is None:
            with suppress(OSError, smtplib.SMTPException):  # what it took, it has taken
                self.server.quit()
        self.server.close()

    def send(self, message: EmailMessage) -> None:
        """Raises as `send` does; `smtplib.SMTPResponseException.smtp_code` and
        `SMTPRecipientsRefused` say what the server's answer was.
        """
        url = current_app.config["SMTP_URL"]
        if not url:
            show(message)
            return
        if self.server is None:
            self.server = connected(url)
        try:
            self.server.send_message(message)
        except OSError:  # smtplib's own errors too: what state it is in now, nobody knows
            self.server.close()
            self.server = None
            raise


def show(message: EmailMessage) -> None:
    if current_app.config["PRODUCTION"]:
        current_app.logger.error("A mail could not be sent: SMTP_URL is not set.")
        return
    said = f"To: {message['To']}\nSubject: {message['Subject']}\n\n{message.get_content()}"
    print(f"\n--- Mail (no SMTP_URL is set) ---\n{said}\n---", file=sys.stderr, flush=True)


def connected(url: str) -> smtplib.SMTP:
    """`smtp://user:password@host:587` (STARTTLS) or `smtps://user:password@host:465` (TLS).

    Only a mail server on this machine may be spoken to without TLS.
    """
    where = urlsplit(url)
    host = where.hostname or "localhost"
    tls = ssl.create_default_context()
    if where.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, where.port or 465, timeout=TIMEOUT, context=tls
        )
    else:
        server = smtplib.SMTP(host, where.port or 587, timeout=TIMEOUT)
    try:
        if where.scheme != "smtps" and host not in ("localhost", "127.0.0.1", "::1"):
            server.starttls(context=tls)
        if where.username:
            server.login(unquote(where.username), unquote(where.password or ""))
    except BaseException:
        server.close()
        raise
    return server
