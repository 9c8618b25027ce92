"""Asking for a mentor and saying yes, on the phones of both; with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from peerapp import clock
from peerapp.extensions import db
from peerapp.matching import requests
from peerapp.matching.models import Match, MatchRequest
from tests.support.axe import complaints
from tests.support.client import all_of
from tests.support.people import make_coordinator
from tests.support.requests import make_looking_member, make_open_mentor
from tests.support.targets import CLOSE, TOO_WIDE

BOTH = {
    "recovering_from": frozenset({"alcohol"}),
    "languages": frozenset({"en", "es"}),
    "shown": frozenset({"recovering_from", "languages"}),
}
TARGETS = "main :is(button, .button, .chip, summary)"


@pytest.fixture
def town(app):
    """Mia, who asked nobody yet; Wes, who has asked two, had a no, and has the program's idea."""
    mia = make_looking_member("Mia", answered=frozenset({"languages"}), **BOTH)
    wes = make_looking_member("Wes", answered=frozenset({"languages"}), **BOTH)
    sam, dee, ray, lou, kim = (
        make_open_mentor(name, words="I have been there.", **BOTH)
        for name in ("Sam", "Dee", "Ray", "Lou", "Kim")
    )
    now = clock.now()
    first, *_ = requests.ask(wes, [ray.id, lou.id, dee.id], "Hello!", now)
    requests.decline(first, ray, None, sam, now)
    requests.propose(wes.id, kim.id, make_coordinator(), now)
    db.session.commit()
    return {"mia": mia, "wes": wes, "sam": sam, "dee": dee, "lou": lou, "kim": kim}


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_member_asks_and_the_mentor_says_yes(phone_of, town, script) -> None:
    mia, sam = (phone_of(town[who], java_script_enabled=script) for who in ("mia", "sam"))
    mia.goto("/match")
    mia.get_by_role("link", name="See who could fit").click()
    card = mia.locator(f'[data-mentor-id="{town["sam"].id}"]')
    expect(card.get_by_text("You both know alcohol.")).to_be_visible()
    card.get_by_role("link", name="Ask Sam").click()
    mia.get_by_label("Or in your own words").fill("Hello Sam, may we talk?")
    mia.get_by_role("button", name="Then ask Dee").click()
    mia.get_by_role("button", name="ask Dee sooner").click()
    expect(mia.get_by_text("What Dee, and then Sam, will see of you")).to_be_visible()
    mia.get_by_role("button", name="ask Dee later").click()
    expect(mia.get_by_text("What Sam, and then Dee, will see of you")).to_be_visible()
    mia.get_by_role("button", name="Send to Sam").click()
    expect(mia.get_by_text("Sam was asked today.")).to_be_visible()
    expect(mia.get_by_text("Dee is next in line.")).to_be_visible()

    sam.goto("/")
    sam.get_by_role("link", name="Look and answer").click()
    sam.get_by_role("link", name="Mia").click()
    expect(sam.get_by_text("Hello Sam, may we talk?")).to_be_visible()
    sam.get_by_role("button", name="Yes, I walk with Mia").click()
    expect(sam.get_by_text("You and Mia are connected.")).to_be_visible()
    mia.goto("/match")
    expect(mia.get_by_role("heading", name="Sam")).to_be_visible()
    expect(mia.get_by_text("Dee is next")).to_have_count(0)
    assert len(all_of(Match)) == 1


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_member_answers_the_programs_idea(phone_of, town, script) -> None:
    wes = phone_of(town["wes"], java_script_enabled=script)
    wes.goto("/")
    wes.get_by_role("link", name="Look at it when it suits you").click()
    expect(wes.get_by_text("Your program thinks Kim could be a good fit.")).to_be_visible()
    wes.get_by_text("No, thank you", exact=True).click()
    wes.get_by_role("button", name="Say no, thank you").click()
    expect(wes.get_by_text("Thank you for saying so.")).to_be_visible()
    expect(wes.get_by_text("Your program thinks")).to_have_count(0)
    with_kim = [one for one in all_of(MatchRequest) if one.mentor_id == town["kim"].id]
    assert [one.outcome for one in with_kim] == ["declined"]


def pages(town):
    at = {one.mentor_id: one for one in all_of(MatchRequest)}
    both = f"mentor_id={town['sam'].id}&mentor_id={town['dee'].id}"
    return [
        ("mia", "/match"),
        ("mia", "/match/suggestions"),
        ("mia", f"/match/requests/new?{both}"),
        ("wes", "/match"),
        ("lou", "/match/requests"),
        ("lou", f"/match/requests/{at[town['lou'].id].id}"),
        ("kim", f"/match/requests/{at[town['kim'].id].id}"),
    ]


@pytest.mark.parametrize("look", [("light", 390), ("dark", 320)], ids=str)
def test_every_page_of_requests_is_for_everybody_and_for_a_thumb(phone_of, town, look) -> None:
    scheme, width = look
    found = []
    phones = {}
    for who, path in pages(town):
        size = {"width": width, "height": 844}
        if who not in phones:
            phones[who] = phone_of(town[who], viewport=size, color_scheme=scheme)
        page = phones[who]
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true })")
        found += complaints(page, path)
        found += [
            f"{path}: {one}"
            for one in page.evaluate(CLOSE, "main :is(button, .button, .chip, summary)")
            + page.evaluate(TOO_WIDE)
        ]
    assert not found, "\n".join(found)
