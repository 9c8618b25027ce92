"""How somebody who was told of a call can come to read nothing of it any more (A3)."""

from peerapp import clock
from peerapp.matching import matches, partings
from tests.support import people as make


def match_ends(tonight) -> None:
    partings.end(matches.of_member(tonight.mia)[0], tonight.mia, clock.now())


def member_blocks(tonight) -> None:
    partings.block(tonight.mia, tonight.ana, clock.now())


def mentor_blocks(tonight) -> None:
    partings.block(tonight.ana, tonight.mia, clock.now())


def kept_apart(tonight) -> None:
    make.keep_apart(tonight.ana, tonight.mia)


def mentor_is_paused(tonight) -> None:
    make.pause(tonight.ana)


def mentor_is_suspended(tonight) -> None:
    make.suspend(tonight.ana)


def member_is_suspended(tonight) -> None:
    make.suspend(tonight.mia)


WAYS = [
    match_ends,
    member_blocks,
    mentor_blocks,
    kept_apart,
    mentor_is_paused,
    mentor_is_suspended,
    member_is_suspended,
]
