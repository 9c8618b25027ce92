"""What goes over the wire is small, and its length tells nobody anything."""

import brotli
import pytest
from flask.testing import FlaskClient

from tests.support.client import Client
from tests.support.people import make_member

BROWSER = {"Accept-Encoding": "gzip, deflate, br, zstd"}


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_page_that_the_person_asks_for_is_small(client_for, site: str) -> None:
    client = client_for(make_member())
    plain = client.get("/checkins")
    small = client.get("/checkins", headers={**BROWSER, "Sec-Fetch-Site": site})
    assert small.headers["Content-Encoding"] == "br"
    assert "Accept-Encoding" in small.headers["Vary"]
    assert "</html>" in brotli.decompress(small.data).decode()
    assert len(small.data) * 3 < len(plain.data)


@pytest.mark.parametrize("site", ["cross-site", "same-site", None])
def test_w1_no_length_tells_of_a_page_that_another_site_asked_for(client_for, site) -> None:
    client = client_for(make_member())
    headers = {**BROWSER, **({"Sec-Fetch-Site": site} if site else {})}
    answer = client.get("/checkins/search?words=guess", headers=headers)
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers


def test_a_browser_that_knows_only_gzip_gets_that(client: Client) -> None:
    answer = client.get("/help", headers={"Accept-Encoding": "gzip", "Sec-Fetch-Site": "none"})
    assert answer.headers["Content-Encoding"] == "gzip"


def test_a_page_that_is_kept_is_asked_for_again_without_its_bytes(client: FlaskClient) -> None:
    headers = {**BROWSER, "Sec-Fetch-Site": "same-origin"}
    first = client.get("/offline", headers=headers)
    again = client.get("/offline", headers={**headers, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
