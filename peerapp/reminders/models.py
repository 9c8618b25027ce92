"""A person's reminders, and the one slot that each has per local date."""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.accounts.models import Person
from peerapp.extensions import Base, HasId


class Reminder(HasId, Base):
    """Rings at a time of day, on some weekdays, in its person's own zone."""

    __tablename__ = "reminders"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    time: Mapped[time]  # on the person's wall clock
    days: Mapped[int] = mapped_column(SmallInteger)  # bit 0 is Monday ... bit 6 is Sunday
    next_date: Mapped[date]  # the local date of the coming slot
    next_due_at: Mapped[datetime] = mapped_column(index=True)
    created_at: Mapped[datetime]
    # A reminder whose next slot cannot be computed stops here, and stops no other.
    parked_at: Mapped[datetime | None]
    parked_because: Mapped[str | None] = mapped_column(String(200))

    person: Mapped[Person] = relationship(lazy="joined")


class Outcome(StrEnum):
    QUEUED = "queued"
    DONE = "done"  # already checked in
    NO_DEVICE = "no_device"
    MISSED = "missed"  # too late to be of use


class ReminderSlot(HasId, Base):
    """What came of a reminder on one local date: at most one row each (R1)."""

    __tablename__ = "reminder_slots"
    __table_args__ = (UniqueConstraint("reminder_id", "date"),)

    reminder_id: Mapped[UUID] = mapped_column(ForeignKey("reminders.id", ondelete="CASCADE"))
    date: Mapped[date]
    due_at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(String(10))  # Outcome
    decided_at: Mapped[datetime]

    reminder: Mapped[Reminder] = relationship()


def slot_key(slot_id: UUID) -> str:
    """The key of a slot's deliveries."""
    return f"reminder:{slot_id}"


def slot_id_of(key: str) -> UUID:
    return UUID(key.removeprefix("reminder:"))
