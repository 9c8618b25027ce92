"""The demo's mentors who take new mentees, and the people who wait for one. All made up."""

from datetime import date, datetime, time, timedelta
from typing import Any

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.fit import choices
from peerapp.matching.consent_fields import ALL, Choice, Field
from peerapp.matching.models import MatchProfile, Side

EVENINGS = {f"{day}_evening" for day in choices.WEEK}
WEEKDAY_EVENINGS = {f"{day}_evening" for day in choices.WEEK[:5]}
WEEKEND = {f"{day}_{part}" for day in choices.WEEK[5:] for part in choices.DAY_PARTS}
MORNINGS = {f"{day}_morning" for day in choices.WEEK}
AFTERNOONS = {f"{day}_afternoon" for day in choices.WEEK[:5]}
EVERYTHING = frozenset(choices.QUESTIONS)

# Beside Sam and Dee of the demo itself: name, zone.
MORE_MENTORS = (
    ("Marta", "America/Chicago"),
    ("Andre", "America/New_York"),
    ("Lena", "America/Denver"),
    ("Joel", "America/Los_Angeles"),
)
MENTORS: dict[str, dict[str, Any]] = {
    "Sam": {
        "recovering_from": {"alcohol", "cannabis"},
        "pathways": {"smart", "own"},
        "languages": {"en"},
        "gender": "man",
        "birth_year": 1978,
        "experiences": {"parent", "veteran"},
        "parts": EVENINGS,
        "ways": {"chat", "phone"},
        "hopes": {"listen", "cravings", "work"},
        "words": "I drove a truck for twenty years and quit with SMART. I listen more than I talk.",
        "recovery_since": date(2017, 4, 1),
        "recovery_shown": "about",
        "capacity": 8,
        "contact_from": time(9),
        "contact_until": time(22),
    },
    "Dee": {
        "recovering_from": {"opioids"},
        "pathways": {"medication", "12_step"},
        "languages": {"en"},
        "gender": "woman",
        "birth_year": 1989,
        "experiences": {"parent", "justice", "chronic_pain"},
        "parts": MORNINGS | WEEKEND,
        "ways": {"chat", "phone", "video"},
        "hopes": {"listen", "daily", "family"},
        "words": "Medication gave me my mornings back. Ask me about it, or about anything else.",
        "recovery_since": date(2020, 9, 1),
        "recovery_shown": "year",
        "capacity": 3,
    },
    "Marta": {
        "recovering_from": {"alcohol", "sedatives"},
        "pathways": {"12_step", "faith"},
        "languages": {"en", "es"},
        "gender": "woman",
        "birth_year": 1970,
        "experiences": {"parent", "latino", "immigrant", "christian", "grief"},
        "parts": WEEKDAY_EVENINGS | AFTERNOONS,
        "ways": {"phone", "in_person"},
        "place": "Pilsen",
        "hopes": {"listen", "meetings", "steps", "family"},
        "words": "Coffee first, then we talk. I know the meetings on the south side.",
        "recovery_since": date(2009, 1, 1),
        "recovery_shown": "about",
        "capacity": 4,
    },
    "Andre": {
        "recovering_from": {"stimulants", "alcohol"},
        "pathways": {"dharma", "smart"},
        "languages": {"en", "fr"},
        "gender": "man",
        "birth_year": 1994,
        "experiences": {"lgbtq", "black", "young_adult", "mental_health"},
        "parts": EVENINGS | WEEKEND,
        "ways": {"chat", "video"},
        "hopes": {"listen", "cravings", "fun"},
        "words": "Sitting still was hard for me. Now I sit every morning. No lectures, I promise.",
        "recovery_since": date(2022, 6, 1),
        "recovery_shown": "about",
        "capacity": 3,
    },
    "Lena": {
        "recovering_from": {"eating", "alcohol"},
        "pathways": {"women_for_sobriety", "lifering"},
        "languages": {"en", "de"},
        "gender": "woman",
        "gender_wish": {"woman", "nonbinary"},
        "gender_is_must": True,
        "birth_year": 1985,
        "experiences": {"mental_health", "chronic_pain"},
        "parts": MORNINGS | EVENINGS,
        "ways": {"chat", "phone", "video"},
        "hopes": {"listen", "daily", "fun"},
        "words": "I paint, I hike, and I answer slowly but always.",
        "capacity": 2,
    },
    "Joel": {
        "recovering_from": {"opioids", "stimulants"},
        "pathways": {"faith", "12_step"},
        "languages": {"en"},
        "gender": "man",
        "birth_year": 1963,
        "experiences": {"veteran", "justice", "homelessness", "christian"},
        "parts": MORNINGS,
        "ways": {"phone"},
        "hopes": {"work", "steps", "meetings"},
        "words": "Two tours, one prison, one God, thirteen good years.",
        "recovery_since": date(2013, 2, 1),
        "recovery_shown": "year",
        "capacity": 2,
    },
}
# Members who do not show their mentor everything.
SHOWN = {"Kofi": Choice(ALL - {Field.NOTE, Field.TRENDS}), "Terry": Choice(ALL - {Field.MOOD})}
# name, zone, days waited, answers. Riley has a sign-in that is printed.
WAITING: tuple[tuple[str, str, int, dict[str, Any]], ...] = (
    (
        "Riley",
        "America/Chicago",
        9,
        {
            "recovering_from": {"alcohol"},
            "pathways": {"smart"},
            "unwanted_pathways": {"faith"},
            "languages": {"en"},
            "birth_year": 1991,
            "experiences": {"parent"},
            "parts": WEEKDAY_EVENINGS,
            "ways": {"chat", "phone"},
            "hopes": {"listen", "cravings"},
        },
    ),
    (
        "Rosie",
        "America/Chicago",
        34,
        {
            "recovering_from": {"alcohol", "sedatives"},
            "languages": {"es"},
            "gender_wish": {"woman"},
            "gender_is_must": True,
            "experiences": {"grief", "latino"},
            "parts": AFTERNOONS,
            "ways": {"phone"},
            "hopes": {"listen", "family"},
        },
    ),
    (
        "Marek",
        "America/New_York",
        21,
        {
            "recovering_from": {"alcohol"},
            "languages": {"pl"},
            "parts": EVENINGS,
            "ways": {"phone", "chat"},
            "hopes": {"listen"},
        },
    ),
    (
        "Tess",
        "America/Denver",
        12,
        {
            "recovering_from": {"eating"},
            "pathways": {"women_for_sobriety"},
            "languages": {"en"},
            "gender": "woman",
            "gender_wish": {"woman"},
            "parts": MORNINGS,
            "ways": {"chat"},
            "hopes": {"daily", "fun"},
        },
    ),
    (
        "Ray",
        "America/Los_Angeles",
        60,
        {
            "recovering_from": {"opioids"},
            "languages": {"en"},
            "experiences": {"veteran", "homelessness"},
            "parts": MORNINGS,
            "ways": {"phone"},
            "hopes": {"work", "meetings"},
        },
    ),
    (
        "Kim",
        "America/New_York",
        4,
        {
            "recovering_from": {"stimulants"},
            "pathways": {"dharma"},
            "languages": {"en"},
            "experiences": {"lgbtq"},
            "age_from": 25,
            "age_to": 40,
            "parts": WEEKEND,
            "ways": {"video", "chat"},
            "hopes": {"cravings", "fun"},
        },
    ),
    (
        "Bea",
        "America/New_York",
        2,
        {
            "recovering_from": {"opioids"},
            "pathways": {"medication"},
            "unwanted_pathways": {"12_step", "faith"},
            "languages": {"en"},
            "experiences": {"chronic_pain", "parent"},
            "parts": WEEKEND | MORNINGS,
            "ways": {"chat", "video"},
            "hopes": {"listen", "daily"},
        },
    ),
)


def open_mentor(mentor: Person, now: datetime) -> None:
    """With all the answers seen by a member."""
    db.session.add(
        MatchProfile(
            person_id=mentor.id,
            side=Side.MENTOR,
            created_at=now,
            changed_at=now,
            answered=EVERYTHING,
            shown=EVERYTHING,
            open_since=now - timedelta(days=90),
            **MENTORS[mentor.display_name],
        )
    )


def put_on_the_list(member: Person, days: int, answers: dict[str, Any], now: datetime) -> None:
    db.session.add(
        MatchProfile(
            person_id=member.id,
            side=Side.MEMBER,
            created_at=now,
            changed_at=now,
            answered=EVERYTHING,
            shown=choices.SHOWN_AT_FIRST | {"hopes", "recovering_from"},
            looking_since=now - timedelta(days=days),
            **answers,
        )
    )
