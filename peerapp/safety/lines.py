"""Who can help now. Peerapp is no emergency service.

The US lines were compared with pages about 988 and SAMHSA's helpline (samhsa.gov,
find-help/national-helpline). The other countries' numbers are NOT checked against a source yet:
a program must check those that its members may see. The steps at an overdose on the help page are
those of SAMHSA's Overdose Prevention and Response Toolkit (call, naloxone, again after two to three
minutes, breathing, stay), and that naloxone does no harm is CDC's (cdc.gov, "Lifesaving Naloxone");
in our words, and no clinician has read them.
"""

from dataclasses import dataclass

from peerapp.language import lazy


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
    lazy("United States"),
    (
        Line(
            lazy("988 Lifeline"),
            "988",
            lazy("Thoughts of suicide, or too much pain. Day and night."),
            "988",
        ),
        Line(lazy("Emergency"), "911", lazy("An overdose, or a life in danger.")),
        Line(
            lazy("SAMHSA Helpline"),
            "1-800-662-4357",
            lazy("Alcohol and other drugs: where to find help. Day and night, free."),
        ),
    ),
)
ELSEWHERE = (
    Country(
        lazy("Canada"),
        (
            Line("9-8-8", "988", lazy("Thoughts of suicide. Day and night."), "988"),
            Line(lazy("Emergency"), "911", lazy("An overdose, or a life in danger.")),
        ),
    ),
    Country(
        lazy("United Kingdom"),
        (
            Line("Samaritans", "116 123", lazy("Somebody who listens. Day and night, free.")),
            Line(lazy("Emergency"), "999", lazy("An overdose, or a life in danger.")),
        ),
    ),
    Country(
        lazy("Ireland"),
        (
            Line("Samaritans", "116 123", lazy("Somebody who listens. Day and night, free.")),
            Line(lazy("Emergency"), "112", lazy("An overdose, or a life in danger.")),
        ),
    ),
    Country(
        lazy("Australia"),
        (
            Line("Lifeline", "13 11 14", lazy("Somebody who listens. Day and night.")),
            Line(lazy("Emergency"), "000", lazy("An overdose, or a life in danger.")),
        ),
    ),
    Country(
        lazy("New Zealand"),
        (
            Line("1737", "1737", lazy("A trained counselor, by phone or text. Free."), "1737"),
            Line(lazy("Emergency"), "111", lazy("An overdose, or a life in danger.")),
        ),
    ),
    Country(
        lazy("European Union"),
        (Line(lazy("Emergency"), "112", lazy("An overdose, or a life in danger.")),),
    ),
)


@dataclass(frozen=True)
class Lines:
    first: Country = UNITED_STATES
    elsewhere: tuple[Country, ...] = ELSEWHERE


lines = Lines()
