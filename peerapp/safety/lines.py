"""Who can help now. Peerapp is no emergency service.

The US lines were compared with pages about 988 and SAMHSA's helpline (samhsa.gov,
find-help/national-helpline). The other countries' numbers are NOT checked against a source yet:
a program must check those that its members may see. The steps at an overdose on the help page are
those of SAMHSA's Overdose Prevention Toolkit (call, naloxone, breathing, stay), in our words, and
no clinician has read them.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    name: str
    number: str  # as it is dialled
    about: str
    text: str | None = None  # a number that takes text messages


@dataclass(frozen=True)
class Country:
    name: str
    lines: tuple[Line, ...]


UNITED_STATES = Country(
    "United States",
    (
        Line("988 Lifeline", "988", "Thoughts of suicide, or too much pain. Day and night.", "988"),
        Line("Emergency", "911", "An overdose, or a life in danger."),
        Line(
            "SAMHSA Helpline",
            "1-800-662-4357",
            "Alcohol and other drugs: where to find help. Day and night, free.",
        ),
    ),
)
ELSEWHERE = (
    Country(
        "Canada",
        (
            Line("9-8-8", "988", "Thoughts of suicide. Day and night.", "988"),
            Line("Emergency", "911", "An overdose, or a life in danger."),
        ),
    ),
    Country(
        "United Kingdom",
        (
            Line("Samaritans", "116 123", "Somebody who listens. Day and night, free."),
            Line("Emergency", "999", "An overdose, or a life in danger."),
        ),
    ),
    Country(
        "Ireland",
        (
            Line("Samaritans", "116 123", "Somebody who listens. Day and night, free."),
            Line("Emergency", "112", "An overdose, or a life in danger."),
        ),
    ),
    Country(
        "Australia",
        (
            Line("Lifeline", "13 11 14", "Somebody who listens. Day and night."),
            Line("Emergency", "000", "An overdose, or a life in danger."),
        ),
    ),
    Country(
        "New Zealand",
        (
            Line("1737", "1737", "A trained counselor, by phone or text. Free.", "1737"),
            Line("Emergency", "111", "An overdose, or a life in danger."),
        ),
    ),
    Country("European Union", (Line("Emergency", "112", "An overdose, or a life in danger."),)),
)


@dataclass(frozen=True)
class Lines:
    first: Country = UNITED_STATES
    elsewhere: tuple[Country, ...] = ELSEWHERE


lines = Lines()
