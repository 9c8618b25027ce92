"""The daily check-in."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.accounts.models import Person
from peerapp.extensions import Base, HasId
from peerapp.privacy.encryption import EncryptedText


class Answers:
    """What a member can say of a day."""

    mood: Mapped[int] = mapped_column(SmallInteger)  # 1 (very hard) to 5 (very good)
    sober: Mapped[bool | None]  # None: rather not say
    craving: Mapped[int | None] = mapped_column(SmallInteger)  # 0 to 10
    triggers: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str | None] = mapped_column(EncryptedText)
    note_is_private: Mapped[bool] = mapped_column(default=False)


class CheckIn(HasId, Answers, Base):
    """One per member and local day. Its id may be made by the member's phone."""

    __tablename__ = "checkins"
    __table_args__ = (
        UniqueConstraint("member_id", "day"),
        CheckConstraint("mood BETWEEN 1 AND 5", name="mood"),
        CheckConstraint("craving BETWEEN 0 AND 10", name="craving"),
    )

    member_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    day: Mapped[date]  # in the member's own zone
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    member: Mapped[Person] = relationship()
    acknowledgements: Mapped[list["Acknowledgement"]] = relationship(
        order_by="Acknowledgement.given_at", lazy="selectin", cascade="all, delete-orphan"
    )
    versions: Mapped[list["EarlierVersion"]] = relationship(
        order_by="EarlierVersion.replaced_at.desc()", cascade="all, delete-orphan"
    )


class EarlierVersion(HasId, Answers, Base):
    """What a check-in said before it was changed: nothing that was typed is lost (D2)."""

    __tablename__ = "checkin_versions"

    checkin_id: Mapped[UUID] = mapped_column(
        ForeignKey("checkins.id", ondelete="CASCADE"), index=True
    )
    replaced_at: Mapped[datetime]


class Submission(Base):
    """What a phone sent under an id of its own making: the same again changes nothing (D2)."""

    __tablename__ = "checkin_submissions"

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    received_at: Mapped[datetime]


class Acknowledgement(Base):
    """A mentor saw a check-in and says so; the member sees who did, and when."""

    __tablename__ = "acknowledgements"

    checkin_id: Mapped[UUID] = mapped_column(
        ForeignKey("checkins.id", ondelete="CASCADE"), primary_key=True
    )
    mentor_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    given_at: Mapped[datetime]

    mentor: Mapped[Person] = relationship(lazy="joined")

    def is_of_now(self, checkin: CheckIn) -> bool:
        """Whether it was given for what the check-in says now, not for an earlier answer."""
        return self.given_at >= checkin.changed_at
