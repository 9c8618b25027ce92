"""What is written into a plan, and for a goal."""

from uuid import UUID

from wtforms import BooleanField, Field, HiddenField, StringField, ValidationError
from wtforms.validators import DataRequired, Optional

from peerapp import telephone
from peerapp.forms import AtMost, DayField, Form, as_uuid, no_control_characters, squeezed
from peerapp.language import lazy
from peerapp.plan.goals import LONGEST_WORDS
from peerapp.plan.lines import Written
from peerapp.plan.sections import LONGEST_LINE, WORDS, Section

OTHER_TAB = lazy("Another tab saved this meanwhile. Save again to keep yours instead.")


def stripped(text: str | None) -> str | None:
    return (squeezed(text) or "").strip() or None


def short(letters: int) -> AtMost:
    return AtMost(letters, lazy("Please use %(most)s letters or fewer."))


class LineForm(Form):
    """A line of a section; only people have a phone number."""

    id = HiddenField()
    seen = HiddenField()
    words = StringField(
        filters=[stripped],
        validators=[
            DataRequired(lazy("Please write a few words.")),
            short(LONGEST_LINE),
            no_control_characters,
        ],
    )
    phone = StringField(
        lazy("Phone number"),
        filters=[telephone.visible, stripped],
        validators=[Optional(), short(telephone.LONGEST), no_control_characters],
    )

    def __init__(self, section: Section, **kwargs: object) -> None:
        super().__init__(prefix="", **kwargs)
        self.section = section
        self.words.label.text = WORDS[section].one
        if section != Section.PEOPLE:
            del self.phone

    def validate_phone(self, field: Field) -> None:
        if field.data and telephone.dialled(field.data) is None:
            raise ValidationError(telephone.NO_NUMBER)

    @property
    def written(self) -> Written:
        phone = self.phone.data if self.section == Section.PEOPLE else None
        return Written(self.words.data, phone)

    @property
    def client_id(self) -> UUID | None:
        return as_uuid(self.id.data)


class WordsForm(Form):
    """A step, or an idea of a mentor's."""

    id = HiddenField()
    words = StringField(
        lazy("A small step"),
        filters=[stripped],
        validators=[
            DataRequired(lazy("Please write a few words.")),
            short(LONGEST_WORDS),
            no_control_characters,
        ],
    )

    @property
    def client_id(self) -> UUID | None:
        return as_uuid(self.id.data)


class GoalForm(WordsForm):
    words = StringField(
        lazy("What do you want to reach?"),
        filters=[stripped],
        validators=[
            DataRequired(lazy("Please write a few words.")),
            short(LONGEST_WORDS),
            no_control_characters,
        ],
    )
    seen = HiddenField()
    until = DayField(lazy("By when, if you like"), validators=[Optional()])
    share = BooleanField(lazy("Share it"))
