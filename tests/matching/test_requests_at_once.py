"""Several answers in the same instant, from processes of their own, on either database."""

import pytest

from peerapp.matching.models import Match, MatchRequest, Origin, Outcome
from tests.support.at_once import at_the_same_moment
from tests.support.client import all_of
from tests.support.long_form import LONG_FORM, times
from tests.support.people import one_commit
from tests.support.requests import make_looking_member, make_open_mentor, make_request

ROUNDS = times(2, 20)
pytestmark = [pytest.mark.both_databases, *LONG_FORM]


def to(request, verb):
    return f"/match/requests/{request.id}/{verb}"


class LastPlace:
    """A mentor with one free place accepts two members."""

    def __init__(self):
        self.sam = make_open_mentor("Sam", capacity=1)
        self.requests = [make_request(make_looking_member(), self.sam) for _ in range(2)]
        self.taps = [(self.sam, to(one, "accept")) for one in self.requests]

    def check(self, matches, answers):
        assert [one.mentor_id for one in matches].count(self.sam.id) == 1
        assert sorted(one.outcome for one in self.requests) == [Outcome.ACCEPTED, Outcome.STOPPED]
        said = sorted(one["said"][0] for one in answers)
        assert said[0].startswith("All your places are taken")
        assert said[1].endswith("are connected.")


class Twice:
    """A mentor accepts the same request on two phones."""

    def __init__(self):
        self.sam = make_open_mentor("Sam", capacity=3)
        self.taps = [(self.sam, to(make_request(make_looking_member(), self.sam), "accept"))] * 2

    def check(self, matches, answers):
        assert [one.mentor_id for one in matches].count(self.sam.id) == 1
        for one in answers:
            assert one["to"] == "/mentees"
            assert one["said"][0].endswith("are connected.")


class YesAndBack:
    """A mentor accepts while the member takes it back."""

    def __init__(self):
        sam, mia = make_open_mentor("Sam"), make_looking_member()
        self.request = make_request(mia, sam)
        self.taps = [(sam, to(self.request, "accept")), (mia, to(self.request, "withdraw"))]

    def check(self, matches, answers):
        is_match = self.request.id in {one.request_id for one in matches}
        assert self.request.outcome == (Outcome.ACCEPTED if is_match else Outcome.WITHDRAWN)
        yes, back = (one["said"][0] for one in answers)
        assert yes.endswith("are connected.") == is_match
        assert back.startswith("It is taken back.") != is_match


class BothYes:
    """Both say yes to the program's idea."""

    def __init__(self):
        sam, mia = make_open_mentor("Sam"), make_looking_member()
        self.request = make_request(mia, sam, origin=Origin.PROGRAM)
        self.taps = [(sam, to(self.request, "accept")), (mia, to(self.request, "accept"))]

    def check(self, matches, answers):
        assert [one.request_id for one in matches].count(self.request.id) == 1
        assert self.request.outcome == Outcome.ACCEPTED


def test_h8_what_is_answered_in_the_same_instant_in_two_processes_has_one_clear_result(app) -> None:
    with one_commit():
        rounds = [case() for _ in range(ROUNDS) for case in (LastPlace, Twice, YesAndBack, BothYes)]
    answers = at_the_same_moment(app, *zip(*(one.taps for one in rounds), strict=True))
    matches = all_of(Match)
    assert len(all_of(MatchRequest)) == ROUNDS * 5
    for one, both in zip(rounds, answers, strict=True):
        assert [answer["status"] for answer in both] == [303, 303]
        one.check(matches, both)
