"""Everything that is a person's is erased. What the database takes along by its foreign keys, it
does (registry.py); here is what stays with others, and in what form.

- A conversation with a mentor who leaves is the member's as well (messages/access.py): the words
  stay with the member, without the mentor's name; the mentor's pictures go. The conversations of a
  member who leaves go, since the mentor keeps nothing of them either.
- A report that nobody has looked into stays for the safety of others, without the name and the
  words of who left. Once it is closed it goes too.
- A mentee of a mentor who left stays handed over until a coordinator has taken it.
"""

import logging
import secrets
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update

from peerapp.accounts import passwords, people, sign_ins
from peerapp.accounts.models import Person, SignIn
from peerapp.extensions import db, looking
from peerapp.leaving import closing, wiping
from peerapp.leaving.models import ErasedSignIn, Erasure
from peerapp.matching.models import Consent, Match, TrialAnswer
from peerapp.mentoring.models import FollowUp, HandOver, MentorAct, MentorNote
from peerapp.messages.models import Message, MessageReport
from peerapp.plan.models import Goal, GoalShare, PlanShare, Step
from peerapp.privacy import chain
from peerapp.queue import log_failure

log = logging.getLogger(__name__)

# Where a row of others' needs somebody: nobody in particular, the same for all who left.
NOBODY_ID = UUID("00000000-0000-7000-8000-000000000000")
BATCH = 50


def erase_all(now: datetime) -> int:
    """Whose time has come. Ends the transaction, after each."""
    with looking() as connection:
        due = connection.scalars(select(Person.id).where(is_due(now)).limit(BATCH)).all()
    return sum(erase_one(person_id, now) for person_id in due)


def something_is_due(now: datetime) -> ColumnElement[bool]:
    """For the look that is taken once a second; an index of the closed ones answers it."""
    return exists().where(is_due(now))


def is_due(now: datetime) -> ColumnElement[bool]:
    return and_(Person.closed_at.is_not(None), Person.closed_at <= now - closing.TO_THINK_BETTER)


def erase_one(person_id: UUID, now: datetime) -> bool:
    """One that breaks off holds up no other; the next tick tries again."""
    try:
        people.lock(person_id)
        person = db.session.scalar(select(Person).where(Person.id == person_id, is_due(now)))
        if person is not None:
            erase(person, now)
        db.session.commit()
    except Exception as why:
        db.session.rollback()
        log_failure(log, "an account could not be erased", why)
        return False
    if person is not None:
        wiping.wipe_soon()
    return person is not None


def erase(person: Person, now: datetime) -> None:
    """Of a closed account, under its lock. Commit, and then `wiping.wipe_soon`."""
    person_id = person.id
    db.session.flush()
    db.session.expire_all()
    forget_as_mentor(person_id)
    forget_reports(person_id)
    chain.erase(person_id)
    today = now.astimezone(UTC).date()
    tell_phones(person_id, today)
    run(delete(Person).where(Person.id == person_id))
    db.session.add(Erasure(day=today))
    db.session.flush()


def forget_as_mentor(person_id: UUID) -> None:
    theirs = select(Match.id).where(Match.mentor_id == person_id)
    if db.session.scalar(theirs.limit(1)) is None:
        return
    make_nobody()
    for what in (MentorAct, FollowUp, MentorNote, PlanShare, GoalShare):
        run(delete(what).where(what.match_id.in_(theirs)))
    run(delete(HandOver).where(HandOver.match_id.in_(theirs), HandOver.closed_at.is_not(None)))
    run(update(HandOver).where(HandOver.match_id.in_(theirs)).values(words=""))
    for idea in (Step, Goal):
        waits = and_(idea.suggested_in_id.in_(theirs), idea.accepted_at.is_(None))
        run(delete(idea).where(waits))
    run(delete(TrialAnswer).where(TrialAnswer.person_id == person_id))
    forget_words_as_mentor(person_id, theirs)
    run(update(Consent).where(Consent.match_id.in_(theirs)).values(mentor_name=None))
    run(update(Match).where(Match.mentor_id == person_id).values(mentor_id=NOBODY_ID, seat=None))


def forget_words_as_mentor(person_id: UUID, theirs: object) -> None:
    mine = and_(Message.by_id == person_id, Message.match_id.in_(theirs))  # type: ignore[arg-type]
    run(update(Message).where(mine).values(by_id=NOBODY_ID, photo=None, photo_type=None))
    nothing_left = and_(Message.by_id == NOBODY_ID, Message.body.is_(None))
    run(
        update(Message)
        .where(nothing_left, Message.taken_back_at.is_(None))
        .values(taken_back_at=Message.sent_at)
    )


def make_nobody() -> None:
    """Who holds what stays: without an address or a role, shut, with a password nobody knows."""
    if db.session.get(Person, NOBODY_ID):
        return
    epoch = datetime.fromtimestamp(0, UTC)
    db.session.add(
        Person(
            id=NOBODY_ID,
            email="",
            display_name="–",
            password_hash=passwords.new_hash(secrets.token_urlsafe(32)),
            timezone="UTC",
            created_at=epoch,
            suspended_at=epoch,
        )
    )
    db.session.flush()


def forget_reports(person_id: UUID) -> None:
    about_them = or_(MessageReport.about_id == person_id, MessageReport.by_id == person_id)
    run(delete(MessageReport).where(about_them, MessageReport.handled_at.is_not(None)))
    run(update(MessageReport).where(MessageReport.by_id == person_id).values(words=None))


def tell_phones(person_id: UUID, today: date) -> None:
    """When they ask next."""
    theirs = select(SignIn.token_hash).where(SignIn.person_id == person_id)
    marks = [ErasedSignIn(token_hash=one, day=today) for one in db.session.scalars(theirs)]
    db.session.add_all(marks)


def is_erased(token: object) -> bool:
    """Whether who had signed in with it was erased since."""
    return (
        isinstance(token, str) and db.session.get(ErasedSignIn, sign_ins.hashed(token)) is not None
    )


def is_settled() -> ColumnElement[bool]:
    """A report of words whose writer was erased, and that a coordinator has closed."""
    return and_(MessageReport.about_id.is_(None), MessageReport.handled_at.is_not(None))


def run(statement: object) -> None:
    db.session.execute(
        statement,  # type: ignore[call-overload]
        execution_options={"synchronize_session": False},
    )
