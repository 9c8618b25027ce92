"""A member's recovery plan, and goals with small steps. All words of them are encrypted.

What was removed stays for an hour, for Undo, and is shown nowhere (jobs.clean ends it).
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.extensions import Base, HasId
from peerapp.plan.sections import Section
from peerapp.privacy.encryption import EncryptedText
from peerapp.telephone import dialled


class PlanLine(HasId, Base):
    """One line of a section, in the member's order."""

    __tablename__ = "plan_lines"
    __table_args__ = (
        Index("ix_plan_lines_member_id_section_place", "member_id", "section", "place"),
        Index("ix_plan_lines_removed_at", "removed_at"),
    )

    member_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    section: Mapped[Section] = mapped_column(String(10))
    place: Mapped[int]
    words: Mapped[str] = mapped_column(EncryptedText)
    phone: Mapped[str | None] = mapped_column(EncryptedText)  # as it was written; only of people
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    @property
    def dialled(self) -> str | None:
        return dialled(self.phone)


class PlanShare(Base):
    """The member's yes: the mentor of this match may read this section. Another match has none."""

    __tablename__ = "plan_shares"

    match_id: Mapped[UUID] = mapped_column(
        ForeignKey("matches.id", ondelete="CASCADE"), primary_key=True
    )
    section: Mapped[Section] = mapped_column(String(10), primary_key=True)
    shared_at: Mapped[datetime]


class Goal(HasId, Base):
    """What a member wants to reach. A mentor's idea becomes one when the member says yes (H8)."""

    __tablename__ = "goals"
    __table_args__ = (
        Index("ix_goals_member_id", "member_id"),
        Index("ix_goals_suggested_in_id", "suggested_in_id"),
        Index("ix_goals_removed_at", "removed_at"),
        CheckConstraint(
            "suggested_in_id IS NOT NULL OR accepted_at IS NOT NULL", name="is_an_idea_or_accepted"
        ),
    )

    member_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    words: Mapped[str] = mapped_column(EncryptedText)
    until: Mapped[date | None]
    # the match in which the mentor had the idea; it is the member's own where there is none
    suggested_in_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("matches.id", ondelete="CASCADE")
    )
    created_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    steps: Mapped[list["Step"]] = relationship(
        back_populates="goal", order_by="Step.place", cascade="all, delete-orphan"
    )

    @property
    def own_steps(self) -> list["Step"]:
        """Those that the member said yes to."""
        return [one for one in self.steps if one.accepted_at and not one.removed_at]

    @property
    def done(self) -> int:
        return sum(one.done_at is not None for one in self.own_steps)

    def ideas_of(self, match_ids: set[UUID]) -> list["Step"]:
        """Steps that the mentors of these matches suggest, and that wait for the member."""
        return [
            one
            for one in self.steps
            if not one.accepted_at and not one.removed_at and one.suggested_in_id in match_ids
        ]


class Step(HasId, Base):
    """A small step towards a goal."""

    __tablename__ = "goal_steps"
    __table_args__ = (
        Index("ix_goal_steps_goal_id_place", "goal_id", "place"),
        Index("ix_goal_steps_suggested_in_id", "suggested_in_id"),
        Index("ix_goal_steps_removed_at", "removed_at"),
        CheckConstraint(
            "suggested_in_id IS NOT NULL OR accepted_at IS NOT NULL", name="is_an_idea_or_accepted"
        ),
    )

    goal_id: Mapped[UUID] = mapped_column(ForeignKey("goals.id", ondelete="CASCADE"))
    place: Mapped[int]
    words: Mapped[str] = mapped_column(EncryptedText)
    suggested_in_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("matches.id", ondelete="CASCADE")
    )
    created_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    goal: Mapped[Goal] = relationship(back_populates="steps")


class GoalShare(Base):
    """The member's yes: the mentor of this match may read this goal and its steps."""

    __tablename__ = "goal_shares"
    __table_args__ = (Index("ix_goal_shares_match_id", "match_id"),)

    goal_id: Mapped[UUID] = mapped_column(
        ForeignKey("goals.id", ondelete="CASCADE"), primary_key=True
    )
    match_id: Mapped[UUID] = mapped_column(
        ForeignKey("matches.id", ondelete="CASCADE"), primary_key=True
    )
    shared_at: Mapped[datetime]
