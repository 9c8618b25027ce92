"""The days behind: the last thirty, a month, trends, what goes with hard days, a search."""

from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_skeleton, get_day_names
from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from peerapp import language
from peerapp.accounts import limits
from peerapp.checkins import answers, charts, history, insights, months, records, search, trends
from peerapp.checkins.fields import as_day
from peerapp.checkins.views import today_of
from peerapp.pages import at_midnight, me, member_required

bp = Blueprint("looking_back", __name__)


@bp.app_template_filter()
def month_year(month: months.Month) -> str:
    """November 2026"""
    return format_skeleton("yMMMM", at_midnight(month.first), locale=language.locale())


@bp.app_template_filter()
def month_name(day: date, width: str = "LLLL") -> str:
    """November; with "LLL": Nov"""
    return format_date(day, width, locale=language.locale())


@bp.app_template_filter()
def month_day(day: date) -> str:
    """Nov 23"""
    return month_day_in(language.locale(), day)


@lru_cache(maxsize=1000)  # a page of trends asks for hundreds
def month_day_in(locale: Locale, day: date) -> str:
    return format_skeleton("MMMd", at_midnight(day), locale=locale)


def weekdays(first: int) -> list[tuple[str, str]]:
    """Monday, and Mon; the week begins with the `first` as Python counts."""
    names, short = (
        get_day_names(width, "stand-alone", language.locale()) for width in ("wide", "abbreviated")
    )
    return [(names[n % 7], short[n % 7]) for n in range(first, first + 7)]


@bp.get("/checkins")
@member_required
def index() -> ResponseReturnValue:
    today = today_of(me())
    days = answers.last_days(today, 30)
    found = records.moods(me(), days[0], today)
    return render_template(
        "checkins/history.html",
        days=days,
        today=today,
        found=found,
        summary=history.summary(days, found),
        moods=answers.MOODS,
        first_open=first_open(),
    )


@bp.get("/checkins/calendar")
@member_required
def calendar() -> ResponseReturnValue:
    today, wrong = today_of(me()), None
    try:
        month = months.parse(request.args.get("month", ""), today)
    except months.NoMonth as why:
        month, wrong = months.Month.of(today), str(why)
    found = records.moods(me(), month.first, month.last)
    first_weekday = months.first_weekday(me().timezone)
    page = render_template(
        "checkins/calendar.html",
        month=month,
        this_month=months.Month.of(today),
        weeks=months.weeks(month, first_weekday),
        years=months.years_to_jump_to(records.first_day(me()), month, today),
        first_year=months.FIRST_YEAR,
        in_year=[months.Month(month.year, number) for number in range(1, 13)],
        weekdays=weekdays(first_weekday),
        found=found,
        summary=history.of_month(found, month_name(month.first)),
        moods=answers.MOODS,
        today=today,
        first_open=first_open(),
        wrong=wrong,
    )
    return page, 422 if wrong else 200


@bp.get("/checkins/trends")
@member_required
def over_time() -> ResponseReturnValue:
    asked = request.args.get("days", str(trends.USUAL))
    known = {str(span.days): span for span in trends.SPANS.values()}
    span = known.get(asked, trends.SPANS[trends.USUAL])
    page = render_template("checkins/trends.html", span=span, spans=known.values(), **drawn(span))
    return page, 200 if asked in known else 422


def drawn(span: trends.Span) -> dict[str, Any]:
    """A chart for each question that was answered in these days."""
    today = today_of(me())
    days = answers.last_days(today, span.days)
    given = records.numbers(me(), days[0] - timedelta(days=span.smoothing.reach), today)
    first_weekday = months.first_weekday(me().timezone)
    shown, empty = [], []
    for measure in trends.MEASURES:
        every = ((row.day, getattr(row, measure.key)) for row in given)
        said = {day: answer for day, answer in every if answer is not None}
        if any(day >= days[0] for day in said):
            shown.append(charts.draw(measure, said, days, span, first_weekday))
        else:
            empty.append(measure.name)
    return {"charts": shown, "empty": empty, "today": today}


@bp.get("/checkins/hard-days")
@member_required
def hard_days() -> ResponseReturnValue:
    today = today_of(me())
    first = today - timedelta(days=insights.DAYS - 1)
    return render_template(
        "checkins/hard_days.html",
        found=insights.look(records.answers(me(), first, today)),
        least=insights.LEAST,
    )


@bp.get("/checkins/search")
@limits.limiter.limit("60 per minute", key_func=limits.by_device)
@member_required
def find() -> ResponseReturnValue:
    asked = request.args.get("q", "").strip()
    before = as_day(request.args.get("before", ""))
    words, wrong = [], None
    try:
        words = search.words_of(asked)
    except search.CannotSearch as why:
        wrong = str(why)
    # one more than is shown tells whether there are more
    found = search.find(records.texts(me(), before), words, search.PAGE + 1) if words else []
    page = render_template(
        "checkins/search.html",
        asked=asked.replace("\0", ""),
        longest=search.LONGEST,
        is_asked=bool(words),
        found=found[: search.PAGE],
        has_more=len(found) > search.PAGE,
        before=before,
        moods=answers.MOODS,
        wrong=wrong,
    )
    return page, 422 if wrong else 200


def first_open() -> date:
    """The oldest day that can still be filled in."""
    return today_of(me()) - timedelta(days=answers.DAYS_BACK)
