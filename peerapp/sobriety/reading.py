"""Sobriety dates out of a CSV of ours (portable.py). No Flask, no database."""

import re
from collections.abc import Mapping, Sized
from datetime import date, time, timedelta
from decimal import Decimal

from peerapp.csv_files.cells import (
    YES_NO,
    CannotBeTaken,
    Problem,
    check_whole,
    choice_in,
    day_in,
    noted,
    number_in,
    past_day_in,
    said_in,
    text_in,
)
from peerapp.csv_files.text import Row, Table
from peerapp.language import _, lazy, number
from peerapp.sobriety import periods
from peerapp.sobriety.counting import Span
from peerapp.sobriety.limits import (
    HOURS_OF_A_WEEK,
    LONGEST_CURRENCY,
    LONGEST_NAME,
    LONGEST_WORDS,
    MOST_DAYS,
    MOST_MONEY,
    MOST_OF_MY_OWN,
    MOST_PERIODS,
)
from peerapp.sobriety.portable import Dates, Lapse, Milestone, Period

MOST_IN_A_FILE = 100  # dates
TOO_MANY = lazy(
    "From here on there are more than %(most)s dates in this file, which is all we can "
    "look at together. Please make it shorter, and choose it again.",
    most=MOST_IN_A_FILE,
)
MINUTES_OF_A_WEEK = int(HOURS_OF_A_WEEK * 60)


def is_ours(table: Table) -> bool:
    return {"tracker", "what", "from", "until"} <= set(table.columns)


def dates_of(table: Table, today: date) -> tuple[list[Dates], list[Problem]]:
    """The dates that can be taken, and the rows that cannot.

    With one row of a date that cannot be taken, none of it is: half of the periods would say
    something else.
    """
    problems: list[Problem] = []
    found: list[Dates] = []
    together = groups(table, problems)
    if len(together) > MOST_IN_A_FILE:
        first = together[MOST_IN_A_FILE][0]
        return [], [Problem(first.line, said_in(first), TOO_MANY)]
    for rows in together:
        before = len(problems)
        dates, lapse_days = Dates(name_in(rows[0]), rows[0].line), set[date]()
        for row in rows:
            with noted(row, problems):
                add(dates, lapse_days, row, today)
        if len(problems) == before:
            with noted(rows[0], problems):
                put_in_order(dates)
                found.append(dates)
    return found, problems


def groups(table: Table, problems: list[Problem]) -> list[list[Row]]:
    """The rows of each date."""
    found: list[list[Row]] = []
    latest: dict[str, list[Row]] = {}
    for row in table.rows:
        with noted(row, problems):
            name = name_in(row)
            if what_in(row) == "tracker" or name not in latest:
                latest[name] = []
                found.append(latest[name])
            latest[name].append(row)
    return found


def name_in(row: Row) -> str:
    check_whole(row)
    name = " ".join((text_in(row.cells, "tracker", LONGEST_NAME) or "").split())
    if not name:
        raise CannotBeTaken(_("There is no name in this line."))
    return name


def what_in(row: Row) -> str:
    return row.cells["what"].strip().lower()


def add(dates: Dates, lapse_days: set[date], row: Row, today: date) -> None:
    cells = row.cells
    match what_in(row):
        case "tracker":
            dates.is_private = choice_in(cells, "private", YES_NO, True)
            dates.tells_milestones = choice_in(cells, "tells_milestones", YES_NO, False)
            dates.money_per_week = money_in(cells, "money_per_week")
            dates.currency = text_in(cells, "currency", LONGEST_CURRENCY)
            dates.minutes_per_week = number_in(cells, "minutes_per_week", 0, MINUTES_OF_A_WEEK)
        case "period":
            check_room(dates.periods, MOST_PERIODS, _("A date has room for %(most)s periods."))
            until = past_day_in(cells, "until", today) if cells["until"].strip() else None
            started_on, started_at = past_day_in(cells, "from", today), time_in(cells, "time")
            note = text_in(cells, "note", LONGEST_WORDS)
            dates.periods.append(Period(started_on, started_at, until, note))
        case "lapse":
            check_room(dates.lapses, MOST_PERIODS, _("A date has room for %(most)s lapses."))
            on = past_day_in(cells, "from", today)
            if on in lapse_days:
                raise CannotBeTaken(_("A lapse on this day stands there twice."))
            dates.lapses.append(Lapse(on, text_in(cells, "note", LONGEST_WORDS)))
            lapse_days.add(on)
        case "milestone":
            check_room(
                dates.milestones, MOST_OF_MY_OWN, _("A date has room for %(most)s milestones.")
            )
            days = number_in(cells, "days", 1, MOST_DAYS)
            on_day = day_in(cells, "from") if cells["from"].strip() else None
            if on_day and on_day > today + timedelta(days=MOST_DAYS):
                raise CannotBeTaken(_("This day is too far away. Please check the year."))
            if days is None and on_day is None:
                raise CannotBeTaken(_("A milestone needs a day, or a number of days."))
            dates.milestones.append(Milestone(text_in(cells, "note", LONGEST_NAME), days, on_day))
        case _:
            raise CannotBeTaken(_("what must be one of: tracker, period, lapse, milestone."))


def check_room(rows: Sized, most: int, full: str) -> None:
    if len(rows) >= most:
        raise CannotBeTaken(full % {"most": most})


def money_in(cells: Mapping[str, str], name: str) -> Decimal | None:
    text = cells.get(name, "").strip()
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,8}(\.[0-9]{1,2})?", text):
        raise CannotBeTaken(_("%(name)s must be an amount, like 25 or 25.50.", name=name))
    if Decimal(text) > MOST_MONEY:
        raise CannotBeTaken(
            _(
                "%(name)s must be a number from 0 to %(most)s.",
                name=name,
                most=number(int(MOST_MONEY)),
            )
        )
    return Decimal(text)


def time_in(cells: Mapping[str, str], name: str) -> time | None:
    text = cells.get(name, "").strip()
    if not text:
        return None
    try:
        if not re.fullmatch(r"[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{6})?)?", text):
            raise ValueError
        return time.fromisoformat(text)
    except ValueError:
        raise CannotBeTaken(_("The time must be one of the day, like 21:30.")) from None


def put_in_order(dates: Dates) -> None:
    """Periods one after the other, of which the last, and no other, goes on: the rule of a line."""
    dates.periods.sort(key=lambda one: periods.in_order(span_of(one)))
    problem = periods.problem([span_of(one) for one in dates.periods])
    if problem:
        raise CannotBeTaken(problem)


def span_of(period: Period) -> Span:
    return Span(period.started_on, period.ended_on)
