"""The answers as sentences: for who gave them, and for the other side, as far as they chose."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from peerapp.fit import choices
from peerapp.matching import conversation, hours_of_contact
from peerapp.matching.hours_of_contact import zone_words
from peerapp.matching.models import MatchProfile, Side
from peerapp.matching.recovery import decade_words, recovery_words
from peerapp.pages import full_day

DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}
# As the other side reads them.
TITLES = {
    "recovering_from": "Knows",
    "pathways": "Pathway",
    "languages": "Speaks",
    "gender": "Gender",
    "age": "Age",
    "experiences": "Life experience",
    "when": "Can talk",
    "how": "How",
    "hopes": "Is there for",
}
WITH_A_WISH = ("pathways", "gender", "age")  # which the other side does not read
OF_A_MEMBER = {
    "recovering_from": "Recovering from",
    "experiences": "Would like you to know",
    "hopes": "Hopes for",
}


def to_oneself(row: MatchProfile, question: str, zone: str, today: date) -> list[str]:
    """A line for each thing that was said; `zone` and `today` are the person's own."""
    if question == conversation.ABOUT:
        name = after("Name: ", row.alias)
        return lines(name, recovery_words(row.recovery_since, row.recovery_shown, today), row.words)
    if question == conversation.LIMITS:
        back = row.away_until if row.away_until and row.away_until > today else None
        return lines(
            after("Never more than ", row.capacity),
            hours_of_contact.words(hours_of_contact.of(row.contact_from, row.contact_until, zone)),
            after("Back on ", back and full_day(back)),
        )
    other = "mentor" if row.side == Side.MEMBER else "mentee"
    if question == "pathways":
        not_wanted = listed(row.unwanted_pathways, choices.PATHWAYS)
        return lines(listed(row.pathways, choices.PATHWAYS), after("Not: ", not_wanted))
    if question == "gender":
        wish = after(f"My {other}: ", listed(row.gender_wish, choices.GENDERS, " or "))
        own = choices.GENDERS.get(row.gender or "")
        return lines(after("Mine: ", own), marked(wish, row.gender_is_must))
    if question == "age":
        wish = after(f"My {other}: ", ages(row.age_from, row.age_to))
        return lines(after("Born in ", row.birth_year), marked(wish, row.age_is_must))
    if question == "hopes" and row.side == Side.MEMBER:
        return lines(listed(row.hopes, choices.HOPES), row.words)
    return to_others(row, question)


def to_others(row: MatchProfile, question: str, today: date | None = None) -> list[str]:
    """What the other side reads of an answer: no wishes, and of an age only "In their 40s"."""
    if question == "gender":
        return lines(choices.GENDERS.get(row.gender or ""))
    if question == "age":
        return lines(decade_words(row.birth_year, today) if today else None)
    if question == "when":
        return week_words(row.parts)
    if question == "how":
        return lines(listed(row.ways, choices.WAYS), after("In person: ", row.place))
    names: Mapping[str, str] = getattr(choices, question.upper())
    return lines(listed(getattr(row, question), names))


def seen_otherwise(row: MatchProfile, question: str, today: date) -> str | None:
    """Where the other side reads less than what stands in one's own summary; None: all of it."""
    if question not in WITH_A_WISH:
        return None
    return ", ".join(to_others(row, question, today)) or "nothing of this"


def shown_to_others(row: MatchProfile, zone: str, today: date) -> list[tuple[str, list[str]]]:
    """(what it is about, its lines) of each answer that the other side may see before a match."""
    titles = TITLES | (OF_A_MEMBER if row.side == Side.MEMBER else {})
    shown = [(name, to_others(row, name, today)) for name in titles if name in row.shown]
    if row.parts:
        zones = {"when": [f"In {zone_words(zone)}"]}
        shown = [(name, found + zones.get(name, [])) for name, found in shown]
    return [(titles[name], found) for name, found in shown if found]


def listed(chosen: Collection[str], words: Mapping[str, str], between: str = ", ") -> str:
    """In the order of the list, whatever the order in which they were chosen."""
    return between.join(word for name, word in words.items() if name in chosen)


def after(start: str, said: object) -> str | None:
    return f"{start}{said}" if said else None


def marked(wish: str | None, is_must: bool) -> str | None:
    return wish and f"{wish} ({'a must' if is_must else 'a wish'})"


def lines(*said: str | None) -> list[str]:
    return [line for line in said if line]


def ages(first: int | None, last: int | None) -> str | None:
    if first and last:
        return f"{first} to {last}" if first != last else str(first)
    if first:
        return f"{first} or older"
    return f"{last} or younger" if last else None


def week_words(parts: Collection[str]) -> list[str]:
    """A line for each part of the day: "Evenings: Monday to Friday"."""
    if len(parts) == len(choices.WEEK_PARTS):
        return ["Any time"]
    by_part = [
        {day for day in choices.WEEK if f"{day}_{part}" in parts} for part in choices.DAY_PARTS
    ]
    if by_part[0] and all(days == by_part[0] for days in by_part):
        return [f"All day: {', '.join(runs([day for day in choices.WEEK if day in by_part[0]]))}"]
    found = []
    for part in choices.DAY_PARTS:
        days = [day for day in choices.WEEK if f"{day}_{part}" in parts]
        if days:
            found.append(f"{part.capitalize()}s: {', '.join(runs(days))}")
    return found


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
    for group in groups:
        names = [DAYS[choices.WEEK[place]] for place in group]
        said += [f"{names[0]} to {names[-1]}"] if len(names) > 2 else names
    return said
