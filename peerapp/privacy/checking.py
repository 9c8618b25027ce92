"""`flask verify-views`: whether all that was written of who saw what is still there, as it was."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import click
from cryptography.fernet import InvalidToken
from flask.cli import with_appcontext
from sqlalchemy import Connection, RowMapping, exists, func, select

from peerapp.extensions import looking
from peerapp.privacy import chain
from peerapp.privacy.models import Viewing, ViewingHead, ViewingTally

BATCH = 1_000
NO_KEY = "The key of who saw what does not open. Put the old ENCRYPTION_KEYS behind."


@click.command("verify-views", help="Check that nothing was taken out of who saw what.")
@with_appcontext
def command() -> None:
    """Exits with 1 where something is broken, and names it."""
    found = list(problems())
    for text in found:
        click.echo(text)
    if found:
        sys.exit(1)
    with looking() as connection:
        views = connection.scalar(select(func.count()).select_from(Viewing)) or 0
        people = connection.scalar(select(func.count()).select_from(ViewingHead)) or 0
    click.echo(f"{views} views of {people} people: all are there, as they were written.")


def problems() -> Iterator[str]:
    """A sentence for each chain that is broken, with the id of the account."""
    with looking() as connection:
        try:
            key = connection.scalar(select(ViewingTally.key))
        except InvalidToken:
            yield NO_KEY
            return
        yield from of_the_whole(connection, key)
        if key is not None:
            yield from of_chains(connection, key)


def of_the_whole(connection: Connection, key: bytes | None) -> Iterator[str]:
    """In one statement, which sees one moment."""
    chains = select(func.count()).select_from(ViewingHead).scalar_subquery()
    has_head = exists().where(ViewingHead.member_id == Viewing.member_id)
    loose = select(func.count()).select_from(Viewing).where(~has_head).scalar_subquery()
    said = select(ViewingTally.chains).scalar_subquery()
    seal = select(ViewingTally.seal).scalar_subquery()
    there, without, counted, sealed = connection.execute(select(chains, loose, said, seal)).one()
    if key is None:
        if there or without:
            yield "The key of who saw what is gone."
        return
    if sealed != chain.seal_of_tally(key, counted):
        yield "The number of people in who saw what was changed."
    if there != counted:
        yield f"Who saw what is there for {there} people, and should be for {counted}."
    if without:
        yield f"{without} views belong to an account whose list has no end."


def of_chains(connection: Connection, key: bytes) -> Iterator[str]:
    heads = [getattr(ViewingHead, name) for name in ("count", "last", "seal")]
    query = (
        select(ViewingHead.member_id.label("of"), *heads, *Viewing.__table__.columns)
        .outerjoin(Viewing, Viewing.member_id == ViewingHead.member_id)
        .order_by(ViewingHead.member_id, Viewing.number)
        .execution_options(yield_per=BATCH)
    )
    found = connection.execute(query).mappings()
    for member_id, rows in groupby(found, key=lambda row: row["of"]):
        if why := why_broken(key, member_id, rows):
            yield f"Account {member_id}: {why}"


def why_broken(key: bytes, member_id: Any, rows: Iterable[RowMapping]) -> str | None:
    """The first thing that is not as it was; all rows are read."""
    every = list(rows)
    head = every[0]
    links = [row for row in every if row["id"] is not None]
    if head["seal"] != chain.seal_of_head(key, member_id, head["count"], head["last"]):
        return "the end of the list was changed."
    return in_the_middle(key, member_id, links) or at_the_end(key, member_id, head, links)


def in_the_middle(key: bytes, member_id: Any, links: Sequence[RowMapping]) -> str | None:
    previous = chain.beginning(key, member_id)
    for number, row in enumerate(links, 1):
        if row["number"] != number:
            return f"view {number} is missing."
        if row["link"] != chain.link(key, row):
            return f"view {number} was changed."
        if row["previous"] != previous:
            return f"what was before view {number} was changed."
        previous = row["link"]
    return None


def at_the_end(
    key: bytes, member_id: Any, head: RowMapping, links: Sequence[RowMapping]
) -> str | None:
    last = links[-1]["link"] if links else chain.beginning(key, member_id)
    if len(links) != head["count"] or last != head["last"]:
        return f"{head['count']} views were written, {len(links)} are there."
    return None
