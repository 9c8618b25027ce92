"""Who saw what: one row a look, chained by member, so that a change or a removal shows (D8)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from peerapp.extensions import Base, HasId
from peerapp.privacy.encryption import EncryptedForViewings


class What(StrEnum):
    """What of a member another person saw."""

    LINE = "line"  # in the mentor's list: how they are, what is new, what is to do
    PAGE = "page"  # their page: days, answers, what they wrote, trends, counts
    PLAN = "plan"
    GOALS = "goals"
    NUMBER = "number"
    NEWEST = "newest"  # the newest words, in the list of conversations
    MESSAGES = "messages"
    SEARCH = "search"  # in the messages
    PHOTO = "photo"
    CARD = "card"  # what they told for matching
    CALL = "call"  # for someone
    CALL_NUMBER = "call_number"
    WAITING = "waiting"  # on the waiting list, with what they told for matching
    PAIR = "pair"  # in a proposal or a suggestion of the program's
    TRIAL = "trial"  # how the first weeks are, with their words
    HAND_OVER = "hand_over"  # what their mentor asked the coordinators
    REPORT = "report"  # a message that they reported
    CONFIDED = "confided"  # what another told the coordinators of them in confidence
    CALL_LIST = "call_list"  # that they asked for someone, and when


class As(StrEnum):
    """In which role it was seen."""

    MENTOR = "mentor"
    COORDINATOR = "coordinator"


class ViewingHead(Base):
    """The end of a member's chain. Without it the rows that are taken off the end would not show.

    It is deleted with the member only, and takes all rows along: as long as it stands, the database
    refuses to delete one (see the migration).
    """

    __tablename__ = "viewing_heads"

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    count: Mapped[int]
    last: Mapped[str] = mapped_column(String(64))  # the link of the last row
    seal: Mapped[str] = mapped_column(String(64))


class Viewing(HasId, Base):
    """One person saw one kind of thing of a member: the first time in an hour. Never changed.

    Who looked and the match are bare ids: where they are gone the row stays as it was sealed.
    """

    __tablename__ = "viewings"
    __table_args__ = (
        UniqueConstraint("member_id", "number"),
        Index("ix_viewings_fold", "viewer_id", "hour", "member_id", "role", "what", unique=True),
    )

    member_id: Mapped[UUID] = mapped_column(
        ForeignKey("viewing_heads.member_id", ondelete="CASCADE")
    )
    number: Mapped[int]  # in the member's chain, from 1
    viewer_id: Mapped[UUID] = mapped_column(info={"is_a_person": True})
    role: Mapped[As] = mapped_column(String(20))
    what: Mapped[What] = mapped_column(String(20))
    match_id: Mapped[UUID | None]
    hour: Mapped[int]  # whole hours since 1970, in which it counts once
    at: Mapped[datetime]
    previous: Mapped[str] = mapped_column(String(64))
    link: Mapped[str] = mapped_column(String(64))


class ViewingTally(Base):
    """One row: the key of all chains, and how many chains there are, so that one that is missing as
    a whole shows.
    """

    __tablename__ = "viewing_tally"

    id: Mapped[int] = mapped_column(primary_key=True)  # always 1
    key: Mapped[bytes] = mapped_column(EncryptedForViewings)
    chains: Mapped[int]
    seal: Mapped[str] = mapped_column(String(64))
