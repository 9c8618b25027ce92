"""A small invented program, to look around in (`make demo`). Every person in it is made up."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import func, select

from peerapp import clock, seen
from peerapp.accounts import people
from peerapp.accounts.models import Person, Role, RoleGrant
from peerapp.checkins import questions
from peerapp.checkins import settings as checkin_settings
from peerapp.checkins.answers import ASKED_AT_FIRST, TRIGGERS, last_days
from peerapp.checkins.models import Acknowledgement, CheckIn
from peerapp.demo import calling, looking, pairing, plans, talks
from peerapp.extensions import db
from peerapp.matching import consents, matches, numbers, requests
from peerapp.matching.consent_fields import Choice
from peerapp.matching.models import ConsentKind, Match
from peerapp.reflections import motivations
from peerapp.reflections import settings as reflection_settings
from peerapp.sobriety import case, line, trackers

PASSWORD = "one day at a time"  # noqa: S105 - it is printed for whoever tries the demo
COORDINATOR = ("Rosa", "rosa@demo.example", "America/Chicago")
MENTORS = (
    ("Sam", "sam@demo.example", "America/Chicago"),
    ("Dee", "dee@demo.example", "America/New_York"),
)
# name, address, zone, days of check-ins, how often (0 to 1), usual mood, sober since so many days
MEMBERS = (
    ("Maya", "maya@demo.example", "America/Chicago", 150, 0.95, 4, 212),
    ("Jordan", "jordan@demo.example", "America/Chicago", 90, 0.8, 3, 41),
    ("Luis", "luis@demo.example", "America/Denver", 120, 0.7, 4, 366),
    ("Ana", "ana@demo.example", "America/New_York", 30, 0.9, 2, 12),
    ("Terry", "terry@demo.example", "America/Los_Angeles", 60, 0.5, 3, 89),
    ("Kofi", "kofi@demo.example", "America/Chicago", 14, 1.0, 3, 6),
    ("Pat", "pat@demo.example", "America/New_York", 200, 0.85, 5, 1200),
    ("Noor", "noor@demo.example", "America/Chicago", 45, 0.75, 3, 29),
)
# Invented: 555-0100 to 555-0199 are nobody's. The others have not typed theirs.
NUMBERS = {
    "Sam": "(312) 555-0142",
    "Dee": "(212) 555-0118",
    "Maya": "(312) 555-0107",
    "Jordan": "(312) 555-0163",
    "Ana": "(212) 555-0129",
    "Kofi": "(312) 555-0184",
    "Pat": "(212) 555-0151",
}
NOTES = (
    "Slept well for once.",
    "Long shift. Called my sister after.",
    "Went to the evening meeting. It helped.",
    "Payday is hard. Walked home the other way.",
    "Quiet day, and that is good.",
    "Argued with my roommate. Took a breath, took a walk.",
)
THANKS = ("My sister.", "Coffee on the porch.", "The bus was on time.", "Rain on the roof.")


class NotHere(Exception):
    """Everybody knows the demo's password, so it does not go beside real people."""


def prepare() -> Iterator[str]:
    """Fill an empty database, and yield lines to print. Raises NotHere."""
    now = clock.now()
    if not people.with_address(COORDINATOR[1]):
        if current_app.config["PRODUCTION"] or db.session.scalar(select(func.count(Person.id))):
            raise NotHere("There are real people here: give the demo a DATA_DIR of its own.")
        fill(now, random.Random(7))  # noqa: S311 - the same invented days every time
    db.session.commit()  # a look as well: on SQLite nobody else writes before that ends
    yield "A small invented program. Sign in with one of these; the password is the same for all:"
    yield f"  password     {PASSWORD}"
    yield f"  coordinator  {COORDINATOR[1]}"
    yield from (f"  mentor       {mentor[1]}" for mentor in MENTORS)
    yield from (f"  member       {member[1]}" for member in MEMBERS)
    yield f"  looks for a mentor  {address('Riley')}"


def fill(now: datetime, dice: random.Random) -> None:
    rosa = add(*COORDINATOR, Role.COORDINATOR, now - timedelta(days=400))
    question = questions.Wording("How safe do you feel at home?", "scale", "not at all", "very")
    questions.add(question, rosa, now - timedelta(days=200))
    db.session.commit()
    mentors = [add(*mentor, Role.MENTOR, now) for mentor in MENTORS]
    for place, (name, email, zone, days, often, mood, sober) in enumerate(MEMBERS):
        member = add(name, email, zone, Role.MEMBER, now - timedelta(days=days + 1))
        mentor = mentors[0] if place < 6 else mentors[1]
        started = now - timedelta(days=min(days, 120))
        # the shortest match has just come to the end of its trial
        trial_ends = started + timedelta(days=14) if days == 14 else None
        match = Match(
            mentor_id=mentor.id, member_id=member.id, started_at=started, trial_ends_at=trial_ends
        )
        db.session.add(match)
        db.session.flush()
        consents.give(match, pairing.SHOWN.get(name, Choice()), started, ConsentKind.YES)
        today = clock.local_day(now, zone)
        trackers.start(
            member, "Sober", today - timedelta(days=sober), None, now - timedelta(seconds=2)
        )
        for day in last_days(today, days):
            has_today = place not in (1, 4) if day == today else dice.random() < often
            if has_today:
                log_day(member, mentor, day, now, mood, dice)
        db.session.commit()  # the next `people.find_or_add` begins a transaction of its own
    fill_waiting_list(now, mentors)
    fill_numbers(now)
    fill_jordan(people.with_address("jordan@demo.example")[0], now)
    fill_maya(people.with_address("maya@demo.example")[0], now)
    kofi, jordan = (people.with_address(f"{name}@demo.example")[0] for name in ("kofi", "jordan"))
    calling.fill(rosa, mentors[0], mentors[1], kofi, jordan, now)
    talks.fill([(match_of("Maya"), talks.MAYA), (match_of("Jordan"), talks.JORDAN)], now)
    looking.fill(match_of("Maya"), rosa, now)


def fill_waiting_list(now: datetime, mentors: list[Person]) -> None:
    """More mentors who take new mentees, and people who wait for one."""
    for name, zone in pairing.MORE_MENTORS:
        mentors.append(add(name, address(name), zone, Role.MENTOR, now - timedelta(days=200)))
    for mentor in mentors:
        pairing.open_mentor(mentor, now)
    db.session.commit()
    for name, zone, days, answers in pairing.WAITING:
        member = add(name, address(name), zone, Role.MEMBER, now - timedelta(days=days + 1))
        pairing.put_on_the_list(member, days, answers, now)
        db.session.commit()
    kim = people.with_address(address("Kim"))[0]
    requests.ask(kim, [mentors[0].id], "Hi Sam. I am new here. Evenings are the hard part.", now)
    db.session.commit()


def fill_numbers(now: datetime) -> None:
    for name, number in NUMBERS.items():
        person = people.with_address(address(name))[0]
        numbers.save(person, number, for_matches=True, for_calls=True, now=now)
    db.session.commit()


def match_of(name: str) -> Match:
    member = people.with_address(address(name))[0]
    return matches.of_member(member)[0]


def address(name: str) -> str:
    return f"{name.lower()}@demo.example"


def fill_jordan(jordan: Person, now: datetime) -> None:
    """With returns to use, and nothing that was earned is lost."""
    today = clock.local_day(now, jordan.timezone)
    tracker = trackers.of(jordan)[0]
    trackers.return_to_use(tracker, today - timedelta(days=9), "Payday, alone.", now)
    before = today - timedelta(days=190)
    line.add_period(tracker, before, None, before + timedelta(days=104), "My first summer.")


def fill_maya(maya: Person, now: datetime) -> None:
    """Who uses all that there is."""
    today = clock.local_day(now, maya.timezone)
    sober = trackers.of(maya)[0]
    trackers.price(sober, Decimal(60), "$", 9 * 60)
    trackers.lapse(sober, today - timedelta(days=120), "One glass. Called Sam the same night.", now)
    case.add(sober, "Twice a hundred", 200, None, now)
    case.tell_mentor(sober, tells=True)
    before = now - timedelta(
        seconds=1
    )  # each a moment later, so that their order is always the same
    trackers.start(
        maya, "Nicotine", today - timedelta(days=30), time(7, 30), before, is_private=True
    )
    trackers.start(maya, "Scratch cards", today - timedelta(days=1), time(18, 15), now)
    asked = {*ASKED_AT_FIRST, "sleep", "meetings", "gratitude"}
    asked |= {checkin_settings.name_of(question) for question in questions.asked()}
    checkin_settings.change(maya, asked, {"sleep"}, questions.asked(), now)
    reflection_settings.change(maya, pledge_is_on=True, review_is_on=True, pledge_words=None)
    motivations.write(maya, "To be there when Ana comes home from school.", seen.mark(None), now)
    plans.write(maya, now)
    db.session.commit()


def add(name: str, email: str, zone: str, role: Role, since: datetime) -> Person:
    person, _ = people.find_or_add(email, PASSWORD, name, zone, role, since)
    people.approve(person, by=None, now=since)
    if role == Role.MENTOR and name == "Dee":
        person.roles.append(RoleGrant(role=Role.MEMBER, granted_at=since))
    db.session.commit()
    return person


def log_day(
    member: Person, mentor: Person, day: date, now: datetime, usual: int, dice: random.Random
) -> None:
    sleep = dice.choice((1, 2, 3, 3, 4, 4, 4, 5))
    tired = sleep <= 2
    mood = max(1, min(5, usual + dice.choice((-2, -1, 0, 0, 0, 1)) - 2 * tired))
    triggers = set(dice.sample(list(TRIGGERS), k=dice.choice((0, 0, 1, 2))))
    if tired and dice.random() < 0.9:
        triggers.add("tired")
    at = min(now, evening(day, member.timezone))
    checkin = CheckIn(
        member_id=member.id,
        day=day,
        created_at=at,
        changed_at=at,
        mood=mood,
        sober=True,
        craving=max(0, min(10, 8 - 2 * mood + dice.randint(-1, 2))),
        triggers=[name for name in TRIGGERS if name in triggers],
        sleep=sleep,
        meetings=dice.choice((0, 0, 0, 1, 1, 2)),
        gratitude=dice.choice(THANKS) if dice.random() < 0.2 else None,
        note=dice.choice(NOTES) if dice.random() < 0.3 else None,
        note_is_private=False,
    )
    db.session.add(checkin)
    if dice.random() < 0.5 and at < now - timedelta(hours=12):
        seen = at + timedelta(hours=1, minutes=dice.randint(0, 59))
        checkin.acknowledgements.append(Acknowledgement(mentor=mentor, given_at=seen))


def evening(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(19, 30), ZoneInfo(zone))
