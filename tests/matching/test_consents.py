"""H7 and A3: what a mentor sees is what the member said yes to, field by field and day by day."""

import re
from datetime import UTC, datetime, timedelta
from itertools import chain, combinations

import pytest
import time_machine

from peerapp import clock
from peerapp.checkins import settings
from peerapp.extensions import db
from peerapp.matching import consents
from peerapp.matching.consent_fields import ALL, OF_A_DAY, Choice, Field, held_together
from peerapp.matching.models import Consent, ConsentKind, Match, MatchRequest
from tests.access.matrix import MATRIX
from tests.access.routes import ask
from tests.access.world import build
from tests.support import people as make
from tests.support.client import all_of
from tests.support.requests import make_looking_member, make_open_mentor

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # noon in New York
TODAY, DAY = NOON.date(), timedelta(days=1)
EVERYTHING = [what.value for what in Field]


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def fields_of(match: Match) -> set[str]:
    db.session.expire_all()
    row = consents.latest([match.id])[match.id]
    return set(row.fields)


def sharing(match: Match) -> str:
    return f"/matches/{match.id}/sharing"


# At the yes


@pytest.mark.both_databases
def test_h7_the_yes_to_an_invitation_keeps_what_was_ticked_with_name_and_time(app, client_for):
    toni, mia = make.make_mentor("Toni"), make.make_member("Mia")
    mine = client_for(mia)
    form = {"sharing": "yes", "show": ["mood", "note", "no such field"], "until": "30"}
    assert mine.post(f"/i/{make.invite(toni).code}", data=form).status_code == 303
    [row] = all_of(Consent)
    assert (row.number, row.kind, row.words_version) == (1, ConsentKind.YES, 1)
    assert set(row.fields) == {"mood", "note"}
    assert (row.member_name, row.mentor_name, row.given_at) == ("Mia", "Toni", NOON)
    assert row.ends_at == datetime(2026, 12, 24, 5, 0, tzinfo=UTC)  # Dec 23 is the last whole day


def test_h7_a_client_without_switches_says_yes_to_what_the_screen_says(app, client_for):
    toni, mia = make.make_mentor(), make.make_member()
    client_for(mia).post(f"/i/{make.invite(toni).code}")
    [row] = all_of(Consent)
    assert set(row.fields) == set(EVERYTHING)
    assert row.ends_at is None


@pytest.mark.parametrize("language", ["en", "es"])
def test_h7_the_screen_of_the_yes_has_each_element_of_a_consent(app, client_for, language):
    """42 CFR 2.31(a)(1) to (9)."""
    toni, mia = make.make_mentor("Toni"), make.make_member("Mia", language=language)
    page = client_for(mia).get(f"/i/{make.invite(toni).code}").text
    elements = {
        "en": [
            "It is about you, Mia. With this yes {program} shows it to Toni",
            "so that Toni can stand by you in your recovery",
            "Until our match ends",
            "take it back at any time, here in the app or in writing to your program",
            "What was read before cannot be unread",
            "If you show nothing, you keep your mentor",
            "may not pass it on without your yes",
            "counts as your signature",
        ],
        "es": [
            "Se trata de ti, Mia. Con este sí,",
            "para que Toni pueda estar a tu lado",
            "Mientras me acompañe",
            "retirarlo cuando quieras, aquí en la app o por escrito a tu programa",
            "Si no muestras nada, sigues con tu mentor",
            "no puede contarlo a otros sin tu sí",
            "vale como tu firma",
        ],
    }
    program = app.config["PROGRAM_NAME"]
    for words in elements[language]:
        assert words.replace("{program}", program) in page, words
    for what in Field:
        assert re.search(rf'name="show" value="{what}" checked', page)


def test_h7_what_was_ticked_when_asking_a_mentor_holds_from_the_mentors_yes_on(app, client_for):
    mia, dee = make_looking_member("Mia"), make_open_mentor("Dee")
    form = {"mentor_id": str(dee.id), "sharing": "yes", "show": ["craving"], "until": "90"}
    assert client_for(mia).post("/match/requests", data=form).status_code == 303
    assert all_of(Consent) == []
    [request] = all_of(MatchRequest)
    client_for(dee).post(f"/match/requests/{request.id}/accept")
    [row] = all_of(Consent)
    assert row.fields == ["craving"]
    assert row.ends_at == datetime(2027, 2, 22, 5, 0, tzinfo=UTC)


# Changed and taken back


@pytest.mark.both_databases
def test_a3_a_change_and_a_withdrawal_hold_on_the_next_request(app, client_for):
    toni, mia = make.make_mentor(), make.make_member("Mia")
    match = make.match(toni, mia)
    make.check_in(mia, mood=1, note="a canary")
    mentor, member = client_for(toni), client_for(mia)
    page = f"/mentees/{mia.id}"
    assert "a canary" in mentor.get(page).text
    assert member.post(sharing(match), data={"show": ["mood"]}).status_code == 303
    seen = mentor.get(page).text
    assert "canary" not in seen
    assert "Very hard" in seen
    assert "Mia keeps private: sober or not, craving, what was going on, notes" in seen
    part = member.post(f"{sharing(match)}/stop", htmx=True).text
    assert "sees nothing of your days now" in part
    seen = mentor.get(page).text
    assert "Very hard" not in seen
    assert "Mia keeps check-ins and day counts private now. That is fine." in seen
    assert "You do not see their check-ins." in mentor.get("/mentees").text


def test_h7_no_row_is_ever_changed_and_the_member_reads_all_of_them(app, client_for, at_noon):
    toni, mia = make.make_mentor("Toni"), make.make_member("Mia")
    match = make.match(toni, mia)
    member = client_for(mia)
    for form in ({"show": ["mood", "note"]}, {"show": ["mood", "note"]}, {"show": []}):
        at_noon.shift(timedelta(minutes=1))
        member.post(sharing(match), data=form)
    rows = sorted(all_of(Consent), key=lambda row: row.number)
    assert [row.kind for row in rows] == ["yes", "change", "stop"]  # the same once more is no row
    page = member.get("/privacy/consents").text
    assert page.count("may see:") == 2
    assert "You took it back: Toni sees nothing of your days." in page
    assert "Signed by a tap: Mia. Version 1 of the words." in page
    assert "It held until November 23, 2026, 12:03 PM." in page
    rows[0].fields = ["mood"]
    with pytest.raises(RuntimeError, match="never changed"):
        db.session.flush()
    db.session.rollback()


def test_h7_after_the_match_the_names_of_then_stay_in_the_list(client_for):
    toni, mia = make.make_mentor("Toni"), make.make_member()
    match = make.match(toni, mia)
    client_for(mia).post(f"/matches/{match.id}/end")
    toni.display_name = "Tamara"
    db.session.commit()
    page = client_for(mia).get("/privacy/consents").text
    assert "Toni may see:" in page
    assert "Tamara" not in page
    assert client_for(mia).get(sharing(match)).status_code == 404


def test_an_old_page_shows_nothing_again_that_another_took_back(app, client_for):
    match = make.match(make.make_mentor(), make.make_member("Mia"))
    member = client_for(match.member)
    [seen] = re.findall(r'name="seen" value="(\w+)"', member.get(sharing(match)).text)
    member.post(f"{sharing(match)}/stop")
    answer = member.post(sharing(match), data={"show": ["note"], "seen": seen})
    assert answer.status_code == 422
    assert "Another page changed this" in answer.text
    assert fields_of(match) == set()


def test_a_length_that_is_none_is_refused_and_at_a_yes_taken_as_the_shortest(app, client_for):
    toni, mia = make.make_mentor(), make.make_member()
    match = make.match(toni, mia)
    answer = client_for(mia).post(sharing(match), data={"show": ["note"], "until": "forever"})
    assert answer.status_code == 422
    assert "Please choose how long." in answer.text
    assert fields_of(match) == set(EVERYTHING)
    noah = make.make_member("Noah")
    form = {"sharing": "yes", "show": ["mood"], "until": "forever"}
    client_for(noah).post(f"/i/{make.invite(toni).code}", data=form)
    [row] = [row for row in all_of(Consent) if row.match.member_id == noah.id]
    assert row.ends_at == datetime(2026, 12, 24, 5, 0, tzinfo=UTC)


def test_counts_go_only_with_sober_or_not(app, client_for):
    match = make.match(make.make_mentor(), make.make_member())
    client_for(match.member).post(sharing(match), data={"show": ["trackers", "trends", "mood"]})
    assert fields_of(match) == {"mood", "trends"}


def test_without_a_consent_a_mentor_sees_nothing(app, client_for):
    toni, mia = make.make_mentor(), make.make_member()
    make.save(Match(mentor_id=toni.id, member_id=mia.id, started_at=NOON - DAY))
    make.check_in(mia, mood=1, note="a canary")
    assert "You do not see their check-ins." in client_for(toni).get("/mentees").text
    assert "canary" not in client_for(toni).get(f"/mentees/{mia.id}").text


# Until when


def test_a3_a_consent_that_ran_out_stops_and_both_are_told(app, client_for, at_noon):
    toni, mia = make.make_mentor("Toni"), make.make_member("Mia")
    match = make.match(toni, mia)
    member, mentor = client_for(mia), client_for(toni)
    member.post(sharing(match), data={"show": EVERYTHING, "until": "30"})
    assert "sees your days until" not in member.get("/").text
    at_noon.move_to(NOON + 25 * DAY)
    member, mentor = client_for(mia), client_for(toni)
    make.check_in(mia, mood=1, note="a canary")
    assert "Toni sees your days until December 23, 2026." in member.get("/").text
    assert "a canary" in mentor.get(f"/mentees/{mia.id}").text
    # the same fields with the end that was chosen before: not prolonged
    member.post(sharing(match), data={"show": ["note", "trends"], "until": "keep"})
    at_noon.move_to(datetime(2026, 12, 24, 4, 59, tzinfo=UTC))
    assert "a canary" in client_for(toni).get(f"/mentees/{mia.id}").text
    at_noon.move_to(datetime(2026, 12, 24, 5, 0, tzinfo=UTC))
    page = client_for(toni).get(f"/mentees/{mia.id}").text
    assert "a canary" not in page
    assert "What Mia shared had an end" in page
    assert "What you shared with Toni had an end." in client_for(mia).get("/").text


# What was told before there was a choice


def test_whoever_said_yes_before_is_told_once_that_there_is_a_choice(app, client_for):
    toni, mia = make.make_mentor("Toni"), make.make_member()
    match = Match(mentor_id=toni.id, member_id=mia.id, started_at=NOON - DAY)
    make.save(match)
    told = Consent(
        match_id=match.id,
        number=1,
        given_at=match.started_at,
        fields=EVERYTHING,
        words_version=0,
        kind=ConsentKind.TOLD,
    )
    make.save(told)
    member, mentor = client_for(mia), client_for(toni)
    make.check_in(mia, note="a canary")
    assert "New: you can choose what Toni sees" in member.get("/").text
    assert "a canary" in mentor.get(f"/mentees/{mia.id}").text
    for _ in range(2):
        assert member.post(f"{sharing(match)}/leave").status_code == 303
    assert "New: you can choose" not in member.get("/").text
    assert "a canary" in mentor.get(f"/mentees/{mia.id}").text
    assert [row.kind for row in all_of(Consent)] == ["told", "left"]
    assert "There was no choice yet." in member.get("/privacy/consents").text


# A single day


@pytest.mark.both_databases
def test_a3_of_a_day_that_is_hidden_a_mentor_reads_only_that_there_was_a_check_in(app, client_for):
    toni, mia = make.make_mentor("Toni"), make.make_member("Mia")
    make.match(toni, mia)
    checkin = make.check_in(mia, mood=1, craving=9, sober=False, note="a canary")
    member, mentor = client_for(mia), client_for(toni)
    assert "Toni can see this day." in member.get("/").text
    acknowledge = f"/checkins/{checkin.id}/acknowledge"
    for _ in range(2):
        part = member.post(f"/checkins/{TODAY}/hide", htmx=True).text
        assert "Hidden: Toni can see only that you checked in." in part
    for path in ("/mentees", f"/mentees/{mia.id}", f"/mentees/{mia.id}/live"):
        page = mentor.get(path).text
        for canary in ("a canary", "Very hard", "craving 9", "9 of 10", ": used", str(checkin.id)):
            assert canary not in page, (path, canary)
        assert "Checked in today. This day is not shown." in page
    assert mentor.post(acknowledge).status_code == 404
    assert member.post(f"/checkins/{TODAY}/show").status_code == 303
    assert "a canary" in mentor.get(f"/mentees/{mia.id}").text
    assert mentor.post(acknowledge).status_code == 303


def test_a_day_without_a_check_in_cannot_be_hidden(client_for):
    mia = make.make_member()
    assert client_for(mia).post(f"/checkins/{TODAY}/hide").status_code == 404
    assert client_for(mia).post(f"/checkins/{TODAY}/show").status_code == 404


def test_what_was_meant_for_yesterday_stays_hidden_there(client_for, at_noon):
    at_noon.move_to(datetime(2026, 11, 23, 6, 0, tzinfo=UTC))  # one at night
    toni, mia = make.make_mentor(), make.make_member()
    make.match(toni, mia)
    checkin = make.check_in(mia, note="a canary")
    member = client_for(mia)
    member.post(f"/checkins/{checkin.day}/hide")
    member.post(f"/checkins/{checkin.id}/yesterday")
    assert "a canary" not in client_for(toni).get(f"/mentees/{mia.id}").text


# Every choice, every route

EARLIER = "an earlier note, a canary"
FOUND_BY = {
    Field.MOOD: r"Hard \(2 of 5\)|Hard today|said: (very )?hard|mood lower|face--\d|day--\d",
    Field.SOBER: r"not sober|[Ss]aid: used|<dt>Sober</dt>",
    Field.CRAVING: r"craving \d|\d of 10|<h3>Craving",
    Field.TRIGGERS: r"<dd>Tired",
    Field.NOTE: r"a note of today, a canary",
    Field.OTHER: r"<dt>Sleep</dt>|Very badly",
    Field.TRACKERS: r"a count, a canary|data-days=",
    Field.TRENDS: r"The last (30|14) days|usually|an earlier note|<h2 id=\"day-2026-11-18",
}
OF_MENTORS = [
    route for route, who in MATRIX.items() if route[0] == "GET" and who["mentor"] == "200"
]


def subsets() -> list[frozenset[Field]]:
    every = list(Field)
    sizes = (combinations(every, size) for size in range(len(every) + 1))
    return [frozenset(one) for one in chain.from_iterable(sizes)]


def test_a3_for_every_choice_of_fields_every_route_shows_exactly_these(app):
    """256 choices; what a mentee's page says with each, and a mentor's other pages in turn."""
    world = build()
    mia, now = world.mia, clock.now()
    checkin = world.checkin
    checkin.note, checkin.craving, checkin.triggers, checkin.sleep = (
        "a note of today, a canary",
        9,
        ["tired"],
        1,
    )
    make.check_in(mia, TODAY - 5 * DAY, mood=2, note=EARLIER)
    world.tracker.name, world.tracker.tells_milestones = "a count, a canary", True
    settings.change(mia, settings.of(mia).asked | {"sleep"}, {"sleep"}, [], now)
    db.session.commit()
    mentor = world.client(app, "mentor")
    for number, fields in enumerate(subsets()):
        consents.write(world.match, held_together(fields), None, now, ConsentKind.CHANGE)
        db.session.commit()
        given = held_together(fields)
        page = ask(mentor, app, world, ("GET", "/mentees/<uuid:member_id>/live")).text
        expected = {what for what in given if what != Field.TRENDS or is_told(given)}
        assert shown_on(page) == expected, fields
        assert "42 CFR part 2 prohibits unauthorized use or disclosure" in page
        turn = OF_MENTORS[number // 2 % len(OF_MENTORS) :][: number % 2]  # every second time
        for route in turn if fields else OF_MENTORS:
            answer = ask(mentor, app, world, route).data.decode(errors="replace")
            if "member_id" in route[1] or route[1] in ("/", "/mentees", "/mentees/live"):
                assert shown_on(answer) <= given, (route, fields)
            else:
                assert "a canary" not in answer, (route, fields)


def is_told(given: frozenset[Field]) -> bool:
    return bool(given & OF_A_DAY)


def shown_on(page: str) -> set[Field]:
    return {what for what, words in FOUND_BY.items() if re.search(words, page)}


def test_the_choice_of_nothing_is_what_a_mentor_sees_without_a_row():
    assert consents.as_sees(None, NOON).fields == frozenset()
    assert held_together(ALL) == ALL == Choice().fields
