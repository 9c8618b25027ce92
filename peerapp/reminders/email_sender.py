"""Hands the due emails to the mail server, many on one connection.

While a mail server hangs, pushes go on: one thread of a worker does all of this. A server that is
down is not asked for each letter: after two in a row the rest waits for the next time.
"""

import smtplib
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from threading import Lock

from flask import Flask, current_app

from peerapp import clock, mail
from peerapp.push.attempts import Result
from peerapp.queue import soon, task
from peerapp.reminders import emails

RUN_SECONDS = 120.0  # no letter of a batch is begun later than that
PATIENCE = 2  # letters in a row that did not get through


@dataclass
class Desk:
    """Of this process: who sends letters now. One thread does, and the others are free for pushes,
    however long a mail server takes.
    """

    turn: Lock = field(default_factory=Lock)


def the_desk() -> Desk:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    found: Desk = app.extensions.setdefault("reminder_desk", Desk())
    return found


@task()
def send_later() -> None:
    send_now()


def send_now() -> None:
    """If a thread of this process is sending already, that one does."""
    desk = the_desk()
    if desk.turn.acquire(blocking=False):
        try:
            send_due()
        finally:
            desk.turn.release()


def wake() -> bool:
    """Send soon; after the commit. False: the queue is down."""
    return soon(send_later)


def send_due(now: datetime | None = None) -> int:
    """Send all that is due. How many letters the mail server took.

    `now` may be ahead of the clock. Any number of processes may do it at once.
    """
    ahead = max(now - clock.now(), timedelta(0)) if now else timedelta(0)
    sent = 0
    with mail.Post() as post:
        lost = 0  # letters in a row
        while lost < PATIENCE and (claimed := emails.claim(clock.now() + ahead)):
            until = time.monotonic() + RUN_SECONDS
            for slot_id, lease in claimed:
                if lost >= PATIENCE or time.monotonic() > until:
                    emails.give_back(slot_id, lease, clock.now() + ahead)
                    continue
                message = emails.ready(slot_id, lease, clock.now() + ahead)
                if message is None:
                    continue
                result = handed_over(post, message)
                lost = lost + 1 if result.status is None and not result.is_final else 0
                sent += result.is_sent
                emails.settle(slot_id, lease, result, clock.now() + ahead)
    return sent


def handed_over(post: mail.Post, message: EmailMessage) -> Result:
    """250, the answer that says no, or None. Never the server's words: they name the address."""
    try:
        post.send(message)
    except smtplib.SMTPRecipientsRefused as why:
        code = next(iter(why.recipients.values()))[0]
        return Result(code, f"{code} for the address", is_final=code >= 500)
    except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as why:
        code = why.smtp_code
        return Result(code, f"{code} for the letter", is_final=code >= 500)
    except smtplib.SMTPResponseException as why:  # a password that is wrong may be set right
        return Result(None, f"{why.smtp_code} {type(why).__name__}")
    except OSError as why:
        return Result(None, type(why).__name__)
    except Exception as why:  # a letter that cannot be written stops no other
        return Result(None, type(why).__name__, is_final=True)
    return Result(200)
