"""A program sets what counts in a match, within bounds."""

import pytest

from peerapp.fit.scoring import WEIGHTS
from peerapp.matching import rules
from peerapp.matching.models import MatchingRules
from tests.support.client import all_of
from tests.support.people import make_coordinator

OURS = {f"weight_{name}": f"{term.weight:g}" for name, term in WEIGHTS.items()}
FORM = {"answer_days": "3", "trial_days": "14", **OURS}


@pytest.fixture
def boss(client_for):
    return client_for(make_coordinator())


@pytest.mark.both_databases
def test_what_is_saved_holds_and_can_be_set_back(app, boss) -> None:
    boss.post("/program/matching", data={**FORM, "weight_when": "6,5", "answer_days": "5"})
    assert rules.current().weights == {"when": 6.5}
    assert rules.current().answer_days == 5
    page = boss.get("/program/matching").text
    assert 'value="6.5"' in page
    assert "We suggest 3." in page
    boss.post("/program/matching/reset")
    assert rules.current() == rules.Rules({}, 5, 14)
    assert len(all_of(MatchingRules)) == 2


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("weight_when", bad) for bad in ("NaN", "inf", "-1", "1e9", "", "11", "0x5", "1_0", "٣")),
        *(("answer_days", bad) for bad in ("0", "15", "", "1.5", "x", "9" * 50, "٣", "-3")),
        *(("trial_days", bad) for bad in ("6", "61", "")),
    ],
)
def test_what_makes_no_sense_is_met_kindly_and_stays_typed(boss, name, value) -> None:
    answer = boss.post("/program/matching", data={**FORM, "weight_age": "7", name: value})
    assert answer.status_code == 422
    assert "Please choose" in answer.text
    assert 'value="7"' in answer.text
    assert not all_of(MatchingRules)


def test_nothing_at_all_cannot_be_what_counts(boss) -> None:
    answer = boss.post("/program/matching", data={**FORM, **dict.fromkeys(OURS, "0")})
    assert answer.status_code == 422
    assert "At least one of these has to count" in answer.text
