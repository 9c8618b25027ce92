"""H5: "Exit", over HTTP: as it is without a script."""

import pytest

from peerapp.config import SettingsError, exit_url
from tests.support.client import Client
from tests.support.people import make_coordinator, make_member, make_mentor

NEUTRAL = "https://www.weather.gov/"


@pytest.fixture
def mia():
    return make_member("Mia Canary")


def copy_of(client: Client) -> Client:
    """Another browser with the same cookie."""
    name = client.application.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    copy = Client(client.application, client.response_wrapper, use_cookies=True)
    copy.set_cookie(name, cookie.value)
    return copy


@pytest.mark.both_databases
def test_h5_exit_ends_the_session_and_a_copied_cookie_opens_nothing(client_for, mia):
    client = client_for(mia)
    copy = copy_of(client)
    assert copy.get("/").status_code == 200
    assert client.post("/exit").status_code == 200
    for one in (client, copy):
        assert one.get("/").location == "/login"


def test_h5_exit_goes_on_to_a_neutral_site_and_shows_nothing_on_the_way(client_for, mia):
    answer = client_for(mia).post("/exit")
    assert f'http-equiv="refresh" content="0; url={NEUTRAL}"' in answer.text
    assert "Canary" not in answer.text
    assert "Harbor" not in answer.text
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_h5_exit_clears_the_pages_and_not_what_waits_to_be_sent(client_for, mia):
    assert client_for(mia).post("/exit").headers["Clear-Site-Data"] == '"cache"'


def test_h5_exit_twice_or_signed_out_goes_on_all_the_same(client):
    for _ in range(2):
        assert NEUTRAL in client.post("/exit").text


def test_h5_the_button_stands_at_the_top_of_every_kind_of_page(client, client_for, mia):
    mentor, coordinator = make_mentor(), make_coordinator()
    seen = [client.get(path) for path in ("/login", "/signup", "/help", "/offline", "/tools/urge")]
    seen += [client_for(mia).get(path) for path in ("/", "/checkins", "/account", "/help")]
    seen += [client_for(mentor).get("/mentees"), client_for(coordinator).get("/program")]
    seen += [client.get("/nowhere")]
    for page in seen:
        assert f'data-exit="{NEUTRAL}"' in page.text
        assert 'href="/help"' in page.text  # and help is still one tap away


@pytest.mark.both_databases
def test_h5_it_can_be_hidden_and_shown_again(client_for, mia):
    client = client_for(mia)
    client.post("/exit/button", data={"shown": "no"})
    assert "data-exit=" not in client.get("/").text
    assert 'value="yes"' in client.get("/exit").text
    client.post("/exit/button", data={"shown": "yes"})
    assert "data-exit=" in client.get("/").text


def test_h5_hidden_by_one_it_is_there_for_everybody_else(client, client_for, mia):
    client_for(mia).post("/exit/button", data={"shown": "no"})
    assert "data-exit=" in client.get("/login").text
    assert "data-exit=" in client_for(make_member("Noah")).get("/").text


@pytest.mark.both_databases
def test_h5_it_is_explained_once(client_for, mia):
    mia.exit_explained_at = None
    client = client_for(mia)
    assert "cannot clear your browser" in client.get("/").text
    answer = client.post("/exit/explained", htmx=True)
    assert "cannot clear" not in answer.text
    assert "cannot clear" not in client.get("/").text


def test_h5_a_new_person_is_told_on_the_first_page(client):
    client.post(
        "/signup",
        data={
            "email": "new@example.org",
            "password": "seven quiet herons at dusk",
            "display_name": "Nell",
            "timezone": "America/New_York",
            "role": "member",
            "adult": "yes",
        },
    )
    assert "cannot clear your browser" in client.get("/").text


def test_h5_its_page_says_honestly_what_it_cannot_do(client):
    page = client.get("/exit").text
    assert "cannot clear your browser" in page
    assert "Shift" in page


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "example.org",
        "javascript:alert(1)",
        "https://",
        "//example.org",
        "https://name:word@example.org/",
        "https://example.org/ x",
        "https://example.org/;url=x",
        'https://example.org/"><script>',
    ],
)
def test_h5_only_a_whole_https_address_is_taken(url):
    with pytest.raises(SettingsError, match="EXIT_URL"):
        exit_url(url)


def test_h5_a_program_chooses_where_it_leads(app, client):
    app.config["EXIT_URL"] = exit_url("https://news.example.org/today")
    assert 'data-exit="https://news.example.org/today"' in client.get("/login").text
