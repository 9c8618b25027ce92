"""`flask --app app backup` and `flask --app app restore`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from peerapp import clock
from peerapp.backups import keeping, making, restoring
from peerapp.backups.making import NotMade
from peerapp.backups.moving_in import IsRunning
from peerapp.backups.restoring import NotRestored
from peerapp.backups.sealed import NotOpened

KEYS = """Keep apart from it, and never beside it:
  encryption_keys    (ENCRYPTION_KEYS) without these nobody can open the backup
  vapid_private_key  (VAPID_PRIVATE_KEY) without it phones ring only after they have opened the app
  secret_key         (SECRET_KEY) without it everybody signs in anew
  your settings      such as PUBLIC_URL and SMTP_URL"""


@click.command("backup", help="Write an encrypted backup, and read it to be sure.")
@click.argument("place", required=False, type=click.Path(path_type=Path))
@with_appcontext
def backup(place: Path | None) -> None:
    """PLACE is a new file, or a folder that is there; else BACKUP_DIR, else this folder.

    Peerapp may run meanwhile.
    """
    now = clock.now()
    place = place or keeping.folder() or Path()
    path = place if is_a_file(place) else place / keeping.named(now)
    with said_plainly():
        made = making.make(path, now)
    click.echo(f"{made.path}: {made.rows:,} rows, {made.bytes:,} bytes, read and found whole.")
    click.echo(KEYS)


def is_a_file(place: Path) -> bool:
    return not place.is_dir() and place != keeping.folder()


@click.command("restore", help="Put a backup in the place of the database, all of it or nothing.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Also where people are already; they are kept aside.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Stop the web server and the worker first."""
    with said_plainly():
        done = restoring.restore(file, replace, clock.now())
    click.echo(f"{done.rows:,} rows of {done.made_at:%Y-%m-%d %H:%M} UTC are the database now.")
    if done.aside:
        click.echo(f"What was there is in {done.aside}. Remove it when all is well.")
    click.echo(
        "Who was erased or signed out after that time is here again: tell your people that you "
        "went back, and set a new SECRET_KEY for the sign-ins. Now start Peerapp, and run "
        "`flask --app app doctor`."
    )


@contextmanager
def said_plainly() -> Iterator[None]:
    try:
        yield
    except (NotMade, NotOpened, NotRestored, IsRunning) as why:
        raise click.ClickException(str(why)) from None
    except OSError as why:
        raise click.ClickException(f"{why.filename or 'The disk'}: {why.strerror}.") from None
    except SQLAlchemyError as why:
        what = type(getattr(why, "orig", None) or why).__name__
        raise click.ClickException(
            f"The database did not do it ({what}). Nothing was changed. Check DATABASE_URL."
        ) from None
