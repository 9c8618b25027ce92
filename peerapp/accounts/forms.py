"""What people type about themselves."""

from functools import cache
from typing import Any

from babel.dates import get_timezone_location
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, InputRequired

from peerapp import clock, language
from peerapp.accounts import passwords
from peerapp.accounts.models import Role
from peerapp.extensions import db
from peerapp.forms import AtMost, Form, no_control_characters, options, squeezed
from peerapp.language import _, lazy

NAME_CHECKS = [
    DataRequired(lazy("What should we call you? A first name or any other name will do.")),
    AtMost(60, lazy("Please use 60 letters or fewer.")),
    no_control_characters,
]
EMAIL_CHECKS = [
    InputRequired(lazy("Please type your email address.")),
    AtMost(254, lazy("This address is too long.")),
    no_control_characters,
    Email(
        lazy("This does not look like an email address. Is a letter missing?"), allow_smtputf8=False
    ),
]
PASSWORD_CHECKS = [InputRequired(lazy("Please choose a password."))]


# What the names of zones begin with.
REGIONS = {
    "Africa": lazy("Africa"),
    "America": lazy("America"),
    "Antarctica": lazy("Antarctica"),
    "Arctic": lazy("Arctic"),
    "Asia": lazy("Asia"),
    "Atlantic": lazy("Atlantic"),
    "Australia": lazy("Australia"),
    "Europe": lazy("Europe"),
    "Indian": lazy("Indian Ocean"),
    "Pacific": lazy("Pacific"),
    "World": lazy("World"),
}


class ZoneField(SelectField):
    """Every IANA zone can be sent; the list shows those that are places, by their region."""

    choices: Any  # WTForms carries no type for it

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            lazy("Time zone"),
            choices=list(zone_choices(language.current())),
            validators=[InputRequired(lazy("Please choose your time zone."))],
            **kwargs,
        )

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        # a place may have been chosen by another name of it, such as US/Eastern
        if self.data not in clock.places() and clock.is_zone(self.data or ""):
            self.choices = [zone_choice(self.data), *self.choices]

    def pre_validate(self, form: Any) -> None:
        if not clock.is_zone(self.data or ""):
            raise ValidationError(
                _("We do not know this time zone. Please choose one from the list.")
            )


@cache
def zone_choices(_language: str) -> tuple[SelectChoice, ...]:
    return tuple(zone_choice(name) for name in clock.places())


def zone_choice(name: str) -> SelectChoice:
    """`America/New_York` as New York, under America."""
    region, _slash, place = name.partition("/")
    label = (place or region).replace("_", " ").replace("/", ", ")
    if language.current() != language.SOURCE:
        place_there = get_timezone_location(name, locale=language.locale(), return_city=True)
        label = place_there.replace("/", ", ")
    group = REGIONS.get(region, region) if place else REGIONS["World"]
    return SelectChoice(name, label, optgroup=str(group))


class StrongPassword:
    """A validator that knows what an attacker would try first."""

    def __call__(self, form: FlaskForm, field: Field) -> None:
        hints = [
            getattr(form[name], "data", "") for name in ("email", "display_name") if name in form
        ]
        if current_user.is_authenticated:
            hints += [current_user.email, current_user.display_name]
            db.session.rollback()  # judging takes a while, in which others may write
        if why := passwords.weakness(field.data or "", *hints):
            raise ValidationError(why)


class SignUpForm(Form):
    display_name = StringField(lazy("Name"), filters=[squeezed], validators=NAME_CHECKS)
    email = EmailField(lazy("Email"), validators=EMAIL_CHECKS)
    password = PasswordField(lazy("Password"), validators=[*PASSWORD_CHECKS, StrongPassword()])
    role = RadioField(
        lazy("I am here"),
        choices=options(
            {Role.MEMBER: lazy("for my own recovery"), Role.MENTOR: lazy("as a peer mentor")}
        ),
        default=Role.MEMBER,
        validate_choice=False,
    )
    timezone = ZoneField(default="America/New_York")
    adult = BooleanField(
        lazy("I am 18 or older, and I agree to the rules"),
        false_values=(False, "", "no", "false", "off", "0"),
    )

    def validate_role(self, field: Field) -> None:
        if field.data not in (Role.MEMBER, Role.MENTOR):
            raise ValidationError(_("Please choose one of the two."))

    def validate_adult(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(
                _("Please confirm this. Peerapp is for people who are 18 or older.")
            )


class SignInForm(Form):
    email = EmailField(lazy("Email"), validators=EMAIL_CHECKS[:3])
    password = PasswordField(
        lazy("Password"),
        validators=[
            InputRequired(lazy("Please type your password.")),
            AtMost(1000, lazy("This is longer than any password here.")),
        ],
    )


class ForgotForm(Form):
    email = EmailField(lazy("Email"), validators=EMAIL_CHECKS)


class NewPasswordForm(Form):
    password = PasswordField(lazy("New password"), validators=[*PASSWORD_CHECKS, StrongPassword()])


class ChangePasswordForm(Form):
    current = PasswordField(
        lazy("Your password now"), validators=[InputRequired(lazy("Please type your password."))]
    )
    password = PasswordField(lazy("New password"), validators=[*PASSWORD_CHECKS, StrongPassword()])


class ZoneForm(Form):
    timezone = ZoneField()


class ProfileForm(Form):
    display_name = StringField(lazy("Name"), filters=[squeezed], validators=NAME_CHECKS)
    timezone = ZoneField()
