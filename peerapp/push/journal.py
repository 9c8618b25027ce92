"""What push services have just taken, on this machine's disk before it stands in the database.

What came of some hundred messages is written in one transaction. A worker that is killed before it,
or whose database is away, would send them all once more when their leases end. What stands here is
settled instead: by whatever worker of this machine looks next.

No promise rests on it. What it does not hold (the disk is full, the machine is gone, an answer was
on its way) is sent again, as ever, and replaces the first on the phone (R1).
"""

import fcntl
import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from threading import Lock
from uuid import UUID, uuid4

from sqlalchemy import and_, select, update

from peerapp.extensions import db
from peerapp.push.models import Delivery, PushSubscription, State, is_in
from peerapp.queue import log_failure

log = logging.getLogger(__name__)

Taken = tuple[UUID, UUID]  # of a delivery: its id, and the lease under which it was sent

SIZE = 32  # bytes of one, written at once
MANY = 200  # settled in one transaction


class Journal:
    """One file for each process that sends, which holds a lock on it for as long as it lives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writing = Lock()
        self.unsettled: set[Taken] = set()
        self.file: int | None = None
        try:
            self.file = new_file(folder)
        except OSError as why:  # it is sent all the same
            log_failure(log, "what is taken cannot be written down", why)

    def note(self, taken: Taken) -> None:
        """The system keeps it when this process is killed; so no fsync, which would cost time."""
        with self.writing:
            self.unsettled.add(taken)
            if self.file is not None:
                with suppress(OSError):
                    os.write(self.file, taken[0].bytes + taken[1].bytes)

    def forget(self, settled: Iterable[Taken]) -> None:
        with self.writing:
            self.unsettled.difference_update(settled)
            if not self.unsettled and self.file is not None:
                with suppress(OSError):
                    os.ftruncate(self.file, 0)

    def settle_left_behind(self, now: datetime) -> None:
        """What this process could not write, and what dead ones did not."""
        mine = list(self.unsettled)
        settle(mine, now)
        self.forget(mine)
        for path in self.folder.glob("[!.]*"):
            with left_in(path) as found:
                settle(found, now)


def new_file(folder: Path) -> int:
    folder.mkdir(mode=0o700, exist_ok=True)
    draft = folder / f".{uuid4()}"  # nobody looks into it before we hold the lock
    file = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_WRONLY, 0o600)
    fcntl.flock(file, fcntl.LOCK_EX)
    draft.rename(folder / draft.name[1:])
    return file


@contextmanager
def left_in(path: Path) -> Iterator[list[Taken]]:
    """Of a process that is dead, once: its file is removed. Of one that lives: nothing."""
    try:
        file = path.open("rb")
    except OSError:  # another worker was here, or it is none of ours
        yield []
        return
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield []
            return
        data = file.read()
        whole = range(0, len(data) - len(data) % SIZE, SIZE)
        parts = [data[start : start + SIZE] for start in whole]
        yield [(UUID(bytes=part[:16]), UUID(bytes=part[16:])) for part in parts]
        path.unlink(missing_ok=True)


def settle(taken: list[Taken], now: datetime) -> None:
    """As far as the leases still hold. Ends the transaction.

    On PostgreSQL the devices are locked first, in one order, as whoever settles does.
    """
    for start in range(0, len(taken), MANY):
        ids, leases = zip(*taken[start : start + MANY], strict=True)
        ours = and_(Delivery.id.in_(ids), Delivery.lease.in_(leases))
        query = select(PushSubscription.id).join(
            Delivery, Delivery.subscription_id == PushSubscription.id
        )
        query = query.where(ours, is_in(State.WAITING)).order_by(PushSubscription.id)
        lock = query.with_for_update(key_share=True, of=PushSubscription)
        devices = set(db.session.scalars(lock))
        db.session.execute(
            update(Delivery)
            .where(ours, is_in(State.WAITING))
            .values(state=State.SENT, lease=None, sent_at=now)
            .execution_options(synchronize_session=False)
        )
        db.session.execute(
            update(PushSubscription)
            .where(PushSubscription.id.in_(devices))
            .values(last_sent_at=now, failures=0, last_error=None)
            .execution_options(synchronize_session=False)
        )
        db.session.commit()
