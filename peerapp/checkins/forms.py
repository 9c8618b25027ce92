"""The check-in's form. Every field may be missing: what was not sent is not changed."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from flask import request
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.widgets import CheckboxInput, ListWidget

from peerapp import clock
from peerapp.checkins import answers
from peerapp.checkins.chain import QUESTION
from peerapp.checkins.fields import (
    as_day,
    as_sent,
    chips,
    field_name,
    must_be_one_of_its,
    own_words,
    question_field,
    was_sent,
    words_of,
)
from peerapp.checkins.models import CheckIn, QuestionVersion
from peerapp.forms import Form, as_uuid, options
from peerapp.language import _, lazy
from peerapp.phone_clock import as_instant, by_ours

LONGEST_OFFLINE = timedelta(days=366)
NUMBERS = ("craving", "sleep", "anxiety", "connectedness", "meetings")


class CheckInForm(Form):
    """Fields carry what the contract calls them; `given` translates to `answers.FIELDS`."""

    mood = StringField(lazy("Mood"))
    sober = RadioField(
        lazy("Sober today?"),
        choices=options({"yes": lazy("Yes"), "no": lazy("No"), "skip": lazy("Rather not say")}),
        validate_choice=False,
    )
    sleep = chips(lazy("How did you sleep?"), answers.SLEEP)
    craving = chips(
        lazy("Craving, from 0 (none) to 10 (very strong)"), {n: str(n) for n in range(11)}
    )
    anxiety = chips(lazy("How anxious are you?"), answers.ANXIETY)
    connectedness = chips(lazy("How connected to others do you feel?"), answers.CONNECTEDNESS)
    medication = chips(lazy("Did you take your medication?"), answers.MEDICATION)
    meetings = chips(
        lazy("How many meetings did you go to?"),
        {n: str(n) for n in range(answers.MOST_MEETINGS + 1)},
    )
    trigger = SelectMultipleField(
        lazy("What was going on?"),
        choices=options(answers.TRIGGERS),
        validate_choice=False,
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    gratitude = own_words(
        lazy("What are you thankful for?"),
        answers.LONGEST_GRATITUDE,
        lazy("This is too long to keep. Please use %(most)s letters or fewer."),
    )
    note = own_words(
        lazy("A note"),
        answers.LONGEST_NOTE,
        lazy("This note is too long to keep. Please use %(most)s letters or fewer."),
    )
    only_me = BooleanField(lazy("Only for me: my mentor does not see this note"))
    day = StringField(lazy("Day"))
    id = StringField()
    base = StringField()  # what the form was drawn from, see merging.touched
    made_at = StringField()  # when a phone without a signal made it

    # The program's questions that are shown; of(...) makes a form that has a field for each.
    asked: Sequence[QuestionVersion] = ()

    def __init__(
        self, today: date, zone: str, checkin: CheckIn | None = None, **kwargs: Any
    ) -> None:
        shown = {} if checkin is None else self.shown_of(checkin)
        super().__init__(data=shown, **kwargs)
        self.today = today
        self.zone = zone
        self.checkin = checkin

    @classmethod
    def of(cls, versions: Sequence[QuestionVersion]) -> "type[CheckInForm]":
        if not versions:
            return cls
        fields = {field_name(version): question_field(version) for version in versions}
        return type("CheckInForm", (cls,), {"asked": tuple(versions), **fields})

    def shown_of(self, checkin: CheckIn) -> dict[str, Any]:
        sober = {True: "yes", False: "no", None: ""}[checkin.sober]
        own = dict((checkin.own or {}).values())
        return {
            "mood": str(checkin.mood),
            "sober": sober,
            **{name: as_sent(getattr(checkin, name)) for name in NUMBERS},
            "medication": checkin.medication or "",
            "trigger": checkin.triggers,
            "gratitude": checkin.gratitude,
            "note": checkin.note,
            "only_me": checkin.note_is_private,
            "base": str(checkin.said_id or checkin.id),
            **{field_name(one): as_sent(own.get(str(one.id))) for one in self.asked},
        }

    def validate_mood(self, field: Field) -> None:
        if not was_sent("mood") and self.checkin:
            return
        if field.data not in {str(mood) for mood in answers.MOODS}:
            raise ValidationError(_("Please tap one of the five faces."))

    def validate_sober(self, field: Field) -> None:
        if was_sent("sober") and field.data not in ("", *answers.SOBER):
            raise ValidationError(_("Please choose yes, no, or rather not say."))

    def validate_craving(self, field: Field) -> None:
        must_be_one_of_its(field, _("Please choose a number from 0 to 10."))

    def validate_meetings(self, field: Field) -> None:
        must_be_one_of_its(
            field, _("Please choose a number from 0 to %(most)s.", most=answers.MOST_MEETINGS)
        )

    def validate_sleep(self, field: Field) -> None:
        must_be_one_of_its(field)

    validate_anxiety = validate_connectedness = validate_medication = validate_sleep

    def validate_base(self, field: Field) -> None:
        if field.data and as_uuid(field.data) is None:
            raise ValidationError(_("Please load this page again, and try once more."))

    def validate_made_at(self, field: Field) -> None:
        if not field.data:
            return
        at = self.sent_at
        if at is None:
            raise ValidationError(
                _("This is not a time with its offset, such as 2026-11-23T08:00Z.")
            )
        if clock.now() - at > LONGEST_OFFLINE:
            raise ValidationError(_("This was written more than a year ago."))

    def validate_trigger(self, field: Field) -> None:
        if set(field.data or ()) - set(answers.TRIGGERS) - {""}:
            raise ValidationError(_("Please choose from the list."))

    def validate_day(self, field: Field) -> None:
        if not field.data:
            return
        day = as_day(field.data)
        why = (
            answers.why_closed(day, self.made_on)
            if day
            else _("Please choose a day of the calendar.")
        )
        if why:
            raise ValidationError(why)

    def validate_id(self, field: Field) -> None:
        if field.data and as_uuid(field.data) is None:
            raise ValidationError(_("Please load this page again, and try once more."))

    @cached_property
    def sent_at(self) -> datetime | None:
        """When it was made (UTC), also on a phone whose clock is wrong; None for now."""
        made = as_instant(self.made_at.data or "")
        sent = as_instant(request.form.get("sent_at", ""))
        return by_ours(made, sent, clock.now()) if made else None

    @property
    def made_on(self) -> date:
        """The member's day on which it was made: which days were open then counts, not today's."""
        at = self.sent_at
        return min(self.today, clock.local_day(at, self.zone)) if at else self.today

    @property
    def chosen_day(self) -> date:
        return as_day(self.day.data or "") or self.made_on

    @property
    def submission_id(self) -> UUID | None:
        return as_uuid(self.id.data)

    @property
    def base_id(self) -> UUID | None:
        return as_uuid(self.base.data)

    def given(self) -> dict[str, Any]:
        """The answers that were sent, by the names of `answers.FIELDS`."""
        found: dict[str, Any] = {}
        if was_sent("mood"):
            found["mood"] = int(self.mood.data)
        if was_sent("sober"):
            found["sober"] = answers.SOBER[self.sober.data or "skip"]
        for name in NUMBERS:
            if was_sent(name):
                found[name] = int(self[name].data) if self[name].data else None
        if was_sent("medication"):
            found["medication"] = self.medication.data or None
        if was_sent("trigger"):  # an empty one stands for "none of them"
            found["triggers"] = [name for name in answers.TRIGGERS if name in self.trigger.data]
        for name in ("gratitude", "note"):
            if was_sent(name):
                found[name] = words_of(self[name])
        if was_sent("only_me"):
            found["note_is_private"] = bool(self.only_me.data)
        for version in self.asked:
            if was_sent(field_name(version)):
                answer = self.answer_to(version)
                found[f"{QUESTION}{version.question_id}"] = answer and [str(version.id), answer]
        return found

    def answer_to(self, version: QuestionVersion) -> str | int | None:
        field = self[field_name(version)]
        if version.kind == "text":
            return words_of(field)
        if version.kind == "scale":
            return int(field.data) if field.data else None
        return field.data or None
