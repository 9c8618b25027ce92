"""The app in airplane mode: today, the days, the counts and help; and whose copies those are."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from werkzeug.exceptions import ServiceUnavailable
from werkzeug.wrappers import Response

from peerapp import clock
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.pwa import pocket
from tests.pwa.test_app_shell_in_browser import profile, sign_in
from tests.pwa.test_outbox_in_browser import ROWS
from tests.support import releases
from tests.support.axe import complaints_light_and_dark
from tests.support.chromium import carry_sign_in
from tests.support.client import all_of
from tests.support.kept import ALL_KEPT, COPY, FROM_HTTP_CACHE, STAYS, keep, until, wait_for_worker
from tests.support.people import (
    check_in,
    make_line,
    make_member,
    make_mentor,
    make_message,
    make_tracker,
    match,
)
from tests.support.releases import ASK_FOR_A_NEWER_ONE, IN_CHARGE, NEXT
from tests.support.targets import TOO_WIDE

__all__ = ["profile"]
CANARY = "wagtail"  # no time zone is called so
# The service worker would send too, when Chromium sees a network.
NO_SYNC = "delete ServiceWorkerRegistration.prototype.sync"
COUNTS_THE_ASKING = """
  navigator.storage.persisted = async () => false;
  navigator.storage.persist = async () => {
    localStorage.asked = Number(localStorage.asked ?? 0) + 1;
    return false;
  };
"""
INSTALLED = """
  const real = window.matchMedia.bind(window);
  window.matchMedia = (query) => query.includes("standalone") ? { matches: true } : real(query);
"""
TAKE_OVER = """() => navigator.serviceWorker.ready.then(({ waiting }) => {
  waiting.postMessage({ update: "take-over" });
})"""
NO_ROOM = """
  Cache.prototype.put = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
"""
NO_STORAGE = """
  const refused = () => Promise.reject(new DOMException("refused", "SecurityError"));
  for (const name of ["open", "keys", "match", "delete"]) CacheStorage.prototype[name] = refused;
  IDBFactory.prototype.open = () => { throw new DOMException("refused", "SecurityError"); };
"""


@pytest.fixture
def mia(app):
    return make_member("Mia")


@pytest.fixture
def phone(phone_of, mia) -> Page:
    page = phone_of(mia)
    page.watch.may_lose_its_signal()
    page.watch.may_say("status of 503")
    page.add_init_script(NO_SYNC)
    return page


def days_ago(days: int):
    return clock.local_day(clock.now(), "America/New_York") - timedelta(days=days)


@pytest.mark.usefixtures("midday")
def test_d2_h4_a_check_in_of_airplane_mode_is_on_every_page_and_is_sent_once(phone, mia):
    make_tracker(mia, since=days_ago(40))
    check_in(mia, days_ago(1), mood=2)
    now = clock.now()
    phone.clock.set_fixed_time(now - timedelta(minutes=2))
    keep(phone)
    phone.context.set_offline(True)
    phone.goto("/")
    expect(phone.get_by_text("There is no good signal right now. This is from")).to_be_visible()
    expect(phone.locator("[data-days]")).to_have_attribute("data-days", "40")
    expect(phone.locator("#checkin-more")).to_be_hidden()
    phone.locator("#mood-1").tap()
    expect(phone.locator("#mood-1")).to_have_attribute("aria-pressed", "true")
    expect(phone.get_by_text("That is a lot to carry.")).to_be_visible()
    phone.clock.set_fixed_time(now - timedelta(minutes=1))
    phone.locator("#mood-4").tap()
    expect(phone.locator("#mood-4")).to_have_attribute("aria-pressed", "true")
    phone.get_by_text("Add more, if you like").tap()
    phone.get_by_label("A note").fill("Rain")
    phone.get_by_role("button", name="Save", exact=True).tap()
    expect(phone.locator("[data-outbox-item]")).to_have_count(3)
    phone.get_by_role("link", name="History").tap()
    expect(phone.locator(".day--today")).to_contain_text("Good, 4 of 5")
    phone.goto("/")
    expect(phone.locator("#mood-4")).to_have_attribute("aria-pressed", "true")
    phone.context.set_offline(False)
    phone.goto("/account")  # of which there is no copy, however busy the machine is
    until(phone, f"(await ({ROWS})()).length === 0")
    [yesterday, today] = sorted(all_of(CheckIn), key=lambda one: one.day)
    assert (today.mood, today.note, today.craving) == (4, "Rain", None)
    assert yesterday.mood == 2


@pytest.mark.usefixtures("midday")
def test_what_is_said_anew_without_a_signal_takes_the_place_of_what_was_saved(phone, mia):
    check_in(mia, sober=True, craving=2)
    keep(phone)
    phone.context.set_offline(True)
    phone.goto("/")
    was = phone.locator("[data-pocket-was]:visible")
    expect(was).to_have_text([re.compile("Sober.*Yes"), re.compile("Craving")])
    phone.locator("#sober-no").tap()
    expect(phone.locator("[data-outbox-item]")).to_contain_text("Sober today? No")
    expect(was).to_have_text([re.compile("Craving")])
    expect(phone.get_by_role("link", name="Talk to someone")).to_be_in_viewport(ratio=1)


@pytest.mark.usefixtures("midday")
def test_the_days_go_on_without_a_signal_in_the_zone_of_the_member(phone, mia):
    mia.timezone = "Pacific/Auckland"
    make_tracker(mia, since=days_ago(40))
    check_in(mia, days_ago(0), mood=2)
    now, zone = clock.now(), mia.timezone
    phone.clock.set_fixed_time(now)
    keep(phone)
    phone.context.set_offline(True)
    phone.clock.set_fixed_time(now + timedelta(days=8))
    phone.goto("/")
    there = clock.local_day(now + timedelta(days=8), zone)
    count = phone.locator("[data-days]")
    expect(count).to_have_attribute("data-days", str((there - days_ago(40)).days))
    expect(count).to_contain_text(f"Counted for {there:%B} {there.day}, {there.year}")
    expect(phone.locator("h1")).to_have_text(f"{there:%A, %B} {there.day}")
    expect(phone.get_by_text("This is from 8 days ago.")).to_be_visible()
    phone.get_by_role("link", name="History").tap()
    expect(phone.locator(".days > .day")).to_have_count(30)
    expect(phone.locator(".days .day--today .day__number")).to_have_text(str(there.day))
    expect(phone.locator(".days .day--2")).to_have_count(1)
    phone.locator("h1").tap()
    phone.context.set_offline(False)
    expect(phone.get_by_text("The signal is back.")).to_be_visible()  # and the copy stays
    expect(phone.locator("h1")).to_have_text("My days")


@pytest.mark.usefixtures("midday")
def test_a_phone_whose_clock_is_behind_counts_for_the_day_that_it_names(phone, mia):
    make_tracker(mia, since=days_ago(40))
    keep(phone)
    phone.context.set_offline(True)
    phone.clock.set_fixed_time(clock.now() - timedelta(days=2))
    phone.goto("/")
    today = days_ago(0)
    expect(phone.locator("[data-days]")).to_have_attribute("data-days", "40")
    expect(phone.locator("[data-days]")).to_contain_text(f"{today:%B} {today.day}")
    expect(phone.get_by_text("The clock of this phone seems to be behind.")).to_be_visible()


def test_h4_help_opens_on_a_phone_that_never_saw_its_page(phone_of):
    page = phone_of(None)
    page.watch.may_lose_its_signal()
    page.goto("/login")
    wait_for_worker(page)
    page.context.set_offline(True)
    page.goto("/anything")
    page.get_by_role("link", name="Help now").tap()
    expect(page.locator("h1")).to_have_text("Help now")
    expect(page.locator('a[href="tel:988"]').first).to_be_visible()
    expect(page.get_by_text("naloxone")).to_be_visible()
    page.context.set_offline(False)  # it comes by itself; a busy machine gets it offered
    came = page.locator('meta[name="csrf-token"], [data-pocket-back]:not([hidden])')
    expect(came.first).to_be_attached()


def test_axe_finds_nothing_on_a_copy_and_none_is_wider_than_a_small_phone(phone_of, mia):
    make_tracker(mia, "Something with a longer name")
    check_in(mia, note="A long word: " + "unsaid" * 12, craving=3)
    make_line(mia, "Tea")
    page = phone_of(mia, viewport={"width": 320, "height": 640})
    page.watch.may_lose_its_signal()
    keep(page)
    page.context.set_offline(True)
    for path in ("/", "/checkins", "/plan", "/help"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true })")
        assert not complaints_light_and_dark(page, path)
        assert not page.evaluate(TOO_WIDE), path


def test_the_copies_keep_the_files_of_their_own_version(app, phone, monkeypatch):
    keep(phone)
    of_copies = phone.locator("script[src*='/app.']").get_attribute("src")
    releases.update(app, monkeypatch)
    phone.evaluate(ASK_FOR_A_NEWER_ONE)
    until(phone, "(await navigator.serviceWorker.ready).waiting")
    phone.evaluate(TAKE_OVER)
    until(phone, "(await caches.keys()).filter((one) => one.startsWith('shell-')).length === 1")
    assert phone.evaluate(IN_CHARGE).count(NEXT) == 1
    assert phone.evaluate(f"caches.match('{of_copies}').then(Boolean)")


def cut_off():
    yield b"<!doctype html><h1>Half of a page"
    raise ConnectionError


def test_a_page_that_is_cut_off_and_a_copy_that_is_damaged_are_said_in_plain_words(
    app, phone, mia, monkeypatch
):
    make_line(mia, "Tea")
    keep(phone)
    phone.add_init_script(STAYS)
    cut = lambda: Response(cut_off(), headers={"Content-Length": "9000"})  # noqa: E731
    monkeypatch.setitem(app.view_functions, "home.index", cut)
    phone.goto("/")
    expect(phone.get_by_text("There is no good signal right now.")).to_be_visible()
    expect(phone.locator("#mood-3")).to_be_visible()
    phone.context.set_offline(True)
    phone.evaluate(
        """async () => {
          const name = (await caches.keys()).find((one) => one.startsWith("mine-"));
          await (await caches.open(name)).put("/pocket", new Response('{"pages": {"/": '));
        }"""
    )
    phone.goto("/")
    expect(phone.locator("h1")).to_have_text("No connection right now")
    expect(phone.get_by_text("cannot be read any more. Nothing is lost")).to_be_visible()


def test_a_count_that_is_damaged_stays_right_for_the_day_that_it_names(phone, mia):
    make_tracker(mia, since=days_ago(40))
    keep(phone)
    phone.evaluate(
        """async () => {
          const name = (await caches.keys()).find((one) => one.startsWith("mine-"));
          const cache = await caches.open(name);
          const was = await cache.match("/pocket");
          const text = (await was.text()).replace("count-spans=", "count-spans=x");
          await cache.put("/pocket", new Response(text, { headers: was.headers }));
        }"""
    )
    phone.context.set_offline(True)
    phone.goto("/")
    expect(phone.locator("[data-days]")).to_have_attribute("data-days", "40")
    expect(phone.locator("#mood-3")).to_be_visible()


def test_where_the_browser_keeps_nothing_the_app_works_all_the_same(phone):
    phone.add_init_script(NO_STORAGE)
    phone.goto("/")
    phone.locator("#mood-5").tap()
    expect(phone.locator("#mood-5")).to_have_attribute("aria-pressed", "true")
    phone.goto("/plan")
    expect(phone.get_by_text("This browser cannot keep a copy right now.")).to_be_visible()
    expect(phone.locator("[data-pocket-kept]")).to_be_hidden()


def test_a_phone_without_room_says_so_and_keeps_the_copy_that_it_has(phone, mia):
    keep(phone)
    phone.add_init_script(NO_ROOM)
    check_in(mia, note="later")
    phone.goto("/plan")
    phone.evaluate(
        "document.dispatchEvent(new CustomEvent('outbox:sent', { detail: { kind: 'checkin' } }))"
    )
    expect(phone.get_by_text("This browser cannot keep a copy right now.")).to_be_visible()
    phone.context.set_offline(True)
    phone.goto("/")
    expect(phone.locator("#mood-3")).to_be_visible()
    expect(phone.locator("main")).not_to_contain_text("later")


def test_the_installed_app_asks_once_that_nothing_is_cleared_away(phone):
    phone.add_init_script(COUNTS_THE_ASKING + INSTALLED)
    for path in ("/", "/plan", "/"):
        phone.goto(path)
        until(phone, "localStorage.asked")
    assert phone.evaluate("localStorage.asked") == "1"


def test_in_a_browsers_window_nobody_is_asked_that(phone):
    phone.add_init_script(COUNTS_THE_ASKING)
    keep(phone)
    assert phone.evaluate("localStorage.asked") is None


def test_another_language_takes_every_copy_along(phone, mia):
    keep(phone)
    mia.language = "es"
    db.session.commit()
    phone.goto("/account")
    until(phone, "(await (await caches.match('/pocket'))?.text())?.includes('lang=\\\\\"es')")
    for page in ("/offline", "/offline/help", "/tools"):
        until(phone, f"(await (await caches.match('{page}')).text()).includes('<html lang=\"es\"')")


def test_no_copy_stays_in_the_language_before_where_none_comes_in_the_new_one(
    phone, mia, monkeypatch
):
    def busy(*_):
        raise ServiceUnavailable

    keep(phone)
    monkeypatch.setattr(pocket, "pages", busy)
    mia.language = "es"
    db.session.commit()
    phone.goto("/account")
    until(phone, f"!({COPY})")


SEEN = ("/", "/checkins", "/plan", "/sobriety", "/account", "/messages")


def leave_canaries(person) -> None:
    """On every page that is kept or looked at."""
    make_tracker(person, f"{CANARY} count")
    check_in(person, note=f"{CANARY} note", gratitude=f"{CANARY} thanks")
    make_line(person, f"{CANARY} plan")
    mentor = make_mentor(f"{CANARY} mentor")
    make_message(match(mentor, person), mentor, f"{CANARY} message")


def nothing_is_left_of_her(page: Page) -> None:
    assert CANARY not in page.content().casefold()
    assert CANARY not in page.evaluate(ALL_KEPT).casefold()
    assert CANARY not in page.evaluate(FROM_HTTP_CACHE, list(SEEN)).casefold()


@pytest.mark.parametrize("how", ["signs out", "is switched"])
def test_w4_the_next_person_finds_nothing_of_the_one_before(profile, live_server, client_for, how):
    mia, noah = make_member("Mia Wagtail"), make_member("Noah")
    leave_canaries(mia)
    noahs = client_for(noah)
    page = profile.new_page()
    sign_in(page, mia)
    for path in SEEN:
        page.goto(path)
    wait_for_worker(page)
    until(page, "(await (await caches.match('/pocket'))?.text())?.includes('wagtail plan')")
    page.goto("/plan")
    of_hers = page.evaluate("history.length")
    profile.set_offline(True)
    page.goto("/")
    expect(page.get_by_text(f"{CANARY} count")).to_be_visible()
    page.locator("#mood-2").click()
    page.locator("#checkin-more summary").click()
    page.get_by_label("A note").fill(f"{CANARY} unsent")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("[data-outbox-item]")).to_have_count(2)
    profile.set_offline(False)
    if how == "signs out":
        page.goto("/account")
        page.click("[data-sign-out] button")
        page.locator("[data-unsent]").or_(page.locator("form[action^='/login']")).wait_for()
        if page.locator("[data-unsent]").count():
            page.click("[data-sign-out] button")
        page.wait_for_url("**/login**")
        sign_in(page, noah)
    else:
        carry_sign_in(noahs, page, live_server)
        page.goto("/account")
        expect(page.locator(f'meta[name="person"][content="{noah.id}"]')).to_be_attached()
    until(page, f"(await (await caches.match('/pocket'))?.text())?.includes('{noah.id}')")
    nothing_is_left_of_her(page)
    for path in SEEN:
        page.goto(path)
        assert CANARY not in page.content().casefold(), path
    back = of_hers - page.evaluate("history.length")
    page.evaluate(f"setTimeout(() => history.go({back}), 50)")
    page.wait_for_url("**/plan")
    expect(page.locator("h1")).to_have_text("My plan")
    nothing_is_left_of_her(page)
