"""A text from another app goes into the note of today's check-in, as a draft."""

import html
import re

import pytest

from peerapp.checkins import answers, sharing_in
from peerapp.checkins.models import CheckIn
from tests.support.client import all_of
from tests.support.people import check_in, make_member, make_mentor

pytestmark = pytest.mark.usefixtures("midday")
POEM = {"title": "A poem", "text": "The river is wide.", "url": "https://example.org/poem"}


def share(client, site="none", **fields):
    return client.post("/share", data=fields, csrf=False, headers={"Sec-Fetch-Site": site})


def draft_in(page) -> str:
    text = re.search(r"<textarea[^>]*>\n?(.*?)</textarea>", page.text, re.DOTALL).group(1)
    return html.unescape(text)


def test_it_stands_in_the_note_and_nothing_is_saved(client_for):
    page = share(client_for(make_member()), **POEM)
    assert draft_in(page) == "A poem\nThe river is wide.\nhttps://example.org/poem"
    assert 'action="/checkins"' in page.text
    assert page.text.count('name="mood"') == 5
    assert all_of(CheckIn) == []


def test_one_tap_on_a_face_saves_both_and_the_note_is_for_the_member_alone(client_for):
    mia = client_for(make_member())
    page = share(mia, **POEM)
    fields = {"note": draft_in(page), "mood": "4", "only_me": ["y", ""]}
    assert mia.post("/checkins", data=fields).status_code == 303
    (saved,) = all_of(CheckIn)
    assert (saved.mood, saved.note_is_private) == (4, True)
    assert saved.note.startswith("A poem")


def test_after_the_check_in_it_comes_behind_todays_note(client_for):
    member = make_member()
    checkin = check_in(member, note="A long walk.")
    mia = client_for(member)
    page = share(mia, text="The river is wide.")
    assert draft_in(page) == "A long walk.\n\nThe river is wide."
    assert 'name="mood"' not in page.text
    action = re.search(r'action="(/checkins/[^"]+)"', page.text).group(1)
    mia.post(action, data={"note": draft_in(page), "only_me": ["y", ""]})
    (saved,) = all_of(CheckIn)
    assert saved.id == checkin.id
    assert (saved.mood, saved.note) == (4, "A long walk.\n\nThe river is wide.")


def test_what_is_too_long_is_cut_kindly_and_can_be_saved(client_for):
    member = make_member()
    check_in(member, note="Before.")
    mia = client_for(member)
    page = share(mia, text="line\n" * 200_000)  # 1 MB
    assert page.status_code == 200
    draft = draft_in(page)
    assert draft.startswith("Before.\n\nline\n")
    assert answers.LONGEST_NOTE - 5 <= len(draft) <= answers.LONGEST_NOTE
    assert re.search(r"data-shared-cut>", page.text)
    action = re.search(r'action="(/checkins/[^"]+)"', page.text).group(1)
    as_browsers_send = draft.replace("\n", "\r\n")
    assert mia.post(action, data={"note": as_browsers_send, "only_me": "y"}).status_code == 303
    assert all_of(CheckIn)[0].note == draft


def test_what_is_short_enough_is_not_said_to_be_cut(client_for):
    assert "data-shared-cut hidden" in share(client_for(make_member()), text="short").text


@pytest.mark.parametrize("fields", [{}, {"text": ""}, {"text": "\x00\x1b\x7f \r\n"}, {"x": "y"}])
def test_nothing_of_use_is_an_empty_note(client_for, fields):
    page = share(client_for(make_member()), **fields)
    assert page.status_code == 200
    assert draft_in(page).strip("\x7f") == ""


def test_bytes_that_are_no_text_break_nothing(client_for):
    mia = client_for(make_member())
    kind = "application/x-www-form-urlencoded"
    for body in (b"text=\xff\xfe\x00\x01", b"text=%ff%fe%00", b"\x00" * 1000):
        page = mia.post("/share", data=body, content_type=kind, csrf=False)
        assert page.status_code == 200
        assert "\x00" not in page.text


def test_who_is_signed_out_still_sees_it_and_signs_in_first(client):
    page = share(client, text="The river is wide.")
    assert draft_in(page) == "The river is wide."
    assert "data-shared-keep" in page.text
    assert 'href="/login?next=/share"' in page.text
    assert client.get("/share").headers["Location"].endswith("/login?next=/share")


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_shares_nothing(client, client_for, site):
    for visitor in (client, client_for(make_member())):
        page = share(visitor, site, text="Buy this.")
        assert page.status_code == 403
        assert "Another website sent this" in page.text
        assert "Buy this." not in page.text
    # without a cookie, as from another site: a new one would take the place of who is signed in
    assert "Set-Cookie" not in share(client, site, text="Buy this.").headers


def test_a_browser_that_does_not_say_where_it_comes_from_may_share(client_for):
    mia = client_for(make_member())
    page = mia.post("/share", data={"text": "The river is wide."}, csrf=False)
    assert draft_in(page) == "The river is wide."


def test_who_keeps_no_notes_is_told_so(client_for):
    toni = client_for(make_mentor())
    page = share(toni, text="The river is wide.")
    assert "No notes here" in page.text
    assert draft_in(page) == "The river is wide."
    assert "<textarea" not in toni.get("/share").text


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (["A", "B", "https://c"], "A\nB\nhttps://c"),
        (["A poem", "A poem https://c", "https://c"], "A poem https://c"),
        (["", "one\r\ntwo\rthree\x07", ""], "one\ntwo\nthree"),
        (["https://c", "", "https://c"], "https://c"),
    ],
)
def test_each_part_is_said_once(parts, words):
    assert sharing_in.words_of(parts) == words


def test_a_full_note_stays_whole():
    full = "n" * answers.LONGEST_NOTE
    assert sharing_in.added(full, "more") == (full, True)
