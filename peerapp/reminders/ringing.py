"""What rings: the notification of a slot, on the devices of its person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from cryptography.fernet import InvalidToken
from sqlalchemy import Text, select, type_coerce

from peerapp.extensions import db
from peerapp.privacy.encryption import keyring
from peerapp.push import outbox
from peerapp.push.notifications import Notification
from peerapp.push.outbox import Parcel
from peerapp.push.subscriptions import Device
from peerapp.reminders import buttons, kinds
from peerapp.reminders.models import Reminder, slot_key

Devices = Mapping[UUID, Sequence[Device]]  # by person


@dataclass(frozen=True)
class Ring:
    """A slot rings: the first time (`number` 1) or once more."""

    slot_id: UUID
    reminder_id: UUID
    person_id: UUID
    kind: str
    useful_until: datetime
    goes_at: datetime
    offers_evening: bool  # has a button for "tonight"
    number: int = 1


def put(rings: Collection[Ring], devices: Devices, now: datetime) -> None:
    """Into the outbox, for each device of the persons."""
    words = words_of({
        ring.reminder_id
        for ring in rings
        if any(device.shows_details for device in devices[ring.person_id])
    })  # fmt: skip
    outbox.put_all(
        (
            Parcel(
                notification_of(ring, words.get(ring.reminder_id)),
                devices[ring.person_id],
                ring.goes_at,
                devices[ring.person_id][0].language,
            )
            for ring in rings
            if devices[ring.person_id]
        ),
        now,
    )


def words_of(reminder_ids: Collection[UUID]) -> dict[UUID, str | None]:
    """As they are kept (D7), so that words that cannot be read stop nobody else's reminder."""
    query = select(Reminder.id, type_coerce(Reminder.words, Text)).where(
        Reminder.id.in_(reminder_ids)
    )
    return dict(db.session.execute(query).all()) if reminder_ids else {}


def notification_of(ring: Ring, words: str | None) -> Notification:
    """Of a slot; the second one and those after replace the first (R1)."""
    return Notification(
        key=slot_key(ring.slot_id, ring.number),
        useful_until=ring.useful_until,
        path=kinds.place_of(ring.kind, ring.slot_id),
        repeats=slot_key(ring.slot_id),
        in_full=partial(name_of, ring.kind, words),
        actions=buttons.of(ring.kind, ring.offers_evening),
        by_hand=buttons.by_hand(ring.kind, ring.slot_id),
        badge=1 if ring.kind in kinds.FIND else None,
    )


def name_of(kind: str, words: str | None) -> str:
    """In the person's own words; where these cannot be read (their key was dropped), its kind."""
    try:
        own = keyring().decrypt(words.encode()).decode() if words else None
    except InvalidToken:
        own = None
    return kinds.name_of(kind, own)
