"""That somebody was erased: on which day, and not who."""

from datetime import date, datetime

from sqlalchemy.orm import Mapped

from peerapp.extensions import Base, HasId


class Erasure(HasId, Base):
    __tablename__ = "erasures"

    day: Mapped[date]  # in UTC
    # when the files of the database were cleaned of what had stood there; None: it is to be done
    wiped_at: Mapped[datetime | None]
