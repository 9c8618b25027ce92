"""Who is missing among the mentors, counted over the members for whom nobody fits. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from peerapp.fit import causes
from peerapp.fit.causes import Cause, any_of
from peerapp.fit.choices import LANGUAGES, PATHWAYS
from peerapp.fit.reasons import PERSON
from peerapp.language import _, ngettext

FULL, ALL_AT_ONCE = Cause(causes.FULL), Cause(causes.ALL_AT_ONCE)
# What a proposal says itself; all else is of nobody.why.
TAKEN, GAVE_UP = Cause(causes.TAKEN), Cause(causes.GAVE_UP)


@dataclass(frozen=True)
class Missing:
    cause: Cause
    people: int

    @property
    def words(self) -> str:
        if self.cause == FULL:
            return ngettext(
                "%(num)s more person than places.", "%(num)s more people than places.", self.people
            )
        if self.cause == ALL_AT_ONCE:
            return ngettext(
                "%(num)s person has wishes that no one mentor meets all at once.",
                "%(num)s people have wishes that no one mentor meets all at once.",
                self.people,
            )
        return ngettext(
            "%(num)s person waits for %(whom)s.",
            "%(num)s people wait for %(whom)s.",
            self.people,
            whom=who_is_missing(self.cause),
        )


def missing(obstacles: Iterable[Cause]) -> list[Missing]:
    """Most needed first. An obstacle is what nobody.why says to the coordinator; empty is none."""
    return counted(Counter(obstacles).items())


def counted(obstacles: Iterable[tuple[Cause, int]]) -> list[Missing]:
    counts: Counter[Cause] = Counter()
    for obstacle, people in obstacles:
        if obstacle.name:  # not what was kept as a sentence
            counts[alike(obstacle)] += people
    found = [Missing(cause, people) for cause, people in counts.items()]
    return sorted(found, key=lambda one: (-one.people, one.words))


def alike(obstacle: Cause) -> Cause:
    """What is one and the same for who looks for mentors."""
    if is_full(obstacle):
        return FULL
    return ALL_AT_ONCE if obstacle.name == ALL_AT_ONCE.name else obstacle


def is_full(obstacle: Cause) -> bool:
    """Somebody fits; only a place is missing."""
    return obstacle.name in (causes.FULL, causes.TAKEN, causes.GAVE_UP)


def who_is_missing(cause: Cause) -> str:
    """Of "no mentor speaks Polish": "a mentor who speaks Polish"."""
    return WHO[cause.name](cause)


WHO: Mapping[str, Callable[[Cause], str]] = {
    causes.NOT_OPEN: lambda _cause: _("any mentor who is open to new people"),
    causes.THEIRS: lambda _cause: _(
        "a mentor who takes on someone of their gender, age or pathway"
    ),
    "languages": lambda one: _(
        "a mentor who speaks %(languages)s", languages=any_of(one, LANGUAGES)
    ),
    "gender": lambda one: _("a mentor who is %(gender)s", gender=any_of(one, PERSON)),
    "age": lambda one: _("a mentor who is %(age)s", age=causes.age(one)),
    "pathways": lambda one: _(
        "a mentor with another pathway than %(pathways)s", pathways=any_of(one, PATHWAYS)
    ),
    "how": lambda one: _("a mentor who talks %(ways)s", ways=causes.ways(one.of, one.text)),
}
