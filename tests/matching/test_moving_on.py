"""Requests that nobody answers, or nobody can, go on to the next; and what rings about them."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import delete, insert, select

from peerapp import clock, jobs
from peerapp.extensions import db
from peerapp.matching import (
    answers,
    apart,
    line,
    matches,
    moving_on,
    notices,
    request_lists,
    requests,
)
from peerapp.matching.models import Match, MatchRequest, Outcome, Side
from peerapp.push import outbox
from peerapp.push.models import Delivery, State
from tests.support.client import all_of, client_of
from tests.support.people import (
    make_coordinator,
    make_member,
    make_subscription,
    match,
    pause,
    save,
    suspend,
)
from tests.support.requests import make_looking_member, make_open_mentor, make_request

pytestmark = pytest.mark.both_databases
NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)  # in New York, where the people of our tests live


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def line_of_two(app):
    mia, sam, dee = make_looking_member(), make_open_mentor("Sam"), make_open_mentor("Dee")
    first, second = requests.ask(mia, [sam.id, dee.id], None, NOON)
    db.session.commit()
    return mia, sam, dee, first, second


def phone(app, person):
    return make_subscription(person, client_of(app).sign_in(person))


def waiting():
    """What is to ring: (whose, what) of deliveries that wait."""
    rows = [one for one in all_of(Delivery) if one.state == State.WAITING]
    return sorted((str(one.person_id), one.key.rpartition(":")[2]) for one in rows)


def still_wanted(what, request):
    subject = f"{request.id}:{what}"
    return subject in notices.still_wanted([subject], clock.now())


def test_a_request_that_is_not_answered_in_time_goes_on_to_the_next(app, line_of_two) -> None:
    *_, first, second = line_of_two
    almost, later = NOON + timedelta(days=3, seconds=-1), NOON + timedelta(days=3)
    assert not jobs.something_is_due(almost)
    assert moving_on.move_on(almost) == 0
    assert jobs.something_is_due(later)
    jobs.tick(later)
    db.session.refresh(first)
    assert (first.outcome, first.closed_by_id) == (Outcome.LAPSED, None)
    assert (second.asked_at, second.answer_by) == (later, later + timedelta(days=3))
    assert moving_on.move_on(later) == 0
    assert not jobs.something_is_due(later)


def test_when_the_line_is_used_up_the_member_stays_on_the_waiting_list(app, line_of_two) -> None:
    mia, *_ = line_of_two
    moving_on.move_on(NOON + timedelta(days=3))
    moving_on.move_on(NOON + timedelta(days=6))
    assert [str(one.outcome) for one in all_of(MatchRequest)] == ["lapsed", "lapsed"]
    assert answers.of(mia, Side.MEMBER).looking_since


def away(sam, mia):
    answers.of(sam, Side.MENTOR).away_until = date(2026, 11, 24)


def full(sam, mia):
    for number in range(2):
        match(sam, make_member(f"Noor{number}"))


@pytest.mark.parametrize(
    "spoiled",
    [
        lambda sam, mia: pause(sam),
        lambda sam, mia: suspend(sam),
        lambda sam, mia: apart.keep(sam, mia, True, NOON),
        away,
        full,
    ],
)
def test_who_cannot_answer_any_more_is_passed_over(app, line_of_two, spoiled) -> None:
    mia, sam, _, first, second = line_of_two
    assert moving_on.move_on(NOON) == 0
    spoiled(sam, mia)
    db.session.commit()
    assert moving_on.move_on(NOON) == 1
    db.session.refresh(first)
    assert first.outcome == Outcome.STOPPED
    assert second.asked_at == NOON


def test_what_a_suspended_member_asked_lapses_and_rings_no_mentor_after_another(
    app, line_of_two
) -> None:
    mia, sam, _, first, second = line_of_two
    suspend(mia)
    assert moving_on.move_on(NOON) == 0
    assert request_lists.mine(sam, first.id) is None
    assert moving_on.move_on(NOON + timedelta(days=3)) == 1
    db.session.refresh(first)
    assert first.outcome == Outcome.LAPSED
    assert (second.asked_at, second.closed_at) == (None, None)


def test_who_comes_back_today_is_not_passed_over(app, line_of_two) -> None:
    sam = line_of_two[1]
    answers.of(sam, Side.MENTOR).away_until = date(2026, 11, 23)
    db.session.commit()
    assert moving_on.move_on(NOON) == 0


def test_many_at_once_by_several_workers_each_go_on_once(app) -> None:
    sam, dee = make_open_mentor("Sam", capacity=99), make_open_mentor("Dee", capacity=99)
    members = [make_member(f"Noor{number}") for number in range(60)]
    for one in members:
        make_request(one, sam, now=NOON)
        make_request(one, dee, asked=False, position=1)
    later = NOON + timedelta(days=3)

    def work(_):
        with app.app_context():
            return moving_on.move_on(later)

    with ThreadPoolExecutor(3) as pool:
        moved = list(pool.map(work, range(3)))
    assert sum(moved) == 60
    rows = all_of(MatchRequest)
    assert sum(one.outcome == Outcome.LAPSED for one in rows) == 60
    assert all(one.asked_at == later for one in rows if one.mentor_id == dee.id)


def test_one_that_cannot_go_on_holds_up_no_other(app, monkeypatch) -> None:
    sam, real = make_open_mentor("Sam", capacity=9), line.close
    bad = make_request(make_member("Bo"), sam, now=NOON)
    good = make_request(make_member("Gil"), sam, now=NOON)
    later = NOON + timedelta(days=3)

    def close(request, *more):
        if request.id == bad.id:
            raise ValueError
        real(request, *more)

    monkeypatch.setattr(line, "close", close)
    assert moving_on.move_on(later) == 1
    db.session.refresh(good)
    assert good.outcome == Outcome.LAPSED
    db.session.refresh(bad)
    assert bad.answer_by == later + timedelta(hours=1)


def test_the_look_of_every_second_goes_through_an_index(app, line_of_two) -> None:
    plan = plan_of(select(moving_on.something_lapsed(NOON)))
    # of the open ones alone, in which there are not many rows
    assert re.search(r"ix_match_requests_(answer_by|one_open|open)\b", plan)


@pytest.mark.parametrize("candidates", [moving_on.past, moving_on.perhaps_stopped])
def test_a_batch_does_not_walk_the_requests_that_are_closed(app, line_of_two, candidates) -> None:
    as_it_is = select(MatchRequest.__table__).where(MatchRequest.id == line_of_two[3].id)
    row = db.session.execute(as_it_is).mappings().one()
    closed = {**row, "closed_at": NOON, "outcome": Outcome.LAPSED}
    many = [{**closed, "id": uuid4()} for _ in range(1_000)]
    db.session.execute(insert(MatchRequest.__table__), many)
    plan = plan_of(moving_on.batch(candidates(NOON), UUID(int=0)))
    assert re.search(r"ix_match_requests_(answer_by|one_open|open)\b", plan)
    assert "pk_match_requests" not in plan
    assert "sqlite_autoindex_match_requests" not in plan


def plan_of(query):
    """What the database means to do, where it would rather not read a whole table."""
    connection = db.session.connection()
    words = "EXPLAIN QUERY PLAN"
    if db.engine.dialect.name == "postgresql":
        # of the rows that are there, not of those of the tests before
        connection.exec_driver_sql("ANALYZE match_requests, apart, people, match_profiles")
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        words = "EXPLAIN"
    made = query.compile(db.engine, compile_kwargs={"literal_binds": True})
    return str(connection.exec_driver_sql(f"{words} {made}").all())


def test_the_mentor_is_rung_in_their_own_hours_and_it_is_of_use_for_a_day(app) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    row = answers.of(sam, Side.MENTOR)
    row.contact_from, row.contact_until = time(18), time(20)
    phone(app, sam)
    requests.ask(mia, [sam.id], None, NOON)
    [delivery] = all_of(Delivery)
    assert delivery.next_try_at == datetime(2026, 11, 23, 23, tzinfo=UTC)  # 6 PM there
    assert delivery.useful_until == delivery.next_try_at + timedelta(hours=24)


def test_a_mentor_is_not_rung_for_what_lapses_before_the_day_is_over(app) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    phone(app, sam)
    requests.ask(mia, [sam.id], None, NOON)
    request = all_of(MatchRequest)[0]
    request.answer_by = NOON + timedelta(hours=2)
    db.session.execute(delete(Delivery))
    notices.ask(request, NOON)
    [delivery] = all_of(Delivery)
    assert (delivery.useful_until, delivery.urgency) == (request.answer_by, "normal")


def test_p3_nobody_is_rung_at_night_and_the_words_tell_nothing(app) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    phone(app, sam)
    night = datetime(2026, 11, 23, 8, tzinfo=UTC)  # 3 AM there
    [request] = requests.ask(mia, [sam.id], "Hello Sam", night)
    [delivery] = all_of(Delivery)
    assert delivery.next_try_at == datetime(2026, 11, 23, 13, tzinfo=UTC)  # 8 AM
    payload = outbox.opened(delivery.payload)
    assert f"/match/requests/{request.id}" in payload
    assert "A moment for you?" in payload
    assert "Sam" not in payload
    assert "Mia" not in payload


def test_a3_nothing_rings_after_a_withdrawal_a_close_or_a_block(app) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    phone(app, sam)
    [request] = requests.ask(mia, [sam.id], None, NOON)
    db.session.commit()
    assert waiting() == [(str(sam.id), "asked")]
    assert still_wanted("asked", request)
    apart.keep(mia, sam, True, NOON)
    assert not still_wanted("asked", request)
    db.session.rollback()
    pause(sam)
    assert not still_wanted("asked", request)
    db.session.rollback()
    requests.withdraw(request, mia, NOON)
    db.session.commit()
    assert waiting() == []
    assert not still_wanted("asked", request)
    assert not still_wanted("news", request)


@pytest.mark.parametrize("verb", ["accept", "decline", "lapse"])
def test_the_member_hears_what_came_of_it(app, line_of_two, verb) -> None:
    mia, sam, dee, first, _ = line_of_two
    phone(app, mia)
    phone(app, dee)
    if verb == "accept":
        requests.accept(first, sam, NOON)
    elif verb == "decline":
        requests.decline(first, sam, None, None, NOON)
    else:
        moving_on.move_on(NOON + timedelta(days=3))
    db.session.commit()
    dees = [] if verb == "accept" else [(str(dee.id), "asked")]
    assert waiting() == sorted([(str(mia.id), "news"), *dees])
    assert still_wanted("news", first)
    apart.keep(mia, sam, False, NOON)
    assert still_wanted("news", first) is False


def test_a3_the_news_of_a_match_that_ended_meanwhile_does_not_ring(app, line_of_two) -> None:
    mia, sam, _, first, _ = line_of_two
    made = requests.accept(first, sam, NOON)
    assert still_wanted("news", first)
    matches.end(made, mia, NOON)
    db.session.flush()
    assert not still_wanted("news", first)


def test_the_programs_proposal_rings_with_both_and_its_answer_with_the_first(app) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    phone(app, mia)
    phone(app, sam)
    request = requests.propose(mia.id, sam.id, make_coordinator(), NOON)
    db.session.commit()
    assert waiting() == sorted([(str(sam.id), "asked"), (str(mia.id), "offered")])
    requests.accept(request, sam, NOON)
    assert not still_wanted("asked", request)
    assert still_wanted("offered", request)
    requests.accept(request, mia, NOON)
    db.session.commit()
    assert waiting() == [(str(sam.id), "news")]
    assert len(all_of(Match)) == 1


def test_a_proposal_that_lapses_is_past_for_both(app) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    request = requests.propose(mia.id, sam.id, make_coordinator(), NOON)
    save(request)
    moving_on.move_on(NOON + timedelta(days=3))
    db.session.refresh(request)
    assert request.outcome == Outcome.LAPSED
    assert request_lists.for_mentor(sam) == []
    assert line.open_of(mia.id) == []
