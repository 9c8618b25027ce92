"""The switches of what a mentor sees, at the yes and later."""

from flask import request

from peerapp.matching.consent_fields import LENGTHS, SHORTEST, Choice, Field, known

KEEP = "keep"  # the end that was chosen before


def sent() -> Choice | None:
    """At a yes. None from a page, or a client, that has no switches. What nobody can read is taken
    as the least: a field that is not known is off, a length that is not known is the shortest.
    """
    if not request.form.get("sharing"):
        return None
    return Choice(fields(), LENGTHS.get(length(), SHORTEST))


def fields() -> frozenset[Field]:
    return known(request.form.getlist("show"))


def length() -> str:
    return request.form.get("until", "match")
