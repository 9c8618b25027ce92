"""A3: what ends a match, a role or a friendship ends the call for who was told, in the page and in
what waits to ring.
"""

import pytest

from peerapp import clock
from peerapp.accounts.models import Role, RoleGrant
from peerapp.extensions import db
from peerapp.matching import partings
from peerapp.push.models import Delivery
from peerapp.push.outbox import opened
from peerapp.safety import call_rules
from peerapp.safety.call_rings import news_is_wanted
from tests.safety.night import MINUTE, night, rings_for, tick, told, with_phone
from tests.safety.ways_out import (
    WAYS,
    match_ends,
    mentor_blocks,
    mentor_is_paused,
    mentor_is_suspended,
)
from tests.support import people as make
from tests.support.client import all_of

pytestmark = pytest.mark.usefixtures("at_nine")
VERBS = ("take", "pass", "talked", "seen", "undo")


@pytest.fixture
def tonight(app):
    made = night(app)
    with_phone(app, made.ana, made.ben, made.cora)
    return made


# Every way on SQLite, three on PostgreSQL too.
EACH_WAY = [("sqlite", way) for way in WAYS]
EACH_WAY += [("postgresql", way) for way in (match_ends, mentor_blocks, mentor_is_paused)]


@pytest.mark.parametrize(("database", "way"), EACH_WAY, indirect=["database"])
def test_a3_a_call_is_gone_for_the_mentor_at_once(tonight, way) -> None:
    call_id = tonight.ask()
    ana = tonight.client(tonight.ana)
    assert ana.get(f"/help/calls/{call_id}").status_code == 200
    assert rings_for() == ["Ana"]
    way(tonight)
    db.session.commit()
    assert rings_for() == []
    gone = (302,) if way is mentor_is_suspended else (404,)
    assert ana.get(f"/help/calls/{call_id}").status_code in gone
    for verb in VERBS:
        assert ana.post(f"/help/calls/{call_id}/{verb}", csrf=True).status_code in (302, 404)
    assert "Mia asks for someone" not in ana.get("/mentees").text


@pytest.mark.parametrize("way", WAYS[:-1])
def test_a3_the_next_are_told_and_not_the_one_who_left(tonight, way, at_nine) -> None:
    tonight.ask()
    way(tonight)
    db.session.commit()
    for _ in range(4):
        at_nine.shift(30 * MINUTE)
        tick()
    assert told().count("Ana") == 1
    assert "Cora" in told()


@pytest.mark.parametrize("way", WAYS[:-1])
def test_a3_whom_who_took_it_left_waits_for_them_no_more(tonight, way, at_nine) -> None:
    call_id = tonight.ask()
    tonight.act(tonight.ana, call_id, "take", how="call")
    way(tonight)
    db.session.commit()
    at_nine.shift(MINUTE)
    tick()
    assert tonight.says(tonight.mia, call_id) == "Nobody has answered yet."
    assert rings_for() == ["Ben"]


def test_a3_a_call_of_an_account_that_is_shut_ends(tonight, at_nine) -> None:
    tonight.ask()
    make.suspend(tonight.mia)
    at_nine.shift(10 * MINUTE)
    tick()
    assert told() == ["Ana"]
    assert rings_for() == []


@pytest.mark.parametrize("who", ["ben", "cora"])
def test_a3_who_is_not_on_call_or_no_coordinator_any_more_sees_nothing(tonight, at_nine, who):
    call_id = tonight.ask()
    at_nine.shift(20 * MINUTE)
    tick()
    one = getattr(tonight, who)
    assert tonight.client(one).get(f"/help/calls/{call_id}").status_code == 200
    if who == "ben":
        tonight.client(one).post("/help/duty/on-call", data={"answer": "no"})
    else:
        grant = one.grant(Role.COORDINATOR)
        one.roles.remove(grant)
        db.session.delete(db.session.get(RoleGrant, (one.id, Role.COORDINATOR)))
        db.session.commit()
    assert tonight.client(one).get(f"/help/calls/{call_id}").status_code == 404
    assert who.title() not in rings_for()


def test_a3_who_blocked_on_call_is_never_told(tonight, at_nine) -> None:
    partings.block(tonight.ben, tonight.mia, clock.now())
    partings.block(tonight.mia, tonight.cora, clock.now())
    db.session.commit()
    assert "Ben" not in tonight.client(tonight.mia).get("/help").text
    tonight.ask()
    for _ in range(4):
        at_nine.shift(30 * MINUTE)
        tick()
    assert set(told()) == {"Ana"}


def test_a3_others_who_were_not_told_see_nothing(tonight) -> None:
    call_id = tonight.ask()
    for who in (tonight.ben, tonight.cora, make.make_member("Noah"), make.make_mentor("Otto")):
        client = tonight.client(who)
        assert client.get(f"/help/calls/{call_id}").status_code == 404
        for verb in (*VERBS, "okay", "words", "others"):
            assert client.post(f"/help/calls/{call_id}/{verb}").status_code == 404


def test_a3_what_is_over_is_shown_to_who_helped_for_a_day(tonight, at_nine) -> None:
    call_id = tonight.ask()
    tonight.act(tonight.mia, call_id, "okay")
    ana = tonight.client(tonight.ana)
    assert ana.get(f"/help/calls/{call_id}").status_code == 200
    at_nine.shift(24 * 60 * MINUTE)
    assert ana.get(f"/help/calls/{call_id}").status_code == 404
    assert tonight.client(tonight.mia).get(f"/help/calls/{call_id}").status_code == 200


def test_a3_who_left_is_not_read_of_under_a_new_name(tonight) -> None:
    call_id = tonight.ask()
    tonight.act(tonight.ana, call_id, "take")
    tonight.act(tonight.ana, call_id, "talked")
    match_ends(tonight)
    tonight.ana.display_name = "Anastasia"
    db.session.commit()
    page = tonight.client(tonight.mia).get(f"/help/calls/{call_id}").text
    assert "Your mentor at the time says that you two talked." in page
    assert "Anastasia" not in page


def test_p3_what_rings_names_nobody_unless_the_person_wishes(tonight) -> None:
    tonight.ask()
    [row] = all_of(Delivery)
    assert len(row.key) <= 80
    said = opened(row.payload)
    assert "Someone would like to hear from you" in said
    assert not any(word in said.lower() for word in ("mia", "recover", "sober", "mentor", "peer"))
    row.subscription.shows_details = True
    db.session.delete(row)
    db.session.commit()
    tonight.act(tonight.mia, tonight.ask(), "okay")
    tonight.ask()
    latest = max(all_of(Delivery), key=lambda one: one.id)
    assert "Mia asks for someone to talk to" in opened(latest.payload)


def test_the_member_is_rung_when_somebody_answers(app, tonight) -> None:
    with_phone(app, tonight.mia)
    call_id = tonight.ask()
    tonight.act(tonight.ana, call_id, "take")
    [news] = [one for one in all_of(Delivery) if one.key.startswith("callnews:")]
    subject = news.key.partition(":")[2]
    assert news_is_wanted([subject], clock.now()) == {subject}
    tonight.act(tonight.ana, call_id, "undo")
    db.session.commit()
    assert news_is_wanted([subject], clock.now()) == set()


def test_who_is_on_call_is_so_only_with_their_own_yes(tonight) -> None:
    otto = make.make_mentor("Otto")
    call_rules.ask_to_be_on_call(otto, tonight.cora, clock.now())
    db.session.commit()
    assert [one.display_name for one in call_rules.on_call()] == ["Ben"]
