"""Invented plans and goals."""

from datetime import datetime, timedelta

from peerapp.accounts.models import Person
from peerapp.matching import matches
from peerapp.plan import goals, ideas, lines, sharing
from peerapp.plan.sections import Section

LINES = {
    Section.SIGNS: ("I stop answering my sister", "I lie awake after two"),
    Section.TRIGGERS: ("Payday", "The bar on Lake Street"),
    Section.COPING: (
        "Walk down to the lake",
        "Tea, and the radio on",
        "Wait ten minutes, then ten",
    ),
    Section.PLACES: ("The evening meeting on Oak Street", "The library, until nine"),
}
# Numbers that nobody has: 555-0100 to 555-0199 are kept free for stories.
PEOPLE = (("My sister", "312 555 0142"), ("Lou from the meeting", "312 555 0177"))


def write(member: Person, now: datetime) -> None:
    """A whole plan, most of it shared with the mentor, and two goals, one with an idea."""
    for section, words in LINES.items():
        for one in words:
            lines.add(member, section, lines.Written(one), now)
    for name, phone in PEOPLE:
        lines.add(member, Section.PEOPLE, lines.Written(name, phone), now)
    match = matches.of_member(member)[0]
    sharing.share_plan(match, set(Section) - {Section.PEOPLE}, now)
    goal = goals.add(member, "Get my driving license back", None, now - timedelta(days=20))
    steps = (
        "Call the office for the form",
        "Ask Lou for a ride to the class",
        "Pay the first half",
    )
    for step in steps:
        goals.add_step(goal, step, now - timedelta(days=20))
    goals.tick(goal.steps[0], now - timedelta(days=12))
    goals.share(goal, match, now)
    ideas.suggest_step(match, goal, "Write down the dates of the class", now)
    swimming = goals.add(member, "Swim once a week", None, now - timedelta(days=9))
    goals.add_step(swimming, "Look up when the pool is open", now - timedelta(days=9))
