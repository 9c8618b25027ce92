"""What rings for a mentor, and when: together, inside their hours, by their wishes."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from sqlalchemy import Text, literal, update

from peerapp import clock, jobs
from peerapp.accounts.models import Person, Role
from peerapp.extensions import db
from peerapp.matching import notices
from peerapp.matching.consent_fields import Field
from peerapp.mentoring import looks, mentees, wishes
from peerapp.mentoring.facts import Limits
from peerapp.mentoring.models import HandOver, MentorLook, MentorRing
from peerapp.push import muted, sender
from peerapp.push.models import Delivery, State
from peerapp.sobriety.models import Period, Tracker
from tests.push.conftest import service
from tests.support.client import Client, all_of, client_of
from tests.support.devices import turn_on
from tests.support.people import (
    check_in,
    hand_over,
    make_coordinator,
    make_member,
    make_mentor,
    make_person,
    make_subscription,
    make_tracker,
    match,
    pause,
    promise,
    save,
)
from tests.support.requests import make_request

__all__ = ["service"]
pytestmark = pytest.mark.both_databases

MORNING = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)  # ten on a Monday in New York
NUMBERS = {"silence": "3", "craving": "7", "low": "5", "contact": "7"}
SOON, HOUR, DAY = timedelta(minutes=6), timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def in_the_morning(time_machine: Any) -> None:
    time_machine.move_to(MORNING, tick=False)


@pytest.fixture
def toni(app, service) -> Person:
    person = make_mentor("Toni")
    turn_on(app, person, service)
    return person


def says(client_for: Any, member: Person, **answers: str) -> Client:
    client: Client = client_for(member)
    client.post("/checkins", data={"mood": "4", **answers})
    return client


def rings(time_machine: Any, service: Any, after: timedelta = timedelta(0)) -> list[str]:
    """The addresses that notifications lead to, after the worker has looked that much later."""
    time_machine.move_to(clock.now() + after, tick=False)
    before = len(service.received)
    jobs.tick(clock.now(), wake=lambda who: None)
    sender.send_due(clock.now())
    new = service.received[before:]
    return [urlsplit(one.notification["navigate"]).path for one in new]


def test_use_rings_once_for_all_who_said_so_in_the_same_minutes(
    client_for, toni, service, time_machine
):
    for name in ("Mia", "Noah"):
        member = make_member(name)
        match(toni, member)
        says(client_for, member, sober="no")
    assert rings(time_machine, service) == []  # she may take it back
    assert rings(time_machine, service, SOON) == ["/mentees"]
    assert rings(time_machine, service, SOON) == []
    [ring] = all_of(MentorRing)
    assert len(ring.match_ids) == 2
    said = service.received[-1].data.decode()
    assert "A moment for you?" in said
    assert "Mia" not in said


def returns(client_for: Any, member: Person, tracker: Tracker) -> Any:
    day = clock.local_day(clock.now(), member.timezone) - 6 * DAY
    form = {"on": day.isoformat(), "note": "a canary"}
    return client_for(member).post(f"/sobriety/{tracker.id}/return-to-use", data=form)


def test_a_return_that_is_told_with_the_dates_alone_rings_and_is_a_reason_until_an_act(
    client_for, toni, service, time_machine
):
    mia = make_member("Mia")
    match(toni, mia)
    tracker = make_tracker(mia)
    says(client_for, mia)
    returns(client_for, mia, tracker)
    assert rings(time_machine, service) == []
    assert rings(time_machine, service, SOON) == ["/mentees"]
    mentor = client_for(toni)
    page = mentor.get("/mentees").text
    assert "Said: used on Tuesday" in page
    assert "canary" not in page
    time_machine.move_to(clock.now() + HOUR, tick=False)
    mentor.post(f"/mentees/{mia.id}/acts", data={"did": "called"})
    assert "used on Tuesday" not in mentor.get("/mentees").text


def test_a_day_that_was_put_in_as_past_is_told_when_it_is_said_to_be_a_return(client_for, toni):
    mia = make_member("Mia")
    match(toni, mia)
    tracker = make_tracker(mia)
    returns(client_for, mia, tracker)
    [closed] = [one for one in all_of(Period) if one.told_at]
    closed.told_at = None  # as of a time in the past that ends on that day
    save(closed)
    assert "used on" not in client_for(toni).get("/mentees").text
    returns(client_for, mia, tracker)
    assert "Said: used on Tuesday" in client_for(toni).get("/mentees").text


def test_a_return_that_is_only_for_her_or_taken_back_is_no_reason(
    client_for, toni, service, time_machine
):
    mia = make_member("Mia")
    match(toni, mia)
    private, shared = make_tracker(mia), make_tracker(mia, "Nicotine")
    private.is_private = True
    save(private)
    returns(client_for, mia, private)
    assert all_of(MentorLook) == []
    returns(client_for, mia, shared)
    [closed] = [one for one in all_of(Period) if one.told_at and one.tracker_id == shared.id]
    client_for(mia).post(f"/sobriety/periods/{closed.id}/undo")
    assert rings(time_machine, service, SOON) == []
    assert "said: used" not in client_for(toni).get("/mentees").text.lower()


def test_a_good_day_rings_nothing(client_for, toni, service, time_machine):
    mia = make_member("Mia")
    match(toni, mia)
    says(client_for, mia, sober="yes", craving="2")
    assert all_of(MentorLook) == []
    assert rings(time_machine, service, SOON) == []


def test_what_was_taken_back_rings_nothing(client_for, toni, service, time_machine):
    mia = make_member("Mia")
    match(toni, mia)
    client = says(client_for, mia, sober="no")
    client.post("/checkins", data={"mood": "4", "sober": "yes"})
    assert rings(time_machine, service, SOON) == []


def test_at_night_it_waits_for_the_mentors_hours(client_for, toni, service, time_machine):
    mia = make_member("Mia")
    match(toni, mia)
    time_machine.move_to(MORNING + 16 * HOUR, tick=False)  # two in the night
    says(client_for, mia, sober="no")
    assert rings(time_machine, service, SOON) == []
    assert rings(time_machine, service, 6 * HOUR) == ["/mentees"]  # eight in the morning


def test_what_the_mentor_has_seen_rings_no_more(client_for, toni, service, time_machine):
    mia = make_member("Mia")
    match(toni, mia)
    says(client_for, mia, mood="1")
    time_machine.move_to(MORNING + SOON, tick=False)
    jobs.tick(clock.now(), wake=lambda who: None)  # it is in the outbox
    client_for(toni).post(f"/mentees/{mia.id}/acts", data={"did": "called"})
    assert sender.send_due(clock.now()) == 0
    assert [one.state for one in all_of(Delivery)] == [State.CANCELLED]


@pytest.mark.parametrize("way", ["end", "pause"])
def test_a3_what_was_to_ring_about_a_match_does_not_when_it_is_over(
    client_for, toni, service, time_machine, way
):
    mia = make_member("Mia")
    walk = match(toni, mia)
    client = says(client_for, mia, sober="no")
    time_machine.move_to(MORNING + SOON, tick=False)
    jobs.tick(clock.now(), wake=lambda who: None)
    assert [one.state for one in all_of(Delivery)] == [State.WAITING]
    client.post(f"/matches/{walk.id}/end") if way == "end" else pause(toni)
    assert sender.send_due(clock.now()) == 0


def test_silence_rings_with_the_summary_of_the_day(client_for, toni, service, time_machine):
    mia = make_member("Mia")
    match(toni, mia)
    for back in range(2, 12):
        check_in(mia, MORNING.date() - back * DAY)
    client_for(toni).post(f"/mentees/{mia.id}/acts", data={"did": "called"})
    looks.begin_all(MORNING)
    assert rings(time_machine, service) == []
    assert rings(time_machine, service, 23 * HOUR) == ["/mentees"]  # nine on the next day
    assert rings(time_machine, service, HOUR) == []


def test_no_summary_when_there_is_nothing_to_say(client_for, toni, service, time_machine):
    mia = make_member("Mia")
    match(toni, mia)
    client_for(toni).post(f"/mentees/{mia.id}/acts", data={"did": "called"})
    says(client_for, mia)
    looks.begin_all(MORNING)
    assert rings(time_machine, service, 23 * HOUR) == []
    assert [one.next_daily_at for one in all_of(MentorLook)] == [MORNING + 47 * HOUR]


def wish(toni: Person, digest_at: time | None = None, *rings_for: str) -> None:
    wishes.change(toni, Limits(), rings_for, digest_at, clock.now())
    looks.replan(toni, clock.now())
    db.session.commit()


def test_a_mentor_who_wants_nothing_to_ring_is_left_alone_but_for_promises(
    client_for, toni, service, time_machine
):
    mia = make_member("Mia")
    walk = match(toni, mia)
    wish(toni, None)
    says(client_for, mia, sober="no")
    assert rings(time_machine, service, SOON) == []
    promise(walk, MORNING.date() + DAY)
    assert rings(time_machine, service, DAY) == ["/mentees"]
    assert rings(time_machine, service, DAY) == ["/mentees"]  # until it is done


def test_the_summary_comes_at_the_hour_that_was_chosen(client_for, toni, service, time_machine):
    mia = make_member("Mia")
    match(toni, mia)
    check_in(mia, mood=1)
    looks.begin_all(MORNING)
    client_for(toni).post(
        "/mentees/settings",
        data={
            **NUMBERS,
            "has_digest": "y",
            "digest_at": "06:30",
        },
    )
    assert rings(time_machine, service, 20 * HOUR) == []
    assert rings(time_machine, service, HOUR / 2) == ["/mentees"]


@pytest.mark.sqlite_is_enough
def test_a_kind_that_is_muted_does_not_ring_and_the_page_still_says_it(client_for, toni, service):
    page = client_for(toni).get("/mentees/settings").text
    assert page.count("checked") >= 4
    client_for(toni).post(
        "/mentees/settings",
        data={**NUMBERS, "others": ["message"]},
    )
    page = client_for(toni).get("/mentees/settings").text
    assert 'checked id="others-0"' in page
    assert 'checked id="others-1"' not in page


@pytest.mark.sqlite_is_enough
@pytest.mark.parametrize(
    "wrong",
    [
        {"silence": "0"},
        {"silence": "three"},
        {"craving": "11"},
        {"low": "1"},
        {"contact": "99999999999999999999"},
        {"rings": "everything"},
        {"has_digest": "y", "digest_at": ""},
        {"has_digest": "y", "digest_at": "25:00"},
    ],
)
def test_settings_that_cannot_be_are_refused_beside_the_field(client_for, toni, wrong):
    answer = client_for(toni).post("/mentees/settings", data={**NUMBERS, **wrong})
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert wishes.of(toni) == wishes.Wishes()


def test_h3_a_hand_over_rings_for_every_coordinator_each_day_until_one_takes_it(
    app, client_for, service, time_machine
):
    cora, cleo = make_coordinator("Cora"), make_coordinator("Cleo")
    for one in (cora, cleo):
        turn_on(app, one, service)
    row = hand_over(match(make_mentor(), make_member("Mia")), "a canary")
    assert rings(time_machine, service) == ["/program/hand-overs"] * 2
    assert rings(time_machine, service, HOUR) == []
    assert rings(time_machine, service, 23 * HOUR) == ["/program/hand-overs"] * 2
    assert "canary" not in service.received[-1].data.decode()
    time_machine.move_to(MORNING + 2 * DAY, tick=False)
    jobs.tick(clock.now(), wake=lambda who: None)  # in the outbox
    client_for(cleo).post(f"/program/hand-overs/{row.id}/take")
    assert sender.send_due(clock.now()) == 0
    assert rings(time_machine, service, DAY) == []


def test_words_that_cannot_be_read_stop_no_hand_over(app, service, time_machine):
    turn_on(app, make_coordinator("Cora"), service)
    walk = match(make_mentor(), make_member("Mia"))
    broken = hand_over(walk, "a canary")
    db.session.execute(update(HandOver.__table__).values(words=literal("no token", Text)))
    db.session.commit()
    hand_over(match(make_mentor(), make_member("Max")), "of another")
    assert rings(time_machine, service) == ["/program/hand-overs"] * 2
    [row] = mentees.of(walk.mentor, clock.now())
    assert row.hand_over.id == broken.id


def test_who_mutes_requests_hears_of_their_own(app):
    both = make_person("Bo", Role.MEMBER, Role.MENTOR)
    make_subscription(both, client_of(app).sign_in(both))
    muted.change(both, ["request"], ["request"])
    for mentor, member in ((make_mentor(), both), (both, make_member("Mia"))):
        request = make_request(member, mentor)
        notices.ask(request, MORNING)
        notices.tell_member(request, MORNING)
    db.session.commit()
    [row] = all_of(Delivery)
    assert row.key.endswith(":news")
    assert row.person_id == both.id


def test_one_that_cannot_be_computed_stops_no_other(
    client_for, toni, service, time_machine, monkeypatch
):
    broken = make_mentor("Broken")
    for mentor in (broken, toni):
        mia = make_member("Mia")
        match(mentor, mia)
        says(client_for, mia, sober="no")
    real = looks.seen_by

    def seen_by(row: MentorLook, now: datetime) -> looks.Seen:
        if row.person_id == broken.id:
            raise ZeroDivisionError
        return real(row, now)

    monkeypatch.setattr(looks, "seen_by", seen_by)
    assert rings(time_machine, service, SOON) == ["/mentees"]
    assert jobs.something_is_due(clock.now()) is False


def test_what_is_said_while_it_is_looked_is_not_lost(
    client_for, toni, service, time_machine, monkeypatch
):
    mia, noah = make_member("Mia"), make_member("Noah")
    for member in (mia, noah):
        match(toni, member)
    says(client_for, mia, sober="no")
    real = looks.tell

    def tell(person_id: UUID, seen: looks.Seen, now: datetime) -> None:
        monkeypatch.setattr(looks, "tell", real)
        says(client_for, noah, sober="no")  # after the look, before it is written down
        real(person_id, seen, now)

    monkeypatch.setattr(looks, "tell", tell)
    assert rings(time_machine, service, SOON) == []
    assert rings(time_machine, service, SOON) == ["/mentees"]
    [ring] = all_of(MentorRing)
    assert len(ring.match_ids) == 2


def test_a_new_zone_moves_the_hour_of_the_summary(client_for, toni):
    match(toni, make_member("Mia"))
    looks.begin_all(MORNING)
    client_for(toni).post("/account/timezone", data={"timezone": "Asia/Tokyo"})
    [row] = all_of(MentorLook)
    assert row.next_daily_at == datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


def takes_it_back(client_for: Any, member: Person, match_id: UUID) -> None:
    client_for(member).post(f"/matches/{match_id}/sharing", data={"show": ["note", "sober"]})


def hides_the_day(client_for: Any, member: Person, _match_id: UUID) -> None:
    client_for(member).post(f"/checkins/{clock.now().date()}/hide")


@pytest.mark.parametrize("takes", [takes_it_back, hides_the_day])
def test_a3_what_is_not_shown_any_more_does_not_ring_though_it_waits_already(
    client_for, toni, service, time_machine, takes
):
    mia = make_member("Mia")
    walk = match(toni, mia, since=timedelta(hours=2))
    says(client_for, mia, mood="1")
    time_machine.move_to(clock.now() + SOON, tick=False)
    jobs.tick(clock.now(), wake=lambda who: None)
    assert [one.state for one in all_of(Delivery)] == [State.WAITING]
    takes(client_for, mia, walk.id)
    sender.send_due(clock.now())
    assert service.received == []


def test_a3_a_mood_that_is_not_shown_rings_for_nobody_and_is_no_reason(
    client_for, toni, service, time_machine
):
    mia = make_member("Mia")
    match(toni, mia, since=timedelta(hours=2), shares={Field.CRAVING, Field.NOTE})
    says(client_for, mia, mood="1", sober="no", craving="2")
    assert rings(time_machine, service, SOON) == []
    page = client_for(toni).get("/mentees").text
    assert "Checked in today, craving" not in page  # 2 of 10 is not strong
    for back_door in ("Very hard", "very hard", ": used", "not sober"):
        assert back_door not in page
    assert "Checked in today." in page
