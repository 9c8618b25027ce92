"""A phone that cannot keep what waits, and a server that refuses it: no words go in silence."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from peerapp import clock
from peerapp.checkins.models import CheckIn
from peerapp.messages.models import Message
from tests.pwa.test_outbox_in_browser import NO_SYNC, ROWS, state, waits
from tests.support.client import all_of
from tests.support.kept import until
from tests.support.people import make_member, make_mentor, match

REFUSES = """
  IDBFactory.prototype.open = () => { throw new DOMException("denied", "SecurityError"); };
"""
HANGS = """
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...what) {
    return Object.assign(open.apply(this, what), { addEventListener() {} });
  };
  const wait = setTimeout;
  window.setTimeout = (what, after, ...more) => wait(what, after === 5_000 ? 500 : after, ...more);
"""
# As a browser does it when there is no room: the change is taken back after it seemed to go well.
IS_FULL = """
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (...what) {
    const asked = add.apply(this, what);
    this.transaction.abort();
    return asked;
  };
"""
# As an iPhone does to a page that was put aside: the page hears of it when it next asks.
TAKEN_AWAY = """
  const begin = IDBDatabase.prototype.transaction;
  const gone = new WeakSet();
  const open = new Set();
  window.takeAway = () => open.forEach((db) => gone.add(db));
  IDBDatabase.prototype.transaction = function (...what) {
    open.add(this);
    if (gone.has(this)) throw new DOMException("Connection lost.", "UnknownError");
    return begin.apply(this, what);
  };
"""
WORDS = "No one knows these words but me."


@pytest.fixture
def mia(app):
    return make_member("Mia")


@pytest.fixture
def phone(phone_of, mia) -> Page:
    page = phone_of(mia)
    page.watch.may_lose_its_signal()
    page.add_init_script(NO_SYNC)
    return page


def write_a_note(page: Page) -> None:
    page.get_by_text("Add more, if you like").tap()
    page.get_by_label("A note").fill(WORDS)
    page.get_by_role("button", name="Save", exact=True).tap()


def check_in(page: Page) -> None:
    page.goto("/")
    page.locator("#mood-4").tap()
    expect(page.locator("#mood-4")).to_have_attribute("aria-pressed", "true")


def is_told_that_it_is_still_there(page: Page) -> None:
    expect(page.locator("#notices")).to_contain_text("What you wrote is still here.")
    expect(page.get_by_label("A note")).to_have_value(WORDS)
    expect(page.locator("form[aria-busy=true]")).to_have_count(0)
    page.context.set_offline(False)
    page.get_by_role("button", name="Save", exact=True).tap()
    expect(page.locator("#notices")).not_to_contain_text("still here")
    expect(page.get_by_label("A note")).to_have_js_property("defaultValue", WORDS)
    [row] = all_of(CheckIn)
    assert row.note == WORDS


@pytest.mark.usefixtures("midday")
@pytest.mark.parametrize("storage", [REFUSES, HANGS, IS_FULL], ids=["refused", "hangs", "full"])
def test_d2_where_the_phone_keeps_nothing_the_app_works_and_loses_no_words(phone, storage):
    phone.add_init_script(storage)
    check_in(phone)
    phone.context.set_offline(True)
    write_a_note(phone)
    is_told_that_it_is_still_there(phone)


def test_d2_a_message_into_a_match_that_ended_meanwhile_is_shown_and_kept(phone, mia, client_for):
    toni = make_mentor("Toni")
    talk = match(toni, mia)
    phone.watch.may_say("status of 422")
    phone.goto(f"/matches/{talk.id}/messages")
    phone.context.set_offline(True)
    phone.get_by_label("Message to").fill(WORDS)
    phone.get_by_role("button", name="Send").tap()
    waits(phone, WORDS)
    assert client_for(toni).post(f"/matches/{talk.id}/end").status_code == 303
    phone.context.set_offline(False)
    state(phone, "Not sent. This match has ended, so your message was not sent.")
    waits(phone, WORDS)
    expect(phone.get_by_role("button", name="Copy")).to_be_visible()
    assert [row["state"] for row in phone.evaluate(ROWS)] == ["refused"]
    assert all_of(Message) == []


def test_d2_a_check_in_that_no_day_takes_any_more_is_shown_and_kept(phone):
    phone.watch.may_say("status of 422")
    phone.goto("/")
    phone.clock.set_fixed_time(clock.now() - timedelta(days=400))
    phone.context.set_offline(True)
    phone.locator("#mood-4").tap()
    waits(phone, "Good 4")
    phone.clock.set_fixed_time(clock.now())
    phone.context.set_offline(False)
    state(phone, "Not sent. This was written more than a year ago.")
    waits(phone, "Good 4")
    assert all_of(CheckIn) == []


def test_d2_a_database_that_the_phone_took_away_is_opened_anew(phone):
    phone.add_init_script(TAKEN_AWAY)
    phone.goto("/")
    until(phone, "indexedDB.databases().then((all) => all.length)")
    phone.context.set_offline(True)
    phone.locator("#mood-2").tap()
    waits(phone, "Hard 2")
    phone.evaluate("takeAway()")
    phone.locator("#mood-4").tap()
    waits(phone, "Hard 2", "Good 4")
    phone.evaluate("takeAway()")
    phone.context.set_offline(False)
    until(phone, f"(await ({ROWS})()).length === 0")
    assert [row.mood for row in all_of(CheckIn)] == [4]
