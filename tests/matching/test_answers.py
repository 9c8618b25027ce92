"""A member's conversation, from outside: each question kept, skipped, gone on with, taken back."""

import re
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy import text

from peerapp import clock
from peerapp.accounts.models import Role
from peerapp.extensions import db
from peerapp.fit import choices
from peerapp.matching import sentences as answers_said
from peerapp.matching.models import MatchProfile, MatchRequest, Outcome, Side
from tests.support.client import all_of
from tests.support.people import (
    answer_for_matching,
    invite,
    make_coordinator,
    make_member,
    make_mentor,
    make_person,
    match,
)
from tests.support.requests import make_open_mentor, make_request

NOW = datetime(2026, 11, 24, 18, tzinfo=UTC)

ANSWERS = {
    "recovering_from": {"recovering_from": ["alcohol", "opioids"]},
    "pathways": {"pathways": ["smart"], "unwanted_pathways": ["faith"]},
    "languages": {"languages": ["en", "pl"]},
    "gender": {"gender": "woman", "gender_need": "must", "gender_wish": ["woman"]},
    "age": {"birth_year": "1984", "age_need": "wish", "age_from": "40", "age_to": ""},
    "experiences": {"experiences": ["parent", "justice"]},
    "when": {"parts": ["mon_evening", "sun_morning"]},
    "how": {"ways": ["chat", "in_person"], "place": "  Oak   Park "},
    "hopes": {"hopes": ["listen"], "words": "Short walks.\r\nNo phone.", "alias": "Em"},
}
KEPT = {
    "recovering_from": {"recovering_from": {"alcohol", "opioids"}},
    "pathways": {"pathways": {"smart"}, "unwanted_pathways": {"faith"}},
    "languages": {"languages": {"en", "pl"}},
    "gender": {"gender": "woman", "gender_wish": {"woman"}, "gender_is_must": True},
    "age": {"birth_year": 1984, "age_from": 40, "age_to": None, "age_is_must": False},
    "experiences": {"experiences": {"parent", "justice"}},
    "when": {"parts": {"mon_evening", "sun_morning"}},
    "how": {"ways": {"chat", "in_person"}, "place": "Oak Park"},
    "hopes": {"hopes": {"listen"}, "words": "Short walks.\nNo phone.", "alias": "Em"},
}


@pytest.fixture
def mia(app):
    return make_member("Mia Lopez")


def only_row() -> MatchProfile:
    [row] = all_of(MatchProfile)
    db.session.refresh(row)
    return row


@pytest.mark.both_databases
def test_the_whole_conversation_is_kept_step_by_step(mia, client_for):
    phone = client_for(mia)
    start = phone.get("/match/profile").text
    assert "Start" in start
    assert "Skip whatever you want" in start
    assert not all_of(MatchProfile)
    path = "/match/profile/recovering_from"
    for place, question in enumerate(choices.QUESTIONS, 1):
        assert path == f"/match/profile/{question}"
        page = phone.get(path).text
        assert f"{place} of 9" in page
        assert "The coordinator can see it when pairing" in page
        answer = phone.post(path, data=ANSWERS[question])
        assert answer.status_code == 303
        path = answer.location
        assert question in only_row().answered
    assert path == "/match/profile"
    row = only_row()
    for kept in KEPT.values():
        assert {name: getattr(row, name) for name in kept} == kept
    summary = phone.get(path).text
    for said in ("Alcohol, Opioids", "Not: Faith-based", "English, Polish", "My mentor: Woman (a m",
                 "My mentor: 40 or older (a wish)", "Born in 1984", "Evenings: Monday",
                 "In person: Oak Park", "Short walks.", "Find a mentor"):  # fmt: skip
        assert said in summary


@pytest.mark.parametrize("question", choices.QUESTIONS)
def test_what_was_said_is_there_again_when_one_comes_back(mia, client_for, question):
    phone = client_for(mia)
    phone.post(f"/match/profile/{question}", data=ANSWERS[question])
    page = phone.get(f"/match/profile/{question}").text
    inputs = re.findall(r"<input[^>]*>", page)
    for name, said in ANSWERS[question].items():
        ticked = {
            re.search(r'value="([^"]*)"', one)[1]
            for one in inputs
            if f'name="{name}"' in one and "checked" in one
        }
        if isinstance(said, list) or name in ("gender", "gender_need", "age_need"):
            assert ticked == ({said} if isinstance(said, str) else set(said))
        else:
            assert all(word in page for word in said.split())


@pytest.mark.parametrize("question", choices.QUESTIONS)
def test_skipping_keeps_what_was_said_and_goes_on(mia, client_for, question):
    phone = client_for(mia)
    phone.post(f"/match/profile/{question}", data=ANSWERS[question])
    junk = {"age_from": "x", "languages": ["nope"], "skip": "yes"}
    assert phone.post(f"/match/profile/{question}", data=junk).status_code == 303
    row = only_row()
    assert {name: getattr(row, name) for name in KEPT[question]} == KEPT[question]


def test_one_goes_on_where_one_left(mia, client_for):
    phone = client_for(mia)
    phone.post("/match/profile/recovering_from", data={"recovering_from": "alcohol"})
    phone.post("/match/profile/pathways", data={"skip": "yes"})
    page = phone.get("/match/profile").text
    assert "Go on: 3 of 9" in page
    assert 'href="/match/profile/languages"' in page


def test_back_leads_to_the_question_before_and_change_back_to_the_summary(mia, client_for):
    phone = client_for(mia)
    page = phone.get("/match/profile/languages").text
    assert 'href="/match/profile/pathways"' in page
    changing = phone.get("/match/profile/languages?back=summary").text
    assert 'name="back" value="summary"' in changing
    answer = phone.post("/match/profile/languages", data={"languages": "en", "back": "summary"})
    assert answer.location == "/match/profile#languages"
    summary = phone.get("/match/profile").text
    assert 'id="languages"' in summary
    assert "Saved." in summary
    elsewhere = {"languages": "en", "back": "https://evil.example/"}
    answer = phone.post("/match/profile/languages", data=elsewhere)
    assert answer.location == "/match/profile/gender"


@pytest.mark.both_databases
def test_a_mentor_sees_only_what_was_ticked(mia, client_for):
    phone = client_for(mia)
    for question in choices.QUESTIONS:
        page = phone.get(f"/match/profile/{question}").text
        box = page[page.index('id="show"') - 200 : page.index('id="show"') + 200]
        assert ("checked" in box) is (question in choices.SHOWN_AT_FIRST)
    phone.post("/match/profile/gender", data={"gender": "woman", "show": "y"})
    phone.post("/match/profile/languages", data={"languages": "en"})
    assert only_row().shown == {"gender", "when", "how"}


@time_machine.travel(NOW)
def test_the_summary_says_that_of_an_age_only_the_decade_is_seen_and_of_a_wish_nothing(
    mia, client_for
):
    phone = client_for(mia)
    phone.post("/match/profile/age", data={**ANSWERS["age"], "show": "y"})
    wish = {"gender_need": "wish", "gender_wish": "man", "show": "y"}
    phone.post("/match/profile/gender", data=wish)
    page = phone.get("/match/profile").text
    assert "A mentor who is asked sees: In their 40s" in page
    assert "A mentor who is asked sees: nothing of this" in page


def test_who_comes_from_the_suggestions_goes_back_to_them(mia, client_for):
    phone = client_for(mia)
    page = phone.get("/match/profile/gender?back=suggestions").text
    assert 'name="back" value="suggestions"' in page
    assert ">Save</button>" in page
    saved = phone.post("/match/profile/gender", data={"gender_need": "any", "back": "suggestions"})
    assert saved.location == "/match/suggestions"


@pytest.mark.parametrize("place", ["12 Elm Street", "Elm Street ½", "Elm Street １２"])
def test_a_place_has_no_house_number(mia, client_for, place):
    data = {"ways": "in_person", "place": place}
    answer = client_for(mia).post("/match/profile/how", data=data)
    assert answer.status_code == 422
    assert "Only a town or a part of town, please. No house number." in answer.text


@pytest.mark.parametrize(
    "alias",
    ["\u202eaiM", "Mi\u200ba", "\ue000", "\u3164", "\uffa0", "...", "http://a.example", "\x7f"],
)
def test_a_name_can_be_read_and_is_no_address(app, mia, client_for, alias):
    for person, question in ((mia, "hopes"), (make_mentor("Sol"), "about")):
        answer = client_for(person).post(f"/match/profile/{question}", data={"alias": alias})
        assert answer.status_code == 422
        assert "Please use a name with letters" in answer.text


@pytest.mark.parametrize("alias", ["Zoë", "李", "J. R.", "7", ""])
def test_names_of_all_scripts_are_names(mia, client_for, alias):
    assert client_for(mia).post("/match/profile/hopes", data={"alias": alias}).status_code == 303


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("gender", "They see only your own gender, never your wish."),
        ("age", "They see only something like “In their 40s”, never your wish."),
        ("pathways", "They see only your pathways, never what is not for you."),
        ("experiences", "Someone who is suggested to you, or asks you, may be able to guess it."),
    ],
)
def test_a_question_says_who_sees_what_of_it(mia, client_for, question, said):
    page = client_for(mia).get(f"/match/profile/{question}").text
    assert said in page
    assert "Show this to a mentor I ask, or one my program asks for me" in page


def test_an_old_page_does_not_show_again_what_was_taken_back(mia, client_for):
    phone = client_for(mia)
    old = {"languages": "en", "show": "y", "seen": "shown"}
    phone.post("/match/profile/languages", data={"languages": "en"})
    answer = phone.post("/match/profile/languages", data=old)
    assert answer.status_code == 422
    assert "Another page changed who sees this" in answer.text
    assert "languages" not in only_row().shown
    again = {"languages": "en", "show": "y", "seen": "not-shown"}
    assert phone.post("/match/profile/languages", data=again).status_code == 303


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("pick", "parts"),
    [
        ("weekday_evenings", {f"{day}_evening" for day in choices.WEEK[:5]} | {"sun_morning"}),
        ("any", set(choices.WEEK_PARTS)),
        ("none", set()),
        ("nonsense", {"sun_morning"}),
    ],
)
def test_a_quick_pick_without_javascript_fills_the_week_and_shows_it(mia, client_for, pick, parts):
    phone = client_for(mia)
    sent = {"parts": ["sun_morning"], "pick": pick, "show": "y"}
    answer = phone.post("/match/profile/when", data=sent)
    assert (answer.status_code, answer.location) == (303, "/match/profile/when")
    assert only_row().parts == parts
    page = phone.get(answer.location).text
    assert page.count('name="parts"') == 21
    assert sum("checked" in box for box in page.split('name="parts"')[1:]) >= len(parts)
    assert "when" not in only_row().answered  # one may still change it


WRONG = [
    (
        "recovering_from",
        {"recovering_from": ["alcohol", "nonsense"]},
        "Please choose from the list",
    ),
    ("pathways", {"pathways": ["smart"], "unwanted_pathways": ["smart"]}, "in both lists"),
    ("languages", {"languages": ["xx"]}, "Please choose from the list"),
    ("gender", {"gender": "robot"}, "Please choose one of these"),
    ("gender", {"gender_need": "must"}, "Please choose one or more"),
    ("gender", {"gender_need": "perhaps"}, "Please choose one of these"),
    ("age", {"age_need": "must", "age_from": "60", "age_to": "30"}, "Did you mean 30 to 60?"),
    ("age", {"age_need": "wish"}, "from which age"),
    ("age", {"age_need": "wish", "age_from": "7"}, "an age from 18 to 100"),
    ("age", {"age_need": "wish", "age_to": "many"}, "an age from 18 to 100"),
    ("age", {"birth_year": "0"}, "such as 1980"),
    ("age", {"birth_year": "9999"}, "such as 1980"),
    ("age", {"birth_year": "2015"}, "such as 1980"),
    ("age", {"birth_year": "9" * 5000}, "such as 1980"),
    ("when", {"parts": ["mon_night"]}, "Please choose from the list"),
    ("how", {"ways": ["in_person"]}, "Where could you meet?"),
    ("how", {"ways": ["in_person"], "place": "a" * 61}, "60 letters or fewer"),
    ("how", {"ways": ["in_person"], "place": "Oak\x00Park"}, "cannot be kept"),
    ("hopes", {"words": "a" * 10_000}, "600 letters or fewer"),
    ("hopes", {"words": "nul\x00"}, "cannot be kept"),
    ("hopes", {"alias": "a" * 61}, "60 letters or fewer"),
]


@pytest.mark.parametrize(("question", "sent", "message"), WRONG)
@time_machine.travel(NOW, tick=False)
def test_what_does_not_go_together_is_said_at_the_field_and_nothing_is_lost(
    mia, client_for, question, sent, message
):
    phone = client_for(mia)
    answer = phone.post(f"/match/profile/{question}", data=sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert 'class="error"' in answer.text
    assert not all_of(MatchProfile)
    for value in sent.values():
        if isinstance(value, str) and value.isalnum() and len(value) < 5:
            assert f'value="{value}"' in answer.text


def test_a_wish_that_does_not_matter_any_more_is_not_kept(mia, client_for):
    phone = client_for(mia)
    phone.post("/match/profile/gender", data=ANSWERS["gender"])
    phone.post("/match/profile/gender", data={**ANSWERS["gender"], "gender_need": "any"})
    phone.post("/match/profile/how", data=ANSWERS["how"])
    phone.post("/match/profile/how", data={"ways": "chat", "place": "Oak Park"})
    row = only_row()
    assert (row.gender_wish, row.gender_is_must, row.place) == (frozenset(), False, None)


@pytest.mark.parametrize("question", ["nonsense", "delete", "about", "limits", "%00", "looking"])
def test_a_question_that_there_is_not_is_not_found(mia, client_for, question):
    phone = client_for(mia)
    assert phone.get(f"/match/profile/{question}").status_code == 404


@pytest.mark.both_databases
def test_several_questions_can_be_answered_in_one_request(mia, client_for):
    phone = client_for(mia)
    phone.post("/match/profile/age", data=ANSWERS["age"])
    sent = {"languages": ["en", "es"], "age_to": "60", "hopes": "", "shown": ["gender", "nonsense"]}
    answer = phone.post("/match/profile", data=sent)
    assert (answer.status_code, answer.location) == (303, "/match/profile")
    row = only_row()
    assert row.languages == {"en", "es"}
    assert (row.age_from, row.age_to, row.birth_year) == (40, 60, 1984)  # what was not sent stays
    assert row.shown == {"gender"}
    assert row.answered == {"age", "languages", "hopes"}


def test_of_several_answers_all_are_kept_or_none_and_none_has_to_be_typed_again(mia, client_for):
    phone = client_for(mia)
    phone.post("/match/profile/age", data=ANSWERS["age"])
    sent = {"languages": ["en"], "age_to": "30", "words": "kept words", "ways": "in_person"}
    answer = phone.post("/match/profile", data=sent)
    assert answer.status_code == 422
    assert "Did you mean 30 to 40?" in answer.text
    assert "Where could you meet?" in answer.text
    assert '<input type="hidden" name="words" value="kept words">' in answer.text
    assert '<input type="hidden" name="languages" value="en">' in answer.text
    assert only_row().languages == frozenset()


def test_nothing_sent_changes_nothing(mia, client_for):
    assert client_for(mia).post("/match/profile", data={}).status_code == 303
    assert not all_of(MatchProfile)


@pytest.mark.both_databases
@time_machine.travel(NOW, tick=True)
def test_looking_puts_a_member_on_the_waiting_list_once_and_off_it_again(mia, client_for):
    phone = client_for(mia)
    answer = phone.post("/match/looking", data={"looking": "yes"})
    assert answer.location == "/match/suggestions"
    since = only_row().looking_since
    assert since and since >= NOW
    phone.post("/match/looking", data={"looking": "yes"})
    assert only_row().looking_since == since
    page = phone.get("/match/profile").text
    assert "You are on the waiting list since Tuesday, November 24" in page
    phone.post("/match/looking", data={"looking": "no"})
    assert only_row().looking_since is None


@pytest.mark.both_databases
def test_all_answers_can_be_deleted(mia, client_for):
    phone = client_for(mia)
    phone.post("/match/profile/hopes", data=ANSWERS["hopes"])
    phone.post("/match/looking", data={"looking": "yes"})
    assert phone.post("/match/profile/delete").location == "/match"
    assert not all_of(MatchProfile)
    assert phone.post("/match/profile/delete").status_code == 303
    assert phone.post("/match/looking", data={"looking": "no"}).status_code == 303
    assert not all_of(MatchProfile)


@pytest.mark.both_databases
def test_d7_own_words_are_encrypted_at_rest(mia, client_for):
    client_for(mia).post("/match/profile/hopes", data={"words": "canary of the quiet harbor"})
    kept = db.session.execute(text("SELECT words FROM match_profiles")).scalar_one()
    assert "canary" not in str(kept)
    assert only_row().words == "canary of the quiet harbor"


def test_each_person_has_answers_of_their_own(app, mia, client_for):
    noah = make_member("Noah")
    client_for(mia).post("/match/profile/hopes", data=ANSWERS["hopes"])
    assert "Short walks." not in client_for(noah).get("/match/profile").text
    assert client_for(make_coordinator()).get("/match/profile").status_code == 404


def test_who_is_both_has_answers_for_each_side(app, mia, client_for):
    both = make_person("Bo", Role.MEMBER, Role.MENTOR)
    answer_for_matching(both, Side.MEMBER, languages={"en"})
    phone = client_for(both)
    answer = phone.post("/match/profile/languages?side=mentor", data={"languages": "pl"})
    assert answer.location == "/match/profile/gender?side=mentor"
    found = {row.side: row.languages for row in all_of(MatchProfile)}
    assert found == {Side.MEMBER: {"en"}, Side.MENTOR: {"pl"}}
    assert (
        "Which of these have you lived?"
        in phone.get("/match/profile/recovering_from?side=mentor").text
    )
    assert phone.get("/match/profile?side=coordinator").status_code == 404
    assert client_for(mia).get("/match/profile?side=mentor").status_code == 404


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("path", "sent"), [("/match/looking", {"looking": "no"}), ("/match/profile/delete", {})]
)
def test_who_looks_no_more_takes_back_what_was_asked(mia, client_for, path, sent):
    answer_for_matching(mia, Side.MEMBER, languages={"en"}, looking_since=clock.now())
    first, second = make_open_mentor("Sam"), make_open_mentor("Dee")
    make_request(mia, first)
    make_request(mia, second, asked=False, position=1)
    client_for(mia).post(path, data=sent)
    assert {one.outcome for one in all_of(MatchRequest)} == {Outcome.WITHDRAWN}
    assert "Mia" not in client_for(first).get("/match/requests").text


def test_a_mentor_who_deletes_all_keeps_the_limit(client_for):
    sam = make_open_mentor("Sam", capacity=1, words="words of mine")
    match(sam, make_member("Noah"))
    client_for(sam).post("/match/profile/delete")
    [row] = all_of(MatchProfile)
    assert (row.capacity, row.words, row.languages, row.open_since) == (1, None, frozenset(), None)
    zoe = client_for(make_member("Zoe"))
    assert zoe.post(f"/i/{invite(sam).code}").status_code == 422


def test_whole_days_are_said_as_such():
    weekend = {f"{day}_{part}" for day in ("sat", "sun") for part in choices.DAY_PARTS}
    assert answers_said.week_words(weekend) == ["All day: Saturday, Sunday"]
    assert answers_said.week_words({"mon_evening"}) == ["Evenings: Monday"]
