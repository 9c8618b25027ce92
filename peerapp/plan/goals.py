"""Goals and their small steps, of the member's own. What a mentor suggests is in ideas.py."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, delete, func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import _
from peerapp.matching.models import Match
from peerapp.plan.models import Goal, GoalShare, Step
from peerapp.seen import mark

LONGEST_WORDS = 200
MOST_OPEN_GOALS = 10  # at one time; finished ones do not count
MOST_STEPS = 20  # of one goal
FEW = 3  # steps that Today shows

Row = TypeVar("Row", Goal, Step)


class TooMany(Exception):
    """Its text is a sentence for who wrote it."""


class NotYours(Exception):
    """The id that was sent is of something else."""


class ChangedElsewhere(Exception):
    """Another tab or device has saved something else since the page was loaded."""


def add(
    member: Person, words: str, until: date | None, now: datetime, goal_id: UUID | None = None
) -> Goal:
    """A goal of the member's own. The same words with the same id, which a client makes, are one
    goal, other words another. Raises TooMany, and NotYours.
    """
    people.lock(member.id)
    known = db.session.get(Goal, goal_id) if goal_id else None
    if known and (known.member_id != member.id or known.accepted_at is None):
        raise NotYours
    if known and known.words == words:
        return known
    check_room(member)
    goal = Goal(member_id=member.id, words=words, until=until, created_at=now, accepted_at=now)
    return saved(goal, None if known else goal_id)


def check_room(member: Person) -> None:
    query = open_goals(member).with_only_columns(func.count(Goal.id)).order_by(None)
    if (db.session.scalar(query) or 0) >= MOST_OPEN_GOALS:
        text = _(
            "That is %(num)s goals at once. You can finish or remove one first.",
            num=MOST_OPEN_GOALS,
        )
        raise TooMany(text)


def saved(row: Row, row_id: UUID | None) -> Row:
    if row_id:
        row.id = row_id
    db.session.add(row)
    db.session.flush()
    return row


def change(goal: Goal, words: str, until: date | None, seen: str) -> None:
    """`seen` is the `mark_of` the goal that the page showed. Raises ChangedElsewhere."""
    people.lock(goal.member_id)
    if (words, until) == (goal.words, goal.until):
        return
    if mark_of(goal) != seen:
        raise ChangedElsewhere
    goal.words, goal.until = words, until
    db.session.flush()


def mark_of(goal: Goal) -> str:
    return mark([goal.words, goal.until and goal.until.isoformat()])


def add_step(goal: Goal, words: str, now: datetime, step_id: UUID | None = None) -> Step:
    """At the end; ids as in `add`. Raises TooMany, and NotYours."""
    people.lock(goal.member_id)
    known = db.session.get(Step, step_id) if step_id else None
    if known and (known.goal_id != goal.id or known.accepted_at is None):
        raise NotYours
    if known and known.words == words:
        return known
    check_steps(goal)
    step = Step(goal=goal, place=next_place(goal), words=words, created_at=now, accepted_at=now)
    return saved(step, None if known else step_id)


def check_steps(goal: Goal) -> None:
    if len(goal.own_steps) >= MOST_STEPS:
        text = _(
            "That is %(num)s steps. Fewer and smaller ones are easier to take.", num=MOST_STEPS
        )
        raise TooMany(text)


def next_place(goal: Goal) -> int:
    return max((step.place for step in goal.steps), default=0) + 1


def tick(step: Step, now: datetime) -> None:
    """Safe to call twice."""
    people.lock(step.goal.member_id)
    step.done_at = step.done_at or now
    db.session.flush()


def untick(step: Step) -> None:
    people.lock(step.goal.member_id)
    step.done_at = None
    db.session.flush()


def finish(goal: Goal, now: datetime) -> None:
    """It is kept under what the member has done; safe to call twice."""
    people.lock(goal.member_id)
    goal.finished_at = goal.finished_at or now
    db.session.flush()


def reopen(goal: Goal) -> None:
    """Also with more open goals than can be added: nothing is lost by a tap."""
    people.lock(goal.member_id)
    goal.finished_at = None
    db.session.flush()


def remove(row: Goal | Step, member: Person, now: datetime) -> None:
    """Safe to call twice; `restore` brings it back for an hour."""
    people.lock(member.id)
    row.removed_at = row.removed_at or now
    db.session.flush()


def restore(row: Goal | Step, member: Person) -> None:
    people.lock(member.id)
    row.removed_at = None
    db.session.flush()


def share(goal: Goal, match: Match, now: datetime) -> None:
    """The mentor of this match reads the goal and its steps from now on; safe to call twice."""
    people.lock(goal.member_id)
    if db.session.get(GoalShare, (goal.id, match.id)) is None:
        db.session.add(GoalShare(goal_id=goal.id, match_id=match.id, shared_at=now))
        db.session.flush()


def unshare(goal: Goal, match: Match) -> None:
    """The mentor reads none of it on the next request (A3)."""
    people.lock(goal.member_id)
    gone = delete(GoalShare).where(GoalShare.goal_id == goal.id, GoalShare.match_id == match.id)
    db.session.execute(gone)


def shares_of(member: Person, match_ids: Collection[UUID]) -> set[tuple[UUID, UUID]]:
    """(goal, match) of what is shared in these matches."""
    query = (
        select(GoalShare.goal_id, GoalShare.match_id)
        .join(Goal, Goal.id == GoalShare.goal_id)
        .where(Goal.member_id == member.id, GoalShare.match_id.in_(match_ids))
    )
    return {(goal_id, match_id) for goal_id, match_id in db.session.execute(query)}


def find(member: Person, goal_id: UUID) -> Goal | None:
    """A goal that the member said yes to, removed or not."""
    query = goals_of(member).where(Goal.id == goal_id, Goal.accepted_at.is_not(None))
    return db.session.scalar(query)


def find_step(member: Person, step_id: UUID) -> Step | None:
    query = steps_of(member).where(Step.id == step_id, Step.accepted_at.is_not(None))
    return db.session.scalar(query)


def of(member: Person) -> list[Goal]:
    """All that are not removed: the open ones first, by their day; ideas that wait too."""
    query = (
        goals_of(member)
        .where(Goal.removed_at.is_(None))
        .order_by(Goal.until.is_(None), Goal.until, Goal.created_at, Goal.id)
        .options(selectinload(Goal.steps))
    )
    return list(db.session.scalars(query))


def for_today(member: Person, day_began: datetime) -> list[Step]:
    """The next step of each open goal, three at most, and what was ticked since `day_began`."""
    query = (
        select(Step)
        .join(Goal)
        .where(
            Goal.member_id == member.id,
            Goal.accepted_at.is_not(None),
            Goal.finished_at.is_(None),
            Goal.removed_at.is_(None),
            Step.accepted_at.is_not(None),
            Step.removed_at.is_(None),
            or_(Step.done_at.is_(None), Step.done_at >= day_began),
        )
        .order_by(Goal.until.is_(None), Goal.until, Goal.created_at, Goal.id, Step.place)
        .options(contains_eager(Step.goal))
    )
    return few(list(db.session.scalars(query)))


def few(found: list[Step]) -> list[Step]:
    """Done today and next, as they come, each kind three at most; one next step of a goal."""
    shown: list[Step] = []
    begun: set[UUID] = set()
    done = 0
    for step in found:
        if step.done_at and done < FEW:
            done += 1
            shown.append(step)
        elif not step.done_at and step.goal_id not in begun and len(begun) < FEW:
            begun.add(step.goal_id)
            shown.append(step)
    return shown


def goals_of(member: Person) -> Select[Goal]:
    return select(Goal).where(Goal.member_id == member.id)


def open_goals(member: Person) -> Select[Goal]:
    return goals_of(member).where(
        Goal.accepted_at.is_not(None), Goal.finished_at.is_(None), Goal.removed_at.is_(None)
    )


def steps_of(member: Person) -> Select[Step]:
    return select(Step).join(Goal).where(Goal.member_id == member.id)
