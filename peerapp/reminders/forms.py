"""When a reminder rings, as a person types it."""

import datetime
import re
from typing import Any

from babel.dates import format_skeleton
from wtforms import Field, SelectMultipleField, StringField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from peerapp.forms import Form, options
from peerapp.pages import LOCALE
from peerapp.reminders.models import Reminder

# In the order of the calendar; the place in it is the bit in `Reminder.days`.
WEEKDAYS = {
    "mon": "Mon",
    "tue": "Tue",
    "wed": "Wed",
    "thu": "Thu",
    "fri": "Fri",
    "sat": "Sat",
    "sun": "Sun",
}
SUGGESTED_TIME = "20:00"
SUGGESTED_DAYS = list(WEEKDAYS)


class ReminderForm(Form):
    time = StringField("Time", render_kw={"type": "time", "required": True})
    days = SelectMultipleField(
        "Days",
        choices=options(WEEKDAYS),
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )

    @classmethod
    def empty(cls) -> "ReminderForm":
        return cls(formdata=None, time=SUGGESTED_TIME, days=SUGGESTED_DAYS)

    @classmethod
    def of(cls, reminder: Reminder, **formdata: Any) -> "ReminderForm":
        """The form that changes one; its ids are its own, since several stand on one page."""
        form = cls(
            time=reminder.time.strftime("%H:%M"),
            days=[word for bit, word in enumerate(WEEKDAYS) if reminder.days >> bit & 1],
            **formdata,
        )
        form.time.id, form.days.id = f"time-{reminder.id}", f"days-{reminder.id}"
        return form

    def validate_time(self, field: Field) -> None:
        # a browser that shows seconds sends them too
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:00)?", field.data or "", re.ASCII):
            raise ValidationError("Please give a time like 20:00.")

    def validate_days(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Please choose at least one day.")
        if unknown := set(field.data) - set(WEEKDAYS):
            raise ValidationError(f"We do not know this day: {', '.join(sorted(unknown))[:40]}.")

    @property
    def at(self) -> datetime.time:
        return datetime.time.fromisoformat(str(self.time.data))

    @property
    def day_bits(self) -> int:
        chosen = set(self.days.data or [])
        return sum(1 << bit for bit, word in enumerate(WEEKDAYS) if word in chosen)


def time_of_day(at: datetime.time) -> str:
    """8:00 PM"""
    return format_skeleton("hm", datetime.datetime.combine(datetime.date.min, at), locale=LOCALE)


def days_in_words(days: int) -> str:
    """Every day; Monday to Friday in one go; else each day."""
    if days == 0b1111111:
        return "Every day"
    if days == 0b0011111:
        return "Monday to Friday"
    if days == 0b1100000:
        return "Saturday and Sunday"
    return ", ".join(name for bit, name in enumerate(WEEKDAYS.values()) if days >> bit & 1)
