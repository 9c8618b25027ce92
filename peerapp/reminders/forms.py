"""When a reminder rings, as a person types it."""

import datetime
import re
from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.forms import (
    AtMost,
    ClockField,
    DayField,
    Form,
    no_control_characters,
    options,
    squeezed,
)
from peerapp.language import _, lazy
from peerapp.pages import full_day
from peerapp.reminders import kinds, schedule
from peerapp.reminders.models import Kind, Reminder
from peerapp.reminders.planning import Details

LONGEST_BREAK = datetime.timedelta(days=366)

# In the order of the calendar; the place in it is the bit in `Reminder.days`.
WEEKDAYS = {
    "mon": lazy("Mon"),
    "tue": lazy("Tue"),
    "wed": lazy("Wed"),
    "thu": lazy("Thu"),
    "fri": lazy("Fri"),
    "sat": lazy("Sat"),
    "sun": lazy("Sun"),
}
SUGGESTED_TIME = "20:00"
SUGGESTED_DAYS = list(WEEKDAYS)
LONGEST_WORDS = 120
LAST_DAY = datetime.date(9999, 12, 1)  # so that every zone can count on from it


class ReminderForm(Form):
    """`details` are None where another client than our pages left out what it is for."""

    kind = RadioField(lazy("What for?"), choices=options(kinds.LABELS), validate_choice=False)
    words = StringField(
        lazy("In my words"),
        filters=[squeezed],
        validators=[
            AtMost(LONGEST_WORDS, lazy("Please use at most %(num)s letters.", num=LONGEST_WORDS)),
            no_control_characters,
        ],
        render_kw={"autocomplete": "off"},
    )
    time = StringField(lazy("Time"), render_kw={"type": "time", "required": True})
    days = SelectMultipleField(
        lazy("Days"),
        choices=options(WEEKDAYS),
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    adapts = BooleanField(lazy("When I usually check in, once that is known"))
    until = DayField(lazy("Until, if it ends"), validators=[Optional()])
    nudges = BooleanField(lazy("Ring once more after an hour if I have not done it"))

    @classmethod
    def empty(cls, person: Person) -> "ReminderForm":
        usual = kinds.usual(person)
        return cls(person, formdata=None, time=SUGGESTED_TIME, days=SUGGESTED_DAYS, kind=usual)

    @classmethod
    def of(cls, reminder: Reminder, **formdata: Any) -> "ReminderForm":
        """The form that changes one; its ids are its own, since several stand on one page."""
        form = cls(
            reminder.person,
            time=reminder.time.strftime("%H:%M"),
            days=[word for bit, word in enumerate(WEEKDAYS) if reminder.days >> bit & 1],
            kind=reminder.kind,
            words=reminder.words,
            until=reminder.until,
            nudges=reminder.nudges,
            adapts=reminder.adapts,
            **formdata,
        )
        for field in form:
            field.id = f"{field.name}-{reminder.id}"
        return form

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = kinds.offered(person)
        self.zone = person.timezone
        self.today = clock.local_day(clock.now(), self.zone)
        self.kind.choices = options({kind: kinds.LABELS[kind] for kind in self.offered})

    def validate_time(self, field: Field) -> None:
        # a browser that shows seconds sends them too
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:00)?", field.data or "", re.ASCII):
            raise ValidationError(_("Please give a time like 20:00."))

    def validate_days(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(_("Please choose at least one day."))
        if unknown := set(field.data) - set(WEEKDAYS):
            named = ", ".join(sorted(unknown))[:40]
            raise ValidationError(_("We do not know this day: %(day)s.", day=named))

    def validate_kind(self, field: Field) -> None:
        if field.data is not None and field.data not in self.offered:
            raise ValidationError(_("Please choose one of these."))

    def validate_words(self, field: Field) -> None:
        if self.kind.data == Kind.OWN and not field.data and "kind" in request.form:
            raise ValidationError(_("Please say what it is for. Only you read it."))

    def validate_until(self, field: Field) -> None:
        if field.data and field.data < self.today:
            raise ValidationError(_("This day is over. Please choose today or a later day."))
        if field.data and field.data > LAST_DAY:
            raise ValidationError(_("Please choose an earlier day."))
        # who leaves an end as it is may change the rest of a reminder that has had its last
        is_new = field.data and field.data != field.object_data
        if is_new and not (self.time.errors or self.days.errors):
            slot = schedule.first_slot(clock.now(), self.at, self.day_bits, self.zone)
            if schedule.in_time(slot, field.data) is None:
                raise ValidationError(_("It would not ring until then. Please choose a later day."))

    @property
    def details(self) -> Details | None:
        if "kind" not in request.form:
            return None
        kind = Kind(self.kind.data)
        return Details(
            kind=kind,
            words=self.words.data or None,
            until=self.until.data,
            nudges=self.nudges.data,
            adapts=self.adapts.data and kind == Kind.CHECK_IN,
        )

    @property
    def at(self) -> datetime.time:
        return datetime.time.fromisoformat(str(self.time.data))

    @property
    def day_bits(self) -> int:
        chosen = set(self.days.data or [])
        return sum(1 << bit for bit, word in enumerate(WEEKDAYS) if word in chosen)


class BreakForm(Form):
    back_on = DayField(lazy("Ring again on"), render_kw={"required": True})

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = clock.local_day(clock.now(), person.timezone)

    def validate_back_on(self, field: Field) -> None:
        if field.data is None:
            raise ValidationError(_("Please choose the day."))
        if field.data <= self.today:
            raise ValidationError(_("Please choose a day after today."))
        if field.data > self.today + LONGEST_BREAK:
            raise ValidationError(_("Please choose a day within a year."))


class QuietForm(Form):
    starts = ClockField(lazy("From"), validators=[Optional()])
    ends = ClockField(lazy("Until"), validators=[Optional()])

    def validate(self, *more: Any, **named: Any) -> bool:
        """An empty field alone is right, so the two are looked at together."""
        if not super().validate(*more, **named):
            return False
        for one, other in ((self.starts, self.ends), (self.ends, self.starts)):
            if one.data is None and other.data is not None:
                one.errors = [_("Please give both times, or none.")]
                return False
        if self.starts.data is not None and self.starts.data == self.ends.data:
            self.ends.errors = [_("Please give two different times, or leave both empty.")]
            return False
        return True


def rings_in_words(reminder: Reminder) -> str:
    """On which days it rings, until when, and whether once more."""
    days, until = days_in_words(reminder.days), reminder.until and full_day(reminder.until)
    if until and reminder.nudges:
        return _("%(days)s, until %(until)s; once more after an hour", days=days, until=until)
    if until:
        return _("%(days)s, until %(until)s", days=days, until=until)
    return _("%(days)s; once more after an hour", days=days) if reminder.nudges else days


def days_in_words(days: int) -> str:
    """Every day; Monday to Friday in one go; else each day."""
    if days == 0b1111111:
        return _("Every day")
    if days == 0b0011111:
        return _("Monday to Friday")
    if days == 0b1100000:
        return _("Saturday and Sunday")
    return ", ".join(str(name) for bit, name in enumerate(WEEKDAYS.values()) if days >> bit & 1)
