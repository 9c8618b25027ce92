"""H3: a member needs someone. Who is told, in which order, and what each reads."""

from datetime import timedelta

import pytest
from limits import parse
from sqlalchemy import text

from peerapp import clock, jobs
from peerapp.accounts import limits
from peerapp.extensions import db
from peerapp.matching import matches
from peerapp.push.models import Delivery, State
from peerapp.safety import call_lists, call_plan, call_rules, call_views, calls
from peerapp.safety.models import Ending, HelpCall, HelpCallStep, What
from tests.safety.night import (
    MINUTE,
    call_of,
    night,
    page_of,
    rings_for,
    tick,
    told,
    with_phone,
    without_mail,
)
from tests.support import people as make
from tests.support.client import all_of, client_of
from tests.support.queries import queries_of

pytestmark = pytest.mark.usefixtures("at_nine")
both_databases = pytest.mark.both_databases


@pytest.fixture
def tonight(app):
    return night(app)


@pytest.fixture
def all_ring(app, tonight):
    with_phone(app, tonight.ana, tonight.ben, tonight.cora)
    return tonight


# Before the tap


def test_h3_before_the_tap_it_says_who_is_told_and_when(all_ring) -> None:
    page = page_of(all_ring.client(all_ring.mia), "/help")
    assert (
        "Ana is told at once. If there is no answer in 10 minutes, Ben is told. "
        "After 10 minutes more, the coordinator is told." in page
    )
    assert page.index("I need someone") < page.index("Call 988")


def test_h3_what_cannot_be_is_said_before_the_tap_too(app, tonight) -> None:
    without_mail(app)
    mia = tonight.client(tonight.mia)
    page = page_of(mia, "/help")
    assert (
        "Ana is told at once. Ana has no phone here that can ring and may not see it soon." in page
    )
    assert "Ben is told at the same time." in page
    make.pause(tonight.ana)
    call_rules.take_off(tonight.ben)
    assert "Ana is away now and is not told. The coordinator is told at once." in page_of(
        mia, "/help"
    )
    make.suspend(tonight.cora)
    assert "Nobody here can be told right now." in page_of(mia, "/help")


def test_h3_a_mentor_is_left_out_at_night_and_the_member_reads_it_before(all_ring, at_nine) -> None:
    all_ring.client(all_ring.ana).post("/help/duty", data={"nights": "no"})
    assert "By day is 8 AM to 9 PM" in page_of(all_ring.client(all_ring.ana), "/help/duty")
    page = page_of(all_ring.client(all_ring.mia), "/help")
    assert "It is night for Ana, who is not told now. Ben is told at once." in page
    call_id = all_ring.ask()
    assert told() == ["Ben"]
    lines = all_ring.reads(all_ring.mia, call_id)
    assert "It is night for Ana, who was not told." in lines
    at_nine.shift(timedelta(hours=11))  # eight in the morning
    tick()
    at_nine.shift(30 * MINUTE)
    tick()
    assert "Ana" in told()  # it is repeated to her too


# The tap


def test_h3_one_tap_tells_the_mentor_at_once(all_ring) -> None:
    call_id = all_ring.ask()
    assert told() == ["Ana"]
    assert rings_for() == ["Ana"]
    [row] = all_of(Delivery)
    assert (row.next_try_at, row.urgency) == (clock.now(), "high")
    assert row.useful_until - row.next_try_at == 10 * MINUTE
    assert all_ring.reads(all_ring.mia, call_id) == [
        "You asked for someone.",
        "On its way to Ana's phone.",
    ]
    page = page_of(all_ring.client(all_ring.mia), "/help")
    assert "Nobody has answered yet." in page
    assert "If there is no answer, Ben is told at 9:10 PM." in page
    assert "Call 988" in page


def test_h3_it_rings_in_quiet_hours_too(all_ring, client_for) -> None:
    client_for(all_ring.ana).post("/reminders/quiet", data={"starts": "20:00", "ends": "07:00"})
    all_ring.ask()
    [row] = all_of(Delivery)
    assert row.next_try_at == clock.now()


@both_databases
def test_d2_the_same_id_twice_and_a_second_tap_are_one_call(all_ring, at_nine) -> None:
    own = "00000000-0000-4000-8000-00000000000a"
    assert all_ring.ask(id=own) == own
    assert all_ring.ask(id=own) == own
    assert all_ring.ask() == own
    assert all_ring.ask(id="00000000-0000-4000-8000-00000000000b") == own
    assert len(all_of(HelpCall)) == 1
    at_nine.shift(MINUTE)
    all_ring.act(all_ring.mia, own, "okay")
    at_nine.shift(MINUTE)
    sent_late = (clock.now() - 2 * MINUTE).isoformat()
    assert all_ring.ask(id=own, said_at=sent_late) == own  # sent again, since no answer came
    assert len(all_of(HelpCall)) == 1
    assert all_ring.ask(id=own, said_at=clock.now().isoformat()) != own  # a new tap, an old page
    other = make.make_member("Olga")
    answer = all_ring.client(other).post("/help/request", data={"id": own})
    assert answer.status_code == 404
    assert len(all_of(HelpCall)) == 2


def test_a_tap_without_a_signal_says_when_it_was_and_when_it_came(all_ring) -> None:
    said = clock.now() - 35 * MINUTE
    call_id = all_ring.ask(said_at=said.isoformat())
    assert call_of(call_id).said_at == said
    assert all_ring.reads(all_ring.mia, call_id)[:2] == [
        "You asked for someone.",
        "It reached us: your phone had no connection before.",
    ]
    assert "at 8:25 PM" in page_of(all_ring.client(all_ring.mia), "/help")


def test_when_it_was_tapped_is_read_also_from_a_form_that_names_it_twice(all_ring) -> None:
    said = clock.now() - 35 * MINUTE
    call_id = all_ring.ask(said_at=["", said.isoformat()], sent_at=clock.now().isoformat())
    assert call_of(call_id).said_at == said


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("2026-11-20T02:00:00Z", timedelta()),
        ("2026-11-23T21:00:00Z", timedelta(hours=-5)),
        ("2030-01-01T00:00:00Z", timedelta()),
        ("yesterday", timedelta()),
        ("2026-11-24T01:00:00", timedelta()),
        ("0001-01-01T00:00:00+14:00", timedelta()),
    ],
)
def test_h3_a_phone_with_a_wrong_clock_or_a_broken_form_is_never_turned_away(tonight, said, kept):
    call_id = tonight.ask(said_at=said, id="no id at all")
    assert call_of(call_id).said_at == clock.now() + kept


@pytest.mark.parametrize(
    ("said", "sent", "kept"),
    [
        ("2026-11-23T22:00:00Z", "2026-11-24T02:00:30Z", timedelta(hours=-4)),  # a right clock
        ("2026-10-01T08:00:00Z", "2026-10-01T10:00:00Z", timedelta(hours=-2)),  # a wrong one
        ("2026-10-01T10:00:00Z", "2026-10-01T08:00:00Z", timedelta()),
        ("9999-12-31T00:00:00Z", "0001-01-01T00:00:00Z", timedelta()),
    ],
)
def test_h3_how_long_a_call_waited_is_known_whatever_the_phones_clock_says(
    tonight, said, sent, kept
):
    call_id = tonight.ask(said_at=said, sent_at=sent)
    assert call_of(call_id).said_at == clock.now() + kept


@both_databases
@pytest.mark.parametrize(
    ("said", "sent"),
    [
        ("2026-11-22T02:00:00Z", "2026-11-24T02:00:00Z"),
        ("2026-10-01T02:00:00Z", "2026-10-01T08:30:00Z"),
        ("0001-01-01T00:00:00Z", "9999-12-31T00:00:00Z"),
    ],
)
def test_h3_a_call_of_hours_ago_wakes_nobody_before_the_member_says_it_is_still_meant(
    all_ring, said, sent
) -> None:
    own, mia = "00000000-0000-4000-8000-00000000000a", all_ring.client(all_ring.mia)
    late = {"id": own, "said_at": said, "sent_at": sent}
    answer = mia.post("/help/request", data=late)
    assert answer.status_code == 422
    assert "Do you still want us to tell someone?" in answer.text
    assert "Call 988" in answer.text
    assert all_of(HelpCall) == []
    now = clock.now().isoformat()
    assert all_ring.ask(id=own, said_at=now, sent_at=now) == own
    assert told() == ["Ana"]
    assert all_ring.ask(**late) == own  # one is open, and it is shown


def test_h3_many_calls_get_a_kind_word_and_one_that_is_open_is_shown(
    all_ring, at_nine, monkeypatch
) -> None:
    monkeypatch.setattr(call_views, "MOST_ASKED", parse("2 per 1 hour"))
    for _ in range(2):
        all_ring.act(all_ring.mia, all_ring.ask(), "okay")
    answer = all_ring.client(all_ring.mia).post("/help/request")
    assert answer.status_code == 429
    assert "You asked many times in this hour." in answer.text
    assert "Call 988" in answer.text
    at_nine.shift(timedelta(hours=1, seconds=1))
    call_id = all_ring.ask()
    for _ in range(3):
        assert all_ring.ask() == call_id


def test_h3_a_count_that_cannot_be_kept_turns_nobody_away(tonight, monkeypatch) -> None:
    def broken(_counts):
        raise ConnectionError

    monkeypatch.setattr(limits, "are_reached", broken)
    assert tonight.ask()


def test_h3_the_lines_for_a_crisis_are_shown_whatever_else_is_broken(all_ring, monkeypatch) -> None:
    monkeypatch.setattr(call_plan, "of", lambda *_: 1 / 0)
    page = page_of(all_ring.client(all_ring.mia), "/help")
    assert "Call 988" in page
    assert "We cannot tell anybody here right now." in page


# Nobody answers


@both_databases
def test_h3_it_escalates_until_a_person_answers(all_ring, at_nine) -> None:
    call_id = all_ring.ask()
    at_nine.shift(9 * MINUTE)
    tick()
    assert told() == ["Ana"]
    at_nine.shift(MINUTE)
    assert jobs.something_is_due(clock.now())
    tick()
    tick()
    assert told() == ["Ana", "Ben"]
    assert not jobs.call_steps.go_on_all(clock.now())
    assert all_ring.reads(all_ring.mia, call_id)[-2:] == [
        "No answer from Ana yet.",
        "On its way to Ben's phone (on call).",
    ]
    at_nine.shift(10 * MINUTE)
    tick()
    assert told() == ["Ana", "Ben", "Cora"]
    assert "Everybody who can be told was told. It is sent once more at 9:50" in (
        page_of(all_ring.client(all_ring.mia), "/help")
    )
    at_nine.shift(30 * MINUTE)
    tick()
    assert told() == ["Ana", "Ben", "Cora", "Ana", "Cora"]
    assert all_ring.reads(all_ring.mia, call_id)[-2:] == [
        "On its way again to Ana's phone.",
        "On its way again to Cora's phone (coordinator).",
    ]
    assert all_ring.act(all_ring.cora, call_id, "take", how="call") == 303
    assert all_ring.says(all_ring.mia, call_id) == "Cora says: “I am calling now.”"
    assert all_ring.says(all_ring.ana, call_id) == ("Cora has answered. You need not do anything.")
    assert rings_for() == []


@both_databases
def test_h3_after_half_a_day_it_says_that_nobody_answered(all_ring, at_nine) -> None:
    call_id = all_ring.ask()
    for _ in range(30):
        at_nine.shift(25 * MINUTE)
        tick()
    call = call_of(call_id)
    assert (call.ending, call.next_step_at) == (Ending.NOBODY, None)
    assert call.closed_at - call.reached_at < timedelta(hours=12, minutes=26)
    assert all_ring.says(all_ring.mia, call_id) == (
        "Nobody answered here in half a day. We tell nobody any more."
    )
    assert not jobs.something_is_due(clock.now())
    page = page_of(all_ring.client(all_ring.mia), "/help")
    assert "Ana is told at once." in page  # it can be asked anew


def test_h3_after_an_outage_what_was_due_meanwhile_is_done_at_once(all_ring, at_nine) -> None:
    all_ring.ask()
    at_nine.shift(25 * MINUTE)
    tick()
    assert told() == ["Ana", "Ben", "Cora"]
    at_nine.shift(timedelta(hours=3))
    tick()
    assert told()[3:] == ["Ana", "Cora"]  # once, not six times


@both_databases
def test_h3_who_cannot_be_rung_is_not_waited_for_and_that_is_said(app, tonight) -> None:
    without_mail(app)
    with_phone(app, tonight.cora)
    call_id = tonight.ask()
    assert told() == ["Ana", "Ben", "Cora"]
    lines = tonight.reads(tonight.mia, call_id)
    assert "Ana has no phone here that can ring. Ana may not see this soon." in lines
    assert "On its way to Cora's phone (coordinator)." in lines


def test_h3_where_nobody_is_there_it_says_so_and_tells_who_comes_later(app, at_nine) -> None:
    mia = make.make_member("Mia")
    client = client_of(app, mia)
    assert client.post("/help/request").status_code == 303
    page = page_of(client, "/help")
    assert "Nobody could be told so far." in page
    assert "No mentor is on call now." in page
    assert "No coordinator can be told." in page
    make.make_coordinator("Cora")
    at_nine.shift(30 * MINUTE)
    tick()
    assert told() == ["Cora"]


def test_h3_a_member_without_a_mentor_reaches_who_is_on_call_at_once(app, tonight) -> None:
    noah = make.make_member("Noah")
    client_of(app, noah).post("/help/request")
    assert told() == ["Ben"]


def test_h3_only_my_mentor_means_nobody_else_until_the_member_says_so(all_ring, at_nine) -> None:
    mia = all_ring.client(all_ring.mia)
    mia.post("/help/who", data={"only_mentor": "yes"})
    assert "Nobody else is told, also if there is no answer, as you chose." in page_of(mia, "/help")
    call_id = all_ring.ask()
    at_nine.shift(30 * MINUTE)
    tick()
    assert told() == ["Ana", "Ana"]
    assert "As you chose, nobody else is told. It is sent once more" in page_of(mia, "/help")
    assert all_ring.act(all_ring.mia, call_id, "others") == 303
    assert told() == ["Ana", "Ana", "Ben"]
    assert "You said that others may be told too." in all_ring.reads(all_ring.mia, call_id)
    mia.post("/help/who", data={"only_mentor": "no"})
    assert not call_rules.is_only_mentor(all_ring.mia)


# What who is told does


@both_databases
def test_h3_a_mentor_answers_and_says_that_they_talked(all_ring, at_nine) -> None:
    call_id, ana = all_ring.ask(), all_ring.ana
    page = all_ring.client(ana).get("/mentees").text
    assert "Mia asks for someone." in page
    assert f'href="/help/calls/{call_id}">Look</a>' in page
    assert all_ring.act(ana, call_id, "seen") == 204
    at_nine.shift(MINUTE)
    assert all_ring.reads(all_ring.mia, call_id)[-1] == "Ana opened it."
    assert all_ring.act(ana, call_id, "take", how="write") == 303
    assert all_ring.says(all_ring.mia, call_id) == (
        "Ana has seen it and says: “I will write in a moment.”"
    )
    assert all_ring.says(ana, call_id) == "You told Mia that you will write in a moment."
    at_nine.shift(20 * MINUTE)
    tick()
    assert told() == ["Ana"]
    assert all_ring.act(ana, call_id, "talked") == 303
    assert all_ring.says(all_ring.mia, call_id) == "Ana says that you two talked."
    assert "You said that you and Mia talked." in all_ring.says(ana, call_id)
    assert call_lists.last_talks(ana, [all_ring.mia.id]) == {all_ring.mia.id: clock.now()}
    assert call_lists.last_talks(all_ring.ben, [all_ring.mia.id]) == {}


@both_databases
def test_h3_i_cannot_now_goes_on_at_once(all_ring) -> None:
    call_id = all_ring.ask()
    all_ring.act(all_ring.ana, call_id, "pass")
    all_ring.act(all_ring.ana, call_id, "pass")
    assert told() == ["Ana", "Ben"]
    assert rings_for() == ["Ben"]
    page = page_of(all_ring.client(all_ring.ana), f"/help/calls/{call_id}")
    assert "It goes on without you" in page
    assert "I cannot now</button>" not in page
    assert "I am calling now</button>" in page
    all_ring.act(all_ring.ben, call_id, "take")
    assert rings_for() == []
    all_ring.act(all_ring.ben, call_id, "pass")  # hands it over
    assert told() == ["Ana", "Ben", "Cora"]
    assert rings_for() == ["Cora"]
    lines = all_ring.reads(all_ring.mia, call_id)
    assert "Ana cannot talk now." in lines
    assert "Ben had to hand over to others." in lines
    all_ring.act(all_ring.cora, call_id, "pass")
    assert told() == ["Ana", "Ben", "Cora"]  # nobody is left: the usual time
    all_ring.act(all_ring.ana, call_id, "take")  # who could not can
    assert all_ring.says(all_ring.mia, call_id).startswith("Ana has seen it")


@both_databases
def test_h3_a_hand_over_that_nobody_took_comes_up_again(all_ring, at_nine) -> None:
    """Who took it says nothing: asked once, then the next are told."""
    call_id = all_ring.ask()
    all_ring.act(all_ring.ana, call_id, "take", how="call")
    at_nine.shift(30 * MINUTE)
    tick()
    assert told() == ["Ana", "Ana"]
    assert rings_for() == ["Ana"]
    lines = all_ring.reads(all_ring.mia, call_id)
    assert "We do not know yet if you two talked. Ana was asked once more." in lines
    at_nine.shift(10 * MINUTE)
    tick()
    assert told() == ["Ana", "Ana", "Ben"]
    said = all_ring.reads(all_ring.mia, call_id)
    assert "No word from Ana since. It counts as not answered." in said
    assert all_ring.says(all_ring.mia, call_id) == "Nobody has answered yet."
    assert rings_for() == ["Ben"]


def test_h3_a_long_talk_is_not_disturbed(all_ring, at_nine) -> None:
    call_id = all_ring.ask()
    all_ring.act(all_ring.ana, call_id, "take", how="call")
    at_nine.shift(30 * MINUTE)
    tick()
    all_ring.act(all_ring.ana, call_id, "take", how="talk")
    assert all_ring.says(all_ring.mia, call_id) == "Ana says: “We are talking.”"
    assert all_ring.says(all_ring.ana, call_id) == "You said that you and Mia are talking."
    at_nine.shift(29 * MINUTE)
    tick()
    assert told() == ["Ana", "Ana"]
    at_nine.shift(11 * MINUTE)
    tick()
    assert told() == ["Ana", "Ana", "Ana"]  # asked anew, before others are


def test_h3_two_who_answer_read_who_was_first(all_ring) -> None:
    call_id = all_ring.ask()
    all_ring.act(all_ring.ana, call_id, "pass")
    all_ring.act(all_ring.ben, call_id, "take", how="call")
    for verb in ("take", "talked", "pass"):
        assert all_ring.act(all_ring.ana, call_id, verb) == 303
    assert all_ring.says(all_ring.ana, call_id) == "Ben has answered. You need not do anything."
    page = page_of(all_ring.client(all_ring.ana), f"/help/calls/{call_id}")
    assert "I am calling now</button>" not in page
    assert call_of(call_id).taken_by_id == all_ring.ben.id


def test_h3_the_member_is_okay_and_everyone_told_reads_it(all_ring, at_nine) -> None:
    call_id = all_ring.ask()
    all_ring.act(all_ring.ana, call_id, "take")
    all_ring.act(all_ring.mia, call_id, "okay")
    all_ring.act(all_ring.mia, call_id, "okay")
    assert "Mia says: “I am okay now.”" in all_ring.says(all_ring.ana, call_id)
    assert rings_for() == []
    assert {row.state for row in all_of(Delivery)} == {State.CANCELLED}
    at_nine.shift(timedelta(hours=2))
    tick()
    assert told() == ["Ana"]
    assert call_lists.last_talks(all_ring.ana, [all_ring.mia.id]) == {}


def test_a_tap_too_much_is_undone_for_a_minute(all_ring, at_nine) -> None:
    call_id, ana, mia = all_ring.ask(), all_ring.ana, all_ring.mia
    all_ring.act(ana, call_id, "take")
    all_ring.act(ana, call_id, "undo")
    assert all_ring.says(mia, call_id) == "Nobody has answered yet."
    at_nine.shift(10 * MINUTE)
    tick()
    assert told() == ["Ana", "Ben"]
    all_ring.act(ana, call_id, "take")
    all_ring.act(ana, call_id, "talked")
    all_ring.act(ana, call_id, "undo")
    assert call_of(call_id).taken_by_id == ana.id
    all_ring.act(mia, call_id, "okay")
    all_ring.act(mia, call_id, "undo")
    assert call_of(call_id).closed_at is None
    all_ring.act(mia, call_id, "okay")
    at_nine.shift(MINUTE)
    all_ring.act(mia, call_id, "undo")
    assert call_of(call_id).closed_at is not None


def test_h3_undo_leaves_what_was_said_before_and_it_can_be_said_again(all_ring) -> None:
    call_id = all_ring.ask()
    for how in ("write", "call"):
        all_ring.act(all_ring.ana, call_id, "take", how=how)
    all_ring.act(all_ring.ana, call_id, "undo")
    assert all_ring.says(all_ring.mia, call_id).startswith("Ana has seen it")
    all_ring.act(all_ring.ana, call_id, "undo")
    assert all_ring.says(all_ring.mia, call_id) == "Nobody has answered yet."
    all_ring.act(all_ring.ana, call_id, "take", how="write")
    assert all_ring.says(all_ring.mia, call_id).startswith("Ana has seen it")


@pytest.mark.both_databases
@pytest.mark.parametrize(("who", "verb"), [("mia", "okay"), ("ana", "take"), ("ana", "talked")])
def test_h3_after_undo_whoever_was_not_rung_yet_is_rung(all_ring, at_nine, who, verb) -> None:
    call_id, one = all_ring.ask(), getattr(all_ring, who)
    for _ in range(2):
        assert rings_for() == ["Ana"]
        all_ring.act(one, call_id, verb, how="call")
        assert rings_for() == []
        all_ring.act(one, call_id, "undo")
    assert rings_for() == ["Ana"]
    at_nine.shift(10 * MINUTE)
    tick()
    assert told() == ["Ana", "Ben"]


def test_h3_only_my_mentor_never_reads_that_others_are_told(all_ring, at_nine) -> None:
    all_ring.client(all_ring.mia).post("/help/who", data={"only_mentor": "yes"})
    call_id = all_ring.ask()
    all_ring.act(all_ring.ana, call_id, "take", how="call")
    for _ in range(2):
        at_nine.shift(30 * MINUTE)
        tick()
    steps = all_ring.reads(all_ring.mia, call_id)
    assert "No word from Ana since. It counts as not answered." in steps
    assert "thers are told" not in " ".join(steps)
    assert set(told()) == {"Ana"}


def test_who_says_that_they_cannot_takes_it_back(all_ring) -> None:
    call_id = all_ring.ask()
    all_ring.act(all_ring.ana, call_id, "pass")
    all_ring.act(all_ring.ana, call_id, "undo")
    assert "Ana cannot talk now." not in all_ring.reads(all_ring.mia, call_id)
    assert told() == ["Ana", "Ben"]  # who was told meanwhile stays told


# Words


def test_d7_what_the_member_writes_is_for_who_was_told(all_ring) -> None:
    call_id = all_ring.ask()
    assert all_ring.act(all_ring.mia, call_id, "words", words=" Call 555 0100, canary ") == 303
    assert "Call 555 0100, canary" in page_of(
        all_ring.client(all_ring.ana), f"/help/calls/{call_id}"
    )
    for who in (all_ring.ben, all_ring.cora):
        assert all_ring.client(who).get(f"/help/calls/{call_id}").status_code == 404
    assert "canary" not in page_of(all_ring.client(all_ring.cora), "/program/calls")
    [kept] = db.session.scalars(text("SELECT words FROM help_calls")).all()
    assert "canary" not in kept
    assert all_ring.act(all_ring.mia, call_id, "words", words="") == 303
    assert call_of(call_id).words is None


def test_words_are_not_kept_once_it_is_over(all_ring) -> None:
    call_id = all_ring.ask()
    all_ring.act(all_ring.mia, call_id, "okay")
    assert all_ring.act(all_ring.mia, call_id, "words", words="a canary") == 303
    assert call_of(call_id).words is None


@pytest.mark.parametrize("words", ["a" * 1001, "a\x00b"])
def test_words_that_cannot_be_kept_come_back(all_ring, words) -> None:
    call_id = all_ring.ask()
    mia = all_ring.client(all_ring.mia)
    for htmx in (True, False):
        answer = mia.post(f"/help/calls/{call_id}/words", data={"words": words}, htmx=htmx)
        assert answer.status_code == 422
        assert 'class="error"' in answer.text
    assert call_of(call_id).words is None


# The lists


@both_databases
def test_open_for_finds_the_calls_of_a_mentors_mentees_in_two_queries(all_ring) -> None:
    ana, mia = all_ring.ana, all_ring.mia
    others = [make.make_member(f"Member {number}") for number in range(5)]
    for one in others:
        make.match(ana, one)
    call_id = all_ring.ask()
    ids = [mia.id, *(one.id for one in others)]
    assert {key: str(call.id) for key, call in call_lists.open_for(ana, ids).items()} == {
        mia.id: call_id
    }
    assert call_lists.open_for(ana, []) == {}
    assert call_lists.open_for(all_ring.ben, ids) == {}
    few = queries_of(lambda: call_lists.open_for(ana, ids))
    for one in others:
        client_of(all_ring.app, one).post("/help/request")
    assert len(call_lists.open_for(ana, ids)) == 6
    assert queries_of(lambda: call_lists.open_for(ana, ids)) <= few <= 3
    make.pause(ana)
    assert call_lists.open_for(ana, ids) == {}


@both_databases
def test_a_coordinator_sees_who_when_and_who_answered_but_no_words(all_ring, at_nine) -> None:
    call_id = all_ring.ask()
    all_ring.act(all_ring.mia, call_id, "words", words="a canary")
    cora = all_ring.client(all_ring.cora)
    assert "1 open now" in page_of(cora, "/program")
    page = page_of(cora, "/program/calls")
    assert "Mia" in page
    assert "Nobody has answered yet." in page
    assert "canary" not in page
    at_nine.shift(4 * MINUTE)
    all_ring.act(all_ring.ana, call_id, "take")
    all_ring.act(all_ring.ana, call_id, "talked")
    page = page_of(cora, "/program/calls")
    assert "They talked." in page
    assert "Told: Ana. Ana answered after 4 minutes." in " ".join(page.split())


def test_a_coordinator_reads_first_whom_nobody_has_answered(all_ring, at_nine) -> None:
    noah = make.make_member("Noah")
    make.match(all_ring.ana, noah)
    calls.ask(all_ring.mia, clock.now())
    at_nine.shift(MINUTE)
    calls.take(calls.ask(noah, clock.now()), all_ring.ana, What.CALLING, clock.now())
    db.session.commit()
    page = page_of(all_ring.client(all_ring.cora), "/program/calls")
    first, second = page.index("Nobody has answered yet."), page.index("Answered.")
    assert page.index(">Mia<") < first < page.index(">Noah<") < second


def test_the_program_sets_the_minutes_and_who_is_on_call(all_ring, at_nine) -> None:
    cora, ana = all_ring.client(all_ring.cora), all_ring.client(all_ring.ana)
    said = {"answer_minutes": "3", "repeat_minutes": "60", "follow_minutes": "5"}
    for name, wrong in (
        ("answer_minutes", "0"),
        ("repeat_minutes", "121"),
        ("follow_minutes", "x"),
    ):
        answer = cora.post("/program/calls", data={**said, name: wrong})
        assert answer.status_code == 422
        assert "Please choose 1 to 120 minutes." in answer.text
    assert cora.post("/program/calls", data=said).status_code == 303
    all_ring.ask()
    at_nine.shift(3 * MINUTE)
    tick()
    assert told() == ["Ana", "Ben"]
    assert ana.post("/help/duty/on-call", data={"answer": "yes"}).status_code == 404  # not asked
    cora.post("/program/calls/on-call", data={"other_id": str(all_ring.ana.id)})
    assert "Asked, no answer yet" in page_of(cora, "/program/calls")
    assert "Your program asks if you can be on call." in page_of(ana, "/mentees")
    assert [one.display_name for one in call_rules.on_call()] == ["Ben"]
    ana.post("/help/duty/on-call", data={"answer": "yes"})
    assert [one.display_name for one in call_rules.on_call()] == ["Ben", "Ana"]
    ana.post("/help/duty/on-call", data={"answer": "no"})
    assert "Said no" in page_of(cora, "/program/calls")
    cora.post(f"/program/calls/on-call/{all_ring.ben.id}/remove")
    assert call_rules.on_call() == []
    assert (
        cora.post("/program/calls/on-call", data={"other_id": str(all_ring.mia.id)}).status_code
        == 404
    )


# The member's own home


def test_home_offers_it_quietly_and_shows_what_is_open(all_ring) -> None:
    mia = all_ring.client(all_ring.mia)
    page = page_of(mia, "/")
    assert 'action="/help/request"' in page
    assert "Ana is told at once." in page
    all_ring.ask()
    page = page_of(mia, "/")
    assert 'action="/help/request"' not in page
    assert "You asked for someone" in page


def test_steps_are_unique_whatever_happens(all_ring, at_nine) -> None:
    all_ring.ask()
    for _ in range(6):
        at_nine.shift(15 * MINUTE)
        tick()
        tick()
    rows = [(step.person_id, step.round) for step in all_of(HelpCallStep)]
    assert len(rows) == len(set(rows))


def test_h3_each_who_answers_has_a_way_to_reach_the_member(tonight) -> None:
    call_id = tonight.ask()
    talk = f"/matches/{matches.of_member(tonight.mia)[0].id}/messages#newest"
    path = f"/help/calls/{call_id}"
    assert f'href="{talk}">write to Mia here</a>' in page_of(tonight.client(tonight.ana), path)
    theirs = page_of(tonight.client(tonight.mia), path)
    assert f'href="{talk}">' in theirs
    assert "Write to Ana" in theirs
    assert "do not know your number" not in theirs
    assert tonight.act(tonight.ana, call_id, "pass") == 303
    assert "do not know your number" in page_of(tonight.client(tonight.mia), path)
    on_call = page_of(tonight.client(tonight.ben), path)
    assert "Mia has not written yet how to be reached, and is asked to." in on_call
    assert talk not in on_call
    assert tonight.act(tonight.mia, call_id, "words", words="555 0100") == 303
    assert "do not know your number" not in page_of(tonight.client(tonight.mia), path)


def test_h3_a_page_that_is_open_hears_of_a_call(tonight) -> None:
    ana = tonight.client(tonight.ana)
    assert 'hx-get="/help/calls"' in ana.get("/mentees").text
    assert "Mia" not in ana.get("/help/calls").text
    call_id = tonight.ask()
    assert f'href="/help/calls/{call_id}">Look</a>' in ana.get("/help/calls").text
    assert call_id not in tonight.client(tonight.ben).get("/help/calls").text
    assert tonight.client(tonight.mia).get("/help/calls").status_code == 404
