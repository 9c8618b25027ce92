"""How long somebody is in recovery, said no more closely than they wish."""

from datetime import date

from peerapp.language import _, ngettext


def recovery_words(since: date | None, shown: str, today: date) -> str | None:
    """What others read; None where there is nothing to say. `shown`: of choices.RECOVERY_SHOWN.

    Only the month is known (`since` is its first day), so "over" counts what is full whichever day
    of it was meant.
    """
    if since is None or since > today or shown not in ("about", "year"):
        return None
    if shown == "year":
        return _("In recovery since %(year)s", year=since.year)
    months = (today.year - since.year) * 12 + today.month - since.month - 1
    if months >= 12:
        return ngettext(
            "In recovery for over a year", "In recovery for over %(num)s years", months // 12
        )
    if months >= 6:
        return _("In recovery for over 6 months")
    return _("In recovery for some months")


def decade_words(birth_year: int | None, today: date) -> str | None:
    """The most that others read of an age: "In their 40s"."""
    if birth_year is None:
        return None
    age = today.year - birth_year
    if age < 30:
        return in_their(20) if age >= 20 else _("Under 20")
    return in_their(age // 10 * 10)


def in_their(decade: int) -> str:
    return _("In their %(decade)ss", decade=decade)
