"""Every table says what of it is exported, and what an erase does with it."""

from sqlalchemy import Table

from peerapp.extensions import Base
from peerapp.leaving.pages import LABELS
from peerapp.leaving.registry import DECISIONS, Erased
from peerapp.leaving.rows import columns_of, label, points_to_a_person


def test_d6_every_table_is_decided(app):
    assert set(DECISIONS) == set(Base.metadata.tables)


def test_d6_the_database_does_what_was_decided(app):
    for name, decision in DECISIONS.items():
        assert decision.erased == what_becomes_of(Base.metadata.tables[name]), name


def test_d6_every_key_to_a_person_says_what_becomes_of_it(app):
    for table in Base.metadata.tables.values():
        for column in table.columns:
            for key in column.foreign_keys:
                assert key.ondelete in ("CASCADE", "SET NULL"), column


def test_what_is_not_exported_has_a_reason(app):
    for name, decision in DECISIONS.items():
        assert bool(decision.mine) != bool(decision.why_not), name
        assert set(decision.left_out) <= set(Base.metadata.tables[name].c.keys()), name


def test_what_people_read_has_a_label(app):
    for name, decision in DECISIONS.items():
        if not decision.mine:
            continue
        known = {label(one) for one in columns_of(Base.metadata.tables[name])} | {"photo"}
        assert set(decision.shown) <= known & set(LABELS), name


def what_becomes_of(table: Table) -> Erased:
    """By its foreign keys: with a person, or with something of theirs."""
    keys = [key for column in table.columns for key in column.foreign_keys]
    goes = any(key.ondelete == "CASCADE" and is_of_a_person(key.column.table) for key in keys)
    if table.name == "people" or goes:
        return Erased.GOES
    if any(points_to_a_person(column) for column in table.columns):
        return Erased.STAYS_NAMELESS
    return Erased.NOT_OF_A_PERSON


def is_of_a_person(table: Table) -> bool:
    return DECISIONS[table.name].erased is Erased.GOES
