"""What a mentor sees of their mentees: current matches only, and only what is shared."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.checkins import hidden
from peerapp.checkins.answers import last_days
from peerapp.checkins.models import CheckIn
from peerapp.checkins.search import folded
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching import matches, numbers
from peerapp.matching.models import Match
from peerapp.mentoring import (
    acts,
    attention,
    attention_rules,
    follow_ups,
    hand_overs,
    shown,
    wishes,
)
from peerapp.mentoring.facts import YOU, Call, Facts, Limits, Promise
from peerapp.mentoring.mentee import Mentee
from peerapp.messages import conversation
from peerapp.messages import unread as unread_messages
from peerapp.safety import call_lists
from peerapp.safety.models import HelpCall

STRIP = 14  # days that the list shows


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
    if not checkin or not match or not shown.is_shared(checkin, match):
        return None
    now = clock.now()
    mentee = as_mentee(match, now, 1)
    shown.with_consents({match.member_id: mentee}, now)
    if hidden.is_hidden(match.member_id, checkin.day):
        return None
    return checkin if mentee.may_see(checkin.day) else None


def checkins_of(mentee: Mentee) -> list[CheckIn]:
    """Of the days that are shown, the latest first. What is read of each: shared_days.py."""
    days = {day for day, said in mentee.found.items() if said.is_shown}
    query = select(CheckIn).where(
        CheckIn.member_id == mentee.person.id, CheckIn.day.in_(days & set(mentee.days))
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
    shown.with_consents(by_member, now)
    shown.with_days(by_member)
    shown.with_returns(by_member)
    shown.with_milestones(by_member, now)
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
