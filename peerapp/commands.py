"""The operator's commands: `flask --app app ...`."""

import re
import sys
from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from flask_migrate import upgrade
from honcho.manager import Manager

from peerapp import clock, config, demo, doctor, health
from peerapp.accounts import passwords, people, sign_ins
from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.backups import commands as backup_commands
from peerapp.extensions import db
from peerapp.privacy import checking

people_group = AppGroup("people", help="Accounts, for the operator.")


def set_up(app: Flask) -> None:
    app.cli.add_command(people_group)
    app.cli.add_command(doctor.command)
    app.cli.add_command(backup_commands.backup)
    app.cli.add_command(backup_commands.restore)
    app.cli.add_command(checking.command)
    app.cli.command("run-all")(run_all)
    app.cli.command("demo")(run_demo)


@people_group.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--name", required=True)
@click.option("--timezone", required=True, help="An IANA name, such as America/Chicago.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_person(email: str, role: str, name: str, timezone: str, password_stdin: bool) -> None:
    """Add an approved account, or a role to the account that this password opens."""
    if not clock.is_zone(timezone):
        raise click.ClickException(f"{timezone!r} is no IANA time zone.")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", email) or not 0 < len(name.strip()) <= 60:
        raise click.ClickException("An email address and a name of up to 60 letters are needed.")
    if problem := health.migrations_problem():
        raise click.ClickException(problem)
    password = read_password(password_stdin)
    if why := passwords.weakness(password, email, name):
        raise click.ClickException(why)
    now = clock.now()
    person, _ = people.find_or_add(email, password, name.strip(), timezone, Role(role), now)
    if person.grant(Role(role)) is None:
        person.roles.append(RoleGrant(role=role, granted_at=now))
    people.approve(person, by=None, now=now)
    db.session.commit()
    click.echo(f"{person.display_name} <{person.email}> is a {role}.")


def read_password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return typed


@people_group.command("approve")
@click.argument("who")
def approve(who: str) -> None:
    """Let a mentor (an address, or an account's id) have mentees (again)."""
    people.approve(found(who), by=None, now=clock.now())
    db.session.commit()


@people_group.command("pause")
@click.argument("who")
def pause(who: str) -> None:
    """A paused mentor sees no mentees."""
    people.pause(found(who), clock.now())
    db.session.commit()


@people_group.command("suspend")
@click.argument("who")
def suspend(who: str) -> None:
    """Shut an account and sign it out everywhere, at once."""
    person, now = found(who), clock.now()
    sign_ins.end_all(person, now)
    person.suspended_at = now
    db.session.commit()


@people_group.command("restore")
@click.argument("who")
def restore(who: str) -> None:
    """Open an account again that was suspended, or that its person has closed."""
    person = found(who)
    person.suspended_at = person.closed_at = None
    db.session.commit()


def found(who: str) -> Person:
    """The account of an address; where it has several, an id is needed: one may be a stranger's."""
    if "@" not in who:
        try:
            person = db.session.get(Person, UUID(who))
        except ValueError:
            person = None
        accounts = [person] if person else []
    else:
        accounts = people.with_address(who)
    if not accounts:
        raise click.ClickException(f"There is no account for {who}.")
    if len(accounts) > 1:
        lines = [f"  {one.id}  {one.display_name}, {one.created_at:%Y-%m-%d}" for one in accounts]
        several = "\n".join(lines)
        raise click.ClickException(f"{who} has several accounts; give the id of one:\n{several}")
    return accounts[0]


def run_all() -> None:
    """Update the tables, then run the web server and the worker together."""
    upgrade()
    serve()


def run_demo() -> None:
    """The same, with a small invented program in it."""
    upgrade()
    try:
        for line in demo.prepare():
            click.echo(line)
    except demo.NotHere as why:
        raise click.ClickException(str(why)) from None
    serve()


def serve() -> None:
    """Runs until Ctrl-C or SIGTERM, or until one of the two ends; then both end."""
    manager = Manager()
    manager.add_process("web", f"exec {sys.executable} -m gunicorn app:app", cwd=str(config.ROOT))
    manager.add_process(
        "worker", f"exec {sys.executable} -m flask --app app worker", cwd=str(config.ROOT)
    )
    click.echo(f"Peerapp runs at {current_app.config['PUBLIC_URL']} (Ctrl-C stops it)")
    manager.loop()
    sys.exit(manager.returncode)
