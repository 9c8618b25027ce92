"""Whom a member is shown: the best few, why, and nobody who cannot be."""

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest

from peerapp import clock
from peerapp.extensions import db
from peerapp.matching import apart, suggestions
from peerapp.matching.models import Origin, Outcome
from tests.support.people import make_member, match, one_commit, pause
from tests.support.queries import queries_of
from tests.support.requests import make_looking_member, make_open_mentor, make_request

pytestmark = pytest.mark.both_databases
SHOWN = frozenset({"recovering_from", "pathways", "languages", "when"})


def shown(member):
    return [one.card.name for one in suggestions.for_member(member, clock.now()).few]


def test_the_best_come_first_and_never_all(app) -> None:
    wishes = {"recovering_from": frozenset({"alcohol"}), "languages": frozenset({"en"})}
    mia = make_looking_member(**wishes)
    for number in range(7):
        make_open_mentor(f"Other{number}")
    make_open_mentor("Best", recovering_from=frozenset({"alcohol"}))
    found = shown(mia)
    assert found[0] == "Best"
    assert len(found) == suggestions.FEW


def test_who_cannot_be_is_not_shown(app) -> None:
    mia, now = make_looking_member(languages=frozenset({"en"})), clock.now()
    kept, busy = make_open_mentor("Kept"), make_open_mentor("Busy", capacity=1)
    asked, mine, left = (make_open_mentor(name) for name in ("Asked", "Mine", "Left"))
    make_open_mentor("French", languages=frozenset({"fr"}))
    make_open_mentor("Shut", open_since=None)
    no = make_open_mentor("No")
    pause(make_open_mentor("Paused"))
    apart.keep(kept, mia, False, now)
    full = make_open_mentor("Full", capacity=1)
    match(full, make_member("Noor"))
    match(mine, mia)
    match(left, mia, ended=True)
    make_request(mia, asked)
    make_request(
        mia, no, closed_at=now - timedelta(days=1), outcome=Outcome.DECLINED, closed_by_id=no.id
    )
    for number in range(4):
        make_request(make_member(f"Noor{number}"), busy)
    make_open_mentor("Sam")
    assert shown(mia) == ["Sam"]


def test_when_all_have_many_requests_the_member_reads_that(app, client_for) -> None:
    mia, busy = make_looking_member(), make_open_mentor("Busy", capacity=1)
    for number in range(4):
        make_request(make_member(f"Noor{number}"), busy)
    assert suggestions.for_member(mia, clock.now()).are_busy
    assert "many requests right now" in client_for(mia).get("/match/suggestions").text


def test_reasons_are_said_only_of_what_the_mentor_shows(app, client_for) -> None:
    wishes = {"recovering_from": frozenset({"alcohol"}), "languages": frozenset({"pl"})}
    mia = make_looking_member(**wishes)
    both = {"recovering_from": frozenset({"alcohol"}), "languages": frozenset({"pl"})}
    make_open_mentor("Sam", shown=SHOWN, words="I have been there.", **both)
    page = client_for(mia).get("/match/suggestions").text
    assert "You both know alcohol." in page
    assert "Polish" in page
    assert "I have been there." in page
    assert " of 100" not in page  # no numbers of fit
    hides = make_open_mentor("Dee", shown=frozenset(), **both)
    page = client_for(mia).get("/match/suggestions").text
    card = page[page.index(f'data-mentor-id="{hides.id}"') :].split("</section>")[0]
    assert "alcohol" not in card
    assert "Polish" not in card


def test_nobody_fits_yet_says_why_and_what_could_be_relaxed(app, client_for) -> None:
    mia = make_looking_member(gender_wish=frozenset({"woman"}), gender_is_must=True)
    make_open_mentor("Sam", gender="man")
    page = client_for(mia).get("/match/suggestions").text
    assert "Nobody fits yet, because" in page
    assert 'href="/match/profile/gender?back=suggestions"' in page
    assert "You are on the list since" in page
    assert "data-mentor-id" not in page


def test_who_is_on_no_list_is_offered_a_place(app, client_for) -> None:
    page = client_for(make_member()).get("/match/suggestions").text
    assert "Put me on the waiting list" in page


def test_those_who_fit_alike_are_spread_over_the_members_and_stay_for_each(app) -> None:
    with one_commit():
        mentors = [make_open_mentor(f"Sam{number}") for number in range(8)]
        members = [make_looking_member(f"Mia{number}") for number in range(24)]
    first = Counter(shown(one)[0] for one in members)
    assert len(first) >= 5
    assert max(first.values()) <= 12
    assert shown(members[0]) == shown(members[0])
    busy = mentors[0]
    for number in range(2):
        make_request(members[number], busy)
    assert all(shown(one)[0] != busy.display_name for one in members[2:])


def test_where_the_best_have_no_place_the_next_best_are_shown(app, monkeypatch) -> None:
    """The places of the best are read first; of the others only if they are needed."""
    monkeypatch.setattr(suggestions, "LOOKED_AT", 1)
    mia = make_looking_member(hopes=frozenset({"fun", "listen"}))
    with one_commit():
        for number in range(12):
            hopes = frozenset({"fun", "listen"} if number < 8 else {"fun"})
            mentor = make_open_mentor(f"Sam{number}", hopes=hopes, capacity=1)
            if number < 6:
                match(mentor, make_member(f"Noor{number}"))
    found = shown(mia)
    assert set(found[:2]) == {"Sam6", "Sam7"}
    assert len(found) == suggestions.FEW
    assert set(found[2:]) < {f"Sam{number}" for number in range(8, 12)}


def test_a_better_fit_goes_before_fewer_requests(app) -> None:
    ids = [one.id for one in (make_member(f"x{n}") for n in range(3))]
    scores, waiting = np.array([0.9, 0.5, np.nan]), np.array([3, 0, 0])
    assert suggestions.rank(ids[0], ids, scores, waiting, 5) == ids[:2]


def test_the_number_of_queries_does_not_grow_with_the_mentors(app, client_for) -> None:
    mia = make_looking_member(languages=frozenset({"en"}))
    client = client_for(mia)
    page, ask = "/match/suggestions", "/match"
    for number in range(5):
        make_open_mentor(f"Sam{number}")
    client.get(page)
    few = queries_of(lambda: client.get(page)), queries_of(lambda: client.get(ask))
    with one_commit():
        for number in range(40):
            mentor = make_open_mentor(f"Dee{number}")
            if number < 4:
                make_request(mia, mentor, origin=Origin.PROGRAM if number == 3 else Origin.MEMBER)
    db.session.commit()
    client.get(page)  # reads the answers that are new
    assert queries_of(lambda: client.get(page)) <= few[0]
    assert queries_of(lambda: client.get(ask)) <= few[1] + 12
