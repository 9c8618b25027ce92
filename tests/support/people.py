"""The people of our tests, and what they do. Each function writes rows and commits."""

import itertools
import secrets
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from argon2 import PasswordHasher
from sqlalchemy import select

from peerapp import clock
from peerapp.accounts.models import Person, Role, RoleGrant, SignIn
from peerapp.checkins import questions
from peerapp.checkins.models import Acknowledgement, CheckIn, ImportDraft, Question
from peerapp.extensions import db
from peerapp.files import drafts
from peerapp.matching import consents, invitations, numbers
from peerapp.matching.consent_fields import ALL, Choice, Field
from peerapp.matching.models import (
    Apart,
    ConsentKind,
    Invitation,
    Match,
    MatchProfile,
    PhoneNumber,
    Side,
)
from peerapp.mentoring import follow_ups, hand_overs
from peerapp.mentoring.models import FollowUp, HandOver, MentorNote
from peerapp.messages.models import Conversation, Message, MessageReport
from peerapp.plan import goals, lines
from peerapp.plan.models import Goal, PlanLine
from peerapp.plan.sections import Section
from peerapp.push.models import Delivery, PushSubscription, State
from peerapp.push.notifications import Urgency
from peerapp.reflections.models import Motivation, Pledge, ReflectionSettings, Review
from peerapp.reminders import feeds
from peerapp.reminders.models import (
    CalendarFeed,
    Outcome,
    Reminder,
    ReminderEmailWish,
    ReminderSlot,
)
from peerapp.safety.models import HelpCall, HelpCallStep, OnCall, Stage
from peerapp.sobriety.models import OwnMilestone, Period, Tracker
from tests.support.pictures import a_photo
from tests.support.push_keys import push_keys

PASSWORD = "seven quiet herons at dusk"
# Nobody listens there: what is sent is refused at once, and no test reaches a real service.
NO_PUSH_SERVICE = "localhost:9"
QUICK_ARGON2: dict[str, Any] = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}

_numbers = itertools.count(1)


@cache
def password_hash(password: str) -> str:
    return PasswordHasher(**QUICK_ARGON2).hash(password)


def save(*rows: Any) -> None:
    db.session.add_all(rows)
    if db.session.info.get("one_commit"):
        db.session.flush()
    else:
        db.session.commit()


@contextmanager
def one_commit() -> Iterator[None]:
    """Many people at once, in one transaction: ten times as quick."""
    db.session.info["one_commit"] = True
    try:
        yield
    finally:
        del db.session.info["one_commit"]
        db.session.commit()


def make_person(
    name: str,
    *roles: Role,
    timezone: str = "America/New_York",
    email: str | None = None,
    password: str = PASSWORD,
    approved: bool = True,
    language: str = "en",
) -> Person:
    now = clock.now()
    slug = "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
    person = Person(
        email=email or f"{slug}{next(_numbers)}@example.org",
        display_name=name,
        password_hash=password_hash(password),
        timezone=timezone,
        language=language,
        created_at=now,
        adult_confirmed_at=now,
        exit_explained_at=now,
    )
    person.roles = [
        RoleGrant(role=role, granted_at=now, approved_at=now if approved else None)
        for role in roles
    ]
    save(person)
    return person


def make_member(name: str = "Mia", **more: Any) -> Person:
    return make_person(name, Role.MEMBER, **more)


def make_mentor(name: str = "Toni", **more: Any) -> Person:
    return make_person(name, Role.MENTOR, **more)


def make_coordinator(name: str = "Cora", **more: Any) -> Person:
    return make_person(name, Role.COORDINATOR, **more)


def suspend(person: Person, at: datetime | None = None) -> None:
    person.suspended_at = at or clock.now()
    save(person)


def pause(mentor: Person) -> None:
    grant = mentor.grant(Role.MENTOR)
    assert grant
    grant.paused_at = clock.now()
    save(grant)


def match(
    mentor: Person,
    member: Person,
    since: timedelta = timedelta(days=30),
    ended: bool = False,
    shares: Collection[Field] = ALL,
) -> Match:
    """They are connected since so long ago; ended an hour ago if it is over. The member lets the
    mentor see all, if nothing else is said.
    """
    now = clock.now()
    match = Match(
        mentor_id=mentor.id,
        member_id=member.id,
        started_at=now - since,
        ended_at=now - timedelta(hours=1) if ended else None,
        ended_by_id=member.id if ended else None,
    )
    save(match)
    consents.give(match, Choice(frozenset(shares)), now - since, ConsentKind.YES)
    save(match)
    return match


def keep_apart(by: Person, other: Person, is_block: bool = False) -> Apart:
    row = Apart(by_id=by.id, other_id=other.id, is_block=is_block, created_at=clock.now())
    save(row)
    return row


def call_for_help(member: Person, told: Person) -> HelpCall:
    """Just now; a mentor was told, and nobody has answered."""
    now = clock.now()
    call = HelpCall(
        member_id=member.id,
        said_at=now,
        reached_at=now,
        words="a call that only some may read",
        only_mentor=True,
        stage=Stage.MENTOR,
        rounds=0,
        happened=1,
        next_step_at=now + timedelta(minutes=10),
    )
    save(call)
    save(
        HelpCallStep(
            call_id=call.id,
            person_id=told.id,
            round=0,
            stage=Stage.MENTOR,
            number=1,
            at=now,
            devices=0,
        )
    )
    return call


def ask_to_be_on_call(*mentors: Person) -> None:
    save(*(OnCall(person_id=mentor.id, asked_at=clock.now()) for mentor in mentors))


def make_number(
    person: Person, number: str, for_matches: bool = True, for_calls: bool = True
) -> PhoneNumber:
    row = numbers.save(person, number, for_matches, for_calls, clock.now())
    save(row)
    return row


def invite(mentor: Person, for_: timedelta = timedelta(days=7)) -> Invitation:
    now = clock.now()
    invitation = invitations.make(mentor, now)
    invitation.expires_at = now + for_
    save(invitation)
    return invitation


def make_message(
    match: Match, by: Person, body: str | None = "Hello.", photo: bytes | None = None, **more: Any
) -> Message:
    """Written just now, and nothing rings for it."""
    talk = db.session.get(Conversation, match.id)
    if talk is None:
        talk = Conversation(match_id=match.id, last_number=0, changes=0)
    talk.last_number += 1
    talk.changes += 1
    message = Message(
        match_id=match.id,
        by_id=by.id,
        number=talk.last_number,
        changed=talk.changes,
        body=body,
        photo=photo,
        photo_type="image/jpeg" if photo else None,
        sent_at=clock.now(),
        **more,
    )
    save(talk, message)
    return message


def make_report(about: Person, by: Person, body: str) -> MessageReport:
    row = MessageReport(
        by_id=by.id,
        about_id=about.id,
        body=body,
        photo=a_photo(),
        photo_type="image/jpeg",
        sent_at=clock.now(),
        reason="unkind",
        created_at=clock.now(),
    )
    save(row)
    return row


def answer_for_matching(person: Person, side: Side, **answers: Any) -> MatchProfile:
    """What a person said about themselves, by the columns of MatchProfile."""
    now = clock.now()
    row = MatchProfile(person_id=person.id, side=side, created_at=now, changed_at=now, **answers)
    save(row)
    return row


def check_in(member: Person, day: date | None = None, mood: int = 4, **answers: Any) -> CheckIn:
    """On a day of the member's own zone, today if none is given."""
    now = clock.now()
    checkin = CheckIn(
        member_id=member.id,
        day=day or clock.local_day(now, member.timezone),
        mood=mood,
        created_at=now,
        changed_at=now,
        **answers,
    )
    save(checkin)
    return checkin


def acknowledge(mentor: Person, checkin: CheckIn) -> Acknowledgement:
    row = Acknowledgement(checkin_id=checkin.id, mentor_id=mentor.id, given_at=clock.now())
    save(row)
    return row


def make_tracker(member: Person, name: str = "Alcohol", since: date = date(2026, 9, 1)) -> Tracker:
    tracker = Tracker(member_id=member.id, name=name, created_at=clock.now())
    tracker.periods = [Period(started_on=since)]
    save(tracker)
    return tracker


def make_question(
    by: Person, text: str = "How safe do you feel at home?", kind: str = "scale", **ends: str
) -> Question:
    """One of the program's own."""
    question = questions.add(questions.Wording(text, kind, **ends), by, clock.now())
    save(question)
    return question


def make_draft(member: Person, content: str) -> ImportDraft:
    """A file that is looked at."""
    draft = drafts.keep(member, content, "utf-8", clock.now())
    save(draft)
    return draft


def reflect(member: Person, day: date) -> Motivation:
    """All that only the member sees: why, with a photo; both switched on; a day's two rows."""
    now, mine = clock.now(), member.id
    motivation = Motivation(
        member_id=mine,
        words="words only the member reads",
        photo=a_photo(),
        photo_type="image/jpeg",
        photo_words="a photo only the member sees",
        changed_at=now,
    )
    save(
        motivation,
        ReflectionSettings(member_id=mine, pledge_is_on=True, review_is_on=True),
        Pledge(member_id=mine, day=day, words="a pledge only the member reads", made_at=now),
        Review(
            member_id=mine,
            day=day,
            answers={"went_well": "a review only the member reads"},
            written_at=now,
        ),
    )
    return motivation


def make_line(
    member: Person, words: str, section: Section = Section.COPING, phone: str | None = None
) -> PlanLine:
    line = lines.add(member, section, lines.Written(words, phone), clock.now())
    save(line)
    return line


def make_goal(member: Person, words: str, *steps: str, until: date | None = None) -> Goal:
    goal = goals.add(member, words, until, clock.now())
    for step in steps:
        goals.add_step(goal, step, clock.now())
    save(goal)
    return goal


def make_own_milestone(
    tracker: Tracker, name: str | None = None, days: int | None = None, on: date | None = None
) -> OwnMilestone:
    one = OwnMilestone(name=name, days=days, on=on, created_at=clock.now())
    tracker.own_milestones.append(one)
    save(tracker)
    return one


def make_reminder(person: Person, at: time = time(20, 0), days: int = 0b1111111) -> Reminder:
    """Every day at a time, tomorrow first."""
    now = clock.now()
    tomorrow = clock.local_day(now, person.timezone) + timedelta(days=1)
    wall = datetime.combine(tomorrow, at, ZoneInfo(person.timezone))
    reminder = Reminder(
        person_id=person.id,
        time=at,
        days=days,
        next_date=tomorrow,
        next_due_at=wall.astimezone(UTC),
        created_at=now,
    )
    save(reminder)
    return reminder


def make_slot(reminder: Reminder) -> ReminderSlot:
    """It rang a minute ago."""
    now = clock.now()
    slot = ReminderSlot(
        reminder_id=reminder.id,
        date=clock.local_day(now, reminder.person.timezone),
        due_at=now - timedelta(minutes=1),
        outcome=Outcome.QUEUED,
        decided_at=now,
    )
    save(slot)
    return slot


def make_feed(person: Person) -> CalendarFeed:
    """A calendar that was fetched just now, and an email where no device can ring."""
    now = clock.now()
    feed = feeds.make(person, now)
    feed.last_fetched_at = now
    save(feed, ReminderEmailWish(person_id=person.id, created_at=now))
    return feed


def make_subscription(
    person: Person, device: SignIn, endpoint: str | None = None
) -> PushSubscription:
    """A device that takes pushes."""
    subscription = PushSubscription(
        person_id=person.id,
        sign_in_id=device.id,
        endpoint=endpoint or f"https://{NO_PUSH_SERVICE}/{secrets.token_urlsafe(16)}",
        created_at=clock.now(),
        **push_keys(),
    )
    save(subscription)
    return subscription


def make_delivery(
    subscription: PushSubscription, key: str, sent: timedelta = timedelta(), **more: Any
) -> Delivery:
    """A notification that went out so long ago, of use for an hour from then on."""
    sent_at = clock.now() - sent
    delivery = Delivery(
        subscription_id=subscription.id,
        person_id=subscription.person_id,
        key=key,
        topic=secrets.token_urlsafe(24),
        payload="",
        urgency=Urgency.HIGH,
        useful_until=sent_at + timedelta(hours=1),
        state=State.SENT,
        next_try_at=sent_at,
        created_at=sent_at,
        sent_at=sent_at,
        **more,
    )
    save(delivery)
    return delivery


def promise(walk: Match, due_on: date, words: str | None = None) -> FollowUp:
    """The mentor of a match will follow up on a day."""
    act = follow_ups.promise(walk, due_on, words, clock.now())
    save()
    return db.session.scalars(select(FollowUp).where(FollowUp.act_id == act.id)).one()


def hand_over(walk: Match, words: str = "") -> HandOver:
    act = hand_overs.hand_over(walk, words, clock.now())
    save()
    return db.session.scalars(select(HandOver).where(HandOver.act_id == act.id)).one()


def note(walk: Match, words: str) -> MentorNote:
    row = MentorNote(match_id=walk.id, words=words, written_at=clock.now())
    save(row)
    return row
