"""The picture to print or share: only what is ticked."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4
from xml.etree import ElementTree

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from peerapp.sobriety import keepsake
from peerapp.sobriety.keepsake import Ticked
from tests.support.client import Client
from tests.support.people import check_in, make_member, make_own_milestone, make_tracker

NOW = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
WORDS = "canary words <b>&"
# What each tick brings, and what stands for everything else of the member.
TICKS = {
    "first_name": ("y", "Canaryfirst"),
    "tracker": ("y", "Canarytracker & co"),
    "day": ("y", None),
    "total": ("y", "53 sober days in all"),
    "words": (WORDS, WORDS),
}
SECRETS = (
    "Canarylast",
    "canaryown",
    "canarynote",
    "canaryother",
    "example.org",
    "Harbor",
    "Peerapp",
)


@pytest.fixture(autouse=True)
def at_noon() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mia(client_for) -> Client:
    member = make_member("Canaryfirst Canarylast")
    tracker = make_tracker(member, "Canarytracker & co", since=date(2026, 10, 1))
    make_own_milestone(tracker, "canaryown", days=40)
    make_tracker(member, "canaryother", since=date(2020, 1, 1))
    check_in(member, note="canarynote")
    client = client_for(member)
    client.tracker = tracker
    return client


def svg(client: Any, **query: str) -> Any:
    return client.get(f"/sobriety/{client.tracker.id}/picture.svg?{urlencode(query)}")


def texts(picture: bytes) -> list[str]:
    root = ElementTree.fromstring(picture)  # noqa: S314 - ours
    return ["".join(one.itertext()) for one in root.iter() if one.tag.endswith("}text")]


def period_of(client: Any) -> Any:
    return client.tracker.periods[0].id


@pytest.mark.parametrize("ticked", list(product([False, True], repeat=len(TICKS))))
@pytest.mark.parametrize(
    ("of", "label", "day"),
    [("count", "53 days", "November 23, 2026"), ("d30", "30 days", "October 31, 2026")],
)
def test_the_picture_shows_what_is_ticked_and_nothing_else(
    mia, of: str, label: str, day: str, ticked: tuple[bool, ...]
) -> None:
    chosen = {name for name, is_on in zip(TICKS, ticked, strict=True) if is_on}
    query = {name: TICKS[name][0] for name in chosen}
    answer = svg(mia, of=of if of == "count" else f"{period_of(mia)}.{of}", **query)
    assert answer.status_code == 200
    shown = [TICKS[name][1] or day for name in TICKS if name in chosen]
    assert texts(answer.data) == [*label.split(), *shown]
    raw = answer.text
    hidden = [TICKS[name][1] or day for name in TICKS if name not in chosen]
    for secret in (*SECRETS, *hidden, str(mia.tracker.id), str(period_of(mia))):
        assert secret.replace("&", "&amp;") not in raw
        assert secret not in raw


def test_the_picture_is_an_image_that_runs_nothing_and_is_kept_nowhere(mia) -> None:
    answer = svg(mia, words="<script>alert(1)</script>", tracker="y")
    assert answer.content_type.startswith("image/svg+xml")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == 'inline; filename="picture.svg"'
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in answer.headers["Content-Security-Policy"]
    assert "<script" not in answer.text
    assert "style" not in answer.text
    assert "href" not in answer.text
    root = ElementTree.fromstring(answer.data)  # noqa: S314 - ours
    known = {"svg", "rect", "circle", "path", "g", "text"}
    assert {one.tag.partition("}")[2] for one in root.iter()} <= known


def test_by_default_only_the_medallion_of_the_latest_milestone_is_on_it(mia) -> None:
    page = mia.get(f"/sobriety/{mia.tracker.id}/picture").text
    assert "checked" not in page
    assert f"of={period_of(mia)}.own:" in page  # 40 days, the day before yesterday
    assert texts(svg(mia).data) == ["40", "days"]


def test_who_has_reached_nothing_yet_shows_the_count(client_for) -> None:
    client = client_for(member := make_member())
    client.tracker = make_tracker(member, since=NOW.date())
    assert texts(svg(client).data) == ["0", "days"]


@pytest.mark.parametrize(
    "query",
    [{"of": "nothing"}, {"of": f"{uuid4()}.d30"}, {"words": "x" * 81}, {"words": "a\x00b"}],
)
def test_what_cannot_be_shown_is_said_on_the_page_and_is_no_picture(mia, query) -> None:
    page = mia.get(f"/sobriety/{mia.tracker.id}/picture?{urlencode(query)}")
    assert page.status_code == 422
    assert "The picture comes when this fits" in page.text
    assert "<img" not in page.text
    assert svg(mia, **query).status_code == 404


def test_with_htmx_only_the_picture_comes_back(mia) -> None:
    answer = mia.get(f"/sobriety/{mia.tracker.id}/picture?day=y", htmx=True)
    assert "<html" not in answer.text
    assert "day=y" in answer.text


def test_another_members_picture_is_not_there(mia, client_for) -> None:
    noah = client_for(make_member("Noah"))
    noah.tracker = mia.tracker
    assert svg(noah).status_code == 404
    assert noah.get(f"/sobriety/{mia.tracker.id}/picture").status_code == 404


@given(st.text(max_size=80), st.text(max_size=60))
def test_whatever_is_written_fits_and_can_be_drawn(words: str, name: str) -> None:
    drawn = keepsake.picture(Ticked(words=words, tracker=name))
    for line in drawn.lines:
        assert keepsake.width(line.text) * line.size <= keepsake.ROOM
        assert line.y < drawn.height - 150
        ElementTree.fromstring(f"<a>{escaped(line.text)}</a>")  # noqa: S314 - ours
    written = "".join(line.text for line in drawn.lines)
    assert "".join(written.split()) == "".join(keepsake.drawable(name + words).split())


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def test_long_words_are_broken_and_letters_keep_their_accents() -> None:
    lines = keepsake.wrapped("W" * 60, 10)
    assert "".join(lines) == "W" * 60
    assert len(lines) == 7
    assert all(line[0] != "\u0301" for line in keepsake.wrapped("e\u0301" * 60, 10))


def test_a_milestone_of_today_has_its_day(mia, at_noon) -> None:
    at_noon.shift(timedelta(days=7))
    assert texts(svg(mia, day="y").data) == ["60", "days", "November 30, 2026"]
