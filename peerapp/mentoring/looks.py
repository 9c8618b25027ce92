"""What rings for a mentor: one notification for all that is new, inside the mentor's own hours.

A mentor is looked after once a day, at the hour of their digest, and soon after a mentee has said
something that worries. So several in the same minutes ring once. How often and of what is the
mentor's own wish (wishes.py); the words are discreet, and no name is in them.
"""

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, or_, select, update

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.checkins import hidden
from peerapp.checkins.answers import HARD_MOOD, SaysHow
from peerapp.checkins.log import checked_in
from peerapp.extensions import db, looking
from peerapp.language import _, ngettext
from peerapp.matching import consents, hours_of_contact, matches, notices
from peerapp.matching.models import Match
from peerapp.mentoring import acts, attention, attention_rules, mentees, wishes
from peerapp.mentoring.mentee import Mentee
from peerapp.mentoring.models import MentorLook, MentorRing
from peerapp.mentoring.wishes import Wishes
from peerapp.push import outbox
from peerapp.push.notifications import Notification, Urgency
from peerapp.push.once import insert_new
from peerapp.queue import log_failure
from peerapp.sobriety.models import Tracker
from peerapp.sobriety.trackers import returned

log = logging.getLogger(__name__)

KIND = "mentees"
SOON = timedelta(minutes=5)  # a member can take back what was a slip, and others come with it
OF_USE_FOR = timedelta(hours=12)  # later it stands on the page
BATCH = 20
DAY = timedelta(days=1)


@checked_in.connect
def after_check_in(member: Person, checkin: SaysHow, now: datetime, **_: Any) -> None:
    """In the transaction of a check-in that may worry: those of its mentors who are shown that are
    looked after soon.
    """
    if not may_worry(checkin):
        return
    found = matches.of_member(member)
    sees = consents.sees([match.id for match in found], now)
    for match in found:
        if sees[match.id].days:
            look_by(match.mentor, now + SOON, now)


@returned.connect
def after_return(tracker: Tracker, now: datetime, **_: Any) -> None:
    """In the transaction of a return to use that is recorded with the dates alone."""
    if tracker.is_private:
        return
    for match in matches.of_member(db.session.get_one(Person, tracker.member_id)):
        look_by(match.mentor, now + SOON, now)


def may_worry(checkin: SaysHow) -> bool:
    """Roughly; what is a reason is decided at the look."""
    craving, mood = checkin.craving or 0, checkin.mood or 0
    return checkin.sober is False or craving >= attention_rules.MEDIUM or mood <= HARD_MOOD


def look_by(mentor: Person, at: datetime, now: datetime) -> None:
    """Not later than `at`, or when the mentor's hours begin."""
    at = hours_of_contact.next_opening(at, notices.hours_of(mentor))
    daily = next_daily(mentor, wishes.of(mentor), now)
    begin = {"id": uuid4(), "person_id": mentor.id, "looked_at": now, "next_daily_at": daily}
    insert_new(MentorLook, [{**begin, "next_at": min(at, daily)}])
    # one that is due may be under way, and has not seen this: then it is looked once more
    db.session.execute(
        update(MentorLook)
        .where(
            MentorLook.person_id == mentor.id,
            or_(MentorLook.next_at > at, MentorLook.next_at <= now),
        )
        .values(next_at=at)
        .execution_options(synchronize_session=False)
    )


def begin_all(now: datetime) -> None:
    """Whoever has mentees and was never looked after; ends the transaction."""
    query = (
        select(Person)
        .join(Match, Match.mentor_id == Person.id)
        .where(
            Match.ended_at.is_(None),
            ~exists().where(MentorLook.person_id == Person.id),
            exists().where(RoleGrant.person_id == Person.id, RoleGrant.role == Role.MENTOR),
        )
        .distinct()
    )
    for mentor in db.session.scalars(query).all():
        look_by(mentor, now + DAY, now)
    db.session.commit()


def something_is_due(now: datetime) -> ColumnElement[bool]:
    """For the look that is taken once a second."""
    return exists().where(MentorLook.next_at <= now)


def look_all(now: datetime) -> None:
    """Ends the transaction, after each mentor: any number of workers may look at once."""
    while True:
        query = select(MentorLook.person_id).where(MentorLook.next_at <= now)
        with looking() as connection:
            ids = list(connection.scalars(query.order_by(MentorLook.next_at).limit(BATCH)))
        if not ids:
            return
        for person_id in ids:
            claim(person_id, now)


@dataclass(frozen=True)
class Seen:
    """What a look found: of whom the mentor is to be told, and when it is looked next."""

    row_id: UUID
    next_at: datetime  # as it was: who looks at the same time comes second
    following: datetime
    about: list[UUID]  # matches
    needing: int  # how many of them need the mentor
    is_digest: bool


def claim(person_id: UUID, now: datetime) -> None:
    """One that cannot be computed waits a day, and stops no other."""
    try:
        if seen := look(person_id, now):
            tell(person_id, seen, now)
    except Exception as why:
        db.session.rollback()
        log_failure(log, f"mentor {person_id} could not be looked after", why)
        late = update(MentorLook).where(MentorLook.person_id == person_id)
        db.session.execute(late.values(next_at=now + DAY))
        db.session.commit()


def look(person_id: UUID, now: datetime) -> Seen | None:
    """Reads only, in a transaction that holds up no writer: there may be many mentees."""
    db.session.rollback()
    db.session.connection(execution_options={"sqlite_begin": "DEFERRED"})
    query = select(MentorLook).where(MentorLook.person_id == person_id, MentorLook.next_at <= now)
    row = db.session.scalar(query)
    seen = seen_by(row, now) if row else None
    db.session.rollback()
    return seen


def seen_by(row: MentorLook, now: datetime) -> Seen:
    mentor = row.person
    wanted = wishes.of(mentor)
    is_daily = row.next_daily_at <= now
    is_digest = is_daily and wanted.digest_at is not None
    found = mentees.of(mentor, now)
    if is_digest:
        about = [one for one in found if one.reasons or one.told]
    else:
        about = [one for one in found if has_news(one, wanted, row.looked_at, is_daily)]
    return Seen(
        row_id=row.id,
        next_at=row.next_at,
        following=next_daily(mentor, wanted, now) if is_daily else row.next_daily_at,
        about=[one.match.id for one in about],
        needing=sum(bool(one.needs_you) for one in about),
        is_digest=is_digest,
    )


def tell(person_id: UUID, seen: Seen, now: datetime) -> None:
    """Only who moves the row on rings. Ends the transaction."""
    moved = (
        update(MentorLook)
        .where(MentorLook.id == seen.row_id, MentorLook.next_at == seen.next_at)
        .values(next_at=seen.following, next_daily_at=seen.following, looked_at=now)
        .returning(MentorLook.id)
    )
    if db.session.scalar(moved) and seen.about:
        ring(db.session.get_one(Person, person_id), seen, now)
    db.session.commit()


def has_news(mentee: Mentee, wanted: Wishes, looked_at: datetime, is_daily: bool) -> bool:
    """A reason that the mentor wants to hear of and that arose since the last look. A promise that
    is due comes up again every day.
    """
    return any(
        one.kind in wanted.kinds
        and (one.since >= looked_at or (is_daily and one.kind in attention.NEVER_RESTS))
        for one in mentee.needs_you
    )


def next_daily(mentor: Person, wanted: Wishes, now: datetime) -> datetime:
    """The next hour of the digest: as chosen, or else ours inside the mentor's hours."""
    zone, at = ZoneInfo(mentor.timezone), wanted.digest_at or wishes.DIGEST_AT
    today = clock.local_day(now, mentor.timezone)
    days = (today + n * DAY for n in range(3))
    following = next(
        instant
        for day in days
        if (instant := datetime.combine(day, at, zone).astimezone(UTC)) > now
    )
    if wanted.digest_at is not None and wanted.is_own:
        return following
    return hours_of_contact.next_opening(following, notices.hours_of(mentor))


def replan(mentor: Person, now: datetime) -> None:
    """After the hour of the digest was changed, or the mentor's zone."""
    row = db.session.scalar(select(MentorLook).where(MentorLook.person_id == mentor.id))
    if row is not None:
        row.next_daily_at = next_daily(mentor, wishes.of(mentor), now)
        row.next_at = min(row.next_at, row.next_daily_at) if row.next_at > now else row.next_at
        db.session.flush()


@people.zone_changed.connect
def after_zone_change(_sender: Any, person: Person, **_: Any) -> None:
    replan(person, clock.now())


def ring(mentor: Person, seen: Seen, now: datetime) -> None:
    """One replaces the one before on the phone. Without names: a match may end before it rings."""
    match_ids = [str(one) for one in seen.about]
    row = MentorRing(person_id=mentor.id, rung_at=now, match_ids=match_ids)
    db.session.add(row)
    db.session.flush()
    outbox.put(
        mentor,
        Notification(
            key=f"{KIND}:{row.id}",
            useful_until=now + OF_USE_FOR,
            path="/mentees",
            urgency=Urgency.NORMAL if seen.is_digest else Urgency.HIGH,
            repeats=f"{KIND}:{mentor.id}",
            in_full=lambda: words(seen.needing),
        ),
        now,
        at_own_time=seen.is_digest,
    )


def words(count: int) -> str:
    if not count:
        return _("News of your mentees")
    return ngettext("%(num)s mentee may need you", "%(num)s mentees may need you", count)


@outbox.still_wanted(KIND)
def still_wanted(subjects: Collection[str], now: datetime) -> set[str]:
    """While one of those it was about is still this mentor's, who has done nothing since (A3); and
    if the member shows less since, while there is a reason in what is left.
    """
    query = select(MentorRing).where(MentorRing.id.in_([UUID(one) for one in subjects]))
    return {str(row.id) for row in db.session.scalars(query) if is_wanted(row, now)}


def is_wanted(row: MentorRing, now: datetime) -> bool:
    mentor, about = db.session.get_one(Person, row.person_id), {UUID(one) for one in row.match_ids}
    found = [match for match in matches.of_mentor(mentor) if match.id in about]
    log = acts.last([match.id for match in found])
    waiting = [
        match
        for match in found
        if (acted_at := log[match.id].acted_at) is None or acted_at < row.rung_at
    ]
    less = shows_less_since(waiting, row.rung_at, now)
    return any(match.id not in less or still_needs(match, mentor, now) for match in waiting)


def shows_less_since(found: Collection[Match], at: datetime, now: datetime) -> set[UUID]:
    """Whose consent was changed or ran out since, or who hid a day."""
    hid = hidden.hidden_since([match.member_id for match in found], at)
    changed = consents.changed_since([match.id for match in found], at, now)
    return changed | {match.id for match in found if match.member_id in hid}


def still_needs(match: Match, mentor: Person, now: datetime) -> bool:
    """By what the mentor may see now."""
    mentee = mentees.one(mentor, match.member_id, now)
    return mentee is not None and bool(mentee.needs_you)
