"""The coordinator's side: the program's own questions. Nobody here sees an answer."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, RadioField, StringField, ValidationError
from wtforms.validators import DataRequired

from peerapp import clock
from peerapp.checkins import questions
from peerapp.checkins.models import Question
from peerapp.extensions import db
from peerapp.forms import AtMost, Form, no_control_characters, options, squeezed
from peerapp.language import _, lazy
from peerapp.pages import coordinator_required, go, me

bp = Blueprint("questions", __name__)
FULL = lazy(
    "%(most)s questions are asked now, which is all that fits on a phone. Take one away first.",
    most=questions.MOST_ASKED,
)


def end_word(label: str) -> StringField:
    return StringField(
        label,
        filters=[squeezed, lambda text: text or None],
        validators=[AtMost(40, lazy("Please use %(most)s letters or fewer."))],
    )


class QuestionForm(Form):
    text = StringField(
        lazy("The question"),
        filters=[squeezed],
        validators=[
            DataRequired(lazy("Please write the question.")),
            AtMost(200, lazy("Please use %(most)s letters or fewer.")),
            no_control_characters,
        ],
    )
    kind = RadioField(
        lazy("How it is answered"),
        choices=options(questions.KINDS),
        default="scale",
        validate_choice=False,
    )
    low = end_word(lazy("What 1 means (only from 1 to 5)"))
    high = end_word(lazy("What 5 means (only from 1 to 5)"))

    def validate_kind(self, field: Field) -> None:
        if field.data not in questions.KINDS:
            raise ValidationError(_("Please choose one of these."))

    def validate_low(self, field: Field) -> None:
        no_control_characters(self, field)

    validate_high = validate_low

    @property
    def wording(self) -> questions.Wording:
        is_scale = self.kind.data == "scale"
        return questions.Wording(
            self.text.data,
            self.kind.data,
            self.low.data if is_scale else None,
            self.high.data if is_scale else None,
        )


@bp.get("/program/questions")
@coordinator_required
def index() -> ResponseReturnValue:
    return page(QuestionForm(formdata=None))


def page(form: QuestionForm) -> str:
    return render_template(
        "program/questions.html",
        form=form,
        asked=questions.asked(),
        retired=questions.retired(),
        kinds=questions.KINDS,
    )


@bp.post("/program/questions")
@coordinator_required
def add() -> ResponseReturnValue:
    form = QuestionForm()
    if form.validate():
        try:
            questions.add(form.wording, by=me(), now=clock.now())
        except questions.TooMany:
            form.text.errors = [FULL]
    if form.errors:
        return page(form), 422
    db.session.commit()
    return done(_("Saved. Members are asked from now on."))


@bp.get("/program/questions/<uuid:question_id>")
@coordinator_required
def show(question_id: UUID) -> ResponseReturnValue:
    question = found(question_id)
    return question_page(question, QuestionForm(formdata=None, obj=question.current))


def question_page(question: Question, form: QuestionForm) -> str:
    return render_template(
        "program/question.html", question=question, form=form, kinds=questions.KINDS
    )


@bp.post("/program/questions/<uuid:question_id>")
@coordinator_required
def change(question_id: UUID) -> ResponseReturnValue:
    question = found(question_id)
    form = QuestionForm()
    if not form.validate():
        return question_page(question, form), 422
    questions.change(question, form.wording, by=me(), now=clock.now())
    db.session.commit()
    return done(_("Saved. Earlier answers keep the words that were asked then."))


@bp.post("/program/questions/<uuid:question_id>/retire")
@coordinator_required
def retire(question_id: UUID) -> ResponseReturnValue:
    questions.retire(found(question_id), clock.now())
    db.session.commit()
    return done(_("It is asked no more. Members keep their answers."))


@bp.post("/program/questions/<uuid:question_id>/ask-again")
@coordinator_required
def ask_again(question_id: UUID) -> ResponseReturnValue:
    question = found(question_id)
    try:
        questions.ask_again(question)
    except questions.TooMany:
        return done(FULL)
    db.session.commit()
    return done(_("Saved. Members are asked from now on."))


@bp.post("/program/questions/<uuid:question_id>/up")
@coordinator_required
def up(question_id: UUID) -> ResponseReturnValue:
    questions.move_up(found(question_id))
    db.session.commit()
    return go(url_for(".index"))


def done(words: str) -> ResponseReturnValue:
    flash(words)
    return go(url_for(".index"))


def found(question_id: UUID) -> Any:
    question = questions.find(question_id)
    if question is None:
        abort(404)
    return question
