"""What a person types about their telephone."""

from wtforms import BooleanField, Field, HiddenField, TelField, ValidationError
from wtforms.validators import DataRequired

from peerapp import telephone
from peerapp.accounts.models import Person, Role
from peerapp.forms import AtMost, Form, no_control_characters, squeezed
from peerapp.language import _, lazy

TO_MENTOR = lazy("The people I walk with may call me")
TO_MENTEES = lazy("My mentees may call me")


class NumberForm(Form):
    """Both choices are on when a number is typed for the first time; each person is asked only
    what can be of use to them.
    """

    back = HiddenField()
    number = TelField(
        lazy("Phone number"),
        filters=[telephone.visible, squeezed],
        validators=[
            DataRequired(lazy("Please type your number.")),
            AtMost(telephone.LONGEST, lazy("Please use %(most)s signs or fewer.")),
            no_control_characters,
        ],
    )
    for_matches = BooleanField(default=True)
    for_calls = BooleanField(lazy("Who answers when I ask for someone may call me"), default=True)

    def __init__(self, person: Person, **kwargs: object) -> None:
        super().__init__(prefix="", **kwargs)
        self.for_matches.label.text = TO_MENTOR if person.is_member else TO_MENTEES
        if not person.is_member:
            del self.for_calls

    def validate_number(self, field: Field) -> None:
        if telephone.dialled(field.data) is None:
            raise ValidationError(telephone.NO_NUMBER)
        if not telephone.is_of_a_person(field.data):
            raise ValidationError(_("This is the number of a service. Please type your own."))


def may_have_one(person: Person) -> bool:
    """A mentor also while they are paused: what they typed is theirs to take away."""
    return person.is_member or person.grant(Role.MENTOR) is not None
