"""A person closes their account: at once it is shut, everywhere, and nobody is left alone by it.

It can be opened again for some days; then, or at once if they wish, it is erased (erasing.py).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from peerapp.accounts import people, sign_ins
from peerapp.accounts.models import Person, Role
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching import answers, partings, requests
from peerapp.matching.models import Match, MatchRequest, Outcome
from peerapp.mentoring import hand_overs
from peerapp.push import outbox
from peerapp.push.notifications import Notification, Urgency
from peerapp.safety import calls, telling
from peerapp.safety.models import Ending, HelpCall

TO_THINK_BETTER = timedelta(days=7)
NEWS_IS_GOOD_FOR = timedelta(days=3)


class LastCoordinator(Exception):
    """The program would have nobody who looks after it."""


def close(person: Person, now: datetime) -> None:
    """Signed out everywhere, matches ended, nothing rings. Safe to call twice.

    Raises LastCoordinator. All locks come first, so that no two wait in a ring.
    """
    people.lock(person.id, *who_is_touched(person))
    if person.closed_at:
        return
    if is_last_coordinator(person):
        raise LastCoordinator
    sign_ins.end_all(person, now)
    person.suspended_at = person.closed_at = now
    db.session.flush()
    end_own_call(person, now)
    for match in current_matches(person):
        part(match, person, now)
    requests.withdraw_all(person, now)
    stop_answering(person, now)
    answers.stop_looking(person, now)
    answers.close(person, now)
    let_go_of_calls(person, now)
    db.session.flush()


def who_is_touched(person: Person) -> set[UUID]:
    found = {match.member_id for match in current_matches(person)}
    found |= {match.mentor_id for match in current_matches(person)}
    found |= {request.member_id for request in asked_of(person)}
    found |= {call.member_id for call in taken_by(person)}
    if person.is_coordinator:
        found |= {one.id for one in people.with_role(Role.COORDINATOR)}
    return found


def is_last_coordinator(person: Person) -> bool:
    """Of those who are there. A program that never had one has none to lose."""
    if not person.is_coordinator:
        return False
    others = people.with_role(Role.COORDINATOR)
    return not any(one.id != person.id and not one.suspended_at for one in others)


def current_matches(person: Person) -> Sequence[Match]:
    query = (
        select(Match)
        .where(
            Match.ended_at.is_(None),
            or_(Match.member_id == person.id, Match.mentor_id == person.id),
        )
        .options(joinedload(Match.member), joinedload(Match.mentor))
    )
    return db.session.scalars(query).all()


def asked_of(mentor: Person) -> Sequence[MatchRequest]:
    query = select(MatchRequest).where(
        MatchRequest.mentor_id == mentor.id, MatchRequest.closed_at.is_(None)
    )
    return db.session.scalars(query).all()


def taken_by(person: Person) -> Sequence[HelpCall]:
    query = select(HelpCall).where(HelpCall.taken_by_id == person.id, HelpCall.closed_at.is_(None))
    return db.session.scalars(query).all()


def end_own_call(person: Person, now: datetime) -> None:
    """Nobody is to look for who has left; whoever is on the way to them hears of it."""
    call = calls.open_of(person)
    if call is None:
        return
    telling.close(call, Ending.STOPPED, None, now)
    if call.taken_by:
        tell(call.taken_by, person, f"call:{call.id}", "/help/calls", now)


def part(match: Match, by: Person, now: datetime) -> None:
    """The other is told. A mentee is handed to the coordinators, who hear of it until one takes
    it (H3).
    """
    if by.id == match.mentor_id:
        hand_overs.hand_over(match, "", now)
    partings.end(match, by, now)
    if by.id == match.mentor_id:
        tell(match.member, by, f"match:{match.id}", "/match", now)
    else:
        tell(match.mentor, by, f"match:{match.id}", "/mentees?left=yes", now)


def tell(whom: Person, who: Person, about: str, path: str, now: datetime) -> None:
    """Discreetly, as all that rings; the name only where the device may show it."""
    if whom.suspended_at:
        return
    name = who.display_name
    notification = Notification(
        key=f"left:{about}",
        useful_until=now + NEWS_IS_GOOD_FOR,
        path=path,
        urgency=Urgency.NORMAL,
        in_full=lambda: _("%(name)s has left Peerapp", name=name),
    )
    outbox.put(whom, notification, now, though_muted=True)


def stop_answering(mentor: Person, now: datetime) -> None:
    """Whoever asked them goes on to the next in line."""
    for request in asked_of(mentor):
        requests.close_between(mentor.id, request.member_id, Outcome.STOPPED, None, now)


def let_go_of_calls(person: Person, now: datetime) -> None:
    """It is nobody's again, and goes on at once."""
    for call in taken_by(person):
        telling.let_go(call, now)
        telling.go_on(call, now)


def open_again(person: Person, now: datetime) -> bool:
    """Whether it is open. What has ended stays ended: both said yes to it, and would again."""
    people.lock(person.id)
    if person.is_shut:
        return False
    person.suspended_at = person.closed_at = None
    db.session.flush()
    return True


def erased_at(person: Person) -> datetime:
    assert person.closed_at
    return person.closed_at + TO_THINK_BETTER
