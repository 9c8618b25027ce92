"""The rule of a call alone, over whatever people do and however late the worker looks."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from peerapp.safety import escalation
from peerapp.safety.escalation import OPEN_FOR, Move, State, Timing
from peerapp.safety.models import Stage

BEGIN = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
minutes = st.integers(1, 120).map(lambda n: n * MINUTE)
timings = st.builds(Timing, minutes, minutes, minutes)
# What happens next: somebody does something, or the worker looks so much later.
events = st.lists(
    st.one_of(st.sampled_from(["take", "pass", "talked"]), st.integers(1, 240).map(timedelta)),
    max_size=40,
).map(lambda found: [one / 1440 if isinstance(one, timedelta) else one for one in found])
ids = st.lists(st.integers(1, 12).map(lambda n: UUID(int=n)), max_size=6)


class World:
    """A call as the database would have it."""

    def __init__(self, timing: Timing, last: Stage, reached: dict[Stage, bool]) -> None:
        self.timing, self.last, self.reached = timing, last, reached
        self.stage: Stage | None = None
        self.due_at: datetime | None = BEGIN
        self.is_taken = self.was_asked_again = self.is_closed = False
        self.told: list[tuple[datetime, Stage | str]] = []

    def state(self) -> State:
        return State(
            BEGIN,
            self.last,
            self.stage,
            self.due_at,
            self.is_taken,
            self.was_asked_again,
            self.is_closed,
        )

    def look(self, now: datetime) -> None:
        for _ in range(10):
            done = escalation.move(self.state(), now)
            if done == Move.WAIT:
                return
            getattr(self, done.name.lower())(now)
        raise AssertionError("it never comes to rest")

    def tell_next(self, now: datetime) -> None:
        self.stage = Stage(0 if self.stage is None else self.stage + 1)
        self.told.append((now, self.stage))
        self.after(Move.TELL_NEXT, now, self.reached[self.stage])

    def repeat(self, now: datetime) -> None:
        self.told.append((now, "again"))
        self.after(Move.REPEAT, now)

    def ask_again(self, now: datetime) -> None:
        self.was_asked_again = True
        self.after(Move.ASK_AGAIN, now)

    def let_go(self, now: datetime) -> None:
        self.is_taken = self.was_asked_again = False
        self.after(Move.LET_GO, now)

    def end(self, now: datetime) -> None:
        self.is_closed, self.due_at = True, None

    def after(self, done: Move, now: datetime, is_reached: bool = True) -> None:
        self.due_at = escalation.due_after(done, self.state(), self.timing, now, is_reached)

    def take(self, now: datetime) -> None:
        self.is_taken, self.was_asked_again = True, False
        self.due_at = escalation.due_once_taken(self.timing, now)

    def pass_on(self, now: datetime, is_left: bool) -> None:
        before = self.state()
        self.is_taken = self.was_asked_again = False
        self.due_at = escalation.due_once_passed_on(before, is_left, self.timing, now)
        self.look(now)


@given(
    timings,
    st.sampled_from([Stage.MENTOR, Stage.COORDINATORS]),
    st.tuples(st.booleans(), st.booleans(), st.booleans()),
    events,
    st.booleans(),
)
def test_h3_a_call_is_answered_over_or_has_a_next_step_to_come(
    timing, last, reached, happens, is_left
) -> None:
    world, now = World(timing, last, dict(zip(Stage, reached, strict=True))), BEGIN
    world.look(now)
    for event in happens:
        if world.is_closed:
            break
        if isinstance(event, timedelta):
            now += event
            world.look(now)
        elif event == "take":
            world.take(now)
        elif event == "pass":
            world.pass_on(now, is_left)
        else:
            world.end(now)
        assert world.is_closed or (world.due_at and world.due_at > now)
        if not world.is_closed and not world.is_taken:
            assert world.due_at <= max(now, BEGIN + OPEN_FOR) + max(timing.answer, timing.repeat)
    in_order = [stage for _, stage in world.told if stage != "again"]
    assert in_order == list(Stage)[: len(in_order)]
    assert all(stage <= last for stage in in_order)


@given(timings, st.integers(1, 90).map(lambda n: n * MINUTE))
def test_h3_without_an_answer_everybody_was_told_and_it_ends_after_half_a_day(timing, every):
    world, now = World(timing, Stage.COORDINATORS, dict.fromkeys(Stage, True)), BEGIN
    while not world.is_closed:
        assert now <= BEGIN + OPEN_FOR + every + max(timing.answer, timing.repeat)
        world.look(now)
        now += every
    told_at = {stage: at for at, stage in world.told if stage != "again"}
    assert list(told_at) == list(Stage)[: len(told_at)]
    if 2 * timing.answer + every < OPEN_FOR:
        assert told_at[Stage.COORDINATORS] <= BEGIN + 2 * timing.answer + every


@given(ids, ids, ids, ids, st.sampled_from(list(Stage)))
def test_h3_nobody_is_told_who_is_kept_apart_nor_twice_nor_past_the_last(
    mentors, on_call, coordinators, apart, last
) -> None:
    said = dict(zip(Stage, (mentors, on_call, coordinators), strict=True))
    found = escalation.in_order(said, apart, last)
    told = [one for stage in Stage for one in found[stage]]
    assert not set(told) & set(apart)
    assert len(told) == len(set(told))
    assert all(not found[stage] for stage in Stage if stage > last)
    wanted = {one for stage in Stage if stage <= last for one in said[stage]} - set(apart)
    assert wanted <= set(told)


@given(ids, ids)
def test_it_is_sent_again_to_who_did_not_pass_it_on_or_to_all(may, passed):
    found = escalation.whom_again(may, passed)
    assert set(found) <= set(may)
    assert bool(found) == bool(may)
    assert not set(found) & set(passed) or set(may) <= set(passed)
