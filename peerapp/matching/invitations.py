"""A mentor's invitation: a short code to say aloud, a link and its QR code."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select

from peerapp.accounts.models import Person
from peerapp.accounts.people import mentor_approved
from peerapp.extensions import db
from peerapp.matching import apart
from peerapp.matching.models import Invitation, Match, MatchRequest, Outcome

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

    For two who are kept apart, by whose wish ever, it is as if there were none (H6); so it is for
    whom the mentor said no to since, so that a block and an ordinary end answer alike.
    """
    invitation = db.session.scalar(select(Invitation).where(Invitation.code == plain(code)))
    if invitation is None or not is_open(invitation, now):
        return None
    mentor = invitation.mentor
    if apart.are(mentor.id, person.id) or said_no_since(invitation, person):
        return None
    return invitation if mentor.is_mentor and not mentor.suspended_at else None


def said_no_since(invitation: Invitation, person: Person) -> bool:
    """Whether the mentor ended a match with this person, or declined them, since they gave it."""
    ended = exists().where(
        Match.member_id == person.id,
        Match.mentor_id == invitation.mentor_id,
        Match.ended_by_id == invitation.mentor_id,
        Match.ended_at >= invitation.created_at,
    )
    declined = exists().where(
        MatchRequest.member_id == person.id,
        MatchRequest.mentor_id == invitation.mentor_id,
        MatchRequest.outcome == Outcome.DECLINED,
        MatchRequest.closed_by_id == invitation.mentor_id,
        MatchRequest.closed_at >= invitation.created_at,
    )
    return bool(db.session.scalar(select(or_(ended, declined))))


def plain(code: str) -> str:
    """As it was said or typed: spaces, dashes and small letters, O for 0, I or L for 1."""
    alike = code.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return "".join(letter for letter in alike if letter in LETTERS)


def spoken(code: str) -> str:
    """In two groups, to be read aloud."""
    return f"{code[: LENGTH // 2]} {code[LENGTH // 2 :]}"
