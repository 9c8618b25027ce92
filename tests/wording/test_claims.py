"""H7: no text promises what nobody can hold, such as to be in line with a law as a whole."""

import re

import pytest

from peerapp.config import ROOT

CLAIM = re.compile(
    r"hipaa|(100|hundred|cien)\s*(%|percent|per cent|por ciento)\s*\w*\s*"
    r"(confiden|privat|privad|secure|safe|segur|anonym|anónim)"
    r"|(completely|fully|totally|totalmente|completamente) (confiden|anonym|anónim|secure|segur)",
    re.IGNORECASE,
)
READ = [
    path
    for folder, kind in (("templates", "**/*.*"), ("peerapp", "**/*.py"), ("peerapp", "**/*.po"))
    for path in sorted((ROOT / folder).glob(kind))
]


@pytest.mark.parametrize("claim", ["HIPAA compliant", "100 % confidential", "100% anónimo"])
def test_h7_the_test_below_knows_a_claim(claim):
    assert CLAIM.search(claim)


def test_h7_no_text_claims_that_all_is_confidential_or_in_line_with_a_law():
    assert len(READ) > 300
    found = [path.name for path in READ if CLAIM.search(path.read_text(encoding="utf-8"))]
    assert found == []
