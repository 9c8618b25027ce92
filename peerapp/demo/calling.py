"""The demo's calls for a person: one that ended well, one that is open, and a mentor on call."""

from datetime import datetime, timedelta

from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.safety import call_rules, calls
from peerapp.safety.models import What


def fill(
    rosa: Person, sam: Person, dee: Person, kofi: Person, jordan: Person, now: datetime
) -> None:
    asked = now - timedelta(days=3)
    call_rules.ask_to_be_on_call(dee, rosa, asked)
    call_rules.answer_on_call(dee, True, asked)
    begun = now - timedelta(days=2, hours=3)
    over = calls.ask(kofi, begun)
    calls.share(over, "Payday, and I am outside the store. Please call me.")
    calls.take(over, sam, What.CALLING, begun + timedelta(minutes=4))
    calls.talked(over, sam, begun + timedelta(minutes=30))
    db.session.commit()
    calls.ask(jordan, now)
    db.session.commit()
