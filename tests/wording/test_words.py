"""H1: person-first words. DESIGN.md's vocabulary and wording, over everything a person can read."""

import re
from itertools import chain

import pytest

from tests.support.sources import words_of_modules, words_of_scripts, words_of_templates

# Words that put a person down or call a return to use a defeat, and what is said instead.
STIGMA = {
    r"relaps\w*": "return to use",
    r"clean(er)? ?time|staying clean|got clean|get clean|stay clean": "sober time",
    r"dirty": "-",
    r"abus(e|er|ers|ed|ing)": "use, use disorder",
    r"addicts?|addicted|addictions?": "a person with a substance use disorder",
    r"alcoholics?|drunks?|junkies?|druggies?|users?|ex-users?|offenders?": "a person who ...",
    r"habit": "use",
    r"failures?|fail|fails|failed|failing": "say what happened, and what to do now",
    r"victims?|suffers? from|suffering from|struggl\w+ with": "a person with ...",
}
# Words that scold or press, or cheer over pain.
SCOLDING = {
    r"you (have )?missed|missed days?|missed check-?ins?": "a missed day is simply empty",
    r"(broke|broken|lost|losing|lose) (your|a|the) (streak|count|days)": "nothing earned is lost",
    r"streak (is )?(lost|broken|over|reset)|reset (your|the) (streak|count|days)": "-",
    r"start(ing)? over|back to (zero|day one|square one)": "this day counts too",
    r"you should( have)?|you must not|don'?t forget|you forgot|overdue": "-",
    r"shame|ashamed|guilty|disappoint\w*|bad (job|choice)|wrong again|no excuses?": "-",
    r"(great|good) job|well done|congrat\w*|awesome|yay|keep it up": "-",
}
# What no one can promise (H7).
PROMISES = {
    r"hipaa[- ]compliant|100 ?% (confidential|secure|safe|private)": "say what is done",
    r"completely (confidential|secure|safe|private|anonymous)": "say what is done",
}
# Words of the machine that no screen shows: the name of a column.
UNSEEN = {("peerapp/push/subscriptions.py", "failures")}
FORBIDDEN = STIGMA | SCOLDING | PROMISES

# Names of others that hold such a word.
NAMES = [
    "Alcoholics Anonymous",
    "Narcotics Anonymous",
    "medication for addiction treatment",
    "Medication for addiction treatment",
    "Substance Abuse and Mental Health Services Administration",
    "User-Agent",  # a header of HTTP
]


def faults(text: str) -> list[str]:
    """The forbidden words of a text, each with what is said instead."""
    for name in NAMES:
        text = text.replace(name, "")
    return [
        f"{found.group()!r}: {instead}"
        for words, instead in FORBIDDEN.items()
        for found in re.finditer(rf"(?<![\w./#-])(?:{words})(?![\w=(-])", text, re.IGNORECASE)
    ]


def test_h1_no_screen_puts_a_person_down_or_scolds():
    everything = chain(words_of_templates(), words_of_modules(), words_of_scripts())
    found = [
        f"{name}:{line} {fault}"
        for name, line, text in everything
        if (name, text) not in UNSEEN
        for fault in faults(text)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text",
    [
        "You relapsed 3 days ago",
        "Your clean time: 40 days",
        "Substance abuse is hard",
        "<p>Sign-in failed.</p>",
        "For addicts and alcoholics",
        "You missed two days",
        "Your streak is lost",
        "Don't forget to check in!",
        "Peerapp is HIPAA compliant",
    ],
)
def test_h1_the_word_list_finds_what_it_must(text):
    assert faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for being honest. This day counts too.",
        "Alcoholics Anonymous and Narcotics Anonymous",
        "SAMHSA: Substance Abuse and Mental Health Services Administration",
        "Pathway: medication for addiction treatment",
        "We could not sign you in. Check the address and the password.",
    ],
)
def test_h1_the_word_list_lets_kind_and_proper_names_pass(text):
    assert not faults(text)
