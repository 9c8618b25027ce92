"""An evening on which Mia needs someone: Ana is her mentor, Ben is on call, Cora coordinates."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import UUID

from sqlalchemy import select

from peerapp import clock, jobs
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.push.models import Delivery, State
from peerapp.safety import call_rings
from peerapp.safety.models import HelpCall, HelpCallStep, OnCall
from tests.support import people as make
from tests.support.client import Client, client_of

MINUTE = timedelta(minutes=1)


@dataclass
class Night:
    app: Any
    mia: Person
    ana: Person
    ben: Person
    cora: Person
    clients: dict[Any, Client] = field(default_factory=dict)

    def client(self, who: Person) -> Client:
        """The same phone each time."""
        if who.id not in self.clients:
            self.clients[who.id] = client_of(self.app, who)
        return self.clients[who.id]

    def ask(self, **data: str | list[str]) -> str:
        """The id of the call that is open after Mia's tap."""
        answer = self.client(self.mia).post("/help/request", data=data)
        assert answer.status_code == 303, answer.text
        return answer.location.rpartition("/")[2]

    def act(self, who: Person, call_id: str, verb: str, **data: str) -> int:
        return self.client(who).post(f"/help/calls/{call_id}/{verb}", data=data).status_code

    def reads(self, who: Person, call_id: str) -> list[str]:
        """The steps as they stand on the page."""
        page = page_of(self.client(who), f"/help/calls/{call_id}")
        return re.findall(r"<li><time[^>]*>[^<]*</time> <span>([^<]*)</span>", page)

    def says(self, who: Person, call_id: str) -> str:
        """Where it stands, in a sentence."""
        page = page_of(self.client(who), f"/help/calls/{call_id}")
        found = re.search(r'role="status"[^>]*>\s*<p class="lead">([^<]*)</p>', page)
        assert found, page
        return found.group(1)


def page_of(client: Client, path: str) -> str:
    """As it is read: with plain spaces."""
    return " ".join(unescape(client.get(path).text).split())


def night(app: Any) -> Night:
    with make.one_commit():
        mia, ana = make.make_member("Mia"), make.make_mentor("Ana")
        ben, cora = make.make_mentor("Ben"), make.make_coordinator("Cora")
        make.match(ana, mia)
        now = clock.now()
        make.save(OnCall(person_id=ben.id, asked_at=now, yes_at=now))
    return Night(app, mia, ana, ben, cora)


def with_phone(app: Any, *them: Person) -> None:
    for one in them:
        make.make_subscription(one, client_of(app).sign_in(one))


def without_mail(app: Any) -> None:
    app.config["PRODUCTION"] = True


def tick() -> None:
    """The worker's part of calls, without sending: nobody listens where the phones are."""
    jobs.call_steps.go_on_all(clock.now())


def told() -> list[str]:
    """The names of who was told so far, in order."""
    db.session.commit()
    query = select(HelpCallStep).order_by(HelpCallStep.number)
    return [step.person.display_name for step in db.session.scalars(query)]


def call_of(call_id: str) -> HelpCall:
    db.session.commit()
    db.session.expire_all()
    return db.session.get_one(HelpCall, UUID(call_id))


def rings_for() -> list[str]:
    """Whose phone a worker would ring now."""
    db.session.commit()
    rows = db.session.scalars(
        select(Delivery).where(Delivery.state == State.WAITING, Delivery.key.startswith("call:"))
    )
    by_subject = {row.key.partition(":")[2]: row for row in rows}
    wanted = call_rings.still_wanted(list(by_subject), clock.now())
    db.session.rollback()
    names = [db.session.get_one(Person, by_subject[one].person_id).display_name for one in wanted]
    return sorted(names)
