"""A letter to who is told of a call and has no device that can ring. The step is the queue: due at
`mail_due_at`, which whoever sends it moves on first, so that no second worker sends it too.

As discreet as a locked screen: no name, and not what the app is for.
"""

import logging
import smtplib
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from uuid import UUID

from flask import current_app, render_template
from sqlalchemy import ColumnElement, exists, select, update

from peerapp import clock, language, mail
from peerapp.extensions import db, looking
from peerapp.queue import log_failure, soon, task
from peerapp.safety.call_rings import still_wanted
from peerapp.safety.models import HelpCallStep
from peerapp.safety.telling import TITLE

log = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(minutes=2)  # longer than a mail server may take for one letter
TRIED_AGAIN_AFTER = timedelta(minutes=1)


@task()
def send_later() -> None:
    send_now()


def wake() -> bool:
    """Send soon; after the commit. False: the queue is down."""
    return soon(send_later)


def send_now() -> None:
    send_due(clock.now())


def is_due(now: datetime) -> ColumnElement[bool]:
    return exists().where(HelpCallStep.mail_due_at <= now)


def are_due(now: datetime) -> bool:
    """A look that takes no lock."""
    with looking() as connection:
        return bool(connection.scalar(select(is_due(now))))


def send_due(now: datetime) -> int:
    """How many letters the mail server took. Ends the transaction, before the network too."""
    query = select(HelpCallStep.id, HelpCallStep.mail_due_at).where(HelpCallStep.mail_due_at <= now)
    with looking() as connection:
        due = connection.execute(query.order_by(HelpCallStep.mail_due_at).limit(BATCH)).all()
    return sum(send_one(step_id, due_at, now) for step_id, due_at in due)


def send_one(step_id: UUID, due_at: datetime | None, now: datetime) -> bool:
    if not claimed(step_id, due_at, now):
        return False
    step = db.session.get_one(HelpCallStep, step_id)
    is_late = step.mail_until is None or step.mail_until <= now
    if is_late or not still_wanted([str(step_id)], now):
        step.mail_due_at = None
        db.session.commit()
        return False
    address, path, host = step.person.email, f"/help/calls/{step.call_id}", public_url()
    spoken = step.person.language
    db.session.commit()
    with language.speaking(spoken):
        is_sent = handed_over(address, host, path, step_id)
    settle(step_id, is_sent, now)
    return is_sent


def claimed(step_id: UUID, due_at: datetime | None, now: datetime) -> bool:
    row = update(HelpCallStep).where(HelpCallStep.id == step_id, HelpCallStep.mail_due_at == due_at)
    found = db.session.execute(
        row.values(mail_due_at=now + LEASE).returning(HelpCallStep.id)
    ).first()
    db.session.commit()
    return found is not None


def public_url() -> str:
    return str(current_app.config["PUBLIC_URL"])


def handed_over(address: str, host: str, path: str, step_id: UUID) -> bool:
    """Once more in a minute, where the server does not take it now."""
    try:
        body = render_template("safety/call.txt", url=host + path)
        letter = mail.letter(address, str(TITLE), body)
        letter["Message-ID"] = f"<{step_id}@{urlsplit(host).hostname}>"
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence note answers it
        with mail.Post() as post:
            post.send(letter)
    except (OSError, smtplib.SMTPException, ValueError) as why:
        log_failure(log, f"the letter of step {step_id} was not taken", why)
        return False
    return True


def settle(step_id: UUID, is_sent: bool, now: datetime) -> None:
    again = None if is_sent else now + TRIED_AGAIN_AFTER
    row = update(HelpCallStep).where(
        HelpCallStep.id == step_id, HelpCallStep.mail_due_at.is_not(None)
    )
    db.session.execute(row.values(mailed_at=now if is_sent else None, mail_due_at=again))
    db.session.commit()
