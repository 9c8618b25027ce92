"""How one knows another whom one does not walk with: in what they were to each other, and when.

Whoever left is never read of under the name they have today, only under one that was known then.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from peerapp.accounts.models import Person, Role
from peerapp.extensions import db
from peerapp.language import _, lazy
from peerapp.matching import answers, bonds, matches, names
from peerapp.matching.models import Apart, Match, MatchRequest, Side
from peerapp.pages import full_day, local_day

SHOWN = lazy("A mentor you were shown")


def words(person: Person, other_ids: Collection[UUID]) -> dict[UUID, str]:
    """For each of them a line."""
    found = dict.fromkeys(other_ids, str(SHOWN))
    found |= {key: line for key, line in of_requests(person).items() if key in found}
    found |= {
        key: of_match(match, person)
        for match in bonds.past(person)
        if (key := bonds.other_of(match, person.id)) in found
    }
    return found | {key: name for key, name in names_now(person).items() if key in found}


def named(person: Person, wishes: Collection[Apart]) -> dict[UUID, str]:
    """Of whom the person keeps away: the name that was known then, else what they were."""
    others = words(person, {wish.other_id for wish in wishes})
    return {wish.id: wish.name or others[wish.other_id] for wish in wishes}


def name_known(person: Person, other: Person) -> str | None:
    """The name under which this person reads of the other now; None of one who left."""
    if name := names_now(person).get(other.id):
        return name
    if any(bonds.other_of(match, person.id) == other.id for match in bonds.past(person)):
        return None
    side = Side.MENTOR if person.is_member and other.grant(Role.MENTOR) else Side.MEMBER
    return names.until_match(answers.of(other, side), other)


def names_now(person: Person) -> dict[UUID, str]:
    """Of those they walk with now, whose names they may read."""
    with_mentors = {one.mentor_id: one.mentor.display_name for one in matches.of_member(person)}
    return with_mentors | {
        one.member_id: one.member.display_name for one in matches.of_mentor(person)
    }


def of_match(match: Match, person: Person) -> str:
    is_mentor = match.member_id == person.id
    if match.ended_at is None:
        return _("Your mentor") if is_mentor else _("Your mentee")
    first, last = (full_day(local_day(one)) for one in (match.started_at, match.ended_at))
    if is_mentor:
        return _("Your mentor from %(first)s to %(last)s", first=first, last=last)
    return _("Your mentee from %(first)s to %(last)s", first=first, last=last)


def of_requests(person: Person) -> dict[UUID, str]:
    """The latest counts."""
    query = (
        select(MatchRequest)
        .where((MatchRequest.member_id == person.id) | (MatchRequest.mentor_id == person.id))
        .order_by(MatchRequest.created_at)
    )
    found = {}
    for one in db.session.scalars(query):
        day = full_day(local_day(one.asked_at or one.created_at))
        if one.member_id == person.id:
            found[one.mentor_id] = _("A mentor from your requests, %(day)s", day=day)
        else:
            found[one.member_id] = _("A member who was to walk with you, %(day)s", day=day)
    return found
