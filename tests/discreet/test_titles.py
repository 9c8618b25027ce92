"""What stands in the history of a browser, in the list of open apps and under the app's picture."""

import re
from io import BytesIO

import pytest
from PIL import Image

from peerapp.config import APP_ICONS, SettingsError, app_icon, from_environment
from tests.access.matrix import LOOKING, MATRIX
from tests.access.routes import ask
from tests.access.world import build
from tests.browser.test_axe import NOT_PAGES
from tests.support.client import client_of

TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
# Of recovery, and of what a person came for.
TELLING = re.compile(
    r"sober|recover|use\b|laps|crav|urge|drink|alcohol|drug|addict|12|step|smart|crisis|return|need",
    re.IGNORECASE,
)
# The contract of DESIGN.md has it, so a browser's history shows this one word.
TELLING_PATHS = ("/sobriety", "/tools/urge")
NAMES = re.compile(r"\b(Mia|Noah|Toni|Fay|Omar|Pia|Sam|Cora|Wanda|Olga|Otis|Ola|Alcohol)\b")
EVERYBODY = ("nobody", "mia", "mentor", "coordinator")


def titles_of(app, who: str) -> list[tuple[str, str]]:
    world = build()
    client = client_of(app, None if who == "nobody" else getattr(world, who))
    seen = [route for route in LOOKING if MATRIX[route][who] == "200" and route[1] not in NOT_PAGES]
    pages = [(rule, ask(client, app, world, (method, rule)).text) for method, rule in seen]
    return [(rule, title) for rule, page in pages for title in TITLE.findall(page)]


@pytest.mark.parametrize("who", EVERYBODY)
def test_no_title_tells_what_the_app_is_for_or_a_name(app, who):
    titles = titles_of(app, who)
    assert len(titles) > 10
    told = [one for one in titles if TELLING.search(one[1]) or NAMES.search(one[1])]
    assert told == []


def test_no_address_in_the_history_tells_it_but_those_of_the_contract():
    telling = {rule for method, rule in MATRIX if method == "GET" and TELLING.search(rule)}
    assert {rule for rule in telling if not rule.startswith(TELLING_PATHS)} == set()


def test_the_program_chooses_the_name_that_a_phone_shows(app, client):
    app.config["APP_NAME"] = "Daily"
    said = client.get("/manifest.webmanifest").get_json(force=True)
    assert (said["name"], said["short_name"]) == ("Daily", "Daily")
    page = client.get("/login").text
    assert "<title>Sign in · Daily</title>" in page
    assert '<meta name="apple-mobile-web-app-title" content="Daily">' in page
    for path in ("/login", "/install", "/blank"):
        assert "Harbor" not in client.get(path).text


@pytest.mark.parametrize("name", APP_ICONS)
def test_every_picture_is_there_in_all_its_forms(app, client, name):
    app.config["APP_ICON"] = name
    said = client.get("/manifest.webmanifest").get_json(force=True)
    for icon in said["icons"]:
        picture = Image.open(BytesIO(client.get(icon["src"]).data))
        assert "x".join(map(str, picture.size)) == icon["sizes"]
    page = client.get("/login").text
    apple = re.search(r'rel="apple-touch-icon" href="([^"]+)"', page)
    assert client.get(apple.group(1)).status_code == 200
    assert (f"/icons/{name}/" in page) == (name != APP_ICONS[0])


def test_a_notification_shows_the_chosen_picture(app, client):
    app.config["APP_ICON"] = "leaf"
    worker = client.get("/sw.js").text
    for form in ("icon-192", "badge-96"):
        assert re.findall(rf'"(/static/[^"]*/{form}\.[^"]*)"', worker)[0].startswith(
            "/static/icons/leaf/"
        )
        assert len(re.findall(rf'"/static/[^"]*/{form}\.[^"]*"', worker)) == 1


def test_an_unknown_picture_is_refused(tmp_path):
    with pytest.raises(SettingsError, match="leaf, calendar, circle"):
        app_icon("bottle")
    found = from_environment({"DATA_DIR": str(tmp_path), "PROGRAM_NAME": "Harbor"})
    assert (found["APP_NAME"], found["APP_ICON"]) == (None, "sunrise")
