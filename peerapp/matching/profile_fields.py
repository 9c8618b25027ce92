"""The kinds of fields that the questions have."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, RadioField, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from peerapp.fit.common import place_key
from peerapp.forms import AtMost, ClockField, DayField, Form, no_control_characters, options
from peerapp.language import _, lazy

# Letters by their class, and nothing to see: the fillers of Hangul (NFKC makes U+3164 one of them).
BLANKS = "\u115f\u1160\u3164\uffa0"


class Several(SelectMultipleField):
    """Any number of the names of a list; one empty value stands for none of them."""

    def __init__(self, label: str, names: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(
            label,
            choices=options(names),
            validate_choice=False,
            option_widget=CheckboxInput(),
            widget=ListWidget(prefix_label=False),
            **kwargs,
        )

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = [value for value in valuelist if value]

    def pre_validate(self, form: Any) -> None:
        if set(self.data or ()) - {choice.value for choice in self.choices}:
            raise ValidationError(_("Please choose from the list."))


class OneOf(RadioField):
    """One name of a list; not sent, or empty, is none."""

    def __init__(self, label: str, names: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(label, choices=options(names), validate_choice=False, **kwargs)

    def pre_validate(self, form: Any) -> None:
        if self.data and self.data not in {choice.value for choice in self.choices}:
            raise ValidationError(_("Please choose one of these."))


class Number(IntegerField):
    """A whole number within bounds, or nothing."""

    data: Any

    def __init__(self, label: str, least: int, most: int, message: str, **kwargs: Any) -> None:
        self.message = message

        def is_within(_form: Form, field: Any) -> None:
            if field.data is not None and not least <= field.data <= most:
                raise ValidationError(message)

        super().__init__(label, validators=[is_within], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        try:
            super().process_formdata([value.strip() for value in valuelist if value.strip()])
        except ValueError:
            raise ValueError(self.message) from None


class DayOrNone(DayField):
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        super().process_formdata([value for value in valuelist if value.strip()])


class ClockOrNone(ClockField):
    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        super().process_formdata([value for value in valuelist if value.strip()])


def by_words(choices: Iterable[Any]) -> list[Any]:
    """In the order of an alphabet, whatever the language."""
    return sorted(choices, key=lambda one: place_key(str(one.label.text)))


def at_most(letters: int) -> list[Any]:
    words = lazy("Please use %(most)s letters or fewer.")
    return [AtMost(letters, words), no_control_characters]


def no_number(_form: Form, field: Any) -> None:
    """Of a place: what tells where somebody lives is no affair of whoever is asked."""
    if any(letter.isnumeric() for letter in field.data or ""):
        raise ValidationError(_("Only a town or a part of town, please. No house number."))


def a_name(_form: Form, field: Any) -> None:
    """What can be read as one: nothing unseen, no address, at least a letter or a digit."""
    said = unicodedata.normalize("NFKC", field.data or "")
    if not said:
        return
    unseen = any(unicodedata.category(one) in ("Cf", "Cc", "Co") or one in BLANKS for one in said)
    if unseen or "://" in said or not any(one.isalnum() for one in said):
        raise ValidationError(_("Please use a name with letters, such as Robin."))


def plain(text: str | None) -> str | None:
    """A browser sends lines with CRLF."""
    return text.replace("\r\n", "\n").strip() or None if text else None


def as_sent(data: Mapping[str, Any]) -> MultiDict[str, str]:
    """What a browser would send for these answers."""
    sent: MultiDict[str, str] = MultiDict()
    for name, value in data.items():
        for one in value if isinstance(value, (frozenset, list)) else [value]:
            if isinstance(one, time):
                sent.add(name, f"{one:%H:%M}")
            elif isinstance(one, date):
                sent.add(name, one.isoformat())
            elif one is not None:
                sent.add(name, str(one))
    return sent
