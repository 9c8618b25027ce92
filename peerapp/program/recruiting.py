"""Who is missing among the mentors, counted over the members for whom nobody fits. Pure."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

FULL = "a mentor who fits to have a free place"
ALL_AT_ONCE = "no mentor meets all wishes at once"
# What a proposal says itself; all else is of nobody.why.
TAKEN = "those who fit have no place left"
GAVE_UP = "someone else has the place"


@dataclass(frozen=True)
class Missing:
    who: str  # "a mentor who speaks Polish"
    people: int

    @property
    def words(self) -> str:
        if self.who == FULL:
            return f"{self.people} more {'person' if self.people == 1 else 'people'} than places."
        if self.who == ALL_AT_ONCE:
            have = "1 person has" if self.people == 1 else f"{self.people} people have"
            return f"{have} wishes that no one mentor meets all at once."
        if self.people == 1:
            return f"1 person waits for {self.who}."
        return f"{self.people} people wait for {self.who}."


def missing(obstacles: Iterable[str]) -> list[Missing]:
    """Most needed first. An obstacle is what nobody.why says to the coordinator; empty is none."""
    return counted(Counter(obstacles).items())


def counted(obstacles: Iterable[tuple[str, int]]) -> list[Missing]:
    counts: Counter[str] = Counter()
    for obstacle, people in obstacles:
        if obstacle:
            counts[who_is_missing(obstacle)] += people
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [Missing(who, people) for who, people in ranked]


def who_is_missing(obstacle: str) -> str:
    """ "no mentor speaks Polish": "a mentor who speaks Polish" """
    if is_full(obstacle):
        return FULL
    if obstacle.startswith(ALL_AT_ONCE):
        return ALL_AT_ONCE
    if unwanted := obstacle.partition("every mentor walks an unwanted pathway: ")[2]:
        return f"a mentor with another pathway than {unwanted}"
    if obstacle == "no mentor is open":
        return "any mentor who is open to new people"
    return re.sub("^no mentor ", "a mentor who ", obstacle)


def is_full(obstacle: str) -> bool:
    """Somebody fits; only a place is missing."""
    return obstacle.endswith("no free place") or obstacle in (TAKEN, GAVE_UP)
