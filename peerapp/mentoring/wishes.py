"""When a mentee needs a mentor, and of what the mentor is told: what each mentor sets."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, time

from peerapp.accounts import people
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.language import lazy
from peerapp.mentoring.attention import Kind
from peerapp.mentoring.facts import Limits
from peerapp.mentoring.models import MentorWishes

DIGEST_AT = time(9)
# What rings by itself, by name: the words of the settings, and the kinds of reasons.
RINGS: dict[str, tuple[str, frozenset[Kind]]] = {
    "worry": (
        lazy("Somebody used, has a strong craving, or a very hard day"),
        frozenset({Kind.USED, Kind.CRAVING, Kind.MOOD}),
    ),
    "silence": (lazy("Somebody has not checked in for some days"), frozenset({Kind.SILENCE})),
    "contact": (
        lazy("You two had no contact for some days, or have not talked yet"),
        frozenset({Kind.NEW, Kind.CONTACT}),
    ),
}
# Of other features, by the kind of their notifications; a call for help always rings.
MUTED = {
    "message": lazy("Somebody writes to you"),
    "request": lazy("Somebody asks for you as a mentor"),
}
# A promise is the mentor's own word, and a hand-over that nobody took must not be lost.
ALWAYS = frozenset({Kind.PROMISE, Kind.HANDED_OVER})


@dataclass(frozen=True)
class Wishes:
    limits: Limits = field(default_factory=Limits)
    rings: frozenset[str] = frozenset({"worry", "silence"})
    digest_at: time | None = DIGEST_AT
    is_own: bool = False  # set by the mentor, and not what holds at first

    @property
    def kinds(self) -> frozenset[Kind]:
        """Of reasons that ring."""
        return ALWAYS.union(*(RINGS[name][1] for name in self.rings if name in RINGS))


def of(mentor: Person) -> Wishes:
    row = db.session.get(MentorWishes, mentor.id)
    if row is None:
        return Wishes()
    limits = Limits(row.silence, row.craving, row.low, row.contact)
    return Wishes(limits, frozenset(row.rings), row.digest_at, is_own=True)


def change(
    mentor: Person,
    limits: Limits,
    rings: Collection[str],
    digest_at: time | None,
    now: datetime,
) -> None:
    people.lock(mentor.id)
    row = MentorWishes(
        person_id=mentor.id,
        silence=limits.silence,
        craving=limits.craving,
        low=limits.low,
        contact=limits.contact,
        rings=sorted(rings),
        digest_at=digest_at,
        changed_at=now,
    )
    db.session.merge(row)
    db.session.flush()
