"""The ids of rows: UUIDs of version 7 (RFC 9562, section 5.7), the time first and then 74 random
bits. Nobody can guess one, and none tells how many there are (A2).

What is made about the same time stands side by side in every index, and what rings together was
mostly made together. With ids that are random throughout, each row of a large database lies on
pages of its own, and the more there are the longer a reminder takes.
"""

import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID

from peerapp import clock

WEEK = timedelta(days=7)
MILLISECOND = timedelta(milliseconds=1)
EPOCH = datetime.fromtimestamp(0, UTC)


def of_the_week() -> UUID:
    """Its time is the beginning of a week (section 6.1 allows that): an id is read by others, in
    the address of a page, and they need not see at what hour somebody wrote something.
    """
    return made_at(clock.now(), WEEK)


def of_the_moment() -> UUID:
    """For rows of which thousands are made a second. Their ids leave us only to the person, whose
    phone or mailbox gets them at that very moment.
    """
    return made_at(clock.now(), MILLISECOND)


def made_at(instant: datetime, unit: timedelta) -> UUID:
    """`instant`: aware, any zone. `unit`: its time is rounded down to a whole one, from 1970 on."""
    milliseconds = (instant - EPOCH) // unit * unit // MILLISECOND
    bits = (milliseconds << 80) | secrets.randbits(80)
    version, variant = 7 << 76, 0b10 << 62
    return UUID(int=bits & ~(0xF << 76) & ~(0b11 << 62) | version | variant)
