"""What of their days and dates mentees show their mentor: asked of their consents, at the source.

Reasons, rings, the list and the page are made of what is filled in here, so nothing that is not
shown can be told by a back door.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import load_only

from peerapp import clock
from peerapp.checkins.answers import is_pain
from peerapp.checkins.models import CheckIn, HiddenDay
from peerapp.extensions import db
from peerapp.matching import consents
from peerapp.matching.consent_fields import Field
from peerapp.matching.models import Match
from peerapp.mentoring import attention_rules
from peerapp.mentoring.facts import Said, Used
from peerapp.mentoring.mentee import Mentee
from peerapp.sobriety import milestones, telling

DAY = timedelta(days=1)


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


class Dated(Protocol):
    @property
    def day(self) -> date: ...
    @property
    def created_at(self) -> datetime: ...


def is_shared(checkin: Dated, match: Match) -> bool:
    """Shared is what the member logs from the day of the match on, not what they wrote before."""
    first_day = clock.local_day(match.started_at, match.member.timezone)
    return checkin.day >= first_day or checkin.created_at >= match.started_at
