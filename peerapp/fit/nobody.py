"""Why nobody fits a member yet, and what would help: said kindly to them, shortly to the program.

Pure, and quick enough for hundreds of members among thousands of mentors.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

import numpy as np

from peerapp.fit import common
from peerapp.fit.arrays import Bools
from peerapp.fit.choices import LANGUAGES, PATHWAYS, WAYS
from peerapp.fit.hours import listed
from peerapp.fit.pool import Pool
from peerapp.fit.profiles import Profile
from peerapp.fit.reasons import PERSON, TALK, said

Change = tuple[str, str | None, Bools]


@dataclass(frozen=True)
class Relax:
    question: str  # of choices.QUESTIONS
    words: str  # "If any gender is fine: 3 mentors fit."
    how_many: int  # who have a free place
    value: str | None = None  # what would be added, or wanted no less: "en", "phone", "12_step"


@dataclass(frozen=True)
class Obstacle:
    """Both texts are empty where somebody fits and has a free place."""

    for_member: str = ""
    for_coordinator: str = ""  # the same words for the same cause, to be grouped
    relax: list[Relax] = field(default_factory=list)


def why(
    member: Profile, pool: Pool, free: Any, kept_apart: Collection[UUID], week: date
) -> Obstacle:
    """`pool` and `free` with those who have no free place, too: `open_mentors(now, True)`."""
    kept = pool.musts(member, week)
    others = kept.pop("same_person").copy()  # the masks may be one and the same array
    for one in kept_apart:
        if one in pool.place_of:
            others[pool.place_of[one]] = False
    has_place = np.asarray(free) > 0
    fits = np.logical_and.reduce([others, *kept.values()])
    if (fits & has_place).any():
        return Obstacle()
    relax = what_helps(member, pool, kept, others & has_place)
    if fits.any():
        return full(int(fits.sum()), relax)
    if not others.any():
        return Obstacle(
            "Nobody fits yet, because no mentor here is free to take on someone new.",
            "no mentor is open",
        )
    for name in kept:
        if not (kept[name] & others).any():
            return Obstacle(*CAUSES[name](member), relax)
    return together(kept, others, relax)


def full(how_many: int, relax: list[Relax]) -> Obstacle:
    if how_many == 1:
        return Obstacle(
            "One mentor fits, and has no free place right now.",
            "the one who fits has no free place",
            relax,
        )
    return Obstacle(
        f"{how_many} mentors fit, and none has a free place right now.",
        f"all {how_many} who fit have no free place",
        relax,
    )


def together(kept: Mapping[str, Bools], others: Bools, relax: list[Relax]) -> Obstacle:
    """Each wish could be met, only not all by one mentor: those without which somebody fits."""
    needed = [name for name in kept if without(kept, {name}, others).any()]
    named = [SHORT[name] for name in needed if name in SHORT]
    what = f": {listed(named)}" if len(named) > 1 else ""
    return Obstacle(
        "Nobody fits yet, because no one mentor here meets all that you asked for.",
        f"no mentor meets all wishes at once{what}",
        relax,
    )


SHORT = {
    "languages": "language",
    "gender": "gender",
    "age": "age",
    "pathways": "pathway",
    "how": "way to talk",
    "theirs": "what mentors need",
}


def without(kept: Mapping[str, Bools], dropped: Collection[str], others: Bools) -> Bools:
    left = [one for name, one in kept.items() if name not in dropped]
    found: Bools = np.logical_and.reduce([others, *left])
    return found


def what_helps(
    member: Profile, pool: Pool, kept: Mapping[str, Bools], others: Bools
) -> list[Relax]:
    """Each change that alone is enough, the most helpful first; else any two of them."""
    found = [
        best
        for name, changes in CHANGES.items()
        if not kept[name].all()
        and (best := most_helpful(name, changes(member, pool), without(kept, {name}, others)))
    ]
    return sorted(found, key=lambda one: -one.how_many) or two_changes(kept, others)


def most_helpful(question: str, changes: Iterable[Change], left: Bools) -> Relax | None:
    """Of several of one kind, such as languages, the one with which the most mentors fit."""
    counted = [(int((fit & left).sum()), words, value) for words, value, fit in changes]
    how_many, words, value = max(counted, key=lambda one: one[0], default=(0, "", None))
    if not how_many:
        return None
    return Relax(question, f"{words}: {so_many(how_many)}.", how_many, value)


def two_changes(kept: Mapping[str, Bools], others: Bools) -> list[Relax]:
    found = []
    for one, other in combinations(CHANGES, 2):
        if not kept[one].all() and not kept[other].all():
            how_many = int(without(kept, {one, other}, others).sum())
            words = f"If you are more open on both {SHORT[one]} and {SHORT[other]}"
            if how_many:
                found.append(Relax(one, f"{words}: up to {so_many(how_many)}.", how_many))
    return sorted(found, key=lambda one: -one.how_many)[:1]


def so_many(how_many: int) -> str:
    return "1 mentor fits" if how_many == 1 else f"{how_many} mentors fit"


def other_languages(member: Profile, pool: Pool) -> Iterable[Change]:
    for place, (name, words) in enumerate(LANGUAGES.items()):
        if name not in member.languages:
            yield f"If {words} is fine too", name, (pool.languages >> place & 1) == 1


def any_gender(_member: Profile, pool: Pool) -> Iterable[Change]:
    return [("If any gender is fine", None, np.ones(len(pool), bool))]


def any_age(_member: Profile, pool: Pool) -> Iterable[Change]:
    return [("If any age is fine", None, np.ones(len(pool), bool))]


def more_pathways(member: Profile, pool: Pool) -> Iterable[Change]:
    for place, (name, words) in enumerate(PATHWAYS.items()):
        if name in common.unwanted(member):
            yield f"If {words} is fine too", name, (pool.pathways >> place & 1) == 1


def more_ways(member: Profile, pool: Pool) -> Iterable[Change]:
    """In person is no help: the place is what is missing."""
    for place, name in enumerate(WAYS):
        if name in TALK and name not in member.ways:
            yield f"If you can talk {TALK[name]} too", name, (pool.ways >> place & 1) == 1


# What a member could change: words, the value of it, and whom it would fit.
CHANGES: Mapping[str, Callable[[Profile, Pool], Iterable[Change]]] = {
    "languages": other_languages,
    "gender": any_gender,
    "age": any_age,
    "pathways": more_pathways,
    "how": more_ways,
}


def no_language(member: Profile) -> tuple[str, str]:
    what = listed(said(member.languages, LANGUAGES), "or")
    return f"Nobody fits yet, because no mentor here speaks {what}.", f"no mentor speaks {what}"


def no_gender(member: Profile) -> tuple[str, str]:
    what = listed(said(member.gender_wish, PERSON), "or")
    return (
        f"Nobody fits yet, because no mentor who is {what} is open to new people here.",
        f"no mentor is {what}",
    )


def no_age(member: Profile) -> tuple[str, str]:
    what = ages(member.age_from, member.age_to)
    return f"Nobody fits yet, because no mentor here is {what}.", f"no mentor is {what}"


def ages(start: int | None, end: int | None) -> str:
    if start is None:
        return f"{end} or younger"
    return f"{start} or older" if end is None else f"from {start} to {end} years old"


def no_pathway(member: Profile) -> tuple[str, str]:
    what = listed(said(common.unwanted(member), PATHWAYS), "or")
    return (
        f"Nobody fits yet, because every mentor here walks a pathway you do not want: {what}.",
        f"every mentor walks an unwanted pathway: {what}",
    )


def no_way(member: Profile) -> tuple[str, str]:
    ways = said(member.ways, TALK)
    if "in_person" in member.ways:
        ways.append(f"in person in {member.place}" if member.place else "in person")
    what = listed(ways, "or")
    return f"Nobody fits yet, because no mentor here can talk {what}.", f"no mentor talks {what}"


def not_theirs(_member: Profile) -> tuple[str, str]:
    return (
        "Nobody fits yet: the mentors who are open now look for someone else.",
        "no mentor takes on someone of their gender, age or pathway",
    )


CAUSES: Mapping[str, Callable[[Profile], tuple[str, str]]] = {
    "languages": no_language,
    "gender": no_gender,
    "age": no_age,
    "pathways": no_pathway,
    "how": no_way,
    "theirs": not_theirs,
}
