"""Notifications that a device will never get: its push service refuses them, or does not know the
device any more. A feature says here what it does instead.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from peerapp.extensions import db
from peerapp.push.models import Delivery, State
from peerapp.queue import log_failure

log = logging.getLogger(__name__)


class Unsent(NamedTuple):
    person_id: UUID
    key: str
    useful_until: datetime


OnUnsent = Callable[[Sequence[Unsent], datetime], None]
handlers: dict[str, OnUnsent] = {}


def on_unsent(kind: str) -> Callable[[OnUnsent], OnUnsent]:
    """For deliveries with a key `<kind>:<subject>`, once it stands that they are not sent. Other
    devices may have got the same.
    """

    def register(handler: OnUnsent) -> OnUnsent:
        handlers[kind] = handler
        return handler

    return register


def tell(ended: Iterable[Unsent], now: datetime) -> None:
    """In a transaction of its own for each kind: nothing here stops a message of another."""
    by_kind: defaultdict[str, list[Unsent]] = defaultdict(list)
    for one in ended:
        by_kind[one.key.partition(":")[0]].append(one)
    for kind in by_kind.keys() & handlers.keys():
        try:
            handlers[kind](by_kind[kind], now)
            db.session.commit()
        except Exception as why:
            db.session.rollback()
            log_failure(log, f"nothing is done instead of {len(by_kind[kind])} messages", why)


def got_or_coming(keys: Iterable[str]) -> set[str]:
    """Those that some device was sent, or may yet be."""
    query = select(Delivery.key).where(
        Delivery.key.in_(list(keys)), Delivery.state.in_((State.SENT, State.WAITING))
    )
    return set(db.session.scalars(query))
