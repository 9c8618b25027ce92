"""Why a member does this, the morning's pledge, the evening's review: only for the member."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, deferred, mapped_column

from peerapp.extensions import Base
from peerapp.privacy.encryption import EncryptedBytes, EncryptedJson, EncryptedText


class Motivation(Base):
    """What they do this for: words and one picture."""

    __tablename__ = "motivations"

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    words: Mapped[str | None] = mapped_column(EncryptedText)
    # Re-encoded by us, without what the camera wrote into it (W6); read only when it is shown.
    photo: Mapped[bytes | None] = deferred(mapped_column(EncryptedBytes))
    photo_type: Mapped[str | None] = mapped_column(String(20))  # such as image/jpeg
    photo_words: Mapped[str | None] = mapped_column(EncryptedText)  # instead of the picture
    changed_at: Mapped[datetime]


class ReflectionSettings(Base):
    """Both are off until the member wants them."""

    __tablename__ = "reflection_settings"

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    pledge_is_on: Mapped[bool] = mapped_column(default=False, server_default=false())
    review_is_on: Mapped[bool] = mapped_column(default=False, server_default=false())
    pledge_words: Mapped[str | None] = mapped_column(EncryptedText)  # their own, instead of ours


class Pledge(Base):
    """Made on a morning, for that day."""

    __tablename__ = "pledges"

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)  # in the member's own zone
    words: Mapped[str] = mapped_column(EncryptedText)
    made_at: Mapped[datetime]


class Review(Base):
    """The answers of an evening."""

    __tablename__ = "reviews"

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(primary_key=True)  # in the member's own zone
    answers: Mapped[dict[str, Any]] = mapped_column(EncryptedJson)  # {name of the question: words}
    written_at: Mapped[datetime]
