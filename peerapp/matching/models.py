"""A mentor's invitation, and the match that comes of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.accounts.models import Person
from peerapp.extensions import Base, HasId


class Invitation(HasId, Base):
    """A code that a mentor gives to people they know. Several may use it until it ends."""

    __tablename__ = "invitations"

    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    mentor: Mapped[Person] = relationship()


class Match(HasId, Base):
    """A member and their mentor, from when to when, and who ended it."""

    __tablename__ = "matches"
    __table_args__ = (
        Index(
            "ix_matches_one_current",
            "mentor_id",
            "member_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_matches_member_id", "member_id"),
    )

    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    member_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    started_at: Mapped[datetime]  # when the member said yes; what they log from then on is shared
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))

    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])
    member: Mapped[Person] = relationship(foreign_keys=[member_id])
