"""A backup each night by the worker, and how long each is kept.

What there is stands in the folder alone: a file that has its name was made and read through.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from logging import getLogger
from pathlib import Path

from flask import current_app

from peerapp import clock
from peerapp.backups import making
from peerapp.queue import log_failure, task

log = getLogger(__name__)

NAME = "peerapp-%Y%m%dT%H%M%SZ.backup"
LATE = timedelta(hours=30)  # then somebody should hear of it
WEEK = timedelta(days=7)


def folder() -> Path | None:
    """None: nobody asked for backups by themselves."""
    found: Path | None = current_app.config["BACKUP_DIR"]
    return found


@task()
def keep() -> None:
    """Tonight's, if it is time and nobody else makes it; then what is older than is kept goes."""
    if (where := folder()) is None:
        return
    try:
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        with alone_in(where) as is_alone:
            if is_alone and is_due(now := clock.now()):
                clear_drafts(where)
                making.make(where / named(now), now)
                forget_old(where, now)
    except Exception as why:
        log_failure(log, "no backup was made; it is tried again in half an hour", why)


@contextmanager
def alone_in(where: Path) -> Iterator[bool]:
    with (where / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def is_due(now: datetime) -> bool:
    """Whether none was made since the last night's hour; so one that was missed is made up for."""
    last = newest(now)
    return folder() is not None and (last is None or last < last_hour(now))


def last_hour(now: datetime) -> datetime:
    hour = datetime.combine(now.astimezone(UTC), time(current_app.config["BACKUP_HOUR"]), UTC)
    return hour if hour <= now else hour - timedelta(days=1)


def newest(now: datetime) -> datetime | None:
    """When the last one was made; None: there is none. What is of later was made by a clock that
    was wrong.
    """
    where = folder()
    made = made_in(where).values() if where else []
    return max((at for at in made if at <= now), default=None)


def made_in(where: Path) -> dict[Path, datetime]:
    try:
        return {path: at for path in where.iterdir() if (at := time_of(path))}
    except OSError:
        return {}


def named(now: datetime) -> str:
    return now.astimezone(UTC).strftime(NAME)


def time_of(path: Path) -> datetime | None:
    """None: no file of ours."""
    try:
        return datetime.strptime(path.name, NAME).replace(tzinfo=UTC)
    except ValueError:
        return None


def clear_drafts(where: Path) -> None:
    """Of workers that were killed on the way."""
    for path in where.glob(".peerapp-*.draft"):
        path.unlink(missing_ok=True)


def forget_old(where: Path, now: datetime) -> None:
    """After a new one was made and read; so nobody who was erased is remembered for longer."""
    made = made_in(where)
    for path in made.keys() - kept(made, now):
        path.unlink(missing_ok=True)


def kept(made: dict[Path, datetime], now: datetime) -> set[Path]:
    """The last of each of the latest days, and the last of each of the latest weeks."""
    days, weeks = current_app.config["BACKUP_DAYS"], current_app.config["BACKUP_WEEKS"]
    of_days, of_weeks = {}, {}
    for path, at in sorted(made.items(), key=lambda item: item[1]):
        if now - at < timedelta(days=days):
            of_days[at.date()] = path
        if now - at < weeks * WEEK:
            of_weeks[at.isocalendar()[:2]] = path
    return {*of_days.values(), *of_weeks.values()}


def is_late(now: datetime) -> bool:
    """Whether there should be a newer one."""
    if folder() is None:
        return False
    last = newest(now)
    return last is None or now - last > LATE
