"""The last place, a block and a yes, and one question: in real processes at the same instant."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from peerapp.matching import apart
from peerapp.matching.models import Match, MatchRequest, Outcome, TrialAnswer
from peerapp.push.models import Delivery
from tests.support.at_once import at_once
from tests.support.client import all_of, client_of
from tests.support.long_form import LONG_FORM, times
from tests.support.people import make_member, make_subscription, match, one_commit
from tests.support.requests import make_looking_member, make_open_mentor, make_request

pytestmark = [pytest.mark.both_databases, *LONG_FORM]

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
ROUNDS = times(3, 40)


def current_of() -> Counter:
    return Counter(one.mentor_id for one in all_of(Match) if one.ended_at is None)


def rounds_for_a_last_place():
    """Each round: a mentor with one of two places taken, and two members."""
    with one_commit():
        found = [
            (make_open_mentor("Sam", capacity=2), make_looking_member("Mia"), make_member("Noa"))
            for _ in range(ROUNDS)
        ]
        for sam, _, _ in found:
            match(sam, make_member("Ada")).seat = 1
    return found


def test_two_yeses_for_the_last_place_are_one_match(app) -> None:
    found = rounds_for_a_last_place()
    asked = [[make_request(one, sam) for one in members] for sam, *members in found]
    given = [
        [(pair[n].id, sam.id, NOON) for pair, (sam, *_) in zip(asked, found, strict=True)]
        for n in range(2)
    ]
    words = at_once(app, ("accept", given[0]), ("accept", given[1]))
    assert {tuple(sorted(pair)) for pair in words} == {("begun", "no match")}
    assert set(current_of().values()) == {2}
    outcomes = Counter(one.outcome for one in all_of(MatchRequest))
    assert outcomes == {Outcome.ACCEPTED: ROUNDS, Outcome.STOPPED: ROUNDS}


def test_two_codes_for_the_last_place_are_one_match(app) -> None:
    found = rounds_for_a_last_place()
    given = [[(one[0].id, one[n].id, NOON) for one in found] for n in (1, 2)]
    words = at_once(app, ("begin", given[0]), ("begin", given[1]))
    assert {tuple(sorted(pair)) for pair in words} == {("CannotBegin", "begun")}
    assert set(current_of().values()) == {2}


def test_without_any_lock_the_database_alone_takes_each_place_once(app) -> None:
    found = rounds_for_a_last_place()
    given = [[(one[0].id, one[n].id, NOON) for one in found] for n in (1, 2)]
    words = at_once(app, ("begin", given[0]), ("begin", given[1]), without_locks=True)
    assert {word for pair in words for word in pair} <= {"begun", "CannotBegin", "IntegrityError"}
    assert all(pair.count("begun") == 1 for pair in words)
    assert set(current_of().values()) == {2}


@pytest.mark.parametrize("who", ["member", "mentor"])
def test_h6_a_yes_and_a_block_at_one_instant_leave_no_match(app, who) -> None:
    with one_commit():
        pairs = [(make_looking_member("Mia"), make_open_mentor("Sam")) for _ in range(ROUNDS)]
        asked = [make_request(mia, sam) for mia, sam in pairs]
    yes = [(one.id, one.mentor_id, NOON) for one in asked]
    no = [
        (mia.id, sam.id, NOON) if who == "member" else (sam.id, mia.id, NOON) for mia, sam in pairs
    ]
    words = at_once(app, ("accept", yes), ("block", no))
    assert {pair[0] for pair in words} <= {"begun", "no match"}
    assert {pair[1] for pair in words} == {"blocked"}
    assert current_of() == {}
    assert all(one.closed_at for one in all_of(MatchRequest))
    assert len(apart.pairs()) == 2 * ROUNDS


def test_h6_a_code_and_blocks_from_both_sides_at_one_instant_leave_no_match(app) -> None:
    with one_commit():
        pairs = [(make_member("Mia"), make_open_mentor("Sam")) for _ in range(ROUNDS)]
    words = at_once(
        app,
        ("begin", [(sam.id, mia.id, NOON) for mia, sam in pairs]),
        ("block", [(mia.id, sam.id, NOON) for mia, sam in pairs]),
        ("block", [(sam.id, mia.id, NOON) for mia, sam in pairs]),
    )
    assert {pair[0] for pair in words} <= {"begun", "CannotBegin"}
    assert {pair[1:] for pair in words} == {("blocked", "blocked")}
    assert current_of() == {}


def test_the_question_of_a_trial_is_asked_once_however_many_workers_look(app) -> None:
    with one_commit():
        for _ in range(ROUNDS):
            made = match(make_open_mentor("Sam"), make_member("Mia"))
            made.trial_ends_at = NOON - timedelta(minutes=1)
    for made in all_of(Match):
        for one in (made.mentor, made.member):
            make_subscription(one, client_of(app).sign_in(one))
    words = at_once(app, ("ask_trials", [(NOON,)]), ("ask_trials", [(NOON,)]))
    assert sum(int(word) for word in words[0]) == 2 * ROUNDS
    assert len(all_of(TrialAnswer)) == 2 * ROUNDS
    assert len(all_of(Delivery)) == 2 * ROUNDS
