"""D8: what was written of who saw what stays, or it shows that it did not."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import DBAPIError

from peerapp import clock
from peerapp.accounts.models import Person
from peerapp.extensions import db
from peerapp.privacy import chain, checking, viewings
from peerapp.privacy.encryption import keyring
from peerapp.privacy.models import As, Viewing, ViewingHead, ViewingTally, What
from peerapp.privacy.viewings import Look
from tests.support.people import make_coordinator, make_member, make_mentor

pytestmark = pytest.mark.both_databases

KINDS = (What.LINE, What.PAGE, What.PLAN, What.GOALS)


def write(viewer: Person, member: Person, *whats: What, at: datetime | None = None) -> None:
    looks = [Look(viewer.id, member.id, As.MENTOR, what) for what in whats or KINDS]
    db.session.commit()
    viewings.write(looks, at or clock.now())


@pytest.fixture
def looked(app) -> tuple[Person, Person]:
    """Toni saw four things of Mia, and four of Noah."""
    toni, mia, noah = make_mentor("Toni"), make_member("Mia"), make_member("Noah")
    for member in (mia, noah):
        write(toni, member)
    return mia, noah


def problems() -> list[str]:
    db.session.commit()
    return list(checking.problems())


def rows_of(member: Person) -> list[Viewing]:
    query = select(Viewing).where(Viewing.member_id == member.id).order_by(Viewing.number)
    return list(db.session.scalars(query))


def test_d8_each_row_is_linked_to_the_one_before(looked):
    mia, _ = looked
    rows = rows_of(mia)
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert [row.previous for row in rows[1:]] == [row.link for row in rows[:-1]]
    assert problems() == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE viewings SET what = 'line'", "DELETE FROM viewings WHERE number = 4"],
)
def test_d8_the_database_refuses_to_change_or_delete_a_row(looked, statement):
    with pytest.raises(DBAPIError, match="who saw what is never"):
        db.session.execute(text(statement))
    db.session.rollback()
    assert len(rows_of(looked[0])) == 4


@contextmanager
def nothing_refuses() -> Iterator[Connection]:
    """As for somebody who has the database alone, and turns off what holds them up."""
    db.session.commit()
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            yield connection
            return
        held_up = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        triggers = connection.execute(text(held_up)).all()
        for name, _ in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
        yield connection
        for _, sql in triggers:
            connection.execute(text(sql))


def of(member: Person, number: int) -> list[Any]:
    return [Viewing.member_id == member.id, Viewing.number == number]


def test_d8_a_row_that_was_changed_shows(looked):
    mia, noah = looked
    with nothing_refuses() as connection:
        connection.execute(update(Viewing).where(*of(mia, 2)).values(what=What.NUMBER))
    assert problems() == [f"Account {mia.id}: view 2 was changed."]
    with nothing_refuses() as connection:
        connection.execute(update(Viewing).where(*of(noah, 3)).values(viewer_id=noah.id))
    assert f"Account {noah.id}: view 3 was changed." in problems()


def test_d8_a_row_that_was_taken_out_shows(looked):
    mia, noah = looked
    with nothing_refuses() as connection:
        connection.execute(delete(Viewing).where(*of(mia, 2)))
        connection.execute(delete(Viewing).where(*of(noah, 4)))  # at the end
    assert set(problems()) == {
        f"Account {mia.id}: view 2 is missing.",
        f"Account {noah.id}: 4 views were written, 3 are there.",
    }


def test_d8_the_rows_at_the_end_cannot_be_taken_off_with_a_new_end(looked):
    mia, _ = looked
    third = db.session.scalar(select(Viewing.link).where(*of(mia, 3)))
    with nothing_refuses() as connection:
        connection.execute(delete(Viewing).where(*of(mia, 4)))
        head = update(ViewingHead).where(ViewingHead.member_id == mia.id)
        connection.execute(head.values(count=3, last=third))
    assert problems() == [f"Account {mia.id}: the end of the list was changed."]


def test_d8_a_list_that_is_gone_as_a_whole_shows(looked):
    with nothing_refuses() as connection:
        connection.execute(delete(Viewing).where(Viewing.member_id == looked[0].id))
        connection.execute(delete(ViewingHead).where(ViewingHead.member_id == looked[0].id))
    assert problems() == ["Who saw what is there for 1 people, and should be for 2."]
    with nothing_refuses() as connection:
        connection.execute(update(ViewingTally).values(chains=1))
    assert problems() == ["The number of people in who saw what was changed."]


def test_d8_a_key_of_ones_own_choice_does_not_open(looked, app):
    """Whoever may have something encrypted by writing it cannot put it in the place of the key."""
    typed = keyring().encrypt(b"a note that I wrote, as long as a key")
    with nothing_refuses() as connection:
        connection.execute(text("UPDATE viewing_tally SET key = :key"), {"key": typed})
    assert problems() == [checking.NO_KEY]
    with nothing_refuses() as connection:
        connection.execute(delete(ViewingTally))
    assert problems() == ["The key of who saw what is gone."]


def test_d8_with_new_keys_in_front_of_the_old_all_is_there_as_before(looked, app):
    app.config["ENCRYPTION_KEYS"] = [Fernet.generate_key().decode(), *app.config["ENCRYPTION_KEYS"]]
    write(make_mentor("Omar"), looked[0])
    assert problems() == []


def test_d8_the_key_is_not_readable_in_the_database(looked):
    key = db.session.scalar(select(ViewingTally.key))
    kept = db.session.execute(text("SELECT key FROM viewing_tally")).scalar_one()
    assert key and key not in bytes(kept) and key.hex().encode() not in bytes(kept)


@pytest.mark.parametrize("how", ["by the verb", "with the account"])
def test_d8_an_erase_takes_the_whole_list_along_and_no_other(looked, how):
    mia, noah = looked
    mia_id = mia.id
    chain.erase(mia_id)
    if how == "with the account":
        db.session.execute(delete(Person).where(Person.id == mia_id))
    db.session.commit()
    assert db.session.scalars(select(Viewing).where(Viewing.member_id == mia_id)).all() == []
    assert len(rows_of(noah)) == 4
    assert problems() == []


def test_d8_the_rows_stay_as_they_are_when_who_looked_is_erased(looked):
    db.session.execute(delete(Person).where(Person.display_name == "Toni"))
    assert problems() == []
    assert len(rows_of(looked[0])) == 4


def test_d8_the_same_in_an_hour_is_one_row_and_the_next_hour_another(app):
    toni, mia = make_mentor("Toni"), make_member("Mia")
    cora = make_coordinator()
    begin = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    for seconds in range(0, 3_600, 30):
        if seconds % 600 == 0:
            viewings.forget_written(app)  # another process
        write(toni, mia, What.LINE, at=begin + timedelta(seconds=seconds))
    write(cora, mia, What.LINE, at=begin)
    write(toni, mia, What.LINE, at=begin + timedelta(hours=1))
    ats = [(row.viewer_id, row.at) for row in rows_of(mia)]
    assert ats == [(toni.id, begin), (cora.id, begin), (toni.id, begin + timedelta(hours=1))]


def test_d8_many_who_write_at_once_make_one_whole_chain_each(app):
    viewers = [make_mentor(f"Mentor {number}") for number in range(4)]
    members = [make_member(f"Member {number}") for number in range(5)]
    looks = [
        [Look(viewer.id, one.id, As.MENTOR, what) for one in members for what in KINDS]
        for viewer in (*viewers, viewers[0])  # one of them on two phones
    ]
    db.session.commit()
    barrier, now = Barrier(len(looks)), clock.now()

    def work(mine: list[Look]) -> None:
        with app.app_context():
            barrier.wait(60)
            viewings.write(mine, now)

    with ThreadPoolExecutor(len(looks)) as threads:
        list(threads.map(work, looks))
    assert [len(rows_of(one)) for one in members] == [len(viewers) * len(KINDS)] * len(members)
    assert problems() == []


def test_d8_the_command_says_whether_all_is_there(looked, app):
    run = app.test_cli_runner().invoke
    said = run(args=["verify-views"])
    assert said.exit_code == 0
    assert said.output == "8 views of 2 people: all are there, as they were written.\n"
    with nothing_refuses() as connection:
        connection.execute(delete(Viewing).where(*of(looked[0], 4)))
    said = run(args=["verify-views"])
    assert said.exit_code == 1
    assert "4 views were written, 3 are there." in said.output
    assert "4 views were written, 3 are there." in run(args=["doctor"]).output
