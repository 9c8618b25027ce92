"""The plan, the tools, the reminders and the calls in Spanish; what somebody else reads is in their
own language, whoever set it off.
"""

from datetime import time

import pytest

from peerapp import clock, mail
from peerapp.extensions import db
from peerapp.plan import goals
from peerapp.push import sender
from peerapp.push.models import PushSubscription
from peerapp.reminders import email_sender, email_wishes, feeds, planning
from peerapp.reminders.schedule import EVERY_DAY
from peerapp.safety import call_mail
from tests.push.conftest import service
from tests.safety.conftest import at_nine
from tests.safety.night import Night, night
from tests.support.client import Client, all_of
from tests.support.devices import turn_on
from tests.support.evening import BEFORE, EIGHT, remind, rings
from tests.support.people import make_member, make_mentor, match

__all__ = ["at_nine", "service"]

SPANISH = {"Accept-Language": "es"}


@pytest.fixture
def letters(monkeypatch):
    """What the mail server took."""
    taken = []
    monkeypatch.setattr(mail.Post, "send", lambda _self, letter: taken.append(letter))
    return taken


@pytest.fixture
def lucia(app, time_machine):
    """Who reads Spanish, in the afternoon."""
    time_machine.move_to(BEFORE, tick=False)
    return make_member("Lucía", language="es")


@pytest.fixture
def tonight(app) -> Night:
    return night(app)


def speaks_spanish(person) -> None:
    person.language = "es"
    db.session.commit()


def test_the_tools_and_the_help_are_in_spanish_for_a_stranger_too(client: Client) -> None:
    said = {
        "/tools": "Herramientas de cinco minutos",
        "/tools/urge": "como una ola",
        "/tools/breathing": "Toma aire por la nariz",
        "/tools/halt": "¿Hambre, enojo, soledad, cansancio?",
        "/tools/senses": "5 cosas que puedes ver.",
        "/help": "Si piensas en el suicidio",
        "/rules": "Son pocas, y nos cuidan.",
    }
    for path, words in said.items():
        assert words in client.get(path, headers=SPANISH).text


def test_the_plan_and_the_goals_are_in_spanish(client_for, lucia) -> None:
    nora = make_mentor("Nora")
    bond = match(nora, lucia)
    goal = goals.add(lucia, "Caminar", None, clock.now())
    goals.add_step(goal, "Buscar los zapatos", clock.now())
    goals.share(goal, bond, clock.now())
    db.session.commit()
    hers = client_for(lucia)
    assert "Un plan para una hora difícil" in hers.get("/plan").text
    assert "Lo que me ayuda" in hers.get("/plan/change").text
    page = hers.get("/goals").text
    assert "0 de 1 paso hecho." in page
    assert "Nora la ve." in page
    page = client_for(nora).get(f"/mentees/{lucia.id}/goals").text  # hers is English
    assert "0 of 1 step done." in page


def test_what_is_wrong_with_a_form_is_said_in_spanish(client_for, lucia) -> None:
    answer = client_for(lucia).post("/reminders", data={"time": "", "days": ["mon"]})
    assert answer.status_code == 422
    assert "Pon una hora como 20:00, por favor." in answer.text


def test_a_reminder_rings_in_the_language_of_its_person(app, service, lucia) -> None:
    turn_on(app, lucia, service)
    turn_on(app, mia := make_member("Mia"), service)
    for person in (lucia, mia):
        remind(person)
    assert rings(EIGHT) == 2
    shown = {one.notification["lang"]: one.notification for one in service.received}
    assert shown["es"]["title"] == "¿Un momento para ti?"
    assert shown["es"]["body"] == "Toca cuando te venga bien."
    assert shown["es"]["dir"] == "ltr"
    assert "Más tarde" in [one["title"] for one in shown["es"]["actions"]]
    assert shown["es"]["data"]["when"] == "¿Cuándo te viene mejor?"
    assert shown["en"]["title"] == "A moment for you?"


def test_with_details_on_it_names_what_it_is_for_in_spanish(app, service, lucia) -> None:
    turn_on(app, lucia, service)
    all_of(PushSubscription)[0].shows_details = True
    remind(lucia)
    assert rings(EIGHT) == 1
    [received] = service.received
    assert received.notification["title"] == "Mi registro del día"
    assert "🙂 Bien" in [one["title"] for one in received.notification["actions"]]


def test_an_answer_to_a_ring_is_thanked_for_in_the_persons_language(
    app, client, service, lucia, time_machine
) -> None:
    turn_on(app, lucia, service)
    remind(lucia)
    time_machine.move_to(EIGHT, tick=False)
    assert rings(EIGHT) == 1
    tokens = service.received[0].notification["data"]["tokens"]

    def press(action: str):
        # nobody is signed in, and a service worker may ask for any language
        headers = {"Accept-Language": "en"}
        body = {"token": tokens[action]}
        return client.post("/push/answers", json=body, csrf=False, headers=headers).json

    assert press("mood-2")["said"] == "Gracias por decirlo."
    assert press("mood-2")["error"] == "Ya contestaste esto. Nada cambió."


def test_what_is_too_large_goes_out_in_short_words_of_the_same_language(
    app, service, lucia
) -> None:
    turn_on(app, lucia, service)
    remind(lucia)
    service.largest = 1500
    assert rings(EIGHT) == 1
    [received] = service.received
    assert received.notification["title"] == "¿Un momento para ti?"
    assert received.notification["lang"] == "es"


def test_a_letter_instead_of_a_ring_is_in_spanish(app, letters, client, lucia) -> None:
    app.config["SMTP_URL"] = "smtp://localhost"
    email_wishes.wish(lucia, BEFORE)
    email_wishes.ask_later.__wrapped__(str(lucia.id))
    email_wishes.confirm(lucia, BEFORE)
    remind(lucia)
    rings(EIGHT)
    assert email_sender.send_due(EIGHT) == 1
    asked, reminded = letters
    assert asked["Subject"] == "Confirma tu correo, por favor"
    assert "Si eres tú, confírmalo" in " ".join(asked.get_content().split())
    assert reminded["Subject"] == "¿Un momento para ti?"
    assert reminded.get_content().startswith("Hola:")
    off = f"/reminders/email/off/{email_wishes.token_of(lucia.id)}"
    page = client.get(off, headers={"Accept-Language": "en"}).text
    assert '<html lang="es"' in page
    assert "¿No más correos?" in page


def test_a_calendar_is_in_the_language_of_its_person(lucia) -> None:
    planning.add(lucia, time(20, 0), EVERY_DAY, BEFORE)
    feed = feeds.make(lucia, BEFORE)
    said = feeds.calendar(feed, BEFORE).decode()
    assert "SUMMARY:¿Un momento para ti?" in said
    assert "NAME:Recordatorios" in said


def test_a_call_of_an_english_member_rings_in_the_mentors_language(
    app, service, tonight, at_nine
) -> None:
    speaks_spanish(tonight.ana)
    turn_on(app, tonight.ana, service)
    turn_on(app, tonight.mia, service)
    for device in all_of(PushSubscription):
        device.shows_details = True
    call_id = tonight.ask()
    sender.send_due(clock.now())
    assert service.received[-1].notification["title"] == "Mia pide hablar con alguien"
    assert tonight.reads(tonight.mia, call_id)[-1] == "Sent to Ana's phone."
    assert tonight.reads(tonight.ana, call_id)[-1] == "Enviado a tu teléfono."
    tonight.act(tonight.ana, call_id, "take")
    sender.send_due(clock.now())
    assert service.received[-1].notification["title"] == "Ana has answered"


def test_a_letter_of_a_call_is_in_the_language_of_who_is_told(tonight, at_nine, letters) -> None:
    speaks_spanish(tonight.ana)
    tonight.ask()
    assert call_mail.send_due(clock.now()) == 1
    [letter] = letters
    assert letter["Subject"] == "Alguien quiere saber de ti"
    assert "Mira ahora si puedes" in letter.get_content()


def test_who_would_be_told_is_said_in_whole_spanish_sentences(tonight, at_nine) -> None:
    speaks_spanish(tonight.mia)
    page = tonight.client(tonight.mia).get("/help").text
    assert "Avisamos enseguida a Ana. Si en 10 minutos no hay respuesta, avisamos a Ben." in page
    call_id = tonight.ask()
    lines = tonight.reads(tonight.mia, call_id)
    assert lines[0] == "Pediste hablar con alguien."
    page = tonight.client(tonight.mia).get(f"/help/calls/{call_id}").text
    assert "Aún no contesta nadie." in page
    assert "avisamos a Ben." in page
