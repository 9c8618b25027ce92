"""Why a member does this: words and a photo, seen from outside."""

import io
import re
from datetime import date

import pytest
from sqlalchemy import text
from werkzeug.datastructures import MultiDict

from peerapp.extensions import db
from peerapp.reflections import darkroom, motivations
from peerapp.reflections.models import Motivation
from peerapp.uploads import READ_AT_MOST, is_too_large
from tests.support.client import all_of
from tests.support.people import make_coordinator, make_member, make_mentor, match, reflect
from tests.support.pictures import a_photo

MB = 1024 * 1024


def send(client, data: bytes, name: str = "IMG_1.jpg", **more):
    return client.post("/why/photo", data={"photo": (io.BytesIO(data), name), **more})


def errors_in(page: str) -> list[str]:
    return re.findall(r'class="error"[^>]*>([^<]+)<', page)


def seen_in(page: str) -> str:
    return re.search(r'name="seen" type="hidden" value="(\w*)"', page).group(1)


def only() -> Motivation:
    [row] = all_of(Motivation)
    return row


def test_words_are_kept_and_shown_again(hers):
    answer = hers.post("/why", data={"words": " For Ana.\r\nAnd for me. "})
    assert (answer.status_code, answer.location) == (303, "/why")
    assert only().words == "For Ana.\nAnd for me."
    assert "For Ana.\nAnd for me.</textarea>" in hers.get("/why").text
    assert "For Ana.\nAnd for me.</p>" in hers.get("/").text


def test_words_can_be_taken_away_again(hers):
    hers.post("/why", data={"words": "For Ana."})
    hers.post("/why", data={"words": " ", "seen": seen_in(hers.get("/why").text)})
    assert only().words is None
    assert "Why I do this" not in hers.get("/").text


@pytest.mark.parametrize(
    ("words", "says"), [("x" * 2001, "2,000 letters or fewer"), ("a\x00b", "cannot be kept")]
)
def test_w5_words_that_cannot_be_kept_stay_in_the_field(hers, words, says):
    answer = hers.post("/why", data={"words": words})
    assert answer.status_code == 422
    assert says in errors_in(answer.text)[0]
    assert words[:1000].split("\x00")[0] in answer.text
    assert all_of(Motivation) == []


def test_d2_words_of_another_device_are_not_overwritten_in_silence(hers):
    page = hers.get("/why").text  # on the tablet
    hers.post("/why", data={"words": "From the phone", "seen": seen_in(page)})
    answer = hers.post("/why", data={"words": "From the tablet", "seen": seen_in(page)})
    assert answer.status_code == 422
    assert "From the phone" in answer.text
    assert "From the tablet</textarea>" in answer.text
    assert only().words == "From the phone"
    hers.post("/why", data={"words": "From the tablet", "seen": seen_in(answer.text)})
    assert only().words == "From the tablet"


@pytest.mark.both_databases
def test_d7_nothing_of_it_is_readable_in_the_database(app, hers):
    hers.post("/why", data={"words": "canary-of-mia"})
    send(hers, a_photo(), photo_words="canary-of-ana")
    row = "SELECT words, photo_words, photo FROM motivations"
    words, photo_words, photo = db.session.execute(text(row)).one()
    assert "canary" not in words + photo_words
    # how a JPEG begins; its later letters come up by chance in the base64 of what is encrypted
    assert b"\xff\xd8\xff" not in bytes(photo)
    assert not bytes(photo).startswith(b"/9j/")
    assert (only().words, only().photo_words) == ("canary-of-mia", "canary-of-ana")


@pytest.mark.both_databases
def test_w6_a_photo_is_kept_shown_replaced_and_removed(app, hers):
    assert send(hers, a_photo(), photo_words="Ana at the lake").location == "/why"
    shown = hers.get("/why/photo")
    assert shown.status_code == 200
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Cache-Control"] == "no-store"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert shown.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.data.startswith(b"\xff\xd8\xff")
    assert 'alt="Ana at the lake"' in hers.get("/why").text
    assert 'alt="Ana at the lake"' in hers.get("/").text

    send(hers, a_photo(100, 300, "PNG"), photo_words="Ana at the lake")
    assert hers.get("/why/photo").data != shown.data
    for _ in range(2):
        assert hers.post("/why/photo/remove").location == "/why"
        assert hers.get("/why/photo").status_code == 404
    assert (only().photo, only().photo_type, only().photo_words) == (None, None, None)


def test_the_words_for_a_photo_can_be_changed_without_it(hers):
    send(hers, a_photo(), photo_words="Ana")
    before = hers.get("/why/photo").data
    hers.post("/why/photo", data={"photo": (io.BytesIO(b""), ""), "photo_words": "Ana and Bo"})
    assert only().photo_words == "Ana and Bo"
    assert hers.get("/why/photo").data == before


def test_w6_what_a_browser_calls_a_file_is_not_believed(hers):
    sent = {"photo": (io.BytesIO(a_photo(kind="PNG")), "../../x.html", "text/html")}
    hers.post("/why/photo", data=sent)
    assert hers.get("/why/photo").headers["Content-Type"] == "image/jpeg"
    assert only().photo_type == "image/jpeg"


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"", "", "choose a photo"),
        (b"", "empty.jpg", "is empty"),
        (b"Dear diary", "photo.jpg", "no photo that we can read"),
        (b"<svg><script>alert(1)</script></svg>", "a.svg", "no photo that we can read"),
        (a_photo()[:900], "half.jpg", "missing or broken"),
        (bytes(20 * MB + 1), "large.jpg", "larger than 20 MB"),
        (bytes(50 * MB), "huge.jpg", "larger than 20 MB"),
    ],
    ids=["none", "empty", "text", "svg", "half", "20 MB", "50 MB"],
)
def test_w6_what_is_no_photo_is_said_beside_the_field_and_the_rest_is_kept(hers, data, name, says):
    hers.post("/why", data={"words": "For Ana."})
    answer = send(hers, data, name, photo_words="Ana at the lake")
    assert answer.status_code == 422
    [error] = errors_in(answer.text)
    assert says in error
    assert "choose it once more" not in answer.text  # the error has its own advice
    assert 'value="Ana at the lake"' in answer.text
    assert "For Ana.</textarea>" in answer.text
    assert only().photo is None


def test_w6_the_photo_that_was_there_stays_when_the_next_one_is_none(hers):
    send(hers, a_photo())
    before = hers.get("/why/photo").data
    send(hers, b"no photo")
    assert hers.get("/why/photo").data == before


def test_w6_one_member_has_room_for_six_photos_a_minute_on_all_their_devices(
    hers, client_for, mia, clock
):
    for _ in range(3):
        assert send(hers, a_photo()).status_code == 303
        assert send(client_for(mia), a_photo()).status_code == 303
    answer = send(client_for(mia), a_photo(), photo_words="Ana at the lake")
    assert answer.status_code == 422
    assert "try again a little later" in errors_in(answer.text)[0]
    assert 'value="Ana at the lake"' in answer.text
    assert send(client_for(make_member("Noah")), a_photo()).status_code == 303
    clock.shift(61)
    assert send(hers, a_photo()).status_code == 303


def test_w6_a_photo_while_another_is_prepared_is_said_kindly(hers, monkeypatch):
    monkeypatch.setattr(darkroom, "WAIT", 0)
    with darkroom.ROOM:
        answer = send(hers, a_photo())
    assert answer.status_code == 422
    assert "Another photo is being prepared" in errors_in(answer.text)[0]


def test_w6_only_the_first_file_of_a_request_has_room(app):
    files = [("photo", (io.BytesIO(bytes(50_000)), f"{n}.jpg")) for n in range(4)]
    with app.test_request_context("/why/photo", method="POST", data=MultiDict(files)) as context:
        sent = context.request.files.getlist("photo")
        assert [len(file.read()) for file in sent] == [50_000, 0, 0, 0]
        assert [is_too_large(file) for file in sent] == [False, True, True, True]


def test_w6_only_this_route_takes_so_much_and_only_as_a_form_of_files(hers, client):
    large = {"photo": (io.BytesIO(bytes(5 * MB)), "a.jpg")}
    assert hers.post("/why", data=dict(large)).status_code == 413
    large["photo"] = (io.BytesIO(bytes(5 * MB)), "a.jpg")
    assert client.post("/why/photo", data=dict(large)).status_code == 413  # nobody is signed in
    raw = {"data": bytes(5 * MB), "content_type": "application/octet-stream"}
    assert hers.post("/why/photo", **raw).status_code == 413
    typed = {"data": b"photo_words=" + b"x" * 5 * MB}
    typed["content_type"] = "application/x-www-form-urlencoded"
    assert hers.post("/why/photo", **typed).status_code == 413
    whole = {"photo": (io.BytesIO(bytes(READ_AT_MOST)), "a.jpg")}
    assert hers.post("/why/photo", data=whole).status_code == 413
    assert motivations.MOST_BYTES < READ_AT_MOST


def test_a1_nobody_else_sees_any_of_it(app, client_for, mia):
    reflect(mia, date(2026, 11, 23))
    mentor, coordinator, other = make_mentor(), make_coordinator(), make_member("Noah")
    match(mentor, mia)
    own = re.compile(r"only the member (reads|sees)")
    pages = {
        mentor: ["/", "/mentees", f"/mentees/{mia.id}"],
        coordinator: ["/program"],
        other: ["/", "/why", "/reflections", "/review"],
    }
    for person, addresses in pages.items():
        client = client_for(person)
        for address in addresses:
            assert client.get(address).status_code == 200
            assert not own.search(client.get(address).text), address
        assert client.get("/why/photo").status_code == 404
        assert client.get("/review/2026-11-23").status_code == 404
    hers = client_for(mia)
    assert all(own.search(hers.get(page).text) for page in ("/", "/why", "/review/2026-11-23"))
