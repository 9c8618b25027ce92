"""D2: edits of one day from several devices, as rules over generated orders."""

from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import pairwise
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from peerapp.checkins.merging import (
    Edit,
    Key,
    State,
    before_last_change,
    insert,
    last_change,
    touched,
    trimmed,
)

START = datetime(2026, 11, 23, 12, tzinfo=UTC)
FIELDS = ("mood", "note", "sleep", "craving")
GIVEN = st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 3), min_size=1)
# Few instants and few values, so that there are ties, repeats and edits that change nothing.
KEYS = st.builds(
    lambda minute, number: Key(START + timedelta(minutes=minute), UUID(int=number)),
    st.integers(0, 5),
    st.integers(0, 30),
)
EDITS = st.lists(st.builds(Edit, KEYS, GIVEN), min_size=1, max_size=8, unique_by=lambda e: e.key)


def fold(edits):
    """One after the other, as they arrive."""
    return reduce(insert, edits, [])


@given(EDITS.flatmap(lambda edits: st.tuples(st.just(edits), st.permutations(edits))))
def test_d2_any_order_of_the_same_edits_gives_the_same_check_in_and_the_same_history(orders):
    as_made, as_arrived = orders
    assert fold(as_made) == fold(as_arrived)


@given(EDITS, st.data())
def test_d2_an_edit_that_arrives_again_changes_nothing(edits, data):
    states = fold(edits)
    assert insert(states, data.draw(st.sampled_from(edits))) == states


@given(EDITS)
def test_d2_the_newest_word_on_each_field_wins(edits):
    last = fold(edits)[-1]
    for name in FIELDS:
        said = [edit for edit in edits if name in edit.given]
        if said:
            newest = max(said, key=lambda edit: edit.key)
            assert last.answers[name] == newest.given[name]
            assert last.stamps[name] == newest.key
        else:
            assert name not in last.answers


@given(EDITS)
def test_d2_every_word_that_was_said_is_in_some_state(edits):
    states = fold(edits)
    for edit in edits:
        [own] = [state for state in states if state.key == edit.key]
        assert {name: own.answers[name] for name in edit.given} == dict(edit.given)


@given(EDITS)
def test_the_chain_is_in_the_order_of_what_was_said(edits):
    keys = [state.key for state in fold(edits)]
    assert keys == sorted(edit.key for edit in edits)


@given(EDITS, GIVEN)
def test_a_form_that_nobody_touched_changes_nothing(edits, later):
    """Drawn from an old state, sent back whole after another device has said something."""
    states = fold(edits)
    base = states[-1]
    another = Edit(Key(START + timedelta(hours=1), UUID(int=77)), later)
    now = insert(states, another)
    assert touched(base.answers, base) == {}
    changed = {**base.answers, "note": "typed here"}
    assert touched(changed, base) == {"note": "typed here"}
    sent = Edit(Key(START + timedelta(hours=2), UUID(int=78)), touched(changed, base))
    last = insert(now, sent)[-1]
    assert last.answers == {**now[-1].answers, "note": "typed here"}


@given(EDITS)
def test_going_back_leads_to_another_answer_or_to_nothing(edits):
    states = fold(edits)
    kept = before_last_change(states)
    assert states[: len(kept)] == kept
    assert all(state.answers == states[-1].answers for state in states[len(kept) :])
    assert not kept or kept[-1].answers != states[-1].answers
    assert last_change(states) == states[len(kept)]


@given(EDITS, st.integers(1, 8))
def test_trimming_keeps_what_it_says_now_and_first_drops_what_says_nothing_new(edits, most):
    states = fold(edits)
    kept = trimmed(states, most)
    assert len(kept) <= most
    assert kept[-1] == states[-1]
    changes = sum(one.answers != other.answers for one, other in pairwise(states))
    if changes + 2 <= most:
        said = [dict(state.answers) for state in kept]
        assert all(dict(state.answers) in said for state in states)


def test_a_note_made_offline_days_ago_does_not_cover_a_newer_one_and_is_kept():
    monday = Key(START, UUID(int=1))
    wednesday = Key(START + timedelta(days=2), UUID(int=2))
    newer = Edit(wednesday, {"mood": 4, "note": "written on Wednesday"})
    older = Edit(monday, {"mood": 2, "note": "written on Monday, offline", "sleep": 1})
    states = fold([newer, older])
    assert states[-1].answers == {"mood": 4, "note": "written on Wednesday", "sleep": 1}
    assert states[0] == State(
        monday,
        {"mood": 2, "note": "written on Monday, offline", "sleep": 1},
        dict.fromkeys(("mood", "note", "sleep"), monday),
    )
