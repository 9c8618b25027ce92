"""A Daylio file on a phone, from choosing it to the days being here; and what is too large."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from peerapp import clock
from peerapp.checkins.models import CheckIn, ImportDraft
from tests.support.client import all_of
from tests.support.people import check_in, make_member, make_tracker


@pytest.fixture
def mia(app):
    return make_member("Mia")


@pytest.fixture
def daylio(mia, tmp_path):
    """Two days, one of them with a word of her own, and a line that cannot come in."""
    today = clock.local_day(clock.now(), mia.timezone)
    days = [today - timedelta(days=back) for back in (40, 41)]
    file = tmp_path / "daylio_export.csv"
    file.write_text(
        "\ufefffull_date,date,weekday,time,mood,activities,scales,note_title,note\n"
        f'{days[0]},,,20:15,good,"tired | reading","","","Made soup, “naïvely”."\n'
        f'{days[1]},,,21:00,wobbly,"","","",""\n'
        f'{today + timedelta(days=9)},,,21:00,good,"","","",""\n'
    )
    return file


def look_at(page, file):
    page.goto("/account")
    page.get_by_role("link", name="My data in files").click()
    page.get_by_label("Which file?").set_input_files(file)
    page.get_by_role("button", name="Look at it first").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_daylio_file_comes_in(phone_of, mia, daylio, script):
    page = phone_of(mia, java_script_enabled=script)
    look_at(page, daylio)
    page.get_by_label("wobbly").select_option("2")
    page.get_by_role("button", name="Show me what comes in").click()
    expect(page.get_by_role("heading", name="2 days are new here")).to_be_visible()
    expect(page.get_by_text("Made soup, “naïvely”.")).to_be_visible()
    page.get_by_text("1 line cannot come in").click()
    expect(page.get_by_text("This day has not come yet.")).to_be_visible()
    assert all_of(CheckIn) == []
    page.get_by_role("button", name="Bring in 2 days").click()
    expect(page.get_by_text("2 new days. 1 line could not come in.")).to_be_visible()
    assert sorted(row.mood for row in all_of(CheckIn)) == [2, 4]
    assert all_of(ImportDraft) == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_cancelling_takes_nothing_over(phone_of, mia, daylio, script):
    page = phone_of(mia, java_script_enabled=script)
    look_at(page, daylio)
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Nothing came in.")).to_be_visible()
    assert all_of(CheckIn) == all_of(ImportDraft) == []


def test_a_file_that_is_too_large_is_said_so_before_it_is_sent(phone_of, mia, tmp_path):
    file = tmp_path / "large.csv"
    file.write_bytes(b"x" * 9_000_000)
    page = phone_of(mia)
    sent = []
    page.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    look_at(page, file)
    expect(page.get_by_role("alert")).to_contain_text("larger than 8 MB")
    assert sent == []
    small = tmp_path / "small.csv"
    small.write_text("day,mood\n2026-01-01,4\n")
    page.get_by_label("Which file?").set_input_files(small)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.get_by_role("button", name="Look at it first").click()
    expect(page.get_by_role("heading", name="1 day is new here")).to_be_visible()


def test_without_javascript_the_server_says_beside_the_field_what_is_too_large(
    phone_of, mia, tmp_path
):
    file = tmp_path / "large.csv"
    file.write_bytes(b"x" * 20_000_000)
    page = phone_of(mia, java_script_enabled=False)
    page.watch.may_say("status of 422")
    look_at(page, file)
    expect(page.locator("#error-file")).to_contain_text("larger than 8 MB")


def test_all_days_and_dates_are_kept_as_files(phone_of, mia):
    check_in(mia, note="a quiet day")
    make_tracker(mia)
    page = phone_of(mia)
    page.goto("/import")
    for name, words in (("All my check-ins", "a quiet day"), ("All my sobriety dates", "Alcohol")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).tap()
        assert words in download.value.path().read_text("utf-8-sig")


def test_what_a_finger_must_hit_is_large_enough(phone_of, mia, daylio):
    page = phone_of(mia)
    look_at(page, daylio)
    for path in ("/import", page.url, page.url + "?words=said"):
        page.goto(path)
        small = page.evaluate(
            """() => [...document.querySelectorAll("main :is(button, a, summary, select, input)")]
              .filter((it) => it.offsetParent && it.type !== "hidden")
              .map((it) => [it.getBoundingClientRect().height, it.outerHTML.slice(0, 100)])
              .filter(([height]) => height < 47.5)"""
        )
        assert not small, f"{path}: {small}"
