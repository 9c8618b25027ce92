"""What a member writes for themselves."""

from typing import Any

from flask import request
from wtforms import (
    BooleanField,
    Field,
    FileField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from peerapp.forms import AtMost, DayField, Form, no_control_characters, options, squeezed
from peerapp.language import _, lazy
from peerapp.reflections import motivations, pledging, reviewing
from peerapp.reflections.models import ReflectionSettings
from peerapp.reflections.reviewing import QUESTIONS, Question
from peerapp.uploads import is_too_large

TOO_LARGE = lazy(
    "This photo is larger than %(megabytes)s MB. "
    "Please choose a smaller one, or a screenshot of it.",
    megabytes=motivations.MOST_BYTES >> 20,
)


def plain(text: str | None) -> str | None:
    """A browser sends lines with CRLF."""
    return text.replace("\r\n", "\n").strip() or None if text else None


def at_most(letters: int) -> list[Any]:
    too_long = AtMost(letters, lazy("Please use %(most)s letters or fewer."))
    return [too_long, no_control_characters]


class WhyForm(Form):
    words = TextAreaField(
        lazy("In my words"), filters=[plain], validators=at_most(motivations.LONGEST_WORDS)
    )
    seen = HiddenField()


class PhotoForm(Form):
    photo = FileField(lazy("A photo"))
    photo_words = StringField(
        lazy("What is on it?"),
        filters=[squeezed],
        validators=at_most(motivations.LONGEST_PHOTO_WORDS),
    )

    has_photo = False  # whether there is one already
    file: bytes | None = None  # the one that was sent

    def validate_photo(self, _field: Field) -> None:
        sent = request.files.get("photo")
        if sent is None or not sent.filename:  # a browser sends a part without a name for none
            if self.has_photo:
                return
            raise ValidationError(_("Please choose a photo."))
        if is_too_large(sent):
            raise ValidationError(str(TOO_LARGE))
        self.file = sent.read()
        if not self.file:
            raise ValidationError(_("This file is empty. Please choose another one."))


def pledge_choices() -> list[SelectChoice]:
    ours = {name: pledging.shown(words) for name, words in pledging.WORDS.items()}
    return options({**ours, pledging.OWN: _("In my own words")})


class SettingsForm(Form):
    pledge_is_on = BooleanField(lazy("Offer me a pledge in the morning"))
    pledge = RadioField(
        lazy("My pledge"),
        choices=pledge_choices,
        validate_choice=False,
    )
    pledge_words = StringField(
        lazy("My own words"), filters=[squeezed], validators=at_most(pledging.LONGEST)
    )
    review_is_on = BooleanField(lazy("Offer me a look back in the evening"))

    @classmethod
    def of(cls, settings: ReflectionSettings) -> "SettingsForm":
        """What is saved."""
        choice = pledging.choice_of(settings.pledge_words)
        return cls(
            formdata=None,
            data={
                "pledge_is_on": settings.pledge_is_on,
                "review_is_on": settings.review_is_on,
                "pledge": choice,
                "pledge_words": settings.pledge_words if choice == pledging.OWN else None,
            },
        )

    def validate_pledge(self, field: Field) -> None:
        if field.data and field.data not in (*pledging.WORDS, pledging.OWN):
            raise ValidationError(_("Please choose one of these."))

    def validate_pledge_words(self, field: Field) -> None:
        if self.pledge.data == pledging.OWN and not field.data:
            raise ValidationError(_("Please write your own words, or choose one of ours."))

    @property
    def chosen_words(self) -> str | None:
        """None stands for the first of ours."""
        if self.pledge.data == pledging.OWN:
            return str(self.pledge_words.data)
        return pledging.WORDS.get(self.pledge.data or "")


class ReviewForm(Form):
    """A field for each question; of a yes or no, one more for the words beside it."""

    day = DayField(lazy("Day"), validators=[Optional()])
    seen = HiddenField()

    def rows(self) -> list[tuple[Question, Field, Field]]:
        """Each question with its field and the field of its words (the same for a text)."""
        return [(one, self[one.name], self[one.words_name]) for one in QUESTIONS]

    def answers(self) -> dict[str, str | None]:
        return {name: self[name].data for name in reviewing.NAMES}


def one_of_two(_form: Form, field: Field) -> None:
    if field.data and field.data not in reviewing.SAID:
        raise ValidationError(_("Please choose yes or no, or leave it."))


for question in QUESTIONS:
    words = TextAreaField(
        question.asks_more or question.asks,
        filters=[plain],
        validators=at_most(reviewing.LONGEST),
    )
    setattr(ReviewForm, question.words_name, words)
    if question.is_yes_or_no:
        said = RadioField(
            question.asks,
            choices=options({**reviewing.SAID, "": lazy("Leave it")}),
            default="",
            validate_choice=False,
            validators=[one_of_two],
        )
        setattr(ReviewForm, question.name, said)
