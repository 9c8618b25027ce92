"""What can be chosen in the answers for matching: a name that is kept, and the word for a screen.

A set of choices is kept as one number, a bit for each name at its place in the list, so that the
answers of thousands of people are read and compared in milliseconds. So a name is added only at the
END of its list and none is taken out (a test holds the places).
"""

from collections.abc import Collection

RECOVERING_FROM = {
    "alcohol": "Alcohol",
    "opioids": "Opioids",
    "stimulants": "Stimulants (meth, cocaine)",
    "cannabis": "Cannabis",
    "sedatives": "Sedatives (benzos, sleeping pills)",
    "nicotine": "Nicotine",
    "gambling": "Gambling",
    "eating": "Eating",
    "gaming": "Gaming or the internet",
    "sex": "Sex or pornography",
    "other": "Something else",
}
PATHWAYS = {
    "12_step": "12-step",
    "smart": "SMART Recovery",
    "dharma": "Recovery Dharma or Refuge Recovery",
    "women_for_sobriety": "Women for Sobriety",
    "lifering": "LifeRing",
    "faith": "Faith-based",
    "medication": "Medication for addiction treatment",
    "own": "My own way, or none",
}
LANGUAGES = {  # ISO 639 codes
    "en": "English",
    "es": "Spanish",
    "ase": "American Sign Language",
    "ar": "Arabic",
    "bn": "Bengali",
    "zh": "Chinese (Mandarin)",
    "yue": "Chinese (Cantonese)",
    "cs": "Czech",
    "nl": "Dutch",
    "fa": "Persian",
    "tl": "Tagalog",
    "fr": "French",
    "de": "German",
    "el": "Greek",
    "gu": "Gujarati",
    "ht": "Haitian Creole",
    "he": "Hebrew",
    "hi": "Hindi",
    "hmn": "Hmong",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nv": "Navajo",
    "pl": "Polish",
    "pt": "Portuguese",
    "pa": "Punjabi",
    "ro": "Romanian",
    "ru": "Russian",
    "so": "Somali",
    "sw": "Swahili",
    "ta": "Tamil",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "yo": "Yoruba",
    "am": "Amharic",
    "hu": "Hungarian",
    "sv": "Swedish",
    "ga": "Irish",
    "cy": "Welsh",
}
GENDERS = {"woman": "Woman", "man": "Man", "nonbinary": "Nonbinary"}
EXPERIENCES = {
    "veteran": "Military service",
    "parent": "Being a parent",
    "lgbtq": "LGBTQ+",
    "justice": "Court, jail or prison",
    "young_adult": "Being a young adult (18 to 25)",
    "chronic_pain": "Chronic pain",
    "family": "A family member who uses",
    "homelessness": "Being without a home",
    "mental_health": "Mental health",
    "grief": "Loss of a person",
    "immigrant": "Coming from another country",
    "native": "Native American or Indigenous",
    "black": "Black or African American",
    "latino": "Latino or Latina",
    "asian": "Asian or Pacific Islander",
    "christian": "Christian faith",
    "jewish": "Jewish faith",
    "muslim": "Muslim faith",
    "buddhist": "Buddhist practice",
    "hindu": "Hindu faith",
}
# How the long list is shown: a heading and its choices.
EXPERIENCE_GROUPS = {
    "Life": tuple(EXPERIENCES)[:11],
    "Culture": ("native", "black", "latino", "asian"),
    "Faith": ("christian", "jewish", "muslim", "buddhist", "hindu"),
}
WAYS = {"chat": "Chat", "phone": "Phone", "video": "Video", "in_person": "In person"}
HOPES = {
    "listen": "Someone who listens",
    "meetings": "Going to meetings together",
    "steps": "Working a program together",
    "daily": "A steady day: sleep, food, work",
    "cravings": "Getting through cravings",
    "family": "Family and relationships",
    "work": "Work, housing, papers, court",
    "fun": "Good things to do sober",
}

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_PARTS = {"morning": (6, 12), "afternoon": (12, 17), "evening": (17, 22)}  # local hours
# mon_morning, mon_afternoon, mon_evening, tue_morning, ...: 21 parts of a week
WEEK_PARTS = {f"{day}_{part}": f"{day} {part}" for day in WEEK for part in DAY_PARTS}

# The questions, in their order; also the names of what a person lets the other side see.
QUESTIONS = {
    "recovering_from": "What I am recovering from",
    "pathways": "My pathway",
    "languages": "Languages",
    "gender": "Gender",
    "age": "Age",
    "experiences": "Life experience",
    "when": "When I can talk",
    "how": "How we talk",
    "hopes": "What I hope for",
}
SHOWN_AT_FIRST = frozenset({"languages", "when", "how"})  # needed to answer, and least private

RECOVERY_SHOWN = {
    "no": "Do not show it",
    "about": "About how long, such as “over 2 years”",
    "year": "Since which year",
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
