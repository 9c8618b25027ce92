"""D4: what is backed up under writes is on an empty machine what it was, row by row."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Event
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from cryptography.fernet import Fernet
from flask import Flask, current_app
from flask_migrate import upgrade

from peerapp import clock
from peerapp.accounts.models import Person, RateCount
from peerapp.backups import making, restoring, rows
from peerapp.backups.rows import Tally
from peerapp.checkins.models import CheckIn
from peerapp.config import ROOT
from peerapp.extensions import Base, db
from tests.access import world
from tests.support.client import all_of, client_of
from tests.support.databases import KINDS, all_rows
from tests.support.filling import fill_every_table
from tests.support.people import (
    check_in,
    make_member,
    make_mentor,
    make_message,
    make_subscription,
    match,
)

WRITERS = 8
BOTH = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def backup(run, tmp_path: Path) -> Callable[[Flask], Path]:
    def make(app: Flask) -> Path:
        path = tmp_path / "peerapp.backup"
        done = run(app, "backup", path)
        assert done.exit_code == 0, done.output
        return path

    return make


def tallies() -> dict[str, Tally]:
    with db.engine.connect() as connection:
        return {table.name: rows.tally_of(table, connection) for table in rows.tables()}


def in_any_order() -> dict[str, list[str]]:
    return {name: sorted(map(repr, found)) for name, found in all_rows().items()}


def odd_values() -> None:
    """What one database might read otherwise than the other."""
    mia, toni = make_member("Zoë 🌱 \u2028 \\ '\""), make_mentor()
    mia.created_at = datetime(1999, 12, 31, 23, 59, 59, 1, tzinfo=UTC)
    checkin = check_in(mia, note="x" * 100_000)
    checkin.triggers = ["schön", "\U0001f600", ""]
    checkin.own = {"a": None}
    message = make_message(match(toni, mia), mia, "\n\r\t ")
    message.photo = bytes(range(256)) * 4096
    db.session.commit()


@pytest.mark.both_databases
@BOTH
def test_d4_on_an_empty_machine_every_row_is_what_it_was(
    app, empty_machine, backup, run, kind: str
) -> None:
    world.populate()
    odd_values()
    fill_every_table()
    said, raw, of = tallies(), in_any_order(), db.engine.dialect.name
    assert all(tally.rows for tally in said.values())
    path = backup(app)
    with empty_machine(kind).app_context():
        done = run(empty(), "restore", path)
        assert done.exit_code == 0, done.output
        assert tallies() == said
        if kind == of:  # to the last byte, as it is kept
            assert in_any_order() == raw
        assert points_nowhere() == []
        make_member()  # and it goes on from here


def empty() -> Flask:
    return current_app._get_current_object()  # type: ignore[attr-defined]


def points_nowhere() -> list[Any]:
    if db.engine.dialect.name != "sqlite":
        with db.engine.connect() as connection:
            found = connection.execute(
                sa.text("SELECT conname FROM pg_constraint WHERE contype = 'f' AND convalidated")
            ).all()
        return [] if len(found) == count_of_references() else [len(found)]
    with db.engine.connect() as connection:
        return list(connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall())


def count_of_references() -> int:
    return sum(len(table.foreign_key_constraints) for table in Base.metadata.sorted_tables)


@pytest.mark.both_databases
def test_d4_under_eight_writers_it_holds_one_instant(app, empty_machine, backup, run) -> None:
    """Each writes two rows in a transaction: one more, and how many there are now, in a name."""
    ids = [make_member("0").id for _ in range(WRITERS)]
    db.session.remove()
    is_over, begun = Event(), Barrier(WRITERS + 1, timeout=120)

    def write(number: int) -> int:
        count = 0
        with app.app_context():
            while not is_over.is_set():
                count += 1
                db.session.add(RateCount(key=f"{number}:{count}", count=1, expires_at=clock.now()))
                db.session.flush()
                db.session.get_one(Person, ids[number]).display_name = str(count)
                db.session.commit()
                if count == 5:
                    begun.wait()
        return count

    with ThreadPoolExecutor(WRITERS) as pool:
        works = [pool.submit(write, number) for number in range(WRITERS)]
        try:
            begun.wait()
            path = backup(app)
        finally:
            is_over.set()
            begun.abort()
        written = [work.result() for work in works]
    with empty_machine(db.engine.dialect.name).app_context():
        assert run(empty(), "restore", path).exit_code == 0
        keys = [one.key for one in all_of(RateCount)]
        for number, count in enumerate(written):
            there = int(db.session.get_one(Person, ids[number]).display_name)
            assert 5 <= there <= count
            wanted = [f"{number}:{one}" for one in range(1, there + 1)]
            assert sorted(key for key in keys if key.startswith(f"{number}:")) == sorted(wanted)


def test_d4_a_restored_machine_is_signed_in_to_and_reads_the_notes(
    app, empty_machine, backup, run
) -> None:
    mia = make_member("Mia")
    check_in(mia, note="a quiet walk")
    make_subscription(mia, client_of(app).sign_in(mia))
    path = backup(app)
    there = empty_machine()
    with there.app_context():
        assert run(there, "restore", path).exit_code == 0
        [found] = all_of(Person)
        assert "a quiet walk" in client_of(there, found).get("/").text
        assert [one.note for one in all_of(CheckIn)] == ["a quiet walk"]


def test_d4_nobody_reads_anything_in_the_file(app, backup) -> None:
    mia = make_member("Canary", email="canary@example.org")
    check_in(mia, note="canary")
    content = backup(app).read_bytes()
    assert content.startswith(b"PEERAPP BACKUP\n")
    assert b"anary" not in content
    assert b"people" not in content


def test_d4_only_its_owner_can_read_the_file_and_it_says_what_to_keep(app, run, tmp_path) -> None:
    done = run(app, "backup", tmp_path)
    [path] = tmp_path.glob("peerapp-*.backup")
    assert path.stat().st_mode & 0o777 == 0o600
    for word in (str(path), "encryption_keys", "vapid_private_key", "secret_key"):
        assert word in done.output
    assert list(tmp_path.iterdir()) == [path]
    again = run(app, "backup", path)
    assert again.exit_code == 1
    assert "is there already" in again.output


@pytest.mark.both_databases
def test_d4_people_are_only_replaced_if_that_is_asked_for_and_kept_aside(
    app, empty_machine, backup, run
) -> None:
    make_member("Before")
    path = backup(app)
    there = empty_machine(db.engine.dialect.name)
    with there.app_context():
        upgrade()
        make_member("Here")
        done = run(there, "restore", path)
        assert done.exit_code == 1
        assert "There are people in this database already" in done.output
        assert names() == ["Here"]
        done = run(there, "restore", path, "--replace")
        assert done.exit_code == 0, done.output
        assert names() == ["Before"]
        assert names_aside(done.output) == ["Here"]


def names() -> list[str]:
    return [one.display_name for one in all_of(Person)]


def names_aside(said: str) -> list[str]:
    place = said.split("What was there is in ")[1].split(". Remove")[0]
    if db.engine.dialect.name == "sqlite":
        with closing(sqlite3.connect(place)) as connection:
            return [name for (name,) in connection.execute("SELECT display_name FROM people")]
    with db.engine.connect() as connection:
        schema = place.removeprefix("the schema ")
        return list(
            connection.exec_driver_sql(f"SELECT display_name FROM {schema}.people").scalars()
        )


@pytest.mark.both_databases
def test_d4_what_breaks_off_on_the_way_changes_nothing(
    app, empty_machine, backup, run, monkeypatch
) -> None:
    make_member("Before")
    path = backup(app)
    there = empty_machine(db.engine.dialect.name)
    with there.app_context():
        upgrade()
        make_member("Here")

        def no_room(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(restoring, "compare", no_room)
        done = run(there, "restore", path, "--replace")
        assert done.exit_code == 1
        assert "No space left on device" in done.output
        assert names() == ["Here"]
        assert leftovers(there) == []


def leftovers(app: Flask) -> list[Any]:
    if db.engine.dialect.name == "sqlite":
        return list(app.config["DATA_DIR"].glob(".restoring-*"))
    with db.engine.connect() as connection:
        return [name for name in sa.inspect(connection).get_schema_names() if "restor" in name]


def test_d4_an_older_backup_is_brought_up(app, empty_machine, tmp_path, run, monkeypatch):
    """Made before the last change of the tables."""
    scripts = list(ScriptDirectory(str(ROOT / "migrations")).walk_revisions())
    older, path = scripts[1].revision, tmp_path / "older.backup"
    kind, all_tables = db.engine.dialect.name, rows.tables()
    with empty_machine(kind).app_context():
        upgrade(revision=older)
        fill_every_table()
        there = sa.MetaData()
        there.reflect(db.engine)
        tables = [
            rows.Table(
                one.name, {name: kind for name, kind in one.columns.items() if name in found}
            )
            for one in all_tables
            if one.name in there.tables and (found := there.tables[one.name].columns.keys())
        ]
        monkeypatch.setattr(rows, "tables", lambda: tables)
        monkeypatch.setattr(making, "migration", lambda _: older)
        making.make(path, clock.now())
        monkeypatch.undo()
    with empty_machine(kind).app_context():
        done = run(empty(), "restore", path)
        assert done.exit_code == 0, done.output
        assert making.migration(db.session.connection()) == scripts[0].revision
        assert len(all_of(Person)) == 1


def test_d4_a_backup_of_a_newer_version_is_refused(app, run, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(making, "migration", lambda _: "9999")
    making.make(tmp_path / "newer.backup", clock.now())
    monkeypatch.undo()
    done = run(app, "restore", tmp_path / "newer.backup")
    assert done.exit_code == 1
    assert "made by a newer Peerapp. Update this one first" in done.output


def test_d4_with_other_keys_it_says_which_file_to_put_back(app, run, backup) -> None:
    path, old = backup(app), app.config["ENCRYPTION_KEYS"]
    app.config["ENCRYPTION_KEYS"] = [Fernet.generate_key().decode()]
    done = run(app, "restore", path)
    assert done.exit_code == 1
    assert "Put the file `encryption_keys` of that time into DATA_DIR" in done.output
    app.config["ENCRYPTION_KEYS"] += old  # an older key opens it too
    assert run(app, "restore", path).exit_code == 0


def test_d4_what_is_no_backup_is_said(app, run, tmp_path) -> None:
    (tmp_path / "notes.txt").write_text("no backup at all")
    done = run(app, "restore", tmp_path / "notes.txt")
    assert "This is no backup of Peerapp" in done.output
    done = run(app, "restore", tmp_path / "missing")
    assert done.exit_code == 1
    assert "No such file" in done.output


def test_d4_where_peerapp_runs_on_the_file_it_is_to_be_stopped_first(
    app, empty_machine, backup, run
) -> None:
    make_member("Before")
    path, there = backup(app), empty_machine()
    with there.app_context():
        upgrade()
        make_member("Here")
        db.session.remove()
        db.engine.dispose()
        with closing(sqlite3.connect(str(db.engine.url.database))) as running:
            running.execute("SELECT count(*) FROM people").fetchone()
            done = run(there, "restore", path, "--replace")
        assert done.exit_code == 1
        assert "Stop the web server and the worker" in done.output
        assert names() == ["Here"]


def test_tables_that_are_not_up_to_date_are_not_backed_up(app, run, tmp_path) -> None:
    with db.engine.begin() as connection:
        [before] = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    try:
        done = run(app, "backup", tmp_path)
        assert done.exit_code == 1
        assert "flask --app app db upgrade" in done.output
        assert list(tmp_path.iterdir()) == []
    finally:
        with db.engine.begin() as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{before}'")
