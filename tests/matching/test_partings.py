"""Ending, changing, "not this person" and a block, as a person does them and as the other sees."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from peerapp import clock
from peerapp.accounts.models import Role
from peerapp.extensions import db
from peerapp.matching import answers, apart, matches, partings, requests, suggestions
from peerapp.matching.models import Apart, Match, MatchRequest, Origin, Outcome, Side
from tests.support.client import all_of
from tests.support.people import (
    invite,
    keep_apart,
    make_member,
    make_mentor,
    make_person,
    match,
    pause,
)
from tests.support.requests import make_looking_member, make_open_mentor, make_request

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
UNKNOWN = "00000000-0000-4000-8000-000000000000"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def pair(app):
    """Mia and Toni, who walk together."""
    toni, mia = make_mentor("Toni"), make_member("Mia")
    match(toni, mia)
    return mia, toni


def block(client, other):
    return client.post("/match/blocks", data={"other_id": str(other.id)})


def not_this(client, other, **more):
    return client.post("/match/apart", data={"other_id": str(other.id), **more})


def is_looking(member) -> bool:
    db.session.expire_all()
    row = answers.of(member, Side.MEMBER)
    return bool(row and row.looking_since)


# End, and change


def test_a_member_changes_the_mentor_without_a_reason_and_looks_again(client_for, pair) -> None:
    mia, _ = pair
    client = client_for(mia)
    page = client.get("/match").text
    assert "End it, and look for another mentor" in page
    [current] = all_of(Match)
    answer = client.post(f"/matches/{current.id}/end", data={"look_again": "yes"})
    assert answer.location == "/match"
    assert "You are on the waiting list again." in client.get("/match").text
    assert is_looking(mia)
    assert all_of(Match)[0].ended_by_id == mia.id
    assert all_of(Apart) == []


def test_who_just_ends_it_is_not_put_on_a_list_but_can_look_again(client_for, pair) -> None:
    mia, _ = pair
    client = client_for(mia)
    client.post(f"/matches/{all_of(Match)[0].id}/end")
    assert not is_looking(mia)
    page = client.get("/match").text
    assert "Look for someone else" in page
    assert ">Find a mentor</a>" not in page
    assert client.post("/match/again").location == "/match"
    assert is_looking(mia)
    assert "Look for someone else" not in client.get("/match").text


def test_a_mentor_puts_nobody_on_the_waiting_list(client_for, pair) -> None:
    mia, toni = pair
    client_for(toni).post(f"/matches/{all_of(Match)[0].id}/end", data={"look_again": "yes"})
    assert all_of(Match)[0].ended_at == NOON
    assert not is_looking(mia)


@pytest.mark.parametrize("who", ["member", "mentor"])
def test_an_end_can_say_not_again(client_for, pair, who) -> None:
    by, other = pair if who == "member" else reversed(pair)
    client = client_for(by)
    for _ in range(2):
        client.post(f"/matches/{all_of(Match)[0].id}/end", data={"not_again": "yes"})
    [wish] = all_of(Apart)
    assert (wish.by_id, wish.other_id, wish.is_block) == (by.id, other.id, False)


# Not this person


def test_not_this_person_ends_nothing_and_closes_what_was_asked(client_for, pair) -> None:
    mia, toni = pair
    asked = make_request(mia, toni)
    assert not_this(client_for(mia), toni).status_code == 303
    assert all_of(Match)[0].ended_at is None
    db.session.expire_all()
    assert db.session.get(MatchRequest, asked.id).outcome == Outcome.STOPPED
    assert apart.are(mia.id, toni.id)
    assert apart.are(toni.id, mia.id)


@pytest.mark.both_databases
def test_the_next_in_line_is_asked_instead(client_for) -> None:
    mia, sam, ada = make_looking_member("Mia"), make_open_mentor("Sam"), make_open_mentor("Ada")
    requests.ask(mia, [sam.id, ada.id], None, NOON)
    db.session.commit()
    not_this(client_for(mia), sam)
    is_open = [one for one in all_of(MatchRequest) if one.closed_at is None]
    assert [(one.mentor_id, one.asked_at) for one in is_open] == [(ada.id, NOON)]


@pytest.mark.both_databases
def test_a_suggested_mentor_is_never_suggested_again_until_it_is_taken_back(client_for) -> None:
    mia, sam = make_looking_member("Mia", languages=frozenset({"en"})), make_open_mentor("Sam")
    client = client_for(mia)
    assert str(sam.id) in client.get("/match/suggestions").text
    answer = not_this(client, sam, back="suggestions")
    assert (answer.status_code, answer.location) == (303, "/match/suggestions?done=apart")
    page = client.get(answer.location).text
    assert "You and Sam will not be shown to each other again." in page
    assert 'href="/match/blocks">Undo</a>' in page
    assert str(sam.id) not in page
    [wish] = all_of(Apart)
    page = client.get("/match/blocks").text
    assert f'data-apart-id="{wish.id}"' in page
    assert "<b>Sam</b>" in page
    client.post(f"/match/blocks/{wish.id}/lift")
    assert all_of(Apart)[0].lifted_at == NOON
    assert str(sam.id) in client.get("/match/suggestions").text


def test_an_idea_of_the_program_is_put_aside_with_one_tap(client_for) -> None:
    mia, sam = make_looking_member("Mia"), make_open_mentor("Sam")
    make_request(mia, sam, origin=Origin.PROGRAM)
    client = client_for(mia)
    page = client.get("/match").text
    assert f"/people/{sam.id}/block" not in page
    assert f'name="other_id" value="{sam.id}"' in page
    confirm = client.get(f"/people/{sam.id}/block").text
    assert "Block Sam?" in confirm
    assert "match has ended" not in confirm


def test_not_this_person_can_be_said_of_who_gives_a_code(client_for) -> None:
    toni, mia = make_mentor("Toni"), make_member("Mia")
    code = invite(toni).code
    client = client_for(mia)
    assert "Do not show us to each other" in client.get(f"/i/{code}").text
    assert not_this(client, toni, code="WRONG123").status_code == 404
    assert not_this(client, toni, code=code).status_code == 303
    assert client.get(f"/i/{code}").status_code == 404


# H6: a block, from either side


@pytest.mark.both_databases
@pytest.mark.parametrize("who", ["member", "mentor"])
def test_h6_a_block_ends_the_match_and_closes_requests_at_once(client_for, pair, who) -> None:
    mia, toni = pair
    asked = make_request(mia, toni)
    by, other = (mia, toni) if who == "member" else (toni, mia)
    client = client_for(by)
    confirm = client.get(f"/people/{other.id}/block")
    assert f"Block {other.display_name}?" in confirm.text
    assert 'href="/help"' in confirm.text
    assert "coordinator" in confirm.text
    assert all_of(Apart) == []  # nothing happens before it is confirmed
    assert block(client, other).location == "/match/blocks"
    [ended] = all_of(Match)
    assert (ended.ended_at, ended.ended_by_id) == (NOON, by.id)
    db.session.expire_all()
    assert db.session.get(MatchRequest, asked.id).outcome == Outcome.STOPPED
    with pytest.raises(matches.CannotBegin):
        matches.begin(toni, mia, NOON)


@pytest.mark.parametrize("who", ["member", "mentor"])
@pytest.mark.parametrize("is_block", [True, False], ids=["block", "not this person"])
def test_h6_a_code_opens_nothing_and_looks_like_one_that_never_was(client_for, who, is_block):
    toni, mia = make_mentor("Toni"), make_member("Mia")
    code = invite(toni).code
    by, other = (mia, toni) if who == "member" else (toni, mia)
    client = client_for(mia)
    assert client.get(f"/i/{code}").status_code == 200
    keep_apart(by, other, is_block=is_block)
    for act in (
        lambda one: client.get(f"/i/{one}"),
        lambda one: client.post(f"/i/{one}"),
        lambda one: client.post("/match", data={"code": one}),
    ):
        ours, never = act(code), act("ZZZZZZZZ")
        assert ours.status_code == never.status_code
        assert ours.text.replace(code, "ZZZZZZZZ") == never.text
    assert all_of(Match) == []


@pytest.mark.both_databases
@pytest.mark.parametrize("who", ["member", "mentor"])
def test_h6_neither_is_suggested_nor_proposed_nor_asked(app, client_for, who) -> None:
    mia, sam = make_looking_member("Mia", languages=frozenset({"en"})), make_open_mentor("Sam")
    make_request(mia, sam, closed_at=NOON - timedelta(days=60), outcome=Outcome.LAPSED)
    assert [one.card.person_id for one in suggestions.for_member(mia, NOON).few] == [sam.id]
    by, other = (mia, sam) if who == "member" else (sam, mia)
    block(client_for(by), other)
    assert suggestions.for_member(mia, NOON).few == []
    assert apart.pairs() == {(mia.id, sam.id), (sam.id, mia.id)}
    with pytest.raises(requests.CannotAsk):
        requests.ask(mia, [sam.id], None, NOON)
    cora = make_person("Cora", Role.COORDINATOR)
    with pytest.raises(requests.CannotAsk):
        requests.propose(mia.id, sam.id, cora, NOON)


def test_h6_a_request_that_is_blocked_is_gone_from_the_mentors_list(client_for) -> None:
    mia, sam = make_looking_member("Mia"), make_open_mentor("Sam")
    asked = make_request(mia, sam)
    client = client_for(sam)
    assert f'href="/people/{mia.id}/block"' in client.get(f"/match/requests/{asked.id}").text
    block(client, mia)
    assert str(asked.id) not in client.get("/match/requests").text
    accept = client.post(f"/match/requests/{asked.id}/accept")
    assert accept.status_code == 404
    assert all_of(Match) == []


@pytest.mark.both_databases
def test_h6_blocking_twice_is_one_block_and_is_taken_back_with_one_tap(client_for, pair) -> None:
    mia, toni = pair
    client = client_for(mia)
    for _ in range(3):
        assert block(client, toni).status_code == 303
    [wish] = all_of(Apart)
    for _ in range(2):
        assert client.post(f"/match/blocks/{wish.id}/lift").status_code == 303
    assert not apart.are(mia.id, toni.id)
    assert [one for one in all_of(Match) if one.ended_at is None] == []  # restores nothing
    client.post(f"/i/{invite(toni).code}")  # only allows again
    assert len([one for one in all_of(Match) if one.ended_at is None]) == 1
    block(client, toni)  # and can be said again
    assert apart.are(mia.id, toni.id)


def test_h6_what_the_other_wished_holds_on_after_ones_own_is_taken_back(client_for, pair) -> None:
    mia, toni = pair
    block(client_for(mia), toni)
    block(client_for(toni), mia)
    [wish] = [one for one in all_of(Apart) if one.by_id == mia.id]
    client_for(mia).post(f"/match/blocks/{wish.id}/lift")
    assert apart.are(mia.id, toni.id)


@pytest.mark.parametrize("path", ["/match/blocks", "/match/apart"])
def test_a2_h6_whom_one_does_not_know_is_not_there(client_for, pair, path) -> None:
    """A stranger, oneself, nobody, and what is no id: one and the same answer."""
    mia, _ = pair
    stranger, other_mentor = make_member("Olga"), make_mentor("Otto")
    ids = [UNKNOWN, str(stranger.id), str(other_mentor.id), str(mia.id), "", "x", "\x00", "é" * 99]
    client = client_for(mia)
    found = [client.post(path, data={"other_id": one}) for one in ids]
    found.append(client.post(path))
    assert {one.status_code for one in found} == {404}
    assert len({one.text for one in found}) == 1
    assert all_of(Apart) == []
    seen = [client.get(f"/people/{one}/block") for one in ids[:4]]
    assert {(one.status_code, one.text) for one in seen} == {(404, found[0].text)}


def test_a2_a_mentor_knows_nothing_of_who_waits_in_line_for_them(client_for) -> None:
    mia, sam = make_looking_member("Mia"), make_open_mentor("Sam")
    make_request(mia, sam, asked=False)
    assert block(client_for(sam), mia).status_code == 404
    assert block(client_for(mia), sam).status_code == 303


def test_a2_the_wish_of_another_is_not_there(client_for, pair) -> None:
    mia, toni = pair
    wish = keep_apart(mia, toni, is_block=True)
    theirs = client_for(toni).post(f"/match/blocks/{wish.id}/lift")
    unknown = client_for(toni).post(f"/match/blocks/{uuid4()}/lift")
    assert theirs.status_code == unknown.status_code == 404
    assert theirs.text == unknown.text
    assert all_of(Apart)[0].lifted_at is None


@pytest.mark.parametrize("who", ["member", "mentor"])
def test_a3_the_lists_tell_no_new_name_of_who_left(client_for, pair, who) -> None:
    by, other = pair if who == "member" else reversed(pair)
    client = client_for(by)
    client.post(f"/matches/{all_of(Match)[0].id}/end")
    other.display_name = "A new name"
    db.session.commit()
    role = "mentor" if who == "member" else "mentee"
    line = f"Your {role} from October 24, 2026 to November 23, 2026"
    past = client.get("/match/blocks").text
    assert line in past
    assert "People I walked with before" in past
    assert f"Block y{line[1:]}?" in client.get(f"/people/{other.id}/block").text
    block(client, other)
    blocked = client.get("/match/blocks").text
    assert line in blocked
    assert "People I walked with before" not in blocked
    for page in (past, blocked):
        assert "A new name" not in page


def test_who_is_blocked_is_not_told(client_for, pair) -> None:
    """The mentor's pages after a block are those after any end, but for whose page it is."""
    mia, toni = pair
    olga, otto = make_member("Mia"), make_mentor("Toni")
    match(otto, olga)
    block(client_for(mia), toni)
    [theirs] = [one for one in all_of(Match) if one.member_id == olga.id]
    client_for(olga).post(f"/matches/{theirs.id}/end")
    blocked, ended = (client_for(one).get("/mentees").text for one in (toni, otto))
    assert "A match has ended" in blocked
    assert without_tokens(blocked).replace(str(toni.id), str(otto.id)) == without_tokens(ended)


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf" not in line)


def test_a_paused_mentor_can_still_block(client_for, pair) -> None:
    mia, toni = pair
    pause(toni)
    assert block(client_for(toni), mia).status_code == 303
    assert apart.are(mia.id, toni.id)


@pytest.mark.both_databases
def test_two_who_are_each_others_mentor_are_both_parted(app) -> None:
    one, two = (make_person(name, Role.MENTOR, Role.MEMBER) for name in ("Dee", "Ivy"))
    match(one, two)
    match(two, one)
    partings.block(one, two, clock.now())
    db.session.commit()
    assert {made.ended_at for made in all_of(Match)} == {NOON}


# A mentor's own break, and hours


def test_the_member_reads_until_when_the_mentor_is_away_and_when_they_answer(client_for, pair):
    mia, toni = pair
    row = answers.to_change(toni, Side.MENTOR, NOON)
    row.away_until = datetime(2026, 12, 1).date()
    row.contact_from, row.contact_until = (
        datetime(2026, 1, 1, 9).time(),
        datetime(2026, 1, 1, 21).time(),
    )
    db.session.commit()
    client = client_for(mia)
    words = "Toni is away until December 1, 2026. Your check-ins wait for them."
    assert words in client.get("/match").text
    assert words in client.get("/").text
    assert "Answers between 9 AM and 9 PM, New York time" in client.get("/match").text
    assert client_for(toni).get(f"/mentees/{mia.id}").status_code == 200  # the access stays
    with time_machine.travel(datetime(2026, 12, 1, 17, tzinfo=UTC), tick=False):
        assert "is away" not in client_for(mia).get("/match").text


def test_whom_one_keeps_away_is_named_as_one_knew_them(client_for, pair) -> None:
    mia, toni = pair
    block(client_for(mia), toni)
    toni.display_name = "A new name"
    db.session.commit()
    page = client_for(mia).get("/match/blocks").text
    assert "Toni" in page
    assert "A new name" not in page


def test_a_mentor_who_was_only_shown_is_named_as_on_the_card(client_for) -> None:
    mia = make_looking_member()
    sam = make_open_mentor("Samuel Long", alias="Sam")
    not_this(client_for(mia), sam)
    page = client_for(mia).get("/match/blocks").text
    assert "Sam" in page
    assert "Samuel" not in page
