"""A member's reminders, and the one slot that each has per local date."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ForeignKey, SmallInteger, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.accounts.models import Person
from peerapp.extensions import Base, HasId


class Reminder(HasId, Base):
    """Rings at a time of day, on some weekdays, in its person's own zone."""

    __tablename__ = "reminders"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    time: Mapped[time]  # on the person's wall clock
    days: Mapped[int] = mapped_column(SmallInteger)  # bit 0 is Monday ... bit 6 is Sunday
    next_date: Mapped[date]  # the local date of the coming slot
    next_due_at: Mapped[datetime] = mapped_column(index=True)
    created_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class ReminderSlot(HasId, Base):
    """What came of a reminder on one local date: at most one row each (R1)."""

    __tablename__ = "reminder_slots"
    __table_args__ = (UniqueConstraint("reminder_id", "date"),)

    reminder_id: Mapped[UUID] = mapped_column(ForeignKey("reminders.id", ondelete="CASCADE"))
    date: Mapped[date]
    due_at: Mapped[datetime]
    outcome: Mapped[str]  # queued, done (already checked in), no_device, missed
    decided_at: Mapped[datetime]
