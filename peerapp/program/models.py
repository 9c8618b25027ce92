"""A proposal: the whole waiting list in pairs. Nothing happens until a person says so."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Dialect, ForeignKey, Index, String, TypeDecorator
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.accounts.models import Person
from peerapp.extensions import Base, HasId
from peerapp.fit.causes import Cause


class Decision(StrEnum):
    SENT = "sent"  # both were asked
    LEFT = "left"  # the coordinator left this pair out


class KeptCause(TypeDecorator[Cause]):
    """As its code."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Cause | None, dialect: Dialect) -> str | None:
        return None if value is None else value.code

    def process_result_value(self, value: str | None, dialect: Dialect) -> Cause | None:
        return None if value is None else Cause.read(value)


class Proposal(HasId, Base):
    """Made by a worker; `ready_at` is None while it computes, `problem` says why it could not."""

    __tablename__ = "proposals"

    created_at: Mapped[datetime] = mapped_column(index=True)
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    ready_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(200))
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # of the whole, see proposals.py


class ProposedPair(HasId, Base):
    """A waiting member in a proposal: with a mentor, or without one and why."""

    __tablename__ = "proposed_pairs"
    __table_args__ = (
        Index("ix_proposed_pairs_member", "proposal_id", "member_id", unique=True),
        Index("ix_proposed_pairs_mentor", "proposal_id", "mentor_id"),
    )

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey("proposals.id", ondelete="CASCADE"))
    member_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    mentor_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), index=True
    )
    place: Mapped[int]  # in the list, 0 first: who waits longest
    fit: Mapped[float | None]  # 0 to 1
    obstacle: Mapped[Cause | None] = mapped_column(KeptCause(200))  # why nobody
    is_by_hand: Mapped[bool]  # the coordinator chose the mentor
    decided_at: Mapped[datetime | None]
    decision: Mapped[Decision | None] = mapped_column(String(10))
    request_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("match_requests.id", ondelete="SET NULL")
    )

    member: Mapped[Person] = relationship(foreign_keys=[member_id])
    mentor: Mapped[Person | None] = relationship(foreign_keys=[mentor_id])
