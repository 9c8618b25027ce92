"""D2: a month without a signal, and then a line that breaks again and again while it is sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from peerapp import clock
from peerapp.checkins.models import CheckIn
from peerapp.messages.models import Message
from tests.pwa.test_outbox_in_browser import NO_SYNC, ONLINE, ROWS
from tests.support.client import all_of
from tests.support.cut_lines import CutLines
from tests.support.long_form import LONG_FORM, times
from tests.support.people import make_member, make_mentor, match

pytestmark = [*LONG_FORM, pytest.mark.usefixtures("midday")]
DAYS = times(4, 30)
MESSAGES = times(3, 20)  # the first so many days have one
CUTS = times(8, 20)
MOST_TRIES = 40 * CUTS
# Nothing is being sent, nor waits for its turn. A page with something typed has a lock of its own.
RESTS = """async () => {
  const isTurn = ({ name }) => !name.startsWith("typed ");
  for (;;) {
    const { held, pending } = await navigator.locks.query();
    if (![...held, ...pending].some(isTurn)) return;
    await new Promise((soon) => setTimeout(soon, 20));
  }
}"""


@pytest.fixture
def lines(app, monkeypatch) -> CutLines:
    lines = CutLines(app.wsgi_app)
    monkeypatch.setattr(app, "wsgi_app", lines)
    return lines


@pytest.fixture
def mia(app):
    return make_member("Mia")


@pytest.fixture
def talk(mia):
    return match(make_mentor("Toni"), mia, since=timedelta(days=60))


@pytest.fixture
def tabs(phone_of, mia, talk) -> tuple[Page, Page]:
    """Today and the conversation, both open when the signal goes."""
    today = phone_of(mia)
    for said in ("ERR_", "status of 500"):
        today.watch.may_say(said)
    today.watch.may_lose_its_signal()
    today.context.add_init_script(NO_SYNC)
    today.goto("/")
    written = today.context.new_page()
    written.goto(f"/matches/{talk.id}/messages")
    today.context.set_offline(True)
    return today, written


def the_days() -> Iterator[tuple[int, datetime]]:
    now = clock.now().replace(microsecond=0)
    for number in range(DAYS):
        yield number, now - timedelta(days=DAYS - number)


def mood_of(number: int) -> int:
    return 1 + number % 5


def words_of(number: int) -> str:
    return f"Day {number}: still here."


def live_through(tabs: tuple[Page, Page]) -> None:
    today, written = tabs
    for number, at in the_days():
        today.clock.set_fixed_time(at)
        today.locator(f"#mood-{mood_of(number)}").tap()
        waiting(today, "checkin", number + 1)
        if number < MESSAGES:
            written.clock.set_fixed_time(at)
            written.get_by_label("Message to").fill(words_of(number))
            written.get_by_role("button", name="Send", exact=True).tap()
            waiting(written, "message", number + 1)


def waiting(page: Page, kind: str, count: int) -> None:
    expect(page.locator(f'[data-outbox-item="{kind}"][data-state=waiting]')).to_have_count(count)


def send_all(tabs: tuple[Page, Page]) -> None:
    today, written = tabs
    for tab in tabs:
        tab.clock.set_fixed_time(clock.now())
    today.context.set_offline(False)
    for _ in range(MOST_TRIES):
        for tab in tabs:
            tab.evaluate(ONLINE)
        today.evaluate(RESTS)
        rows = today.evaluate(ROWS)
        says_nothing_untrue(written, rows)
        if not rows:
            return
    raise AssertionError(rows)


def says_nothing_untrue(written: Page, rows: list[dict]) -> None:
    """What is said to be sent is there, and what is not there still waits on the phone."""
    here = {row["words"][0] for row in rows if row["kind"] == "message"}
    there = {message.body for message in all_of(Message)}
    assert here | there == {words_of(number) for number in range(MESSAGES)}
    for said in written.locator("[data-outbox-item=message][data-state=sent] .outbox__words").all():
        assert said.text_content() in there


def test_d2_a_month_without_a_signal_comes_through_a_line_that_breaks(app, tabs, lines, mia):
    live_through(tabs)
    lines.left = CUTS
    send_all(tabs)
    assert len(lines.done) == CUTS
    checkins = sorted(all_of(CheckIn), key=lambda row: row.said_at)
    days = list(the_days())
    assert [row.mood for row in checkins] == [mood_of(number) for number, _ in days]
    assert [row.day for row in checkins] == [clock.local_day(at, mia.timezone) for _, at in days]
    assert not any(row.versions for row in checkins)
    messages = sorted(all_of(Message), key=lambda row: row.number)
    assert [row.body for row in messages] == [words_of(number) for number in range(MESSAGES)]
    assert [row.number for row in messages] == list(range(1, MESSAGES + 1))
    for tab in tabs:
        expect(tab.locator("[data-state=waiting], [data-state=later]")).to_have_count(0)
        expect(tab.locator("[data-outbox-news]")).not_to_contain_text("wait")
