"""What of a plan and of goals a mentor may read: what the member said yes to, for this match."""

import pytest
from flask import render_template

from peerapp.plan import goals, ideas, sharing
from peerapp.plan.models import PlanShare
from peerapp.plan.sections import Section
from tests.support.client import all_of
from tests.support.morning import EIGHT
from tests.support.people import make_goal, make_line, make_mentor, match, pause, suspend
from tests.support.queries import queries_of


@pytest.fixture
def plan(mia):
    """A line in each section."""
    return {section: make_line(mia, f"line of {section}", section) for section in Section}


def words_for(member, mentor) -> set[str]:
    shared = sharing.shared_with(member, mentor)
    return {line.words for lines in shared.plan.values() for line in lines}


def test_nothing_is_shared_at_first(mia, toni, bond, plan):
    make_goal(mia, "Find work")
    shared = sharing.shared_with(mia, toni)
    assert not shared
    assert (shared.match, shared.plan, shared.goals, shared.ideas) == (bond, {}, [], [])


def test_what_is_ticked_is_read_and_nothing_else(hers, mia, toni, bond, plan):
    here = f"/plan/sharing/{bond.id}"
    hers.post(here, data={"share": ["coping", "signs", "nonsense"]})
    assert words_for(mia, toni) == {"line of coping", "line of signs"}
    hers.post(here, data={"share": ["coping"]})
    assert words_for(mia, toni) == {"line of coping"}
    hers.post(here)
    assert words_for(mia, toni) == set()
    assert all_of(PlanShare) == []


def test_all_of_it_in_one_tap_is_all_but_the_people_to_call(hers, mia, toni, bond, plan):
    hers.post(f"/plan/sharing/{bond.id}", data={"all": "yes", "share": ["people"]})
    assert words_for(mia, toni) == {f"line of {one}" for one in Section} - {"line of people"}


def test_a_removed_line_is_not_read(hers, mia, toni, bond, plan):
    sharing.share_plan(bond, list(Section), EIGHT)
    hers.post(f"/plan/lines/{plan[Section.COPING].id}/remove")
    assert "line of coping" not in words_for(mia, toni)


def test_a_yes_is_for_one_mentor(hers, mia, toni, bond, plan):
    olga = make_mentor("Olga")
    match(olga, mia)
    sharing.share_plan(bond, list(Section), EIGHT)
    goal = make_goal(mia, "Find work")
    goals.share(goal, bond, EIGHT)
    assert not sharing.shared_with(mia, olga)
    assert "With Toni" in hers.get("/plan/sharing").text
    assert "With Olga" in hers.get("/plan/sharing").text


def test_a3_a_match_that_begins_again_begins_with_nothing_shared(hers, mia, toni, bond, plan):
    sharing.share_plan(bond, list(Section), EIGHT)
    goals.share(make_goal(mia, "Find work"), bond, EIGHT)
    assert sharing.shared_with(mia, toni)
    hers.post(f"/matches/{bond.id}/end")
    assert not sharing.shared_with(mia, toni)
    assert hers.post(f"/plan/sharing/{bond.id}", data={"all": "yes"}).status_code == 404
    match(toni, mia)
    assert not sharing.shared_with(mia, toni)


@pytest.mark.parametrize("cut", [pause, suspend])
def test_a3_a_mentor_who_is_paused_or_suspended_reads_nothing(mia, toni, bond, plan, cut):
    sharing.share_plan(bond, list(Section), EIGHT)
    assert words_for(mia, toni)
    cut(toni)
    assert not sharing.shared_with(mia, toni)


@pytest.mark.both_databases
def test_the_part_for_the_mentee_page_shows_it_in_a_few_queries(app, mia, toni, bond, plan):
    sharing.share_plan(bond, list(Section), EIGHT)
    goals.share(make_goal(mia, "Goal", "one", "two"), bond, EIGHT)
    few = queries_to_read(mia, toni)
    for number in range(5):
        goals.share(make_goal(mia, f"Goal {number}", "one", "two"), bond, EIGHT)
    ideas.suggest(bond, "A walk a day", EIGHT)
    assert queries_to_read(mia, toni) == few <= 5  # two of them find the match
    shared = sharing.shared_with(mia, toni)
    with app.test_request_context():
        page = render_template("plan/_shared.html", shared=shared, member=mia)
    assert "line of people" in page
    assert "0 of 2 steps done" in page
    assert "Goals and ideas (1 waiting)" in page
    empty = sharing.Shared()
    with app.test_request_context():
        assert render_template("plan/_shared.html", shared=empty, member=mia).strip() == ""


def queries_to_read(member, mentor) -> int:
    sharing.shared_with(member, mentor)  # the two people are there already
    return queries_of(lambda: sharing.shared_with(member, mentor))
