"""What a mentor does for a mentee, promises, hands over, writes down, and wants to be told of.

All but the wishes hang on the match: with its end the mentor sees none of it any more (A3).
"""

from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.accounts.models import Person
from peerapp.extensions import Base, HasId, partial_index
from peerapp.matching.models import Match
from peerapp.privacy.encryption import EncryptedText


class Did(StrEnum):
    SAW = "saw"
    WROTE = "wrote"
    CALLED = "called"
    FOLLOW_UP = "follow_up"
    HANDED_OVER = "handed_over"


class MentorAct(HasId, Base):
    """What a mentor did about a mentee; after it their reasons rest. Kept when it is undone."""

    __tablename__ = "mentor_acts"
    __table_args__ = (Index("ix_mentor_acts_match_id_made_at", "match_id", "made_at"),)

    match_id: Mapped[UUID] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"))
    did: Mapped[Did] = mapped_column(String(12))
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    match: Mapped[Match] = relationship()


class FollowUp(HasId, Base):
    """A promise: on this day the mentor will do something. Open until it is done or taken back."""

    __tablename__ = "follow_ups"
    __table_args__ = (partial_index("ix_follow_ups_open", "match_id", where="closed_at IS NULL"),)

    match_id: Mapped[UUID] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"))
    act_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("mentor_acts.id", ondelete="SET NULL")
    )  # with which it was made
    due_on: Mapped[date]  # in the mentor's zone
    words: Mapped[str | None] = mapped_column(EncryptedText)
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    is_kept: Mapped[bool | None]  # closed: done, or else taken back

    match: Mapped[Match] = relationship()


class HandOver(HasId, Base):
    """The mentor asks the coordinators to look after a mentee. It waits until one takes it."""

    __tablename__ = "hand_overs"
    __table_args__ = (
        Index("ix_hand_overs_match_id", "match_id"),
        partial_index(
            "ix_hand_overs_waiting", "tell_at", where="taken_at IS NULL AND closed_at IS NULL"
        ),
    )

    match_id: Mapped[UUID] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"))
    act_id: Mapped[UUID | None] = mapped_column(ForeignKey("mentor_acts.id", ondelete="SET NULL"))
    # the mentor's own, for the coordinators; read only where it is shown, so that nothing that is
    # told rests on its key
    words: Mapped[str] = mapped_column(EncryptedText, deferred=True)
    made_at: Mapped[datetime]
    tell_at: Mapped[datetime]  # when the coordinators are told, or told again
    taken_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    taken_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]  # by the coordinator, or taken back by the mentor

    match: Mapped[Match] = relationship()
    taken_by: Mapped[Person | None] = relationship()


class MentorNote(HasId, Base):
    """A note of the mentor's own on a mentee, who is told that there are such notes."""

    __tablename__ = "mentor_notes"

    match_id: Mapped[UUID] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(EncryptedText)
    written_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]

    match: Mapped[Match] = relationship()


class MentorWishes(Base):
    """When a mentee needs this mentor, and of what and when they are told. See wishes.py."""

    __tablename__ = "mentor_wishes"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    silence: Mapped[int] = mapped_column(SmallInteger)  # the limits of attention_rules.py
    craving: Mapped[int] = mapped_column(SmallInteger)
    low: Mapped[int] = mapped_column(SmallInteger)
    contact: Mapped[int] = mapped_column(SmallInteger)
    rings: Mapped[list[str]] = mapped_column(JSON)  # names of wishes.RINGS that are on
    digest_at: Mapped[time | None]  # on the mentor's wall clock; None: no digest
    changed_at: Mapped[datetime]


class MentorLook(HasId, Base):
    """When it is looked next whether a mentor has to be told of something, and when it was."""

    __tablename__ = "mentor_looks"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), unique=True
    )
    next_at: Mapped[datetime] = mapped_column(index=True)
    next_daily_at: Mapped[datetime]  # the hour of the digest
    looked_at: Mapped[datetime]  # what arose since is new

    person: Mapped[Person] = relationship()


class MentorRing(HasId, Base):
    """A notification to a mentor, and of which matches: it rings while one of them stands."""

    __tablename__ = "mentor_rings"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    rung_at: Mapped[datetime]
    match_ids: Mapped[list[str]] = mapped_column(JSON)
