"""The program's own questions, as a coordinator sets them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from peerapp.checkins import questions
from peerapp.checkins.models import Question, QuestionVersion
from tests.support.client import Client, all_of, client_of
from tests.support.people import make_coordinator, make_member, make_question

SCALE = {"text": "How safe is home?", "kind": "scale", "low": "not at all", "high": "very"}


@pytest.fixture
def cora(client_for: Callable[..., Client]) -> Client:
    return client_for(make_coordinator("Cora"))


def asked() -> list[str]:
    return [question.current.text for question in questions.asked()]


@pytest.mark.both_databases
def test_a_question_is_added_changed_and_asked_no_more(app, client_for) -> None:
    cora = client_for(make_coordinator())
    assert cora.post("/program/questions", data=SCALE).location == "/program/questions"
    [question] = all_of(Question)
    url = f"/program/questions/{question.id}"
    for _ in range(2):  # the same words twice are one version
        cora.post(url, data={"text": "Is home safe?", "kind": "yesno", "low": "x"})
    said = [(one.number, one.text, one.kind, one.low) for one in all_of(QuestionVersion)]
    assert sorted(said) == [
        (1, "How safe is home?", "scale", "not at all"),
        (2, "Is home safe?", "yesno", None),
    ]
    assert "Stop asking this" in cora.get("/program/questions").text
    assert "How safe is home?" in cora.get(url).text  # what it said before
    cora.post(f"{url}/retire")
    assert asked() == []
    cora.post(f"{url}/ask-again")
    assert asked() == ["Is home safe?"]


def test_the_order_is_the_coordinators(cora: Client) -> None:
    for name in ("one", "two", "three"):
        cora.post("/program/questions", data={"text": name, "kind": "text"})
    [last] = [question for question in all_of(Question) if question.current.text == "three"]
    cora.post(f"/program/questions/{last.id}/up")
    assert asked() == ["one", "three", "two"]
    for _ in range(3):
        cora.post(f"/program/questions/{last.id}/up")
    assert asked() == ["three", "one", "two"]


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": ""}, "write the question"),
        ({"text": "x" * 10_000}, "200 letters or fewer"),
        ({"text": "nul \x00"}, "cannot be kept"),
        ({"kind": "essay"}, "choose one of these"),
        ({"low": "x" * 41}, "40 letters or fewer"),
        ({"high": "nul \x00"}, "cannot be kept"),
    ],
)
def test_w5_what_cannot_be_is_said_kindly_and_what_was_typed_stays(
    cora: Client, sent: dict[str, str], words: str
) -> None:
    answer = cora.post("/program/questions", data={**SCALE, **sent})
    assert answer.status_code == 422
    assert words in answer.text
    if "text" not in sent:
        assert 'value="How safe is home?"' in answer.text
    assert all_of(Question) == []


def test_no_more_are_asked_than_fit(cora: Client) -> None:
    by = make_coordinator()
    for number in range(questions.MOST_ASKED):
        make_question(by, f"question {number}")
    answer = cora.post("/program/questions", data=SCALE)
    assert answer.status_code == 422
    assert "Take one away first" in answer.text
    assert len(asked()) == questions.MOST_ASKED


@pytest.mark.both_databases
def test_a_change_sent_several_times_at_once_never_breaks(app: Flask) -> None:
    by = make_coordinator()
    url = f"/program/questions/{make_question(by).id}"
    phones = [client_of(app, by) for _ in range(4)]
    for phone in phones:
        phone.token()

    def change(number: int) -> int:
        return phones[number].post(url, data={**SCALE, "text": f"words {number}"}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(change, range(4))) == {303}
    assert sorted(one.number for one in all_of(QuestionVersion)) == [1, 2, 3, 4, 5]


def test_h6_a_coordinator_sees_no_answer(client_for: Callable[..., Client], cora: Client) -> None:
    question = make_question(make_coordinator(), "What helped?", "text")
    mia = client_for(make_member())
    mia.post("/checkins", data={"mood": "3", f"question-{question.current.id}": "a canary of mine"})
    for path in ("/program", "/program/questions", f"/program/questions/{question.id}"):
        assert "canary" not in cora.get(path).text
