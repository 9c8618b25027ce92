"""Matching, and what one writes for oneself, as somebody reads it who chose Spanish."""

import re
from datetime import time
from html import unescape

import pytest
import time_machine

from peerapp import clock, language
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.fit import causes, hours
from peerapp.fit.causes import Cause
from peerapp.fit.choices import LANGUAGES, PATHWAYS, WAYS, WEEK_PARTS
from peerapp.fit.reasons import PERSON
from peerapp.matching import answers, hours_of_contact, request_words
from peerapp.matching.hours_of_contact import Hours
from peerapp.matching.models import MatchRequest
from peerapp.program import recruiting
from peerapp.reflections.models import Pledge, ReflectionSettings
from tests.support.client import all_of
from tests.support.people import make_coordinator, make_member, match
from tests.support.proposals import make_pair, make_proposal
from tests.support.requests import make_looking_member, make_open_mentor, make_request

pytestmark = pytest.mark.usefixtures("app")

NOON = "2026-11-23T17:00Z"  # a Monday in New York
EVENINGS = frozenset({"mon_evening", "tue_evening", "wed_evening", "thu_evening", "fri_evening"})


def in_spanish(person: Person) -> Person:
    person.language = "es"
    db.session.commit()
    return person


def text_of(page: str) -> str:
    main = re.search(r"<main.*</main>", page, re.DOTALL)
    assert main
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main.group())).split())


def test_who_could_fit_and_why(client_for) -> None:
    given = {"recovering_from": {"alcohol"}, "pathways": {"12_step"}, "parts": EVENINGS}
    given = {name: frozenset(value) for name, value in given.items()}
    make_open_mentor("Sam", shown=frozenset(answers.choices.QUESTIONS), **given)
    mia = in_spanish(make_looking_member("Mia", languages=frozenset({"en"}), **given))
    said = text_of(client_for(mia).get("/match/suggestions").text)
    assert "Tienen esto en común: alcohol y 12 pasos." in said
    assert "Coinciden de lunes a viernes por la noche." in said
    assert "Habla inglés." in said


def test_why_nobody_fits(client_for) -> None:
    make_open_mentor("Sam", languages=frozenset({"en"}))
    mia = in_spanish(make_looking_member("Mia", languages=frozenset({"es", "it"})))
    said = text_of(client_for(mia).get("/match/suggestions").text)
    assert "Aquí ningún mentor habla español o italiano." in said
    assert "Si también te sirve el idioma inglés: 1 mentor." in said


def test_the_questions_and_what_was_said(client_for) -> None:
    mia = client_for(in_spanish(make_looking_member("Mia")))
    page = mia.get("/match/profile/languages").text
    assert page.index("Alemán") < page.index("Árabe") < page.index("Checo")
    wrong = mia.post("/match/profile/age", data={"age_need": "must", "age_from": "5"})
    assert wrong.status_code == 422
    assert "Escribe una edad de 18 a 100." in wrong.text
    mia.post("/match/profile/when", data={"parts": list(EVENINGS), "show": "y"})
    said = text_of(mia.get("/match/profile").text)
    assert "Noches: lunes a viernes" in said
    assert "Lo ve un mentor cuando se lo pides" in said


def test_a_line_of_ours_is_read_in_the_language_of_who_reads(client_for) -> None:
    """The member asks in Spanish; the mentor reads English; the coordinator reads Spanish again."""
    mia, sam = in_spanish(make_looking_member("Mia")), make_open_mentor("Sam")
    asking = client_for(mia).get(f"/match/requests/new?mentor_id={sam.id}").text
    assert "Hola, leí tus palabras y sentí que podemos llevarnos bien." in asking
    with time_machine.travel(NOON, tick=False):
        client_for(mia).post("/match/requests", data={"mentor_id": str(sam.id), "starter": "2"})
        assert "Se lo pedimos a Sam hoy." in text_of(client_for(mia).get("/match").text)
        [request] = all_of(MatchRequest)
        mentors = client_for(sam)
        for page in ("/match/requests", f"/match/requests/{request.id}"):
            assert "I read your words and felt that we might get along." in mentors.get(page).text
        no = {"reason": "times", "words": "mañana sí"}
        mentors.post(f"/match/requests/{request.id}/decline", data=no)
        came = text_of(client_for(mia).get("/match").text)
        assert "Ahora Sam no puede. Eso no dice nada de ti." in came
        cora = client_for(in_spanish(make_coordinator()))
        asked = cora.get("/program/requests?show=no").text
    assert "Nuestros horarios no coinciden: mañana sí" in asked


@pytest.mark.parametrize("words", ["Hi.", "Our times: none", "x: Our times do not fit", ""])
def test_what_a_person_wrote_stays_as_it_is(words: str) -> None:
    with language.speaking("es"):
        assert request_words.shown(words) == words


def test_a_pledge_of_ours_follows_the_language(client_for) -> None:
    with time_machine.travel("2026-11-23T13:00Z", tick=False):
        mia = make_member()
        hers = client_for(mia)
        hers.post("/reflections", data={"pledge_is_on": "y", "pledge": "kind"})
        hers.post("/pledge")
        assert "I meet myself with a clear mind" in hers.get("/").text
        in_spanish(mia)
        assert "Hoy me trato con la mente clara y el corazón amable." in hers.get("/").text
        page = hers.get("/reflections").text
    assert re.search(r'<input checked[^>]* value="kind"', page)
    assert [one.words for one in all_of(Pledge)] == [one.pledge_words for one in
                                                     all_of(ReflectionSettings)]  # fmt: skip


def test_an_evening_is_looked_back_on(client_for) -> None:
    hers = client_for(in_spanish(make_member()))
    assert "¿Qué salió bien hoy?" in hers.get("/review").text
    refused = hers.post("/review", data={"hard": "perhaps"})
    assert "Elige sí o no, o déjalo." in refused.text


def test_what_ends_is_said_to_each_in_their_language(client_for) -> None:
    mia, sam = in_spanish(make_member("Mia")), make_open_mentor("Sam")
    bond = match(sam, mia)
    client_for(sam).post(f"/matches/{bond.id}/end", data={"follow": "yes"})
    assert "Este acompañamiento terminó." in client_for(mia).get("/match").text


@pytest.mark.parametrize(
    ("cause", "said", "whom"),
    [
        (Cause.of_some("languages", {"pl", "it"}, LANGUAGES),
         "ningún mentor habla italiano o polaco", "un mentor que hable italiano o polaco"),
        (Cause.of_some("gender", {"woman"}, PERSON),
         "no hay mentor que sea mujer", "alguien que sea mujer"),
        (Cause("age", ("60", "")), "no hay mentor de esta edad: 60 años o más",
         "alguien de esta edad: 60 años o más"),
        (Cause.of_some("pathways", {"faith"}, PATHWAYS),
         "todos los mentores siguen un camino que no quiere: Basado en la fe",
         "un mentor con otro camino que no sea Basado en la fe"),
        (Cause.of_some("how", {"phone", "in_person"}, WAYS, "Queens: north"),
         "ningún mentor habla por teléfono o en persona en Queens: north",
         "un mentor que hable por teléfono o en persona en Queens: north"),
        (Cause(causes.NOT_OPEN), "ningún mentor está disponible",
         "cualquier mentor que reciba a nuevas personas"),
    ],
)  # fmt: skip
def test_why_nobody_fits_is_kept_as_a_code(cause: Cause, said: str, whom: str) -> None:
    kept = Cause.read(cause.code)
    with language.speaking("es"):
        assert str(kept) == said
        assert recruiting.who_is_missing(kept) == whom
    with language.speaking("en"):
        assert str(kept) != said


@pytest.mark.parametrize("old", ["no mentor speaks Polish", "all 3 who fit: no", "age", ""])
def test_what_was_kept_as_a_sentence_is_shown_as_it_is(old: str) -> None:
    assert str(Cause.read(old)) == Cause.read(old).code == old
    assert recruiting.missing([Cause.read(old)]) == []


def test_the_coordinator_reads_a_proposal_in_their_language(client_for) -> None:
    cora = in_spanish(make_coordinator())
    proposal = make_proposal(cora)
    polish = Cause.of_some("languages", {"pl"}, LANGUAGES)
    make_pair(proposal, make_looking_member("Ola"), None, obstacle=polish)
    page = client_for(cora).get(f"/program/proposals/{proposal.id}?show=unmatched").text
    assert "ningún mentor habla polaco" in page
    assert "un mentor que hable polaco" in page


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"sat_morning"}, "los sábados por la mañana"),
        ({"sat_morning", "sun_morning", "mon_evening", "wed_evening"},
         "los fines de semana por la mañana y 2 noches por semana"),
        (set(WEEK_PARTS), "a cualquier hora de la semana"),
    ],
)  # fmt: skip
def test_the_times_of_a_week(parts: set[str], words: str) -> None:
    with language.speaking("es"):
        assert hours.in_words(parts) == words


def test_hours_of_contact_and_places() -> None:
    night = Hours(time(21, 30), time(12), "America/New_York")
    with language.speaking("es"):
        words = hours_of_contact.words(night)
    assert words
    assert " ".join(words.split()) == "Responde de 9:30 p.m. a mediodía, hora de Nueva York"


@pytest.mark.parametrize(
    ("words", "style", "said"),
    [
        (["español", "inglés"], "standard", "español e inglés"),
        (["plata", "hierro"], "standard", "plata y hierro"),
        (["siete", "ocho"], "or", "siete u ocho"),
        (["a", "b", "c"], "or", "a, b o c"),
    ],
)
def test_a_list_sounds_right(words: list[str], style: str, said: str) -> None:
    with language.speaking("es"):
        assert language.listed(words, style) == said


def test_a_request_has_its_days_in_the_language(client_for) -> None:
    mia = in_spanish(make_looking_member("Mia"))
    with time_machine.travel(NOON, tick=False):
        sam, dee = make_open_mentor("Sam"), make_open_mentor("Dee")
        make_request(mia, sam, now=clock.now())
        make_request(mia, dee, asked=False, position=1)
        said = text_of(client_for(mia).get("/match").text)
    assert "Si no hay respuesta hasta el jueves, se lo pedimos a Dee." in said
    assert "Retirarlo y pedírselo ahora a Dee" in said
