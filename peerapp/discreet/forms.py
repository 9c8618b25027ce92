"""A PIN is chosen, and typed."""

import re

from wtforms import Field, PasswordField, ValidationError
from wtforms.validators import InputRequired

from peerapp.accounts.locks import LEAST_DIGITS, MOST_DIGITS
from peerapp.forms import AtMost, Form
from peerapp.language import _, lazy

PASSWORD_CHECKS = [
    InputRequired(lazy("Please type your password.")),
    AtMost(1000, lazy("This is longer than any password here.")),
]
IN_A_ROW = "0123456789012345678 9876543210987654321"


class UnlockForm(Form):
    pin = PasswordField(
        lazy("Your PIN"),
        id="unlock-pin",
        validators=[
            InputRequired(lazy("Please type your PIN.")),
            AtMost(64, lazy("A PIN has 4 to 8 digits.")),
        ],
    )


class PasswordForm(Form):
    """For what only the person of this account may change, whoever holds the phone."""

    password = PasswordField(lazy("Your password"), validators=PASSWORD_CHECKS)


class RemoveForm(PasswordForm):
    password = PasswordField(
        lazy("Your password"), id="remove-password", validators=PASSWORD_CHECKS
    )


class PinForm(PasswordForm):
    pin = PasswordField(lazy("New PIN"), validators=[InputRequired(lazy("Please choose a PIN."))])
    again = PasswordField(
        lazy("The same once more"), validators=[InputRequired(lazy("Please type it once more."))]
    )

    def validate_pin(self, field: Field) -> None:
        pin = field.data or ""
        if not re.fullmatch(rf"[0-9]{{{LEAST_DIGITS},{MOST_DIGITS}}}", pin):
            raise ValidationError(_("Please use 4 to 8 digits."))
        if len(set(pin)) == 1 or pin in IN_A_ROW:
            raise ValidationError(_("This one is easy to guess. Please choose another."))
        # said at the first: both are empty again, and one begins there
        if self.again.data and self.again.data != pin:
            raise ValidationError(_("The two are not the same. Please type them again."))
