"""D5: every migration goes up and down with rows in the tables, on both databases."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade

from peerapp.config import ROOT
from peerapp.extensions import Base, db
from tests.support.databases import KINDS, empty_database
from tests.support.filling import fill_every_table, tables

SCRIPTS = ScriptDirectory(str(ROOT / "migrations"))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]


@pytest.fixture(params=KINDS)
def empty_app(request, make_app) -> Iterator[Flask]:
    app = make_app(empty_database(request.param, f"empty-{uuid4().hex}"))
    with app.app_context():
        yield app
        db.engine.dispose()


def test_d5_every_migration_goes_up_and_down_with_rows_in_every_table(empty_app):
    for revision in REVISIONS:
        upgrade(revision=revision)
        fill_every_table()
        assert_no_row_points_nowhere()
    for revision in [*reversed(REVISIONS[:-1]), "base"]:
        before = rows_of_every_table()
        downgrade(revision=revision)
        assert_rows_are_kept(before)
    assert rows_of_every_table() == {}
    for revision in REVISIONS:
        before = rows_of_every_table()
        upgrade(revision=revision)
        assert_rows_are_kept(before)
        fill_every_table()
    assert_no_row_points_nowhere()


def test_h7_whoever_said_yes_before_there_was_a_choice_keeps_what_was_told(empty_app):
    upgrade(revision="0014")
    fill_every_table()
    upgrade(revision="0016")
    consents = tables().tables["consents"]
    with db.engine.connect() as connection:
        match = connection.execute(sa.text("SELECT id, started_at FROM matches")).one()
        [row] = connection.execute(sa.select(consents)).mappings()
    assert (row["match_id"], row["number"], row["words_version"]) == (match.id, 1, 0)
    assert (row["kind"], row["ends_at"], len(row["fields"])) == ("told", None, 8)


def test_d5_the_migrations_make_exactly_the_tables_of_the_models(empty_app):
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_d5_a_migration_that_breaks_half_way_leaves_nothing_behind(empty_app, monkeypatch):
    from alembic import op

    def break_down(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(op, "create_index", break_down)
    monkeypatch.setattr(op, "batch_alter_table", break_down)
    with pytest.raises(ZeroDivisionError):
        upgrade()
    assert rows_of_every_table() == {}


def test_every_migration_has_one_parent_and_a_sentence_as_title():
    assert len(SCRIPTS.get_heads()) == 1
    for script in SCRIPTS.walk_revisions():
        assert len(script.doc.split()) >= 3, script.revision
        assert script.doc[0].isupper(), script.revision


def test_postgresql_gives_up_on_a_lock_instead_of_queueing_every_request_behind_it(make_app):
    app = make_app(empty_database("postgresql", f"locked-{uuid4().hex}"))
    with app.app_context():
        upgrade()
        with db.engine.connect() as reader:
            reader.execute(sa.text("SELECT * FROM people"))
            with pytest.raises(sa.exc.OperationalError, match="lock timeout"):
                downgrade(revision="base")
        assert "people" in rows_of_every_table()
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "0"
        db.engine.dispose()


def rows_of_every_table() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {
            table.name: connection.execute(
                sa.select(sa.func.count()).select_from(table)
            ).scalar_one()
            for table in tables().sorted_tables
        }


def assert_rows_are_kept(before: dict[str, int]) -> None:
    now = rows_of_every_table()
    assert {name: count for name, count in before.items() if name in now} == {
        name: count for name, count in now.items() if name in before
    }


def assert_no_row_points_nowhere() -> None:
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
