"""That somebody was erased: on which day, and not who; and what their phones are to hear."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from peerapp.extensions import Base, HasId


class Erasure(HasId, Base):
    __tablename__ = "erasures"

    day: Mapped[date]  # in UTC
    # when the files of the database were cleaned of what had stood there; None: it is to be done
    wiped_at: Mapped[datetime | None]


class ErasedSignIn(Base):
    """A phone that still has words of somebody who was erased: it wipes them when it asks for leave
    to send them (`outbox_views.ticket`). A missing sign-in alone would not do: where an older
    backup came back, the words of who signed in since would go.
    """

    __tablename__ = "erased_sign_ins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # of a random token
    day: Mapped[date]  # in UTC
