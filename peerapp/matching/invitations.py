"""A mentor's invitation: a short code to say aloud, a link and its QR code."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select

from peerapp.accounts.models import Person
from peerapp.accounts.people import mentor_approved
from peerapp.extensions import db
from peerapp.matching import apart
from peerapp.matching.models import Invitation

LIFETIME = timedelta(days=7)
# Crockford's base 32: no letter that is mistaken for another (crockford.com/base32.html).
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8  # 40 bits; guesses are limited to 30 in 15 minutes


@mentor_approved.connect
def welcome(mentor: Person, now: datetime) -> None:
    """A new mentor finds a code waiting."""
    make(mentor, now)


def open_one(mentor: Person, now: datetime) -> Invitation | None:
    """The mentor's invitation that can be used now; the latest where there are several."""
    query = (
        select(Invitation)
        .where(
            Invitation.mentor_id == mentor.id,
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
        .order_by(Invitation.created_at.desc())
        .limit(1)
    )
    return db.session.scalar(query)


def is_open(invitation: Invitation, now: datetime) -> bool:
    return invitation.withdrawn_at is None and invitation.expires_at > now


def make(mentor: Person, now: datetime) -> Invitation:
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    invitation = Invitation(
        mentor_id=mentor.id, code=code, created_at=now, expires_at=now + LIFETIME
    )
    db.session.add(invitation)
    db.session.flush()
    return invitation


def withdraw(mentor: Person, now: datetime) -> None:
    """The code opens nothing from now on; safe to call twice."""
    query = select(Invitation).where(
        Invitation.mentor_id == mentor.id, Invitation.withdrawn_at.is_(None)
    )
    for invitation in db.session.scalars(query):
        invitation.withdrawn_at = now


def find(code: str, person: Person, now: datetime) -> Invitation | None:
    """The open invitation of a mentor who may have mentees now.

    For two who are kept apart, by whose wish ever, it is as if there were none (H6).
    """
    invitation = db.session.scalar(select(Invitation).where(Invitation.code == plain(code)))
    if invitation is None or not is_open(invitation, now):
        return None
    mentor = invitation.mentor
    if apart.are(mentor.id, person.id):
        return None
    return invitation if mentor.is_mentor and not mentor.suspended_at else None


def plain(code: str) -> str:
    """As it was said or typed: spaces, dashes and small letters, O for 0, I or L for 1."""
    alike = code.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return "".join(letter for letter in alike if letter in LETTERS)


def spoken(code: str) -> str:
    """In two groups, to be read aloud."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"
