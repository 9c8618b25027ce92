"""How well a mentor fits a member: musts that are never broken, and a score from 0 to 1.

Pure: two people's answers in, a Fit out. pool.py says the same of thousands at once (a test holds
them equal). Where the numbers come from: docs/matching.md.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from peerapp.fit import common, hours, reasons
from peerapp.fit.profiles import Names, Profile
from peerapp.fit.reasons import Reason
from peerapp.language import lazy

NOTHING_ASKED = 0.5  # neither a good nor a bad fit
ENOUGH_HOURS = 10.0  # together in a week, such as two evenings: more is no better
AGE_REACH = 10  # so many years away from the ages wished for, nothing is left
NO_WEIGHTS: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Term:
    weight: float  # the default; a program may set another, from 0 to MOST_WEIGHT
    words: str  # for the coordinator's page
    source: str  # what speaks for it; docs/matching.md says how sure that is


MOST_WEIGHT = 10.0

# Each term is named as its question is, and reads the answers to that question only.
WEIGHTS: Mapping[str, Term] = MappingProxyType(
    {
        "recovering_from": Term(
            3, lazy("Know the same substance or behavior"), "Eddie 2019; against it: Kelly 2014"
        ),
        "pathways": Term(
            3, lazy("Walk the same pathway"), "Atkins & Hawdon 2007; Eby 2013; Zemore"
        ),
        "languages": Term(2, lazy("Speak the member's languages"), "Diamond 2019"),
        "gender": Term(2, lazy("Gender as wished"), "Swift 2018; Kuusisto & Artkoski"),
        "age": Term(1, lazy("Age as wished"), "Swift 2018"),
        "experiences": Term(
            2, lazy("Share life experience that matters"), "Richardson 2025; Cabral & Smith 2011"
        ),
        "when": Term(3, lazy("Can talk at the same hours"), "Stevens & Jason 2015; Eby 2013"),
        "how": Term(1, lazy("Talk in the same ways"), "Swift 2018; Ghahramani 2021"),
        "hopes": Term(2, lazy("Hope for the same things"), "Tryon 2018"),
    }
)

# The musts, and what a coordinator reads where one is broken.
MUSTS = {
    "same_person": lazy("It is the same person"),
    "languages": lazy("They have no language in common"),
    "gender": lazy("Gender is not as one of them needs it"),
    "age": lazy("Age is not as one of them needs it"),
    "pathways": lazy("One of them wants no pathway that the other walks"),
    "how": lazy("They have no way to talk in common"),
}


@dataclass(frozen=True)
class Fit:
    score: float | None  # None: a must is broken
    broken: tuple[str, ...]  # of MUSTS
    reasons: tuple[Reason, ...]  # all, the strongest first: for the coordinator only
    member: Profile
    mentor: Profile
    week: date
    gains: Mapping[str, float]  # weight times strength of each term that somebody asked in

    def reasons_for_member(self, member: Profile, mentor: Profile) -> tuple[Reason, ...]:
        """Their `words`: only of what the mentor lets members see."""
        return tuple(one for one in self._of(mentor.shown) if one.words)

    def reasons_for_mentor(self, member: Profile, mentor: Profile) -> tuple[Reason, ...]:
        """Their `for_mentor`: only of what the member lets a mentor see."""
        return tuple(one for one in self._of(member.shown) if one.for_mentor)

    def _of(self, questions: Names) -> tuple[Reason, ...]:
        gains = {name: gain for name, gain in self.gains.items() if name in questions}
        return reasons.of(self.member, self.mentor, self.week, gains)


def fit(
    member: Profile, mentor: Profile, week: date, weights: Mapping[str, float] = NO_WEIGHTS
) -> Fit:
    """`week` is the first day of the seven whose hours are compared; ages are of its year.

    Who is kept apart is not known here.
    """
    broken = musts_broken(member, mentor, week)
    present = {name: rule(member, mentor, week) for name, rule in STRENGTHS.items()}
    strengths = {name: one for name, one in present.items() if one is not None}
    weight = {name: one for name, one in weights_of(weights).items() if name in strengths}
    total = sum(weight.values())
    gains = {name: weight[name] * strengths[name] for name in strengths}
    score = sum(gains.values()) / total if total else NOTHING_ASKED
    found = reasons.of(member, mentor, week, gains)
    return Fit(None if broken else score, broken, found, member, mentor, week, gains)


def weights_of(changed: Mapping[str, float]) -> dict[str, float]:
    """The program's where it set one. A name that is no term is left out."""
    return {name: float(changed.get(name, term.weight)) for name, term in WEIGHTS.items()}


def musts_broken(member: Profile, mentor: Profile, week: date) -> tuple[str, ...]:
    """Of both: a mentor's wish for whom they walk with counts as much as a member's."""
    both = ((member, mentor), (mentor, member))
    broken = {
        "same_person": member.person_id == mentor.person_id,
        "languages": bool(member.languages) and not member.languages & mentor.languages,
        "gender": any(
            one.gender_is_must and one.gender_wish and not common.gender_suits(one, other)
            for one, other in both
        ),
        "age": any(
            one.age_is_must
            and common.has_age_wish(one)
            and common.years_off(one, other, week.year) != 0
            for one, other in both
        ),
        "pathways": any(common.only_unwanted(one, other) for one, other in both),
        "how": bool(member.ways and mentor.ways) and not common.ways(member, mentor),
    }
    return tuple(name for name in MUSTS if broken[name])


# What each term finds, from 0 to 1; None where nobody asked for anything in it.
def same_substances(member: Profile, mentor: Profile, _week: date) -> float | None:
    return share(common.substances(member, mentor), common.asked_substances(member))


def same_pathways(member: Profile, mentor: Profile, _week: date) -> float | None:
    """What they walk together; and how much of it the other does not want."""
    found = [
        share(member.pathways & mentor.pathways, member.pathways),
        wanted(member, mentor),
        wanted(mentor, member),
    ]
    return mean(found)


def wanted(wisher: Profile, other: Profile) -> float | None:
    if not wisher.unwanted_pathways:
        return None
    if not other.pathways:
        return 0.0
    return 1 - len(other.pathways & common.unwanted(wisher)) / len(other.pathways)


def same_languages(member: Profile, mentor: Profile, _week: date) -> float | None:
    return share(member.languages & mentor.languages, member.languages)


def gender_as_wished(member: Profile, mentor: Profile, _week: date) -> float | None:
    both = ((member, mentor), (mentor, member))
    return mean(
        [float(common.gender_suits(one, other)) if one.gender_wish else None for one, other in both]
    )


def age_as_wished(member: Profile, mentor: Profile, week: date) -> float | None:
    both = ((member, mentor), (mentor, member))
    return mean([nearness(one, other, week) for one, other in both])


def nearness(wisher: Profile, other: Profile, week: date) -> float | None:
    if not common.has_age_wish(wisher):
        return None
    off = common.years_off(wisher, other, week.year)
    return 0.0 if off is None else max(0.0, 1 - off / AGE_REACH)


def same_experiences(member: Profile, mentor: Profile, _week: date) -> float | None:
    return share(member.experiences & mentor.experiences, member.experiences)


def same_hours(member: Profile, mentor: Profile, week: date) -> float | None:
    """Measured by what the member has, up to what is enough."""
    own = hours.slots(member.parts, member.zone, week)
    if not own:
        return None
    together = hours.shared_hours(own, hours.slots(mentor.parts, mentor.zone, week))
    return min(1.0, together / min(ENOUGH_HOURS, own.bit_count() / 4))


def same_ways(member: Profile, mentor: Profile, _week: date) -> float | None:
    return share(common.ways(member, mentor), member.ways)


def same_hopes(member: Profile, mentor: Profile, _week: date) -> float | None:
    return share(member.hopes & mentor.hopes, member.hopes)


STRENGTHS: Mapping[str, Callable[[Profile, Profile, date], float | None]] = {
    "recovering_from": same_substances,
    "pathways": same_pathways,
    "languages": same_languages,
    "gender": gender_as_wished,
    "age": age_as_wished,
    "experiences": same_experiences,
    "when": same_hours,
    "how": same_ways,
    "hopes": same_hopes,
}


def share(found: Names, asked: Names) -> float | None:
    """The first thing in common is half of it: one who knows what you know, not every item."""
    if not asked:
        return None
    return 0.5 + 0.5 * len(found) / len(asked) if found else 0.0


def mean(found: Collection[float | None]) -> float | None:
    known = [one for one in found if one is not None]
    return sum(known) / len(known) if known else None
