"""Mail, by SMTP. Where none is set up, development prints it for the person at the machine."""

import smtplib
import ssl
import sys
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from flask import current_app

TIMEOUT = 20  # seconds


def send(to: str, subject: str, body: str) -> None:
    """Raises OSError or smtplib.SMTPException when it cannot be handed over."""
    message = EmailMessage()
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = to
    message["Subject"] = subject
    message.set_content(body)
    if url := current_app.config["SMTP_URL"]:
        hand_over(message, url)
    elif not current_app.config["PRODUCTION"]:
        letter = f"To: {to}\nSubject: {subject}\n\n{body}"
        print(f"\n--- Mail (no SMTP_URL is set) ---\n{letter}\n---", file=sys.stderr, flush=True)
    else:
        current_app.logger.error("A mail could not be sent: SMTP_URL is not set.")


def hand_over(message: EmailMessage, url: str) -> None:
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
    with server:
        if where.scheme != "smtps" and host not in ("localhost", "127.0.0.1", "::1"):
            server.starttls(context=tls)
        if where.username:
            server.login(unquote(where.username), unquote(where.password or ""))
        server.send_message(message)
