"""Bringing a file in: seen first, written only when the member says so."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from werkzeug.test import TestResponse

from peerapp import jobs
from peerapp.checkins.models import CheckIn, EarlierVersion, ImportDraft, Question, QuestionVersion
from peerapp.extensions import db
from peerapp.mentoring import mentees
from peerapp.sobriety import comparing
from peerapp.sobriety.models import Lapse, OwnMilestone, Period, Tracker
from tests.access.world import everything
from tests.support.client import Client, all_of
from tests.support.people import check_in, make_member, make_mentor, match, save
from tests.support.queries import queries_of

NOW = datetime(2026, 11, 24, 17, 0, tzinfo=UTC)
OURS = "day,mood,note\n2026-11-01,4,A good walk\n2026-11-02,2,\n"
DAYLIO = (
    "full_date,date,weekday,time,mood,activities,scales,note_title,note\n"
    '2026-11-02,November 2,Monday,20:15,good,"tired | reading","","","Made soup."\n'
    '2026-11-02,November 2,Monday,08:05,bad,"","","","Hardly slept."\n'
    '2026-11-01,November 1,Sunday,21:00,wobbly,"","","",""\n'
)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mia(app: Any) -> Any:
    return make_member("Mia")


@pytest.fixture
def client(client_for: Callable[..., Client], mia: Any) -> Client:
    return client_for(mia)


def send(client: Client, content: str | bytes, name: str = "days.csv") -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    return client.post("/import", data={"file": (BytesIO(data), name)})


def looked_at(client: Client, content: str | bytes) -> str:
    """The address of the preview."""
    answer = send(client, content)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def take(client: Client, content: str | bytes, **choices: str) -> TestResponse:
    answer = client.post(looked_at(client, content) + "/take", data=choices)
    assert answer.status_code == 303, answer.text
    return answer


def error_in(page: str) -> str:
    found = re.search(r'id="error-file">([^<]+)<', page)
    assert found, page
    return found.group(1)


@pytest.mark.both_databases
def test_nothing_is_written_before_the_member_says_so_nor_when_they_cancel(client) -> None:
    def rows() -> dict[str, Any]:
        return {name: rows for name, rows in everything().items() if name != "import_drafts"}

    before = rows()
    preview = looked_at(client, OURS)
    assert "2 days are new here" in client.get(preview).text
    assert rows() == before
    assert client.post(preview + "/cancel").location == "/import"
    assert rows() == before
    assert all_of(ImportDraft) == []
    assert client.get(preview).status_code == 404
    assert client.post(preview + "/take").status_code == 404
    assert all_of(CheckIn) == []


@pytest.mark.both_databases
def test_d2_what_is_taken_over_is_there_once_however_often_it_is_sent(client) -> None:
    preview = looked_at(client, OURS)
    assert client.post(preview + "/take").location == "/checkins"
    assert "2 new days." in client.get("/checkins").text
    assert client.post(preview + "/take").status_code == 404
    take(client, OURS)
    assert "All is as it was" in client.get("/checkins").text
    one, two = sorted(all_of(CheckIn), key=lambda row: row.day)
    assert (one.day, one.mood, one.note, one.note_is_private) == (
        date(2026, 11, 1),
        4,
        "A good walk",
        True,
    )
    assert (two.mood, two.note, two.triggers) == (2, None, [])
    noon = datetime(2026, 11, 2, 17, 0, tzinfo=UTC)  # in New York
    assert two.created_at == two.changed_at == two.said_at == noon
    assert (two.said_id, two.stamps) == (two.id, None)
    assert all_of(ImportDraft) == []


@pytest.mark.both_databases
def test_d2_taking_over_tapped_several_times_at_once_takes_over_once(app, client_for) -> None:
    mia = make_member("Mia")
    preview = looked_at(client_for(mia), OURS)
    phones = [client_for(mia) for _ in range(4)]
    for phone in phones:
        phone.token()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda phone: phone.post(preview + "/take").status_code, phones))
    assert sorted(answers) == [303, 404, 404, 404]
    assert len(all_of(CheckIn)) == 2


def test_todays_check_in_is_not_logged_in_the_future(client_for, mia, clock) -> None:
    clock.move_to(datetime(2026, 11, 24, 13, 0, tzinfo=UTC))  # 8 in the morning
    client = client_for(mia)
    take(client, "day,mood\n2026-11-24,4\n")
    [row] = all_of(CheckIn)
    assert row.created_at == datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


@pytest.mark.both_databases
def test_an_export_of_one_member_is_the_same_again_when_another_takes_it_over(
    app, client_for
) -> None:
    mia, noah = make_member("Mia"), make_member("Noah")
    scale = ask_something("How much energy, 1 to 5?", "scale")
    words = ask_something('=Anything "else"?', "text")
    check_in(mia, date(2020, 2, 29), mood=1, sober=False, craving=0, triggers=["tired", "hungry"])
    check_in(
        mia,
        date(2026, 11, 23),
        mood=5,
        sober=True,
        craving=10,
        note='=HYPERLINK("x"), said\nthe "note" 😀 ',
        note_is_private=True,
        sleep=1,
        anxiety=2,
        connectedness=3,
        medication="none",
        meetings=0,
        gratitude="'-tea; and more",
        own={
            str(scale.id): [str(scale.versions[0].id), 4],
            str(words.id): [str(words.versions[0].id), "@home"],
        },
    )
    theirs, mine = client_for(mia), client_for(noah)
    file = theirs.get("/checkins/export.csv")
    assert file.data.startswith(b"\xef\xbb\xbfday,mood,")
    assert file.headers["Cache-Control"] == "no-store"
    assert file.headers["Content-Disposition"] == "attachment; filename=check-ins-2026-11-24.csv"
    take(mine, file.data)
    assert mine.get("/checkins/export.csv").data == file.data
    assert "2 days are here already, just the same." in mine.get(looked_at(mine, file.data)).text


def ask_something(words: str, kind: str) -> Question:
    question = Question(position=1, created_at=NOW)
    question.versions = [QuestionVersion(number=1, text=words, kind=kind, created_at=NOW)]
    save(question)
    return question


@pytest.mark.both_databases
def test_dates_of_one_member_are_the_same_again_when_another_takes_them_over(
    app, client_for
) -> None:
    mia, noah = make_member("Mia"), make_member("Noah")
    tracker = Tracker(
        member_id=mia.id, name="=Wine", created_at=NOW, money_per_week=25, currency="€"
    )
    tracker.periods = [
        Period(started_on=date(2024, 1, 1), ended_on=date(2024, 5, 1), note="a hard, long night"),
        Period(started_on=date(2024, 5, 1)),
    ]
    tracker.lapses = [Lapse(on=date(2025, 1, 1), note=None, created_at=NOW)]
    tracker.own_milestones = [OwnMilestone(name="A party", days=500, created_at=NOW)]
    private = Tracker(member_id=mia.id, name="Wine 2", created_at=NOW, is_private=True)
    private.periods = [Period(started_on=date(2026, 1, 1))]
    save(tracker, private)
    theirs, mine = client_for(mia), client_for(noah)
    file = theirs.get("/sobriety/export.csv")
    assert file.headers["Content-Disposition"] == "attachment; filename=dates-2026-11-24.csv"
    page = mine.get(looked_at(mine, file.data)).text
    assert "2 dates are new here" in page
    assert "Only for you" in page
    assert take(mine, file.data).location == "/sobriety"
    assert mine.get("/sobriety/export.csv").data == file.data
    assert "No date of this file is new here" in mine.get(looked_at(mine, file.data)).text
    take(mine, file.data)
    assert len(all_of(Tracker)) == 4


def test_daylios_own_words_are_asked_first(client) -> None:
    preview = looked_at(client, DAYLIO)
    page = client.get(preview).text
    assert "wobbly" in page
    assert "Bring in" not in page
    asked = client.get(preview, query_string={"mood_0": "2", "words": "said"}).text
    assert "2 days are new here" in asked
    assert 'name="mood_0" value="2"' in asked
    left_out = client.get(preview, query_string={"mood_0": "", "words": "said"}).text
    assert "1 day is new here" in left_out
    assert "1 entry is left out" in left_out
    client.post(preview + "/take", data={"mood_0": "2"})
    one, two = sorted(all_of(CheckIn), key=lambda row: row.day)
    assert (one.mood, one.note) == (2, "wobbly")
    assert (two.mood, two.triggers, two.note_is_private) == (4, ["tired"], True)
    assert two.note == "08:05, bad\nHardly slept.\n\n20:15, good\nMade soup.\nreading"


@pytest.mark.both_databases
def test_d2_a_day_that_says_something_else_stays_unless_the_member_decides(app, client_for) -> None:
    mia = make_member("Mia")
    client = client_for(mia)
    check_in(mia, date(2026, 11, 1), mood=1, note="what I wrote here")
    page = client.get(looked_at(client, OURS)).text
    assert "1 day says something else here" in page
    assert "here: Very hard / in the file: Good" in page
    take(client, OURS)
    assert "1 new day, 1 day kept as it was." in client.get("/checkins").text
    assert all_of(EarlierVersion) == []
    assert {row.day.day: row.mood for row in all_of(CheckIn)} == {1: 1, 2: 2}
    take(client, OURS, conflict="file")
    assert "1 day changed." in client.get("/checkins").text
    assert {row.day.day: row.mood for row in all_of(CheckIn)} == {1: 4, 2: 2}
    [before] = all_of(EarlierVersion)
    assert (before.mood, before.note) == (1, "what I wrote here")
    assert "what I wrote here" in client.get("/checkins/2026-11-01").text


def test_a_day_keeps_only_its_hundred_newest_earlier_versions(client, mia) -> None:
    row = check_in(mia, date(2026, 11, 1), mood=1)
    for number in range(100):
        at = NOW - timedelta(days=200 - number)
        save(EarlierVersion(checkin_id=row.id, replaced_at=at, mood=3, triggers=[]))
    take(client, OURS, conflict="file")
    kept = all_of(EarlierVersion)
    assert len(kept) == 100
    assert min(one.replaced_at for one in kept) == NOW - timedelta(days=199)


@pytest.mark.both_databases
def test_a3_no_mentor_sees_what_was_before_the_two_met(app, client_for) -> None:
    mia, toni = make_member("Mia"), make_mentor("Toni")
    match(toni, mia, since=timedelta(days=10))
    days = [date(2026, 11, 24) - timedelta(days=back) for back in range(30)]
    lines = [f"{day},3,what was on {day}" for day in days]
    client = client_for(mia)
    preview = client.get(looked_at(client, "\n".join(["day,mood,note", *lines]))).text
    assert "days before you two met stay with you" in preview
    take(client, "\n".join(["day,mood,note", *lines]))
    mentee = mentees.one(toni, mia.id, NOW, days=30)
    assert mentee
    assert min(mentee.found) == date(2026, 11, 14)  # the day of the match
    assert len(mentee.found) == 11
    page = client_for(toni).get(f"/mentees/{mia.id}").text
    assert "what was on" not in page  # and no note of theirs at all: the file does not share them


def test_each_row_that_cannot_come_in_is_told_with_its_line_and_why(client) -> None:
    rows = ["2026-11-25,4", "1900-01-01,4", "2026-11-03,", "2026-11-04,9", "2026-11-05,4"]
    page = client.get(looked_at(client, "\n".join(["day,mood", *rows]))).text
    assert "1 day is new here" in page
    assert "4 lines cannot come in" in page
    for line, why in (
        (2, "This day has not come yet."),
        (3, "This day is before 1920."),
        (4, "There is no mood in this line."),
        (5, "mood must be a number from 1 to 5."),
    ):
        assert re.search(rf"Line {line}:</strong> {re.escape(why)}", page), why
    assert "2026-11-04, 9" in page


def test_what_became_of_a_file_is_told_when_it_is_in(client, mia) -> None:
    for day in (1, 2, 3, 4):
        check_in(mia, date(2026, 11, day), mood=3)
    rows = [f"2026-11-0{day},{3 if day == 4 else 5}" for day in (1, 2, 3, 4, 5)]
    content = "\n".join(["day,mood", *rows, "2026-11-25,4", "1900-01-01,4"])
    page = client.get(looked_at(client, content)).text
    assert page.count("here: Okay / in the file: Very good") == 3
    take(client, content, conflict="keep")
    told = "1 new day, 3 days kept as they were. 2 lines could not come in."
    assert told in client.get("/checkins").text
    take(client, content, conflict="file")
    assert "3 days changed. 2 lines could not come in." in client.get("/checkins").text
    take(client, content, conflict="file")
    told = "All is as it was: nothing new was in it. 2 lines could not come in."
    assert told in client.get("/checkins").text


def test_a_day_whose_mood_is_the_same_says_that_something_else_differs(client, mia) -> None:
    check_in(mia, date(2026, 11, 1), mood=4, note="Other words")
    page = client.get(looked_at(client, OURS)).text
    assert "here: Good / in the file: Good, with other words or answers" in page


def test_a_long_report_is_bounded_and_says_how_much_it_leaves_out(client) -> None:
    lines = "\n".join(["day,mood", *["2026-11-25,4"] * 5000])
    answer = client.get(looked_at(client, lines))
    assert "5,000 lines cannot come in" in answer.text
    assert "And 4,700 more." in answer.text
    assert len(answer.data) < 100_000


JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(range(256)) * 200


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty."),
        (JPEG, "This is a picture."),
        (bytes(range(256)) * 300, "We do not know these columns"),
        (b"a" * 1_000_000, "From line 1 on we cannot read this file."),
        (b'day,mood,note\n2026-11-01,4,"never closed\n', "A quotation mark may be missing"),
        (b"\x00" * 5000, "We do not know these columns"),
        (b"day,mood\n", "nothing in this file but the names"),
        (b"name,phone\nMia,1\n", "We do not know these columns"),
        (b"year,date,weekday,time,mood,activities,note\n2018,18 May,Friday,8:00,good,,\n", "old"),
    ],
)
def test_w5_a_file_that_cannot_be_read_says_why_beside_its_field(client, content, words) -> None:
    answer = send(client, content)
    assert answer.status_code == 422
    assert words in error_in(answer.text)
    assert all_of(ImportDraft) == []


def test_w5_no_file_at_all_is_said_kindly(client) -> None:
    for data in ({}, {"file": "typed"}, {"file": (BytesIO(b""), "")}):
        answer = client.post("/import", data=data)
        assert answer.status_code == 422
        assert error_in(answer.text) == "Please choose a file."


def test_w5_a_file_of_fifty_megabytes_is_refused_kindly_and_never_kept(client) -> None:
    answer = send(client, OURS.encode() + b"x" * 50_000_000)
    assert answer.status_code == 422
    assert "larger than 8 MB" in error_in(answer.text)
    assert all_of(ImportDraft) == []


def test_w5_what_is_sent_elsewhere_is_as_small_as_ever(client) -> None:
    assert client.post("/checkins", data={"mood": "4", "note": "x" * 5_000_000}).status_code == 413
    big = {"file": (BytesIO(b"x" * 5_000_000), "x")}
    assert client.post("/checkins", data={"mood": "4", **big}).status_code == 413
    body = b"file=" + b"x" * 5_000_000
    kind = "application/x-www-form-urlencoded"
    assert client.post("/import", data=body, content_type=kind).status_code == 413


def test_d7_a_file_that_is_looked_at_is_encrypted_and_never_in_a_temporary_file(
    client, monkeypatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a temporary file")

    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refuse)
    monkeypatch.setattr("werkzeug.formparser.TemporaryFile", refuse, raising=False)
    looked_at(client, OURS + f"2026-11-03,4,{'canary ' * 500}\n" * 300)
    raw = db.session.connection().exec_driver_sql("SELECT content FROM import_drafts").scalar()
    assert raw
    assert "canary canary" not in raw  # with a space, which no base64 holds by chance


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_a_file_in_another_encoding_comes_in_with_its_letters(client, encoding: str) -> None:
    content = "day;mood;note\r\n2026-11-01;4;Größe – “naïve”\r\n".encode(encoding)
    page = client.get(looked_at(client, content)).text
    assert "Größe – “naïve”" in page
    assert ("so we guessed" in page) is (encoding == "cp1252")
    take(client, content)
    assert all_of(CheckIn)[0].note == "Größe – “naïve”"


def test_a2_another_members_file_is_not_there(client, client_for) -> None:
    preview = looked_at(client, OURS)
    other = client_for(make_member("Olga"))
    assert other.get(preview).status_code == 404
    for verb in ("/take", "/cancel"):
        assert other.post(preview + verb).status_code == 404
    assert all_of(CheckIn) == []
    assert len(all_of(ImportDraft)) == 1


def test_a_member_looks_at_one_file_at_a_time_and_an_old_one_is_cleaned_away(client, clock) -> None:
    first = looked_at(client, OURS)
    second = looked_at(client, OURS)
    assert client.get(first).status_code == 404
    clock.shift(timedelta(minutes=59))
    jobs.clean()
    assert client.get(second).status_code == 200
    clock.shift(timedelta(minutes=2))
    jobs.clean()
    assert all_of(ImportDraft) == []


def test_twenty_years_come_in_with_few_queries_and_go_out_in_little_memory(client) -> None:
    first = date(2006, 11, 25)
    days = [first + timedelta(days=number) for number in range(7305)]
    lines = [f"{day},{day.day % 5 + 1},What I wrote on day {day}" for day in days]
    content = "\n".join(["day,mood,note", *lines])
    asked = queries_of(lambda: take(client, content))
    assert asked < 100  # for 7305 days
    out = client.get("/checkins/export.csv")
    assert "Content-Length" not in out.headers  # it goes out as it is read
    assert out.text.count("What I wrote on day") == 7305


def test_the_page_is_found_from_the_members_own_page_and_offers_both_ways(client) -> None:
    assert 'href="/import"' in client.get("/account").text
    page = client.get("/import").text
    for link in ("/checkins/export.csv", "/sobriety/export.csv"):
        assert f'href="{link}"' in page


@pytest.mark.parametrize(("verb", "often"), [("get", 120), ("post", 30)])
def test_w5_looking_and_taking_over_have_an_end_within_a_minute(client, verb, often) -> None:
    preview = "/import/00000000-0000-4000-8000-000000000000"
    ask = client.get if verb == "get" else client.post
    path = preview if verb == "get" else preview + "/take"
    codes = [ask(path).status_code for _ in range(often + 1)]
    assert codes == [404] * often + [429]


def test_what_is_compared_with_the_lock_held_is_only_what_was_new(client, mia, monkeypatch) -> None:
    header = "tracker,what,from,time,until,note\n"
    here = "".join(f"Mine {n},period,2026-01-01,,,\n" for n in range(5))
    take(client, header + here)
    compared: list[int] = []
    plan = comparing.plan

    def watched(found: Any, *others: Any) -> Any:
        compared.append(len(found))
        return plan(found, *others)

    monkeypatch.setattr(comparing, "plan", watched)
    take(client, header + here + "New,period,2026-01-01,,,\n")
    assert compared == [6, 1]
    assert len(all_of(Tracker)) == 6
