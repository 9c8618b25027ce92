"""What a form says of its limits has their numbers as the reader writes them."""

from datetime import date
from types import SimpleNamespace

import pytest
from wtforms.validators import StopValidation

from peerapp import language
from peerapp.forms import AtMost, Between
from peerapp.language import lazy
from peerapp.sobriety.milestone_forms import OwnMilestoneForm

pytestmark = pytest.mark.usefixtures("app")
LETTERS = AtMost(5000, lazy("Please use %(most)s letters or fewer."))
DAYS = Between(1, 36525, lazy("Please choose %(least)s to %(most)s days."))


@pytest.mark.parametrize(
    ("limit", "given", "code", "said"),
    [
        (LETTERS, "n" * 5001, "en", "5,000"),
        (LETTERS, "n" * 5001, "de", "5.000"),
        (DAYS, 36526, "en", "1 to 36,525 days"),
        (DAYS, 0, "de", "1 to 36.525 days"),
        (DAYS, None, "en", "1 to 36,525 days"),
    ],
)
def test_a_limit_is_said_with_its_number_in_words(limit, given, code, said):
    with language.speaking(code), pytest.raises(StopValidation, match=said):
        limit(None, SimpleNamespace(data=given))


@pytest.mark.parametrize("given", [1, 36525])
def test_within_its_bounds_nothing_is_said(given):
    assert DAYS(None, SimpleNamespace(data=given)) is None


def test_a_form_says_it_in_the_language_of_who_sends_it(app):
    with app.test_request_context(method="POST", data={"days": "99999"}):
        form = OwnMilestoneForm(date(2026, 1, 1), meta={"csrf": False})
        with language.speaking("de"):
            form.validate()
    assert form.days.errors == ["Please choose from 1 to 36.500 days."]
