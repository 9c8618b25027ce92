"""A member's call for a person: who was told, who answered, and what a program and people set."""

from datetime import datetime
from enum import IntEnum, StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.accounts.models import Person
from peerapp.extensions import Base, HasId, partial_index
from peerapp.privacy.encryption import EncryptedText


class Stage(IntEnum):
    """Who is told, one after the other."""

    MENTOR = 0  # the member's own, at once
    ON_CALL = 1
    COORDINATORS = 2


class Ending(StrEnum):
    OKAY = "okay"  # the member said so
    TALKED = "talked"  # who took it said so
    NOBODY = "nobody"  # half a day passed
    STOPPED = "stopped"  # the account was shut


class HelpCall(HasId, Base):
    """Open while `closed_at` is None. It belongs to the member, under whose lock it is changed.

    `next_step_at`: when the worker looks at it again; None once it is closed.
    """

    __tablename__ = "help_calls"
    __table_args__ = (
        Index("ix_help_calls_member_id_reached_at", "member_id", "reached_at"),
        Index("ix_help_calls_next_step_at", "next_step_at"),
        Index("ix_help_calls_reached_at", "reached_at"),
        partial_index(
            "ix_help_calls_one_open", "member_id", where="closed_at IS NULL", unique=True
        ),
    )

    member_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    said_at: Mapped[datetime]  # the tap, on the phone
    reached_at: Mapped[datetime]  # here: later, where there was no signal
    # for those who are told; read only where it is shown, so that no other page rests on its key
    words: Mapped[str | None] = mapped_column(EncryptedText, deferred=True)
    only_mentor: Mapped[bool] = mapped_column(default=False, server_default=false())
    stage: Mapped[int | None] = mapped_column(SmallInteger)  # Stage: the last that was told
    rounds: Mapped[int] = mapped_column(SmallInteger, default=0)  # how often it was repeated
    happened: Mapped[int] = mapped_column(default=0)  # so many steps and acts there are
    next_step_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    taken_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    asked_again_at: Mapped[
        datetime | None
    ]  # who took it, since they have not said that they talked
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    ending: Mapped[Ending | None] = mapped_column(String(10))

    member: Mapped[Person] = relationship(foreign_keys=[member_id])
    taken_by: Mapped[Person | None] = relationship(foreign_keys=[taken_by_id])
    closed_by: Mapped[Person | None] = relationship(foreign_keys=[closed_by_id])


class HelpCallStep(HasId, Base):
    """That a person was told, in which round. How it reached them: see their deliveries."""

    __tablename__ = "help_call_steps"
    __table_args__ = (UniqueConstraint("call_id", "person_id", "round"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("help_calls.id", ondelete="CASCADE"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    round: Mapped[int] = mapped_column(SmallInteger)
    stage: Mapped[int] = mapped_column(SmallInteger)  # Stage: as what they were told
    number: Mapped[int]  # in the order of all that happened to the call
    at: Mapped[datetime]
    devices: Mapped[int] = mapped_column(SmallInteger)  # how many it was put to
    seen_at: Mapped[datetime | None]  # they looked at the call
    mail_due_at: Mapped[datetime | None] = mapped_column(index=True)  # a letter is to be sent
    mail_until: Mapped[datetime | None]  # and is of use until then; None: none was wanted
    mailed_at: Mapped[datetime | None]

    call: Mapped[HelpCall] = relationship()
    person: Mapped[Person] = relationship()


class What(StrEnum):
    """What happened to a call beside that people were told."""

    CALLING = "calling"  # "I am calling now"
    WRITING = "writing"  # "I have seen it, I will write in a moment"
    TALKING = "talking"  # "We are talking"
    CANNOT = "cannot"
    HANDED_OVER = "handed_over"  # by who had taken it
    NO_ANSWER = "no_answer"
    NOT_SAID = "not_said"  # who took it has not said that they talked: asked again
    LET_GO = "let_go"  # nor after that: it goes on to the next
    AWAY = "away"  # who would have been told and was not, and why
    NIGHT = "night"
    NOBODY_ON_CALL = "nobody_on_call"
    NO_COORDINATOR = "no_coordinator"
    EVERYBODY = "everybody"  # the member: others may be told too
    TALKED = "talked"
    OKAY = "okay"  # the member
    NOBODY = "nobody"  # half a day passed


TAKING = (What.CALLING, What.WRITING, What.TALKING)  # who says one of these takes the call


class HelpCallAct(HasId, Base):
    __tablename__ = "help_call_acts"
    __table_args__ = (Index("ix_help_call_acts_call_id", "call_id"),)

    call_id: Mapped[UUID] = mapped_column(ForeignKey("help_calls.id", ondelete="CASCADE"))
    # of whom; None: of nobody, or of somebody whose account is gone
    person_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL"), index=True
    )
    what: Mapped[What] = mapped_column(String(20))
    number: Mapped[int]  # in the order of all that happened to the call
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship()


class CallRules(HasId, Base):
    """What the program sets; the latest row holds."""

    __tablename__ = "call_rules"

    created_at: Mapped[datetime] = mapped_column(index=True)
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    answer_minutes: Mapped[int]
    repeat_minutes: Mapped[int]
    follow_minutes: Mapped[int]


class OnCall(Base):
    """A mentor whom the program asks to be told when another's mentor does not answer."""

    __tablename__ = "on_call"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    yes_at: Mapped[datetime | None]
    no_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class CallWish(Base):
    """What a person chose for calls: a member whom to tell, a mentor when to be told."""

    __tablename__ = "call_wishes"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    only_mentor_since: Mapped[datetime | None]
    no_nights_since: Mapped[datetime | None]
