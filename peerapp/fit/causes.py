"""Why nobody fits a member, as the program keeps it: a code, put into words when it is read, since
who reads it may speak another language than who made it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from peerapp.fit.choices import LANGUAGES, PATHWAYS
from peerapp.fit.hours import listed
from peerapp.fit.reasons import PERSON, TALK, said
from peerapp.language import _, lazy, ngettext

NOT_OPEN, FULL, ALL_AT_ONCE, THEIRS = "not_open", "full", "all_at_once", "theirs"
TAKEN, GAVE_UP = "taken", "gave_up"  # where the whole list is paired at once
# Of a question in what nobody.py says.
SHORT = {
    "languages": lazy("language"),
    "gender": lazy("gender"),
    "age": lazy("age"),
    "pathways": lazy("pathway"),
    "how": lazy("way to talk"),
    "theirs": lazy("what mentors need"),
}


@dataclass(frozen=True)
class Cause:
    """Shown, it is a sentence without its period: "no mentor speaks Czech or Polish"."""

    name: str = ""  # of SAID
    of: tuple[str, ...] = ()
    text: str = ""  # a place; or, without a name, a sentence for `_`

    @classmethod
    def of_some(
        cls, name: str, chosen: Collection[str], names: Collection[str], text: str = ""
    ) -> "Cause":
        """In the order of the names, so that the same is always the same."""
        return cls(name, tuple(one for one in names if one in chosen), text)

    @classmethod
    def read(cls, code: str) -> "Cause":
        front, colon, text = code.partition(":")
        name, *of = front.split(" ")
        if not colon or name not in SAID:
            return cls(text=code)
        return cls(name, tuple(of), text)

    @property
    def code(self) -> str:
        """ "languages cs pl:", "how in_person:Queens" """
        return f"{' '.join([self.name, *self.of])}:{self.text}" if self.name else self.text

    def __bool__(self) -> bool:
        return bool(self.name or self.text)

    def __str__(self) -> str:
        if self.name:
            return SAID[self.name](self)
        return _(self.text) if self.text else ""


def full(cause: Cause) -> str:
    return ngettext(
        "the one who fits has no free place",
        "all %(num)s who fit have no free place",
        int(cause.of[0]),
    )


def all_at_once(cause: Cause) -> str:
    if not cause.of:
        return _("no mentor meets all wishes at once")
    wishes = listed([SHORT[one] for one in cause.of])
    return _("no mentor meets all wishes at once: %(wishes)s", wishes=wishes)


def age(cause: Cause) -> str:
    first, last = (int(one) if one else None for one in cause.of)
    return ages(first, last)


def ages(start: int | None, end: int | None) -> str:
    if start is None:
        return _("%(age)s or younger", age=end)
    if end is None:
        return _("%(age)s or older", age=start)
    return _("from %(first)s to %(last)s years old", first=start, last=end)


def ways(chosen: Collection[str], place: str) -> str:
    found = list(said(chosen, TALK))
    if "in_person" in chosen:
        found.append(_("in person in %(place)s", place=place) if place else _("in person"))
    return listed(found, "or")


def any_of(cause: Cause, words: Mapping[str, str]) -> str:
    return listed(said(cause.of, words), "or")


SAID: Mapping[str, Callable[[Cause], str]] = {
    NOT_OPEN: lambda _cause: _("no mentor is open"),
    FULL: full,
    ALL_AT_ONCE: all_at_once,
    THEIRS: lambda _cause: _("no mentor takes on someone of their gender, age or pathway"),
    TAKEN: lambda _cause: _("those who fit have no place left"),
    GAVE_UP: lambda _cause: _("someone else has the place"),
    "languages": lambda one: _("no mentor speaks %(languages)s", languages=any_of(one, LANGUAGES)),
    "gender": lambda one: _("no mentor is %(gender)s", gender=any_of(one, PERSON)),
    "age": lambda one: _("no mentor is %(age)s", age=age(one)),
    "pathways": lambda one: _(
        "every mentor walks an unwanted pathway: %(pathways)s", pathways=any_of(one, PATHWAYS)
    ),
    "how": lambda one: _("no mentor talks %(ways)s", ways=ways(one.of, one.text)),
}
