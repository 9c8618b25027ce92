"""A3 for every way in which a match can end, over every route that shows a mentor what is hers.

The routes are those of the matrix of A1, which is held against the URL map, so none is forgotten.
"""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
import time_machine
from sqlalchemy import delete

from peerapp import clock
from peerapp.accounts.models import Role, RoleGrant
from peerapp.extensions import db
from peerapp.matching import answers, notices, trial_notices
from peerapp.matching.models import Match, MatchRequest, Outcome, Side
from peerapp.push import claims
from peerapp.push.fairness import Room
from peerapp.push.models import Delivery, State
from tests.access.matrix import FORMS, MATRIX
from tests.access.routes import address, answer_of, ask
from tests.access.world import World, build
from tests.support import people as make
from tests.support.client import all_of, client_of
from tests.support.requests import make_request

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # noon in New York, within everybody's hours
NOTE, COUNT = "a note that only some may read", "a count that only some may read"
NUMBERS = ("2125550117", "212-555-0117")  # Mia's, as it is dialled and as she wrote it
MENTORS = ("2125550118", "212-555-0118")
PLAN = tuple(
    f"{what} that only some may read" for what in ("a line", "a goal", "a step", "an idea")
)

# What Mia's mentor reaches and the mentor of somebody else does not.
HERS = [
    route
    for route, who in MATRIX.items()
    if who["mentor"] in ("200", "303") and who["other"] == "404"
]
END = ("POST", "/matches/<uuid:match_id>/end")  # can be sent again: it ends what has ended
PAGES = [
    route for route, who in MATRIX.items() if route[0] == "GET" and who["mentor"] != "404"
]  # of a mentor's, whosoever's things they show


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world(app) -> World:
    """Mia shares all she can, and two notifications wait for each of the two."""
    world = build()
    world.match.trial_ends_at = NOON - timedelta(hours=1)
    world.match.request_id = accepted(world).id
    world.tracker.name, world.tracker.tells_milestones = COUNT, True
    db.session.commit()
    for person in (world.mia, world.mentor):
        make.make_subscription(person, client_of(app).sign_in(person))
    db.session.commit()
    trial_notices.ask_all(NOON)
    request = db.session.get(MatchRequest, world.match.request_id)
    notices.tell_member(request, NOON)
    notices.tell_mentor(request, NOON)
    db.session.commit()
    return world


def accepted(world: World) -> MatchRequest:
    return make_request(
        world.mia,
        world.mentor,
        mentor_yes_at=NOON,
        closed_at=NOON,
        outcome=Outcome.ACCEPTED,
    )


def post(world, app, who, rule, **form):
    path = address(app, rule, world.parts()) if "<" in rule else rule
    assert world.client(app, who).post(path, data=form).status_code == 303


def ended_by_member(world, app):
    post(world, app, "mia", END[1])


def ended_by_mentor(world, app):
    post(world, app, "mentor", END[1])


def ended_and_not_again(world, app):
    post(world, app, "mia", END[1], not_again="yes")


def changed_mentor(world, app):
    post(world, app, "mia", END[1], look_again="yes")


def member_wants_a_change(world, app):
    post(world, app, "mia", "/matches/<uuid:match_id>/trial", answer="change")


def mentor_wants_a_change(world, app):
    post(world, app, "mentor", "/matches/<uuid:match_id>/trial", answer="change")


def blocked_by_member(world, app):
    post(world, app, "mia", "/match/blocks", other_id=str(world.mentor.id))


def blocked_by_mentor(world, app):
    post(world, app, "mentor", "/match/blocks", other_id=str(world.mia.id))


def mentor_paused(world, app):
    post(world, app, "coordinator", "/program/mentors/<uuid:mentor_id>/pause")


def mentor_suspended(world, app):
    make.suspend(world.mentor)


def member_suspended(world, app):
    make.suspend(world.mia)


def member_is_none_any_more(world, app):
    role = delete(RoleGrant).where(RoleGrant.person_id == world.mia.id)
    db.session.execute(role.where(RoleGrant.role == Role.MEMBER))
    db.session.commit()


ENDS = [
    ended_by_member,
    ended_by_mentor,
    ended_and_not_again,
    changed_mentor,
    member_wants_a_change,
    mentor_wants_a_change,
    blocked_by_member,
    blocked_by_mentor,
]
CUTS = [mentor_paused, mentor_suspended, member_suspended, member_is_none_any_more]


def leaks(world: World, text: str) -> list[str]:
    canaries = (
        NOTE,
        COUNT,
        *PLAN,
        *NUMBERS,
        ">Mia<",
        "Mia ",
        str(world.checkin.id),
        "data-mentee-id",
    )
    return [one for one in canaries if one in text]


def test_the_mentor_reads_all_of_it_before(app, world):
    """Else the tests below could not find anything."""
    mentor = world.client(app, "mentor")
    page = ask(mentor, app, world, ("GET", "/mentees/<uuid:member_id>")).text
    assert {NOTE, COUNT, *NUMBERS, ">Mia<", str(world.checkin.id)} <= set(leaks(world, page))
    assert "data-mentee-id" in leaks(world, mentor.get("/mentees").text)
    for rule in ("/help/calls/<uuid:call_id>", "/matches/<uuid:match_id>/messages"):
        assert NUMBERS[0] in leaks(world, ask(mentor, app, world, ("GET", rule)).text), rule
    assert MENTORS[0] in world.client(app, "mia").get("/match").text
    assert ("POST", "/checkins/<uuid:checkin_id>/acknowledge") in HERS
    goals = ask(mentor, app, world, ("GET", "/mentees/<uuid:member_id>/goals")).text
    assert set(PLAN[1:]) <= set(leaks(world, goals))
    assert sum("/goals" in rule for _, rule in HERS) == 4
    assert set(to_send()) == {str(world.mia.id), str(world.mentor.id)}


@pytest.mark.parametrize("way", ENDS + CUTS)
def test_a3_the_next_request_of_the_mentor_shows_nothing(app, world, way):
    """Neither as a page nor in a tab that is open; a request that is refused changes nothing."""
    mentor = world.client(app, "mentor")  # it is open already
    mentor.token()
    way(world, app)
    may_say = {}
    if way is blocked_by_mentor:  # whom one keeps away is named as one knew them
        may_say[("GET", "/match/blocks")] = [">Mia<"]
    routes = sorted(dict.fromkeys([*HERS, *PAGES]), key=lambda route: route == END)
    for route, htmx in product(routes, (False, True)):  # what may end it once more comes last
        answer = ask(mentor, app, world, route, htmx=htmx)
        if route in HERS and route != END:
            gone = "404" if way is not mentor_suspended else "login"
            is_login = "/login" in answer.headers.get("HX-Redirect", "")
            assert ("login" if is_login else answer_of(answer)) == gone, route
        assert leaks(world, answer.text) == may_say.get(route, []), route


@pytest.mark.both_databases
@pytest.mark.parametrize("way", ENDS + CUTS)
def test_a3_what_was_to_ring_about_it_rings_for_neither(app, world, way):
    """An end cancels at once and does not wait for the sender."""
    way(world, app)
    if way in ENDS:
        about = [one for one in all_of(Delivery) if not one.key.startswith("reminder:")]
        assert {one.state for one in about} == {State.CANCELLED}
    assert to_send() == []


def to_send() -> list[str]:
    """What a worker would send now."""
    db.session.commit()
    found = claims.claim(NOON + timedelta(minutes=1), Room()) or []
    return sorted(str(message.person_id) for message in found)


@pytest.mark.parametrize("way", ENDS)
def test_a3_the_member_reads_nothing_new_of_the_mentor(app, world, way):
    make.acknowledge(world.mentor, world.checkin)
    way(world, app)
    the_other_reads_that_it_has_ended_and_no_name(app, world)
    world.mentor.display_name = "Tamara"
    profile = answers.to_change(world.mentor, Side.MENTOR, clock.now())
    profile.alias, profile.words = "Tamsin", "new words of a mentor"
    profile.away_until = NOON.date() + timedelta(days=8)
    profile.contact_from = profile.contact_until = None
    db.session.commit()
    mia = world.client(app, "mia")
    for (method, rule), who in MATRIX.items():
        if rule == "/i/<code>":
            continue  # whoever was given an open code reads who invites; see test_partings
        if method == "GET" and who["mia"] == "200" and (method, rule) not in FORMS:
            page = ask(mia, app, world, (method, rule)).data.decode(errors="replace")  # or a photo
            for new in ("Tamara", "Tamsin", "new words of a mentor", "away until", *MENTORS):
                assert new not in page, rule


def the_other_reads_that_it_has_ended_and_no_name(app, world):
    [match] = [one for one in all_of(Match) if one.id == world.match.id]
    assert match.ended_at == NOON
    if match.ended_by_id == world.mia.id:
        page = world.client(app, "mentor").get("/mentees").text
        assert "A match has ended, on November 23, 2026. Thank you for walking along." in page
    else:
        page = world.client(app, "mia").get("/match").text
        assert "This match has ended. Thank you for walking along." in page
    assert not leaks(world, page.replace('data-match-id="', ""))
