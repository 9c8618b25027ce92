"""What all our forms share."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import request
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField, TimeField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from peerapp.language import _, number


class Form(FlaskForm):
    """A form that is sent as a form: a JSON body is none of its fields.

    Flask-WTF would read the fields from JSON too, and breaks on JSON that is no object.
    """

    class Meta(FlaskForm.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """`formdata=None` makes a form that shows what is saved, whatever was sent."""
            if formdata is None or request.method != "POST":
                return None
            return request.form


class DayField(DateField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Please choose a day of the calendar.")) from None


class ClockField(TimeField):
    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Please choose a time of the day, such as 21:30.")) from None


class WholeNumberField(IntegerField):
    def process_formdata(self, valuelist: list[str]) -> None:
        """Only our digits, and few of them: int() also takes others, and thousands."""
        typed = valuelist[0].strip() if valuelist else ""
        is_number = typed.isascii() and typed.isdigit() and len(typed) <= 4
        self.data = int(typed) if is_number else None


class AtMost:
    """A length, checked before anything that takes long with a long text. `%(most)s` in the message
    is the length.
    """

    def __init__(self, most: int, message: str) -> None:
        self.most = most
        self.message = message

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if len(field.data or "") > self.most:
            raise StopValidation(str(self.message) % {"most": number(self.most)})


class Between:
    """A number; `%(least)s` and `%(most)s` in the message are its bounds."""

    def __init__(self, least: int, most: int, message: str) -> None:
        self.least, self.most = least, most
        self.message = message

    def __call__(self, _form: FlaskForm, field: Field) -> None:
        if field.data is None or not self.least <= field.data <= self.most:
            bounds = {"least": number(self.least), "most": number(self.most)}
            raise StopValidation(str(self.message) % bounds)


def no_control_characters(_form: FlaskForm, field: Field) -> None:
    """NUL and its like: PostgreSQL refuses them, and no name or note needs them."""
    if any(ord(letter) < 32 and letter not in "\n\r\t" for letter in field.data or ""):
        raise ValidationError(_("A character here cannot be kept. Please type it again."))


def squeezed(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


def as_uuid(text: str | None) -> UUID | None:
    """An id as a client sends it; None for what is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def options(words: Mapping[str, str]) -> list[SelectChoice]:
    """A field's choices: what is sent, and the word for it."""
    return [SelectChoice(value, label) for value, label in words.items()]
