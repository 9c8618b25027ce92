"""Several processes over one database, each doing its part of a round at the same instant.

Threads of one process would share its locks; two web processes do not.
"""

import re
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from multiprocessing import get_context
from typing import Any
from uuid import UUID

from flask import Flask

from peerapp import create_app
from peerapp.accounts import locks, people
from peerapp.accounts.models import Person, SignIn
from peerapp.extensions import db
from peerapp.matching import matches, partings, requests, trial_notices
from peerapp.matching.models import Match, MatchRequest
from peerapp.messages import conversation
from peerapp.safety import call_access, call_steps, calls
from peerapp.safety.models import What
from tests.support.client import Client, client_of
from tests.support.people import NO_PUSH_SERVICE

PATIENCE = 240  # seconds; a busy machine starts a process slowly

# What a process does in each round: the name of a function of this module, and what it is given.
Part = tuple[str, Sequence[tuple[Any, ...]]]


def at_the_same_moment(
    app: Flask, *processes: Sequence[tuple[Person, str]]
) -> list[tuple[dict[str, Any], ...]]:
    """What came of each round, in which each process taps on something: (who, path)."""
    parts = [("tap", [(who.id, path) for who, path in taps]) for taps in processes]
    return at_once(app, *parts)


def at_once(app: Flask, *parts: Part, without_locks: bool = False) -> list[tuple[Any, ...]]:
    """What came of each round: a word from each process, its function's or the error's name."""
    db.session.commit()
    # It imports all of ours once, and each process is a copy of it with no connection of ours.
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.support.at_once"])
    barrier, said = context.Barrier(len(parts)), context.Queue()
    url, data_dir = app.config["SQLALCHEMY_DATABASE_URI"], app.config["DATA_DIR"]
    processes = [
        context.Process(
            target=work, args=(number, url, data_dir, part, barrier, said, without_locks)
        )
        for number, part in enumerate(parts)
    ]
    for process in processes:
        process.start()
    try:
        found = dict(said.get(timeout=PATIENCE) for _ in parts)
        broken = [words for words in found.values() if isinstance(words, str)]
        assert not broken, "\n".join(broken)
        for process in processes:
            process.join(PATIENCE)
            assert process.exitcode == 0
    finally:
        for process in processes:
            process.kill()  # one that hangs would hold its locks for ever
    return list(zip(*(found[number] for number in range(len(parts))), strict=True))


def work(number: int, url: str, data_dir: Any, part: Part, *more: Any) -> None:
    """What this process has to say: a word of each round, or why it could do none."""
    barrier, said, without_locks = more
    try:
        said.put((number, words_of(url, data_dir, part, barrier, without_locks)))
    except Exception:
        barrier.abort()  # nobody waits for it
        said.put((number, traceback.format_exc()))


def words_of(
    url: str, data_dir: Any, part: Part, barrier: Any, without_locks: bool
) -> Sequence[str]:
    app = create_app(
        {
            "SQLALCHEMY_DATABASE_URI": url,
            "DATA_DIR": data_dir,
            "QUEUE_IMMEDIATE": True,
            "PROPAGATE_EXCEPTIONS": True,
            "PUSH_ALLOWED_HOSTS": [NO_PUSH_SERVICE],
        }
    )
    if without_locks:
        people.lock = lambda *_: None
    name, rounds = part
    act: Callable[..., Any] = globals()[name]
    words = []
    with app.app_context():
        db.session.connection()  # the first one takes its time
        if name == "tap":
            rounds = [(phone_of(app, person_id), path) for person_id, path in rounds]
        db.session.remove()
        for given in rounds:
            barrier.wait(PATIENCE)
            try:
                word = act(*given)
                db.session.commit()
            except Exception as why:
                word = type(why).__name__
                db.session.rollback()
            db.session.remove()
            words.append(word)
        db.engine.dispose()
    return words


def person(person_id: UUID) -> Person:
    return db.session.get_one(Person, person_id)


def phone_of(app: Flask, person_id: UUID) -> Client:
    phone = client_of(app, person(person_id))
    phone.token()
    return phone


def tap(phone: Client, path: str) -> dict[str, Any]:
    """The status, where it leads, and what that page says."""
    answer = phone.post(path)
    page = phone.get(answer.location).text if answer.location else answer.text
    notices = re.findall(r'<p class="notice">([^<]*)</p>', page)
    return {"status": answer.status_code, "to": answer.location, "said": notices}


def begin(mentor_id: UUID, member_id: UUID, now: datetime) -> str:
    """As the yes to a code does."""
    matches.begin(person(mentor_id), person(member_id), now)
    return "begun"


def accept(request_id: UUID, by_id: UUID, now: datetime) -> str:
    request = db.session.get_one(MatchRequest, request_id)
    return "begun" if requests.accept(request, person(by_id), now) else "no match"


def block(by_id: UUID, other_id: UUID, now: datetime) -> str:
    partings.block(person(by_id), person(other_id), now)
    return "blocked"


def end(match_id: UUID, by_id: UUID, now: datetime) -> str:
    partings.end(db.session.get_one(Match, match_id), person(by_id), now)
    return "ended"


def write_message(match_id: UUID, by_id: UUID, message_id: UUID, now: datetime) -> str:
    match = db.session.get_one(Match, match_id)
    conversation.write(match, person(by_id), "Hello.", message_id, now)
    return "sent"


def ask_trials(now: datetime) -> str:
    return str(trial_notices.ask_all(now))


def go_on_with_calls(now: datetime) -> str:
    return str(call_steps.go_on_all(now))


def take_call(call_id: UUID, by_id: UUID, now: datetime) -> str:
    call = call_access.find(call_id)
    assert call
    return "taken" if calls.take(call, person(by_id), What.CALLING, now) else "not taken"


def guess_pin(sign_in_id: UUID, now: datetime) -> str:
    """How many tries are left."""
    return str(locks.open_with(db.session.get_one(SignIn, sign_in_id), "0000", now))
