"""Sobriety dates. A return to use closes a period and opens the next; nothing is erased."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.extensions import Base, HasId
from peerapp.privacy.encryption import EncryptedText


class Tracker(HasId, Base):
    """What a member counts the days of, in their own word."""

    __tablename__ = "trackers"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(EncryptedText)
    created_at: Mapped[datetime]

    periods: Mapped[list["Period"]] = relationship(
        # the open one last, also when it began on the day on which the one before did
        order_by="(Period.started_on, Period.ended_on.is_(None))",
        lazy="selectin",
        cascade="all, delete-orphan",
    )


class Period(HasId, Base):
    """From a first sober day up to the day of a return to use, or open."""

    __tablename__ = "sobriety_periods"
    __table_args__ = (
        Index(
            "ix_sobriety_periods_one_open",
            "tracker_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
            postgresql_where=text("ended_on IS NULL"),
        ),
    )

    tracker_id: Mapped[UUID] = mapped_column(
        ForeignKey("trackers.id", ondelete="CASCADE"), index=True
    )
    started_on: Mapped[date]  # in the member's own zone
    started_at: Mapped[time | None]  # of that day, if the member cares
    ended_on: Mapped[date | None]  # the day of the return to use; it opens the next period
    note: Mapped[str | None] = mapped_column(EncryptedText)  # the member's words on the return
