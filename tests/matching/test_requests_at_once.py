"""Several answers in the same instant, from processes of their own, on either database."""

import pytest

from peerapp.matching.models import Match, MatchRequest, Outcome
from tests.support.client import all_of
from tests.support.people import one_commit
from tests.support.requests import make_looking_member, make_open_mentor, make_request
from tests.support.tap import at_the_same_moment

pytestmark = pytest.mark.both_databases
ROUNDS = 6


def to(request, verb):
    return f"/match/requests/{request.id}/{verb}"


def test_two_accepted_in_the_same_instant_for_one_place_are_one_match(app) -> None:
    with one_commit():
        rounds = []
        for _ in range(ROUNDS):
            sam = make_open_mentor("Sam", capacity=1)
            mia, noor = make_looking_member("Mia"), make_looking_member("Noor")
            rounds.append((sam, make_request(mia, sam), make_request(noor, sam)))
    first, second = at_the_same_moment(
        app,
        [(sam, to(one, "accept"), {}) for sam, one, _ in rounds],
        [(sam, to(other, "accept"), {}) for sam, _, other in rounds],
    )
    assert len(all_of(Match)) == ROUNDS
    for (sam, *requests), *answers in zip(rounds, first, second, strict=True):
        assert sum(one.mentor_id == sam.id for one in all_of(Match)) == 1
        assert sorted(one.outcome for one in requests) == [Outcome.ACCEPTED, Outcome.STOPPED]
        assert [one["status"] for one in answers] == [303, 303]
        said = sorted(one["said"][0] for one in answers)
        assert said[0].startswith("All your places are taken")
        assert said[1].endswith("are connected.")


def test_one_accepted_twice_in_the_same_instant_is_one_match(app) -> None:
    with one_commit():
        rounds = []
        for _ in range(ROUNDS):
            sam = make_open_mentor("Sam", capacity=3)
            rounds.append((sam, make_request(make_looking_member(), sam)))
    taps = [(sam, to(one, "accept"), {}) for sam, one in rounds]
    answers = at_the_same_moment(app, taps, taps)
    assert len(all_of(Match)) == ROUNDS
    for one in (*answers[0], *answers[1]):
        assert (one["status"], one["to"]) == (303, "/mentees")
        assert one["said"][0].endswith("are connected.")


def test_a_yes_and_a_withdrawal_in_the_same_instant_have_one_result(app) -> None:
    with one_commit():
        rounds = []
        for _ in range(ROUNDS):
            sam, mia = make_open_mentor("Sam"), make_looking_member()
            rounds.append((mia, sam, make_request(mia, sam)))
    said_yes, took_back = at_the_same_moment(
        app,
        [(sam, to(one, "accept"), {}) for _, sam, one in rounds],
        [(mia, to(one, "withdraw"), {}) for mia, _, one in rounds],
    )
    matched = {one.request_id for one in all_of(Match)}
    assert {one.id: one.outcome for one in all_of(MatchRequest)} == {
        one.id: Outcome.ACCEPTED if one.id in matched else Outcome.WITHDRAWN for _, _, one in rounds
    }
    for (_, _, one), yes, back in zip(rounds, said_yes, took_back, strict=True):
        assert (yes["status"], back["status"]) == (303, 303)
        assert yes["said"][0].endswith("are connected.") == (one.id in matched)
        assert back["said"][0].startswith("It is taken back") == (one.id not in matched)


def test_both_say_yes_to_the_programs_idea_in_the_same_instant(app) -> None:
    with one_commit():
        rounds = []
        for _ in range(ROUNDS):
            sam, mia = make_open_mentor("Sam"), make_looking_member()
            rounds.append((mia, sam, make_request(mia, sam, origin="program")))
    at_the_same_moment(
        app,
        [(sam, to(one, "accept"), {}) for _, sam, one in rounds],
        [(mia, to(one, "accept"), {}) for mia, _, one in rounds],
    )
    assert {one.request_id for one in all_of(Match)} == {one.id for _, _, one in rounds}
