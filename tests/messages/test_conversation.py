"""Writing to each other: what is sent, what is refused and kept, what each of the two reads."""

import re
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from peerapp import clock, pages
from peerapp.extensions import db
from peerapp.messages import conversation
from peerapp.messages.models import Message, MessageRules
from tests.messages.conftest import NOON, Pair
from tests.support.client import all_of, client_of
from tests.support.people import (
    keep_apart,
    make_coordinator,
    make_member,
    make_mentor,
    make_message,
    match,
    one_commit,
    pause,
    suspend,
)
from tests.support.pictures import a_photo
from tests.support.queries import queries_of

CANARY = "canary-of-mia"


def ids_in(page: str) -> list[str]:
    return re.findall(r'data-message-id="([^"]+)"', page)


@pytest.mark.both_databases
def test_what_one_writes_the_other_reads(pair: Pair) -> None:
    answer = pair.say(pair.as_mia, "Hello <b>Toni</b>\r\nsecond line")
    assert (answer.status_code, answer.location) == (303, f"{pair.url}#newest")
    [message] = all_of(Message)
    assert (message.body, message.by_id) == ("Hello <b>Toni</b>\nsecond line", pair.mia.id)
    page = pair.as_toni.get(pair.url).text
    assert f'data-match-id="{pair.match.id}"' in page
    assert ids_in(page) == [str(message.id)]
    assert "Hello &lt;b&gt;Toni&lt;/b&gt;\nsecond line" in page
    assert "Mia, 12:00 PM" in page
    assert "Monday, November 23" in page
    assert "You, 12:00 PM · Sent" in pair.as_mia.get(pair.url).text


@pytest.mark.both_databases
def test_d2_the_same_id_three_times_from_two_tabs_is_one_message(app, pair: Pair) -> None:
    tab, form = client_of(app, pair.mia), {"body": "Hello.", "id": str(uuid4())}
    for client, htmx in ((pair.as_mia, False), (tab, True), (pair.as_mia, True)):
        assert client.post(pair.url, data=form, htmx=htmx).status_code in (200, 303)
    assert [str(one.id) for one in all_of(Message)] == [form["id"]]


def test_d2_other_words_under_an_id_that_was_sent_are_not_lost(pair: Pair) -> None:
    """As from a page that was gone back to: they stay in the form, which has a new id."""
    form = {"body": "First.", "id": str(uuid4())}
    pair.as_mia.post(pair.url, data=form)
    answer = pair.as_mia.post(pair.url, data={**form, "body": "Second."})
    assert answer.status_code == 422
    assert "Second.</textarea>" in answer.text
    [new_id] = re.findall(r'name="id" value="([^"]+)"', answer.text)
    assert pair.as_mia.post(pair.url, data={"body": "Second.", "id": new_id}).status_code == 303
    assert sorted(one.body for one in all_of(Message)) == ["First.", "Second."]


@pytest.mark.both_databases
def test_an_id_of_anybody_elses_message_overwrites_and_shows_nothing(app, pair: Pair) -> None:
    theirs = make_message(match(make_mentor("Omar"), make_member("Noah")), pair.mia, CANARY)
    from_toni = make_message(pair.match, pair.toni, "Hi Mia.")
    for taken in (theirs, from_toni):
        answer = pair.as_mia.post(pair.url, data={"body": "Mine.", "id": str(taken.id)})
        assert answer.status_code == 422
        assert "Mine.</textarea>" in answer.text
        assert CANARY not in answer.text
        assert str(theirs.id) not in answer.text
    assert sorted(one.body for one in all_of(Message)) == ["Hi Mia.", CANARY]


@pytest.mark.parametrize("wrong", ["", "x", "{" + str(UUID(int=5)) + "}", "9" * 40])
def test_what_is_no_id_gets_one_of_ours(pair: Pair, wrong) -> None:
    assert pair.as_mia.post(pair.url, data={"body": "Hi.", "id": wrong}).status_code == 303
    assert len(all_of(Message)) == 1


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("", "Please write something first."),
        (" \r\n ", "Please write something first."),
        ("x" * 4_001, "4,000 letters at most, and this has 4,001"),
        ("x" * 100_000, "this has 100,000"),
        ("a\x00b", "cannot be kept"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_cannot_be_sent_stays_in_the_form(pair: Pair, body, says, htmx) -> None:
    answer = pair.say(pair.as_mia, body, htmx=htmx)
    assert answer.status_code == 422
    assert says in answer.text
    assert f"{body.strip()}</textarea>" in answer.text.replace("\r\n", "")
    assert all_of(Message) == []
    assert ("<html" in answer.text) is not htmx


def test_4_000_letters_are_sent(pair: Pair) -> None:
    assert pair.say(pair.as_mia, "é" * 4_000).status_code == 303


def test_after_htmx_the_form_is_empty_and_has_a_new_id(pair: Pair) -> None:
    answer = pair.say(pair.as_mia, "Hello.", htmx=True)
    assert 'data-outbox="message"' in answer.text
    assert "Hello." not in answer.text
    assert str(all_of(Message)[0].id) not in answer.text


@pytest.mark.both_databases
def test_who_says_what_the_page_knows_gets_the_rest_with_the_answer(pair: Pair) -> None:
    pair.say(pair.as_mia, "First.")
    after = after_of(pair.as_toni.get(pair.url).text)
    pair.say(pair.as_mia, "Second.")
    form = {"body": "Third.", "id": str(uuid4())}
    answer = pair.as_toni.post(f"{pair.url}?after={after}", data=form, htmx=True).text
    assert "First." not in answer
    assert answer.index("Second.") < answer.index("Third.")
    assert pair.as_toni.get(f"{pair.url}/new?after={after_of(answer)}").status_code == 204


@pytest.mark.both_databases
def test_thirty_at_a_time_the_newest_at_the_bottom(pair: Pair, at_noon) -> None:
    with one_commit():
        all_ids = [str(make_message(pair.match, pair.mia, f"No. {n}").id) for n in range(70)]
    page = pair.as_toni.get(pair.url)
    assert ids_in(page.text) == all_ids[40:]
    earlier = pair.as_toni.get(f"{pair.url}?before={all_ids[40]}", htmx=True)
    assert ids_in(earlier.text) == all_ids[10:40]
    assert "<html" not in earlier.text
    first = pair.as_toni.get(f"{pair.url}?before={all_ids[10]}")
    assert ids_in(first.text) == all_ids[:10]
    assert "Earlier messages" not in first.text
    assert "The newest messages" in first.text
    there = pair.as_toni.get(f"{pair.url}?at={all_ids[50]}").text
    assert ids_in(there) == all_ids[21:51]
    for wrong in ("x", str(uuid4())):
        assert ids_in(pair.as_toni.get(f"{pair.url}?before={wrong}").text) == all_ids[40:]


def test_days_are_the_readers_own(app, at_noon) -> None:
    mia, kai = make_member("Mia"), make_mentor("Kai", timezone="Pacific/Auckland")
    url = f"/matches/{match(kai, mia).id}/messages"
    client_of(app, mia).post(url, data={"body": "Hi.", "id": str(uuid4())})
    assert "Tuesday, November 24" in client_of(app, kai).get(url).text
    assert "Mia, 6:00 AM" in client_of(app, kai).get(url).text
    assert "Monday, November 23" in client_of(app, mia).get(url).text


# What an open page asks for


def after_of(page: str) -> str:
    return re.findall(r'data-after="(\d+)"', page)[0]


@pytest.mark.both_databases
def test_a_page_that_is_open_gets_what_is_new_and_nothing_else(pair: Pair) -> None:
    pair.say(pair.as_mia, "First.")
    after = after_of(pair.as_toni.get(pair.url).text)
    assert pair.as_toni.get(f"{pair.url}/new?after={after}").status_code == 204
    pair.say(pair.as_mia, "Second.")
    answer = pair.as_toni.get(f"{pair.url}/new?after={after}")
    assert "Second." in answer.text
    assert "First." not in answer.text
    assert pair.as_toni.get(f"{pair.url}/new?after={after_of(answer.text)}").status_code == 204
    for wrong in ("", "x", "-1", "٣", "9" * 40):
        assert len(ids_in(pair.as_toni.get(f"{pair.url}/new?after={wrong}").text)) == 2


def test_asking_for_what_is_new_costs_a_query_more_than_knowing_who_asks(app, pair: Pair) -> None:
    pair.say(pair.as_mia, "First.")
    after = after_of(pair.as_toni.get(pair.url).text)
    who = queries_of(lambda: pair.as_toni.get("/push/key"))
    assert queries_of(lambda: pair.as_toni.get(f"{pair.url}/new?after={after}")) <= who + 3


@pytest.mark.both_databases
def test_that_it_was_read_is_told_to_who_wrote_it(pair: Pair, at_noon) -> None:
    pair.say(pair.as_mia, "First.")
    pair.say(pair.as_mia, "Second.")
    first, second = ids_in(pair.as_toni.get(pair.url).text)
    after = after_of(pair.as_mia.get(pair.url).text)
    at_noon.shift(timedelta(minutes=12))
    assert pair.as_toni.post(f"{pair.url}/read", data={"upto": first}).status_code == 303
    news = pair.as_mia.get(f"{pair.url}/new?after={after}").text
    assert ids_in(news) == [first]
    assert "Read 12:12 PM" in news
    at_noon.shift(timedelta(days=1))
    for upto in (second, second, first, str(uuid4()), "x"):  # safe to say twice, and what is wrong
        answer = pair.as_toni.post(f"{pair.url}/read", data={"upto": upto}, htmx=True)
        assert answer.status_code == 204
    page = pair.as_mia.get(pair.url).text
    assert "Read 12:12 PM" in page
    assert "Read 12:12 PM, Tue, Nov 24" in page


@pytest.mark.parametrize("who", ["as_mia", "as_toni"])
def test_either_can_turn_read_marks_off_for_both(pair: Pair, who) -> None:
    getattr(pair, who).post("/messages/settings", data={})
    for writer, reader in ((pair.as_mia, pair.as_toni), (pair.as_toni, pair.as_mia)):
        pair.say(writer, "Hello.")
        reader.post(f"{pair.url}/read", data={"upto": ids_in(reader.get(pair.url).text)[-1]})
        assert "Read" not in writer.get(pair.url).text
        assert conversation.unread_of(pair.mia, [pair.match.id]) == {}
    getattr(pair, who).post("/messages/settings", data={"read_marks": "yes"})
    assert "Read 12:00 PM" in pair.as_mia.get(pair.url).text


def test_a_message_is_taken_back_within_five_minutes(pair: Pair, at_noon) -> None:
    pair.say(pair.as_mia, CANARY)
    pair.say(pair.as_mia, "Late.")
    one, late = all_of(Message)
    at_noon.shift(timedelta(minutes=4))
    assert pair.as_toni.post(f"{pair.url}/{one.id}/take-back").status_code == 404
    for _ in range(2):
        answer = pair.as_mia.post(f"{pair.url}/{one.id}/take-back", htmx=True)
        assert "You took this back." in answer.text
    assert CANARY not in pair.as_toni.get(pair.url).text
    assert "This was taken back." in pair.as_toni.get(pair.url).text
    at_noon.shift(timedelta(minutes=2))
    answer = pair.as_mia.post(f"{pair.url}/{late.id}/take-back")
    assert "in the first five minutes only" in pair.as_mia.get(answer.location).text
    assert sorted(str(one.body) for one in all_of(Message)) == ["Late.", "None"]
    # what was sent once more afterwards by a phone without a signal does not come up again
    again = pair.as_mia.post(pair.url, data={"body": CANARY, "id": str(one.id)})
    assert again.status_code == 303
    assert len(all_of(Message)) == 2


def test_many_messages_in_a_minute_wait_and_nothing_typed_is_lost(pair: Pair, at_noon) -> None:
    with one_commit():
        for _ in range(30):
            make_message(pair.match, pair.mia)
    answer = pair.say(pair.as_mia, "One more.")
    assert answer.status_code == 429
    assert "Please wait a minute" in answer.text
    assert "One more.</textarea>" in answer.text
    assert pair.say(pair.as_mia, "One more.", htmx=True).status_code == 429  # htmx leaves the form
    assert pair.say(pair.as_toni, "I am here.").status_code == 303
    at_noon.shift(timedelta(minutes=1))
    assert pair.say(pair.as_mia, "One more.").status_code == 303


@pytest.mark.parametrize(
    ("said_at", "shown"),
    [
        (NOON - timedelta(hours=3), "written at 9:00 AM"),
        (NOON - timedelta(minutes=4), None),
        (NOON + timedelta(days=9), None),  # a phone whose clock is ahead
        ("2001-01-01T00:00:00+00:00", "written on Sat, Oct 24, 1:00 PM"),  # when the match began
        ("0001-01-01T00:00:00+23:59", "written on"),
        ("2026-11-23T09:00:00", None),  # without a zone
        ("x", None),
    ],
)
def test_a_phone_without_a_signal_says_when_it_was_written(pair: Pair, said_at, shown) -> None:
    said_at = said_at if isinstance(said_at, str) else said_at.isoformat()
    assert pair.say(pair.as_mia, "Hello.", said_at=said_at).status_code == 303
    page = pair.as_toni.get(pair.url).text
    assert shown in page if shown else "written" not in page


def test_a_phone_whose_clock_is_a_day_off_says_how_long_ago_it_was_written(pair: Pair) -> None:
    sent = NOON - timedelta(days=1)
    said = sent - timedelta(hours=3)
    more = {"said_at": said.isoformat(), "sent_at": sent.isoformat()}
    assert pair.say(pair.as_mia, "Hello.", **more).status_code == 303
    assert "written at 9:00" in pair.as_toni.get(pair.url).text


# When it cannot be delivered


@pytest.mark.both_databases
@pytest.mark.parametrize("htmx", [False, True])
def test_a_match_that_ended_a_second_ago_takes_nothing_and_loses_nothing(pair, htmx) -> None:
    pair.say(pair.as_toni, "Hi Mia.")
    pair.as_toni.post(f"/matches/{pair.match.id}/end")
    answer = pair.say(pair.as_mia, "Thank you for all.", htmx=htmx)
    assert answer.status_code == 422
    assert "This match has ended, so your message was not sent." in answer.text
    assert "Thank you for all.</textarea>" in answer.text
    page = pair.as_mia.get(pair.url)
    assert page.status_code == 200
    assert "This match has ended." in page.text
    assert "Hi Mia." in page.text
    assert "<textarea" not in page.text
    assert "Toni" not in page.text  # whoever left is not read of under a name of today
    assert len(all_of(Message)) == 1
    news = pair.as_mia.get(f"{pair.url}/new?after=1")
    assert "data-closed" in news.text


@pytest.mark.parametrize("away", [pause, suspend])
def test_while_the_mentor_is_away_the_member_reads_that_nothing_is_delivered(pair, away) -> None:
    pair.say(pair.as_toni, "Hi Mia.")
    away(pair.toni)
    page = pair.as_mia.get(pair.url).text
    assert "Toni is away now, so nothing can be delivered." in page
    assert "Hi Mia." in page
    answer = pair.say(pair.as_mia, "Are you there?")
    assert answer.status_code == 422
    assert "is away now, so your message was not sent" in answer.text
    assert "Are you there?</textarea>" in answer.text


@pytest.mark.parametrize("blocks", ["mia", "toni"])
def test_after_a_block_the_member_keeps_what_was_written(pair: Pair, blocks) -> None:
    pair.say(pair.as_toni, "Hi Mia.")
    other = pair.toni if blocks == "mia" else pair.mia
    getattr(pair, f"as_{blocks}").post("/match/blocks", data={"other_id": str(other.id)})
    assert "Hi Mia." in pair.as_mia.get(pair.url).text
    assert pair.as_toni.get(pair.url).status_code == 404
    assert "Hi Mia." not in pair.as_toni.get("/messages").text


def test_ids_of_another_match_are_not_there(app, pair: Pair) -> None:
    theirs = make_message(match(make_mentor("Omar"), make_member("Noah")), pair.mia, CANARY)
    for path in (f"{theirs.id}/photo", f"{theirs.id}/report"):
        assert pair.as_mia.get(f"{pair.url}/{path}").status_code == 404
    assert pair.as_mia.post(f"{pair.url}/{theirs.id}/take-back").status_code == 404
    assert CANARY not in pair.as_mia.get(f"{pair.url}?at={theirs.id}").text
    pair.as_mia.post(f"{pair.url}/read", data={"upto": str(theirs.id)})
    assert all_of(Message)[0].read_at is None


# Lists and counts


@pytest.mark.both_databases
def test_unread_and_last_words_take_a_query_each(pair: Pair, at_noon) -> None:
    other = match(pair.toni, make_member("Noah"))
    pair.say(pair.as_mia, "One.")
    at_noon.shift(timedelta(minutes=5))
    pair.say(pair.as_mia, "Two.")
    ids, _ = [pair.match.id, other.id], (pair.toni.id, pair.mia.id)  # loaded before
    assert queries_of(lambda: conversation.unread_of(pair.toni, ids)) == 1
    assert conversation.unread_of(pair.toni, ids) == {
        pair.match.id: conversation.Unread(count=2, since=NOON)
    }
    assert conversation.unread_of(pair.mia, ids) == {}
    [(match_id, said)] = conversation.last_words(ids).items()
    assert (match_id, said.member_wrote_at, said.mentor_wrote_at) == (
        pair.match.id,
        clock.now(),
        None,
    )
    db.session.expire_all()
    assert queries_of(lambda: conversation.last_words(ids)) == 1


@pytest.mark.both_databases
def test_the_list_costs_the_same_for_two_and_for_many(app, pair: Pair) -> None:
    def add(count):
        with one_commit():
            for n in range(count):
                one = make_member(f"Ana{n}")
                make_message(match(pair.toni, one), one, f"Words of {n}")

    add(2)
    pair.as_toni.get("/messages")  # that they were looked at is written down once an hour
    few = queries_of(lambda: pair.as_toni.get("/messages"))
    add(8)
    pair.as_toni.get("/messages")
    assert queries_of(lambda: pair.as_toni.get("/messages")) == few
    page = pair.as_toni.get("/messages").text
    assert page.count("data-match-id") == 11
    assert page.count("1 new") == 10
    assert 'data-unread="10"' in page


def test_the_list_says_the_time_of_today_and_the_day_of_before(app, pair: Pair, at_noon) -> None:
    pair.say(pair.as_mia, "From Mia.")
    today = pair.as_toni.get("/messages").text
    at_noon.shift(timedelta(days=2))
    later = pair.as_toni.get("/messages").text
    with app.test_request_context():
        when = clock.local(NOON, pair.toni.timezone)
        assert f">{pages.time_of_day(when.time())}<" in today
        assert f">{pages.short_day(when.date())}<" in later


def test_the_newest_conversation_is_first_and_a_member_with_one_goes_to_it(app, pair, at_noon):
    ana = make_member("Ana")
    make_message(match(pair.toni, ana), ana, "From Ana.")
    at_noon.shift(timedelta(minutes=1))
    pair.say(pair.as_mia, "From Mia.")
    page = pair.as_toni.get("/messages").text
    assert page.index("From Mia.") < page.index("From Ana.")
    assert pair.as_mia.get("/messages").location == pair.url
    assert f'href="{pair.url}"' in pair.as_mia.get("/").text
    keep_apart(pair.mia, pair.toni)  # "not this person": the match goes on until somebody ends it
    assert pair.say(pair.as_mia, "Still here.").status_code == 303


# Search


@pytest.mark.both_databases
def test_the_two_find_words_in_what_they_wrote(pair: Pair) -> None:
    with one_commit():
        for n in range(45):
            make_message(pair.match, pair.mia, f"Café number {n}" if n % 2 else "Nothing.")
    gone = make_message(pair.match, pair.mia, None, taken_back_at=NOON)
    found = pair.as_toni.get(f"{pair.url}/search?q=cafe+NUMBER").text
    assert len(ids_in(found)) == 20
    assert "<mark>Café</mark>" in found
    last = ids_in(found)[-1]
    older = pair.as_toni.get(f"{pair.url}/search?q=cafe&before={last}").text
    assert len(ids_in(older)) == 2
    assert str(gone.id) not in found + older
    assert "No messages with these words" in pair.as_mia.get(f"{pair.url}/search?q=rum").text
    assert pair.as_mia.get(f"{pair.url}/search?q={'x' * 200}").status_code == 422


# Photos


@pytest.fixture
def photos_allowed(app) -> None:
    client_of(app, make_coordinator()).post("/program/messages", data={"photos_allowed": "yes"})
    assert all_of(MessageRules)[0].photos_allowed


def send_photo(pair, data=None, **form):
    from io import BytesIO

    file = (BytesIO(a_photo() if data is None else data), "IMG_1.jpg")
    return pair.as_mia.post(pair.url, data={"body": "", "id": str(uuid4()), "photo": file, **form})


def test_a_photo_is_sent_where_the_program_allows_it(pair: Pair, photos_allowed) -> None:
    assert send_photo(pair).status_code == 303
    [message] = all_of(Message)
    url = f"{pair.url}/{message.id}/photo"
    assert url in pair.as_toni.get(pair.url).text
    answer = pair.as_toni.get(url)
    assert answer.data.startswith(b"\xff\xd8\xff")
    assert answer.headers["Cache-Control"] == "no-store"
    row = db.session.execute(text("SELECT photo FROM messages")).scalar_one()
    assert b"\xff\xd8\xff" not in bytes(row)
    pair.as_mia.post(f"{pair.url}/{message.id}/take-back")
    assert pair.as_toni.get(url).status_code == 404


@pytest.mark.parametrize(
    ("data", "says"), [(b"no photo", "no photo that we can read"), (b"", "This file is empty")]
)
def test_what_is_no_photo_is_said_and_the_words_stay(pair, photos_allowed, data, says) -> None:
    answer = send_photo(pair, data, body="Look:")
    assert answer.status_code == 422
    assert says in answer.text
    assert "Look:</textarea>" in answer.text
    assert all_of(Message) == []


def test_no_photo_where_the_program_wants_none(pair: Pair) -> None:
    answer = send_photo(pair, body="Look:")
    assert answer.status_code == 422
    assert "Photos are not sent in this program." in answer.text
    assert "Add a photo" not in pair.as_mia.get(pair.url).text


def test_of_two_without_a_word_the_newest_match_stands_first_and_those_with_words_by_them(
    client_for, at_noon
) -> None:
    toni, day = make_mentor("Toni"), timedelta(days=1)
    known = {
        name: match(toni, make_member(name), since)
        for name, since in (
            ("Old", 30 * day),
            ("Zoe", 3 * day),
            ("Ada", 3 * day),
            ("New", day),
            ("Spoke", 40 * day),
        )
    }
    at_noon.shift(-2 * day)
    make_message(known["Spoke"], toni, "hello")
    at_noon.shift(2 * day)
    page = client_for(toni).get("/messages").text
    assert re.findall(r'person__name"><a[^>]*>([^<]+)<', page) == [
        "New", "Spoke", "Ada", "Zoe", "Old",
    ]  # fmt: skip
