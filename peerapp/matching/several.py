"""Several questions answered in one request, as another client than our pages may send them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from werkzeug.datastructures import MultiDict

from peerapp.fit import choices
from peerapp.matching import conversation
from peerapp.matching.mentor_forms import form_of
from peerapp.matching.models import MatchProfile, Side
from peerapp.matching.profile_fields import as_sent
from peerapp.matching.profile_forms import Question


@dataclass
class Some:
    """What was sent: by column what to keep, and the questions it belongs to."""

    given: dict[str, Any] = field(default_factory=dict)
    questions: list[str] = field(default_factory=list)
    show: dict[str, bool] = field(default_factory=dict)  # by question
    wrong: dict[str, Question] = field(default_factory=dict)  # the forms with their messages
    others: list[tuple[str, str]] = field(default_factory=list)  # sent, and of no form in `wrong`


def read(sent: MultiDict[str, str], side: Side, today: date, row: MatchProfile | None) -> Some:
    """A field that was not sent is as it is saved; so two that belong together are judged so."""
    some = Some()
    for question in conversation.order(side):
        kind = form_of(question, side)
        if not set(kind.names()) & sent.keys():
            continue
        form = kind(side, today, row, formdata=completed(sent, kind, today, row))
        some.questions.append(question)
        if form.validate():
            some.given |= form.given()
        else:
            some.wrong[question] = form
    if "shown" in sent:
        on = set(sent.getlist("shown"))
        some.show = {name: name in on for name in choices.QUESTIONS}
    in_forms = {name for form in some.wrong.values() for name in form.names()}
    in_forms |= {"csrf_token", "side"}
    some.others = [(name, one) for name, one in sent.items(multi=True) if name not in in_forms]
    return some


def completed(
    sent: MultiDict[str, str], kind: type[Question], today: date, row: MatchProfile | None
) -> MultiDict[str, str]:
    found = as_sent(kind.said(row, today)) if row else MultiDict()
    for name in kind.names():
        if name in sent:
            found.setlist(name, sent.getlist(name))
    return found
