"""The look back in the evening, seen from outside."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import text

from peerapp.extensions import db
from peerapp.reflections import reviewing
from peerapp.reflections.models import Review
from tests.support.client import all_of
from tests.support.people import make_member, reflect
from tests.support.queries import statements_of

OFFERS = "Look back on today"
ALL = {
    "went_well": "Tea with Ana",
    "hard": "yes",
    "hard_words": "the bus past the bar",
    "honest": "I said no",
    "mend": "no",
    "people": "Ana",
    "tomorrow": "a walk",
}


@pytest.fixture(autouse=True)
def evening(clock):
    clock.move_to(datetime(2026, 11, 24, 1, 0, tzinfo=UTC))  # 8 PM on Monday, in New York
    return clock


def only() -> Review:
    [row] = all_of(Review)
    return row


def seen_in(page: str) -> str:
    return re.search(r'name="seen" type="hidden" value="(\w*)"', page).group(1)


def test_it_is_off_until_it_is_wanted(hers):
    assert OFFERS not in hers.get("/").text
    hers.post("/reflections", data={"review_is_on": "y"})
    assert OFFERS in hers.get("/").text


@pytest.mark.parametrize(
    ("hour", "offers"), [(0, True), (3, True), (4, False), (16, False), (17, True), (23, True)]
)
def test_it_is_offered_in_the_local_evening_and_the_night_after(hers, evening, hour, offers):
    hers.post("/reflections", data={"review_is_on": "y"})
    evening.move_to(datetime(2026, 11, 24, 5, tzinfo=UTC) + timedelta(hours=hour))
    assert (OFFERS in hers.get("/").text) == offers


def test_the_answers_are_kept_and_can_be_read_and_changed(hers):
    assert hers.post("/review", data=ALL).location == "/"
    assert (only().day, only().answers) == (date(2026, 11, 23), ALL)
    assert "Only you can read it" in hers.get("/").text
    page = hers.get("/review").text
    assert "Tea with Ana</textarea>" in page
    hers.post("/review", data={**ALL, "went_well": "Soup", "mend": "", "seen": seen_in(page)})
    assert only().answers["went_well"] == "Soup"
    assert "mend" not in only().answers
    earlier = hers.get("/review/2026-11-23").text
    assert "Soup" in earlier
    assert "Yes. the bus past the bar" in earlier


def test_each_question_may_stay_empty(hers):
    hers.post("/review", data={"tomorrow": "a walk"})
    assert only().answers == {"tomorrow": "a walk"}


def test_nothing_written_is_fine_too(hers):
    assert hers.post("/review", data={"went_well": " "}).location == "/"
    assert "that is fine" in hers.get("/").text
    assert all_of(Review) == []


def test_what_is_emptied_is_gone(hers):
    hers.post("/review", data=ALL)
    hers.post("/review", data={"seen": seen_in(hers.get("/review").text)})
    assert all_of(Review) == []


def test_past_midnight_it_is_still_that_evenings(hers, evening):
    evening.move_to(datetime(2026, 11, 24, 5, 30, tzinfo=UTC))  # half past midnight
    assert "Looking back on Mon" in hers.get("/review").text
    hers.post("/review", data={"day": "2026-11-23", **ALL})
    assert only().day == date(2026, 11, 23)


def test_a_page_that_stayed_open_over_midnight_is_of_the_day_it_shows(hers, evening):
    page = hers.get("/review").text
    assert 'name="day" value="2026-11-23"' in page
    evening.move_to(datetime(2026, 11, 24, 6, 0, tzinfo=UTC))
    hers.post("/review", data={"day": "2026-11-23", "went_well": "late"})
    assert only().day == date(2026, 11, 23)


def test_a_page_of_a_day_that_is_closed_keeps_what_was_written(hers, evening):
    evening.shift(timedelta(days=1))
    answer = hers.post("/review", data={"day": "2026-11-23", "went_well": "Tea with Ana"})
    assert answer.status_code == 422
    assert "Save again to keep this for today" in answer.text
    assert "Tea with Ana</textarea>" in answer.text
    assert 'name="day" value="2026-11-24"' in answer.text
    assert all_of(Review) == []


@pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
def test_on_a_day_of_23_or_25_hours_the_evening_is_that_days(client_for, evening, day):
    evening.move_to(datetime.combine(day + timedelta(days=1), time(1), UTC))
    client_for(make_member()).post("/review", data={"went_well": "Tea"})
    assert only().day == day


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"went_well": "x" * 2001}, "2,000 letters or fewer"),
        ({"hard_words": "a\x00"}, "cannot be kept"),
        ({"hard": "maybe"}, "choose yes or no"),
        ({"day": "2026-02-30"}, "day of the calendar"),
        ({"day": "1900-01-01"}, "closed by now"),
        ({"day": "9999-12-31"}, "closed by now"),
    ],
)
def test_w5_what_cannot_be_is_said_kindly_and_the_rest_is_kept(hers, sent, says):
    answer = hers.post("/review", data={"tomorrow": "a walk", **sent})
    assert answer.status_code == 422
    assert says in answer.text
    assert "a walk</textarea>" in answer.text
    assert all_of(Review) == []


def test_d2_two_devices_add_to_each_other(hers):
    empty = seen_in(hers.get("/review").text)
    hers.post("/review", data={"went_well": "from the phone", "seen": empty})
    hers.post("/review", data={"tomorrow": "from the tablet", "seen": empty})
    assert only().answers == {"went_well": "from the phone", "tomorrow": "from the tablet"}


def test_d2_where_both_wrote_nothing_is_lost_in_silence(hers):
    empty = seen_in(hers.get("/review").text)
    hers.post("/review", data={"went_well": "from the phone", "hard": "yes", "seen": empty})
    sent = {"went_well": "from the tablet", "hard": "no", "seen": empty}
    answer = hers.post("/review", data=sent)
    assert answer.status_code == 422
    assert "from the phone" in answer.text
    assert "from the tablet</textarea>" in answer.text
    hers.post("/review", data={**sent, "seen": seen_in(answer.text)})
    assert only().answers == {"went_well": "from the tablet", "hard": "no"}


def test_earlier_ones_lead_to_each_other(hers, mia):
    for day in (20, 18, 21):
        db.session.add(
            Review(
                member_id=mia.id,
                day=date(2026, 11, day),
                answers={"people": f"of {day}"},
                written_at=datetime.now(UTC),
            )
        )
    page = hers.get("/review/2026-11-20").text
    assert 'href="/review/2026-11-18"' in page
    assert 'href="/review/2026-11-21"' in page
    assert 'href="/review"' not in page  # it cannot be changed any more
    assert hers.get("/reflections").text.count('href="/review/2026-11-') == 3
    assert hers.get("/review/2026-11-19").status_code == 404


@pytest.mark.both_databases
def test_d7_answers_are_not_readable_in_the_database(app, hers):
    hers.post("/review", data={"went_well": "canary-of-mia"})
    raw = db.session.execute(text("SELECT answers FROM reviews")).scalar_one()
    assert "canary" not in raw
    assert only().answers == {"went_well": "canary-of-mia"}


def test_the_questions_are_few_and_have_names_of_their_own():
    assert 4 <= len(reviewing.QUESTIONS) <= 6
    assert len(set(reviewing.NAMES)) == len(reviewing.NAMES)
    assert all(len(question.asks) < 70 for question in reviewing.QUESTIONS)


@pytest.mark.parametrize("is_set", [False, True])
def test_today_asks_the_database_once_for_all_of_it(app, client_for, mia, is_set):
    if is_set:
        reflect(mia, date(2026, 11, 23))
    tables = re.compile("motivations|reflection_settings|pledges|reviews")
    hers = client_for(mia)
    asked = statements_of(lambda: hers.get("/"))
    mine = [statement for statement in asked if tables.search(statement)]
    assert len(mine) == 1
    assert "motivations.photo," not in mine[0]  # the picture itself is not read
