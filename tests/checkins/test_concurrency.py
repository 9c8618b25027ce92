"""Two phones at once."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from peerapp.checkins.models import CheckIn, EarlierVersion
from tests.support.client import all_of, client_of
from tests.support.people import make_member


@pytest.mark.both_databases
def test_d1_d2_eight_phones_at_once_make_one_check_in_and_lose_no_word(app) -> None:
    mia = make_member()
    phones = [client_of(app, mia) for _ in range(8)]
    for phone in phones:
        phone.token()
    sent = [
        {"mood": str(n % 5 + 1), "id": str(uuid4()), "note": f"words of phone {n}"}
        for n in range(8)
    ]

    def send(n: int) -> int:
        return phones[n % 8].post("/checkins", data=sent[n % 8]).status_code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(send, range(24)))  # each phone sends the same three times
    assert set(codes) == {303}
    [checkin] = all_of(CheckIn)
    notes = {version.note for version in all_of(EarlierVersion)} | {checkin.note}
    assert notes == {one["note"] for one in sent}
