"""What people type about themselves."""

from typing import Any

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

from peerapp import clock
from peerapp.accounts import passwords
from peerapp.accounts.models import Role
from peerapp.extensions import db
from peerapp.forms import AtMost, Form, no_control_characters, options, squeezed

NAME_CHECKS = [
    DataRequired("What should we call you? A first name or any other name will do."),
    AtMost(60, "Please use 60 letters or fewer."),
    no_control_characters,
]
EMAIL_CHECKS = [
    InputRequired("Please type your email address."),
    AtMost(254, "This address is too long."),
    no_control_characters,
    Email("This does not look like an email address. Is a letter missing?", allow_smtputf8=False),
]
PASSWORD_CHECKS = [InputRequired("Please choose a password.")]


class ZoneField(SelectField):
    """Every IANA zone can be sent; the list shows those that are places, by their region."""

    choices: Any  # WTForms carries no type for it

    def __init__(self, label: str = "Time zone", **kwargs: Any) -> None:
        super().__init__(
            label,
            choices=[zone_choice(name) for name in clock.places()],
            validators=[InputRequired("Please choose your time zone.")],
            **kwargs,
        )

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        # a place may have been chosen by another name of it, such as US/Eastern
        if self.data not in clock.places() and clock.is_zone(self.data or ""):
            self.choices = [zone_choice(self.data), *self.choices]

    def pre_validate(self, form: Any) -> None:
        if not clock.is_zone(self.data or ""):
            raise ValidationError("We do not know this time zone. Please choose one from the list.")


def zone_choice(name: str) -> SelectChoice:
    """`America/New_York` as New York, under America."""
    region, _, place = name.partition("/")
    label = (place or region).replace("_", " ").replace("/", ", ")
    return SelectChoice(name, label, optgroup=region if place else "World")


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
    display_name = StringField("Name", filters=[squeezed], validators=NAME_CHECKS)
    email = EmailField("Email", validators=EMAIL_CHECKS)
    password = PasswordField("Password", validators=[*PASSWORD_CHECKS, StrongPassword()])
    role = RadioField(
        "I am here",
        choices=options({Role.MEMBER: "for my own recovery", Role.MENTOR: "as a peer mentor"}),
        default=Role.MEMBER,
        validate_choice=False,
    )
    timezone = ZoneField(default="America/New_York")
    adult = BooleanField(
        "I am 18 or older, and I agree to the rules",
        false_values=(False, "", "no", "false", "off", "0"),
    )

    def validate_role(self, field: Field) -> None:
        if field.data not in (Role.MEMBER, Role.MENTOR):
            raise ValidationError("Please choose one of the two.")

    def validate_adult(self, field: Field) -> None:
        if not field.data:
            raise ValidationError("Please confirm this. Peerapp is for people who are 18 or older.")


class SignInForm(Form):
    email = EmailField("Email", validators=EMAIL_CHECKS[:3])
    password = PasswordField(
        "Password",
        validators=[
            InputRequired("Please type your password."),
            AtMost(1000, "This is longer than any password here."),
        ],
    )


class ForgotForm(Form):
    email = EmailField("Email", validators=EMAIL_CHECKS)


class NewPasswordForm(Form):
    password = PasswordField("New password", validators=[*PASSWORD_CHECKS, StrongPassword()])


class ChangePasswordForm(Form):
    current = PasswordField(
        "Your password now", validators=[InputRequired("Please type your password.")]
    )
    password = PasswordField("New password", validators=[*PASSWORD_CHECKS, StrongPassword()])


class ZoneForm(Form):
    timezone = ZoneField()


class ProfileForm(Form):
    display_name = StringField("Name", filters=[squeezed], validators=NAME_CHECKS)
    timezone = ZoneField()
