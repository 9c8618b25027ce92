"""What a member's phone fetches to have it without a signal, over HTTP."""

from datetime import date, time, timedelta

from sqlalchemy import delete

from peerapp.accounts.models import Role, RoleGrant
from peerapp.extensions import db
from peerapp.matching import partings
from peerapp.matching.models import MatchProfile, Side
from peerapp.sobriety.models import Period
from tests.support.morning import EIGHT, clock, hers, mia
from tests.support.people import (
    answer_for_matching,
    check_in,
    make_line,
    make_member,
    make_mentor,
    make_number,
    make_question,
    make_tracker,
    match,
    reflect,
)
from tests.support.queries import queries_of

__all__ = ["clock", "hers", "mia"]
TODAY = EIGHT.date()


def pages_of(client):
    return client.get("/pocket").json["pages"]


def test_it_holds_today_the_last_days_and_the_plan_and_says_whose_they_are(hers, mia):
    make_tracker(mia, "Alcohol", since=TODAY - timedelta(days=70))
    check_in(mia, TODAY, mood=4, craving=3, note="A walk")
    check_in(mia, TODAY - timedelta(days=29), mood=2)
    make_line(mia, "Tea")
    answer = hers.get("/pocket")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["person"] == str(mia.id)
    today, days, plan = (answer.json["pages"][path] for path in ("/", "/checkins", "/plan"))
    assert 'data-days="70"' in today
    assert "A walk" in today
    assert 'data-mood="4"' in today
    assert days.count('class="day day--2"') == 2  # the day itself, and what others are drawn from
    assert "Tea" in plan


def test_w4_no_copy_holds_a_token_a_name_or_an_old_answer_in_a_field(hers, mia):
    match(make_mentor("Toni"), mia)
    make_tracker(mia)
    check_in(mia, TODAY, mood=1, craving=7, note="Rain")
    make_question(make_mentor("Cora"), "What did you eat?", kind="text")
    make_line(mia, "Tea")
    for page in pages_of(hers).values():
        for never in ("csrf", mia.display_name, mia.email, str(mia.id), "Toni", 'name="person"'):
            assert never not in page, never
    today = pages_of(hers)["/"]
    assert "Rain" not in today.split('id="checkin-more"')[1]
    assert today.count('name="id" value=""') == 3
    assert "What did you eat?" in today


def test_h1_the_count_of_a_return_shows_what_was_earned(hers, mia):
    tracker = make_tracker(mia, since=TODAY - timedelta(days=40))
    tracker.periods[0].ended_on = TODAY
    tracker.periods.append(Period(started_on=TODAY, started_at=time(6)))
    db.session.commit()
    today = pages_of(hers)["/"]
    assert "Nothing you earned is lost." in today
    assert '<p data-count-when="total" data-count-of="total">' in today
    assert 'data-live-since="2026-' in today


def test_nothing_new_is_not_sent_again_and_each_change_is(hers, mia):
    tag = hers.get("/pocket").headers["ETag"]
    again = hers.get("/pocket", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    hers.post("/checkins", data={"mood": "4"})
    assert hers.get("/pocket", headers={"If-None-Match": tag}).status_code == 200


def test_as_it_goes_over_the_wire_it_is_small_and_still_known_again(hers, mia):
    for back in range(30):
        check_in(mia, TODAY - timedelta(days=back))
    browser = {"Accept-Encoding": "gzip, br", "Sec-Fetch-Site": "same-origin"}
    answer = hers.get("/pocket", headers=browser)
    assert len(answer.data) < 6_000
    known = {**browser, "If-None-Match": answer.headers["ETag"]}
    assert hers.get("/pocket", headers=known).status_code == 304


def test_years_of_days_and_counts_take_as_many_queries_as_a_few(hers, mia):
    make_tracker(mia)
    check_in(mia, TODAY)
    make_line(mia, "Tea")
    hers.get("/pocket")
    few = queries_of(lambda: hers.get("/pocket"))
    for back in range(1, 60):
        check_in(mia, TODAY - timedelta(days=back))
    for number in range(5):
        make_tracker(mia, f"Other {number}", since=date(2020, 1, 1))
        make_line(mia, f"Line {number}")
    assert queries_of(lambda: hers.get("/pocket")) == few


def test_the_language_is_that_of_who_reads(hers, mia):
    assert hers.get("/pocket").headers["Content-Language"] == "en"
    tag = hers.get("/pocket").headers["ETag"]
    hers.post("/language", data={"language": "es"})
    answer = hers.get("/pocket", headers={"If-None-Match": tag})
    assert answer.headers["Content-Language"] == "es"
    assert all('<html lang="es"' in page for page in answer.json["pages"].values())


def test_w4_a_mentor_keeps_nothing_of_a_mentee(client_for, clock):
    both = make_member("Bo")
    db.session.add(
        RoleGrant(person_id=both.id, role=Role.MENTOR, granted_at=EIGHT, approved_at=EIGHT)
    )
    mentee = make_member("Wren")
    match(both, mentee)
    check_in(mentee, TODAY, note="wren sings")
    text = client_for(both).get("/pocket").text
    assert "Wren" not in text
    assert "wren sings" not in text


def test_only_members_have_one_and_nobody_who_is_signed_out(client, client_for):
    assert client_for(make_mentor()).get("/pocket").status_code == 404
    assert client.get("/pocket").headers["Location"].startswith("/login")


def test_the_plan_is_in_it_only_where_there_is_one(hers, mia):
    assert "/plan" not in pages_of(hers)
    assert 'href="/plan"' not in pages_of(hers)["/"]
    reflect(mia, TODAY)
    assert "words only the member reads" in pages_of(hers)["/plan"]  # why she does this


def test_it_holds_the_number_of_a_mentor_who_can_be_called_at_any_hour(hers, mia):
    toni = make_mentor("Toni")
    bond = match(toni, mia)
    make_number(toni, "212-555-0118")
    assert 'href="tel:2125550118"' in pages_of(hers)["/plan"]  # also without a plan
    hours = {"contact_from": time(7), "contact_until": time(20)}
    answer_for_matching(toni, Side.MENTOR, **hours)
    assert "/plan" not in pages_of(hers)  # a phone without a signal cannot tell when
    db.session.execute(delete(MatchProfile))
    partings.end(bond, toni, EIGHT)
    assert "/plan" not in pages_of(hers)


def test_no_copy_is_kept_on_a_phone_that_somebody_said_no_on(hers, mia, client_for):
    make_line(mia, "Tea")
    set_ = hers.post("/plan/copy", data={"keep": "no"}).headers.getlist("Set-Cookie")
    [cookie] = [one for one in set_ if one.startswith("no-copy=1")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert hers.get("/pocket").status_code == 204
    assert "keeps no copy" in hers.get("/plan").text
    hers.post("/logout")
    hers.sign_in(mia)
    assert hers.get("/pocket").status_code == 204  # a phone that others use stays one
    assert client_for(mia).get("/pocket").status_code == 200  # on another phone
    hers.post("/plan/copy", data={"keep": "yes"})
    assert hers.get("/pocket").status_code == 200


def test_h4_what_stands_in_for_help_says_what_the_page_says(client):
    page = client.get("/offline/help").text
    for needed in ('href="tel:988"', "naloxone", "not an emergency service", "I need someone"):
        assert needed in page, needed
    assert "csrf" not in page


def test_the_worker_is_the_same_in_every_language_and_its_pages_are_not(client):
    spanish = {"Accept-Language": "es"}
    assert client.get("/sw.js").data == client.get("/sw.js", headers=spanish).data
    page = client.get("/offline", headers=spanish)
    assert page.headers["Content-Language"] == "es"
    assert {"Accept-Language", "Cookie"} <= set(page.vary)
