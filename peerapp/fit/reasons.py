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


@dataclass(frozen=True)
class Reason:
    question: str  # of choices.QUESTIONS
    words: str  # to the member; empty: nothing to say to them
    for_mentor: str  # to the mentor; empty likewise
    for_coordinator: str


# How a choice is called inside a sentence.
KNOWN = {
    "alcohol": "alcohol",
    "opioids": "opioids",
    "stimulants": "stimulants",
    "cannabis": "cannabis",
    "sedatives": "sedatives",
    "nicotine": "nicotine",
    "gambling": "gambling",
    "eating": "recovery around eating",
    "gaming": "gaming or the internet",
    "sex": "recovery around sex",
    "12_step": "12-step",
    "smart": "SMART Recovery",
    "dharma": "Recovery Dharma",
    "women_for_sobriety": "Women for Sobriety",
    "lifering": "LifeRing",
    "faith": "a faith-based way",
    "medication": "medication for addiction treatment",
    "own": "a way of your own",
}
LIVED = {
    "veteran": "military service",
    "parent": "being a parent",
    "lgbtq": "being LGBTQ+",
    "justice": "court or jail",
    "young_adult": "recovery as a young adult",
    "chronic_pain": "chronic pain",
    "family": "having a family member who uses",
    "homelessness": "being without a home",
    "mental_health": "mental health",
    "grief": "the loss of a person",
    "immigrant": "coming from another country",
    "native": "Native American or Indigenous life",
    "black": "Black or African American life",
    "latino": "Latino or Latina life",
    "asian": "Asian or Pacific Islander life",
    "christian": "the Christian faith",
    "jewish": "the Jewish faith",
    "muslim": "the Muslim faith",
    "buddhist": "Buddhist practice",
    "hindu": "the Hindu faith",
}
PERSON = {"woman": "a woman", "man": "a man", "nonbinary": "nonbinary"}
TALK = {"chat": "by chat", "phone": "by phone", "video": "by video"}
HOPED = {
    "listen": "listening",
    "meetings": "going to meetings together",
    "steps": "working a program together",
    "daily": "a steady day",
    "cravings": "getting through cravings",
    "family": "family life",
    "work": "work and a home",
    "fun": "good things to do sober",
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
    what = listed(said(both, KNOWN))
    you = f"You both know {what}."
    return Reason(next(iter(told)), you, you, f"Both know {what.replace('your', 'their')}.")


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
        members and f"You overlap {members}.",
        mentors and f"You overlap {mentors}.",
        f"They overlap {members or mentors}.",
    )


def speak(member: Profile, mentor: Profile, _week: date, _told: Collection[str]) -> Reason | None:
    both = said(member.languages & mentor.languages, LANGUAGES)
    if not both:
        return None
    what = listed(both)
    return Reason("languages", f"Speaks {what}.", f"Speaks {what}.", f"Both speak {what}.")


def gender(member: Profile, mentor: Profile, _week: date, _told: Collection[str]) -> Reason | None:
    words, for_mentor, all_of_it = "", "", []
    if common.gender_suits(member, mentor) and mentor.gender:
        who = PERSON[mentor.gender]
        words = f"{who.capitalize()}, as you wished."
        all_of_it.append(f"The mentor is {who}, as wished.")
    if common.gender_suits(mentor, member) and member.gender:
        who = PERSON[member.gender]
        for_mentor = f"{who.capitalize()}, as you wished."
        all_of_it.append(f"The member is {who}, as wished.")
    return Reason("gender", words, for_mentor, " ".join(all_of_it)) if all_of_it else None


def age(member: Profile, mentor: Profile, week: date, _told: Collection[str]) -> Reason | None:
    words, for_mentor, all_of_it = "", "", []
    if common.has_age_wish(member) and common.years_off(member, mentor, week.year) == 0:
        words = "Of an age as you wished."
        all_of_it.append("The mentor's age is as wished.")
    if common.has_age_wish(mentor) and common.years_off(mentor, member, week.year) == 0:
        for_mentor = "Of an age as you wished."
        all_of_it.append("The member's age is as wished.")
    return Reason("age", words, for_mentor, " ".join(all_of_it)) if all_of_it else None


def lived(member: Profile, mentor: Profile, _week: date, _told: Collection[str]) -> Reason | None:
    both = said(member.experiences & mentor.experiences, LIVED)
    if not both:
        return None
    what = listed(both)
    return Reason(
        "experiences",
        f"Knows {what} from their own life.",
        f"Hopes for someone who knows {what}, as you do.",
        f"The mentor knows {what}, which matters to the member.",
    )


def talk(member: Profile, mentor: Profile, _week: date, _told: Collection[str]) -> Reason | None:
    """A place is said to each as they wrote it themselves."""
    both = common.ways(member, mentor)
    if not both:
        return None
    what = [f"talk {listed(said(both, TALK), 'or')}"] if both & set(TALK) else []

    def in_person(person: Profile) -> str:
        place = " ".join((person.place or "").split())
        return listed([*what, *([f"meet in {place}"] if "in_person" in both else [])], "or")

    return Reason(
        "how",
        f"You can {in_person(member)}.",
        f"You can {in_person(mentor)}.",
        f"They can {in_person(member)}.",
    )


def hope(member: Profile, mentor: Profile, _week: date, _told: Collection[str]) -> Reason | None:
    both = said(member.hopes & mentor.hopes, HOPED)
    if not both:
        return None
    what = listed(both)
    you = f"You both care about {what}."
    return Reason("hopes", you, you, f"Both care about {what}.")


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
