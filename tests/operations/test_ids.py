"""A2: what an id of a row tells, and what it does not."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from peerapp import ids
from peerapp.extensions import Base, HasId

THURSDAY = datetime(2026, 11, 26, tzinfo=UTC)  # as 1 January 1970 was
INSTANTS = st.datetimes(
    datetime(1970, 1, 1), datetime(9999, 1, 1), timezones=st.just(UTC), allow_imaginary=False
)


@given(INSTANTS)
def test_an_id_is_a_uuid_of_version_7(instant) -> None:
    """RFC 9562, section 5.7."""
    made = ids.made_at(instant, ids.MILLISECOND)
    assert made.int >> 76 & 0xF == 7
    assert made.int >> 62 & 0b11 == 0b10
    written = ids.EPOCH + (made.int >> 80) * ids.MILLISECOND
    assert timedelta(0) <= instant - written < ids.MILLISECOND


@given(INSTANTS, INSTANTS)
def test_what_is_made_later_comes_later(one, other) -> None:
    earlier, later = sorted([one, other])
    made = [ids.made_at(at, ids.MILLISECOND) for at in (earlier, later)]
    assert made == sorted(made) or later - earlier < ids.MILLISECOND


def test_a2_an_id_that_others_read_tells_no_hour_and_no_day(time_machine) -> None:
    """Not one of a table but the two of which thousands are made a second."""
    quick = {"reminder_slots", "deliveries"}
    others = [
        mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, HasId) and mapper.class_.__tablename__ not in quick
    ]
    assert len(others) > 15
    for model in others:
        times = set()
        for moment in (0, 1, 3.5 * 86_400, 6.9 * 86_400):  # seconds, from Thursday to Wednesday
            time_machine.move_to(THURSDAY + timedelta(seconds=moment), tick=False)
            times.add(model.__table__.c.id.default.arg(None).int >> 80)
        assert len(times) == 1, model


def test_a2_what_is_random_in_an_id_is_random(time_machine) -> None:
    """At the same instant, no bit of the 74 is always the same."""
    time_machine.move_to(datetime(2026, 11, 27, tzinfo=UTC), tick=False)
    many = [ids.of_the_week().int for _ in range(300)]
    assert len(set(many)) == 300
    always_set, ever_set = many[0], many[0]
    for one in many:
        always_set, ever_set = always_set & one, ever_set | one
    assert (always_set ^ ever_set).bit_count() == 74
