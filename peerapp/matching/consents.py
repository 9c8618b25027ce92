"""What each mentor sees of a member: what the member said yes to, in this match.

Whoever shows a mentor anything of a member's days or dates asks `sees`. Without a row, after a
withdrawal and after its end, that is nothing (A3). A row is never changed: a change and a
withdrawal are rows of their own, so all that ever held can be read (H7).

The rows, with the words on the page, have the elements of a consent in 42 CFR 2.31(a): whose and by
whom, what, to whom, what for, that it can be taken back and how, until when, a name and a time in
place of a signature. https://www.ecfr.gov/current/title-42/section-2.31
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching.consent_fields import (
    VERSION,
    Choice,
    Field,
    Sees,
    ends_at,
    held_together,
    known,
)
from peerapp.matching.models import Consent, ConsentKind, Match

TOLD_BEFORE = timedelta(days=7)  # an end is told on Today so long before, and after


@dataclass(frozen=True)
class Standing:
    """How it stands with one mentor, for the member."""

    sees: Sees
    row: Consent | None
    is_new: bool = False  # there was no choice by field yet, and the member has not seen it
    ends_soon: bool = False
    ended_lately: bool = False


def give(match: Match, choice: Choice, now: datetime, kind: ConsentKind) -> Consent:
    """A yes to exactly these from now on; a choice of nothing is a withdrawal."""
    until = ends_at(choice.days, now, match.member.timezone)
    return write(match, held_together(choice.fields), until, now, kind)


def keep_until(
    match: Match, fields: frozenset[Field], until: datetime | None, now: datetime
) -> Consent:
    """Other fields, with the end that was chosen before."""
    return write(match, held_together(fields), until, now, ConsentKind.CHANGE)


def stop(match: Match, now: datetime) -> Consent:
    """In one tap: the mentor sees nothing from the next request on."""
    return write(match, frozenset(), None, now, ConsentKind.STOP)


def leave_as_it_is(match: Match, now: datetime) -> None:
    """The member has read that they can choose. Safe to call twice."""
    people.lock(match.member_id)
    row = latest([match.id]).get(match.id)
    if row and row.kind == ConsentKind.TOLD:
        add(match, row.number + 1, known(row.fields), row.ends_at, now, ConsentKind.LEFT)


def write(
    match: Match,
    fields: frozenset[Field],
    until: datetime | None,
    now: datetime,
    kind: ConsentKind,
) -> Consent:
    """The same once more is the row that is there."""
    people.lock(match.member_id)
    row = latest([match.id]).get(match.id)
    if row and is_same(row, fields, until) and not has_ended(row, now):
        return row
    return add(match, row.number + 1 if row else 1, fields, until, now, kind)


def is_same(row: Consent, fields: frozenset[Field], until: datetime | None) -> bool:
    is_of_now = row.words_version == VERSION
    return is_of_now and known(row.fields) == fields and row.ends_at == until


def add(
    match: Match,
    number: int,
    fields: frozenset[Field],
    until: datetime | None,
    now: datetime,
    kind: ConsentKind,
) -> Consent:
    row = Consent(
        match_id=match.id,
        number=number,
        given_at=now,
        fields=[one.value for one in Field if one in fields],
        ends_at=until,
        words_version=0 if kind == ConsentKind.LEFT else VERSION,
        kind=kind,
        member_name=match.member.display_name,
        mentor_name=match.mentor.display_name,
    )
    db.session.add(row)
    db.session.flush()
    return row


def sees(match_ids: Collection[UUID], now: datetime) -> dict[UUID, Sees]:
    """What the mentor of each match may see now. One query for any number of matches.

    Whether the match is a current one is `matches.between`'s to say, before.
    """
    rows = latest(match_ids)
    return {one: as_sees(rows.get(one), now) for one in match_ids}


def as_sees(row: Consent | None, now: datetime) -> Sees:
    if row is None:
        return Sees()
    if has_ended(row, now):
        return Sees(ended_at=row.ends_at)
    return Sees(held_together(known(row.fields)))


def has_ended(row: Consent, now: datetime) -> bool:
    return row.ends_at is not None and row.ends_at <= now


def latest(match_ids: Collection[UUID]) -> dict[UUID, Consent]:
    other = aliased(Consent)
    newest = (
        select(func.max(other.number))
        .where(other.match_id == Consent.match_id)
        .correlate(Consent)
        .scalar_subquery()
    )
    query = select(Consent).where(Consent.match_id.in_(match_ids), Consent.number == newest)
    return {row.match_id: row for row in db.session.scalars(query)}


def changed_since(match_ids: Collection[UUID], since: datetime, now: datetime) -> set[UUID]:
    """Where something else holds than did then: it was changed, or it ran out."""
    return {
        match_id
        for match_id, row in latest(match_ids).items()
        if row.given_at >= since or (row.ends_at and since < row.ends_at <= now)
    }


def standing(match_ids: Collection[UUID], now: datetime) -> dict[UUID, Standing]:
    rows = latest(match_ids)
    return {one: standing_of(rows.get(one), now) for one in match_ids}


def standing_of(row: Consent | None, now: datetime) -> Standing:
    ends = row.ends_at if row else None
    return Standing(
        sees=as_sees(row, now),
        row=row,
        is_new=row is not None and row.kind == ConsentKind.TOLD,
        ends_soon=ends is not None and now < ends <= now + TOLD_BEFORE,
        ended_lately=ends is not None and ends <= now < ends + TOLD_BEFORE,
    )


def history(member: Person) -> list[Consent]:
    """All that the member ever said, the latest first; of matches that are over too."""
    query = (
        select(Consent)
        .join(Match, Match.id == Consent.match_id)
        .where(Match.member_id == member.id)
        .order_by(Consent.given_at.desc(), Consent.match_id, Consent.number.desc())
        .options(joinedload(Consent.match).joinedload(Match.mentor))
    )
    return list(db.session.scalars(query))
