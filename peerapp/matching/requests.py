"""A member asks mentors, or the program suggests two people to each other; both say yes (H8).

Each verb takes the locks of both people in one call, so that whatever happens at once to one
request comes one after the other, and is safe to call twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID

from sqlalchemy import func, select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import N_, _
from peerapp.matching import answers, line, matches, may_ask, notices, rules
from peerapp.matching.consent_fields import Choice, known
from peerapp.matching.may_ask import Why
from peerapp.matching.models import Match, MatchRequest, Origin, Outcome

MOST = 5  # of a member's own that are open at once
MOST_A_DAY = 10  # of a member's own that are asked, with those in line, who may be asked today


class CannotAsk(Exception):
    """Its text is a sentence for who tried, in the language of who reads it; `source` is what is
    kept of it for later. Nothing was done.
    """

    def __init__(self, source: str, why: Why | None = None, **variables: object) -> None:
        super().__init__(source)
        self.source = source
        self.why = why
        self.variables = variables

    def __str__(self) -> str:
        return _(self.source, **self.variables)


def ask(
    member: Person,
    mentor_ids: Sequence[UUID],
    greeting: str | None,
    now: datetime,
    shares: Choice | None = None,
) -> list[MatchRequest]:
    """The first is asked now, if nobody else is; the rest wait in line. All of them, or none.

    Whom the member asked before is not asked again; of whom the program had suggested, this is the
    yes. The member is on the waiting list from now on. Raises CannotAsk.
    """
    people.lock(member.id, *mentor_ids)
    is_open = {one.mentor_id: one for one in line.open_of(member.id)}
    new = [one for one in dict.fromkeys(mentor_ids) if one not in is_open]
    own = sum(one.origin == Origin.MEMBER for one in is_open.values())
    if own + len(new) > MOST:
        raise CannotAsk(
            N_("You can ask up to %(most)s mentors at a time. Please choose fewer."), most=MOST
        )
    waiting = sum(one.asked_at is None for one in is_open.values())
    if new and asked_lately(member, now) + waiting + len(new) > MOST_A_DAY:
        raise CannotAsk(N_("You have asked many mentors today. Please give them a little time."))
    check(member, new, now)
    offers = [is_open[one] for one in mentor_ids if one in is_open]
    if match := yes_to_offers(member, offers, now, shares):
        return [match]
    answers.look(member, now)
    place = max((one.position for one in is_open.values()), default=0)
    for number, mentor_id in enumerate(new, start=place + 1):
        request = MatchRequest(
            member_id=member.id,
            mentor_id=mentor_id,
            origin=Origin.MEMBER,
            position=number,
            greeting=greeting or None,
            created_at=now,
            member_yes_at=now,
        )
        note_choice(request, shares)
        db.session.add(request)
        is_open[mentor_id] = request
    db.session.flush()
    line.go_on(member, now)
    return [is_open[one] for one in dict.fromkeys(mentor_ids)]


def note_choice(request: MatchRequest, shares: Choice | None) -> None:
    """What the member lets this mentor see, from when they are connected on."""
    if shares:
        request.shares, request.shares_days = sorted(shares.fields), shares.days


def choice_of(request: MatchRequest) -> Choice | None:
    if request.shares is None:
        return None
    return Choice(known(request.shares), request.shares_days)


def asked_lately(member: Person, now: datetime) -> int:
    """How many mentors' phones rang for this member's own asking in a day, also of what they took
    back.
    """
    query = select(func.count()).where(
        MatchRequest.member_id == member.id,
        MatchRequest.origin == Origin.MEMBER,
        MatchRequest.asked_at > now - timedelta(hours=24),
    )
    return db.session.scalar(query) or 0


def check(member: Person, mentor_ids: Sequence[UUID], now: datetime) -> None:
    given = may_ask.member_side(member)
    for mentor_id in mentor_ids:
        mentor = db.session.get(Person, mentor_id)
        why = may_ask.why_not(given, may_ask.mentor_side(mentor), now) if mentor else Why.NOT_OPEN
        if why is None and may_ask.is_too_soon(member.id, mentor_id, now):
            why = Why.NOT_AGAIN
        if why:
            raise CannotAsk(may_ask.FOR_MEMBER.get(why, may_ask.NOT_NOW), why)


def yes_to_offers(
    member: Person, asked: Sequence[MatchRequest], now: datetime, shares: Choice | None
) -> MatchRequest | None:
    """The one that made a match, if one did."""
    for request in asked:
        if request.origin == Origin.PROGRAM and accept(request, member, now, shares):
            return request
    return None


def propose(member_id: UUID, mentor_id: UUID, by: Person, now: datetime) -> MatchRequest:
    """The program suggests the two to each other and asks both. Raises CannotAsk."""
    people.lock(member_id, mentor_id)
    member, mentor = db.session.get(Person, member_id), db.session.get(Person, mentor_id)
    if not member or not mentor or not member.is_member or member.suspended_at:
        raise CannotAsk(may_ask.FOR_COORDINATOR[Why.NOT_OPEN], Why.NOT_OPEN)
    for request in line.open_of(member_id):
        if request.mentor_id == mentor_id and request.origin == Origin.PROGRAM:
            return request
        if request.mentor_id == mentor_id:
            raise CannotAsk(N_("This member has this mentor on their own list already."))
    why = may_ask.why_not(may_ask.member_side(member), may_ask.mentor_side(mentor), now)
    if why:
        raise CannotAsk(may_ask.FOR_COORDINATOR[why], why)
    request = MatchRequest(
        member_id=member_id,
        mentor_id=mentor_id,
        origin=Origin.PROGRAM,
        proposed_by_id=by.id,
        created_at=now,
    )
    db.session.add(request)
    line.ask_now(request, now)
    return request


def accept(
    request: MatchRequest, by: Person, now: datetime, shares: Choice | None = None
) -> Match | None:
    """This person's yes, a member's with what they let the mentor see; when both said it, the
    match. What came of it stands in the request.

    None: the other's yes is waited for, or the request has ended (now, where there is no place).
    """
    people.lock(request.member_id, request.mentor_id)
    if request.closed_at or not request.asked_at:
        return match_of(request)
    if by.id == request.mentor_id:
        request.mentor_yes_at = request.mentor_yes_at or now
    elif by.id == request.member_id:
        request.member_yes_at = request.member_yes_at or now
        note_choice(request, shares)
    if not request.member_yes_at or not request.mentor_yes_at:
        db.session.flush()
        return None
    days = rules.current().trial_days
    try:
        if must_was_set(request, now):
            raise matches.CannotBegin(_(may_ask.NOT_NOW))
        match = matches.begin(
            request.mentor,
            request.member,
            now,
            request,
            trial_days=days,
            shares=choice_of(request),
        )
    except matches.CannotBegin:
        line.close(request, Outcome.STOPPED, None, now)
        tell_others(request, by, now)
        line.go_on(request.member, now)
        return None
    line.close(request, Outcome.ACCEPTED, by, now)
    line.settle(request.member_id, now)
    tell_others(request, by, now)
    return match


def must_was_set(request: MatchRequest, now: datetime) -> bool:
    """A must that either named after the asking; a mentor's deleted answers break none."""
    member, mentor = may_ask.member_side(request.member), may_ask.mentor_side(request.mentor)
    has_answers = mentor.row is not None and bool(mentor.row.languages)
    return has_answers and may_ask.breaks_a_must(member.profile, mentor.profile, now)


def match_of(request: MatchRequest) -> Match | None:
    """The present match that came of it."""
    if request.outcome != Outcome.ACCEPTED:
        return None
    query = matches.current().where(
        Match.member_id == request.member_id, Match.mentor_id == request.mentor_id
    )
    return db.session.scalar(query)


def tell_others(request: MatchRequest, by: Person | None, now: datetime) -> None:
    """Whoever said yes and was not the one who just answered hears what came of it."""
    if request.member_yes_at and (by is None or by.id != request.member_id):
        notices.tell_member(request, now)
    if request.outcome == Outcome.ACCEPTED and (by is None or by.id != request.mentor_id):
        notices.tell_mentor(request, now)


def decline(
    request: MatchRequest,
    by: Person,
    reason: str | None,
    suggested: Person | None,
    now: datetime,
) -> None:
    """A no by either; the next in line is asked. The reason is for the coordinator alone.

    A suggestion that can't be is dropped without a word: it would tell of the member's answers.
    """
    people.lock(request.member_id, request.mentor_id)
    if request.closed_at or not request.asked_at:
        return
    if by.id == request.member_id and request.origin == Origin.MEMBER:
        withdraw(request, by, now)
        return
    request.reason = reason or None
    if suggested and can_suggest(request, suggested, now):
        request.suggested_id = suggested.id
    line.close(request, Outcome.DECLINED, by, now)
    tell_others(request, by, now)
    line.go_on(request.member, now)


def can_suggest(request: MatchRequest, suggested: Person, now: datetime) -> bool:
    if suggested.id in {one.mentor_id for one in line.open_of(request.member_id)}:
        return False
    member, mentor = may_ask.member_side(request.member), may_ask.mentor_side(suggested)
    return may_ask.why_not(member, mentor, now) is None


def withdraw(request: MatchRequest, by: Person, now: datetime) -> None:
    """By the member; or by the coordinator, of what they had suggested."""
    people.lock(request.member_id, request.mentor_id)
    if request.closed_at is None:
        line.close(request, Outcome.WITHDRAWN, by, now)
        line.go_on(request.member, now)


def withdraw_all(member: Person, now: datetime) -> None:
    """The member looks no more: all that is open of theirs ends, the program's suggestions too."""
    people.lock(member.id)
    for request in line.open_of(member.id):
        line.close(request, Outcome.WITHDRAWN, member, now)


def sooner(request: MatchRequest, now: datetime) -> None:
    """One place ahead among those that wait; who is asked already stays."""
    people.lock(request.member_id)
    waiting = [one for one in line.own_of(request.member_id) if not one.asked_at]
    for before, one in pairwise(waiting):
        if one.id == request.id:
            before.position, one.position = one.position, before.position
    db.session.flush()


def close_between(
    one_id: UUID, other_id: UUID, outcome: Outcome, by: Person | None, now: datetime
) -> None:
    """All that is open between two people, in both directions; the next in line is asked."""
    people.lock(one_id, other_id)
    pair = (one_id, other_id)
    query = select(MatchRequest).where(
        MatchRequest.closed_at.is_(None),
        MatchRequest.member_id.in_(pair),
        MatchRequest.mentor_id.in_(pair),
    )
    for request in db.session.scalars(query).all():
        line.close(request, outcome, by, now)
        line.go_on(request.member, now)
