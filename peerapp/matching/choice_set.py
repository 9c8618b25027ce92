"""How a set of choices is kept: as one number, read back as names."""

from collections.abc import Collection, Mapping

from sqlalchemy import BigInteger, Dialect, TypeDecorator

from peerapp.fit.choices import bits, names_of


class ChoiceSet(TypeDecorator[frozenset[str]]):
    """A set of the names of a list of fit/choices.py; an unknown bit is left out when read."""

    impl = BigInteger
    cache_ok = True

    def __init__(self, names: Mapping[str, object]) -> None:
        super().__init__()
        self.names = tuple(names)  # in the key of SQLAlchemy's cache, too

    def process_bind_param(self, value: Collection[str] | None, dialect: Dialect) -> int | None:
        return None if value is None else bits(value, self.names)

    def process_result_value(self, value: int | None, dialect: Dialect) -> frozenset[str] | None:
        return None if value is None else names_of(value, self.names)
