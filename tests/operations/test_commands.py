"""The operator's commands, as they are typed."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import Result
from cryptography.fernet import Fernet, MultiFernet

from peerapp import demo
from peerapp.accounts.models import Person
from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from tests.support.client import all_of, client_of
from tests.support.people import check_in, make_member, make_mentor, make_subscription

PASSWORD = "four calm rivers and a boat"
OWN_REMINDER = {"time": "20:00", "days": "mon", "kind": "own", "words": "Call Ana"}


def run(app, *words: str, typed: str = "") -> Result:
    done: Result = app.test_cli_runner().invoke(args=words, input=typed)
    return done


def add(app, email: str, role: str, **more: str) -> Result:
    words = {"name": "Rosa", "timezone": "America/Chicago", **more}
    options = [part for name, value in words.items() for part in (f"--{name}", value)]
    return run(
        app, "people", "add", email, "--role", role, *options, "--password-stdin",
        typed=PASSWORD + "\n",
    )  # fmt: skip


@pytest.mark.parametrize("role", ["member", "mentor", "coordinator"])
def test_an_added_account_is_approved_and_can_sign_in(app, role: str) -> None:
    app.config["MENTORS_ARE_VETTED"] = True
    assert add(app, "Rosa@example.org", role).exit_code == 0
    client = client_of(app)
    sent = {"email": "rosa@example.org", "password": PASSWORD}
    assert client.post("/login", data=sent).status_code == 303
    page = {"member": "/checkins", "mentor": "/mentees", "coordinator": "/program"}[role]
    assert client.get(page).status_code == 200


def test_adding_twice_is_one_account_with_both_roles(app) -> None:
    for role in ("mentor", "member", "mentor"):
        assert add(app, "rosa@example.org", role).exit_code == 0
    [person] = all_of(Person)
    assert sorted(grant.role for grant in person.roles) == ["member", "mentor"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"timezone": "Mars/Olympus"}, "no IANA time zone"),
        ({"name": " "}, "a name of up to 60 letters are needed"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_added(app, more, words) -> None:
    done = add(app, "rosa@example.org", "member", **more)
    assert done.exit_code != 0
    assert words in done.output
    assert all_of(Person) == []


def test_a_weak_password_is_refused_here_too(app) -> None:
    options = ["--role", "member", "--name", "R", "--timezone", "UTC", "--password-stdin"]
    done = run(app, "people", "add", "r@example.org", *options, typed="password12\n")
    assert done.exit_code != 0
    assert "easy to guess" in done.output


def test_suspending_signs_out_at_once_and_restoring_lets_in_again(app, client_for) -> None:
    mia = make_member()
    client = client_for(mia)
    assert run(app, "people", "suspend", mia.email).exit_code == 0
    assert client.get("/account").status_code == 302
    assert run(app, "people", "restore", mia.email).exit_code == 0
    assert client_of(app).log_in(mia).status_code == 303


def test_pausing_and_approving_a_mentor(app, client_for) -> None:
    toni = make_mentor()
    client = client_for(toni)
    run(app, "people", "pause", toni.email)
    assert client.get("/mentees").status_code == 404
    run(app, "people", "approve", toni.email)
    assert client.get("/mentees").status_code == 200


def test_a7_of_two_accounts_with_an_address_only_the_one_that_is_named_is_approved(app) -> None:
    first = make_mentor("Dee", email="dee@example.org", approved=False)
    stranger = make_mentor("Dee", email="dee@example.org", approved=False)
    done = run(app, "people", "approve", "dee@example.org")
    assert done.exit_code != 0
    assert str(first.id) in done.output
    assert run(app, "people", "approve", str(first.id)).exit_code == 0
    db.session.expire_all()
    assert (first.is_mentor, stranger.is_mentor) == (True, False)


def test_an_unknown_address_is_said(app) -> None:
    done = run(app, "people", "suspend", "nobody@example.org")
    assert done.exit_code != 0
    assert "There is no account for nobody@example.org" in done.output


def test_the_doctor_warns_of_mail_in_production(app) -> None:
    app.config.update(PRODUCTION=True, PUBLIC_URL="https://peers.example.com")
    done = run(app, "doctor")
    assert done.exit_code == 0, done.output
    assert "SMTP_URL is not set" in done.output


def test_the_doctor_finds_a_secret_that_others_can_read(app, tmp_path) -> None:
    app.config["DATA_DIR"] = tmp_path
    (tmp_path / "secret_key").write_text("x")
    (tmp_path / "secret_key").chmod(0o644)
    done = run(app, "doctor")
    assert done.exit_code == 1
    assert "others can read secret_key" in done.output


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        ("403 not this key", "the clock of this machine is wrong"),
        ("401", "is not the one that these devices were turned on with"),
        ("400 bad", "is Peerapp up to date?"),
    ],
)
def test_the_doctor_says_why_a_push_service_may_refuse_us(app, error, cause) -> None:
    mia = make_member()
    device = make_subscription(mia, client_of(app).sign_in(mia))
    device.last_error = error
    db.session.commit()
    done = run(app, "doctor")
    assert done.exit_code == 0, done.output
    assert f"1 devices: {error} (" in done.output
    assert cause in done.output


def test_the_doctor_finds_keys_that_do_not_fit(app) -> None:
    check_in(make_member(), note="written with another key")
    with another_key(app):
        done = run(app, "doctor")
    assert done.exit_code == 1
    assert "ENCRYPTION_KEYS do not open the notes" in done.output


def test_what_no_key_opens_is_told_kindly_and_is_there_again_with_the_key(
    app, client_for, caplog
) -> None:
    client = client_for(make_member())
    client.post("/reminders", data=OWN_REMINDER)
    with another_key(app):
        page = client.get("/reminders")
    assert page.status_code == 503
    assert "Your words are not lost." in page.text
    assert "ENCRYPTION_KEYS do not open what is there" in caplog.text
    assert "Call Ana" in client.get("/reminders").text


@contextmanager
def another_key(app) -> Iterator[None]:
    ring = app.extensions["keyring"]
    app.extensions["keyring"] = MultiFernet([Fernet(Fernet.generate_key())])
    db.session.expire_all()
    try:
        yield
    finally:
        app.extensions["keyring"] = ring


def test_the_demo_does_not_go_beside_real_people(app) -> None:
    make_member()
    with pytest.raises(demo.NotHere):
        list(demo.prepare())


def test_the_demo_is_a_program_that_can_be_signed_in_to(app) -> None:
    lines = list(demo.prepare())
    assert list(demo.prepare()) == lines  # safe to start twice
    assert not db.session().in_transaction()  # which would hold up everybody else
    for email in re.findall(r"\S+@\S+", "\n".join(lines)):
        sent = {"email": email, "password": demo.PASSWORD}
        assert client_of(app).post("/login", data=sent).status_code == 303
    assert len(all_of(CheckIn)) > 300


def test_health_and_readiness(app, client) -> None:
    assert client.get("/healthz").json == {"status": "ok"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["status"]) == (200, "ok")


def test_not_ready_without_its_tables(app, client) -> None:
    with db.engine.begin() as connection:
        [before] = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'older'")
    try:
        assert client.get("/readyz").status_code == 503
        assert client.get("/healthz").status_code == 200
        done = run(app, "doctor")
        assert "flask --app app db upgrade" in done.output
        assert done.exit_code == 1
    finally:
        with db.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{before}'")
