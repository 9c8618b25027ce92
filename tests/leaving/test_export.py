"""Everything that is a person's, in one ZIP."""

import csv
import json
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from PIL import Image

from peerapp import clock
from peerapp.extensions import db
from peerapp.leaving import archive
from peerapp.leaving.registry import DECISIONS
from tests.access.world import World, build
from tests.support.client import Client
from tests.support.people import (
    PASSWORD,
    check_in,
    make_member,
    make_mentor,
    make_message,
    match,
    note,
    suspend,
)
from tests.support.pictures import a_photo

pytestmark = pytest.mark.both_databases


@pytest.fixture
def world(app) -> World:
    return build()


def taken(client: Client) -> ZipFile:
    answer = client.get("/privacy/export")
    assert answer.mimetype == "application/zip"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=my-data-")
    found = ZipFile(BytesIO(answer.data))
    assert found.testzip() is None
    return found


def rows(found: ZipFile, name: str) -> list[dict]:
    return json.loads(found.read(f"json/{name}.json"))


def page(found: ZipFile) -> str:
    return found.read("index.html").decode()


@pytest.mark.parametrize("who", ["mia", "mentor", "coordinator"])
def test_everybody_takes_along_what_is_theirs(world, confirmed, who):
    found = taken(confirmed(getattr(world, who)))
    names = {name for name, decision in DECISIONS.items() if decision.mine}
    for kind in ("json", "csv"):
        assert {f"{kind}/{name}.{kind}" for name in names} <= set(found.namelist())
    (account,) = rows(found, "people")
    assert account["display_name"] == getattr(world, who).display_name
    assert "password_hash" not in account


def test_a_member_finds_each_of_their_words(world, confirmed):
    found = taken(confirmed(world.mia))
    read = page(found)
    for words in (
        "a note that only some may read",
        "words only the member reads",
        "a pledge only the member reads",
        "a review only the member reads",
        "a goal that only some may read",
        "a line that only some may read",
        "How are you today?",
        "a call that only some may read",
        "212-555-0117",
    ):
        assert words in read
    assert "her interview" not in read  # her mentor's own
    assert {one["by"] for one in rows(found, "messages")} == {"me", "Toni"}
    assert "<script" not in read and 'lang="en"' in read


def test_photos_open_beside_the_page(world, confirmed):
    found = taken(confirmed(world.mia))
    (why,) = rows(found, "motivations")
    assert why["photo"] == "photos/motivations-1.jpg"
    assert Image.open(BytesIO(found.read(why["photo"]))).format == "JPEG"
    assert f'<img src="{why["photo"]}"' in page(found)
    (photo,) = [one["photo"] for one in rows(found, "messages") if one.get("photo")]
    assert photo in found.namelist()


def test_a_mentor_takes_nothing_of_who_has_left_them(app, confirmed):
    toni, mia, noah = make_mentor("Toni"), make_member("Mia"), make_member("Noah")
    over, now = match(toni, mia, ended=True), match(toni, noah)
    make_message(over, mia, "words to a mentor of before")
    make_message(now, noah, "words to a mentor of now")
    note(over, "a note of before")
    note(now, "a note of now")
    check_in(noah, note="a note of a mentee")
    read = everything(taken(confirmed(toni)))
    assert "words to a mentor of now" in read and "a note of now" in read
    assert "of before" not in read
    assert "a note of a mentee" not in read
    assert "Mia" not in read
    suspend(noah)
    assert "of now" not in everything(taken(confirmed(toni)))


def test_nothing_of_anybody_else(world, confirmed):
    check_in(world.member, note="Noah's own note")
    assert "Noah" not in everything(taken(confirmed(world.mia)))
    read = everything(taken(confirmed(world.coordinator)))
    assert "only some may read" not in read and "only the member" not in read
    assert str(world.mia.id) not in read


def everything(found: ZipFile) -> str:
    return "".join(found.read(name).decode(errors="replace") for name in found.namelist())


def test_a_cell_that_looks_like_a_formula_is_text(app, confirmed):
    mia = make_member("=1+1")
    check_in(mia, note='=HYPERLINK("https://evil.example")\nand more')
    found = taken(confirmed(mia))
    text = found.read("csv/checkins.csv").decode("utf-8-sig")
    (row,) = list(csv.DictReader(StringIO(text)))
    assert row["note"].startswith("'=HYPERLINK")
    assert "'=1+1" in found.read("csv/people.csv").decode()
    assert rows(found, "checkins")[0]["note"].startswith("=HYPERLINK")
    assert "&lt;" not in page(found)


def test_words_are_shown_as_they_are_and_never_run(app, confirmed):
    mia = make_member("Mia")
    check_in(mia, note="<script>alert(1)</script>")
    read = page(taken(confirmed(mia)))
    assert "&lt;script&gt;alert(1)" in read and "<script" not in read


def test_the_page_is_in_the_persons_language(app, confirmed):
    read = page(taken(confirmed(make_member("Mía", language="es"))))
    assert 'lang="es"' in read
    assert "Mis datos" in read and "My data" not in read


def test_one_message_that_cannot_be_read_stops_nothing(app, confirmed):
    toni, mia = make_mentor("Toni"), make_member("Mia")
    walk = match(toni, mia)
    make_message(walk, mia, "lost", photo=a_photo())
    make_message(walk, toni, "still there")
    with db.engine.begin() as connection:
        shut = "UPDATE messages SET body = 'gAAAAAno-token', photo = NULL WHERE number = 1"
        connection.exec_driver_sql(shut)
    found = taken(confirmed(mia))
    assert "cannot be read any more" in page(found)
    assert "still there" in page(found)


def test_the_password_comes_first(app, client, client_for):
    mia = make_member("Mia")
    assert client.get("/privacy/export").headers["Location"].startswith("/login")
    mias = client_for(mia)
    asked = mias.get("/privacy/export").headers["Location"]
    assert asked == "/confirm?next=/privacy/data?ready%3Dyes"
    ready = "/privacy/data?ready=yes"
    assert "refresh" not in mias.get(ready).text
    assert mias.post("/confirm", data={"password": PASSWORD, "next": ready}).status_code == 303
    assert '<meta http-equiv="refresh" content="1; url=/privacy/export">' in mias.get(ready).text


def test_what_is_written_and_removed_meanwhile_breaks_nothing(app):
    mia = make_member("Mia")
    days = [check_in(mia, date(2026, 11, day), note="one of many") for day in range(1, 21)]
    with app.test_request_context():
        parts = archive.of(mia, clock.now())
        found = [next(parts)]
        db.session.delete(days[3])
        db.session.commit()
        check_in(mia, date(2026, 10, 31), note="one more")
        found += parts
    assert len(rows(ZipFile(BytesIO(b"".join(found))), "checkins")) == 20
