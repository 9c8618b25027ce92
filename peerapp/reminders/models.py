"""A person's reminders, and the one slot that each has per local date."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, SmallInteger, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp import ids
from peerapp.accounts.models import Person
from peerapp.extensions import Base, HasId
from peerapp.privacy.encryption import EncryptedText


class Kind(StrEnum):
    """What a reminder is for."""

    CHECK_IN = "check_in"
    PLEDGE = "pledge"
    REVIEW = "review"
    MEDICATION = "medication"
    MEETING = "meeting"
    OWN = "own"  # what its words say


class Reminder(HasId, Base):
    """Rings at a time of day, on some weekdays, in its person's own zone."""

    __tablename__ = "reminders"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    time: Mapped[time]  # on the person's wall clock
    days: Mapped[int] = mapped_column(SmallInteger)  # bit 0 is Monday ... bit 6 is Sunday
    kind: Mapped[str] = mapped_column(
        String(12), default=Kind.CHECK_IN, server_default=Kind.CHECK_IN
    )
    # Deferred, so that words that cannot be read (their key was dropped) stop no reminder.
    words: Mapped[str | None] = mapped_column(EncryptedText, deferred=True)
    # Rings when the person usually checks in, once that is known (see usual.py).
    adapts: Mapped[bool] = mapped_column(default=False, server_default=false())
    until: Mapped[date | None]  # the last local date on which it rings
    nudges: Mapped[bool] = mapped_column(default=False, server_default=false())  # a second time
    next_date: Mapped[date | None]  # the local date of the coming slot; None: it has had its last
    next_due_at: Mapped[datetime | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    # A reminder whose next slot cannot be computed stops here, and stops no other.
    parked_at: Mapped[datetime | None]
    parked_because: Mapped[str | None] = mapped_column(String(200))

    person: Mapped[Person] = relationship(lazy="joined")


class Outcome(StrEnum):
    QUEUED = "queued"
    DONE = "done"  # what it is for was done already
    PAUSED = "paused"  # the person takes a break from reminders
    NO_DEVICE = "no_device"
    EMAILED = "emailed"  # an email instead, which the person wished for
    MISSED = "missed"  # too late to be of use


class ReminderSlot(HasId, Base):
    """What came of a reminder on one local date: at most one row each (R1)."""

    __tablename__ = "reminder_slots"
    __table_args__ = (UniqueConstraint("reminder_id", "date"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.of_the_moment)
    reminder_id: Mapped[UUID] = mapped_column(ForeignKey("reminders.id", ondelete="CASCADE"))
    date: Mapped[date]
    due_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(10))  # Outcome
    decided_at: Mapped[datetime]
    # It rings once more then: a second nudge, or "later" of the person's own.
    again_at: Mapped[datetime | None] = mapped_column(index=True)
    rings: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    done_at: Mapped[datetime | None]  # the person said so

    reminder: Mapped[Reminder] = relationship()


class ReminderBreak(Base):
    """A person's break from all reminders, for travel say."""

    __tablename__ = "reminder_breaks"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    back_on: Mapped[date]  # the first local date on which they ring again


class ReminderEmailWish(Base):
    """The person wants an email where no device of theirs takes a push.

    Nothing is sent before they said so once more from that mailbox: the address may be another's.
    """

    __tablename__ = "reminder_email_wishes"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class ReminderEmail(Base):
    """A slot that is to be sent, or was, as an email. The row is the queue, as a delivery's is."""

    __tablename__ = "reminder_emails"

    slot_id: Mapped[UUID] = mapped_column(
        ForeignKey("reminder_slots.id", ondelete="CASCADE"), primary_key=True
    )
    useful_until: Mapped[datetime]
    next_try_at: Mapped[datetime | None] = mapped_column(index=True)  # NULL: settled
    attempts: Mapped[int] = mapped_column(SmallInteger, default=0, server_default="0")
    lease: Mapped[UUID | None]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime]

    slot: Mapped[ReminderSlot] = relationship()


class CalendarFeed(Base):
    """A person's reminders as a calendar that other apps fetch by a secret address."""

    __tablename__ = "calendar_feeds"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)  # SHA-256, hexadecimal
    secret: Mapped[str] = mapped_column(EncryptedText, deferred=True)  # to show the address again
    shows_details: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[datetime]
    last_fetched_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class PlannedWith(Base):
    """The rules of the time zones that the coming slots were planned with: one row."""

    __tablename__ = "planned_with"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1
    tzdata: Mapped[str] = mapped_column(String(20))  # its version, such as 2026a


def slot_key(slot_id: UUID, ring: int = 1) -> str:
    """The key of a slot's deliveries: the first time it rings, the second time, and so on."""
    return f"reminder:{slot_id}" if ring == 1 else f"reminder:{slot_id}:{ring}"


def slot_id_of(key: str) -> UUID:
    return UUID(key.removeprefix("reminder:").partition(":")[0])
