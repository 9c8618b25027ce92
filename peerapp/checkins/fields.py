"""The fields of the check-in's form, and what is read from them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask import request
from wtforms import Field, RadioField, TextAreaField, ValidationError

from peerapp.checkins import questions
from peerapp.checkins.models import QuestionVersion
from peerapp.forms import AtMost, no_control_characters, options
from peerapp.language import lazy

SKIP = {"": lazy("Skip")}


def chips(label: str, words: Mapping[Any, str]) -> RadioField:
    """One of a few, or none of them."""
    choices = options({**SKIP, **{str(value): word for value, word in words.items()}})
    return RadioField(label, choices=choices, validate_choice=False)


def own_words(label: str, most: int, too_long: str) -> TextAreaField:
    """`most` letters, of which the end of a line is one: a browser sends two for it."""
    validators = [AtMost(most, too_long), no_control_characters]
    return TextAreaField(label, filters=[with_short_ends], validators=validators)


def with_short_ends(text: str | None) -> str | None:
    return text.replace("\r\n", "\n") if text else text


def field_name(version: QuestionVersion) -> str:
    return f"question-{version.id}"


def question_field(version: QuestionVersion) -> Field:
    """With its own check, since a `validate_...` method would need its name."""
    if version.kind == "text":
        most = questions.LONGEST_ANSWER
        return own_words(version.text, most, lazy("Please use %(most)s letters or fewer."))
    words: Mapping[Any, str] = questions.YES_NO
    if version.kind == "scale":
        words = {n: str(n) for n in questions.SCALE}
    field = chips(version.text, words)
    field.kwargs["validators"] = [lambda _form, field: must_be_one_of_its(field)]
    return field


def must_be_one_of_its(field: Field, message: str = lazy("Please choose one of these.")) -> None:
    if was_sent(field.name) and field.data not in {choice.value for choice in field.choices}:
        raise ValidationError(message)


def as_sent(value: Any) -> str:
    return "" if value is None else str(value)


def words_of(field: Field) -> str | None:
    return (field.data or "").replace("\r\n", "\n").strip() or None


def was_sent(name: str) -> bool:
    return name in request.form


def as_day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").date() if len(text) == 10 else None  # noqa: DTZ007
    except ValueError:
        return None
