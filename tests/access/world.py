"""Mia, everyone else, and one of everything that is Mia's."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import inspect
from sqlalchemy.orm import make_transient_to_detached

from peerapp import clock
from peerapp.accounts.models import PasswordReset, Person, SignIn
from peerapp.accounts.sign_ins import hashed
from peerapp.checkins.models import CheckIn, ImportDraft, Question
from peerapp.extensions import db
from peerapp.matching.models import (
    Apart,
    Invitation,
    Match,
    MatchRequest,
    Origin,
    PhoneNumber,
    Side,
)
from peerapp.mentoring import acts
from peerapp.mentoring.models import Did, FollowUp, HandOver, MentorAct, MentorNote
from peerapp.messages.models import Message, MessageReport
from peerapp.plan import goals, ideas, lines, sharing
from peerapp.plan.models import Goal, PlanLine
from peerapp.plan.sections import Section
from peerapp.program.models import ProposedPair
from peerapp.push import answers
from peerapp.push.models import Delivery, PushSubscription
from peerapp.reflections.models import Motivation
from peerapp.reminders import email_wishes
from peerapp.reminders.models import (
    CalendarFeed,
    Reminder,
    ReminderSlot,
    slot_key,
)
from peerapp.safety.models import HelpCall
from peerapp.seen import mark
from peerapp.sobriety import trackers
from peerapp.sobriety.models import Lapse, Period, Tracker
from tests.support import people as make
from tests.support.client import Client, client_of
from tests.support.databases import all_rows, copy_rows, lay_aside
from tests.support.pictures import a_photo
from tests.support.proposals import make_pair, make_proposal
from tests.support.requests import make_looking_member, make_open_mentor, make_request

RESET_TOKEN = "a-token-from-a-mail-that-mia-got"

# The columns of the matrix.
NOBODY = "nobody"
WHO = (NOBODY, "mia", "member", "mentor", "former", "other", "paused", "coordinator", "suspended")


@dataclass
class World:
    mia: Person  # whose things they are
    member: Person  # another member
    mentor: Person  # Mia's, now
    former: Person  # a mentor whom Mia left
    other: Person  # a mentor of somebody else
    paused: Person  # a mentor of Mia's whom the coordinator has paused
    coordinator: Person
    suspended: Person  # a mentor of Mia's whose account is suspended

    checkin: CheckIn
    match: Match
    waiting: Person  # a member on the waiting list, proposed to `open_mentor`
    open_mentor: Person
    pair: ProposedPair
    offer: MatchRequest  # of the program
    request: MatchRequest  # to `other`
    free: Person  # a mentor whom any member can ask
    invitation: Invitation
    tracker: Tracker
    draft: ImportDraft
    reminder: Reminder
    slot: ReminderSlot  # of another one, which rang
    feed: CalendarFeed
    device: SignIn  # another phone of Mia's
    subscription: PushSubscription
    delivery: Delivery  # of `slot` to `subscription`
    question: Question  # of the program's own
    motivation: Motivation
    message: Message  # Mia's to her mentor, with a photo
    their_message: Message  # the mentor's to Mia
    report: MessageReport  # of a message of the mentor's
    apart: Apart  # whom Mia does not want to see again
    act: MentorAct  # of her mentor's, about her; so are the three that follow
    follow_up: FollowUp
    hand_over: HandOver
    note: MentorNote
    call: HelpCall  # her mentor was told
    number: PhoneNumber  # for who walks with her, and who is told of a call
    line: PlanLine  # of her plan, which she shares with `mentor`
    goal: Goal  # shared with `mentor`
    idea: Goal  # of `mentor`'s, for Mia

    def client(self, app: Any, who: str) -> Client:
        return client_of(app, None if who == NOBODY else getattr(self, who))

    def parts(self) -> dict[str, Any]:
        """What stands for each `<...>` of a rule: Mia's own."""
        return self._parts

    def __post_init__(self) -> None:
        # now, since a request may delete the rows
        self.endpoint = self.subscription.endpoint
        self.delivery_id = self.delivery.id
        self.button = answers.token_for(self.delivery_id, "later-1h")
        self.why_seen = mark(self.motivation.words)
        self.line_seen = lines.mark_of(self.line)
        self.goal_seen = goals.mark_of(self.goal)
        self._parts = {
            "checkin_id": self.checkin.id,
            "match_id": self.match.id,
            "request_id": self.request.id,
            "waiting_id": self.waiting.id,
            "open_mentor_id": self.open_mentor.id,
            "proposal_id": self.pair.proposal_id,
            "pair_id": self.pair.id,
            "program_request_id": self.offer.id,
            "tracker_id": self.tracker.id,
            "draft_id": self.draft.id,
            "own_milestone_id": self.tracker.own_milestones[0].id,
            "period_id": trackers.rows_of(self.tracker)[0].id,  # with a return to use at its end
            "lapse_id": self.tracker.lapses[0].id,
            "reminder_id": self.reminder.id,
            "slot_id": self.slot.id,
            "secret": self.feed.secret,
            "wish_token": email_wishes.token_of(self.mia.id),
            "confirm_token": email_wishes.confirmation_of(self.mia),
            "device_id": self.subscription.id,
            "sign_in_id": self.device.id,
            "member_id": self.mia.id,
            "mentor_id": self.mentor.id,
            "code": self.invitation.code,
            "token": RESET_TOKEN,
            "day": self.checkin.day,
            "question_id": self.question.id,
            "other_id": self.mentor.id,
            "apart_id": self.apart.id,
            "act_id": self.act.id,
            "follow_up_id": self.follow_up.id,
            "hand_over_id": self.hand_over.id,
            "note_id": self.note.id,
            "call_id": self.call.id,
            "message_id": self.message.id,
            "their_message_id": self.their_message.id,
            "report_id": self.report.id,
            "question": "languages",  # of the conversation for matching
            "section": "coping",
            "line_id": self.line.id,
            "goal_id": self.goal.id,
            "shared_goal_id": self.goal.id,
            "step_id": self.goal.steps[0].id,
            "idea_id": self.idea.id,
        }


# Of the clock: nothing in the world is of another kind a minute later.
FRESH_FOR = timedelta(minutes=1)


@dataclass
class Copied:
    """A world whose rows lie beside the tables: it is asked for by a thousand tests, and most take
    less time than it takes to make.
    """

    made_at: datetime
    names: list[str]  # of the tables that have rows
    keys: dict[str, tuple[Any, ...]]  # of each field: the class and the primary key
    plain: dict[str, Any]  # what is no row


copied: dict[str, Copied] = {}  # by the address of the database


def build() -> World:
    kept = copied.get(str(db.engine.url))
    if kept is None or not kept.made_at <= clock.now() < kept.made_at + FRESH_FOR:
        with make.one_commit():
            world = populate()
        copied[str(db.engine.url)] = copy_of(world)
        return world
    copy_rows(kept.names)
    world = object.__new__(World)
    world.__dict__ = kept.plain | {name: row_of(*key) for name, key in kept.keys.items()}
    return world


def copy_of(world: World) -> Copied:
    rows = {field.name: getattr(world, field.name) for field in fields(World)}
    keys = {name: (type(row), *inspect(row).identity) for name, row in rows.items()}
    plain = {name: value for name, value in vars(world).items() if name not in rows}
    return Copied(clock.now(), lay_aside(), keys, plain)


def row_of(cls: type[Any], *key: Any) -> Any:
    """A row that is there, without a look at it before something of it is asked for."""
    row = cls(**dict(zip((column.key for column in inspect(cls).primary_key), key, strict=True)))
    make_transient_to_detached(row)
    db.session.add(row)
    return row


def populate() -> World:
    mia, member = make.make_member("Mia"), make.make_member("Noah")
    mentor, former = make.make_mentor("Toni"), make.make_mentor("Fay")
    other, paused = make.make_mentor("Omar"), make.make_mentor("Pia")
    suspended, coordinator = make.make_mentor("Sam"), make.make_coordinator("Cora")
    current = make.match(mentor, mia)
    current.trial_ends_at = clock.now() - timedelta(days=16)  # nobody answered how it is
    make.match(former, mia, ended=True)
    make.match(other, member)
    make.match(paused, mia)
    make.match(suspended, mia)
    make.pause(paused)
    make.suspend(suspended)
    checkin = make.check_in(mia, mood=2, sober=False, note="a note that only some may read")
    device = client_device(mia)
    tracker = make_tracker_with_a_past(mia)
    make.make_own_milestone(tracker, days=100)
    said = {"languages": {"en"}, "parts": {"mon_evening"}, "words": "words only some may read"}
    make.answer_for_matching(mia, Side.MEMBER, answered={"languages"}, **said)
    make.answer_for_matching(mentor, Side.MENTOR, capacity=4, **said)
    subscription = make.make_subscription(mia, device)
    slot = make.make_slot(make.make_reminder(mia, time(9, 0)))
    reset = PasswordReset(person_id=mia.id, token_hash=hashed(RESET_TOKEN), created_at=clock.now())
    make.save(reset)
    make.ask_to_be_on_call(mentor, former, other)
    for one, number in ((mentor, "212-555-0118"), (paused, "212-555-0119")):
        make.make_number(one, number)
    goal = make.make_goal(mia, "a goal that only some may read", "a step that only some may read")
    goals.share(goal, current, clock.now())
    sharing.share_plan(current, [Section.COPING], clock.now())
    waiting, open_mentor = make_looking_member("Wanda"), make_open_mentor("Olga", 5)
    return World(
        mia=mia,
        waiting=waiting,
        open_mentor=open_mentor,
        pair=make_pair(make_proposal(coordinator), waiting, open_mentor),
        offer=make_request(make_looking_member("Otis"), open_mentor, Origin.PROGRAM),
        member=member,
        mentor=mentor,
        former=former,
        other=other,
        paused=paused,
        coordinator=coordinator,
        suspended=suspended,
        checkin=checkin,
        match=current,
        request=make_request(mia, other),
        free=make_open_mentor("Ola"),
        invitation=make.invite(mentor),
        draft=make.make_draft(mia, "day,mood,note\n2026-09-02,3,a note that only some may read\n"),
        tracker=tracker,
        reminder=make.make_reminder(mia),
        slot=slot,
        feed=make.make_feed(mia),
        device=device,
        subscription=subscription,
        delivery=make.make_delivery(subscription, slot_key(slot.id)),
        question=make.make_question(coordinator),
        motivation=make.reflect(mia, checkin.day),
        message=make.make_message(current, mia, "a note that only some may read", photo=a_photo()),
        their_message=make.make_message(current, mentor, "How are you today?"),
        report=make.make_report(mentor, mia, "Words that were reported."),
        apart=make.keep_apart(mia, former),
        act=acts.act(current, Did.CALLED, clock.now()),
        follow_up=make.promise(current, clock.now().date() + timedelta(days=2), "her interview"),
        hand_over=make.hand_over(current, "please call her"),
        note=make.note(current, "a note that only some may read"),
        call=make.call_for_help(mia, mentor),
        number=make.make_number(mia, "212-555-0117"),
        line=make.make_line(mia, "a line that only some may read"),
        goal=goal,
        idea=ideas.suggest(current, "an idea that only some may read", clock.now()),
    )


def make_tracker_with_a_past(member: Person) -> Tracker:
    tracker = make.make_tracker(member, since=date(2026, 9, 1))
    tracker.periods.append(Period(started_on=date(2026, 5, 1), ended_on=date(2026, 9, 1)))
    tracker.lapses.append(Lapse(on=date(2026, 9, 10), created_at=clock.now()))
    make.save(tracker)
    return tracker


def client_device(person: Person) -> SignIn:
    now = clock.now()
    device = SignIn(
        person_id=person.id,
        token_hash=hashed(f"another phone of {person.id}"),
        device="Safari on iPhone",
        created_at=now,
        seen_at=now,
    )
    make.save(device)
    return device


def is_id(name: str) -> bool:
    """Whether a part of a rule names a thing (a day or a file name does not)."""
    return name.endswith("_id") or name in (
        "code",
        "token",
        "secret",
        "wish_token",
        "confirm_token",
    )


def unknown(name: str) -> Any:
    """The same kind of id, of nothing."""
    if name == "code":
        return "ZZZZ0000"
    if name in ("token", "secret", "wish_token", "confirm_token"):
        return f"no-such-{name}"
    return UUID("00000000-0000-4000-8000-000000000000")


# To look is what these say, and nothing but that (test_d8_every_look.py).
WHO_SAW_WHAT = {"viewings", "viewing_heads", "viewing_tally"}


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables but the bookkeeping of visits, to see whether a request wrote."""
    db.session.commit()
    bookkeeping = {"rate_counts", "sign_ins", "checkin_submissions"} | WHO_SAW_WHAT
    return {
        name: sorted(rows, key=repr) for name, rows in all_rows().items() if name not in bookkeeping
    }
