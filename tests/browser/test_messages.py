"""Two phones that write to each other; with and without JavaScript."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from peerapp import clock
from peerapp.extensions import db
from peerapp.messages import rules
from peerapp.messages.models import Message
from tests.pwa.test_outbox_in_browser import NO_SYNC, ONLINE
from tests.support.axe import complaints
from tests.support.client import all_of
from tests.support.people import (
    make_coordinator,
    make_member,
    make_mentor,
    make_message,
    match,
    one_commit,
)
from tests.support.pictures import a_photo
from tests.support.targets import CLOSE, TOO_WIDE


@pytest.fixture
def talk(app, midday):
    toni, mia = make_mentor("Toni"), make_member("Mia")
    return {"toni": toni, "mia": mia, "match": match(toni, mia)}


def write(page: Page, words: str) -> None:
    page.get_by_label("Message to").fill(words)
    page.get_by_role("button", name="Send").click()


def line(page: Page, words: str):
    return page.locator("[data-message-id]").filter(has_text=words)


def test_a_message_arrives_while_the_conversation_is_open(phone_of, client_for, talk) -> None:
    url = f"/matches/{talk['match'].id}/messages"
    mia, toni = phone_of(talk["mia"]), phone_of(talk["toni"])
    elsewhere = client_for(talk["toni"])  # another device of Toni's
    mia.goto("/")
    mia.get_by_role("link", name="Messages").click()
    toni.goto(url)
    toni.get_by_label("Message to").fill("half-written")
    toni.reload()
    toni.get_by_role("link", name="Help now").click()
    toni.wait_for_url("**/help")
    toni.goto(url)
    write(mia, "Hello Toni.")
    expect(line(mia, "Hello Toni.")).to_be_visible()
    expect(mia.get_by_label("Message to")).to_have_value("")
    expect(line(toni, "Hello Toni.")).to_be_visible()
    expect(toni.locator("[data-conversation-news]")).to_have_text(re.compile("Mia, .+Hello Toni."))
    expect(toni.get_by_label("Message to")).to_have_value("half-written")
    assert toni.evaluate("sessionStorage.getItem('half-written')") is None
    expect(line(mia, "Hello Toni.")).to_contain_text("Read")
    write(toni, "Hello Mia.")
    expect(line(mia, "Hello Mia.")).to_be_visible()
    assert next(one for one in all_of(Message) if one.body == "Hello Toni.").read_at
    expect(mia.locator("[data-day]")).to_have_count(1)
    line(toni, "Hello Mia.").locator("summary").click()
    toni.get_by_role("button", name="Take it back").click()
    expect(toni.get_by_text("You took this back.")).to_be_visible()
    expect(mia.get_by_text("This was taken back.")).to_be_visible()
    # it ends while one of them writes: it is said, and what was written stays
    mia.get_by_label("Message to").fill("May I ask something?")
    elsewhere.post(f"/matches/{talk['match'].id}/end")
    expect(mia.get_by_text("This match has ended.")).to_be_visible()
    expect(mia.get_by_label("Message to")).to_have_value("May I ask something?")
    mia.watch.may_say("status of 422")
    mia.get_by_role("button", name="Send").click()
    expect(mia.get_by_text("so your message was not sent")).to_be_visible()
    expect(mia.get_by_label("Message to")).to_have_value("May I ask something?")
    toni.watch.may_say("status of 404")
    expect(toni.get_by_text("This is not here for you any more.")).to_be_visible()
    expect(toni.get_by_text("Hello Toni.")).to_have_count(0)


def test_what_was_sent_is_in_sight_also_where_the_signal_goes_away_right_after(
    phone_of, client_for, talk
) -> None:
    mia, toni = phone_of(talk["mia"]), client_for(talk["toni"])
    mia.watch.may_say("Failed to load resource")
    mia.route("**/messages/new?*", lambda route: route.abort())
    mia.goto(f"/matches/{talk['match'].id}/messages")
    write(mia, "I am at the door.")
    expect(line(mia, "I am at the door.")).to_be_visible()
    expect(mia.get_by_label("Message to")).to_have_value("")
    mia.unroute("**/messages/new?*")
    toni.post(f"/matches/{talk['match'].id}/messages", data={"body": "Come in."})
    expect(line(mia, "Come in.")).to_be_visible()
    expect(mia.locator("[data-message-id]")).to_have_count(2)


def test_d2_what_is_written_without_a_signal_is_sent_with_it_and_what_is_refused_stays(
    phone_of, client_for, talk
) -> None:
    mia = phone_of(talk["mia"])
    mia.watch.may_lose_its_signal()
    mia.watch.may_say("status of 422")
    mia.add_init_script(NO_SYNC)
    mia.goto(f"/matches/{talk['match'].id}/messages")
    mia.clock.set_fixed_time(clock.now())  # the server's, see `midday`
    mia.context.set_offline(True)
    write(mia, "I am on the train.")
    waiting = mia.locator("[data-outbox-item]")
    expect(waiting).to_contain_text("I am on the train.")
    expect(waiting).to_contain_text("Waiting for a signal")
    expect(mia.get_by_label("Message to")).to_have_value("")
    assert all_of(Message) == []
    mia.context.set_offline(False)
    mia.evaluate(ONLINE)
    expect(line(mia, "I am on the train.")).to_be_visible()
    [message] = all_of(Message)
    assert message.body == "I am on the train."
    assert message.said_at and message.said_at < message.sent_at
    mia.context.set_offline(True)
    write(mia, "Are you there?")
    expect(waiting.last).to_contain_text("Waiting for a signal")
    client_for(talk["toni"]).post(f"/matches/{talk['match'].id}/end")
    mia.context.set_offline(False)
    mia.evaluate(ONLINE)
    expect(waiting.last).to_contain_text("This match has ended")
    expect(waiting.last).to_contain_text("Are you there?")
    assert len(all_of(Message)) == 1


def test_earlier_messages_come_above_and_what_is_read_stays_in_place(phone_of, talk) -> None:
    with one_commit():
        for number in range(65):
            sent = make_message(talk["match"], talk["mia"], f"Message {number}.")
            sent.sent_at = clock.now() - timedelta(hours=65 - number)
    toni = phone_of(talk["toni"])
    toni.goto("/messages")
    expect(toni.locator(".nav [data-unread]")).to_have_text("65")
    toni.get_by_role("link", name="Mia").click()
    expect(line(toni, "Message 64.")).to_be_in_viewport()
    expect(toni.locator(".nav [data-unread]")).to_be_hidden()
    expect(toni.locator("[data-message-id]")).to_have_count(30)
    toni.locator("[data-earlier]").scroll_into_view_if_needed()
    toni.locator("[data-earlier]").click()
    expect(toni.locator("[data-message-id]")).to_have_count(60)
    expect(line(toni, "Message 35.")).to_be_in_viewport()
    toni.locator("[data-earlier]").click()
    expect(toni.locator("[data-message-id]")).to_have_count(65)
    days = toni.locator("[data-day]").evaluate_all("(all) => all.map((one) => one.dataset.day)")
    assert len(days) == len(set(days))
    assert toni.evaluate(TOO_WIDE) == []


def test_without_javascript_it_works_too(phone_of, talk) -> None:
    url = f"/matches/{talk['match'].id}/messages"
    mia, toni = (phone_of(talk[who], java_script_enabled=False) for who in ("mia", "toni"))
    mia.goto(url)
    write(mia, "Hello Toni.")
    expect(line(mia, "Hello Toni.")).to_contain_text("Sent")
    toni.goto("/messages")
    toni.get_by_role("link", name="Mia").click()
    expect(line(toni, "Hello Toni.")).to_be_visible()
    toni.get_by_role("button", name="I have read these").click()
    mia.goto(url)
    expect(line(mia, "Hello Toni.")).to_contain_text("Read")


def test_a_photo_is_sent_once_and_seen_by_the_other(phone_of, talk) -> None:
    rules.change(photos_allowed=True, by=make_coordinator(), now=clock.now())
    db.session.commit()
    mia, toni = phone_of(talk["mia"]), phone_of(talk["toni"])
    for page in (toni, mia):
        page.goto(f"/matches/{talk['match'].id}/messages")
    mia.get_by_text("Add a photo").click()
    mia.get_by_label("Choose a photo").set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    )
    write(mia, "Look at this.")
    expect(toni.get_by_alt_text("A photo from Mia")).to_be_visible()
    expect(mia.get_by_alt_text("A photo that you sent")).to_be_visible()
    expect(mia.get_by_label("Choose a photo")).to_be_hidden()
    write(mia, "The bridge by my house.")
    expect(line(toni, "The bridge by my house.")).to_be_visible()
    expect(toni.get_by_alt_text("A photo from Mia")).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_conversation_at_320_px_with_all_open(phone_of, talk, scheme) -> None:
    rules.change(photos_allowed=True, by=make_coordinator(), now=clock.now())
    make_message(talk["match"], talk["toni"], "long" * 60)
    make_message(talk["match"], talk["mia"], "Short.")
    db.session.commit()
    mia = phone_of(talk["mia"], color_scheme=scheme, viewport={"width": 320, "height": 640})
    mia.goto(f"/matches/{talk['match'].id}/messages")
    mia.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert mia.evaluate(TOO_WIDE) == []
    for part in (".talk", ".talk__foot"):  # one lies over the other
        assert mia.evaluate(CLOSE, f"{part} :is(button, .button, summary, textarea)") == []
    assert complaints(mia, "messages") == []
