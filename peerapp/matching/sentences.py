"""The answers as sentences: for who gave them, and for the other side, as far as they chose."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from babel.dates import get_day_names

from peerapp import language
from peerapp.fit import choices
from peerapp.language import _, lazy
from peerapp.matching import conversation, hours_of_contact
from peerapp.matching.hours_of_contact import zone_words
from peerapp.matching.models import MatchProfile, Side
from peerapp.matching.recovery import decade_words, recovery_words
from peerapp.pages import full_day

# As the other side reads them.
TITLES = {
    "recovering_from": lazy("Knows"),
    "pathways": lazy("Pathway"),
    "languages": lazy("Speaks"),
    "gender": lazy("Gender"),
    "age": lazy("Age"),
    "experiences": lazy("Life experience"),
    "when": lazy("Can talk"),
    "how": lazy("How"),
    "hopes": lazy("Is there for"),
}
WITH_A_WISH = ("pathways", "gender", "age")  # which the other side does not read
OF_A_MEMBER = {
    "recovering_from": lazy("Recovering from"),
    "experiences": lazy("Would like you to know"),
    "hopes": lazy("Hopes for"),
}


def to_oneself(row: MatchProfile, question: str, zone: str, today: date) -> list[str]:
    """A line for each thing that was said; `zone` and `today` are the person's own."""
    if question == conversation.ABOUT:
        name = _("Name: %(name)s", name=row.alias) if row.alias else None
        return lines(name, recovery_words(row.recovery_since, row.recovery_shown, today), row.words)
    if question == conversation.LIMITS:
        return limits(row, zone, today)
    if question == "pathways":
        not_wanted = listed(row.unwanted_pathways, choices.PATHWAYS)
        no = _("Not: %(pathways)s", pathways=not_wanted) if not_wanted else None
        return lines(listed(row.pathways, choices.PATHWAYS), no)
    if question == "gender":
        mine = choices.GENDERS.get(row.gender or "")
        own = _("Mine: %(gender)s", gender=mine) if mine else None
        either = [word for name, word in choices.GENDERS.items() if name in row.gender_wish]
        wish = language.listed(either, "or") if either else None
        return lines(own, as_wish(wish, row.side, row.gender_is_must))
    if question == "age":
        born = _("Born in %(year)s", year=row.birth_year) if row.birth_year else None
        wish = ages(row.age_from, row.age_to)
        return lines(born, as_wish(wish, row.side, row.age_is_must))
    if question == "hopes" and row.side == Side.MEMBER:
        return lines(listed(row.hopes, choices.HOPES), row.words)
    return to_others(row, question)


def limits(row: MatchProfile, zone: str, today: date) -> list[str]:
    back = row.away_until if row.away_until and row.away_until > today else None
    return lines(
        _("Never more than %(most)s", most=row.capacity) if row.capacity else None,
        hours_of_contact.words(hours_of_contact.of(row.contact_from, row.contact_until, zone)),
        _("Back on %(day)s", day=full_day(back)) if back else None,
    )


def as_wish(wish: str | None, side: Side, is_must: bool) -> str | None:
    if wish is None:
        return None
    if side == Side.MEMBER:
        if is_must:
            return _("My mentor: %(wish)s (a must)", wish=wish)
        return _("My mentor: %(wish)s (a wish)", wish=wish)
    if is_must:
        return _("My mentee: %(wish)s (a must)", wish=wish)
    return _("My mentee: %(wish)s (a wish)", wish=wish)


def to_others(row: MatchProfile, question: str, today: date | None = None) -> list[str]:
    """What the other side reads of an answer: no wishes, and of an age only "In their 40s"."""
    if question == "gender":
        return lines(listed({row.gender or ""}, choices.GENDERS))
    if question == "age":
        return lines(decade_words(row.birth_year, today) if today else None)
    if question == "when":
        return week_words(row.parts)
    if question == "how":
        in_person = _("In person: %(place)s", place=row.place) if row.place else None
        return lines(listed(row.ways, choices.WAYS), in_person)
    names: Mapping[str, str] = getattr(choices, question.upper())
    return lines(listed(getattr(row, question), names))


def seen_otherwise(row: MatchProfile, question: str, today: date) -> str | None:
    """Where the other side reads less than what stands in one's own summary; None: all of it."""
    if question not in WITH_A_WISH:
        return None
    return ", ".join(to_others(row, question, today)) or _("nothing of this")


def seen_by_others(row: MatchProfile, question: str, today: date) -> str:
    """Under an answer that is shown: who sees it, or what of it."""
    is_mentor, seen = row.side == Side.MENTOR, seen_otherwise(row, question, today)
    if seen is None:
        if is_mentor:
            return _("Members I could fit see this")
        return _("A mentor who is asked sees this")
    if is_mentor:
        return _("Members I could fit see: %(seen)s", seen=seen)
    return _("A mentor who is asked sees: %(seen)s", seen=seen)


def shown_to_others(row: MatchProfile, zone: str, today: date) -> list[tuple[str, list[str]]]:
    """(what it is about, its lines) of each answer that the other side may see before a match."""
    titles = TITLES | (OF_A_MEMBER if row.side == Side.MEMBER else {})
    shown = [(name, to_others(row, name, today)) for name in titles if name in row.shown]
    if row.parts:
        zones = {"when": [_("In %(zone)s", zone=zone_words(zone))]}
        shown = [(name, found + zones.get(name, [])) for name, found in shown]
    return [(str(titles[name]), found) for name, found in shown if found]


def listed(chosen: Collection[str], words: Mapping[str, str]) -> str:
    """In the order of the list, whatever the order in which they were chosen."""
    return language.starting(", ".join(str(word) for name, word in words.items() if name in chosen))


def lines(*said: str | None) -> list[str]:
    return [line for line in said if line]


def ages(first: int | None, last: int | None) -> str | None:
    if first and last:
        if first == last:
            return str(first)
        return _("%(youngest)s to %(oldest)s", youngest=first, oldest=last)
    if first:
        return _("%(age)s or older", age=first)
    return _("%(age)s or younger", age=last) if last else None


def week_words(parts: Collection[str]) -> list[str]:
    """A line for each part of the day: "Evenings: Monday to Friday"."""
    if len(parts) == len(choices.WEEK_PARTS):
        return [_("Any time")]
    by_part = [
        {day for day in choices.WEEK if f"{day}_{part}" in parts} for part in choices.DAY_PARTS
    ]
    if by_part[0] and all(days == by_part[0] for days in by_part):
        every = runs([day for day in choices.WEEK if day in by_part[0]])
        return [_("All day: %(days)s", days=", ".join(every))]
    found = []
    for part, line in OF_PART.items():
        days = [day for day in choices.WEEK if f"{day}_{part}" in parts]
        if days:
            found.append(str(line) % {"days": ", ".join(runs(days))})
    return found


OF_PART = {
    "morning": lazy("Mornings: %(days)s"),
    "afternoon": lazy("Afternoons: %(days)s"),
    "evening": lazy("Evenings: %(days)s"),
}


def days_in_words() -> dict[str, str]:
    """Monday to Sunday, in words."""
    names = get_day_names("wide", locale=language.locale())
    return {day: names[place] for place, day in enumerate(choices.WEEK)}


def runs(days: Iterable[str]) -> list[str]:
    """Days in a row as one: three or more."""
    places = [choices.WEEK.index(day) for day in days]
    groups: list[list[int]] = []
    for place in places:
        if groups and groups[-1][-1] == place - 1:
            groups[-1].append(place)
        else:
            groups.append([place])
    said = []
    words = list(days_in_words().values())
    for group in groups:
        names = [words[place] for place in group]
        said += [span(names[0], names[-1])] if len(names) > 2 else names
    return said


def span(first: str, last: str) -> str:
    return _("%(first_day)s to %(last_day)s", first_day=first, last_day=last)
