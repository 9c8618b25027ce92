"""What a member reads of who looked: the name under which they know that person, and no other."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching import acquaintance, apart
from peerapp.privacy.models import As

Who = tuple[UUID | None, As]


def of(member: Person, looked: Collection[Who]) -> dict[Who, str]:
    """As many queries for one as for a hundred."""
    ids = {one for one, role in looked if one and role == As.MENTOR}
    mentors = of_mentors(member, ids)
    staff = of_coordinators({one for one, role in looked if one and role == As.COORDINATOR})
    found: dict[Who, str] = {}
    for one, role in looked:
        if role == As.COORDINATOR:
            found[one, role] = staff.get(one) or _("A coordinator")
        else:
            found[one, role] = mentors.get(one) or _("A mentor")
    return found


def of_mentors(member: Person, ids: Collection[UUID]) -> dict[UUID | None, str]:
    known = acquaintance.words(member, ids)
    found: dict[UUID | None, str] = {
        one: line for one, line in known.items() if line != str(acquaintance.SHOWN)
    }
    walking = acquaintance.names_now(member)
    found |= {
        one: _("%(name)s, your mentor", name=name) for one, name in walking.items() if one in ids
    }
    kept = {wish.other_id: wish.name for wish in apart.wishes_of(member) if wish.name}
    return found | {one: name for one, name in kept.items() if one in ids}


def of_coordinators(ids: Collection[UUID]) -> dict[UUID | None, str]:
    """Those who are it today; of others no name is read."""
    query = (
        select(Person.id, Person.display_name)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            Person.id.in_(ids),
            RoleGrant.role == Role.COORDINATOR,
            Person.suspended_at.is_(None),
        )
    )
    return {one: _("%(name)s, a coordinator", name=name) for one, name in db.session.execute(query)}
