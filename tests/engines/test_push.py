"""A push as we encrypt it, decrypted and shown by another browser than Chromium.

WebKit's port to GTK has no pushes.
"""

import pytest

from peerapp.push.models import PushSubscription
from tests.support.autopush import AutoPush
from tests.support.client import all_of
from tests.support.firefox import Firefox, path_of_firefox
from tests.support.people import PASSWORD, make_member, make_reminder
from tests.support.push_service import PushService

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("midday")]
SHOWN = """navigator.serviceWorker.ready
  .then((found) => found.getNotifications())
  .then((all) => all.map(({ title, body }) => title + ": " + body).join())"""


@pytest.fixture
def autopush(app):
    with PushService() as service, AutoPush(service) as autopush:
        app.config.update(service.settings())
        yield autopush


@pytest.mark.skipif(path_of_firefox() is None, reason="needs `apt-get install firefox-esr`")
def test_p3_a_push_is_shown_with_discreet_words(live_server, tmp_path, visitors, autopush):
    mia = make_member("Mia")
    make_reminder(mia)
    firefox = Firefox(tmp_path / "profile", live_server, **autopush.preferences())
    visitors.append(firefox.close)
    firefox.goto("/login")
    for name, text in (("email", mia.email), ("password", PASSWORD)):
        firefox.tap(f"[name={name}]")
        firefox.type(text)
    firefox.tap("main form button")
    firefox.find(".nav")
    firefox.goto("/reminders")
    firefox.until("!document.querySelector('[data-push-when=off]').hidden")
    firefox.tap("[data-push-subscribe]")
    firefox.until("!document.querySelector('[data-push-when=on]').hidden")
    assert len(all_of(PushSubscription)) == 1
    firefox.tap("[action='/push/test'] button")
    firefox.until("document.querySelector('#push-answer').innerText.includes('On its way')")
    autopush.service.wait_for(1)
    firefox.until(f"{SHOWN}.then((all) => all !== '')")
    assert firefox.js(SHOWN).startswith("It works: ")
