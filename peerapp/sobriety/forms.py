"""Dates that a member counts from."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional, StopValidation

from peerapp.forms import (
    AtMost,
    ClockField,
    DayField,
    Form,
    no_control_characters,
    options,
    squeezed,
)
from peerapp.language import _, lazy, number
from peerapp.seen import mark
from peerapp.sobriety.limits import (
    HOURS_OF_A_WEEK,
    LONGEST_CURRENCY,
    LONGEST_NAME,
    LONGEST_WORDS,
    MOST_MONEY,
)

OLDEST = date(1920, 1, 1)
LONGEST_NOTE = 2000
OWN_WORD = "own"
# What is sent, and the name that a tracker gets.
COMMON_WORDS = {
    "alcohol": lazy("Alcohol"),
    "opioids": lazy("Opioids"),
    "nicotine": lazy("Nicotine"),
    "gambling": lazy("Gambling"),
}
ANOTHER_DAY = "another"
RESTART, LAPSE = "restart", "lapse"
KINDS = {
    RESTART: lazy("Start a new count from this day"),
    LAPSE: lazy("A lapse: keep my count going"),
}


def note_field(label: str, longest: int = LONGEST_NOTE) -> TextAreaField:
    too_long = AtMost(longest, lazy("Please use %(most)s letters or fewer."))
    return TextAreaField(label, validators=[too_long, no_control_characters])


class DayOf(Form):
    """`now` is the member's own wall clock."""

    def __init__(self, today: date, now: datetime | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today
        self.now = now

    def check_day(self, field: Field) -> None:
        if field.data is None:
            return  # it says so itself
        if field.data > self.today:
            raise ValidationError(_("This day has not come yet."))
        if field.data < OLDEST:
            raise ValidationError(_("Please check the year."))

    def check_time(self, day: date | None, field: Field) -> None:
        if field.data and self.now and day == self.now.date() and field.data > self.now.time():
            raise ValidationError(_("This time has not come yet."))


class LineField(StringField):
    """A name, or a few words of one line."""

    def __init__(self, label: str, longest: int = LONGEST_NAME, **kwargs: Any) -> None:
        too_long = AtMost(longest, lazy("Please use %(most)s letters or fewer."))
        validators = [too_long, no_control_characters]
        super().__init__(label, filters=[squeezed], validators=validators, **kwargs)


class SharingForm(DayOf):
    is_private = BooleanField(lazy("Only for me: my mentor does not see this one"))


class TrackerForm(SharingForm):
    """A name that is typed wins over a chip."""

    word = RadioField(
        lazy("What do you count?"),
        choices=options({**COMMON_WORDS, OWN_WORD: lazy("My own word")}),
        validators=[Optional()],
        validate_choice=False,
    )
    name = LineField(lazy("My own word"))
    started_on = DayField(
        lazy("Since when?"), validators=[InputRequired(lazy("Please choose the first day."))]
    )
    started_at = ClockField(lazy("At what time? (if you like)"), validators=[Optional()])

    @property
    def chosen_name(self) -> str:
        return self.name.data or str(COMMON_WORDS.get(self.word.data or "", ""))

    def validate_name(self, _field: Field) -> None:
        if not self.chosen_name:
            raise ValidationError(_("Give it a name: a word only you need to know."))

    def validate_started_on(self, field: Field) -> None:
        self.check_day(field)

    def validate_started_at(self, field: Field) -> None:
        self.check_time(self.started_on.data, field)


class SeenForm(Form):
    """Whoever writes from an old page hears of what another device saved since (D2)."""

    seen = HiddenField()  # the mark of what the page was drawn from

    def is_stale(self, saved: Any, typed: Any) -> bool:
        return bool(self.seen.data) and saved != typed and mark(saved) != self.seen.data


class ChangeForm(SharingForm, SeenForm):
    name = LineField(lazy("Name"))

    def validate_name(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Give it a name: a word only you need to know."))


class ReturnForm(DayOf):
    """The day by one tap, or else in `on`. A tap sends its date: midnight may have passed since."""

    day = RadioField(lazy("Which day was it?"), validate_choice=False, validators=[Optional()])
    on = DayField(lazy("The day"), validators=[InputRequired(lazy("Please choose the day."))])
    kind = RadioField(
        lazy("You decide what counts"),
        choices=options(KINDS),
        default=RESTART,
        validate_choice=False,
        validators=[Optional()],
    )
    note = note_field(lazy("Anything you want to remember? (only you see it)"))

    def __init__(self, today: date, **kwargs: Any) -> None:
        super().__init__(today, **kwargs)
        days = {str(today): _("Today"), str(today - timedelta(days=1)): _("Yesterday")}
        self.day.choices = options({**days, ANOTHER_DAY: _("Another day")})
        self.are_two_days = False
        if self.is_submitted() and self.day.data:
            self.take_tapped(self.day.data)
        else:
            self.day.data = str(self.on.data) if str(self.on.data) in days else ANOTHER_DAY

    def take_tapped(self, sent: str) -> None:
        typed = (self.on.raw_data or [""])[0]
        if sent != ANOTHER_DAY and typed not in ("", sent):
            self.are_two_days = True
        elif sent != ANOTHER_DAY:
            self.on.process(MultiDict({self.on.name: sent}))

    @property
    def is_lapse(self) -> bool:
        return bool(self.kind.data == LAPSE)

    def validate_on(self, field: Field) -> None:
        if self.are_two_days:
            raise ValidationError(_("Two days are chosen here. Please keep one of them."))
        self.check_day(field)


def today_unless_asked(form: Any, field: Field) -> None:
    if form.day.raw_data == [ANOTHER_DAY]:
        InputRequired(_("Please choose the day."))(form, field)
    Optional()(form, field)


class QuickReturnForm(ReturnForm):
    """From the check-in: without a day it is today."""

    on = DayField(lazy("The day"), validators=[today_unless_asked])


def ends_if_closed(form: Any, field: Field) -> None:
    if form.is_open:
        field.data, field.errors = None, []
        raise StopValidation
    InputRequired(_("Please choose the day it ended."))(form, field)


class PeriodForm(DayOf, SeenForm):
    """A period's days; the open one has no last day."""

    started_on = DayField(
        lazy("First day"), validators=[InputRequired(lazy("Please choose the first day."))]
    )
    started_at = ClockField(lazy("At what time? (if you like)"), validators=[Optional()])
    ended_on = DayField(lazy("Day of the return to use"), validators=[ends_if_closed])
    note = note_field(lazy("Your words (only you see them)"), longest=LONGEST_WORDS)

    def __init__(self, today: date, is_open: bool = False, **kwargs: Any) -> None:
        super().__init__(today, **kwargs)
        self.is_open = is_open

    def validate_started_on(self, field: Field) -> None:
        self.check_day(field)

    def validate_started_at(self, field: Field) -> None:
        self.check_time(self.started_on.data, field)

    def validate_ended_on(self, field: Field) -> None:
        self.check_day(field)
        if field.data and self.started_on.data and field.data < self.started_on.data:
            raise ValidationError(_("This is before its first day. Please check the two days."))


class LapseForm(SeenForm):
    note = note_field(lazy("Your words (only you see them)"), longest=LONGEST_WORDS)


class AmountField(StringField):
    """A number from 0 to `most`, with a point or a comma before the last two digits; or empty."""

    def __init__(self, label: str, most: Decimal, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.most = most
        self.amount: Decimal | None = None

    def pre_validate(self, _form: Any) -> None:
        text = "".join((self.data or "").split())
        if not text:
            return
        try:
            amount = Decimal(with_point(text) if len(text) <= 20 else "")
        except InvalidOperation:
            raise ValidationError(_("Please type a number, such as 40 or 12.50.")) from None
        if not amount.is_finite() or not 0 <= amount <= self.most:
            raise ValidationError(
                _(
                    "Please choose a number from %(least)s to %(most)s.",
                    least=0,
                    most=number(int(self.most)),
                )
            )
        self.amount = amount.quantize(Decimal("0.01"))


def with_point(text: str) -> str:
    """1,000 and 1,234.50 have commas between thousands; 12,50 has one in the place of a point."""
    if re.fullmatch(r"[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?", text):
        return text.replace(",", "")
    return text.replace(",", ".")


class SavingsForm(Form):
    money_per_week = AmountField(lazy("Money it took in a week"), most=MOST_MONEY)
    currency = LineField(
        lazy("Sign or name of the money, such as $ or EUR"), longest=LONGEST_CURRENCY
    )
    hours_per_week = AmountField(lazy("Hours it took in a week"), most=HOURS_OF_A_WEEK)

    @property
    def minutes_per_week(self) -> int | None:
        hours = self.hours_per_week.amount
        return None if hours is None else int((hours * 60).to_integral_value())
