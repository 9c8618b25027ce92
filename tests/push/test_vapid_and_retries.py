"""P5, P6: when to try again, and how often to sign."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from json import loads

import pytest

from peerapp import config
from peerapp.push import attempts, vapid
from peerapp.push.attempts import Result

HOUR = timedelta(hours=1)
NOW = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)


def test_p6_a_signature_is_made_once_for_a_push_service_and_again_at_half_of_its_life():
    now = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    signer = vapid.Signer(config.make_vapid_key(), "mailto:operator@example.org")
    first = signer.authorization("https://web.push.apple.com/push/a", now)
    assert signer.authorization("https://web.push.apple.com/push/b", now + 5 * HOUR) == first
    assert signer.authorization("https://fcm.googleapis.com/a", now) != first
    later = signer.authorization("https://web.push.apple.com/push/a", now + 7 * HOUR)
    assert later != first
    assert signer.authorization("https://web.push.apple.com/push/a", now) == later


def test_p6_it_signs_again_where_the_clock_was_far_ahead():
    signer = vapid.Signer(config.make_vapid_key(), "mailto:operator@example.org")
    ahead = signer.authorization("https://web.push.apple.com/push/a", NOW + 48 * HOUR)
    assert signer.authorization("https://web.push.apple.com/push/a", NOW) != ahead


def test_p6_the_claims_name_the_push_service_and_run_out_within_a_day():
    signer = vapid.Signer(config.make_vapid_key(), "mailto:operator@example.org")
    header = signer.authorization("https://web.push.apple.com/abc", NOW)
    token = header.removeprefix("vapid t=").split(",")[0].split(".")[1]
    claims = loads(urlsafe_b64decode(token + "=="))
    assert claims["aud"] == "https://web.push.apple.com"
    assert claims["sub"] == "mailto:operator@example.org"
    assert NOW.timestamp() < claims["exp"] <= (NOW + 24 * HOUR).timestamp()


def test_the_key_of_browsers_is_an_uncompressed_point():
    key = vapid.Signer(config.make_vapid_key(), "mailto:operator@example.org").public_key()
    point = urlsafe_b64decode(key + "=")
    assert len(point) == 65
    assert point[0] == 4


def test_waits_grow_up_to_a_quarter_of_an_hour():
    failed = Result(503)
    waits = [(attempts.next_try(failed, n, NOW) - NOW).total_seconds() for n in range(1, 21)]
    assert 3.75 <= waits[0] <= 6.25
    assert 7.5 <= waits[1] <= 12.5
    assert 675 <= waits[-1] <= 1125


@pytest.mark.parametrize(
    ("header", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("Mon, 23 Nov 2026 20:01:00 GMT", timedelta(seconds=60)),
        ("Mon, 23 Nov 2026 19:00:00 GMT", timedelta(0)),
        ("99999999999999999999", timedelta(days=7)),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_p5_retry_after_is_seconds_or_a_date(header, wait):
    assert attempts.retry_after(header, datetime(2026, 11, 23, 20, 0, tzinfo=UTC)) == wait
