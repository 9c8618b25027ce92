"""What the sober days of all periods saved, as the member put its price. Plain functions."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from peerapp.language import listed, number
from peerapp.sobriety.spoken import counted


@dataclass(frozen=True)
class Saved:
    """Whole units of the member's money, and whole hours; None where nothing is set."""

    money: int | None
    hours: int | None


def saved(days: int, money_per_week: Decimal | None, minutes_per_week: int | None) -> Saved:
    """For so many sober days, in all periods together (a return to use takes nothing away)."""
    return Saved(
        money=None if money_per_week is None else rounded(money_per_week * days / 7),
        hours=None if minutes_per_week is None else minutes_per_week * days // (7 * 60),
    )


def rounded(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_HALF_UP))


def in_words(saved: Saved, currency: str | None) -> str | None:
    """$1,240 and 310 hours; None while it is not one of either yet."""
    parts = [with_currency(saved.money, currency)] if saved.money else []
    parts += [counted(saved.hours, "hour")] if saved.hours else []
    return listed(parts) if parts else None


def with_currency(money: int, currency: str | None) -> str:
    """$1,240, but 1,240 EUR: a sign stands before a number, a word after it."""
    if not currency:
        return number(money)
    return f"{number(money)} {currency}" if currency.isalpha() else f"{currency}{number(money)}"
