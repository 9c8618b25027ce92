"""axe-core finds nothing on any page, light or dark, and no page says more than it should.

The pages are the GET routes of the URL map, as the matrix of A1 opens them, so none is forgotten.
"""

import pytest
from playwright.sync_api import Page

from tests.access.matrix import MATRIX
from tests.access.routes import address
from tests.access.world import NOBODY, World, build
from tests.support.axe import complaints_light_and_dark
from tests.support.people import acknowledge

NOT_PAGES = {"/why/photo", "/pocket", "/manifest.webmanifest", "/sw.js", "/healthz", "/readyz"}
NOT_PAGES |= {
    rule
    for _, rule in MATRIX
    if rule.startswith(("/push/", "/outbox/")) or rule.endswith((".csv", ".ics"))
}
NOT_PAGES |= {"/sobriety/<uuid:tracker_id>/picture.svg", "/help/calls"}
NOT_PAGES |= {rule for _, rule in MATRIX if rule.endswith(("/photo", "/messages/new", "/live"))}

# What the eyes of axe-core do not see, and takes a third of the time.
QUICK = {"device_scale_factor": 1, "service_workers": "block"}

# The page without a signal loads itself anew once the server is there, also under axe's eyes.
NO_ANSWER = """const real = fetch;
window.fetch = (what, ...more) =>
  what === "/healthz" ? Promise.reject(new TypeError()) : real(what, ...more);"""


@pytest.fixture
def world(app) -> World:
    world = build()
    acknowledge(world.mentor, world.checkin)
    return world


def pages_of(app, world: World, who: str) -> list[str]:
    parts = world.parts()
    return [
        address(app, rule, parts)
        for (method, rule), answers in MATRIX.items()
        if method == "GET" and rule not in NOT_PAGES and answers[who] == "200"
    ]


@pytest.mark.parametrize("who", [NOBODY, "mia", "mentor", "coordinator"])
def test_axe_finds_nothing_on_any_page(app, world, phone_of, who):
    person = None if who == NOBODY else getattr(world, who)
    page = phone_of(person, color_scheme="light", **QUICK)
    page.watch.may_say("registration blocked")
    page.add_init_script(NO_ANSWER)
    pages = pages_of(app, world, who)
    found = [fault for path in pages for fault in faults(page, path)]
    assert len(pages) >= 5
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("scheme", "color"), [("light", "#ddd"), ("dark", "#333")])
def test_axe_would_find_a_bad_contrast(phone_of, scheme, color):
    page = phone_of(None, color_scheme="light", bypass_csp=True)
    page.goto("/login")
    page.add_style_tag(
        content=f"@media (prefers-color-scheme: {scheme}) {{ h1 {{ color: {color} !important }} }}"
    )
    [found] = complaints_light_and_dark(page, "/login")
    assert "color-contrast" in found
    assert ("in the dark" in found) == (scheme == "dark")


def test_axe_finds_nothing_on_what_went_wrong(phone_of):
    page = phone_of(None, color_scheme="light")
    page.watch.may_say("status of 404")
    page.watch.may_say("status of 422")
    assert not faults(page, "/nowhere", status=404)
    page.goto("/signup")
    page.locator("form[action='/signup']").evaluate("(form) => { form.noValidate = true }")
    page.get_by_role("button", name="Start").tap()
    page.get_by_text("What should we call you?").wait_for()
    assert not complaints_light_and_dark(page, "/signup with errors")


def faults(page: Page, path: str, status: int = 200) -> list[str]:
    response = page.goto(path)
    assert response
    assert response.status == status, path
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    return complaints_light_and_dark(page, path) + sideways(page, path)


def sideways(page: Page, path: str) -> list[str]:
    """A page that scrolls sideways on a phone."""
    width = page.evaluate("document.documentElement.scrollWidth")
    return [] if width <= 390 else [f"{path}: is {width} px wide on a phone of 390 px"]
