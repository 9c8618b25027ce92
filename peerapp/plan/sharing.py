"""What of a plan and of the goals a mentor may read: what the member said yes to, for this match.

A yes belongs to a match. When that ends nothing of it is read any more (A3), and another match of
the two begins with nothing shared.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import selectinload

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import matches
from peerapp.matching.models import Match
from peerapp.plan.lines import lines_of
from peerapp.plan.models import Goal, GoalShare, PlanLine, PlanShare, Step
from peerapp.plan.sections import READING_ORDER, Section


@dataclass(frozen=True)
class Shared:
    """`templates/plan/_shared.html` shows it. Empty where nothing is shared."""

    match: Match | None = None
    plan: dict[Section, list[PlanLine]] = field(default_factory=dict)  # in the order of reading
    goals: list[Goal] = field(default_factory=list)  # each with its steps
    ideas: list[Goal | Step] = field(default_factory=list)  # of the mentor's own, not answered yet

    def __bool__(self) -> bool:
        return bool(self.plan or self.goals or self.ideas)


def shared_with(member: Person, mentor: Person) -> Shared:
    """What the mentor may read now; nothing for who is not the current mentor. Three queries beside
    those of `matches.between`, however much there is.
    """
    match = matches.between(mentor, member.id)
    if match is None:
        return Shared()
    goals = goals_in(match)
    return Shared(
        match=match,
        plan=plan_in(match),
        goals=[one for one in goals if one.accepted_at],
        ideas=ideas_in(match, goals),
    )


def plan_in(match: Match) -> dict[Section, list[PlanLine]]:
    query = lines_of(match.member_id).join(
        PlanShare, and_(PlanShare.match_id == match.id, PlanShare.section == PlanLine.section)
    )
    found: dict[Section, list[PlanLine]] = {section: [] for section in READING_ORDER}
    for line in db.session.scalars(query):
        found[Section(line.section)].append(line)
    return {section: lines for section, lines in found.items() if lines}


def goals_in(match: Match) -> list[Goal]:
    """The goals that are shared in this match, and the mentor's own ideas of one."""
    is_idea = and_(Goal.suggested_in_id == match.id, Goal.accepted_at.is_(None))
    query = (
        select(Goal)
        .outerjoin(GoalShare, and_(GoalShare.goal_id == Goal.id, GoalShare.match_id == match.id))
        .where(
            Goal.member_id == match.member_id,
            Goal.removed_at.is_(None),
            or_(and_(GoalShare.goal_id.is_not(None), Goal.accepted_at.is_not(None)), is_idea),
        )
        .order_by(Goal.finished_at.is_not(None), Goal.until.is_(None), Goal.until, Goal.created_at)
        .options(selectinload(Goal.steps))
    )
    return list(db.session.scalars(query))


def ideas_in(match: Match, goals: list[Goal]) -> list[Goal | Step]:
    found: list[Goal | Step] = [one for one in goals if not one.accepted_at]
    for goal in goals:
        if goal.accepted_at:
            found += goal.ideas_of({match.id})
    return found


def goal_of(match: Match, goal_id: UUID) -> Goal | None:
    """A goal that is shared in this match and goes on."""
    found = (one for one in goals_in(match) if one.id == goal_id)
    goal = next(found, None)
    return goal if goal and goal.accepted_at and not goal.finished_at else None


def sections_of(match_ids: Collection[UUID]) -> dict[UUID, set[Section]]:
    """What of the plan is shared in each of these matches."""
    found: dict[UUID, set[Section]] = {match_id: set() for match_id in match_ids}
    for row in db.session.scalars(select(PlanShare).where(PlanShare.match_id.in_(match_ids))):
        found[row.match_id].add(Section(row.section))
    return found


def share_plan(match: Match, sections: Collection[Section], now: datetime) -> None:
    """Exactly these from now on; a yes that was given before keeps its time."""
    people.lock(match.member_id)
    before = sections_of([match.id])[match.id]
    gone = before - set(sections)
    if gone:
        db.session.execute(
            delete(PlanShare).where(PlanShare.match_id == match.id, PlanShare.section.in_(gone))
        )
    for section in set(sections) - before:
        db.session.add(PlanShare(match_id=match.id, section=section, shared_at=now))
    db.session.flush()
