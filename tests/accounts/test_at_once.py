"""Two sign-ups at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from peerapp.accounts.models import Person
from tests.support.client import all_of, client_of


@pytest.mark.both_databases
def test_d2_a_sign_up_that_was_tapped_several_times_is_one_account(app) -> None:
    phones = [client_of(app) for _ in range(6)]
    for phone in phones:
        phone.token()
    sent = {"email": "mia@example.org", "password": "a long walk in the rain"}
    rest = {"display_name": "Mia", "timezone": "UTC", "role": "member", "adult": "yes"}
    with ThreadPoolExecutor(6) as pool:
        codes = list(pool.map(lambda p: p.post("/signup", data=sent | rest).status_code, phones))
    assert codes == [303] * 6
    assert len(all_of(Person)) == 1
