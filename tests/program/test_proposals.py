"""A proposal for the whole list: computed by the worker, changed by hand, sent by a person."""

from datetime import timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest
from sqlalchemy import update

from peerapp import clock, language
from peerapp.extensions import db
from peerapp.matching import answers, apart, matches, requests
from peerapp.matching.models import Match, MatchRequest, Origin, Outcome, Side
from peerapp.program import changes, deciding, pair_lines, pairs, proposal_pages, proposals
from peerapp.program import scene as scenes
from peerapp.program.deciding import CannotPair
from peerapp.program.models import Decision, Proposal, ProposedPair
from tests.support.at_once import at_the_same_moment
from tests.support.client import all_of
from tests.support.people import make_coordinator, match, one_commit, pause
from tests.support.requests import make_looking_member, make_open_mentor, make_request

EN, ES, PL = frozenset({"en"}), frozenset({"es"}), frozenset({"pl"})
HOPES = frozenset({"listen"})


def waiting(name: str, days: int = 5, languages=EN, **more):
    since = clock.now() - timedelta(days=days)
    member = make_looking_member(name, languages=languages, **more)
    answers.to_change(member, Side.MEMBER, clock.now()).looking_since = since
    db.session.commit()
    return member


def propose(by=None) -> Proposal:
    proposal = proposals.ask(by or make_coordinator(), clock.now())
    db.session.commit()
    proposals.work_out(proposal.id)
    db.session.expire_all()
    return db.session.get_one(Proposal, proposal.id)


def by_name(proposal: Proposal) -> dict[str, str | None]:
    found = pairs.paired(proposal) + pairs.unpaired(proposal)
    return {one.member.display_name: one.mentor and one.mentor.display_name for one in found}


def pair_of(proposal: Proposal, name: str) -> ProposedPair:
    found = pairs.paired(proposal) + pairs.unpaired(proposal)
    return next(one for one in found if one.member.display_name == name)


@pytest.mark.both_databases
def test_the_whole_list_in_pairs_and_the_rest_with_the_reason(app) -> None:
    make_open_mentor("Sam", capacity=1)
    make_open_mentor("Dee", capacity=1, languages=EN | ES)
    waiting("Mia", 10)
    waiting("Noor", 40, ES)
    waiting("Ola", 3, PL)
    waiting("Ben", 1)
    proposal = propose()
    assert by_name(proposal) == {"Noor": "Dee", "Mia": "Sam", "Ola": None, "Ben": None}
    assert [one.member.display_name for one in pairs.paired(proposal)] == ["Noor", "Mia"]
    assert str(pair_of(proposal, "Ola").obstacle) == "no mentor speaks Polish"
    assert str(pair_of(proposal, "Ben").obstacle) == "those who fit have no place left"
    assert proposal.figures["waiting"] == 4
    assert proposal.figures["paired"] == 2
    assert proposal_pages.longest_wait(proposal, clock.now()) == 3  # Ola, without a pair
    assert pairs.counts(proposal) == {"paired": 2, "unpaired": 2, "sent": 0, "left": 0}
    assert all_of(MatchRequest) == all_of(Match) == []  # nothing happens before a person confirms


@pytest.mark.both_databases
def test_h8_to_accept_asks_both_and_begins_nothing(app) -> None:
    rosa = make_coordinator()
    sam, mia = make_open_mentor("Sam"), waiting("Mia")
    proposal = propose(rosa)
    [pair] = pairs.paired(proposal)
    assert deciding.accept([pair.id], rosa, clock.now()) == 1
    assert deciding.accept([pair.id], rosa, clock.now()) == 0
    [request] = all_of(MatchRequest)
    assert (request.origin, request.member_yes_at, request.mentor_yes_at) == (
        Origin.PROGRAM,
        None,
        None,
    )
    assert all_of(Match) == []
    requests.accept(request, mia, clock.now())
    assert all_of(Match) == []
    requests.accept(request, sam, clock.now())
    assert len(all_of(Match)) == 1
    [pair] = pairs.decided(proposal)
    assert (pair.decision, pair.request_id) == (Decision.SENT, request.id)


def test_who_was_kept_apart_is_never_proposed(app) -> None:
    sam, mia = make_open_mentor("Sam"), waiting("Mia")
    apart.keep(sam, mia, is_block=True, now=clock.now())
    db.session.commit()
    assert by_name(propose()) == {"Mia": None}


def mentor_parted(sam, mia) -> None:
    matches.end(match(sam, mia), sam, clock.now())


def member_parted(sam, mia) -> None:
    matches.end(match(sam, mia), mia, clock.now() - timedelta(days=300))


def mentor_said_no(sam, mia) -> None:
    request = make_request(mia, sam)
    requests.decline(request, sam, None, None, clock.now())


def member_said_no(sam, mia) -> None:
    request = make_request(mia, sam, Origin.PROGRAM)
    requests.decline(request, mia, None, None, clock.now())


def mentor_said_nothing(sam, mia) -> None:
    make_request(mia, sam, closed_at=clock.now(), outcome=Outcome.LAPSED)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "said_no", [mentor_parted, member_parted, mentor_said_no, member_said_no, mentor_said_nothing]
)
def test_who_parted_or_said_no_is_not_proposed_again(app, said_no) -> None:
    sam, mia = make_open_mentor("Sam"), waiting("Mia")
    early = propose()
    said_no(sam, mia)
    db.session.commit()
    assert np.isnan(scenes.Scene(early, clock.now()).scores(mia.id)).all()
    scene = scenes.of(early, pairs.paired(early), clock.now())
    assert scene.hidden[mia.id] == {sam.id}
    assert by_name(propose()) == {"Mia": None}
    waiting("Noor")
    assert by_name(propose()) == {"Mia": None, "Noor": "Sam"}


def test_after_a_while_who_parted_or_said_no_may_be_proposed_again(app) -> None:
    sam, mia, now = make_open_mentor("Sam"), waiting("Mia"), clock.now()
    matches.end(match(sam, mia), sam, now - timedelta(days=366))
    ago = now - timedelta(days=31)
    make_request(mia, sam, closed_at=ago, outcome=Outcome.DECLINED, closed_by_id=sam.id)
    assert by_name(propose()) == {"Mia": "Sam"}


def test_who_has_a_mentor_or_has_asked_one_does_not_wait(app) -> None:
    sam = make_open_mentor("Sam", capacity=9)
    match(sam, waiting("Mia"))
    make_request(waiting("Noor"), sam)
    assert by_name(propose()) == {}


def mentor_paused(pair) -> None:
    pause(pair.mentor)


def member_matched(pair) -> None:
    match(make_open_mentor("Toni"), pair.member)


def place_taken(pair) -> None:
    match(pair.mentor, waiting("Zoe"))


def asked_elsewhere(pair) -> None:
    make_request(pair.member, make_open_mentor("Toni"))


@pytest.mark.parametrize("change", [mentor_paused, place_taken])
def test_a_pair_that_cannot_be_any_more_says_so_and_stops_no_other(app, change) -> None:
    rosa = make_coordinator()
    make_open_mentor("Sam", capacity=1)
    make_open_mentor("Dee", capacity=1, languages=ES)
    waiting("Mia", 20)
    waiting("Noor", 10, ES)
    proposal = propose(rosa)
    first, second = pairs.paired(proposal)
    change(first)
    scene = scenes.of(proposal, [first, second], clock.now())
    assert set(scenes.stale(scene, [first, second])) == {first.id}
    assert deciding.accept([first.id, second.id], rosa, clock.now()) == 1
    [request] = all_of(MatchRequest)
    assert request.member_id == second.member_id
    assert pair_of(proposal, "Mia").obstacle
    with language.speaking("es"):  # of another coordinator
        assert str(pair_of(proposal, "Mia").obstacle).startswith("Este mentor")
    assert pairs.counts(proposal)["paired"] == 1


@pytest.mark.parametrize("change", [member_matched, asked_elsewhere])
def test_a_member_who_found_somebody_meanwhile_is_marked(app, change) -> None:
    make_open_mentor("Sam")
    waiting("Mia")
    proposal = propose()
    [pair] = pairs.paired(proposal)
    change(pair)
    scene = scenes.of(proposal, [pair], clock.now())
    assert "by now" in scenes.stale(scene, [pair])[pair.id]


def test_the_second_best_and_what_it_costs(app) -> None:
    make_open_mentor("Sam", capacity=1, hopes=HOPES)
    make_open_mentor("Dee", capacity=1)
    waiting("Mia", hopes=HOPES)
    proposal = propose()
    [pair] = pairs.paired(proposal)
    assert pair.mentor.display_name == "Sam"
    scene = scenes.of(proposal, [pair], clock.now())
    [other] = changes.alternatives(scene, pair)
    assert other.mentor.display_name == "Dee"
    assert other.shift is None
    assert other.cost == pytest.approx(pair.fit - other.fit)
    assert other.cost > 0


def test_where_the_second_best_is_full_somebody_moves_and_it_is_said(app) -> None:
    rosa = make_coordinator()
    make_open_mentor("Sam", capacity=1, hopes=HOPES)
    make_open_mentor("Dee", capacity=1)
    waiting("Mia", hopes=HOPES)
    waiting("Ben")
    proposal = propose(rosa)
    mia, ben = pair_of(proposal, "Mia"), pair_of(proposal, "Ben")
    assert (mia.mentor.display_name, ben.mentor.display_name) == ("Sam", "Dee")
    scene = scenes.of(proposal, [mia, ben], clock.now())
    [other] = changes.alternatives(scene, mia)
    [move] = other.shift.moves
    assert (move.pair.id, move.to_id) == (ben.id, mia.mentor_id)
    before = mia.fit + ben.fit
    deciding.put_by_hand(proposal, mia, other.mentor.id, clock.now())
    db.session.commit()
    assert by_name(proposal) == {"Mia": "Dee", "Ben": "Sam"}
    assert before - (mia.fit + ben.fit) == pytest.approx(other.cost)
    assert mia.is_by_hand
    assert not ben.is_by_hand


def test_who_is_moved_out_is_the_one_it_costs_least_and_stays_on_the_list(app) -> None:
    rosa = make_coordinator()
    make_open_mentor("Sam", capacity=1, languages=EN)
    waiting("Mia", 9)
    waiting("Ben", 1)
    proposal = propose(rosa)
    assert by_name(proposal) == {"Mia": "Sam", "Ben": None}
    ben, mia = pair_of(proposal, "Ben"), pair_of(proposal, "Mia")
    scene = scenes.of(proposal, [ben], clock.now())
    [other] = changes.alternatives(scene, ben)
    assert [move.to_id for move in other.shift.moves] == [None]
    said = pair_lines.options(scene, ben, 1)[0].cost
    fit = round(100 * mia.fit)
    assert said == (
        f"all places are taken; Mia (fit {fit} of 100, waits 9 days) would have nobody yet."
    )
    deciding.put_by_hand(proposal, ben, mia.mentor_id, clock.now())
    db.session.commit()
    assert by_name(proposal) == {"Mia": None, "Ben": "Sam"}


def test_who_has_nobody_yet_is_told_of_a_free_place_and_no_gain(app) -> None:
    waiting("Mia")
    proposal = propose()
    make_open_mentor("Sam", capacity=1)
    mia = pair_of(proposal, "Mia")
    assert pair_lines.options(scene_of(proposal, mia), mia, 1)[0].cost == "has a free place."


def test_by_hand_no_must_is_broken_and_no_capacity(app) -> None:
    rosa = make_coordinator()
    make_open_mentor("Sam")
    spanish = make_open_mentor("Dee", languages=ES)
    full = make_open_mentor("Toni", capacity=1)
    match(full, waiting("Zoe"))
    waiting("Mia")
    proposal = propose(rosa)
    pair = pair_of(proposal, "Mia")
    for mentor_id in (spanish.id, full.id, uuid4(), rosa.id, pair.member_id):
        with pytest.raises(CannotPair):
            deciding.put_by_hand(proposal, pair, mentor_id, clock.now())
    assert by_name(proposal) == {"Mia": "Sam"}


def test_what_is_left_out_can_be_taken_back_until_it_is_sent(app) -> None:
    rosa = make_coordinator()
    make_open_mentor("Sam")
    waiting("Mia")
    proposal = propose(rosa)
    [pair] = pairs.paired(proposal)
    deciding.leave([pair], clock.now())
    db.session.commit()
    assert deciding.accept([pair.id], rosa, clock.now()) == 0
    deciding.take_back(pair, clock.now())
    db.session.commit()
    assert deciding.accept([pair.id], rosa, clock.now()) == 1
    deciding.take_back(pair, clock.now())
    assert pair.decision == Decision.SENT


def test_where_others_have_the_place_by_now_it_is_not_taken_back(app) -> None:
    rosa = make_coordinator()
    sam = make_open_mentor("Sam", capacity=1)
    waiting("Mia", 9)
    waiting("Ben", 1)
    proposal = propose(rosa)
    mia, ben = pair_of(proposal, "Mia"), pair_of(proposal, "Ben")
    deciding.leave([mia], clock.now())
    deciding.put_by_hand(proposal, ben, sam.id, clock.now())
    db.session.commit()
    with pytest.raises(CannotPair, match="No place of Sam is left"):
        deciding.take_back(mia, clock.now())
    assert mia.decision == Decision.LEFT


def test_more_pairs_than_places_are_marked_the_last_first(app) -> None:
    sam = make_open_mentor("Sam", capacity=2)
    waiting("Mia", 9)
    waiting("Ben", 1)
    proposal = propose()
    mia, ben = pair_of(proposal, "Mia"), pair_of(proposal, "Ben")
    assert scenes.stale(scene_of(proposal, mia, ben), [mia, ben]) == {}
    answers.to_change(sam, Side.MENTOR, clock.now()).capacity = 1
    db.session.commit()
    told = scenes.stale(scene_of(proposal, mia, ben), [mia, ben])
    assert told == {ben.id: "One too many for this mentor’s places."}


def test_the_worker_sends_all_that_is_left(app) -> None:
    rosa = make_coordinator()
    with one_commit():
        make_open_mentor("Sam", capacity=30)
        for number in range(25):
            make_looking_member(f"Mia{number}", languages=EN)
    proposal = propose(rosa)
    deciding.send_later(deciding.ids_to_send(proposal), rosa.id)
    assert len(all_of(MatchRequest)) == 25
    assert deciding.ids_to_send(proposal) == []


def test_asking_twice_is_one_proposal_until_it_is_ready_or_stuck(app) -> None:
    rosa, now = make_coordinator(), clock.now()
    first = proposals.ask(rosa, now)
    db.session.commit()
    assert proposals.ask(rosa, now + timedelta(minutes=1)).id == first.id
    later = now + proposals.PATIENCE
    assert proposals.is_stuck(first, later)
    assert proposals.ask(rosa, later).id != first.id
    db.session.commit()


@pytest.mark.both_databases
def test_two_coordinators_at_the_same_instant_get_one_proposal(app) -> None:
    rounds = 3
    with one_commit():
        one, other = make_coordinator("Cora"), make_coordinator("Rosa")
        make_open_mentor("Sam")
        make_looking_member("Mia", languages=EN)
    path = "/program/proposals"
    found = at_the_same_moment(app, [(one, path)] * rounds, [(other, path)] * rounds)
    assert {answer["status"] for both in found for answer in both} == {303}
    ready = [proposal.ready_at for proposal in all_of(Proposal)]
    assert all(ready)
    for here, there in found:  # the second tap finds it open, or it is ready
        first, second = (proposal_at(answer["to"]) for answer in (here, there))
        assert first.id == second.id or max(first, second, key=made).created_at >= min(
            first.ready_at, second.ready_at
        )


def made(proposal: Proposal):
    return proposal.created_at


def proposal_at(address: str) -> Proposal:
    return db.session.get_one(Proposal, UUID(address.rsplit("/", 1)[1]))


def test_what_was_decided_on_a_second_ago_is_not_changed(app) -> None:
    rosa = make_coordinator()
    make_open_mentor("Sam", capacity=1)
    make_open_mentor("Dee", capacity=1)
    waiting("Mia")
    proposal = propose(rosa)
    [pair] = pairs.paired(proposal)
    other = next(one.mentor for one in changes.alternatives(scene_of(proposal, pair), pair))
    assert pair.decided_at is None  # as this tap has read it
    decided_elsewhere(pair)
    assert deciding.leave([pair], clock.now()) == 0
    db.session.commit()
    assert pair.decision == Decision.SENT
    with pytest.raises(CannotPair):
        deciding.put_by_hand(proposal, pair, other.id, clock.now())


def decided_elsewhere(pair: ProposedPair) -> None:
    """In the database, and not in what the session has read."""
    values = {"decided_at": clock.now(), "decision": Decision.SENT}
    query = update(ProposedPair).where(ProposedPair.id == pair.id).values(**values)
    db.session.execute(query, execution_options={"synchronize_session": False})


def scene_of(proposal: Proposal, *shown: ProposedPair) -> scenes.Scene:
    return scenes.of(proposal, shown, clock.now())


@pytest.mark.both_databases
def test_worked_out_twice_it_is_written_once(app) -> None:
    make_open_mentor("Sam")
    waiting("Mia")
    proposal = proposals.ask(make_coordinator(), clock.now())
    db.session.commit()
    for _ in range(2):
        proposals.compute(proposal.id, clock.now())
    proposals.work_out(proposal.id)
    assert len(all_of(ProposedPair)) == 1


def test_one_that_breaks_off_says_so_and_the_next_can_be_asked(app, monkeypatch) -> None:
    def break_off(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(proposals, "solve", break_off)
    rosa = make_coordinator()
    with pytest.raises(ZeroDivisionError):
        propose(rosa)
    [proposal] = all_of(Proposal)
    assert proposal.problem == proposals.BROKE_OFF
    assert proposals.ask(rosa, clock.now()).id != proposal.id
    db.session.commit()


def test_a_large_list_is_solved_in_a_process_of_its_own_with_the_same_result(
    app, monkeypatch
) -> None:
    make_open_mentor("Sam", capacity=1)
    waiting("Mia", 10)
    waiting("Ben", 1)
    monkeypatch.setattr(proposals, "MANY_PAIRS", 0)
    assert by_name(propose()) == {"Mia": "Sam", "Ben": None}


def look_at(proposal: Proposal) -> None:
    shown = pairs.paired(proposal)
    scene = scenes.of(proposal, shown, clock.now())
    assert set(scenes.reasons(scene, shown)) == {one.id for one in shown}
    assert scenes.stale(scene, shown) == {}
    assert np.isfinite([one.fit for one in shown]).all()
