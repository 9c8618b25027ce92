"""A proposal on its pages: nothing is sent before a yes, nothing twice, each no has a reason."""

from datetime import timedelta
from uuid import uuid4

import pytest

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.matching import answers, requests, rules
from peerapp.matching.models import Match, MatchRequest, Origin, Side
from peerapp.program import proposals
from peerapp.program.models import Decision, Proposal, ProposedPair
from tests.support.client import all_of
from tests.support.people import make_coordinator, match, one_commit, pause, save
from tests.support.proposals import make_pair, make_proposal
from tests.support.queries import queries_of
from tests.support.requests import make_looking_member, make_open_mentor, make_request

ENGLISH, POLISH = frozenset({"en"}), frozenset({"pl"})


@pytest.fixture
def boss(client_for):
    return client_for(make_coordinator("Cora"))


def three_wait() -> tuple[Person, Person, Person, Person]:
    """Two who fit, one whom nobody fits, and their mentor."""
    return (
        make_looking_member("Maya", languages=ENGLISH),
        make_looking_member("Noel", languages=ENGLISH),
        make_looking_member("Ala", languages=POLISH),
        make_open_mentor("Sam", 5, words="canary of words"),
    )


def proposed(boss) -> str:
    """Made by the button; its address."""
    return boss.post("/program/proposals").location


def pair_of(member: Person) -> ProposedPair:
    return next(one for one in all_of(ProposedPair) if one.member_id == member.id)


@pytest.mark.both_databases
def test_h8_a_proposal_says_the_whole_in_words_and_asks_nobody(app, boss) -> None:
    three_wait()
    here = proposed(boss)
    page = boss.get(here).text
    assert "3 people wait. 2 can be paired now. Nobody’s must is broken." in page
    assert "Maya and Sam" in page
    assert "Both speak English." in page
    assert "Fit 100 of 100" in page
    assert "canary" not in page
    unmatched = boss.get(f"{here}?show=unmatched").text
    assert "1 person waits for a mentor who speaks Polish." in unmatched
    assert "Nothing begins until both say yes" in boss.get(f"{here}/accept-all").text
    assert not all_of(MatchRequest)


@pytest.mark.both_databases
def test_h8_accepting_all_asks_each_pair_once_and_begins_nothing(app, boss) -> None:
    three_wait()
    here = proposed(boss)
    for _ in range(2):
        assert boss.post(f"{here}/accept-all").status_code == 303
    requests = all_of(MatchRequest)
    assert len(requests) == 2
    assert all(one.origin == Origin.PROGRAM for one in requests)
    assert not any(one.member_yes_at or one.mentor_yes_at for one in requests)
    assert not all_of(Match)
    assert "Both were asked" in boss.get(f"{here}?show=decided").text


@pytest.mark.both_databases
def test_only_the_ticked_pairs_are_asked(app, boss) -> None:
    maya, noel, _, _ = three_wait()
    here = proposed(boss)
    data = {"pair": [str(pair_of(maya).id), str(uuid4()), "x", ""]}
    boss.post(f"{here}/accept", data=data)
    boss.post(f"{here}/accept", data=data)
    (request,) = all_of(MatchRequest)
    assert request.member_id == maya.id
    assert pair_of(noel).decided_at is None


def test_what_is_ticked_is_shown_once_more_before_it_is_asked(boss) -> None:
    maya, noel, *_ = three_wait()
    here = proposed(boss)
    form = boss.get(here).text
    assert f'<form method="get" action="{here}/accept-all"' in form  # also on Enter
    sure = boss.get(f"{here}/accept-all?ticked=yes&pair={pair_of(maya).id}&pair=x").text
    assert "Ask this pair?" in sure
    assert "<li>Maya and Sam</li>" in sure
    assert "Noel" not in sure
    assert f'name="pair" value="{pair_of(maya).id}"' in sure
    assert not all_of(MatchRequest)
    none = boss.get(f"{here}/accept-all?ticked=yes", follow_redirects=True).text
    assert "No pair was chosen, so nothing was sent." in none
    assert "checked" not in boss.get(f"{here}?ticked=none").text
    assert "No pair was chosen." in boss.post(f"{here}/leave", follow_redirects=True).text
    assert pair_of(noel).decided_at is None


def test_what_cannot_be_asked_any_more_is_not_counted(boss) -> None:
    maya, noel, *_ = three_wait()
    here = proposed(boss)
    match(make_open_mentor("Dee"), maya)
    assert "Ask the 1 that can be asked" in boss.get(here).text
    sure = boss.get(f"{here}/accept-all").text
    assert "Ask this pair?" in sure
    assert "1 pair cannot be asked any more" in sure
    match(make_open_mentor("Toni"), noel)
    page = boss.get(here).text
    assert 'button--main" href' not in page
    assert "None of these pairs can be asked now." in boss.get(f"{here}/accept-all").text


def test_who_found_somebody_is_not_among_those_with_nobody_yet(boss) -> None:
    *_, ala, _ = three_wait()
    here = proposed(boss)
    page = boss.get(f"{here}?show=unmatched").text
    assert f'href="{here}/pairs/{pair_of(ala).id}"' in page  # to be put into the proposal
    match(make_open_mentor("Dee"), ala)
    page = boss.get(f"{here}?show=unmatched").text
    assert "Nobody yet (0)" in page
    assert "Ala" not in page
    assert "speaks Polish" not in page


def test_after_what_was_decided_the_summary_is_of_what_is_there(boss) -> None:
    maya, *_ = three_wait()
    here = proposed(boss)
    boss.post(f"{here}/accept", data={"pair": str(pair_of(maya).id)})
    page = boss.get(f"{here}?page=99").text
    assert "A pair was suggested for 2 of 3 people." in page
    assert "can be paired now" not in page
    assert "Noel and Sam" in page  # the last page, where there are no 99
    assert "It waits for an answer." in boss.get(f"{here}?show=decided&page=99").text
    listed = boss.get("/program/proposals").text
    assert "3 people wait; 1 has asked already." in listed
    assert "Make a proposal for 2 people" in listed
    (request,) = all_of(MatchRequest)
    requests.decline(request, maya, None, None, clock.now())
    db.session.commit()
    assert "One of the two said no." in boss.get(f"{here}?show=decided").text


@pytest.mark.both_databases
def test_a_pair_that_is_left_out_can_be_brought_back(app, boss) -> None:
    maya, *_ = three_wait()
    here = proposed(boss)
    boss.post(f"{here}/leave", data={"pair": str(pair_of(maya).id)})
    assert pair_of(maya).decision == Decision.LEFT
    assert "stays on the list" in boss.get(f"{here}?show=decided").text
    boss.post(f"{here}/pairs/{pair_of(maya).id}/bring-back")
    assert pair_of(maya).decided_at is None
    assert not all_of(MatchRequest)


@pytest.mark.both_databases
def test_a_pair_that_cannot_be_any_more_is_not_asked_and_it_says_why(app, boss) -> None:
    maya, noel, *_ = three_wait()
    here = proposed(boss)
    match(make_open_mentor("Dee"), maya)  # she found somebody meanwhile
    page = boss.get(here).text
    assert "This member has a mentor by now." in page
    assert page.count("checked") == 1  # only Noel's box
    done = boss.post(f"{here}/accept-all", follow_redirects=True).text
    assert "1 pair was asked. 1 could not be asked. Maya: This member has a mentor by now." in done
    assert [one.member_id for one in all_of(MatchRequest)] == [noel.id]


def test_a_mentor_who_was_paused_a_second_ago_is_not_asked(boss) -> None:
    *_, sam = three_wait()
    here = proposed(boss)
    pause(sam)
    done = boss.post(f"{here}/accept-all", follow_redirects=True).text
    assert "0 pairs were asked. 2 could not be asked." in done
    assert "This mentor takes nobody on now." in done
    assert not all_of(MatchRequest)


def test_from_an_older_proposal_nothing_is_sent(boss) -> None:
    maya, *_ = three_wait()
    old = proposed(boss)
    pair_id = str(pair_of(maya).id)
    with one_commit():
        make_proposal(make_coordinator(), created_at=clock.now() + timedelta(seconds=5))
    assert "This is an older proposal" in boss.get(old).text
    assert "Yes, ask them" not in boss.get(f"{old}/accept-all").text
    boss.post(f"{old}/accept-all")
    boss.post(f"{old}/accept", data={"pair": pair_id})
    assert not all_of(MatchRequest)


def test_a_pair_of_another_proposal_is_not_reached_through_this_one(boss) -> None:
    maya, *_ = three_wait()
    here = proposed(boss)
    other = make_pair(make_proposal(make_coordinator(), created_at=clock.now() - timedelta(1)),
                      maya, make_open_mentor("Dee"))  # fmt: skip
    assert boss.get(f"{here}/pairs/{other.id}").status_code == 404
    assert boss.post(f"{here}/pairs/{other.id}").status_code == 404
    boss.post(f"{here}/accept", data={"pair": str(other.id)})
    assert not all_of(MatchRequest)


@pytest.mark.both_databases
def test_another_mentor_is_put_by_hand_in_the_proposal_only(app, boss) -> None:
    maya, *_ = three_wait()
    here = proposed(boss)
    dee = make_open_mentor("Dee", 1, languages=frozenset({"en", "es"}))
    own = pair_of(maya)
    page = boss.get(f"{here}/pairs/{own.id}").text
    assert "Choose Dee" in page
    assert "Just as good a fit." in page
    done = boss.post(f"{here}/pairs/{own.id}?page=2", data={"mentor_id": str(dee.id)})
    assert done.location == f"{here}?page=2"
    assert "Maya is with Dee now. Nobody was asked yet." in boss.get(done.location).text
    assert pair_of(maya).mentor_id == dee.id
    assert "chosen by hand" in boss.get(here).text
    assert not all_of(MatchRequest)


def test_a_mentor_who_is_full_cannot_be_put_by_hand(boss) -> None:
    maya, *_ = three_wait()
    here = proposed(boss)
    full = make_open_mentor("Full", 1)
    make_request(make_looking_member("Otis"), full, Origin.PROGRAM)
    own = f"{here}/pairs/{pair_of(maya).id}"
    for bad in (str(full.id), str(uuid4()), str(maya.id), "x", ""):
        answer = boss.post(own, data={"mentor_id": bad})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text


def test_while_it_is_worked_out_the_page_says_so_and_looks_again(boss, monkeypatch) -> None:
    three_wait()
    asked = []
    monkeypatch.setattr(proposals, "work_out", asked.append)  # the worker is busy
    here = proposed(boss)
    assert proposed(boss) == here  # a second tap makes no second one
    assert asked == [all_of(Proposal)[0].id] * 2  # the queue may have lost the first message
    page = boss.get(here).text
    assert "We are working it out" in page
    assert "Look again" in page
    assert 'hx-trigger="load delay:2s"' in boss.get(here, htmx=True).text
    (proposal,) = all_of(Proposal)
    proposal.ready_at = clock.now()
    save(proposal)
    assert boss.get(here, htmx=True).headers["HX-Redirect"] == here
    proposal.ready_at, proposal.problem = None, proposals.BROKE_OFF
    save(proposal)
    assert "Nobody was asked anything" in boss.get(here).text
    assert "Could not be worked out" in boss.get("/program/proposals").text


def test_where_the_queue_cannot_be_reached_the_page_says_so(boss, monkeypatch) -> None:
    def gone(_proposal_id: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(proposals, "work_out", gone)
    assert "Nobody was asked anything" in boss.get(proposed(boss)).text


def test_the_number_of_queries_does_not_grow_with_the_pairs(boss) -> None:
    def wait(start: int, count: int) -> None:
        with one_commit():
            for number in range(start, start + count):
                make_looking_member(f"Person {number}", languages=ENGLISH)
                make_open_mentor(f"Mentor {number}", 1)

    def of_page() -> int:
        here = proposed(boss)
        boss.get(here)
        return queries_of(lambda: boss.get(here))

    wait(0, 3)
    few = of_page()
    db.session.query(Proposal).delete()
    wait(3, 57)
    assert of_page() <= few + 1  # a second round of roles, which come in hundreds


def test_while_the_worker_asks_them_the_page_says_how_many_are_left(boss) -> None:
    three_wait()
    here = proposed(boss)
    assert "2 to go" in boss.get(f"{here}?sending=yes").text
    part = boss.get(f"{here}?sending=yes", htmx=True).text
    assert "2 to go" in part
    assert "<html" not in part
    boss.post(f"{here}/accept-all")
    assert boss.get(f"{here}?sending=yes", htmx=True).headers["HX-Redirect"] == here


def test_a_change_of_the_rules_since_is_told(boss) -> None:
    three_wait()
    here = proposed(boss)
    assert "The rules changed since" not in boss.get(here).text
    with one_commit():
        rules.change({"age": 9}, 3, 14, make_coordinator(), clock.now() + timedelta(seconds=5))
    assert "The rules changed since." in boss.get(here).text


def test_who_waits_longest_without_a_pair_is_told_with_the_rule(boss) -> None:
    *_, ala, _ = three_wait()
    answers.to_change(ala, Side.MEMBER, clock.now()).looking_since = clock.now() - timedelta(91)
    db.session.commit()
    page = boss.get(f"{proposed(boss)}?show=unmatched").text
    assert "Longest wait without a pair: 91 days." in page
    assert "outweighs up to 90 days of waiting" in page
    assert "Nobody fits yet: no mentor speaks Polish." in page


def test_old_proposals_are_forgotten_with_the_next(boss) -> None:
    with one_commit():
        make_proposal(make_coordinator(), created_at=clock.now() - timedelta(91))
        kept = make_proposal(make_coordinator(), created_at=clock.now() - timedelta(89))
    proposed(boss)
    assert len(all_of(Proposal)) == 2
    assert kept in all_of(Proposal)
