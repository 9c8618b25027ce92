"""What two people have in common, and whether one is as the other wishes. Plain rules.

Each reads only what both gave for matching. scoring.py makes a number of it, reasons.py words,
pool.py does the same for thousands at once.
"""

import unicodedata
from functools import lru_cache

from peerapp.fit.profiles import Names, Profile

UNSAID = frozenset({"other"})  # two who say "something else" need not mean the same


def substances(one: Profile, other: Profile) -> Names:
    return (one.recovering_from & other.recovering_from) - UNSAID


def ways(one: Profile, other: Profile) -> Names:
    """In person only where both named the same place."""
    both = one.ways & other.ways
    return both if same_place(one, other) else both - {"in_person"}


def same_place(one: Profile, other: Profile) -> bool:
    here = place_key(one.place)
    return bool(here) and here == place_key(other.place)


@lru_cache(maxsize=4096)
def place_key(place: str | None) -> str:
    """Without case, accents, signs and spaces: "São  Paulo " is "sao paulo"."""
    letters = unicodedata.normalize("NFKD", place or "").casefold()
    plain = "".join(
        " " if not letter.isalnum() else letter
        for letter in letters
        if not unicodedata.combining(letter)
    )
    return " ".join(plain.split())


def unwanted(person: Profile) -> Names:
    """What one walks oneself is not unwanted, even where both were chosen."""
    return person.unwanted_pathways - person.pathways


def only_unwanted(wisher: Profile, other: Profile) -> bool:
    """Whether the other walks pathways, and the wisher wants none of them."""
    return bool(other.pathways) and other.pathways <= unwanted(wisher)


def gender_suits(wisher: Profile, other: Profile) -> bool:
    """Unknown does not."""
    return other.gender in wisher.gender_wish


def has_age_wish(wisher: Profile) -> bool:
    return wisher.age_from is not None or wisher.age_to is not None


def years_off(wisher: Profile, other: Profile, year: int) -> int | None:
    """By how many years the other is younger or older than wished; None where it is not known.

    Of the birthday only the year is known: who may be of an age this year is of it.
    """
    if other.birth_year is None:
        return None
    oldest = year - other.birth_year
    youngest = oldest - 1
    too_young = 0 if wisher.age_from is None else wisher.age_from - oldest
    too_old = 0 if wisher.age_to is None else youngest - wisher.age_to
    return max(too_young, too_old, 0)


def asked_substances(member: Profile) -> Names:
    return member.recovering_from - UNSAID
