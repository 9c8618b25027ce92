"""What the two of a match write to each other, and what was reported of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, true
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from peerapp.accounts.models import Person
from peerapp.extensions import Base, HasId, partial_index
from peerapp.privacy.encryption import EncryptedBytes, EncryptedText


class Conversation(Base):
    """Of a match, from its first message on. Whoever changes anything in it holds this row."""

    __tablename__ = "conversations"

    match_id: Mapped[UUID] = mapped_column(
        ForeignKey("matches.id", ondelete="CASCADE"), primary_key=True
    )
    last_number: Mapped[int] = mapped_column(default=0)
    # One more with each change of a message; a page that is open asks for what came after.
    changes: Mapped[int] = mapped_column(default=0)
    member_wrote_at: Mapped[datetime | None]
    mentor_wrote_at: Mapped[datetime | None]
    # The number of the message that rang for them last, until they open the conversation, and when
    # it rings (which may be in the morning).
    member_rang: Mapped[int | None]
    member_rings_at: Mapped[datetime | None]
    mentor_rang: Mapped[int | None]
    mentor_rings_at: Mapped[datetime | None]


class Message(HasId, Base):
    """One message. Its id may come from the writer's phone, so that sent twice it is one."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("match_id", "number"),
        Index("ix_messages_match_id_changed", "match_id", "changed"),
        Index("ix_messages_by_id_sent_at", "by_id", "sent_at"),
        # What waits to be read is little beside all that was: counted on every page.
        partial_index(
            "ix_messages_unread",
            "match_id",
            "by_id",
            where="read_at IS NULL AND taken_back_at IS NULL",
        ),
    )

    match_id: Mapped[UUID] = mapped_column(ForeignKey("matches.id", ondelete="CASCADE"))
    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    number: Mapped[int]  # in its match, 1 first, as the server got them
    changed: Mapped[int]  # the `changes` of the conversation when it was written or changed last
    body: Mapped[str | None] = mapped_column(EncryptedText)  # None: a photo alone, or taken back
    # Re-encoded by us, without what the camera wrote into it (W6); read only when it is shown.
    photo: Mapped[bytes | None] = deferred(mapped_column(EncryptedBytes))
    photo_type: Mapped[str | None] = mapped_column(String(20))  # such as image/jpeg
    sent_at: Mapped[datetime]  # when the server got it
    said_at: Mapped[datetime | None]  # when it was written, as the phone says; never later
    read_at: Mapped[datetime | None]  # by the other one
    taken_back_at: Mapped[datetime | None]


class MessageSettings(Base):
    """What a person wants in their conversations; without a row what holds at first."""

    __tablename__ = "message_settings"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    read_marks: Mapped[bool] = mapped_column(default=True, server_default=true())


class MessageRules(HasId, Base):
    """What the program sets; the latest row holds."""

    __tablename__ = "message_rules"

    created_at: Mapped[datetime] = mapped_column(index=True)
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    photos_allowed: Mapped[bool] = mapped_column(default=False, server_default=false())


class MessageReport(HasId, Base):
    """A message that one of the two showed to the coordinators: a copy of it, and nothing else."""

    __tablename__ = "message_reports"
    __table_args__ = (UniqueConstraint("message_id", "by_id"),)

    message_id: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id", ondelete="SET NULL"))
    by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    about_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    body: Mapped[str | None] = mapped_column(EncryptedText)
    photo: Mapped[bytes | None] = deferred(mapped_column(EncryptedBytes))
    photo_type: Mapped[str | None] = mapped_column(String(20))
    sent_at: Mapped[datetime]  # of the message
    reason: Mapped[str] = mapped_column(String(20))  # of reports.REASONS
    words: Mapped[str | None] = mapped_column(EncryptedText)  # of who reported it
    created_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime | None]
    seen_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    handled_at: Mapped[datetime | None]
    handled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))

    by: Mapped[Person | None] = relationship(foreign_keys=[by_id])
    about: Mapped[Person | None] = relationship(foreign_keys=[about_id])
    seen_by: Mapped[Person | None] = relationship(foreign_keys=[seen_by_id])
    handled_by: Mapped[Person | None] = relationship(foreign_keys=[handled_by_id])
