"""What is typed in a conversation."""

from datetime import datetime
from uuid import UUID, uuid4

from flask import request
from wtforms import BooleanField, Field, FileField, HiddenField, RadioField, TextAreaField
from wtforms.validators import InputRequired, StopValidation, ValidationError

from peerapp import clock
from peerapp.forms import AtMost, Form, no_control_characters, options
from peerapp.language import _, lazy, number
from peerapp.messages import reports
from peerapp.messages.conversation import LONGEST
from peerapp.phone_clock import as_instant, by_ours
from peerapp.reflections.motivations import MOST_BYTES
from peerapp.uploads import is_too_large

TOO_LARGE = lazy(
    "This photo is larger than %(most)s MB. Please choose a smaller one, or a screenshot of it.",
    most=MOST_BYTES >> 20,
)
NO_PHOTOS = lazy("Photos are not sent in this program. Your words are still here.")


def plain(text: str | None) -> str | None:
    """A browser sends lines with CRLF."""
    return text.replace("\r\n", "\n").strip() or None if text else None


def as_id(text: str | None) -> UUID | None:
    """As a browser writes it; None for what is none."""
    try:
        found = UUID(text or "")
    except ValueError:
        return None
    return found if str(found) == (text or "").lower() else None


def at_most(_form: Form, field: Field) -> None:
    letters = len(field.data or "")
    if letters > LONGEST:
        raise StopValidation(
            _(
                "A message has %(most)s letters at most, and this has %(letters)s. "
                "Please shorten it, or send it in parts.",
                most=number(LONGEST),
                letters=number(letters),
            )
        )


class MessageForm(Form):
    body = TextAreaField(
        lazy("Message"), filters=[plain], validators=[at_most, no_control_characters]
    )
    photo = FileField(lazy("A photo"))
    id = HiddenField()
    said_at = HiddenField()

    takes_photos = False  # whether the program wants them
    file: bytes | None = None  # the photo that was sent

    def validate_photo(self, _field: Field) -> None:
        sent = request.files.get("photo")
        if sent is None or not sent.filename:  # a browser sends a part without a name for none
            return
        if not self.takes_photos:
            raise ValidationError(NO_PHOTOS)
        if is_too_large(sent):
            raise ValidationError(TOO_LARGE)
        self.file = sent.read()
        if not self.file:
            raise ValidationError(_("This file is empty. Please choose another one."))

    def validate(self, extra_validators: object = None) -> bool:
        is_good = bool(super().validate(extra_validators))
        if is_good and not self.body.data and self.file is None:
            self.body.errors = [_("Please write something first.")]
            return False
        return is_good

    @property
    def message_id(self) -> UUID:
        """One of ours, where the form carries none."""
        return as_id(self.id.data) or uuid4()

    @property
    def said(self) -> datetime | None:
        """When it was written on a phone without a signal; what is no instant says nothing."""
        try:
            found = datetime.fromisoformat(self.said_at.data or "")
        except (ValueError, OverflowError):
            return None
        sent = as_instant(request.form.get("sent_at", ""))
        return by_ours(found, sent, clock.now()) if found.utcoffset() is not None else None


class ReportForm(Form):
    reason = RadioField(
        lazy("What is it?"),
        choices=options(reports.REASONS),
        validators=[InputRequired(lazy("Please choose one of these."))],
    )
    words = TextAreaField(
        lazy("Anything we can know?"),
        filters=[plain],
        validators=[
            AtMost(reports.LONGEST_WORDS, lazy("Please use %(most)s letters or fewer.")),
            no_control_characters,
        ],
    )


class SettingsForm(Form):
    read_marks = BooleanField(
        lazy("Show when messages are read"), false_values=(False, "no", "false", "")
    )
