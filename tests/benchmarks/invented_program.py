"""A program that nobody runs: invented members and mentors, the same at every run.

Where a share was found it is used, rounded:
- substances: SAMHSA, TEDS 2005-2015, table 1.1a, the primary substance of 1,537,025 admissions in
  2015: alcohol 34 %, opioids 34 %, stimulants with cocaine 14 %, cannabis 14 %; of those with
  alcohol 44 % named a second one
- women and ages: SAMHSA, TEDS 2002, admissions: 30 % women; 21-25 13 %, 26-30 11 %, 31-35 14 %,
  36-40 16 %, 41-45 14 %, 46-50 9 %, 51-55 4 %
- pathways: the National Recovery Study (PMC10939786): 41 % were ever in a 12-step group, 3 % in any
  of the newer ones. Who asks for a mentor was in one more often: invented
- languages: American Community Survey 2009-2013: of about 291 million 37 speak Spanish at home, 2.9
  Chinese, 1.4 Vietnamese; one in five a language other than English
- zones: about as the people of the United States live
All else (wishes, musts, hours, places, hopes, life experience, waiting) is invented.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy import insert

from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.extensions import db
from peerapp.fit.choices import DAY_PARTS, HOPES, SHOWN_AT_FIRST, WEEK, WEEK_PARTS
from peerapp.fit.profiles import NONE, Names, Profile
from peerapp.matching.models import (
    Apart,
    Match,
    MatchProfile,
    MatchRequest,
    Origin,
    Side,
    new_version,
)

Choice = TypeVar("Choice")

SEED, YEAR = 2026, 2026
MOST_PLACES = 8
KEPT_APART = 0.02  # of the members, each from one mentor

SUBSTANCES = {"alcohol": 34, "opioids": 34, "stimulants": 14, "cannabis": 14, "sedatives": 1,
              "gambling": 1, "eating": 0.5, "gaming": 0.5, "sex": 0.5, "other": 0.5}  # fmt: skip
PATHWAYS = {"12_step": 55, "smart": 9, "dharma": 3, "women_for_sobriety": 1, "lifering": 1,
            "faith": 9, "medication": 12, "own": 10}  # fmt: skip
LANGUAGES = {"es": 0.13, "zh": 0.01, "vi": 0.005, "tl": 0.005, "fr": 0.004, "ko": 0.004,
             "ar": 0.004, "ru": 0.004, "ase": 0.003, "ht": 0.003, "pl": 0.002, "pt": 0.002,
             "hi": 0.002, "so": 0.001, "nv": 0.001}  # fmt: skip
NO_ENGLISH = {"es": 0.25, "zh": 0.35, "vi": 0.35, "ase": 0.6}  # of those who speak it
ZONES = {"America/New_York": 47, "America/Chicago": 29, "America/Los_Angeles": 16,
         "America/Denver": 5, "America/Phoenix": 2, "Pacific/Honolulu": 0.5,
         "America/Anchorage": 0.3}  # fmt: skip
AGES = {(18, 20): 7, (21, 25): 13, (26, 30): 11, (31, 35): 14, (36, 40): 16, (41, 45): 14,
        (46, 50): 9, (51, 55): 4, (56, 75): 3}  # fmt: skip
EXPERIENCES = {"veteran": 0.08, "parent": 0.5, "lgbtq": 0.1, "justice": 0.4, "chronic_pain": 0.2,
               "family": 0.4, "homelessness": 0.2, "mental_health": 0.4, "grief": 0.3,
               "immigrant": 0.1, "native": 0.02, "black": 0.18, "latino": 0.14, "asian": 0.02,
               "christian": 0.35, "jewish": 0.02, "muslim": 0.02, "buddhist": 0.02,
               "hindu": 0.01}  # fmt: skip
WAYS = {"chat": 0.7, "phone": 0.75, "video": 0.5, "in_person": 0.25}
TOWNS = {f"Town {number}": 1 / number for number in range(1, 61)}  # a few large, many small


@dataclass(frozen=True)
class Program:
    members: list[Profile]
    waited_days: list[int]
    mentors: list[Profile]
    free: list[int]
    kept_apart: list[tuple[UUID, UUID]]  # a member and a mentor


def program(members: int, mentors: int, seed: int = SEED) -> Program:
    chance = random.Random(seed)
    those = [mentor(chance) for _ in range(mentors)]
    looking = [member(chance) for _ in range(members)]
    apart = [
        (one.person_id, chance.choice(those).person_id)
        for one in looking
        if those and chance.random() < KEPT_APART
    ]
    return Program(
        members=looking,
        waited_days=[min(400, int(chance.expovariate(1 / 35))) for _ in looking],
        mentors=those,
        free=[chance.randint(1, MOST_PLACES) for _ in those],
        kept_apart=apart,
    )


def member(chance: random.Random) -> Profile:
    """Skips a question now and then; needs more of the other than a mentor does."""
    is_woman, age = chance.random() < 0.3, age_of(chance)
    gender_wish = chance.random() < (0.45 if is_woman else 0.12)
    age_wish = chance.random() < 0.2
    own = experiences(chance, age)
    ways, place = ways_of(chance)
    return Profile(
        person_id=new_id(chance),
        zone=one_of(chance, ZONES),
        recovering_from=maybe(chance, substances(chance)),
        pathways=maybe(chance, pathways(chance, is_woman)),
        unwanted_pathways=frozenset({chance.choice(("12_step", "faith", "medication"))})
        if chance.random() < 0.15
        else NONE,
        languages=maybe(chance, languages(chance)),
        gender=gender(chance, is_woman) if chance.random() < 0.9 else None,
        gender_wish=frozenset({"woman" if is_woman else "man"}) if gender_wish else NONE,
        gender_is_must=gender_wish and chance.random() < 0.5,
        birth_year=YEAR - age if chance.random() < 0.85 else None,
        age_from=max(18, age - 10) if age_wish else None,
        age_to=age + 20 if age_wish else None,
        age_is_must=age_wish and chance.random() < 0.25,
        experiences=frozenset(one for one in sorted(own) if chance.random() < 0.4),
        parts=maybe(chance, week(chance)),
        ways=ways,
        place=place,
        hopes=maybe(chance, some(chance, HOPES, 3)),
        shown=SHOWN_AT_FIRST,
    )


def mentor(chance: random.Random) -> Profile:
    """Some years older, with more behind them; answers nearly everything."""
    is_woman, age = chance.random() < 0.45, min(80, age_of(chance) + chance.randint(3, 15))
    gender_wish, age_wish = chance.random() < 0.15, chance.random() < 0.08
    ways, place = ways_of(chance)
    return Profile(
        person_id=new_id(chance),
        zone=one_of(chance, ZONES),
        recovering_from=substances(chance) | substances(chance),
        pathways=pathways(chance, is_woman) | pathways(chance, is_woman),
        unwanted_pathways=frozenset({"medication"}) if chance.random() < 0.03 else NONE,
        languages=languages(chance) | {"en"},
        gender=gender(chance, is_woman) if chance.random() < 0.97 else None,
        gender_wish=frozenset({"woman" if is_woman else "man"}) if gender_wish else NONE,
        gender_is_must=gender_wish and chance.random() < 0.5,
        birth_year=YEAR - age if chance.random() < 0.95 else None,
        age_from=25 if age_wish else None,
        age_is_must=age_wish and chance.random() < 0.25,
        experiences=experiences(chance, age),
        parts=maybe(chance, week(chance), 0.97),
        ways=ways or frozenset({"chat", "phone"}),
        place=place,
        hopes=some(chance, HOPES, 4),
        shown=SHOWN_AT_FIRST | {"recovering_from", "pathways", "experiences", "hopes"},
    )


def new_id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def one_of(chance: random.Random, shares: Mapping[Choice, float]) -> Choice:
    return chance.choices(list(shares), list(shares.values()))[0]


def some(chance: random.Random, names: Mapping[str, object], most: int) -> Names:
    return frozenset(chance.sample(list(names), chance.randint(1, most)))


def maybe(chance: random.Random, answer: Names, share: float = 0.9) -> Names:
    return answer if chance.random() < share else NONE


def age_of(chance: random.Random) -> int:
    return chance.randint(*one_of(chance, AGES))


def gender(chance: random.Random, is_woman: bool) -> str:
    return "nonbinary" if chance.random() < 0.02 else "woman" if is_woman else "man"


def substances(chance: random.Random) -> Names:
    found = {one_of(chance, SUBSTANCES)}
    if chance.random() < 0.44:
        found.add(one_of(chance, SUBSTANCES))
    if chance.random() < 0.1:
        found.add("nicotine")
    return frozenset(found)


def pathways(chance: random.Random, is_woman: bool) -> Names:
    found = {one_of(chance, PATHWAYS)}
    if chance.random() < 0.2:
        found.add(one_of(chance, PATHWAYS))
    return frozenset(found if is_woman else found - {"women_for_sobriety"}) or frozenset({"own"})


def languages(chance: random.Random) -> Names:
    found = {name for name, share in LANGUAGES.items() if chance.random() < share}
    # sorted, as a set of words has another order at every run
    if any(chance.random() < NO_ENGLISH.get(name, 0.15) for name in sorted(found)):
        return frozenset(found)
    return frozenset({"en", *found})


def experiences(chance: random.Random, age: int) -> Names:
    found = {name for name, share in EXPERIENCES.items() if chance.random() < share}
    return frozenset(found | {"young_adult"} if age <= 25 else found)


def ways_of(chance: random.Random) -> tuple[Names, str | None]:
    ways = frozenset(name for name, share in WAYS.items() if chance.random() < share)
    return ways, one_of(chance, TOWNS) if "in_person" in ways else None


def week(chance: random.Random) -> Names:
    """Some can in the evening, some by day, some on weekends, and hardly anybody always."""
    kind = chance.choice(("evenings", "evenings", "days", "weekends", "any"))
    likely = {
        "evenings": lambda day, part: part == "evening",
        "days": lambda day, part: part != "evening" and day not in WEEK[5:],
        "weekends": lambda day, part: day in WEEK[5:],
        "any": lambda day, part: chance.random() < 0.5,
    }[kind]
    shares = [0.6 if likely(day, part) else 0.05 for day in WEEK for part in DAY_PARTS]
    return frozenset(
        name for name, share in zip(WEEK_PARTS, shares, strict=True) if chance.random() < share
    )


def write(
    found: Program, now: datetime, walking: Sequence[Profile] = (), asked: int = 0, seed: int = SEED
) -> None:
    """As rows; commits. `walking` are members who have a mentor: one place each is added and taken.
    `asked`: so many of the waiting have asked some mentor, who did not answer yet.
    """
    chance = random.Random(seed)
    capacity = list(found.free)
    matches = []
    for one in walking:
        at = chance.randrange(len(capacity))
        capacity[at] += 1
        matches.append(
            {"id": new_id(chance), "mentor_id": found.mentors[at].person_id,
             "member_id": one.person_id, "started_at": now, "seat": capacity[at]}
        )  # fmt: skip
    mentors = [
        profile_row(one, Side.MENTOR, now) | {"capacity": places, "open_since": now}
        for one, places in zip(found.mentors, capacity, strict=True)
    ]
    members = [
        profile_row(one, Side.MEMBER, now) | {"looking_since": now - timedelta(days=days)}
        for one, days in zip(found.members, found.waited_days, strict=True)
    ]
    people = [*found.members, *walking], found.mentors
    for role, those in zip((Role.MEMBER, Role.MENTOR), people, strict=True):
        add(Person, [person_row(one, now) for one in those])
        add(
            RoleGrant,
            [
                {"person_id": one.person_id, "role": role, "granted_at": now, "approved_at": now}
                for one in those
            ],
        )
    add(MatchProfile, mentors)
    add(MatchProfile, members)
    add(Match, matches)
    add(
        Apart,
        [
            {"id": new_id(chance), "by_id": one, "other_id": other, "is_block": False,
             "created_at": now}
            for one, other in found.kept_apart
        ],
    )  # fmt: skip
    add(
        MatchRequest,
        [
            {"id": new_id(chance), "member_id": one.person_id,
             "mentor_id": chance.choice(found.mentors).person_id, "origin": Origin.MEMBER,
             "created_at": now, "asked_at": now, "member_yes_at": now}
            for one in chance.sample(found.members, asked)
        ],
    )  # fmt: skip
    db.session.commit()


def add(table: type, rows: list[dict[str, object]]) -> None:
    if rows:
        db.session.execute(insert(table), rows)


def person_row(one: Profile, now: datetime) -> dict[str, object]:
    return {"id": one.person_id, "email": f"{one.person_id}@example.org",
            "display_name": f"Person {str(one.person_id)[:8]}", "password_hash": "-",
            "timezone": one.zone, "created_at": now, "adult_confirmed_at": now}  # fmt: skip


def profile_row(one: Profile, side: Side, now: datetime) -> dict[str, object]:
    given = {field.name: getattr(one, field.name) for field in fields(one) if field.name != "zone"}
    fixed = {"side": side, "created_at": now, "changed_at": now, "version": new_version(None)}
    return fixed | given
