"""A mentor invites, a member says yes, and either ends it."""

import re
from datetime import timedelta

import pytest
import time_machine

from peerapp import clock
from peerapp.accounts.models import Role
from peerapp.extensions import db
from peerapp.matching import partings, requests
from peerapp.matching.models import Invitation, Match
from tests.support.client import Client, all_of
from tests.support.people import (
    check_in,
    invite,
    make_member,
    make_mentor,
    make_person,
    match,
    pause,
    suspend,
)
from tests.support.requests import make_request


def code_on(page: str) -> str:
    found = re.search(r'data-code="(\w{8})"', page)
    assert found
    return found.group(1)


@pytest.mark.both_databases
def test_the_whole_way_from_the_code_to_the_match(app, client_for) -> None:
    toni, mia = make_mentor("Toni"), make_member("Mia")
    client_for(toni).post("/invitation")
    page = client_for(toni).get("/invitation").text
    code = code_on(page)
    assert f'href="/i/{code}"' in page
    assert 'class="qr__svg"><path class="qr__line"' in page
    client = client_for(mia)
    typed = f" {code[:4].lower()}-{code[4:]} "
    assert client.post("/match", data={"code": typed}).location == f"/i/{code}"
    asked = client.get(f"/i/{code}").text
    assert "Toni invites you" in asked
    assert "What Toni will see" in asked
    assert all_of(Match) == []  # nothing happens before the member says yes
    assert client.post(f"/i/{code}").location == "/match"
    [made] = all_of(Match)
    assert (made.mentor_id, made.member_id) == (toni.id, mia.id)
    assert f'data-match-id="{made.id}"' in client.get("/match").text


def test_w1_the_qr_code_is_drawn_without_inline_style(app, client_for) -> None:
    toni = client_for(make_mentor())
    toni.post("/invitation")
    page = toni.get("/invitation").text
    assert f">{app.config['PUBLIC_URL']}/i/{code_on(page)}</a>" in page
    assert "style=" not in page


def test_the_code_stays_the_same_until_it_is_renewed(client_for) -> None:
    toni = client_for(make_mentor())
    toni.post("/invitation")
    code = code_on(toni.get("/invitation").text)
    assert code_on(toni.get("/invitation").text) == code
    toni.post("/invitation")
    assert code_on(toni.get("/invitation").text) != code


def test_saying_yes_twice_is_one_match(client_for) -> None:
    toni, mia = make_mentor(), make_member()
    code = invite(toni).code
    for _ in range(3):
        assert client_for(mia).post(f"/i/{code}").status_code == 303
    assert len(all_of(Match)) == 1


def test_several_members_can_use_one_code(client_for) -> None:
    code = invite(make_mentor()).code
    for name in ("Mia", "Noor"):
        client_for(make_member(name)).post(f"/i/{code}")
    assert len(all_of(Match)) == 2


def gone_in_time(toni, client_for) -> None:
    [invitation] = all_of(Invitation)
    invitation.expires_at = clock.now() - timedelta(seconds=1)


def withdrawn(toni, client_for) -> None:
    client_for(toni).post("/invitation/withdraw")


def renewed(toni, client_for) -> None:
    client_for(toni).post("/invitation")


def mentor_paused(toni, client_for) -> None:
    pause(toni)


def mentor_suspended(toni, client_for) -> None:
    suspend(toni)


@pytest.mark.parametrize(
    "ended", [gone_in_time, withdrawn, renewed, mentor_paused, mentor_suspended]
)
def test_a_code_that_has_ended_opens_nothing(client_for, ended) -> None:
    toni, mia = make_mentor(), client_for(make_member())
    code = invite(toni).code
    ended(toni, client_for)
    with time_machine.travel(clock.now(), tick=False):  # a token of a form tells the second
        gone, never = mia.get(f"/i/{code}"), mia.get("/i/ZZZZZZZZ")
    assert (gone.status_code, gone.text) == (never.status_code, never.text)
    assert gone.status_code == 404
    assert mia.post(f"/i/{code}").status_code == 404
    answer = mia.post("/match", data={"code": code})
    assert answer.status_code == 422
    assert "This code does not work" in answer.text
    assert f'value="{code}"' in answer.text
    assert all_of(Match) == []


def test_a_withdrawn_code_is_not_replaced_by_itself(client_for) -> None:
    toni = client_for(make_mentor())
    toni.post("/invitation")
    toni.post("/invitation/withdraw")
    assert "You have no open code" in toni.get("/invitation").text


def test_an_invitation_ends_after_seven_days(client_for) -> None:
    with time_machine.travel("2026-11-01T12:00Z", tick=False) as traveller:
        toni = client_for(make_mentor())
        toni.post("/invitation")
        traveller.shift(timedelta(days=7, seconds=-1))
        assert code_on(toni.get("/invitation").text)
        traveller.shift(timedelta(seconds=1))
        assert "You have no open code" in toni.get("/invitation").text


def test_w5_a_code_of_any_letters_is_only_not_open(client_for) -> None:
    mia = client_for(make_member())
    for code in ("%00", "%F0%9F%92%99", "../x", "a" * 3000, "' OR 1=1 --"):
        assert mia.get(f"/i/{code}").status_code == 404


def test_who_is_not_signed_in_comes_back_to_the_invitation(client: Client) -> None:
    assert client.get("/i/ABCDEFGH").location == "/login?next=/i/ABCDEFGH"


def test_nobody_becomes_their_own_mentee_and_a_mentor_is_no_member(client_for) -> None:
    both = make_person("Dee", Role.MENTOR, Role.MEMBER)
    code = invite(both).code
    assert client_for(both).post(f"/i/{code}").status_code == 422
    assert client_for(make_mentor("Toni")).post(f"/i/{code}").status_code == 422
    assert all_of(Match) == []


def test_guessing_codes_is_limited(client_for) -> None:
    mia = client_for(make_member())
    codes = [mia.get(f"/i/AAAA{n:04}").status_code for n in range(32)]
    assert codes == [404] * 30 + [429] * 2


@pytest.mark.both_databases
@pytest.mark.parametrize("who_ends", ["mentor", "member"])
def test_a3_ending_a_match_cuts_access_on_the_next_request(app, client_for, who_ends) -> None:
    toni, mia = make_mentor(), make_member()
    made, checkin = match(toni, mia), check_in(mia, note="a canary")
    people = {"mentor": client_for(toni), "member": client_for(mia)}
    mentor = people["mentor"]
    assert "a canary" in mentor.get(f"/mentees/{mia.id}").text
    assert people[who_ends].post(f"/matches/{made.id}/end").status_code == 303
    assert mentor.get(f"/mentees/{mia.id}").status_code == 404
    assert mentor.post(f"/checkins/{checkin.id}/acknowledge").status_code == 404
    assert str(mia.id) not in mentor.get("/mentees").text
    [row] = all_of(Match)
    assert row.ended_by_id == {"mentor": toni.id, "member": mia.id}[who_ends]


def test_a2_a_match_of_others_is_not_there(client_for) -> None:
    made = match(make_mentor("Toni"), make_member("Mia"))
    for other in (make_mentor("Otto"), make_member("Olga")):
        assert client_for(other).post(f"/matches/{made.id}/end").status_code == 404
    assert all_of(Match)[0].ended_at is None


def test_after_an_end_the_two_can_be_matched_again(client_for) -> None:
    toni, mia = make_mentor(), make_member()
    match(toni, mia, ended=True)
    client_for(mia).post(f"/i/{invite(toni).code}")
    assert len([row for row in all_of(Match) if row.ended_at is None]) == 1


def ends(toni, mia) -> None:
    partings.end(match(toni, mia), toni, clock.now())


def blocks(toni, mia) -> None:
    partings.block(toni, mia, clock.now())


def declines(toni, mia) -> None:
    requests.decline(make_request(mia, toni), toni, None, None, clock.now())


@pytest.mark.both_databases
@pytest.mark.parametrize("says_no", [ends, blocks, declines])
def test_an_old_code_does_not_undo_the_mentors_no(app, client_for, says_no) -> None:
    """An ordinary end and a block answer alike."""
    toni, mia, noor = make_mentor(), make_member(), make_member("Noor")
    code = invite(toni).code
    says_no(toni, mia)
    db.session.commit()
    client = client_for(mia)
    with time_machine.travel(clock.now(), tick=False):  # a token of a form tells the second
        old, never = client.get(f"/i/{code}"), client.get("/i/ZZZZZZZZ")
    assert (old.status_code, old.text) == (404, never.text)
    assert client.post(f"/i/{code}").status_code == 404
    assert [row for row in all_of(Match) if row.ended_at is None] == []
    assert client_for(noor).get(f"/i/{code}").status_code == 200


def test_a_code_that_the_mentor_gives_after_their_no_opens_again(client_for) -> None:
    toni, mia = make_mentor(), make_member()
    ends(toni, mia)
    db.session.commit()
    assert client_for(mia).post(f"/i/{invite(toni).code}").status_code == 303


def test_a_member_who_ended_it_may_use_the_code_again(app, client_for) -> None:
    toni, mia = make_mentor(), make_member()
    code = invite(toni).code
    partings.end(match(toni, mia), mia, clock.now())
    db.session.commit()
    assert client_for(mia).post(f"/i/{code}").status_code == 303


def test_the_screen_says_since_when_the_mentor_sees_on_the_members_calendar(client_for) -> None:
    with time_machine.travel("2026-11-23T02:00Z", tick=False):  # the evening of the 22nd there
        mia = make_member(timezone="America/New_York")
        match(make_mentor(), mia, since=timedelta(0))
        page = client_for(mia).get("/match").text
    assert "With you since November 22, 2026" in page
    assert "What you log from November 22, 2026 on" in page
