"""Whom a call of a member would tell now, in which order, and whom it leaves out and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from peerapp import mail
from peerapp.accounts import people
from peerapp.accounts.models import Person, Role, SignIn
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching import answers, apart, bonds, hours_of_contact, matches
from peerapp.matching.hours_of_contact import Hours
from peerapp.matching.models import MatchProfile
from peerapp.matching.notices import DAYTIME
from peerapp.push import subscriptions
from peerapp.push.models import PushSubscription
from peerapp.safety import call_rules, escalation
from peerapp.safety.models import Stage, What


@dataclass(frozen=True)
class Circle:
    told: Mapping[Stage, Sequence[Person]]
    left_out: Sequence[tuple[Person, What]]  # of the member's own mentors: AWAY or NIGHT
    only_mentor: bool
    with_device: frozenset[UUID]  # who has a phone that can be rung; asked where no mail can go

    def can_reach(self, one: Person) -> bool:
        return one.id in self.with_device or mail.is_set_up()

    def after(self, stage: Stage | None) -> tuple[Stage, Sequence[Person]] | None:
        """The next stage that tells anybody."""
        coming = [one for one in Stage if stage is None or one > stage]
        return next(((one, self.told[one]) for one in coming if self.told[one]), None)


def of(
    member: Person, now: datetime, only_mentor: bool, own: Sequence[Person] | None = None
) -> Circle:
    """`own`: the mentors of the member's current matches, where the caller has them already."""
    if own is None:
        own = [match.mentor for match in matches.of_member(member)]
    on_call = call_rules.on_call()
    reasons = left_out([*own, *on_call], now)
    candidates = {
        Stage.MENTOR: [one for one in own if one.id not in reasons],
        Stage.ON_CALL: [one for one in on_call if one.id not in reasons],
        Stage.COORDINATORS: active_coordinators(),
    }
    never = {*apart.ids_from(member.id), member.id}
    ids = {stage: [one.id for one in some] for stage, some in candidates.items()}
    last = Stage.MENTOR if only_mentor else Stage.COORDINATORS
    ordered = escalation.in_order(ids, never, last)
    by_id = {one.id: one for some in candidates.values() for one in some}
    return Circle(
        told={stage: [by_id[one] for one in ordered[stage]] for stage in Stage},
        left_out=[(one, reasons[one.id]) for one in own if one.id in reasons.keys() - never],
        only_mentor=only_mentor,
        with_device=frozenset(with_device(by_id, now)),
    )


def left_out(mentors: Sequence[Person], now: datetime) -> dict[UUID, What]:
    ids = {one.id for one in mentors}
    profiles, no_nights = bonds.profiles_of(ids), call_rules.left_out_at_night(ids)
    found = {}
    for mentor in mentors:
        row = profiles.get(mentor.id)
        if not is_there(mentor, row, now):
            found[mentor.id] = What.AWAY
        elif mentor.id in no_nights and not hours_of_contact.is_within(now, day_of(mentor, row)):
            found[mentor.id] = What.NIGHT
    return found


def is_there(mentor: Person, row: MatchProfile | None, now: datetime) -> bool:
    is_away = row is not None and answers.is_away(row, mentor.timezone, now)
    return mentor.is_mentor and not mentor.suspended_at and not is_away


def day_of(mentor: Person, row: MatchProfile | None) -> Hours:
    """When it is not night for them: their hours of contact, else ours."""
    zone = mentor.timezone
    own = row and hours_of_contact.of(row.contact_from, row.contact_until, zone)
    return own or Hours(*DAYTIME, zone)


def active_coordinators() -> list[Person]:
    return [one for one in people.with_role(Role.COORDINATOR) if not one.suspended_at]


def with_device(person_ids: Collection[UUID], now: datetime) -> set[UUID]:
    if mail.is_set_up():
        return set()  # everybody can be reached
    query = (
        select(PushSubscription.person_id)
        .join(PushSubscription.sign_in)
        .join(SignIn.person)
        .where(PushSubscription.person_id.in_(list(person_ids)), subscriptions.takes_a_push_at(now))
    )
    return set(db.session.scalars(query))


def day_in_words(mentor: Person) -> str:
    """9 AM to 9 PM, Chicago time"""
    hours = day_of(mentor, bonds.profiles_of({mentor.id}).get(mentor.id))
    start, end = (hours_of_contact.clock_words(at) for at in (hours.start, hours.end))
    zone = hours_of_contact.zone_words(hours.zone)
    return _("%(start)s to %(end)s, %(zone)s", start=start, end=end, zone=zone)
