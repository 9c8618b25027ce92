"""What is wrong is said with the field where it is: a screen reader reads it there."""

import re

import pytest

from tests.support.client import Client
from tests.support.people import make_member, make_mentor, match

REFUSED = [
    ("mentor", "/mentees/{mia}/follow-ups", {"due_on": "someday"}),
    ("mentor", "/mentees/{mia}/follow-ups", {"due_in": "1", "words": "x" * 1001}),
    ("mentor", "/mentees/{mia}/hand-over", {"words": "x" * 5001}),
    ("mentor", "/mentees/{mia}/notes", {"words": ""}),
    ("mentor", "/match/profile/when", {"parts": "never"}),
    ("member", "/goals", {"words": ""}),
    ("member", "/plan/coping", {"words": ""}),
    ("member", "/reminders", {"time": "late"}),
    ("member", "/sobriety", {"name": "", "started_on": "never"}),
    ("nobody", "/signup", {}),
    ("nobody", "/login", {"email": "mia@example.org", "password": "no"}),
]


@pytest.mark.parametrize(("who", "path", "typed"), REFUSED)
def test_an_error_is_read_with_its_field(client: Client, client_for, who, path, typed) -> None:
    mia, toni = make_member("Mia"), make_mentor("Toni")
    match(toni, mia)
    here = {"mentor": toni, "member": mia}.get(who)
    sender = client_for(here) if here else client
    answer = sender.post(path.format(mia=mia.id), data=typed)
    assert answer.status_code == 422
    errors = re.findall(r'id="(error-[^"]+)"', answer.text)
    told = " ".join(re.findall(r'aria-describedby="([^"]*)"', answer.text)).split()
    assert errors
    assert set(errors) <= set(told)
