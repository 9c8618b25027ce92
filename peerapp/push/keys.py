"""`flask push keys`: the keys that pushes are signed with, and a change of them."""

import os
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from peerapp import config
from peerapp.extensions import db
from peerapp.push import vapid
from peerapp.push.models import PushSubscription


@click.command("keys")
@click.option("--new", "makes_new", is_flag=True, help="Make a new key and put it first.")
@click.option("--drop-unused", is_flag=True, help="Remove old keys that no device needs.")
@with_appcontext
def keys(makes_new: bool, drop_unused: bool) -> None:
    """Show the public keys, newest first, and where the private ones come from.

    After a change, start the web processes and the workers again.
    """
    if makes_new:
        put([config.make_vapid_key(), *private_keys()])
    if drop_unused:
        used = devices_by_key()
        both = list(zip(private_keys(), vapid.signers(), strict=True))
        put([key for number, (key, one) in enumerate(both) if number == 0 or used[number]])
    show()


def show() -> None:
    used = devices_by_key()
    for number, signer in enumerate(vapid.signers()):
        what = "public key:  " if number == 0 else "an older one:"
        click.echo(f"{what} {signer.public_key()} ({used[number]} devices)")
    click.echo(f"contact:      {current_app.config['VAPID_SUBJECT']}")
    click.echo(f"private keys: {kept() if kept().exists() else 'VAPID_PRIVATE_KEY'}")
    click.echo(
        "Keep them: a device whose key is gone is silent until it is opened. To change the key, "
        "run this with --new, and with --drop-unused some months later."
    )


def kept() -> Path:
    path: Path = current_app.config["DATA_DIR"] / "vapid_private_key"
    return path


def private_keys() -> list[str]:
    return vapid.split(current_app.config["VAPID_PRIVATE_KEY"])


def devices_by_key() -> list[int]:
    """How many devices each of our keys signs for, in their order."""
    query = select(PushSubscription.server_key, func.count()).group_by(PushSubscription.server_key)
    ours = vapid.signers()
    counts = [0] * len(ours)
    for server_key, count in db.session.execute(query):
        counts[ours.index(vapid.signer_for(server_key))] += count
    return counts


def put(private: list[str]) -> None:
    """In the file that they are kept in, at once and whole; or said, where the environment has
    them, which only the operator can change.
    """
    said = ",".join(private)
    if os.environ.get("VAPID_PRIVATE_KEY"):
        click.echo(f"Set this in the environment, and start again:\nVAPID_PRIVATE_KEY={said}")
    else:
        draft = kept().with_name(".vapid_private_key.new")
        draft.touch(mode=0o600)
        draft.write_text(said)
        draft.replace(kept())
    current_app.config["VAPID_PRIVATE_KEY"] = said
