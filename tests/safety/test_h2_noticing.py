"""Who wrote of suicide, of hurting themselves or of an overdose sees at once who can help; nobody
else does, and nothing of it is kept.
"""

import logging
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from peerapp.accounts.models import Person
from peerapp.extensions import Base, db
from peerapp.safety import crisis_words, noticing
from tests.support.client import Client
from tests.support.people import make_member, make_mentor, match

NOTED = {"mood": "2", "note": "I want to die"}
PANEL = "data-near>"
TOLD_NOBODY = "What you wrote is saved. Nobody was told because of it."
OVERDOSE = "If it is an overdose"


@pytest.fixture
def mia(app: Flask) -> Person:
    return make_member()


def test_h2_a_note_brings_help_beside_the_card_that_htmx_asked_for(
    mia: Person, client_for: Callable[[Person], Client]
) -> None:
    answer = client_for(mia).post("/checkins", data=NOTED, htmx=True)
    assert answer.status_code == 200
    card, panel = answer.text.split('<div id="near" hx-swap-oob="innerHTML">')
    assert "I want to die" in card  # saved as it is
    for said in (PANEL, "tel:988", "sms:988", "tel:911", "/plan", TOLD_NOBODY, "not a person"):
        assert said in panel
    assert OVERDOSE not in panel


def test_h2_without_htmx_the_next_page_shows_it_once(
    mia: Person, client_for: Callable[[Person], Client]
) -> None:
    client = client_for(mia)
    assert client.post("/checkins", data=NOTED).headers["Location"] == "/"
    page = client.get("/").text
    assert page.count(PANEL) == 1
    assert page.count('id="near"') == 1
    assert page.index('id="checkin"') < page.index(PANEL)
    assert PANEL not in client.get("/").text  # "I'm okay" without a script; and Back asks again


def test_h2_other_words_bring_nothing(mia: Person, client_for: Callable[[Person], Client]) -> None:
    client = client_for(mia)
    harmless = {"mood": "4", "note": "I'm dying to see you. Killing time."}
    assert PANEL not in client.post("/checkins", data=harmless, htmx=True).text
    client.post("/checkins", data=harmless)
    assert PANEL not in client.get("/").text


def test_h2_what_was_not_saved_brings_nothing(
    mia: Person, client_for: Callable[[Person], Client]
) -> None:
    answer = client_for(mia).post("/checkins", data={**NOTED, "mood": "9"}, htmx=True)
    assert answer.status_code == 422
    assert PANEL not in answer.text


def test_h2_an_overdose_brings_what_to_do_first(
    mia: Person, client_for: Callable[[Person], Client]
) -> None:
    noted = {"mood": "1", "note": "i think i OD’d"}
    panel = client_for(mia).post("/checkins", data=noted, htmx=True).text.split('id="near"')[1]
    assert panel.index("tel:911") < panel.index(OVERDOSE) < panel.index("tel:988")
    assert "naloxone" in panel


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/checkins", {"mood": "2", "gratitude": "that suicide did not win today"}),
        ("/why", {"words": "Because I tried to kill myself once."}),
        ("/review", {"tomorrow": "no more wishing I was dead"}),
        ("/plan/signs", {"words": "I think about suicide"}),
        ("/goals", {"words": "No more self harm"}),
        ("/reflections", {"pledge_is_on": "y", "pledge": "own", "pledge_words": "I will not OD."}),
        ("/sobriety", {"name": "Since I overdosed", "started_on": "2026-10-01"}),
        ("/match/profile/hopes", {"words": "I lost my brother to suicide.", "show": "y"}),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_h2_wherever_a_member_writes_of_themselves(
    path: str, form: dict[str, str], htmx: bool, mia: Person, client_for: Callable[[Person], Client]
) -> None:
    client = client_for(mia)
    answer = client.post(path, data=form, htmx=htmx)
    assert answer.status_code in (200, 303), answer.text
    shown = answer.text if 'id="near"' in answer.text else client.get("/").text
    assert shown.count(PANEL) == 1
    assert TOLD_NOBODY in shown


def test_h2_in_spanish_whatever_the_page_speaks(
    app: Flask, client_for: Callable[[Person], Client]
) -> None:
    ana = make_member("Ana", language="es")
    client = client_for(ana)
    noted = {"mood": "2", "note": "me quiero morir"}
    assert "¿Estás pasando un mal momento?" in client.post("/checkins", data=noted, htmx=True).text
    assert "¿Estás pasando un mal momento?" in client.post("/checkins", data=NOTED, htmx=True).text


class TestMessages:
    @pytest.fixture
    def toni(self, app: Flask) -> Person:
        return make_mentor()

    @pytest.mark.parametrize("htmx", [True, False])
    def test_h2_a_message_says_who_alone_can_read_it(
        self, htmx: bool, mia: Person, toni: Person, client_for: Callable[[Person], Client]
    ) -> None:
        here = f"/matches/{match(toni, mia).id}/messages"
        client = client_for(mia)
        answer = client.post(here, data=message("I want to end it all"), htmx=htmx)
        shown = answer.text if htmx else client.get(here).text
        assert shown.count(PANEL) == 1
        assert "Your message goes to Toni and to nobody else. They may not see it soon." in shown
        assert "Nobody was told" not in shown

    def test_h2_who_reads_it_is_shown_nothing(
        self, mia: Person, toni: Person, client_for: Callable[[Person], Client]
    ) -> None:
        here = f"/matches/{match(toni, mia).id}/messages"
        client_for(mia).post(here, data=message("I want to end it all"))
        of_toni = client_for(toni)
        for path in (here, "/", f"/mentees/{mia.id}", "/help"):
            assert PANEL not in of_toni.get(path).text
        assert of_toni.get("/help/near").status_code == 204

    def test_h2_what_waited_on_the_phone_brings_it_to_the_page_that_is_looked_at(
        self, mia: Person, toni: Person, client_for: Callable[[Person], Client]
    ) -> None:
        here = f"/matches/{match(toni, mia).id}/messages"
        client = client_for(mia)
        late = message("I want to end it all") | {"sent_at": "2026-11-23T12:00:00Z"}
        headers = {"HX-Request": "true"}  # and nobody looks at the answer, see outbox-post.js
        assert PANEL not in client.post(here, data=late, headers=headers).text
        fetched = {"Sec-Fetch-Dest": "empty"}
        assert PANEL not in client.get("/", headers=fetched).text
        assert PANEL not in client.get("/pocket").text
        assert "to Toni and to nobody else" in client.get("/help/near", htmx=True).text
        assert client.get("/help/near", htmx=True).status_code == 204

    def test_h2_a_mentors_note_says_what_to_do_for_somebody_else(
        self, mia: Person, toni: Person, client_for: Callable[[Person], Client]
    ) -> None:
        match(toni, mia)
        client = client_for(toni)
        notes, words = f"/mentees/{mia.id}/notes", {"words": "She talks of suicide."}
        shown = client.post(notes, data=words, htmx=True).text
        assert "Is somebody in danger?" in shown
        assert TOLD_NOBODY in shown
        client.post(notes, data=words)
        assert client.get(f"/mentees/{mia.id}").text.count(PANEL) == 1


def message(body: str) -> dict[str, str]:
    return {"body": body, "id": str(uuid4())}


def test_h2_the_page_of_a_call_has_it_all_already(
    mia: Person, client_for: Callable[[Person], Client]
) -> None:
    client = client_for(mia)
    call = client.post("/help/request", data={}).headers["Location"]
    client.post(f"{call}/words", data={"words": "I want to die"})
    page = client.get(call).text
    assert PANEL not in page
    assert "tel:988" in page


@pytest.mark.both_databases
def test_h2_nothing_of_it_is_kept_or_logged(
    mia: Person, client_for: Callable[[Person], Client], caplog: pytest.LogCaptureFixture
) -> None:
    """Two people say the same in all but the words: their rows and what is logged do not differ."""
    caplog.set_level(logging.DEBUG)
    noa = make_member("Noa")
    rows = []
    for person, note in ((mia, "I want to die"), (noa, "I want to fly")):
        before, logged = counted(), len(caplog.records)
        client = client_for(person)
        client.post("/checkins", data={"mood": "2", "note": note})
        client.get("/")
        after = counted()
        rows.append(({key: after[key] - before[key] for key in after}, caplog.messages[logged:]))
        with client.session_transaction() as session:
            assert "near" not in session
    assert rows[0] == rows[1]


def counted() -> dict[str, int]:
    db.session.commit()
    names = [table.name for table in Base.metadata.sorted_tables]
    return {name: db.session.scalar(text(f"select count(*) from {name}")) or 0 for name in names}


def test_h2_nobody_else_who_signs_in_on_the_phone_sees_it(
    mia: Person, client_for: Callable[[Person], Client]
) -> None:
    client = client_for(mia)
    client.post("/checkins", data=NOTED)
    client.post("/logout")
    client.log_in(make_member("Noa"))
    assert PANEL not in client.get("/").text


def test_h2_the_way_out_shows_nothing_of_it(
    mia: Person, client_for: Callable[[Person], Client]
) -> None:
    client = client_for(mia)
    client.post("/checkins", data=NOTED)
    for path in ("/exit", "/blank", "/offline", "/offline/help", "/account/pin", "/pocket"):
        assert PANEL not in client.get(path).text, path
    assert PANEL in client.get("/").text


def test_h2_the_places_that_it_tells_apart_are_there(app: Flask) -> None:
    assert set(app.blueprints) >= noticing.ELSEWHERE | noticing.ABOUT_ANOTHER | {*noticing.NOT_HERE}
    assert set(app.view_functions) >= noticing.SENT | {noticing.MESSAGE}


def test_h2_what_is_written_is_saved_also_where_the_panel_breaks(
    mia: Person, client_for: Callable[[Person], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_texts: Any) -> Any:
        raise RuntimeError("I want to die")

    monkeypatch.setattr(crisis_words, "spoken_of", broken)
    answer = client_for(mia).post("/checkins", data=NOTED, htmx=True)
    assert answer.status_code == 200
    assert "I want to die" in answer.text
