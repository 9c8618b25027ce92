"""Dates, mentors, conversations and the program's side, to who reads Spanish. What another person
writes or does in English is told in the language of who reads it.
"""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from peerapp import language
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.mentoring import attention_rules, glance, hand_overs, looks
from peerapp.mentoring.facts import YOU, Call, Facts, Said
from peerapp.program import proposals, roster
from peerapp.push import outbox
from peerapp.push.models import Delivery
from peerapp.sobriety import periods, savings, spoken
from peerapp.sobriety.counting import Span
from peerapp.sobriety.milestones import Own, of_period
from peerapp.sobriety.models import Tracker
from tests.support.client import Client, all_of, client_of
from tests.support.people import (
    check_in,
    hand_over,
    make_coordinator,
    make_member,
    make_mentor,
    make_own_milestone,
    make_report,
    make_subscription,
    make_tracker,
    match,
)
from tests.support.proposals import make_proposal

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # noon in New York
TODAY = NOON.date()
STARTED = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def at_noon(app: Any, time_machine: Any) -> None:
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def mia() -> Person:
    return make_member("Mia", language="es")


def test_counts_are_spoken_as_the_language_does() -> None:
    with language.speaking("es"):
        assert spoken.span_in_words(date(2025, 9, 20), TODAY) == "1 año, 2 meses, 3 días"
        assert spoken.weeks_in_words(9) == "1 semana y 2 días"
        assert spoken.counted(1200, "sober day") == "1,200 días de sobriedad"
        saved = savings.saved(364, Decimal(40), 60)
        assert savings.in_words(saved, "$") == "$2,080 y 52 horas"
        twice = [Span(date(2026, 1, 1), date(2026, 3, 1)), Span(date(2026, 2, 1))]
        assert periods.problem(twice) == (
            "Unos días contarían dos veces: del 1 de enero de 2026 al 1 de marzo de 2026, y del "
            "1 de febrero de 2026 a hoy. Elige otros días."
        )
    assert spoken.counted(1, "sober day") == "1 sober day"


def test_a_milestone_has_a_number_and_a_word_for_its_medallion() -> None:
    on = Own(id=make_member("Noah").id, on=date(2026, 9, 9))
    with language.speaking("es"):
        labels = [str(one.label) for one in of_period(date(2023, 1, 1), TODAY, [on])]
    assert labels[0] == "24 horas"
    assert "3 años" in labels
    assert all(label.split(" ")[0].isdigit() and label.split(" ")[1] for label in labels)


def test_a_member_reads_their_dates(client_for: Any, mia: Person) -> None:
    tracker = make_tracker(mia, "Alcohol", STARTED)
    make_own_milestone(tracker, name="Mi fiesta", days=70)
    client = client_for(mia)
    dates, its_page = client.get("/sobriety").text, client.get(f"/sobriety/{tracker.id}").text
    assert "Sigue: 90 días, el 30 de noviembre de 2026" in dates
    assert "Desde el 1 de septiembre de 2026" in dates
    assert "2 meses, 22 días, o 11 semanas y 6 días" in its_page
    assert "<title>Logros" in client.get(f"/sobriety/{tracker.id}/milestones").text
    picture = client.get(f"/sobriety/{tracker.id}/picture.svg?total=y&day=y").text
    assert "83 días de sobriedad en total" in picture
    assert ">días</text>" in picture


def test_a_return_is_met_in_spanish_and_mended_in_spanish(client_for: Any, mia: Person) -> None:
    tracker = make_tracker(mia, "Alcohol", STARTED)
    client, url = client_for(mia), f"/sobriety/{tracker.id}/return-to-use"
    late = client.post(url, data={"on": "2027-01-01"})
    assert late.status_code == 422
    assert "Este día aún no llega." in late.text
    page = client.get(client.post(url, data={"on": TODAY.isoformat()}).location).text
    assert "Gracias por tu honestidad. Este día también cuenta." in page
    assert "Guardado en Alcohol: una cuenta nueva desde el lunes, 23 de noviembre" in page


def test_a_date_gets_its_name_in_the_language_of_who_sets_it(client_for: Any, mia: Person) -> None:
    client_for(mia).post("/sobriety", data={"word": "nicotine", "started_on": "2026-11-01"})
    assert [one.name for one in all_of(Tracker)] == ["Nicotina"]


def test_why_somebody_needs_a_mentor_is_said_whole() -> None:
    met = NOON - timedelta(days=30)
    worried = Facts(
        today=TODAY,
        zone="America/New_York",
        met_at=met,
        mentors_today=TODAY,
        days=[Said(TODAY - timedelta(days=2), 1, 9, False, NOON)],
        call=Call(NOON, YOU),
        wrote_at=NOON - timedelta(days=10),
    )
    with language.speaking("es"):
        why = glance.joined(one.text for one in attention_rules.reasons(worried))
    assert why.startswith("Pidió hablar con alguien y respondiste tú; ")
    assert "dijo que consumió el sábado" in why
    assert "ganas de consumir: 9 el sábado" in why
    assert "te escribió el 13 de noviembre" in why
    assert "sin contacto anotado en 30 días" in why
    assert attention_rules.reasons(worried)[0].text == "asked for someone, you answered"


def test_a_mentor_reads_of_their_mentees(client_for: Any) -> None:
    toni, noah = make_mentor("Toni", language="es"), make_member("Noah")
    match(toni, noah)
    check_in(noah, mood=4, sober=True)
    client = client_for(toni)
    page = client.get("/mentees").text
    assert "<h1>Personas que acompaño</h1>" in page
    assert "Sin contacto anotado en 30 días" in page
    acted = client.post(f"/mentees/{noah.id}/acts", data={"did": "called"}, htmx=True).text
    assert ": llamaste." in acted
    assert "Elige un día." in client.post(f"/mentees/{noah.id}/follow-ups", data={}).text
    assert "Suena entre" in client.get("/mentees/settings").text


def test_a_conversation_says_who_and_when(client_for: Any, mia: Person) -> None:
    toni = make_mentor("Toni")
    url = f"/matches/{match(toni, mia).id}/messages"
    client_for(toni).post(url, data={"body": "Good to hear from you."})
    client = client_for(mia)
    page = client.get(url).text
    assert "Good to hear from you." in page
    assert "lunes, 23 de noviembre" in page
    assert 'placeholder="Mensaje"' in page
    assert "Escribe algo primero." in client.post(url, data={"body": " "}).text


def test_the_program_reads_of_its_own(client_for: Any) -> None:
    cora = make_coordinator("Cora", language="es")
    toni, noah = make_mentor("Toni"), make_member("Noah")
    hand_over(match(toni, noah), "Please call.")
    make_report(toni, noah, "You again.")
    client = client_for(cora)
    program = client.get("/program").text
    assert "Lo que te encargaron" in program
    assert "acompaña a 1 persona" in program
    assert "Es hiriente, o es una amenaza" in client.get("/program/reports").text
    assert "Please call." in client.get("/program/hand-overs").text
    assert "Elige de 1 a 120 minutos." in client.post("/program/calls", data={}).text
    paused = client.post(f"/program/mentors/{toni.id}/pause").location
    assert "Toni está en pausa" in client.get(paused).text


def test_what_a_worker_kept_is_put_into_words_for_who_reads_it(client_for: Any) -> None:
    english, spanish = make_coordinator("Cora"), make_coordinator("Corina", language="es")
    proposal = make_proposal(english, is_ready=False)
    db.session.commit()
    proposals.give_up(proposal.id)
    url = f"/program/proposals/{proposal.id}"
    assert "No se pudo calcular." in client_for(spanish).get(url).text
    assert "It could not be worked out." in client_for(english).get(url).text


def titles(person: Person) -> list[str]:
    found = [one for one in all_of(Delivery) if one.person_id == person.id]
    payloads = [json.loads(outbox.opened(one.payload)) for one in found]
    return [one["notification"]["title"] for one in payloads]


def with_details(app: Any, person: Person) -> Client:
    """Their phone shows what it is about."""
    client = client_of(app)
    make_subscription(person, client.sign_in(person)).shows_details = True
    db.session.commit()
    return client


def test_what_rings_is_in_the_language_of_whose_phone_it_is(app: Any, mia: Person) -> None:
    with_details(app, mia)
    toni, cora = make_mentor("Toni"), make_coordinator("Cora", language="es")
    with_details(app, cora)
    walk = match(toni, mia)
    client = client_of(app, toni)
    client.post(f"/matches/{walk.id}/messages", data={"body": "How was the week?"})
    assert titles(mia) == ["Un mensaje nuevo"]
    client.post(f"/mentees/{mia.id}/hand-over", data={"words": "Please call."})
    hand_overs.tell_all(NOON + timedelta(days=2))
    assert titles(cora) == ["Un mentor te pide que te encargues de algo"]


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "Novedades de quienes acompañas"), (1, "Quizás 1 persona te necesita")],
)
def test_a_mentors_news_are_counted(count: int, said: str) -> None:
    with language.speaking("es"):
        assert looks.words(count) == said


def test_places_are_counted() -> None:
    toni = make_mentor("Toni")
    with language.speaking("es"):
        assert roster.Mentor(toni, 0, 0, 1, True).takes == "1 de 1 lugar libre"
        assert roster.Mentor(toni, 3, 0, 3, True).takes == "Los 3 lugares están ocupados"
