"""A coordinator sees who waits, why nobody fits, and can choose a mentor by hand."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.fit import causes, nobody
from peerapp.fit.causes import Cause
from peerapp.fit.profiles import Profile
from peerapp.matching.models import Match, MatchRequest, Origin, Outcome, Side
from peerapp.program import recruiting
from tests.support.client import all_of
from tests.support.people import (
    answer_for_matching,
    check_in,
    keep_apart,
    make_coordinator,
    make_member,
    make_mentor,
    match,
    one_commit,
)
from tests.support.queries import queries_of
from tests.support.requests import make_looking_member, make_open_mentor, make_request

POLISH = frozenset({"pl"})


@pytest.fixture
def boss(client_for):
    return client_for(make_coordinator())


def waits(name: str, since: datetime | None) -> Person:
    member = make_member(name)
    answer_for_matching(member, Side.MEMBER, looking_since=since)
    return member


@pytest.mark.both_databases
def test_the_longest_wait_is_first_with_where_it_stands(app, boss) -> None:
    now, sam = clock.now(), make_open_mentor("Sam")
    waits("Newman", now - timedelta(days=2))
    old = waits("Oldrich", now - timedelta(days=40))
    make_request(old, sam)
    page = boss.get("/program/waiting").text
    assert "2 people wait for a mentor" in page
    assert page.index("Oldrich") < page.index("Newman")
    assert "Waits 40 days" in page
    assert "Asked Sam today" in page
    assert "Looking. Nobody was asked yet." in page


def test_whom_nobody_fits_is_said_with_the_reason_and_whom_to_look_for(boss) -> None:
    make_open_mentor("Sam")
    for name in ("Ala", "Ola"):
        make_looking_member(name, languages=POLISH)
    make_looking_member("Maya", languages=frozenset({"en"}))
    page = boss.get("/program/waiting").text
    assert "For 2 of them nobody fits yet" in page
    assert "2 people wait for a mentor who speaks Polish." in page
    only = boss.get("/program/waiting?show=nobody").text
    assert "no mentor speaks Polish" in only
    assert "Ala" in only
    assert "Maya" not in only


def test_who_has_a_mentor_or_looks_no_more_is_not_on_the_list(boss) -> None:
    waits("Gone", None)
    assert "Nobody waits for a mentor now" in boss.get("/program/waiting").text


def test_the_number_of_queries_does_not_grow_with_the_list(boss) -> None:
    sam = make_open_mentor("Sam", 9)

    def wait(count: int) -> None:
        with one_commit():
            for number in range(count):
                member = make_looking_member(f"Person {number}")
                if number % 2:
                    make_request(member, sam)

    wait(3)
    boss.get("/program/waiting")
    few = queries_of(lambda: boss.get("/program/waiting"))
    program = queries_of(lambda: boss.get("/program"))
    wait(57)
    boss.get("/program/waiting")  # that they were looked at is written down once an hour
    assert queries_of(lambda: boss.get("/program/waiting")) == few
    assert queries_of(lambda: boss.get("/program")) == program
    assert "Page 2 of 3" in boss.get("/program/waiting?page=2").text
    for odd in ("0", "-1", "9" * 40, "x", "²", "99999"):
        assert boss.get(f"/program/waiting?page={odd}").status_code == 200


@pytest.mark.both_databases
def test_h8_choosing_by_hand_asks_both_and_begins_nothing(app, boss) -> None:
    sam = make_open_mentor("Sam")
    maya = make_looking_member("Maya", languages=frozenset({"en"}))
    page = boss.get(f"/program/waiting/{maya.id}").text
    assert "Both speak English." in page
    assert "Fit 100 of 100" in page
    here = f"/program/waiting/{maya.id}/mentors/{sam.id}"
    assert "Nothing begins until both say yes" in boss.get(here).text
    assert not all_of(MatchRequest)
    boss.post(here)
    boss.post(here)
    (request,) = all_of(MatchRequest)
    assert request.origin == Origin.PROGRAM
    assert request.member_yes_at is None
    assert request.mentor_yes_at is None
    assert not all_of(Match)
    assert "You suggested Sam today. Nobody has answered yet." in boss.get("/program/waiting").text


def test_who_cannot_be_asked_is_not_asked_and_it_says_why(boss) -> None:
    full = make_open_mentor("Full", capacity=1)
    make_request(make_member("Other"), full, Origin.PROGRAM)
    stranger, maya = make_open_mentor("Anders"), make_looking_member("Maya")
    keep_apart(maya, stranger, is_block=True)
    assert "Anders" not in boss.get(f"/program/waiting/{maya.id}").text
    for mentor, why in ((full, "no free place"), (stranger, "Something stands between these two.")):
        answer = boss.post(f"/program/waiting/{maya.id}/mentors/{mentor.id}")
        assert answer.status_code == 422
        assert why in answer.text
    assert len(all_of(MatchRequest)) == 1
    assert boss.post(f"/program/waiting/{maya.id}/mentors/{maya.id}").status_code == 404
    assert boss.get(f"/program/waiting/{stranger.id}").status_code == 404


def test_h6_a_coordinator_reads_nothing_that_was_not_meant_for_them(boss) -> None:
    sam = make_open_mentor("Sam", words="canary of words", alias="Canary alias")
    maya = make_looking_member("Maya", words="canary of hopes", alias="Canary name")
    check_in(maya, note="canary of a note")
    make_request(maya, sam, greeting="canary of a greeting")
    paths = ["/program", "/program/waiting", f"/program/waiting/{maya.id}", "/program/requests",
             f"/program/waiting/{maya.id}/mentors/{sam.id}", "/program/trials"]  # fmt: skip
    for path in paths:
        assert "canary" not in boss.get(path).text.lower()


@pytest.mark.parametrize("make", [make_member, make_mentor])
def test_nobody_else_reaches_any_of_it(client_for, make) -> None:
    maya, other = make_looking_member("Maya"), client_for(make("Otto"))
    for path in ("/program/waiting", f"/program/waiting/{maya.id}", "/program/proposals",
                 "/program/requests", "/program/trials", "/program/matching"):  # fmt: skip
        assert other.get(path).status_code == 404


@pytest.mark.both_databases
def test_what_came_of_requests_is_told_with_the_reason_that_was_meant_for_us(app, boss) -> None:
    now = clock.now()
    sam, dee, maya = make_open_mentor("Sam"), make_open_mentor("Dee"), make_looking_member("Maya")
    ended = {"closed_at": now, "now": now - timedelta(days=3)}
    make_request(maya, sam, outcome=Outcome.LAPSED, **ended)
    no = {"reason": "I work nights.", "closed_by_id": dee.id, "suggested_id": sam.id, **ended}
    make_request(make_looking_member("Ada"), dee, outcome=Outcome.DECLINED, **no)
    make_request(maya, dee, now=now + timedelta(seconds=1), greeting="canary")
    silent = boss.get("/program/requests?show=silent").text
    assert "Sam did not answer in 3 days; Dee was asked instead." in silent
    declined = boss.get("/program/requests?show=no").text
    assert "Dee said no" in declined
    assert "I work nights." in declined
    assert "Dee suggests Sam instead." in declined
    assert "canary" not in boss.get("/program/requests").text


@pytest.mark.both_databases
def test_only_what_the_program_suggested_can_be_taken_back(app, boss) -> None:
    sam, maya, ada = make_open_mentor("Sam"), make_looking_member(), make_looking_member("Ada")
    ours, own = make_request(maya, sam, Origin.PROGRAM), make_request(ada, sam)
    assert boss.post(f"/program/requests/{own.id}/withdraw").status_code == 404
    for _ in range(2):
        assert boss.post(f"/program/requests/{ours.id}/withdraw").status_code == 303
    found = {one.id: one.outcome for one in all_of(MatchRequest)}
    assert found == {ours.id: Outcome.WITHDRAWN, own.id: None}


def test_the_number_of_queries_of_the_requests_does_not_grow(boss) -> None:
    sam = make_open_mentor("Sam")
    make_request(make_looking_member(), sam, Origin.PROGRAM)
    boss.get("/program/requests")
    few = queries_of(lambda: boss.get("/program/requests"))
    with one_commit():
        for number in range(30):
            make_request(make_looking_member(f"Person {number}"), sam, Origin.PROGRAM)
    boss.get("/program/requests")  # that they were looked at is written down once an hour
    assert queries_of(lambda: boss.get("/program/requests")) == few


def cause(question, **given) -> str:
    """As nobody.why says it to the coordinator."""
    sets = {name: frozenset(value) for name, value in given.items()}
    return nobody.CAUSES[question](Profile(uuid4(), "UTC", **sets))[1]


@pytest.mark.parametrize(
    ("obstacle", "who"),
    [
        (cause("languages", languages={"pl"}), "a mentor who speaks Polish"),
        (cause("gender", gender_wish={"woman"}), "a mentor who is a woman"),
        (Cause(causes.NOT_OPEN), "any mentor who is open to new people"),
        (
            cause("pathways", unwanted_pathways={"12_step"}),
            "a mentor with another pathway than 12-step",
        ),
    ],
)
def test_an_obstacle_says_who_is_missing(obstacle, who) -> None:
    [found] = recruiting.missing([obstacle, Cause()])
    assert found.words == f"1 person waits for {who}."


def test_the_most_needed_is_first() -> None:
    turkish, polish = (cause("languages", languages={one}) for one in ("tr", "pl"))
    found = recruiting.missing([turkish, *[polish] * 4])
    assert found[0].words == "4 people wait for a mentor who speaks Polish."
    assert found[1].words == "1 person waits for a mentor who speaks Turkish."


def test_who_only_lacks_a_place_or_asks_much_is_no_call_to_recruit() -> None:
    places = [nobody.full(number, []).for_coordinator for number in (1, 3)]
    wishes = [Cause(causes.ALL_AT_ONCE), Cause(causes.ALL_AT_ONCE, ("age", "gender"))]
    found = recruiting.missing([*[recruiting.TAKEN] * 17, recruiting.GAVE_UP, *places, *wishes])
    assert [one.words for one in found] == [
        "20 more people than places.",
        "2 people have wishes that no one mentor meets all at once.",
    ]


def test_who_fits_a_full_mentor_is_counted_apart(boss) -> None:
    match(make_open_mentor("Sam", capacity=1), make_member("Zoe"))
    make_looking_member("Maya")
    page = boss.get("/program/waiting").text
    assert "No free place yet: the one who fits has no free place." in page
    assert "For 1 somebody fits, with no free place yet." in page
    assert "Nobody fits yet" not in page
