"""How a call stands, in a sentence, and what comes next. As in call_story.py, nothing is said that
is not known, and never that somebody is on the way.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from peerapp.accounts.models import Person
from peerapp.language import _, lazy, listed, ngettext
from peerapp.safety import circle, telling
from peerapp.safety.call_story import Story
from peerapp.safety.models import Ending, HelpCall, Stage, What


def headline(call: HelpCall, story: Story) -> str:
    """How it stands, to the member, in a sentence."""
    if call.ending == Ending.OKAY:
        return _("You said that you are okay now.")
    if call.ending == Ending.TALKED:
        return _("%(name)s says that you two talked.", name=story.name(call.closed_by_id))
    if call.closed_at:
        return _("Nobody answered here in half a day. We tell nobody any more.")
    if call.taken_by_id:
        says = SAYS[story.taken_how or What.CALLING]
        return str(says) % {"name": story.name(call.taken_by_id)}
    if not telling.steps_of(call):
        return _("Nobody could be told so far.")
    return _("Nobody has answered yet.")


def headline_to_help(call: HelpCall, story: Story, by: Person, has_passed: bool) -> str:
    """The same to those who were told."""
    member = call.member.display_name
    if call.ending == Ending.OKAY:
        return _("%(name)s says: “I am okay now.” There is nothing to do.", name=member)
    if call.ending == Ending.TALKED:
        if call.closed_by_id == by.id:
            return _("You said that you and %(name)s talked. Thank you.", name=member)
        other = story.name(call.closed_by_id)
        return _("%(other)s and %(name)s talked.", other=other, name=member)
    if call.closed_at:
        return _("Half a day has passed, and nobody answered here.")
    if call.taken_by_id == by.id:
        return str(TAKEN[story.taken_how or What.CALLING]) % {"name": member}
    if call.taken_by_id:
        other = story.name(call.taken_by_id)
        return _("%(name)s has answered. You need not do anything.", name=other)
    if has_passed:
        return _("Thank you for saying so. It goes on without you, and nobody has answered yet.")
    return _("Nobody has answered yet.")


SAYS = {
    What.CALLING: lazy("%(name)s says: “I am calling now.”"),
    What.WRITING: lazy("%(name)s has seen it and says: “I will write in a moment.”"),
    What.TALKING: lazy("%(name)s says: “We are talking.”"),
}
TAKEN = {
    What.CALLING: lazy("You told %(name)s that you are calling now."),
    What.WRITING: lazy("You told %(name)s that you will write in a moment."),
    What.TALKING: lazy("You said that you and %(name)s are talking."),
}


def what_comes(call: HelpCall, now: datetime, at_time: Callable[[datetime], str]) -> str:
    """What happens if nobody answers, and when; to the member. Empty where nothing does."""
    if call.closed_at or call.next_step_at is None or call.taken_by_id:
        return ""
    when = at_time(call.next_step_at) if call.next_step_at > now else _("in a moment")
    found = circle.of(call.member, now, call.only_mentor)
    if coming := found.after(None if call.stage is None else Stage(call.stage)):
        return who_is_told(*coming, when)
    if call.only_mentor:
        return _("As you chose, nobody else is told. It is sent once more %(when)s.", when=when)
    return _("Everybody who can be told was told. It is sent once more %(when)s.", when=when)


def who_is_told(stage: Stage, people: Sequence[Person], when: str) -> str:
    if stage == Stage.COORDINATORS:
        return ngettext(
            "If there is no answer, the coordinator is told %(when)s.",
            "If there is no answer, the program's coordinators are told %(when)s.",
            len(people),
            when=when,
        )
    return ngettext(
        "If there is no answer, %(names)s is told %(when)s.",
        "If there is no answer, %(names)s are told %(when)s.",
        len(people),
        names=listed(one.display_name for one in people),
        when=when,
    )
