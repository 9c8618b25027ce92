"""Who may be suggested now, with how many free places; who waits, the longest first."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest
import time_machine
from sqlalchemy import text

from peerapp import clock
from peerapp.accounts import people
from peerapp.accounts.models import Role
from peerapp.extensions import db
from peerapp.fit import choices, pool, scoring
from peerapp.fit.profiles import Profile
from peerapp.matching import answers as stored
from peerapp.matching import pool_rows
from peerapp.matching.models import Origin, Side
from tests.matching.answering import WEEK, answers, is_open, looks, met, request
from tests.support.people import make_member, make_mentor, make_person, one_commit, pause, suspend
from tests.support.queries import queries_of


def open_now(with_full: bool = False) -> dict:
    found = pool_rows.open_mentors(clock.now(), with_full)
    return dict(zip(found.pool.ids, found.free.tolist(), strict=True))


@pytest.mark.both_databases
def test_a_mentor_who_is_open_has_the_places_that_are_left(app) -> None:
    toni, mia, sam = make_mentor("Toni"), make_member("Mia"), make_member("Sam")
    is_open(toni, capacity=4)
    assert open_now() == {toni.id: 4}
    met(toni, mia, 1)
    met(toni, sam, 2, ended_at=clock.now())
    assert open_now() == {toni.id: 3}
    request(toni, sam, Origin.PROGRAM)  # a place is kept for them
    request(toni, mia, Origin.PROGRAM, closed_at=clock.now())
    request(toni, make_member("Ana"), Origin.MEMBER)  # no place is kept by asking
    assert open_now() == {toni.id: 2}


@pytest.mark.both_databases
def test_a_full_mentor_is_only_there_where_it_is_asked_for(app) -> None:
    toni = make_mentor("Toni")
    is_open(toni, capacity=1)
    met(toni, make_member("Mia"), 1)
    met(toni, make_member("Sam"), 2)  # the capacity was two once
    assert open_now() == {}
    assert open_now(with_full=True) == {toni.id: 0}


@pytest.mark.both_databases
def test_whoever_may_not_be_asked_is_not_there(app) -> None:
    is_open(make_mentor("Not yet approved", approved=False))
    paused, shut = make_mentor("Paused"), make_mentor("Shut")
    is_open(paused)
    is_open(shut)
    pause(paused)
    suspend(shut)
    is_open(make_mentor("Closed"), open_since=None)
    is_open(make_mentor("No capacity"), capacity=None)
    is_open(make_mentor("Zero"), capacity=0)
    is_open(make_member("No mentor"))
    answers(make_mentor("As a member"), Side.MEMBER, capacity=2, open_since=clock.now())
    assert open_now(with_full=True) == {}


@pytest.mark.both_databases
def test_back_on_a_day_is_a_day_of_the_mentors_own_zone(app) -> None:
    east = make_mentor("East", timezone="Pacific/Auckland")
    west = make_mentor("West", timezone="America/Los_Angeles")
    for mentor in (east, west):
        is_open(mentor, away_until=date(2026, 11, 25))
    with time_machine.travel(datetime(2026, 11, 24, 10, 59, tzinfo=UTC), tick=False):
        assert open_now() == {}
    with time_machine.travel(datetime(2026, 11, 24, 11, 0, tzinfo=UTC), tick=False):
        assert open_now() == {east.id: 2}  # midnight in Auckland
    with time_machine.travel(datetime(2026, 11, 25, 8, 0, tzinfo=UTC), tick=False):
        assert set(open_now()) == {east.id, west.id}


@pytest.mark.both_databases
def test_the_rows_are_read_as_the_answers_were_given(app) -> None:
    toni = make_mentor("Toni", timezone="Asia/Kathmandu")
    row = is_open(
        toni,
        recovering_from={"alcohol", "other"},
        pathways={"smart", "own"},
        unwanted_pathways={"faith"},
        languages={"en", "cy"},
        gender="woman",
        gender_wish={"woman", "nonbinary"},
        gender_is_must=True,
        birth_year=1980,
        age_from=30,
        age_is_must=True,
        experiences={"hindu"},
        parts={"mon_morning", "sun_evening"},
        ways={"in_person"},
        place="Queens",
        hopes={"fun"},
        shown={"hopes", "age"},
    )
    profile = stored.as_profile(row, toni.timezone)
    assert pool_rows.profiles([toni.id]) == {toni.id: profile}
    assert profile.shown == {"hopes", "age"}
    read = pool_rows.open_mentors(clock.now()).pool
    same = pool.of([profile])
    for name, value in vars(same).items():
        assert str(getattr(read, name)) == str(value), name
    assert pool_rows.profiles([toni.id], Side.MEMBER) == {}


@pytest.mark.both_databases
def test_who_waits_the_longest_comes_first(app) -> None:
    mia, sam, ana = make_member("Mia"), make_member("Sam"), make_member("Ana")
    looks(mia, days=1)
    looks(sam, days=9)
    looks(ana, days=5, hopes={"fun"})
    found = pool_rows.waiting(clock.now())
    assert [one.profile.person_id for one in found] == [sam.id, ana.id, mia.id]
    assert found[1].profile.hopes == {"fun"}
    assert found[0].since < clock.now() - timedelta(days=8)


@pytest.mark.both_databases
def test_who_has_a_mentor_or_has_asked_or_does_not_look_does_not_wait(app) -> None:
    toni = make_mentor("Toni")
    names = ("Matched", "Asked", "Shut", "Not looking", "Once", "Next in order", "Waits")
    matched, asked, shut, idle, once, later, waits = people = [make_member(one) for one in names]
    for person in people:
        looks(person)
    looks(make_mentor("No member"))
    both = make_person("Both", Role.MEMBER, Role.MENTOR)
    looks(both)
    met(toni, matched, 1)
    request(toni, asked)
    suspend(shut)
    db.session.get(stored.MatchProfile, (idle.id, Side.MEMBER)).looking_since = None
    met(toni, once, 2, ended_at=clock.now())
    request(toni, once, closed_at=clock.now())
    request(toni, later, asked_at=None)
    db.session.commit()
    found = {one.profile.person_id for one in pool_rows.waiting(clock.now())}
    assert found == {once.id, later.id, waits.id, both.id}


@pytest.mark.both_databases
def test_the_number_of_queries_does_not_grow(app) -> None:
    def count() -> list[int]:
        now = clock.now()
        ids = [mentor.id for mentor in mentors]
        works = (
            lambda: pool_rows.open_mentors(now),
            lambda: pool_rows.waiting(now),
            lambda: pool_rows.profiles(ids),
        )
        return [queries_of(work) for work in works]

    mentors = [make_mentor("Toni")]
    is_open(mentors[0])
    looks(make_member("Mia"))
    assert count() == [3, 1, 1]  # the answers, once
    assert count() == [2, 1, 1]
    with one_commit():
        for place in range(12):
            mentors.append(make_mentor(f"Mentor {place}"))
            is_open(mentors[-1])
            looks(make_member(f"Member {place}"))
    assert count() == [3, 1, 1]  # the answers, once
    assert count() == [2, 1, 1]


@pytest.mark.both_databases
def test_one_odd_row_does_not_stop_the_others(app) -> None:
    """A zone that is gone, a gender and a choice that a newer version wrote."""
    odd, toni = make_mentor("Odd"), make_mentor("Toni")
    is_open(odd, parts={"mon_evening"}, away_until=date(2020, 1, 1), gender="new")
    is_open(toni, parts={"mon_evening"})
    odd.timezone = "Mars/Olympus"
    db.session.execute(
        text("UPDATE match_profiles SET hopes = :bits WHERE gender = 'new'"), {"bits": 1 << 50}
    )
    db.session.commit()
    found = pool_rows.open_mentors(clock.now()).pool
    mia = replace(pool_rows.profiles([toni.id])[toni.id], person_id=uuid4())
    scores = dict(zip(found.ids, found.scores(mia, WEEK), strict=True))
    for one in pool_rows.profiles([odd.id, toni.id]).values():
        assert scores[one.person_id] == pytest.approx(scoring.fit(mia, one, WEEK).score)
    assert scores[toni.id] > scores[odd.id]


def test_an_empty_program_has_an_empty_pool(app) -> None:
    assert open_now() == {}
    assert pool_rows.waiting(clock.now()) == []
    assert pool_rows.profiles([]) == {}


@pytest.mark.both_databases
def test_a_mentors_answer_counts_from_the_next_look_on_though_pools_are_kept(app) -> None:
    sam = make_mentor("Sam")
    is_open(sam, languages={"en"})
    polish = Profile(UUID(int=1), "UTC", languages=frozenset({"pl"}))

    def fits() -> bool:
        db.session.rollback()
        scores = pool_rows.open_mentors(clock.now()).pool.scores(polish, WEEK)
        return not np.isnan(scores[0])

    with time_machine.travel("2026-11-24T12:00Z", tick=False):
        assert [fits(), fits()] == [False, False]
        for languages, expected in (({"en", "pl"}, True), ({"en"}, False)):
            row = stored.to_change(sam, Side.MENTOR, clock.now())
            row.languages = frozenset(languages)
            db.session.commit()
            assert fits() is expected
        people.change_zone(sam, "Asia/Tokyo")
        db.session.commit()
        assert pool_rows.open_mentors(clock.now()).pool.zones == ("Asia/Tokyo",)
        stored.close(sam, clock.now())
        assert len(pool_rows.opened().pool) == 0
        stored.open_up(sam, clock.now())
        assert len(pool_rows.opened().pool) == 1


@pytest.mark.both_databases
def test_an_answer_that_was_rolled_back_is_not_kept(app) -> None:
    sam = make_mentor("Sam")
    is_open(sam, languages={"en"})
    for language, is_taken_back in (("pl", True), ("cy", False)):
        stored.to_change(sam, Side.MENTOR, clock.now()).languages = frozenset({language})
        read = pool_rows.opened().pool.languages.tolist()
        assert read == [choices.bits([language], choices.LANGUAGES)]
        db.session.rollback() if is_taken_back else db.session.commit()
    assert pool_rows.opened().pool.languages.tolist() == read
    stored.forget(sam, Side.MENTOR, clock.now())
    stored.give(sam, Side.MENTOR, {"languages": frozenset({"pl"})}, ["languages"], clock.now())
    stored.open_up(sam, clock.now())
    assert pool_rows.opened().pool.languages.tolist() != read


@pytest.mark.both_databases
def test_seats_are_read_of_those_who_are_named_and_say_what_all_of_them_say(app) -> None:
    with one_commit():
        mentors = [make_mentor(f"Toni {number}") for number in range(6)]
        for number, mentor in enumerate(mentors):
            is_open(mentor, capacity=1 + number // 3)
    met(mentors[0], make_member("Mia"), 1)
    request(mentors[3], make_member("Ana"), Origin.PROGRAM)
    request(mentors[4], make_member("Noor"))
    pause(mentors[5])
    found = pool_rows.opened().pool
    of_all = pool_rows.seats(found, clock.now())
    at = [found.place_of[one.id] for one in mentors]
    assert of_all.is_open[at].tolist() == [True] * 5 + [False]
    assert of_all.free[at].tolist() == [0, 1, 1, 1, 2, 0]
    assert of_all.asked[at].tolist() == [0, 0, 0, 1, 1, 0]
    some = np.array(at[:2] + at[3:])
    of_some = pool_rows.seats(found, clock.now(), some)
    for name in ("is_open", "free", "asked"):
        assert getattr(of_some, name)[some].tolist() == getattr(of_all, name)[some].tolist()
