"""The question after two weeks: when it is asked, what is answered, and who reads it."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine
from sqlalchemy import select, text

from peerapp import jobs
from peerapp.extensions import db
from peerapp.matching import answers, matches, trial_notices, trials
from peerapp.matching.models import Match, Side, TrialAnswer
from peerapp.push.models import Delivery, State
from tests.support.client import all_of, client_of
from tests.support.people import (
    make_coordinator,
    make_member,
    make_mentor,
    make_subscription,
    match,
    pause,
    suspend,
)
from tests.support.queries import queries_of

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # noon in New York
QUESTION = "How is it with"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def made(app) -> Match:
    """Mia and Toni, whose two weeks ended an hour ago."""
    return begun(make_mentor("Toni"), make_member("Mia"))


def begun(mentor, member, over_since=timedelta(hours=1)) -> Match:
    made = match(mentor, member, since=timedelta(days=14) + over_since)
    made.trial_ends_at = NOON - over_since
    db.session.commit()
    return made


def say(client, made, answer, **more):
    return client.post(f"/matches/{made.id}/trial", data={"answer": answer, **more})


# When


def test_it_is_asked_from_the_first_moment_of_that_day_in_the_persons_own_zone(client_for) -> None:
    """It ends on the evening of the 23rd in New York, which is the 24th in Auckland."""
    mia, toni = make_member(), make_mentor("Toni", timezone="Pacific/Auckland")
    made = begun(toni, mia, over_since=-timedelta(hours=10))
    for at, member_reads, mentor_reads in (
        ("2026-11-23T04:59Z", False, False),
        ("2026-11-23T05:00Z", True, False),
        ("2026-11-23T10:59Z", True, False),
        ("2026-11-23T11:00Z", True, True),
    ):
        with time_machine.travel(at, tick=False):
            member, mentor = client_for(mia), client_for(toni)
            assert (QUESTION in member.get("/").text) == member_reads, at
            assert (QUESTION in member.get("/match").text) == member_reads, at
            assert (QUESTION in mentor.get("/mentees").text) == mentor_reads, at
            assert (QUESTION in mentor.get(f"/mentees/{mia.id}").text) == mentor_reads, at
            status = 200 if member_reads else 404
            assert member.get(f"/matches/{made.id}/trial").status_code == status


def test_a_match_without_a_trial_asks_nothing(client_for) -> None:
    toni, mia = make_mentor(), make_member()
    made = match(toni, mia)
    assert QUESTION not in client_for(mia).get("/match").text
    assert client_for(mia).get(f"/matches/{made.id}/trial").status_code == 404
    assert say(client_for(mia), made, "good").status_code == 404


@pytest.mark.parametrize("answer", ["good", "unsure"])
def test_once_answered_it_is_quiet_for_who_answered_and_can_be_changed(client_for, made, answer):
    client = client_for(made.member)
    assert say(client, made, answer).location == "/match"
    for path in ("/", "/match"):
        assert QUESTION not in client.get(path).text
    assert QUESTION in client_for(made.mentor).get("/mentees").text
    words = trials.ANSWERS[answer]
    assert f"After the trial you said: {words}." in client.get("/match").text
    page = client.get(f"/matches/{made.id}/trial").text
    assert f'checked id="answer-{list(trials.ANSWERS).index(answer)}"' in page
    other = "good" if answer == "unsure" else "unsure"
    say(client, made, other)
    [row] = all_of(TrialAnswer)
    assert row.answer == other


def test_ask_me_later_is_quiet_for_a_week(client_for, made, at_noon) -> None:
    client = client_for(made.mentor)
    assert say(client, made, "later").location == "/"
    assert QUESTION not in client.get("/mentees").text
    at_noon.shift(timedelta(days=6, hours=11))
    assert QUESTION not in client_for(made.mentor).get("/mentees").text
    at_noon.shift(timedelta(hours=2))  # the day has begun there
    assert QUESTION in client_for(made.mentor).get("/mentees").text
    say(client_for(made.mentor), made, "good")
    say(client_for(made.mentor), made, "later")  # of an old page: what was said stays
    assert all_of(TrialAnswer)[0].answer == "good"


# What


@pytest.mark.both_databases
def test_only_the_coordinators_query_has_what_was_said(client_for, made) -> None:
    made_id = made.id
    say(client_for(made.member), made, "unsure", words="We are so quiet, a canary.")
    for person in (made.mentor, make_coordinator()):
        client = client_for(person)
        for path in ("/", "/mentees", f"/mentees/{made.member_id}", f"/matches/{made_id}/trial"):
            page = client.get(path, follow_redirects=True).text
            assert "canary" not in page
            assert "I am not sure." not in page
    assert "a canary" in client_for(made.member).get(f"/matches/{made_id}/trial").text
    [said] = trials.unsure()
    assert (said.member.display_name, said.mentor.display_name) == ("Mia", "Toni")
    assert (said.by_mentor, said.words) == (False, "We are so quiet, a canary.")
    say(client_for(made.mentor), made, "change", words="too far")
    assert trials.unsure() == []  # it has ended
    [wanted] = trials.wanted_change(NOON - timedelta(days=1))
    assert (wanted.by_mentor, wanted.words) == (True, "too far")
    assert trials.wanted_change(NOON + timedelta(seconds=1)) == []


def test_d7_the_words_are_not_readable_in_the_database(client_for, made) -> None:
    say(client_for(made.member), made, "unsure", words="a canary of mine")
    [kept] = db.session.scalars(text("SELECT words FROM trial_answers")).all()
    assert "canary" not in kept


@pytest.mark.parametrize("who", ["member", "mentor"])
def test_who_would_like_a_change_ends_it_at_once_and_kindly(client_for, made, who) -> None:
    by, other = (made.member, made.mentor) if who == "member" else (made.mentor, made.member)
    client = client_for(by)
    say(client, made, "change", words="a canary")
    [row] = all_of(Match)
    assert (row.ended_at, row.ended_by_id) == (NOON, by.id)
    page = client.get("/match" if who == "member" else "/mentees").text
    assert "This match has ended. Thank you for walking along." in page
    member = client_for(row.member).get("/match").text
    assert "Look for someone else" in member
    theirs = client_for(other).get("/match" if who == "mentor" else "/mentees").text
    assert "has ended" in theirs
    assert "canary" not in theirs
    assert by.display_name not in theirs
    kept = [one.answer for one in all_of(TrialAnswer)]
    for answer in ("good", "later", "change"):  # a second tap
        again = say(client, made, answer)
        assert again.status_code == (303 if who == "member" else 404)  # A3: not there for a mentor
    assert [one.answer for one in all_of(TrialAnswer)] == kept
    db.session.expire_all()
    [row] = all_of(Match)
    assert (row.ended_at, row.ended_by_id) == (NOON, by.id)


@pytest.mark.parametrize(
    ("answer", "words"),
    [("", ""), ("great", ""), ("asked", ""), ("good", "a" * 1001), ("good", "a\x00b"), (None, "x")],
)
def test_what_cannot_be_kept_comes_back_with_what_was_typed(client_for, made, answer, words):
    data = {"words": words} | ({} if answer is None else {"answer": answer})
    response = client_for(made.member).post(f"/matches/{made.id}/trial", data=data)
    assert response.status_code == 422
    assert 'class="error"' in response.text
    assert all_of(TrialAnswer) == []
    if words == "x":
        assert ">x</textarea>" in response.text.replace("\r\n", "")


def test_a2_the_trial_of_others_is_not_there(client_for, made) -> None:
    for stranger in (make_member("Olga"), make_mentor("Otto")):
        client = client_for(stranger)
        assert client.get(f"/matches/{made.id}/trial").status_code == 404
        assert say(client, made, "change").status_code == 404
    pause(made.mentor)
    assert client_for(made.mentor).get(f"/matches/{made.id}/trial").status_code == 404
    assert client_for(made.member).get(f"/matches/{made.id}/trial").status_code == 200
    assert all_of(Match)[0].ended_at is None


# What rings


def with_phones(app, made) -> None:
    for person in (made.member, made.mentor):
        make_subscription(person, client_of(app).sign_in(person))


def waiting() -> set[str]:
    return {str(one.person_id) for one in all_of(Delivery) if one.state == State.WAITING}


@pytest.mark.both_databases
def test_each_of_the_two_is_asked_once_and_p3_in_words_that_tell_nothing(app, made) -> None:
    with_phones(app, made)
    assert jobs.something_is_due(NOON)
    jobs.tick(NOON)
    rows = all_of(Delivery)
    assert {one.key for one in rows} == {
        f"trial:{made.id}:{made.member_id}",
        f"trial:{made.id}:{made.mentor_id}",
    }
    assert not db.session.scalar(select(trial_notices.something_is_over(NOON)))
    for row in rows:  # as the cleaning does after a week
        db.session.delete(row)
    db.session.commit()
    assert trial_notices.ask_all(NOON + timedelta(days=2)) == 0
    assert all_of(Delivery) == []


def test_who_answered_before_is_not_rung(app, client_for, made) -> None:
    with_phones(app, made)
    say(client_for(made.member), made, "good")
    assert trial_notices.ask_all(NOON) == 1
    assert waiting() == {str(made.mentor_id)}


@pytest.mark.both_databases
def test_r5_an_answer_stops_what_is_queued_already(app, client_for, made) -> None:
    with_phones(app, made)
    trial_notices.ask_all(NOON)
    subjects = [f"{made.id}:{one}" for one in (made.member_id, made.mentor_id)]
    assert trial_notices.still_wanted(subjects, NOON) == set(subjects)
    say(client_for(made.member), made, "later")
    assert trial_notices.still_wanted(subjects, NOON) == {subjects[1]}


@pytest.mark.both_databases
@pytest.mark.parametrize("cut", [pause, suspend])
def test_a_mentor_who_is_not_there_now_is_not_rung_and_nothing_is_due_for_ever(app, made, cut):
    with_phones(app, made)
    cut(made.mentor)
    trial_notices.ask_all(NOON)
    assert not db.session.scalar(select(trial_notices.something_is_over(NOON)))
    subjects = [f"{made.id}:{made.mentor_id}"]
    assert trial_notices.still_wanted(subjects, NOON) == set()


def test_a_mentor_is_rung_in_their_own_hours_and_nobody_at_night(app, made) -> None:
    with_phones(app, made)
    row = answers.to_change(made.mentor, Side.MENTOR, NOON)
    row.contact_from, row.contact_until = time(18), time(20)
    db.session.commit()
    trial_notices.ask_all(NOON)
    six = datetime(2026, 11, 23, 23, tzinfo=UTC)  # PM there
    assert {one.person_id: (one.next_try_at, one.useful_until) for one in all_of(Delivery)} == {
        made.member_id: (NOON, NOON + timedelta(days=3)),
        made.mentor_id: (six, six + timedelta(days=1)),
    }


def test_a_worker_that_was_away_for_days_leaves_it_to_the_page(app, made) -> None:
    with_phones(app, made)
    late = made.trial_ends_at + trial_notices.OF_USE_FOR
    assert trial_notices.ask_all(late) == 0
    assert QUESTION in client_of(app, made.member).get("/match").text


@pytest.mark.both_databases
def test_one_that_cannot_be_sent_is_not_asked_twice_and_stops_no_other(app, made, monkeypatch):
    second = begun(make_mentor("Ada"), make_member("Noa"))
    with_phones(app, made)
    with_phones(app, second)
    real = trial_notices.ring

    def ring(one, person, now):
        if one.id == made.id:
            raise RuntimeError("a device that breaks")
        real(one, person, now)

    monkeypatch.setattr(trial_notices, "ring", ring)
    assert trial_notices.ask_all(NOON) == 4
    assert waiting() == {str(second.member_id), str(second.mentor_id)}
    assert trial_notices.ask_all(NOON) == 0


@pytest.mark.both_databases
def test_the_look_of_every_second_goes_through_an_index(app, made) -> None:
    query = select(trial_notices.something_is_over(NOON)).compile(db.engine)
    sqlite = db.engine.dialect.name == "sqlite"
    connection = db.session.connection()
    if not sqlite:
        # of so few rows each index is as good: the others are out of the way until the end
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("DROP INDEX ix_matches_one_current, ix_matches_one_seat")
    explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
    given = query.construct_params()
    bound = tuple(given[name] for name in query.positiontup) if sqlite else given
    if sqlite:
        bound = tuple(str(one) for one in bound)
    plan = connection.exec_driver_sql(explain + str(query), bound)
    found = " ".join(str(row) for row in plan)
    db.session.rollback()
    assert "ix_matches_trial_ends_at" in found


@pytest.mark.both_databases
def test_an_end_takes_the_question_along(app, client_for, made) -> None:
    with_phones(app, made)
    trial_notices.ask_all(NOON)
    client_for(made.mentor).post(f"/matches/{made.id}/end")
    assert waiting() == set()
    assert QUESTION not in client_for(made.member).get("/match").text
    assert matches.of_member(made.member) == []


def test_today_asks_as_little_for_three_mentors_as_for_one(client_for) -> None:
    mia = make_member()
    counts = []
    for name in ("Toni", "Ana", "Sam"):
        made = begun(make_mentor(name), mia)
        trials.give(made, mia, trials.GOOD, None, NOON)
        client = client_for(mia)
        counts.append(queries_of(lambda client=client: client.get("/")))
    assert len(set(counts)) == 1
