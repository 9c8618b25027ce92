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
from sqlalchemy.exc import OperationalError

from peerapp.extensions import db
from peerapp.push.by_kind import ByKind, split
from peerapp.push.models import Delivery, State, is_in
from peerapp.queue import log_failure

log = logging.getLogger(__name__)


class Unsent(NamedTuple):
    person_id: UUID
    key: str
    useful_until: datetime
    goes_at: datetime  # when it would have gone out: quiet hours may have held it back


OnUnsent = Callable[[Sequence[Unsent], datetime], None]
handlers: ByKind[OnUnsent] = ByKind()


def on_unsent(kind: str) -> Callable[[OnUnsent], OnUnsent]:
    """For deliveries with a key `<kind>:<subject>`, in the transaction that gives them up. Other
    devices may have got the same.
    """
    return handlers.of(kind)


def tell(given_up: Iterable[Unsent], now: datetime) -> None:
    """Whatever is wrong with a feature's part stops no message; what is wrong with the database is
    raised, and the caller's transaction with it is tried again.
    """
    by_kind: defaultdict[str, list[Unsent]] = defaultdict(list)
    for one in given_up:
        by_kind[split(one.key)[0]].append(one)
    for kind in by_kind.keys() & handlers.keys():
        try:
            with db.session.begin_nested():
                handlers[kind](by_kind[kind], now)
        except OperationalError:
            raise
        except Exception as why:
            log_failure(log, f"nothing is done instead of {len(by_kind[kind])} messages", why)


def got_or_coming(keys: Iterable[str]) -> set[str]:
    """Those that some device was sent, or may yet be."""
    query = select(Delivery.key).where(
        Delivery.key.in_(list(keys)), is_in(State.SENT, State.WAITING)
    )
    return set(db.session.scalars(query))
