"""Reporting a message: the coordinator reads that one, and nothing else of the two."""

import pytest

from peerapp.accounts.models import Role, RoleGrant
from peerapp.extensions import db
from peerapp.messages.models import Message, MessageReport
from tests.messages.conftest import Pair
from tests.support.client import all_of, client_of
from tests.support.people import make_coordinator, make_message, save


@pytest.fixture
def said(pair: Pair) -> Message:
    make_message(pair.match, pair.mia, "canary before")
    message = make_message(pair.match, pair.toni, "reported words")
    make_message(pair.match, pair.mia, "canary after")
    return message


def report(pair: Pair, message: Message, **form):
    form = {"reason": "unkind", "words": "It scared me.", **form}
    return pair.as_mia.post(f"{pair.url}/{message.id}/report", data=form)


@pytest.mark.both_databases
def test_a_report_shows_the_coordinator_one_message_and_no_more(app, pair: Pair, said) -> None:
    cora = client_of(app, make_coordinator("Cora"))
    page = pair.as_mia.get(f"{pair.url}/{said.id}/report").text
    assert "They read nothing else of what you wrote to each other." in page
    answer = report(pair, said)
    assert "can read it now" in pair.as_mia.get(answer.location).text
    report(pair, said, reason="other")  # what was said first stands
    assert "You reported this at 12:00 PM." in pair.as_mia.get(f"{pair.url}/{said.id}/report").text
    assert "1 waits" in cora.get("/program").text
    page = cora.get("/program/reports").text
    for words in (
        "reported words",
        "It scared me.",
        "It is unkind",
        "Mia reported it",
        "Toni, the mentor, wrote it",
    ):
        assert words in page
    assert "canary" not in page
    [row] = all_of(MessageReport)
    cora.post(f"/program/reports/{row.id}/seen")
    assert "Cora looks into it" in cora.get("/program/reports").text
    cora.post(f"/program/reports/{row.id}/handled")
    assert "Handled by Cora" in cora.get("/program/reports").text
    assert "1 waits" not in cora.get("/program").text
    assert "A coordinator has looked at it." in pair.as_mia.get(f"{pair.url}/{said.id}/report").text
    stored = db.session.execute(MessageReport.__table__.select()).mappings().one()
    assert stored["body"] == "reported words"
    raw = db.session.connection().exec_driver_sql("SELECT body, words FROM message_reports").one()
    assert "reported" not in raw[0] + raw[1]
    assert "scared" not in raw[0] + raw[1]


def test_a_coordinator_reads_who_the_two_are_and_takes_back_a_slip(app, pair: Pair, said) -> None:
    report(pair, said)
    cora, [row] = client_of(app, make_coordinator("Cora")), all_of(MessageReport)
    mias = next(one for one in all_of(Message) if one.by_id == pair.mia.id)
    page = cora.get("/program/reports").text
    assert "Mia reported it" in page
    assert "Toni, the mentor, wrote it" in page
    assert "Should the mentor see nobody" in page
    for person in (pair.mia, pair.toni):
        assert f"mailto:{person.email}" in page
    assert "and your email address" in pair.as_toni.get(f"{pair.url}/{mias.id}/report").text
    assert "Please tell Mia yourself what comes of it. We tell Toni nothing." in page
    answer = cora.post(f"/program/reports/{row.id}/handled")
    assert answer.location == f"/program/reports#report-{row.id}"
    for _ in range(2):
        cora.post(f"/program/reports/{row.id}/reopen")
    assert "1 waits" in cora.get("/program").text
    assert "Cora looks into it" in cora.get("/program/reports").text
    assert "A coordinator looks into it." in pair.as_mia.get(f"{pair.url}/{said.id}/report").text


def test_of_a_member_who_is_reported_no_address_is_shown(app, pair: Pair, said) -> None:
    mias = next(one for one in all_of(Message) if one.by_id == pair.mia.id)
    form = {"reason": "worried", "words": ""}
    pair.as_toni.post(f"{pair.url}/{mias.id}/report", data=form)
    page = client_of(app, make_coordinator("Cora")).get("/program/reports").text
    assert "Toni, the mentor, reported it" in page
    assert f"mailto:{pair.toni.email}" in page
    assert pair.mia.email not in page
    assert "Should the mentor see nobody" not in page  # it is the mentor who asks for help


def test_an_address_adds_nothing_to_the_letter_that_is_written_to_it(app, pair: Pair, said) -> None:
    pair.mia.email = "mia?bcc=all@example.org"
    save(pair.mia)
    report(pair, said)
    page = client_of(app, make_coordinator("Cora")).get("/program/reports").text
    assert 'href="mailto:mia%3Fbcc%3Dall@example.org"' in page


def test_who_reports_hears_when_nobody_can_read_it(pair: Pair, said) -> None:
    answer = report(pair, said)
    assert "no other coordinator now who could read it" in pair.as_mia.get(answer.location).text


def test_it_stays_with_the_coordinator_when_the_writer_takes_the_message_back(app, pair, said):
    report(pair, said)
    pair.as_toni.post(f"{pair.url}/{said.id}/take-back")
    cora = client_of(app, make_coordinator("Cora"))
    assert "reported words" in cora.get("/program/reports").text


def test_a_reason_is_needed_and_what_was_typed_stays(pair: Pair, said) -> None:
    for reason in ("", "nonsense"):
        answer = report(pair, said, reason=reason)
        assert answer.status_code == 422
        assert "It scared me.</textarea>" in answer.text
    assert report(pair, said, words="x" * 1_001).status_code == 422
    assert all_of(MessageReport) == []


def test_nobody_reports_their_own_or_what_is_taken_back(pair: Pair, said) -> None:
    own = next(one for one in all_of(Message) if one.by_id == pair.mia.id)
    assert report(pair, own).status_code == 404
    pair.as_toni.post(f"{pair.url}/{said.id}/take-back")
    assert report(pair, said).status_code == 404


def test_a_member_can_still_report_when_the_match_has_ended(pair: Pair, said) -> None:
    pair.as_mia.post(f"/matches/{pair.match.id}/end")
    assert report(pair, said).status_code == 303
    assert pair.as_toni.get(f"{pair.url}/{said.id}/report").status_code == 404


def test_a_coordinator_who_is_the_mentor_does_not_read_who_reported_them(app, pair, said) -> None:
    save(RoleGrant(person_id=pair.toni.id, role=Role.COORDINATOR, granted_at=said.sent_at))
    report(pair, said)
    [row] = all_of(MessageReport)
    assert "reported words" not in pair.as_toni.get("/program/reports").text
    assert pair.as_toni.post(f"/program/reports/{row.id}/handled").status_code == 404
