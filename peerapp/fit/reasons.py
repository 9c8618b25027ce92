"""Why two people fit, in plain words: to the member, to the mentor, to the coordinator.

What is said to one of the two about the other is made only of the questions whose answers the other
shows; the caller gives no others.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date

from peerapp.fit import common, hours
from peerapp.fit.choices import LANGUAGES
from peerapp.fit.hours import listed
from peerapp.fit.profiles import Profile
from peerapp.language import _, lazy


@dataclass(frozen=True)
class Reason:
    question: str  # of choices.QUESTIONS
    words: str  # to the member; empty: nothing to say to them
    for_mentor: str  # to the mentor; empty likewise
    for_coordinator: str


# How a choice is called inside a sentence.
KNOWN = {
    "alcohol": lazy("alcohol"),
    "opioids": lazy("opioids"),
    "stimulants": lazy("stimulants"),
    "cannabis": lazy("cannabis"),
    "sedatives": lazy("sedatives"),
    "nicotine": lazy("nicotine"),
    "gambling": lazy("gambling"),
    "eating": lazy("recovery around eating"),
    "gaming": lazy("gaming or the internet"),
    "sex": lazy("recovery around sex"),
    "12_step": lazy("12-step"),
    "smart": lazy("SMART Recovery"),
    "dharma": lazy("Recovery Dharma"),
    "women_for_sobriety": lazy("Women for Sobriety"),
    "lifering": lazy("LifeRing"),
    "faith": lazy("a faith-based way"),
    "medication": lazy("medication for addiction treatment"),
    "own": lazy("a way of your own"),
}
LIVED = {
    "veteran": lazy("military service"),
    "parent": lazy("being a parent"),
    "lgbtq": lazy("being LGBTQ+"),
    "justice": lazy("court or jail"),
    "young_adult": lazy("recovery as a young adult"),
    "chronic_pain": lazy("chronic pain"),
    "family": lazy("having a family member who uses"),
    "homelessness": lazy("being without a home"),
    "mental_health": lazy("mental health"),
    "grief": lazy("the loss of a person"),
    "immigrant": lazy("coming from another country"),
    "native": lazy("Native American or Indigenous life"),
    "black": lazy("Black or African American life"),
    "latino": lazy("Latino or Latina life"),
    "asian": lazy("Asian or Pacific Islander life"),
    "christian": lazy("the Christian faith"),
    "jewish": lazy("the Jewish faith"),
    "muslim": lazy("the Muslim faith"),
    "buddhist": lazy("Buddhist practice"),
    "hindu": lazy("the Hindu faith"),
}
PERSON = {"woman": lazy("a woman"), "man": lazy("a man"), "nonbinary": lazy("nonbinary")}
OF_OTHERS = {"own": lazy("a way of their own")}  # where it is not said to the two themselves
AS_YOU_WISHED = {
    "woman": lazy("A woman, as you wished."),
    "man": lazy("A man, as you wished."),
    "nonbinary": lazy("Nonbinary, as you wished."),
}
MENTOR_AS_WISHED = {
    "woman": lazy("The mentor is a woman, as wished."),
    "man": lazy("The mentor is a man, as wished."),
    "nonbinary": lazy("The mentor is nonbinary, as wished."),
}
MEMBER_AS_WISHED = {
    "woman": lazy("The member is a woman, as wished."),
    "man": lazy("The member is a man, as wished."),
    "nonbinary": lazy("The member is nonbinary, as wished."),
}
TALK = {"chat": lazy("by chat"), "phone": lazy("by phone"), "video": lazy("by video")}
HOPED = {
    "listen": lazy("listening"),
    "meetings": lazy("going to meetings together"),
    "steps": lazy("working a program together"),
    "daily": lazy("a steady day"),
    "cravings": lazy("getting through cravings"),
    "family": lazy("family life"),
    "work": lazy("work and a home"),
    "fun": lazy("good things to do sober"),
}


def of(
    member: Profile, mentor: Profile, week: date, gains: Mapping[str, float]
) -> tuple[Reason, ...]:
    """The strongest first. `gains`: each term's weight times its strength; a term that is not in it
    is not spoken of.
    """
    found = []
    for questions, say in SAYINGS.items():
        told = [question for question in questions if gains.get(question, 0) > 0]
        if told and (reason := say(member, mentor, week, told)):
            found.append((sum(gains[question] for question in told), reason))
    found.sort(key=lambda one: -one[0])  # stable: equals stay in the order of the questions
    return tuple(reason for _, reason in found)


def know(member: Profile, mentor: Profile, _week: date, told: Collection[str]) -> Reason | None:
    """Substances and pathways in one sentence."""
    both: set[str] = set()
    if "recovering_from" in told:
        both |= common.substances(member, mentor)
    if "pathways" in told:
        both |= member.pathways & mentor.pathways
    if not both:
        return None
    you = _("You both know %(what)s.", what=listed(said(both, KNOWN)))
    they = _("Both know %(what)s.", what=listed(said(both, KNOWN | OF_OTHERS)))
    return Reason(next(iter(told)), you, you, they)


def overlap(member: Profile, mentor: Profile, week: date, _told: Collection[str]) -> Reason | None:
    """Each reads it by their own clock; the coordinator by the member's."""
    here = hours.slots(member.parts, member.zone, week)
    there = hours.slots(mentor.parts, mentor.zone, week)
    members = hours.in_words(hours.meeting_parts(member.parts, member.zone, there, week))
    mentors = hours.in_words(hours.meeting_parts(mentor.parts, mentor.zone, here, week))
    if not members and not mentors:
        return None
    return Reason(
        "when",
        members and _("You overlap %(when)s.", when=members),
        mentors and _("You overlap %(when)s.", when=mentors),
        _("They overlap %(when)s.", when=members or mentors),
    )


def speak(member: Profile, mentor: Profile, _week: date, _told: Collection[str]) -> Reason | None:
    both = said(member.languages & mentor.languages, LANGUAGES)
    if not both:
        return None
    what = listed(both)
    one = _("Speaks %(languages)s.", languages=what)
    return Reason("languages", one, one, _("Both speak %(languages)s.", languages=what))


def gender(member: Profile, mentor: Profile, _week: date, _told: Collection[str]) -> Reason | None:
    words, for_mentor, all_of_it = "", "", []
    if common.gender_suits(member, mentor) and mentor.gender:
        words = str(AS_YOU_WISHED[mentor.gender])
        all_of_it.append(str(MENTOR_AS_WISHED[mentor.gender]))
    if common.gender_suits(mentor, member) and member.gender:
        for_mentor = str(AS_YOU_WISHED[member.gender])
        all_of_it.append(str(MEMBER_AS_WISHED[member.gender]))
    return Reason("gender", words, for_mentor, " ".join(all_of_it)) if all_of_it else None


def age(member: Profile, mentor: Profile, week: date, _told: Collection[str]) -> Reason | None:
    words, for_mentor, all_of_it = "", "", []
    if common.has_age_wish(member) and common.years_off(member, mentor, week.year) == 0:
        words = _("Of an age as you wished.")
        all_of_it.append(_("The mentor's age is as wished."))
    if common.has_age_wish(mentor) and common.years_off(mentor, member, week.year) == 0:
        for_mentor = _("Of an age as you wished.")
        all_of_it.append(_("The member's age is as wished."))
    return Reason("age", words, for_mentor, " ".join(all_of_it)) if all_of_it else None


def lived(member: Profile, mentor: Profile, _week: date, _told: Collection[str]) -> Reason | None:
    both = said(member.experiences & mentor.experiences, LIVED)
    if not both:
        return None
    what = listed(both)
    return Reason(
        "experiences",
        _("Knows %(what)s from their own life.", what=what),
        _("Hopes for someone who knows %(what)s, as you do.", what=what),
        _("The mentor knows %(what)s, which matters to the member.", what=what),
    )


def talk(member: Profile, mentor: Profile, _week: date, _told: Collection[str]) -> Reason | None:
    """A place is said to each as they wrote it themselves."""
    both = common.ways(member, mentor)
    if not both:
        return None
    ways = listed(said(both, TALK), "or") if both & set(TALK) else ""
    here, there = place_of(member, both), place_of(mentor, both)
    return Reason("how", you_can(ways, here), you_can(ways, there), they_can(ways, here))


def place_of(person: Profile, ways: Collection[str]) -> str:
    return " ".join((person.place or "").split()) if "in_person" in ways else ""


def you_can(ways: str, place: str) -> str:
    if not place:
        return _("You can talk %(ways)s.", ways=ways)
    if not ways:
        return _("You can meet in %(place)s.", place=place)
    return _("You can talk %(ways)s or meet in %(place)s.", ways=ways, place=place)


def they_can(ways: str, place: str) -> str:
    if not place:
        return _("They can talk %(ways)s.", ways=ways)
    if not ways:
        return _("They can meet in %(place)s.", place=place)
    return _("They can talk %(ways)s or meet in %(place)s.", ways=ways, place=place)


def hope(member: Profile, mentor: Profile, _week: date, _told: Collection[str]) -> Reason | None:
    both = said(member.hopes & mentor.hopes, HOPED)
    if not both:
        return None
    what = listed(both)
    you = _("You both care about %(what)s.", what=what)
    return Reason("hopes", you, you, _("Both care about %(what)s.", what=what))


SAYINGS: Mapping[
    tuple[str, ...], Callable[[Profile, Profile, date, Collection[str]], Reason | None]
] = {
    ("recovering_from", "pathways"): know,
    ("when",): overlap,
    ("languages",): speak,
    ("gender",): gender,
    ("age",): age,
    ("experiences",): lived,
    ("how",): talk,
    ("hopes",): hope,
}


def said(chosen: Collection[str], phrases: Mapping[str, str]) -> list[str]:
    """In the order of the list."""
    return [words for name, words in phrases.items() if name in chosen]
