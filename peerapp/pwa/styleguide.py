"""What /styleguide shows: the components with invented content, each in its states."""

from datetime import date, timedelta
from typing import Any

from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.widgets import CheckboxInput, ListWidget

from peerapp.checkins import charts, trends
from peerapp.checkins.answers import MOODS, TRIGGERS
from peerapp.forms import Form, options

# What each color of static/css/tokens.css is for.
COLORS = {
    "paper": "the ground of a page",
    "card": "the ground of a card",
    "sunken": "a quiet card, a field",
    "ink": "text",
    "ink-soft": "text that is less important",
    "line": "between things",
    "edge": "the edge of a control",
    "accent": "the main button, links, the day count",
    "tint": "what is chosen, what was done",
    "warn": "what is wrong; never for a person's answer",
    **{f"mood-{mood}": f"{word}: the ground of the face" for mood, word in MOODS.items()},
}
# name, CSS pixels, what it is for
SPACES = (
    ("gap", 8, "the least between two targets"),
    ("pad", 16, "from the edge of the screen, and of a card"),
    ("target", 48, "the least height of what is tapped"),
    ("face", 64, "the least size of a face"),
)


class ExampleForm(Form):
    class Meta(Form.Meta):
        csrf = False

    name = StringField("What should we call you?", default="Sam")
    email = StringField("Email", default="sam@")
    zone = SelectField(
        "Time zone", choices=options({"America/New_York": "New York", "Europe/Berlin": "Berlin"})
    )
    at = TimeField("Time")
    note = TextAreaField("A note")
    adult = BooleanField("I am 18 or older")
    sober = RadioField(
        "Sober today?",
        choices=options({"yes": "Yes", "no": "No", "skip": "Rather not say"}),
        default="yes",
    )
    craving = RadioField(
        "Craving, from 0 (none) to 10 (very strong)",
        choices=options({"": "Rather not say", **{str(n): str(n) for n in range(11)}}),
        default="3",
    )
    trigger = SelectMultipleField(
        "What was going on?",
        choices=options(TRIGGERS),
        default=["lonely", "tired"],
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


def examples() -> dict[str, Any]:
    form = ExampleForm(formdata=None)
    form.email.errors = ["Please check this address. It looks like the end is missing."]
    # A month with a few empty days; None is a day without a check-in.
    days = [3, 4, None, 2, 1, 2, 3, 3, 4, 4, None, None, 3, 4, 5, 4, 3, 2, 3, 4, 4, 5, None, 4, 3]
    days += [4, 5, 5, 4, 4]
    last = date(2026, 11, 23)
    dates = [last - timedelta(days=29 - at) for at in range(30)]
    said = {day: mood for day, mood in zip(dates, days, strict=True) if mood is not None}
    return {
        "form": form,
        "moods": MOODS,
        "days": list(enumerate(days, start=1)),
        "colors": COLORS,
        "spaces": SPACES,
        "chart": charts.draw(trends.MEASURES[0], said, dates, trends.SPANS[30], 6),
    }
