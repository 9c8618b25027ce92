"""The pages of requests: the member's, and the mentor's, who reads only what the member shows."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine

from peerapp import clock
from peerapp.accounts.models import Role
from peerapp.extensions import db
from peerapp.matching import answers, apart, moving_on, partings, request_pages, requests
from peerapp.matching.models import Match, MatchRequest, Origin, Outcome, Side
from tests.support.client import all_of
from tests.support.people import (
    keep_apart,
    make_coordinator,
    make_member,
    make_mentor,
    match,
    pause,
    suspend,
)
from tests.support.requests import make_looking_member, make_open_mentor, make_request

MONDAY = "2026-11-23T17:00Z"  # noon in New York


def text_of(page):
    """As it is read: without tags, white space squeezed."""
    main = re.search(r"<main.*</main>", page, re.DOTALL).group()
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY, tick=False) as traveller:
        yield traveller


@pytest.mark.both_databases
def test_from_the_question_to_the_yes(app, client_for, monday) -> None:
    sam, dee = make_open_mentor("Sam Smith"), make_open_mentor("Dee")
    mia = client_for(make_looking_member("Mia"))
    chosen = [("mentor_id", str(sam.id)), ("mentor_id", str(dee.id))]
    screen = mia.get("/match/requests/new", query_string=chosen).text
    assert "has 3 days to answer" in screen
    assert "we ask Dee by ourselves" in screen
    sent = mia.post(
        "/match/requests", data={"mentor_id": [str(sam.id), str(dee.id)], "greeting": "Hello Sam."}
    )
    assert (sent.status_code, sent.location) == (303, "/match")
    said = text_of(mia.get("/match").text)
    assert "Sam was asked today. If there is no answer by Thursday, we ask Dee." in said
    assert "Dee is next in line." in said
    assert "Smith" not in said  # the whole name only after the match
    monday.shift(timedelta(days=1))
    assert "Sam was asked yesterday." in text_of(mia.get("/match").text)

    mentor = client_for(sam)
    [request, _] = sorted(all_of(MatchRequest), key=lambda one: one.position)
    assert "Someone asks for you" in mentor.get("/").text
    assert f'data-request-id="{request.id}"' in mentor.get("/match/requests").text
    page = mentor.get(f"/match/requests/{request.id}").text
    assert "Hello Sam." in page
    assert "Please answer by Thursday, November 26." in page
    yes = mentor.post(f"/match/requests/{request.id}/accept")
    assert (yes.status_code, yes.location) == (303, "/mentees")
    assert "You and Mia are connected." in mentor.get("/mentees").text
    assert "Sam Smith" in mia.get("/match").text
    assert len(all_of(Match)) == 1
    assert client_for(dee).get("/match/requests").text.count("data-request-id") == 0


def test_what_was_typed_stays_when_the_order_changes_and_nothing_is_sent(client_for) -> None:
    sam, dee = make_open_mentor("Sam"), make_open_mentor("Dee")
    client = client_for(make_looking_member())
    data = {
        "mentor_id": str(sam.id),
        "greeting": "typed with care",
        "order": f"{sam.id} {dee.id}",
        "starter": "2",
    }
    page = client.post("/match/requests", data=data)
    assert page.status_code == 200
    assert "typed with care" in page.text
    assert 'checked id="starter-2"' in page.text
    assert f'value="{dee.id} {sam.id}"' in page.text
    said = text_of(page.text)
    assert "What Sam, and then Dee, will see of you" in said
    assert "Everybody you ask reads the same words, so leave out names." in said
    assert all_of(MatchRequest) == []
    assert client.post("/match/requests", data={"order": str(uuid4())}).status_code == 404


def test_a_starter_is_sent_where_nothing_was_typed(client_for) -> None:
    sam, mia = make_open_mentor(), make_looking_member()
    client_for(mia).post("/match/requests", data={"mentor_id": str(sam.id), "starter": "2"})
    [request] = all_of(MatchRequest)
    assert request.greeting.startswith("Hi, I read your words")


def test_an_id_of_nobody_or_of_no_mentor_is_not_there(client_for) -> None:
    mia = make_looking_member()
    client = client_for(mia)
    member, cora, bare = make_member("Noor"), make_coordinator(), make_mentor("Toni")
    for one in (uuid4(), member.id, cora.id, bare.id, "x", "", "\x00", mia.id):
        sent = client.post("/match/requests", data={"mentor_id": str(one)})
        assert sent.status_code == 404
        assert (
            client.get("/match/requests/new", query_string={"mentor_id": str(one)}).status_code
            == 404
        )
    assert all_of(MatchRequest) == []


def test_a_mentor_who_was_paused_a_second_ago_is_one_clear_answer(client_for) -> None:
    sam, dee, mia = make_open_mentor("Sam"), make_open_mentor("Dee"), make_looking_member()
    pause(sam)
    data = {"mentor_id": [str(dee.id), str(sam.id)], "greeting": "typed with care"}
    sent = client_for(mia).post("/match/requests", data=data)
    assert sent.status_code == 422
    assert "cannot be asked right now. Nothing was sent." in sent.text
    assert "typed with care" in sent.text
    assert f'value="{dee.id}"' in sent.text
    assert f'value="{sam.id}"' not in sent.text
    assert all_of(MatchRequest) == []


def has_closed(sam, mia) -> None:
    answers.of(sam, Side.MENTOR).open_since = None


def is_not_approved(sam, mia) -> None:
    sam.grant(Role.MENTOR).approved_at = None


@pytest.mark.parametrize(
    "spoiled",
    [
        has_closed,
        is_not_approved,
        lambda sam, mia: suspend(sam),
        lambda sam, mia: keep_apart(sam, mia, is_block=True),
        lambda sam, mia: keep_apart(mia, sam),
    ],
)
def test_who_is_not_open_is_as_nobody_by_a_link(client_for, spoiled) -> None:
    sam, mia = make_open_mentor("Sam"), make_looking_member()
    client = client_for(mia)
    page = "/match/requests/new"
    assert client.get(page, query_string={"mentor_id": str(sam.id)}).status_code == 200
    spoiled(sam, mia)
    db.session.commit()
    with time_machine.travel(clock.now(), tick=False):  # a token of a form tells the second
        found, nobody = (
            client.get(page, query_string={"mentor_id": str(one)}) for one in (sam.id, uuid4())
        )
    assert found.status_code == nobody.status_code == 404
    assert found.text == nobody.text
    sent = client.post("/match/requests", data={"mentor_id": str(sam.id)})
    assert sent.status_code == 404
    assert all_of(MatchRequest) == []


@pytest.mark.parametrize("data", [{}, {"mentor_id": []}, {"greeting": "hi"}])
def test_without_a_mentor_nothing_is_sent(client_for, data) -> None:
    sent = client_for(make_looking_member()).post("/match/requests", data=data)
    assert sent.status_code == 422
    assert "Please choose a mentor first." in sent.text


def test_a_greeting_that_is_too_long_is_kept_and_said(client_for) -> None:
    sam, long = make_open_mentor(), "x" * 501
    mia = client_for(make_looking_member())
    for greeting in (long, "a\x00b"):
        sent = mia.post("/match/requests", data={"mentor_id": str(sam.id), "greeting": greeting})
        assert sent.status_code == 422
    assert all_of(MatchRequest) == []
    assert mia.post("/match/requests", data={"mentor_id": str(sam.id), "greeting": "x" * 500})


def test_a_mentor_reads_only_what_the_member_shows(client_for) -> None:
    mia = make_looking_member(
        "Mia Miller",
        alias="Robin",
        recovering_from=frozenset({"gambling"}),
        languages=frozenset({"pl", "en"}),
        gender="woman",
        birth_year=1990,
        experiences=frozenset({"veteran"}),
        words="words for later",
        shown=frozenset({"languages"}),
    )
    sam = make_open_mentor(
        "Sam",
        recovering_from=frozenset({"gambling"}),
        experiences=frozenset({"veteran"}),
        languages=frozenset({"en"}),
    )
    request = make_request(mia, sam)
    page = text_of(client_for(sam).get(f"/match/requests/{request.id}").text)
    assert "Robin asks for you" in page
    assert "Polish" in page
    for hidden in ("Miller", "Mia", "ambling", "ilitary", "Woman", "30s", "words for later"):
        assert hidden not in page
    assert "Miller" not in client_for(sam).get("/match/requests").text


def test_the_screen_shows_a_member_what_the_mentor_will_see(client_for) -> None:
    mia = make_looking_member(
        "Mia",
        alias="Robin",
        languages=frozenset({"pl", "en"}),
        gender="woman",
        shown=frozenset({"languages"}),
    )
    query = {"mentor_id": str(make_open_mentor().id)}
    page = text_of(client_for(mia).get("/match/requests/new", query_string=query).text)
    assert "“Robin”" in page
    assert "Polish" in page
    assert "Woman" not in page


def test_before_a_yes_stands_what_the_mentor_sees_after_it_under_the_name_that_is_shown(
    client_for,
) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam Smith", alias="Sunny")
    client = client_for(mia)
    asking = client.get("/match/requests/new", query_string={"mentor_id": str(sam.id)}).text
    make_request(mia, sam, origin=Origin.PROGRAM)
    for page in map(text_of, (asking, client.get("/match").text)):
        assert "What Sunny sees once you are connected" in page
        assert "The first 14 days are a trial. You can end it at any time." in page
        assert "What you logged before that day" in page
        assert "Smith" not in page


def test_a_no_is_kind_and_its_reason_is_not_the_members_to_read(client_for) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    dee, hidden = make_open_mentor("Dee"), make_open_mentor("Ray", languages=frozenset({"fr"}))
    request = make_request(mia, sam)
    page = client_for(sam).get(f"/match/requests/{request.id}").text
    for name in ("Dee", "Ray"):  # all who are open: the list tells nothing of the member
        assert f">{name}</option>" in page
    data = {"reason": "times", "words": "a canary", "suggested_id": str(dee.id)}
    assert client_for(sam).post(f"/match/requests/{request.id}/decline", data=data).location
    [row] = all_of(MatchRequest)
    assert row.reason == "Our times do not fit: a canary"
    said = client_for(mia).get("/match").text
    assert "Sam cannot take this on now. It says nothing about you." in said
    assert f"/match/requests/new?mentor_id={dee.id}" in said
    assert "canary" not in said
    assert "times do not fit" not in said
    assert str(hidden.id) not in said
    pause(dee)
    assert str(dee.id) not in client_for(mia).get("/match").text


def test_h6_the_names_to_suggest_tell_of_no_block_but_ones_own(client_for) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    dee, ray = make_open_mentor("Dee Long", alias="Dee"), make_open_mentor("Ray Smith")
    back = date(2126, 1, 1)
    make_open_mentor("Lou", away_until=back)
    keep_apart(dee, sam, is_block=True)
    keep_apart(sam, ray)
    keep_apart(dee, mia)  # nothing of the member's either
    found = request_pages.open_mentors(sam, clock.now())
    assert found == [(dee.id, "Dee")]
    request = make_request(mia, sam)
    data = {"suggested_id": str(dee.id)}
    client_for(sam).post(f"/match/requests/{request.id}/decline", data=data)
    assert all_of(MatchRequest)[0].suggested_id is None


@pytest.mark.parametrize("suggested", ["x", "\x00", "unknown", "member", "hidden"])
def test_a_suggestion_that_cannot_be_is_no_mistake(client_for, suggested) -> None:
    mia, sam = make_looking_member(languages=frozenset({"en"})), make_open_mentor("Sam")
    ids = {
        "unknown": uuid4(),
        "member": make_member("Noor").id,
        "hidden": make_open_mentor(languages={"fr"}).id,
    }
    request = make_request(mia, sam)
    data = {"suggested_id": str(ids.get(suggested, suggested))}
    sent = client_for(sam).post(f"/match/requests/{request.id}/decline", data=data)
    assert sent.status_code == 303
    [row] = all_of(MatchRequest)
    assert (row.outcome, row.suggested_id) == (Outcome.DECLINED, None)


def test_a_reason_that_is_too_long_is_kept_and_said_on_both_sides(client_for) -> None:
    mia, sam = make_looking_member(), make_open_mentor()
    request = make_request(mia, sam, origin=Origin.PROGRAM)
    for person in (mia, sam):
        sent = client_for(person).post(
            f"/match/requests/{request.id}/decline", data={"words": "y" * 501}
        )
        assert sent.status_code == 422
        assert "y" * 501 in sent.text
        assert "a bit long" in sent.text


def test_an_idea_of_the_program_is_shown_to_both_and_to_nobody_else(client_for, monday) -> None:
    mia, sam = make_looking_member("Mia"), make_open_mentor("Sam")
    request = requests.propose(mia.id, sam.id, make_coordinator(), clock.now())
    db.session.commit()
    member, mentor = client_for(mia), client_for(sam)
    assert "Your program has an idea for you" in member.get("/").text
    page = member.get("/match").text
    assert "Your program thinks Sam could be a good fit." in page
    assert f'data-request-id="{request.id}" data-mentor-id="{sam.id}"' in page
    assert "Your program thinks that the two of you" in mentor.get("/match/requests").text
    member.post(f"/match/requests/{request.id}/accept")
    assert "You said yes. We wait for Sam's answer until Thursday." in text_of(
        member.get("/match").text
    ).replace("&#39;", "'")
    assert "has an idea for you" not in member.get("/").text
    assert all_of(Match) == []
    mentor.post(f"/match/requests/{request.id}/accept")
    assert len(all_of(Match)) == 1


def test_a_member_says_no_to_an_idea_without_a_reason(client_for) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    request = make_request(mia, sam, origin=Origin.PROGRAM)
    client = client_for(mia)
    assert client.post(f"/match/requests/{request.id}/decline").location == "/match"
    assert "data-request-id" not in client.get("/match").text
    assert client_for(sam).get("/match/requests").text.count("data-request-id") == 0


def test_when_nobody_is_asked_any_more_the_member_stays_on_the_list(client_for, monday) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    requests.ask(mia, [sam.id], None, clock.now())
    db.session.commit()
    monday.shift(timedelta(days=3))
    moving_on.move_on(clock.now())
    said = text_of(client_for(mia).get("/match").text)
    assert "Sam did not answer in time." in said
    assert "You are on the waiting list since Wednesday, November 18." in said


def test_a_request_that_has_ended_shows_the_mentor_nothing_of_the_member(client_for) -> None:
    mia, sam = make_looking_member(alias="Robin"), make_open_mentor()
    request = make_request(mia, sam, greeting="a canary")
    client_for(mia).post(f"/match/requests/{request.id}/withdraw")
    mentor = client_for(sam)
    page = mentor.get(f"/match/requests/{request.id}")
    assert page.status_code == 200
    assert "This request has ended" in page.text
    assert "Robin" not in page.text
    assert "a canary" not in page.text
    after = mentor.post(f"/match/requests/{request.id}/accept")
    assert "taken back a moment ago" in mentor.get(after.location).text
    assert all_of(Match) == []


def test_h6_after_a_block_a_mentor_cannot_reach_the_request(client_for) -> None:
    mia, sam = make_looking_member(), make_open_mentor()
    request = make_request(mia, sam)
    apart.keep(mia, sam, True, clock.now())
    db.session.commit()
    mentor = client_for(sam)
    assert mentor.get(f"/match/requests/{request.id}").status_code == 404
    assert mentor.post(f"/match/requests/{request.id}/accept").status_code == 404
    assert "data-request-id" not in mentor.get("/match/requests").text


def test_h6_a_member_cannot_tell_a_block_from_a_pause(client_for) -> None:
    said = []
    for part in (partings.block, partings.not_this_person, lambda sam, *_: pause(sam)):
        mia, sam = make_looking_member(), make_open_mentor("Sam")
        make_request(mia, sam)
        part(sam, mia, clock.now())
        db.session.commit()
        moving_on.move_on(clock.now())
        page = client_for(mia).get("/match").text
        assert str(sam.id) not in page  # nothing to ask again with
        said.append(text_of(page))
        pause(sam)
    assert "Sam cannot take anyone on right now. It says nothing about you." in said[0]
    assert len(set(said)) == 1


def test_whom_the_member_keeps_away_is_not_shown_to_them(client_for) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    request = make_request(mia, sam)
    requests.decline(request, sam, None, None, clock.now())
    partings.block(mia, sam, clock.now())
    db.session.commit()
    assert "Sam" not in text_of(client_for(mia).get("/match").text)


def test_a_mentor_never_sees_who_waits_in_line(client_for) -> None:
    mia, sam = make_looking_member(), make_open_mentor()
    request = make_request(mia, sam, asked=False)
    mentor = client_for(sam)
    assert mentor.get(f"/match/requests/{request.id}").status_code == 404
    assert mentor.post(f"/match/requests/{request.id}/decline").status_code == 404
    assert "asks for you" not in mentor.get("/").text


def test_a_member_changes_the_order_and_takes_one_off(client_for) -> None:
    names = ("Sam", "Dee", "Ray")
    mia, mentors = make_looking_member(), [make_open_mentor(name) for name in names]
    ids = [str(one.id) for one in mentors]
    client = client_for(mia)
    client.post("/match/requests", data={"mentor_id": ids})
    rows = {one.mentor.display_name: one for one in all_of(MatchRequest)}
    client.post(f"/match/requests/{rows['Ray'].id}/sooner")
    said = text_of(client.get("/match").text)
    assert said.index("Ray is next in line.") < said.index("Dee is number 2 in line.")
    client.post(f"/match/requests/{rows['Ray'].id}/withdraw")
    said = text_of(client.get("/match").text)
    assert "we ask Dee" in said
    assert "Ray" not in said


def test_who_takes_back_reads_who_is_asked_now_and_can_take_back_all(client_for) -> None:
    names = ("Sam", "Dee", "Ray")
    mia, mentors = make_looking_member(), [make_open_mentor(name) for name in names]
    idea = make_request(mia, make_open_mentor("Kim"), origin=Origin.PROGRAM)
    client = client_for(mia)
    client.post("/match/requests", data={"mentor_id": [str(one.id) for one in mentors]})
    assert "Take this back, and ask Dee now" in text_of(client.get("/match").text)
    by_name = {one.mentor.display_name: one for one in all_of(MatchRequest)}
    client.post(f"/match/requests/{by_name['Ray'].id}/withdraw")
    page = text_of(client.get("/match").text)
    assert "It is taken back." in page
    assert "is asked now" not in page
    client.post(f"/match/requests/{by_name['Sam'].id}/withdraw")
    assert "It is taken back. Dee is asked now." in text_of(client.get("/match").text)
    client.post("/match/requests", data={"mentor_id": str(mentors[2].id)})
    assert "Take all of it back" in client.get("/match").text
    assert client.post("/match/requests/withdraw").location == "/match"
    assert [one.id for one in all_of(MatchRequest) if one.closed_at is None] == [idea.id]
    rang = [one.asked_at for one in all_of(MatchRequest) if one.mentor_id == mentors[2].id]
    assert rang == [None, None]


def test_the_start_says_where_it_stands_and_that_an_answer_came(client_for) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    client = client_for(mia)
    start = client.get("/").text
    assert ">My mentor</a>" in start
    assert "use a code" not in start
    assert "See where it stands" not in start
    request = make_request(mia, sam)
    assert "See where it stands" in client.get("/").text
    client_for(sam).post(f"/match/requests/{request.id}/decline")
    start = client.get("/").text
    assert "There is an answer for you." in start
    assert "See where it stands" not in start
    assert "use a code" in client_for(make_member("Noor")).get("/").text


def test_a_code_from_a_mentor_settles_what_was_asked_of_others(client_for) -> None:
    from tests.support.people import invite

    mia, sam, toni = make_looking_member(), make_open_mentor("Sam"), make_mentor("Toni")
    make_request(mia, sam)
    client_for(mia).post(f"/i/{invite(toni).code}")
    [row] = all_of(MatchRequest)
    assert row.outcome == Outcome.SETTLED


def test_asking_for_another_beside_the_present_mentor_is_possible(client_for) -> None:
    mia, sam, toni = make_looking_member(), make_open_mentor("Sam"), make_open_mentor("Toni")
    match(toni, mia)
    client = client_for(mia)
    sent = client.post("/match/requests", data={"mentor_id": str(toni.id)})
    assert sent.status_code == 422
    assert "This mentor walks with you already." in sent.text
    assert client.post("/match/requests", data={"mentor_id": str(sam.id)}).status_code == 303
    assert answers.of(mia, Side.MEMBER).looking_since
