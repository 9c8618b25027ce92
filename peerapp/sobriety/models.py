"""Sobriety dates. A return to use closes a period and opens the next; nothing is erased."""

from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Numeric, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.extensions import Base, HasId, partial_index
from peerapp.privacy.encryption import EncryptedText


class Tracker(HasId, Base):
    """What a member counts the days of, in their own word."""

    __tablename__ = "trackers"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(EncryptedText)
    created_at: Mapped[datetime]
    position: Mapped[int | None]  # in the member's own order; None comes last, by created_at
    is_private: Mapped[bool] = mapped_column(default=False, server_default=false())
    tells_milestones: Mapped[bool] = mapped_column(default=False, server_default=false())
    # What the use cost, as the member puts it; in whatever money they name.
    money_per_week: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    currency: Mapped[str | None] = mapped_column(String(8))
    minutes_per_week: Mapped[int | None]

    periods: Mapped[list["Period"]] = relationship(
        # the open one last, also when it began on the day on which the one before did
        order_by="(Period.started_on, Period.ended_on.is_(None))",
        lazy="selectin",
        cascade="all, delete-orphan",
    )
    lapses: Mapped[list["Lapse"]] = relationship(
        order_by="Lapse.on", lazy="selectin", cascade="all, delete-orphan"
    )
    own_milestones: Mapped[list["OwnMilestone"]] = relationship(
        order_by="OwnMilestone.created_at", lazy="selectin", cascade="all, delete-orphan"
    )


class Period(HasId, Base):
    """From a first sober day up to the day of a return to use, or open."""

    __tablename__ = "sobriety_periods"
    __table_args__ = (
        partial_index(
            "ix_sobriety_periods_one_open", "tracker_id", where="ended_on IS NULL", unique=True
        ),
    )

    tracker_id: Mapped[UUID] = mapped_column(
        ForeignKey("trackers.id", ondelete="CASCADE"), index=True
    )
    started_on: Mapped[date]  # in the member's own zone
    started_at: Mapped[time | None]  # of that day, if the member cares
    ended_on: Mapped[date | None]  # the day of the return to use; it opens the next period
    told_at: Mapped[datetime | None]  # when the member said so; None of what was put in as past
    note: Mapped[str | None] = mapped_column(EncryptedText)  # the member's words on the return


class Lapse(HasId, Base):
    """A day of use after which the member decides to count on: it ends no period."""

    __tablename__ = "lapses"
    __table_args__ = (UniqueConstraint("tracker_id", "on"),)

    tracker_id: Mapped[UUID] = mapped_column(ForeignKey("trackers.id", ondelete="CASCADE"))
    on: Mapped[date]  # in the member's own zone
    note: Mapped[str | None] = mapped_column(EncryptedText)
    created_at: Mapped[datetime]


class OwnMilestone(HasId, Base):
    """A milestone of the member's own: after so many days of the count, or else on a day."""

    __tablename__ = "own_milestones"

    tracker_id: Mapped[UUID] = mapped_column(
        ForeignKey("trackers.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str | None] = mapped_column(EncryptedText)
    days: Mapped[int | None]
    on: Mapped[date | None]
    created_at: Mapped[datetime]


class Celebration(Base):
    """A milestone that the member has been shown, so that it is celebrated once."""

    __tablename__ = "celebrations"

    period_id: Mapped[UUID] = mapped_column(
        ForeignKey("sobriety_periods.id", ondelete="CASCADE"), primary_key=True
    )
    milestone: Mapped[str] = mapped_column(String(60), primary_key=True)  # its key
    seen_at: Mapped[datetime]
