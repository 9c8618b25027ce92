"""Telephone numbers, as people write them and as a phone dials them. No Flask, no database."""

import unicodedata

from peerapp.language import lazy

LONGEST = 40  # as it is written
FEWEST_DIGITS, MOST_DIGITS = 3, 15  # 988 has three; E.164 allows fifteen
FEWEST_OF_A_PERSON = 5  # less is a service, such as 911: nobody's own number
# What people write between the digits, with the dashes that a web page has in the place of theirs.
BETWEEN_DIGITS = str.maketrans("", "", "-()./ \u00a0\u2010\u2011\u2012\u2013")
NO_NUMBER = lazy("This is not a number we can call. Please use digits, such as 555 010 0123.")


def visible(written: str | None) -> str | None:
    """Without the marks that nobody sees: what is copied from a phone's contacts has those for the
    direction of reading around it, and they would turn what stands beside the number too.
    """
    return written and "".join(sign for sign in written if unicodedata.category(sign) != "Cf")


def dialled(number: str | None) -> str | None:
    """The number as `tel:` takes it (RFC 3966, without its separators); None where it is none.

    A plus is only taken in front, and *, # and letters not at all: a link that calls must not
    start a service of the phone.
    """
    written = (number or "").translate(BETWEEN_DIGITS)
    digits = written.removeprefix("+")
    is_number = digits.isascii() and digits.isdigit()
    return written if is_number and FEWEST_DIGITS <= len(digits) <= MOST_DIGITS else None


def is_of_a_person(number: str) -> bool:
    """Not 911 and its like: somebody else would dial it with one tap."""
    dials = dialled(number)
    return dials is not None and len(dials.removeprefix("+")) >= FEWEST_OF_A_PERSON
