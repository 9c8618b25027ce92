"""Every way out of a match, and how two people are kept apart. None of them asks for a reason.

Each verb is safe to call twice. Whatever parts two people holds both their locks, as whatever
brings them together does, so that of a block and a yes at one instant one comes first.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from blinker import Namespace
from sqlalchemy import exists, or_, select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import (
    acquaintance,
    answers,
    apart,
    invitations,
    matches,
    notices,
    requests,
    suggestions,
    trials,
)
from peerapp.matching.models import Apart, Match, MatchRequest, Outcome
from peerapp.push import outbox

# Sent by the match, inside the transaction in which it ends.
match_ended = Namespace().signal("match-ended")


def end(match: Match, by: Person, now: datetime) -> None:
    """At once, for both; what was to ring about it rings no more (A3)."""
    matches.end(match, by, now)
    outbox.cancel(keys_of(match))
    match_ended.send(match)
    db.session.flush()


def keys_of(match: Match) -> Iterable[str]:
    """Of all notifications about a match."""
    for person_id in (match.member_id, match.mentor_id):
        yield trials.key_of(match.id, person_id)
    if match.request_id:
        yield f"request:{match.request_id}:{notices.NEWS}"


def leave(match: Match, by: Person, now: datetime, not_again: bool, look_again: bool) -> None:
    """It ends; with what else they wish. Both locks first, so that no two wait in a ring."""
    people.lock(match.member_id, match.mentor_id)
    if look_again and by.id == match.member_id:
        change_mentor(by, match, now)
    else:
        end(match, by, now)
    if not_again:
        not_this_person(by, match.mentor if by.id == match.member_id else match.member, now)


def change_mentor(member: Person, match: Match, now: datetime) -> None:
    """It ends, and the member is on the waiting list again."""
    end(match, member, now)
    answers.look(member, now)


def not_this_person(by: Person, other: Person, now: datetime) -> Apart:
    """Never shown to each other again. A match they have goes on until somebody ends it."""
    people.lock(by.id, other.id)
    wish = apart.keep(by, other, False, now, acquaintance.name_known(by, other))
    requests.close_between(by.id, other.id, Outcome.STOPPED, by, now)
    return wish


def block(by: Person, other: Person, now: datetime) -> Apart:
    """At once and both ways (H6). The other is not told: a match ends as any match ends."""
    people.lock(by.id, other.id)
    wish = apart.keep(by, other, True, now, acquaintance.name_known(by, other))
    for match in matches.of_both(by.id, other.id):
        end(match, by, now)
    requests.close_between(by.id, other.id, Outcome.STOPPED, by, now)
    return wish


def known(by: Person, other_id: UUID, now: datetime, code: str = "") -> Person | None:
    """Whom this person may keep away: somebody they walked with, who asked or was asked, or whose
    card or code (`code`) they see now.
    """
    pair = (by.id, other_id)
    walked = exists().where(Match.member_id.in_(pair), Match.mentor_id.in_(pair))
    wished = exists().where(Apart.by_id == by.id, Apart.other_id == other_id)
    asked = exists().where(
        MatchRequest.member_id.in_(pair),
        MatchRequest.mentor_id.in_(pair),
        # a mentor knows nothing of who waits in line
        or_(MatchRequest.member_id == by.id, MatchRequest.asked_at.is_not(None)),
    )
    if other_id == by.id:
        return None
    invitation = invitations.find(code, by, now) if code else None
    if invitation and invitation.mentor_id == other_id:
        return invitation.mentor
    query = select(Person).where(Person.id == other_id)
    other = db.session.scalar(query.where(or_(walked, wished, asked)))
    if other is None and is_suggested(by, other_id, now):
        other = db.session.scalar(query)
    return other


def is_suggested(by: Person, other_id: UUID, now: datetime) -> bool:
    """Among the first who fit; some more than are shown, since the order may have moved since."""
    if not by.is_member:
        return False
    found = suggestions.for_member(by, now, 2 * suggestions.FEW).few
    return other_id in {one.card.person_id for one in found}
