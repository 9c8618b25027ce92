"""What another app shares with the installed one: kept on the phone, then a draft of a note."""

import pytest
from playwright.sync_api import expect

from peerapp.checkins.models import CheckIn
from tests.pwa.test_app_shell_in_browser import sign_in, wait_for_worker
from tests.pwa.test_look import TOO_WIDE
from tests.support.axe import complaints_light_and_dark
from tests.support.client import all_of
from tests.support.kept import until
from tests.support.people import PASSWORD, check_in, make_member

pytestmark = pytest.mark.usefixtures("midday")
POEM = "The river is wide, said the canary."
# What the platform does with what is shared: it opens the app with a form, see the manifest.
SHARE = """(fields) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: "/share" });
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement("textarea");
    Object.assign(field, { name, value });
    form.append(field);
  }
  document.body.append(form);
  HTMLFormElement.prototype.submit.call(form);
}"""
IS_GONE = "!(await caches.keys()).includes('shared')"


def share(phone, **fields):
    phone.evaluate(SHARE, {"title": "", "text": "", "url": "", **fields})
    phone.wait_for_url("**/share")


def at_the_start(phone, path="/"):
    phone.goto(path)
    wait_for_worker(phone)
    return phone


def test_it_stands_in_the_note_and_one_tap_saves_it(phone_of):
    phone = at_the_start(phone_of(make_member()))
    share(phone, title="A poem", text=f"A poem: {POEM}", url="https://example.org/poem")
    words = f"A poem: {POEM}\nhttps://example.org/poem"
    expect(phone.locator("#note")).to_have_value(words)
    phone.reload()  # also where the phone has closed the app in between
    expect(phone.locator("#note")).to_have_value(words)
    assert all_of(CheckIn) == []
    phone.click("#mood-4")
    phone.wait_for_selector("[data-checkin-id]")
    (saved,) = all_of(CheckIn)
    assert (saved.mood, saved.note, saved.note_is_private) == (4, words, True)
    until(phone, IS_GONE)


def share_signed_out(phone):
    at_the_start(phone, "/login")
    phone.evaluate(SHARE, {"text": POEM})
    phone.wait_for_url("**/login?next=/share")
    expect(phone.get_by_text("What you shared is kept on this phone.")).to_be_visible()


def type_sign_in(phone, person):
    phone.fill("[name=email]", person.email)
    phone.fill("[name=password]", PASSWORD)
    phone.click("main button")


def test_who_is_signed_out_signs_in_first_and_is_asked_for_it(phone):
    mia = make_member()
    check_in(mia, note="A long walk.")
    share_signed_out(phone)
    type_sign_in(phone, mia)
    phone.wait_for_url("**/share")
    use = phone.get_by_role("button", name="Yes, use it")
    expect(use).to_be_visible()
    assert POEM not in phone.content()  # it may be another's
    expect(phone.locator("#note")).to_have_value("A long walk.")
    use.click()
    expect(phone.locator("#note")).to_have_value(f"A long walk.\n\n{POEM}")
    expect(use).to_be_hidden()
    phone.reload()
    expect(phone.locator("#note")).to_have_value(f"A long walk.\n\n{POEM}")
    phone.get_by_role("link", name="Do not keep it").click()
    phone.wait_for_selector("[data-today]")
    until(phone, IS_GONE)
    assert all_of(CheckIn)[0].note == "A long walk."


def test_what_was_shared_before_can_be_thrown_away(phone):
    share_signed_out(phone)
    type_sign_in(phone, make_member())
    phone.wait_for_url("**/share")
    phone.get_by_role("button", name="Throw it away").click()
    until(phone, IS_GONE)
    expect(phone.locator("#note")).to_have_value("")


def test_w4_who_signs_in_in_another_window_is_not_even_asked(phone):
    share_signed_out(phone)
    other = phone.context.new_page()
    sign_in(other, make_member("Noah"))
    other.goto("/share")
    until(other, IS_GONE)
    expect(other.locator("[data-shared-ask]")).to_be_hidden()


def test_a_second_text_comes_behind_the_one_that_waits(phone_of):
    phone = at_the_start(phone_of(make_member()))
    for words in (POEM, "Another.", POEM):
        share(phone, text=words)
        phone.wait_for_function("(words) => note.value.includes(words)", arg=words)
    expect(phone.locator("#note")).to_have_value(f"{POEM}\n\nAnother.")


def test_another_site_shares_nothing_and_takes_nothing_away(phone_of, live_server):
    phone = at_the_start(phone_of(make_member()))
    phone.watch.may_say("403")
    share(phone, text=POEM)
    field = "<textarea name=text>Buy this</textarea>"
    phone.goto(f"data:text/html,<form method=post action={live_server}/share>{field}</form>")
    phone.evaluate("document.forms[0].submit()")
    expect(phone.locator("h1")).to_have_text("Nothing was kept")
    phone.goto("/share")
    expect(phone.locator("#note")).to_have_value(POEM)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda route: route.fulfill(status=503, body="<p>Later"), id="refused"),
        pytest.param(lambda route: route.abort(), id="cut"),
    ],
)
def test_it_is_kept_until_the_server_has_it(phone_of, answer):
    phone = at_the_start(phone_of(make_member()))
    for said in ("503", "ERR_FAILED", "Transition was skipped"):
        phone.watch.may_say(said)
    share(phone, text=POEM)
    phone.route("**/checkins", answer)
    phone.click("#mood-4")
    expect(phone.locator("#note")).to_have_count(0)
    phone.unroute("**/checkins")
    phone.goto("/")
    phone.goto("/share")
    expect(phone.locator("#note")).to_have_value(POEM)
    phone.click("#mood-4")
    phone.wait_for_selector("[data-checkin-id]")
    until(phone, IS_GONE)


def test_everybody_can_use_the_page(phone_of):
    phone = phone_of(make_member(), viewport={"width": 320, "height": 700})
    phone.goto("/share")
    assert complaints_light_and_dark(phone, "/share") == []
    assert phone.evaluate(TOO_WIDE) == []


def test_without_a_signal_it_is_kept_and_the_phone_says_so(phone_of):
    phone = at_the_start(phone_of(make_member()))
    phone.watch.may_lose_its_signal()
    phone.context.set_offline(True)
    share(phone, text=POEM)
    expect(phone.get_by_text("What you shared is kept on this phone.")).to_be_visible()
    phone.context.set_offline(False)
    phone.goto("/share")
    expect(phone.locator("#note")).to_have_value(POEM)
    phone.context.set_offline(True)
    phone.click("#mood-4")
    expect(phone.locator("[data-outbox-item]")).to_contain_text("Waiting for a signal.")
    phone.context.set_offline(False)
    until(phone, IS_GONE)
    assert all_of(CheckIn)[0].note == POEM


def test_a_very_long_text_is_cut_and_said_to_be(phone_of):
    phone = at_the_start(phone_of(make_member()))
    share(phone, text="line\n" * 4_000)
    expect(phone.get_by_text("It was too long for a note.")).to_be_visible()
    assert 4990 < len(phone.locator("#note").input_value()) <= 5000


def test_w4_what_one_has_shared_never_comes_to_another(phone):
    mia, noah = make_member("Mia"), make_member("Noah")
    sign_in(phone, mia)
    at_the_start(phone)
    share(phone, text=POEM)
    expect(phone.locator("#note")).to_have_value(POEM)
    phone.context.clear_cookies()  # the session ended elsewhere: nobody signed out here
    sign_in(phone, noah)
    phone.goto("/share")
    expect(phone.locator("#note")).to_have_value("")
    until(phone, IS_GONE)
