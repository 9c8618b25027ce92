"""H8: nobody is matched by a computer alone, whatever people and workers do in whatever order."""

import ast
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from peerapp.config import ROOT
from peerapp.extensions import db
from peerapp.matching import answers, apart, matches, moving_on, requests
from peerapp.matching.models import Match, MatchRequest, Origin, Outcome, Side
from tests.support.client import all_of
from tests.support.people import make_coordinator, one_commit
from tests.support.requests import make_looking_member, make_open_mentor

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
MEMBERS, MENTORS = 3, 3
VERBS = ("ask", "propose", "yes", "no", "withdraw", "sooner", "lapse", "apart", "end", "full")
STEPS = st.lists(
    st.tuples(
        st.sampled_from((*VERBS, "ask", "yes", "yes")),  # or few get as far as a match
        st.integers(0, MEMBERS - 1),
        st.integers(0, MENTORS - 1),
        st.booleans(),  # by the member; else by the mentor
    ),
    min_size=15,
    max_size=30,
)


class Town:
    """A few people, and who said yes to whom."""

    def __init__(self) -> None:
        with one_commit():
            self.members = [make_looking_member(f"Member{n}") for n in range(MEMBERS)]
            self.mentors = [make_open_mentor(f"Mentor{n}", capacity=n + 1) for n in range(MENTORS)]
            self.cora = make_coordinator()
        self.now = NOW
        self.yes: set[tuple[object, object, object]] = set()  # (who, member, mentor)

    def step(self, verb: str, a: int, b: int, by_member: bool) -> None:
        member, mentor = self.members[a], self.mentors[b]
        by = member if by_member else mentor
        self.now += timedelta(minutes=1)
        found = self.request(member, mentor)
        try:
            if verb == "ask":
                others = [one.id for one in self.mentors if one != mentor][: a + 1]
                for one in (mentor.id, *others):
                    self.yes.add((member.id, member.id, one))
                requests.ask(member, [mentor.id, *others], None, self.now)
            elif verb == "propose":
                requests.propose(member.id, mentor.id, self.cora, self.now)
            elif verb == "lapse":
                self.now += timedelta(days=1)
                db.session.commit()
                moving_on.move_on(self.now)
            elif verb == "apart":
                apart.keep(by, mentor if by_member else member, False, self.now)
                requests.close_between(member.id, mentor.id, Outcome.STOPPED, by, self.now)
            elif verb == "full":
                answers.of(mentor, Side.MENTOR).capacity = b
            elif verb == "end":
                if match := matches.between(mentor, member.id):
                    matches.end(match, by, self.now)
            elif found and verb == "yes":
                if found.asked_at:
                    self.yes.add((by.id, member.id, mentor.id))
                requests.accept(found, by, self.now)
            elif found and verb == "no":
                requests.decline(found, by, None, self.mentors[0], self.now)
            elif found and verb == "withdraw":
                requests.withdraw(found, member, self.now)
            elif found and verb == "sooner":
                requests.sooner(found, self.now)
            db.session.commit()
        except requests.CannotAsk:
            db.session.rollback()

    def request(self, member, mentor) -> MatchRequest | None:
        query = select(MatchRequest).where(
            MatchRequest.member_id == member.id, MatchRequest.mentor_id == mentor.id
        )
        return db.session.scalar(query.order_by(MatchRequest.created_at.desc()).limit(1))

    def check(self) -> None:
        ids = [one.id for one in self.members]
        made = db.session.scalars(select(Match).where(Match.member_id.in_(ids))).all()
        rows = db.session.scalars(select(MatchRequest).where(MatchRequest.member_id.in_(ids))).all()
        for match in made:
            assert (match.member_id, match.member_id, match.mentor_id) in self.yes
            assert (match.mentor_id, match.member_id, match.mentor_id) in self.yes
            asked = db.session.get(MatchRequest, match.request_id)
            assert asked.member_yes_at
            assert asked.mentor_yes_at
            assert asked.outcome == Outcome.ACCEPTED
        for number, mentor in enumerate(self.mentors):
            current = [one for one in made if one.mentor_id == mentor.id and not one.ended_at]
            assert len(current) <= number + 1
            assert len({one.seat for one in current}) == len(current)
        is_open = [one for one in rows if one.closed_at is None]
        assert len({(one.member_id, one.mentor_id) for one in is_open}) == len(is_open)
        for member_id in ids:
            line = [
                one for one in is_open if one.member_id == member_id and one.origin == Origin.MEMBER
            ]
            assert sum(one.asked_at is not None for one in line) == bool(line)
            assert len(line) <= requests.MOST
        for one in is_open:
            assert not apart.are(one.member_id, one.mentor_id)
        for one in rows:
            assert (one.closed_at is None) == (one.outcome is None)


@pytest.mark.both_databases
def test_h8_in_any_order_of_whatever_anybody_does_a_match_has_both_yes(app) -> None:
    @settings(
        max_examples=8,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(STEPS)
    def holds(steps) -> None:
        town = Town()
        for step in steps:
            town.step(*step)
            town.check()

    holds()
    assert all_of(Match)  # some of the ways led to one


def test_h8_only_the_two_ways_in_which_both_say_yes_begin_a_match() -> None:
    """A match is made in one place, which two others call: a yes to a request, a yes to a code."""
    made, begun = set(), set()
    for path in (ROOT / "peerapp").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            called = ast.unparse(node.func)
            name = str(path.relative_to(ROOT / "peerapp"))
            if called in ("Match", "models.Match"):
                made.add(name)
            if called.endswith("matches.begin"):
                begun.add(name)
    assert made - {"demo/__init__.py"} == {"matching/matches.py"}
    assert begun - {"demo/__init__.py"} == {"matching/requests.py", "matching/views.py"}
