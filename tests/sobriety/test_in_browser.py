"""A return to use from tap to result, and the live count, on a phone."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from peerapp import clock
from peerapp.sobriety.models import Period, Tracker
from tests.support.client import all_of
from tests.support.people import make_member, make_tracker, save

# `passes(ms)`: the time goes on at once. Playwright's own clock leaves a page without its
# navigation entry, which focus.js reads.
CLOCK = """
  const [now, later] = [Date.now, window.setTimeout];
  let ahead = 0, waiting = new Map();
  Date.now = () => now() + ahead;
  window.setTimeout = (act, wait, ...more) => {
    const id = later(act, wait, ...more);
    waiting.set(id, { act, due: Date.now() + wait });
    return id;
  };
  window.passes = (time) => {
    ahead += time;
    for (const [id, { act, due }] of [...waiting]) {
      if (due > Date.now()) continue;
      waiting.delete(id);
      act();
    }
  };
  const stop = window.clearTimeout;
  window.clearTimeout = (id) => { waiting.delete(id); stop(id); };
"""


@pytest.fixture
def mia(app):
    return make_member("Mia", timezone="UTC")


def days_ago(days: int):
    return datetime.now(UTC).date() - timedelta(days=days)


@pytest.mark.parametrize("script", [True, False], ids=["with", "without JavaScript"])
def test_h1_a_return_to_use_from_tap_to_result_and_back(phone_of, mia, script) -> None:
    make_tracker(mia, since=days_ago(53))
    page = phone_of(mia, java_script_enabled=script)
    page.goto("/sobriety")
    page.get_by_role("link", name="I returned to use").tap()
    page.get_by_role("button", name="Alcohol").tap()
    expect(page.get_by_text("Thank you for being honest. This day counts too.")).to_be_visible()
    count = page.locator("[data-days]")
    expect(count).to_have_attribute("data-days", "0")
    expect(count).to_contain_text("53 sober days in all")
    expect(page.get_by_role("link", name="Talk to someone")).to_be_in_viewport()
    undo = page.get_by_role("button", name="Undo: Alcohol")
    expect(undo).to_be_in_viewport()
    expect(page.get_by_role("link", name="Add words for Alcohol")).to_be_visible()
    undo.tap()
    expect(page.get_by_role("heading", name="My sobriety dates")).to_be_visible()
    expect(page.locator("[data-days]")).to_have_attribute("data-days", "53")
    assert [period.ended_on for period in all_of(Period)] == [None]


def test_without_javascript_dates_are_added_by_a_chip_and_changed(phone_of, mia) -> None:
    page = phone_of(mia, java_script_enabled=False)
    page.goto("/sobriety")
    page.get_by_label("Nicotine").check()
    page.get_by_label("Since when?").fill(str(days_ago(40)))
    page.get_by_label("Only for me").check()
    page.get_by_role("button", name="Save").tap()
    page.get_by_role("link", name="Open Nicotine").tap()
    page.get_by_text("Money and time that stay mine").tap()
    page.get_by_label("Money it took in a week").fill("70")
    page.get_by_label("Sign or name of the money").fill("$")
    page.locator("details[open] button").tap()
    expect(page.get_by_text("About $400 that stayed yours.")).to_be_visible()
    page.get_by_text("Add an earlier time").tap()
    page.get_by_label("First day").fill("2020-01-01")
    page.get_by_label("Day of the return to use").fill("2020-01-31")
    page.locator("details[open] button").tap()
    expect(page.get_by_text("70 sober days in all. Longest: 40 days.")).to_be_visible()
    page.get_by_text("Name and who sees it").tap()
    page.get_by_role("link", name="Remove this date").tap()
    page.get_by_role("link", name="Keep it").tap()
    expect(page.get_by_role("heading", name="Nicotine")).to_be_visible()
    [tracker] = all_of(Tracker)
    assert tracker.is_private


def test_the_live_count_goes_on_while_it_is_looked_at(phone_of, mia) -> None:
    began = clock.now() - timedelta(hours=1, minutes=1, seconds=1)
    tracker = make_tracker(mia, since=began.date())
    tracker.periods[0].started_at = began.time().replace(microsecond=0)
    save(tracker)
    page = phone_of(mia)
    page.add_init_script(CLOCK)
    page.goto("/sobriety")
    counted = page.locator("[data-live-since]")
    expect(counted).to_have_text("1 hour, 1 minute")
    page.evaluate("passes(60_000)")
    expect(counted).to_have_text("1 hour, 2 minutes")

    hide(page, True)
    page.evaluate("passes(24 * 60 * 60_000)")
    expect(counted).to_have_text("1 hour, 2 minutes")
    hide(page, False)
    expect(counted).to_have_text("1 day, 1 hour, 2 minutes")
    assert page.locator(":is([aria-live], [role=status]) [data-live-since]").count() == 0


def hide(page: Page, is_hidden: bool) -> None:
    """As the browser tells a page that it went to the background."""
    page.evaluate(
        """(hidden) => {
          const state = hidden ? "hidden" : "visible";
          Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
          for (const name of ["data-today", "data-fresh"]) // it would load the page anew
            document.querySelector(`[${name}]`)?.removeAttribute(name);
          document.dispatchEvent(new Event("visibilitychange"));
        }""",
        is_hidden,
    )
