"""docs/guarantees.md says the truth about our tests."""

import re

from peerapp.config import ROOT

DOCUMENT = (ROOT / "docs" / "guarantees.md").read_text()
TESTS = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))


def test_every_test_that_the_document_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", DOCUMENT))
    written = set(re.findall(r"def (test_\w+)\(", TESTS))
    assert len(named) > 40
    assert named - written == set()


def test_every_guarantee_has_a_line() -> None:
    lines = set(re.findall(r"^\| ([AWPRDH]\d) \|", DOCUMENT, flags=re.MULTILINE))
    counts = {"A": 7, "W": 6, "P": 6, "R": 5, "D": 8, "H": 8}
    assert lines == {f"{letter}{n}" for letter, most in counts.items() for n in range(1, most + 1)}
