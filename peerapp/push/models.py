"""The devices that take a push, and the outbox of what is to be sent to them."""

from datetime import datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp import ids
from peerapp.accounts.models import SignIn
from peerapp.extensions import Base, HasId


class PushSubscription(HasId, Base):
    """One browser on one device, for one person and one sign-in (P2)."""

    __tablename__ = "push_subscriptions"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    sign_in_id: Mapped[UUID] = mapped_column(
        ForeignKey("sign_ins.id", ondelete="CASCADE"), index=True
    )
    endpoint: Mapped[str] = mapped_column(Text, unique=True)
    p256dh: Mapped[str] = mapped_column(String(100))  # base64url
    auth: Mapped[str] = mapped_column(String(40))  # base64url
    # The application server key that the browser made it with; NULL: not known.
    server_key: Mapped[str | None] = mapped_column(String(90))  # base64url
    created_at: Mapped[datetime]
    # On the locked screen: what a reminder is for, instead of words that say nothing.
    shows_details: Mapped[bool] = mapped_column(default=False, server_default=false())
    # From another device: the browser still has its subscription, and ends it at its next start.
    turned_off_at: Mapped[datetime | None]
    last_sent_at: Mapped[datetime | None]
    last_received_at: Mapped[datetime | None]  # as the device itself has told
    failures: Mapped[int] = mapped_column(default=0)  # refused since the last one that went out
    last_error: Mapped[str | None] = mapped_column(String(200))

    sign_in: Mapped[SignIn] = relationship()


class QuietHours(Base):
    """A person's own, on their wall clock. `ends` is on the next day where it is the earlier."""

    __tablename__ = "quiet_hours"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    starts: Mapped[time]
    ends: Mapped[time]


class MutedKind(Base):
    """A kind of notification (`<kind>:<subject>`) that a person does not want to ring."""

    __tablename__ = "muted_kinds"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)


class State(StrEnum):
    WAITING = "waiting"  # to be sent when next_try_at has come
    SENT = "sent"  # the push service has taken it
    MISSED = "missed"  # it was no longer of use when it could have gone
    PARKED = "parked"  # it will never go; last_error says why, and `doctor` shows it
    CANCELLED = "cancelled"  # nobody wants it any more


class Delivery(HasId, Base):
    """One notification for one device. The row is the queue: it is claimed with a lease.

    It goes with its subscription: when a push service says that a device is gone, so are its rows.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("subscription_id", "key"),
        Index("ix_deliveries_state_next_try_at", "state", "next_try_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.of_the_moment)
    subscription_id: Mapped[UUID] = mapped_column(
        ForeignKey("push_subscriptions.id", ondelete="CASCADE")
    )
    # For whom it was written: a device that belongs to somebody else by now must not get it (P2).
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    # What it is about, such as "reminder:<slot id>".
    key: Mapped[str] = mapped_column(String(80), index=True)
    topic: Mapped[str] = mapped_column(String(32))
    # Declarative Web Push JSON, encrypted; not an EncryptedText, because a row that cannot be read
    # (its key was dropped) would break the loading of all others with it.
    payload: Mapped[str] = mapped_column(Text)
    urgency: Mapped[str] = mapped_column(String(10))
    useful_until: Mapped[datetime]  # its TTL runs until then; later it is missed instead of sent
    state: Mapped[str] = mapped_column(String(10))  # State
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0)
    next_try_at: Mapped[datetime]  # while leased: when the lease ends
    lease: Mapped[UUID | None]  # who is sending it now
    last_status: Mapped[int | None] = mapped_column(SmallInteger)
    last_error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    # As the device tells, where it does: best effort, so that NULL says nothing.
    received_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]  # by a button of the notification, which works once

    subscription: Mapped[PushSubscription] = relationship()


def is_in(*states: State) -> ColumnElement[bool]:
    """The same as `Delivery.state.in_(states)`, for rows that are found by something else. Without
    statistics (SQLite makes none by itself) their state's index looks better than it is: it leads
    to all that waits for anybody.
    """
    return Delivery.state.concat("").in_(states)
