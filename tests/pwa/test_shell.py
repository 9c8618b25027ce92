"""The manifest, the service worker and the pages that the phone keeps, over HTTP."""

import re
from io import BytesIO

import pytest
from PIL import Image, ImageDraw

from peerapp.pwa import guide, shell
from tests.support.people import make_member


@pytest.fixture
def manifest(client):
    return client.get("/manifest.webmanifest")


def test_the_manifest_says_what_the_app_is_called(manifest, app):
    assert manifest.mimetype == "application/manifest+json"
    said = manifest.get_json(force=True)
    assert said["name"] == said["short_name"] == app.config["PROGRAM_NAME"]
    assert (said["id"], said["scope"], said["start_url"]) == ("/", "/", "/")
    assert said["display"] == "standalone"


def test_every_icon_is_there_in_the_size_that_the_manifest_says(manifest, client):
    icons = manifest.get_json(force=True)["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} == {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
        ("512x512", "monochrome"),
    }
    for icon in icons:
        picture = Image.open(BytesIO(client.get(icon["src"]).data))
        assert "x".join(map(str, picture.size)) == icon["sizes"]


def test_what_matters_of_the_maskable_icon_is_in_its_middle(client, manifest):
    """A launcher may cut away all but a circle of 80 %: the ground must go to each corner."""
    src = next(i["src"] for i in manifest.get_json(force=True)["icons"] if i["purpose"] != "any")
    picture = Image.open(BytesIO(client.get(src).data)).convert("RGBA")
    corners = [picture.getpixel((x, y)) for x in (0, 511) for y in (0, 511)]
    assert all(alpha == 255 for *_, alpha in corners)


def test_what_matters_of_the_icon_in_one_color_is_in_its_middle(client, manifest):
    """Only its alpha is used, and that too may be cut to a circle of 80 %."""
    icons = manifest.get_json(force=True)["icons"]
    src = next(icon["src"] for icon in icons if icon["purpose"] == "monochrome")
    alpha = Image.open(BytesIO(client.get(src).data)).convert("RGBA").getchannel("A")
    assert alpha.getextrema() == (0, 255)
    ImageDraw.Draw(alpha).circle((256, 256), 0.4 * 512, fill=0)
    assert alpha.getbbox() is None  # nothing is left


def test_a_long_press_on_the_icon_offers_three_ways_in(client, client_for, manifest):
    shortcuts = manifest.get_json(force=True)["shortcuts"]
    assert [one["name"] for one in shortcuts] == ["Check in", "Help now", "Messages"]
    mia = client_for(make_member())
    for shortcut in shortcuts:
        assert mia.get(shortcut["url"]).status_code == 200, shortcut
        picture = Image.open(BytesIO(client.get(shortcut["icons"][0]["src"]).data))
        assert picture.size == (96, 96)


def test_the_pictures_beside_install_are_small_and_as_large_as_said(client, manifest):
    screenshots = manifest.get_json(force=True)["screenshots"]
    assert {one["form_factor"] for one in screenshots} == {"narrow", "wide"}
    for one in screenshots:
        data = client.get(one["src"]).data
        assert "x".join(map(str, Image.open(BytesIO(data)).size)) == one["sizes"]
        assert len(data) < 60_000
        assert one["label"]


def test_the_manifest_is_in_the_language_of_the_page_that_names_it(client):
    for code in ("es", "en"):
        page = client.get("/help", headers={"Accept-Language": code}).text
        address = re.search(r'rel="manifest" href="([^"]+)"', page).group(1)
        said = client.get(address, headers={"Accept-Language": "en"}).get_json(force=True)
        assert (said["lang"], said["dir"], said["id"]) == (code, "ltr", "/")


@pytest.mark.parametrize("lang", ["xx", "", "en_US", "../es", "\x00", "e" * 9000])
def test_a_manifest_in_no_language_of_ours_is_in_the_browsers(client, lang):
    answer = client.get("/manifest.webmanifest", query_string={"lang": lang})
    assert answer.get_json(force=True)["lang"] == "en"


def test_nothing_in_the_manifest_tells_a_stranger_what_the_app_is_for(manifest):
    words = ("sober", "recover", "addict", "alcohol", "drug", "craving", "relapse", "mentor")
    assert not [word for word in words if word in manifest.text.lower()]


def test_the_icon_for_the_home_screen_of_an_iphone_has_no_clear_part(client):
    page = client.get("/help").text
    src = re.search(r'rel="apple-touch-icon" href="([^"]+)"', page).group(1)
    picture = Image.open(BytesIO(client.get(src).data)).convert("RGBA")
    assert picture.size == (180, 180)
    assert picture.getextrema()[3] == (255, 255)


@pytest.mark.parametrize("how", ["on", "pushes", "off"])
def test_the_service_worker_serves_the_whole_site_and_is_always_asked_for(client, app, how):
    app.config["SERVICE_WORKER"] = how
    worker = client.get("/sw.js")
    assert worker.mimetype == "text/javascript"
    assert worker.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in worker.headers


def test_the_service_worker_stays_the_same_until_something_changes(client):
    first = client.get("/sw.js")
    assert client.get("/sw.js").data == first.data
    again = client.get("/sw.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_changed_file_or_offline_page_is_a_new_version(app, monkeypatch):
    with app.test_request_context():
        before = shell.service_worker({"/offline": "<p>"})
        assert shell.service_worker({"/offline": "<p>"}) == before
        assert version_in(shell.service_worker({"/offline": "<b>"})) != version_in(before)
        monkeypatch.setattr(shell, "asset", lambda name: f"/static/{name}.new")
        assert version_in(shell.service_worker({"/offline": "<p>"})) != version_in(before)


def version_in(worker: str) -> str:
    return re.search(r'"version": "(\w+)"', worker).group(1)


def test_what_the_service_worker_keeps_can_be_fetched(client):
    """One that cannot would keep the whole worker from being installed."""
    worker = client.get("/sw.js").text
    for kind in ("assets", "pages"):
        kept = re.search(rf'"{kind}": \[([^\]]+)\]', worker).group(1)
        for path in re.findall(r'"([^"]+)"', kept):
            assert client.get(path).status_code == 200, path


@pytest.mark.parametrize("path", ["/offline", "/offline/help", "/locked", "/blank", "/install"])
def test_w4_what_a_browser_may_keep_is_the_same_for_everybody(client, client_for, path):
    mia = make_member()
    page = client.get(path)
    assert client_for(mia).get(path).data == page.data
    assert "csrf" not in page.text
    assert mia.display_name not in page.text


def test_h4_the_offline_page_shows_who_can_help(client):
    page = client.get("/offline").text
    assert 'href="tel:988"' in page
    assert 'href="tel:911"' in page
    assert 'href="tel:1-800-662-4357"' in page
    assert "not an emergency service" in page


CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
BROWSERS = {
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) {SAFARI} Safari/604.1": "iphone",
    f"Mozilla/5.0 (Linux; Android 10; K) {CHROME} Mobile Safari/537.36": "android",
    f"Mozilla/5.0 (Linux; Android 10; K) SamsungBrowser/28.0 {CHROME} Safari/537.36": "samsung",
    "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0": "firefox",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {CHROME} Safari/537.36 Edg/140.0": "computer",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {SAFARI} Safari/605.1.15": "mac",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {CHROME} Safari/537.36": "computer",
    "": "computer",
    "\u00ff <script>": "computer",
}


@pytest.mark.parametrize(("user_agent", "own"), BROWSERS.items())
def test_the_own_way_to_the_home_screen_stands_open_and_first(client, user_agent, own):
    answer = client.get("/install", headers={"User-Agent": user_agent})
    ways = re.findall(r'<(\w+) class="card [^>]*data-guide="(\w+)"', answer.text)
    assert ways[0] == ("section", own)
    assert {tag for tag, _ in ways[1:]} == {"details"}
    assert sorted(way for _, way in ways) == sorted(guide.TITLES)
    assert "User-Agent" in answer.headers["Vary"]


def test_each_picture_of_the_guide_is_there_and_says_what_is_on_it(client):
    page = client.get("/install").text
    used = re.findall(r'role="img" aria-label="[^"]{20,}"><use href="([^#]+)#([\w-]+)"', page)
    assert len(used) == page.count("guide__picture") > 8
    drawings = client.get(used[0][0]).text
    assert sorted(name for _, name in used) == sorted(re.findall(r'symbol id="([^"]+)"', drawings))


def test_the_styleguide_is_only_for_development(client, app):
    assert client.get("/styleguide").status_code == 200
    app.config["PRODUCTION"] = True
    assert client.get("/styleguide").status_code == 404
