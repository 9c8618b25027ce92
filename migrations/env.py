"""Alembic's environment: our models, the app's own engine, SQLite and PostgreSQL."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from peerapp.extensions import Base, db

# A migration must not wait long behind a reader while new requests pile up behind it.
POSTGRESQL_LIMITS = {"lock_timeout": "5s", "statement_timeout": "10min"}


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Our own column types are written as what they are in the database: a migration keeps working
    when they are renamed or changed.
    """
    if kind == "type" and type(item).__module__.startswith("peerapp."):
        return f"sa.{item.impl_instance!r}"
    return False


def configure(**where: Any) -> None:
    context.configure(
        target_metadata=Base.metadata,
        render_item=render_item,
        compare_type=True,
        compare_server_default=True,
        **where,
    )


def run_online() -> None:
    """On the app's database, or on another one that is being made (see backups/restoring.py)."""
    engine = context.config.attributes.get("engine") or db.engine
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            run_on_postgresql(connection)
        else:
            run_on_sqlite(connection)


def run_on_postgresql(connection: Connection) -> None:
    for name, value in POSTGRESQL_LIMITS.items():
        connection.exec_driver_sql(f"SET {name} = '{value}'")
    connection.commit()
    try:
        configure(connection=connection, transaction_per_migration=True)
        with context.begin_transaction():
            context.run_migrations()
    finally:
        connection.rollback()
        for name in POSTGRESQL_LIMITS:
            connection.exec_driver_sql(f"RESET {name}")
        connection.commit()


def run_on_sqlite(connection: Connection) -> None:
    """SQLite changes a table by copying it, and dropping the old one must not cascade to the rows
    that point to it; foreign keys can be switched off only outside a transaction.
    """
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys = OFF")
    # Alembic holds SQLite to be without transactions for tables, since Python's driver begins late;
    # ours begins at once, so a migration that fails half-way leaves nothing behind.
    configure(connection=connection, render_as_batch=True, transactional_ddl=True)
    try:
        with context.begin_transaction():
            context.run_migrations()
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise RuntimeError(f"the migration left rows that point nowhere: {broken[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def run_offline() -> None:
    """`flask db upgrade --sql`: the statements, for who wants to read or run them by hand."""
    url = current_app.config["SQLALCHEMY_DATABASE_URI"]
    configure(url=url, literal_binds=True, render_as_batch=url.startswith("sqlite"))
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    run_offline()
else:
    run_online()
