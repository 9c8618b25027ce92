"""What a program sets for matching, as a form: a weight for each term, and how long things take."""

import math
from typing import Any

from wtforms import StringField, ValidationError

from peerapp.fit import scoring
from peerapp.forms import Between, Form, WholeNumberField
from peerapp.language import _, lazy
from peerapp.matching.rules import ANSWER_DAYS, TRIAL_DAYS, Rules

MOST = int(scoring.MOST_WEIGHT)

# Why each counts, in plain words; the studies, and how sure they are, are in docs/matching.md.
WHY = {
    "recovering_from": lazy("Who went through the same understands it from inside."),
    "pathways": lazy("Two on the same way can walk it together."),
    "languages": lazy("In their own language people say what they mean."),
    "gender": lazy("Some feel safer with a certain gender. What they ask for counts."),
    "age": lazy("Some talk more easily with a certain age. What they ask for counts."),
    "experiences": lazy("Someone who lived through it too does not need it explained."),
    "when": lazy("Who can never talk at the same time soon stops talking."),
    "how": lazy("Each talks in the way that is easy for them."),
    "hopes": lazy("Two who hope for the same pull the same way."),
}


def days(label: str, least: int, most: int) -> WholeNumberField:
    words = lazy("Please choose %(least)s to %(most)s days.")
    return WholeNumberField(label, validators=[Between(least, most, words)])


def weight(_form: Form, field: Any) -> None:
    as_weight(field.data)


def as_weight(typed: str | None) -> float:
    words = _("Please choose a number from %(least)s to %(most)s.", least=0, most=MOST)
    plain = (typed or "").strip().replace(",", ".")
    if len(plain) > 6 or not plain.isascii() or "_" in plain:
        raise ValidationError(words)
    try:
        number = float(plain)
    except ValueError:
        raise ValidationError(words) from None
    if not math.isfinite(number) or not 0 <= number <= MOST:
        raise ValidationError(words)
    return abs(number)  # -0 is 0


class RulesForm(Form):
    answer_days = days(lazy("Days to answer a request"), 1, 14)
    trial_days = days(lazy("Days until we ask how it is"), 7, 60)


for _name, _term in scoring.WEIGHTS.items():
    setattr(RulesForm, f"weight_{_name}", StringField(_term.words, validators=[weight]))


def of(rules: Rules) -> RulesForm:
    weights = scoring.weights_of(rules.weights)
    given = {f"weight_{name}": short(one) for name, one in weights.items()}
    return RulesForm(
        formdata=None, answer_days=rules.answer_days, trial_days=rules.trial_days, **given
    )


def ours() -> RulesForm:
    return of(Rules({}, ANSWER_DAYS, TRIAL_DAYS))


def weight_field(form: RulesForm, name: str) -> Any:
    return form[f"weight_{name}"]


def changed_weights(form: RulesForm) -> dict[str, float]:
    """Only those that are not ours, so that a better default of ours reaches the program."""
    said = {name: as_weight(weight_field(form, name).data) for name in scoring.WEIGHTS}
    return {name: one for name, one in said.items() if one != scoring.WEIGHTS[name].weight}


def are_all_zero(form: RulesForm) -> bool:
    return not any(as_weight(weight_field(form, name).data) for name in scoring.WEIGHTS)


def short(number: float) -> str:
    return f"{number:g}"
