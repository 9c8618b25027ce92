"""What is said without a signal: kept on the phone, shown, and sent once when there is one."""

import re
from datetime import datetime, timedelta
from threading import Event
from typing import Any
from urllib.parse import urlsplit
from wsgiref.types import WSGIApplication

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from werkzeug.wrappers import Request, Response

from peerapp import clock
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.leaving import closing, erasing
from peerapp.safety.models import HelpCall
from tests.pwa.test_app_shell_in_browser import wait_for_worker
from tests.support.chromium import carry_sign_in
from tests.support.client import all_of
from tests.support.kept import until
from tests.support.people import check_in, make_member

CANARY = "a canary in the snow"
ROWS = """() => new Promise((done) => {
  const asked = indexedDB.open("outbox");
  asked.onsuccess = () => {
    const db = asked.result;
    const rows = db.transaction("rows").objectStore("rows").getAll();
    rows.onsuccess = () => { db.close(); done(rows.result); };
  };
})"""
# Not while one is on its way, which has read the row already.
NOBODY_SENDS = """await navigator.locks.query().then(
  ({ held, pending }) => ![...held, ...pending].some(({ name }) => name === "outbox"))"""
TWO_DAYS_AGO = """() => navigator.locks.request("outbox", () => new Promise((done) => {
  const asked = indexedDB.open("outbox");
  asked.onsuccess = () => {
    const db = asked.result;
    const change = db.transaction("rows", "readwrite");
    const rows = change.objectStore("rows");
    rows.getAll().onsuccess = ({ target: { result: [row] } }) => {
      row.said_at = new Date(Date.parse(row.said_at) - 48 * 3_600_000).toISOString();
      const isWhen = ([name, was]) => name === "said_at" && was;
      row.fields = row.fields.map((one) => isWhen(one) ? ["said_at", row.said_at] : one);
      rows.put(row);
    };
    change.oncomplete = () => { db.close(); done(); };
  };
}))"""
EVERYTHING = """async () => {
  const kept = [{ ...localStorage }, { ...sessionStorage }];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => done(asked.result);
    });
    for (const store of db.objectStoreNames) {
      kept.push(await new Promise((done) => {
        const asked = db.transaction(store).objectStore(store).getAll();
        asked.onsuccess = () => done(asked.result);
      }));
    }
    db.close();
  }
  return JSON.stringify(kept);
}"""
# Chromium does not say it to every page that came while its network was off in a test.
ONLINE = "window.dispatchEvent(new Event('online')) && undefined"
# The service worker sends too, when Chromium sees a network: in a test only when it is told to.
NO_SYNC = "delete window.ServiceWorkerRegistration?.prototype.sync"
# Signing out waits no longer than that for what the phone has to do, which can be too short for a
# machine on which many tests run.
NO_HURRY = """
  window.unhurried = setTimeout;
  window.setTimeout = (what, after, ...more) =>
    window.unhurried(what, after === 1_500 ? 25_000 : after, ...more);
"""
# A database that opens for ever, and less of the time for which signing out waits for it.
NO_ANSWER = """
  const wait = setTimeout;
  window.setTimeout = (what, after, ...more) => wait(what, after === 8_000 ? 1 : after, ...more);
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...what) {
    return Object.assign(open.apply(this, what), { addEventListener() {} });
  };
"""
of_one_day = pytest.mark.usefixtures("midday")  # the card it looks at is of the day of the tap
# Two forms of features to come, which the pages do not have yet.
MESSAGE = """() => {
  document.querySelector("main").insertAdjacentHTML("afterbegin", `
    <div data-outbox-waiting="message"></div>
    <form data-outbox="message" action="/test/messages" method="post" hx-post="/test/messages"
          hx-swap="none">
      <input type="hidden" name="csrf_token" value="secret">
      <input type="hidden" name="id" value="6e1f36c9-6a7b-4dd4-9a4e-000000000001">
      <textarea name="body" id="body" aria-label="Message"></textarea>
      <button id="send">Send</button>
    </form>
    <form data-outbox="call" action="/help/request" method="post" hx-post="/help/request"
          hx-swap="none">
      <button id="call">I need someone</button>
    </form>`);
  window.htmx.process(document.querySelector("main"));
}"""


class StandIn:
    """In front of the server: it answers for features to come, or is busy for one that is there.
    Not Playwright's routes, past which a page with a service worker at times gets.
    """

    def __init__(self, server: WSGIApplication) -> None:
        self.server = server
        self.ready: dict[str, Response] = {}
        self.sent: list[dict[str, str]] = []
        self.hangs = 0  # so many requests, until `lets_go`
        self.has_hung = Event()
        self.lets_go = Event()
        self.loses = 0  # each second answer of so many, though the server has taken it

    def answers(self, path: str, status: int, body: str = "", **headers: str) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.ready[path] = Response(body, status, named, mimetype="text/html")

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        if request.method == "POST" and self.hangs:
            self.hangs -= 1
            self.has_hung.set()
            self.lets_go.wait(60)
            return Response(status=503)(environ, start_response)
        if request.method == "POST" and self.loses:
            self.loses -= 1
            answer = Response.from_app(self.server, environ, buffered=True)
            lost = Response(status=503)
            return (lost if self.loses % 2 else answer)(environ, start_response)
        if request.method != "POST" or request.path not in self.ready:
            return self.server(environ, start_response)
        self.sent.append(request.form.to_dict())
        return self.ready[request.path](environ, start_response)


@pytest.fixture
def server(app, monkeypatch):
    stand_in = StandIn(app.wsgi_app)
    monkeypatch.setattr(app, "wsgi_app", stand_in)
    yield stand_in
    stand_in.lets_go.set()


@pytest.fixture
def mia(app):
    return make_member("Mia")


@pytest.fixture
def today(mia, phone_of):
    page = phone_of(mia)
    page.watch.may_lose_its_signal()
    page.watch.may_say("Transition was skipped")  # by a page that is not ours: it has no early.js
    page.add_init_script(NO_SYNC)
    page.goto("/")
    return page


def waits(page: Page, *words: str) -> None:
    """What waits is shown, in this order, and nothing else is."""
    expect(page.locator("[data-outbox-item] .outbox__words")).to_have_text(list(words))


def state(page: Page, text: str) -> None:
    expect(page.locator("[data-outbox-item] > .meta")).to_contain_text(text)


def write(page: Page, words: str) -> None:
    page.locator("#body").fill(words)
    page.locator("#send").tap()


def posts(context: BrowserContext) -> list[str]:
    sent: list[str] = []
    context.on(
        "request",
        lambda request: request.method == "POST" and sent.append(urlsplit(request.url).path),
    )
    return sent


def the_only_one() -> CheckIn:
    [checkin] = all_of(CheckIn)
    return checkin


def test_d2_a_check_in_without_a_signal_is_sent_once_with_the_instant_of_the_tap(today):
    tapped = (clock.now() - timedelta(days=1)).replace(microsecond=0)
    today.clock.set_fixed_time(tapped)
    today.context.set_offline(True)
    today.locator("#mood-4").tap()
    waits(today, "Good 4")
    state(today, "Waiting for a signal.")
    expect(today.locator("[data-outbox-line]")).to_be_hidden()
    expect(today.locator("[data-outbox-news]")).to_have_text("1 thing waits for a signal.")
    expect(today.locator(".toast")).to_have_count(0)
    assert not all_of(CheckIn)
    today.clock.set_fixed_time(clock.now())  # a day later
    sent = posts(today.context)
    today.context.set_offline(False)
    state(today, "Sent.")
    expect(today.locator("[data-outbox-line]")).to_be_hidden()
    assert sent == ["/checkins"]
    row = the_only_one()
    assert (row.mood, row.said_at) == (4, tapped)
    assert row.day == clock.local_day(tapped, row.member.timezone)
    assert today.evaluate(ROWS) == []


@of_one_day
def test_d2_the_card_shows_what_was_sent_and_keeps_what_is_being_written(today, mia):
    check_in(mia, mood=3)
    today.clock.set_fixed_time(clock.now())
    today.reload()
    today.context.set_offline(True)
    today.locator("#mood-5").tap()
    waits(today, "Very good 5")
    today.get_by_text("Add more, if you like").tap()
    today.get_by_label("A note").fill("half-written")
    today.context.set_offline(False)
    expect(today.locator("#mood-5")).to_have_attribute("aria-pressed", "true")
    expect(today.get_by_label("A note")).to_have_value("half-written")
    state(today, "Sent.")
    assert the_only_one().mood == 5


def test_d2_what_is_under_way_when_the_page_goes_is_sent_by_the_next(today, server):
    server.hangs = 1
    today.locator("#mood-4").tap()
    assert server.has_hung.wait(30)  # or what the next page sends would hang instead
    with today.expect_response("**/checkins") as answer:
        today.goto("/help")
    assert answer.value.ok
    server.lets_go.set()
    assert the_only_one().mood == 4


def test_d2_answers_that_are_lost_on_the_way_double_nothing(today, server):
    today.watch.may_say("status of 503")
    days = 5
    # by day: 24 hours earlier can be the same day late on the one that has 25
    yesterday = clock.now().replace(hour=17) - timedelta(days=1)
    today.context.set_offline(True)
    for back in reversed(range(days)):
        today.clock.set_fixed_time(yesterday - timedelta(days=back))
        today.locator("#mood-4").tap()
        expect(today.locator("[data-outbox-item]")).to_have_count(days - back)
    server.loses = 2 * days
    today.context.set_offline(False)
    for left in reversed(range(days)):
        expect(today.locator("[data-state=later]")).to_have_count(1)
        today.get_by_role("button", name="Send now").tap()
        expect(today.locator("[data-state=waiting], [data-state=later]")).to_have_count(left)
    rows = all_of(CheckIn)
    assert len({row.day for row in rows}) == len(rows) == days
    assert not any(row.versions for row in rows)


@of_one_day
def test_d2_three_tabs_send_it_once(today):
    others = [today.context.new_page() for _ in range(2)]
    for other in others:
        other.goto("/")
    today.context.set_offline(True)
    today.locator("#mood-2").tap()
    waits(today, "Hard 2")
    sent = posts(today.context)
    today.context.set_offline(False)
    for tab in (today, *others):
        tab.evaluate(ONLINE)
    for tab in (today, *others):
        until(tab, NOBODY_SENDS)
        expect(tab.locator("[data-outbox-line]")).to_be_hidden()
    expect(today.locator("#mood-2")).to_have_attribute("aria-pressed", "true")
    assert sent == ["/checkins"]
    assert the_only_one().mood == 2


def test_d2_what_waits_is_sent_in_the_order_of_its_kind(today, server):
    today.evaluate(MESSAGE)
    today.context.set_offline(True)
    today.locator("#mood-1").tap()
    write(today, "one")
    expect(today.locator("#body")).to_have_value("")
    write(today, "two")
    waits(today, "one", "two", "Very hard 1")
    today.locator("#call").tap()
    expect(today.locator("[data-outbox-line] .outbox__words")).to_have_text("I need someone")
    expect(today.locator("[data-outbox-line]")).to_contain_text("Nobody knows yet.")
    kept = today.evaluate(ROWS)
    assert len({row["id"] for row in kept}) == 4
    assert "secret" not in str(kept)
    today.watch.may_say("status of 503")
    server.answers("/checkins", 503, Retry_After="900")
    server.answers("/test/messages", 200)
    server.answers("/help/request", 200)
    today.context.set_offline(False)
    waits(today, "two", "I need someone", "Very hard 1")  # of what was sent the last is shown
    expect(today.locator("[data-state=later] .outbox__words")).to_have_text(["Very hard 1"])
    call, *messages, checkin = server.sent
    assert call.pop("sent_at") >= call["said_at"]
    assert call == {"id": kept[3]["id"], "said_at": kept[3]["said_at"]}
    assert [one["body"] for one in messages] == ["one", "two"]
    assert [one["said_at"] for one in messages] == [row["said_at"] for row in kept[1:3]]
    assert checkin["made_at"] == kept[0]["said_at"]
    assert "csrf_token" not in str(server.sent)


def test_d2_what_is_not_to_be_sent_can_be_put_away_and_brought_back(today):
    today.evaluate(MESSAGE)
    today.context.set_offline(True)
    write(today, CANARY)
    today.get_by_role("button", name="Do not send").tap()
    state(today, "Put away. It is not sent.")
    assert today.evaluate(ROWS) == []
    today.get_by_role("button", name="Undo").tap()
    state(today, "Waiting for a signal.")
    today.get_by_role("button", name="Send now").tap()
    expect(today.locator("[data-outbox-news]")).to_have_text("Still no signal.")
    expect(today.locator("main").get_by_text("Still no signal.").last).to_be_in_viewport()
    expect(today.get_by_role("button", name="Send now")).to_be_focused()


@pytest.mark.parametrize("status", [409, 422])
def test_d2_a_refusal_is_shown_in_its_words_and_nothing_is_dropped(today, server, status):
    today.watch.may_say(f"status of {status}")
    today.evaluate(MESSAGE)
    today.context.set_offline(True)
    write(today, CANARY)
    waits(today, CANARY)
    server.answers("/test/messages", status, '<p class="error">This match has ended.</p>')
    today.context.set_offline(False)
    state(today, "Not sent. This match has ended.")
    waits(today, CANARY)
    today.reload()
    expect(today.locator("[data-outbox-line] summary")).to_have_text("1 thing could not be sent.")
    today.locator("[data-outbox-line] summary").tap()
    waits(today, CANARY)
    expect(today.get_by_role("button", name="Copy")).to_be_visible()


def test_d2_a_busy_server_is_asked_again_later(today, server):
    today.watch.may_say("status of 503")
    today.evaluate(MESSAGE)
    today.context.set_offline(True)
    write(today, CANARY)
    waits(today, CANARY)
    server.answers("/test/messages", 503, Retry_After="900")
    today.context.set_offline(False)
    state(today, "Not sent yet. We try again soon.")
    [row] = today.evaluate(ROWS)
    assert row["tries"] == 1
    server.answers("/test/messages", 200, HX_Redirect="/help")
    today.get_by_role("button", name="Send now").tap()
    state(today, "Sent.")
    expect(today.get_by_role("link", name="Open")).to_have_attribute("href", "/help")
    assert [one["id"] for one in server.sent] == [row["id"]] * 2


@of_one_day
def test_d2_who_is_signed_out_is_asked_to_sign_in_and_then_it_is_sent(
    today, mia, client_for, live_server
):
    today.watch.may_say("status of 400")
    today.context.clear_cookies()
    today.locator("#mood-4").tap()
    today.wait_for_url("**/login")
    expect(today.locator("[data-outbox-line]")).to_have_text(
        "1 thing waits. Please sign in to send."
    )
    expect(today.locator("#notices")).to_have_text("Please sign in again.")
    assert not all_of(CheckIn)
    carry_sign_in(client_for(mia), today, live_server)
    today.goto("/")
    expect(today.locator("#mood-4")).to_have_attribute("aria-pressed", "true")
    assert the_only_one().mood == 4


def test_w4_another_person_neither_sends_nor_sees_what_waits(
    today, server, client_for, live_server
):
    today.evaluate(MESSAGE)
    today.context.set_offline(True)
    write(today, CANARY)
    waits(today, CANARY)
    server.answers("/test/messages", 200)
    carry_sign_in(client_for(make_member("Ben")), today, live_server)
    # Mia's page is still open in one tab, Ben's comes in the next
    bens = today.context.new_page()
    today.context.set_offline(False)
    expect(today.locator("[data-outbox-item]")).to_have_count(0)
    bens.goto("/account")
    assert CANARY not in bens.evaluate(EVERYTHING)
    expect(bens.locator("[data-outbox-line]")).to_be_hidden()
    assert server.sent == []


def test_w4_d6_of_who_was_erased_elsewhere_nothing_waits_any_more(today, mia):
    today.watch.may_say("status of 410")
    today.evaluate(MESSAGE)
    today.context.set_offline(True)
    write(today, CANARY)
    waits(today, CANARY)
    closing.close(mia, clock.now())
    erasing.erase(mia, clock.now())
    db.session.commit()
    today.context.set_offline(False)
    expect(today.locator("[data-outbox-item]")).to_have_count(0)
    until(today, f"!(await ({EVERYTHING})()).includes({CANARY!r})")
    assert today.evaluate(ROWS) == []


def test_where_the_phone_does_not_tell_what_waits_signing_out_says_so_first(today):
    today.add_init_script(NO_ANSWER)
    today.goto("/account")
    today.click("[data-sign-out] button")
    expect(today.locator("[data-unsent]")).to_contain_text("We cannot tell if something")
    today.click("[data-sign-out] button")
    expect(today).to_have_url(re.compile("/login"))


def test_w4_signing_out_warns_of_what_is_not_sent_and_wipes_it(today, server):
    today.watch.may_say("status of 503")
    today.evaluate(MESSAGE)
    today.context.set_offline(True)
    write(today, CANARY)
    waits(today, CANARY)
    server.answers("/test/messages", 503)
    today.context.set_offline(False)
    today.add_init_script(NO_HURRY)
    today.goto("/account")
    today.click("[data-sign-out] button")
    expect(today.locator("[data-unsent]")).to_contain_text("1 thing on this phone is not sent yet")
    assert CANARY in today.evaluate(EVERYTHING)
    # our own wipe: this answer has no header that clears
    server.answers("/logout", 200, "<link rel=icon href=data:,><h1>Signed out</h1>")
    today.click("[data-sign-out] button")
    today.wait_for_selector("h1:text('Signed out')")
    assert today.evaluate(EVERYTHING) == "[{},{},[],[]]"


@of_one_day
def test_d2_what_an_app_of_another_version_kept_is_sent(today, mia):
    """An older one with less in its rows, and the database of a newer one."""
    today.goto("/help")
    today.evaluate(
        """(person) => new Promise((done) => {
          const asked = indexedDB.open("outbox", 7);
          asked.onupgradeneeded = () => asked.result.createObjectStore("of-a-newer-app");
          asked.onsuccess = () => {
            const db = asked.result;
            const fields = [["mood", "2"], ["id", crypto.randomUUID()]];
            const rows = db.transaction("rows", "readwrite");
            rows.objectStore("rows").add({ kind: "checkin", person, action: "/checkins", fields });
            rows.oncomplete = () => { db.close(); done(); };
          };
        })""",
        str(mia.id),
    )
    today.goto("/")
    expect(today.locator("#mood-2")).to_have_attribute("aria-pressed", "true")
    assert the_only_one().mood == 2


@of_one_day
def test_d2_the_service_worker_sends_it_without_the_page(today):
    wait_for_worker(today)
    today.context.set_offline(True)
    today.locator("#mood-4").tap()
    waits(today, "Good 4")
    today.watch.may_say("net::ERR_FAILED")
    today.route("**/outbox/ticket", lambda route: route.abort())  # the page itself reaches nothing
    today.context.set_offline(False)
    sync(today)
    state(today, "Sent.")
    expect(today.locator("#mood-4")).to_have_attribute("aria-pressed", "true")
    assert the_only_one().mood == 4
    assert today.evaluate(ROWS) == []


def sync(page: Page) -> None:
    """What Chromium does with Background Sync when there is a network again."""
    context = page.context
    worker = [*context.service_workers, None][0] or context.wait_for_event("serviceworker")
    worker.evaluate(
        """async () => {
          let work;
          const waitUntil = (promise) => (work = promise);
          const sync = Object.assign(new Event("sync"), { tag: "outbox", waitUntil });
          self.dispatchEvent(sync);
          await work;
        }"""
    )


def test_h3_h4_a_call_for_help_from_the_page_without_a_signal(today):
    wait_for_worker(today)
    today.context.set_offline(True)
    today.goto("/reminders")  # of which no copy is kept
    expect(today.get_by_text("Your phone has no signal.")).to_be_visible()
    expect(today.locator('a[href="tel:988"]').first).to_be_visible()
    today.get_by_role("button", name="I need someone").tap()
    waits(today, "I need someone")
    state(today, "Nobody knows yet.")
    expect(today.get_by_role("button", name="I need someone")).to_be_hidden()
    [row] = today.evaluate(ROWS)
    assert all_of(HelpCall) == []
    today.context.set_offline(False)
    today.evaluate(ONLINE)
    state(today, "Sent.")
    expect(today.get_by_role("heading", level=1)).to_have_text("The signal is back")
    link = today.get_by_role("link", name="See who was told")
    expect(link).to_have_attribute("href", f"/help/calls/{row['id']}")
    [call] = all_of(HelpCall)
    assert (str(call.id), call.said_at) == (row["id"], datetime.fromisoformat(row["said_at"]))


@pytest.mark.parametrize("is_open", [True, False], ids=["an open page", "the page without"])
def test_h3_a_call_that_waited_for_days_asks_before_it_tells_anybody(today, mia, is_open):
    wait_for_worker(today)
    today.context.set_offline(True)
    if not is_open:
        today.goto("/reminders")  # of which no copy is kept
    today.get_by_role("button", name="I need someone").tap()
    waits(today, "I need someone")
    today.evaluate(TWO_DAYS_AGO)
    today.watch.may_say("status of 422")
    today.context.set_offline(False)
    today.evaluate(ONLINE)
    state(today, "Do you still want us to tell someone?")
    assert all_of(HelpCall) == []
    today.get_by_role("button", name="No", exact=True).tap()
    today.get_by_role("button", name="Undo").tap()
    today.get_by_role("button", name="Yes, tell them now").tap()
    state(today, "Sent.")
    [call] = all_of(HelpCall)
    assert clock.now() - call.said_at < timedelta(hours=1)


def test_w4_the_page_without_a_signal_offers_a_call_only_to_a_member(phone):
    phone.watch.may_lose_its_signal()
    phone.goto("/help")
    wait_for_worker(phone)
    phone.context.set_offline(True)
    phone.goto("/checkins")
    expect(phone.locator('a[href="tel:988"]').first).to_be_visible()
    expect(phone.get_by_role("button", name="I need someone")).to_be_hidden()


def test_a_form_without_htmx_goes_its_usual_way_and_waits_without_a_signal(today, server):
    server.answers("/test/messages", 200, "<link rel=icon href=data:,><h1>Taken</h1>")
    plain = MESSAGE.replace("hx-post", "data-no-hx")
    today.evaluate(plain)
    write(today, "online")
    today.wait_for_selector("h1:text('Taken')")
    today.goto("/")
    today.evaluate(plain)
    today.context.set_offline(True)
    write(today, CANARY)
    waits(today, CANARY)
    today.context.set_offline(False)
    state(today, "Sent.")
    assert [one["body"] for one in server.sent] == ["online", CANARY]
    assert [one.get("csrf_token") for one in server.sent] == ["secret", None]


def test_a6_the_ticket_is_of_who_is_signed_in_and_not_kept(client, client_for, mia):
    answer = client_for(mia).get("/outbox/ticket")
    assert answer.get_json().keys() == {"person", "is_member", "csrf_token"}
    assert answer.get_json()["person"] == str(mia.id)
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get("/outbox/ticket", headers={"HX-Request": "true"}).status_code == 401
