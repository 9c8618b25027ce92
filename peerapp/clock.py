"""The time. An instant is an aware datetime in UTC; a day is a date in a person's own zone.

The IANA names and the zones' rules come from the `tzdata` package alone. zoneinfo would look at the
system's own files first, which differ from machine to machine, so that two workers could plan one
reminder for two instants, and nobody could say with which rules a slot was planned.
"""

from datetime import UTC, date, datetime, time
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, reset_tzpath

import tzdata

reset_tzpath(to=())
ZoneInfo.clear_cache()  # what somebody loaded before us

# Names that zoneinfo can load but that no person lives in.
_NOT_PLACES = {"Factory", "localtime"}


def now() -> datetime:
    return datetime.now(UTC)


def local(instant: datetime, zone: str) -> datetime:
    """The wall clock of an IANA zone at an instant (aware, any zone)."""
    return instant.astimezone(ZoneInfo(zone))


def local_day(instant: datetime, zone: str) -> date:
    """The calendar day that an instant (aware) belongs to in an IANA zone."""
    return local(instant, zone).date()


def start_of(day: date, zone: str) -> datetime:
    """The first instant of a calendar day in an IANA zone, in UTC."""
    return datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC)


@cache
def zones() -> frozenset[str]:
    """Every IANA zone name that a person may choose."""
    names = resources.files("tzdata").joinpath("zones").read_text().split()
    return frozenset(names) - _NOT_PLACES


@cache
def places() -> tuple[str, ...]:
    """One name for each place, for a list to choose from: tzdata's own table of them, and UTC."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text()
    rows = [line.split("\t") for line in table.splitlines() if not line.startswith("#")]
    return (*sorted(row[2] for row in rows), "UTC")


def rules() -> str:
    """Which version of the zones' rules this process goes by, such as 2026a."""
    return str(tzdata.IANA_VERSION)


def is_zone(name: str) -> bool:
    return name in zones()
