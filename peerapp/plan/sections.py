"""The parts of a recovery plan. Plain words and rules: no Flask, no database.

The parts are those that two well-tried plans have in common: the Safety Planning Intervention
(Stanley and Brown, Cognitive and Behavioral Practice 19, 2012, 256-264: warning signs, what one
can do alone, people and places, whom to call) and the Wellness Recovery Action Plan (M. E.
Copeland; SAMHSA's "Action Planning for Prevention and Recovery": triggers, early warning signs,
wellness tools, supporters). Only their structure is taken. The words and the starters are ours,
and no clinician has read them. A plan of one's own is no crisis care: the crisis lines stand
beside it.
"""

from dataclasses import dataclass
from enum import StrEnum

from peerapp.language import lazy


class Section(StrEnum):
    SIGNS = "signs"
    TRIGGERS = "triggers"
    COPING = "coping"
    PEOPLE = "people"
    PLACES = "places"


@dataclass(frozen=True)
class Words:
    title: str
    hint: str
    one: str  # what one line of it is called
    starters: tuple[str, ...] = ()  # to tap, for whom an empty page is hard


WORDS = {
    Section.SIGNS: Words(
        lazy("My warning signs"),
        lazy(
            "How I notice early that it is getting hard: thoughts, moods, what I do or stop doing."
        ),
        lazy("A warning sign"),
        (
            lazy("I sleep badly"),
            lazy("I do not answer messages"),
            lazy("I skip meals"),
            lazy("I think: just this once"),
        ),
    ),
    Section.TRIGGERS: Words(
        lazy("What sets it off"),
        lazy("People, places, times and feelings that make me want to use."),
        lazy("Something that sets it off"),
        (
            lazy("Payday"),
            lazy("An argument"),
            lazy("Being alone in the evening"),
            lazy("Passing my old places"),
        ),
    ),
    Section.COPING: Words(
        lazy("What helps me"),
        lazy("What I can do right then, on my own. The first line is what I try first."),
        lazy("Something that helps"),
        (
            lazy("Walk around the block"),
            lazy("Drink a glass of water"),
            lazy("A hot shower"),
            lazy("Wait ten minutes"),
        ),
    ),
    Section.PEOPLE: Words(
        lazy("People I can call"),
        lazy("Who picks up, or whose voice does me good."),
        lazy("A name"),
    ),
    Section.PLACES: Words(
        lazy("Places I can go"),
        lazy("Where I am safe, or not alone."),
        lazy("A place"),
        (lazy("A meeting"), lazy("The library"), lazy("My sister's kitchen"), lazy("The park")),
    ),
}
# On the page to read: first what to do and whom to call, then what to look out for.
READING_ORDER = (
    Section.COPING,
    Section.PEOPLE,
    Section.PLACES,
    Section.SIGNS,
    Section.TRIGGERS,
)

MOST_LINES = 20  # of one section; a longer list is not read in a hard hour
LONGEST_LINE = 200
