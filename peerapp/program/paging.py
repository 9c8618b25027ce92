"""A long list, a few rows a page. Knows no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

PER_PAGE = 25
MOST_PAGES = 10_000

Item = TypeVar("Item")


@dataclass(frozen=True)
class Page(Generic[Item]):
    items: Sequence[Item]
    number: int  # 1 first
    total: int  # rows on all pages

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    @property
    def before(self) -> int | None:
        return min(self.number - 1, self.pages) if self.number > 1 else None

    @property
    def following(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None

    @property
    def first(self) -> int:
        return start_of(self.number) + 1


def number_of(typed: str | None) -> int:
    """Of a page as it stands in an address; whatever is no page is the first."""
    if not typed or not typed.isascii() or not typed.isdigit() or len(typed) > 5:
        return 1
    return min(max(1, int(typed)), MOST_PAGES)


def capped(number: int, total: int) -> int:
    """The last page where a list became shorter."""
    return min(number, max(1, -(-total // PER_PAGE)))


def start_of(number: int) -> int:
    """The rows before this page."""
    return (number - 1) * PER_PAGE


def cut(items: Sequence[Item], number: int) -> Page[Item]:
    number = capped(number, len(items))
    start = start_of(number)
    return Page(items[start : start + PER_PAGE], number, len(items))
