"""The daily check-in, and the questions that a program adds to it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.accounts.models import Person
from peerapp.extensions import Base, HasId
from peerapp.privacy.encryption import EncryptedJson, EncryptedText


class Answers:
    """What a member can say of a day."""

    mood: Mapped[int] = mapped_column(SmallInteger)  # 1 (very hard) to 5 (very good)
    sober: Mapped[bool | None]  # None: rather not say
    craving: Mapped[int | None] = mapped_column(SmallInteger)  # 0 to 10
    triggers: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str | None] = mapped_column(EncryptedText)
    note_is_private: Mapped[bool] = mapped_column(default=False)
    sleep: Mapped[int | None] = mapped_column(SmallInteger)  # 1 (very badly) to 5 (very well)
    anxiety: Mapped[int | None] = mapped_column(SmallInteger)  # 1 (calm) to 5 (very anxious)
    connectedness: Mapped[int | None] = mapped_column(SmallInteger)  # 1 (alone) to 5 (very close)
    medication: Mapped[str | None] = mapped_column(String(10))  # yes, no, or none (not for me)
    meetings: Mapped[int | None] = mapped_column(SmallInteger)  # how many, 0 to 9
    gratitude: Mapped[str | None] = mapped_column(EncryptedText)
    # to the program's own questions: {question id: [id of the version that was asked, answer]}
    own: Mapped[dict[str, Any] | None] = mapped_column(EncryptedJson)

    # What made it say this (see merging.py); None where it was written before these were kept.
    said_at: Mapped[datetime | None]
    said_id: Mapped[UUID | None]
    stamps: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # {field: [said_at, said_id]}


class CheckIn(HasId, Answers, Base):
    """One per member and local day. Its id may be made by the member's phone."""

    __tablename__ = "checkins"
    __table_args__ = (
        UniqueConstraint("member_id", "day"),
        CheckConstraint("mood BETWEEN 1 AND 5", name="mood"),
        CheckConstraint("craving BETWEEN 0 AND 10", name="craving"),
        CheckConstraint("sleep BETWEEN 1 AND 5", name="sleep"),
        CheckConstraint("anxiety BETWEEN 1 AND 5", name="anxiety"),
        CheckConstraint("connectedness BETWEEN 1 AND 5", name="connectedness"),
        CheckConstraint("meetings BETWEEN 0 AND 9", name="meetings"),
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
        # at one instant the id decides, as in merging.Key
        order_by="(EarlierVersion.replaced_at.desc(), EarlierVersion.said_at.desc().nulls_last(),"
        " EarlierVersion.said_id.desc().nulls_last())",
        cascade="all, delete-orphan",
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


class HiddenDay(Base):
    """A day of which no mentor reads more than that there was a check-in. Without a row: shown."""

    __tablename__ = "hidden_days"

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)
    hidden_at: Mapped[datetime]


class CheckInSettings(Base):
    """Which questions a member is asked every day, and which answers their mentor sees.

    Names of `answers.EXTRAS`, and `question:<id>` of the program's own.
    """

    __tablename__ = "checkin_settings"

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    asked: Mapped[list[str]] = mapped_column(JSON)
    shared: Mapped[list[str]] = mapped_column(JSON)
    changed_at: Mapped[datetime]


class Question(HasId, Base):
    """A question of the program's own. What it says is in its versions."""

    __tablename__ = "questions"

    position: Mapped[int]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]  # no longer asked; the answers keep it

    versions: Mapped[list["QuestionVersion"]] = relationship(
        order_by="QuestionVersion.number", lazy="selectin", cascade="all, delete-orphan"
    )

    @property
    def current(self) -> "QuestionVersion":
        return self.versions[-1]


class QuestionVersion(HasId, Base):
    """A question as it was asked for a while. Never changed, so that answers keep their meaning."""

    __tablename__ = "question_versions"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))  # scale (1 to 5), yesno, or text
    low: Mapped[str | None] = mapped_column(String(40))  # what 1 of a scale means
    high: Mapped[str | None] = mapped_column(String(40))  # what 5 means
    created_at: Mapped[datetime]
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))


class ImportDraft(HasId, Base):
    """A file that a member looks at before it is taken over; removed when they decide, or soon."""

    __tablename__ = "import_drafts"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    content: Mapped[str] = mapped_column(EncryptedText)
    created_at: Mapped[datetime]
