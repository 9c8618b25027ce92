"""The words of a morning's pledge, and when it is asked for. Plain rules."""

from datetime import date, datetime, time, timedelta

from peerapp.language import N_, _

# A few ways to say it, for people of different pathways; or in the member's own words.
# Ours are kept as they stand here, and read in the language of today; see `shown`.
WORDS = {
    "sober": N_("Just for today, I choose to stay sober."),
    "choice": N_("Today I choose what is good for me, one hour at a time."),
    "kind": N_("Today I meet myself with a clear mind and a kind heart."),
}
OWN = "own"
LONGEST = 200
MORNING, NOON = time(4), time(12)
DAYS_SHOWN = 14


def is_morning(local: datetime) -> bool:
    """Whether the wall clock says that a pledge is asked for. Later it does not nag."""
    return MORNING <= local.time() < NOON


def words(own: str | None) -> str:
    return own or WORDS["sober"]


def shown(kept: str) -> str:
    return _(kept) if kept in WORDS.values() else kept


def choice_of(own: str | None) -> str:
    """Which of the choices these words are."""
    return next((name for name, text in WORDS.items() if text == words(own)), OWN)


def last_days(today: date) -> list[date]:
    """The oldest first."""
    return [today - timedelta(days=back) for back in reversed(range(DAYS_SHOWN))]
