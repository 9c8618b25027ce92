"""The verbs of requests: ask, accept, decline, withdraw, propose; one after the other, both yes."""

from datetime import timedelta

import pytest

from peerapp import clock
from peerapp.accounts.models import Role
from peerapp.extensions import db
from peerapp.matching import answers, apart, matches, request_lists, requests
from peerapp.matching.may_ask import Why
from peerapp.matching.models import Match, MatchRequest, Origin, Outcome, Side
from peerapp.matching.requests import CannotAsk
from tests.support.client import all_of
from tests.support.people import (
    make_coordinator,
    make_member,
    make_mentor,
    match,
    pause,
    save,
    suspend,
)
from tests.support.requests import make_looking_member, make_open_mentor

pytestmark = pytest.mark.both_databases


@pytest.fixture
def now():
    return clock.now()


def states():
    """(mentor's name, asked?, outcome) in the order of the line."""
    rows = sorted(all_of(MatchRequest), key=lambda one: one.position)
    return [
        (one.mentor.display_name, one.asked_at is not None, one.outcome and str(one.outcome))
        for one in rows
    ]


def ask(member, *mentors, greeting=None, now=None):
    made = requests.ask(member, [one.id for one in mentors], greeting, now or clock.now())
    db.session.commit()
    return made


def test_the_first_is_asked_now_and_the_others_wait_in_line(app, now) -> None:
    mia = make_looking_member()
    sam, dee, ray = make_open_mentor("Sam"), make_open_mentor("Dee"), make_open_mentor("Ray")
    [first, second] = ask(mia, sam, dee, greeting="Hello", now=now)
    assert (first.asked_at, first.answer_by) == (now, now + timedelta(days=3))
    assert (second.asked_at, second.answer_by) == (None, None)
    assert first.greeting == "Hello"
    ask(mia, ray)
    assert states() == [("Sam", True, None), ("Dee", False, None), ("Ray", False, None)]
    assert [one.member_id for one in request_lists.for_mentor(sam)] == [mia.id]
    assert request_lists.for_mentor(dee) == []
    assert request_lists.mine(dee, second.id) is None


def test_asking_puts_a_member_on_the_waiting_list_and_keeps_their_place(app, now) -> None:
    mia, noor = make_member("Mia"), make_looking_member("Noor")
    since = answers.of(noor, Side.MEMBER).looking_since
    ask(mia, make_open_mentor("Sam"), now=now)
    ask(noor, make_open_mentor("Dee"), now=now)
    assert answers.of(mia, Side.MEMBER).looking_since == now
    assert answers.of(noor, Side.MEMBER).looking_since == since


def test_the_same_mentor_twice_is_one_request(app) -> None:
    mia, sam = make_looking_member(), make_open_mentor()
    assert ask(mia, sam, sam) == ask(mia, sam)
    assert len(all_of(MatchRequest)) == 1


def test_five_at_most_are_open_and_a_sixth_changes_nothing(app) -> None:
    mia = make_looking_member()
    ask(mia, *[make_open_mentor(f"Sam{n}") for n in range(4)])
    with pytest.raises(CannotAsk, match="up to 5"):
        ask(mia, make_open_mentor("Dee"), make_open_mentor("Ray"))
    db.session.rollback()
    assert len(all_of(MatchRequest)) == 4
    ask(mia, make_open_mentor("Lou"))


def away(mentor, mia):
    answers.of(mentor, Side.MENTOR).away_until = clock.now().date() + timedelta(days=9)


def closed(mentor, mia):
    answers.of(mentor, Side.MENTOR).open_since = None


def full(mentor, mia):
    for number in range(2):
        match(mentor, make_member(f"Noor{number}"))


def promised(mentor, mia):
    """The program's open requests hold their places."""
    for number in range(2):
        noor = make_member(f"Noor{number}")
        requests.propose(noor.id, mentor.id, make_coordinator(), clock.now())


def kept_apart(mentor, mia):
    apart.keep(mentor, mia, True, clock.now())


def without_answers(mentor, mia):
    db.session.delete(answers.of(mentor, Side.MENTOR))


def a_mentors(mentor, mia):
    match(mentor, mia)


@pytest.mark.parametrize(
    ("spoiled", "why"),
    [
        (lambda mentor, mia: pause(mentor), Why.NOT_OPEN),
        (lambda mentor, mia: suspend(mentor), Why.NOT_OPEN),
        (away, Why.NOT_OPEN),
        (closed, Why.NOT_OPEN),
        (without_answers, Why.NOT_OPEN),
        (full, Why.FULL),
        (promised, Why.FULL),
        (kept_apart, Why.APART),
        (a_mentors, Why.THEIRS),
    ],
)
def test_whom_one_cannot_ask_nobody_can_propose(app, now, spoiled, why) -> None:
    mia, sam, dee = make_looking_member(), make_open_mentor("Sam"), make_open_mentor("Dee")
    spoiled(sam, mia)
    db.session.commit()
    before = len(all_of(MatchRequest))
    with pytest.raises(CannotAsk) as told:
        requests.ask(mia, [dee.id, sam.id], None, now)
    assert told.value.why == why
    db.session.rollback()
    with pytest.raises(CannotAsk) as told:
        requests.propose(mia.id, sam.id, make_coordinator(), now)
    assert told.value.why == why
    db.session.rollback()
    assert len(all_of(MatchRequest)) == before


def test_a_member_reads_the_same_whatever_keeps_a_mentor_from_them(app, now) -> None:
    said = set()
    for name, spoiled in enumerate([away, full, kept_apart, closed]):
        mia, sam = make_looking_member(), make_open_mentor(f"Sam{name}")
        spoiled(sam, mia)
        with pytest.raises(CannotAsk) as told:
            requests.ask(mia, [sam.id], None, now)
        said.add(str(told.value))
        db.session.rollback()
    assert len(said) == 1


def test_h8_a_mentors_yes_to_a_members_request_is_a_match_with_a_trial(app, now) -> None:
    mia, sam, dee = make_looking_member(), make_open_mentor("Sam"), make_open_mentor("Dee")
    [request, _] = ask(mia, sam, dee)
    assert all_of(Match) == []
    made = requests.accept(request, sam, now)
    db.session.commit()
    assert (made.member_id, made.mentor_id, made.request_id) == (mia.id, sam.id, request.id)
    assert made.trial_ends_at == now + timedelta(days=14)
    assert states() == [("Sam", True, "accepted"), ("Dee", False, "settled")]
    assert answers.of(mia, Side.MEMBER).looking_since is None
    assert requests.accept(request, sam, now) == made
    assert len(all_of(Match)) == 1


@pytest.mark.parametrize("first", ["member", "mentor"])
def test_h8_a_proposal_of_the_program_needs_the_yes_of_both(app, now, first) -> None:
    mia, sam, cora = make_looking_member(), make_open_mentor("Sam"), make_coordinator()
    request = requests.propose(mia.id, sam.id, cora, now)
    assert (request.member_yes_at, request.mentor_yes_at) == (None, None)
    assert requests.propose(mia.id, sam.id, cora, now) == request
    one, other = (mia, sam) if first == "member" else (sam, mia)
    assert requests.accept(request, one, now) is None
    assert requests.accept(request, one, now) is None
    assert requests.accept(request, cora, now) is None  # the coordinator's is neither's yes
    assert all_of(Match) == []
    assert requests.accept(request, other, now)
    assert len(all_of(Match)) == 1


def test_h8_a_member_cannot_say_the_mentors_yes(app, now) -> None:
    mia, sam = make_looking_member(), make_open_mentor()
    [request] = ask(mia, sam)
    assert requests.accept(request, mia, now) is None
    assert all_of(Match) == []


def test_asking_whom_the_program_suggested_is_the_members_yes(app, now) -> None:
    mia, sam = make_looking_member(), make_open_mentor()
    request = requests.propose(mia.id, sam.id, make_coordinator(), now)
    requests.accept(request, sam, now)
    assert ask(mia, sam) == [request]
    assert request.outcome == Outcome.ACCEPTED
    assert len(all_of(Match)) == 1


def test_the_program_does_not_propose_whom_the_member_asked(app, now) -> None:
    mia, sam = make_looking_member(), make_open_mentor()
    ask(mia, sam)
    with pytest.raises(CannotAsk, match="already"):
        requests.propose(mia.id, sam.id, make_coordinator(), now)


def test_a_no_asks_the_next_and_its_reason_is_kept_encrypted(app, now) -> None:
    mia, sam, dee = make_looking_member(), make_open_mentor("Sam"), make_open_mentor("Dee")
    [first, second] = ask(mia, sam, dee)
    requests.decline(first, sam, "a canary", None, now)
    db.session.commit()
    assert states() == [("Sam", True, "declined"), ("Dee", True, None)]
    assert first.closed_by_id == sam.id
    assert first.reason == "a canary"
    raw = db.session.execute(db.text("SELECT reason FROM match_requests")).scalars().all()
    assert all("canary" not in (one or "") for one in raw)
    assert second.answer_by == now + timedelta(days=3)
    requests.decline(first, sam, "again", None, now)  # twice is once
    assert first.reason == "a canary"


def test_a_suggestion_that_cannot_be_is_dropped_without_a_word(app, now) -> None:
    mia, good, shut = make_looking_member(), make_open_mentor("Dee"), make_mentor("Ray")
    hidden, asked = make_open_mentor("Lou"), make_open_mentor("Kim")
    apart.keep(mia, hidden, False, now)
    cases = ((shut, None), (hidden, None), (asked, None), (good, good.id))
    made = ask(mia, *[make_open_mentor(f"Sam{n}") for n in range(len(cases))], asked)
    for request, (suggested, kept) in zip(made, cases, strict=False):
        requests.decline(request, request.mentor, None, suggested, now)
        assert request.outcome == Outcome.DECLINED
        assert request.suggested_id == kept


def test_a_mentor_who_said_no_is_not_asked_again_for_a_month(app, now) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    [request] = ask(mia, sam)
    requests.decline(request, sam, None, None, now)
    db.session.commit()
    with pytest.raises(CannotAsk, match="some weeks"):
        ask(mia, sam)
    db.session.rollback()
    [again] = ask(mia, sam, now=now + timedelta(days=31))
    assert again.asked_at


def says_no_to_the_program(sam, mia, now):
    request = requests.propose(mia.id, sam.id, make_coordinator(), now)
    requests.decline(request, sam, None, None, now)


def ends_it(sam, mia, now):
    matches.end(match(sam, mia), sam, now)


@pytest.mark.parametrize("says_no", [says_no_to_the_program, ends_it])
def test_a_mentors_no_of_any_kind_is_heard_for_a_month(app, now, says_no) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    says_no(sam, mia, now)
    db.session.commit()
    with pytest.raises(CannotAsk, match="some weeks"):
        ask(mia, sam)
    db.session.rollback()
    assert ask(mia, sam, now=now + timedelta(days=31))


def test_a_members_own_no_keeps_them_from_nobody(app, now) -> None:
    mia, sam, dee = make_looking_member(), make_open_mentor("Sam"), make_open_mentor("Dee")
    request = requests.propose(mia.id, sam.id, make_coordinator(), now)
    requests.decline(request, mia, None, None, now)
    matches.end(match(dee, mia), mia, now)
    db.session.commit()
    assert len(ask(mia, sam, dee)) == 2


def test_nobody_makes_a_phone_ring_by_asking_and_taking_back_without_end(app, now) -> None:
    mia, sam = make_looking_member(), make_open_mentor("Sam")
    for _ in range(3):
        [request] = ask(mia, sam)
        requests.withdraw(request, mia, now)
    db.session.commit()
    with pytest.raises(CannotAsk, match="some weeks"):
        ask(mia, sam)
    db.session.rollback()
    requests.propose(mia.id, sam.id, make_coordinator(), now)  # the program may still


def test_ten_mentors_a_day_are_asked_at_most_with_those_taken_back(app, now) -> None:
    mia, mentors = make_looking_member(), [make_open_mentor(f"Sam{n}") for n in range(14)]
    for some in (mentors[:5], mentors[5:9]):
        for request in ask(mia, *some, now=now):
            requests.withdraw(request, mia, now)
    db.session.commit()
    assert sum(one.asked_at is not None for one in all_of(MatchRequest)) == 9
    for some in (mentors[9:11], mentors[9:14]):
        with pytest.raises(CannotAsk, match="asked many mentors today"):
            ask(mia, *some, now=now)
        db.session.rollback()
    ask(mia, mentors[9], now=now)
    ask(mia, mentors[9], now=now)  # the same again is no new one
    with pytest.raises(CannotAsk, match="asked many mentors today"):
        ask(mia, mentors[10], now=now + timedelta(hours=23))
    db.session.rollback()
    assert ask(mia, mentors[10], now=now + timedelta(hours=24, seconds=1))
    assert ask(make_looking_member("Noor"), mentors[11], now=now)


def test_a_withdrawn_request_is_gone_for_the_mentor_and_the_next_is_asked(app, now) -> None:
    mia, sam, dee = make_looking_member(), make_open_mentor("Sam"), make_open_mentor("Dee")
    [first, _] = ask(mia, sam, dee)
    requests.withdraw(first, mia, now)
    db.session.commit()
    assert request_lists.for_mentor(sam) == []
    assert states() == [("Sam", True, "withdrawn"), ("Dee", True, None)]
    assert requests.accept(first, sam, now) is None
    assert all_of(Match) == []
    assert answers.of(mia, Side.MEMBER).looking_since  # still on the list


def test_whoever_cannot_be_asked_any_more_is_passed_over(app, now) -> None:
    mia = make_looking_member()
    sam, dee, ray = make_open_mentor("Sam"), make_open_mentor("Dee"), make_open_mentor("Ray")
    [first, *_] = ask(mia, sam, dee, ray)
    pause(dee)
    requests.decline(first, sam, None, None, now)
    db.session.commit()
    assert states() == [("Sam", True, "declined"), ("Dee", False, "stopped"), ("Ray", True, None)]


def test_a_yes_without_a_free_place_goes_on_to_the_next(app, now) -> None:
    mia, noor = make_looking_member("Mia"), make_looking_member("Noor")
    sam, dee = make_open_mentor("Sam", capacity=1), make_open_mentor("Dee")
    [first, _] = ask(mia, sam, dee)
    [other] = ask(noor, sam)
    assert requests.accept(other, sam, now)
    assert requests.accept(first, sam, now) is None
    db.session.commit()
    assert first.outcome == Outcome.STOPPED
    assert next(one.asked_at is not None for one in request_lists.of_member(mia, now))
    assert len(all_of(Match)) == 1


@pytest.mark.parametrize("whose", ["member", "mentor"])
def test_a_must_that_was_set_after_the_asking_holds(app, client_for, whose) -> None:
    mia = make_looking_member("Mia", gender="woman")
    sam, dee = make_open_mentor("Sam", gender="man"), make_open_mentor("Dee", gender="woman")
    [first, second] = ask(mia, sam, dee)
    row = answers.of(mia, Side.MEMBER) if whose == "member" else answers.of(sam, Side.MENTOR)
    row.gender_wish, row.gender_is_must = frozenset({"woman" if whose == "member" else "man"}), True
    db.session.commit()
    client = client_for(sam)
    page = client.get(client.post(f"/match/requests/{first.id}/accept").location).text
    assert "so we ask somebody else for Mia. Thank you for your yes." in page
    assert "All your places" not in page
    db.session.expire_all()
    assert (first.outcome, all_of(Match)) == (Outcome.STOPPED, [])
    assert second.asked_at


def test_h8_a_no_to_the_programs_proposal_by_either_ends_it(app, now) -> None:
    sam, cora = make_open_mentor("Sam", capacity=5), make_coordinator()
    for name in ("member", "mentor"):
        mia = make_looking_member(name)
        request = requests.propose(mia.id, sam.id, cora, now)
        by, other = (mia, sam) if name == "member" else (sam, mia)
        requests.accept(request, other, now)
        requests.decline(request, by, None, None, now)
        assert requests.accept(request, by, now) is None
        assert request.outcome == Outcome.DECLINED
    assert all_of(Match) == []


def test_a3_what_is_open_between_two_closes_in_both_directions(app, now) -> None:
    mia, sam, dee = make_looking_member(), make_open_mentor("Sam"), make_open_mentor("Dee")
    [first, _] = ask(mia, sam, dee)
    requests.close_between(sam.id, mia.id, Outcome.STOPPED, sam, now)
    requests.close_between(sam.id, mia.id, Outcome.STOPPED, sam, now)
    db.session.commit()
    assert states() == [("Sam", True, "stopped"), ("Dee", True, None)]
    assert first.closed_by_id == sam.id


def test_who_waits_can_move_up_but_not_before_who_is_asked(app, now) -> None:
    mia = make_looking_member()
    names = ("Sam", "Dee", "Ray")
    [sam, _dee, ray] = ask(mia, *[make_open_mentor(name) for name in names])
    requests.sooner(ray, now)
    db.session.commit()
    assert [one[0] for one in states()] == ["Sam", "Ray", "Dee"]
    requests.sooner(ray, now)
    requests.sooner(sam, now)
    db.session.commit()
    assert [one[0] for one in states()] == ["Sam", "Ray", "Dee"]


def not_a_member_any_more(mia):
    db.session.delete(mia.grant(Role.MEMBER))
    db.session.commit()
    db.session.expire_all()


@pytest.mark.parametrize("gone", [suspend, not_a_member_any_more])
def test_a_mentor_reads_nothing_of_who_is_no_member_now_and_no_match_begins(app, now, gone) -> None:
    mia, sam = make_looking_member(), make_open_mentor()
    [request] = ask(mia, sam)
    gone(mia)
    assert request_lists.mine(sam, request.id) is None
    with pytest.raises(matches.CannotBegin):
        matches.begin(sam, mia, now)
    assert requests.accept(request, sam, now) is None
    assert request.outcome == Outcome.STOPPED
    assert all_of(Match) == []


def test_a_mentor_who_is_paused_sees_no_request(app, now) -> None:
    mia, sam = make_looking_member(), make_open_mentor()
    [request] = ask(mia, sam)
    pause(sam)
    save(sam)
    assert request_lists.for_mentor(sam) == []
    assert request_lists.mine(sam, request.id) is None
    assert request_lists.mine(mia, request.id) == request
    assert request.origin == Origin.MEMBER
