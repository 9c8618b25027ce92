"""Thousands of mentors as arrays of numbers: what scoring.py says of two, of one member and all.

A set of choices is a number with a bit for each (see choices.py), so what two have in common is one
`&`. Nothing here decides anything of its own: a test holds every score equal to scoring.fit.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from peerapp.fit import choices, common, hours, scoring
from peerapp.fit.arrays import (
    WORDS,
    Bools,
    Floats,
    Ints,
    mean,
    nearness,
    numbers,
    share,
    words_of,
)
from peerapp.fit.profiles import Profile
from peerapp.fit.scoring import NO_WEIGHTS

SETS: Mapping[str, tuple[str, ...]] = {
    "recovering_from": tuple(choices.RECOVERING_FROM),
    "pathways": tuple(choices.PATHWAYS),
    "unwanted_pathways": tuple(choices.PATHWAYS),
    "languages": tuple(choices.LANGUAGES),
    "gender_wish": tuple(choices.GENDERS),
    "experiences": tuple(choices.EXPERIENCES),
    "parts": tuple(choices.WEEK_PARTS),
    "ways": tuple(choices.WAYS),
    "hopes": tuple(choices.HOPES),
}
GENDER_BIT = {name: 1 << place for place, name in enumerate(choices.GENDERS)}
IN_PERSON = choices.bits(["in_person"], choices.WAYS)
UNSAID = choices.bits(common.UNSAID, choices.RECOVERING_FROM)
NO_AGE_FROM, NO_AGE_TO = -10_000, 10_000


class Row(NamedTuple):
    """A person's answers as the database keeps them: sets as numbers."""

    person_id: UUID
    zone: str
    recovering_from: int
    pathways: int
    unwanted_pathways: int
    languages: int
    gender: str | None
    gender_wish: int
    gender_is_must: bool
    birth_year: int | None
    age_from: int | None
    age_to: int | None
    age_is_must: bool
    experiences: int
    parts: int
    ways: int
    place: str | None
    hopes: int


def row_of(profile: Profile) -> Row:
    values = ((name, getattr(profile, name)) for name in Row._fields)
    return Row._make(
        bits_of(value, SETS[name]) if name in SETS else value for name, value in values
    )


def gender_bit(name: str | None) -> int:
    return GENDER_BIT.get(name or "", 0)


# Few of all sets are ever chosen, so most are made once.
bits_of = lru_cache(maxsize=1 << 16)(choices.bits)


def of(profiles: Iterable[Profile]) -> "Pool":
    return load([row_of(profile) for profile in profiles])


def load(rows: Sequence[Sequence[Any]], id_of: Callable[[str], UUID] = UUID) -> "Pool":
    """Of rows with the columns of Row, in its order; more columns are left alone.

    `id_of` makes a UUID of the first, where it is none yet.
    """
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [()] * len(Row._fields)
    if rows and not isinstance(columns[0][0], UUID):
        columns[0] = [id_of(one) for one in columns[0]]
    return Pool(Row._make(columns[: len(Row._fields)]))


class Pool:
    """`ids` are the mentors' in the order of every array that comes from here."""

    def __init__(self, columns: Any) -> None:
        self.ids: tuple[UUID, ...] = tuple(columns.person_id)
        self.place_of = {one: place for place, one in enumerate(self.ids)}
        sets = {  # without bits that are in no list of ours: a newer version's
            name: np.array(getattr(columns, name), np.int64) & ((1 << len(names)) - 1)
            for name, names in SETS.items()
        }
        self.substances = sets["recovering_from"] & ~UNSAID
        self.pathways = sets["pathways"]
        self.unwanted = sets["unwanted_pathways"] & ~self.pathways
        self.languages = sets["languages"]
        self.experiences = sets["experiences"]
        self.parts = sets["parts"]
        self.ways = sets["ways"]
        self.hopes = sets["hopes"]
        self.gender = np.array([gender_bit(one) for one in columns.gender], np.int64)
        self.gender_wish = sets["gender_wish"]
        self.gender_is_must = np.array(columns.gender_is_must, bool) & (self.gender_wish != 0)
        self.born = numbers(columns.birth_year, 0)
        self.age_from = numbers(columns.age_from, NO_AGE_FROM)
        self.age_to = numbers(columns.age_to, NO_AGE_TO)
        self.has_age_wish = (self.age_from != NO_AGE_FROM) | (self.age_to != NO_AGE_TO)
        self.age_is_must = np.array(columns.age_is_must, bool) & self.has_age_wish
        self.walked = np.bitwise_count(self.pathways).astype(np.float64)
        self.has_unwanted = sets["unwanted_pathways"] != 0
        places: dict[str, int] = {"": 0}
        keys = [common.place_key(one) for one in columns.place]
        self.place = np.array([places.setdefault(key, len(places)) for key in keys], np.int64)
        self.places = places
        zones: dict[str, int] = {}
        self.zone = np.array([zones.setdefault(one, len(zones)) for one in columns.zone], np.int64)
        self.zones = tuple(zones)
        self._slots: dict[date, NDArray[np.uint64]] = {}

    def __len__(self) -> int:
        return len(self.ids)

    def scores(
        self, member: Profile, week: date, weights: Mapping[str, float] = NO_WEIGHTS
    ) -> Floats:
        """Of every mentor; NaN where a must is broken."""
        one = row_of(member)
        score = self.wishes_met(member, one, week, weights)
        for kept in self._musts(member, one, week).values():
            score[~kept] = np.nan
        return score

    def matrix(
        self, members: Sequence[Profile], week: date, weights: Mapping[str, float] = NO_WEIGHTS
    ) -> NDArray[np.float32]:
        """Members x mentors; NaN where a must is broken."""
        found = np.empty((len(members), len(self)), np.float32)
        for place, member in enumerate(members):
            found[place] = self.scores(member, week, weights)
        return found

    def musts(self, member: Profile, week: date) -> dict[str, Bools]:
        """For each must, which mentors keep it. "theirs": what the mentors themselves need."""
        everybody = np.ones(len(self), bool)
        kept = self._musts(member, row_of(member), week)
        return {name: kept.get(name, everybody) for name in (*scoring.MUSTS, "theirs")}

    def _musts(self, member: Profile, one: Row, week: date) -> dict[str, Bools]:
        """Only those that there are."""
        kept = {}
        if member.person_id in self.place_of:
            kept["same_person"] = np.ones(len(self), bool)
            kept["same_person"][self.place_of[member.person_id]] = False
        if one.languages:
            kept["languages"] = (self.languages & one.languages) != 0
        if one.gender_is_must and one.gender_wish:
            kept["gender"] = (self.gender & one.gender_wish) != 0
        if one.age_is_must and common.has_age_wish(member):
            kept["age"] = self.years_off(member, week) == 0
        if unwanted := one.unwanted_pathways & ~one.pathways:
            kept["pathways"] = (self.pathways == 0) | ((self.pathways & ~unwanted) != 0)
        if one.ways:
            kept["how"] = (self.ways == 0) | (self.common_ways(one) != 0)
        theirs = ~self.gender_is_must | ((self.gender_wish & gender_bit(one.gender)) != 0)
        theirs &= ~self.age_is_must | (self.members_years_off(member, week) == 0)
        if one.pathways:
            theirs &= (one.pathways & ~self.unwanted) != 0
        kept["theirs"] = theirs
        return kept

    def wishes_met(
        self, member: Profile, one: Row, week: date, weights: Mapping[str, float]
    ) -> Floats:
        weight = scoring.weights_of(weights)
        gained, total = np.zeros(len(self)), np.zeros(len(self))
        for name, (strength, present) in self.strengths(member, one, week).items():
            gained += weight[name] * strength
            total += weight[name] * present
        met = np.full(len(self), scoring.NOTHING_ASKED)
        np.divide(gained, total, out=met, where=total > 0)
        return met

    def strengths(self, member: Profile, one: Row, week: date) -> dict[str, tuple[Floats, Any]]:
        """For each term what it finds, 0 where nobody asked; and whether anybody did."""
        found: dict[str, tuple[Floats, Any]] = {}
        for name, asked, both in (
            ("recovering_from", one.recovering_from & ~UNSAID, self.substances),
            ("languages", one.languages, self.languages),
            ("experiences", one.experiences, self.experiences),
            ("how", one.ways, None),
            ("hopes", one.hopes, self.hopes),
        ):
            if asked:
                shared = self.common_ways(one) if both is None else both & asked
                found[name] = share(shared, asked), 1.0
        found["pathways"] = self.same_pathways(one)
        found["gender"] = self.gender_as_wished(one)
        found["age"] = self.age_as_wished(member, week)
        if (own := hours.slots(member.parts, member.zone, week)) > 0:
            found["when"] = self.same_hours(own, week), 1.0
        return found

    def common_ways(self, one: Row) -> Ints:
        here = self.places.get(common.place_key(one.place), -1)
        met = self.place == here if here > 0 else np.zeros(len(self), bool)
        both = self.ways & one.ways
        return np.where(met, both, both & ~IN_PERSON)

    def same_pathways(self, one: Row) -> tuple[Floats, Any]:
        found = []
        if one.pathways:
            found.append((share(self.pathways & one.pathways, one.pathways), 1.0))
        if one.unwanted_pathways:
            bad = np.bitwise_count(self.pathways & one.unwanted_pathways & ~one.pathways)
            good = np.zeros(len(self))
            np.divide(bad, self.walked, out=good, where=self.walked > 0)
            found.append((np.where(self.walked > 0, 1 - good, 0.0), 1.0))
        theirs = self.has_unwanted
        if one.pathways:
            bad = np.bitwise_count(self.unwanted & one.pathways)
            good = 1 - bad / one.pathways.bit_count()
            found.append((np.where(theirs, good, 0.0), theirs))
        else:
            found.append((np.zeros(len(self)), theirs))
        return mean(found)

    def gender_as_wished(self, one: Row) -> tuple[Floats, Any]:
        found: list[tuple[Any, Any]] = []
        if one.gender_wish:
            found.append(((self.gender & one.gender_wish) != 0, 1.0))
        found.append(((self.gender_wish & gender_bit(one.gender)) != 0, self.gender_wish != 0))
        return mean(found)

    def age_as_wished(self, member: Profile, week: date) -> tuple[Floats, Any]:
        found: list[tuple[Any, Any]] = []
        if common.has_age_wish(member):
            found.append((nearness(self.years_off(member, week)), 1.0))
        theirs = nearness(self.members_years_off(member, week))
        found.append((np.where(self.has_age_wish, theirs, 0.0), self.has_age_wish))
        return mean(found)

    def years_off(self, member: Profile, week: date) -> Floats:
        """Of the mentors from the member's wish; NaN where it is not known."""
        oldest = week.year - self.born
        young = (NO_AGE_FROM if member.age_from is None else member.age_from) - oldest
        old = oldest - 1 - (NO_AGE_TO if member.age_to is None else member.age_to)
        return np.where(self.born, np.maximum(np.maximum(young, old), 0), np.nan)

    def members_years_off(self, member: Profile, week: date) -> Floats:
        """Of the member from each mentor's wish."""
        if member.birth_year is None:
            return np.full(len(self), np.nan)
        oldest = week.year - member.birth_year
        off = np.maximum(np.maximum(self.age_from - oldest, oldest - 1 - self.age_to), 0)
        return off.astype(np.float64)

    def same_hours(self, own: int, week: date) -> Floats:
        together = np.bitwise_count(self.slots(week) & words_of(own)[:, None]).sum(0) / 4
        met: Floats = together / min(scoring.ENOUGH_HOURS, own.bit_count() / 4)
        return np.minimum(1.0, met)

    def slots(self, week: date) -> NDArray[np.uint64]:
        """Words x mentors; once for each week."""
        if week not in self._slots:
            of_zone = np.array(
                [[words_of(part) for part in hours.parts_of_week(one, week)] for one in self.zones],
                np.uint64,
            ).reshape(len(self.zones), len(choices.WEEK_PARTS), WORDS)
            found = np.zeros((len(self), WORDS), np.uint64)
            for part in range(len(choices.WEEK_PARTS)):
                chosen = (self.parts >> part & 1).astype(bool)
                found[chosen] |= of_zone[self.zone[chosen], part]
            self._slots[week] = np.ascontiguousarray(found.T)
        return self._slots[week]
