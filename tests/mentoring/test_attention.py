"""Why somebody needs their mentor: each rule, its edges, and when it rests. All times are UTC."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerapp.mentoring import attention, attention_rules, day_words
from peerapp.mentoring.attention import Kind
from peerapp.mentoring.facts import Call, Contact, Facts, Limits, Promise, Said, Used

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


def at(day: date, hour: int = 20) -> datetime:
    return datetime.combine(day, time(hour), UTC)


def said(back: int, mood: int = 4, craving: int | None = None, sober: bool | None = None) -> Said:
    day = TODAY - back * DAY
    return Said(day, mood, craving, sober, at(day))


def facts(*days: Said, **more: object) -> Facts:
    """Who was matched long ago and called yesterday."""
    known = Facts(
        today=TODAY,
        zone="UTC",
        met_at=at(TODAY - 200 * DAY),
        mentors_today=TODAY,
        days=sorted(days, key=lambda one: one.day),
        last_contact=Contact("you called", at(TODAY - DAY, 1)),
    )
    return replace(known, **more)


def daily(count: int, before: int = 1, **more: object) -> list[Said]:
    """Check-ins of so many days, the last of them `before` days ago."""
    return [said(before + n, **more) for n in range(count)]


def texts(known: Facts) -> list[str]:
    return [reason.text for reason in attention_rules.reasons(known)]


def test_who_checks_in_and_is_well_needs_nobody():
    assert texts(facts(*daily(20, 0, mood=4, craving=1, sober=True))) == []


# Silence


def test_silence_is_told_with_the_usual():
    assert texts(facts(*daily(20, before=3))) == ["no check-in for 3 days (usually daily)"]
    assert texts(facts(*daily(20, before=2))) == []


def test_who_checks_in_once_a_week_is_not_silent_after_three_days():
    weekly = [said(7 * n + 3) for n in range(5)]
    assert texts(facts(*weekly)) == []
    late = [said(7 * n + 14) for n in range(5)]
    assert texts(facts(*late)) == ["no check-in for 14 days (usually once a week)"]


def test_one_long_gap_does_not_change_what_is_usual():
    days = [*daily(6, before=3), *daily(6, before=40)]
    assert texts(facts(*days)) == ["no check-in for 3 days (usually daily)"]


def test_of_few_check_ins_no_usual_is_said():
    assert texts(facts(said(4), said(5))) == ["no check-in for 4 days"]


def test_who_never_checked_in_since_the_two_met():
    known = facts(met_at=at(TODAY - 4 * DAY), last_contact=Contact("you wrote", at(TODAY, 1)))
    assert texts(known) == ["no check-in since you met", "new: first week"]
    assert texts(replace(known, met_at=at(TODAY - 2 * DAY))) == ["new: first week"]


def test_a_mentor_sets_how_many_days_matter():
    days = daily(20, before=4)
    assert texts(facts(*days, limits=Limits(silence=5))) == []
    assert texts(facts(*days, limits=Limits(silence=4))) == [
        "no check-in for 4 days (usually daily)"
    ]


def test_a_silence_that_was_seen_comes_up_again_when_it_is_twice_as_long():
    def is_told(silent: int) -> bool:
        last = TODAY - silent * DAY
        days = [Said(last - n * DAY, 4, None, None, at(last)) for n in range(20)]
        contact = Contact("you called", at(TODAY, 1))
        return bool(texts(facts(*days, acted_at=at(last + 3 * DAY), last_contact=contact)))

    told = [silent for silent in range(40) if is_told(silent)]
    assert told[0] == 6
    assert is_told(3) is False


def test_a_day_begins_in_the_members_zone():
    days = daily(20, before=3)
    known = facts(*days, zone="Pacific/Auckland")
    [reason] = attention_rules.reasons(known)
    assert reason.since == datetime(2026, 11, 22, 11, 0, tzinfo=UTC)


# Worrying answers


def test_use_is_told_until_somebody_acts():
    known = facts(*daily(20, 4), said(3, sober=False), said(1, sober=True), said(0, sober=True))
    assert texts(known) == ["said: used on Friday"]
    assert texts(replace(known, acted_at=at(TODAY - 3 * DAY, 19))) == ["said: used on Friday"]
    assert texts(replace(known, acted_at=at(TODAY - 3 * DAY, 21))) == []


def test_a_return_that_is_told_with_the_dates_is_said_like_a_check_in():
    returned = Used(TODAY - 6 * DAY, at(TODAY, 9))
    known = facts(*daily(5, 0, sober=True), returns=[returned])
    assert texts(known) == ["said: used on Tuesday"]
    assert texts(replace(known, acted_at=at(TODAY, 10))) == []
    assert texts(replace(known, acted_at=at(TODAY, 8))) == ["said: used on Tuesday"]
    long_ago = Used(TODAY - 8 * DAY, at(TODAY, 9))
    assert texts(replace(known, returns=[long_ago])) == []


def test_the_dates_say_nothing_new_of_a_day_of_which_a_check_in_says_it():
    known = facts(said(0, sober=False), returns=[Used(TODAY, at(TODAY, 22))])
    assert texts(known) == ["said: used today"]
    assert texts(replace(known, acted_at=at(TODAY, 21))) == []


def test_an_earlier_day_that_is_told_later_is_news_beside_the_latest():
    known = facts(said(0, sober=False), returns=[Used(TODAY - DAY, at(TODAY, 22))])
    assert texts(known) == ["said: used today", "said: used yesterday"]
    assert texts(replace(known, acted_at=at(TODAY, 21))) == ["said: used yesterday"]
    assert texts(replace(known, acted_at=at(TODAY, 23))) == []


def test_a_line_that_was_sent_lets_no_worrying_answer_rest():
    known = facts(*daily(20, 1, craving=2), said(0, craving=9), wrote_at=at(TODAY, 20))
    assert texts(known) == ["craving 9 today, up from 2", "wrote to you today"]
    wrote = replace(known, line_at=at(TODAY, 21))
    assert texts(wrote) == ["craving 9 today, up from 2"]
    assert texts(replace(wrote, acted_at=at(TODAY, 21))) == []


def test_a_second_use_comes_up_again():
    known = facts(*daily(20, 4), said(3, sober=False), said(0, sober=False))
    assert texts(replace(known, acted_at=at(TODAY - DAY))) == ["said: used today"]


def test_a_craving_that_rose_is_told_with_what_it_was():
    known = facts(*daily(20, 2, craving=3), said(1, craving=9), said(0))
    assert texts(known) == ["craving 9 yesterday, up from 3"]


def test_the_latest_answer_on_craving_counts():
    assert texts(facts(*daily(20, 2, craving=3), said(1, craving=9), said(0, craving=2))) == []


def test_a_sharp_rise_counts_below_the_limit_too():
    assert texts(facts(*daily(20, 1, craving=1), said(0, craving=5))) == [
        "craving 5 today, up from 1"
    ]
    assert texts(facts(*daily(20, 1, craving=2), said(0, craving=5))) == []


def test_a_craving_that_is_usual_is_told_as_a_stretch_now_and_then():
    known = facts(*daily(19, 0, craving=8))
    assert texts(known) == ["craving 7 or more for 19 days"]
    assert texts(replace(known, acted_at=at(TODAY - DAY))) == []  # again when it is 20 days
    for now in range(60, 100):  # also where its beginning is out of sight
        today = TODAY + now * DAY
        days = [Said(today - n * DAY, 3, 8, None, at(today - n * DAY)) for n in range(60)]
        known = facts(*days, mentors_today=today, last_contact=Contact("you called", at(today)))
        known = replace(known, today=today, acted_at=at(today - attention_rules.LONGEST_STEP * DAY))
        assert texts(known) == ["craving 7 or more for 60 days"]
        is_told = bool(texts(replace(known, acted_at=at(today - DAY))))
        assert is_told == (today.toordinal() % attention_rules.LONGEST_STEP == 0)


def test_without_a_usual_the_limit_alone_counts():
    assert texts(facts(said(1, craving=2), said(0, craving=7))) == ["craving 7 today, up from 2"]
    assert texts(facts(said(0, craving=7), limits=Limits(craving=8))) == []


def test_a_very_hard_day_is_told_beside_the_usual():
    assert texts(facts(*daily(20, 1, mood=4), said(0, mood=1))) == [
        "said: very hard today, usually good"
    ]
    assert texts(facts(said(0, mood=1))) == ["said: very hard today"]


def test_a_hard_day_is_told_only_where_days_are_good_as_a_rule():
    assert texts(facts(*daily(20, 1, mood=4), said(0, mood=2))) == [
        "said: hard today, usually good"
    ]
    assert texts(facts(*daily(20, 1, mood=3), said(0, mood=2))) == []


def test_a_mood_below_the_usual_for_days():
    known = facts(*daily(20, 5, mood=4), *daily(5, 0, mood=3))
    assert texts(known) == ["mood lower than usual for 5 days"]
    assert texts(facts(*daily(20, 4, mood=4), *daily(4, 0, mood=3))) == []


def test_a_gap_in_a_stretch_does_not_hide_it():
    low = [said(back, mood=3) for back in (0, 1, 3, 4)]
    assert texts(facts(*daily(20, 5, mood=4), *low)) == ["mood lower than usual for 5 days"]


def test_a_good_day_ends_a_stretch():
    low = [said(back, mood=3) for back in (1, 2, 3, 4, 5)]
    assert texts(facts(*daily(20, 6, mood=4), *low, said(0, mood=4))) == []


def test_who_is_always_low_is_not_lower_than_usual():
    assert texts(facts(*daily(40, 0, mood=2))) == []


# What waits for the mentor


def test_a_promise_is_told_from_its_day_on_and_never_rests():
    promise = Promise(TODAY - DAY, at(TODAY - DAY, 0))
    known = facts(*daily(20, 0), promises=[promise])
    assert texts(known) == ["you said you would follow up yesterday"]
    assert texts(replace(known, acted_at=at(TODAY))) == ["you said you would follow up yesterday"]
    later = Promise(TODAY + DAY, at(TODAY + DAY, 0))
    assert texts(facts(*daily(20, 0), promises=[later])) == []


def test_a_hand_over_that_nobody_took_is_told():
    known = facts(*daily(20, 0), handed_over_at=at(TODAY - 2 * DAY), acted_at=at(TODAY))
    assert texts(known) == ["you handed over to your coordinator, and nobody has taken it yet"]


@pytest.mark.parametrize(
    ("taken_by", "words"),
    [
        (None, "asked for someone, nobody has answered yet"),
        ("you", "asked for someone, you answered"),
        ("Ben", "asked for someone, Ben answered"),
    ],
)
def test_h3_a_call_stands_first_until_it_is_closed(taken_by, words):
    known = facts(*daily(20, 0, sober=False), call=Call(at(TODAY, 9), taken_by))
    assert texts(replace(known, acted_at=at(TODAY, 22))) == [words]


def test_a_message_waits_until_something_is_done():
    known = facts(*daily(20, 0), wrote_at=at(TODAY, 8))
    assert texts(known) == ["wrote to you today"]
    assert texts(replace(known, acted_at=at(TODAY, 9))) == []


def test_long_without_contact():
    known = facts(*daily(20, 0), last_contact=Contact("you called", at(TODAY - 9 * DAY)))
    assert texts(known) == ["no contact for 9 days"]
    assert texts(replace(known, limits=Limits(contact=10))) == []
    never = replace(known, last_contact=None, met_at=at(TODAY - 12 * DAY))
    assert texts(never) == ["no contact noted in 12 days"]


def test_new_and_not_greeted():
    known = facts(said(0), met_at=at(TODAY - 2 * DAY), last_contact=None)
    assert texts(known) == ["new: you met 2 days ago and have not talked yet", "new: first week"]


def test_a_milestone_is_good_to_know():
    known = facts(*daily(20, 0), milestones=[("90 days", TODAY + DAY)])
    [reason] = attention_rules.reasons(known)
    assert reason.text == "90 days tomorrow"
    assert reason.kind in attention.GOOD_TO_KNOW


def test_the_order_is_fixed():
    known = facts(
        *daily(20, 5),
        said(4, sober=False),
        call=Call(at(TODAY)),
        wrote_at=at(TODAY),
        last_contact=Contact("you called", at(TODAY - 30 * DAY)),
        milestones=[("90 days", TODAY)],
    )
    kinds = [one.kind for one in attention_rules.reasons(known)]
    assert kinds == [
        Kind.CALL,
        Kind.USED,
        Kind.MESSAGE,
        Kind.SILENCE,
        Kind.CONTACT,
        Kind.MILESTONE,
    ]


# Of any history

histories = st.dictionaries(
    st.integers(0, 59),
    st.tuples(
        st.integers(1, 5),
        st.none() | st.integers(0, 10),
        st.none() | st.booleans(),
    ),
)
limits = st.builds(
    Limits,
    silence=st.integers(1, 30),
    craving=st.integers(1, 10),
    low=st.integers(2, 30),
    contact=st.integers(1, 60),
)


def of_history(history: dict[int, tuple[int, int | None, bool | None]]) -> list[Said]:
    return [said(back, *answers) for back, answers in history.items()]


@given(histories, limits)
def test_whatever_was_said_each_kind_is_a_reason_once(history, limit):
    found = attention_rules.reasons(facts(*of_history(history), limits=limit))
    kinds = [one.kind for one in found]
    assert len(kinds) == len(set(kinds))
    assert [one.rank for one in found] == sorted(one.rank for one in found)


@given(histories, limits)
def test_what_was_acted_on_rests_until_something_new(history, limit):
    known = facts(*of_history(history), limits=limit)
    found = attention_rules.reasons(known)
    after = attention_rules.reasons(replace(known, acted_at=at(TODAY + DAY)))
    assert [one for one in after if one.kind not in attention.NEVER_RESTS] == []
    if found:
        first = max(one.since for one in found)
        kept = attention_rules.reasons(replace(known, acted_at=first - timedelta(microseconds=1)))
        assert {one.kind for one in found if one.since == first} <= {one.kind for one in kept}


@given(st.integers(0, 59), limits)
def test_nobody_slips_through(silent, limit):
    """Whatever a mentor sets: after some days without a check-in there is a reason, and after an
    act it is there again before two more weeks.
    """
    days = daily(20, silent) if silent < 40 else [said(silent)]
    known = facts(*days, limits=limit, last_contact=Contact("you called", at(TODAY)))
    is_silent = Kind.SILENCE in {one.kind for one in attention_rules.reasons(known)}
    assert is_silent == (silent >= attention_rules.grace_of(known))
    if is_silent:
        [reason] = [one for one in attention_rules.reasons(known) if one.kind == Kind.SILENCE]
        apart = max(attention_rules.LONGEST_STEP, attention_rules.grace_of(known))
        assert at(TODAY, 0) - reason.since < apart * DAY


@given(st.integers(1, 60), st.integers(1, 400))
def test_a_stage_is_reached_and_the_next_is_not_far(first, days):
    reached = attention_rules.stage(days, first)
    assert first <= reached
    if days >= first:
        assert reached <= days < reached + attention_rules.LONGEST_STEP or days < 2 * first
    assert attention_rules.stage(days + 1, first) >= reached


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "today"), (-1, "yesterday"), (1, "tomorrow"), (-3, "on Friday"), (-7, "on November 16")],
)
def test_a_day_is_named_as_people_name_it(days, words):
    assert day_words.on(TODAY + days * DAY, TODAY) == words
