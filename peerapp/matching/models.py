"""Who looks for whom, what was asked and answered, and the match that comes of it."""

import secrets
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, SmallInteger, String, event, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.accounts.models import Person
from peerapp.extensions import Base, HasId, partial_index
from peerapp.fit import choices
from peerapp.matching.choice_set import ChoiceSet
from peerapp.privacy.encryption import EncryptedText


class Side(StrEnum):
    """What the answers are given as: a person may be both, with answers for each."""

    MEMBER = "member"
    MENTOR = "mentor"


def new_version(_known: int | None) -> int:
    """Of a person's answers: never one that they had before, also not after a roll-back or after
    they were deleted. See pool_rows.opened.
    """
    return secrets.randbelow(1 << 31)


class MatchProfile(Base):
    """A person's answers for matching. None, an empty set or an empty text: not answered.

    Each answer was given for matching. Who sees which: `shown`, and the coordinator (the reasons
    of a pair).
    """

    __tablename__ = "match_profiles"
    __table_args__ = (
        CheckConstraint("capacity BETWEEN 0 AND 99", name="capacity"),
        Index("ix_match_profiles_looking_since", "looking_since"),
        Index("ix_match_profiles_open_since", "open_since"),
    )

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    side: Mapped[Side] = mapped_column(String(10), primary_key=True)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    answered: Mapped[frozenset[str]] = mapped_column(
        ChoiceSet(choices.QUESTIONS), default=frozenset()
    )  # the questions that were answered or skipped, so that one goes on where one left
    shown: Mapped[frozenset[str]] = mapped_column(
        ChoiceSet(choices.QUESTIONS), default=choices.SHOWN_AT_FIRST
    )  # what the other side may see: a mentor who is asked; or a member to whom a mentor is shown

    recovering_from: Mapped[frozenset[str]] = mapped_column(
        ChoiceSet(choices.RECOVERING_FROM), default=frozenset()
    )
    pathways: Mapped[frozenset[str]] = mapped_column(
        ChoiceSet(choices.PATHWAYS), default=frozenset()
    )
    unwanted_pathways: Mapped[frozenset[str]] = mapped_column(
        ChoiceSet(choices.PATHWAYS), default=frozenset()
    )
    languages: Mapped[frozenset[str]] = mapped_column(
        ChoiceSet(choices.LANGUAGES), default=frozenset()
    )
    gender: Mapped[str | None] = mapped_column(String(20))  # one's own, of choices.GENDERS
    gender_wish: Mapped[frozenset[str]] = mapped_column(
        ChoiceSet(choices.GENDERS), default=frozenset()
    )
    gender_is_must: Mapped[bool] = mapped_column(default=False, server_default=false())
    birth_year: Mapped[int | None] = mapped_column(SmallInteger)
    age_from: Mapped[int | None] = mapped_column(SmallInteger)  # the wish for the other's, in years
    age_to: Mapped[int | None] = mapped_column(SmallInteger)
    age_is_must: Mapped[bool] = mapped_column(default=False, server_default=false())
    experiences: Mapped[frozenset[str]] = mapped_column(
        ChoiceSet(choices.EXPERIENCES), default=frozenset()
    )
    parts: Mapped[frozenset[str]] = mapped_column(
        ChoiceSet(choices.WEEK_PARTS), default=frozenset()
    )  # when they can talk, in the person's own zone
    ways: Mapped[frozenset[str]] = mapped_column(ChoiceSet(choices.WAYS), default=frozenset())
    place: Mapped[str | None] = mapped_column(String(60))  # where in person, coarse
    hopes: Mapped[frozenset[str]] = mapped_column(ChoiceSet(choices.HOPES), default=frozenset())

    alias: Mapped[str | None] = mapped_column(String(60))  # instead of the name, until matched
    words: Mapped[str | None] = mapped_column(EncryptedText)  # a few lines of their own
    recovery_since: Mapped[date | None]  # day 1 of a month
    recovery_shown: Mapped[str] = mapped_column(
        String(10), default="no", server_default="no"
    )  # of choices.RECOVERY_SHOWN

    looking_since: Mapped[datetime | None]  # a member: on the waiting list
    open_since: Mapped[datetime | None]  # a mentor: takes new mentees
    capacity: Mapped[int | None] = mapped_column(SmallInteger)  # a mentor: None is no limit
    away_until: Mapped[date | None]  # a mentor: "back on ...", in their own zone
    contact_from: Mapped[time | None]  # a mentor: when they may be contacted, in their own zone;
    contact_until: Mapped[time | None]  # until before from is over midnight

    version: Mapped[int] = mapped_column()  # another with each change: see new_version

    person: Mapped[Person] = relationship()

    __mapper_args__ = {"version_id_col": version, "version_id_generator": new_version}


class Invitation(HasId, Base):
    """A code that a mentor gives to people they know. Several may use it until it ends."""

    __tablename__ = "invitations"

    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    mentor: Mapped[Person] = relationship()


class Origin(StrEnum):
    MEMBER = "member"  # the member asked
    PROGRAM = "program"  # the coordinator suggested the two to each other


class Outcome(StrEnum):
    """How a request ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"  # by either, see closed_by
    WITHDRAWN = "withdrawn"  # by the member, or by the coordinator who had suggested it
    LAPSED = "lapsed"  # not answered in time
    SETTLED = "settled"  # the member found another mentor meanwhile
    STOPPED = "stopped"  # it can't be any more: blocked, paused, an account shut


class MatchRequest(HasId, Base):
    """A member and a mentor who may become a match: it does when both said yes (H8).

    Open while `closed_at` is None. A member's requests are asked one after the other by `position`;
    one that is not asked yet has no `asked_at`, and the mentor sees nothing of it.
    """

    __tablename__ = "match_requests"
    __table_args__ = (
        partial_index(
            "ix_match_requests_one_open",
            "member_id",
            "mentor_id",
            where="closed_at IS NULL",
            unique=True,
        ),
        Index("ix_match_requests_member_id", "member_id"),
        Index("ix_match_requests_mentor_id", "mentor_id"),
        # What moves on is read in batches by id; the closed ones, which are most, are not walked.
        partial_index("ix_match_requests_open", "id", where="closed_at IS NULL"),
        partial_index("ix_match_requests_answer_by", "answer_by", where="closed_at IS NULL"),
    )

    member_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    origin: Mapped[Origin] = mapped_column(String(10))
    proposed_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )  # the coordinator who suggested the two
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    greeting: Mapped[str | None] = mapped_column(EncryptedText)
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None]  # when the mentor (for a program's, both) was asked
    answer_by: Mapped[datetime | None]  # then it goes on to the next choice
    member_yes_at: Mapped[datetime | None]
    # what the member lets the mentor see once they are connected; None: what is ticked at first
    shares: Mapped[list[str] | None] = mapped_column(JSON)
    shares_days: Mapped[int | None]  # for how long; None: until the match ends
    mentor_yes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = mapped_column(String(10))
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    reason: Mapped[str | None] = mapped_column(EncryptedText)  # of a no; only for the coordinator
    suggested_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )  # another mentor, whom the one who said no suggests

    member: Mapped[Person] = relationship(foreign_keys=[member_id])
    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])
    suggested: Mapped[Person | None] = relationship(foreign_keys=[suggested_id])


class Match(HasId, Base):
    """A member and their mentor, from when to when, and who ended it."""

    __tablename__ = "matches"
    __table_args__ = (
        partial_index(
            "ix_matches_one_current",
            "mentor_id",
            "member_id",
            where="ended_at IS NULL",
            unique=True,
        ),
        # Never over capacity: of a mentor's places each is taken once, whatever runs at once.
        partial_index(
            "ix_matches_one_seat",
            "mentor_id",
            "seat",
            where="ended_at IS NULL AND seat IS NOT NULL",
            unique=True,
        ),
        Index("ix_matches_member_id", "member_id"),
        Index("ix_matches_trial_ends_at", "trial_ends_at"),
    )

    mentor_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    member_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    started_at: Mapped[datetime]  # when the second said yes; what is logged from then on is shared
    seat: Mapped[int | None]  # 1 up to the mentor's capacity; None: begun without a limit
    request_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("match_requests.id", ondelete="SET NULL")
    )
    trial_ends_at: Mapped[datetime | None]  # None: no trial (they knew each other: a code)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))

    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])
    member: Mapped[Person] = relationship(foreign_keys=[member_id])


class ConsentKind(StrEnum):
    TOLD = "told"  # at the yes, as a whole: there was no choice by field yet
    LEFT = "left"  # the member read that there is a choice, and left it as it was
    YES = "yes"  # at the yes to the match
    CHANGE = "change"
    STOP = "stop"  # a withdrawal


class Consent(Base):
    """What a member said a mentor may see, from then on until the next row of the match. Never
    changed, so that all that ever held can be read; see consents.py.
    """

    __tablename__ = "consents"

    match_id: Mapped[UUID] = mapped_column(
        ForeignKey("matches.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)  # 1, 2, 3 in a match
    given_at: Mapped[datetime]  # with the name, in place of a signature
    fields: Mapped[list[str]] = mapped_column(JSON)  # of consent_fields.Field; none: a withdrawal
    ends_at: Mapped[datetime | None]  # None: when the match ends
    words_version: Mapped[int]  # of what stood on the screen
    kind: Mapped[ConsentKind] = mapped_column(String(10))
    # as the two were called then; None where nobody kept it
    member_name: Mapped[str | None] = mapped_column(EncryptedText)
    mentor_name: Mapped[str | None] = mapped_column(EncryptedText)

    match: Mapped[Match] = relationship()


@event.listens_for(Consent, "before_update")
def refuse_a_change(_mapper: Any, _connection: Any, target: Consent) -> None:
    raise RuntimeError(f"consent {target.number} of match {target.match_id} is never changed")


class TrialAnswer(Base):
    """What one of the two says when the trial is over."""

    __tablename__ = "trial_answers"

    match_id: Mapped[UUID] = mapped_column(
        ForeignKey("matches.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    answer: Mapped[str] = mapped_column(String(10))  # good, unsure, or change
    words: Mapped[str | None] = mapped_column(EncryptedText)  # only for the coordinator
    answered_at: Mapped[datetime]


class PhoneNumber(Base):
    """A person's own, and who may call it; without a row there is none. Who sees it: numbers.py."""

    __tablename__ = "phone_numbers"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[str] = mapped_column(EncryptedText)  # as they wrote it
    for_matches: Mapped[bool]  # who walks with them now
    for_calls: Mapped[bool]  # who was told of a call of theirs, while it is open
    changed_at: Mapped[datetime]


class Apart(HasId, Base):
    """Two people who are not shown to each other any more, by the wish of one; or a block."""

    __tablename__ = "apart"
    __table_args__ = (
        partial_index(
            "ix_apart_one_open",
            "by_id",
            "other_id",
            "is_block",
            where="lifted_at IS NULL",
            unique=True,
        ),
        Index("ix_apart_other_id", "other_id"),
    )

    by_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"))
    is_block: Mapped[bool]  # else "not this person"
    # as the one who wished it knew the other then; a later name is not theirs to read (A3)
    name: Mapped[str | None] = mapped_column(EncryptedText)
    created_at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]

    other: Mapped[Person] = relationship(foreign_keys=[other_id])


class MatchingRules(HasId, Base):
    """What the program sets; the latest row holds. See rules.py for what each means."""

    __tablename__ = "matching_rules"

    created_at: Mapped[datetime] = mapped_column(index=True)
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id", ondelete="SET NULL"))
    weights: Mapped[dict[str, float]] = mapped_column(JSON)  # {term of scoring.py: weight}
    answer_days: Mapped[int]  # a request that is not answered goes on after so many
    trial_days: Mapped[int]
