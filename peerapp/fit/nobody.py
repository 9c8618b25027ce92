"""Why nobody fits a member yet, and what would help: said kindly to them, shortly to the program.

Pure, and quick enough for hundreds of members among thousands of mentors. What the program keeps of
it is a code (see causes.py), since who reads it may speak another language than who made it.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any
from uuid import UUID

import numpy as np

from peerapp.fit import causes, common
from peerapp.fit.arrays import Bools
from peerapp.fit.causes import SHORT, Cause
from peerapp.fit.choices import LANGUAGES, PATHWAYS, WAYS
from peerapp.fit.hours import listed
from peerapp.fit.pool import Pool
from peerapp.fit.profiles import Profile
from peerapp.fit.reasons import PERSON, TALK, said
from peerapp.language import _, ngettext

# What would be added, or wanted no less ("en", "phone", "12_step"), and whom it would fit.
Change = tuple[str | None, Bools]


@dataclass(frozen=True)
class Relax:
    question: str  # of choices.QUESTIONS
    words: str  # "If any gender is fine: 3 mentors fit."
    how_many: int  # who have a free place
    value: str | None = None  # of the Change


@dataclass(frozen=True)
class Obstacle:
    """Both are empty where somebody fits and has a free place."""

    for_member: str = ""
    for_coordinator: Cause = field(default_factory=Cause)  # the same for the same, to be grouped
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
            _("Nobody fits yet, because no mentor here is free to take on someone new."),
            Cause(causes.NOT_OPEN),
        )
    for name in kept:
        if not (kept[name] & others).any():
            return Obstacle(*CAUSES[name](member), relax)
    return together(kept, others, relax)


def full(how_many: int, relax: list[Relax]) -> Obstacle:
    words = ngettext(
        "One mentor fits, and has no free place right now.",
        "%(num)s mentors fit, and none has a free place right now.",
        how_many,
    )
    return Obstacle(words, Cause(causes.FULL, (str(how_many),)), relax)


def together(kept: Mapping[str, Bools], others: Bools, relax: list[Relax]) -> Obstacle:
    """Each wish could be met, only not all by one mentor: those without which somebody fits."""
    needed = [name for name in kept if without(kept, {name}, others).any()]
    named = [name for name in needed if name in SHORT]
    return Obstacle(
        _("Nobody fits yet, because no one mentor here meets all that you asked for."),
        Cause(causes.ALL_AT_ONCE, tuple(named) if len(named) > 1 else ()),
        relax,
    )


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
    counted = [(int((fit & left).sum()), value) for value, fit in changes]
    how_many, value = max(counted, key=lambda one: one[0], default=(0, None))
    if not how_many:
        return None
    return Relax(question, ADVICE[question](value or "", how_many), how_many, value)


def two_changes(kept: Mapping[str, Bools], others: Bools) -> list[Relax]:
    found = []
    for one, other in combinations(CHANGES, 2):
        if not kept[one].all() and not kept[other].all():
            how_many = int(without(kept, {one, other}, others).sum())
            if how_many:
                found.append(Relax(one, if_both(one, other, how_many), how_many))
    return sorted(found, key=lambda one: -one.how_many)[:1]


def if_both(one: str, other: str, how_many: int) -> str:
    return ngettext(
        "If you are more open on both %(wish)s and %(other)s: up to 1 mentor fits.",
        "If you are more open on both %(wish)s and %(other)s: up to %(num)s mentors fit.",
        how_many,
        wish=SHORT[one],
        other=SHORT[other],
    )


def other_languages(member: Profile, pool: Pool) -> Iterable[Change]:
    for place, name in enumerate(LANGUAGES):
        if name not in member.languages:
            yield name, (pool.languages >> place & 1) == 1


def anyone(_member: Profile, pool: Pool) -> Iterable[Change]:
    return [(None, np.ones(len(pool), bool))]


def more_pathways(member: Profile, pool: Pool) -> Iterable[Change]:
    for place, name in enumerate(PATHWAYS):
        if name in common.unwanted(member):
            yield name, (pool.pathways >> place & 1) == 1


def more_ways(member: Profile, pool: Pool) -> Iterable[Change]:
    """In person is no help: the place is what is missing."""
    for place, name in enumerate(WAYS):
        if name in TALK and name not in member.ways:
            yield name, (pool.ways >> place & 1) == 1


# What a member could change.
CHANGES: Mapping[str, Callable[[Profile, Pool], Iterable[Change]]] = {
    "languages": other_languages,
    "gender": anyone,
    "age": anyone,
    "pathways": more_pathways,
    "how": more_ways,
}


def if_a_language(name: str, how_many: int) -> str:
    return ngettext(
        "If %(language)s is fine too: 1 mentor fits.",
        "If %(language)s is fine too: %(num)s mentors fit.",
        how_many,
        language=LANGUAGES[name],
    )


def if_any_gender(_name: str, how_many: int) -> str:
    return ngettext(
        "If any gender is fine: 1 mentor fits.",
        "If any gender is fine: %(num)s mentors fit.",
        how_many,
    )


def if_any_age(_name: str, how_many: int) -> str:
    return ngettext(
        "If any age is fine: 1 mentor fits.",
        "If any age is fine: %(num)s mentors fit.",
        how_many,
    )


def if_a_pathway(name: str, how_many: int) -> str:
    return ngettext(
        "If %(pathway)s is fine too: 1 mentor fits.",
        "If %(pathway)s is fine too: %(num)s mentors fit.",
        how_many,
        pathway=PATHWAYS[name],
    )


def if_a_way(name: str, how_many: int) -> str:
    return ngettext(
        "If you can talk %(way)s too: 1 mentor fits.",
        "If you can talk %(way)s too: %(num)s mentors fit.",
        how_many,
        way=TALK[name],
    )


# The same in words, with how many would fit.
ADVICE: Mapping[str, Callable[[str, int], str]] = {
    "languages": if_a_language,
    "gender": if_any_gender,
    "age": if_any_age,
    "pathways": if_a_pathway,
    "how": if_a_way,
}


# Of each cause what the member reads, and the code.
def no_language(member: Profile) -> tuple[str, Cause]:
    what = listed(said(member.languages, LANGUAGES), "or")
    return (
        _("Nobody fits yet, because no mentor here speaks %(languages)s.", languages=what),
        Cause.of_some("languages", member.languages, LANGUAGES),
    )


def no_gender(member: Profile) -> tuple[str, Cause]:
    what = listed(said(member.gender_wish, PERSON), "or")
    return (
        _(
            "Nobody fits yet, because no mentor who is %(gender)s is open to new people here.",
            gender=what,
        ),
        Cause.of_some("gender", member.gender_wish, PERSON),
    )


def no_age(member: Profile) -> tuple[str, Cause]:
    wish = member.age_from, member.age_to
    return (
        _("Nobody fits yet, because no mentor here is %(age)s.", age=causes.ages(*wish)),
        Cause("age", tuple(str(one or "") for one in wish)),
    )


def no_pathway(member: Profile) -> tuple[str, Cause]:
    unwanted = common.unwanted(member)
    return (
        _(
            "Nobody fits yet, because every mentor here walks a pathway you do not want: "
            "%(pathways)s.",
            pathways=listed(said(unwanted, PATHWAYS), "or"),
        ),
        Cause.of_some("pathways", unwanted, PATHWAYS),
    )


def no_way(member: Profile) -> tuple[str, Cause]:
    place = member.place or ""
    return (
        _(
            "Nobody fits yet, because no mentor here can talk %(ways)s.",
            ways=causes.ways(member.ways, place),
        ),
        Cause.of_some("how", member.ways, WAYS, place),
    )


def not_theirs(_member: Profile) -> tuple[str, Cause]:
    return (
        _("Nobody fits yet: the mentors who are open now look for someone else."),
        Cause(causes.THEIRS),
    )


CAUSES: Mapping[str, Callable[[Profile], tuple[str, Cause]]] = {
    "languages": no_language,
    "gender": no_gender,
    "age": no_age,
    "pathways": no_pathway,
    "how": no_way,
    "theirs": not_theirs,
}
