"""D6: after an erase nothing of the person is left, in no row and no file."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerapp import clock, jobs
from peerapp.accounts import limits, sign_ins
from peerapp.accounts.models import Person, Role, RoleGrant, SignIn
from peerapp.extensions import Base, db
from peerapp.leaving import closing, erasing
from peerapp.leaving.models import ErasedSignIn, Erasure
from peerapp.matching.models import Match
from peerapp.mentoring.models import HandOver
from peerapp.messages.models import Message, MessageReport
from peerapp.push import outbox
from peerapp.push.models import Delivery
from peerapp.safety.models import Ending, HelpCall
from tests.access.world import World, build
from tests.leaving import canaries
from tests.leaving.conftest import erase
from tests.support.client import Client, all_of, client_of
from tests.support.people import (
    PASSWORD,
    make_coordinator,
    make_member,
    make_mentor,
    make_message,
    make_report,
    make_subscription,
    match,
    suspend,
)
from tests.support.pictures import a_photo

pytestmark = pytest.mark.both_databases
# The list of who saw what is sealed: there the bare id stays, of one who is nowhere else (D8).
SEALED = ["viewings"]
ERASED, LATER = "/privacy/left?how=now", "/privacy/left?how=later"


@pytest.fixture
def world(app) -> World:
    return build()


@pytest.mark.parametrize("who", ["mia", "mentor", "coordinator"])
def test_d6_nothing_of_a_person_is_left_in_a_row_or_a_file(app, world, confirmed, who):
    person_id = getattr(world, who).id
    make_coordinator("Bea")
    canaries.sing()
    db.session.expire_all()
    sung = f"{canaries.WORD}{person_id.hex}".encode()
    words = words_of(world) if who == "mia" else set()
    before = canaries.all_bytes(app)
    assert sung in before
    assert all(word in before for word in words)
    others = how_many_people()
    assert erase(confirmed(getattr(world, who)), when="now") == ERASED
    after = canaries.all_bytes(app)
    assert sung not in after
    assert not any(word in after for word in words)
    assert canaries.WORD.encode() in after  # of the others, so that this finds anything
    assert canaries.rows_that_name(person_id) == (SEALED if who == "mentor" else [])
    assert how_many_people() == others - 1
    (erased,) = all_of(Erasure)
    assert erased.day == clock.now().date() and erased.wiped_at


def words_of(world: World) -> set[bytes]:
    """What is kept of Mia's words: not even shut, nor beside the rows of others, may it stay."""
    found = set()
    for name in (
        "checkins",
        "trackers",
        "plan_lines",
        "goals",
        "motivations",
        "pledges",
        "help_calls",
    ):
        column = "member_id"
        found |= canaries.ciphers(name, Base.metadata.tables[name].c[column] == world.mia.id)
    messages = Base.metadata.tables["messages"]
    found |= canaries.ciphers("messages", messages.c.match_id == world.match.id)
    assert len(found) > 8
    return found


def how_many_people() -> int:
    """But for the one who stands for all that left."""
    db.session.commit()
    there = Person.id != erasing.NOBODY_ID
    return db.session.scalar(select(func.count()).select_from(Person).where(there)) or 0


def test_d6_of_others_nothing_is_lost(app, world, confirmed):
    noah, omar = world.member, world.other
    walk = db.session.scalars(select(Match).where(Match.member_id == noah.id)).one()
    make_message(walk, noah, "Noah's own words")
    make_message(walk, omar, "an answer", photo=a_photo())
    erase(confirmed(world.mia), when="now")
    assert [one.body for one in all_of(Message)] == ["Noah's own words", "an answer"]
    assert db.session.get(Match, walk.id).mentor_id == omar.id


def test_what_a_mentor_wrote_stays_with_the_member_without_a_name(app, confirmed):
    toni, mia = make_mentor("Toni"), make_member("Mia")
    walk = match(toni, mia)
    make_message(walk, mia, "my own words")
    make_message(walk, toni, "words to hold on to", photo=a_photo())
    make_message(walk, toni, None, photo=a_photo())
    erase(confirmed(toni), when="now")
    page = client_of(app, mia).get(f"/matches/{walk.id}/messages").text
    assert "my own words" in page and "words to hold on to" in page
    assert "Toni" not in page
    assert [one.photo for one in all_of(Message)] == [None, None, None]
    nobody = client_of(app).post("/login", data={"email": " ", "password": PASSWORD})
    assert nobody.status_code == 422


def test_a_mentee_is_handed_over_and_told_when_the_mentor_leaves(app, client_for, confirmed):
    toni, mia, cora = make_mentor("Toni"), make_member("Mia"), make_coordinator("Cora")
    match(toni, mia)
    erase(confirmed(toni))
    assert "Toni has left Peerapp" in client_for(mia).get("/match").text
    page = client_for(cora).get("/program/hand-overs").text
    assert "Mia" in page and "This mentor has left" in page
    jobs.tick(clock.now() + closing.TO_THINK_BETTER, lambda _who: None)
    (row,) = all_of(HandOver)
    assert row.closed_at is None
    assert "Mia" in client_for(cora).get("/program/hand-overs").text


def test_the_mentor_is_told_kindly_and_without_a_reason(app, client_for, confirmed):
    toni, mia = make_mentor("Toni"), make_member("Mia")
    match(toni, mia)
    as_toni = client_for(toni)
    erase(confirmed(mia))
    page = as_toni.get("/mentees").text
    assert "Mia has left Peerapp." in page
    assert page.count("Mia") == 1


def test_who_is_erased_right_away_is_told_of_without_a_name(app, client_for, confirmed):
    toni, mia = make_mentor("Toni"), make_member("Mia")
    match(toni, mia)
    as_toni = client_for(toni)
    make_subscription(toni, all_of(SignIn)[0])
    erase(confirmed(mia), when="now")
    (rings,) = all_of(Delivery)
    said = outbox.opened(rings.payload)
    assert "Mia" not in said and "/mentees?left=yes" in said
    page = as_toni.get("/mentees?left=yes").text
    assert "Someone you walked with has left Peerapp." in page and "Mia" not in page


def test_a_closed_account_is_shut_everywhere_and_opens_again_with_one_tap(app, client, confirmed):
    toni, mia = make_mentor("Toni"), make_member("Mia")
    walk = match(toni, mia)
    elsewhere = client_of(app, mia)
    answer = confirmed(mia).post("/privacy/erase")
    assert answer.headers["Location"] == LATER
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert elsewhere.get("/").headers["Location"].startswith("/login")
    assert client.log_in(mia).headers["Location"] == "/privacy/closed"
    assert client.get("/").headers["Location"].startswith("/login")  # not in, only before the door
    assert "Welcome, Mia" in client.get("/privacy/closed").text
    assert client.post("/privacy/reopen").headers["Location"] == "/"
    assert "open again" in client.get("/").text
    assert db.session.get(Match, walk.id, populate_existing=True).ended_at


def test_nobody_else_opens_a_closed_account(app, client, client_for, confirmed):
    mia, noah = make_member("Mia"), make_member("Noah")
    erase(confirmed(mia))
    for other in (client, client_for(noah)):
        assert other.post("/privacy/reopen").headers["Location"].startswith("/login")
        assert other.post("/privacy/closed/erase").headers["Location"].startswith("/login")
    db.session.refresh(mia)
    assert mia.closed_at


def test_the_door_is_open_for_ten_minutes(app, client, confirmed, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    mia = make_member("Mia")
    erase(confirmed(mia))
    client.log_in(mia)
    time_machine.shift(timedelta(minutes=10))
    assert client.post("/privacy/reopen").headers["Location"].startswith("/login")


def test_an_account_that_the_program_shut_does_not_open_again(app, client, confirmed):
    mia = make_member("Mia")
    erase(confirmed(mia))
    client.log_in(mia)
    suspend(mia, clock.now() + timedelta(seconds=1))
    assert client.post("/privacy/reopen").headers["Location"].startswith("/login")
    assert client.log_in(mia).status_code == 422


def test_it_is_erased_when_the_time_to_think_better_is_over(app, confirmed, time_machine):
    time_machine.move_to(clock.now(), tick=False)
    mia = make_member("Mia")
    mia_id = mia.id
    erase(confirmed(mia))
    just_before = clock.now() + closing.TO_THINK_BETTER - timedelta(seconds=1)
    assert not jobs.something_is_due(just_before)
    jobs.tick(just_before, lambda _who: None)
    assert db.session.get(Person, mia_id)
    after = clock.now() + closing.TO_THINK_BETTER
    assert jobs.something_is_due(after)
    jobs.tick(after, lambda _who: None)
    assert canaries.rows_that_name(mia_id) == []
    assert len(all_of(Erasure)) == 1


def test_whoever_signs_in_to_a_closed_account_may_also_not_wait(app, client, confirmed):
    mia = make_member("Mia")
    mia_id = mia.id
    erase(confirmed(mia))
    client.log_in(mia)
    assert client.post("/privacy/closed/erase").headers["Location"] == ERASED
    assert canaries.rows_that_name(mia_id) == []


def test_a_second_tap_or_tab_changes_nothing_more(app, confirmed):
    mia = make_member("Mia")
    one, two = confirmed(mia), confirmed(mia)
    assert erase(one, when="now") == ERASED
    one._token = None  # of a page that it is shown now
    assert erase(one, when="now").startswith("/login")
    assert erase(two).startswith("/login")
    assert len(all_of(Erasure)) == 1


def test_the_only_coordinator_stays_until_there_is_another(app, confirmed):
    cora, away = make_coordinator("Cora"), make_coordinator("Abe")
    suspend(away)
    client = confirmed(cora)
    assert "You are the only coordinator" in client.get("/privacy/erase").text
    answer = client.post("/privacy/erase", data={"when": "now"})
    assert answer.status_code == 422 and "only coordinator" in answer.text
    make_coordinator("Bea")
    assert erase(client) == LATER


def test_h3_an_open_call_ends_truthfully_and_the_lines_are_shown(app, world, confirmed):
    client = confirmed(world.mia)
    assert erase(client) == LATER
    call = db.session.get(HelpCall, world.call.id, populate_existing=True)
    assert call.ending == Ending.STOPPED and call.next_step_at is None
    page = client.get(LATER).text
    assert "that call has ended" in page and "988" in page


def test_h3_a_call_that_who_leaves_had_taken_goes_on(app, world, confirmed):
    taken = world.call
    taken.taken_by_id, taken.taken_at = world.mentor.id, clock.now()
    db.session.commit()
    erase(confirmed(world.mentor), when="now")
    call = db.session.get(HelpCall, taken.id, populate_existing=True)
    assert call.taken_by_id is None and call.taken_at is None
    assert call.closed_at is None and call.next_step_at


def test_a_report_that_is_open_stays_without_a_name_until_it_is_closed(app, confirmed):
    mia, toni = make_member("Mia"), make_mentor("Toni")
    report = make_report(toni, mia, "words that somebody should look at")
    report.words = "Mia's own words"
    db.session.commit()
    erase(confirmed(mia), when="now")
    erase(confirmed(toni), when="now")
    (row,) = all_of(MessageReport)
    assert (row.by_id, row.about_id, row.words) == (None, None, None)
    assert row.body == "words that somebody should look at"
    row.handled_at = clock.now()
    db.session.commit()
    jobs.clean.__wrapped__()
    assert all_of(MessageReport) == []


def test_w4_the_browser_forgets_that_somebody_had_this_account(app, client):
    mia = make_member("Mia")
    client.log_in(mia)
    client.post("/confirm", data={"password": PASSWORD, "next": "/privacy/erase"})
    assert who_is_known(app, client) == [mia.id]
    answer = client.post("/privacy/erase", data={"when": "now"})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert who_is_known(app, client) == []


def who_is_known(app: Flask, client: Client) -> list[UUID]:
    cookie = client.get_cookie("known_device")
    assert cookie
    with app.test_request_context(headers={"Cookie": f"known_device={cookie.value}"}):
        return [device.person_id for device in limits.known_devices()]


def test_a_member_and_mentor_in_one_leaves_no_row(app, confirmed):
    both, mia, toni = make_member("Bo"), make_member("Mia"), make_mentor("Toni")
    now = clock.now()
    db.session.add(RoleGrant(person_id=both.id, role=Role.MENTOR, granted_at=now, approved_at=now))
    db.session.commit()
    match(both, mia)
    match(toni, both)
    both_id = both.id
    erase(confirmed(both), when="now")
    assert canaries.rows_that_name(both_id) == []


def test_d6_a_phone_that_asks_after_an_erase_hears_of_it_and_no_other(client_for):
    """So it wipes what waits there. Who is only signed out keeps it."""
    mia, ben = make_member("Mia"), make_member("Ben")
    of_mia, of_ben, elsewhere = client_for(mia), client_for(ben), client_for(ben)
    closing.close(mia, clock.now())
    db.session.commit()
    assert of_mia.get("/outbox/ticket", htmx=True).status_code == 401  # it can be opened again
    erasing.erase(mia, clock.now())
    sign_ins.end_all(ben, clock.now())
    db.session.commit()
    assert of_mia.get("/outbox/ticket", htmx=True).status_code == 410
    assert of_ben.get("/outbox/ticket", htmx=True).status_code == 401
    assert elsewhere.get("/outbox/ticket").location.startswith("/login")


def test_d6_that_a_phone_is_to_hear_of_it_is_forgotten_in_time(client_for, time_machine):
    mia = make_member("Mia")
    client_for(mia)
    closing.close(mia, clock.now())
    erasing.erase(mia, clock.now())
    db.session.commit()
    assert all_of(ErasedSignIn)
    time_machine.move_to(clock.now() + timedelta(days=402))
    jobs.clean()
    assert not all_of(ErasedSignIn)
