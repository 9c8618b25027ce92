"""The account, the check-in and the files in the language of who reads."""

import io
import re
from datetime import date, timedelta

import pytest
from flask import Flask

from peerapp import clock, language
from peerapp.accounts import passwords
from peerapp.accounts.models import Person
from peerapp.checkins import daylio, looking_back
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from tests.support.client import Client
from tests.support.people import PASSWORD, check_in, make_member

MEXICAN = {"Accept-Language": "es-MX,es;q=0.9"}


@pytest.fixture
def luz(app: Flask) -> Person:
    return make_member("Luz", language="es")


@pytest.fixture
def hers(luz: Person, client_for) -> Client:
    return client_for(luz)


def test_who_signs_up_in_spanish_is_answered_in_spanish_from_then_on(client: Client) -> None:
    form = {"email": "luz@example.org", "password": PASSWORD, "display_name": "Luz"}
    form |= {"timezone": "America/Chicago", "role": "member", "adult": "yes"}
    assert client.post("/signup", data=form, headers=MEXICAN).status_code == 303
    assert db.session.query(Person).one().language == "es"
    assert "¿Cómo va hoy?" in client.get("/").text


def test_what_a_form_lacks_is_said_in_the_language_of_the_browser(client: Client) -> None:
    said = client.post("/signup", data={"password": "corta"}, headers=MEXICAN).text
    assert "¿Cómo te llamamos? Vale tu nombre o cualquier otro." in said
    assert f"Usa {passwords.LEAST_LENGTH} letras o más." in said
    assert "Nueva York" in said  # among the places


def test_a_letter_is_in_the_language_of_who_gets_it(luz: Person, client: Client, capsys) -> None:
    client.post("/password/forgot", data={"email": luz.email}, headers={"Accept-Language": "en"})
    letter = capsys.readouterr().err
    assert "Alguien pidió una contraseña nueva" in letter
    assert "somebody asked" not in letter


def test_a_check_in_and_what_it_says(hers: Client, luz: Person) -> None:
    page = hers.post("/checkins", data={"mood": "1", "sober": "no"}, follow_redirects=True).text
    assert "Gracias por tu honestidad. Este día también cuenta." in page
    assert "Muy difícil" in page
    assert hers.post("/checkins", data={"mood": "9"}).text.count("Toca una de las cinco caras") == 1


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/checkins", "6 registros en los últimos 30 días. Lo más común: bien."),
        ("/checkins/calendar?month=2026-01", "Enero de 2026"),
        ("/checkins/trends", "Casi siempre: bien."),
        ("/checkins/hard-days", "Aún no hay bastante para decir algo."),
        ("/checkins/search?q=nada", "No hay días con estas palabras"),
        ("/checkins/settings", "Las caras siempre están."),
        ("/import", "Mis datos en archivos"),
        ("/account", "Cambiar mi contraseña"),
        ("/install", "Agregar a inicio"),
        ("/offline", "Ahora no hay conexión"),
    ],
)
def test_each_page_is_in_spanish(hers: Client, luz: Person, path: str, sentence: str) -> None:
    today = clock.local_day(clock.now(), luz.timezone)
    for back in range(6):
        check_in(luz, today - timedelta(days=back), mood=4)
    page = hers.get(path)
    assert page.status_code == 200
    assert sentence in page.text
    assert '<html lang="es"' in page.text


def test_what_became_of_a_file_is_said_in_spanish(hers: Client, app: Flask) -> None:
    file = io.BytesIO(b"day,mood\n2026-01-01,4\n2026-01-02,x\n")
    preview = hers.post("/import", data={"file": (file, "days.csv")}).location
    assert "1 día es nuevo aquí" in hers.get(preview).text
    taken = hers.post(f"{preview}/take", data={"conflict": "keep"}, follow_redirects=True)
    assert "1 día nuevo. 1 línea no pudo entrar." in taken.text


def test_a2_what_is_not_yours_is_in_spanish_and_the_same_to_the_last_byte(
    hers: Client, client_for
) -> None:
    hers.post("/language", data={"language": "es"})
    theirs = hers.get("/mentees/00000000-0000-4000-8000-000000000000", headers={"Accept": "*/*"})
    nothing = hers.get("/nowhere")
    assert theirs.status_code == nothing.status_code == 404
    assert "No encontramos esto" in nothing.text
    assert theirs.data == nothing.data


def test_who_signs_out_still_reads_their_language(luz: Person, client: Client) -> None:
    client.log_in(luz)
    client.post("/logout")
    assert "Qué bueno verte" in client.get("/login", headers={"Accept-Language": "en"}).text


def test_what_is_kept_is_in_no_language(hers: Client, luz: Person) -> None:
    hers.post("/checkins", data={"mood": "2", "trigger": ["tired"]})
    assert db.session.query(CheckIn).one().triggers == ["tired"]
    assert "Difícil" in hers.get("/checkins").text
    luz.language = "en"
    db.session.commit()
    assert "Difícil" not in hers.get("/checkins").text


def test_the_worker_and_the_manifest_are_in_the_language_of_the_phone(hers: Client) -> None:
    assert '"title": "\\u00bfUn momento para ti?"' in hers.get("/sw.js").text
    manifest = hers.get("/manifest.webmanifest")
    assert manifest.json["lang"] == "es"
    assert manifest.json["description"] == "Un momento para ti, cada día."
    assert {"Cookie", "Accept-Language"} <= set(re.split(r",\s*", manifest.headers["Vary"]))


def test_dates_are_not_remembered_in_another_language(app: Flask) -> None:
    day = date(2026, 1, 5)
    with language.speaking("es"):
        assert looking_back.month_day(day) == "5 ene"
        assert looking_back.weekdays(6)[0] == ("domingo", "dom")
    with language.speaking("en"):
        assert looking_back.month_day(day) == "Jan 5"
        assert looking_back.weekdays(0)[0] == ("Monday", "Mon")


def test_daylios_activities_are_known_in_both_languages(app: Flask) -> None:
    assert daylio.triggers_by_words("es")["cansancio"] == "tired"
    assert daylio.triggers_by_words("es")["tired"] == "tired"
    assert "cansancio" not in daylio.triggers_by_words("en")


def test_a_device_is_named_in_the_language_of_who_reads(luz: Person, client: Client) -> None:
    client.log_in(luz)
    said = client.get("/account").text
    assert "este dispositivo" in said
    assert "A browser" not in said
    assert "Un navegador" in said


def test_an_error_of_a_stranger_is_in_the_language_of_the_browser(client: Client) -> None:
    assert "No encontramos esto" in client.get("/nowhere", headers=MEXICAN).text
    assert "Not found" in client.get("/nowhere").text
