"""`flask doctor`: looks at the installation and says what to mend."""

import shutil
import stat
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import islice
from pathlib import Path

import click
from cryptography.fernet import InvalidToken
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from peerapp import clock, config, health, queue
from peerapp.accounts.models import SignIn
from peerapp.backups import keeping
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.privacy import checking
from peerapp.push import vapid
from peerapp.push.models import Delivery, PushSubscription, State
from peerapp.reminders import emails, planning, replanning

Check = Callable[[], str | None]

MEGABYTE = 1024 * 1024
ROOM = 200 * MEGABYTE
WORKER_IS_SILENT = timedelta(minutes=5)
CLOCK_MAY_BE_OFF = timedelta(minutes=5)


@click.command("doctor", help="Check the installation and say what to mend.")
@with_appcontext
def command() -> None:
    """Exits with 1 when something has to be mended; what only could be better does not count."""
    problems = say(MUST, "mend")
    if problems:
        click.echo("Something has to be mended first.")
        sys.exit(1)
    say(SHOULD, "better")
    if last := keeping.newest(now := clock.now()):
        hours = (now - last) / timedelta(hours=1)
        click.echo(f"The last backup is of {last:%Y-%m-%d %H:%M} UTC, {hours:.0f} hours ago.")
    click.echo("All that must work, works.")


def say(checks: dict[str, Check], word: str) -> int:
    found = 0
    for name, check in checks.items():
        text = check()
        found += text is not None
        click.echo(f"{'ok' if text is None else word:7} {name}{': ' + text if text else ''}")
    return found


def secret_files() -> str | None:
    folder = current_app.config["DATA_DIR"]
    names = ["secret_key", "encryption_keys", "vapid_private_key"]
    if others_can_read(folder):
        names += ["peerapp.db", "queue.db"]
    open_to_others = [name for name in names if others_can_read(folder / name)]
    if open_to_others:
        return f"others can read {', '.join(open_to_others)} in {folder}: run `chmod 600` on them."
    return None


def others_can_read(path: Path) -> bool:
    return path.exists() and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def push_key() -> str | None:
    try:
        vapid.signer().authorization("https://fcm.googleapis.com/x", clock.now())
    except Exception as error:
        return f"VAPID_PRIVATE_KEY cannot sign ({type(error).__name__}): nobody is reminded."
    return None


def notes() -> str | None:
    """Whether the keys open what is there: they are lost or mixed up sooner than a database."""
    query = select(CheckIn.note).where(CheckIn.note.is_not(None)).limit(1)
    try:
        db.session.execute(query).all()
    except InvalidToken:
        return "ENCRYPTION_KEYS do not open the notes that are there. Put the old keys behind."
    except DBAPIError:
        return "The tables cannot be read."
    return None


def who_saw_what() -> str | None:
    try:
        found = list(islice(checking.problems(), 3))
    except DBAPIError:
        return "The tables cannot be read."
    return f"{' '.join(found)} `flask verify-views` names all of it." if found else None


def vapid_subject() -> str | None:
    try:
        config.refuse_unreachable_subject(current_app.config["VAPID_SUBJECT"])
    except config.SettingsError as problem:
        return str(problem)
    return None


def production_mail() -> str | None:
    if current_app.config["PRODUCTION"] and not current_app.config["SMTP_URL"]:
        return "SMTP_URL is not set: nobody who forgets a password can get back in by mail."
    return None


def public_url() -> str | None:
    if not current_app.config["PRODUCTION"]:
        return "PUBLIC_URL is not set: this is a try-out. Phones take pushes only over https."
    if not current_app.config["PUBLIC_URL"].startswith("https:"):
        return "PUBLIC_URL is not https: browsers will not install the app or take pushes."
    return None


def vetting() -> str | None:
    if not current_app.config["MENTORS_ARE_VETTED"]:
        return "MENTORS_ARE_VETTED is not set: everybody who signs up as a mentor is one at once."
    return None


def service_worker() -> str | None:
    how = current_app.config["SERVICE_WORKER"]
    if how == "on":
        return None
    loss = " and no phone rings" if how == "off" else ""
    return f"SERVICE_WORKER is {how}: nothing opens without a signal{loss}."


def refused_pushes() -> str | None:
    """What a push service refused; the cause is ours when many devices have the same."""
    query = (
        select(PushSubscription.last_error, func.count())
        .where(PushSubscription.last_error.is_not(None))
        .group_by(PushSubscription.last_error)
        .order_by(func.count().desc())
    )
    rows = db.session.execute(query).all()
    said = [f"{count} devices: {error}{likely_cause(error)}" for error, count in rows if error]
    return "; ".join(said) or None


def likely_cause(error: str) -> str:
    """Of what a push service answered, by its status."""
    if error.startswith(("401", "403")):
        return (
            " (VAPID_PRIVATE_KEY is not the one that these devices were turned on with, or the "
            "clock of this machine is wrong)"
        )
    if error.startswith("400"):
        return " (it does not understand what we send: is Peerapp up to date?)"
    return ""


def backup_is_late() -> str | None:
    now, where = clock.now(), keeping.folder()
    if not keeping.is_late(now):
        return None
    last = keeping.newest(now)
    since = f"no backup since {last:%Y-%m-%d %H:%M} UTC" if last else "there is no backup yet"
    return (
        f"{since} in {where} (BACKUP_DIR). The worker makes them: look at what it says, at the "
        "room there, and whether it may write there. `flask --app app backup` makes one now."
    )


def no_backups() -> str | None:
    if current_app.config["PRODUCTION"] and keeping.folder() is None:
        return "BACKUP_DIR is not set: no backup is made by itself."
    return None


def room() -> str | None:
    places = {place for place in (current_app.config["DATA_DIR"], keeping.folder()) if place}
    free = {place: shutil.disk_usage(place).free for place in places if place.exists()}
    small = [
        f"{place} has {left // MEGABYTE} MB left" for place, left in free.items() if left < ROOM
    ]
    return f"{', '.join(small)}: make room, or soon nothing can be saved." if small else None


def worker() -> str | None:
    """On this machine, by what it notes each minute."""
    seen = queue.worker_seen_at()
    if seen and clock.now() - seen < WORKER_IS_SILENT:
        return None
    since = f"since {seen:%Y-%m-%d %H:%M} UTC" if seen else "yet"
    return (
        f"no worker has run on this machine {since}: unless one runs elsewhere, nobody is "
        "reminded. Start `flask --app app worker`."
    )


def right_time() -> str | None:
    """What is there cannot be of the future: then the clock was wrong, or is."""
    latest = db.session.scalar(select(func.max(SignIn.seen_at)))
    if latest and latest - clock.now() > CLOCK_MAY_BE_OFF:
        return (
            f"somebody was here at {latest:%Y-%m-%d %H:%M} UTC, and this machine's clock says "
            f"{clock.now():%Y-%m-%d %H:%M}. Set the clock, and let it be set by NTP."
        )
    return None


def letters() -> str | None:
    said = [f"{count} emails: {error}" for error, count in emails.troubles(clock.now())]
    return f"{'; '.join(said)}. Check SMTP_URL and MAIL_FROM." if said else None


def zone_rules() -> str | None:
    """While an old worker runs on, it plans by old rules; and one that waits has yet to begin."""
    planned = replanning.planned_with()
    if planned in (None, clock.rules()):
        return None
    return (
        f"reminders are planned with tzdata {planned}, and this is {clock.rules()}: restart all "
        "workers with the same packages."
    )


def parked() -> str | None:
    query = select(func.count()).where(Delivery.state == State.PARKED)
    count = db.session.scalar(query)
    return f"{count} notifications cannot be sent and are parked." if count else None


def parked_reminders() -> str | None:
    count = planning.parked()
    return f"{count} reminders ring no more: their next time cannot be computed." if count else None


MUST: dict[str, Check] = {
    **health.CHECKS,
    "secret files": secret_files,
    "notes (ENCRYPTION_KEYS)": notes,
    "who saw what": who_saw_what,
    "signature of pushes (VAPID_PRIVATE_KEY)": push_key,
    "room on the disk": room,
    "the last backup": backup_is_late,
}
SHOULD: dict[str, Check] = {
    "address (PUBLIC_URL)": public_url,
    "push contact (VAPID_SUBJECT)": vapid_subject,
    "mail (SMTP_URL)": production_mail,
    "approval of mentors": vetting,
    "backups by themselves (BACKUP_DIR)": no_backups,
    "worker": worker,
    "clock": right_time,
    "service worker": service_worker,
    "push services": refused_pushes,
    "notifications": parked,
    "reminders": parked_reminders,
    "emails of reminders": letters,
    "rules of time zones (tzdata)": zone_rules,
}
