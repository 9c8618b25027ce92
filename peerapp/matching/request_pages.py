"""What the pages of requests show, of each person only what they let the other side see."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from peerapp import clock
from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.extensions import db
from peerapp.fit import scoring
from peerapp.fit.profiles import Profile
from peerapp.fit.scoring import Fit
from peerapp.matching import (
    answers,
    apart,
    cards,
    may_ask,
    names,
    request_lists,
    request_words,
    requests,
    rules,
)
from peerapp.matching.cards import Card
from peerapp.matching.may_ask import Given
from peerapp.matching.models import MatchProfile, MatchRequest, Origin, Side


@dataclass
class Line:
    """One of a member's own requests that is open."""

    request: MatchRequest
    name: str
    sentence: str
    can_move_up: bool = False


@dataclass
class Offer:
    """What the program suggests."""

    request: MatchRequest
    card: Card
    reasons: list[str]
    sentence: str | None  # once the member said yes


@dataclass
class Came:
    """How one ended; and whom the mentor suggests instead, if that can be."""

    request: MatchRequest
    sentence: str
    suggested: Card | None = None


@dataclass
class OfMember:
    lines: list[Line] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    came: list[Came] = field(default_factory=list)
    looking_since: datetime | None = None
    has_answers: bool = False


def of_member(member: Person, now: datetime) -> OfMember:
    found = request_lists.of_member(member, now)
    mine = may_ask.member_side(member)
    mentors = mentor_sides({one.mentor for one in found})
    page = OfMember()
    if mine.row:
        page.looking_since, page.has_answers = mine.row.looking_since, bool(mine.row.answered)
    is_open = [one for one in found if one.closed_at is None]
    page.lines = lines(
        [one for one in is_open if one.origin == Origin.MEMBER], mentors, member.timezone, now
    )
    page.offers = [
        offer(one, mine, mentors[one.mentor_id], now)
        for one in is_open
        if one.origin == Origin.PROGRAM
    ]
    page.came = [came(one, mine, mentors, now) for one in found if one.closed_at]
    return page


def lines(
    own: list[MatchRequest], mentors: dict[UUID, Given], zone: str, now: datetime
) -> list[Line]:
    today = clock.local_day(now, zone)
    made = []
    for number, request in enumerate(own):
        name = mentors[request.mentor_id].name
        if request.asked_at and request.answer_by:
            following = mentors[own[number + 1].mentor_id].name if number + 1 < len(own) else None
            days = clock.local_day(request.asked_at, zone), clock.local_day(request.answer_by, zone)
            said = request_words.asked(name, *days, following, today)
        else:
            said = request_words.waits(name, number if own[0].asked_at else number + 1)
        can_move_up = number > 0 and not own[number - 1].asked_at
        made.append(Line(request, name, said, can_move_up))
    return made


def offer(request: MatchRequest, mine: Given, mentor: Given, now: datetime) -> Offer:
    said = None
    if request.member_yes_at and request.answer_by:
        zone = mine.person.timezone
        days = clock.local_day(request.answer_by, zone), clock.local_day(now, zone)
        said = request_words.said_yes(mentor.name, *days)
    return Offer(request, card_of(mentor, now), reasons_for_member(mine, mentor, now), said)


def came(request: MatchRequest, mine: Given, mentors: dict[UUID, Given], now: datetime) -> Came:
    assert request.outcome
    said = request_words.came_of_it(request.outcome, mentors[request.mentor_id].name)
    suggested = None
    if request.suggested and requests.can_suggest(request, request.suggested, now):
        suggested = card_of(may_ask.mentor_side(request.suggested), now)
    return Came(request, said, suggested)


def mentor_sides(mentors: Iterable[Person]) -> dict[UUID, Given]:
    """In one query."""
    by_id = {one.id: one for one in mentors}
    query = select(MatchProfile).where(
        MatchProfile.person_id.in_(by_id), MatchProfile.side == Side.MENTOR
    )
    rows = {row.person_id: row for row in db.session.scalars(query)} if by_id else {}
    return {one: Given(person, rows.get(one)) for one, person in by_id.items()}


def card_of(given: Given, now: datetime) -> Card:
    """Of a mentor as a member sees them."""
    today = clock.local_day(now, given.person.timezone)
    if given.row is None:
        return Card(given.person.id, given.name, None, None, None, [])
    return cards.of_mentor(given.row, given.person, today)


def card_of_member(given: Given, now: datetime) -> Card:
    """Of a member as a mentor sees them who is asked."""
    today = clock.local_day(now, given.person.timezone)
    if given.row is None:
        return Card(given.person.id, given.name, None, None, None, [])
    return cards.of_member(given.row, given.person, today)


def reasons_for_member(
    member: Given, mentor: Given, now: datetime, weights: Mapping[str, float] | None = None
) -> list[str]:
    """Only of what the mentor shows. `weights`: the program's, where they are at hand."""
    mine, theirs = member.profile, mentor.profile
    fit = fit_of(mine, theirs, now, weights)
    return [one.words for one in fit.reasons_for_member(mine, theirs)]


def reasons_for_mentor(member: Given, mentor: Given, now: datetime) -> list[str]:
    """Only of what the member shows."""
    theirs, mine = member.profile, mentor.profile
    fit = fit_of(theirs, mine, now)
    return [one.for_mentor for one in fit.reasons_for_mentor(theirs, mine)]


def fit_of(
    member: Profile, mentor: Profile, now: datetime, weights: Mapping[str, float] | None = None
) -> Fit:
    found = rules.current().weights if weights is None else weights
    return scoring.fit(member, mentor, may_ask.week_of(now), found)


def open_mentors(but: Person, now: datetime) -> list[tuple[UUID, str]]:
    """Whom a mentor can suggest by name: all who are open, so that the list tells nothing of the
    member; but whom they keep away themself, since one who is missing would tell of a block. Only
    the columns that are needed: there may be a thousand.
    """
    query = (
        select(
            Person.id,
            MatchProfile.alias,
            Person.display_name,
            Person.timezone,
            MatchProfile.away_until,
        )
        .select_from(MatchProfile)
        .join(Person, Person.id == MatchProfile.person_id)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            MatchProfile.side == Side.MENTOR,
            MatchProfile.open_since.is_not(None),
            MatchProfile.capacity > 0,
            Person.suspended_at.is_(None),
            Person.id != but.id,
            RoleGrant.role == Role.MENTOR,
            RoleGrant.approved_at.is_not(None),
            RoleGrant.paused_at.is_(None),
        )
    )
    hidden = {wish.other_id for wish in apart.wishes_of(but)}
    found = [
        (person_id, names.name_of(alias, name))
        for person_id, alias, name, zone, away_until in db.session.execute(query)
        if person_id not in hidden and not answers.is_before(away_until, zone, now)
    ]
    return sorted(found, key=lambda one: one[1].lower())
