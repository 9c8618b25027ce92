"""What a person gave for matching, as the rules read it. Knows no database."""

from dataclasses import dataclass, field
from uuid import UUID

Names = frozenset[str]
NONE: Names = frozenset()


@dataclass(frozen=True)
class Profile:
    """A member's or a mentor's answers. An empty set, a None or an empty text: not answered.

    Each set holds names of the list of the same name in choices.py. Of a member, `experiences` are
    those that matter to them in a mentor; of a mentor, their own.
    """

    person_id: UUID
    zone: str  # an IANA name; `parts` are in it
    recovering_from: Names = NONE
    pathways: Names = NONE
    unwanted_pathways: Names = NONE
    languages: Names = NONE
    gender: str | None = None
    gender_wish: Names = NONE  # of the other person
    gender_is_must: bool = False
    birth_year: int | None = None
    age_from: int | None = None  # of the other person, in years, both included
    age_to: int | None = None
    age_is_must: bool = False
    experiences: Names = NONE
    parts: Names = NONE
    ways: Names = NONE
    place: str | None = None
    hopes: Names = NONE
    shown: Names = field(default=NONE)  # the questions whose answers the other person may see
