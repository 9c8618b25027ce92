"""What a mentor sees of their mentees: current matches only, and only what is shared."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import load_only

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.checkins import hidden
from peerapp.checkins.answers import is_pain, last_days
from peerapp.checkins.models import CheckIn, HiddenDay
from peerapp.checkins.search import folded
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching import consents, matches, numbers
from peerapp.matching.consent_fields import Field, Sees, is_not_shown
from peerapp.matching.models import Match
from peerapp.matching.numbers import Way
from peerapp.mentoring import (
    acts,
    attention,
    attention_rules,
    follow_ups,
    glance,
    hand_overs,
    wishes,
)
from peerapp.mentoring.attention import Reason
from peerapp.mentoring.facts import YOU, Call, Contact, Facts, Limits, Promise, Said, Used
from peerapp.mentoring.models import FollowUp, HandOver
from peerapp.messages import conversation
from peerapp.messages import unread as unread_messages
from peerapp.messages.unread import Unread
from peerapp.safety import call_lists
from peerapp.safety.models import HelpCall
from peerapp.sobriety import milestones, telling
from peerapp.sobriety.milestones import Milestone

STRIP = 14  # days that the list shows
DAY = timedelta(days=1)


@dataclass
class Mentee:
    """One row of the mentor's list, or the head of a mentee's page."""

    match: Match
    today: date  # in the mentee's own zone
    days: list[date]  # that are shown
    sees: Sees = field(default_factory=Sees)  # what the member lets this mentor see
    hidden: set[date] = field(default_factory=set)  # days of the member's, with a check-in
    found: dict[date, Said] = field(default_factory=dict)  # of WINDOW days
    last: CheckIn | None = None  # the latest that is shown, without its words
    told: list[tuple[str, Milestone]] = field(default_factory=list)  # with the tracker's name
    returns: list[Used] = field(default_factory=list)
    coming: list[tuple[str, date]] = field(default_factory=list)
    contact: Contact | None = None  # the last
    done: acts.Done = field(default_factory=acts.Done)
    follow_ups: Sequence[FollowUp] = ()
    kept: FollowUp | None = None  # a moment ago, so that it can be taken back
    hand_over: HandOver | None = None
    call: HelpCall | None = None  # for someone, open now
    unread: Unread | None = None  # messages to the mentor
    wrote_at: datetime | None = None  # when the mentee last wrote
    line_at: datetime | None = None  # when the mentor last wrote
    talked_at: datetime | None = None  # as the mentor said of a call for someone
    way: Way | None = None  # to call them, if they let their mentors
    reasons: list[Reason] = field(default_factory=list)

    @property
    def person(self) -> Person:
        return self.match.member

    @property
    def shared_from(self) -> date:
        """The mentee's day on which the two were matched."""
        return clock.local_day(self.match.started_at, self.person.timezone)

    @property
    def checkin(self) -> Said | None:
        return self.found.get(self.today)

    @property
    def last_day(self) -> date | None:
        return max(self.found, default=None)

    @property
    def last_shown(self) -> date | None:
        return max((day for day, said in self.found.items() if said.is_shown), default=None)

    @property
    def not_shown(self) -> list[str]:
        """By name, what this mentor is not shown."""
        return is_not_shown(self.sees.fields)

    def may_see(self, day: date) -> frozenset[Field]:
        """Of the check-in of a day."""
        return self.sees.of_day(day, self.today, self.hidden)

    @property
    def needs_you(self) -> list[Reason]:
        return [one for one in self.reasons if one.kind not in attention.GOOD_TO_KNOW]

    @property
    def is_on_the_icon(self) -> bool:
        """Whether they add to the number on it: not who is in it by a call or a message already."""
        return bool(self.needs_you) and not (self.call or self.unread)

    @property
    def good_to_know(self) -> list[Reason]:
        return [one for one in self.reasons if one.kind in attention.GOOD_TO_KNOW]

    @property
    def next_step(self) -> str | None:
        return attention.NEXT[self.needs_you[0].kind] if self.needs_you else None

    @property
    def to_acknowledge(self) -> CheckIn | None:
        """Today's check-in, or an earlier one that worries."""
        worries = any(one.rank == attention.WORRY for one in self.needs_you)
        return self.last if self.last and (worries or self.last.day == self.today) else None

    @property
    def sentence(self) -> str:
        """Whole, so that nobody has to open the page for it."""
        today = (
            glance.sentence(self.checkin, self.last_day, self.today, self.shared_from)
            if self.sees.days
            else _("You do not see their check-ins.")
        )
        if not self.needs_you:
            return today
        why = glance.joined(one.text for one in self.needs_you)
        says_today = any(one.kind in attention.SAYS_TODAY for one in self.needs_you)
        return why if says_today else f"{why} {today}"


def of(mentor: Person, now: datetime) -> list[Mentee]:
    """All current mentees, in the order of `order`; as many queries for 5 as for 500."""
    mentees = [as_mentee(match, now, STRIP) for match in matches.of_mentor(mentor)]
    fill(mentees, mentor, now)
    return sorted(mentees, key=order)


def order(mentee: Mentee) -> tuple[object, ...]:
    """Calls for help, a worrying answer, what the mentor owes, silence, long without contact; in
    each of these, who waits longest. Then all others by name.
    """
    needs = mentee.needs_you
    since = needs[0].since if needs else mentee.match.started_at
    rank = needs[0].rank if needs else len(attention.RANKS)
    return rank, since if needs else 0, mentee.person.display_name, str(mentee.match.id)


def is_called(mentee: Mentee, name: str) -> bool:
    """Whether what was typed stands in the name, whatever its case and accents; nothing does."""
    return folded(name) in folded(mentee.person.display_name)


def one(mentor: Person, member_id: UUID, now: datetime, days: int = 30) -> Mentee | None:
    """None for everybody who is not a current mentee."""
    match = matches.between(mentor, member_id)
    if match is None:
        return None
    mentee = as_mentee(match, now, days)
    fill([mentee], mentor, now)
    return mentee


def visible_checkin(mentor: Person, checkin_id: UUID) -> CheckIn | None:
    """A check-in that is shared with this mentor now."""
    checkin = db.session.get(CheckIn, checkin_id)
    match = checkin and matches.between(mentor, checkin.member_id)
    if not checkin or not match or not is_shared(checkin, match):
        return None
    now = clock.now()
    mentee = as_mentee(match, now, 1)
    with_consents({match.member_id: mentee}, now)
    if hidden.is_hidden(match.member_id, checkin.day):
        return None
    return checkin if mentee.may_see(checkin.day) else None


def checkins_of(mentee: Mentee) -> list[CheckIn]:
    """Of the days that are shown, the latest first. What is read of each: shared_days.py."""
    shown = {day for day, said in mentee.found.items() if said.is_shown}
    query = select(CheckIn).where(
        CheckIn.member_id == mentee.person.id, CheckIn.day.in_(shown & set(mentee.days))
    )
    return list(db.session.scalars(query.order_by(CheckIn.day.desc())))


def as_mentee(match: Match, now: datetime, days: int) -> Mentee:
    today = clock.local_day(now, match.member.timezone)
    return Mentee(match, today, last_days(today, days))


def fill(mentees: Collection[Mentee], mentor: Person, now: datetime) -> None:
    by_member = {mentee.person.id: mentee for mentee in mentees}
    by_match = {mentee.match.id: mentee for mentee in mentees}
    if not by_member:
        return
    with_consents(by_member, now)
    with_days(by_member)
    with_returns(by_member)
    with_milestones(by_member, now)
    log = acts.last(by_match)
    promises, handed = follow_ups.open_of(by_match), hand_overs.open_of(by_match)
    kept = follow_ups.kept_lately(by_match, now)
    unread, words = unread_messages.of(mentor.id, by_match), conversation.last_words(by_match)
    open_calls = call_lists.open_for(mentor, by_member)
    talks = call_lists.last_talks(mentor, by_member)
    ways = numbers.of_mentees(mentor, by_member)
    for match_id, mentee in by_match.items():
        mentee.way = ways.get(mentee.person.id)
        mentee.done = log[match_id]
        mentee.follow_ups = promises.get(match_id, ())
        mentee.hand_over, mentee.kept = handed.get(match_id), kept.get(match_id)
        mentee.call = open_calls.get(mentee.person.id)
        mentee.unread, said = unread.get(match_id), words.get(match_id)
        mentee.wrote_at = said.member_wrote_at if said else None
        mentee.talked_at = talks.get(mentee.person.id)
        contact = acts.later(mentee.done.contact, mentee.talked_at, _("you talked"))
        mentee.line_at = said.mentor_wrote_at if said else None
        mentee.contact = acts.later(contact, mentee.line_at, _("you wrote"))
    limits = wishes.of(mentor).limits
    for mentee in mentees:
        mentee.reasons = attention_rules.reasons(facts_of(mentee, mentor, limits, now))


def with_consents(by_member: dict[UUID, Mentee], now: datetime) -> None:
    """Before anything else is read of them: what each lets this mentor see (A3)."""
    sees = consents.sees([mentee.match.id for mentee in by_member.values()], now)
    for mentee in by_member.values():
        mentee.sees = sees[mentee.match.id]
        if not mentee.sees.earlier_days:
            mentee.days = [day for day in mentee.days if mentee.today - day <= DAY]


def with_days(by_member: dict[UUID, Mentee]) -> None:
    """What each said of their days, which they hide, and the row of the latest check-in."""
    oldest = min(mentee.today for mentee in by_member.values()) - attention_rules.WINDOW * DAY
    query = (
        select(
            CheckIn.member_id,
            CheckIn.day,
            CheckIn.mood,
            CheckIn.craving,
            CheckIn.sober,
            CheckIn.changed_at,
            CheckIn.created_at,
            HiddenDay.hidden_at,
        )
        .outerjoin(
            HiddenDay,
            and_(HiddenDay.member_id == CheckIn.member_id, HiddenDay.day == CheckIn.day),
        )
        .where(CheckIn.member_id.in_(by_member), CheckIn.day >= oldest)
        .order_by(CheckIn.day)
    )
    for row in db.session.execute(query):
        mentee = by_member[row.member_id]
        is_known = mentee.sees.days and is_shared(row, mentee.match) and row.day <= mentee.today
        if row.hidden_at:
            mentee.hidden.add(row.day)
        if is_known:
            if not mentee.sees.earlier_days:  # of those no more than when the last one was
                forget_earlier(mentee)
            mentee.found[row.day] = said_on(row, mentee.may_see(row.day))
    columns = (CheckIn.id, CheckIn.member_id, CheckIn.day, CheckIn.changed_at)
    latest = {mentee.last_shown for mentee in by_member.values() if mentee.last_shown}
    rows = select(CheckIn).where(CheckIn.member_id.in_(by_member), CheckIn.day.in_(latest))
    for checkin in db.session.scalars(rows.options(load_only(*columns))):
        if checkin.day == by_member[checkin.member_id].last_shown:
            by_member[checkin.member_id].last = checkin


def forget_earlier(mentee: Mentee) -> None:
    for day in [day for day in mentee.found if mentee.today - day > DAY]:
        del mentee.found[day]


def said_on(row: Any, may_see: Collection[Field]) -> Said:
    return Said(
        day=row.day,
        mood=row.mood if Field.MOOD in may_see else None,
        craving=row.craving if Field.CRAVING in may_see else None,
        sober=row.sober if Field.SOBER in may_see else None,
        at=max(row.created_at, row.changed_at),  # a phone may have been offline
        is_shown=bool(may_see),
    )


def with_returns(by_member: dict[UUID, Mentee]) -> None:
    oldest = min(mentee.today for mentee in by_member.values()) - attention_rules.SAID_LATELY * DAY
    for one in telling.returns_of(by_member, oldest):
        mentee = by_member[one.member_id]
        is_for_them = Field.TRACKERS in mentee.sees.fields and one.day not in mentee.hidden
        if is_for_them and is_shared(one, mentee.match) and one.day <= mentee.today:
            mentee.returns.append(Used(one.day, one.created_at))


def with_milestones(by_member: dict[UUID, Mentee], now: datetime) -> None:
    """Those of whom the member wants it told; on a day of pain they wait."""
    for wish in telling.of(by_member):
        mentee = by_member[wish.member_id]
        if Field.TRACKERS not in mentee.sees.fields:
            continue
        if mentee.checkin and is_pain(mentee.checkin):
            continue
        reached = wish.recent(mentee.today, mentee.person.timezone, now)
        if reached and reached.day >= mentee.shared_from:
            mentee.told.append((wish.tracker, reached))
        day, name = milestones.next_milestone(wish.period.started_on, mentee.today + DAY)
        if day == mentee.today + DAY:
            mentee.coming.append((f"{name} ({wish.tracker})", day))


def facts_of(mentee: Mentee, mentor: Person, limits: Limits, now: datetime) -> Facts:
    mentors_zone = mentor.timezone
    handed = mentee.hand_over
    return Facts(
        today=mentee.today,
        zone=mentee.person.timezone,
        met_at=mentee.match.started_at,
        mentors_today=clock.local_day(now, mentors_zone),
        days=list(mentee.found.values()),
        sees_days=mentee.sees.days,
        returns=mentee.returns,
        milestones=mentee.coming,
        call=as_call(mentee.call, mentor) if mentee.call else None,
        wrote_at=mentee.wrote_at,
        promises=[
            Promise(one.due_on, clock.start_of(one.due_on, mentors_zone))
            for one in mentee.follow_ups
        ],
        handed_over_at=handed.made_at if handed and hand_overs.waits_long(handed, now) else None,
        last_contact=mentee.contact,
        line_at=mentee.line_at,
        acted_at=max((at for at in (mentee.done.acted_at, mentee.talked_at) if at), default=None),
        limits=limits,
    )


def as_call(call: HelpCall, mentor: Person) -> Call:
    who = call.taken_by and call.taken_by.display_name
    return Call(call.reached_at, YOU if call.taken_by_id == mentor.id else who)


class Dated(Protocol):
    @property
    def day(self) -> date: ...
    @property
    def created_at(self) -> datetime: ...


def is_shared(checkin: Dated, match: Match) -> bool:
    """Shared is what the member logs from the day of the match on, not what they wrote before."""
    first_day = clock.local_day(match.started_at, match.member.timezone)
    return checkin.day >= first_day or checkin.created_at >= match.started_at
