"""`/healthz`: the process answers. `/readyz`: it can do its work."""

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from peerapp import config, queue
from peerapp.extensions import looking

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    return {"status": "ok"}


@bp.get("/readyz")
def readyz() -> ResponseReturnValue:
    problems = {name: check() for name, check in CHECKS.items()}
    ready = not any(problems.values())
    states = {name: "no" if problem else "ok" for name, problem in problems.items()}
    return {"status": "ok" if ready else "no", **states}, 200 if ready else 503


def database_problem() -> str | None:
    """A sentence for the operator, or None; the same for the others."""
    try:
        with looking() as connection:
            connection.execute(select(1))
    except Exception as error:
        return f"The database does not answer ({type(error).__name__}). Check DATABASE_URL."
    return None


def migrations_problem() -> str | None:
    try:
        with looking() as connection:
            now = MigrationContext.configure(connection).get_current_heads()
    except Exception as error:
        return f"The database does not answer ({type(error).__name__})."
    wanted = ScriptDirectory(str(config.ROOT / "migrations")).get_heads()
    if set(now) != set(wanted):
        return "The tables are not up to date: run `flask --app app db upgrade`."
    return None


def queue_problem() -> str | None:
    if queue.is_ready():
        return None
    return "The queue does not answer. Check REDIS_URL, DATABASE_URL and DATA_DIR."


CHECKS = {
    "database": database_problem,
    "migrations": migrations_problem,
    "queue": queue_problem,
}
