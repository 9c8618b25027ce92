"""Trying a password, within limits, at sign-in and at sign-up (A5)."""

from typing import Any

from peerapp.accounts import limits, people, resets
from peerapp.accounts.models import Person
from peerapp.extensions import db


class TooMany(Exception):
    """Too many tries in a short time."""


def sign_in(email: str, password: str) -> Person | None:
    """Whom the two belong to, or None. Raises TooMany.

    On a device that knows an account, that account is tried first, within a count of its own:
    others cannot use it up, and it does not help at any other account of the address.
    """
    email = people.plain(email)
    db.session.rollback()  # the counts are written in transactions of their own
    is_tried = False
    if device := known_here(email):
        is_tried = True
        if person := people.by_password(email, password, only=[device.person_id]):
            return person
        limits.note_try(device.counts)
    counts = limits.counts_for(email)
    if limits.are_reached(counts):
        if is_tried:
            return None
        raise TooMany
    person = people.by_password(email, password)
    if person is None:
        limits.note_try(counts)
    return person


def known_here(email: str) -> limits.Device | None:
    """This device, if it knows an account of the address and has not tried too often."""
    devices = limits.known_devices()
    ids = people.ids_with_address(email) if devices else set()
    known = (device for device in devices if device.person_id in ids)
    return next((device for device in known if not limits.are_reached(device.counts)), None)


def confirm(person: Person, password: str) -> bool:
    """Whether it is the password of who is signed in here. Raises TooMany, as at sign-in."""
    person_id, email = person.id, person.email
    db.session.rollback()  # the counts are written in transactions of their own
    device = limits.device_of(person_id)
    counts = device.counts if device else limits.counts_for(email)
    if limits.are_reached(counts):
        raise TooMany
    if people.by_password(email, password, only=[person_id]):
        return True
    limits.note_try(counts)
    return False


def ask_for_a_link(email: str) -> None:
    """A forgotten password. Raises TooMany."""
    counts = limits.reset_counts_for(people.plain(email))
    if limits.are_reached(counts):
        raise TooMany
    limits.note_try(counts)
    resets.send_links(email)


def sign_up(email: str, password: str, **person: Any) -> Person:
    """As `people.sign_up`. Raises TooMany: its password may open an account, so it is a try too."""
    email = people.plain(email)
    db.session.rollback()
    counts = limits.account_counts_for(email)
    if limits.are_reached(counts):
        raise TooMany
    limits.note_try(counts)
    return people.sign_up(email, password, **person)
