"""Every look of another person at a member's data is written down before it is shown (D8).

A view says what it is about to show with `note`, where it finds the member through the person.
Whatever a request has noted is written when its answer is made and not yet sent: an answer without
anything in it (nothing new, a redirect, an error) writes nothing; and where it cannot be written,
the data is not shown. Only a call for someone is shown all the same (H3).

The same person, role, member and thing count once in an hour: a page that asks anew every half
minute makes one row, and no row is ever changed.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from flask import Flask, Response, current_app, g, has_request_context
from sqlalchemy import Connection, insert, select
from werkzeug.exceptions import ServiceUnavailable

from peerapp import clock, ids
from peerapp.accounts.models import Person
from peerapp.extensions import db, looking, only_reads, short_write
from peerapp.privacy import chain
from peerapp.privacy.models import As, Viewing, What
from peerapp.queue import log_failure

log = logging.getLogger(__name__)

HOUR = 3_600  # seconds
OF_A_CALL = {What.CALL, What.CALL_NUMBER}
Fold = tuple[UUID, UUID, str, str]  # who, of whom, as what, what: counts once in an hour


@dataclass(frozen=True)
class Look:
    viewer_id: UUID
    member_id: UUID
    role: As
    what: What
    match_id: UUID | None = None

    @property
    def fold(self) -> Fold:
        return self.viewer_id, self.member_id, self.role, self.what


@dataclass
class Written:
    """What this process knows to be written of an hour, so that a page that asks anew asks the
    database nothing.
    """

    hour: int = 0
    folds: set[Fold] = field(default_factory=set)

    MOST: ClassVar[int] = 50_000


def set_up(app: Flask) -> None:
    forget_written(app)
    app.after_request(write_down)


def note(
    viewer: Person, role: As, member_id: UUID, *whats: What, match_id: UUID | None = None
) -> None:
    """This answer shows these things of the member to somebody else; their own are no matter."""
    if viewer.id != member_id and has_request_context():
        noted().extend(Look(viewer.id, member_id, role, what, match_id) for what in whats)


def noted() -> list[Look]:
    if "viewings" not in g:
        g.viewings = []
    looks: list[Look] = g.viewings
    return looks


def forget_noted() -> None:
    """Something else is shown in place of what was to be."""
    g.pop("viewings", None)


def write_down(response: Response) -> Response:
    looks: list[Look] = g.pop("viewings", [])
    if not looks or not shows_something(response):
        return response
    if not only_reads():
        db.session.rollback()  # what is not saved by now will not be; on SQLite it has the lock
    try:
        write(looks, clock.now())
    except Exception as why:
        log_failure(log, "who saw what could not be written", why)
        if all(look.what in OF_A_CALL for look in looks):
            return response
        return current_app.make_response(current_app.handle_user_exception(ServiceUnavailable()))
    return response


def shows_something(response: Response) -> bool:
    return not 300 <= response.status_code < 400 and bool(response.get_data())


def write(looks: Collection[Look], now: datetime) -> None:
    """In a transaction of its own, beside that of the session."""
    hour = int(now.timestamp()) // HOUR
    written = written_in(hour)
    new = [look for look in looks if look.fold not in written.folds]
    if not new:
        return
    with looking() as connection:
        missing = not_yet(connection, new, hour)
    if missing:
        with short_write() as connection:
            add(connection, missing, hour, now)
    written.folds.update(look.fold for look in new)  # only now: it is committed


def written_in(hour: int) -> Written:
    written: Written = current_app.extensions["viewings"]
    if written.hour != hour or len(written.folds) > Written.MOST:
        written = current_app.extensions["viewings"] = Written(hour)
    return written


def forget_written(app: Flask) -> None:
    app.extensions["viewings"] = Written()


def not_yet(connection: Connection, looks: Collection[Look], hour: int) -> list[Look]:
    """Those of this hour that do not stand there; one query."""
    columns = (Viewing.viewer_id, Viewing.member_id, Viewing.role, Viewing.what)
    viewers = {look.viewer_id for look in looks}
    query = select(*columns).where(Viewing.viewer_id.in_(viewers), Viewing.hour == hour)
    known = {tuple(row) for row in connection.execute(query)}
    return list({look.fold: look for look in looks if look.fold not in known}.values())


def add(connection: Connection, looks: Collection[Look], hour: int, now: datetime) -> None:
    key = chain.key_of(connection)
    ends = chain.ends_of(connection, key, {look.member_id for look in looks})
    rows = []
    for look in not_yet(connection, looks, hour):  # another process may have been first
        number, previous = ends[look.member_id]
        row = as_row(look, number + 1, previous, hour, now)
        row["link"] = chain.link(key, row)
        ends[look.member_id] = (number + 1, row["link"])
        rows.append(row)
    if rows:
        connection.execute(insert(Viewing), rows)
        chain.move(connection, key, {row["member_id"]: ends[row["member_id"]] for row in rows})


def as_row(look: Look, number: int, previous: str, hour: int, now: datetime) -> dict[str, Any]:
    return {
        "id": ids.of_the_week(),
        "number": number,
        "previous": previous,
        "hour": hour,
        "at": now,
        **vars(look),
    }
