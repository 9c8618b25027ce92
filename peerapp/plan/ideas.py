"""Goals and steps that a mentor suggests. Each waits for the member's yes (H8)."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, func, select

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching.models import Match
from peerapp.plan.goals import (
    NotYours,
    TooMany,
    check_room,
    check_steps,
    goals_of,
    next_place,
    saved,
    steps_of,
)
from peerapp.plan.models import Goal, GoalShare, Step

MOST_IDEAS = 5  # of a mentor's that wait for one member's answer


def suggest(match: Match, words: str, now: datetime, goal_id: UUID | None = None) -> Goal:
    """An idea of the mentor's of this match; ids as in `goals.add`. Raises TooMany, NotYours."""
    people.lock(match.member_id)
    known = db.session.get(Goal, goal_id) if goal_id else None
    if known and known.suggested_in_id != match.id:
        raise NotYours
    if known and known.words == words:
        return known
    check_ideas(match)
    goal = Goal(member_id=match.member_id, words=words, suggested_in_id=match.id, created_at=now)
    return saved(goal, None if known else goal_id)


def suggest_step(
    match: Match, goal: Goal, words: str, now: datetime, step_id: UUID | None = None
) -> Step:
    """For a goal that is shared in this match; ids as in `goals.add`. Raises TooMany, NotYours."""
    people.lock(match.member_id)
    known = db.session.get(Step, step_id) if step_id else None
    if known and (known.suggested_in_id != match.id or known.goal_id != goal.id):
        raise NotYours
    if known and known.words == words:
        return known
    check_ideas(match)
    step = Step(
        goal=goal,
        place=next_place(goal),
        words=words,
        suggested_in_id=match.id,
        created_at=now,
    )
    return saved(step, None if known else step_id)


def check_ideas(match: Match) -> None:
    """Those that the mentor still sees, and can take back: not of a goal that is shared no more."""
    waits = 0
    of_goals = select(func.count(Goal.id)).where(Goal.removed_at.is_(None))
    of_steps = (
        select(func.count(Step.id))
        .join(GoalShare, and_(GoalShare.goal_id == Step.goal_id, GoalShare.match_id == match.id))
        .join(Goal, Goal.id == Step.goal_id)
        .where(Step.removed_at.is_(None), Goal.removed_at.is_(None))
    )
    for table, query in ((Goal, of_goals), (Step, of_steps)):
        mine = and_(table.suggested_in_id == match.id, table.accepted_at.is_(None))
        waits += db.session.scalar(query.where(mine)) or 0
    if waits >= MOST_IDEAS:
        raise TooMany(
            _(
                "%(num)s of your ideas wait for an answer. "
                "Please let them be read first, or take one back.",
                num=MOST_IDEAS,
            )
        )


def say_yes(idea: Goal | Step, member: Person, now: datetime) -> None:
    """From now on it is the member's own. Safe to call twice. Raises TooMany."""
    people.lock(member.id)
    if idea.accepted_at:
        return
    if isinstance(idea, Goal):
        check_room(member)
    else:
        check_steps(idea.goal)
        idea.place = next_place(idea.goal)
    idea.accepted_at = now
    db.session.flush()


def say_no(idea: Goal | Step, member: Person) -> None:
    """The member's no, or the mentor's own second thought: nothing of it is kept."""
    people.lock(member.id)
    if idea.accepted_at is None:
        db.session.delete(idea)
        db.session.flush()


def find(member: Person, idea_id: UUID, match_ids: Collection[UUID]) -> Goal | Step | None:
    """A goal or a step that the mentor of one of these matches suggested, answered or not."""
    goal = goals_of(member).where(Goal.id == idea_id, Goal.suggested_in_id.in_(match_ids))
    step = steps_of(member).where(Step.id == idea_id, Step.suggested_in_id.in_(match_ids))
    return db.session.scalar(goal) or db.session.scalar(step)


def count(member: Person) -> int:
    """Of mentors the member walks with, that wait for an answer."""
    current = select(Match.id).where(Match.member_id == member.id, Match.ended_at.is_(None))
    of_goals = select(func.count(Goal.id)).where(
        Goal.suggested_in_id.in_(current), Goal.accepted_at.is_(None)
    )
    of_steps = (
        select(func.count(Step.id))
        .join(Goal, Goal.id == Step.goal_id)
        .where(
            Step.suggested_in_id.in_(current),
            Step.accepted_at.is_(None),
            Goal.removed_at.is_(None),
            Goal.finished_at.is_(None),
        )
    )
    both = select(of_goals.scalar_subquery() + of_steps.scalar_subquery())
    return db.session.scalar(both) or 0
