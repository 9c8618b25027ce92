"""What a mentor does for a mentee."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.accounts.models import Person
from peerapp.extensions import Base


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

    mentor: Mapped[Person] = relationship()
