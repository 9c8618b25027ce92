"""How a call reaches a phone or a mailbox, and what is said when it does not."""

from uuid import UUID

import pytest

from peerapp import clock, jobs, mail
from peerapp.extensions import db
from peerapp.push import sender
from peerapp.push.models import Delivery
from peerapp.safety import call_mail, telling
from peerapp.safety.models import HelpCallStep
from tests.safety.night import MINUTE, call_of, night, told, without_mail
from tests.support.at_once import at_once
from tests.support.client import all_of
from tests.support.devices import turn_on


@pytest.fixture
def tonight(app):
    return night(app)


@pytest.fixture
def letters(monkeypatch):
    """What the mail server took."""
    taken = []
    monkeypatch.setattr(mail.Post, "send", lambda _self, letter: taken.append(letter))
    return taken


@pytest.mark.both_databases
def test_h3_each_step_of_a_ring_is_said_as_it_was(app, service, tonight, at_nine) -> None:
    device = turn_on(app, tonight.ana, service)
    call_id = tonight.ask()
    sender.send_due(clock.now())
    [received] = service.received
    assert received.device is device
    assert received.notification["title"] == "Someone would like to hear from you"
    assert received.notification["navigate"].endswith(f"/help/calls/{call_id}")
    assert received.headers["urgency"] == "high"
    assert 0 < int(received.headers["ttl"]) <= 600
    assert tonight.reads(tonight.mia, call_id)[-1] == "Sent to Ana's phone."
    at_nine.shift(MINUTE)
    [row] = all_of(Delivery)
    phone = tonight.client(tonight.ana)
    phone.post("/push/receipts", json={"received": [str(row.id)]})
    assert tonight.reads(tonight.mia, call_id)[-1] == "Ana's phone received it."
    phone.post("/push/receipts", json={"received": [], "opened": [str(row.id)]})
    assert tonight.reads(tonight.mia, call_id)[-1] == "Ana opened it."


@pytest.mark.both_databases
def test_h3_a_phone_that_is_gone_is_not_waited_for(app, service, tonight, at_nine) -> None:
    without_mail(app)
    for who in (tonight.ana, tonight.ben):
        device = turn_on(app, who, service)
        if who is tonight.ana:
            service.answers(410, device)
    call_id = tonight.ask()
    sender.send_due(clock.now())
    jobs.tick(clock.now(), wake=lambda _: None)
    assert told() == ["Ana", "Ben"]
    lines = tonight.reads(tonight.mia, call_id)
    assert "Ana has no phone here that can ring. Ana may not see this soon." in lines


def test_h3_a_letter_goes_instead_where_no_phone_can_ring(app, tonight, at_nine, letters) -> None:
    call_id = tonight.ask()
    assert tonight.reads(tonight.mia, call_id)[-1] == (
        "An email to Ana is on its way. It may be read late."
    )
    assert jobs.something_is_due(clock.now())
    assert call_mail.send_due(clock.now()) == 1
    assert call_mail.send_due(clock.now()) == 0
    [letter] = letters
    assert letter["To"] == tonight.ana.email
    said = f"{letter['Subject']} {letter.get_content()}"
    assert f"/help/calls/{call_id}" in said
    assert not any(word in said.lower() for word in ("mia", "recover", "mentor", "sober"))
    assert tonight.reads(tonight.mia, call_id)[-1] == (
        "Sent to Ana by email, which may be read late."
    )


def test_h3_a_letter_that_is_not_taken_is_tried_again_until_it_is_of_no_use(
    app, tonight, at_nine, letters, monkeypatch
) -> None:
    call_id = tonight.ask()

    def refuse(_self, _letter):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(mail.Post, "send", refuse)
        assert call_mail.send_due(clock.now()) == 0
    assert tonight.reads(tonight.mia, call_id)[-1] == (
        "An email to Ana is not sent yet. We keep trying."
    )
    assert call_mail.send_due(clock.now()) == 0
    at_nine.shift(MINUTE)
    assert call_mail.send_due(clock.now()) == 1
    assert len(letters) == 1


def test_a3_no_letter_goes_once_it_is_over(tonight, at_nine, letters) -> None:
    call_id = tonight.ask()
    tonight.act(tonight.mia, call_id, "okay")
    assert call_mail.send_due(clock.now()) == 0
    assert letters == []
    assert not call_mail.are_due(clock.now())


def test_h3_one_call_that_breaks_holds_up_no_other(tonight, at_nine, monkeypatch) -> None:
    call_id = tonight.ask()
    at_nine.shift(10 * MINUTE)
    with monkeypatch.context() as broken:
        broken.setattr(telling, "note_silence", lambda *_: 1 / 0)
        jobs.call_steps.go_on_all(clock.now())
    assert told() == ["Ana"]
    assert call_of(call_id).next_step_at == clock.now() + MINUTE
    at_nine.shift(MINUTE)
    jobs.call_steps.go_on_all(clock.now())
    assert told() == ["Ana", "Ben"]


@pytest.mark.both_databases
def test_h3_two_workers_at_one_instant_tell_each_person_once(app, tonight) -> None:
    tonight.ask()
    later = [(clock.now() + minutes * MINUTE,) for minutes in (11, 23, 60)]
    at_once(app, ("go_on_with_calls", later), ("go_on_with_calls", later))
    db.session.expire_all()
    assert told() == ["Ana", "Ben", "Cora", "Ana", "Cora"]
    assert len(all_of(HelpCallStep)) == 5


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)  # SQLite has one writer
def test_h3_two_who_answer_at_one_instant(app, tonight, at_nine) -> None:
    call_id = tonight.ask()
    tonight.act(tonight.ana, call_id, "pass")
    mine = [
        ("take_call", [(UUID(call_id), who.id, clock.now())]) for who in (tonight.ana, tonight.ben)
    ]
    assert sorted(at_once(app, *mine)[0]) == ["not taken", "taken"]
    call = call_of(call_id)
    assert call.taken_by_id in (tonight.ana.id, tonight.ben.id)
    lines = tonight.reads(tonight.mia, call_id)
    assert len([line for line in lines if "I am calling now" in line]) == 1
