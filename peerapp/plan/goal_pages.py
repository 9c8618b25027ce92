"""What the page of a member's goals shows, and of them what Today does."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.forms import as_uuid
from peerapp.matching import matches
from peerapp.pages import me
from peerapp.plan import goals, ideas, spoken
from peerapp.plan.forms import GoalForm, WordsForm
from peerapp.plan.models import Goal, Step


def shown(
    form: GoalForm | None = None,
    step_form: tuple[UUID, WordsForm] | None = None,
    said: str | None = None,
    undo: str | None = None,
    focus: UUID | None = None,
) -> dict[str, Any]:
    """What the page shows."""
    found = matches.of_member(me())
    match_ids = {match.id for match in found}
    names = {match.id: match.mentor.display_name for match in found}
    all_goals, shares = goals.of(me()), goals.shares_of(me(), match_ids)
    accepted = [one for one in all_goals if one.accepted_at]
    open_goals = [one for one in accepted if not one.finished_at]
    return {
        "open_goals": open_goals,
        "finished": [one for one in accepted if one.finished_at],
        "ideas": [
            one for one in all_goals if not one.accepted_at and one.suggested_in_id in match_ids
        ],
        "matches": found,
        "names": names,
        "match_ids": match_ids,
        "who_sees": {one.id: spoken.readers(of_goal(one, shares, names)) for one in open_goals},
        "who_may_see": spoken.may_read(list(dict.fromkeys(names.values()))),
        "form": form or GoalForm(formdata=None),
        "step_form": step_form,
        "said": said,
        "undo": removed(undo),
        "focus": focus,
        "new_id": uuid4,
    }


def of_goal(goal: Goal, shares: set[tuple[UUID, UUID]], names: dict[UUID, str]) -> list[str]:
    """Who sees it, by name."""
    return [name for match_id, name in names.items() if (goal.id, match_id) in shares]


def removed(row_id: str | None) -> Goal | Step | None:
    """What was just removed and can be brought back."""
    wanted = as_uuid(row_id)
    if wanted is None:
        return None
    found = goals.find(me(), wanted) or goals.find_step(me(), wanted)
    return found if found and found.removed_at else None


def today_of(member: Person, now: datetime) -> dict[str, Any]:
    """What `plan/_today.html` shows under the check-in."""
    day_began = clock.start_of(clock.local_day(now, member.timezone), member.timezone)
    return {
        "goal_steps": goals.for_today(member, day_began),
        "goal_ideas": ideas.count(member),
    }
