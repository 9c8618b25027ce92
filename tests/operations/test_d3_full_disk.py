"""D3: the disk is full while people use the pages."""

import html
import re
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from peerapp.checkins.models import CheckIn
from peerapp.extensions import db
from peerapp.messages.models import Message
from tests.support.client import Client, all_of, client_of
from tests.support.databases import all_rows, new_database
from tests.support.people import make_coordinator, make_member, make_mentor, match
from tests.support.web_server import web_server
from tests.support.writers import Writer, make_phone

WORDS = "A long <b>evening</b>.\r\nIt went well & I slept."


@contextmanager
def full_disk() -> Iterator[None]:
    """On SQLite no file of this process may be written to: as on a full disk, a write fails. On
    PostgreSQL its own error is raised where it would come: at the end of the transaction.
    """
    if db.engine.dialect.name == "sqlite":
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        return

    def no_room(_connection: object) -> None:
        raise OperationalError("COMMIT", {}, psycopg.errors.DiskFull("no space left"))

    event.listen(db.engine, "commit", no_room)
    try:
        yield
    finally:
        event.remove(db.engine, "commit", no_room)


@pytest.fixture(autouse=True)
def with_pages_about_errors(app) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False


@pytest.fixture
def mia(app) -> Client:
    client = client_of(app, make_member())
    client.token()
    return client


@pytest.mark.both_databases
def test_d3_a_part_is_told_kindly_and_nothing_is_half_written(mia: Client, caplog) -> None:
    """htmx leaves the page as it is, with what was typed (see test_behaviors.py)."""
    form, before = {"mood": "4", "note": WORDS, "id": str(uuid4())}, all_rows()
    with full_disk():
        answer = mia.post("/checkins", data=form, htmx=True)
    assert answer.status_code == 503
    assert "We cannot save right now. What is on this page stays." in answer.text
    assert answer.headers["Retry-After"] == "30"  # the phone then sends by itself what it kept
    assert re.search(
        r"The database did not answer: (SQLITE_IOERR\w*|SQLITE_FULL|DiskFull)", caplog.text
    )
    assert WORDS[:6] not in caplog.text
    assert all_rows() == before
    assert (
        mia.post("/checkins", data=form, htmx=True).status_code == 200
    )  # and it goes on by itself
    assert [one.mood for one in all_of(CheckIn)] == [4]


@pytest.mark.both_databases
def test_d3_without_a_script_what_was_written_comes_back_and_is_sent_again(
    app, mia: Client
) -> None:
    toni, ada = make_mentor(), make_member()
    path, phone = f"/matches/{match(toni, ada).id}/messages", client_of(app, ada)
    form = {"body": WORDS, "id": str(uuid4()), "csrf_token": phone.token()}
    with full_disk():
        answer = phone.post(path, data=form, csrf=False)
    assert answer.status_code == 503
    assert "What you sent is kept on this page" in answer.text
    assert "A long &lt;b&gt;evening&lt;/b&gt;." in answer.text
    assert all_of(Message) == []
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text)
    again = {name: html.unescape(value) for name, value in fields}
    assert again == form
    [action] = re.findall(r'<form method="post" action="([^"]+)">', answer.text)
    assert action == path
    assert phone.post(action, data=again, csrf=False).status_code == 303
    assert [one.body for one in all_of(Message)] == [WORDS.replace("\r\n", "\n")]


def test_d3_a_password_is_never_put_into_a_page(app, client: Client) -> None:
    ada = make_member()
    form = {"email": ada.email, "password": "canary of ada", "csrf_token": client.token()}
    with full_disk():
        answer = client.post("/login", data=form, csrf=False)
    assert answer.status_code == 503
    assert "canary" not in answer.text
    assert "Please go back" in answer.text


@pytest.mark.both_databases
def test_d3_what_is_there_is_still_read(app, mia: Client) -> None:
    coordinator = client_of(app, make_coordinator())
    mia.post("/checkins", data={"mood": "4", "note": "A quiet day."})
    with full_disk():
        assert "A quiet day." in mia.get("/").text
        for client, path in ((mia, "/help"), (mia, "/plan"), (coordinator, "/program")):
            assert client.get(path).status_code == 200


def test_d3_a_page_that_cannot_be_read_is_said_in_other_words(
    app, mia: Client, monkeypatch
) -> None:
    def away() -> None:
        raise OperationalError("SELECT", {}, psycopg.OperationalError("no answer"))

    monkeypatch.setitem(app.view_functions, "plan.index", away)
    answer = mia.get("/plan")
    assert answer.status_code == 503
    assert "We cannot open this right now. Nothing of yours is lost." in answer.text


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real one, in memory, of 4 MB."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", tmp_path], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("only root may mount")
    yield tmp_path
    subprocess.run(["umount", "--lazy", tmp_path], check=True)


@pytest.mark.faults
def test_d3_a_real_disk_is_full_again_and_again_under_the_real_server(
    make_app, small_disk: Path
) -> None:
    place, filler = small_disk / "peerapp.db", small_disk / "filler"
    shutil.copy(new_database("sqlite", f"full-{uuid4().hex}").removeprefix("sqlite:///"), place)
    app = make_app(f"sqlite:///{place}")
    with app.app_context(), web_server(app) as server:
        toni, ada = make_mentor(), make_member()
        writer = Writer(server.port, [make_phone(app, ada, toni)])
        db.session.remove()
        refused = 0
        for _ in range(3):
            fill(filler)
            for _ in range(8):  # the log may have a little room yet
                writer.send(writer.phones[0], str(uuid4()))
                refused += bool(writer.problems)
                assert all(problem.startswith("503 ") for problem in writer.problems)
                writer.problems.clear()
            filler.unlink()
            answered = len(writer.answered)
            assert writer.send(writer.phones[0], str(uuid4()))
            assert len(writer.answered) == answered + 1
        print(f"{refused} refused with 503, {len(writer.answered)} answered")
        assert refused > 10
        there = [str(one.id) for one in all_of(Message)]
        assert sorted(there) == sorted(writer.answered)
        db.session.remove()
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
        db.session.remove()
        db.engine.dispose()


def fill(path: Path) -> None:
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
