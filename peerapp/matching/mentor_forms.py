"""The two questions that only a mentor has: what members read, and how much they can carry."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from babel.dates import get_month_names
from wtforms import Field, SelectField, ValidationError
from wtforms.fields.choices import SelectChoice

from peerapp import language
from peerapp.fit import choices
from peerapp.forms import options
from peerapp.language import _, lazy
from peerapp.matching import conversation
from peerapp.matching.models import MatchProfile, Side
from peerapp.matching.profile_fields import ClockOrNone, DayOrNone, Number, OneOf
from peerapp.matching.profile_forms import (
    A_YEAR,
    Age,
    Experiences,
    Gender,
    How,
    Languages,
    MemberHopes,
    MentorHopes,
    OwnWords,
    Pathways,
    Question,
    RecoveringFrom,
    When,
)

MOST_MENTEES = 99
LONGEST_BREAK = timedelta(days=2 * 366)
MONTHS = range(1, 13)


def months() -> list[SelectChoice]:
    names = get_month_names("wide", locale=language.locale())
    in_words = {str(month): language.starting(names[month]) for month in MONTHS}
    return options({"": _("Month"), **in_words})


class About(OwnWords):
    recovery_shown = OneOf(lazy("My time in recovery"), choices.RECOVERY_SHOWN, default="no")
    recovery_month = SelectField(lazy("Since month"), choices=months, validate_choice=False)
    recovery_year = Number(lazy("Since year"), 1900, 2100, A_YEAR)

    @classmethod
    def said(cls, row: MatchProfile, today: date) -> dict[str, Any]:
        since = row.recovery_since
        return {
            "words": row.words,
            "alias": row.alias,
            "recovery_shown": row.recovery_shown,
            "recovery_month": str(since.month) if since else "",
            "recovery_year": since.year if since else None,
        }

    def validate_recovery_month(self, field: Field) -> None:
        if field.data and field.data not in {str(month) for month in MONTHS}:
            raise ValidationError(_("Please choose a month of the list."))
        if not field.data and self.recovery_year.data is not None:
            raise ValidationError(_("Please choose the month, too. A guess is fine."))

    def validate_recovery_year(self, field: Field) -> None:
        is_shown = self.recovery_shown.data in ("about", "year")
        if field.data is None and not field.errors and (self.recovery_month.data or is_shown):
            raise ValidationError(_("Please type the year, or choose “Do not show it”."))
        if self.since and self.since > self.today:
            raise ValidationError(_("This is still to come. Please choose a month up to now."))

    @property
    def since(self) -> date | None:
        year, month = self.recovery_year.data, self.recovery_month.data
        if year is None or not 1900 <= year <= 2100 or month not in {str(one) for one in MONTHS}:
            return None
        return date(year, int(month), 1)

    def given(self) -> dict[str, Any]:
        return {
            "words": self.words.data or None,
            "alias": self.alias.data or None,
            "recovery_since": self.since,
            "recovery_shown": self.recovery_shown.data or "no",
        }


class Limits(Question):
    capacity = Number(
        lazy("How many mentees at once"),
        1,
        MOST_MENTEES,
        lazy("Please type a number from 1 to %(most)s.", most=MOST_MENTEES),
    )
    away_until = DayOrNone(lazy("Back on"))
    contact_from = ClockOrNone(lazy("From"))
    contact_until = ClockOrNone(lazy("Until"))

    @classmethod
    def said(cls, row: MatchProfile, today: date) -> dict[str, Any]:
        found = super().said(row, today)
        is_over = row.away_until is not None and row.away_until <= today
        return {**found, "away_until": None} if is_over else found

    def validate_away_until(self, field: Field) -> None:
        if field.data is None:
            return
        if field.data <= self.today:
            raise ValidationError(
                _("Please choose a day after today. Leave it empty for no break.")
            )
        if field.data > self.today + LONGEST_BREAK:
            raise ValidationError(_("Please choose a day within two years."))

    def validate_contact_until(self, field: Field) -> None:
        first, last = self.contact_from.data, field.data
        if field.errors or self.contact_from.errors:
            return
        if (first is None) != (last is None):
            raise ValidationError(_("Please choose both times, or leave both empty."))
        if first is not None and first == last:
            raise ValidationError(_("Both are the same. Leave both empty if any time is fine."))


FORMS: Mapping[str, type[Question]] = {
    "recovering_from": RecoveringFrom,
    "pathways": Pathways,
    "languages": Languages,
    "gender": Gender,
    "age": Age,
    "experiences": Experiences,
    "when": When,
    "how": How,
    "hopes": MemberHopes,
    conversation.ABOUT: About,
    conversation.LIMITS: Limits,
}


def form_of(question: str, side: Side) -> type[Question]:
    return MentorHopes if (question, side) == ("hopes", Side.MENTOR) else FORMS[question]
