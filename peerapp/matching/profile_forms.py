"""A form for each question, kind at the field where two answers do not go together.

`given` is what a valid form says, by the columns of MatchProfile; `said` is the other way round.
"""

from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, StringField, TextAreaField, ValidationError
from wtforms.fields.core import UnboundField

from peerapp.fit import choices
from peerapp.forms import Form, squeezed
from peerapp.language import _, lazy
from peerapp.matching.models import MatchProfile, Side
from peerapp.matching.profile_fields import (
    Number,
    OneOf,
    Several,
    a_name,
    at_most,
    no_number,
    plain,
)
from peerapp.matching.profile_words import MENTOR_LABELS, SHOW

LONGEST_WORDS = 600
YOUNGEST, OLDEST = 18, 110  # everybody here is an adult

NEEDS = {
    "any": lazy("It does not matter"),
    "wish": lazy("I would like"),
    "must": lazy("It must be"),
}
AN_AGE = lazy("Please type an age from %(youngest)s to 100.", youngest=YOUNGEST)
A_YEAR = lazy("Please type a year, such as 1980.")


class Question(Form):
    show = BooleanField()
    seen = StringField()  # whether it was shown when the page was made

    class Meta(Form.Meta):
        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Answers that were put together before (see `of_some`) are taken as sent."""
            if isinstance(formdata, MultiDict):
                return formdata
            return super().wrap_formdata(form, formdata)

    def __init__(self, side: Side, today: date, row: MatchProfile | None, **kwargs: Any) -> None:
        super().__init__(data=self.said(row, today) if row else {}, **kwargs)
        self.side = side
        self.today = today
        self.show.label.text = SHOW[side]
        if side == Side.MENTOR:
            for name, text in MENTOR_LABELS.items():
                if name in self:
                    self[name].label.text = text

    @classmethod
    def names(cls) -> list[str]:
        """The fields that are answers."""
        fields = (name for name in dir(cls) if isinstance(getattr(cls, name), UnboundField))
        return [name for name in fields if name not in ("show", "seen")]

    @classmethod
    def said(cls, row: MatchProfile, today: date) -> dict[str, Any]:
        return {name: getattr(row, name) for name in cls.names() if hasattr(row, name)}

    def given(self) -> dict[str, Any]:
        return {name: value_of(self[name]) for name in self.names()}


class RecoveringFrom(Question):
    recovering_from = Several(lazy("I am recovering from"), choices.RECOVERING_FROM)


class Pathways(Question):
    pathways = Several(lazy("My pathways"), choices.PATHWAYS)
    unwanted_pathways = Several(lazy("Not for me"), choices.PATHWAYS)

    def validate_unwanted_pathways(self, field: Field) -> None:
        if both := set(field.data or ()) & set(self.pathways.data or ()):
            name = next(word for one, word in choices.PATHWAYS.items() if one in both)
            raise ValidationError(
                _(
                    "You chose “%(pathway)s” in both lists. Please leave it in the one that is "
                    "right.",
                    pathway=name,
                )
            )


class Languages(Question):
    languages = Several(lazy("Languages"), choices.LANGUAGES)


class Gender(Question):
    gender_need = OneOf(lazy("The gender of my mentor"), NEEDS, default="any")
    gender_wish = Several(lazy("Which?"), choices.GENDERS)
    gender = OneOf(
        lazy("My own gender"), {"": lazy("Rather not say"), **choices.GENDERS}, default=""
    )

    @classmethod
    def said(cls, row: MatchProfile, today: date) -> dict[str, Any]:
        need = need_of(bool(row.gender_wish), row.gender_is_must)
        return {"gender": row.gender or "", "gender_wish": row.gender_wish, "gender_need": need}

    def validate_gender_wish(self, field: Field) -> None:
        if self.gender_need.data in ("wish", "must") and not field.data:
            raise ValidationError(_("Please choose one or more, or “It does not matter” above."))

    def given(self) -> dict[str, Any]:
        need = self.gender_need.data
        wish = frozenset(self.gender_wish.data or ()) if need in ("wish", "must") else frozenset()
        return {
            "gender": self.gender.data or None,
            "gender_wish": wish,
            "gender_is_must": need == "must",
        }


class Age(Question):
    age_need = OneOf(lazy("The age of my mentor"), NEEDS, default="any")
    age_from = Number(lazy("From age"), YOUNGEST, 100, AN_AGE)
    age_to = Number(lazy("Up to age"), YOUNGEST, 100, AN_AGE)
    birth_year = Number(lazy("My year of birth"), 1900, 2100, A_YEAR)

    @classmethod
    def said(cls, row: MatchProfile, today: date) -> dict[str, Any]:
        need = need_of(bool(row.age_from or row.age_to), row.age_is_must)
        return {**super().said(row, today), "age_need": need}

    @property
    def has_wish(self) -> bool:
        return self.age_need.data in ("wish", "must")

    def validate_birth_year(self, field: Field) -> None:
        if field.data is not None and not field.errors:
            age = self.today.year - field.data
            if not YOUNGEST <= age <= OLDEST:
                raise ValidationError(str(A_YEAR))

    def validate_age_from(self, field: Field) -> None:
        first, last = field.data, self.age_to.data
        if not self.has_wish or field.errors or self.age_to.process_errors:
            return
        if first is None and last is None:
            raise ValidationError(_("Please say from which age, or up to which."))
        if first and last and first > last:
            raise ValidationError(
                _(
                    "%(more)s is more than %(less)s. Did you mean %(less)s to %(more)s?",
                    more=first,
                    less=last,
                )
            )

    def given(self) -> dict[str, Any]:
        return {
            "birth_year": self.birth_year.data,
            "age_from": self.age_from.data if self.has_wish else None,
            "age_to": self.age_to.data if self.has_wish else None,
            "age_is_must": self.age_need.data == "must",
        }


class Experiences(Question):
    experiences = Several(lazy("A mentor who knows"), choices.EXPERIENCES)


class When(Question):
    parts = Several(lazy("Times"), choices.WEEK_PARTS)


class How(Question):
    ways = Several(lazy("Ways to talk"), choices.WAYS)
    place = StringField(
        lazy("Where, in person"), filters=[squeezed], validators=[*at_most(60), no_number]
    )

    def validate_place(self, field: Field) -> None:
        if "in_person" in (self.ways.data or ()) and not field.data:
            raise ValidationError(_("Where could you meet? A town or a part of town is enough."))

    def given(self) -> dict[str, Any]:
        ways = frozenset(self.ways.data or ())
        return {"ways": ways, "place": self.place.data or None if "in_person" in ways else None}


class OwnWords(Question):
    """Not a question by itself: what two of them share."""

    words = TextAreaField(
        lazy("In my own words"), filters=[plain], validators=at_most(LONGEST_WORDS)
    )
    alias = StringField(lazy("My name here"), filters=[squeezed], validators=[*at_most(60), a_name])


class MemberHopes(OwnWords):
    hopes = Several(lazy("I hope for"), choices.HOPES)


class MentorHopes(Question):
    hopes = Several(lazy("I hope for"), choices.HOPES)


def need_of(has_wish: bool, is_must: bool) -> str:
    if not has_wish:
        return "any"
    return "must" if is_must else "wish"


def value_of(field: Field) -> Any:
    """As a column keeps it."""
    return frozenset(field.data or ()) if isinstance(field, Several) else field.data or None
