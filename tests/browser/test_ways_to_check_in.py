"""A check-in by touch, by keyboard and without JavaScript; and what a lost line does to it."""

import pytest
from playwright.sync_api import Page, expect

from peerapp.checkins.models import CheckIn
from tests.support.client import all_of
from tests.support.people import PASSWORD, check_in, make_member, make_mentor, match


@pytest.fixture
def mia(app):
    return make_member("Mia")


def test_without_javascript_signing_in_and_checking_in_work(phone_of, mia):
    page = phone_of(None, java_script_enabled=False)
    page.goto("/")
    page.get_by_label("Email").fill(mia.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Good", exact=False).first.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.get_by_role("button", name="Rather not say").click()
    page.get_by_text("Add more, if you like").click()
    page.get_by_label("Tired").check()
    page.get_by_label("A note").fill("No script was needed.")
    page.get_by_role("button", name="Save", exact=True).click()
    [checkin] = all_of(CheckIn)
    assert (checkin.mood, checkin.triggers, checkin.note) == (
        4,
        ["tired"],
        "No script was needed.",
    )
    page.goto("/checkins")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_without_javascript_a_mistake_keeps_what_was_typed(phone_of):
    page = phone_of(None, java_script_enabled=False)
    page.watch.may_say("status of 422")
    page.goto("/signup")
    page.get_by_label("Name").fill("Nell")
    page.get_by_label("Email").fill("nell@example.org")
    page.get_by_label("Password").fill("short")
    page.get_by_label("I am 18 or older").check()
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("Use 10 characters or more.")).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Nell")
    expect(page.get_by_label("Email")).to_have_value("nell@example.org")
    expect(page.get_by_label("I am 18 or older")).to_be_checked()
    expect(page.get_by_label("Password")).to_have_value("")


def test_the_keyboard_alone_checks_in_and_undoes_it(phone_of, mia):
    page = phone_of(mia)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, 'button[name="mood"][value="3"]')
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator('button[name="mood"][value="3"]')).to_be_focused()
    tab_to(page, "#undo")
    page.keyboard.press("Space")
    expect(page.get_by_text("Saved.")).to_have_count(0)
    assert all_of(CheckIn) == []


def test_the_focus_can_be_seen_wherever_it_is(phone_of, mia):
    page = phone_of(mia)
    page.goto("/")
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        look = page.evaluate(
            """() => { const it = document.activeElement, style = getComputedStyle(it);
              const around = getComputedStyle(it.closest("label") ?? it);
              return [it.outerHTML.slice(0, 120), it === document.body,
                [style, around].some((one) => one.outlineStyle !== "none" &&
                  parseFloat(one.outlineWidth) >= 2)] }"""
        )
        html, is_body, is_seen = look
        if not is_body and not is_seen:
            unseen.append(html)
    assert not unseen, "\n".join(unseen)


def test_what_a_finger_must_hit_is_large_enough(phone_of, mia):
    match(make_mentor("Toni"), mia)
    page = phone_of(mia)
    for path in ("/", "/checkins", "/sobriety", "/match", "/reminders", "/account", "/help"):
        page.goto(path)
        small = page.evaluate(
            """() => [...document.querySelectorAll("button, nav a, a.button, summary, select")]
              .filter((it) => it.offsetParent)
              .map((it) => [it.getBoundingClientRect(), it])
              .filter(([box]) => box.height < 47.5 || box.width < 47.5)
              .map(([box, it]) => `${Math.round(box.width)}x${Math.round(box.height)} `
                + it.outerHTML.slice(0, 100))"""
        )
        assert not small, f"{path}: {small}"
    page.goto("/")
    for face in page.locator(".face-button").all():
        box = face.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 64


def test_the_whole_cell_of_a_day_is_its_link(phone_of, mia):
    check_in(mia)
    page = phone_of(mia)
    page.goto("/checkins")
    widths = page.evaluate(
        """() => [...document.querySelectorAll(".day > a")]
          .map((link) => [link.offsetWidth, link.parentElement.offsetWidth])"""
    )
    assert widths
    assert all(link == cell for link, cell in widths)


def test_a_plain_page_with_messages_shows_the_first_of_them(phone):
    phone.watch.may_say("422")
    phone.add_init_script("addEventListener('htmx:before:init', (it) => it.preventDefault(), true)")
    phone.goto("/signup")
    phone.locator("main form").first.evaluate("(form) => { form.noValidate = true }")
    phone.get_by_label("Name").fill("Nell")
    phone.evaluate("document.querySelector('main form').submit()")
    wrong = phone.locator('[aria-invalid="true"]').first
    expect(wrong).to_be_focused()
    box = wrong.bounding_box()
    assert box
    assert 60 < box["y"] < 700


def test_tapping_a_face_saves_in_place_without_a_new_page(phone_of, mia):
    page = phone_of(mia)
    page.goto("/")
    page.evaluate("window.sameDocument = true")
    page.get_by_role("button", name="Very good").tap()
    expect(page.get_by_text("Saved.")).to_be_visible()
    assert page.evaluate("window.sameDocument") is True
    page.get_by_role("button", name="Undo").tap()
    expect(page.get_by_text("Saved.")).to_have_count(0)
    assert all_of(CheckIn) == []


def test_d2_an_impatient_double_tap_is_one_check_in(phone_of, mia):
    page = phone_of(mia)
    page.goto("/")
    face = page.get_by_role("button", name="Okay")
    face.dblclick()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert [checkin.mood for checkin in all_of(CheckIn)] == [3]


def tab_to(page: Page, selector: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")
