"""The two questions that only a mentor has: what members read, and how much they can carry."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from wtforms import Field, SelectField, ValidationError

from peerapp.fit import choices
from peerapp.forms import options
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
MONTHS = dict(
    enumerate(
        ("January", "February", "March", "April", "May", "June", "July", "August", "September",
         "October", "November", "December"), 1
    )
)  # fmt: skip


class About(OwnWords):
    recovery_shown = OneOf("My time in recovery", choices.RECOVERY_SHOWN, default="no")
    recovery_month = SelectField(
        "Since month",
        choices=options({"": "Month", **{str(at): name for at, name in MONTHS.items()}}),
        validate_choice=False,
    )
    recovery_year = Number("Since year", 1900, 2100, A_YEAR)

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
            raise ValidationError("Please choose a month of the list.")
        if not field.data and self.recovery_year.data is not None:
            raise ValidationError("Please choose the month, too. A guess is fine.")

    def validate_recovery_year(self, field: Field) -> None:
        is_shown = self.recovery_shown.data in ("about", "year")
        if field.data is None and not field.errors and (self.recovery_month.data or is_shown):
            raise ValidationError("Please type the year, or choose “Do not show it”.")
        if self.since and self.since > self.today:
            raise ValidationError("This is still to come. Please choose a month up to now.")

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
        "How many mentees at once",
        1,
        MOST_MENTEES,
        f"Please type a number from 1 to {MOST_MENTEES}.",
    )
    away_until = DayOrNone("Back on")
    contact_from = ClockOrNone("From")
    contact_until = ClockOrNone("Until")

    @classmethod
    def said(cls, row: MatchProfile, today: date) -> dict[str, Any]:
        found = super().said(row, today)
        is_over = row.away_until is not None and row.away_until <= today
        return {**found, "away_until": None} if is_over else found

    def validate_away_until(self, field: Field) -> None:
        if field.data is None:
            return
        if field.data <= self.today:
            raise ValidationError("Please choose a day after today. Leave it empty for no break.")
        if field.data > self.today + LONGEST_BREAK:
            raise ValidationError("Please choose a day within two years.")

    def validate_contact_until(self, field: Field) -> None:
        first, last = self.contact_from.data, field.data
        if field.errors or self.contact_from.errors:
            return
        if (first is None) != (last is None):
            raise ValidationError("Please choose both times, or leave both empty.")
        if first is not None and first == last:
            raise ValidationError("Both are the same. Leave both empty if any time is fine.")


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
