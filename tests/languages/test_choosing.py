"""Whose language a page is in."""

from datetime import date, time

import pytest
from babel import Locale

from peerapp import language, pages
from peerapp.extensions import db
from tests.support.client import Client
from tests.support.people import make_member

pytestmark = pytest.mark.usefixtures("app")

MEXICAN = {"Accept-Language": "es-MX,es;q=0.9,en;q=0.5"}


def lang_of(page: str) -> str:
    return page.split('<html lang="')[1].split('"')[0]


def test_a_stranger_reads_what_their_browser_asks_for(client: Client) -> None:
    assert lang_of(client.get("/login", headers=MEXICAN).text) == "es"
    assert lang_of(client.get("/login", headers={"Accept-Language": "de"}).text) == "en"
    assert lang_of(client.get("/login").text) == "en"


def test_a_stranger_chooses_for_this_browser(client: Client) -> None:
    answer = client.post("/language", data={"language": "es", "next": "/help"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/help")
    assert lang_of(client.get("/login", headers={"Accept-Language": "en"}).text) == "es"


def test_what_a_person_chose_goes_with_them(client_for) -> None:
    mia = make_member()
    client_for(mia).post("/language", data={"language": "es"})
    other_phone = client_for(mia)
    assert lang_of(other_phone.get("/", headers={"Accept-Language": "en"}).text) == "es"
    db.session.refresh(mia)
    assert mia.language == "es"


def test_who_chose_one_by_mistake_finds_the_way_back_at_the_top(client_for) -> None:
    mia = client_for(make_member())
    english = 'name="language" value="en" lang="en"'
    mia.post("/language", data={"language": "es", "next": "/help"})
    assert english in mia.get("/help").text.partition("<h1")[0]
    assert english not in mia.get("/").text
    top = mia.get("/account").text.partition("<nav")[0]
    assert english in top


@pytest.mark.parametrize("wanted", ["", "xx", "en\x00", "../../etc"])
def test_a_language_that_is_not_known_changes_nothing(client_for, wanted: str) -> None:
    mia = make_member()
    answer = client_for(mia).post("/language", data={"language": wanted, "next": "//evil.example"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    db.session.refresh(mia)
    assert mia.language == "en"


def test_dates_and_times_follow_the_language() -> None:
    day = date(2026, 11, 23)
    said = {}
    for code in language.LANGUAGES:
        with language.speaking(code):
            said[code] = [pages.long_day(day), pages.full_day(day), pages.time_of_day(time(15, 5))]
    assert said["en"] == ["Monday, November 23", "November 23, 2026", "3:05 PM"]
    assert said["es"] == [
        "lunes, 23 de noviembre",
        "23 de noviembre de 2026",
        "3:05 p.m.",
    ]


@pytest.mark.parametrize("code", ["en_GB", "de", "fr", "pt_BR", "ar", "ru", "he", "vi", "ht"])
def test_a_long_day_has_no_year_in_any_language(code: str) -> None:
    pattern = pages.without_year(Locale.parse(code))
    assert "y" not in pattern.replace("'", "")
    assert "d" in pattern


def test_outside_a_request_it_is_the_language_of_the_code() -> None:
    assert language._("Language") == "Language"
    with language.speaking("es"):
        assert language.current() == "es"


@pytest.mark.parametrize(
    ("code", "said", "whole"),
    [
        ("es", "1:05 p.m.", "a la 1:05 p.m."),
        ("es", "11:00 a.m.", "a las 11:00 a.m."),
        ("en", "1:05 PM", "at 1:05 PM"),
    ],
)
def test_one_o_clock_has_a_word_of_its_own(code: str, said: str, whole: str) -> None:
    with language.speaking(code):
        assert pages.at_clock(said) == whole
