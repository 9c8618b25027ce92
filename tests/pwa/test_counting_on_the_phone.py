"""The phone counts sober days without a signal (static/js/counting.js), and says what we say."""

import random
from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

import pytest

from peerapp import clock
from peerapp.config import ROOT
from peerapp.sobriety import counting, milestones, spoken
from peerapp.sobriety.counting import Span

SOURCE = (ROOT / "static" / "js" / "counting.js").read_text()
ZONES = (
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
    "UTC",
)
UNITS = {"24 hours": (24, "hour"), "1 year": (1, "year")}


@pytest.fixture
def phone_says(chromium):
    """`phone_says("(module, case) => ...", cases)`: what the module says of each, in one go."""
    page = chromium.new_page()
    yield lambda work, cases: page.evaluate(
        f"""async ([source, cases]) => {{
          const module = await import(`data:text/javascript,${{encodeURIComponent(source)}}`);
          return cases.map((one) => ({work})(module, one));
        }}""",
        [SOURCE, cases],
    )
    page.close()


def days_to_try(chance: random.Random) -> list[date]:
    """Leap days, ends of months and of years, and any others."""
    leap = [date(year, 2, 29) for year in (2000, 2016, 2020, 2024, 2028)]
    ends = [date(2023 + n // 12, n % 12 + 1, 1) - timedelta(days=1) for n in range(48)]
    firsts = [end + timedelta(days=1) for end in ends]
    others = [date(1985, 1, 1) + timedelta(days=chance.randrange(16_000)) for _ in range(60)]
    return [*leap, *ends, *firsts, *others]


def pairs(count: int) -> list[tuple[date, date]]:
    """A first day and a day after it, a few of them before it."""
    chance = random.Random(8)
    days = days_to_try(chance)
    near = [timedelta(days=n) for n in (-3, 0, 1, 6, 7, 30, 59, 60, 61, 90, 365, 366, 730)]
    picked = [(chance.choice(days), chance.choice(days)) for _ in range(count)]
    return [*((min(pair), max(pair)) for pair in picked), *((d, d + n) for d in days for n in near)]


def text_of(pair: tuple[date, date]) -> list[str]:
    return [day.isoformat() for day in pair]


def test_a_count_over_any_line_of_periods(phone_says):
    chance = random.Random(3)
    lines = [line_of_periods(chance) for _ in range(600)]
    cases = [[[text_or_none(s) for s in spans], today.isoformat()] for spans, today in lines]
    said = phone_says("({ count }, [spans, today]) => count(spans, today)", cases)
    for (spans, today), found in zip(lines, said, strict=True):
        ours = counting.count(spans, today)
        assert found == {"days": ours.days, "total": ours.total, "longest": ours.longest}


def line_of_periods(chance: random.Random) -> tuple[list[Span], date]:
    """Some that have ended, with gaps or without, and the open one; today is about its start."""
    day, spans = date(2015, 1, 1) + timedelta(days=chance.randrange(900)), []
    for _ in range(chance.randrange(4)):
        end = day + timedelta(days=chance.choice([0, 1, 28, 29, 365, chance.randrange(500)]))
        spans.append(Span(day, end))
        day = end + timedelta(days=chance.choice([0, 0, 1, 40]))
    return [*spans, Span(day)], day + timedelta(days=chance.choice([-1, 0, 1, 90, 2_000]))


def text_or_none(span: Span) -> list[str | None]:
    return [span.started_on.isoformat(), span.ended_on and span.ended_on.isoformat()]


def test_the_next_milestone_and_the_time_in_words(phone_says):
    cases = pairs(600)
    work = """({ nextMilestone, calendarSpan }, [first, today]) =>
      ({ ...nextMilestone(first, today), ...calendarSpan(first, today) })"""
    for (first, today), found in zip(cases, phone_says(work, [*map(text_of, cases)]), strict=True):
        day, name = milestones.next_milestone(first, today)
        span = spoken.calendar_span(first, today)
        number, unit = UNITS.get(str(name)) or (int(name.split()[0]), name.split()[1][:-1])
        assert found == {
            "day": day.isoformat(),
            "number": number,
            "unit": unit,
            "years": span.years,
            "months": span.months,
            "days": span.days,
        }, (first, today)


def test_the_same_day_of_a_later_month(phone_says):
    chance = random.Random(5)
    cases = [(day, chance.randrange(0, 400)) for day in days_to_try(chance) for _ in range(4)]
    said = phone_says(
        "({ monthsLater }, [day, months]) => monthsLater(day, months)",
        [[day.isoformat(), months] for day, months in cases],
    )
    for (day, months), found in zip(cases, said, strict=True):
        later = counting.months_later(day, months)
        assert found == later.isoformat()
        assert later.day == min(day.day, monthrange(later.year, later.month)[1])


def test_the_day_in_any_zone_around_each_change_of_the_clocks(phone_says):
    """Half hours of the nights in which clocks change, at a year's end and on a leap day. Zones
    whose rules are new in this year's tables are left out: a phone may not know them yet.
    """
    nights = [date(2026, 3, 8), date(2026, 3, 29), date(2026, 4, 5), date(2026, 10, 4)]
    nights += [date(2026, 10, 25), date(2026, 11, 1), date(2025, 12, 31), date(2024, 2, 29)]
    cases = [
        (datetime(night.year, night.month, night.day, tzinfo=UTC) + timedelta(minutes=n), zone)
        for night in nights
        for n in range(-14 * 60, 38 * 60, 30)
        for zone in ZONES
    ]
    cases = random.Random(1).sample(cases, 3_000)
    work = "({ localDay }, [instant, zone]) => localDay(instant, zone)"
    said = phone_says(work, [[int(at.timestamp() * 1000), zone] for at, zone in cases])
    for (at, zone), found in zip(cases, said, strict=True):
        assert found == clock.local_day(at, zone).isoformat(), (at, zone)
