"""What can be chosen in the answers for matching: a name that is kept, and the word for a screen.

A set of choices is kept as one number, a bit for each name at its place in the list, so that the
answers of thousands of people are read and compared in milliseconds. So a name is added only at the
END of its list and none is taken out (a test holds the places).
"""

from collections.abc import Collection

from peerapp.language import lazy

RECOVERING_FROM = {
    "alcohol": lazy("Alcohol"),
    "opioids": lazy("Opioids"),
    "stimulants": lazy("Stimulants (meth, cocaine)"),
    "cannabis": lazy("Cannabis"),
    "sedatives": lazy("Sedatives (benzos, sleeping pills)"),
    "nicotine": lazy("Nicotine"),
    "gambling": lazy("Gambling"),
    "eating": lazy("Eating"),
    "gaming": lazy("Gaming or the internet"),
    "sex": lazy("Sex or pornography"),
    "other": lazy("Something else"),
}
PATHWAYS = {
    "12_step": lazy("12-step"),
    "smart": lazy("SMART Recovery"),
    "dharma": lazy("Recovery Dharma or Refuge Recovery"),
    "women_for_sobriety": lazy("Women for Sobriety"),
    "lifering": lazy("LifeRing"),
    "faith": lazy("Faith-based"),
    "medication": lazy("Medication for addiction treatment"),
    "own": lazy("My own way, or none"),
}
LANGUAGES = {  # ISO 639 codes
    "en": lazy("English"),
    "es": lazy("Spanish"),
    "ase": lazy("American Sign Language"),
    "ar": lazy("Arabic"),
    "bn": lazy("Bengali"),
    "zh": lazy("Chinese (Mandarin)"),
    "yue": lazy("Chinese (Cantonese)"),
    "cs": lazy("Czech"),
    "nl": lazy("Dutch"),
    "fa": lazy("Persian"),
    "tl": lazy("Tagalog"),
    "fr": lazy("French"),
    "de": lazy("German"),
    "el": lazy("Greek"),
    "gu": lazy("Gujarati"),
    "ht": lazy("Haitian Creole"),
    "he": lazy("Hebrew"),
    "hi": lazy("Hindi"),
    "hmn": lazy("Hmong"),
    "it": lazy("Italian"),
    "ja": lazy("Japanese"),
    "ko": lazy("Korean"),
    "nv": lazy("Navajo"),
    "pl": lazy("Polish"),
    "pt": lazy("Portuguese"),
    "pa": lazy("Punjabi"),
    "ro": lazy("Romanian"),
    "ru": lazy("Russian"),
    "so": lazy("Somali"),
    "sw": lazy("Swahili"),
    "ta": lazy("Tamil"),
    "tr": lazy("Turkish"),
    "uk": lazy("Ukrainian"),
    "ur": lazy("Urdu"),
    "vi": lazy("Vietnamese"),
    "yo": lazy("Yoruba"),
    "am": lazy("Amharic"),
    "hu": lazy("Hungarian"),
    "sv": lazy("Swedish"),
    "ga": lazy("Irish"),
    "cy": lazy("Welsh"),
}
GENDERS = {"woman": lazy("Woman"), "man": lazy("Man"), "nonbinary": lazy("Nonbinary")}
EXPERIENCES = {
    "veteran": lazy("Military service"),
    "parent": lazy("Being a parent"),
    "lgbtq": lazy("LGBTQ+"),
    "justice": lazy("Court, jail or prison"),
    "young_adult": lazy("Being a young adult (18 to 25)"),
    "chronic_pain": lazy("Chronic pain"),
    "family": lazy("A family member who uses"),
    "homelessness": lazy("Being without a home"),
    "mental_health": lazy("Mental health"),
    "grief": lazy("Loss of a person"),
    "immigrant": lazy("Coming from another country"),
    "native": lazy("Native American or Indigenous"),
    "black": lazy("Black or African American"),
    "latino": lazy("Latino or Latina"),
    "asian": lazy("Asian or Pacific Islander"),
    "christian": lazy("Christian faith"),
    "jewish": lazy("Jewish faith"),
    "muslim": lazy("Muslim faith"),
    "buddhist": lazy("Buddhist practice"),
    "hindu": lazy("Hindu faith"),
}
# How the long list is shown: a heading and its choices.
EXPERIENCE_GROUPS = {
    lazy("Life"): tuple(EXPERIENCES)[:11],
    lazy("Culture"): ("native", "black", "latino", "asian"),
    lazy("Faith"): ("christian", "jewish", "muslim", "buddhist", "hindu"),
}
WAYS = {
    "chat": lazy("Chat"),
    "phone": lazy("Phone"),
    "video": lazy("Video"),
    "in_person": lazy("In person"),
}
HOPES = {
    "listen": lazy("Someone who listens"),
    "meetings": lazy("Going to meetings together"),
    "steps": lazy("Working a program together"),
    "daily": lazy("A steady day: sleep, food, work"),
    "cravings": lazy("Getting through cravings"),
    "family": lazy("Family and relationships"),
    "work": lazy("Work, housing, papers, court"),
    "fun": lazy("Good things to do sober"),
}

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_PARTS = {"morning": (6, 12), "afternoon": (12, 17), "evening": (17, 22)}  # local hours
# mon_morning, mon_afternoon, mon_evening, tue_morning, ...: 21 parts of a week
WEEK_PARTS = {
    f"{day}_{part}": words
    for day, of_day in zip(
        WEEK,
        (
            (lazy("Monday morning"), lazy("Monday afternoon"), lazy("Monday evening")),
            (lazy("Tuesday morning"), lazy("Tuesday afternoon"), lazy("Tuesday evening")),
            (lazy("Wednesday morning"), lazy("Wednesday afternoon"), lazy("Wednesday evening")),
            (lazy("Thursday morning"), lazy("Thursday afternoon"), lazy("Thursday evening")),
            (lazy("Friday morning"), lazy("Friday afternoon"), lazy("Friday evening")),
            (lazy("Saturday morning"), lazy("Saturday afternoon"), lazy("Saturday evening")),
            (lazy("Sunday morning"), lazy("Sunday afternoon"), lazy("Sunday evening")),
        ),
        strict=True,
    )
    for part, words in zip(DAY_PARTS, of_day, strict=True)
}

# The questions, in their order; also the names of what a person lets the other side see.
QUESTIONS = {
    "recovering_from": lazy("What I am recovering from"),
    "pathways": lazy("My pathway"),
    "languages": lazy("Languages"),
    "gender": lazy("Gender"),
    "age": lazy("Age"),
    "experiences": lazy("Life experience"),
    "when": lazy("When I can talk"),
    "how": lazy("How we talk"),
    "hopes": lazy("What I hope for"),
}
SHOWN_AT_FIRST = frozenset({"languages", "when", "how"})  # needed to answer, and least private

RECOVERY_SHOWN = {
    "no": lazy("Do not show it"),
    "about": lazy("About how long, such as “over 2 years”"),
    "year": lazy("Since which year"),
}


def bits(chosen: Collection[str], names: Collection[str]) -> int:
    """A ValueError for a name that is not in the list."""
    places = {name: place for place, name in enumerate(names)}
    try:
        return sum(1 << places[name] for name in set(chosen))
    except KeyError as why:
        raise ValueError(f"{why} is no choice here") from None


def names_of(number: int, names: Collection[str]) -> frozenset[str]:
    return frozenset(name for place, name in enumerate(names) if number >> place & 1)
