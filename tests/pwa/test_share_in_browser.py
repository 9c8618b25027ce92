"""What another app shares with the installed one: kept on the phone, then a draft of a note."""

import pytest
from playwright.sync_api import expect

from peerapp.checkins.models import CheckIn
from tests.pwa.test_app_shell_in_browser import sign_in, wait_for_worker
from tests.pwa.test_look import TOO_WIDE
from tests.support.axe import complaints_light_and_dark
from tests.support.client import all_of
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
IS_GONE = "async () => !(await caches.keys()).includes('shared')"


def share(phone, **fields):
    phone.evaluate(SHARE, {"title": "", "text": "", "url": "", **fields})
    phone.wait_for_url("**/share")


def at_the_start(phone, path="/"):
    phone.goto(path)
    wait_for_worker(phone)
    return phone


def test_it_stands_in_the_note_and_one_tap_saves_it(phone_of):
    phone = at_the_start(phone_of(make_member()))
    sent = []
    phone.on("request", lambda request: sent.append(request.post_data or ""))
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
    phone.wait_for_function(IS_GONE)


def test_who_is_signed_out_signs_in_first_and_finds_it(phone):
    mia = make_member()
    check_in(mia, note="A long walk.")
    at_the_start(phone, "/login")
    phone.evaluate(SHARE, {"text": POEM})
    phone.wait_for_url("**/login?next=/share")
    expect(phone.get_by_text("What you shared is kept on this phone.")).to_be_visible()
    phone.fill("[name=email]", mia.email)
    phone.fill("[name=password]", PASSWORD)
    phone.click("main button")
    phone.wait_for_url("**/share")
    expect(phone.locator("#note")).to_have_value(f"A long walk.\n\n{POEM}")
    phone.get_by_role("link", name="Do not keep it").click()
    phone.wait_for_selector("[data-today]")
    phone.wait_for_function(IS_GONE)
    assert all_of(CheckIn)[0].note == "A long walk."


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
    phone.wait_for_function(IS_GONE)
