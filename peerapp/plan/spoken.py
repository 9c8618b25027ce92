"""What is said of a goal in words."""

from collections.abc import Collection

from peerapp.language import _, listed, ngettext
from peerapp.plan.models import Goal


def steps_of(goal: Goal) -> str | None:
    """2 of 3 steps done. None where it has no step."""
    if not goal.own_steps:
        return None
    count = len(goal.own_steps)
    return ngettext(
        "%(done)s of %(num)s step done.", "%(done)s of %(num)s steps done.", count, done=goal.done
    )


def readers(names: Collection[str]) -> str:
    if not names:
        return _("Only you see it.")
    return ngettext("%(names)s sees it.", "%(names)s see it.", len(names), names=listed(names))


def may_read(names: Collection[str]) -> str:
    return ngettext("%(names)s may see it", "%(names)s may see it", len(names), names=listed(names))
