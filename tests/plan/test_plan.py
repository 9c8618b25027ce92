"""A member's recovery plan, seen from outside."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text

from peerapp import jobs
from peerapp.extensions import db
from peerapp.plan.models import PlanLine
from peerapp.plan.sections import MOST_LINES, WORDS, Section
from peerapp.telephone import dialled
from tests.support.client import all_of
from tests.support.morning import EIGHT
from tests.support.people import (
    check_in,
    make_line,
    make_member,
)
from tests.support.queries import queries_of


def errors_in(page: str) -> list[str]:
    return re.findall(r'class="error"[^>]*>([^<]+)<', page)


def words_of(page: str) -> list[str]:
    """The lines of a page to change, from the top."""
    return re.findall(r'plan-row__words"[^>]*><span>([^<]+)<', page)


def seen_in(page: str) -> str:
    return re.search(r'name="seen" type="hidden" value="(\w*)"', page).group(1)


def add(client, section, words, **more):
    return client.post(f"/plan/{section}", data={"words": words, **more})


def test_a_line_is_written_read_changed_and_removed(hers):
    answer = add(hers, "coping", "  Walk   to the lake ")
    assert (answer.status_code, answer.location) == (303, "/plan/change#plan-coping")
    [line] = all_of(PlanLine)
    assert line.words == "Walk to the lake"
    assert "Walk to the lake" in hers.get("/plan").text

    page = hers.get(f"/plan/lines/{line.id}").text
    hers.post(f"/plan/lines/{line.id}", data={"words": "Swim", "seen": seen_in(page)})
    assert "Swim" in hers.get("/plan").text
    assert "Walk" not in hers.get("/plan").text

    for _ in range(2):
        hers.post(f"/plan/lines/{line.id}/remove")
        assert "Swim" not in hers.get("/plan").text


def test_what_was_removed_can_be_brought_back_for_an_hour_and_is_gone_then(hers, clock):
    add(hers, "places", "The library")
    [line] = all_of(PlanLine)
    page = hers.get(hers.post(f"/plan/lines/{line.id}/remove").location).text
    assert "Removed: The library" in page
    hers.post(f"/plan/lines/{line.id}/restore")
    assert "The library" in hers.get("/plan").text
    hers.post(f"/plan/lines/{line.id}/remove")
    clock.move_to(EIGHT + timedelta(minutes=59))
    jobs.clean()
    assert len(all_of(PlanLine)) == 1
    clock.move_to(EIGHT + timedelta(minutes=61))
    jobs.clean()
    assert all_of(PlanLine) == []


def test_a_line_goes_up_and_the_first_one_stays(hers):
    for words in ("one", "two", "three"):
        add(hers, "signs", words)
    ids = {line.words: line.id for line in all_of(PlanLine)}
    for words, order in (("three", "one three two"), ("three", "three one two")) * 2:
        hers.post(f"/plan/lines/{ids[words]}/up")
        shown = words_of(hers.get("/plan/change").text)
        assert shown == (order if shown[0] == "one" else "three one two").split()


def test_a_part_comes_back_to_htmx_ready_for_the_next_line(hers):
    answer = hers.post("/plan/coping", data={"words": "Tea"}, htmx=True)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert words_of(answer.text) == ["Tea"]
    assert re.search(r'id="plan-coping-words"[^>]*data-focus|data-focus[^>]*id="plan-coping-words"',
                     answer.text)  # fmt: skip


def test_ideas_can_be_tapped_and_then_are_not_offered_again(hers):
    [idea, *_] = WORDS[Section.COPING].starters
    assert f'value="{idea}"' in hers.get("/plan/change").text
    add(hers, "coping", idea)
    assert f'value="{idea}"' not in hers.get("/plan/change").text


def test_whom_to_call_is_one_tap_and_a_name_without_a_number_is_fine(hers):
    add(hers, "people", "Ana", phone="+1 (312) 555-0142")
    add(hers, "people", "Lou from the meeting")
    page = hers.get("/plan").text
    assert 'href="tel:+13125550142"' in page
    assert page.count('href="tel:') == 1
    assert "Lou from the meeting" in page


@pytest.mark.parametrize(
    ("written", "dials"),
    [
        ("312 555 0142", "3125550142"),
        ("+49 (0)30/901.820", "+49030901820"),
        ("988", "988"),
        ("12", None),
        ("1" * 16, None),
        ("*#06#", None),
        ("1+2", None),
        ("call Ana", None),
        ("٣٣٣٣", None),
        ("", None),
        (None, None),
        ("555;ext=1", None),
    ],
)
def test_what_a_link_dials_is_a_number_and_nothing_else(written, dials):
    assert dialled(written) == dials


@pytest.mark.parametrize(
    ("section", "form", "says"),
    [
        ("coping", {"words": " "}, "a few words"),
        ("coping", {"words": "x" * 100_000}, "200 letters or fewer"),
        ("coping", {"words": "a\x00b"}, "cannot be kept"),
        ("people", {"words": "Ana", "phone": "call me"}, "not a number we can call"),
        ("people", {"words": "Ana", "phone": "1" * 300}, "40 letters or fewer"),
        ("people", {"words": "", "phone": "555 0142"}, "a few words"),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_w5_what_cannot_be_kept_is_said_kindly_and_stays_in_the_field(
    hers, section, form, says, htmx
):
    answer = hers.post(f"/plan/{section}", data=form, htmx=htmx)
    assert answer.status_code == 422
    assert says in errors_in(answer.text)[0]
    for typed in form.values():
        assert typed[:100].strip().split("\x00")[0] in answer.text
    assert all_of(PlanLine) == []


def test_a_script_in_a_line_is_only_letters(hers):
    add(hers, "coping", "<script>alert(1)</script>")
    copy = hers.get("/pocket").json["pages"]["/plan"]
    for page in (hers.get("/plan").text, hers.get("/plan/change").text, copy):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_list_has_an_end_and_says_so_kindly(hers, mia):
    for number in range(MOST_LINES):
        make_line(mia, f"line {number}")
    answer = add(hers, "coping", "one more")
    assert answer.status_code == 422
    assert "You can remove one first" in errors_in(answer.text)[0]
    assert 'value="one more"' in answer.text
    assert len(all_of(PlanLine)) == MOST_LINES
    assert add(hers, "places", "The park").status_code == 303  # another list has room

    first = all_of(PlanLine)[0]
    hers.post(f"/plan/lines/{first.id}/remove")
    add(hers, "coping", "one more")
    back = hers.get(hers.post(f"/plan/lines/{first.id}/restore").location).text
    assert f"There are {MOST_LINES} lines already" in back


def test_d2_the_same_line_sent_twice_is_one_and_other_words_are_not_lost(hers, client_for):
    line_id = str(uuid4())
    for words in ("Tea", "Tea", "Walk"):  # the third of a page that was gone back to
        assert add(hers, "coping", words, id=line_id).status_code == 303
    assert sorted(line.words for line in all_of(PlanLine)) == ["Tea", "Walk"]
    noah = client_for(make_member("Noah"))
    assert add(noah, "coping", "Mine", id=line_id).status_code == 404
    assert add(hers, "coping", "Sing", id="no id").status_code == 303


def test_d2_what_another_tab_saved_is_not_overwritten_in_silence(hers, mia):
    line = make_line(mia, "Tea")
    here = f"/plan/lines/{line.id}"
    page = hers.get(here).text
    hers.post(here, data={"words": "Coffee", "seen": seen_in(page)})
    answer = hers.post(here, data={"words": "Water", "seen": seen_in(page)})
    assert answer.status_code == 422
    assert "Coffee" in answer.text
    assert 'value="Water"' in answer.text
    hers.post(here, data={"words": "Water", "seen": seen_in(answer.text)})
    assert "Water" in hers.get("/plan").text


def test_a2_a_line_of_somebody_else_is_not_there(hers, client_for, mia):
    line = make_line(mia, "Tea")
    noah = client_for(make_member("Noah"))
    for way in ("", "/up", "/remove", "/restore"):
        assert noah.post(f"/plan/lines/{line.id}{way}", data={"words": "x"}).status_code == 404
    assert all_of(PlanLine)[0].words == "Tea"
    assert "Tea" not in noah.get("/plan").text


@pytest.mark.both_databases
def test_d7_nothing_of_a_plan_is_readable_in_the_database(hers):
    add(hers, "people", "canary-of-mia", phone="312 555 0142")
    kept = db.session.execute(text("SELECT words, phone FROM plan_lines")).one()
    assert not [one for one in kept if "canary" in one or "312" in one or "0142" in one]
    [line] = all_of(PlanLine)
    assert (line.words, line.phone) == ("canary-of-mia", "312 555 0142")


@pytest.mark.parametrize("said", [{"mood": "1"}, {"mood": "4", "craving": "8"}, {"sober": "no"}])
def test_a_hard_day_shows_what_helps_and_whom_to_call(hers, mia, said):
    for words in ("Walk to the lake", "Tea", "Sing", "A fourth thing"):
        make_line(mia, words)
    make_line(mia, "Ana", Section.PEOPLE, phone="312 555 0142")
    make_line(mia, "A sign of mine", Section.SIGNS)
    hers.post("/checkins", data={"mood": "3"})
    assert "From my plan" not in hers.get("/").text
    answer = hers.post("/checkins", data={"mood": "3", **said}, htmx=True).text
    assert "From my plan" in answer
    assert "Walk to the lake" in answer
    assert 'href="tel:3125550142"' in answer
    assert "A fourth thing" not in answer
    assert "A sign of mine" not in answer
    assert 'href="/tools/urge"' in answer


def test_a_hard_day_without_a_plan_still_leads_to_the_tools(hers, mia):
    check_in(mia, mood=1)
    page = hers.get("/").text
    assert "From my plan" not in page
    assert 'href="/tools/urge"' in page


def test_the_plan_is_near_from_help_home_and_account_and_only_for_members(hers, tonis, client):
    for path in ("/help", "/", "/account"):
        assert 'href="/plan"' in hers.get(path).text, path
    for other in (tonis, client):
        assert 'href="/plan"' not in other.get("/help").text
        assert 'href="/tools"' in other.get("/help").text


def test_a_full_plan_takes_as_many_queries_as_a_short_one(hers, mia):
    make_line(mia, "Tea")
    few = [queries_of(lambda path=path: hers.get(path)) for path in ("/plan", "/plan/change")]
    for section in Section:
        for number in range(5):
            make_line(mia, f"{section} {number}", section)
    many = [queries_of(lambda path=path: hers.get(path)) for path in ("/plan", "/plan/change")]
    assert many == few
