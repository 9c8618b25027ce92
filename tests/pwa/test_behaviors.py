"""Our small scripts, on real pages."""

import pytest
from playwright.sync_api import expect

from tests.support.people import PASSWORD, make_member


@pytest.fixture
def login(phone):
    phone.goto("/login")
    return phone


def test_a_form_with_a_mistake_comes_back_with_the_focus_on_it(login):
    login.watch.may_say("422")
    login.fill("[name=email]", "nobody@example.org")
    login.fill("[name=password]", "wrong")
    login.click("main button")
    expect(login.locator(".error").first).to_be_visible()
    assert login.evaluate("document.activeElement !== document.body")


def test_without_a_network_it_is_said_and_nothing_typed_is_lost(login):
    login.watch.may_lose_its_signal()
    login.fill("[name=email]", "mia@example.org")
    login.fill("[name=password]", "half typed")
    login.context.set_offline(True)
    login.click("main button")
    expect(login.locator("#notices")).to_contain_text("no connection")
    expect(login.locator("[name=password]")).to_have_value("half typed")
    assert login.locator("[aria-busy]").count() == 0


def test_an_error_is_told_in_the_words_of_the_server(login):
    login.watch.may_say("503")
    words = "<main><p class='lead'>Please come back in a minute.</p></main>"
    login.route("**/login", lambda route: route.fulfill(status=503, body=words))
    login.fill("[name=email]", "mia@example.org")
    login.fill("[name=password]", "half typed")
    login.click("main button")
    expect(login.locator("#notices")).to_contain_text("Please come back in a minute.")
    expect(login.locator("[name=password]")).to_have_value("half typed")


def test_two_taps_send_a_form_once(login):
    mia = make_member()
    sent = []
    login.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    login.fill("[name=email]", mia.email)
    login.fill("[name=password]", PASSWORD)
    login.evaluate(
        """() => {
          const button = document.querySelector("main button");
          button.click();
          button.click();
          button.form.requestSubmit();
        }"""
    )
    login.wait_for_url("**/")
    assert len(sent) == 1


def test_what_is_typed_can_be_looked_at_and_is_hidden_again_before_it_is_sent(login):
    login.watch.may_say("422")
    login.fill("[name=email]", "nobody@example.org")
    password = login.locator("[name=password]")
    password.fill("wrong")
    expect(password).to_have_attribute("type", "password")
    login.get_by_label("Show what I typed").check()
    expect(password).to_have_attribute("type", "text")
    login.click("main button")
    expect(login.locator(".error").first).to_be_visible()
    expect(password).to_have_attribute("type", "password")
    password.fill("again")
    login.get_by_label("Show what I typed").check()
    expect(password).to_have_attribute("type", "text")


def test_a_link_that_was_tapped_shows_it_and_a_place_on_the_page_does_not(login):
    tapped = """(href) => {
      const link = document.querySelector(`a[href="${href}"]`);
      link.click();
      return "leaving" in link.dataset;
    }"""
    assert not login.evaluate(tapped, "#main")
    assert login.evaluate(tapped, "/help")
    login.wait_for_url("**/help")


def test_the_time_zone_of_the_phone_is_proposed(phone):
    phone.goto("/signup")
    expect(phone.locator("[data-time-zone]")).to_have_value("America/New_York")


def test_a_time_zone_that_was_chosen_stays_when_the_form_comes_back(phone):
    phone.watch.may_say("422")
    phone.goto("/signup")
    phone.select_option("[data-time-zone]", "Europe/Berlin")
    phone.locator("form[action='/signup']").evaluate("(form) => (form.noValidate = true)")
    phone.click("form[action='/signup'] button")
    expect(phone.locator(".error").first).to_be_visible()
    expect(phone.locator("[data-time-zone]")).to_have_value("Europe/Berlin")


def test_signing_out_leaves_nothing_in_the_storage(login):
    mia = make_member()
    login.fill("[name=email]", mia.email)
    login.fill("[name=password]", PASSWORD)
    login.click("main button")
    login.wait_for_url("**/")
    login.goto("/account")
    login.evaluate("localStorage.setItem('left', 'over'); caches.open('left-over')")
    login.click("[data-sign-out] button")
    login.wait_for_url("**/login")
    assert "over" not in login.evaluate("JSON.stringify({...localStorage})")
    assert "left-over" not in login.evaluate("caches.keys()")
