"""Goals and small steps, of a member's own and a mentor's ideas, seen from outside."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from peerapp import jobs
from peerapp.extensions import db
from peerapp.plan import goals, ideas
from peerapp.plan.models import Goal, GoalShare, Step
from tests.support.at_once import at_the_same_moment
from tests.support.client import all_of
from tests.support.morning import EIGHT
from tests.support.people import make_goal, make_member, make_mentor, match
from tests.support.queries import queries_of


def errors_in(page: str) -> list[str]:
    return re.findall(r'class="error"[^>]*>([^<]+)<', page)


def seen_in(page: str) -> str:
    return re.search(r'name="seen" type="hidden" value="(\w*)"', page).group(1)


def only(model):
    [row] = all_of(model)
    return row


def test_a_goal_with_its_steps_is_set_taken_and_kept_when_it_is_reached(hers):
    hers.post("/goals", data={"words": "Find work", "until": "2027-03-01"})
    goal = only(Goal)
    hers.post(f"/goals/{goal.id}/steps", data={"words": "Call the office"})
    hers.post(f"/goals/{goal.id}/steps", data={"words": "Ask Lou"})
    page = hers.get("/goals").text
    assert "0 of 2 steps done. Until March 1, 2027." in page
    assert "Only you see it." in page
    step = all_of(Step)[0]
    hers.post(f"/goals/steps/{step.id}/done")
    assert "1 of 2 steps done" in hers.get("/goals").text
    hers.post(f"/goals/steps/{step.id}/open")
    assert "0 of 2 steps done" in hers.get("/goals").text
    hers.post(f"/goals/{goal.id}/finish")
    page = hers.get("/goals").text
    assert "What I have done" in page
    assert "Find work" in page
    hers.post(f"/goals/{goal.id}/reopen")
    assert "What I have done" not in hers.get("/goals").text


def test_today_offers_the_next_step_of_each_goal_and_takes_a_tick_back(hers, mia, clock):
    for number, words in enumerate(("one", "two", "three", "four"), start=1):
        until = EIGHT.date() + timedelta(days=number)
        make_goal(mia, f"Goal {words}", f"First of {words}", f"Second of {words}", until=until)
    page = hers.get("/").text
    assert [word for word in ("one", "two", "three", "four") if f"First of {word}" in page] == [
        "one",
        "two",
        "three",
    ]
    assert "Second of" not in page
    step = next(one for one in all_of(Step) if one.words == "First of one")
    part = hers.post(f"/goals/steps/{step.id}/done", data={"on": "today"}, htmx=True).text
    assert "<html" not in part
    assert re.search(r"Undo<span[^>]*>: First of one", part)
    assert "Second of one" in part
    part = hers.post(f"/goals/steps/{step.id}/open", data={"on": "today"}, htmx=True).text
    assert "Undo" not in part
    assert "Second of one" not in part
    answer = hers.post(f"/goals/steps/{step.id}/done", data={"on": "today"})
    assert (answer.status_code, answer.location) == (303, "/")
    clock.move_to(EIGHT + timedelta(days=1))
    assert "First of one" not in hers.get("/").text


def test_what_was_removed_comes_back_for_an_hour_and_is_gone_then(hers, mia, clock):
    goal = make_goal(mia, "Find work", "Call the office")
    step = goal.steps[0]
    part = hers.post(f"/goals/steps/{step.id}/remove", htmx=True).text
    assert "Removed: Call the office" in part
    hers.post(f"/goals/steps/{step.id}/restore")
    page = hers.get(hers.post(f"/goals/{goal.id}/remove").location).text
    assert "Removed: Find work" in page
    assert "Call the office" not in page
    hers.post(f"/goals/{goal.id}/restore")
    assert "Call the office" in hers.get("/goals").text
    hers.post(f"/goals/{goal.id}/remove")
    clock.move_to(EIGHT + timedelta(minutes=61))
    jobs.clean()
    assert all_of(Goal) == all_of(Step) == []


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"words": ""}, "a few words"),
        ({"words": "x" * 100_000}, "200 letters or fewer"),
        ({"words": "a\x00b"}, "cannot be kept"),
        ({"words": "Find work", "until": "soon"}, "a day of the calendar"),
    ],
)
def test_w5_what_cannot_be_kept_stays_in_the_field(hers, mia, form, says):
    answer = hers.post("/goals", data=form)
    assert answer.status_code == 422
    assert says in errors_in(answer.text)[0]
    assert form["words"][:100].split("\x00")[0] in answer.text
    assert all_of(Goal) == []
    if "until" in form:
        return
    goal = make_goal(mia, "Find work")
    for path in (f"/goals/{goal.id}/steps", f"/goals/{goal.id}"):
        answer = hers.post(path, data=form)
        assert answer.status_code == 422
        assert says in errors_in(answer.text)[0]
        assert form["words"][:100].split("\x00")[0] in answer.text


def test_d2_the_same_goal_or_step_sent_twice_is_one(hers, client_for):
    goal_id, step_id = uuid4(), uuid4()
    for _ in range(2):
        hers.post("/goals", data={"words": "Find work", "id": goal_id})
        hers.post(f"/goals/{goal_id}/steps", data={"words": "Call", "id": step_id})
    assert only(Goal).id == goal_id
    assert only(Step).id == step_id
    noah = client_for(make_member("Noah"))
    assert noah.post("/goals", data={"words": "Mine", "id": goal_id}).status_code == 404
    assert noah.post(f"/goals/{goal_id}/steps", data={"words": "Mine"}).status_code == 404


def test_d2_what_another_tab_saved_is_not_overwritten_in_silence(hers, mia):
    here = f"/goals/{make_goal(mia, 'Find work').id}"
    page = hers.get(here).text
    hers.post(here, data={"words": "Find a room", "seen": seen_in(page)})
    answer = hers.post(here, data={"words": "Find a flat", "seen": seen_in(page)})
    assert answer.status_code == 422
    assert "Find a room" in answer.text
    assert 'value="Find a flat"' in answer.text
    hers.post(here, data={"words": "Find a flat", "seen": seen_in(answer.text)})
    assert "Find a flat" in hers.get("/goals").text


def test_too_many_at_once_are_said_kindly(hers, mia):
    for number in range(goals.MOST_OPEN_GOALS):
        make_goal(mia, f"Goal {number}")
    answer = hers.post("/goals", data={"words": "One more"})
    assert answer.status_code == 422
    assert "finish or remove one first" in errors_in(answer.text)[0]
    assert 'value="One more"' in answer.text


def test_h8_a_mentors_goal_is_none_until_the_member_says_yes(hers, tonis, mia, bond):
    here = f"/mentees/{mia.id}/goals"
    answer = tonis.post(here, data={"words": "A walk a day"})
    assert (answer.status_code, answer.location) == (303, here)
    idea = only(Goal)
    assert idea.accepted_at is None
    assert "Waits for Mia" in tonis.get(here).text
    assert "An idea for a goal waits for your yes or no." in hers.get("/").text
    page = hers.get("/goals").text
    assert "An idea of Toni, for you to decide" in page
    assert f'id="goal-{idea.id}"' not in page
    for path in ("", "/steps", "/finish", "/reopen", "/remove"):  # it is no goal of hers yet
        assert hers.post(f"/goals/{idea.id}{path}", data={"words": "x"}).status_code == 404
    for _ in range(2):
        hers.post(f"/goals/ideas/{idea.id}/yes", data={"share": "yes"})
    assert "for your yes or no" not in hers.get("/").text
    assert f'id="goal-{idea.id}"' in hers.get("/goals").text
    assert "Toni sees it." in hers.get("/goals").text
    assert tonis.post(f"{here}/ideas/{idea.id}/take-back").status_code == 404  # it is Mia's now
    assert len(all_of(GoalShare)) == 1


def test_h8_a_yes_shares_nothing_that_was_not_ticked(hers, tonis, mia, bond):
    here = f"/mentees/{mia.id}/goals"
    tonis.post(here, data={"words": "A walk a day"})
    hers.post(f"/goals/ideas/{only(Goal).id}/yes")
    assert "Only you see it." in hers.get("/goals").text
    assert "A walk a day" not in tonis.get(here).text


def test_h8_a_no_leaves_nothing_and_a_mentor_can_think_again(hers, tonis, mia, bond):
    here = f"/mentees/{mia.id}/goals"
    tonis.post(here, data={"words": "A walk a day"})
    hers.post(f"/goals/ideas/{only(Goal).id}/no")
    assert all_of(Goal) == []
    tonis.post(here, data={"words": "A run a day"})
    tonis.post(f"{here}/ideas/{only(Goal).id}/take-back")
    assert all_of(Goal) == []


def test_h8_a_step_is_suggested_for_a_shared_goal_only(hers, tonis, mia, bond):
    goal = make_goal(mia, "Find work", "Call the office")
    here = f"/mentees/{mia.id}/goals/{goal.id}/steps"
    assert tonis.post(here, data={"words": "Ask Lou"}).status_code == 404
    hers.post(f"/goals/{goal.id}/share/{bond.id}", data={"shared": "yes"})
    assert tonis.post(here, data={"words": "Ask Lou"}).status_code == 303
    assert "0 of 1 step done" in hers.get("/goals").text
    idea = next(one for one in all_of(Step) if one.words == "Ask Lou")
    assert hers.post(f"/goals/steps/{idea.id}/done").status_code == 404
    hers.post(f"/goals/ideas/{idea.id}/yes")
    assert "0 of 2 steps done" in hers.get("/goals").text
    hers.post(f"/goals/{goal.id}/share/{bond.id}", data={"shared": "no"})
    assert tonis.post(here, data={"words": "Again"}).status_code == 404
    assert "Find work" not in tonis.get(f"/mentees/{mia.id}/goals").text


def test_a_mentors_bad_input_and_a_flood_are_said_kindly(tonis, mia, bond):
    here = f"/mentees/{mia.id}/goals"
    for form, says in (({"words": ""}, "a few words"), ({"words": "x" * 9000}, "200 letters")):
        answer = tonis.post(here, data=form)
        assert answer.status_code == 422
        assert says in errors_in(answer.text)[0]
    for number in range(ideas.MOST_IDEAS):
        assert tonis.post(here, data={"words": f"Idea {number}"}).status_code == 303
    answer = tonis.post(here, data={"words": "One more"})
    assert answer.status_code == 422
    assert "wait for an answer" in errors_in(answer.text)[0]
    assert 'value="One more"' in answer.text


def test_ideas_for_a_goal_that_is_shared_no_more_do_not_fill_the_mentors_room(
    hers, tonis, mia, bond
):
    goal = make_goal(mia, "Find work")
    hers.post(f"/goals/{goal.id}/share/{bond.id}", data={"shared": "yes"})
    here = f"/mentees/{mia.id}/goals"
    for number in range(ideas.MOST_IDEAS):
        sent = tonis.post(f"{here}/{goal.id}/steps", data={"words": f"Idea {number}"})
        assert sent.status_code == 303
    assert tonis.post(here, data={"words": "A walk a day"}).status_code == 422
    hers.post(f"/goals/{goal.id}/share/{bond.id}", data={"shared": "no"})
    assert "Idea 0" not in tonis.get(here).text
    assert tonis.post(here, data={"words": "A walk a day"}).status_code == 303


def test_a3_an_idea_of_a_mentor_who_is_gone_is_not_shown_and_not_answered(hers, tonis, mia, bond):
    tonis.post(f"/mentees/{mia.id}/goals", data={"words": "A walk a day"})
    idea = only(Goal).id
    hers.post(f"/matches/{bond.id}/end")
    assert "A walk a day" not in hers.get("/goals").text
    assert "for your yes or no" not in hers.get("/").text
    assert hers.post(f"/goals/ideas/{idea}/yes").status_code == 404


def test_an_idea_is_answered_by_nobody_else(tonis, mia, bond, client_for):
    tonis.post(f"/mentees/{mia.id}/goals", data={"words": "A walk a day"})
    idea = only(Goal).id
    noah = make_member("Noah")
    match(make_mentor("Omar"), noah)
    for answer in ("yes", "no"):
        assert client_for(noah).post(f"/goals/ideas/{idea}/{answer}").status_code == 404
        assert tonis.post(f"/goals/ideas/{idea}/{answer}").status_code == 404


@pytest.mark.both_databases
def test_h8_a_yes_and_a_second_thought_in_the_same_instant_have_one_clear_result(
    app, mia, toni, bond
):
    asked = [ideas.suggest(bond, f"Idea {number}", EIGHT).id for number in range(3)]
    said = at_the_same_moment(
        app,
        [(mia, f"/goals/ideas/{one}/yes") for one in asked],
        [(toni, f"/mentees/{mia.id}/goals/ideas/{one}/take-back") for one in asked],
    )
    left = {goal.id: goal.accepted_at for goal in all_of(Goal)}
    for idea, (yes, back) in zip(asked, said, strict=True):
        answers = {yes["status"], back["status"]}
        assert answers == {303, 404}, (yes, back)
        assert (idea in left) == (yes["status"] == 303)
    assert all(left.values())


@pytest.mark.both_databases
def test_d7_nothing_of_goals_is_readable_in_the_database(hers, tonis, mia, bond):
    hers.post("/goals", data={"words": "canary of a goal", "share": "yes"})
    goal = only(Goal)
    hers.post(f"/goals/{goal.id}/steps", data={"words": "canary of a step"})
    tonis.post(f"/mentees/{mia.id}/goals/{goal.id}/steps", data={"words": "canary of an idea"})
    tonis.post(f"/mentees/{mia.id}/goals", data={"words": "canary of an idea"})
    for table, count in (("goals", 2), ("goal_steps", 2)):
        kept = list(db.session.scalars(text(f"SELECT words FROM {table}")))
        assert len(kept) == count
        assert not [one for one in kept if "canary" in one]
    assert "canary of a step" in hers.get("/goals").text


def test_many_goals_take_as_many_queries_as_one(hers, mia):
    make_goal(mia, "Find work", "Call the office")
    few = [queries_of(lambda path=path: hers.get(path)) for path in ("/goals", "/")]
    for number in range(6):
        make_goal(mia, f"Goal {number}", "one", "two", "three")
    assert [queries_of(lambda path=path: hers.get(path)) for path in ("/goals", "/")] == few
