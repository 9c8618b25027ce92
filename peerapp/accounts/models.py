"""People, their roles, and the devices they are signed in on."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from flask_login import UserMixin
from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from peerapp.extensions import Base, HasId, partial_index


class Role(StrEnum):
    MEMBER = "member"
    MENTOR = "mentor"
    COORDINATOR = "coordinator"


class Person(HasId, UserMixin, Base):
    """One account. An address is not unique on purpose: see `accounts.sign_up` (A5)."""

    __tablename__ = "people"
    __table_args__ = (
        partial_index("ix_people_closed_at", "closed_at", where="closed_at IS NOT NULL"),
    )

    email: Mapped[str] = mapped_column(String(254), index=True)  # lower case
    display_name: Mapped[str] = mapped_column(String(60))
    password_hash: Mapped[str] = mapped_column(String(200))
    timezone: Mapped[str] = mapped_column(String(64))  # an IANA name
    language: Mapped[str] = mapped_column(String(8), default="en")  # see `peerapp.language`
    created_at: Mapped[datetime]
    adult_confirmed_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    # by the person, who is shut since then, and erased when they had time to think better of it
    closed_at: Mapped[datetime | None]
    exit_explained_at: Mapped[datetime | None]  # has read once what "Exit" does
    exit_hidden_at: Mapped[datetime | None]  # wants no such button

    roles: Mapped[list["RoleGrant"]] = relationship(
        back_populates="person", lazy="selectin", foreign_keys="RoleGrant.person_id"
    )

    sign_in_token = ""  # of the device that is being signed in; see sign_ins.begin

    def get_id(self) -> str:
        """What Flask-Login keeps in the cookie: the device's token, not the person's id (A4)."""
        return self.sign_in_token

    def grant(self, role: Role) -> "RoleGrant | None":
        return next((grant for grant in self.roles if grant.role == role), None)

    # Flask-Login takes two people for one where they have the same token, and most have none.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def is_shut(self) -> bool:
        """By the program: who has closed their own account can still come back."""
        return self.suspended_at is not None and self.suspended_at != self.closed_at

    @property
    def is_member(self) -> bool:
        return self.grant(Role.MEMBER) is not None

    @property
    def is_mentor(self) -> bool:
        """Whether this person may see mentees now: approved, and not paused (A3, A7)."""
        grant = self.grant(Role.MENTOR)
        return bool(grant and grant.approved_at and not grant.paused_at)

    @property
    def is_coordinator(self) -> bool:
        return self.grant(Role.COORDINATOR) is not None


class RoleGrant(Base):
    """What a person is in the program, since when, and who said so."""

    __tablename__ = "role_grants"

    person_id: Mapped[UUID] = mapped_column(
        ForeignKey("people.id", ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    granted_at: Mapped[datetime]
    approved_at: Mapped[datetime | None]
    approved_by_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("people.id", ondelete="SET NULL")
    )
    paused_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(back_populates="roles", foreign_keys=[person_id])


class SignIn(HasId, Base):
    """A device that is signed in. The cookie holds a token, of which only the hash is kept (A4)."""

    __tablename__ = "sign_ins"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]  # the password was said again, on this device

    person: Mapped[Person] = relationship(lazy="joined")
    lock: Mapped["DeviceLock | None"] = relationship(lazy="joined", cascade="all, delete-orphan")

    def is_shut(self, now: datetime) -> bool:
        """Whether its PIN is asked for before anything is shown."""
        if self.lock is None:
            return False
        return self.lock.is_shut(now) or now - self.seen_at >= DeviceLock.UNUSED


class DeviceLock(Base):
    """A PIN on one device of a person. It covers the app; nothing is encrypted with it."""

    __tablename__ = "device_locks"

    sign_in_id: Mapped[UUID] = mapped_column(
        ForeignKey("sign_ins.id", ondelete="CASCADE"), primary_key=True
    )
    pin_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]
    away_at: Mapped[datetime | None]  # out of sight since then, as the page told
    tries: Mapped[int] = mapped_column(default=0)  # since the PIN was right

    OUT_OF_SIGHT = timedelta(minutes=2)  # as in static/js/early-lock.js
    UNUSED = timedelta(minutes=30)  # where no page told that it went out of sight

    def is_shut(self, now: datetime) -> bool:
        is_long_away = self.away_at is not None and now - self.away_at >= self.OUT_OF_SIGHT
        return self.locked_at is not None or is_long_away


class PasswordReset(HasId, Base):
    """A link to choose a new password: works once, for ten minutes (A5)."""

    __tablename__ = "password_resets"

    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    LIFETIME = timedelta(minutes=10)


class RateCount(Base):
    """How often something was tried in a window of time, shared by all processes."""

    __tablename__ = "rate_counts"
    __table_args__ = (Index("ix_rate_counts_expires_at", "expires_at"),)

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int]
    expires_at: Mapped[datetime]
