"""How soon a message is seen, while 200 conversations are open and ask for what is new.

Run by `make bench`, against gunicorn as in the Procfile and its worker, on SQLite and PostgreSQL.
Each page asks as static/js/conversation.js does and says what it has read; the other one of each
pair writes every 20 seconds or so. We ask from the same machine, on the processors that it has.
`python -m tests.benchmarks.conversations 20` takes 20 seconds for each database.
"""

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector

from peerapp import config
from peerapp.accounts.models import Person
from peerapp.extensions import db
from tests.benchmarks.databases import new_databases
from tests.support.client import client_of, token_in
from tests.support.house import House
from tests.support.people import QUICK_ARGON2, make_member, make_mentor, match, one_commit

OPEN = 200
MENTEES = 10  # of each mentor
SECONDS = 60
EVERY = 1.5  # seconds between two looks of a page
WRITES_EVERY = 20.0
CHEAPEST = "/rules"  # the page that costs us least


@dataclass(frozen=True)
class Phone:
    cookie: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": self.cookie, "X-CSRFToken": self.token, "HX-Request": "true"}


@dataclass(frozen=True)
class Talk:
    url: str
    writer: Phone
    reader: Phone


@dataclass
class Found:
    seen: list[float] = field(default_factory=list)  # seconds from the tap on Send
    writes: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    cheapest: list[float] = field(default_factory=list)
    sent: int = 0
    errors: int = 0


def main() -> None:
    seconds = int(sys.argv[1]) if sys.argv[1:] else SECONDS
    print(f"\n{OPEN} conversations that are open, {seconds} s")
    with new_databases("sqlite", "postgresql") as urls:
        for kind, url in urls.items():
            with house_over(url) as (house, secrets):
                talks = fill(url, secrets)
                report(kind, asyncio.run(run(house.address, talks, seconds)), seconds)


@contextmanager
def house_over(url: str) -> Iterator[tuple[House, dict[str, str]]]:
    secrets = {
        "SECRET_KEY": config.make_secret_key(),
        "ENCRYPTION_KEYS": config.make_encryption_key(),
    }
    with tempfile.TemporaryDirectory() as folder, closing(House(Path(folder) / "data")) as house:
        yield house.start(DATABASE_URL=url, **secrets), secrets


def fill(url: str, secrets: dict[str, str]) -> list[Talk]:
    from peerapp import create_app

    app = create_app(
        {
            "ARGON2": QUICK_ARGON2,
            "SQLALCHEMY_DATABASE_URI": url,
            "SECRET_KEY": secrets["SECRET_KEY"],
            "ENCRYPTION_KEYS": [secrets["ENCRYPTION_KEYS"]],
        }
    )

    def phone_of(person: Person) -> Phone:
        client = client_of(app, person)
        token = token_in(client.get("/help").text)
        cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie
        return Phone(f"{cookie.key}={cookie.value}", token)

    with app.app_context():
        with one_commit():
            mentors = [make_mentor(f"Toni {n}") for n in range(OPEN // MENTEES)]
            pairs = [(mentors[n % len(mentors)], make_member(f"Mia {n}")) for n in range(OPEN)]
            matches = [match(mentor, member) for mentor, member in pairs]
        phones = {mentor.id: phone_of(mentor) for mentor in mentors}
        talks = []
        for number, (one, (mentor, member)) in enumerate(zip(matches, pairs, strict=True)):
            sides = [phones[mentor.id], phone_of(member)]
            writer, reader = sides if number % 2 else sides[::-1]
            talks.append(Talk(f"/matches/{one.id}/messages", writer, reader))
        db.session.remove()
        db.engine.dispose()
    return talks


async def run(address: str, talks: list[Talk], seconds: int) -> Found:
    found, dice = Found(), random.Random(7)
    end = time.perf_counter() + seconds
    async with ClientSession(
        address,
        connector=TCPConnector(limit=0),
        timeout=ClientTimeout(30),
        cookie_jar=DummyCookieJar(),  # each phone has its own
    ) as browser:
        sent: dict[str, float] = {}
        async with asyncio.TaskGroup() as group:
            for talk in talks:
                group.create_task(look_on(browser, talk, sent, found, end, dice.uniform(0, EVERY)))
                group.create_task(write_on(browser, talk, sent, found, end - 5, dice))
            group.create_task(cheapest_on(browser, found, end))
    found.errors += len(sent)  # never seen
    return found


async def look_on(
    browser: ClientSession,
    talk: Talk,
    sent: dict[str, float],
    found: Found,
    end: float,
    begin_in: float,
) -> None:
    after = "0"
    await asyncio.sleep(begin_in)
    while time.perf_counter() < end:
        began = time.perf_counter()
        path = f"{talk.url}/new?after={after}"
        async with browser.get(path, headers=talk.reader.headers) as answer:
            page = await answer.text()
        now = time.perf_counter()
        found.looks.append(now - began)
        found.errors += answer.status not in (200, 204)
        if answer.status == 200:
            after = page.split('data-after="')[1].split('"')[0]
            new = [one.split('"')[0] for one in page.split('data-message-id="')[1:]]
            fresh = [one for one in new if one in sent]
            found.seen += [now - sent.pop(one) for one in fresh]
            if fresh:
                form = {"upto": fresh[-1]}
                done = await post(browser, f"{talk.url}/read", talk.reader, form)
                found.errors += done != 204
        await asyncio.sleep(EVERY)


async def write_on(
    browser: ClientSession,
    talk: Talk,
    sent: dict[str, float],
    found: Found,
    end: float,
    dice: random.Random,
) -> None:
    while True:
        await asyncio.sleep(dice.uniform(0, 2 * WRITES_EVERY))
        if time.perf_counter() > end:
            return
        message_id = str(uuid4())
        began = sent[message_id] = time.perf_counter()
        form = {"id": message_id, "body": "I thought about what you said. Thank you."}
        found.errors += await post(browser, talk.url, talk.writer, form) != 200
        found.writes.append(time.perf_counter() - began)
        found.sent += 1


async def post(browser: ClientSession, path: str, phone: Phone, form: dict[str, str]) -> int:
    async with browser.post(path, data=form, headers=phone.headers) as answer:
        await answer.read()
        return answer.status


async def cheapest_on(browser: ClientSession, found: Found, end: float) -> None:
    while time.perf_counter() < end:
        began = time.perf_counter()
        async with browser.get(CHEAPEST) as answer:
            await answer.read()
        found.cheapest.append(time.perf_counter() - began)
        await asyncio.sleep(0.2)


def report(kind: str, found: Found, seconds: int) -> None:
    cheapest = statistics.median(found.cheapest)
    print(
        f"  {kind}: {found.sent} sent, {len(found.seen)} seen, {found.errors} errors; "
        f"{len(found.looks) / seconds:.0f} looks a second"
    )
    for name, times in (
        ("from Send to seen", found.seen),
        ("Send answered", found.writes),
        ("a look answered", found.looks),
        (f"the cheapest page ({CHEAPEST})", found.cheapest),
    ):
        middle, most = statistics.median(times), statistics.quantiles(times, n=20)[-1]
        print(
            f"    {name}: median {middle * 1000:.0f} ms, p95 {most * 1000:.0f} ms "
            f"({middle / cheapest:.1f} of the cheapest page)"
        )


if __name__ == "__main__":
    main()
